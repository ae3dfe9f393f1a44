"""Coverage-guided fuzzing of the laws in ``tests/laws.py``, with Google's atheris.

    .venv/bin/pip install -r requirements-bench.txt
    .venv/bin/python tests/benchmarks/fuzz.py TARGET [-max_total_time=600] [FOLDER]

TARGET is one of those below.  Options and FOLDER (inputs to begin with, and where new ones are kept) are libFuzzer's.  It counts
executions, stops at the first input that breaks a law and writes it to ``crash-...``; called with that file, it runs it alone.
Each input that broke something is kept as a test case.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["analysis"]):
    from tests import laws

FOLDER = Path(tempfile.mkdtemp(prefix="claimbook-fuzz-"))
SUFFIXES = (".txt", ".md", ".html")


def write_text(data: atheris.FuzzedDataProvider) -> str:
    """Make a text of an article's usual pieces and of any letters in between."""
    pieces = []
    while data.remaining_bytes() and len(pieces) < 60:
        choice = data.ConsumeIntInRange(0, len(laws.PIECES) + 8)
        pieces.append(laws.PIECES[choice] if choice < len(laws.PIECES) else data.ConsumeUnicodeNoSurrogates(12))
    return " ".join(pieces)


def reading(data: bytes) -> None:
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    laws.any_file_is_an_article_or_one_sentence(FOLDER / f"any{suffix}", data[1:])


def sidecar(data: bytes) -> None:
    (FOLDER / "known.toml").write_bytes(data)
    laws.any_file_is_an_article_or_one_sentence(FOLDER / "known.txt", b"Bridge closed\n\nThe bridge is closed.")


def archive(data: bytes) -> None:
    laws.any_archive_gives_records(FOLDER / "any.jsonl", data)


def sheet(data: bytes) -> None:
    header = b"" if data[:1] == b"\0" else b"article,sha256,layer,start,end,words,found,action,field,value\n"
    laws.any_sheet_is_laid_over_or_one_sentence(FOLDER, header + data)


def tokens(data: bytes) -> None:
    laws.tokens_cover_the_text(write_text(atheris.FuzzedDataProvider(data)))


def extract(data: bytes) -> None:
    laws.attributions_lie_within_the_text(write_text(atheris.FuzzedDataProvider(data)))


def claims(data: bytes) -> None:
    laws.every_layer_can_be_made_and_written(write_text(atheris.FuzzedDataProvider(data)))


def comparison(data: bytes) -> None:
    half = len(data) // 2
    laws.any_two_can_be_compared(*(write_text(atheris.FuzzedDataProvider(d)) for d in (data[:half], data[half:])))


def pages(data: bytes) -> None:
    half = len(data) // 2
    laws.pages_obey_nothing(*(write_text(atheris.FuzzedDataProvider(d)) for d in (data[:half], data[half:])))


TARGETS = {
    target.__name__: target for target in (reading, sidecar, archive, sheet, tokens, extract, claims, comparison, pages)
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"{__doc__}\nTARGET: {', '.join(TARGETS)}")
    os.environ["CLAIMBOOK_CORRECTIONS"] = str(FOLDER)
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
