"""Many articles: every layer of each, computed part by part with Dask, here or on a cluster.

What is done stays done: a part is written whole or not at all under a name that says what it was made from and with, so
that a run that was killed goes on where it stopped, and a changed article or model redoes only what depends on it.
"""

import ctypes
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import cache, corrections, fingerprint, layers
from analysis.article import as_path
from analysis.corpus import cluster, dataset, parts
from analysis.corpus.records import Record
from analysis.errors import ClaimbookError
from analysis.files import alone_in

if TYPE_CHECKING:
    from tqdm import tqdm

    from analysis.article import Article
    from analysis.story import Story

Task = tuple[str, list[Record], "Wanted", str]
Runner = Callable[[Iterable[Task]], Iterator[tuple[str, int | None]]]
Wanted = dict[str, str]
"""Layers to make, each with its fingerprint."""


def build(
    source: Path,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    least: int | None = None,
) -> int:
    """Compute all layers of the articles in `source` and write them to `folder` as a Parquet data set.

    Parameters
    ----------
    source
        See `analysis.corpus.records.read`: a folder of articles, JSON Lines, Parquet.
    folder
        The data set: new, or what an earlier run left, of which every part that still holds is kept.
    workers
        Processes on this machine, as many as it has cores unless told; with 0 the work is done in this process, without Dask.
    scheduler
        The address of a Dask scheduler instead.  Its workers need this version of the kit, one thread each, and `source` (if it
        is a folder of articles) and `folder` under the same path.
    least
        The least size of a part in bytes; for small trials.

    Returns
    -------
    int
        How many articles failed, in whole or in a layer; the data set's table ``failures`` names them.

    Raises
    ------
    ClaimbookError
        For a number of workers below nothing; where the input cannot be read, or holds no article while there is a data
        set; where the folder cannot be written to or holds something else, another run is writing to it, or the cluster is lost.
        Finished parts are kept, and the same command goes on from there.
    """
    source, folder = as_path(source).absolute(), as_path(folder).absolute()
    if workers is not None and workers < 0:
        raise ClaimbookError(
            f"--workers {workers}: no such number of workers; give 1 or more, or 0 for none beside this process"
        )
    dataset.check(folder)
    with alone_in(folder, wait=False):
        made_with = {layer: fingerprint.of(layer) for layer in layers.LAYERS if layer != "failures"}
        # What an earlier run made of another input is not given up for nothing.
        plan = parts.plan(source, least, needed=(folder / dataset.MANIFEST).exists())
        todo = {part.key: missing for part in plan if (missing := _missing(folder, part.key, made_with))}
        articles = sum(part.articles for part in plan if part.key in todo)
        unfinished: set[str] = set()
        if todo:
            tasks = ((key, records, todo[key], str(folder)) for key, records in parts.batches(source, set(todo), least))
            with _runner(workers, scheduler) as run, _bar(articles) as bar:
                for key, count in run(tasks):
                    if count is None:
                        unfinished.add(key)
                    bar.update(count or 0)
        manifest = dataset.finish(folder, [part.key for part in plan], unfinished)
    return _report(folder, manifest)


def process(key: str, records: list[Record], wanted: Wanted, folder: str) -> int:
    """Make the layers `wanted` of one part and write them; return the number of its articles.

    An article that cannot be read, or that a layer fails on, is noted with the reason and stops none of the others.

    Raises
    ------
    ClaimbookError
        For what is not an article's fault: another version of the kit, a model that is missing, a full disk.
    """
    for layer, made_with in wanted.items():
        if fingerprint.of(layer) != made_with:
            raise ClaimbookError(
                f"a worker has another version of the kit or its model ({layer}); install the same everywhere"
            )
    # Dask gives a task out again when its worker died, even where only its answer was lost: what is on disk stays.
    wanted = _missing(Path(folder), key, wanted)
    if not wanted:
        return len(records)
    from analysis.story import Story

    tables: dict[str, list[pd.DataFrame]] = {layer: [] for layer in wanted}
    failures: dict[str, list[dict[str, str]]] = {layer: [] for layer in wanted}
    with cache.bypass():
        for record in records:
            note = {"article": record.id, "where": record.place}
            try:
                story = Story(record.load())
                # Its corrections are laid over its layers: a sheet that is not in order is this article's fault alone.
                corrections.read(story.article)
            except (ImportError, OSError, MemoryError):
                # As below: py3langid unpacks its model into a temporary file, which a full disk has no room for.
                raise
            except Exception as error:  # noqa: BLE001 - one bad article must not stop the other hundred thousand
                if "articles" in wanted:
                    failures["articles"].append(note | {"layer": "articles", "reason": _reason(error)})
                continue
            for layer in wanted:
                try:
                    tables[layer].append(_rows(layer, story))
                except (ClaimbookError, ImportError, OSError, MemoryError):
                    # A model that is missing, a full disk: not this article's fault, and the next would fare no better.
                    raise
                except Exception as error:  # noqa: BLE001 - as above
                    failures[layer].append(note | {"layer": layer, "reason": _reason(error)})
    for layer, made_with in wanted.items():
        table = pd.concat(tables[layer], ignore_index=True) if tables[layer] else layers.empty(layer)
        dataset.write(
            dataset.place(Path(folder), layer, key, made_with), layer, layers.encode(layer, table), failures[layer]
        )
    _give_back_memory()
    return len(records)


def _give_back_memory() -> None:
    """Have the C library return what is free to the system: in pieces between what is kept, it would grow from part to part.

    See "Manually trim memory" in the documentation of Dask's workers.  Only glibc has the call, and needs it.
    """
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return


@contextmanager
def _runner(workers: int | None, scheduler: str | None) -> Iterator[Runner]:
    if workers == 0 and not scheduler:
        yield lambda tasks: ((task[0], process(*task)) for task in tasks)
    else:
        with cluster.start(workers, scheduler) as client:
            yield lambda tasks: cluster.run(client, process, tasks)


def _missing(folder: Path, part: str, made_with: Wanted) -> Wanted:
    return {layer: made for layer, made in made_with.items() if not dataset.place(folder, layer, part, made).exists()}


def _rows(layer: str, story: "Story") -> pd.DataFrame:
    if layer == "articles":
        return _describe(story.article)
    table: pd.DataFrame = getattr(story, layer)
    return table


def _describe(article: "Article") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "article": [article.id],
            "title": [article.title],
            "title_span": [article.title_span],
            "outlet": [article.outlet],
            "published": [article.published],
            "url": [article.url],
            "note": [article.note],
            "sha256": [article.sha256],
            "characters": [len(article.text)],
            "words": [len(article.text.split())],
            "text": [article.text],
        }
    )


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ClaimbookError) else f"{type(error).__name__}: {error}"


@contextmanager
def _bar(articles: int) -> Iterator["tqdm[Any]"]:
    from tqdm import tqdm

    with tqdm(total=articles, desc="corpus", unit=" articles", dynamic_ncols=True, leave=False, disable=None) as bar:
        yield bar


def _report(folder: Path, manifest: dict[str, Any]) -> int:
    """Name what could not be done on standard error, and count it."""
    failures, lost = manifest["failures"], manifest["unfinished"]
    if failures:
        first = dataset.Dataset(folder).read("failures").head(20)
        lines = [
            reason if reason.startswith(where) else f"{where}: {reason}"
            for where, reason in zip(first["where"], first["reason"], strict=True)
        ]
        more = [f"... and {failures - len(first)} more: see {folder / 'failures'}"] if failures > len(first) else []
        sys.stderr.write("\n".join([*lines, *more]) + "\n")
    if lost:
        sys.stderr.write(
            f"{folder}: {len(lost)} of {len(lost) + len(manifest['parts'])} parts killed their worker three times and are left out\n"
        )
    return int(failures) + len(lost)
