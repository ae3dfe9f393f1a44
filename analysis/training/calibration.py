"""From evidence to probability: logistic regression, fitted and judged on different articles."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Bin(NamedTuple):
    """One line of a reliability table: how many predictions, their mean confidence, the share that was right."""

    predictions: int
    confidence: float
    right: float


def fit(evidence: Floats, right: Flags, ridge: float = 1.0) -> tuple[Floats, float]:
    """Fit logistic regression by Newton's method; return the weights, one for each column, and the bias.

    >>> weights, bias = fit(np.array([[-2.0], [-1.0], [1.0], [2.0]] * 25), np.array([False, False, True, True] * 25))
    >>> bool(weights[0] > 1), round(abs(bias), 6)
    (True, 0.0)
    """
    columns = np.hstack([evidence, np.ones((len(evidence), 1))])
    weights = np.zeros(columns.shape[1])
    penalty = ridge * np.eye(columns.shape[1])
    penalty[-1, -1] = 1e-6
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (right - chance) - penalty @ weights
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns + penalty
        weights = weights + np.linalg.solve(curve, slope)
    return weights[:-1], float(weights[-1])


def apply(evidence: Floats, weights: Floats, bias: float) -> Floats:
    """Return the probabilities.

    >>> apply(np.array([[0.0], [1.0]]), np.array([0.0]), 0.0).tolist()
    [0.5, 0.5]
    """
    probabilities: Floats = 1 / (1 + np.exp(-(evidence @ weights + bias)))
    return probabilities


def cross_fit(evidence: Floats, right: Flags, article: NDArray[np.int64], folds: int = 5) -> Floats:
    """Return each prediction's confidence from a regression fitted on the articles of the other folds."""
    confidence = np.zeros(len(right))
    for fold in range(folds):
        left_out = article % folds == fold
        confidence[left_out] = apply(evidence[left_out], *fit(evidence[~left_out], right[~left_out]))
    return confidence


def reliability(confidence: Floats, right: Flags, bins: int = 10) -> list[Bin]:
    """Sort predictions into bins of equal width by confidence; empty bins are left out.

    >>> reliability(np.array([0.12, 0.18, 0.9]), np.array([False, True, True]))
    [Bin(predictions=2, confidence=0.15, right=0.5), Bin(predictions=1, confidence=0.9, right=1.0)]
    """
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    held = [number == i for i in range(bins)]
    return [Bin(int(h.sum()), round(float(confidence[h].mean()), 6), float(right[h].mean())) for h in held if h.any()]


def expected_error(table: list[Bin]) -> float:
    """Return the expected calibration error: the mean gap between confidence and share right, weighted by count.

    Source: Guo et al. 2017, On Calibration of Modern Neural Networks.

    >>> round(expected_error([Bin(3, 0.5, 0.6), Bin(1, 0.9, 0.8)]), 6)
    0.1
    """
    total = sum(b.predictions for b in table)
    return sum(b.predictions * abs(b.confidence - b.right) for b in table) / total if total else 0.0


def best_threshold(confidence: Floats, right: list[Flags], gold: int) -> float:
    """Return the confidence, in steps of 0.01, from which on keeping predictions gives the highest F1 against `gold` items.

    Of several ways to be right the mean F1 counts.

    >>> best_threshold(np.array([0.9, 0.8, 0.3, 0.2]), [np.array([True, True, False, False])], 2)
    0.31
    """
    steps = np.round(np.arange(0.05, 0.95, 0.01), 2)
    kept = [confidence >= step for step in steps]
    scores = [sum(2 * flags[k].sum() / max(1, gold + k.sum()) for flags in right) for k in kept]
    return float(steps[int(np.argmax(scores))])
