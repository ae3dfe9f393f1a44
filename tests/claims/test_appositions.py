"""What is said of a source right after its name is no part of the claim, as spaCy reads the sentence."""

import pytest

from analysis.article import from_text
from analysis.claims import appositions
from analysis.models.attribution import Attribution
from tests.claim_rows import place


def parts(text, source, content):
    found = [Attribution([place(text, source)], [place(text, "According to")], [place(text, content)], 0.9)]
    (one,) = appositions.join(from_text("note", text), found)
    return [text[s:e] for s, e in (*one.source, *one.content)]


@pytest.mark.parametrize("aside", ["head of the board", "the union's leader"])
def test_an_apposition_goes_to_the_source(aside):
    claim = "300 people will lose their jobs"
    text = f"According to Rosa Brandt, {aside}, {claim}."
    assert parts(text, "Rosa Brandt", f"{aside}, {claim}") == [f"Rosa Brandt, {aside}", claim]


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("Kim", "the plant, the mill and the bank will close"),
        ("Jones", "some workers, angry about the news, left"),
        ("Kim", "a poll of 500 people was taken"),
        ("Rosa Brandt", "the union's leader"),
    ],
)
def test_a_claim_that_begins_with_a_noun_stays_whole(source, content):
    text = f"According to {source}, {content}."
    assert parts(text, source, content) == [source, content]
