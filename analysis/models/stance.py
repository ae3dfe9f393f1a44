"""Stance: whether a sentence is positive, neutral or negative toward a target in it."""

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.article import Span, paragraphs
from analysis.models import encoder
from analysis.models.passages import Passage, touched

LABELS = ("negative", "neutral", "positive")


def score(text: str, spans: Sequence[Span]) -> NDArray[np.float32]:
    """Return the probabilities of negative, neutral and positive stance toward each target, shape (targets, 3).

    The model learned from single sentences: give a sentence and the targets in it. A longer text is read paragraph by
    paragraph, a target that crosses a line break in its first one. A target without a word in it is neutral.

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
    """
    if not isinstance(text, str):
        raise TypeError(f"score needs the text itself, not {type(text).__name__}")
    spans = [_pair(span) for span in spans]
    found = np.tile(np.array([0, 1, 0], dtype=np.float32), (len(spans), 1))
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the span {start}:{end} does not lie in a text of {len(text)} characters")
    for begin, stop in paragraphs(text):
        here = [i for i, (start, end) in enumerate(spans) if start < stop and begin < end]
        here = [i for i in here if spans[i][0] >= begin or not text[spans[i][0] : begin].strip()]
        if not here:
            continue
        for passage in encoder.passages(text[begin:stop]):
            words = {i: touched(passage.spans, spans[i][0] - begin, spans[i][1] - begin) for i in here}
            own = [i for i, (low, high) in words.items() if low < high and passage.own[0] <= low < passage.own[1]]
            if own:
                found[own] = _judge(passage, [words[i] for i in own])
    return found


def _pair(span: Any) -> Span:
    try:
        start, end = span
        return operator.index(start), operator.index(end)
    except (TypeError, ValueError):
        raise TypeError(f"a span is a pair of whole numbers, (start, end), not {span!r}") from None


def _judge(passage: Passage, targets: list[tuple[int, int]]) -> NDArray[np.float32]:
    """Read one passage, and from each of its targets."""
    asked = np.zeros((len(targets), len(passage.first)), dtype=np.float32)
    for row, (low, high) in zip(asked, targets, strict=True):
        row[low:high] = 1
    given = {**encoder.feed(passage), "first": passage.first, "targets": asked}
    probabilities: NDArray[np.float32] = encoder.session("stance.onnx").run(None, given)[0]
    return probabilities
