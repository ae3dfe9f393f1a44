"""Where two claims differ in a number: quantities paired by their place or by what they count."""

import re
from itertools import combinations

from analysis import lexicons
from analysis.article import Span
from analysis.claims import quantities
from analysis.claims.quantities import Quantity
from analysis.comparison import alignment, amounts, markers, sides
from analysis.comparison.alignment import Alignment, Word
from analysis.comparison.sides import Side

Found = tuple[str, Span | None, Span | None]
"""The kind of a difference, and where it stands on either side."""

_HAS_DIGIT = re.compile(r"\d")
_PART_OF = re.compile(r"\s+of(?:\s+[\w'’-]+){1,3}")
_CAPITAL = re.compile(r"\b[A-Z][\w'’-]+")


def differ(a: Side, b: Side, laid: Alignment) -> tuple[list[Found], bool]:
    """Pair the quantities that have no equal on the other side, by their place or by what they count.

    Then pair what has a figure and was read as no quantity: ``5G`` for ``6G``, `one` for `two`.  Tell, too, whether none is left over
    on both sides: where each gives a count that the other has not, they do not tell the same.
    """
    here = [Quantity(**q) for q in a.claim["quantities"]]
    there = [Quantity(**q) for q in b.claim["quantities"]]
    settled = [[(d["start"], d["end"]) for d in side.claim["dates"]] for side in (a, b)]
    apart = [(one, other) for one in here for other in there if _are_of_different_groups(a, one, b, other)]
    found: list[Found] = []

    def settle(one: Quantity, other: Quantity, *, is_equal: bool) -> None:
        here.remove(one)
        there.remove(other)
        settled[0].append(one[:2])
        settled[1].append(other[:2])
        if is_equal:
            return
        if amounts.of(one) == amounts.of(other):
            found.append(("number", quantities.qualified(a.text, one), quantities.qualified(b.text, other)))
        else:
            found.append(("number", one[:2], other[:2]))

    for one, other in _swapped(here, there, laid):
        settle(one, other, is_equal=False)
    for is_equal in (True, False):
        for one in list(here):
            if is_equal:
                rivals = [q for q in there if amounts.may_be_equal(q, one)]
            else:
                rivals = [q for q in there if laid.is_opposite(one[:2], q[:2], markers.FEW)]
                rivals = rivals or [q for q in there if _counts_same(one, q, laid)]
                rivals = [
                    q
                    for q in rivals
                    if not sides.are_of_different_people(a, one[:2], b, q[:2]) and (one, q) not in apart
                ]
            if rivals:
                settle(one, rivals[0], is_equal=is_equal)
    for number, shares in enumerate(zip(*apart, strict=True)):
        settled[number] += [q[:2] for q in shares]
    for change in laid.changes:
        for left, right in zip(*change, strict=False) if len(change.a) == len(change.b) else ():
            spans = (left.start, left.end), (right.start, right.end)
            is_settled = any(map(alignment.overlaps, spans, settled)) or sides.are_of_different_people(
                a, spans[0], b, spans[1]
            )
            if _is_figure(left) and _is_figure(right) and not is_settled:
                found.append(("number", *spans))
    return found, not {q.unit for q in here} & {q.unit for q in there}


def _swapped(here: list[Quantity], there: list[Quantity], laid: Alignment) -> list[tuple[Quantity, Quantity]]:
    """Return the quantities that count the same where two such have each other's values: "40 women and 60 men", "60 women and 40 men"."""
    same = [(one, other) for one in here for other in there if _counts_same(one, other, laid)]
    for (one, other), (second, last) in combinations(same, 2):
        is_crossed = [*map(amounts.of, (one, second))] == [*map(amounts.of, (last, other))]
        if (
            is_crossed
            and not amounts.may_be_equal(one, other)
            and (one, last) not in same
            and (second, other) not in same
        ):
            return [(one, other), (second, last)]
    return []


def _counts_same(one: Quantity, other: Quantity, laid: Alignment) -> bool:
    """Tell whether two quantities have one unit and are followed by a word in common, which names what they count."""
    after = [
        {
            w.lower
            for w in [w for w in words if w.start >= q.end][:2]
            if len(w.lower) > 3 or w.lower not in lexicons.stop_words()
        }
        for words, q in ((laid.a, one), (laid.b, other))
    ]
    return one.unit == other.unit and bool(after[0] & after[1])


def _are_of_different_groups(a: Side, one: Quantity, b: Side, other: Quantity) -> bool:
    """Tell whether two quantities are parts of groups by different names: "91 % of Harnbians", "84 % of Corrickers"."""
    named = [
        {word.lower() for word in _CAPITAL.findall(match[0])} if match else set()
        for match in (_PART_OF.match(side.text, q.end) for side, q in ((a, one), (b, other)))
    ]
    return bool(named[0] and named[1]) and not named[0] & named[1]


def _is_figure(word: Word) -> bool:
    return bool(_HAS_DIGIT.search(word.text)) or word.lower in quantities.number_words()
