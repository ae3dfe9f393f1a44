"""Charts: findings and alt texts computed by hand, drawings that are the same each time and cannot be broken by a name."""

import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import charts
from analysis.charts import style
from analysis.charts.claims import spread

WORDS = pd.DataFrame({"word": ["port", "bridge", "crane"], "count": [3, 3, 1]})
SENTENCES = pd.DataFrame({"sentence": [0, 1], "words": [4, 10]})
PLACES = pd.DataFrame({"word": ["port", "port", "crane"], "position": [0.1, 0.8, 0.5]})
ENTITIES = pd.DataFrame(
    [("Lena Marsh", 2, 1, 0, 3), ("Port of Aldmere", 1, 0, 2, 3), ("Tom Okafor", 1, 0, 0, 1)],
    columns=["entity", "names", "pronouns", "nominals", "total"],
)
MENTIONS = pd.DataFrame(
    [(0, "name", "Port"), (30, "pronoun", "Port"), (10, "name", "Marsh"), (60, "name", "Marsh"), (70, "nominal", None)],
    columns=["start", "form", "entity"],
)
TONE = pd.DataFrame({"compound": [0.5, 0.0, -0.25], "words": [[("good", 1.9)], [], [("loss", -1.3), ("fine", 0.8)]]})
STANCE = pd.DataFrame({"entity": ["Port", "Port", "Marsh"], "stance": ["negative", "positive", "positive"]})
CLAIMS = pd.DataFrame(
    [
        ("reported", "she", "Lena Marsh", "asserted", 10),
        ("reported", "Marsh", "Lena Marsh", "promised", 20),
        ("reported", "officials", None, "hedged", 30),
        ("stated", None, None, "asserted", 40),
    ],
    columns=["kind", "source", "source_entity", "certainty", "start"],
)
GROUPS = pd.DataFrame({"claims": [["a#1", "b#1"], ["a#2"], ["a#3", "a#4"]], "outlets": [2, 1, 1]})

DRAWN = {
    "words": (
        lambda: charts.words(WORDS),
        "The most frequent words are “port” and “bridge” (3 times each).",
        "Bar chart of the most frequent words: port 3, bridge 3, crane 1.",
    ),
    "lengths": (
        lambda: charts.lengths(SENTENCES),
        "Sentences run from 4 to 10 words, with a median of 7; the longest is sentence 2.",
        "Bar chart of the words in each sentence, in order: 4, 10.",
    ),
    "dispersion": (
        lambda: charts.dispersion(PLACES),
        "“port” stretches furthest, from 10 % to 80 % of the text; “crane” keeps closest together.",
        "Tick marks for each place of each word along the text: port 2 times from 10 %; crane once from 50 %.",
    ),
    "entities": (
        lambda: charts.entities(ENTITIES, most=2),
        "Lena Marsh and Port of Aldmere are mentioned most, 3 times each; 1 rarer one is not drawn.",
        (
            "Stacked bar chart of mentions: Lena Marsh 3 (2 by name, 1 by pronoun); "
            "Port of Aldmere 3 (1 by name, 2 by description)."
        ),
    ),
    "course": (
        lambda: charts.course(MENTIONS, 100),
        "Port is there from 0 % to 30 % of the text.",
        (
            "Marks along the text for each mention of each entity: "
            "Port 2 times, first at 0 %; Marsh 2 times, first at 10 %."
        ),
    ),
    "together": (
        lambda: charts.together(MENTIONS, pd.DataFrame({"start": [0, 25], "end": [24, 99]})),
        "Port and Marsh are mentioned together most often, in 2 sentences.",
        "Matrix of the sentences in which two entities are mentioned together: Port with Marsh 2.",
    ),
    "tones": (
        lambda: charts.tones(TONE),
        "1 sentence sounds positive, 1 negative and 1 neither; the most negative is sentence 3 (−0.25), by “loss”.",
        "Bar chart of the tone of each sentence, from −1 to 1, in order: 0.50, 0.00, −0.25.",
    ),
    "stances": (
        lambda: charts.stances(STANCE),
        (
            "The wording is unfavourable most often toward Port (1 of 2 mentions) "
            "and favourable toward Port (1 of 2 mentions)."
        ),
        (
            "Stacked bar chart of the stance toward each entity: Port: 1 unfavourable, 0 neutral, 1 favourable; "
            "Marsh: 0 unfavourable, 0 neutral, 1 favourable."
        ),
    ),
    "sources": (
        lambda: charts.sources(CLAIMS, 100),
        "Of 4 claims, 3 are reported from 2 sources; Lena Marsh is quoted most, with 2.",
        (
            "Marks along the text for each claim, one line a source: Lena Marsh: 1 asserted, 1 promised; "
            "officials: 1 hedged; the writer, without a source: 1 asserted."
        ),
    ),
    "outlets": (
        lambda: charts.outlets(GROUPS, {"a": "Post", "b": "Tide"}, pd.DataFrame({"a": ["a#2"], "b": ["b#1"]})),
        (
            "Of 3 different claims, what the writers state themselves among them, 1 stands in more than one report; "
            "Post has the most that stand in it alone, 1."
        ),
        (
            "Stacked bar chart of claims by report: Post: 1 shared, 1 perhaps, 1 alone; "
            "Tide: 1 shared, 0 perhaps, 0 alone."
        ),
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_finding_and_alt_text(name):
    draw, finding, alt = DRAWN[name]
    chart = draw()
    assert chart.finding == finding
    assert chart.alt == alt


@pytest.mark.parametrize("name", DRAWN)
def test_drawings_are_the_same_each_time_and_fit(name):
    first, second = DRAWN[name][0](), DRAWN[name][0]()
    for width in (style.WIDE, style.NARROW):
        drawing = first.svg(width)
        assert drawing == second.svg(width)
        assert drawing.encode().startswith(b"<?xml")
        root = ET.fromstring(drawing)  # noqa: S314 (our own drawing)
        assert root.attrib["width"] == f"{width * 72:g}pt"
    assert style.PAPER in first.svg()
    assert style.PAPER not in first.svg(dark=True)


EMPTY = {
    "words": lambda: charts.words(WORDS.head(0)),
    "lengths": lambda: charts.lengths(SENTENCES.head(0)),
    "dispersion": lambda: charts.dispersion(PLACES.head(0)),
    "entities": lambda: charts.entities(ENTITIES.head(0)),
    "course": lambda: charts.course(MENTIONS.head(0), 0),
    "together": lambda: charts.together(MENTIONS, pd.DataFrame({"start": [], "end": []})),
    "tones": lambda: charts.tones(TONE.head(0)),
    "stances": lambda: charts.stances(STANCE.head(0)),
    "sources": lambda: charts.sources(CLAIMS.head(0), 0),
    "outlets": lambda: charts.outlets(GROUPS, {"a": "Post"}),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said(name):
    chart = EMPTY[name]()
    assert chart.draw is None
    assert chart.finding.endswith(".")
    assert "<img" not in chart._repr_mimebundle_()["text/html"]
    assert chart.figure.axes


@pytest.mark.parametrize("width", [style.NARROW, style.WIDE])
@pytest.mark.parametrize("names", [9, 999])
def test_the_total_of_the_longest_bar_stands_whole_inside_the_figure(width, names):
    # Its last part is empty: that alone kept the axis from reaching beyond the bar.
    table = pd.DataFrame([("Lena Marsh", names, 1, 0, names + 1), ("Port", 1, 0, 2, 3)], columns=ENTITIES.columns)
    figure = charts.entities(table).draw(width)
    figure.draw_without_rendering()
    totals = [text for text in figure.axes[0].texts if text.get_text() == str(names + 1)]
    assert [text.get_window_extent().x1 <= figure.bbox.x1 for text in totals] == [True]


def test_many_sources_share_a_line():
    rows = [("reported", f"source {i}", None, "asserted", i) for i in range(200)]
    chart = charts.sources(pd.DataFrame(rows, columns=CLAIMS.columns), 200, most=15)
    assert chart.finding.startswith("Of 200 claims, 200 are reported from 200 sources")
    assert [label.get_text() for label in chart.figure.axes[0].get_yticklabels()][-1] == "186 more sources"
    assert len(chart.figure.axes[0].get_yticklabels()) == 15


def test_a_source_left_open_leads_nobody():
    rows = [("reported", None, None, "asserted", i) for i in range(3)] + [("reported", "Marsh", None, "asserted", 9)]
    chart = charts.sources(pd.DataFrame(rows, columns=CLAIMS.columns), 10)
    assert chart.finding == (
        "Of 4 claims, 1 is reported from 1 source (3 more from a source that is left open); Marsh is quoted most, with 1."
    )


def test_the_writer_alone_is_no_source():
    chart = charts.sources(CLAIMS.tail(1), 100)
    assert chart.finding == "Of 1 claim, none is reported from a source that is named."


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=80))
def test_any_name_can_be_drawn(name):
    table = pd.DataFrame([(name, 1, 0, 0, 1)], columns=ENTITIES.columns)
    ET.fromstring(charts.entities(table).svg(style.NARROW))  # noqa: S314 (our own drawing)


@given(st.text(max_size=60), st.integers(1, 40))
def test_labels_keep_to_their_room(text, most):
    label = style.shorten(text, most)
    assert style.letters(label) <= max(most, 1)
    assert label.isprintable()


def test_dollar_signs_are_not_maths():
    table = pd.DataFrame({"word": ["$x_1$ and $y"], "count": [1]})
    assert "$x_1$ and $y" in charts.words(table).svg()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60)), min_size=1, max_size=40))
def test_no_mark_hides_another_of_its_line(places):
    at = np.array([float(place) for _, place in places])
    lines = np.array([line for line, _ in places])
    moved = spread(at, lines, 4.0)
    for i, j in combinations(range(len(at)), 2):
        if lines[i] == lines[j]:
            assert abs(at[i] - at[j]) >= 4 or abs(moved[i] - moved[j]) >= 1


@pytest.mark.parametrize("width", [style.NARROW, style.WIDE])
def test_claims_of_one_source_at_one_place_or_near_it_are_all_seen(width):
    rows = [("reported", "Marsh", None, certainty, 500) for certainty in ("asserted", "asserted", "denied")]
    rows += [("reported", "Okafor", None, "asserted", start) for start in range(500, 3000, 37)]
    axes = charts.sources(pd.DataFrame(rows, columns=CLAIMS.columns), 10_000).draw(width).axes[0]
    drawn = [axes.transData.transform(point) for line in axes.lines for point in line.get_xydata()]
    assert len(drawn) == len(rows)
    line = axes.lines[0]
    diameter = (line.get_markersize() + line.get_markeredgewidth()) / 72 * axes.figure.dpi
    assert all(np.hypot(*(a - b)) >= diameter for a, b in combinations(drawn, 2))


def test_one_crowded_source_makes_its_own_line_higher_and_no_other():
    crowd = [("reported", "Marsh", None, "asserted", 5)] * 9
    others = [("reported", name, None, "asserted", 50) for name in ("Okafor", "Weld", "Brandt")]
    axes = charts.sources(pd.DataFrame([*crowd, *others], columns=CLAIMS.columns), 100).draw(style.WIDE).axes[0]
    marsh, okafor, weld, brandt = axes.get_yticks()
    assert brandt - weld == pytest.approx(weld - okafor)
    assert okafor - marsh > 2 * (weld - okafor)
    low, high = axes.get_ylim()
    assert all(high < y < low for line in axes.lines for y in line.get_ydata())


def test_a_chart_of_very_many_claims_has_an_end():
    rows = pd.DataFrame([("reported", "Marsh", None, "asserted", 5)] * 2000, columns=CLAIMS.columns)
    assert charts.sources(rows, 100).draw(style.WIDE).get_size_inches()[1] < 5


def test_a_word_of_any_length_is_cut_in_one_go(monkeypatch):
    measured = []
    letters = style.letters
    monkeypatch.setattr(style, "letters", lambda text: measured.append(len(text)) or letters(text))
    assert style.shorten("a" * 5000, 10) == "a" * 9 + "…"
    assert sum(measured) <= 2 * 5000
