"""The columns of each layer and their types, so that tables of many articles fit together on disk.

In memory a span is a tuple and a list of spans a list of tuples; in Parquet both are lists of integers.  Values of other
shapes (the rated words of a sentence, the differences of two claims) are stored as JSON text.
"""

import json
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

PLACE = {"article": "text", "start": "whole", "end": "whole"}
WORDS = PLACE | {"text": "text"}
SCORES = {"stance": "text", "negative": "real", "neutral": "real", "positive": "real"}
LAYERS: dict[str, dict[str, str]] = {
    "articles": {
        "article": "text",
        "title": "text",
        "title_span": "span",
        "outlet": "text",
        "published": "date",
        "url": "text",
        "note": "text",
        "sha256": "text",
        "characters": "whole",
        "words": "whole",
        "text": "text",
    },
    "tokens": WORDS | {"sentence": "whole", "lower": "text", "kind": "text", "stop": "flag"},
    "sentences": WORDS,
    "mentions": WORDS | {"label": "text", "form": "text", "entity": "text", "reason": "text", "origin": "text"},
    "entities": {
        "article": "text",
        "entity": "text",
        "label": "text",
        "names": "whole",
        "pronouns": "whole",
        "nominals": "whole",
        "total": "whole",
        "first": "whole",
    },
    "tone": WORDS | {"compound": "real", "positive": "real", "negative": "real", "words": "json"},
    "stance": WORDS | {"entity": "text"} | SCORES,
    "claims": PLACE
    | {
        "claim": "text",
        "kind": "text",
        "source": "text",
        "source_spans": "spans",
        "source_entity": "text",
        "source_kind": "text",
        "cue": "text",
        "cue_span": "span",
        "content": "text",
        "content_spans": "spans",
        "quotation": "text",
        "act": "text",
        "certainty": "text",
        "certainty_words": "json",
        "negated": "flag",
        "modality": "text",
        "via": "text",
        "via_entity": "text",
        "nested_in": "text",
        "quantities": "json",
        "dates": "json",
        "stance": "json",
        "confidence": "real",
        "origin": "text",
        "sentence": "whole",
    },
    "relations": {"a": "text", "b": "text", "relation": "text", "score": "real", "differences": "json"},
    "failures": {"article": "text", "where": "text", "layer": "text", "reason": "text"},
}


def encode(layer: str, table: pd.DataFrame) -> "pa.Table":
    """Return `table` as Arrow, each column in the type that `layer` gives it, whatever the rows hold.

    Raises
    ------
    KeyError
        For a column that the layer does not have.

    Examples
    --------
    >>> table = pd.DataFrame({"article": ["a"], "start": [0], "end": [4], "text": ["Fire"]})
    >>> decode("sentences", encode("sentences", table)).equals(table)
    True
    """
    import pyarrow as pa

    kinds = LAYERS[layer]
    arrays = {}
    for name in map(str, table.columns):
        kind, values = kinds[name], table[name]
        if kind == "json":
            values = pd.Series([_to_json(value) for value in values], dtype=object)
        arrays[name] = pa.array(values, type=_arrow_type(kind), from_pandas=True)
    return pa.table(arrays)


def decode(layer: str, table: "pa.Table") -> pd.DataFrame:
    """Return the Arrow `table` of `layer` as the DataFrame that `encode` was given.

    A missing value is None where the column holds spans, dates or other objects, and NaN elsewhere.
    """
    columns = {}
    for name in table.column_names:
        kind, values = LAYERS[layer][name], table.column(name)
        if kind in {"span", "spans", "json", "date"}:
            columns[name] = pd.Series([_from_stored(kind, value) for value in values.to_pylist()], dtype=object)
        elif kind == "text":
            columns[name] = values.to_pandas().astype("str")
        else:
            columns[name] = values.to_pandas()
    return pd.DataFrame(columns)


def empty(layer: str) -> pd.DataFrame:
    """Return `layer` without rows, with all its columns.

    Examples
    --------
    >>> list(empty("relations"))
    ['a', 'b', 'relation', 'score', 'differences']
    """
    import pyarrow as pa

    return decode(layer, pa.table({name: pa.array([], _arrow_type(kind)) for name, kind in LAYERS[layer].items()}))


def _arrow_type(kind: str) -> "pa.DataType":
    import pyarrow as pa

    span = pa.list_(pa.int64())
    types = {
        "text": pa.string(),
        "json": pa.string(),
        "whole": pa.int64(),
        "real": pa.float64(),
        "flag": pa.bool_(),
        "date": pa.date32(),
        "span": span,
        "spans": pa.list_(span),
    }
    return types[kind]


def _to_json(value: object) -> str | None:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return json.dumps(value, ensure_ascii=False, default=str)


def _from_stored(kind: str, value: Any) -> object:
    if value is None or kind == "date":
        return value
    if kind == "span":
        return tuple(value)
    if kind == "spans":
        return [tuple(span) for span in value]
    found = json.loads(value)
    return [_freeze(item) for item in found] if isinstance(found, list) else _freeze(found)


def _freeze(value: object) -> object:
    """Return `value` with its lists made tuples again: JSON knows no tuples, and our tables hold pairs and spans as such."""
    if isinstance(value, list):
        return tuple(_freeze(item) for item in value)
    if isinstance(value, dict):
        return {key: _freeze(item) for key, item in value.items()}
    return value
