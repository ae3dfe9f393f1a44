"""Measuring the kit's own `extract`, `score` and `vectors` on the benchmarks, with bootstrap confidence intervals."""

import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.article import Span, paragraphs
from analysis.claims.stances import SIDE, SIDE_OF_SEVERAL
from analysis.models import attribution, encoder, stance
from analysis.training.data import Record, records

SCORES = ("relation partial", "content partial", "source partial", "cue partial", "content exact")
KINDS = ("all", "direct", "mixed", "indirect", "speech", "attitude")


class Figure(NamedTuple):
    """A measured value in percent and the bounds of its 95 % interval."""

    name: str
    value: float
    low: float
    high: float


class Evidence(NamedTuple):
    """Every candidate on dev: its evidence, whether relation and content are right, its article's number; and the gold's count."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    content: NDArray[np.bool_]
    article: NDArray[np.int64]
    gold: int


def benchmark(data: Path, task: str, name: str = "evaluate") -> ModuleType:
    """Load a benchmark's own evaluator, so that figures are its figures."""
    path = data / task / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"{task}_{name}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
        sys.modules.pop("evaluate", None)
    return module


def predict(articles: list[Record], threshold: float | None = None) -> list[Record]:
    """Extract from each article with the kit's own function, in the benchmark's form."""
    return [
        {"id": a["id"], "attributions": [found._asdict() for found in attribution.extract(a["text"], threshold)]}
        for a in articles
    ]


def relations(tools: ModuleType, gold: Record, found: Record, *, sources: bool = True) -> tuple[list[bool], list[bool]]:
    """Tell which gold attributions and which predictions are matched, as the benchmark matches: by content and, unless told, source."""
    text = tools.Text(gold["text"])
    left, right = (
        [{role: text.units(a.get(role, [])) for role in ("source", "content")} for a in record["attributions"]]
        for record in (gold, found)
    )

    def alike(i: int, j: int) -> float:
        content = tools.jaccard(left[i]["content"], right[j]["content"])
        same = not sources or tools.jaccard(left[i]["source"], right[j]["source"]) >= 0.5
        return float(content * (content >= 0.5) * same)

    pairs = tools.matching(range(len(left)), range(len(right)), alike)
    back = set(pairs.values())
    return [i in pairs for i in range(len(left))], [j in back for j in range(len(right))]


def tally(
    tools: ModuleType, golds: list[Record], founds: list[Record], speech: set[str]
) -> dict[str, NDArray[np.int64]]:
    """Count relations by kind of quotation and of act; within a kind, recall over its gold and precision over its predictions."""
    counts: dict[str, NDArray[np.int64]] = {kind: np.zeros((len(golds), 4), dtype=np.int64) for kind in KINDS}
    for row, (gold, found) in enumerate(zip(golds, founds, strict=True)):
        text = tools.Text(gold["text"])
        for record, hits, column in zip((found, gold), reversed(relations(tools, gold, found)), (0, 2), strict=True):
            for item, hit in zip(record["attributions"], hits, strict=True):
                said = any(w in speech for s, e in item["cue"] for w in tools.WORD.findall(gold["text"][s:e].lower()))
                for kind in ("all", text.kind(item["content"]), "speech" if said else "attitude"):
                    counts[kind][row, column] += hit
                    counts[kind][row, column + 1] += 1
    return counts


def f1(counts: NDArray[np.int64]) -> float:
    """F1 in percent from right predictions, predictions, found gold and gold.

    >>> f1(np.array([1, 2, 1, 2]))
    50.0
    """
    hit, made, found, gold = (float(x) for x in counts)
    precision, recall = hit / max(made, 1), found / max(gold, 1)
    return 200 * precision * recall / (precision + recall) if hit else 0.0


def precision(counts: NDArray[np.int64]) -> float:
    """Precision in percent, from the same counts.

    >>> precision(np.array([1, 4, 1, 2]))
    25.0
    """
    return 100 * float(counts[0]) / max(float(counts[1]), 1)


def recall(counts: NDArray[np.int64]) -> float:
    """Recall in percent, from the same counts.

    >>> recall(np.array([1, 4, 1, 2]))
    50.0
    """
    return 100 * float(counts[2]) / max(float(counts[3]), 1)


def interval(
    name: str, counts: NDArray[np.int64], score: Callable[[NDArray[np.int64]], float] = f1, draws: int = 1000
) -> Figure:
    """Return the score over all articles, with the interval from resampling articles (percentile bootstrap, seeded)."""
    chance = np.random.default_rng(0)
    drawn = [score(counts[chance.integers(0, len(counts), len(counts))].sum(0)) for _ in range(draws)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(name, score(counts.sum(0)), float(low), float(high))


def attribution_figures(data: Path) -> list[Figure]:
    """PolNeAR dev: relation F1 overall and by kind, precision and recall; then content, speech cues alone, and exact pieces, as the benchmark counts."""
    folder = data / "attribution"
    tools = benchmark(data, "attribution")
    speech = set((folder / "speech_cues.txt").read_text(encoding="utf-8").split())
    gold = records(folder / "dev.jsonl.gz")
    found = predict(gold)
    counts = tally(tools, gold, found, speech)
    figures = [interval(f"relation F1, {kind}", counts[kind]) for kind in KINDS]
    figures += [interval(f"relation {score.__name__}", counts["all"], score) for score in (precision, recall)]
    for name, cues in (("", None), (", speech cues alone", speech)):
        results = [tools.evaluate([one], [other], cues) for one, other in zip(gold, found, strict=True)]
        for score in SCORES:
            rows = [_counts(result.get(score, {}).get("all")) for result in results]
            figures.append(interval(f"{score}{name}", np.array(rows)))
    pieces = benchmark(data, "attribution", "pieces").score(gold, found)
    return figures + [
        Figure(f"exact pieces, {role}", value, float("nan"), float("nan")) for role, value in pieces.items()
    ]


def _counts(result: dict[str, Any] | None) -> list[int]:
    """Hits and totals out of one of the benchmark's results."""
    if result is None:
        return [0, 0, 0, 0]
    return [round(result["p"] * result["pred"]), result["pred"], round(result["r"] * result["gold"]), result["gold"]]


def stance_scores(rows: list[Record]) -> NDArray[np.float32]:
    """Score each row's target with the kit's own function, shape (rows, 3)."""
    return np.array([stance.score(row["s"], [(row["a"], row["b"])])[0] for row in rows])


def stance_labels(rows: list[Record]) -> list[int]:
    """Label each row's target -1, 0 or 1 with the kit's own function."""
    return _labels(stance_scores(rows))


def stance_figures(data: Path, draws: int = 1000) -> list[Figure]:
    """NewsMTSC dev, both parts: macro F1 with intervals from resampling sentences; how many of the sides that claims are said to take are right."""
    tools = benchmark(data, "stance")
    figures = []
    for part in ("rw", "mt"):
        rows = records(data / "stance" / f"newsmtsc_dev_{part}.jsonl")
        gold, scores = [row["y"] for row in rows], stance_scores(rows)
        found = _labels(scores)
        chance = np.random.default_rng(0)
        drawn = []
        for _ in range(draws):
            picked = chance.integers(0, len(gold), len(gold))
            drawn.append(100 * tools.evaluate([gold[i] for i in picked], [found[i] for i in picked])[0])
        low, high = np.percentile(drawn, [2.5, 97.5])
        figures.append(Figure(f"macro F1, {part}", 100 * tools.evaluate(gold, found)[0], float(low), float(high)))
        right = 100 * float(np.mean([y == label for y, label in sides_told(rows)]))
        figures.append(Figure(f"sides told that are right, {part}", right, float("nan"), float("nan")))
    return figures


def sides_told(rows: list[Record]) -> list[tuple[int, int]]:
    """Return the true label and the side of each row whose target a claim would be said to take a side toward.

    As in articles, a target is asked for with all its mentions: the other places where its last word stands.
    """
    told = []
    for row in rows:
        spans = mentions(row["s"], (row["a"], row["b"]))
        scores = stance.score(row["s"], [spans])[0]
        least = SIDE_OF_SEVERAL if len(spans) > 1 else SIDE
        side = int(scores.argmax()) - 1
        told += [(row["y"], side)] if side and scores.max() >= least else []
    return told


def mentions(text: str, target: Span) -> list[Span]:
    """Return the span of a target, and where else its last word stands, if that is a name's.

    >>> mentions("Ann Lee left. Voters love Lee.", (0, 7))
    [(0, 7), (26, 29)]
    """
    words = text[slice(*target)].split()
    if not words or not words[-1][0].isupper():
        return [target]
    places = [m.span() for m in re.finditer(rf"\b{re.escape(words[-1])}\b", text)]
    return [target, *(place for place in places if not (place[0] < target[1] and target[0] < place[1]))]


def _labels(scores: NDArray[np.float32]) -> list[int]:
    labels: list[int] = (scores.argmax(axis=1) - 1).tolist()
    return labels


def grouping_figures(data: Path) -> list[Figure]:
    """Group answers with the kit's own function: adjusted Rand index times 100, mean over questions; bounds are the questions'."""
    from analysis.comparison import group

    tools = benchmark(data, "grouping")
    scores = []
    for question in records(data / "grouping" / "answers.jsonl"):
        found = group([answer["text"] for answer in question["answers"]])
        scores.append(100 * tools.adjusted_rand([answer["group"] for answer in question["answers"]], found))
    return [Figure("adjusted Rand index", float(np.mean(scores)), min(scores), max(scores))]


def evidence(data: Path) -> Evidence:
    """Read every candidate on dev, the unlikely ones too, and judge it."""
    tools = benchmark(data, "attribution")
    known: dict[str, list[Any]] = defaultdict(list)
    articles = records(data / "attribution" / "dev.jsonl.gz")
    for number, article in enumerate(articles):
        items = []
        for begin, end in paragraphs(article["text"]):
            text = article["text"][begin:end]
            for passage in encoder.passages(text):
                for candidate in attribution.candidates(passage):
                    known["rows"].append(candidate.evidence)
                    known["article"].append(number)
                    items.append(attribution.in_text(candidate, passage, text, begin, 0.0)._asdict())
        for name, sources in (("right", True), ("content", False)):
            known[name] += relations(tools, article, {"attributions": items}, sources=sources)[1]
    rows, right, content, article_of = (np.array(known[name]) for name in ("rows", "right", "content", "article"))
    return Evidence(rows, right, content, article_of, sum(len(a["attributions"]) for a in articles))
