"""Amounts: what quantities come to, and whether two may be the same though they are written, or rounded, differently."""

from analysis.claims.quantities import Quantity

BOUNDS = {"over": "low", "at least": "low", "under": "high", "at most": "high"}
"""Which end of what is meant a qualified number is."""
ROUGH = 0.15
"""A round number stands for one that is at most this share of it away: "about 300" for 271, hardly for 250."""
LEEWAY = {"about": (4, 4), "under": (4, 0), "over": (0, 4)}
"""By so many points a share may differ from a fraction that is qualified."""
ROUNDED = 1e-4
"""Three times a third, written with six decimals, is so far from a whole number at most."""


def of(quantity: Quantity) -> tuple[float, float, str]:
    """Return what two quantities must share to be equal: both bounds and the unit."""
    return quantity.low, quantity.high, quantity.unit


def may_be_equal(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities may be the same: equal, or one is a round number for the other, and said to be, or has fewer decimals.

    So may a number be that lies in a range ("200 or 250").  More than a number and less than it are not the same.

    Examples
    --------
    >>> from analysis.claims.quantities import find
    >>> said = find("roughly 270, 271, 280, nearly 300")
    >>> [may_be_equal(said[0], other) for other in said[1:]], may_be_equal(said[1], said[3]), may_be_equal(said[1], said[2])
    ([True, False, False], True, False)
    >>> third, most, whole, other = find("a third, nearly two thirds, 33 %, 62 %")
    >>> may_be_equal(third, whole), may_be_equal(third, other), may_be_equal(most, other)
    (True, False, True)
    >>> less, more, other = find("49.6 %, 49.59 %, 49.54 %")
    >>> may_be_equal(less, more), may_be_equal(less, other)
    (True, False)
    >>> span, inside, outside = find("200 to 250 men, 240 men, 260 men")
    >>> may_be_equal(span, inside), may_be_equal(outside, span)
    (True, False)
    >>> more, least, less = find("more than 200, at least 200, at most 200")
    >>> may_be_equal(more, least), may_be_equal(least, less)
    (True, False)
    """
    if of(one) == of(other):
        return {BOUNDS.get(one.qualifier), BOUNDS.get(other.qualifier)} != {"low", "high"}
    spans = [one.low != one.high, other.low != other.high]
    if one.unit != other.unit or all(spans):
        return False
    if any(spans):
        return max(one.low, other.low) <= min(one.high, other.high)
    return any(
        (rounded.qualifier != "" and exact.qualifier == "" and _rounds_to(exact.low, rounded))
        or _has_fewer_decimals(rounded.low, exact.low)
        or (one.unit == "%" and _is_near_fraction(rounded, exact.low))
        for rounded, exact in ((one, other), (other, one))
    )


def _has_fewer_decimals(rounded: float, exact: float) -> bool:
    """Tell whether a number with decimals is another one with fewer of them."""
    few, many = (len(f"{value:f}".rstrip("0").partition(".")[2]) for value in (rounded, exact))
    return 0 < few < many and round(exact, few) == rounded


def _is_near_fraction(fraction: Quantity, share: float) -> bool:
    """Tell whether a share is a third or two thirds in whole figures; "nearly two thirds" is some points less than that."""
    apart = share - fraction.low
    thirds = 3 * fraction.low
    if abs(thirds - round(thirds)) > ROUNDED or fraction.low.is_integer():
        return False
    less, more = LEEWAY.get(fraction.qualifier, (0, 0))
    return -1 - less < apart < 1 + more


def _rounds_to(exact: float, rounded: Quantity) -> bool:
    """Tell whether a number comes to the round one when as many of its last figures are rounded off as the round one has zeros.

    It lies on the side that the qualifier tells: 150 is not "more than 200".
    """
    whole, bound = rounded.low, BOUNDS.get(rounded.qualifier)
    if not whole.is_integer() or not whole or (bound == "low" and exact < whole) or (bound == "high" and exact > whole):
        return False
    zeros = len(digits := f"{whole:.0f}") - len(digits.rstrip("0"))
    return bool(zeros) and round(exact, -zeros) == whole and abs(exact - whole) <= ROUGH * abs(whole)
