"""Which names mean the same: what is merged, what never is, and why."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.entities import aliases
from analysis.entities.names import Name


def named(text: str, *forms: tuple[str, str]) -> list[aliases.Meaning]:
    """Return what the forms mean, each at its next place in the text."""
    at = 0
    found = []
    for form, label in forms:
        at = text.index(form, at)
        found.append(Name(at, at + len(form), form, label, "given"))
        at += len(form)
    return aliases.merge(found, text)


def meant(text: str, *forms: tuple[str, str]) -> list[str | None]:
    return [m.entity for m in named(text, *forms)]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ilsa Brandt", "Brandt"),
        ("Ilsa Brandt", "Ilsa"),
        ("Guo Ping", "Guo"),
        ("Ilsa M. Brandt", "Ilsa Brandt"),
        ("Anna Ilsa Marta Brandt", "Ilsa Brandt"),
        ("Zoë Brandt", "Zoe Brandt"),
        ("Bill de Vries", "De Vries"),
        ("Queen Ilsa", "Ilsa"),
    ],
)
def test_a_persons_names(full, short):
    assert meant(f"{full} came. {short} left.", (full, "PERSON"), (short, "PERSON")) == [full, full]


@pytest.mark.parametrize(
    ("long", "short", "why"),
    [
        ("Calder Lines Inc", "Calder Lines", "without its legal form"),
        ("Mobile Sea Systems", "MSS", "the initials"),
        ("Boston Red Sox", "Red Sox", "without its place"),
        ("The Harbour Post", "Harbour Post", "without its article"),
        ("Supreme Court of Estonia", "Supreme Court", ""),
        ("City of Tallinn", "Tallinn", "for short"),
        ("Tallinn Court", "Court", "the only Court named"),
        ("House of Representatives", "House", "the only House named"),
        ("Calder University", "Calder", "without its last word"),
        ("Northmoor Pirates", "Pirates", "the last word of"),
        ("Reform Party", "Reform party", "in other letters"),
    ],
)
def test_an_organizations_names(long, short, why):
    first, second = named(f"Boston: {long} came. {short} left.", ("Boston", "GPE"), (long, "ORG"), (short, "ORG"))[1:]
    assert (first.entity, second.entity) == (long, long)
    assert why in second.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("White House", "House"),
        ("Senate Budget Committee", "Senate"),
        ("York Cathedral", "York"),
        ("Telefunk Faces", "Faces"),
    ],
)
def test_what_is_not_short_for_it(one, other):
    forms = [("Telefunk", "ORG"), (one, "ORG"), (other, "ORG")]
    assert meant(f"Telefunk came. {one} came. {other} left.", *forms)[1:] == [one, other]


def test_the_agency_in_a_dateline_is_not_its_town():
    assert meant("TALLINN (AP) It rained.", ("TALLINN", "GPE"), ("AP", "ORG")) == ["TALLINN", "AP"]


def test_an_acronym_that_is_defined_in_brackets():
    text = "The Estonian Board of Shipping (Shipboard) met. Shipboard agreed."
    forms = [("Estonian Board of Shipping", "ORG"), ("Shipboard", "ORG"), ("Shipboard", "ORG")]
    assert set(meant(text, *forms)) == {"Estonian Board of Shipping"}


@pytest.mark.parametrize("form", ["U.S.", "US", "USA", "America", "United States of America"])
def test_a_country_under_each_of_its_names(form):
    assert meant(f"In {form} it rained.", (form, "GPE")) == ["United States"]


def test_a_people_is_not_its_country():
    assert meant("The Estonian team left Estonia.", ("Estonian", "NORP"), ("Estonia", "GPE")) == ["Estonian", "Estonia"]


def test_a_capital_is_not_its_government():
    assert meant("Beijing said China agrees.", ("Beijing", "GPE"), ("China", "GPE")) == ["Beijing", "China"]


def test_half_a_country_only_where_no_other_half_is_named():
    one = meant("South Korea won. Korea cheered.", ("South Korea", "GPE"), ("Korea", "GPE"))
    two = meant(
        "South Korea met North Korea in Korea.", ("South Korea", "GPE"), ("North Korea", "GPE"), ("Korea", "GPE")
    )
    assert one == ["South Korea", "South Korea"]
    assert two == ["South Korea", "North Korea", "Korea"]


def test_two_people_of_one_surname_are_not_merged_and_the_bare_one_is_left_open():
    found = named(
        "Ilsa Brandt met Ned Brandt. Brandt smiled.",
        ("Ilsa Brandt", "PERSON"),
        ("Ned Brandt", "PERSON"),
        ("Brandt", "PERSON"),
    )
    assert [m.entity for m in found] == ["Ilsa Brandt", "Ned Brandt", None]
    assert found[2].reason == "left open: Ilsa Brandt or Ned Brandt"


def test_a_bare_surname_stays_with_the_one_first_called_so():
    people = [("Ilsa Brandt", "PERSON"), ("Brandt", "PERSON"), ("Ned Brandt", "PERSON"), ("Brandt", "PERSON")]
    found = named("Ilsa Brandt came. Brandt sat. Ned Brandt came. Brandt rose.", *people)
    assert [m.entity for m in found] == ["Ilsa Brandt", "Ilsa Brandt", "Ned Brandt", "Ilsa Brandt"]
    assert "first called so" in found[3].reason


def test_a_bare_surname_means_the_one_who_is_named_in_full_again_and_again():
    people = [("Ilsa Brandt", "PERSON")] * 3 + [("Ned Brandt", "PERSON"), ("Brandt", "PERSON")]
    found = named("Ilsa Brandt, Ilsa Brandt, Ilsa Brandt, Ned Brandt. Brandt rose.", *people)
    assert found[4].entity == "Ilsa Brandt"
    assert found[4].reason == "of Ilsa Brandt and Ned Brandt, the one named in full most often"


@pytest.mark.parametrize("headline", ["Failed Brandt", "ESTV Sues Brandt"])
def test_a_piece_of_a_headline_is_no_second_person(headline):
    people = [(headline, "PERSON"), ("Ned Brandt", "PERSON"), ("Brandt", "PERSON")]
    assert meant(f"{headline}\nNed Brandt came. Brandt sat.", *people) == ["Ned Brandt"] * 3


def test_the_name_shown_is_the_usual_one_where_the_fullest_is_rare():
    forms = [("Ilsa Marta Brandt", "PERSON")] + [("Ilsa Brandt", "PERSON")] * 3
    assert set(meant("Ilsa Marta Brandt. Ilsa Brandt, Ilsa Brandt, Ilsa Brandt.", *forms)) == {"Ilsa Brandt"}


def test_a_title_tells_two_of_one_surname_apart():
    people = [("Mary Brandt", "PERSON"), ("John Brandt", "PERSON"), ("Brandt", "PERSON")]
    assert meant("Mary Brandt met John Brandt. Mrs Brandt smiled.", *people)[2] == "Mary Brandt"


def test_father_and_son_are_two():
    assert meant("Ned Fell Sr met Ned Fell Jr.", ("Ned Fell Sr", "PERSON"), ("Ned Fell Jr", "PERSON")) == [
        "Ned Fell Sr",
        "Ned Fell Jr",
    ]


FIRST = st.sampled_from(["Ilsa", "Ned", "Tomas", "Mara"])
LAST = st.sampled_from(["Brandt", "Fell", "Okafor"])


@given(st.lists(st.tuples(FIRST, LAST), min_size=1, max_size=6))
def test_different_full_names_never_mean_one_person(pairs):
    forms = [f"{first} {last}" for first, last in pairs]
    found = meant(". ".join(forms), *((f, "PERSON") for f in forms))
    for (a, x), (b, y) in itertools.combinations(zip(forms, found, strict=True), 2):
        assert (a == b) == (x == y)
