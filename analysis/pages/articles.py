"""The annotated article: its text as it came, with each claim's source, cue and content marked."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from analysis.article import Span, paragraphs
from analysis.pages.markup import Fragment, escape, fill, fragment, slug, tag
from analysis.pages.stories import each, labels
from analysis.pages.tables import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from analysis.article import Article
    from analysis.story import Coverage, Story

DOUBTFUL = 0.5


class Mark(NamedTuple):
    """A stretch of text with its part in a claim: ``source``, ``cue``, ``content``, ``stated`` or ``doubtful``."""

    start: int
    end: int
    role: str


class Anchor(NamedTuple):
    """A claim's number within its article and the part that its two ids share: ``claim-NAME`` and ``mark-NAME``."""

    number: int
    name: str


def annotated(stories: "Story | Coverage | Iterable[Story]") -> Fragment:
    """Return each article with its claims marked; the raised number after a claim leads to its row in `claims`.

    The text is all there, character for character: marks are put around it, and signs that are not the article's come from the
    stylesheet.
    """
    several = each(stories)
    names, short = anchors(several), labels(several)
    parts = [legend()]
    for story in several:
        if len(several) > 1:
            # The headline stands below, where it came.
            parts.append(tag("h3", short[story.article.id]))
        parts.append(plain_article(story, names))
    return fragment(Markup("").join(parts), f"{count(len(several), 'annotated article')}")


def legend() -> Markup:
    """Return what each mark means, shown by itself."""
    samples = [
        (tag("mark", "framed", class_="cb-source"), "who is said to say it"),
        (tag("mark", "underlined twice", class_="cb-cue"), "the words that say that it is said"),
        (tag("mark", "in corners", class_="cb-content cb-open cb-close"), "what is claimed"),
        (tag("mark", "dotted", class_="cb-stated"), "what the writer states without a source"),
        (tag("mark", "wavy", class_="cb-doubtful"), "doubtful: probably no claim"),
        (tag("sup", "3"), "leads to the claim’s row"),
        (tag("sup", "3?"), "to a doubtful one"),
    ]
    pieces = [fill("{} {}", sample, words) for sample, words in samples]
    return tag("p", Markup("; ").join(pieces), ".", class_="cb-legend")


def plain_article(story: "Story", names: dict[tuple[str, str], Anchor]) -> Markup:
    """Return one article with its claims marked, to stand inside another fragment."""
    article = story.article
    marks: list[Mark] = []
    references: dict[int, list[Markup]] = {}
    for row in story.claims.to_dict("records"):
        marks += _marks(row)
        last = max((end for _, end in row["content_spans"]), default=row["end"])
        doubt = "?" if is_doubtful(row) else ""
        references.setdefault(last, []).append(reference(names[article.id, row["claim"]], own=True, doubt=doubt))
    lines = []
    for start, end in _lines(article.text):
        heading = article.title_span and start <= article.title_span[0] < end
        inside = _annotate(article.text, (start, end), marks, references)
        lines.append(tag("p", inside, class_="cb-headline" if heading else None))
    return tag("div", Markup("\n").join(lines), class_="cb-article")


def annotate_part(article: "Article", span: Span, claims: "pd.DataFrame") -> Markup:
    """Return a part of an article with the marks of `claims` alone, and no numbers."""
    marks = [mark for row in claims.to_dict("records") for mark in _marks(row)]
    return _annotate(article.text, span, marks, {})


def anchors(stories: "list[Story]") -> dict[tuple[str, str], Anchor]:
    """Return the anchor of each claim, by article and claim.

    An anchor is the claim's id, so that a link to it holds when the report is made anew; where two articles on a page have a claim of
    one id, the later one's has its article's name too.
    """
    found: dict[tuple[str, str], Anchor] = {}
    taken = set()
    for story in stories:
        for number, claim in enumerate(story.claims["claim"], start=1):
            name = slug(str(claim))
            if name in taken:
                name = f"{slug(story.article.id)}-{name}"
            taken.add(name)
            found[story.article.id, claim] = Anchor(number, name)
    return found


def reference(anchor: Anchor, *, to: str = "claim", own: bool = False, doubt: str = "") -> Markup:
    """Return a claim's number as a link to its row (`to` claim) or its place in the text (mark); `own` gives it an id."""
    label = f"claim {anchor.number}{doubt}" + (", in the text" if to == "mark" else "")
    identity = f"{'mark' if to == 'claim' else 'claim'}-{anchor.name}" if own else None
    return tag(
        "a", f"{anchor.number}{doubt}", class_="cb-ref", id=identity, href=f"#{to}-{anchor.name}", aria_label=label
    )


def is_doubtful(row: dict[str, Any]) -> bool:
    """Tell whether the model gives the claim less than even odds."""
    confidence = row.get("confidence")
    return isinstance(confidence, float) and confidence < DOUBTFUL and row.get("origin") != "edited"


def _marks(row: dict[str, Any]) -> list[Mark]:
    if row["kind"] == "stated":
        return [Mark(start, end, "stated") for start, end in row["content_spans"]]
    cue = [row["cue_span"]] if isinstance(row["cue_span"], (tuple, list)) else []
    parts = (("source", row["source_spans"]), ("cue", cue), ("content", row["content_spans"]))
    if is_doubtful(row):
        return [Mark(start, end, "doubtful") for _, spans in parts for start, end in spans]
    return [Mark(start, end, role) for role, spans in parts for start, end in spans]


def _lines(text: str) -> list[Span]:
    """Return the spans of the lines that hold anything, spaces at either end included."""
    lines = []
    for start, end in paragraphs(text):
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        lines.append((first, last if last >= 0 else len(text)))
    return lines


def _annotate(text: str, line: Span, marks: list[Mark], references: dict[int, list[Markup]]) -> Markup:
    """Return a line with its marks, cut where any begins or ends, so that overlapping ones need no nesting."""
    start, end = line
    here = [mark for mark in marks if mark.start < end and start < mark.end]
    numbers = [place for place in references if start < place <= end]
    cuts = sorted({start, end, *numbers, *(max(m.start, start) for m in here), *(min(m.end, end) for m in here)})
    pieces = []
    for first, last in pairwise(cuts):
        roles = [mark for mark in here if mark.start <= first and last <= mark.end]
        words = text[first:last]
        pieces.append(tag("mark", words, class_=_classes(roles, first, last)) if roles else escape(words))
        if last in references:
            pieces.append(tag("sup", Markup(", ").join(references[last])))
    return Markup("").join(pieces)


def _classes(roles: list[Mark], first: int, last: int) -> str:
    contents = [mark for mark in roles if mark.role == "content"]
    found = {f"cb-{mark.role}" for mark in roles}
    if len(contents) > 1:
        found.add("cb-nested")
    if any(mark.start == first for mark in contents):
        found.add("cb-open")
    if any(mark.end == last for mark in contents):
        found.add("cb-close")
    return " ".join(sorted(found))
