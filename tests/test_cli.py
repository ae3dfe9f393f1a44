"""The command line, as a user meets it: through the shell."""

import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys

import pytest

from analysis import paths
from analysis.__main__ import main

HARBOUR = "tests/fixtures/articles/harbour.txt"


def run(*arguments, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        **kwargs,
    )


@pytest.fixture
def call(capfdbinary):
    """Runs a command in this process, which has the models loaded already: exit code, standard output, standard error."""

    def run_here(*arguments):
        code = main(list(map(str, arguments)))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_here


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("verb", "columns"),
    [
        ("tokens", ["article", "start", "end", "text", "sentence", "lower", "kind", "stop"]),
        ("sentences", ["article", "start", "end", "text"]),
        ("entities", ["article", "start", "end", "text", "label", "form", "entity"]),
        (
            "sentiment",
            [
                "kind",
                "article",
                "start",
                "end",
                "text",
                "compound",
                "entity",
                "stance",
                *("negative", "neutral", "positive"),
            ],
        ),
        ("claims", ["article", "claim", "kind", "source", "cue", "content", "quotation", "confidence"]),
        ("compare", ["a", "b", "relation", "score", "differences"]),
        ("groups", ["group", "claims", "outlets", "first"]),
    ],
)
def test_each_verb_writes_its_columns_to_standard_output_and_nothing_else(call, harbour, verb, columns):
    code, said, told = call(verb, harbour.path)
    assert (code, told) == (0, "")
    header = next(csv.reader(io.StringIO(said)))
    assert set(columns) <= set(header)


def test_what_is_compared_can_be_read_without_the_table_of_claims(call):
    folder = paths.ROOT / "tests/fixtures/coverage"
    claims = [json.loads(line) for line in call("claims", folder, "--format", "jsonl")[1].splitlines()]
    words = {f"{claim['article']}#{claim['claim']}": (claim["source"], claim["content"]) for claim in claims}
    for verb, names in (("compare", ("a", "b")), ("groups", ("first",))):
        rows = [json.loads(line) for line in call(verb, folder, "--format", "jsonl")[1].splitlines()]
        assert len(rows) > 5
        for row in rows:
            assert all((row[f"{name}_source"], row[f"{name}_content"]) == words[row[name]] for name in names)


def test_spans_lead_back_to_the_words_of_the_article(call, harbour):
    for verb in ("tokens", "sentences", "entities"):
        found = call(verb, harbour.path, "--format", "jsonl")[1].splitlines()
        assert found
        for row in map(json.loads, found):
            assert harbour.text[row["start"] : row["end"]] == row["text"]


@pytest.mark.parametrize(("name", "begins"), [("t.jsonl", b"{"), ("t.parquet", b"PAR1"), ("t.txt", b"article,")])
def test_the_format_is_the_one_that_the_name_of_the_file_ends_with(call, tmp_path, name, begins):
    assert call("tokens", HARBOUR, "-o", tmp_path / name)[0] == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert call("tokens", HARBOUR, "--format", "csv", "-o", tmp_path / name)[0] == 0
    assert (tmp_path / name).read_bytes().startswith(b"article,")


def test_the_result_goes_to_a_file_whole_or_not_at_all(tmp_path):
    done = run("tokens", HARBOUR, "-o", tmp_path / "tokens.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert len(rows((tmp_path / "tokens.csv").read_text())) == 104
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.csv"]


@pytest.mark.slow
def test_one_bad_article_is_named_and_the_others_are_done(tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_text((paths.ROOT / HARBOUR).read_text())
    done = run("sentences", tmp_path)
    assert done.returncode == 1
    assert {row["article"] for row in rows(done.stdout)} == {"good"}
    assert (
        done.stderr.strip()
        == f"{tmp_path / 'empty.txt'}: the file is empty; put the article's text into it or remove it"
    )


@pytest.mark.parametrize(
    ("arguments", "code"), [(["tokens", "gone.txt"], 1), (["nonsense"], 2), ([], 2), (["tokens", "--format", "xml"], 2)]
)
def test_no_traceback_reaches_a_user(arguments, code):
    done = run(*arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_empty_name_is_not_the_current_folder(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["tokens", ""])
    assert ended.value.code == 2
    assert "an empty name" in capsys.readouterr().err


def test_a_name_that_a_terminal_would_act_on_is_spelled_out(call, tmp_path):
    code, _, said = call("tokens", tmp_path / "a\x1b[31mred\n.txt")
    assert (code, said.count("\n")) == (1, 1)
    assert r"a\x1b[31mred\n.txt: there is no such file" in said


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    command = f"{sys.executable} -m analysis tokens {HARBOUR} --format jsonl | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=paths.ROOT)
    assert json.loads(done.stdout)["text"] == "Harbour"
    assert done.stderr == ""


def test_help_imports_nothing_heavy():
    code = "import sys, analysis, analysis.__main__; print([m for m in ('pandas', 'numpy', 'nltk', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT)
    assert done.stdout.strip() == "[]"
    assert "entities" in run("--help").stdout


@pytest.mark.slow
def test_words_are_counted_without_the_libraries_that_models_need(tmp_path):
    code = (
        "import sys; from analysis.__main__ import main; main(sys.argv[1:]); "
        "print([m for m in ('spacy', 'onnxruntime', 'tokenizers', 'py3langid') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, "tokens", HARBOUR, "-o", str(tmp_path / "tokens.csv")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths.ROOT)
    assert done.stdout.strip() == "[]"
    assert (tmp_path / "tokens.csv").exists()


@pytest.mark.slow
def test_a_full_disk_leaves_what_was_there_and_says_so(tmp_path):
    output = tmp_path / "tokens.csv"
    output.write_text("before")
    done = run(
        "tokens", HARBOUR, "-o", output, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert output.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.csv"]


def test_an_article_is_not_written_over(tmp_path, harbour):
    place = tmp_path / "a.txt"
    shutil.copy(harbour.path, place)
    before = place.read_bytes()
    for verb in ("tokens", "annotations"):
        done = run(verb, place, "-o", place)
        assert done.returncode == 1
        assert "belongs to the articles that are read" in done.stderr
    assert place.read_bytes() == before


def test_a_report_is_not_written_over_an_article(call, tmp_path, harbour):
    shutil.copy(harbour.path, tmp_path / "a.txt")
    (tmp_path / "index.html").write_text("<p>An article of its own</p>")
    code, _, told = call("report", tmp_path, "-o", tmp_path)
    assert (code, told) == (
        1,
        f"{tmp_path / 'index.html'}: belongs to the articles that are read; give another place\n",
    )
    assert (tmp_path / "index.html").read_text() == "<p>An article of its own</p>"


def test_a_sheet_of_corrections_is_not_written_over(call, tmp_path, harbour, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path))
    sheet = tmp_path / "harbour.csv"
    assert call("corrections", harbour.path)[0] == 0
    before = sheet.read_bytes()
    code, _, told = call("claims", harbour.path, "-o", sheet)
    assert (code, told) == (1, f"{sheet}: belongs to the articles that are read; give another place\n")
    assert sheet.read_bytes() == before


@pytest.mark.slow
def test_names_and_sidecars_that_no_reader_takes_stop_no_other_article(call, tmp_path, harbour):
    shutil.copy(harbour.path, tmp_path / "good.txt")
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("The bridge is closed.")
    (tmp_path / "deep.txt").write_text("The bridge is closed.")
    (tmp_path / "deep.toml").write_text("title=" + "[" * 5000)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pipe").rename(tmp_path / "pipe.txt")
    code, table, said = call("tokens", tmp_path)
    assert code == 1
    assert table.count("good,") > 100
    assert "its name is not UTF-8; rename the file" in said
    assert "deep.toml: not sound TOML" in said
    assert "pipe.txt: not a file" in call("tokens", tmp_path / "pipe.txt")[2]
    _, _, said = call("corpus", tmp_path, "--out", tmp_path / "out", "--workers", "0")
    assert r"\xff.txt: its name is not UTF-8" in said
    assert f"{tmp_path / 'out'}: 1 articles, " in said.splitlines()[-1]


def through_shell(command):
    """Run the kit with its streams as the shell sets them."""
    return subprocess.run(
        ["bash", "-c", f"{sys.executable} -m analysis {command}"],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("streams", "said"),
    [(">&-", "standard output: it is closed; give a file"), (">/dev/full", "No space left on device")],
)
def test_a_standard_output_that_takes_nothing_is_one_sentence(streams, said):
    # So few data that a buffer would hold them till the end.
    done = through_shell(f"sentences {HARBOUR} {streams}")
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_messages_do_not_end_up_among_the_data_where_standard_error_is_closed():
    done = through_shell("tokens gone.txt 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.slow
def test_a_file_is_written_whole_where_all_streams_are_closed(tmp_path):
    done = through_shell(f"tokens {HARBOUR} -o {tmp_path / 'tokens.csv'} <&- >&- 2>&-")
    assert done.returncode == 0
    assert len(rows((tmp_path / "tokens.csv").read_text())) == 104


def test_one_bad_sheet_is_named_and_the_other_articles_are_done(call, tmp_path, harbour, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path / "corrections"))
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "bad.csv").write_text("no,sheet\n")
    shutil.copy(harbour.path, tmp_path / "bad.txt")
    shutil.copy(harbour.path, tmp_path / "good.txt")
    code, said, told = call("claims", tmp_path)
    assert code == 1
    assert {row["article"] for row in rows(said)} == {"good"}
    assert "bad.csv: the column 'article' is missing" in told
    assert len(told.splitlines()) == 1


def test_a_correction_without_a_place_is_named(call, tmp_path, harbour, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path))
    head = "article,sha256,layer,start,end,words,found,action,field,value\n"
    row = f"harbour,{harbour.sha256},mention,3,9,Zebras,,drop,,\n"
    (tmp_path / "harbour.csv").write_text(head + row)
    code, said, told = call("entities", harbour.path)
    assert code == 0
    assert len(rows(said)) > 3
    assert told.startswith(f"{tmp_path / 'harbour.csv'}: drop of “Zebras” is left out: ")
    assert len(told.splitlines()) == 1
    assert call("tokens", harbour.path)[2] == ""
    monkeypatch.setattr("analysis.report.build", lambda _, out: out / "index.html")
    assert call("report", harbour.path, "-o", tmp_path)[2] == f"{tmp_path / 'index.html'}\n{told}"
