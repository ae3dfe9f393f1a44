"""From the readers' scores to spans: the best legal sequence of tags, and what all of them say together."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Piece = tuple[int, int]

ROLES = ("source", "cue", "content")
TAGS = 1 + 2 * len(ROLES)
"""Outside, then for each role one tag that begins a piece and one that continues it."""

EXACT = 0.1
"""What it counts on top of agreeing that a piece is the very same as the true one: chosen on PolNeAR dev."""

SCALED, UNLIKELY, KEPT, TINY = 8, 1e-5, 80, 1e-30
"""Sums are brought back to size each so many words; pieces that are less likely are left out, and those beyond so many."""


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


class Messages(NamedTuple):
    """What the words before and behind say of each word's tag, as weights (rows, words, tags) that are right up to a factor a word.

    `words` are the words' own weights, `mass` is the log of the summed weight of all tag sequences of each row.
    """

    words: Doubles
    forward: Doubles
    backward: Doubles
    mass: Doubles


def forward(scores: Floats, transitions: Floats, start: Floats, stop: Floats) -> tuple[Doubles, Doubles, Doubles]:
    """Return the words' own weights, those of all beginnings up to each word, and the log of the summed weight of each row.

    >>> none = np.zeros((2, 2), dtype=np.float32)
    >>> round(float(np.exp(forward(np.zeros((1, 3, 2), dtype=np.float32), none, none[0], none[0])[2][0])), 2)
    8.0
    """
    peaks = scores.max(2, keepdims=True)
    weights = np.exp(scores - peaks, dtype=np.float64)
    moves = np.exp(transitions.astype(np.float64))
    ahead = np.empty_like(weights)
    ahead[:, 0] = weights[:, 0] * np.exp(start.astype(np.float64))
    logs = peaks.sum(1, dtype=np.float64)[:, 0]
    for i in range(1, scores.shape[1]):
        # A product for each row: one for all would round differently with their number, and so would what is chosen.
        ahead[:, i] = (ahead[:, i - 1, None] @ moves)[:, 0] * weights[:, i]
        if i % SCALED == 0:
            size = ahead[:, i].max(1)
            ahead[:, i] /= size[:, None]
            logs = logs + np.log(size)
    total: Doubles = logs + np.log((ahead[:, -1] * np.exp(stop.astype(np.float64))).sum(1))
    return weights, ahead, total


def messages(scores: Floats, transitions: Floats, start: Floats, stop: Floats) -> Messages:
    """Sum over all tag sequences, from both ends (the forward-backward algorithm).

    >>> scores = np.log(np.array([[[0.9, 0.1], [0.2, 0.8]]], dtype=np.float32))
    >>> none = np.zeros((2, 2), dtype=np.float32)
    >>> found = messages(scores, none, none[0], none[0])
    >>> chances = found.forward * found.backward
    >>> (chances / chances.sum(2, keepdims=True)).round(2).tolist()
    [[[0.9, 0.1], [0.2, 0.8]]]
    """
    weights, ahead, total = forward(scores, transitions, start, stop)
    back = np.empty_like(weights)
    back[:, -1] = np.exp(stop.astype(np.float64))
    moves = np.exp(transitions.astype(np.float64)).T
    for i in range(scores.shape[1] - 1, 0, -1):
        back[:, i - 1] = ((weights[:, i] * back[:, i])[:, None] @ moves)[:, 0]
        if i % SCALED == 0:
            back[:, i - 1] /= back[:, i - 1].max(1)[:, None]
    return Messages(weights, ahead, back, total)


class Spread(NamedTuple):
    """The pieces of one role that are at all likely, likeliest first: bounds (pieces, 2) and chances; and that there is none."""

    bounds: NDArray[np.int64]
    chance: Doubles
    none: float


def spread(found: Messages, row: int, transitions: Floats, role: str) -> Spread:
    """Return how likely each piece of a role is, by all tag sequences of one row together.

    A piece begins with the chance of its first tag there, and goes on from word to word with the chance that its inner tag
    follows; `none` is a lower bound, as if no sequence had two.

    >>> scores = np.full((1, 3, TAGS), -9, dtype=np.float32)
    >>> scores[0, [0, 1, 2], [0, 5, 6]] = 9
    >>> moves = np.where(legal(), 0, -1e4).astype(np.float32)
    >>> told = spread(messages(scores, moves, moves[0], 0 * moves[0]), 0, moves, "content")
    >>> told.bounds.tolist(), told.chance.round(3).tolist(), round(told.none, 3)
    ([[1, 3]], [1.0], 0.0)
    """
    begin, inner = 2 * ROLES.index(role) + 1, 2 * ROLES.index(role) + 2
    marginal = found.forward[row] * found.backward[row]
    begins = marginal[:, begin] / marginal.sum(1)
    # From each word, the chance that a piece that has begun there, or goes on there, goes on to the next one.
    after = found.words[row, 1:] * found.backward[row, 1:]
    moves = np.exp(transitions[[begin, inner]].astype(np.float64))
    goes_on = np.zeros((2, len(begins)))
    goes_on[:, :-1] = moves[:, [inner]] * after[:, inner] / (moves @ after.T)
    run = np.concatenate([[0.0], np.cumsum(np.log(goes_on[1, :-1] + TINY))])
    starts = np.flatnonzero(begins > UNLIKELY)[:, None]
    last = np.arange(len(begins))[None]
    # Before its start a piece has no chance at all; there the difference is positive, and large.
    further = np.minimum(run[last] - run[np.minimum(starts + 1, len(run) - 1)], 0.0)
    chance = begins[starts] * goes_on[0, starts] * np.exp(further)
    chance = np.where(last > starts, chance * (1 - goes_on[1]), 0.0)
    chance[np.arange(len(starts)), starts[:, 0]] = (begins * (1 - goes_on[0]))[starts[:, 0]]
    rows, ends = np.nonzero(chance > UNLIKELY)
    order = np.argsort(-chance[rows, ends], kind="stable")[:KEPT]
    bounds = np.stack([starts[rows, 0], ends + 1], axis=1)[order]
    return Spread(bounds, chance[rows, ends][order], max(0.0, 1 - float(begins.sum())))


def overlap(one: NDArray[np.int64], other: NDArray[np.int64]) -> Doubles:
    """Return the Jaccard index of each piece of `one` (pieces, 2) with each of `other`.

    >>> overlap(np.array([[0, 4]]), np.array([[2, 4], [2, 6], [7, 8]])).round(2).tolist()
    [[0.5, 0.33, 0.0]]
    """
    low = np.maximum(one[:, None, 0], other[None, :, 0])
    high = np.minimum(one[:, None, 1], other[None, :, 1])
    shared = np.maximum(high - low, 0)
    sizes = (one[:, 1] - one[:, 0])[:, None] + (other[:, 1] - other[:, 0])[None]
    index: Doubles = shared / (sizes - shared)
    return index


def agreement(choices: NDArray[np.int64], told: Spread) -> tuple[Doubles, Doubles]:
    """Return with what chance each of `choices` (pieces, 2) agrees with the true piece (Jaccard index 0.5 or more), and is that piece.

    >>> told = Spread(np.array([[0, 9], [0, 6], [0, 5]]), np.array([0.4, 0.3, 0.3]), 0.0)
    >>> [chance.tolist() for chance in agreement(np.array([[0, 9], [0, 4]]), told)]
    [[1.0, 0.6], [0.4, 0.0]]
    """
    index = overlap(choices, told.bounds)
    # Two pieces side by side may both be true, and each agree with the two together: no chance is above one.
    return np.minimum(((index >= 0.5) * told.chance).sum(1), 1.0), ((index == 1) * told.chance).sum(1)


def agreed(own: Piece, told: Spread, taken: Sequence[Piece]) -> tuple[Piece, float]:
    """Choose the piece that most likely agrees with the true one, and return it with that chance.

    Two pieces agree whose shared words are at least half of all words in either (Jaccard index); that they are the same counts
    `EXACT` more. Chosen is among `own` and the likely pieces that share a word with it and none with those `taken`. Source: Goel
    and Byrne 2000, Minimum Bayes-risk automatic speech recognition.

    >>> told = Spread(np.array([[0, 9], [0, 6], [0, 4]]), np.array([0.4, 0.3, 0.3]), 0.0)
    >>> agreed((0, 9), told, [])
    ((0, 6), 1.0)
    >>> agreed((0, 9), told, [(5, 6)])
    ((0, 9), 0.7)
    """
    free = (told.bounds[:, 0] < own[1]) & (told.bounds[:, 1] > own[0])
    for low, high in taken:
        free &= (told.bounds[:, 0] >= high) | (told.bounds[:, 1] <= low)
    choices = np.concatenate([[own], told.bounds[free]])
    agrees, same = agreement(choices, told)
    worth = agrees + EXACT * same
    # Of equals the first: where nothing is better, what was read stays.
    at = int((worth > worth[0] + 1e-9).any() and worth.argmax())
    return (int(choices[at, 0]), int(choices[at, 1])), float(agrees[at])


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
