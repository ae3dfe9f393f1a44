"""Stance toward targets: probabilities, in the order asked, each its own."""

import re

import numpy as np
import pytest

from analysis.models.stance import LABELS, score


def label(text, target):
    start = text.index(target)
    return LABELS[int(score(text, [(start, start + len(target))])[0].argmax())]


def test_blame_praise_and_neither():
    assert label("The senator was condemned as a corrupt liar.", "The senator") == "negative"
    assert label("Everyone applauded the brilliant and honest nurse.", "nurse") == "positive"
    assert label("The committee will meet on Thursday at ten.", "The committee") == "neutral"


def test_two_targets_in_one_sentence_differ():
    text = "Teachers praised Holt but called Varga a disgrace."
    answers = score(
        text, [(text.index("Holt"), text.index("Holt") + 4), (text.index("Varga"), text.index("Varga") + 5)]
    )
    assert answers[0, 2] > answers[1, 2]
    assert answers[1, 0] > answers[0, 0]


def test_rows_are_probabilities_and_do_not_depend_on_the_others():
    text = "Holt praised Varga.\nVarga ignored Holt, and the council was furious with both."
    spans = [(0, 4), (13, 18), (20, 25), (34, 38), (44, 55)]
    together = score(text, spans)
    assert together.shape == (5, 3)
    assert np.allclose(together.sum(1), 1, atol=1e-5)
    for span, row in zip(spans, together, strict=True):
        assert np.allclose(score(text, [span])[0], row, atol=1e-4)
    assert np.allclose(score(text, spans[::-1])[::-1], together, atol=1e-4)


def test_a_target_without_a_word_is_neutral():
    assert score("Well… 😀!", [(6, 7)]).tolist() == [[0, 1, 0]]


def test_no_targets():
    assert score("Well.", []).shape == (0, 3)


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 99), (4, 2)])
def test_a_span_outside_the_text_is_an_error(span):
    with pytest.raises(ValueError, match="does not lie in a text of 5"):
        score("Well.", [span])


def test_a_target_in_a_long_paragraph():
    text = "The river runs past the old mill. " * 80 + "The senator was condemned as a corrupt liar."
    assert label(text, "The senator") == "negative"


def test_a_target_that_is_mentioned_twice_is_asked_for_once():
    text = "Voters adore Holt, though teachers called Holt a corrupt disgrace."
    spans = [(m.start(), m.end()) for m in re.finditer("Holt", text)]
    together = score(text, [spans, spans[::-1], spans[0]])
    assert together.shape == (3, 3)
    assert np.allclose(together[0], together[1])
    assert not np.allclose(together[0], together[2], atol=0.01)


@pytest.mark.parametrize("target", [[], {}, [(0, 2), 5], "ab", [(0, "1")], None])
def test_what_is_no_target_is_refused(target):
    with pytest.raises(TypeError, match="a span is a pair of whole numbers"):
        score("Well.", [target])
