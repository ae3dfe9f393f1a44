"""A data set of many articles, drawn at random from a small one, to see how long it takes to explore."""

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis import charts, fingerprint, layers
from analysis.corpus import dataset, trends
from analysis.corpus.dataset import Dataset

A_PART = 500


def enlarge(small: Dataset, articles: int, folder: Path) -> Dataset:
    """Write a data set of `articles` to `folder`, each a random one of `small` under an id of its own."""
    drawn = random.Random(20261122)
    tables = {layer: small.read(layer) for layer in layers.LAYERS if layer not in {"failures", "relations"}}
    ids = tables["articles"]["article"].tolist()
    rows = {layer: dict(iter(table.groupby("article"))) for layer, table in tables.items()}
    parts = []
    for start in range(0, articles, A_PART):
        chosen = [(f"many-{number}", drawn.choice(ids)) for number in range(start, min(start + A_PART, articles))]
        part = f"{start:016x}"
        for layer in layers.LAYERS:
            found = [rows[layer][old].assign(article=new) for new, old in chosen if old in rows.get(layer, {})]
            table = pd.concat(found, ignore_index=True) if found else layers.empty(layer)
            path = dataset.place(folder, layer, part, fingerprint.of(layer))
            dataset.write(path, layer, layers.encode(layer, table), [])
        parts.append(part)
    dataset.finish(folder, parts, set())
    return Dataset(folder)


def measure(small: Dataset, articles: int = 10_000) -> dict[str, float]:
    """Return the seconds until the first chart of a data set of `articles` is drawn, and of each further one."""
    with TemporaryDirectory() as place:
        enlarge(small, articles, Path(place))
        start = time.perf_counter()
        data = Dataset(place)
        data.summary()
        over_time = trends.entities_over_time(data)
        charts.timeline(over_time).svg()
        seconds = {"first chart": time.perf_counter() - start}
        entity = str(over_time["entity"].iloc[0])
        for name, draw in {
            "sources": lambda: charts.quoted(trends.sources_by_outlet(data)),
            "unnamed sources": lambda: charts.unnamed(trends.unnamed_sources(data)),
            "stance": lambda: charts.leanings(trends.stance_by_outlet(data, entity), entity),
        }.items():
            start = time.perf_counter()
            draw().svg()
            seconds[name] = time.perf_counter() - start
    return seconds
