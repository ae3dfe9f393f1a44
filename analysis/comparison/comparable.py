"""The claims of some stories made ready to be compared: numbered throughout, with their names, vectors and order."""

import datetime as dt
import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.comparison import linkage, namesakes, predicates, sides, similarity
from analysis.comparison.reference import name_of
from analysis.comparison.sides import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.comparison.reuse import Passage
    from analysis.story import Story

FEWEST_STEMS = 2
SHARED = 0.25
"""Contents whose rarer words overlap by less (of 1) do not say the same: for them no vector is asked for."""
BEARING = 12
"""So many claims of a body are compared with its headline, those that share the most of its words."""
FEW = 20
"""Among fewer claims no word is rare: there any word in common will do."""
STRICT = 0.66
"""Below this threshold claims without rarer words in common may be wanted too: all vectors are asked for."""
MOST_DAYS = 7
"""Reports of one event are published within about this many days."""
_NOW = re.compile(r"\b(?:current(?:ly)?|now|so far|to date|at present)\b", re.IGNORECASE)


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
        from analysis import cache
        from analysis.entities import syntax
        from analysis.models import attribution

        least = attribution.default_threshold()
        self.articles = {story.article.id: story.article for story in stories}
        self.rows: list[dict[str, Any]] = []
        self.sides: list[Side] = []
        self.mentions: list[list[tuple[int, int, str]]] = []
        for story in stories:
            known = story.mentions[story.mentions["entity"].notna()]
            columns = ("start", "end", "entity", "form", "label")
            places = sorted(zip(*(known[column].tolist() for column in columns), strict=True), key=lambda p: p[0])
            starts = [place[0] for place in places]
            text = story.article.text
            words = [
                predicates.Word(start, end, text[start:end], tag)
                for start, end, tag in cache.tags(story.article, syntax.tags)
            ]
            for row in story.claims.to_dict("records"):
                if row["kind"] == "reported" and row["origin"] == "found" and row["confidence"] < least:
                    continue
                inside = [
                    place
                    for start, end in row["content_spans"]
                    for place in places[bisect_left(starts, start) : bisect_left(starts, end)]
                    if place[1] <= end
                ]
                self.mentions.append([place[:3] for place in inside])
                people = tuple(place[:3] for place in inside if place[4] == "PERSON")
                self.rows.append({str(key): value for key, value in row.items()})
                named = [p[:3] for p in inside if p[3] == "name"]
                says = predicates.read(text, words, row["content_spans"])
                self.sides.append(Side(self.rows[-1], text, named, says, people))
        self._vectors: dict[str, similarity.Floats] = {}
        self.names = [name_of(row["article"], row["claim"]) for row in self.rows]

    @cached_property
    def texts(self) -> list[str]:
        """The contents without the quotation marks around them; after the cue where they are no clause.

        "Backs the mayor" and "blames the mayor" have the same content; what is claimed of the mayor stands in the cue.
        """
        return [
            f"{side.claim['cue']} {words}"
            if isinstance(side.claim["cue"], str) and side.predication.form == "nominal"
            else words
            for side in self.sides
            for words in [similarity.bare(side.claim["content"])]
        ]

    def bearing_on(self, i: int) -> list[int]:
        """Return the numbers of the claims in the body of headline `i`'s article that share most of its telling words."""
        beneath = self.beneath(i)
        words = similarity.Words([self.texts[n] for n in (i, *beneath)])
        shared = [(words.overlap(0, at), -j) for at, j in enumerate(beneath, start=1)]
        return [-j for overlap, j in sorted(shared, reverse=True)[:BEARING] if overlap]

    def beneath(self, i: int) -> list[int]:
        """Return the numbers of the claims in the body of headline `i`'s article."""
        article = self.rows[i]["article"]
        return [j for j, row in enumerate(self.rows) if row["article"] == article and not self.is_headline(j)]

    def blend(self, which: list[int], asked: "Iterable[int]") -> similarity.Blend:
        """Return the similarity among the claims `which`, of which only those `asked` for are taken to be like any other."""
        import numpy as np

        from analysis import cache
        from analysis.models import encoder

        asked = set(asked)
        missing = [t for t in dict.fromkeys(self.texts[i] for i in sorted(asked)) if t not in self._vectors]
        said = [similarity.sentence(text) for text in missing]
        self._vectors.update(zip(missing, cache.vectors(said, encoder.vectors), strict=True))
        vectors = np.zeros((len(which), encoder.SIZE), dtype=np.float32)
        for row, i in enumerate(which):
            if i in asked:
                vectors[row] = self._vectors[self.texts[i]]
        return similarity.Blend([self.texts[i] for i in which], vectors)

    def cluster(
        self, threshold: float, *, nested: bool = True
    ) -> tuple[list[int], list[tuple[int, int, float]], list[int]]:
        """Group the claims of `body`: return their numbers, the pairs of places in it that are alike, and a label for each place.

        Without `nested`, what is like nothing but a claim that it stands in, or that stands in it, is left alone.

        Raises
        ------
        ValueError
            For a threshold that is not from 0 to 1.
        """
        if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise ValueError(f"a threshold is a number from 0 to 1, not {threshold!r}")
        which = self.body
        alike = self.blend(which, self.worth_reading(threshold, nested=nested))
        pairs = [pair for pair in alike.pairs(threshold) if not self.are_apart(which[pair[0]], which[pair[1]])]

        def compare(some: list[int]) -> similarity.Floats:
            matrix = alike.matrix(some)
            for row, i in enumerate(some):
                for column, j in enumerate(some):
                    if i < j and self.are_apart(which[i], which[j]):
                        matrix[row, column] = matrix[column, row] = 0
            return matrix

        return which, pairs, linkage.cluster(len(which), pairs, compare, threshold)

    def worth_reading(self, threshold: float, *, nested: bool) -> set[int]:
        """Return the numbers of the claims of `body` that another one may repeat, by its words."""
        if threshold < STRICT:
            return set(self.body)
        near = [pair for pair in self.near if not self.are_apart(*pair)]
        found = {i for pair in near if nested or not self.share_words(*pair) for i in pair}
        while more := {i for pair in near if found & {*pair} for i in pair if self.share_words(*pair)} - found:
            # What holds a claim draws it into its own group.
            found |= more
        return found

    @cached_property
    def near(self) -> list[tuple[int, int]]:
        """The pairs of claims of `body`, by their numbers, that share words enough to say the same."""
        words = similarity.Words([self.texts[i] for i in self.body])
        return [(self.body[i], self.body[j]) for i, j in words.near(SHARED if len(self.body) >= FEW else 0.0)]

    def are_apart(self, i: int, j: int) -> bool:
        """Tell whether two claims cannot say the same, however alike their words are.

        What is no clause of its own is so by its source alone: that Lee promises "to resign" and Kim calls on her "to resign" are
        two claims, as are two endorsements of one candidate and what two say of themselves ("I").  Without any verb, the cue is what
        is claimed: backing is not blaming.
        "Three people were killed" is said of many events, so that claims which name nobody in common, by different sources, do not
        meet across articles that were published long after each other.
        Two polls find two things.
        """
        one, other = self.sides[i], self.sides[j]
        if sides.are_different_polls(one, other):
            return True
        if self.are_of_different_days(i, j) and not (self._share_name(i, j) or sides.share_source(one, other)):
            return True
        of_one = sides.share_source(one, other)
        forms = {one.predication.form, other.predication.form}
        if forms == {"clause"}:
            return not of_one and all(sides.speaks_of_itself(self.sides[n]) for n in (i, j))
        if not of_one:
            return True
        return "nominal" in forms and (len(forms) > 1 or not self._cue_lemmas(i) & self._cue_lemmas(j))

    def are_of_different_days(self, i: int, j: int) -> bool:
        """Tell whether the claims' articles were published too long after each other to be of one event."""
        return self._days_between(i, j) > MOST_DAYS

    def are_counts_of_now(self, i: int, j: int) -> bool:
        """Tell whether either claim says that it is true now, and another day's now is meant by the other."""
        return self._days_between(i, j) > 1 and any(_NOW.search(self.texts[n]) for n in (i, j))

    def _days_between(self, i: int, j: int) -> int:
        """Return how many days after each other two claims' articles were published, 0 where either has no date."""
        one, other = (self.articles[self.rows[n]["article"]].published for n in (i, j))
        return abs(one - other).days if one is not None and other is not None else 0

    def share_words(self, i: int, j: int) -> bool:
        """Tell whether two claims stand in the same words: a nested claim repeats nothing."""
        a, b = self.rows[i], self.rows[j]
        return a["article"] == b["article"] and any(
            s < end and start < e for s, e in a["content_spans"] for start, end in b["content_spans"]
        )

    def _share_name(self, i: int, j: int) -> bool:
        return any(namesakes.is_alike(one, other) for *_, one in self.mentions[i] for *_, other in self.mentions[j])

    def _cue_lemmas(self, i: int) -> frozenset[str]:
        cue = self.rows[i]["cue"]
        return (
            frozenset(predicates.lemma(word) for word in similarity.WORD.findall(cue))
            if isinstance(cue, str)
            else frozenset()
        )

    @cached_property
    def body(self) -> list[int]:
        """The numbers of the claims that do not stand in a headline and have words enough to be recognized by, or one and a figure."""
        return [i for i in range(len(self.rows)) if not self.is_headline(i) and self._is_telling(i)]

    def _is_telling(self, i: int) -> bool:
        stems = len(similarity.bag(self.texts[i]))
        return stems >= FEWEST_STEMS or (stems > 0 and bool(self.rows[i]["quantities"]))

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
        """Return how many outlets stand behind the claims `which`: those not counted that copied the words from an earlier one, or cite it.

        An article of which no outlet is known counts as an outlet of its own.
        """
        outlets = set()
        known = {self.articles[self.rows[i]["article"]].outlet for i in which}
        for i in which:
            row = self.rows[i]
            copied = any(
                p.later == row["article"]
                and any(self.rows[j]["article"] == p.first for j in which)
                and _is_copied(row, p.later_span)
                for p in copies
            )
            outlet = self.articles[row["article"]].outlet
            if not copied and not any(other and _cites(row, other) for other in known - {outlet}):
                outlets.add(outlet or f"#{row['article']}")
        return max(len(outlets), 1)


def _is_copied(row: dict[str, Any], passage: tuple[int, int]) -> bool:
    """Tell whether words of a claim stand in a passage that was copied, and with them all of its figures and dates.

    "It would report by 30 June" is no copy of "It would report by 15 July", however the sentence begins.
    """
    start, end = passage
    values = [(value["start"], value["end"]) for value in [*row["quantities"], *row["dates"]]]
    touches = start < row["content_spans"][-1][1] and row["content_spans"][0][0] < end
    return touches and all(start <= first and last <= end for first, last in values)


def _cites(row: dict[str, Any], outlet: str) -> bool:
    """Tell whether a claim is reported of an outlet, or came through it."""
    name = re.escape(re.sub(r"^the\s+", "", outlet, flags=re.IGNORECASE))
    return any(
        re.search(rf"\b{name}\b", row[column], re.IGNORECASE)
        for column in ("source", "via")
        if isinstance(row[column], str)
    )
