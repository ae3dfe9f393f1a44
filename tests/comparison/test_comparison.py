"""The coverage of three invented reports, against what a careful reader found in it before there was any code."""

import datetime as dt
import tomllib
from dataclasses import replace
from itertools import pairwise

import pytest

from analysis import article, comparison, read_all
from analysis.claims import dates, quantities
from analysis.story import Story
from tests import claim_rows
from tests.claim_rows import claim
from tests.conftest import FIXTURES

FOLDER = FIXTURES / "coverage"


@pytest.fixture(scope="module")
def coverage():
    return read_all(FOLDER)


@pytest.fixture(scope="module")
def expected():
    return tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def name_of(coverage):
    """Return a function from an article and a content's words to the claim that has most of them, outside of the headline."""

    def find(article, words):
        story = coverage[article]
        start = story.article.text.index(words)
        end = start + len(words)
        shared = [
            sum(max(0, min(e, end) - max(s, start)) for s, e in spans) if first >= story.article.title_span[1] else 0
            for spans, first in zip(story.claims["content_spans"], story.claims["start"], strict=True)
        ]
        best = max(range(len(shared)), key=shared.__getitem__)
        assert shared[best], f"no claim of {article} has words of {words!r}"
        return f"{article}#{story.claims['claim'][best]}"

    return find


def test_every_group_and_no_other(coverage, expected, name_of):
    wanted = {frozenset(name_of(*claim) for claim in group["claims"]): group["outlets"] for group in expected["group"]}
    groups = comparison.groups(coverage.stories)
    found = {frozenset(g.claims): g.outlets for g in groups.itertuples() if len(g.claims) > 1}
    assert found == wanted


def test_every_difference_and_no_other(coverage, expected, name_of):
    def record(name, kind, sides):
        return name, kind, frozenset(sides)

    wanted = set()
    for group in expected["group"]:
        of = {claim[0]: name_of(*claim) for claim in group["claims"]}
        for d in group.get("difference", []):
            wanted.add(record(group["name"], d["kind"], [(of[d[side][0]], d[side][1]) for side in "ab"]))
    names = {name_of(*claim): group["name"] for group in expected["group"] for claim in group["claims"]}
    found = set()
    for row in comparison.differences(coverage.stories).itertuples():
        # The model's source may hold a word more or less than the reader's ("A train driver, who").
        sides = [(row.a, row.a_words), (row.b, row.b_words)]
        if row.kind == "attribution":
            sides = [
                (
                    claim,
                    next(
                        (
                            w
                            for _, k, ss in wanted
                            if k == row.kind
                            for c, w in ss
                            if c == claim and w and (w in words or words in w)
                        ),
                        words,
                    ),
                )
                for claim, words in sides
            ]
        found.add(record(names[row.a], row.kind, sides))
    assert found == wanted


def test_dropped_sources(coverage, expected, name_of):
    found = coverage.relations
    repeats = found[found["relation"] == "unsourced repeat"]
    assert {*zip(repeats["a"], repeats["b"], strict=True)} == {
        (name_of(*d["reported"]), name_of(*d["stated"])) for d in expected["dropped"]
    }


def test_claims_that_stand_alone(coverage, expected, name_of):
    missing = {
        g.claims[0]: set(g.missing) for g in comparison.groups(coverage.stories).itertuples() if len(g.claims) == 1
    }
    for alone in expected["alone"]:
        assert missing[name_of(*alone["claim"])] == set(alone["missing"])


def test_shared_wording(coverage, expected):
    found = coverage.wording[["first", "later", "words"]].to_dict("records")
    assert found == expected["shared"]


def test_opposed_stances_name_target_sources_and_sides(coverage, expected):
    found = coverage.relations
    shown = set()
    for row in found[found["relation"] == "opposed stance"].itertuples():
        sources = []
        for name in (row.a, row.b):
            article, claim = name.split("#")
            table = coverage[article].claims
            sources.append(table.loc[table["claim"] == claim, "source_entity"].item().split()[-1])
        shown.add((*sources, row.differences[0]["a"], row.differences[0]["b"]))
    for one in expected["opposed"]:
        (_, a, up), (_, b, down) = one["a"], one["b"]
        assert (a, b, f"{one['target']}: {up}", f"{one['target']}: {down}") in shown


def test_nothing_is_called_a_contradiction(coverage):
    allowed = {"same", "variant", "unsourced repeat", "headline evidence", "opposed stance", "nested"}
    assert set(coverage.relations["relation"]) <= allowed
    assert coverage.relations["score"].between(0, 1).all()


def test_a_group_of_outlets_shrinks_with_the_threshold(coverage):
    sizes = [len(comparison.groups(coverage.stories, threshold)) for threshold in (0.3, 0.5, 0.7, 0.9)]
    assert all(fewer <= more for fewer, more in pairwise(sizes))


def report(name, *told):
    """Return a story of claims ``(source, cue, content)``, a paragraph each."""
    body = "\n\n".join(f"{content}, {source} {cue} on Monday." for source, cue, content in told)
    known = article.from_text(name, f"A Headline\n\n{body}", {"outlet": name})
    return claim_rows.story(known, [claim(known, content, source=source, cue=cue) for source, cue, content in told])


@pytest.mark.parametrize(("source", "outlets"), [("The Dale Post", 1), ("the mayor", 2)])
def test_who_cites_another_outlet_confirms_nothing(source, outlets):
    post = report("Dale Post", ("an engineer", "said", "the company had postponed the repair twice to save money"))
    tide = report("Tide", (source, "reported", "to save money the company had twice postponed the repair"))
    (together,) = [g for g in comparison.groups([post, tide]).itertuples() if len(g.claims) > 1]
    assert together.outlets == outlets


def test_what_is_perhaps_the_same_is_shown_once_to_be_told_by_a_person():
    post = report("Post", ("police", "said", "Eleven people were injured when the cold store of Keld burned"),
                  ("Ann Lee", "said", "the harbour might reopen by Friday"))  # fmt: skip
    tide = report("Tide", ("firefighters", "said", "A fire that broke out at the cold store of Keld injured 14 people"),
                  ("Ann Lee", "said", "the harbour might reopen by Friday"), ("Bo Kim", "said", "the soup was cold"))  # fmt: skip
    found = comparison.candidates([post, tide])
    assert len(found) == 1
    content = {f"{s.article.id}#{r['claim']}": r["content"] for s in (post, tide) for r in s.claims.to_dict("records")}
    assert content[found["a"][0]].startswith("Eleven people")
    assert content[found["b"][0]].startswith("A fire")
    assert comparison.POSSIBLE <= found["score"][0] < 1
    # Claims whose figures were read show which of them the other has not; here none was.
    assert (found["a_spans"][0], found["b_spans"][0]) == ([], [])
    assert comparison.candidates([post, tide], least=0.99).empty
    # What was published weeks apart is of two events.
    assert comparison.candidates([dated(post, 2031, 1, 1), dated(tide, 2031, 3, 1)]).empty


@pytest.mark.parametrize(("source", "expected"), [("Ann Lee", 1), ("Bo Kim", 0)])
def test_what_one_source_says_is_perhaps_the_same_without_a_word_in_common(source, expected):
    post = report("Post", ("Ann Lee", "said", "eleven workers were hospitalized with respiratory trouble"))
    tide = report("Tide", (source, "said", "fourteen employees had been taken to hospital with breathing problems"))
    assert len(comparison.candidates([post, tide])) == expected


def test_what_names_alone_is_not_perhaps_the_same():
    post = report("Post", ("Ann Lee", "condemned", "the old owners of Keld"), ("Ann Lee", "said", "the soup was cold"))
    tide = report("Tide", ("Bo Kim", "defended", "the old owners of Keld"), ("Bo Kim", "said", "it rained for hours"))
    assert comparison.candidates([post, tide]).empty


def dated(story, *day):
    """Return the story as published on another day."""
    made = Story(replace(story.article, published=dt.date(*day)))
    made.__dict__["claims"] = story.claims
    return made


@pytest.mark.parametrize(
    ("source", "later", "expected"), [("police", 3, ["number"]), ("police", 28, []), ("Ann Lee", 28, ["number"])]
)
def test_a_count_of_weeks_ago_is_no_version_of_another_ones(source, later, expected):
    one = report("Post", ("Ann Lee", "said", "Keld has paid 200 of its drivers"))
    other = report("Tide", (source, "said", "Keld has paid 300 of its drivers"))
    both = [dated(one, 2031, 3, 1), dated(other, 2031, 3, later)]
    assert [kind for kind in comparison.differences(both)["kind"] if kind == "number"] == expected


@pytest.mark.parametrize(("later", "expected"), [(0, ["number"]), (1, ["number"]), (2, [])])
def test_a_count_of_now_is_no_version_of_that_of_the_day_before_yesterday(later, expected):
    one = report("Post", ("Ann Lee", "said", "Keld has now paid 200 of its drivers"))
    other = report("Tide", ("police", "said", "Keld has now paid 300 of its drivers"))
    stories = [dated(one, 2031, 3, 1), dated(other, 2031, 3, 1 + later)]
    assert [kind for kind in comparison.differences(stories)["kind"] if kind != "attribution"] == expected


@pytest.mark.parametrize("threshold", [float("nan"), -0.1, 1.5, "high", None])
def test_a_threshold_that_is_none_is_refused(threshold):
    with pytest.raises(ValueError, match="a threshold is a number from 0 to 1"):
        comparison.groups([report("Post", ("Ann Lee", "said", "the soup was cold"))], threshold)


def test_no_stories_no_rows():
    assert comparison.candidates([]).empty
    assert comparison.relations([]).empty
    assert comparison.groups([]).empty
    assert comparison.differences([]).empty
    assert comparison.wording([]).empty
    assert comparison.group([]) == []


def test_answers_to_one_question_are_grouped_by_what_they_say():
    answers = [
        "because heavy snow blocked the road",
        "the road was closed by deep snow",
        "the driver had fallen asleep at the wheel",
        "the man at the wheel was asleep",
    ]
    assert comparison.group(answers) == [0, 0, 1, 1]


@pytest.mark.parametrize("texts", [5, None, "one", b"one", {"one", "two"}, {"one": 1}, ["one", 2]])
def test_what_are_no_texts_is_refused(texts):
    with pytest.raises(TypeError, match="group needs several texts, each a string"):
        comparison.group(texts)


def test_texts_may_come_one_by_one():
    texts = ["because of the heavy snow", "the driver fell asleep"]
    assert comparison.group(text for text in texts) == comparison.group(texts)


def told_in_two(one, other):
    """Return the only group of two reports that quote one statement in the words `one` and `other`."""
    stories = [
        counted(dated(report(name, ("the office", "said", words)), 2031, 3, day))
        for name, words, day in (("Post", one, 6), ("Tide", other, 7))
    ]
    (group,) = [g for g in comparison.groups(stories).itertuples() if len(g.claims) > 1]
    return stories, group


WORDS = "it would publish a first report on the grounding of the old ferry off Keld by"


@pytest.mark.parametrize(("day", "outlets"), [("30 June", 1), ("15 July", 2)])
def test_what_has_a_date_of_its_own_was_not_copied(day, outlets):
    assert told_in_two(f"{WORDS} 30 June", f"{WORDS} {day}")[1].outlets == outlets


def test_one_telling_word_and_a_figure_are_enough_to_be_compared():
    stories, _ = told_in_two("two of them were in serious condition", "three of them were in serious condition")
    assert comparison.differences(stories)["kind"].tolist() == ["number"]


def counted(story):
    """Return the story with the quantities and dates of its claims."""
    for row, spans in zip(story.claims.index, story.claims["content_spans"], strict=True):
        text, published = story.article.text, story.article.published
        story.claims.at[row, "quantities"] = [q._asdict() for q in quantities.find_within(text, spans, [])]
        story.claims.at[row, "dates"] = [d._asdict() for d in dates.find_within(text, spans, published)]
    return story


@pytest.mark.parametrize(
    ("days", "later", "expected"),
    [
        (("Tuesday", "Saturday"), 10, []),
        (("Tuesday", "Saturday"), 4, ["date"]),
        (("Tuesday", "Wednesday"), 10, ["date"]),
    ],
)
def test_what_was_still_to_come_is_no_other_version_of_what_is_told_as_past(days, later, expected):
    # The 6th is a Thursday.
    told = [
        report(name, ("Bo Kim", "said", f"Ann Lee spoke in the town of Corrick on {day}"))
        for name, day in zip(("Post", "Tide"), days, strict=True)
    ]
    stories = [counted(dated(told[0], 2031, 3, 6)), counted(dated(told[1], 2031, 3, later))]
    assert comparison.differences(stories)["kind"].tolist() == expected


@pytest.mark.parametrize(
    ("also", "expected"),
    [("It takes 2,383 to win", []), ("It takes 2,383 days to recover", ["number"]), ("It rained twice", ["number"])],
)
def test_an_article_that_tells_both_numbers_is_of_two_contests(also, expected):
    words = "It takes {} delegates to win the nomination of the party"
    one = counted(report("Post", ("Ann Lee", "said", words.format("1,237")), ("Bo Kim", "said", also)))
    other = counted(report("Tide", ("Ann Lee", "said", words.format("2,383"))))
    assert comparison.differences([one, other])["kind"].tolist() == expected
    assert comparison.differences([other, one])["kind"].tolist() == expected
