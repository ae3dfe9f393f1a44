"""Where names begin and end, and headlines in their body's case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.entities import boundaries, casing, labels, names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Harbour Post", "Harbour Post"),
        ("“Calder Lines”", "Calder Lines"),
        ("Calder Lines’s", "Calder Lines"),
        ("Calder Lines 's", "Calder Lines"),
        ("Calder Inc.", "Calder Inc."),
        ("U.S.", "U.S."),
        ("Tallinn.", "Tallinn"),
        ("Board of Shipping (BS", "Board of Shipping"),
        ("Calder Lines)", "Calder Lines"),
    ],
)
def test_what_stands_outside_of_a_name(text, name):
    assert text[slice(*boundaries.trim(text, 0, len(text)))] == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Prime Minister Ilsa Brandt", ["Ilsa Brandt"]),
        ("Tun Dr Mahathir Mohamad", ["Mahathir Mohamad"]),
        ("Estonian President Ilsa Brandt", ["Estonian", "Ilsa Brandt"]),
        ("Calder Lines Chairman Ned Fell", ["Calder Lines", "Ned Fell"]),
        ("Ilsa Brandt MBE", ["Ilsa Brandt"]),
        ("Ilsa Brandt, Mayor", ["Ilsa Brandt"]),
        ("Queen Ilsa", ["Queen Ilsa"]),
        ("While Ilsa Brandt", ["Ilsa Brandt"]),
        ("Secretary of State", []),
        ("Harbour Post/Ilsa Brandt", ["Harbour Post", "Ilsa Brandt"]),
    ],
)
def test_the_names_in_what_was_found_as_one(text, found):
    assert [text[s:e] for s, e in boundaries.segments(text, 0, len(text), "PERSON")] == found


def test_the_article_of_a_newspaper_stays_where_the_text_writes_it_large():
    text = "The Harbour Post said so. She told The Harbour Post."
    assert boundaries.trim(text, 0, 16) == (0, 16)
    assert boundaries.trim("The Calder Lines sank.", 0, 16) == (4, 16)


def test_a_headline_takes_its_case_from_the_body():
    text = "MAYOR OF HOPE VISITS HOPE STREET\n\nThe mayor visits Hope. On Hope Street there is no hope left.\n"
    assert casing.recase(text).split("\n")[0] == "mayor of Hope visits Hope Street"


def test_a_line_that_is_no_headline_stays_as_it_is():
    text = "The mayor of Tallinn visits a ferry.\nShe came late.\n"
    assert casing.recase(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_recasing_moves_nothing(text):
    changed = casing.recase(text, (0, len(text)))
    assert len(changed) == len(text)
    assert changed.casefold() == text.casefold() or changed.lower() == text.lower()


def test_a_surname_of_two_words_is_the_persons():
    text = "Odile Le Gall won. Le Gall thanked them."
    found = [names.Name(0, 13, "Odile Le Gall", "PERSON", ""), names.Name(19, 26, "Le Gall", "WORK_OF_ART", "")]
    assert [name.label for name in labels.settle(found, text)] == ["PERSON", "PERSON"]


def test_names_are_looked_for_in_a_name_of_any_length():
    """Where every run of its words was tried this took minutes."""
    words = "of the Ministry " * 4000
    found = names._find_inside([names.Name(0, len(words), words, "ORG", "")])
    assert [name.text for name in found] == [words]
