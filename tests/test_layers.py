import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import layers, paths, read

SPAN = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))
VALUES = {
    "text": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    "whole": st.integers(0, 2**40),
    "real": st.floats(allow_infinity=False),
    "flag": st.booleans(),
    "date": st.none() | st.dates(),
    "span": st.none() | SPAN,
    "spans": st.none() | st.lists(SPAN, max_size=3),
    "json": st.none()
    | st.lists(st.tuples(st.text("ab"), st.integers()), max_size=3)
    | st.dictionaries(st.text("ab"), SPAN, max_size=2),
}
TYPES = {"text": "str", "whole": "int64", "real": "float64", "flag": "bool"}


@given(st.data(), st.sampled_from(sorted(layers.LAYERS)), st.integers(0, 4))
def test_any_table_of_a_layer_comes_back_as_it_was(data, layer, rows):
    columns = {}
    for name, kind in layers.LAYERS[layer].items():
        values = data.draw(st.lists(VALUES[kind], min_size=rows, max_size=rows))
        columns[name] = pd.Series(values, dtype=TYPES.get(kind, object))
    table = pd.DataFrame(columns)
    pd.testing.assert_frame_equal(layers.decode(layer, layers.encode(layer, table)), table)


@pytest.mark.parametrize("layer", [name for name in layers.LAYERS if name not in {"articles", "failures"}])
def test_a_real_article_s_layers_come_back_as_they_were(layer):
    table = getattr(read(paths.ROOT / "tests/fixtures/articles/harbour.txt"), layer)
    back = layers.decode(layer, layers.encode(layer, table))
    assert list(back.columns) == list(table.columns)
    pd.testing.assert_frame_equal(back, table, check_dtype=False)


@pytest.mark.parametrize("layer", layers.LAYERS)
def test_an_empty_layer_has_the_types_of_a_full_one(layer):
    table = layers.empty(layer)
    assert list(table.columns) == list(layers.LAYERS[layer])
    assert layers.encode(layer, table).schema == layers.encode(layer, table.copy()).schema
    assert all(str(table[name].dtype) == TYPES.get(kind, "object") for name, kind in layers.LAYERS[layer].items())


def test_missing_values_of_every_kind_are_missing_on_disk():
    table = pd.DataFrame(
        {"claim": ["a", "b", "c"], "cue_span": [None, np.nan, (1, 2)], "quantities": [pd.NA, None, []]}
    )
    encoded = layers.encode("claims", table)
    assert encoded.column("cue_span").to_pylist() == [None, None, [1, 2]]
    assert encoded.column("quantities").to_pylist() == [None, None, "[]"]


def test_a_date_inside_a_value_is_written_as_iso():
    table = pd.DataFrame({"claim": ["a"], "dates": [[{"value": dt.date(2031, 5, 4), "span": (1, 9)}]]})
    [value] = layers.decode("claims", layers.encode("claims", table))["dates"]
    assert value == [{"value": "2031-05-04", "span": (1, 9)}]


def test_a_column_the_layer_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="colour"):
        layers.encode("tokens", pd.DataFrame({"colour": ["red"]}))
