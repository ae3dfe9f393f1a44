"""Words, quotation state and windows: every offset is the text's own."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models import encoder
from analysis.models.passages import LIMIT, WORD, marks, plain, shape, touched

ODD = [
    "“",
    "”",
    '"',
    "``",
    "''",
    "‘",
    "’",
    "'",
    " ",
    "\xa0",
    "Aa",
    "nation",
    "5G",
    "—",
    ":",
    ".",
    "😀",
    "é",
    "שלום",
    "漢",
    "\u200b",
    "\t",
]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(ODD), max_size=60).map("".join))


@given(texts)
def test_plain_keeps_every_character_in_its_place(text):
    assert len(plain(text)) == len(text)
    for before, after in zip(text, plain(text), strict=True):
        assert before == after or (not before.isalnum() and not after.isalnum())


@given(texts.map(lambda t: " ".join(t.split())))
def test_windows_own_each_word_exactly_once(text):
    owned = []
    for passage in encoder.passages(text):
        assert passage.inputs.shape[1] <= LIMIT
        assert (passage.first < passage.inputs.shape[1] - 1).all()
        low, high = passage.own
        owned += [tuple(span) for span in passage.spans[low:high].tolist()]
    assert owned == sorted(set(owned))
    assert set(owned) <= {m.span() for m in WORD.finditer(text)}


def test_a_long_paragraph_is_read_in_windows_that_overlap():
    text = " ".join(f"word{i}" for i in range(900))
    found = encoder.passages(text)
    assert len(found) > 5
    owned = [tuple(span) for p in found for span in p.spans[p.own[0] : p.own[1]].tolist()]
    assert owned == [m.span() for m in WORD.finditer(text)]
    for before, after in pairwise(found):
        assert after.spans[0, 0] < before.spans[-1, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," she said. "Now."', [True, False, True, False]),
        ("“Go,” she said. “Now.”", [True, False, True, False]),
        ("``Go,'' she said.", [True, False]),
        ("''Go,'' she said.", [True, False]),
        ('He said: "It never closed', [True]),
        ('It never opened," he said. "But', [False, True]),
        ("‘It’s late,’ he said, ‘go.’", [True, False, True, False]),
        ("The nation's mayors don't agree.", []),
        ("“He told me, ‘Don’t,’” she said.", [True, False]),
    ],
)
def test_marks_open_and_close(text, expected):
    assert [opens for _, opens in marks(text)] == expected


def test_quotation_state_of_subwords():
    (passage,) = encoder.passages('She said "go now" twice')
    assert passage.inputs[2, 1:-1].tolist() == [0, 0, 2, 1, 1, 3, 0]


def test_the_kind_of_quotation_mark_does_not_matter():
    plainly, curly, tex = (
        encoder.passages(t)[0] for t in ('"Go now," she said.', "“Go now,” she said.", "``Go now,'' she said.")
    )
    assert (plainly.inputs == curly.inputs).all()
    assert (plainly.inputs == tex.inputs).all()


@pytest.mark.parametrize(
    ("word", "number"), [("a", 1), ("A", 2), ("US", 3), ("U.S", 3), ("2016", 4), ("2nd", 1), ("eBay", 5), ("漢", 5)]
)
def test_shape(word, number):
    assert shape(word) == number


def test_touched_words_share_a_character():
    spans = np.array([[0, 3], [4, 8], [9, 12]])
    assert touched(spans, 3, 4) == (1, 1)
    assert touched(spans, 2, 5) == (0, 2)
    assert touched(spans, 0, 99) == (0, 3)
    assert touched(spans, 50, 60) == (3, 3)
