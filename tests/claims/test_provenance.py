import re

import pytest

from analysis.claims import provenance
from analysis.tokens import sentence_spans
from tests.claims.claim_texts import unmark


@pytest.mark.parametrize(
    ("marked", "channels"),
    [
        ("In a statement, [S the firm] [Q said] [C it paid].", ["a statement"]),
        ("Quoted in the statement, [S Mr Lee] [Q said] [C it paid].", ["the statement"]),
        ("[C It paid], [S Mr Lee] [Q said], as reported by The Dale Record on Monday.", ["The Dale Record"]),
        ("[S Mr Lee] [Q told] the Dale Record [C it paid].", ["the Dale Record"]),
        ("[S Mr Lee] [Q told] Ann Orr [C it paid].", []),
        (
            "[S Mr Lee] [Q said] in an interview with Aldmere Radio [C that it paid].",
            ["an interview with Aldmere Radio"],
        ),
        ("[S Mr Lee] [Q said] [C it paid in a letter to Ann].", []),
        ("[S A report in The Dale Record] [Q said] [C it paid].", []),
    ],
)
def test_finds_the_hands_between_source_and_reader(marked, channels):
    text, spans = unmark(marked)
    found = provenance.find(text, (0, len(text)), [*spans["C"], *spans["S"]])
    assert [channel.text for channel in found] == channels
    assert all(text[c.start : c.end] == c.text for c in found)


def test_a_name_counts_where_the_article_names_an_organization():
    text = "Mr Lee told Aldmere Today it paid."
    assert provenance.find(text, (0, len(text)), []) == []
    assert [c.text for c in provenance.find(text, (0, len(text)), [], [(12, 25)])] == ["Aldmere Today"]


@pytest.mark.parametrize(
    ("before", "marked", "owner"),
    [
        (
            "In a statement, Orr Mining offered to pay.",
            "Quoted in the statement, [S Ann Lee] [Q said] [C it paid].",
            "Orr Mining",
        ),
        ("Orr Mining's statement came on Monday.", "In the statement, [S Ann Lee] [Q said] [C it paid].", "Orr Mining"),
        (
            "Dale Bank wrote of Orr Mining's first letter.",
            "In the letter, [S Ann Lee] [Q said] [C it paid].",
            "Orr Mining",
        ),
        (
            "Dale Bank sent a letter. Ann Lee saw the letter.",
            "In the letter, [S Bo Kim] [Q said] [C it paid].",
            "Dale Bank",
        ),
        ("Orr Mining met Dale Bank.", "[S Ann Lee] [Q said] in a statement [C it paid].", "Ann Lee"),
        ("Orr Mining met Dale Bank.", "[S Ann Lee] [Q said] in Orr Mining's statement [C it paid].", "Orr Mining"),
        ("Orr Mining met Dale Bank.", "[S Ann Lee] [Q told] The Dale Record [C it paid].", None),
        ("It rained.", "[S Ann Lee] [Q said] in the statement [C it paid].", None),
    ],
)
def test_whose_statement_it_was(before, marked, owner):
    text, spans = unmark(f"{before} {marked}")
    sentences = sentence_spans(text)
    named = sorted(
        (m.start(), m.end(), name)
        for name in ("Orr Mining", "Dale Bank", "Ann Lee", "Bo Kim")
        for m in re.finditer(name, text)
    )
    (channel,) = provenance.find(text, sentences[-1], [*spans["C"], *spans["S"]])
    source = text[slice(*spans["S"][0])]
    assert provenance.find_owner(text, channel, sentences, named, source) == owner
