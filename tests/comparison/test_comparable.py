"""Which claims are worth a vector: those that share words with another one."""

import numpy as np
import pytest

from analysis import article
from analysis.comparison import comparable, relations
from tests.claim_rows import claim, story

HEADLINE = "Harbour Bridge Closes Until Spring"
APART = [
    "Otters swim upstream", "Bakers knead sourdough", "Violins need strings", "Glaciers retreat yearly", "Tulips bloom early",
    "Chess rewards patience", "Lanterns lit windows", "Sailors mend nets", "Volcanoes cooled overnight", "Poets praise autumn",
    "Bees prefer clover", "Owls hunt mice", "Potters glaze bowls", "Drummers practise nightly", "Camels carry salt",
    "Weavers dye wool", "Painters mix colours", "Gardeners prune roses", "Fishermen sell herring", "Astronomers chart comets",
]  # fmt: skip
ALIKE = ["The council closed the old bridge on Monday", "The old bridge was closed by the council on Monday"]


@pytest.fixture(scope="module")
def note():
    text = "\n\n".join([HEADLINE, *(f"{words}." for words in [*APART, *ALIKE])])
    found = article.from_text("note", text)
    return story(found, [claim(found, words) for words in [HEADLINE, *APART, *ALIKE]])


def test_what_shares_no_word_with_any_other_costs_no_vector(note):
    claims = comparable.Comparable([note])
    known = [claims.texts[i] for i in np.flatnonzero(claims.vectors.any(axis=1))]
    assert known == [HEADLINE, *ALIKE]


def test_the_relations_are_those_that_all_vectors_give(note, monkeypatch):
    some = relations([note])
    assert ("same" in set(some["relation"])) or ("variant" in set(some["relation"]))
    monkeypatch.setattr(comparable, "MOST", 0)
    every = relations([note])
    assert some.drop(columns="score").equals(every.drop(columns="score"))
    assert some["score"].tolist() == pytest.approx(every["score"].tolist(), abs=1e-3)
