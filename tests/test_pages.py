"""Pages: nothing of an article is obeyed, nothing of it is lost, and every mark finds its row."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import article, charts, comparison, corrections, entities, exports, pages, paths, read_all
from analysis.claims import quantities
from analysis.errors import ClaimbookError
from analysis.pages import articles, checks, comparisons, markup, tables
from analysis.pages.claims import _words_for_number
from analysis.pages.making import MEASURED
from analysis.story import Coverage, Story
from tests import claim_rows
from tests.claim_rows import claim

HOSTILE = "<script>alert(1)</script> & \"q\" 'a' \u202e\x07 $1 and $2 {{ x }} javascript:x"


class Reader(HTMLParser):
    """Collects what a browser would see: elements, ids, links, text without stylesheet and raised numbers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.attributes: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        if tag in {"style", "sup"}:
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


@pytest.fixture
def stories(harbour):
    found = [
        claim(harbour, "shut its main bridge for six weeks", source="officials", cue="said", claim="c1", certainty="promised"),
        claim(harbour, '"We cannot wait another winter,"', source="port director Lena Marsh",  claim="c2",
              source_entity="Lena Marsh", stance={"Port of Aldmere": "positive"}, quotation="direct"),
        claim(harbour, "the steel has lost 12 percent of its strength since 2009", source="a report by the city council",
              cue="According to", claim="c3", via="a report", confidence=0.4),
        claim(harbour, "reckless", source="The drivers' union", cue="called", claim="c4", stance={"Port of Aldmere": "negative"}),
        claim(harbour, "Harbour Bridge to Close for Repairs", claim="c5"),
    ]  # fmt: skip
    return [claim_rows.story(harbour, found)]


@given(st.text(alphabet=st.characters(categories=None), max_size=200))
def test_escaping_leaks_nothing_and_loses_nothing(text):
    seen = Reader(str(markup.escape(text)))
    assert set(seen.elements) <= {"span"}
    visible = markup.ODD.sub(lambda match: f"U+{ord(match.group()):04X}", text)
    assert seen.text == visible


@given(st.text(alphabet=st.characters(categories=None), max_size=200))
def test_an_attribute_stays_inside_its_quotes(text):
    seen = Reader(str(markup.tag("p", "x", title=text)))
    assert (seen.elements, seen.attributes, seen.text) == (["p"], ["title"], "x")


def test_what_is_put_into_a_pattern_is_escaped():
    assert str(markup.fill("<b>{}</b>", "<i>\u202e")) == '<b>&lt;i&gt;<span class="cb-odd">U+202E</span></b>'
    assert str(markup.fill("{}", markup.Markup("<i>"))) == "<i>"


def test_invisible_characters_are_shown():
    shown = str(markup.escape("a\u202eb\x00c\ud800d\u200be"))
    assert (
        shown.replace('<span class="cb-odd">', "[").replace("</span>", "]") == "a[U+202E]b[U+0000]c[U+D800]d[U+200B]e"
    )
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "show",
    [
        lambda: pages.table(pd.DataFrame({HOSTILE: [HOSTILE]}), caption=HOSTILE),
        lambda: pages.concordance(pd.DataFrame([("a", 0, 1, *[HOSTILE] * 3)], columns=["article", "start", "end", "left", "match", "right"]), caption=HOSTILE),
        lambda: pages.figure(charts.words(pd.DataFrame({"word": [HOSTILE], "count": [1]}))),
        lambda: pages.story(Story(article.from_text(HOSTILE, HOSTILE, {"title": HOSTILE, "url": HOSTILE, "note": HOSTILE, "outlet": HOSTILE}))),
    ],
    ids=["table", "concordance", "figure", "story"],
)  # fmt: skip
def test_hostile_text_is_text(show):
    html = show()
    seen = Reader(html)
    assert "script" not in seen.elements
    assert not [name for name in seen.attributes if name.startswith("on")]
    assert not [link for link in seen.links if not link.startswith("#")]
    assert "\u202e" not in html
    assert "mathjax_ignore" in html


def test_the_annotated_article_holds_the_whole_text(stories):
    shown = pages.annotated(stories)
    seen = Reader(shown[shown.index('<div class="cb-article">') :])
    lines = [line for line in stories[0].article.text.split("\n") if line.strip()]
    assert seen.text.strip() == "\n".join(lines)


def test_marks_and_rows_lead_to_each_other(stories):
    text, table = Reader(pages.annotated(stories)), Reader(pages.claims(stories))
    assert sorted(table.ids) == [f"claim-c{i}" for i in range(1, 6)]
    assert sorted(text.ids) == [f"mark-c{i}" for i in range(1, 6)]
    assert {link.removeprefix("#") for link in text.links} == set(table.ids)
    assert {link.removeprefix("#") for link in table.links} == set(text.ids)


def test_marks_say_their_part_without_colour(stories):
    shown = pages.annotated(stories)
    assert '<mark class="cb-source">port director Lena Marsh</mark>' in shown
    assert '<mark class="cb-close cb-content cb-open">reckless</mark>' in shown
    assert '<mark class="cb-stated">Harbour Bridge to Close for Repairs</mark>' in shown
    assert '<mark class="cb-doubtful">the steel has lost' in shown


def test_overlapping_claims_are_cut_not_nested(harbour):
    outer = claim(
        harbour, "the plan reckless. Its chairman, Tom Okafor, denied", source="union", cue="called", claim="o"
    )
    inner = claim(harbour, "Tom Okafor, denied that his members", source="Its chairman", cue="denied", claim="i")
    shown = pages.annotated([claim_rows.story(harbour, [outer, inner])])
    assert '<mark class="cb-content cb-nested cb-open">Tom Okafor, </mark>' in shown
    assert '<mark class="cb-close cb-content cb-cue cb-nested">denied</mark>' in shown


def test_two_articles_with_one_claim_have_two_anchors(harbour):
    other = article.from_text("a second", harbour.text)
    same = [
        claim_rows.story(a, [claim(a, "reckless", source="union", cue="called", claim="c")]) for a in (harbour, other)
    ]
    assert [anchor.name for anchor in articles.anchors(same).values()] == ["c", "a_20_second-c"]
    assert len(set(Reader(pages.claims(same)).ids)) == 2


def test_the_claim_table_says_how_firmly_and_how_sure(stories):
    seen = Reader(pages.claims(stories)).text
    for words in (
        "■ promised",
        "0.40 (doubtful)",
        "by rule",
        "= Lena Marsh",
        "by way of a report",
        "▲ favourable to Port of Aldmere",
    ):
        assert words in seen


def test_only_one_kind(stories):
    assert Reader(pages.claims(stories, kind="stated")).ids == ["claim-c5"]


def test_chains_go_from_the_source_to_the_article(stories):
    seen = Reader(pages.chains(stories)).text
    assert "a report by the city council → a report → harbour (this article): the steel has lost" in seen
    assert "3 reported claims name no hands" in seen


def test_a_chain_that_bites_its_tail_ends(harbour):
    found = [
        claim(harbour, "reckless", source="union", cue="called", claim="a", nested_in="b"),
        claim(harbour, "winter", source="Marsh", cue="said", claim="b", nested_in="a"),
    ]
    assert "union → Marsh → harbour" in Reader(pages.chains([claim_rows.story(harbour, found)])).text


def test_not_compared_is_not_agreement(stories):
    seen = Reader(pages.stances(stories)).text
    assert "⇄ opposed" in seen
    assert "▲ favourable" in seen
    assert "▼ unfavourable" in seen
    assert "not agreement" in seen


def test_how_a_source_speaks_of_itself_is_compared_with_nobody(harbour):
    told = claim(
        harbour, "winter", source="Marsh", cue="said", source_entity="Ada Marsh", stance={"Ada Marsh": "positive"}
    )
    story = claim_rows.story(harbour, [told])
    assert "No claim takes a side" in pages.stances(story)
    assert "favourable" not in Reader(pages.claims(story)).text


def test_two_hundred_claims_stay_readable(harbour):
    text = " ".join(f"Speaker{i} said that crane{i} is broken." for i in range(200))
    many = article.from_text("many", "Cranes\n" + text)
    rows = [
        claim(
            many,
            f"crane{i} is broken",
            source=f"Speaker{i}",
            cue="said",
            claim=f"c{i}",
            stance={f"crane{i}": "negative"},
        )
        for i in range(200)
    ]
    story = claim_rows.story(many, rows)
    assert len(pages.claims(story)) < 400_000
    assert Reader(pages.stances(story)).elements.count("th") <= 30
    assert len(set(Reader(pages.annotated(story)).ids)) == 200


def test_no_claims_are_said_to_be_none(harbour):
    story = claim_rows.story(harbour, [claim(harbour, "winter", claim="c")])
    story.__dict__["claims"] = story.claims.head(0)
    assert "None was found." in pages.claims(story)
    assert "No claim takes a side" in pages.stances(story)
    assert "mark-" not in pages.annotated(story).split("</style>")[1]


def relations(*rows):
    return pd.DataFrame(rows, columns=["a", "b", "relation", "score", "differences"])


def test_relations_mark_what_differs(stories):
    story = stories[0]
    start = story.article.text.index("six weeks")
    number = {"kind": "number", "a": "six", "a_span": (start, start + 3), "b": "", "b_span": None}
    story.__dict__["relations"] = relations(("harbour#c1", "harbour#c5", "variant", 0.8, [number]))
    shown = pages.relations(story)
    assert '<mark class="cb-differs">six</mark>' in shown
    assert "number: six ↔ (nothing)" in Reader(shown).text
    assert "how alike, 0 to 1: 0.80" in shown


def test_groups_stand_side_by_side(harbour):
    other = article.from_text("tide", harbour.text, {"outlet": "The Tide", "published": "2031-02-01"})
    both = [
        claim_rows.story(a, [claim(a, "six weeks", source="officials", cue="said", claim="g"), claim(a, words, source="Marsh", cue="said", claim="x")])
        for a, words in ((harbour, "winter"), (other, "reckless"))
    ]  # fmt: skip
    coverage = Coverage(both)
    coverage.__dict__["groups"] = pd.DataFrame(
        [
            (0, ["harbour#g", "tide#g"], 2, "harbour#g", []),
            (1, ["harbour#x"], 1, "harbour#x", ["tide"]),
            (2, ["tide#x"], 1, "tide#x", ["harbour"]),
        ],
        columns=["group", "claims", "outlets", "first", "missing"],
    )
    start = harbour.text.index("six weeks")
    coverage.__dict__["differences"] = pd.DataFrame(
        [(0, "harbour#g", "tide#g", "number", "six", (start, start + 3), "", None)],
        columns=["group", "a", "b", "kind", "a_words", "a_span", "b_words", "b_span"],
    )
    coverage.__dict__["candidates"] = pd.DataFrame(columns=comparison.CANDIDATES)
    coverage.__dict__["wording"] = pd.DataFrame(
        [("tide", "harbour", "officials said on Monday", (0, 4), (0, 4), 12, 0.25)],
        columns=["first", "later", "words", "first_span", "later_span", "length", "containment"],
    )
    seen = Reader(pages.groups(coverage)).text
    assert "In 2 reports, with 2 independent outlets behind it." in seen
    assert "number: six [harbour] ↔ (nothing) [The Tide]" in seen
    assert "officials, ● asserted “said”" in seen
    assert seen.index("Reported in one report alone") < seen.index("winter")
    assert "The Tide (2031-02-01) → harbour (undated): 12 words; 25% of" in Reader(pages.wording(coverage)).text


def test_what_is_perhaps_the_same_does_not_stand_in_one_report_alone(harbour):
    coverage = read_all(paths.ROOT / "tests/fixtures/coverage")
    names = [f"{story.article.id}#{story.claims['claim'].iloc[-1]}" for story in coverage][:2]
    first = coverage[names[0].split("#")[0]].claims.iloc[-1]
    start = first["content"][:4]
    figure = (first["content_spans"][0][0], first["content_spans"][0][0] + 4)
    pair = pd.DataFrame([(*names, 0.65, [figure], [figure])], columns=comparison.CANDIDATES)
    words = [coverage[name.split("#")[0]].claims["content"].iloc[-1] for name in names]
    seen = Reader(pages.groups(coverage, candidates=pair)).text
    perhaps, alone = seen.index("Perhaps the same claim in other words (1)"), seen.index("Reported in one report alone")
    assert all(perhaps < seen.rindex(part[4:]) < alone for part in words)
    assert not any(part in seen[alone:] for part in words)
    assert f"figures and dates that only one has: {start} ↔ " in seen
    assert f"; figures: {start} ↔ " in Reader(checks_of(coverage, pair)).text
    assert "3 more pairs that are perhaps the same" in Reader(checks_of(coverage, pd.concat([pair] * 4), most=1)).text


def test_a_report_with_a_claim_that_is_perhaps_the_same_is_not_said_to_leave_it_out():
    coverage = read_all(paths.ROOT / "tests/fixtures/coverage")
    group = next(row for row in coverage.groups.itertuples() if len(row.claims) > 1 and row.missing)
    (missing, *_) = group.missing
    other = f"{missing}#{coverage[missing].claims['claim'].iloc[-1]}"
    pair = pd.DataFrame([(group.claims[0], other, 0.65, [], [])], columns=comparison.CANDIDATES)
    name = coverage[missing].article.outlet
    assert (
        f"behind it; perhaps in other words, see below, in {name}"
        in Reader(pages.groups(coverage, candidates=pair)).text
    )
    assert f"; not in {name}" in Reader(pages.groups(coverage, candidates=pair.head(0))).text


def test_words_that_are_missing_say_what_it_means():
    rows = [{"kind": kind, "a_words": "", "b_words": "claimed"} for kind in ("certainty", "attribution", "number")]
    assert [comparisons.side_words(row, "a") for row in rows] == ["(said plainly)", "(no source)", "(nothing)"]
    assert {comparisons.side_words(row, "b") for row in rows} == {"claimed"}


def checks_of(coverage, candidates, **options):
    coverage.__dict__["candidates"] = candidates
    return pages.to_check(coverage, **options)


def test_numbers_are_to_be_checked_before_who_said_it():
    coverage = read_all(paths.ROOT / "tests/fixtures/coverage")
    coverage.__dict__["differences"] = coverage.differences.iloc[::-1]
    shown = Reader(pages.to_check(coverage, most=3)).text
    assert "number differs in" in shown
    assert "attribution differs in" not in shown


def test_what_to_check_first_is_made_of_what_was_found():
    coverage = read_all(paths.ROOT / "tests/fixtures/coverage")
    shown = pages.to_check(coverage)
    seen = Reader(shown)
    assert (
        seen.text.index("number differs in")
        < seen.text.index("stated without the source")
        < seen.text.index("not named")
    )
    rows = Reader(pages.claims(coverage)).ids
    assert {link.removeprefix("#") for link in seen.links} <= set(rows)
    few = Reader(pages.to_check(coverage, most=1)).text
    assert (
        f"{len(coverage.differences.drop_duplicates(['kind', 'a_words', 'b_words'])) - 1} more differences stand below."
        in few
    )
    assert few.count("differs in") == 1


def test_a_headline_that_no_claim_was_found_in_was_not_compared(stories):
    story = stories[0]
    story.__dict__["relations"] = relations()
    assert story.article.title_span
    story.__dict__["claims"] = story.claims[story.claims["start"] >= story.article.title_span[1]]
    assert "headline" not in Reader(pages.to_check(story)).text


def test_a_story_with_nothing_to_check_says_that_this_proves_nothing(harbour):
    plain = Story(article.from_text("plain", "It is closed. It is shut."))
    assert pages.to_check(plain).plain == checks.NOTHING


def test_a_headline_without_evidence_and_a_doubtful_claim_are_to_be_checked(stories):
    story = stories[0]
    story.__dict__["relations"] = relations()
    seen = Reader(pages.to_check(story)).text
    assert f"near the headline: “{story.article.title}”" in seen
    assert "1 marked claim may be none" in seen


def test_one_report_has_nothing_to_compare(stories):
    for show in (pages.groups, pages.wording):
        assert "one report only" in show(Coverage(stories))


def test_cells():
    assert [str(tables.cell(value)) for value in (1, 0.00012345, -0.5, "a<b", (3, 9), ["x", 1], True)] == [
        "1", "0.000123", "−0.5", "a&lt;b", "3–9", "x, 1", "True",
    ]  # fmt: skip
    assert "none" in tables.cell(None)
    assert "none" in tables.cell(float("nan"))


def test_a_long_table_says_how_long_it_is():
    shown = pages.table(pd.DataFrame({"n": range(9)}), caption="Numbers", most=2)
    assert "Numbers (the first 2 of 9)" in shown
    assert shown.count("<tr>") == 3


def test_a_fragment_shows_itself_in_a_terminal_too(stories):
    shown = pages.claims(stories)
    assert repr(shown) == "5 claims"
    assert shown._repr_mimebundle_() == {"text/html": str(shown), "text/plain": "5 claims"}


def test_what_is_not_known_is_said(harbour):
    seen = Reader(pages.coverage(Coverage([Story(harbour)]))).text
    assert seen.count("not known") == 3
    assert harbour.sha256 in Reader(pages.making(Story(harbour))).text


def test_unreadable_articles_are_named(harbour, tmp_path):
    from analysis import read_all

    (tmp_path / "a.txt").write_text(harbour.text)
    (tmp_path / "b<i>.txt").write_bytes(b"\0\1")
    shown = pages.coverage(read_all(tmp_path))
    assert "Not read:" in shown
    assert "b&lt;i&gt;.txt: a binary file" in shown


def test_how_it_was_made(harbour):
    seen = Reader(pages.making(Story(harbour))).text
    assert harbour.sha256 in seen
    assert "spacy 3." in seen


def test_how_often_the_model_is_right_is_told_by_what_was_measured_with_its_weights(monkeypatch):
    known = {"relation precision": 61.4, "relation recall": 52.6, "macro F1, rw": 70.0}
    monkeypatch.setattr("analysis.models.encoder.description", lambda: {"measured": known})
    said = Reader(pages.trust()).text
    assert "of 100 claims that are marked, 61 are" in said
    assert "of 100 that a person marked, 53 are found" in said
    assert "Stance" not in said
    monkeypatch.setattr("analysis.models.encoder.description", dict)
    assert "was not measured" in Reader(pages.trust()).text


def test_the_shipped_model_was_measured():
    said = Reader(pages.trust())
    assert said.elements.count("li") == len(MEASURED)
    assert "not measured" not in said.text


def test_one_claim_in_its_sentence(stories):
    shown = pages.one_claim(stories[0], "c4")
    assert '<mark class="cb-close cb-content cb-open">reckless</mark>' in shown
    assert Reader(shown).text.startswith("The drivers' union called the plan reckless.")
    assert repr(shown) == "The drivers' union called the plan reckless.\n  The drivers' union: reckless"
    with pytest.raises(ClaimbookError, match="has no claim 'zz'"):
        pages.one_claim(stories[0], "zz")


def correct(folder, story, *edits):
    """Write a sheet in which a person edited the rows with these words."""
    table = corrections.sheet(story.article, story.mentions, story.claims).astype(object)
    for layer, words, cells in edits:
        row = table.index[(table["layer"] == layer) & (table["words"] == words)][0]
        table.loc[row, list(cells)] = list(cells.values())
    (folder / f"{story.article.id}.csv").write_bytes(exports.dump(table, "csv"))


@pytest.fixture
def corrected(tmp_path, monkeypatch):
    """A story of which a person renamed a source and dropped a claim and a mention, in hostile words."""
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path))
    text = "Ferry <b>to</b> Run\n\nIlsa Brandt said the ferry will run all winter. Tom Weld said nobody in Northmoor is <i>late</i>.\n"
    known = article.from_text("ferry", text)
    rows = [
        claim(known, "the ferry will run all winter", source="Ilsa Brandt", cue="said", claim="c1"),
        claim(known, "nobody in Northmoor is <i>late</i>", source="Tom Weld", cue="said", claim="c2"),
    ]
    found = [
        (known.id, *claim_rows.place(text, words), words, label, "name", words, "its own name", "found")
        for words, label in (("Ilsa Brandt", "PERSON"), ("Tom Weld", "PERSON"), ("Northmoor", "GPE"))
    ]
    story = claim_rows.story(known, rows)
    mentions = pd.DataFrame(found, columns=entities.MENTION_COLUMNS)
    claims = story.claims
    story.__dict__ |= {"mentions": mentions, "_found_mentions": mentions, "_found_claims": claims}
    correct(
        tmp_path,
        story,
        ("mention", "Ilsa Brandt", {"action": "rename", "value": "<script>Ilsa</script>"}),
        ("mention", "Northmoor", {"action": "drop"}),
        ("claim", "nobody in Northmoor is <i>late</i>", {"action": "drop"}),
    )
    story.__dict__["mentions"] = corrections.apply_to_mentions(known, mentions)
    story.__dict__["claims"] = corrections.apply_to_claims(known, claims, story.mentions)
    return story


def test_what_a_person_dropped_is_listed_with_its_words(corrected):
    shown = Reader(pages.corrections(corrected))
    assert "Ferry <b>to</b> Run: 3 corrections by a person, 2 dropped" in shown.text
    assert "nobody in Northmoor is <i>late</i>dropped: no claim" in shown.text
    assert "Northmoordropped: no mention" in shown.text
    assert "renamed “<script>Ilsa</script>”" in shown.text
    assert not {"script", "b", "i"} & set(shown.elements)
    assert "late" not in Reader(pages.claims(corrected)).text


def test_a_field_that_a_person_emptied_is_listed_as_such(corrected):
    corrected.__dict__["edits"] = corrected.edits.assign(layer="claim", action="edit", field="via", value="")
    assert "via emptied" in Reader(pages.corrections(corrected)).text


def test_a_source_that_a_person_renamed_is_marked_in_words(corrected):
    assert '<span class="cb-badge">edited by a person</span>' in pages.claims(corrected)
    untouched = [claim(corrected.article, "all winter", source="Tom Weld", cue="said", claim="c3")]
    corrected.__dict__["claims"] = pd.DataFrame(untouched)
    assert "edited by a person" not in pages.claims(corrected)


def test_without_corrections_nothing_is_said_of_them(stories):
    shown = pages.corrections(stories)
    assert (str(shown.content), shown.plain) == ("", "Nothing was corrected by hand.")


def test_the_report_and_the_claims_show_corrections():
    for name in ("00_report", "02_entities", "04_claims"):
        assert "pages.corrections(coverage)" in (paths.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")


def test_one_report_left_of_several_says_why(harbour):
    lone = Coverage([Story(harbour)])
    assert "There is one report only" in Reader(pages.groups(lone)).text
    rest = Coverage([Story(harbour)], [ClaimbookError("a.txt: the file is empty")])
    assert "Only one report could be read" in Reader(pages.groups(rest)).text
    assert "Only one report could be read" in Reader(pages.wording(rest)).text


def test_a_number_that_can_be_read_as_it_stands_is_not_written_again():
    text = "It sold 600 cars in 14 minutes for $2 million to two firms."
    found = quantities.find(text)
    shown = [_words_for_number(q._asdict(), text) for q in found]
    assert [text[q.start : q.end] for q in found] == ["600", "14 minutes", "$2 million", "two"]
    assert shown == ["", "", "$2 million", "two"]
