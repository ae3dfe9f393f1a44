import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import quantities

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def spell(number: int) -> str:
    """Write a number below a billion in words, as a test of the reader by a writer of its own."""
    for value, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= value:
            rest = f" {'and ' if value == 100 else ''}{spell(number % value)}" if number % value else ""
            return f"{spell(number // value)} {name}{rest}"
    if number < 20:
        return ONES.split()[number]
    return TENS.split()[number // 10 - 2] + (f"-{ONES.split()[number % 10]}" if number % 10 else "")


def read(text):
    return [(q.low, q.high, q.unit) for q in quantities.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 passengers", (14, 14, "")),
        ("Fourteen passengers", (14, 14, "")),
        ("a hundred and six boats", (106, 106, "")),
        ("two hundred thousand voters", (200_000, 200_000, "")),
        ("half a million euros", (500_000, 500_000, "EUR")),
        ("a dozen eggs", (12, 12, "")),
        ("1,234.5 tonnes", (1_234_500, 1_234_500, "kilogram")),
        ("1,00,000 votes", (100_000, 100_000, "")),
        ("12,34,567 votes", (1_234_567, 1_234_567, "")),
        ("1'000'000 votes", (1_000_000, 1_000_000, "")),
        ("2½ million votes", (2_500_000, 2_500_000, "")),
        ("2⅛ million votes", (2_125_000, 2_125_000, "")),
        ("2 ½ million votes", (2_500_000, 2_500_000, "")),
        ("one and a half million votes", (1_500_000, 1_500_000, "")),
        ("£½m", (500_000, 500_000, "GBP")),
        ("$6 million", (6e6, 6e6, "USD")),
        ("six million dollars", (6e6, 6e6, "USD")),
        ("US$5m", (5e6, 5e6, "USD")),
        ("£3bn", (3e9, 3e9, "GBP")),
        ("5-10 percent", (5, 10, "%")),
        ("between 5 and 10 million people", (5e6, 10e6, "")),
        ("$5m to $6m", (5e6, 6e6, "USD")),
        ("3 or 4 men", (3, 4, "")),
        ("two thirds of them", (66.666667, 66.666667, "%")),
        ("three-quarters of the crew", (75, 75, "%")),
        ("0.5%", (0.5, 0.5, "%")),
        ("2 percentage points", (2, 2, "points")),
        ("his eighth trip", (8, 8, "ordinal")),
        ("the twenty-first time", (21, 21, "ordinal")),
        ("a 63-year-old", (756, 756, "month")),
        ("two hours", (7200, 7200, "second")),
        ("one week", (7, 7, "day")),
    ],
)
def test_reads_what_a_reader_reads(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "٣٠٠ people",
        "５００ people",
        "the 5G masts",
        "an F-16",
        "COVID-19",
        "at 7:30",
        "3 a.m.",
        "three o'clock",
        "one of them",
        "a second look",
    ],
)
def test_leaves_names_and_times_alone(text):
    assert [q for q in read(text) if q[2] != "ordinal"] == []


def test_pairs_and_lists_stay_apart():
    assert read("two and three apples") == [(2, 2, ""), (3, 3, "")]
    assert read("$5 or £6") == [(5, 5, "USD"), (6, 6, "GBP")]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("nearly 30", "under"),
        ("more than 30", "over"),
        ("about 30", "about"),
        ("30", ""),
        ("at least 30", "at least"),
        ("up to 30", "at most"),
    ],
)
def test_keeps_the_qualifier(text, qualifier):
    assert [q.qualifier for q in quantities.find(text)] == [qualifier]


@given(st.integers(2, 999_999_999))
def test_words_and_figures_agree(number):
    words, figures, grouped = spell(number), str(number), f"{number:,}"
    assert read(f"{words} ships") == read(f"{grouped} ships") == [(float(f"{number:.8g}"),) * 2 + ("",)]
    assert read(f"{figures} ships") == read(f"{grouped} ships")


@given(st.text(alphabet="0123456789 ,.-$%abtwofifty", max_size=40))
def test_spans_lie_in_order_within_the_text(text):
    found = quantities.find(text)
    assert all(0 <= q.start < q.end <= len(text) and q.low <= q.high for q in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_offsets_are_those_of_the_whole_text():
    text = "In 2019 it sold 300 cars and 20 vans."
    found = quantities.find_within(text, [(8, 24), (29, 36)], [(3, 7)])
    assert [text[q.start : q.end] for q in found] == ["300", "20"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it paid $2 million to two firms", ["$2 million", "two"]),
        ("it won 7 to 2", ["7", "2"]),
        ("it won by a 5-3 vote", []),
        ("it took two to three days", ["two to three days"]),
    ],
)
def test_a_range_that_falls_is_none(text, expected):
    assert [text[q.start : q.end] for q in quantities.find(text)] == expected


def test_what_no_number_can_hold_is_no_quantity():
    assert quantities.find(f"it cost {'9' * 400} dollars and 5 euros")[-1].low == 5
    assert all(q.high < float("inf") for q in quantities.find(f"{'9' * 400} men, {'9' * 305} million"))


def test_many_numbers_cost_no_more_than_their_number():
    assert len(quantities.find("5 apples " * 20_000)) == 20_000
