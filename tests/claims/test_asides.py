"""Words that say where a claim stood are left out when the claim is read; every span still means the article's own words."""

import pytest

from analysis import read
from analysis.claims import asides

TWO_VOICES = [
    (
        '"We will raise the dam again," Brandt said, standing on the quay, as reported by The Dale Record today, 6 June.',
        ("Brandt", "said", '"We will raise the dam again,"', "The Dale Record"),
    ),
    (
        'Quoted in the statement, the port\'s deputy director Ned Fell said he was "very pleased" with the plan "in such a place".',
        ("the port's deputy director Ned Fell", "said", 'he was "very pleased" with the plan "in such a place"', "the statement"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TWO_VOICES)
def test_who_said_it_first_is_found_beside_who_passed_it_on(text, expected, tmp_path):
    (tmp_path / "dam.txt").write_text(text, encoding="utf-8")
    row = read(tmp_path / "dam.txt").claims.iloc[0]
    assert (row["source"], row["cue"], row["content"], row["via"]) == expected
    assert row["confidence"] > 0.8
    assert [text[s:e] for s, e in row["source_spans"]] == [expected[0]]


@pytest.mark.parametrize(
    "text",
    [
        "He was quoted in the report.",
        "The report was cited by the mayor, who left.",
        "As reported, it rained.",
        '"It is, as reported by nobody," she said.',
    ],
)
def test_what_is_part_of_the_sentence_is_no_aside(text):
    assert asides.find(text) == []


def test_a_content_around_an_aside_is_in_two_pieces():
    text = "The mayor said the dam, as reported by the Record, will be raised by two metres next year."
    (found,) = asides.extract(text, 0.5)
    assert [text[s:e] for s, e in found.content] == ["the dam", "will be raised by two metres next year"]
