"""Bylines and datelines: who wrote an article and where, which is no part of what it says."""

import re
from bisect import bisect_left

from analysis.article import Span

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?)"
# Not a senator's party and state: (R-Texas).
_AGENCY = r"\((?![DIR](?:-|\)))[A-Z][\w.&/’' -]{1,30}\)"
_REGION = r"(?:[A-Z][\w.’'-]*\s){0,2}[A-Z][\w.’'-]*"
_CAPITALS = rf"[A-Z][A-Z.’'-]+(?:[\s/][A-Z][A-Z.’'-]+){{0,3}}(?:,\s(?!{_DATE}){_REGION})?"
_TITLED = rf"(?!(?:\w+day|{_MONTH})\b)[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){{0,3}}(?:,\s(?!{_DATE}){_REGION})?"
_DASH = r"(?:\s*[—–―]+|\s+-{1,2}|--)\s*"
_NAME = r"(?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w.’'-]+"
# A sentence follows: "IBM — the maker of computers — grew" begins with no dateline.
_LINE = re.compile(
    rf"""^[^\S\n]*(?:
      (?:{_CAPITALS}(?:,?\s{_DATE})?(?:,?\s{_AGENCY})?
         | {_TITLED}(?:,?\s{_DATE}(?:,?\s{_AGENCY})?|,?\s{_AGENCY})
         | {_AGENCY})
      {_DASH}(?=["'“‘]?[A-Z0-9$£€])
    | [Bb][Yy]\s{_NAME}(?:(?:,\s|\sand\s|,\sand\s){_NAME})*(?:,\s[A-Z][\w.&’' -]{{1,40}})?[^\S\n]*$
    )""",
    re.VERBOSE | re.MULTILINE,
)


def find(text: str) -> list[Span]:
    r"""Return the bylines and datelines of `text`, each with the dash behind it, in order.

    A place in capitals is one before a dash alone; another one before a date or an agency in brackets and a dash.

    Examples
    --------
    >>> text = "By Ann Lee\n\nLONDON, March 3 (Agency) — The port is shut."
    >>> [text[start:end] for start, end in find(text)]
    ['By Ann Lee', 'LONDON, March 3 (Agency) — ']
    """
    return [match.span() for match in _LINE.finditer(text)]


def cut(spans: list[Span], lines: list[Span]) -> list[Span]:
    """Return `spans` without what lies in any of `lines`, both in order; a span that is nothing else is left out.

    Examples
    --------
    >>> cut([(0, 20), (30, 40)], [(0, 5), (28, 40)])
    [(5, 20)]
    """
    kept = []
    for start, end in spans:
        begin = start
        for first, last in lines[max(bisect_left(lines, (start, 0)) - 1, 0) :]:
            if first >= end:
                break
            if first <= begin < last:
                begin = last
        if begin < end:
            kept.append((begin, end))
    return kept
