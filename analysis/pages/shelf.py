"""The claims of several stories by their names, to be shown beside each other."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis.comparison import similarity
from analysis.comparison.reference import name_of
from analysis.pages.articles import Anchor, anchors, reference
from analysis.pages.claims import certainty, claim_words, known
from analysis.pages.markup import escape, fill, tag
from analysis.pages.stories import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.article import Span
    from analysis.story import Story

LONG = 90
"""Of a claim that is quoted in passing so many characters are shown."""


class Shelf:
    """The claims of some stories by their names ``ARTICLE#CLAIM``, with what it takes to show one."""

    def __init__(self, stories: "list[Story]") -> None:
        self.several = len(stories) > 1
        self.labels = labels(stories)
        self.texts = {story.article.id: story.article.text for story in stories}
        self.anchors: dict[tuple[str, str], Anchor] = anchors(stories)
        self.rows = {
            name_of(story.article.id, row["claim"]): row for story in stories for row in story.claims.to_dict("records")
        }

    def show(self, name: str, marked: "Iterable[Span | None]" = ()) -> Markup:
        """Return a claim: its number, whose it is, how firmly and by which cue, and its words with the `marked` spans marked."""
        row = self.rows[name]
        article = str(row["article"])
        where = tag("b", self.labels[article], ": ") if self.several else ""
        words = Markup(" … ").join(_mark(self.texts[article], span, marked) for span in row["content_spans"])
        # "The company" alone says nothing: somebody praised it, or condemned it.
        cue = known(row, "cue") if not row["certainty_words"] else None
        firmly = fill("{} “{}”", certainty(row), cue) if cue else certainty(row)
        return fill("{} {}{}, {}<br>{}", self._number(name), where, claim_words(row), firmly, words)

    def refer(self, name: str) -> Markup:
        """Return a claim's number as a link, with whose report it stands in where there are several."""
        number = self._number(name)
        return fill("{}, {}", self.labels[self.rows[name]["article"]], number) if self.several else number

    def whose(self, name: str) -> str:
        """Return whom a claim comes from."""
        return claim_words(self.rows[name])

    def quote(self, name: str) -> str:
        """Return a claim's words, the first of them where they are many."""
        words = " ".join(similarity.bare(str(self.rows[name]["content"])).split())
        return words if len(words) <= LONG else words[:LONG].rsplit(" ", 1)[0] + " …"

    def figures(self, candidate: dict[str, Any]) -> tuple[str, str]:
        """Return the figures and dates that only one of two claims has, as their articles write them: a row of `candidates`."""
        a, b = (
            ", ".join(
                self.texts[self.rows[candidate[side]]["article"]][slice(*span)] for span in candidate[f"{side}_spans"]
            )
            for side in ("a", "b")
        )
        return a, b

    def _number(self, name: str) -> Markup:
        row = self.rows[name]
        return reference(self.anchors[row["article"], row["claim"]])


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
