"""Who stands before "who said" is the source, as spaCy reads the sentence."""

import pytest

from analysis.article import from_text
from analysis.claims import relatives
from analysis.models.attribution import Attribution
from analysis.story import Story
from tests.claim_rows import place


def source_of(text, pronoun, cue, content):
    story = Story(from_text("note", text))
    found = [Attribution([place(text, pronoun)], [place(text, cue)], [place(text, content)], 0.9)]
    return [text[s:e] for s, e in relatives.resolve(story.article, story.mentions, found)[0].source]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("The mill will close, said Rosa Brandt, who told reporters that 300 would go.", "told", "Rosa Brandt"),
        ("Residents who said that 300 would go were angry.", "said", "Residents"),
        (
            "Howard Rubel, a senior analyst at Jefferies, who notes that 300 would go, was glad.",
            "notes",
            "Howard Rubel, a senior analyst at Jefferies",
        ),
        ("They backed Donald Trump, who said that 300 would go.", "said", "Donald Trump"),
        ("He met many voters, and those who came and said that 300 would go were angry.", "said", "those"),
    ],
)
def test_who_stands_for_the_words_before_it(text, cue, source):
    assert source_of(text, "who", cue, "that 300 would go") == [source]


def test_words_in_between_are_left_out():
    assert source_of("A man came in who said that 300 would go.", "who", "said", "that 300 would go") == ["A man"]


def test_which_stands_for_a_whole_name():
    text = "News came from the Bank of Japan, which said that rates would not move."
    assert source_of(text, "which", "said", "that rates would not move") == ["the Bank of Japan"]


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("Who said that 300 would go?", "Who"),
        ("That said that 300 would go.", "That"),
        ("They know who said that 300 would go.", "who"),
    ],
)
def test_what_is_no_relative_pronoun_stays(text, pronoun):
    assert source_of(text, pronoun, "said", "that 300 would go") == [pronoun]


def test_the_claim_table_names_whom_a_relative_pronoun_means():
    story = Story(
        from_text("note", "The owner praised Rosa Brandt, who said on Monday that the mill would close in May.")
    )
    (claim,) = story.claims.query("cue.str.startswith('said')", engine="python").itertuples()
    assert (claim.source, claim.source_entity, claim.source_kind) == ("Rosa Brandt", "Rosa Brandt", "person")
