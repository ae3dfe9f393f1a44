"""Text as the encoder reads it: subwords with case, quotation state and word starts, in windows of bounded length."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LIMIT = 256
"""Subwords in one window, the two special ones included; the length the encoder was trained at."""
OVERLAP = 96
"""Subwords that neighbouring windows share, so that no cue is read at the very edge of one."""

WORD = re.compile(r"\w+(?:[’'.,-]\w+)*|:")
SHAPES, QUOTES, STARTS = 6, 4, 3
"""Sizes of the three added inputs: case shape, quotation state, word start."""

_MARK = re.compile("[\"“”„«»]|``|''")
_SINGLE = re.compile(r"(?<![\w'’‘`])['‘](?=\w)(?:[^'’\n]|['’](?=\w))+['’](?![\w'’])")
_OPENS, _CLOSES = {"“", "„", "«", "``"}, {"”", "»"}
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True, slots=True)
class Passage:
    """One window of a text, ready for the encoder.

    `inputs` has shape (4, subwords): ids, case shape, quotation state, word start. `first` gives each word's first
    subword and `spans`, of shape (words, 2), its place in the text. Words `own[0]` to `own[1]` belong to this window;
    the others are context that a neighbouring window answers for.
    """

    inputs: Ints
    first: Ints
    spans: Ints
    own: tuple[int, int]


def plain(text: str) -> str:
    r"""Write every kind of quotation mark as the plain one, at the same length.

    Single marks count as quotation marks only where a text has no double ones.

    >>> plain("“Go,” she said.")
    '"Go," she said.'
    >>> plain("``Go,'' she said.")
    '" Go,"  she said.'
    >>> plain("‘It’s time,’ she said.")
    '"It\'s time," she said.'
    """
    if not _MARK.search(text):
        text = _SINGLE.sub(lambda m: f'"{m[0][1:-1]}"', text)
    return text.replace("``", '" ').replace("''", '" ').translate(_PLAIN)


def marks(text: str) -> list[tuple[int, bool]]:
    """Find the quotation marks: where each stands and whether it opens.

    A plain mark opens or closes by the space around it and by whether a quotation is open; a missing partner is no error.

    >>> marks('"Go," she said. "Now')
    [(0, True), (4, False), (16, True)]
    """
    found: list[tuple[int, bool]] = []
    if not _MARK.search(text):
        for m in _SINGLE.finditer(text):
            found += [(m.start(), True), (m.end() - 1, False)]
        return found
    inside = False
    for m in _MARK.finditer(text):
        mark = m[0]
        if mark in _OPENS or mark in _CLOSES:
            opens = mark in _OPENS
        else:
            before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
            leading = (not before or before.isspace() or before in "([—–-") and after != "" and not after.isspace()
            trailing = before != "" and not before.isspace() and (not after or not after.isalnum())
            opens = (leading and not trailing) if inside else not (trailing and not leading)
        inside = opens
        found.append((m.start(), opens))
    return found


def shape(word: str) -> int:
    """Give a word's case a number: 1 lower, 2 capitalized, 3 capitals, 4 digits first, 5 anything else.

    >>> [shape(w) for w in ("said", "Said", "NATO", "5G", "iPhone")]
    [1, 2, 3, 4, 5]
    """
    if word.islower():
        return 1
    if word[0].isupper():
        return 3 if len(word) > 1 and word.isupper() else 2
    return 4 if word[0].isdigit() else 5


def read(text: str, tokenizer: Any) -> list[Passage]:
    """Cut a text (one paragraph) into passages; most paragraphs are a single one, a text without words is none.

    `tokenizer` is a `tokenizers.Tokenizer` without truncation or padding.
    """
    encoding = tokenizer.encode(plain(text), add_special_tokens=False)
    places = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)[:, 0]
    words = [m.span() for m in WORD.finditer(text)]
    if not words or not len(places):
        return []
    spans = np.array(words, dtype=np.int64)
    owner = np.searchsorted(spans[:, 0], places, side="right") - 1
    inside = (owner >= 0) & (places < spans[owner, 1])
    first_of = np.full(len(words), -1, dtype=np.int64)
    held = np.flatnonzero(inside)[::-1]
    first_of[owner[held]] = held
    shapes = np.array([shape(text[s:e]) for s, e in words], dtype=np.int64)
    starts = np.where(inside, 0, 2)
    starts[first_of[first_of >= 0]] = 1
    inputs = np.stack(
        [np.array(encoding.ids, dtype=np.int64), np.where(inside, shapes[owner], 0), _states(text, places), starts]
    )
    kept = first_of >= 0
    if not kept.any():
        return []
    ends = [tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]")]
    return _windows(inputs, first_of[kept], spans[kept], ends)


def touched(spans: Ints, start: int, end: int) -> tuple[int, int]:
    """First and past-the-last word that share a character with a span.

    >>> touched(np.array([[0, 3], [4, 10]]), 2, 5)
    (0, 2)
    """
    low = int(np.searchsorted(spans[:, 1], start, side="right"))
    return low, max(low, int(np.searchsorted(spans[:, 0], end)))


def _states(text: str, places: Ints) -> Ints:
    """Quotation state of each subword: 0 outside, 1 inside, 2 an opening mark, 3 a closing mark."""
    found = marks(text)
    if not found:
        return np.zeros(len(places), dtype=np.int64)
    at = np.array([place for place, _ in found], dtype=np.int64)
    opens = np.array([opening for _, opening in found])
    last = np.searchsorted(at, places, side="right") - 1
    states = np.where((last >= 0) & opens[last], 1, 0)
    return np.where((last >= 0) & (at[last] == places), np.where(opens[last], 2, 3), states).astype(np.int64)


def _windows(inputs: Ints, first: Ints, spans: Ints, ends: list[int]) -> list[Passage]:
    """Cut what was read into windows that overlap, each with its special subwords at both ends."""
    room = LIMIT - 2
    length = inputs.shape[1]
    step = room - OVERLAP
    begins = [0] if length <= room else list(range(0, length - OVERLAP, step))
    passages = []
    for begin in begins:
        end = min(begin + room, length)
        low, high = np.searchsorted(first, [begin, end])
        if low == high:
            continue
        own_from = 0 if begin == 0 else begin + OVERLAP // 2
        own_to = length if end == length else end - OVERLAP // 2
        owned = np.searchsorted(first[low:high], [own_from, own_to])
        window = np.zeros((4, end - begin + 2), dtype=np.int64)
        window[:, 1:-1] = inputs[:, begin:end]
        window[0, 0], window[0, -1] = ends
        passages.append(Passage(window, first[low:high] - begin + 1, spans[low:high], (int(owned[0]), int(owned[1]))))
        if end == length:
            break
    return passages
