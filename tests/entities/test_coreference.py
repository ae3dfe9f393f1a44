"""Whom a pronoun or a role noun means."""

import re

import pytest

from analysis.claims import quotation
from analysis.entities import anaphors, coreference


def resolve(text: str, **entities: str) -> list[tuple[str, str | None]]:
    """Return whom the anaphors of `text` mean; names are given as Words_of_the_name="LABEL"."""
    named = sorted(
        (m.start(), m.end(), m.group(), label, name.replace("_", " "))
        for name, label in entities.items()
        for m in re.finditer(re.escape(name.replace("_", " ")), text)
    )
    sentences = [m.span() for m in re.finditer(r"[^.\n]+\.?", text)]
    return [(r.anaphor.text, r.entity) for r in coreference.resolve(text, sentences, named)]


def test_gender_tells_who_is_meant():
    text = "Mary Fell met John Okafor. She was late. He was not."
    assert resolve(text, Mary_Fell="PERSON", John_Okafor="PERSON") == [("She", "Mary Fell"), ("He", "John Okafor")]


def test_a_title_tells_gender():
    text = "Mr Okafor met Mrs Brandt. She was late."
    assert resolve(text, Okafor="PERSON", Brandt="PERSON") == [("She", "Brandt")]


def test_nationality_tells_whom_a_role_noun_means():
    text = "Estonian President Mara Fell met Latvian President Ned Okafor. The Estonian leader smiled."
    assert resolve(text, Mara_Fell="PERSON", Ned_Okafor="PERSON") == [("The Estonian leader", "Mara Fell")]


def test_a_phrase_beside_a_name_says_something_of_it():
    text = "Ned Okafor, a shipping magnate, met the chairman, Tomas Fell."
    assert resolve(text, Ned_Okafor="PERSON", Tomas_Fell="PERSON") == [
        ("a shipping magnate", "Ned Okafor"),
        ("the chairman", "Tomas Fell"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ned Okafor (born 3 May 1950) was the mayor.",
        "Ned Okafor, 54, is now the mayor.",
        "Ned Okafor, who was the mayor, left.",
        "Ned Okafor had been the mayor.",
    ],
)
def test_what_somebody_is_said_to_be(text):
    assert resolve(text, Ned_Okafor="PERSON") == [("the mayor", "Ned Okafor")]


def test_the_last_word_of_a_name():
    text = "Calder Lines sued. The Harbour Court agreed. The court fined the owners."
    assert ("The court", "Harbour Court") in resolve(text, Harbour_Court="ORG", Calder_Lines="ORG")


def test_i_is_the_speaker_and_we_is_left_out():
    text = '"I am sure that we will win," said Mary Fell.'
    assert resolve(text, Mary_Fell="PERSON") == [("I", "Mary Fell")]


FISK = 'Paul Norda said it rained. He said he had a coat.\nMayor Leon Fisk said it had failed. "It was off," he said.'


def test_who_speaks_on_is_whom_the_paragraph_speaks_of():
    """Not whom the pronoun meant in the paragraph before, however often he came up."""
    assert resolve(FISK, Paul_Norda="PERSON", Leon_Fisk="PERSON")[-1] == ("he", "Leon Fisk")


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ('A letter to Leon Fisk came. "It was off," he said.', "Paul Norda"),
        ('Leon Fisk\'s house fell. "It was off," he said.', "Paul Norda"),
        ('Ned Lee\'s deputy, Leon Fisk, left. "It was off," he said.', "Leon Fisk"),
        ('Leon Fisk said "Ned Lee knows". "It was off," he said.', "Leon Fisk"),
    ],
)
def test_who_speaks_on_began_the_sentence(told, who):
    text = f"Paul Norda said it rained. He said he had a coat. He said he liked it.\n{told}"
    found = resolve(text, Paul_Norda="PERSON", Leon_Fisk="PERSON", Ned_Lee="PERSON")
    assert found[-1] == ("he", who)


def test_i_outside_of_a_quotation_is_nobody_named():
    assert resolve("I met Mary Fell.", Mary_Fell="PERSON") == []


def test_nobody_named_before_is_left_open_with_the_reason():
    text = "She left."
    (found,) = coreference.resolve(text, [(0, 9)], [])
    assert (found.entity, found.reason) == (None, "left open: nobody named before fits")


def test_us_in_capitals_is_no_pronoun():
    assert resolve('"The US will win," said Mary Fell.', Mary_Fell="PERSON") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the pilot launch failed", []),
        ("the pilot landed", ["the pilot"]),
        ("a company failed", []),
        ("his brother left", ["his"]),
        ("the big shipping company said so", ["the big shipping company"]),
        ("the company of the bank", ["the company", "the bank"]),
    ],
)
def test_which_phrases_are_role_nouns(text, found):
    assert [a.text for a in anaphors.find(text, [], quotation.quoted(text))] == found


def test_a_reason_names_what_decided():
    text = "Mary Fell left. She was late."
    named = [(0, 9, "Mary Fell", "PERSON", "Mary Fell")]
    (found,) = coreference.resolve(text, [(0, 15), (16, 29)], named)
    assert found.reason.startswith("best of 1: ")


@pytest.mark.parametrize(
    ("text", "he"),
    [
        ("Tomas Fell met Ned Okafor. Ned Okafor noted that he and President Tomas Fell had met before.", "Ned Okafor"),
        ("Mara Fell met Ned Okafor. Tomas Fell and he had talked before.", "Ned Okafor"),
        (
            "Tomas Fell met Ned Okafor. He called him a friend. Ned Okafor noted that he and Tomas Fell had met.",
            "Ned Okafor",
        ),
    ],
)
def test_he_is_nobody_whom_he_is_joined_with(text, he):
    found = resolve(text, Mara_Fell="PERSON", Ned_Okafor="PERSON", Tomas_Fell="PERSON")
    assert found[-1] == ("he", he)


def test_he_may_be_somebody_without_a_name_who_came_up_last():
    text = "Ned Okafor left.\nOne plant worker, who was afraid, said bosses knew. “They lied,” he said. Ned Okafor shrugged. He left."
    he = [entity for word, entity in resolve(text, Ned_Okafor="PERSON") if word.lower() == "he"]
    assert he == [None, "Ned Okafor"]
    # Another gender, another paragraph.
    assert ("She", "Mary Fell") in resolve("Mary Fell left. A chairman stayed. She slept.", Mary_Fell="PERSON")
    assert ("She", "Mary Fell") in resolve("Mary Fell left. A nurse stayed.\nShe slept.", Mary_Fell="PERSON")


def test_what_is_said_of_one_kind_is_not_said_of_another():
    text = (
        "Norvane said so. A spokesman for the company, Leo Brandt, said it again. "
        "Norvane has been an excellent neighbour, Brandt said."
    )
    found = dict(resolve(text, Norvane="ORG", Leo_Brandt="PERSON"))
    assert found["the company"] != "Leo Brandt"
    assert "an excellent neighbour" not in found


@pytest.mark.parametrize(("name", "expected"), [("Norvane Foods", "Norvane Foods"), ("Norvane Council", None)])
def test_what_deals_in_something_is_a_company(name, expected):
    text = f"{name} said that its water was safe. The mayor defended the company."
    assert dict(resolve(text, **{name.replace(" ", "_"): "ORG"}))["the company"] == expected
