import datetime as dt

import pandas as pd
import pytest

from analysis import fingerprint, layers
from analysis.corpus import archive, dataset
from analysis.corpus.dataset import Dataset
from analysis.errors import ClaimbookError

DAY = dt.date(2031, 5, 4)
CLAIMS = [
    ("a", "Post", DAY, "the bridge will be closed for six weeks", ["Bridge"]),
    ("b", "Tide", DAY + dt.timedelta(days=1), "the bridge will be closed for six weeks", ["Bridge", "Port"]),
    ("c", "Echo", DAY + dt.timedelta(days=90), "the bridge will be closed for six weeks", ["Bridge"]),
    ("d", "Echo", DAY, "the bridge will be closed for six weeks", ["Tunnel"]),
    ("e", "Echo", DAY, "turnips have been good for the soil this year", ["Bridge"]),
    ("f", "Post", DAY, "the mayor refused to answer any of the questions", ["Mayor"]),
    ("g", "Post", DAY, "the mayor refused to answer any of the questions", ["Mayor"]),
    ("h", "Tide", None, "the mayor refused to answer any of the questions", ["Mayor"]),
    ("i", "Tide", DAY, "yes it is", ["Bridge"]),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    columns = ["article", "outlet", "published", "content", "topics"]
    rows = pd.DataFrame(CLAIMS, columns=columns)
    claims = rows.assign(
        claim="1", start=40, kind="stated", origin="found", confidence=None, source_entity=None,
        stance=[dict.fromkeys(topics, "neutral") for topics in rows["topics"]],
    ).drop(columns=["outlet", "published", "topics"])  # fmt: skip
    tables = {
        "articles": rows[["article", "outlet", "published"]].assign(title_span=[(0, 30)] * len(rows)),
        "claims": claims,
    }
    for layer in layers.LAYERS:
        path = dataset.place(folder, layer, "p", fingerprint.of(layer))
        dataset.write(path, layer, layers.encode(layer, tables.get(layer, layers.empty(layer))), [])
    dataset.finish(folder, ["p"], set())
    return Dataset(folder)


@pytest.mark.parametrize("exact", [0, 10_000])
def test_claims_are_shared_by_outlets_that_name_the_same_at_about_the_same_time(data, exact):
    found = archive.shared_claims(data, exact=exact)
    assert found[["outlets", "claims", "articles"]].to_numpy().tolist() == [
        [["Post", "Tide"], ["f#1", "g#1", "h#1"], 3],
        [["Post", "Tide"], ["a#1", "b#1"], 2],
    ]
    assert found.loc[1, ["first", "last"]].tolist() == [DAY, DAY + dt.timedelta(days=1)]


def test_a_wider_window_lets_later_articles_in(data):
    found = archive.shared_claims(data, days=100)
    assert found.loc[0, "outlets"] == ["Echo", "Post", "Tide"]


def test_one_entity_alone(data):
    assert archive.shared_claims(data, entity="Port").empty
    assert archive.shared_claims(data, entity="Mayor")["articles"].tolist() == [3]
    assert archive.shared_claims(data, entity="nobody").empty


@pytest.mark.slow
def test_the_invented_archive_is_built_once_and_read(monkeypatch, tmp_path):
    monkeypatch.setattr(archive.paths, "ROOT", tmp_path)
    source = tmp_path / "tests/fixtures/corpus/velmora.jsonl"
    source.parent.mkdir(parents=True)
    source.symlink_to(layers.__file__.replace("analysis/layers.py", "tests/fixtures/corpus/velmora.jsonl"))
    data = archive.read()
    assert data.manifest["articles"] == 24
    assert archive.read().digest() == data.digest()
    shared = archive.shared_claims(data)
    assert any("fishing rights" in content for content in shared["content"])
    with pytest.raises(ClaimbookError, match="no finished data set"):
        archive.read(tmp_path)
