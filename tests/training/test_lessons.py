"""Sentences that stance is learned from without labels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.training.lessons import named, probabilities
from analysis.training.settings import TeacherSettings

TEXT = (
    "Angela Merkel met Emmanuel Macron in Paris on Monday, and both praised the treaty.\n\n"
    "The weather was fine all day long, as everybody had hoped.\n\n"
    "Barack Obama said in a long speech that he was glad of it."
)


def test_targets_are_names_and_sentences_with_several_come_first():
    [first, *rest] = named([{"id": "a", "text": TEXT}], TeacherSettings(unlabelled=1, several=1.0))
    assert first["s"].startswith("Angela Merkel met")
    assert {row["s"][row["a"] : row["b"]] for row in [first, *rest]} >= {"Angela Merkel", "Emmanuel Macron"}
    every = named([{"id": "a", "text": TEXT}], TeacherSettings(unlabelled=4, several=0.5))
    assert {row["s"][:6] for row in every} == {"Angela", "Barack"}


@given(st.lists(st.tuples(*[st.floats(-80, 80, width=32)] * 3), min_size=1, max_size=5))
def test_scores_become_probabilities_of_the_same_order(rows):
    scores = np.array(rows, dtype=np.float32)
    found = probabilities(scores)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert (found[np.arange(len(scores)), scores.argmax(axis=1)] == found.max(axis=1)).all()
