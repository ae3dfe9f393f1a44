"""The sheet of a researcher's corrections: its columns, how it is read, and where in the article its rows stand.

The schema is described in ``data/corrections/README.md``.
"""

import csv
import errno
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

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
SAME, ENOUGH = 0.5, 30
"""What was written for another text is about this article where at least this share of its words' letters still stands here; fewer letters
than that tell nothing."""
LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})


Edits = list[tuple[int, dict[str, Any]]]
"""Edits that can be laid over the article, each with its number among all of them."""


class Sheet(NamedTuple):
    """A sheet as it stands on disk: the rows with their numbers, each with the cells of the researcher's `own` columns."""

    rows: list[tuple[int, dict[str, str], list[str]]]
    own: list[str]


def place_of(article: Article) -> Path:
    """Return where the article's sheet is kept."""
    return named(article.id)


def named(name: str) -> Path:
    """Return where the sheet of the article with the id `name` is kept."""
    return paths.corrections() / f"{name}.csv"


def exists(article: Article) -> bool:
    """Tell whether the article has a sheet; a name that no file can have, or one that leads elsewhere, has none.

    Raises
    ------
    ClaimbookError
        Where the folder of corrections may not be read.
    """
    path = place_of(article)
    # The id of an archive's article can be anything, an address for one.
    if path.parent != paths.corrections() or "\0" in article.id:
        return False
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise ClaimbookError(f"{path}: could not be read ({error.strerror}); check its permissions") from None


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
    sheet = load(article)
    others = foreign(sheet, article)
    filled = ("action", "field", "value")
    rows = [_check(path, number, row) for number, row, _ in sheet.rows if any(row[name] for name in filled)]
    placed = [{**row, **_locate(article, row, others)} for row in rows]
    table = pd.DataFrame(placed, columns=[*COLUMNS, "why"])
    # Left to itself, pandas would turn the missing reasons among others into NaN.
    table["why"] = pd.Series([row["why"] for row in placed], dtype="object")
    return table.astype({"start": int, "end": int}) if len(table) else table


def edits(article: Article, layer: str) -> Edits:
    """Return the edits of a layer that could be placed."""
    if not exists(article):
        return []
    rows = enumerate(read(article).to_dict("records"))
    return [(i, row) for i, row in rows if row["layer"] == layer and row["why"] is None]


def foreign(sheet: Sheet, article: Article) -> set[str]:
    """Return the hashes in the sheet that are those of other articles, not of an earlier text of this one.

    Sheets are named like their articles, and two articles in different folders may have one name.  A text that has changed still holds
    most of the words that its sheet is about; another article does not.
    """
    words: dict[str, set[str]] = {}
    for _, row, _ in sheet.rows:
        words.setdefault(row["sha256"], set()).add(row["words"])
    found = set()
    for written, said in words.items():
        letters = sum(map(len, said))
        still = sum(len(each) for each in said if each in article.text)
        if written not in {"", article.sha256} and letters >= ENOUGH and still < SAME * letters:
            found.add(written)
    return found


def is_foreign(sheet: Sheet, article: Article) -> bool:
    """Tell whether all that the sheet holds was written for other articles."""
    written = {row["sha256"] for _, row, _ in sheet.rows} - {""}
    return bool(written) and written <= foreign(sheet, article)


def load(article: Article) -> Sheet:
    """Return the article's sheet as it stands, however the spreadsheet program saved it; an empty one without a file.

    Raises
    ------
    ClaimbookError
        For a file that is no sheet.
    """
    path = place_of(article)
    if not exists(article):
        return Sheet([], [])
    try:
        if not path.is_file():
            raise ClaimbookError(f"{path}: not a file; move it away")
        data = path.read_bytes()
    except FileNotFoundError:
        return Sheet([], [])
    except OSError as error:
        raise ClaimbookError(f"{path}: could not be read ({error.strerror}); check its permissions") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ClaimbookError(f"{path}: not saved as UTF-8; save the sheet again as 'CSV UTF-8'") from None
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):
        # A line for spreadsheet programs alone: the header tells its separator itself.
        first, text = rest.partition("\n")[0], rest
    separator = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
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
    # Of two columns of one name the first counts; all else is the researcher's own, also what stands under no name.
    places = {name: header.index(name) for name in COLUMNS}
    width = max(len(line) for _, line in lines)
    own = [i for i in range(width) if i not in places.values() and any(line[i : i + 1] > [""] for _, line in lines)]
    rows = []
    for number, line in lines[1:]:
        # Some programs write the line ends within a cell their own way.
        whole = [exports.unprotect(cell).strip().replace("\r\n", "\n").replace("\r", "\n") for cell in line]
        whole += [""] * (width - len(whole))
        rows.append((number, {name: whole[i] for name, i in places.items()}, [whole[i] for i in own]))
    names = lines[0][1] + [""] * width
    return Sheet(rows, [exports.unprotect(names[i]).strip() for i in own])


def _check(path: Path, number: int, row: dict[str, str]) -> dict[str, str]:
    def refuse(what: str) -> ClaimbookError:
        return ClaimbookError(f"{path}: row {number}: {what}")

    row = row | {name: row[name].lower() for name in ("layer", "action", "field")}
    row = row | {name: row[name].removesuffix(".0").removesuffix(",0") for name in ("start", "end")}
    layer, action, field, value = row["layer"], row["action"], row["field"], row["value"]
    if layer not in ACTIONS:
        raise refuse(f"{layer!r} is no layer; write mention or claim")
    if not action:
        raise refuse("'action' is empty; say there what to do, or empty 'field' and 'value' too")
    if action not in ACTIONS[layer]:
        raise refuse(f"{action!r} is nothing that can be done to a {layer}; use {', '.join(sorted(ACTIONS[layer]))}")
    if not row["words"]:
        raise refuse("the words that it is about are missing; copy them from the article into 'words'")
    places = [row[name] for name in ("start", "end") if row["start"] or row["end"]]
    if not all(place.isdecimal() and len(place) <= DIGITS for place in places):
        raise refuse("'start' and 'end' must be whole numbers, or both empty")
    if layer == "mention" and action != "drop" and not value:
        raise refuse(f"'value' is empty; {action} needs the entity's name there")
    if layer == "mention" and value and not any(sign.isprintable() and not sign.isspace() for sign in value):
        raise refuse("'value' holds nothing that can be seen; write a name there")
    if layer == "mention" and action == "add" and field.upper() not in LABELS | {""}:
        raise refuse(f"{field!r} is no label; use one of {', '.join(sorted(LABELS))}, or leave 'field' empty")
    if action == "edit" and field not in {*WORDED, *FREE, *CHOICES}:
        raise refuse(f"{field!r} is no field that can be edited; use {', '.join([*WORDED, *FREE, *CHOICES])}")
    if action == "edit" and field in CHOICES and value.lower() not in CHOICES[field]:
        raise refuse(f"{value!r} is no {field}; use {', '.join(sorted(CHOICES[field]))}")
    return row


def _locate(article: Article, row: dict[str, str], others: set[str]) -> dict[str, int | str | None]:
    """Return where the row's words stand now: at the old place, else where they stand nearest to it.

    Where a spreadsheet has respelled them, and the text is still the same, their place tells what they were.
    """
    words, text = row["words"], article.text
    old = int(row["start"] or 0)
    same = row["sha256"] == article.sha256
    why = None
    if row["article"] not in {"", article.id} and not same:
        why = f"it is about the article {row['article']!r}; move it to that one's sheet"
    elif row["sha256"] in others:
        why = "it was written for another article of this name; rename one of the two, and its sheet with it"
    if why:
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
