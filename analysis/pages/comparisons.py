"""Comparisons: pairs of claims, groups across reports, shared wording.  They are shown to be checked, never judged."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.pages.articles import Anchor, anchors, reference
from analysis.pages.claims import certainty, claim_words
from analysis.pages.markup import Fragment, escape, fill, fragment, tag
from analysis.pages.stories import each, labels
from analysis.pages.tables import count

if TYPE_CHECKING:
    from analysis.article import Span
    from analysis.story import Coverage, Story

RELATIONS = {
    "unsourced repeat": "The writer states what somebody is reported to say",
    "opposed stance": "Sources on opposite sides",
    "variant": "The same claim, but for differences",
    "same": "The same claim again",
    "headline evidence": "The headline, and what in the text bears on it",
    "nested": "A claim within a claim",
}
ONE_REPORT = "There is one report only: put other reports of the same event beside it to compare them."


def relations(stories: "Story | Coverage", *, most: int = 30) -> Fragment:
    """Return the pairs of claims that relate to each other, by kind, each with both claims and what differs.

    Of each kind the `most` highest scores are shown, and how many there are is said.  What two reports say alike is left to `groups`.
    """
    table = stories.relations
    across = [a.rsplit("#", 1)[0] != b.rsplit("#", 1)[0] for a, b in zip(table["a"], table["b"], strict=True)]
    table = table[~(pd.Series(across, index=table.index, dtype=bool) & table["relation"].isin(["same", "variant"]))]
    shelf = _Shelf(each(stories))
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
    coverage: "Coverage", table: pd.DataFrame | None = None, differences: pd.DataFrame | None = None, *, most: int = 60
) -> Fragment:
    """Return the claims that stand in several reports, side by side with their differences, then those that stand in one alone.

    Parameters
    ----------
    coverage
        Reports of one event.
    table, differences
        What `analysis.comparison.groups` and `differences` return; the coverage's own if not given.
    most
        How many groups, and how many lone claims of each report, to show.
    """
    if len(coverage) < 2:
        return fragment(tag("p", ONE_REPORT, class_="cb-empty"), ONE_REPORT)
    table = coverage.groups if table is None else table
    differences = coverage.differences if differences is None else differences
    shelf = _Shelf(coverage.stories)
    # A list would not do: pandas takes an empty one for a choice of no columns.
    is_shared = pd.array([len({name.rsplit("#", 1)[0] for name in names}) > 1 for names in table["claims"]], dtype=bool)
    shared = table[is_shared]
    parts = [_group(row, differences, shelf) for row in shared.head(most).to_dict("records")]
    if len(shared) > most:
        parts.append(tag("p", f"The first {most} of {len(shared)} groups are shown.", class_="cb-muted"))
    if shared.empty:
        parts.append(tag("p", "These reports share no claim: each is a story of its own.", class_="cb-empty"))
    parts.append(_lone(table[~is_shared], shelf, most))
    return fragment(Markup("").join(parts), f"{count(shared, 'claim')} in several reports")


def wording(coverage: "Coverage", *, most: int = 40) -> Fragment:
    """Return the passages that reports share word for word, in the order of publication."""
    if len(coverage) < 2:
        return fragment(tag("p", ONE_REPORT, class_="cb-empty"), ONE_REPORT)
    table, names = coverage.wording, labels(coverage.stories)
    dates = {story.article.id: story.article.published for story in coverage}
    items = []
    for row in table.head(most).to_dict("records"):
        when = [f"{names[row[side]]} ({dates[row[side]] or 'undated'})" for side in ("first", "later")]
        steps = Markup(" → ").join(tag("span", words, class_="cb-step") for words in when)
        facts = f": {count(int(row['length']), 'word')}; {row['containment']:.0%} of the later report’s five-word runs are the earlier’s."
        items.append(tag("li", steps, facts, tag("blockquote", row["words"])))
    if not items:
        none = "No two reports share twelve words or more in a row outside of quotations."
        return fragment(tag("p", none, class_="cb-empty"), none)
    note = "Where a date is missing, a report counts as the later one. Quotations are left out: they are shared because they were said."
    return fragment(
        tag("ul", *items, class_="cb-chain") + tag("p", note, class_="cb-muted"), count(table, "shared passage")
    )


class _Shelf:
    """The claims of some stories by their names ``ARTICLE#CLAIM``, with what it takes to show one."""

    def __init__(self, stories: "list[Story]") -> None:
        self.several = len(stories) > 1
        self.labels = labels(stories)
        self.texts = {story.article.id: story.article.text for story in stories}
        self.anchors: dict[tuple[str, str], Anchor] = anchors(stories)
        self.rows = {
            f"{story.article.id}#{row['claim']}": row for story in stories for row in story.claims.to_dict("records")
        }

    def show(self, name: str, marked: "Iterable[Span | None]" = ()) -> Markup:
        """Return a claim: its number, whose it is, how firmly, and its words with the `marked` spans marked."""
        row = self.rows[name]
        article = str(row["article"])
        number = reference(self.anchors[article, row["claim"]])
        where = tag("b", self.labels[article], ": ") if self.several else ""
        words = Markup(" … ").join(_mark(self.texts[article], span, marked) for span in row["content_spans"])
        return fill("{} {}{}, {}<br>{}", number, where, claim_words(row), certainty(row), words)


def _pair(row: dict[str, Any], shelf: _Shelf) -> Markup:
    found = list(row["differences"] if isinstance(row["differences"], list) else [])
    sides = [
        tag("li", shelf.show(row[side], [tuple(d[f"{side}_span"]) for d in found if d[f"{side}_span"]]))
        for side in ("a", "b")
    ]
    listed = _differences((d["kind"], d["a"], d["b"]) for d in found)
    score = tag("p", f"score {row['score']:.2f}", class_="cb-muted")
    return tag("div", tag("ul", *sides, class_="cb-sides"), listed, score, class_="cb-group")


def _group(row: dict[str, Any], differences: pd.DataFrame, shelf: _Shelf) -> Markup:
    found = differences[differences["group"] == row["group"]].to_dict("records")
    sides = []
    for name in row["claims"]:
        marked = [
            tuple(d[f"{side}_span"]) for d in found for side in ("a", "b") if d[side] == name and d[f"{side}_span"]
        ]
        sides.append(tag("li", shelf.show(name, marked)))
    articles = list(dict.fromkeys(name.rsplit("#", 1)[0] for name in row["claims"]))
    behind = f"In {count(len(articles), 'report')}, with {count(int(row['outlets']), 'independent outlet')} behind it"
    missing = ", ".join(shelf.labels[article] for article in row["missing"])
    head = tag("p", tag("b", behind), f"; not in {missing}." if missing else ".")
    return tag(
        "div", head, tag("ul", *sides, class_="cb-sides"), _differences(_by_report(found, shelf)), class_="cb-group"
    )


def _by_report(found: list[dict[str, Any]], shelf: _Shelf) -> Iterator[tuple[str, str, str]]:
    for row in found:
        a, b = (shelf.labels[row[side].rsplit("#", 1)[0]] for side in ("a", "b"))
        yield row["kind"], f"{row['a_words'] or '(nothing)'} [{a}]", f"{row['b_words'] or '(nothing)'} [{b}]"


def _differences(found: Iterable[tuple[str, str, str]]) -> Markup:
    items = [
        tag("li", tag("b", kind), f": {a or '(nothing)'} ↔ {b or '(nothing)'}") for kind, a, b in dict.fromkeys(found)
    ]
    return fill("{}{}", tag("p", "To check:"), tag("ul", *items)) if items else Markup("")


def _lone(table: pd.DataFrame, shelf: _Shelf, most: int) -> Markup:
    """Return the reported claims that stand in one report alone, by report."""
    found: dict[str, list[str]] = {article: [] for article in shelf.labels}
    for names in table["claims"]:
        found[names[0].rsplit("#", 1)[0]] += [name for name in names if shelf.rows[name]["kind"] == "reported"]
    note = "Here nothing alike was found; another report may say the same, or something else of it, in other words."
    parts = [tag("h3", "Reported in one report alone"), tag("p", note, class_="cb-muted")]
    for article, names in found.items():
        items = [tag("li", shelf.show(name)) for name in names[:most]]
        more = f" (the first {most} of {len(names)})" if len(names) > most else ""
        parts.append(tag("h4", f"{shelf.labels[article]}{more}"))
        parts.append(tag("ul", *items, class_="cb-chain") if items else tag("p", "None.", class_="cb-empty"))
    return Markup("").join(parts)


def _mark(text: str, span: "Span", marked: "Iterable[Span | None]") -> Markup:
    """Return the words of `span` with those marked that differ."""
    start, end = span
    inside = [m for m in marked if m and m[0] < end and start < m[1]]
    cuts = sorted({start, end, *(max(m[0], start) for m in inside), *(min(m[1], end) for m in inside)})
    pieces = []
    for first, last in pairwise(cuts):
        differs = any(m[0] <= first and last <= m[1] for m in inside)
        pieces.append(tag("mark", text[first:last], class_="cb-differs") if differs else escape(text[first:last]))
    return Markup("").join(pieces)
