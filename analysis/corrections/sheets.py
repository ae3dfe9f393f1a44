"""The sheet of a researcher's corrections: its columns, how it is read, and where in the article its rows stand.

The schema is described in ``data/corrections/README.md``.
"""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import exports, paths
from analysis.article import Article
from analysis.errors import ClaimbookError

DIGITS = 9
"""More than the place of any character in an article has."""

COLUMNS = ["article", "sha256", "layer", "start", "end", "words", "found", "action", "field", "value"]
ACTIONS = {
    "mention": frozenset({"merge", "split", "rename", "drop", "add"}),
    "claim": frozenset({"drop", "edit", "add"}),
}
CHOICES = {
    "kind": frozenset({"reported", "stated"}),
    "source_kind": frozenset({"person", "organization", "government", "publication", "unnamed group", "document"}),
    "quotation": frozenset({"direct", "mixed", "indirect"}),
    "act": frozenset({"speech", "attitude"}),
    "certainty": frozenset({"asserted", "hedged", "alleged", "denied", "promised", "asked"}),
    "negated": frozenset({"true", "false"}),
}
WORDED = ("source", "cue", "content")
"""Fields of a claim whose value is words of the article."""
FREE = ("source_entity", "modality", "via")
"""Fields of a claim whose value is any text."""
LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})


Edits = list[tuple[int, dict[str, Any]]]
"""Edits that can be laid over the article, each with its number among all of them."""


def place_of(article: Article) -> Path:
    """Return where the article's sheet is kept."""
    return paths.corrections() / f"{article.id}.csv"


def read(article: Article) -> pd.DataFrame:
    """Return the edits in the article's sheet: its rows that name an action, in their order; none without a sheet.

    `start` and `end` are where the words stand in the article as it is now: where its text has changed, the occurrence
    nearest to the old one.  `why` says why a row could not be placed; it is missing where it could.

    Raises
    ------
    ClaimbookError
        For a sheet that is not in order, with the row that is not.
    """
    path = place_of(article)
    rows = [_check(path, number, row) for number, row in _rows(path) if row["action"]]
    placed = [{**row, **_locate(article, row)} for row in rows]
    table = pd.DataFrame(placed, columns=[*COLUMNS, "why"])
    # Left to itself, pandas would turn the missing reasons among others into NaN.
    table["why"] = pd.Series([row["why"] for row in placed], dtype="object")
    return table.astype({"start": int, "end": int}) if len(table) else table


def edits(article: Article, layer: str) -> Edits:
    """Return the edits of a layer that could be placed."""
    if not place_of(article).exists():
        return []
    rows = enumerate(read(article).to_dict("records"))
    return [(i, row) for i, row in rows if row["layer"] == layer and row["why"] is None]


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the sheet's rows with their numbers, however the spreadsheet program saved them."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ClaimbookError(f"{path}: could not be read ({error.strerror}); check its permissions") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ClaimbookError(f"{path}: not saved as UTF-8; save the sheet again as 'CSV UTF-8'") from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = [(number, line) for number, line in enumerate(reader, start=1) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise ClaimbookError(
            f"{path}: not a sound sheet ({error}); look for a quotation mark without its partner"
        ) from None
    header = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    if missing := [name for name in COLUMNS if name not in header]:
        raise ClaimbookError(
            f"{path}: the column {missing[0]!r} is missing; write the sheet anew and copy your edits into it"
        )
    rows = []
    for number, line in lines[1:]:
        # Some programs write the line ends within a cell their own way.
        whole = (exports.unprotect(cell).strip().replace("\r\n", "\n").replace("\r", "\n") for cell in line)
        cells = dict(zip(header, whole, strict=False))
        rows.append((number, {name: cells.get(name, "") for name in COLUMNS}))
    return rows


def _check(path: Path, number: int, row: dict[str, str]) -> dict[str, str]:
    def refuse(what: str) -> ClaimbookError:
        return ClaimbookError(f"{path}: row {number}: {what}")

    row = row | {name: row[name].lower() for name in ("layer", "action", "field")}
    row = row | {name: row[name].removesuffix(".0").removesuffix(",0") for name in ("start", "end")}
    layer, action, field, value = row["layer"], row["action"], row["field"], row["value"]
    if layer not in ACTIONS:
        raise refuse(f"{layer!r} is no layer; write mention or claim")
    if action not in ACTIONS[layer]:
        raise refuse(f"{action!r} is nothing that can be done to a {layer}; use {', '.join(sorted(ACTIONS[layer]))}")
    if not row["words"]:
        raise refuse("the words that it is about are missing; copy them from the article into 'words'")
    places = [row[name] for name in ("start", "end") if row["start"] or row["end"]]
    if not all(place.isdecimal() and len(place) <= DIGITS for place in places):
        raise refuse("'start' and 'end' must be whole numbers, or both empty")
    if layer == "mention" and action != "drop" and not value:
        raise refuse(f"'value' is empty; {action} needs the entity's name there")
    if layer == "mention" and action == "add" and field.upper() not in LABELS | {""}:
        raise refuse(f"{field!r} is no label; use one of {', '.join(sorted(LABELS))}, or leave 'field' empty")
    if action == "edit" and field not in {*WORDED, *FREE, *CHOICES}:
        raise refuse(f"{field!r} is no field that can be edited; use {', '.join([*WORDED, *FREE, *CHOICES])}")
    if action == "edit" and field in CHOICES and value.lower() not in CHOICES[field]:
        raise refuse(f"{value!r} is no {field}; use {', '.join(sorted(CHOICES[field]))}")
    return row


def _locate(article: Article, row: dict[str, str]) -> dict[str, int | str | None]:
    """Return where the row's words stand now: at the old place, else where they stand nearest to it.

    Where a spreadsheet has respelled them, and the text is still the same, their place tells what they were.
    """
    words, text = row["words"], article.text
    old = int(row["start"] or 0)
    same = row["sha256"] == article.sha256
    if row["article"] not in {"", article.id} and not same:
        why = f"it is about the article {row['article']!r}; move it to that one's sheet"
        return {"start": old, "end": int(row["end"] or old), "why": why}
    there = text[old : int(row["end"] or old)]
    if same and _is_respelled(words, there):
        return {"start": old, "end": old + len(there), "words": there, "why": None}
    if text[old : old + len(words)] == words:
        return {"start": old, "end": old + len(words), "why": None}
    start = nearest(text, words, old)
    if start is None:
        changed = "" if same or not row["sha256"] else "; the article's text has changed since"
        return {"start": old, "end": int(row["end"] or old), "why": f"its words are not in the article{changed}"}
    return {"start": start, "end": start + len(words), "why": None}


def _is_respelled(words: str, there: str) -> bool:
    """Tell whether a spreadsheet may have made `words` of what stands there: a date of "3-4", 2.5 of "2.50"."""
    return bool(re.search(r"\d", words)) and bool(re.fullmatch(r"[\d\s.,:/%$£€+-]+", there)) and there == there.strip()


def nearest(text: str, words: str, place: int) -> int | None:
    """Return where `words` stand in `text` nearest to `place`; none where they do not.

    Examples
    --------
    >>> nearest("a tree, a bush, a tree", "tree", 20), nearest("a tree", "bush", 0)
    (18, None)
    """
    found = []
    at = text.find(words)
    while words and at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return min(found, key=lambda start: abs(start - place), default=None)
