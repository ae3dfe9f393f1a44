import fcntl
import gzip
import json
import shutil

import pandas as pd
import pytest

from analysis import corpus, fingerprint, layers
from analysis.comparison.reference import article_of
from analysis.corpus.dataset import Dataset
from analysis.corpus.records import read
from analysis.errors import ClaimbookError
from analysis.story import Story
from tests.conftest import SMALL, VELMORA

pytestmark = pytest.mark.slow

MADE_OF_ARTICLES = [layer for layer in layers.LAYERS if layer != "failures"]


def build(source, folder, **options):
    return corpus.build(source, folder, **({"workers": 0, "least": SMALL} | options))


def stamp(folder, layer="*"):
    """Return each part with its inode and the time of its last change: what is made again gets others."""
    return {
        str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.glob(f"{layer}/part-*")
        if path.name != "part-all.parquet"
    }


@pytest.fixture
def few(tmp_path):
    """Six of the articles: enough for what must be built anew."""
    lines = VELMORA.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "few.jsonl").write_text("".join(lines[:6]), encoding="utf-8")
    return tmp_path / "few.jsonl"


@pytest.fixture
def copy(velmora, tmp_path):
    """A copy of the built data set that a test may change."""
    shutil.copytree(velmora, tmp_path / "copy", copy_function=shutil.copy2)
    return tmp_path / "copy"


def test_the_rows_are_those_of_each_story_one_after_the_other(velmora):
    # Every third: they stand in all parts.
    stories = [Story(record.load()) for record in list(read(VELMORA))[::3]]
    found, names = Dataset(velmora), [story.article.id for story in stories]
    for layer in MADE_OF_ARTICLES[1:]:
        tables = [getattr(story, layer) for story in stories]
        expected = pd.concat([table for table in tables if len(table)], ignore_index=True)
        every = found.read(layer)
        theirs = every["a"].map(article_of) if layer == "relations" else every["article"]
        pd.testing.assert_frame_equal(every[theirs.isin(names)].reset_index(drop=True), expected, check_dtype=False)


def test_the_manifest_says_what_is_there(velmora):
    found = Dataset(velmora)
    assert found.manifest["articles"] == 24
    assert found.manifest["model"] == fingerprint.model()
    assert {layer: len(found.read(layer)) for layer in MADE_OF_ARTICLES} == found.manifest["rows"]
    assert len(found.manifest["parts"]) > 3
    assert "24 articles" in repr(found)


def test_every_span_of_the_data_set_points_at_its_text(velmora):
    found = Dataset(velmora)
    texts = found.read("articles", ["article", "text"]).set_index("article")["text"]
    for layer in ("tokens", "sentences", "mentions", "tone", "stance"):
        table = found.read(layer)
        assert [texts[row.article][row.start : row.end] for row in table.itertuples()] == table["text"].tolist()


def test_columns_and_rows_are_chosen_on_reading(velmora):
    found = Dataset(velmora).read("mentions", ["article", "text"], [("label", "==", "PERSON"), ("form", "==", "name")])
    assert list(found.columns) == ["article", "text"]
    whole = Dataset(velmora).read("mentions")
    assert len(found) == ((whole["label"] == "PERSON") & (whole["form"] == "name")).sum() > 10


def test_a_second_run_makes_nothing(copy, capsys):
    before, digest = stamp(copy), Dataset(copy).digest()
    assert build(VELMORA, copy) == 0
    assert stamp(copy) == before
    assert Dataset(copy).digest() == digest


def test_a_lost_part_alone_is_made_again(copy):
    before, digest = stamp(copy), Dataset(copy).digest()
    lost = min(before)
    (copy / lost).unlink()
    build(VELMORA, copy)
    after = stamp(copy)
    assert [name for name in after if after[name] != before[name]] == [lost]
    assert Dataset(copy).digest() == digest


def test_a_changed_article_redoes_few_parts_and_the_rest_stays(copy, velmora, tmp_path):
    rows = [json.loads(line) for line in VELMORA.read_text(encoding="utf-8").splitlines()]
    rows[12]["text"] += "\nThe port authority thanked everybody."
    changed = tmp_path / "changed.jsonl"
    changed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    before = stamp(copy)
    build(changed, copy)
    after = stamp(copy)
    kept = [name for name in before if after.get(name) == before[name]]
    assert len(before) / 3 < len(kept) < len(before)
    assert any("thanked everybody" in text for text in Dataset(copy).read("sentences")["text"])
    build(VELMORA, copy)
    assert Dataset(copy).digest() == Dataset(velmora).digest()


def test_a_changed_model_redoes_the_layers_that_use_it(copy, monkeypatch):
    of = fingerprint.of
    monkeypatch.setattr(fingerprint, "of", lambda layer: of(layer) if layer in fingerprint.WITHOUT_MODEL else "f" * 16)
    before = stamp(copy)
    build(VELMORA, copy)
    kept = {name.split("/")[0] for name, when in stamp(copy).items() if before.get(name) == when}
    assert kept == fingerprint.WITHOUT_MODEL & set(MADE_OF_ARTICLES)
    assert not any("ffffffff" not in path.name for path in copy.glob("claims/part-*"))


def test_articles_that_cannot_be_read_are_named_and_stop_nothing(few, tmp_path, capsys):
    source = tmp_path / "a.jsonl"
    german = (
        "Der Hafen bleibt am Sonntag geschlossen, sagte die Bürgermeisterin, weil die Brücke noch nicht fertig ist und. "
        * 3
    )
    bad = ["{", json.dumps({"id": "hafen", "text": german}), json.dumps({"id": "ledger-2031-03-03", "text": "Twice."})]
    source.write_text(few.read_text(encoding="utf-8") + "\n".join(bad), encoding="utf-8")
    assert build(source, tmp_path / "out") == 3
    found = Dataset(tmp_path / "out")
    failures = found.read("failures")
    assert failures["article"].tolist() == [f"{source}:7", "hafen", "ledger-2031-03-03"]
    assert found.manifest["articles"] == 6
    said = capsys.readouterr().err
    assert all(text in said for text in (f"{source}:7: not sound JSON", "not English", "another article before it"))


def test_a_layer_that_fails_on_an_article_leaves_its_other_layers(few, tmp_path, monkeypatch):
    def fail(self):
        if self.article.id == "wire-2031-03-04":
            raise ZeroDivisionError("no words")
        return Story.sentences.func(self)

    monkeypatch.setattr(Story, "tone", property(fail))
    monkeypatch.setitem(layers.LAYERS, "tone", layers.LAYERS["sentences"])
    assert build(few, tmp_path / "out") == 1
    found = Dataset(tmp_path / "out")
    assert found.read("failures")[["article", "layer", "reason"]].to_numpy().tolist() == [
        ["wire-2031-03-04", "tone", "ZeroDivisionError: no words"]
    ]
    assert found.read("tone")["article"].nunique() == 5
    assert found.read("sentences")["article"].nunique() == 6


def test_a_missing_model_stops_the_run_and_finished_parts_stay(copy, monkeypatch):
    def fail(self):
        raise ClaimbookError("data/models: the model is missing; fetch it again")

    monkeypatch.setattr(Story, "stance", property(fail))
    lost = [next(copy.glob(f"{layer}/part-*")) for layer in ("stance", "tokens")]
    for path in lost:
        path.unlink()
    before = stamp(copy)
    with pytest.raises(ClaimbookError, match="the model is missing"):
        build(VELMORA, copy)
    assert before.items() <= stamp(copy).items()


def test_a_damaged_part_is_said_and_mended_by_the_next_run(copy):
    digest = Dataset(copy).digest()
    part = next(copy.glob("mentions/part-*"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(ClaimbookError, match="damaged"):
        Dataset(copy).read("mentions")
    with pytest.raises(ClaimbookError, match="run the same command again"):
        build(VELMORA, copy)
    build(VELMORA, copy)
    assert Dataset(copy).digest() == digest


def test_half_written_files_are_swept_away_and_strangers_left_alone(copy):
    (copy / "tokens" / ".part-1-2.parquet.x.tmp").write_text("half")
    (copy / "tokens" / "notes.txt").write_text("mine")
    build(VELMORA, copy)
    assert not list(copy.glob("tokens/*.tmp"))
    assert (copy / "tokens" / "notes.txt").exists()


def test_a_second_run_at_the_same_time_is_refused(copy):
    with (copy / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ClaimbookError, match="another run"):
            build(VELMORA, copy)


def test_what_is_no_data_set_or_a_damaged_one_is_one_sentence(copy, tmp_path):
    with pytest.raises(ClaimbookError, match="no finished data set"):
        Dataset(tmp_path / "nowhere")
    found = Dataset(copy)
    with pytest.raises(ClaimbookError, match="no layer 'colour'"):
        found.read("colour")
    with pytest.raises(ClaimbookError, match="no column 'colour'"):
        found.read("tokens", ["colour"])
    (copy / "manifest.json").write_text("{")
    with pytest.raises(ClaimbookError, match="damaged"):
        Dataset(copy)


def test_an_input_without_articles_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ClaimbookError, match="no such file"):
        build(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ClaimbookError, match="no articles"):
        build(tmp_path / "empty", tmp_path / "out")


def test_a_negative_number_of_workers_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_text("{\n")
    build(tmp_path / "a.jsonl", tmp_path / "out")
    # Also where there is nothing to do for them.
    with pytest.raises(ClaimbookError, match="give 1 or more"):
        build(tmp_path / "a.jsonl", tmp_path / "out", workers=-1)


def test_an_archive_of_unreadable_lines_is_an_empty_data_set(tmp_path):
    (tmp_path / "a.jsonl").write_text("{\n[\n")
    assert build(tmp_path / "a.jsonl", tmp_path / "out") == 2
    assert Dataset(tmp_path / "out").manifest["articles"] == 0
    assert list(Dataset(tmp_path / "out").read("claims").columns) == list(layers.LAYERS["claims"])


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": "mine"},
        {"manifest.json": '{"name": "a web app"}'},
        {"articles/part-00000-5f1d.snappy.parquet": "of another program"},
        {"articles/chapter.txt": "mine"},
        {"tokens": "a file"},
    ],
)
def test_a_folder_of_other_things_is_refused_and_left_as_it_is(tmp_path, files):
    out = tmp_path / "out"
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(content)
    with pytest.raises(ClaimbookError, match="no part of a data set; give --out a new folder"):
        build(VELMORA, out)
    assert {str(path.relative_to(out)): path.read_text() for path in out.rglob("*") if path.is_file()} == files


def test_parts_of_another_program_beside_ours_are_left_alone(copy):
    other = copy / "articles" / "part-00000-5f1d.snappy.parquet"
    other.write_text("mine")
    (copy / "notes.md").write_text("mine")
    build(VELMORA, copy)
    assert other.read_text() == (copy / "notes.md").read_text() == "mine"


def test_an_unfinished_data_set_and_a_damaged_manifest_are_gone_on_with(copy):
    digest = Dataset(copy).digest()
    (copy / "manifest.json").unlink()
    (copy / ".DS_Store").write_text("the system's")
    build(VELMORA, copy)
    (copy / "manifest.json").write_text("{")
    build(VELMORA, copy)
    assert Dataset(copy).digest() == digest


def test_a_bad_sheet_a_bad_shard_and_an_overlong_id_stop_no_other_article(few, tmp_path, monkeypatch):
    sheets, source = tmp_path / "corrections", tmp_path / "source"
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(sheets))
    lines = few.read_text(encoding="utf-8").splitlines(keepends=True)
    names = [json.loads(line)["id"] for line in lines]
    for folder in (source, sheets, sheets / f"{names[3]}.csv"):
        folder.mkdir()
    (sheets / f"{names[4]}.csv").write_text("no sheet")
    (source / "a.parquet").write_bytes(b"PAR1 and no more")
    (source / "b.jsonl.gz").write_bytes(gzip.compress("".join(lines[:3]).encode(), mtime=0)[:-12])
    overlong = json.dumps({"id": "x" * 5000, "text": "Long."})
    (source / "c.jsonl").write_text("".join(lines[3:]) + overlong, encoding="utf-8")
    assert build(source, tmp_path / "out") == 5
    found = Dataset(tmp_path / "out")
    failures = found.read("failures")
    reasons = dict(zip(failures["where"], failures["reason"], strict=True))
    assert "not a sound Parquet file" in reasons[str(source / "a.parquet")]
    assert "breaks off or is damaged" in reasons[str(source / "b.jsonl.gz")]
    assert f"{names[3]}.csv: not a file" in reasons[f"{source / 'c.jsonl'}:1"]
    assert f"{names[4]}.csv: the column 'article' is missing" in reasons[f"{source / 'c.jsonl'}:2"]
    assert "its id has 5000 characters" in reasons[f"{source / 'c.jsonl'}:4"]
    assert names[5] in set(found.read("claims")["article"])


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.jsonl", "", "no article in it can be read"),
        ("a.csv", "id,text\n", "not a corpus's file type"),
        ("bad.jsonl", "{\n{\n", "no article in it can be read"),
    ],
)
def test_an_input_without_an_article_costs_nothing_that_was_there(copy, tmp_path, name, content, why):
    (tmp_path / name).write_text(content)
    before = stamp(copy), (copy / "manifest.json").read_bytes()
    with pytest.raises(ClaimbookError, match=f"{name}: {why}"):
        build(tmp_path / name, copy)
    assert (stamp(copy), (copy / "manifest.json").read_bytes()) == before
