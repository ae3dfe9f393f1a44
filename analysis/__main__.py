"""The command line: ``python -m analysis VERB PATH... [--format csv|jsonl|parquet] [-o FILE]``."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import ClaimbookError, printable

if TYPE_CHECKING:
    import pandas as pd

    from analysis.story import Coverage

STDERR = 2
Run = Callable[[argparse.Namespace], int]

FORMATS = ("csv", "jsonl", "parquet")
LAYERS = {
    "tokens": "words, numbers and punctuation, with their sentence",
    "sentences": "sentences",
    "entities": "a row a mention, with the entity that is meant",
    "sentiment": "the tone of each sentence, the stance toward each mention",
    "claims": "who is reported to say what: a row a claim",
    "compare": "how claims relate, within and across articles",
    "groups": "the same claim in several reports",
}

CORRECTED = frozenset({"entities", "claims", "compare", "groups"})


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code: 0 done, 1 some input could not be read, 2 wrong usage."""
    try:
        options = _parse(arguments)
        _keep_articles(options)
        return int(options.run(options))
    except ClaimbookError as error:
        _say(error)
        return 1
    except KeyboardInterrupt:
        _say("stopped; what was there before is unchanged")
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        return 0
    except OSError as error:
        place = error.filename or "a temporary or output file"
        _say(f"{place}: {error.strerror}; check the disk's free space and the permissions, then try again")
        return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Who is reported to say what, and how.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def add(name: str, words: str, run: Run, one: str = "") -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=words, description=f"Writes {words}.")
        if one:
            verb.add_argument("paths", nargs=1, type=_path, metavar=one)
        else:
            verb.add_argument(
                "paths", nargs="*", type=_path, metavar="PATH", help="articles, or folders of them (seeds/)"
            )
        verb.set_defaults(run=run)
        return verb

    for name, words in LAYERS.items():
        verb = add(name, words, _write_layer)
        verb.add_argument("--format", choices=FORMATS, help="else as the output's name ends, or csv")
        verb.add_argument("-o", "--output", type=_path, metavar="FILE", help="a file instead of standard output")
    verb = add("annotations", "all layers as W3C Web Annotations (JSON-LD)", _write_annotations)
    verb.add_argument("-o", "--output", type=_path, metavar="FILE", help="a file instead of standard output")
    verb = add("corrections", "the editable sheet of one article", _write_sheet, one="ARTICLE")
    verb.add_argument(
        "-o", "--output", type=_path, metavar="FILE", help="another file than data/corrections/ARTICLE.csv"
    )
    verb = add("report", "the pages, into reports/", _report)
    verb.add_argument("-o", "--output", type=_path, metavar="DIR", help="another folder than reports/")
    verb = add(
        "corpus", "a Parquet data set of all layers; INPUT: a folder, JSON lines or Parquet", _corpus, one="INPUT"
    )
    verb.add_argument("--out", "-o", type=_path, required=True, metavar="DIR", help="where the data set goes")
    where = verb.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="worker processes on this machine")
    where.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="a Dask cluster that is already there")
    return parser.parse_args(arguments)


def _path(said: str) -> Path:
    if not said:
        # An empty variable of a script's, most often; the current folder is a dot.
        raise argparse.ArgumentTypeError("an empty name; give a file or a folder")
    return Path(said)


def _keep_articles(options: argparse.Namespace) -> None:
    """Refuse to write over what is read."""
    output = getattr(options, "output", None)
    target = output / "index.html" if output and options.verb == "report" else output
    if target is None or not target.is_file():
        return
    from analysis.article import find
    from analysis.corrections import sheets
    from analysis.paths import seeds

    for path in find(options.paths or seeds()):
        theirs = [path, path.with_suffix(".toml")]
        theirs += [] if options.verb == "corrections" else [sheets.named(path.stem)]
        if any(place.is_file() and target.samefile(place) for place in theirs):
            raise ClaimbookError(f"{target}: belongs to the articles that are read; give another place")


def _read(paths: list[Path]) -> "Coverage":
    """Read what was asked for and name what could not be read on standard error."""
    from analysis.story import read_all

    coverage = read_all(paths or None)
    for failure in coverage.failures:
        _say(failure)
    return coverage


def _write_layer(options: argparse.Namespace) -> int:
    from analysis import exports

    coverage = _read(options.paths)
    ending = options.output.suffix[1:].lower() if options.output else ""
    form: Any = options.format or (ending if ending in FORMATS else FORMATS[0])
    _write(exports.dump(_layer(options.verb, coverage), form), options.output)
    if options.verb in CORRECTED:
        _name_unplaced(coverage)
    return bool(coverage.failures)


def _name_unplaced(coverage: "Coverage") -> None:
    """Say on standard error which corrections of these articles are not in what was written."""
    from analysis.corrections import sheets

    for story in coverage:
        for edit in story.unplaced.to_dict("records") if sheets.exists(story.article) else ():
            where = sheets.place_of(story.article)
            _say(f"{where}: {edit['action']} of “{edit['words']}” is left out: {edit['why']}")


def _layer(verb: str, coverage: "Coverage") -> "pd.DataFrame":
    import pandas as pd

    from analysis import progress

    if verb in {"compare", "groups"}:
        from analysis import comparison

        return comparison.worded(coverage.relations if verb == "compare" else coverage.groups, coverage.stories)
    tables = []
    for story in progress.bar(coverage.stories, verb):
        if verb == "sentiment":
            tables += [story.tone.assign(kind="tone"), story.stance.assign(kind="stance")]
        else:
            tables.append(story.mentions if verb == "entities" else getattr(story, verb))
    table = pd.concat(tables, ignore_index=True)
    if verb == "sentiment":
        return table[["kind", *table.columns.drop("kind")]]
    return table


def _write_annotations(options: argparse.Namespace) -> int:
    from analysis import annotations

    coverage = _read(options.paths)
    _write(annotations.dump(coverage.stories), options.output)
    return bool(coverage.failures)


def _write_sheet(options: argparse.Namespace) -> int:
    from analysis import corrections
    from analysis.story import read

    place = corrections.write(read(options.paths[0]), options.output)
    _say(place)
    return 0


def _report(options: argparse.Namespace) -> int:
    from analysis import paths, report

    index = report.build(options.paths or None, options.output or paths.REPORTS)
    _say(index)
    coverage = _read(options.paths)
    _name_unplaced(coverage)
    return bool(coverage.failures)


def _corpus(options: argparse.Namespace) -> int:
    from analysis import corpus
    from analysis.corpus.dataset import Dataset

    failures = corpus.build(options.paths[0], options.out, workers=options.workers, scheduler=options.scheduler)
    made = Dataset(options.out).manifest
    _say(f"{options.out}: {made['articles']} articles, {made['rows']['claims']} claims")
    return bool(failures)


def _say(words: object) -> None:
    """Tell the user, on standard error: standard output is for tables."""
    print(printable(str(words)), file=sys.stderr)


def _write(data: bytes, output: Path | None) -> None:
    if output is None:
        _print(data)
    else:
        from analysis.files import replace_file

        replace_file(output, data)


def _print(data: bytes) -> None:
    """Write `data` to standard output, past Python's buffer, whose rest would fail once more at exit."""
    if sys.stdout is None:
        raise ClaimbookError("standard output: it is closed; give a file with -o")
    stream: Any = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)
    left = memoryview(data)
    try:
        while left:
            left = left[stream.write(left) :]
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ClaimbookError(
            f"standard output: could not be written to ({error.strerror}); free some space, or give a file with -o"
        ) from None


def _fill_closed_streams() -> None:
    """Put something in the place of standard streams that are closed.

    Else the next file to be opened would take their place and be written to by mistake; and without a standard error Python would print
    messages among the data.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one.
            os.open(os.devnull, mode)
    if sys.stderr is None:
        sys.stderr = open(STDERR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (as Python itself would have it)


if __name__ == "__main__":
    _fill_closed_streams()
    sys.exit(main())
