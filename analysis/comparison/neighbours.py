"""Pairs of vectors that point the same way, found exactly among few and by an index among many."""

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import numpy as np

# Up to here comparing all with all takes seconds; beyond, an index finds nearly all of the same pairs.
EXACT = 10_000
# The neighbours that are looked for at each vector of the index.
NEAREST = 32


def pairs(vectors: "np.ndarray[Any, Any]", least: float, *, exact: int = EXACT) -> pd.DataFrame:
    """Return the pairs of `vectors` whose cosine similarity is at least `least`.

    Parameters
    ----------
    vectors
        An array of shape (n, d), each row of length one.
    least
        The least similarity, from -1 to 1.
    exact
        Up to how many vectors all are compared with all; beyond, an approximate index gives each vector's nearest
        neighbours, which are then compared exactly.

    Returns
    -------
    DataFrame
        ``a b similarity``: numbers of rows with a < b, ordered by them.

    Examples
    --------
    >>> import numpy as np
    >>> pairs(np.array([[1.0, 0.0], [0.0, 1.0], [0.8, 0.6]]), 0.7)
       a  b  similarity
    0  0  2         0.8

    Notes
    -----
    Malkov and Yashunin (2018), "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable Small
    World Graphs", as implemented in usearch.
    """
    import numpy as np

    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    found = _compare_all(vectors, least) if len(vectors) <= exact else _search(vectors, least)
    table = pd.DataFrame(found, columns=["a", "b", "similarity"]).astype({"a": int, "b": int, "similarity": float})
    return table.drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)


def _compare_all(vectors: "np.ndarray[Any, Any]", least: float) -> list[tuple[int, int, float]]:
    import numpy as np

    found = []
    for start in range(0, len(vectors), 1000):
        block = vectors[start : start + 1000] @ vectors[start:].T
        for a, b in zip(*np.nonzero(np.triu(block, 1) + np.tril(np.full_like(block, -2)) >= least), strict=True):
            found.append((start + int(a), start + int(b), float(block[a, b])))
    return found


def _search(vectors: "np.ndarray[Any, Any]", least: float) -> list[tuple[int, int, float]]:
    import numpy as np
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
    # With one thread the index is built in one order, and the answer is the same each time.
    index.add(np.arange(len(vectors)), vectors, threads=1)
    found = []
    for start in range(0, len(vectors), 1000):
        block = vectors[start : start + 1000]
        matches = index.search(block, min(NEAREST, len(vectors)), threads=1)
        for row, keys in enumerate(matches.keys):
            near = keys[keys != start + row]
            for key, similarity in zip(near.tolist(), (vectors[near] @ block[row]).tolist(), strict=True):
                if similarity >= least:
                    found.append((min(start + row, key), max(start + row, key), similarity))
    return found
