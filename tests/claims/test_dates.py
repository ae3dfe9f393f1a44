import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import dates

THURSDAY = dt.date(2031, 3, 6)


def read(text, published=THURSDAY):
    return [(d.value, d.earliest, d.latest) for d in dates.find(text, published)]


@pytest.mark.parametrize(
    ("text", "value", "earliest", "latest"),
    [
        ("on 6 May 2031", "2031-05-06", "2031-05-06", "2031-05-06"),
        ("May 6, 2031", "2031-05-06", "2031-05-06", "2031-05-06"),
        ("2031-05-06", "2031-05-06", "2031-05-06", "2031-05-06"),
        ("Sept. 11", "XXXX-09-11", "2030-09-11", "2030-09-11"),
        ("in June 2029", "2029-06", "2029-06-01", "2029-06-30"),
        ("in February", "XXXX-02", "2031-02-01", "2031-02-28"),
        ("last December", "XXXX-12", "2030-12-01", "2030-12-31"),
        ("since 2027", "2027", "2027-01-01", "2027-12-31"),
        ("in 2019-2020", "2019/2020", "2019-01-01", "2020-12-31"),
        ("the 1990s", "199X", "1990-01-01", "1999-12-31"),
        ("on Monday", "XXXX-WXX-1", "2031-03-03", "2031-03-03"),
        ("on Thursday", "XXXX-WXX-4", "2031-03-06", "2031-03-06"),
        ("last Thursday", "XXXX-WXX-4", "2031-02-27", "2031-02-27"),
        ("next Friday", "XXXX-WXX-5", "2031-03-07", "2031-03-07"),
        ("yesterday", "P-1D", "2031-03-05", "2031-03-05"),
        ("last month", "P-1M", "2031-02-01", "2031-02-28"),
        ("this year", "P0Y", "2031-01-01", "2031-12-31"),
        ("next week", "P1W", "2031-03-10", "2031-03-16"),
        ("over the next year", "P1Y", "2031-03-06", "2032-03-05"),
        ("the past six years", "P-6Y", "2025-03-07", "2031-03-06"),
        ("two days ago", "P-2D", "2031-03-04", "2031-03-04"),
        ("within three weeks", "P3W", "2031-03-06", "2031-03-27"),
        ("the end of April", "end-XXXX-04", "2031-04-21", "2031-04-30"),
        ("early 2030", "early-2030", "2030-01-01", "2030-05-02"),
    ],
)
def test_reads_what_a_reader_reads(text, value, earliest, latest):
    assert read(text) == [(value, earliest, latest)]


@pytest.mark.parametrize("text", ["It may rain.", "They march on.", "$2019", "2,012 men", "June 31, 2019 pages"])
def test_leaves_the_rest_alone(text):
    assert [d for d in read(text) if d[0] != "2019"] == []


@pytest.mark.parametrize("text", ["last month", "on Monday", "today", "6 May", "in April", "two weeks later"])
def test_without_a_day_of_publication_relative_dates_stay_open(text):
    assert [(d[1], d[2]) for d in read(text, None)] == [(None, None)]


@pytest.mark.parametrize("published", [None, THURSDAY])
def test_no_calendar_has_such_a_day(published):
    assert read("on 30 February or 31 June", published) == []


def test_absolute_dates_need_no_day_of_publication():
    assert read("in 2027", None) == [("2027", "2027-01-01", "2027-12-31")]


@given(st.dates(dt.date(1600, 1, 1), dt.date(2099, 12, 31)), st.dates())
def test_any_full_date_is_read_as_itself(day, published):
    text = f"On {day.day} {day:%B} {day.year} it opened."
    assert read(text, published) == [(day.isoformat(),) * 3]


@given(st.text(alphabet="0123456789 -May JuneMonday last week ago", max_size=40), st.none() | st.dates())
def test_spans_lie_within_the_text_and_days_in_order(text, published):
    for date in dates.find(text, published):
        assert 0 <= date.start < date.end <= len(text)
        assert (date.earliest is None) == (date.latest is None)
        assert date.earliest is None or date.earliest <= date.latest


@pytest.mark.parametrize("published", [dt.date.min, dt.date.max, dt.date(2, 1, 1), dt.date(dt.MAXYEAR - 1, 12, 31)])
@pytest.mark.parametrize("words", ["yesterday", "tomorrow", "last Monday", "next Monday", "next month"])
def test_the_calendar_may_end(words, published):
    assert [text for d in dates.find(words, published) for text in [words[d.start : d.end]]] == [words]


@pytest.mark.parametrize("published", [None, THURSDAY])
@pytest.mark.parametrize("text", ["2019-13-45", "2019-00-10", "2019-05-00", "20١9-05-01", "2019-02-30"])
def test_what_only_looks_like_a_date_is_none(text, published):
    assert read(f"the order numbered {text} was signed", published) == []


def test_a_part_of_a_day_that_is_written_out_in_figures():
    assert read("by the end of 2019-10-31") == [("end-2019-10-31", "2019-10-31", "2019-10-31")]


def test_a_long_gap_costs_no_more_than_its_length():
    assert read("in May" + " " * 200_000 + "they left", None) == [("XXXX-05", None, None)]
