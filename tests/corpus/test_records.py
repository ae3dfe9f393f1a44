import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import records
from analysis.errors import ClaimbookError

FIRE = "Fire destroys mill\n\nA fire destroyed the mill at Oxley on Sunday, the police said."


def write_lines(path, *rows):
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def test_a_line_is_an_article_with_its_metadata(tmp_path):
    row = {
        "id": 7,
        "text": FIRE,
        "outlet": " Oxley News ",
        "published": "2031-05-04T10:00:00Z",
        "other": 1,
        "url": None,
    }
    [record] = records.read(write_lines(tmp_path / "a.jsonl", row))
    article = record.load()
    assert (article.id, article.text, article.outlet, str(article.published)) == ("7", FIRE, "Oxley News", "2031-05-04")
    assert (article.title, article.url) == ("Fire destroys mill", None)


def test_json_lines_compressed_and_parquet_give_the_same_articles(tmp_path):
    rows = [{"id": f"a{number}", "text": f"{FIRE} {number}", "published": "2031-05-04"} for number in range(5)]
    plain = write_lines(tmp_path / "a.jsonl", *rows)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    with pa.output_stream(tmp_path / "a.jsonl.zst", compression="zstd") as stream:
        stream.write(plain.read_bytes())
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    digests = [
        [record.digest for record in records.read(tmp_path / name)]
        for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet")
    ]
    assert len(set(digests[0])) == 5
    assert all(found == digests[0] for found in digests)


def test_a_folder_of_files_is_read_in_the_order_of_their_names(tmp_path):
    (tmp_path / "b.txt").write_text(FIRE)
    (tmp_path / "a.txt").write_text(FIRE)
    (tmp_path / "a.toml").write_text('outlet = "Oxley News"')
    (tmp_path / "README.md").write_text("About.")
    found = list(records.read(tmp_path))
    assert [record.id for record in found] == ["a", "b"]
    assert found[0].load().outlet == "Oxley News"


def test_an_article_beside_files_of_many_is_named_not_passed_over(tmp_path):
    write_lines(tmp_path / "a.jsonl", {"id": "a", "text": FIRE})
    (tmp_path / "b.txt").write_text(FIRE)
    (tmp_path / "README.txt").write_text("Where it is from")
    read, beside = records.read(tmp_path)
    assert (read.id, read.problem) == ("a", None)
    assert beside.place == str(tmp_path / "b.txt")
    assert "move it elsewhere" in beside.problem


def test_a_sidecar_changes_the_digest(tmp_path):
    (tmp_path / "a.txt").write_text(FIRE)
    [before] = records.read(tmp_path)
    (tmp_path / "a.toml").write_text('outlet = "Oxley News"')
    [after] = records.read(tmp_path)
    assert before.digest != after.digest


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not sound JSON"),
        ("[1]", "not a record"),
        ('"words"', "not a record"),
        ('{"text": "x"}', "has no id"),
        ('{"id": "  ", "text": "x"}', "has no id"),
        ('{"id": "a"}', "has no text"),
        ('{"id": "a", "text": " "}', "has no text"),
        ('{"id": "a", "text": 5}', "has no text"),
        ('{"id": "a", "text": "x\\u0000"}', "NUL"),
        ('{"id": "a", "text": "x\\ud800"}', "damaged Unicode"),
        ('{"id": "a", "text": "x", "published": "yesterday"}', "not a date"),
        ("[" * 100_000, "not sound JSON"),
    ],
)
def test_what_cannot_be_read_says_why_and_stops_nothing(tmp_path, line, reason):
    path = write_lines(tmp_path / "a.jsonl", line, {"id": "fire", "text": FIRE})
    bad, good = records.read(path)
    with pytest.raises(ClaimbookError, match=reason) as error:
        bad.load()
    assert f"{path}:1" in str(error.value)
    assert good.load().id == "fire"


def test_an_overlong_line_is_refused_and_skipped_to_its_end(tmp_path):
    path = write_lines(
        tmp_path / "a.jsonl",
        {"id": "long", "text": "word " * 2_000_000},
        {"id": "fire", "text": FIRE},
        {"id": "b", "text": FIRE},
    )
    long, *good = records.read(path)
    assert "1 MB" in long.problem
    assert [record.id for record in good] == ["fire", "b"]


def test_the_second_article_of_an_id_is_a_problem_with_a_digest_of_its_own(tmp_path):
    first, second, third = records.read(write_lines(tmp_path / "a.jsonl", *[{"id": "a", "text": FIRE}] * 3))
    assert first.problem is None
    assert "another article before it" in second.problem
    assert len({first.digest, second.digest, third.digest}) == 3


def test_a_damaged_archive_is_one_sentence(tmp_path):
    whole = gzip.compress(json.dumps({"id": "a", "text": FIRE * 1000}).encode() * 50)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    for name in ("a.jsonl.gz", "b.parquet", "c.jsonl"):
        with pytest.raises(ClaimbookError, match=name):
            list(records.read(tmp_path / name))


def test_what_a_broken_archive_holds_before_the_break_is_read(tmp_path):
    lines = "".join(json.dumps({"id": str(i), "text": FIRE}) + "\n" for i in range(50))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0)[:-12])
    seen = records.read(tmp_path / "a.jsonl.gz")
    assert next(seen).text == FIRE
    with pytest.raises(ClaimbookError, match="breaks off"):
        list(seen)


def test_one_row_of_bad_unicode_costs_no_other(tmp_path):
    text = pa.array([FIRE.encode(), b"\xff\xfe\xff", FIRE.encode()]).view(pa.string())
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": text}), tmp_path / "a.parquet")
    problems = [record.problem for record in records.read(tmp_path / "a.parquet")]
    assert [problem is None for problem in problems] == [True, False, True]
    assert "not UTF-8" in problems[1]


def test_one_day_out_of_the_calendar_costs_no_other_row(tmp_path):
    days = pa.array([0, 2**30], type=pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"id": ["a", "b"], "text": [FIRE, FIRE], "published": days}), tmp_path / "a.parquet")
    problems = [record.problem for record in records.read(tmp_path / "a.parquet")]
    assert problems[0] is None
    assert "a date out of range" in problems[1]


def test_sixteen_bit_text_is_named_as_such(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(json.dumps({"id": "a", "text": FIRE}).encode("utf-16"))
    with pytest.raises(ClaimbookError, match="save it as UTF-8"):
        list(records.read(tmp_path / "a.jsonl"))


def test_a_parquet_file_without_text_says_what_it_needs(tmp_path):
    pq.write_table(pa.table({"id": ["a"], "body": ["b"]}), tmp_path / "a.parquet")
    with pytest.raises(ClaimbookError, match="no columns id and text"):
        list(records.read(tmp_path / "a.parquet"))


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_read_without_a_crash(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    path.write_bytes(b"\n" + b"\n".join(lines))
    for record in records.read(path):
        assert record.problem


@pytest.mark.parametrize("odd", [float("nan"), {"a": 1}, ["x"]])
def test_what_is_known_of_an_article_is_text_or_a_date(tmp_path, odd):
    [record] = records.read(write_lines(tmp_path / "a.jsonl", {"id": "a", "text": FIRE, "outlet": odd}))
    assert "'outlet' is neither text nor a date" in record.problem


def test_a_parquet_file_with_a_time_zone_that_nobody_knows_stops_no_other(tmp_path):
    table = {"id": ["a"], "text": [FIRE], "published": pa.array([1], pa.timestamp("us", "Mars/Phobos"))}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    pq.write_table(pa.table({"id": ["b"], "text": [FIRE]}), tmp_path / "b.parquet")
    found = list(records.read(tmp_path))
    assert "not a sound Parquet file" in found[0].problem
    assert [record.id for record in found if not record.problem] == ["b"]
