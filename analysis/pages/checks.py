"""What a reader should check first: generated from what was found, each line with the numbers that lead to the words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.claims import sources
from analysis.comparison.contrast import KINDS
from analysis.comparison.reference import article_of, name_of
from analysis.pages.articles import is_doubtful
from analysis.pages.comparisons import side_words
from analysis.pages.markup import Fragment, empty, fill, fragment, tag
from analysis.pages.shelf import Shelf
from analysis.pages.stories import each
from analysis.pages.tables import count

if TYPE_CHECKING:
    import pandas as pd

    from analysis.story import Coverage, Story

NOTHING = "Nothing of the kind that is listed here was found, which does not mean that there is nothing to check."


def to_check(stories: "Story | Coverage", *, most: int = 8) -> Fragment:
    """Return what to check first, in this order.

    Where reports of one claim differ, and which claims are perhaps the same; what the writer states that somebody else is reported
    to say; headlines that no claim in the text is near; sources without a name; claims that the model doubts.

    Parameters
    ----------
    stories
        A story, or several of one event.
    most
        How many of each kind to list; how many there are is said.
    """
    from analysis.story import Coverage

    several = each(stories)
    shelf = Shelf(several)
    items: list[Markup] = []
    if isinstance(stories, Coverage) and len(stories) > 1:
        items += _differing(stories.differences, shelf, most)
        items += _perhaps(stories.candidates, shelf, most)
    items += _unsourced(stories.relations, shelf, most)
    items += _headlines(stories.relations, several)
    items += _unnamed(several, shelf, most)
    items += _doubtful(shelf, most)
    if not items:
        return empty(NOTHING)
    return fragment(
        tag("ol", *(tag("li", item) for item in items), class_="cb-chain"), count(len(items), "thing") + " to check"
    )


def _differing(table: "pd.DataFrame", shelf: Shelf, most: int) -> Iterator[Markup]:
    """Yield a line for each difference, numbers first; of those that say the same of different pairs, the first."""
    rows = table.drop_duplicates(["kind", "a_words", "b_words"])
    rows = rows.sort_values("kind", key=lambda kinds: kinds.map(KINDS.index), kind="stable")
    for row in rows.head(most).to_dict("records"):
        yield fill(
            "{} differs in “{}”: {} ({}) ↔ {} ({})",
            tag("b", row["kind"]),
            shelf.quote(row["a"]),
            side_words(row, "a"),
            shelf.refer(row["a"]),
            side_words(row, "b"),
            shelf.refer(row["b"]),
        )
    if len(rows) > most:
        yield fill("{} more differences stand below.", len(rows) - most)


def _perhaps(table: "pd.DataFrame", shelf: Shelf, most: int) -> Iterator[Markup]:
    """Yield a line for each pair, those first in which each has a figure or a date that the other has not."""
    rows = table.to_dict("records")
    rows.sort(key=lambda row: not (row["a_spans"] and row["b_spans"]))
    for row in rows[:most]:
        sides = [fill("“{}” ({})", shelf.quote(row[side]), shelf.refer(row[side])) for side in ("a", "b")]
        values = shelf.figures(row)
        figures = fill("; figures: {} ↔ {}", *values) if all(values) else Markup("")
        yield fill("{}: {} ≈ {}{}", tag("b", "perhaps the same"), *sides, figures)
    if len(rows) > most:
        yield fill("{} more pairs that are perhaps the same stand below.", len(rows) - most)


def _unsourced(table: "pd.DataFrame", shelf: Shelf, most: int) -> Iterator[Markup]:
    for row in table[table["relation"] == "unsourced repeat"].head(most).to_dict("records"):
        yield fill(
            "{}: “{}” ({}), which {} is reported to say ({})",
            tag("b", "stated without the source"),
            shelf.quote(row["b"]),
            shelf.refer(row["b"]),
            shelf.whose(row["a"]),
            shelf.refer(row["a"]),
        )


def _headlines(table: "pd.DataFrame", several: "list[Story]") -> Iterator[Markup]:
    backed = {article_of(name) for name in table[table["relation"] == "headline evidence"]["a"]}
    for story in several:
        span = story.article.title_span
        # Of a headline that no claim was found in nothing was compared.
        has_claim = span and (story.claims["start"] < span[1]).any()
        if span and has_claim and story.article.text[span[1] :].strip() and story.article.id not in backed:
            yield fill(
                "{}: “{}”", tag("b", "no claim was found in the text that is near the headline"), story.article.title
            )


def _unnamed(several: "list[Story]", shelf: Shelf, most: int) -> Iterator[Markup]:
    found, total = [], 0
    for story in several:
        claims = story.claims[story.claims["kind"] == "reported"]
        total += len(claims)
        found += [name_of(story.article.id, claim) for claim in claims[sources.are_unnamed(claims)]["claim"]]
    if found:
        words = f"{len(found)} of {count(total, 'reported claim')} by persons who are not named"
        yield fill("{}: {}", tag("b", words), _refer(found, shelf, most))


def _doubtful(shelf: Shelf, most: int) -> Iterator[Markup]:
    found = [name for name, row in shelf.rows.items() if row["kind"] == "reported" and is_doubtful(row)]
    if found:
        words = f"{count(len(found), 'marked claim')} may be none, as the model sees it"
        yield fill("{}: {}", tag("b", words), _refer(found, shelf, most))


def _refer(names: list[str], shelf: Shelf, most: int) -> Markup:
    shown = Markup("; ").join(shelf.refer(name) for name in names[:most])
    return fill("{}{}", shown, f" and {len(names) - most} more" if len(names) > most else "")
