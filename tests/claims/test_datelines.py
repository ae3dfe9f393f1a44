"""Bylines and datelines: found where they stand, and no part of a claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import article
from analysis.claims import datelines, statements
from analysis.comparison import contrast, sides
from tests.claims.claim_texts import row


def lines(text):
    return [text[start:end] for start, end in datelines.find(text)]


@pytest.mark.parametrize(
    "line",
    [
        "LONDON, March 3 (Agency) — ",
        "LONDON, 3 March 2031 — ",
        "MOSCOW - ",
        "MOSCOW -- ",
        "WASHINGTON — ",
        "WASHINGTON—",
        "NEW YORK (Reuters) - ",
        "ST. PAUL, Minn. (AP) — ",
        "DES MOINES, Iowa — ",
        "AL-HASAKA/BEIRUT, Nov. 3 (Agency) – ",
        "Washington (CNN) — ",
        "Harnby, South Corrick, Sept. 14, 2031 (Agency) -- ",
        "(Reuters) - ",
    ],
)
@pytest.mark.parametrize("rest", ["The port is shut.", "“The port is shut,” she said.", "14 men were hurt."])
def test_datelines(line, rest):
    assert lines(line + rest) == [line]
    assert lines(f"Headline\n\n{line}{rest}\n\nMore.") == [line]


@pytest.mark.parametrize(
    "line", ["By Ann Lee", "BY ANN LEE", "By Ann Lee and Bo O’Hara", "By Ann Lee, The Harnby Post", "By A. B. Lee"]
)
def test_bylines(line):
    assert lines(f"Headline\n{line}\nThe port is shut.") == [line]


@pytest.mark.parametrize(
    "text",
    [
        "The port — which is shut — burned.",
        "IBM — the maker of computers — grew.",
        "Lee - the mayor - left.",
        "By Monday Lee had left.",
        "By closing the port, Lee won.",
        "Sunday, March 3 — The port opens.",
        "March 3 — The port opens.",
        "She spoke in LONDON — It was late.",
        "Sen. Ann Lee (R-Texas) — The port is hers.",
        "Lee (D) — The mayor.",
        "COVID-19 spread.",
        "Lee (left) stood by.",
        "A 5G mast — The tallest — fell.",
    ],
)
def test_what_is_none(text):
    assert lines(text) == []


def test_a_dateline_is_no_part_of_what_the_writer_states():
    found = article.from_text("note", "Headline\n\nLONDON, March 3 (Agency) — The council closed 14 bridges on Monday.")
    stated = [" … ".join(found.text[s:e] for s, e in spans) for spans in statements.find(found, [], [])]
    assert "The council closed 14 bridges on Monday" in stated


def test_a_dateline_hides_no_number():
    texts = [
        "LONDON, March 3 (Agency) — 14 people were hurt",
        "MOSCOW - 16 people were hurt",
    ]
    found = []
    for text in texts:
        content = datelines.cut([(0, len(text))], datelines.find(text))
        marked = f"{text[: content[0][0]]}[C {text[content[0][0] :]}] [S Lee] [Q said]."
        words, record = row(marked)
        found.append(sides.Side(record, words, []))
    assert [(d.kind, d.a, d.b) for d in contrast.find(*found)] == [("number", "14", "16")]


SPANS = st.lists(st.integers(0, 60), max_size=8, unique=True).map(
    lambda ends: list(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@given(SPANS, SPANS)
def test_what_is_cut_begins_in_no_line_and_grows_nowhere(spans, cuts):
    kept = datelines.cut(spans, cuts)
    assert all(any(s <= start and end == e for s, e in spans) for start, end in kept)
    assert not any(s <= start < e for start, _ in kept for s, e in cuts)
