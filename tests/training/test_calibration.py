"""Confidence is judged on articles that it was not fitted on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.training.calibration import Bin, apply, best_threshold, cross_fit, expected_error, fit, reliability


def sample(size=4000):
    chance = np.random.default_rng(3)
    evidence = chance.normal(size=(size, 2))
    right = chance.random(size) < 1 / (1 + np.exp(-(2 * evidence[:, 0] - 1)))
    return evidence, right, chance.integers(0, 50, size)


def test_fit_finds_the_weights_that_made_the_data():
    evidence, right, _ = sample()
    weights, bias = fit(evidence, right)
    assert abs(weights[0] - 2) < 0.2
    assert abs(weights[1]) < 0.1
    assert abs(bias + 1) < 0.15


def test_cross_fitted_confidence_is_calibrated():
    evidence, right, article = sample()
    assert expected_error(reliability(cross_fit(evidence, right, article), right)) < 0.04


def test_an_articles_own_answers_do_not_move_its_confidence():
    evidence, right, article = sample()
    changed = right.copy()
    changed[article % 5 == 0] ^= True
    before, after = (cross_fit(evidence, flags, article)[article % 5 == 0] for flags in (right, changed))
    assert (before == after).all()


def test_apply_is_the_logistic_function():
    assert np.allclose(apply(np.array([[1.0], [0.0]]), np.array([np.log(3)]), 0.0), [0.75, 0.5])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_prediction_stands_in_one_bin(rows):
    confidence, right = (np.array(column) for column in zip(*rows, strict=True))
    table = reliability(confidence, right)
    assert sum(b.predictions for b in table) == len(rows)
    assert 0 <= expected_error(table) <= 1


def test_reliability_by_hand():
    table = reliability(np.array([0.25, 0.29, 1.0]), np.array([False, True, True]))
    assert table == [Bin(2, 0.27, 0.5), Bin(1, 1.0, 1.0)]
    assert abs(expected_error(table) - 2 * 0.23 / 3) < 1e-9


def test_the_best_threshold_weighs_both_ways_to_be_right():
    confidence = np.array([0.9, 0.6, 0.4])
    strict, loose = np.array([True, False, False]), np.array([True, True, True])
    assert best_threshold(confidence, [strict], 1) == 0.61
    assert best_threshold(confidence, [loose], 3) == 0.05
