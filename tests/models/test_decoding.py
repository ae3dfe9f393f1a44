"""Viterbi, forward and backward against every sequence there is."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.models import decoding
from analysis.models.decoding import (
    EXACT,
    ROLES,
    TAGS,
    Spread,
    agreed,
    agreement,
    best,
    forward,
    legal,
    messages,
    overlap,
    pieces,
    spread,
)

small = st.floats(-3, 3, width=32)


@settings(max_examples=30)
@given(arrays(np.float32, (2, 4, 3), elements=small), arrays(np.float32, (3, 3), elements=small))
def test_best_is_the_best_of_all_sequences(scores, transitions):
    start, stop = transitions[0], transitions[:, 1]
    tags, found = best(scores, transitions, start, stop)
    sums = forward(scores, transitions, start, stop)[-1]
    for row in range(2):
        totals = {}
        for sequence in itertools.product(range(3), repeat=4):
            total = start[sequence[0]] + stop[sequence[-1]] + sum(scores[row, i, t] for i, t in enumerate(sequence))
            totals[sequence] = total + sum(transitions[a, b] for a, b in itertools.pairwise(sequence))
        highest = max(totals.values())
        assert abs(totals[tuple(tags[row].tolist())] - highest) < 1e-4
        assert abs(found[row] - highest) < 1e-4
        assert abs(sums[row] - np.log(sum(np.exp(t) for t in totals.values()))) < 1e-4


@given(arrays(np.float32, (3, 7, TAGS), elements=small))
def test_illegal_tags_never_come_out(scores):
    transitions = np.where(legal(), 0, -1e4).astype(np.float32)
    start = np.array([0, 0, -1e4, 0, -1e4, 0, -1e4], dtype=np.float32)
    tags, _ = best(scores, transitions, start, np.zeros(TAGS, dtype=np.float32))
    for row in tags:
        for before, after in itertools.pairwise([0, *row.tolist()]):
            assert legal()[before, after]


@settings(max_examples=15, deadline=None)
@given(arrays(np.float32, (4, TAGS), elements=small), arrays(np.float32, (TAGS, TAGS), elements=small))
def test_spread_gives_each_piece_the_weight_of_the_sequences_that_hold_it(scores, transitions):
    transitions = np.where(legal(), transitions, -1e4).astype(np.float32)
    start = np.array([0, 0, -1e4, 0, -1e4, 0, -1e4], dtype=np.float32)
    stop = transitions[0] * 0
    weights = {}
    for sequence in itertools.product(range(TAGS), repeat=4):
        if all(legal()[a, b] for a, b in itertools.pairwise((0, *sequence))):
            total = sum(scores[i, t] for i, t in enumerate(sequence))
            weights[sequence] = np.exp(total + sum(transitions[a, b] for a, b in itertools.pairwise(sequence)))
    total = sum(weights.values())
    found = messages(scores[None], transitions, start, stop)
    for role in ("source", "content"):
        expected = dict.fromkeys(itertools.combinations(range(5), 2), 0.0)
        for sequence, weight in weights.items():
            for piece in pieces(np.array(sequence))[role]:
                expected[piece] += weight / total
        told = spread(found, 0, transitions, role)
        assert list(told.chance) == sorted(told.chance, reverse=True)
        chances = dict(zip(map(tuple, told.bounds.tolist()), told.chance.tolist(), strict=True))
        for piece, chance in expected.items():
            assert abs(chances.get(piece, 0.0) - chance) < 2e-5
        assert abs(told.none - max(0.0, 1 - sum(expected.values()))) < 1e-4


bounds = st.tuples(st.integers(0, 9), st.integers(1, 6)).map(lambda at: (at[0], at[0] + at[1]))


@given(bounds, st.lists(bounds, min_size=1, max_size=8, unique=True), st.lists(bounds, max_size=2), st.data())
def test_no_likely_piece_agrees_more_than_the_one_that_is_chosen(own, others, taken, data):
    shares = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=len(others), max_size=len(others))))
    # Pieces side by side may all be true: their chances may sum to more than one.
    told = Spread(np.array(others), shares, 0.0)
    chosen, agrees = agreed(own, told, taken)

    def free(piece):
        apart = all(set(range(*piece)).isdisjoint(range(*other)) for other in taken)
        return apart and not set(range(*piece)).isdisjoint(range(*own))

    def worth(piece):
        halves, same = agreement(np.array([piece]), told)
        return float(halves[0] + EXACT * same[0])

    assert chosen == own or (free(chosen) and worth(chosen) > worth(own))
    assert all(worth(chosen) >= worth(piece) - 1e-9 for piece in others if free(piece))
    assert agrees == agreement(np.array([chosen]), told)[0][0] <= 1


@given(bounds, bounds)
def test_overlap_is_that_of_the_words(one, other):
    words = set(range(*one)), set(range(*other))
    expected = len(words[0] & words[1]) / len(words[0] | words[1])
    assert overlap(np.array([one]), np.array([other]))[0, 0] == expected


@given(st.lists(st.sampled_from([None, *ROLES]), max_size=12), st.data())
def test_pieces_give_back_the_words_they_were_made_of(words, data):
    tags, expected, before = [], {role: [] for role in ROLES}, None
    for i, role in enumerate(words):
        begins = role is not None and (role != before or data.draw(st.booleans()))
        tags.append(0 if role is None else 2 * ROLES.index(role) + (1 if begins else 2))
        if role is not None:
            expected[role].append(i)
        before = role
    found = pieces(np.array(tags, dtype=np.int64))
    assert {role: [i for a, b in found[role] for i in range(a, b)] for role in ROLES} == expected


def test_two_pieces_side_by_side_stay_two():
    assert pieces(np.array([5, 6, 5, 6]))["content"] == [(0, 2), (2, 4)]


CHAIN = (
    np.where(legal(), 0, -1e4).astype(np.float32),
    *np.array([[0, 0, -1e4, 0, -1e4, 0, -1e4], [0] * TAGS], dtype=np.float32),
)


def test_two_sure_pieces_side_by_side_are_not_taken_for_one():
    told = Spread(np.array([[0, 2], [2, 4], [0, 4]]), np.array([0.9, 0.9, 0.05]), 0.0)
    assert agreed((0, 2), told, []) == ((0, 2), 0.9 + 0.05)


def test_a_long_passage_that_no_piece_runs_through_gives_no_warning():
    scores = np.full((1, 254, TAGS), -6, dtype=np.float32)
    scores[..., 0], scores[..., 6] = 0, -14
    scores[0, 250:] = [-6, -6, -6, -6, -6, 6, 6]
    told = spread(messages(scores, *CHAIN), 0, CHAIN[0], "content")
    assert np.isfinite(told.chance).all()
    assert told.bounds[0, 0] >= 250


def test_a_row_gives_the_same_sums_alone_and_among_others():
    scores = np.random.default_rng(1).normal(0, 3, (9, 60, TAGS)).astype(np.float32)
    for alone, among in zip(messages(scores[:1], *CHAIN), messages(scores, *CHAIN), strict=True):
        assert (alone == among[:1]).all()


def test_bringing_sums_back_to_size_changes_none(monkeypatch):
    scores = np.random.default_rng(2).normal(0, 3, (2, 60, TAGS)).astype(np.float32)
    found = []
    for scaled in (1, 1000):
        monkeypatch.setattr(decoding, "SCALED", scaled)
        sums = messages(scores, *CHAIN)
        found.append((sums.mass, spread(sums, 1, CHAIN[0], "content").chance))
    for one, other in zip(*found, strict=True):
        assert np.allclose(one, other)
