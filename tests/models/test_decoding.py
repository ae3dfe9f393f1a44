"""Viterbi against every sequence there is."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.models.decoding import ROLES, TAGS, best, legal, mass, pieces

small = st.floats(-3, 3, width=32)


@settings(max_examples=30)
@given(arrays(np.float32, (2, 4, 3), elements=small), arrays(np.float32, (3, 3), elements=small))
def test_best_is_the_best_of_all_sequences(scores, transitions):
    start, stop = transitions[0], transitions[:, 1]
    tags, found = best(scores, transitions, start, stop)
    sums = mass(scores, transitions, start, stop)
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
