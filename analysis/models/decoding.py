"""From the readers' scores to spans: the best legal sequence of tags, and the weight of all of them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Piece = tuple[int, int]

ROLES = ("source", "cue", "content")
TAGS = 1 + 2 * len(ROLES)
"""Outside, then for each role one tag that begins a piece and one that continues it."""


def legal() -> NDArray[np.bool_]:
    """Which tag may follow which: a piece is continued only where it was begun.

    >>> legal().shape
    (7, 7)
    >>> bool(legal()[0, 2]), bool(legal()[1, 2]), bool(legal()[3, 2])
    (False, True, False)
    """
    allowed = np.ones((TAGS, TAGS), dtype=bool)
    for inner in range(2, TAGS, 2):
        allowed[:, inner] = False
        allowed[[inner - 1, inner], inner] = True
    return allowed


def best(scores: Floats, transitions: Floats, start: Floats, stop: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Find the best tag sequence of each row (Viterbi) and its total score.

    `scores` has shape (rows, words, tags), `transitions` (tags, tags) from tag to tag.

    >>> scores = np.log(np.array([[[0.9, 0.1], [0.2, 0.8]]], dtype=np.float32))
    >>> none = np.zeros((2, 2), dtype=np.float32)
    >>> tags, total = best(scores, none, none[0], none[0])
    >>> tags.tolist(), round(float(np.exp(total[0])), 2)
    ([[0, 1]], 0.72)
    """
    rows, words, tags = scores.shape
    back = np.zeros((words, rows, tags), dtype=np.int64)
    # From-tags stand last, where numpy looks for the highest fastest.
    into = np.ascontiguousarray(transitions.T)
    top = scores[:, 0] + start
    for i in range(1, words):
        paths = top[:, None, :] + into
        back[i] = paths.argmax(2)
        top = paths.max(2) + scores[:, i]
    top = top + stop
    chosen = np.zeros((rows, words), dtype=np.int64)
    chosen[:, -1] = top.argmax(1)
    every = np.arange(rows)
    for i in range(words - 1, 0, -1):
        chosen[:, i - 1] = back[i, every, chosen[:, i]]
    return chosen, top.max(1)


def mass(scores: Floats, transitions: Floats, start: Floats, stop: Floats) -> NDArray[np.float64]:
    """Return the log of the summed weight of all tag sequences of each row (the forward algorithm).

    >>> none = np.zeros((2, 2), dtype=np.float32)
    >>> round(float(np.exp(mass(np.zeros((1, 3, 2), dtype=np.float32), none, none[0], none[0])[0])), 2)
    8.0
    """
    peaks = scores.max(2, keepdims=True)
    weights = np.exp(scores - peaks, dtype=np.float64)
    moves = np.exp(transitions.astype(np.float64))
    forward = weights[:, 0] * np.exp(start.astype(np.float64))
    logs = peaks.sum(1, dtype=np.float64)[:, 0]
    for i in range(1, scores.shape[1]):
        forward = (forward @ moves) * weights[:, i]
        if i % 8 == 0:
            size = forward.max(1)
            forward /= size[:, None]
            logs = logs + np.log(size)
    total: NDArray[np.float64] = logs + np.log((forward * np.exp(stop.astype(np.float64))).sum(1))
    return total


def pieces(tags: NDArray[np.int64]) -> dict[str, list[Piece]]:
    """Read the pieces (first word, past the last) of each role off one tag sequence.

    >>> pieces(np.array([1, 2, 3, 0, 5, 6, 6]))
    {'source': [(0, 2)], 'cue': [(2, 3)], 'content': [(4, 7)]}
    """
    found: dict[str, list[Piece]] = {role: [] for role in ROLES}
    begun = -1
    for i, tag in enumerate([*tags.tolist(), 0]):
        if begun >= 0 and (tag == 0 or tag % 2 == 1):
            found[ROLES[(int(tags[begun]) - 1) // 2]].append((begun, i))
            begun = -1
        if tag % 2 == 1:
            begun = i
    return found
