"""The claims of some stories made ready to be compared: numbered throughout, with their names, vectors and order."""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.comparison import similarity
from analysis.comparison.contrast import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.comparison.reuse import Passage
    from analysis.story import Story

FEWEST_STEMS = 2
MARKS = " \"'“”‘’.,…"


class Comparable:
    """The claims of `stories`, those left out of which the model is not sure.

    Attributes
    ----------
    articles
        By id, in the order given.
    rows
        The claims' rows of the claim table.
    sides
        What `analysis.comparison.contrast.find` takes, for each claim.
    mentions
        Who and what each content mentions, by whatever word: ``(start, end, entity)``.
    names
        ``ARTICLE#CLAIM``, for each claim.
    """

    def __init__(self, stories: "Sequence[Story]") -> None:
        from analysis.entities import parse
        from analysis.models import attribution

        least = attribution.default_threshold()
        self.articles = {story.article.id: story.article for story in stories}
        self.rows: list[dict[str, Any]] = []
        self.sides: list[Side] = []
        self.mentions: list[list[tuple[int, int, str]]] = []
        self._clauses: list[bool] = []
        for story in stories:
            known = story.mentions[story.mentions["entity"].notna()]
            places = list(zip(*(known[column].tolist() for column in ("start", "end", "entity", "form")), strict=True))
            verbs = [token.idx for token in parse(story.article) if token.pos_ in {"VERB", "AUX"}]
            for row in story.claims.to_dict("records"):
                if row["kind"] == "reported" and row["origin"] == "found" and row["confidence"] < least:
                    continue
                inside = [p for p in places if any(s <= p[0] and p[1] <= e for s, e in row["content_spans"])]
                self.mentions.append([(start, end, entity) for start, end, entity, _ in inside])
                self.rows.append({str(key): value for key, value in row.items()})
                self._clauses.append(any(s <= place < e for place in verbs for s, e in row["content_spans"]))
                self.sides.append(Side(self.rows[-1], story.article.text, [p[:3] for p in inside if p[3] == "name"]))
        self.names = [f"{row['article']}#{row['claim']}" for row in self.rows]

    @cached_property
    def texts(self) -> list[str]:
        """The contents without the quotation marks around them; after the cue where they are no clause.

        "Backs the mayor" and "blames the mayor" have the same content; what is claimed of the mayor stands in the cue.
        """
        return [
            f"{row['cue']} {words}" if isinstance(row["cue"], str) and not clause else words
            for row, clause in zip(self.rows, self._clauses, strict=True)
            for words in [row["content"].strip(MARKS)]
        ]

    @cached_property
    def vectors(self) -> similarity.Floats:
        """The sentence vectors of the contents."""
        from analysis import cache
        from analysis.models import encoder

        return cache.vectors(self.texts, encoder.vectors)

    def blend(self, which: list[int]) -> similarity.Blend:
        """Return the similarity among the claims with the numbers `which`."""
        return similarity.Blend([self.texts[i] for i in which], self.vectors[which])

    @cached_property
    def body(self) -> list[int]:
        """The numbers of the claims that do not stand in a headline and have words enough to be recognized by."""
        return [
            i
            for i in range(len(self.rows))
            if not self.is_headline(i) and len(set(similarity.stems(self.texts[i]))) >= FEWEST_STEMS
        ]

    def is_headline(self, i: int) -> bool:
        """Tell whether the claim stands in its article's headline."""
        span = self.articles[self.rows[i]["article"]].title_span
        return span is not None and self.rows[i]["start"] < span[1] and span[0] < self.rows[i]["end"]

    def place(self, i: int) -> tuple[dt.date, int, int]:
        """Return what puts claims in the order of publication, undated articles last, and then of the text."""
        row = self.rows[i]
        published = self.articles[row["article"]].published
        return published or dt.date.max, list(self.articles).index(row["article"]), row["start"]

    def count_outlets(self, which: list[int], copies: "list[Passage]") -> int:
        """Return how many outlets stand behind the claims `which`, those not counted that copied the words from an earlier one.

        An article of which no outlet is known counts as an outlet of its own.
        """
        outlets = set()
        for i in which:
            row = self.rows[i]
            copied = any(
                p.later == row["article"]
                and any(self.rows[j]["article"] == p.first for j in which)
                and p.later_span[0] < row["content_spans"][-1][1]
                and row["content_spans"][0][0] < p.later_span[1]
                for p in copies
            )
            if not copied:
                outlets.add(self.articles[row["article"]].outlet or f"#{row['article']}")
        return max(len(outlets), 1)
