"""Annotated articles and sentences as examples: passages with the words of cues, sources, contents and targets."""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.article import paragraphs
from analysis.models.decoding import ROLES
from analysis.models.passages import WORD, Passage, marks, read, touched

Item = TypeVar("Item")
Piece = tuple[int, int]
Record = dict[str, Any]


@dataclass(slots=True)
class Example:
    """A passage and what is known of it: rows of (anchor word, tags), or of (target words, probabilities of the stances)."""

    passage: Passage
    attributions: list[tuple[int, NDArray[np.int64]]] = field(default_factory=list)
    near: set[int] = field(default_factory=set)
    targets: list[tuple[Piece, list[float]]] = field(default_factory=list)
    vector: int = -1


def records(path: Path) -> list[Record]:
    """Read a JSONL file, gzipped or not."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cue_strength(articles: Iterable[Record]) -> dict[str, float]:
    """How often each word stands within a cue, smoothed; it picks the word by which a cue is found."""
    seen: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for article in articles:
        seen.update(m[0].lower() for m in WORD.finditer(article["text"]))
        for attribution in article["attributions"]:
            for start, end in attribution["cue"]:
                within.update(m[0].lower() for m in WORD.finditer(article["text"], start, end))
    return {word: count / (seen[word] + 4) for word, count in within.items()}


def varied(text: str, chance: random.Random) -> str:
    """Now and then a text as other outlets would print it; every character keeps its place.

    Capitals as in a headline, the final stop gone, or one quotation mark lost.
    """
    kind = chance.random()
    if kind < 0.04 and len(text) < 200:
        return "".join(
            m[0].capitalize() if len(m[0].capitalize()) == len(m[0]) else m[0] for m in re.finditer(r"\w+|\W", text)
        )
    if kind < 0.08:
        return re.sub(r"[.!?](\s*)$", r" \1", text)
    if kind < 0.12 and (found := marks(text)):
        at = chance.choice(found)[0]
        return text[:at] + " " + text[at + 1 :]
    return text


def attribution_examples(
    article: Record, tokenizer: Any, strength: dict[str, float], chance: random.Random | None
) -> list[Example]:
    """Return the passages of an article, with the attributions whose cue stands in them."""
    examples = []
    for begin, end in paragraphs(article["text"]):
        text = article["text"][begin:end]
        here = [a for a in article["attributions"] if a["cue"] and begin <= a["cue"][0][0] < end]
        for passage in read(varied(text, chance) if chance else text, tokenizer):
            example = Example(passage)
            for attribution in here:
                pieces = {role: [(s - begin, e - begin) for s, e in attribution[role]] for role in ROLES}
                add_attribution(example, text, pieces, strength)
            examples.append(example)
    return examples


def add_attribution(example: Example, text: str, pieces: dict[str, list[Piece]], strength: dict[str, float]) -> None:
    """Write one attribution as an anchor and tags, if the passage holds its cue."""
    spans = example.passage.spans
    tags = np.zeros(len(spans), dtype=np.int64)
    for role in ("content", "source", "cue"):
        for start, end in pieces[role]:
            low, high = touched(spans, start, end)
            tags[low:high] = 2 * ROLES.index(role) + 2
            tags[low : min(low + 1, high)] -= 1
    # A piece that another role interrupts begins anew behind it.
    broken = np.flatnonzero((tags > 0) & (tags % 2 == 0) & ~np.isin(np.r_[0, tags[:-1]] - tags, (0, -1)))
    tags[broken] -= 1
    cue = [i for s, e in pieces["cue"] for i in range(*touched(spans, s, e))]
    if not cue:
        return
    anchor = max(cue, key=lambda i: strength.get(text[spans[i, 0] : spans[i, 1]].lower(), 0.0))
    example.near.update(cue)
    if all(anchor != other for other, _ in example.attributions):
        example.attributions.append((anchor, tags))


def stance_examples(rows: Iterable[Record], tokenizer: Any) -> list[Example]:
    """Return one example for each sentence, with all its targets; a target without a word is left out."""
    by_text: dict[str, list[tuple[Piece, list[float]]]] = defaultdict(list)
    for row in rows:
        by_text[row["s"]].append(((row["a"], row["b"]), row["p"]))
    examples = []
    for text, targets in by_text.items():
        for passage in read(text, tokenizer)[:1]:
            words = [(touched(passage.spans, *span), told) for span, told in targets]
            examples.append(Example(passage, targets=[w for w in words if w[0][0] < w[0][1]]))
    return [e for e in examples if e.targets]


def subwords(example: Example) -> int:
    """Return the length of an example."""
    return int(example.passage.inputs.shape[1])


def batches(examples: list[Item], budget: int, chance: random.Random, size: Callable[[Item], int]) -> list[list[Item]]:
    """Cut examples into batches of about as many subwords as `budget`, alike in `size`, in random order."""
    ordered = sorted(examples, key=lambda e: size(e) + chance.random() * 6)
    groups: list[list[Item]] = [[]]
    for example in ordered:
        if groups[-1] and (len(groups[-1]) + 1) * size(example) > budget:
            groups.append([])
        groups[-1].append(example)
    chance.shuffle(groups)
    return groups
