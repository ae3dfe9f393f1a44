"""Tables: any DataFrame, and the concordance, which has a form of its own."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.pages.markup import Fragment, escape, fragment, tag

NONE = tag("span", "–", class_="cb-none", title="none")


def table(
    rows: pd.DataFrame, columns: Mapping[str, str] | None = None, *, caption: str = "", most: int | None = None
) -> Fragment:
    """Return `rows` as a table in which no cell can be anything but text.

    Parameters
    ----------
    rows
        Any table.
    columns
        The columns to show with their headings; all of them under their own names if not given.
    caption
        What the table holds.
    most
        Show this many rows at most, and say how many there are.

    Examples
    --------
    >>> shown = table(pd.DataFrame({"word": ["<script>"]}), caption="Words")
    >>> "<script>" in shown, "&lt;script&gt;" in shown
    (False, True)
    """
    headings = {name: label for name, label in (columns or {str(c): str(c) for c in rows}).items() if name in rows}
    shown = rows if most is None else rows.head(most)
    numeric = {name for name in headings if pd.api.types.is_numeric_dtype(rows[name])}
    head = tag("tr", *(tag("th", label, scope="col", class_=_align(name, numeric)) for name, label in headings.items()))
    body = [
        tag(
            "tr",
            *(tag("td", cell(value), class_=_align(name, numeric)) for name, value in zip(headings, row, strict=True)),
        )
        for row in shown[list(headings)].itertuples(index=False, name=None)
    ]
    if len(shown) < len(rows):
        caption = f"{caption} (the first {len(shown)} of {len(rows)})".strip()
    if not body:
        return fragment(tag("p", f"{caption}: none." if caption else "None.", class_="cb-empty"), "no rows")
    content = tag("table", tag("caption", caption) if caption else "", tag("thead", head), tag("tbody", *body))
    return fragment(scroll(content, caption or "Table"), f"{caption or 'Table'}: {count(rows, 'row')}")


def scroll(content: Markup, label: str) -> Markup:
    """Return `content` in a box that scrolls sideways, by the keyboard too, where the page is too narrow for it."""
    return tag("div", content, class_="cb-scroll", role="region", aria_label=label, tabindex="0")


def cell(value: Any) -> Markup:
    """Return what stands in a cell: numbers with few digits, spans as ``12-34``, missing values as a dash.

    Examples
    --------
    >>> str(cell(0.12345)), str(cell((3, 9))), str(cell(["a", "b"]))
    ('0.123', '3–9', 'a, b')
    """
    if value is None or (not isinstance(value, (list, tuple, dict, set)) and pd.isna(value)):
        return NONE
    if isinstance(value, Markup):
        return value
    if isinstance(value, float):
        return escape(f"{value:.3g}".replace("-", "−"))
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(end, int) for end in value):
        return escape(f"{value[0]}–{value[1]}")
    if isinstance(value, (list, tuple)):
        return Markup(", ").join(cell(part) for part in value) if len(value) else NONE
    return escape(value)


def count(rows: pd.DataFrame | int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, in the singular where it is one.

    Examples
    --------
    >>> count(1, "claim"), count(0, "story", "stories")
    ('1 claim', '0 stories')
    """
    number = rows if isinstance(rows, int) else len(rows)
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def concordance(rows: pd.DataFrame, *, caption: str = "", most: int = 50) -> Fragment:
    """Return what `Story.find` found with the matches one under another (keyword in context)."""
    caption = f"{caption}: " if caption else ""
    body = [
        tag(
            "tr",
            tag("td", row.left, class_="cb-left"),
            tag("td", tag("b", row.match), class_="cb-match"),
            tag("td", row.right),
            tag("td", row.start, class_="cb-number"),
        )
        for row in rows.head(most).itertuples()
    ]
    if not body:
        return fragment(tag("p", f"{caption}not in the text in these words.", class_="cb-empty"), "no match")
    heads = [("before", "cb-left"), ("match", "cb-match"), ("after", None), ("at", "cb-number")]
    head = tag("tr", *(tag("th", label, scope="col", class_=name) for label, name in heads))
    more = f" (the first {most} of {len(rows)})" if len(rows) > most else ""
    caption += f"{count(rows, 'place')}{more}; “at” counts characters from the start of the text"
    content = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_="cb-kwic")
    return fragment(scroll(content, caption), caption)


def _align(name: str, numeric: set[str]) -> str | None:
    return "cb-number" if name in numeric else None
