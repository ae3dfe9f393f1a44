"""Attributions: valid spans for any text, the same for a paragraph wherever it stands."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.models import attribution
from analysis.models.attribution import default_threshold, extract

PARAGRAPHS = [
    "The harbour master said on Monday that two ferries would be repaired by June.",
    '"We never saw the letter," Councillor Ana Ruiz told reporters. "Nobody showed it to us."',
    "According to the port authority, the crane had been inspected twice.",
    "The museum opens at nine.",
    "Critics fear the new toll will hurt small shops, though the minister insisted it was fair.",
    "“It is,” Okafor said, “the best season we ever had.”",
    "The company denied that it had known of the leak, and a spokesman called the report “pure invention”.",
]


def shown(text, found):
    return [
        {role: [text[s:e] for s, e in spans] for role, spans in a._asdict().items() if role != "confidence"}
        for a in found
    ]


def test_indirect_speech():
    text = PARAGRAPHS[0]
    (found,) = shown(text, extract(text))
    assert found["source"] == ["The harbour master"]
    assert found["cue"] == ["said"]
    assert found["content"][0].endswith("two ferries would be repaired by June")


def test_quotation_marks_belong_to_a_quoted_content():
    text = PARAGRAPHS[5]
    (found,) = shown(text, extract(text))
    assert found["source"] == ["Okafor"]
    assert found["content"] == ["“It is,”", "“the best season we ever had.”"]


def test_according_to():
    text = PARAGRAPHS[2]
    (found,) = shown(text, extract(text))
    assert found["source"] == ["the port authority"]
    assert found["content"] == ["the crane had been inspected twice"]


def test_the_stop_of_a_shortened_word_belongs_to_it():
    text = "The mayor of the U.S. city said the bridge will open at 9 a.m., not later than the ferry at 10 a.m."
    [found] = extract(text)
    assert [text[s:e] for s, e in found.content][-1].endswith("10 a.m.")
    text = "Trade will grow, said an official in the U.S."
    assert [text[s:e] for s, e in extract(text)[0].source] == ["an official in the U.S."]


def test_a_content_begins_with_a_sentence_not_in_the_middle_of_the_one_before():
    text = (
        "The plant had failed two safety inspections last year. Its cooling system dates from the 1990s, "
        "county records show."
    )
    (found,) = extract(text)
    assert [text[s:e] for s, e in found.content] == ["Its cooling system dates from the 1990s"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("men", "so it", "It won and so it"),
        ("Ten", "It", "Ten or twelve more men ran home."),
        ("men", "It", "men ran home. It"),
        ("men", "ran", "men ran"),
    ],
)
def test_less_than_half_a_sentence_is_cut_off(start, end, expected):
    text = "Ten or twelve more men ran home. It won and so it won."
    at, stop = text.index(start), text.index(end) + len(end)
    cut = attribution._without_fragments(at, stop, text, [])
    assert text[slice(*cut)] == expected
    assert attribution._without_fragments(at, stop, text, [(0, 3), (33, 35)]) == (at, stop)


def test_a_plain_statement_is_nobodys():
    assert extract(PARAGRAPHS[3]) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_paragraph_is_read_alike_alone_and_among_others_in_any_order(seed):
    order = list(np.random.default_rng(seed).permutation(PARAGRAPHS))
    text = "\n\n".join(order)
    together = extract(text, threshold=0.0)
    expected, at = [], 0
    for paragraph in order:
        for a in extract(paragraph, threshold=0.0):
            moved = [[(s + at, e + at) for s, e in spans] for spans in (a.source, a.cue, a.content)]
            expected.append((*moved, round(a.confidence, 3)))
        at += len(paragraph) + 2
    assert [(a.source, a.cue, a.content, round(a.confidence, 3)) for a in together] == expected


def test_a_lower_threshold_only_adds():
    text = "\n".join(PARAGRAPHS)
    usual, all_of_them = extract(text), extract(text, threshold=0.0)
    assert [a for a in all_of_them if a.confidence >= default_threshold()] == usual
    assert len(all_of_them) >= len(usual)


odd = [
    "“",
    '"',
    "``",
    "''",
    "‘",
    " said ",
    "\n",
    "\r",
    "\xa0",
    "The mayor",
    "—",
    ":",
    "😀",
    "שלום",
    "\u202e",
    "é",
    "\ud800"[:0],
    "a" * 300,
]


@settings(max_examples=40)
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(odd), max_size=30).map("".join)))
@example("")
@example("a")
@example(":")
@example("\n\n")
@example('"')
def test_any_text_gives_valid_spans_in_order(text):
    found = extract(text, threshold=0.0)
    for a in found:
        assert 0 <= a.confidence <= 1
        assert len(a.cue) == 1
        assert a.content
        for spans in (a.source, a.cue, a.content):
            assert spans == sorted(spans)
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(text[s:e] == text[s:e].strip() for s, e in spans)
    assert found == sorted(found, key=lambda a: (a.cue, a.content))


@pytest.mark.parametrize("text", ["x" * 100_000, "said." * 4_000, "😀" * 20_000, '"' * 3_000])
def test_long_texts_without_a_space(text):
    for a in extract(text, threshold=0.0):
        assert all(0 <= s < e <= len(text) for spans in (a.source, a.cue, a.content) for s, e in spans)


def test_a_paragraph_longer_than_a_window_is_read_to_its_end():
    filler = "The river runs past the old mill and under the stone bridge. " * 60
    text = filler + PARAGRAPHS[0]
    assert any(text[a.cue[0][0] : a.cue[0][1]] == "said" and a.cue[0][0] > len(filler) for a in extract(text))


def test_half_a_character_is_read_as_one_that_could_not_be_read():
    assert extract("The mayor said \ud800 the bridge will open.") == extract(
        "The mayor said \ufffd the bridge will open."
    )
