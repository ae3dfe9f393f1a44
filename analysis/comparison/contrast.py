"""Typed differences between two claims that say the same: numbers, dates, names, negation, modality, certainty, attribution.

Differences are for a person to check.  None of them is a verdict that one claim contradicts the other.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.article import Span
from analysis.claims.quantities import Quantity
from analysis.comparison import alignment, amounts, counts, markers, namesakes, sides
from analysis.comparison.alignment import Alignment, Word
from analysis.comparison.counts import Found
from analysis.comparison.sides import Side
from analysis.entities import gazetteer

KINDS = ("number", "date", "name", "negation", "modality", "certainty", "attribution")
HALF = 0.5
"""Where no predicate is known, this share of the words must be the same to say the same."""
SURE = 0.8
"""Who says something is compared where the model is at least so sure of who does."""
MANY = 3
"""Claims with so many values that differ are of two things."""


class Difference(NamedTuple):
    """What differs, and the words on both sides with their spans; no span and no words where one side has nothing there."""

    kind: str
    a: str
    a_span: Span | None
    b: str
    b_span: Span | None

    def turned(self) -> "Difference":
        """Return the same difference as seen from the other side."""
        return Difference(self.kind, self.b, self.b_span, self.a, self.a_span)


def find(a: Side, b: Side) -> list[Difference]:
    """Return the typed differences between two claims of like content, in the order of `KINDS`."""
    laid = alignment.align(
        alignment.words(a.text, a.claim["content_spans"]), alignment.words(b.text, b.claim["content_spans"])
    )
    numbers, is_counted_alike = counts.differ(a, b, laid)
    values = [*numbers, *_dates(a, b, laid), *_names(a, b, laid)]
    if len(values) >= MANY:
        # Where next to nothing is the same, two things are spoken of: two polls, not one in two versions.
        return []
    found = [
        *values,
        *(("negation", *pair) for pair in [markers.negation(a, b, laid)] if pair and not sides.deny_alike(a, b)),
        *(("modality", *pair) for pair in [markers.modal(a, b, laid)] if pair),
    ]
    is_known = bool(a.predication.stems and b.predication.stems) or laid.ratio >= HALF
    if is_counted_alike and is_known and sides.predicate_same(a, b) and sides.is_said(a) == sides.is_said(b):
        # How firmly, and by whom, the same is said; of two contents that say different things neither is a difference.
        found += [*_certainty(a, b, laid), *(_attribution(a, b) if _tell_of_same(a, b) else [])]
    return [_show(a, b, *one) for one in found]


def unmatched(a: Side, b: Side) -> tuple[list[Span], list[Span]]:
    """Return the spans of the quantities and dates of either claim that have no equal in the other, in order."""
    return _without_equal(a, b), _without_equal(b, a)


def _without_equal(side: Side, other: Side) -> list[Span]:
    here, there = ([Quantity(**q) for q in s.claim["quantities"]] for s in (side, other))
    days, others = side.claim["dates"], other.claim["dates"]
    lone = [q[:2] for q in here if not any(amounts.may_be_equal(q, r) for r in there)]
    return sorted(lone + [(d["start"], d["end"]) for d in days if not any(_is_compatible(d, e) for e in others)])


def _show(a: Side, b: Side, kind: str, s: Span | None, t: Span | None) -> Difference:
    """Add the words that differ; where no words show how firmly either is said, that in a word."""
    if kind == "certainty" and s is None and t is None:
        return Difference(kind, a.claim["certainty"], None, b.claim["certainty"], None)
    return Difference(kind, a.words(s), s, b.words(t), t)


def _dates(a: Side, b: Side, laid: Alignment) -> list[Found]:
    here, there = list(a.claim["dates"]), list(b.claim["dates"])
    for one in list(here):
        equal = next((d for d in there if _is_compatible(one, d)), None)
        if equal:
            here.remove(one)
            there.remove(equal)
    found: list[Found] = []
    for one in here:
        span = (one["start"], one["end"])
        rivals = [d for d in there if laid.is_opposite(span, (d["start"], d["end"]), markers.FEW)]
        if not rivals and len(here) == len(there) == 1 and sides.predicate_same(a, b):
            # The only dates of two claims that say the same are of the same event, if it is what both tell first.
            rivals = there[:]
        if rivals:
            there.remove(rivals[0])
            found.append(("date", span, (rivals[0]["start"], rivals[0]["end"])))
    return found


def _shape(value: str) -> str:
    return re.sub(r"\d", "d", value)


def _is_compatible(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two dates may be the same day or one part of the other: ``June 2019`` and ``2019``, not two months."""
    if one["value"] == other["value"]:
        # "Today" in two papers is the same day more often than not: a quotation, or the days on which they went to print.
        return True
    if _fits(one["value"], other["value"]) or _fits(other["value"], one["value"]):
        # Which year is meant by "11 September" is a guess from the day of publication.
        return True
    if one["earliest"] and other["earliest"]:
        (low, high), (first, last) = ((d["earliest"], d["latest"]) for d in (one, other))
        if (low, high) == (first, last):
            return True
        if low <= last and first <= high and abs(_days(one) - _days(other)) <= 1:
            # "This week" and "the past week" may be the same days; two months or years share none.
            return True
        inside = (low <= first and last <= high) or (first <= low and high <= last)
        lengths = "P" in one["value"] and "P" in other["value"]
        return inside and not lengths and _shape(one["value"]) != _shape(other["value"])
    return False


def _fits(value: str, other: str) -> bool:
    """Tell whether one value is the other with parts, as its year, not said."""
    return re.fullmatch(re.sub("X+", r"\\w+", re.escape(value)), other) is not None


def _days(date: Mapping[str, Any]) -> int:
    first, last = (dt.date.fromisoformat(str(date[side])[:10]) for side in ("earliest", "latest"))
    return (last - first).days


def _names(a: Side, b: Side, laid: Alignment) -> list[Found]:
    """Pair the names that stand in each other's place and cannot mean the same.

    Of claims that tell different things first none does, nor of claims that nothing else ties together ("Lee did not answer").
    """
    if laid.ratio < HALF and not (_are_tied(a, b) and sides.predicate_same(a, b)):
        return []
    dated = [(d["start"], d["end"]) for side in (a, b) for d in side.claim["dates"]]
    # Whom the other claim knows: its source too.
    known = [_everybody(side) | {side.claim["source_entity"]} for side in (b, a)]
    found: list[Found] = []
    for change in laid.changes:
        if not change.a or not change.b or len(change.a) > markers.FEW or len(change.b) > markers.FEW:
            continue
        left, right = _name(a, laid.a, change.a), _name(b, laid.b, change.b)
        if not left or not right or alignment.overlaps(left, dated) or alignment.overlaps(right, dated):
            continue
        entities = _entities(a, left), _entities(b, right)
        if any(here & others for here, others in zip(entities, known, strict=True)):
            # "Lee will meet Ng" and "Ng is to meet Lee", "Lee won Corrick and Harnby" and "Harnby and Tarn": no name stands for another.
            continue
        same = entities[0] & entities[1]
        if (
            not same
            and not namesakes.is_alike(a.words(left), b.words(right))
            and not any(namesakes.is_alike(x, y) for x in entities[0] for y in entities[1])
        ):
            found.append(("name", left, right))
    return found


def _are_tied(a: Side, b: Side) -> bool:
    """Tell whether two claims have a name, a figure, a date or their source in common."""
    if sides.share_source(a, b) or len(_without_equal(a, b)) < len(a.claim["quantities"]) + len(a.claim["dates"]):
        return True
    return any(namesakes.is_alike(one, other) for one in _everybody(a) for other in _everybody(b))


def _name(side: Side, words: list[Word], changed: list[Word]) -> Span | None:
    """Return the name that the changed words belong to: a mention, else a run of capitalised words inside the sentence."""
    for word in changed:
        for start, end, _ in side.names:
            if start <= word.start < end:
                return start, end
    for word in changed:
        if word.text in gazetteer.titles():
            continue
        before = side.text[: word.start].rstrip(" \"'“‘(")
        if word.text[0].isupper() and before and before[-1] not in ".!?:\n" and word.start != words[0].start:
            at = words.index(word)
            first = last = at
            while first > 1 and words[first - 1].text[0].isupper() and words[first - 1].end + 1 == words[first].start:
                first -= 1
            while (
                last + 1 < len(words)
                and words[last + 1].text[0].isupper()
                and words[last].end + 1 == words[last + 1].start
            ):
                last += 1
            return words[first].start, words[last].end
    return None


def _entities(side: Side, span: Span) -> set[str]:
    return {entity for start, end, entity in side.names if start < span[1] and span[0] < end}


def _everybody(side: Side) -> set[str]:
    return {entity for *_, entity in side.names}


def _certainty(a: Side, b: Side, laid: Alignment) -> list[Found]:
    """Return how firmly two clauses are put forward, where that differs: a call "to leave" and a promise "to leave" are neither."""
    firmness = {a.claim["certainty"], b.claim["certainty"]}
    if len(firmness) == 1 or sides.deny_alike(a, b) or {a.predication.form, b.predication.form} != {"clause"}:
        return []
    if "promised" in firmness and not sides.share_source(a, b):
        # A promise is its maker's own.
        return []
    marked = [[(word[0], word[1]) for word in side.claim["certainty_words"]] for side in (a, b)]
    for number, (side, spans) in enumerate(zip((a, b), marked, strict=True)):
        inside = [span for span in spans if alignment.overlaps(span, side.claim["content_spans"])]
        if inside and not any(markers.tells(side, span, laid, number) for span in inside):
            return []
    return [("certainty", marked[0][0] if marked[0] else None, marked[1][0] if marked[1] else None)]


def _tell_of_same(a: Side, b: Side) -> bool:
    """Tell whether two contents may be of the same: not where each names somebody or a place of its own ("won Corrick", "won Harnby")."""
    here, there = _everybody(a), _everybody(b)
    return not all(
        any(not any(namesakes.is_alike(name, other) for other in others) for name in names)
        for names, others in ((here, there), (there, here))
    )


def _attribution(a: Side, b: Side) -> list[Found]:
    left, right = a.source(), b.source()
    if (left is None and right is None) or any(side.claim["confidence"] < SURE for side in (a, b)):
        return []
    if a.claim["kind"] == b.claim["kind"] and not sides.have_different_sources(a, b):
        return []
    return [("attribution", left, right)]
