import pytest

from analysis.claims import provenance
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
