import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison import linkage, similarity


def naive(matrix, threshold, between=np.mean):
    """Linkage as the definition has it: join the two nearest groups until none are near enough."""
    groups = [[i] for i in range(len(matrix))]
    while len(groups) > 1:
        means = {
            (i, j): float(between([matrix[a, b] for a in groups[i] for b in groups[j]]))
            for i in range(len(groups))
            for j in range(i)
        }
        i, j = max(means, key=means.get)
        if means[i, j] < threshold:
            break
        groups[j] += groups.pop(i)
    return {frozenset(group) for group in groups}


def partition(labels):
    return {frozenset(i for i, label in enumerate(labels) if label == own) for own in set(labels)}


@st.composite
def matrices(draw):
    size = draw(st.integers(1, 8))
    values = draw(st.lists(st.integers(0, 10**6), min_size=size * size, max_size=size * size, unique=True))
    matrix = np.array(values, dtype=np.float64).reshape(size, size) / 10**6
    matrix = np.triu(matrix, 1)
    return (matrix + matrix.T + np.eye(size)).astype(np.float32)


def cluster(matrix, threshold, *, complete=False):
    size = len(matrix)
    pairs = [(i, j, float(matrix[i, j])) for i in range(size) for j in range(i + 1, size) if matrix[i, j] >= threshold]
    return linkage.cluster(size, pairs, lambda which: matrix[np.ix_(which, which)], threshold, complete=complete)


@given(matrices(), st.sampled_from([0.2, 0.45, 0.7]))
def test_agrees_with_the_definition(matrix, threshold):
    assert partition(cluster(matrix, threshold)) == naive(matrix, threshold)


@given(matrices(), st.sampled_from([0.2, 0.45, 0.7]))
def test_complete_linkage_agrees_with_the_definition(matrix, threshold):
    assert partition(cluster(matrix, threshold, complete=True)) == naive(matrix, threshold, min)


def test_a_chain_of_neighbours_ties_nothing_by_complete_linkage():
    matrix = np.array([[1, 0.9, 0.3], [0.9, 1, 0.8], [0.3, 0.8, 1]], dtype=np.float32)
    assert cluster(matrix, 0.5) == [0, 0, 0]
    assert cluster(matrix, 0.5, complete=True) == [0, 0, 1]


@given(matrices(), st.randoms())
def test_the_order_of_things_does_not_matter(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    shuffled = cluster(matrix[np.ix_(order, order)], 0.5)
    back = [shuffled[order.index(i)] for i in range(len(order))]
    assert partition(back) == partition(cluster(matrix, 0.5))


def test_labels_count_from_nought_in_order():
    assert cluster(np.eye(3, dtype=np.float32), 0.5) == [0, 1, 2]
    assert linkage.cluster(0, [], lambda _: np.zeros((0, 0), np.float32), 0.5) == []


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["the port shut", "a port was shut", "rain fell", "it snowed", ""]), max_size=7),
    st.integers(0, 9),
)
def test_pairs_are_those_of_the_matrix(texts, seed):
    vectors = np.random.default_rng(seed).normal(size=(len(texts), 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    blend = similarity.Blend(texts, vectors)
    matrix = blend.matrix(list(range(len(texts))))
    pairs = {(i, j): score for i, j, score in blend.pairs(0.3)}
    for i in range(len(texts)):
        for j in range(i + 1, len(texts)):
            assert ((i, j) in pairs) == (matrix[i, j] >= 0.3) or abs(matrix[i, j] - 0.3) < 1e-5
            assert abs(pairs.get((i, j), matrix[i, j]) - matrix[i, j]) < 1e-5


def test_stems_leave_numbers_out():
    assert similarity.stems("Fourteen trains will be inspected by 14 inspectors") == ["train", "inspect", "inspector"]
