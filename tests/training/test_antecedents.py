"""Learning whom a pronoun means: small problems whose answers are known."""

import pytest

from analysis.training import antecedents


def cases(near: int, far: int, left: int) -> list[antecedents.Case]:
    """Return choices between a near candidate, a far one and none, each made so many times."""
    rows = [{"nearest": 1.0}, {"farther back": 1.0}, {"open": 1.0}]
    return [(rows, target) for target, times in enumerate((near, far, left)) for _ in range(times)]


def test_what_is_chosen_most_weighs_most():
    weights = antecedents.learn(cases(30, 5, 10), 1.0)
    assert weights["nearest"] > weights["open"] > weights["farther back"]


def test_examples_that_are_left_open_can_count_for_less():
    equal, less = (antecedents.learn(cases(20, 5, 20), share)["open"] for share in (1.0, 0.2))
    assert less < equal


def test_what_the_examples_do_not_show_keeps_its_plain_sense():
    weights = antecedents.learn(cases(5, 5, 5), 1.0)
    assert weights["defines"] == pytest.approx(antecedents.PRIOR["defines"])


def test_examples_with_unlike_numbers_of_candidates():
    one: antecedents.Case = ([{"nearest": 1.0}, {"open": 1.0}], 0)
    weights = antecedents.learn([*cases(0, 10, 0), *[one] * 40], 1.0)
    assert weights["nearest"] > weights["open"]


def test_a_margin_stands_on_the_side_of_leaving_open():
    weights = {"he": {"nearest": 1.0, "open": 0.5}, "it": {"nearest": 1.0}}
    raised = antecedents.with_margins(weights, {"he": 0.6, "it": -0.6})
    assert raised["he"] == {"nearest": 1.0, "open": pytest.approx(1.1)}
    assert raised["it"]["open"] == pytest.approx(-0.6)


def test_counts_that_are_right_have_no_error():
    text = "Mary Fell left. She was late."
    mentions = [
        {"start": 0, "end": 9, "head": [0, 9], "cluster": 1, "type": "person", "form": "name"},
        {"start": 16, "end": 19, "head": [16, 19], "cluster": 1, "type": "person", "form": "pronoun"},
    ]
    named = [(0, 9, "Mary Fell", "PERSON", "Mary Fell")]
    example = antecedents.Example(text, [(0, 15), (16, 29)], named, mentions, {"Mary Fell": 1})
    pulled, left = ({group: {feature: 5.0} for group in antecedents.OPEN_WEIGHT} for feature in ("nearest", "open"))
    margins = dict.fromkeys(antecedents.OPEN_WEIGHT, 0.0)
    assert antecedents.error([([example], pulled)], margins) == 0
    assert antecedents.error([([example], left)], margins) == pytest.approx(0.5)
