"""Dates in a text, normalized after TimeML's TIMEX3 values and laid against the day of publication."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from analysis.article import Span
from analysis.lexicons import key

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
MONTHS |= {name.lower()[:3]: n for n, name in enumerate(calendar.month_name) if n} | {"sept": 9}
DAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: n for n, word in enumerate(_NUMBERS, 1)}
COUNTS |= {"a": 1, "an": 1, "a few": 3, "a couple of": 2, "several": 3}
NAMED = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
AHEAD = "ahead"
LEAP_YEAR = 2000
LETTERS = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "Y"}
LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3653}

_MONTH = "(?:" + "|".join(
    n.capitalize() + (r"\b" if len(n) > 4 else r"\b\.?") for n in sorted(MONTHS, key=len, reverse=True) if n != "may"
) + ")"  # fmt: skip
# The month of May must be told from the modal verb, March from the verb: by a neighbour that only a month has.
_BEFORE_MONTH = (
    "in",
    "of",
    "by",
    "until",
    "since",
    "before",
    "after",
    "last",
    "next",
    "this",
    "early",
    "late",
    "from",
    "to",
)
_MAY = (
    "(?:" + "|".join(rf"(?<=\b{w}\s)" for w in _BEFORE_MONTH) + r"|(?<=\bmid-))May\b|\bMay(?=\s[0-9])|(?<=[0-9]\s)May\b"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)[0-9][0-9]"
_WEEKDAY = "(?:" + "|".join(d.capitalize() for d in DAYS) + ")"
_UNIT = r"(?:day|week|month|year|decade)s?"
_COUNT = r"(?:[0-9]{1,3}|" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
_PATTERN = re.compile(
    rf"""(?<![\w$£€.,-])(?:(?P<part>(?:the\s+)?(?:end|beginning|start|middle)\s+of|early(?:\s+in)?|late(?:\s+in)?|mid)[\s-]+)?(?:
      (?P<iso>{_YEAR}-[0-9][0-9]-[0-9][0-9])
    | (?:(?P<weekday1>{_WEEKDAY}),?\s+)?(?:
          (?:the\s+)?(?P<day1>{_DAY})(?:\s+of)?\s+(?P<month1>{_MONTH}|{_MAY})(?:,?\s+(?P<year1>{_YEAR}))?
        | (?P<month2>{_MONTH}|{_MAY})\s+(?P<day2>{_DAY})(?![0-9])(?:,?\s+(?P<year2>{_YEAR}))?)
    | (?:(?P<shift1>last|next|this)\s+)?(?P<month3>{_MONTH}|{_MAY})(?:,?\s+(?P<year3>{_YEAR}))?
    | (?:the\s+)?(?P<decade>{_YEAR})['’]?s
    | (?P<from>{_YEAR})\s?[-–]\s?(?P<until>{_YEAR}|[0-9][0-9])
    | (?P<year4>{_YEAR})
    | (?:(?P<shift2>last|next|this|this\s+past|this\s+coming)\s+)?(?P<weekday2>{_WEEKDAY})s?
    | (?P<named>today|tonight|yesterday|tomorrow)
    | (?:(?:within|in|over|during|for)\s+)?(?:the\s+)?(?P<shift3>last|past|previous|next|coming)\s+(?P<count1>{_COUNT})\s+(?P<unit1>{_UNIT})
    | (?P<over>(?:over|within|during|for)\s+)?(?:(?:the\s+)?(?P<shift4>last|past|previous|next|coming|this)|(?P<current>the\s+current))\s+(?P<unit2>{_UNIT})
    | (?P<count2>{_COUNT})\s+(?P<unit3>{_UNIT})\s+(?P<ago>ago|earlier|later|from\s+now)
    | (?P<within>within|in)\s+(?P<count3>{_COUNT})\s+(?P<unit4>{_UNIT})
    )(?![\w%])""",
    re.VERBOSE | re.IGNORECASE,
)


class Date(NamedTuple):
    """A date, where it stands, and which days it may mean.

    `value` is written as in TIMEX3: ``2019-06-06``, ``2019-06``, ``XXXX-06-06`` (no year said), ``XXXX-WXX-3`` (a
    Wednesday), ``P-6Y`` (the past six years), ``end-XXXX-04``.  `earliest` and `latest` are the first and last day it
    covers, ISO 8601, none where that needs a day of publication that is not known.

    See TimeML 1.2.1, Pustejovsky and others 2005.
    """

    start: int
    end: int
    value: str
    earliest: str | None
    latest: str | None


def find(text: str, published: dt.date | None = None, *, ahead: bool = False) -> list[Date]:
    """Return the dates of `text` in order; `published` decides what ``Monday`` and ``last month`` mean.

    A weekday is the last one up to the day of publication, or where the text looks `ahead` the first one from then on, as ``this
    Monday`` is; ``next Monday`` is the first one after; a month without a year is the one nearest to it.

    Examples
    --------
    >>> import datetime
    >>> day = datetime.date(2031, 3, 4)
    >>> [tuple(d)[2:] for d in find("on Monday, in April, since 2027", day)]
    [('XXXX-WXX-1', '2031-03-03', '2031-03-03'), ('XXXX-04', '2031-04-01', '2031-04-30'), ('2027', '2027-01-01', '2027-12-31')]
    >>> [(d.value, d.earliest) for d in find("last month and on 6 May")]
    [('P-1M', None), ('XXXX-05-06', None)]
    """
    if published and published.year in {dt.MINYEAR, dt.MAXYEAR}:
        # For "tomorrow" the calendar may end too near.
        published = None
    found = []
    for match in _PATTERN.finditer(text):
        groups = match.groupdict()
        if ahead and groups["weekday2"] and not groups["shift2"]:
            groups["shift2"] = AHEAD
        value, days = _read(groups, published)
        if not value:
            continue
        if groups["part"]:
            part = re.sub(r"\s+(of|in)$|^the\s+", "", key(groups["part"])).replace("beginning", "start")
            value, days = f"{part}-{value}", _part_of(part, days)
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        found.append(Date(start, match.end(), value, *_iso(days)))
    return found


def find_within(text: str, pieces: list[Span], published: dt.date | None = None, *, ahead: bool = False) -> list[Date]:
    """Return the dates in the `pieces` of `text`, with offsets in `text`; the rest as in `find`.

    Examples
    --------
    >>> [(d.start, d.end) for d in find_within("It closed in 2019.", [(3, 17)])]
    [(13, 17)]
    """
    found = [(start, d) for start, end in pieces for d in find(text[start:end], published, ahead=ahead)]
    return [d._replace(start=d.start + start, end=d.end + start) for start, d in found]


def spans(dates: list[Date]) -> list[Span]:
    """Return where `dates` stand."""
    return [(date.start, date.end) for date in dates]


Days = tuple[dt.date, dt.date] | None


def _read(groups: dict[str, str | None], published: dt.date | None) -> tuple[str, Days]:
    get = groups.get
    if get("iso"):
        said, month, day = (groups["iso"] or "").split("-")
        # "The order numbered 2019-13-45" tells no date.
        return _day(said, int(month), int(day), published) if 1 <= int(month) <= 12 and int(day) else ("", None)
    named = get("month1") or get("month2") or get("month3")
    if named and named[0].islower():
        return "", None
    if named:
        year = get("year1") or get("year2") or get("year3")
        number = MONTHS[key(named).rstrip(".")]
        return _day(year, number, int(re.sub(r"\D", "", get("day1") or get("day2") or "0")), published, get("shift1"))
    if get("decade"):
        decade = int(groups["decade"] or 0)
        return f"{decade // 10}X", (dt.date(decade, 1, 1), dt.date(decade + 9, 12, 31))
    if get("from"):
        first, last = groups["from"] or "", groups["until"] or ""
        last = first[: 4 - len(last)] + last
        if int(last) <= int(first):
            return "", None
        return f"{first}/{last}", (dt.date(int(first), 1, 1), dt.date(int(last), 12, 31))
    if get("year4"):
        return _day(get("year4"), 0, 0, published)
    if get("weekday2"):
        return _weekday(groups["weekday2"] or "", key(get("shift2") or ""), published)
    if get("named"):
        name = key(groups["named"] or "")
        shift = NAMED[name]
        on = published + dt.timedelta(shift) if published else None
        return f"P{shift}D" if shift else "PRESENT", (on, on) if on else None
    return _period(groups, published)


def _day(
    year: str | None, month: int, day: int, published: dt.date | None, shift: str | None = None
) -> tuple[str, Days]:
    """Return the value and the days of a date of which the parts that are 0 or none were not said."""
    value = "-".join([year or "XXXX", *([f"{month:02d}"] if month else []), *([f"{day:02d}"] if day else [])])
    years = [int(year)] if year else _years_near(published, shift)
    options = []
    for y in years:
        try:
            first = dt.date(y, month or 1, day or 1)
        except ValueError:
            continue
        last_month = month or 12
        options.append((first, dt.date(y, last_month, day or calendar.monthrange(y, last_month)[1])))
    if not options:
        is_some_day = not day or day <= calendar.monthrange(LEAP_YEAR, month)[1]
        return (value, None) if is_some_day and not years else ("", None)
    if shift and key(shift) == "last" and published:
        options = [o for o in options if o[1] < published][-1:] or options
    if shift and key(shift) == "next" and published:
        options = [o for o in options if o[0] > published][:1] or options
    return value, min(options, key=lambda o: abs((o[0] - published).days)) if published else options[0]


def _years_near(published: dt.date | None, shift: str | None) -> list[int]:
    if not published:
        return []
    if shift and key(shift) == "this":
        return [published.year]
    return [y for y in (published.year - 1, published.year, published.year + 1) if 1 <= y <= 9999]


def _weekday(name: str, shift: str, published: dt.date | None) -> tuple[str, Days]:
    number = DAYS[key(name)]
    value = f"XXXX-WXX-{number + 1}"
    if not published:
        return value, None
    if shift in {AHEAD, "this"}:
        on = published + dt.timedelta((number - published.weekday()) % 7)
    elif shift in {"next", "this coming"}:
        on = published + dt.timedelta((number - published.weekday() - 1) % 7 + 1)
    else:
        back = (published.weekday() - number) % 7
        on = published - dt.timedelta(back or (7 if shift == "last" else 0))
    return value, (on, on)


def _period(groups: dict[str, str | None], published: dt.date | None) -> tuple[str, Days]:
    """Return the value and the days of ``the past six years``, ``last month``, ``two weeks ago``, ``within a month``."""
    unit = key(next(g for n in "1234" if (g := groups[f"unit{n}"]))).rstrip("s")
    said = key(next((g for n in "123" if (g := groups[f"count{n}"])), "one"))
    count = int(said) if said.isdigit() else COUNTS[said]
    count *= 10 if unit == "decade" else 1
    shift = key(groups["shift3"] or groups["shift4"] or "")
    if groups["current"] or shift == "this":
        return f"P0{LETTERS[unit]}", _around(unit, published)
    length = dt.timedelta(LENGTHS[unit] * (count // 10 if unit == "decade" else count))
    ago = key(groups["ago"] or "")
    backward = shift in {"last", "past", "previous"} or ago in {"ago", "earlier"}
    value = f"P{'-' if backward else ''}{count}{LETTERS[unit]}"
    if not published or ago in {"earlier", "later"}:
        return value, None
    try:
        there = published - length if backward else published + length
    except OverflowError:
        return value, None
    if ago or (shift in {"last", "next"} and groups["shift4"] and not groups["over"]):
        return value, _around(unit, there)
    return value, (min(published, there), max(published, there))


def _around(unit: str, day: dt.date | None) -> Days:
    """Return the week, month, year that `day` lies in; the day itself for a day."""
    if not day:
        return None
    if unit == "week":
        monday = day - dt.timedelta(day.weekday())
        return monday, monday + dt.timedelta(6)
    if unit == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if unit == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    return day, day


def _part_of(part: str, days: Days) -> Days:
    """Return the first, middle or last third of `days`."""
    if not days:
        return None
    first, last = days
    third = (last - first) / 3
    if part in {"end", "late"}:
        return last - third, last
    if part in {"middle", "mid"}:
        return first + third, last - third
    return first, first + third


def _iso(days: Days) -> tuple[str | None, str | None]:
    return (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
