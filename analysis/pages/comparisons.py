"""Comparisons: pairs of claims, groups across reports, shared wording.  They are shown to be checked, never judged."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.comparison.reference import article_of
from analysis.pages.markup import Fragment, empty, fill, fragment, tag
from analysis.pages.shelf import Shelf
from analysis.pages.stories import each, labels
from analysis.pages.tables import count

if TYPE_CHECKING:
    from analysis.story import Coverage, Story

RELATIONS = {
    "unsourced repeat": "The writer states what somebody is reported to say",
    "opposed stance": "Sources on opposite sides",
    "variant": "The same claim, but for differences",
    "same": "The same claim again",
    "headline evidence": "The headline, and what in the text bears on it",
    "nested": "A claim within a claim",
}
BY_CONFIDENCE = frozenset({"opposed stance", "nested"})
NONE_SHARED = "No claim is worded so much alike in two of these reports that it was taken for the same."
ONE_REPORT = "There is one report only: put other reports of the same event beside it to compare them."
ONE_LEFT = "Only one report could be read: mend the others, as the page says above, to compare them."
FIGURES = "figures and dates that only one has"


def relations(stories: "Story | Coverage", *, most: int = 30) -> Fragment:
    """Return the pairs of claims that relate to each other, by kind, each with both claims and what differs.

    Of each kind the `most` highest scores are shown, and how many there are is said.  What two reports say alike is left to `groups`.
    """
    table = stories.relations
    across = [article_of(a) != article_of(b) for a, b in zip(table["a"], table["b"], strict=True)]
    table = table[~(pd.Series(across, index=table.index, dtype=bool) & table["relation"].isin(["same", "variant"]))]
    shelf = Shelf(each(stories))
    parts = []
    for kind, words in RELATIONS.items():
        rows = table[table["relation"] == kind].sort_values("score", ascending=False, kind="stable")
        if rows.empty:
            continue
        parts.append(tag("h3", f"{words} ({len(rows)})"))
        parts += [_pair(row, shelf) for row in rows.head(most).to_dict("records")]
        if len(rows) > most:
            parts.append(tag("p", f"The {most} surest of {len(rows)} are shown.", class_="cb-muted"))
    if not parts:
        parts.append(tag("p", "No two claims were found to relate to each other.", class_="cb-empty"))
    parts.append(
        tag("p", "A pair that is not here was not found alike; it is not thereby in agreement.", class_="cb-muted")
    )
    return fragment(Markup("").join(parts), count(table, "relation"))


def groups(
    coverage: "Coverage",
    table: pd.DataFrame | None = None,
    differences: pd.DataFrame | None = None,
    candidates: pd.DataFrame | None = None,
    *,
    most: int = 60,
) -> Fragment:
    """Return the claims of several reports, side by side with their differences, what is perhaps the same, and what one report alone has.

    Parameters
    ----------
    coverage
        Reports of one event.
    table, differences, candidates
        What `analysis.comparison.groups`, `differences` and `candidates` return; the coverage's own if not given.
    most
        How many groups, and how many lone claims of each report, to show.
    """
    if len(coverage) < 2:
        return _alone(coverage)
    table = coverage.groups if table is None else table
    differences = coverage.differences if differences is None else differences
    candidates = coverage.candidates if candidates is None else candidates
    shelf = Shelf(coverage.stories)
    # A list would not do: pandas takes an empty one for a choice of no columns.
    is_shared = pd.array([len({article_of(name) for name in names}) > 1 for names in table["claims"]], dtype=bool)
    shared = table[is_shared]
    near = _near(candidates)
    parts = [_group(row, differences, near, shelf) for row in shared.head(most).to_dict("records")]
    if len(shared) > most:
        parts.append(tag("p", f"The first {most} of {len(shared)} groups are shown.", class_="cb-muted"))
    if shared.empty:
        parts.append(tag("p", NONE_SHARED, class_="cb-empty"))
    parts.append(_perhaps(candidates, shelf, most))
    parts.append(_lone(table[~is_shared], {*candidates["a"], *candidates["b"]}, shelf, most))
    return fragment(Markup("").join(parts), f"{count(shared, 'claim')} in several reports")


def wording(coverage: "Coverage", *, most: int = 40) -> Fragment:
    """Return the passages that reports share word for word, in the order of publication."""
    if len(coverage) < 2:
        return _alone(coverage)
    table, names = coverage.wording, labels(coverage.stories)
    dates = {story.article.id: story.article.published for story in coverage}
    items = []
    for row in table.head(most).to_dict("records"):
        when = [f"{names[row[side]]} ({dates[row[side]] or 'undated'})" for side in ("first", "later")]
        steps = Markup(" → ").join(tag("span", words, class_="cb-step") for words in when)
        facts = f": {count(int(row['length']), 'word')}; {row['containment']:.0%} of the later report’s five-word runs are the earlier’s."
        items.append(tag("li", steps, facts, tag("blockquote", row["words"])))
    if not items:
        return empty("No two reports share twelve words or more in a row outside of quotations.")
    note = "Where a date is missing, a report counts as the later one. Quotations are left out: they are shared because they were said."
    return fragment(
        tag("ul", *items, class_="cb-chain") + tag("p", note, class_="cb-muted"), count(table, "shared passage")
    )


def _alone(coverage: "Coverage") -> Fragment:
    return empty(ONE_LEFT if coverage.failures else ONE_REPORT)


def _pair(row: dict[str, Any], shelf: Shelf) -> Markup:
    found = list(row["differences"] if isinstance(row["differences"], list) else [])
    sides = [
        shelf.show(row[side], [tuple(d[f"{side}_span"]) for d in found if d[f"{side}_span"]]) for side in ("a", "b")
    ]
    listed = _differences((d["kind"], d["a"], d["b"]) for d in found)
    words = "how sure, 0 to 1" if row["relation"] in BY_CONFIDENCE else "how alike, 0 to 1"
    score = tag("p", f"{words}: {row['score']:.2f}", class_="cb-muted")
    return _box(_side_by_side(sides), listed, score)


def _near(candidates: pd.DataFrame) -> dict[str, set[str]]:
    """Return by claim the articles with one that perhaps says the same."""
    found: dict[str, set[str]] = {}
    for a, b in zip(candidates["a"], candidates["b"], strict=True):
        for one, other in ((a, b), (b, a)):
            found.setdefault(one, set()).add(article_of(other))
    return found


def _group(row: dict[str, Any], differences: pd.DataFrame, near: dict[str, set[str]], shelf: Shelf) -> Markup:
    found = differences[differences["group"] == row["group"]].to_dict("records")
    sides = []
    for name in row["claims"]:
        marked = [
            tuple(d[f"{side}_span"]) for d in found for side in ("a", "b") if d[side] == name and d[f"{side}_span"]
        ]
        sides.append(shelf.show(name, marked))
    articles = list(dict.fromkeys(article_of(name) for name in row["claims"]))
    behind = f"In {count(len(articles), 'report')}, with {count(int(row['outlets']), 'independent outlet')} behind it"
    if row["outlets"] < len(articles):
        behind += " (one that copied the words of another, cites it, or is the same outlet, is not counted)"
    perhaps = {article for name in row["claims"] for article in near.get(name, ())}
    missing = [article for article in row["missing"] if article not in perhaps]
    left = [article for article in row["missing"] if article in perhaps]
    where = [
        f"; {words} {', '.join(shelf.labels[article] for article in articles)}"
        for words, articles in (("not in", missing), ("perhaps in other words, see below, in", left))
        if articles
    ]
    head = tag("p", tag("b", behind), *where, ".")
    return _box(head, _side_by_side(sides), _differences(_by_report(found, shelf)))


def _box(*parts: Markup) -> Markup:
    return tag("div", *parts, class_="cb-group")


def _side_by_side(claims: list[Markup]) -> Markup:
    return tag("ul", *(tag("li", claim) for claim in claims), class_="cb-sides")


def _by_report(found: list[dict[str, Any]], shelf: Shelf) -> Iterator[tuple[str, str, str]]:
    for row in found:
        a, b = (shelf.labels[article_of(row[side])] for side in ("a", "b"))
        yield row["kind"], f"{side_words(row, 'a')} [{a}]", f"{side_words(row, 'b')} [{b}]"


def side_words(row: dict[str, Any], side: str) -> str:
    """Return the words by which side ``a`` or ``b`` of a difference differs, or what it means that it has none.

    >>> side_words({"kind": "certainty", "a_words": ""}, "a"), side_words({"kind": "number", "a_words": "14"}, "a")
    ('(said plainly)', '14')
    """
    return row[f"{side}_words"] or no_words(row["kind"])


def no_words(kind: str) -> str:
    """Return what it means that one side of a difference has no words."""
    return {"certainty": "(said plainly)", "attribution": "(no source)"}.get(kind, "(nothing)")


def _differences(found: Iterable[tuple[str, str, str]]) -> Markup:
    items = [
        tag("li", tag("b", kind), f": {a or no_words(kind)} ↔ {b or no_words(kind)}")
        for kind, a, b in dict.fromkeys(found)
    ]
    return fill("{}{}", tag("p", "To check:"), tag("ul", *items)) if items else Markup("")


def _perhaps(candidates: pd.DataFrame, shelf: Shelf, most: int) -> Markup:
    """Return the pairs that are perhaps the same, of which only a person can tell."""
    if candidates.empty:
        return Markup("")
    pairs = []
    for row in candidates.head(most).to_dict("records"):
        sides = [shelf.show(row[side], row[f"{side}_spans"]) for side in ("a", "b")]
        values = shelf.figures(row)
        pairs.append(_box(_side_by_side(sides), _differences([(FIGURES, *values)] if any(values) else [])))
    more = f", the {most} most alike" if len(candidates) > most else ""
    note = (
        "Alike in part: read both and tell whether they say the same, and whether their figures are of the same thing."
    )
    head = tag("h3", f"Perhaps the same claim in other words ({len(candidates)}{more})")
    return Markup("").join([head, tag("p", note, class_="cb-muted"), *pairs])


def _lone(table: pd.DataFrame, paired: set[str], shelf: Shelf, most: int) -> Markup:
    """Return the reported claims that stand in one report alone and are not `paired` with a like one, by report."""
    found: dict[str, list[str]] = {article: [] for article in shelf.labels}
    for names in table["claims"]:
        found[article_of(names[0])] += [
            name for name in names if shelf.rows[name]["kind"] == "reported" and name not in paired
        ]
    note = (
        "What somebody is reported to say, where nothing alike was found; what the writers state is not listed. "
        "Another report may say the same, or something else of it, in other words."
    )
    parts = [tag("h3", "Reported in one report alone"), tag("p", note, class_="cb-muted")]
    for article, names in found.items():
        items = [tag("li", shelf.show(name)) for name in names[:most]]
        more = f" (the first {most} of {len(names)})" if len(names) > most else ""
        parts.append(tag("h4", f"{shelf.labels[article]}{more}"))
        parts.append(tag("ul", *items, class_="cb-chain") if items else tag("p", "None.", class_="cb-empty"))
    return Markup("").join(parts)
