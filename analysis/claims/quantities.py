"""Quantities in a text, normalized: counts, money, shares, measures, ordinals, ranges."""

import math
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.article import Span
from analysis.lexicons import key

UNCOUNTED = frozenset({"one", "zero"})
PEOPLE = (
    "adults", "americans", "children", "companies", "families", "households", "men", "patients", "people", "residents",
    "respondents", "students", "voters", "women", "workers",
)  # fmt: skip
"""Of whom "two in three" is a share; "in three days" it is none."""
QUALIFIERS = {
    "about": ("about", "around", "roughly", "approximately", "some", "an estimated", "estimated", "or so"),
    "under": ("nearly", "almost", "under", "less than", "fewer than", "close to"),
    "over": ("more than", "over", "above", "upwards of", "in excess of"),
    "at least": ("at least", "no fewer than", "no less than"),
    "at most": ("at most", "no more than", "up to"),
}
PARTS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
DIGITS = frozenset("0123456789" + PARTS)
NEAR = 24
"""A sign or a qualifier stands within so many characters before its number."""


# "Fell to -5 degrees", "minus 5 per cent": no hyphen between words, nor a dash.
_BELOW_ZERO = re.compile(r"(?:(?<=[\s(])|(?<!.))(?P<minus>[-−]|minus\s+)(?:[$£€])?\Z", re.IGNORECASE | re.DOTALL)


class Quantity(NamedTuple):
    """A quantity, where it stands, and what it comes to.

    `low` and `high` differ for a range only; `unit` is empty for a plain count, ``ordinal`` for a rank, ``%`` for shares
    (a half is 50), an ISO 4217 code for money, else an SI name, into which the value was converted; `qualifier` is
    ``about``, ``under``, ``over``, ``at least``, ``at most`` or empty.  How often something happens has the unit ``times``.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    qualifier: str


def find(text: str) -> list[Quantity]:
    """Return the quantities of `text` in order.

    A number that is part of a name (``5G``, ``COVID-19``) or of a time of day is none.  `one` counts with a unit or
    inside a larger number only: it is more often a pronoun.

    Examples
    --------
    >>> [(q.low, q.high, q.unit, q.qualifier) for q in find("nearly 30 ships, $1.2 billion, two to three miles")]
    [(30.0, 30.0, '', 'under'), (1200000000.0, 1200000000.0, 'USD', ''), (3218.688, 4828.032, 'metre', '')]
    >>> [(q.low, q.unit) for q in find("a third of the 5G masts, the eighth, twenty-one per cent")]
    [(33.333333, '%'), (8.0, 'ordinal'), (21.0, '%')]
    >>> [(q.low, q.unit) for q in find("two in three people, two out of five, twice, three times")]
    [(66.666667, '%'), (40.0, '%'), (2.0, 'times'), (3.0, 'times')]
    >>> [(q.start, q.low) for q in find("from -5 % to minus 3 %, a 4-5 win")]
    [(5, -5.0), (13, -3.0), (26, 4.0)]
    """
    pattern = _pattern()
    found, at = [], 0
    while match := pattern.search(text, at):
        quantity, at = _read(match, *match.span("whole")), match.end()
        if quantity and quantity.low > quantity.high:
            # "It paid $2 million to two firms": no range, but two quantities; a score, "5-3", is none.
            first = pattern.match(text, match.start(), match.start("second"))
            is_word_between = first and re.search("[A-Za-z]", text[first.end() : match.start("second")])
            quantity = _read(first, *first.span("whole")) if first and is_word_between else None
            at = first.end() if first and quantity else at
        if quantity:
            found.append(quantity)
    return found


def find_within(text: str, pieces: list[Span], taken: list[Span]) -> list[Quantity]:
    """Return the quantities in the `pieces` of `text`, with offsets in `text`; those in the spans `taken` are left out.

    Examples
    --------
    >>> find_within("In 2019 it sold 300 cars.", [(8, 24)], [(3, 7)])
    [Quantity(start=16, end=19, low=300.0, high=300.0, unit='', qualifier='')]
    """
    found = [(start, q) for start, end in pieces for q in find(text[start:end])]
    moved = [q._replace(start=q.start + start, end=q.end + start) for start, q in found]
    return [q for q in moved if not any(q.start < e and s < q.end for s, e in taken)]


def qualified(text: str, quantity: Quantity) -> Span:
    """Return where a quantity stands in `text` with the words before it that qualify it.

    >>> text = "It sold more than 200 cars."
    >>> [text[slice(*qualified(text, q))] for q in find(text)]
    ['more than 200']
    """
    spellings = QUALIFIERS.get(quantity.qualifier)
    pattern = re.compile(rf"\b{lexicons.either(spellings or ())}\s+\Z", re.IGNORECASE)
    before = spellings and pattern.search(text, max(quantity.start - NEAR, 0), quantity.start)
    return before.start() if before else quantity.start, quantity.end


def number_words() -> frozenset[str]:
    """Return the words for numbers: ``one`` to ``ninety``, the scales, and the ordinals."""
    return frozenset(word for kind in ("number", "scale", "ordinal") for word in _numbers(kind) if len(word) > 2)


def _read(match: re.Match[str], start: int, end: int) -> Quantity | None:
    groups = match.groupdict()
    qualifier = _qualifier(groups["qualifier"])
    if groups["ordinal"]:
        word = key(groups["ordinal"])
        value = float(re.sub(r"\D", "", word)) if word[0].isdigit() else _spelled(word, "ordinal")
        return Quantity(start, end, value, value, "ordinal", qualifier)
    if groups["often"]:
        value = _numbers("frequency")[key(groups["often"])]
        return Quantity(start, end, value, value, "times", qualifier)
    if groups["some"]:
        some, all_ = (_number(key(groups[name])) for name in ("some", "all"))
        if not 0 < some < all_:
            return None
        value = _round(100 * some / all_)
        return Quantity(start, end, value, value, "%", qualifier)
    if groups["fraction"]:
        many = _spelled(key(groups["parts"]), "number") if groups["parts"] else 1.0
        value = _round(100 * many * _numbers("fraction")[key(groups["fraction"])])
        return Quantity(start, end, value, value, "%", qualifier)
    sign = key(groups["sign"] or "").replace(" ", "")
    word = "%" if groups["percent"] else key((groups["unit"] or "").replace("-", " "))
    if word and word not in _units() and word.rstrip("s") in _units():
        word = word.rstrip("s")
    _, unit, factor = _units().get(sign) or _units().get(word) or ("", "", 1.0)
    first, second = key(groups["first"]), key(groups["second"] or "")
    if first in UNCOUNTED and not (second or unit or groups["scale2"] or groups["scale1"]):
        return None
    if unit == "" and not second and _is_part_of_name(match):
        return None
    scale2 = _scale(groups["scale2"])
    scale1 = _scale(groups["scale1"]) if groups["scale1"] else (scale2 if second else 1.0)
    low = _number(first) * scale1 * factor
    high = _number(second) * scale2 * factor if second else low
    if not math.isfinite(low + high):
        return None
    first_at = match.start("first")
    if below := _BELOW_ZERO.search(match.string, max(first_at - NEAR, 0), first_at):
        if below.end() == start:
            start = below.start("minus")
        low, high = -low, high if second else -low
    return Quantity(start, end, _round(low), _round(high), unit, qualifier)


def _is_part_of_name(match: re.Match[str]) -> bool:
    """Tell whether the number is glued to letters or digits: ``5G``, ``F-16``, ``7:30``, ``COVID-19``."""
    before = match.string[: match.start("first")][-2:]
    after = match.string[match.end("first") : match.end("first") + 8]
    return bool(
        re.search(r"[\w.:/]$|\w[-‑–]$", before) or re.match(r"[A-Za-z_/]|[:.]\d|\s*(?:[ap]\.?m\b|o['’]clock)", after)
    )


def _qualifier(words: str | None) -> str:
    words = key(words or "")
    return next((kind for kind, spellings in QUALIFIERS.items() if words in spellings), "")


def _number(words: str) -> float:
    if words[0] in DIGITS:
        figures = re.sub(r"[,'’\s]", "", words)
        whole = figures.rstrip(PARTS)
        return float(whole or 0) + sum(map(unicodedata.numeric, figures[len(whole) :]))
    return _spelled(words, "number")


def _spelled(words: str, kind: str) -> float:
    """Return the value of number words: ``two hundred and six``, ``twenty-first``."""
    numbers, scales = _numbers("number"), _numbers("scale")
    total = current = 0.0
    for word in re.split(r"[\s-]+", words):
        if word in numbers:
            current += numbers[word]
        elif word == "half":
            current += 0.5
        elif word in scales:
            current = (current or 1.0) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0.0
        elif kind == "ordinal" and word in _numbers("ordinal"):
            current += _numbers("ordinal")[word]
        elif word in {"a", "an"}:
            current = current or 0.0
    return total + current


def _scale(word: str | None) -> float:
    return _numbers("scale")[key(word)] if word else 1.0


def _round(value: float) -> float:
    # Zero has no sign.
    return float(f"{value:.8g}") + 0.0


@cache
def _numbers(kind: str) -> dict[str, float]:
    table = lexicons.read("numbers")
    rows = table[table["kind"] == kind]
    return dict(zip(rows["word"], rows["value"].astype(float), strict=True))


@cache
def _units() -> dict[str, tuple[str, str, float]]:
    table = lexicons.read("units")
    return {row.word: (row.kind, row.unit, float(row.factor)) for row in table.itertuples()}


@cache
def _pattern() -> re.Pattern[str]:
    def either(words: list[str]) -> str:
        return lexicons.either(words, space=r"[\s-]+")

    signs = [w for w, (kind, *_) in _units().items() if kind == "money" and not w.isalpha()]
    units = [w for w in _units() if w[-1].isalpha()]
    small = either([*_numbers("number"), "hundred", "thousand", "million", "billion", "trillion", "dozen"])
    spelled = rf"(?:(?:a|an|half\s+a)[\s-]+(?=hundred|thousand|million|billion|trillion|dozen))?(?:{small})\b(?:(?:[\s-]+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)(?:{small})\b)*"
    # "1,200", as in India "1,00,000", as in Switzerland "1'200"; "2½" and "½".
    plain = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]{1,3}(?:['’][0-9]{3})+|[0-9]+"
    digits = rf"(?:(?:{plain})(?:\.[0-9]+|\s?[{PARTS}])?|[{PARTS}])"
    number = rf"(?:{digits}|{spelled}(?:\s+and\s+a\s+half\b)?)"
    big = either(["hundred", "thousand", "million", "billion", "trillion", "dozen"])
    scale = rf"(?:[\s-]?(?P<scale{{n}}>{big}|bn|mn|tn|[kmb])\b)"
    qualifiers = either([w for words in QUALIFIERS.values() for w in words])
    ordinals = either([w for w in _numbers("ordinal") if w not in {"first", "second"}])
    tens = either([w for w, value in _numbers("number").items() if value >= 20])
    ones = either([w for w, value in _numbers("ordinal").items() if value < 10])
    fractions = either(list(_numbers("fraction")))
    parts = either([w for w, value in _numbers("number").items() if 1 < value < 10])
    each = rf"(?:[0-9]{{1,3}}|{small})"
    often = either([w for w in _numbers("frequency") if w != "once"])
    people = either(list(PEOPLE))
    return re.compile(
        rf"""(?<![\w.,])(?:(?P<between>between)\s+)?(?:(?P<qualifier>{qualifiers})\s+)?(?P<whole>
          (?P<ordinal>[0-9]+(?:st|nd|rd|th)\b | \b(?:{tens})-(?:{ones})\b
             | (?:(?<=\bthe\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\bits\s)|(?<=['’]s\s)|(?<=\ba\s))(?:first|second|{ordinals})\b(?!\s+of\b|-\w)
             | \b(?:{ordinals})\b(?!\s+of\b|-\w) )
        | \b(?P<often>{often} | (?<!at\s)once(?=\s+(?:since|because|(?:a|per|every)\s+(?:day|week|month|year))\b|\s*(?:[.,;]|$)))\b
        | (?P<some>{each})\s+(?:out\s+of(?:\s+every)?|in(?:\s+every)?(?=\s+{each}\s+(?:{people})\b))\s+(?P<all>{each})\b
        | (?:(?:a|one|(?P<parts>{parts}))[\s-]+)?(?P<fraction>{fractions})\b(?=\s+(?:of|the|its|their|as)\b|[.,;]|$)
        | (?:(?P<sign>{either(signs)})\s?)?(?P<first>{number}){scale.format(n=1)}?
          (?:(?:\s?[-–—]\s?|(?(between)\s+(?:and|to)\s+|\s+(?:to|or)\s+))(?:(?P=sign))?(?P<second>{number}){scale.format(n=2)}?)?
          (?:[\s-]?(?P<unit>{either(units)})\b|(?P<percent>\s?%))?
        )""",
        re.VERBOSE | re.IGNORECASE,
    )
