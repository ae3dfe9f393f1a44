import datetime as dt
import math

import pandas as pd
import pytest

from analysis import charts, fingerprint, layers
from analysis.charts import archive as drawn
from analysis.corpus import dataset, trends
from analysis.corpus.dataset import Dataset

ARTICLES = [
    ("a1", "Post", dt.date(2031, 3, 2)),
    ("a2", "Post", dt.date(2031, 3, 30)),
    ("a3", "Tide", dt.date(2031, 3, 9)),
    ("a4", "Tide", dt.date(2031, 5, 9)),
    ("a5", None, None),
]


def make(folder, **tables):
    """Write a data set of one part by hand; a layer that is not given is empty."""
    for layer in layers.LAYERS:
        table = tables.get(layer, layers.empty(layer))
        path = dataset.place(folder, layer, "p", fingerprint.of(layer))
        dataset.write(path, layer, layers.encode(layer, table), [])
    dataset.finish(folder, ["p"], set())
    return Dataset(folder)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    claims = [
        ("a1", "officials", None, "unnamed group"),
        ("a1", "Ann Lee", "Ann Lee", "person"),
        ("a2", "a person close to the talks", None, "person"),
        ("a2", "She", None, "person"),
        ("a3", "Ann Lee", "Ann Lee", "person"),
        ("a4", "the ministry", "Ministry", "government"),
        ("a5", "witnesses", None, "unnamed group"),
    ]
    return make(
        tmp_path_factory.mktemp("data"),
        articles=pd.DataFrame(ARTICLES, columns=["article", "outlet", "published"]),
        entities=pd.DataFrame(
            [("a1", "Ann Lee", "PERSON"), ("a2", "Ann Lee", "PERSON"), ("a3", "Ann Lee", "PERSON"), ("a1", "Port", "FAC"),
             ("a4", "Port", "FAC"), ("a5", "Port", "FAC")], columns=["article", "entity", "label"],
        ),
        claims=pd.DataFrame(claims, columns=["article", "source", "source_entity", "source_kind"]).assign(kind="reported", origin="found", confidence=0.9),
        stance=pd.DataFrame(
            [("a1", "Ann Lee", 0.5, 0.0), ("a1", "Ann Lee", 0.5, 0.0), ("a2", "Ann Lee", 0.0, 0.5), ("a3", "Ann Lee", 0.0, 1.0)],
            columns=["article", "entity", "negative", "positive"],
        ),
    )  # fmt: skip


def test_entities_over_time_counts_articles_in_each_period(data):
    table = trends.entities_over_time(data)
    march, may = pd.Timestamp("2031-03-01"), pd.Timestamp("2031-05-01")
    assert table[["entity", "period", "named", "articles"]].to_numpy().tolist() == [
        ["Ann Lee", march, 3, 3],
        ["Ann Lee", may, 0, 1],
        ["Port", march, 1, 3],
        ["Port", may, 1, 1],
    ]
    assert table["share"].tolist() == [1, 0, 1 / 3, 1]
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_entities_over_time_by_week_and_kind(data):
    table = trends.entities_over_time(data, every="W-MON", label="FAC")
    assert set(table["entity"]) == {"Port"}
    assert table["articles"].sum() == 4


def test_sources_by_outlet_share_the_outlet_s_reported_claims(data):
    table = trends.sources_by_outlet(data)
    post = table[(table["source"] == "Ann Lee") & (table["outlet"] == "Post")].iloc[0]
    assert (post["claims"], post["share"]) == (1, 0.25)
    tide = table[(table["source"] == "Ministry") & (table["outlet"] == "Tide")].iloc[0]
    assert (tide["claims"], tide["share"]) == (1, 0.5)


def test_unnamed_sources_are_persons_without_a_name_and_not_open_pronouns(data):
    table = trends.unnamed_sources(data).set_index("outlet")
    assert table.loc["Post", ["articles", "claims", "unnamed", "share"]].tolist() == [2, 4, 2, 0.5]
    assert table.loc["Tide", "unnamed"] == 0
    assert 0 == table.loc["Tide", "low"] < table.loc["Tide", "high"] < 1
    assert (table.loc[trends.UNKNOWN, "low"], table.loc[trends.UNKNOWN, "high"]) == (0, 1)


def test_stance_by_outlet_takes_the_article_as_its_unit(data):
    table = trends.stance_by_outlet(data, "Ann Lee").set_index("outlet")
    # Post: sums -1.0 over two mentions and 0.5 over one; mean -1/6; residuals -2/3 and 2/3; error sqrt(2 * 8/9) / 3.
    assert table.loc["Post", "stance"] == pytest.approx(-1 / 6)
    assert table.loc["Post", "high"] == pytest.approx(-1 / 6 + trends.Z * math.sqrt(16 / 9) / 3)
    assert table.loc["Post", "low"] == -1
    assert table.loc["Tide", ["stance", "mentions"]].tolist() == [1, 1]
    assert math.isnan(table.loc["Tide", "low"])


def test_ratio_of_one_article_has_no_error():
    value, error = trends.ratio(pd.Series([1.0]), pd.Series([4.0]))
    assert value == 0.25
    assert math.isnan(error)


def test_claims_that_come_in_clusters_have_a_wider_interval():
    even = trends.share_interval(pd.Series([5.0] * 10), pd.Series([10.0] * 10))
    clustered = trends.share_interval(pd.Series([10.0, 0.0] * 5), pd.Series([10.0] * 10))
    assert clustered[0] < even[0] < 0.5 < even[1] < clustered[1]


def test_wilson_s_published_example():
    # Newcombe (1998), Table I: 81 of 263 give 0.2553 to 0.3662, 0 of 20 give 0 to 0.1611.
    assert [round(bound, 4) for bound in trends.wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(bound, 4) for bound in trends.wilson(0, 20)] == [0, 0.1611]


def test_each_chart_is_drawn_at_each_width(data):
    groups = pd.DataFrame({"content": ["the port is closed $5 <b>"], "outlets": [["Post", "Tide"]]})
    for chart in (
        drawn.timeline(trends.entities_over_time(data)),
        drawn.timeline(trends.entities_over_time(data, every="D")),
        drawn.quoted(trends.sources_by_outlet(data)),
        drawn.unnamed(trends.unnamed_sources(data)),
        drawn.leanings(trends.stance_by_outlet(data, "Ann Lee"), "Ann Lee"),
        drawn.repeated(groups),
    ):
        assert isinstance(chart, charts.Chart)
        assert chart.alt.endswith(".")
        assert chart.finding.endswith(".")
        assert all("<svg" in chart.svg(width) for width in (3.4, 7.2))


def test_findings_say_what_the_tables_hold(data):
    assert drawn.timeline(trends.entities_over_time(data)).finding == (
        "Ann Lee is named in 3 of 3 articles in March 2031, its most; in May 2031 it was 0 of 1."
    )
    assert drawn.unnamed(trends.unnamed_sources(data)).finding.startswith(
        "outlet unknown has 1 of its 1 reported claims from unnamed persons: 100 %"
    )
    assert (
        "one article alone gives no interval"
        in drawn.leanings(trends.stance_by_outlet(data, "Ann Lee"), "Ann Lee").finding
    )


def test_an_empty_data_set_has_empty_tables_and_charts_that_say_so(tmp_path):
    data = make(tmp_path)
    for chart in (
        drawn.timeline(trends.entities_over_time(data)),
        drawn.quoted(trends.sources_by_outlet(data)),
        drawn.unnamed(trends.unnamed_sources(data)),
        drawn.leanings(trends.stance_by_outlet(data, "Ann Lee"), "Ann Lee"),
    ):
        assert chart.draw is None
        assert chart.finding.endswith(".")
