"""What a story and a coverage show of themselves."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis.pages.figures import figure
from analysis.pages.markup import Fragment, fragment, tag
from analysis.pages.tables import count, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analysis.charts.style import Chart
    from analysis.story import Coverage, Story

    Shown = Chart | Fragment


def story(one: "Story") -> Fragment:
    """Return what is known of a story before any model has run, and which layers it has."""
    layers = ", ".join(
        f".{name}" for name in ("tokens", "sentences", "mentions", "entities", "tone", "stance", "claims", "relations")
    )
    more = tag("p", f"Layers: {layers}. Each is computed when it is first asked for.", class_="cb-muted")
    return fragment(tag("h3", one.article.title) + facts(one) + more, repr(one))


def coverage(several: "Coverage") -> Fragment:
    """Return what is known of each story of a coverage, and which articles could not be read."""
    parts = [tag("h2", one.article.title) + facts(one) for one in several.stories]
    return fragment(Markup("").join([*parts, failures(several)]), repr(several))


def by_story(stories: "Story | Coverage | Iterable[Story]", show: "Callable[[Story], Shown | list[Shown]]") -> Fragment:
    """Return what `show` makes of each story (a chart, a fragment or a list of those), under its title where there are several.

    Examples
    --------
    >>> from analysis import pages, paths, read_all
    >>> coverage = read_all(paths.ROOT / "tests/fixtures/articles/harbour.txt")
    >>> by_story(coverage, lambda story: pages.table(story.sentences[["text"]], caption="Sentences")).plain
    'Sentences: 8 rows'
    """
    several = each(stories)
    parts, words = [], []
    for one in several:
        if len(several) > 1:
            parts.append(tag("h3", title(one)))
        shown = show(one)
        for item in shown if isinstance(shown, list) else [shown]:
            made = item if isinstance(item, Fragment) else figure(item)
            parts.append(made.content)
            words.append(made.plain)
    return fragment(Markup("").join(parts), "\n".join(words))


def title(one: "Story") -> str:
    """Return the headline, with the outlet where it is known."""
    outlet = one.article.outlet
    return f"{one.article.title} ({outlet})" if outlet else one.article.title


def labels(stories: "Story | Coverage | Iterable[Story]") -> dict[str, str]:
    """Return a short name for each article's id: its outlet, with the id where two share one; else the id."""
    outlets = {one.article.id: one.article.outlet for one in each(stories)}
    known = list(outlets.values())
    return {
        name: name if not outlet else outlet if known.count(outlet) == 1 else f"{outlet}, {name}"
        for name, outlet in outlets.items()
    }


def facts(one: "Story") -> Markup:
    """Return a list of what is known of the article, and of what is not."""
    article = one.article
    unknown = "not known"
    rows = [
        ("Outlet", article.outlet or unknown),
        ("Published", article.published.isoformat() if article.published else unknown),
        # As text: a link would be the article's, and could lead anywhere.
        ("Address", article.url or unknown),
        ("Length", count(len(article.text.split()), "word")),
        ("File", article.path.name),
    ]
    if article.note:
        rows.append(("Note", article.note))
    return tag("dl", *(tag("dt", name) + tag("dd", value) for name, value in rows), class_="cb-facts")


DONE = {
    ("mention", "drop"): "dropped: no mention",
    ("mention", "merge"): "merged with “{value}”",
    ("mention", "rename"): "renamed “{value}”",
    ("mention", "split"): "set to mean “{value}”",
    ("mention", "add"): "added, meaning “{value}”",
    ("claim", "drop"): "dropped: no claim",
    ("claim", "edit"): "{field} set to “{value}”",
    ("claim", "add"): "added",
}


def corrections(stories: "Story | Coverage | Iterable[Story]") -> Fragment:
    """Return what a person corrected by hand, what was dropped with its words, and what could not be laid over the article, with the reason.

    Nothing where there are no corrections.
    """
    parts, words = [], []
    for one in each(stories):
        edits = one.edits
        done, lost = edits[edits["why"].isna()], edits[edits["why"].notna()]
        said = [_done(row) for row in done.to_dict("records")]
        drops = int((done["action"] == "drop").sum())
        caption = f"{title(one)}: {count(done, 'correction')} by a person" + (f", {drops} dropped" if drops else "")
        shown = [
            table(
                done.assign(done=said),
                {"layer": "kind", "words": "words", "done": "done by hand", "start": "at character"},
                caption=caption,
            ),
            table(
                lost[["layer", "words", "action", "field", "value", "why"]],
                caption=f"{title(one)}: {count(lost, 'correction')} without a place",
            ),
        ]
        for rows, made in zip((done, lost), shown, strict=True):
            if len(rows):
                parts.append(made.content)
                words.append(made.plain)
    return fragment(Markup("").join(parts), "\n".join(words) or "Nothing was corrected by hand.")


def _done(row: "dict[str, Any]") -> str:
    pattern = DONE[row["layer"], row["action"]]
    if row["action"] == "edit" and not row["value"]:
        pattern = "{field} emptied"
    return pattern.format(field=row["field"], value=row["value"])


def failures(several: "Coverage") -> Markup:
    """Return a list of the articles that could not be read, if there are any."""
    if not several.failures:
        return Markup("")
    items = [tag("li", str(failure)) for failure in several.failures]
    return tag("p", "Not read:") + tag("ul", *items)


def each(stories: "Story | Coverage | Iterable[Story]") -> "list[Story]":
    """Return a list of stories, of one too."""
    from analysis.story import Story

    return [stories] if isinstance(stories, Story) else list(stories)
