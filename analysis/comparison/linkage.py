"""Linkage: what is alike on average, or without exception, is put into one group."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def cluster(
    count: int,
    pairs: list[tuple[int, int, float]],
    compare: Callable[[list[int]], Floats],
    threshold: float,
    *,
    complete: bool = False,
) -> list[int]:
    """Return a group label for each of `count` things, numbered by first appearance.

    Parameters
    ----------
    count
        How many things there are.
    pairs
        All pairs of a similarity of at least `threshold`.
    compare
        Returns the similarity matrix of the things with the given numbers.
    threshold
        Two groups are joined while the mean similarity between them is at least this.
    complete
        The least similarity between two groups counts instead of the mean: every two members are alike, and no chain of
        neighbours ties what differs.

    Notes
    -----
    Groups that are joined hold a pair of at least their mean, so groups never reach beyond the connected parts of `pairs`; each
    part is clustered by itself.  The result is that of average linkage (Sokal and Michener 1958), or of complete
    linkage (Sørensen 1948), over all things.

    Examples
    --------
    >>> matrix = np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]], dtype=np.float32)
    >>> cluster(3, [(0, 1, 0.9)], lambda which: matrix[np.ix_(which, which)], 0.5)
    [0, 0, 1]
    """
    root = list(range(count))
    for part in _parts(count, pairs):
        for group in _join(compare(part), threshold, complete=complete) if len(part) > 2 else [list(range(len(part)))]:
            for member in group:
                root[part[member]] = part[min(group)]
    numbers: dict[int, int] = {}
    return [numbers.setdefault(first, len(numbers)) for first in root]


def _parts(count: int, pairs: list[tuple[int, int, float]]) -> list[list[int]]:
    """Return the connected parts with more than one member."""
    parent = list(range(count))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j, _ in pairs:
        parent[max(find(i), find(j))] = min(find(i), find(j))
    parts: dict[int, list[int]] = {}
    for i in range(count):
        parts.setdefault(find(i), []).append(i)
    return [part for part in parts.values() if len(part) > 1]


def _join(similarity: Floats, threshold: float, *, complete: bool) -> list[list[int]]:
    scores = similarity.astype(np.float64)
    np.fill_diagonal(scores, -np.inf)
    groups = [[i] for i in range(len(scores))]
    nearest = scores.argmax(axis=1)
    best = scores.max(axis=1)
    while True:
        i = int(best.argmax())
        if best[i] < threshold:
            return [group for group in groups if group]
        j = int(nearest[i])
        i, j = min(i, j), max(i, j)
        if complete:
            scores[i] = np.minimum(scores[i], scores[j])
        else:
            sizes = len(groups[i]), len(groups[j])
            scores[i] = (scores[i] * sizes[0] + scores[j] * sizes[1]) / sum(sizes)
        scores[:, i] = scores[i]
        scores[i, i] = -np.inf
        scores[j, :] = scores[:, j] = -np.inf
        groups[i] += groups[j]
        groups[j] = []
        # Only rows that had one of the two for their nearest can have lost it; the others may have gained the new group.
        stale = np.flatnonzero((nearest == i) | (nearest == j) | (np.arange(len(scores)) == i))
        nearest[stale], best[stale] = scores[stale].argmax(axis=1), scores[stale].max(axis=1)
        closer = scores[:, i] > best
        nearest[closer], best[closer] = i, scores[closer, i]
        best[j] = -np.inf
