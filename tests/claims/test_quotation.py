import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import quotation

WORDS = st.lists(st.sampled_from(["rain", "don't", "it’s", "5G", "town", "boats'"]), min_size=1, max_size=6).map(
    " ".join
)


def quoted(text):
    return [text[s:e] for s, e in quotation.quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He was "very happy", he said.', ["very happy"]),
        ("She said “it’s late” and left.", ["it’s late"]),
        ("He called it ‘a mess’ and the boats’ crews agreed.", ["a mess"]),
        ("They said 'we don't know' twice.", ["we don't know"]),
        ("The workers' union and the '90s.", []),
        ('"First part.\n"Second part," he said.', ["First part.", "Second part,"]),
        ('An inch is 1", they say.', []),
    ],
)
def test_finds_what_stands_in_marks(text, expected):
    assert quoted(text) == expected


@given(WORDS, WORDS)
def test_words_inside_are_direct_and_outside_indirect(inside, outside):
    text = f"{outside} “{inside}” {outside}"
    start = len(outside) + 2
    assert quotation.classify(text, [(start, start + len(inside))]) == "direct"
    assert quotation.classify(text, [(0, len(outside))]) == "indirect"
    assert quotation.classify(text, [(0, len(text))]) == "mixed"


@given(st.text(alphabet="ab \"'“”‘’\n.", max_size=30))
def test_spans_are_in_order_and_within_the_text(text):
    spans = quotation.quoted(text)
    assert all(0 <= s <= e <= len(text) for s, e in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
