import json
import subprocess
import sys

import pytest

from analysis import paths, report
from analysis.corpus.records import read
from bench import __main__ as bench
from bench import contenders, results
from tests.conftest import VELMORA

RUN = {"articles": 10, "words": 1000, "seconds": 4.0, "cpu": 4.0, "memory": 500.0, "growth": 0.01}
FOUND = {
    "machine": "x86_64, 2 cores",
    "versions": {"claimbook": "0.1.0"},
    "model": "f" * 64,
    "articles": 10,
    "words": 1000,
    "contenders": {
        "spaCy small, all of it": {"prepare": 1.0, "work": 2.0, "ratio": 1.0, "range": [1.0, 1.0], "digests": ["aa"]},
        "kit, all layers": {"prepare": 2.0, "work": 4.0, "ratio": 2.0, "range": [1.9, 2.1], "digests": ["bb"]},
        "textacy quotations": {"left out": "not installed"},
    },
    "commands": {"start-up: --help": {"cpu": 0.1, "range": [0.1, 0.2]}},
    "corpus": [
        {"articles": 10, "words": 1000, "seconds": 4.0, "cpu": 4.0, "workers": 0},
        RUN | {"workers": 1, "cpu": 4.2},
        RUN | {"workers": 2, "seconds": 2.5},
        RUN | {"workers": 2, "articles": 20, "words": 2000, "cpu": 8.0},
        RUN | {"workers": 2, "articles": 40, "words": 4000, "cpu": 17.6},
    ],
    "exploring": {"first chart": 1.25},
}


def test_the_articles_made_above_the_number_of_real_ones_are_distinct_and_always_the_same():
    articles = bench.read(VELMORA)
    made = bench.multiply(articles, 60)
    assert [article.id for article in made[:24]] == [record.id for record in read(VELMORA)]
    assert len({article.id for article in made}) == len({article.text for article in made}) == 60
    assert [article.text for article in bench.multiply(articles, 60)] == [article.text for article in made]
    assert len(bench.multiply(articles, 5)) == 5


def test_the_corpus_runs_are_judged_against_each_other():
    assert results.judge(FOUND["corpus"]) == [
        "Dask with one worker takes +5.0% CPU against a plain loop.",
        "Two workers are 0.80 efficient against one.",
        "CPU a word changes by +10.0% from 20 to 40 articles.",
        "2 workers read 36,000 articles of 100 words an hour: 100,000 take 3 hours, 100,000,000 some 12,222 hours of one core.",
    ]


def test_the_table_names_what_was_left_out_and_why():
    said = results.write(FOUND)
    assert "| kit, all layers | 2.00 | 4.00 | 2.00 | 1.90 to 2.10 | bb |" in said
    assert "| textacy quotations | left out: not installed |" in said
    assert "| 10 | none, a loop | 4.0 | 4.0 | 4.000 | 9,000 |" in said


def test_the_chart_says_what_it_shows():
    chart = results.chart(FOUND)
    assert chart.finding == "spaCy small, all of it 1.00; kit, all layers 2.00."
    assert "<svg" in chart.svg()


def test_a_contender_does_the_same_work_each_time():
    articles = bench.read(VELMORA)[:3]
    first, second = (contenders.measure("kit, words and sentences", articles) for _ in range(2))
    assert first["digest"] == second["digest"]
    assert first["work"] >= 0


@pytest.mark.slow
def test_the_short_form_runs_and_writes_its_table(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--short", "--out", str(tmp_path)],
        cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "bench.json").read_text())
    assert found["contenders"]["kit, all layers"]["ratio"] > 0
    assert all(len(row["digests"]) == 1 for row in found["contenders"].values() if "digests" in row)
    assert [row["workers"] for row in found["corpus"]] == [0, 1, 2]
    # A worker that begins cold doubles its memory while it is measured.
    assert found["corpus"][-1]["growth"] < 0.5
    assert (tmp_path / "bench.md").read_text() == done.stdout
    assert "<svg" in (tmp_path / "bench.svg").read_text()


@pytest.mark.slow
def test_the_notebook_about_many_articles_runs(tmp_path):
    # In this file because the benchmark makes the same data set: one run at a time may write to it.
    with report.kernel(paths.NOTEBOOKS, [tmp_path], scratch=tmp_path) as client:
        book = report.execute(paths.NOTEBOOKS / "05_corpus.ipynb", client)
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result"}
    assert all("text/html" in output.data for output in outputs)


def test_a_source_that_is_not_there_is_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", tmp_path / "none.jsonl"], capture_output=True, text=True, cwd=paths.ROOT
    )
    assert done.returncode == 1
    assert "none.jsonl: there is no such file" in done.stderr
    assert "Traceback" not in done.stderr
