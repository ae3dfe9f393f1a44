import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article import Article
from analysis.comparison import reuse

RUN = "the old mill by the river was sold to a baker from the hills"


LETTERS = st.lists(st.sampled_from("abc"), max_size=40)


def make(name, text, day=None):
    """Return an article without asking in what language it is."""
    published = dt.date.fromisoformat(day) if day else None
    return Article(name, text, name, None, None, published, None, None, Path(name), "")


def test_a_run_is_found_with_its_places_and_the_order_of_publication():
    early = make("b", f"On Monday {RUN} last week.", "2031-03-01")
    late = make("a", f"We hear that {RUN}, they say.", "2031-03-02")
    (found,) = reuse.find([late, early])
    assert (found.first, found.later, found.length) == ("b", "a", len(RUN.split()))
    assert early.text[slice(*found.first_span)] == late.text[slice(*found.later_span)] == found.words == RUN
    # 14 words give 10 runs of five; the later article's 19 words have 15.
    assert found.containment == pytest.approx(10 / (len(late.text.split()) - 4))


def test_eleven_words_are_too_few():
    short = " ".join(RUN.split()[:11])
    assert reuse.find([make("a", f"Now {short} again."), make("b", f"So {short} twice.")]) == []


def test_a_quotation_is_no_copying():
    assert reuse.find([make("a", f'He said: "{RUN}".'), make("b", f'Then he said, "{RUN}".')]) == []


def test_the_undated_counts_as_the_later():
    assert reuse.find([make("a", RUN), make("b", RUN, "2031-03-01")])[0].first == "b"


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_what_is_shared_stands_in_both(left, right):
    one, other = make("one", "x " + " ".join(left)), make("other", "y " + " ".join(right))
    for found in reuse.find([one, other]):
        assert one.text[slice(*found.first_span)].split() == other.text[slice(*found.later_span)].split()
        assert found.length >= reuse.LEAST_WORDS
        assert 0 < found.containment <= 1
