"""Tables as files: CSV that a spreadsheet opens safely, JSON lines, Parquet; and back again."""

import csv
import io
import json
import re
from typing import Any, Literal

import pandas as pd

Format = Literal["csv", "jsonl", "parquet"]

# A spreadsheet runs a cell that begins with one of these.
RUNS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
SPANS = re.compile(r"\d+:\d+(;\d+:\d+)*$")


def dump(table: pd.DataFrame, form: Format) -> bytes:
    """Return `table` in the given format, as FORMATS fixes it.

    A span column's name ends in ``span`` (one) or ``spans`` (a list).  JSON lines write a span as ``[start, end]`` and a missing
    value as null; CSV writes ``start:end;start:end``, other lists and mappings as JSON, and puts an apostrophe before a cell that a
    spreadsheet would run; Parquet keeps lists as they are, and mappings as JSON.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["=1+1"], "content_spans": [[(0, 4), (6, 9)]]})
    >>> print(dump(table, "csv").decode())
    text,content_spans
    '=1+1,0:4;6:9
    <BLANKLINE>
    >>> print(dump(table, "jsonl").decode())
    {"text": "=1+1", "content_spans": [[0, 4], [6, 9]]}
    <BLANKLINE>
    """
    if form == "parquet":
        buffer = io.BytesIO()
        nested = [name for name in table.columns if any(_is_mixed(value) for value in table[name])]
        plain = table.assign(**{name: [_to_json(value) for value in table[name]] for name in nested})
        plain.to_parquet(buffer, index=False)
        return buffer.getvalue()
    text = io.StringIO()
    if form == "jsonl":
        for record in table.to_dict("records"):
            text.write(
                json.dumps({str(key): _plain(value) for key, value in record.items()}, ensure_ascii=False) + "\n"
            )
    else:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([protect(str(name)) for name in table.columns])
        for row in table.itertuples(index=False):
            writer.writerow([_cell(value) for value in row])
    # A lone surrogate can come out of a damaged page; it is replaced rather than refused.
    return text.getvalue().encode("utf-8", "replace")


def load(data: bytes, form: Format) -> pd.DataFrame:
    """Read back what `dump` wrote: spans as lists of tuples, JSON cells as lists and mappings, protected cells as they were."""
    if form == "parquet":
        table = pd.read_parquet(io.BytesIO(data))
    elif form == "jsonl":
        table = pd.DataFrame([json.loads(line) for line in data.decode("utf-8").split("\n") if line])
    else:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        table = pd.DataFrame([[_value(cell) for cell in row] for row in rows[1:]], columns=pd.Index(rows[0]))
    spans = {str(name): _spans(table[name]) for name in table.columns if str(name).endswith(("span", "spans"))}
    return table.assign(**spans)


def protect(cell: str) -> str:
    """Return `cell` with an apostrophe before it where a spreadsheet would run it (or would take the apostrophe for its own).

    Examples
    --------
    >>> protect("=HYPERLINK(A1)"), protect("-0.5"), protect("plain")
    ("'=HYPERLINK(A1)", '-0.5', 'plain')
    """
    if cell.startswith((*RUNS, "'")) and not NUMBER.match(cell):
        return "'" + cell
    return cell


def unprotect(cell: str) -> str:
    """Undo `protect`.

    Examples
    --------
    >>> unprotect("'=HYPERLINK(A1)"), unprotect("'tis")
    ('=HYPERLINK(A1)', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*RUNS, "'")) else cell


def _items(values: Any) -> list[Any]:
    return [] if _missing(values) else list(values)


def _spans(column: pd.Series) -> pd.Series:
    """Return `column` with tuples for the lists that a file holds: one span a cell, or by its name (``spans``) a list of them."""
    found = []
    for value in column:
        spans = _items(value)
        if spans and not hasattr(spans[0], "__len__"):
            spans = [spans]
        pairs = [(int(start), int(end)) for start, end in spans]
        found.append(pairs if str(column.name).endswith("spans") else pairs[0] if pairs else None)
    return pd.Series(found, index=column.index, dtype=object)


def _missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    """Return `value` as JSON knows it: numpy's numbers as Python's, dates as ISO, spans as lists, missing as null."""
    if _missing(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and not pd.api.types.is_scalar(value)):
        return [_plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _to_json(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _is_mixed(value: Any) -> bool:
    """Tell whether `value` is a mapping, or a list of pairs that are no spans: columns cannot hold those."""
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, (list, tuple)) and not _is_span(item) for item in value)
    )


def _is_span(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(item, int) for item in value)


def _cell(value: Any) -> str:
    if _missing(value):
        return ""
    if _is_span(value):
        return f"{value[0]}:{value[1]}"
    if isinstance(value, list) and value and all(_is_span(item) for item in value):
        return ";".join(f"{start}:{end}" for start, end in value)
    if isinstance(value, (list, tuple, dict)):
        return _to_json(value)
    return protect(str(_plain(value)))


def _value(cell: str) -> Any:
    """Return what `_cell` wrote; numbers stay text, which pandas' own readers can convert."""
    if not cell:
        return None
    if SPANS.match(cell):
        return [tuple(map(int, span.split(":"))) for span in cell.split(";")]
    if cell[0] in "[{":
        try:
            return json.loads(cell)
        except json.JSONDecodeError:
            return cell
    return unprotect(cell)
