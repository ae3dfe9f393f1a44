"""Entities, counted as a careful reader counts them: against tables made by hand, and by laws."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import article, entities
from analysis.article import Article

FIXTURES = Path(__file__).parents[1] / "fixtures/entities"


def by_hand(name: str) -> pd.DataFrame:
    return pd.read_csv(FIXTURES / name, comment="#")


def article_of(text: str) -> Article:
    return Article("invented", text, "", None, None, None, None, None, Path("invented.txt"), "0" * 64)


def names_in(text: str) -> list[tuple[str, str]]:
    table = entities.mentions(article_of(text)).query("form == 'name'")
    return list(zip(table["text"], table["entity"], strict=True))


@pytest.fixture(scope="module")
def shipyard() -> pd.DataFrame:
    return entities.mentions(article.load(FIXTURES / "shipyard.txt"))


def test_every_entity_of_the_seed_has_the_count_made_by_hand(seed):
    counted = entities.entities(entities.mentions(seed))
    expected = by_hand("seed.csv")
    assert dict(zip(counted["entity"], counted["names"], strict=True)) == dict(
        zip(expected["entity"], expected["names"], strict=True)
    )


def test_every_entity_has_the_counts_and_the_label_made_by_hand(shipyard):
    counted = entities.entities(shipyard)
    counted["others"] = counted["pronouns"] + counted["nominals"]
    rows = counted[["entity", "label", "names", "others"]].itertuples(index=False, name=None)
    assert set(rows) == set(by_hand("shipyard.csv").itertuples(index=False, name=None))


def test_the_table_is_in_order_and_its_text_is_the_articles(shipyard):
    text = (FIXTURES / "shipyard.txt").read_text(encoding="utf-8")
    assert list(shipyard.columns) == entities.MENTION_COLUMNS
    assert [text[s:e] for s, e in zip(shipyard["start"], shipyard["end"], strict=True)] == shipyard["text"].tolist()
    assert shipyard["start"].is_monotonic_increasing
    assert set(shipyard["form"]) == {"name", "pronoun", "nominal"}
    assert shipyard["reason"].str.len().gt(0).all()


def test_what_is_left_open_has_a_reason_and_no_entity(shipyard):
    left = shipyard[shipyard["entity"].isna()]
    assert len(left) > 0
    assert left["reason"].str.startswith("left open").all()
    assert (left["form"] != "name").all()


def test_entities_are_counted_by_form_the_most_mentioned_first(shipyard):
    counted = entities.entities(shipyard)
    assert (counted["names"] + counted["pronouns"] + counted["nominals"]).tolist() == counted["total"].tolist()
    assert counted["total"].is_monotonic_decreasing
    assert counted["total"].sum() == shipyard["entity"].notna().sum()


def test_no_mentions_make_no_entities():
    assert entities.entities(entities.mentions(article_of("nothing is named here"))).empty


def test_a_headline_in_title_case_is_read_in_the_light_of_the_body():
    text = "Brandt Says Ferry Deal Will Help Estonia\n\nIlsa Brandt said the ferry deal will help Estonia.\n"
    assert names_in(text) == [
        ("Brandt", "Ilsa Brandt"),
        ("Estonia", "Estonia"),
        ("Ilsa Brandt", "Ilsa Brandt"),
        ("Estonia", "Estonia"),
    ]


def test_a_headline_with_two_people_in_it_names_both():
    text = "Ilsa Brandt Endorses Ned Fell\n\nOn Monday Ilsa Brandt said that Ned Fell would win. Fell thanked Brandt.\n"
    counted = Counter(entity for _, entity in names_in(text))
    assert (counted["Ilsa Brandt"], counted["Ned Fell"]) == (3, 3)


def test_the_town_in_a_universitys_name_is_named_too():
    found = names_in("On Monday the University of Tartumaa met. She left the College of Medicine.")
    assert ("Tartumaa", "Tartumaa") in found
    assert not any(words == "Medicine" for words, _ in found)


def test_titles_and_possessives_stand_outside_the_name():
    found = names_in("On Monday, Prime Minister Dr Ilsa Brandt met Mr Okafor. Ilsa Brandt’s office said so.")
    assert ("Ilsa Brandt", "Ilsa Brandt") in found
    assert not any("Dr" in words or "Mr" in words or "’s" in words for words, _ in found)


@settings(max_examples=40)
@given(st.text(alphabet="aAbB .,'’\"“”()-\n5G", max_size=80))
def test_any_text_gives_spans_within_it(text):
    table = entities.mentions(article_of(text))
    assert all(0 <= s < e <= len(text) for s, e in zip(table["start"], table["end"], strict=True))
    assert [text[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()


def test_a_firm_whose_name_is_also_a_surname_is_no_person():
    text = """Corven says alarm was raised

Corven Chemicals denied it. Corven said so in a statement. The residents blamed Corven.

James Corven, the chief executive, was away."""
    found = entities.mentions(article.from_text("a", text))
    names = found[found["form"] == "name"]
    assert names["entity"].tolist() == ["Corven Chemicals"] * 4 + ["James Corven"]
    assert names["label"].tolist() == ["ORG"] * 4 + ["PERSON"]


def test_a_firm_goes_by_its_first_word_which_spacy_takes_for_a_person():
    text = (
        "State Finds Air Is Safe\n\nThe air around a Norvane Foods factory that leaked ammonia is safe to breathe, the state said.\n\n"
        "Norvane said it had never ignored any warning.\n\nShares in Norvane fell 6 percent in early trading."
    )
    found = entities.mentions(article.from_text("a", text))
    names = found[found["form"] == "name"]
    assert names["entity"].tolist() == ["Norvane Foods"] * 3
    assert names["label"].tolist() == ["ORG"] * 3


def test_a_firm_that_spacy_takes_for_a_place_is_one_entity():
    text = "Ferry Runs Aground\n\nNorthline Ferries runs the ship. Northline said so. The mayor defended Northline."
    found = entities.mentions(article.from_text("a", text))
    assert set(found.loc[found["text"].str.startswith("Northline"), "entity"]) == {"Northline Ferries"}


def test_a_plural_that_begins_a_sentence_is_no_name():
    found = names_in("Samples collected a day after the accident found no risk, agency spokeswoman Joan Pell said.")
    assert found == [("Joan Pell", "Joan Pell")]
    found = names_in("Nora Woods was pleased. Woods said it would rain.")
    assert ("Woods", "Nora Woods") in found


def test_an_honorific_makes_a_name_of_any_word():
    found = names_in("Minister quits\n\nMr Banks resigned on Monday. Banks said it was time.")
    assert found == [("Banks", "Banks")] * 2


def test_a_town_that_a_firm_is_named_after_stays_a_town():
    text = "Plant shut\n\nUtrecht Foods closed its plant on Monday. People in Utrecht were sorry. The mayor of Utrecht was not."
    found = entities.mentions(article.from_text("a", text))
    assert set(found.loc[found["text"] == "Utrecht", "label"]) == {"GPE"}
