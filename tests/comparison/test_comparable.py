"""Which claims are worth a vector: those that share words with another one."""

import datetime as dt
from collections import Counter
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import article
from analysis.comparison import comparable, differences, groups, relations, similarity
from analysis.entities import MENTION_COLUMNS
from analysis.models import encoder
from tests.claim_rows import claim, story

HEADLINE = "Harbour Bridge Closes Until Spring"
APART = [
    "Otters swim upstream", "Bakers knead sourdough", "Violins need strings", "Glaciers retreat yearly", "Tulips bloom early",
    "Chess rewards patience", "Lanterns lit windows", "Sailors mend nets", "Volcanoes cooled overnight", "Poets praise autumn",
    "Bees prefer clover", "Owls hunt mice", "Potters glaze bowls", "Drummers practise nightly", "Camels carry salt",
    "Weavers dye wool", "Painters mix colours", "Gardeners prune roses", "Fishermen sell herring", "Astronomers chart comets",
]  # fmt: skip
ALIKE = ["The council closed the old bridge on Monday", "The old bridge was closed by the council on Monday"]
NESTED = ["The mayor knows that the ferries stop at noon", "the ferries stop at noon"]


@pytest.fixture(scope="module")
def note():
    text = "\n\n".join([HEADLINE, *(f"{words}." for words in [*APART, *ALIKE])])
    found = article.from_text("note", text)
    return story(found, [claim(found, words) for words in [HEADLINE, *APART, *ALIKE]])


@pytest.fixture
def read(monkeypatch):
    """The texts that the encoder was asked for."""
    asked = []
    compute = encoder.vectors
    monkeypatch.setattr(
        encoder, "vectors", lambda texts: asked.extend(t.removesuffix(".") for t in texts) or compute(texts)
    )
    monkeypatch.setenv("CLAIMBOOK_CACHE", "off")
    return asked


def test_what_shares_no_word_with_any_other_costs_no_vector(note, read):
    relations([note])
    assert sorted(read) == sorted([HEADLINE, *ALIKE])


def test_the_relations_are_those_that_all_vectors_give(note, monkeypatch):
    some = relations([note])
    assert ("same" in set(some["relation"])) or ("variant" in set(some["relation"]))
    monkeypatch.setattr(comparable, "STRICT", 1.0)
    every = relations([note])
    assert some.drop(columns="score").equals(every.drop(columns="score"))
    assert some["score"].tolist() == pytest.approx(every["score"].tolist(), abs=1e-3)


def test_a_headline_on_which_nothing_bears_costs_no_vector(read):
    found = article.from_text("note", "Ferries Stop At Noon\n\nOtters swim upstream.")
    relations([story(found, [claim(found, words) for words in found.text.strip(".").split("\n\n")])])
    assert read == []


def test_the_same_words_are_read_once(read):
    stories = []
    for name in ("one", "two"):
        found = article.from_text(name, "Harbour\n\nThe council closed the old bridge.")
        stories.append(story(found, [claim(found, "The council closed the old bridge")]))
    assert groups(stories)["claims"].map(len).tolist() == [2]
    assert Counter(read) == {"The council closed the old bridge": 1}


def test_a_claim_within_a_claim_costs_a_vector_only_where_groups_are_shown(read):
    found = article.from_text("note", f"Harbour\n\n{NESTED[0]}.")
    made = story(found, [claim(found, words) for words in NESTED])
    relations([made])
    assert read == []
    groups([made])
    assert sorted(read) == sorted(NESTED)


def test_what_holds_a_claim_that_another_repeats_is_read(read):
    found = article.from_text("note", f"Harbour\n\n{NESTED[0]}.\n\nAll ferries stop at noon.")
    relations([story(found, [claim(found, words) for words in [*NESTED, "All ferries stop at noon"]])])
    assert set(read) == {*NESTED, "All ferries stop at noon"}


@pytest.mark.parametrize(
    ("words", "days", "name", "together"),
    [
        ("three people were killed in the fire", 1, "", True),
        ("three people were killed in the fire", 30, "", False),
        ("three people were killed in Corrick", 30, "Corrick", True),
    ],
)
def test_what_names_nobody_is_said_of_many_events(words, days, name, together):
    stories = []
    for number, day in enumerate((dt.date(2031, 3, 1), dt.date(2031, 3, 1) + dt.timedelta(days=days))):
        found = article.from_text(f"note{number}", f"Headline\n\nThen {words}.", {"published": day.isoformat()})
        made = story(found, [claim(found, words)])
        start = found.text.find(name)
        rows = [(found.id, start, start + len(name), name, "GPE", "name", name, "", "found")] if name else []
        made.__dict__["mentions"] = pd.DataFrame(rows, columns=MENTION_COLUMNS)
        stories.append(made)
    assert (len(groups(stories)) == 1) is together


@pytest.mark.parametrize(
    ("words", "other", "together"),
    [
        ("I will support the mayor of Corrick", "Ng", False),
        ("I will support the mayor of Corrick", "Lee", True),
        ("We will support the mayor of Corrick", "Ng", True),
    ],
)
def test_what_two_people_say_of_themselves_is_not_the_same(words, other, together):
    stories = []
    for number, who in enumerate(("Lee", other)):
        found = article.from_text(f"note{number}", f"Headline\n\n{words}, {who} said.")
        stories.append(story(found, [claim(found, words, source=who, cue="said", source_entity=who)]))
    assert (len(groups(stories)) == 1) is together


def test_an_article_that_lists_values_has_no_other_version_of_one():
    texts = {
        "one": ["the council closed 14 old bridges over the river Orr and its ferries for the winter in Corrick"],
        "two": [
            "the council closed 14 old bridges over the river Orr and its ferries for the winter in Harnby",
            "the council closed 14 old bridges over the river Orr and its ferries for the winter in Dale",
        ],
    }
    stories = []
    for name, contents in texts.items():
        found = article.from_text(name, "Headline\n\n" + " ".join(f"Then {words}." for words in contents))
        made = story(found, [claim(found, words) for words in contents])
        towns = [(found.text.find(town), town) for town in ("Corrick", "Harnby", "Dale") if town in found.text]
        rows = [(name, start, start + len(town), town, "GPE", "name", town, "", "found") for start, town in towns]
        made.__dict__["mentions"] = pd.DataFrame(rows, columns=MENTION_COLUMNS)
        stories.append(made)
    assert groups(stories, 0.5)["claims"].map(len).tolist() == [3]
    assert set(differences(stories, 0.5)["kind"]) - {"attribution"} == set()
    stories[1].__dict__["claims"] = stories[1].claims[:1]
    assert set(differences(stories, 0.5)["kind"]) == {"name"}


WORDS = ["harbour", "bridge", "council", "ferry", "noon", "otter", "snow", "winter", "closed", "open"]


@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=12),
    st.sampled_from([0.0, 0.25, 0.5, 0.9]),
)
def test_no_near_pair_is_passed_over(texts, least):
    words = similarity.Words(texts)
    every = [p for p in combinations(range(len(texts)), 2) if words.overlap(*p) > 0 and words.overlap(*p) >= least]
    assert sorted(words.near(least)) == every


def apart(one, other):
    """Whether two claims of articles of their own, each a source and a content, cannot say the same."""
    stories = []
    for name, (source, content) in zip("ab", (one, other), strict=True):
        found = article.from_text(name, f"{source} said that {content}.")
        stories.append(story(found, [claim(found, content, source=source, cue="said")]))
    return comparable.Comparable(stories).are_apart(0, 1)


def test_polls_by_different_names_are_two_findings():
    found = "half of all voters want a new bridge"
    assert apart(("An exit poll from the Corrick primary", found), ("A poll taken in Harnby", found))
    assert not apart(("A poll by the Corrick Institute", found), ("The Corrick poll", found))
    assert not apart(("A spokesman in Corrick", found), ("A spokesman in Harnby", found))
