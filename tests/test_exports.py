"""Files: what is written can be read back, and no spreadsheet runs it."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import exports

TABLE = pd.DataFrame(
    {
        "article": ["a", "b"],
        "start": [0, 7],
        "content_spans": [[(0, 4), (6, 9)], []],
        "cue_span": [(10, 14), None],
        "source": ["=cmd|' /C calc'!A0", None],
        "stance": [{"Huawei": "negative"}, {}],
        "quantities": [[{"value": 3.5, "span": (1, 4)}], []],
    }
)


def read_back(form: exports.Format) -> pd.DataFrame:
    return exports.load(exports.dump(TABLE, form), form)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_spans_and_words_come_back_from_every_format(form):
    table = read_back(form)
    assert table["content_spans"].tolist() == [[(0, 4), (6, 9)], []]
    assert table["cue_span"].tolist()[0] == (10, 14)
    assert table["cue_span"].tolist()[1] is None
    assert table["source"][0] == "=cmd|' /C calc'!A0"
    assert pd.isna(table["source"][1])
    assert list(table["start"].astype(int)) == [0, 7]


def test_json_lines_hold_lists_for_spans_and_null_for_what_is_missing():
    first, second = map(json.loads, exports.dump(TABLE, "jsonl").splitlines())
    assert first["content_spans"] == [[0, 4], [6, 9]]
    assert first["quantities"] == [{"value": 3.5, "span": [1, 4]}]
    assert second["source"] is None
    assert second["cue_span"] is None


def test_csv_writes_spans_as_start_end_and_protects_what_a_spreadsheet_would_run():
    header, first, second = list(csv.reader(io.StringIO(exports.dump(TABLE, "csv").decode())))
    cells = dict(zip(header, first, strict=True))
    assert cells["content_spans"] == "0:4;6:9"
    assert cells["cue_span"] == "10:14"
    assert cells["source"].startswith("'=cmd")
    assert json.loads(cells["stance"]) == {"Huawei": "negative"}
    assert dict(zip(header, second, strict=True))["source"] == ""


def test_an_empty_table_keeps_its_columns():
    empty = TABLE.iloc[:0]
    assert exports.dump(empty, "csv").decode().split() == [",".join(TABLE.columns)]
    assert exports.dump(empty, "jsonl") == b""


@given(st.text())
def test_protection_is_undone_and_leaves_nothing_that_runs(cell):
    protected = exports.protect(cell)
    assert exports.unprotect(protected) == cell
    assert not protected.startswith(("=", "@", "\t", "\r"))
    if protected.startswith(("+", "-")):
        float(protected)


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1), min_size=1))
def test_any_words_survive_json_lines(words):
    table = pd.DataFrame({"text": words})
    assert exports.load(exports.dump(table, "jsonl"), "jsonl")["text"].tolist() == words


def test_pairs_that_are_no_spans_go_into_parquet_as_json():
    # Found by fuzzing: a sentence's rated words, each (word, rating), are not a column's type.
    table = pd.DataFrame({"words": [[("glad", 1.6)], []], "content_spans": [[(0, 4)], [(5, 6)]]})
    back = exports.load(exports.dump(table, "parquet"), "parquet")
    assert back["words"].tolist() == ['[["glad", 1.6]]', "[]"]
    assert back["content_spans"].tolist() == [[(0, 4)], [(5, 6)]]
