"""Stance: whether a sentence is positive, neutral or negative toward a target in it."""

import operator
from collections.abc import Sequence
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from analysis.article import Span, paragraphs
from analysis.models import encoder
from analysis.models.passages import Passage, touched

LABELS = ("negative", "neutral", "positive")


def score(text: str, spans: Sequence[Span | Sequence[Span]]) -> NDArray[np.float32]:
    """Return the probabilities of negative, neutral and positive stance toward each target, shape (targets, 3).

    The model learned from single sentences: give a sentence and the targets in it. A longer text is read paragraph by
    paragraph, a target that crosses a line break in its first one. A target without a word in it is neutral. One that is
    mentioned several times is asked for once, with the spans of all its mentions in place of one: what the sentence says at
    one of them bears on the others.

    Raises
    ------
    TypeError, ValueError
        For what is no text or no span (start and end, whole numbers), and for a span that is empty or outside the text.
    ClaimbookError
        Where the model's files are missing or damaged.

    Examples
    --------
    >>> score("Critics slammed the mayor.", [(16, 25)]).argmax(1).tolist()
    [0]
    >>> score("Lee lied, but voters still love Lee.", [[(0, 3), (32, 35)]]).shape
    (1, 3)
    """
    if not isinstance(text, str):
        raise TypeError(f"score needs the text itself, not {type(text).__name__}")
    targets = [sorted(_pairs(span)) for span in spans]
    found = np.tile(np.array([0, 1, 0], dtype=np.float32), (len(targets), 1))
    for start, end in (span for target in targets for span in target):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the span {start}:{end} does not lie in a text of {len(text)} characters")
    for begin, stop in paragraphs(text):
        here = [i for i, ((start, end), *_) in enumerate(targets) if start < stop and begin < end]
        here = [i for i in here if targets[i][0][0] >= begin or not text[targets[i][0][0] : begin].strip()]
        if not here:
            continue
        for passage in encoder.passages(text[begin:stop]):
            words = {i: [touched(passage.spans, s - begin, e - begin) for s, e in targets[i]] for i in here}
            own = [i for i, ((low, high), *_) in words.items() if low < high and passage.own[0] <= low < passage.own[1]]
            if own:
                found[own] = _judge(passage, [words[i] for i in own])
    return found


def _pairs(target: Any) -> list[Span]:
    """Return the spans of a target: its own, or those of all its mentions."""
    try:
        spans = [target] if isinstance(target[0], SupportsIndex) else list(target)
        return [(operator.index(start), operator.index(end)) for start, end in spans]
    except (TypeError, ValueError, LookupError):
        raise TypeError(
            f"a span is a pair of whole numbers, (start, end), or a list of such pairs, not {target!r}"
        ) from None


def _judge(passage: Passage, targets: list[list[tuple[int, int]]]) -> NDArray[np.float32]:
    """Read one passage, and from each of its targets, each the words of its mentions."""
    asked = np.zeros((len(targets), len(passage.first)), dtype=np.float32)
    for row, mentions in zip(asked, targets, strict=True):
        for low, high in mentions:
            row[low:high] = 1
    given = {**encoder.feed(passage), "first": passage.first, "targets": asked}
    probabilities: NDArray[np.float32] = encoder.session("stance.onnx").run(None, given)[0]
    return probabilities
