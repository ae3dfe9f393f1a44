import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.neighbours import pairs


def directions(number, size, seed):
    """Draw directions in pairs that lie close together."""
    draw = np.random.default_rng(seed)
    whole = draw.normal(size=(number, size))
    whole[1::2] = whole[: len(whole[1::2]) * 2 : 2] + 0.2 * draw.normal(size=whole[1::2].shape)
    return (whole / np.linalg.norm(whole, axis=1, keepdims=True)).astype(np.float32)


def naive(vectors, least):
    return {(int(a), int(b)) for a, b in np.argwhere(np.triu(vectors @ vectors.T, 1) >= least)}


@given(st.integers(0, 40), st.integers(0, 100))
def test_all_pairs_and_no_others(number, seed):
    vectors = directions(number, 8, seed)
    # Not so near to any pair that the order of a sum decides.
    least = 0.61803
    assert set(pairs(vectors, least)[["a", "b"]].itertuples(index=False, name=None)) == naive(vectors, least)


def test_the_blocks_of_a_larger_table_meet():
    vectors = directions(2300, 16, 1)
    found = pairs(vectors, 0.9)
    assert set(found[["a", "b"]].itertuples(index=False, name=None)) == naive(vectors, 0.9)
    assert len(found) > 1000


def test_the_index_finds_what_comparing_all_finds():
    vectors = directions(3000, 32, 2)
    everything, found = pairs(vectors, 0.8), pairs(vectors, 0.8, exact=100)
    both = everything.merge(found, on=["a", "b"])
    assert len(both) >= 0.99 * len(everything) > 1000
    assert len(found) == len(both)
    np.testing.assert_allclose(both["similarity_x"], both["similarity_y"], atol=1e-5)


def test_the_index_gives_the_same_answer_each_time():
    vectors = directions(2000, 32, 3)
    pd.testing.assert_frame_equal(pairs(vectors, 0.7, exact=100), pairs(vectors, 0.7, exact=100))


def test_no_vectors_no_pairs():
    assert pairs(np.zeros((0, 4)), 0.5).empty
