"""Measure: ``python -m bench [ARTICLES] [--rounds N] [--sample N] [--growth N...] [--short] [--out DIR]``.

Every contender runs in a process of its own, all of them in each round, in an order that a fixed seed shuffles.  What is
reported is the median over the rounds of the ratio to spaCy small in the same round, so that a slow minute strikes
all alike.
"""

import argparse
import json
import os
import platform
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from analysis import fingerprint, paths
from analysis.article import Article
from analysis.corpus import archive, parts, records
from analysis.errors import ClaimbookError
from analysis.files import replace_file
from bench import contenders, many, results, scale

REFERENCE = "spaCy small, all of it"
COMMANDS = {
    "start-up: --help": ["-m", "analysis", "--help"],
    "start-up: import of the public names": ["-c", "from analysis import read, read_all, Story, Coverage"],
    "report on the seeds": ["-m", "analysis", "report", "-o", "{folder}"],
    "report again, layers kept": ["-m", "analysis", "report", "-o", "{folder}"],
}


def main() -> int:
    """Run the benchmark and write its table, its figures and its chart."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="What the kit costs, against its peers and itself."
    )
    parser.add_argument("articles", nargs="?", type=Path, default=paths.ROOT / "tests/fixtures/corpus/velmora.jsonl")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=paths.REPORTS / "bench")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="for all but growth only the first N articles, which is soon done"
    )
    parser.add_argument("--short", action="store_true", help="a few articles, one round: does it still run?")
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[], metavar="N", help="corpora of so many articles, made of paragraphs"
    )
    parser.add_argument("--measure", metavar="CONTENDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    every = read(options.articles)
    sample = 3 if options.short else options.sample
    articles = every[:sample]
    if options.measure:
        sys.stdout.write(json.dumps(contenders.measure(options.measure, articles)))
        return 0
    rounds = 1 if options.short else options.rounds
    found = {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "versions": fingerprint.versions(),
        "model": fingerprint.model(),
        "articles": len(articles),
        "words": sum(len(article.text.split()) for article in articles),
        "contenders": compare(options.articles, rounds, sample, contenders.WITHIN if options.short else frozenset()),
        "commands": {} if options.short else run_commands(rounds),
        "corpus": grow(articles, every, options.growth, short=options.short),
        "exploring": many.measure(archive.read(), 50 if options.short else 10_000),
    }
    replace_file(options.out / "bench.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    replace_file(options.out / "bench.md", results.write(found))
    replace_file(options.out / "bench.svg", results.chart(found).svg())
    sys.stdout.write(results.write(found))
    return 0


def read(source: Path) -> list[Article]:
    """Return the articles of `source` that can be read."""
    articles = []
    for record in records.read(source):
        try:
            articles.append(record.load())
        except ClaimbookError as error:
            sys.stderr.write(f"{error}\n")
    return articles


def compare(source: Path, rounds: int, sample: int | None, without: frozenset[str]) -> dict[str, Any]:
    """Run every contender but some in each round; return for each its CPU seconds, its ratios to the reference and its digests."""
    able = {name: contenders.obstacle(name) for name in contenders.CONTENDERS if name not in without}
    names = [name for name, why in able.items() if why is None]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    shuffler = random.Random(20261122)
    for _ in range(rounds):
        for name in shuffler.sample(names, len(names)):
            command = ["-m", "bench", str(source), "--measure", name, *(["--sample", str(sample)] if sample else [])]
            cpu, said = run(command)
            runs[name].append(json.loads(said) | {"cpu": cpu})
    table: dict[str, Any] = {name: {"left out": why} for name, why in able.items() if why}
    for name in names:
        ratios = [run["work"] / base["work"] for run, base in zip(runs[name], runs[REFERENCE], strict=True)]
        table[name] = {
            "cpu": median(run["cpu"] for run in runs[name]),
            "prepare": median(run["prepare"] for run in runs[name]),
            "work": median(run["work"] for run in runs[name]),
            "ratio": median(ratios),
            "range": [min(ratios), max(ratios)],
            "digests": sorted({run["digest"] for run in runs[name]}),
        }
    return table


def run_commands(rounds: int) -> dict[str, Any]:
    """Run the kit's commands; return the CPU seconds of each with all its processes: median and range."""
    spent: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        with TemporaryDirectory() as folder:
            environment = {"CLAIMBOOK_CACHE": f"{folder}/cache"}
            for name, words in COMMANDS.items():
                spent[name].append(run([word.format(folder=f"{folder}/pages") for word in words], environment)[0])
    return {name: {"cpu": median(times), "range": [min(times), max(times)]} for name, times in spent.items()}


def grow(articles: list[Article], every: list[Article], sizes: list[int], *, short: bool) -> list[dict[str, Any]]:
    """Measure the corpus: `articles` by a plain loop, one worker, two; and with two, corpora of `sizes` articles made of `every` one."""
    found = []
    with TemporaryDirectory() as folder:
        source = write(articles, Path(folder) / "articles.jsonl")
        least = max(source.stat().st_size // (8 if short or len(articles) < 100 else 30), 500)
        found += [
            {"articles": len(articles), "workers": workers, **scale.measure(source, workers, least)}
            for workers in (0, 1, 2)
        ]
        for size in sizes:
            source = write(multiply(every, size), Path(folder) / f"{size}.jsonl")
            found.append({"articles": size, "workers": 2, **scale.measure(source, 2, parts.LEAST)})
    return found


def multiply(articles: list[Article], size: int) -> list[Article]:
    """Return `size` distinct articles: the given ones, and above their number new ones of their paragraphs, shuffled by a seed."""
    made = list(articles[:size])
    shuffler = random.Random(20261122)
    lines = [line for article in articles for line in article.text.splitlines() if line.strip()]
    mean = max(len(lines) // len(articles), 1)
    while len(made) < size:
        text = "\n\n".join(shuffler.sample(lines, mean))
        made.append(replace(articles[len(made) % len(articles)], id=f"made-{len(made)}", text=text))
    return made


def write(articles: list[Article], path: Path) -> Path:
    """Write `articles` as JSON lines."""
    path.write_text("".join(json.dumps({"id": article.id, "text": article.text}) + "\n" for article in articles))
    return path


def run(words: list[str], environment: dict[str, str] | None = None) -> tuple[float, str]:
    """Run Python with `words`; return the CPU seconds of it and of every process it started and waited for, and what it said."""
    with subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | (environment or {}),
        cwd=paths.ROOT,
    ) as process:
        said = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ClaimbookError(f"{' '.join(words)}: failed with exit code {process.returncode}; see what it said above")
    return used.ru_utime + used.ru_stime, said


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ClaimbookError as error:
        sys.exit(str(error))
