"""The article that the kit was founded on, read by hand."""

import pytest

from analysis import paths, read


@pytest.fixture(scope="module")
def story():
    return read(next((paths.ROOT / "seeds").glob("000_*.txt")))


def claim(story, words):
    found = story.claims[story.claims["content"].str.contains(words, regex=False) & ~story.claims["start"].eq(0)]
    return found.iloc[0]


def test_through_whose_hands_a_claim_passed(story):
    happy = claim(story, "very happy")
    assert (happy["via"], happy["via_entity"]) == ("the statement", "MTS")
    support = claim(story, "mutual support")
    assert (support["source_entity"], support["via"]) == ("Xi Jinping", "The Guardian")


def test_the_sub_headline_repeats_a_statement_without_its_source_and_with_another_time(story):
    repeats = story.relations[story.relations["relation"] == "unsourced repeat"]
    names = {row.claim: row for row in story.claims.itertuples()}
    (row,) = repeats.itertuples()
    reported, stated = (names[name.split("#")[1]] for name in (row.a, row.b))
    assert (reported.source_entity, reported.via, stated.kind) == ("MTS", "a statement", "stated")
    shown = {(d["kind"], d["a"], d["b"]) for d in row.differences}
    assert shown == {("date", "over the next year", "2019-2020"), ("attribution", "MTS", "")}


def test_how_firmly_and_in_what_way(story):
    assured = claim(story, "existing devices")
    assert (assured["certainty"], assured["negated"], assured["source_entity"]) == ("promised", True, "Huawei")
    met = claim(story, "nearly 30 times")
    assert met["quantities"][0]["low"] == 30
    assert met["quantities"][0]["qualifier"] == "under"
    assert claim(story, "eighth")["source_kind"] == "document"


def test_nothing_is_called_a_contradiction(story):
    assert not story.relations["relation"].str.contains("contra").any()


def test_the_united_states_and_mahathir_stand_on_opposite_sides_of_huawei(story):
    told = story.relations[story.relations["relation"] == "opposed stance"]
    source = story.claims.set_index("claim")["source"]
    shown = {
        (source[row.a.rsplit("#")[-1]].split()[-1], source[row.b.rsplit("#")[-1]].split()[-1], d["a"], d["b"])
        for row in told.itertuples()
        for d in row.differences
    }
    assert ("US", "Mohamad", "Huawei: negative", "Huawei: positive") in shown
