"""The articles of an archive, one after the other: from a folder, from JSON Lines or from Parquet, plain or compressed."""

import bz2
import codecs
import datetime as dt
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING

from analysis import article
from analysis.article import FIELDS, MOST_BYTES, Article
from analysis.errors import ClaimbookError

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_ID = 200
LINES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2")


@dataclass(frozen=True)
class Record:
    """One article of an archive before it is read.

    Attributes
    ----------
    id
        What its rows will carry in the column ``article``; the place where there is no usable id.
    place
        The file, with the number of the line or row where it holds several; for messages.
    text, known
        The text, and what is known of it (the fields of a sidecar); no text where it stands in a file of its own.
    problem
        Why it cannot be read, where that shows before the text is looked at.
    digest
        Of all that its rows depend on.
    """

    id: str
    place: str
    text: str | None
    known: dict[str, str]
    problem: str | None
    digest: bytes
    size: int

    def load(self) -> Article:
        """Return the article.

        Raises
        ------
        ClaimbookError
            Where it cannot be read.
        """
        if self.problem:
            raise ClaimbookError(f"{self.place}: {self.problem}")
        if self.text is None:
            return article.load(self.place)
        return article.from_text(self.id, self.text, self.known, Path(self.place))


def read(source: Path) -> Iterator[Record]:
    """Yield the records of `source`, in an order that depends on nothing else; a second record of one id is a problem.

    Parameters
    ----------
    source
        A folder of articles, a JSON Lines file (``.jsonl``, also ``.gz``, ``.zst``, ``.bz2``), a Parquet file, or a folder of
        such files.  Both kinds of file need the columns ``id`` and ``text``; ``title``, ``outlet``, ``published`` (ISO date),
        ``url`` and ``note`` are used where they are there.

    Raises
    ------
    ClaimbookError
        Where `source` is none of these, or a single file that breaks off in the middle.  In a folder of several, a damaged one is a record with
        a problem, after those that could be read of it.
    """
    seen: set[bytes] = set()
    for record in _read_any(source):
        key = hashlib.blake2b(record.id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if key in seen and not record.problem:
            said = f"another article before it has the id {record.id!r}; give each its own"
            yield _refuse(record.place, record.id, said)
        else:
            yield record
        seen.add(key)


def files(source: Path) -> list[Path]:
    """Return the files that `source` stands for.

    Raises
    ------
    ClaimbookError
        Where there is nothing to read, or the file is of another type.
    """
    if not source.exists():
        raise ClaimbookError(f"{source}: there is no such file or folder; check the name")
    if not source.is_dir():
        kinds = (*LINES, ".parquet", *sorted(article.SUFFIXES))
        if not source.name.lower().endswith(kinds):
            raise ClaimbookError(f"{source}: not a corpus's file type; give one of {', '.join(kinds)}, or a folder")
        return [source]
    shards = sorted(path for path in source.iterdir() if _is_shard(path) and not path.name.startswith("."))
    return shards or article.find([source])


def _read_any(source: Path) -> Iterator[Record]:
    several, chosen = source.is_dir(), files(source)
    for path in chosen:
        if not path.name.lower().endswith((*LINES, ".parquet")):
            yield _from_file(path)
            continue
        try:
            yield from _read_lines(path) if path.name.lower().endswith(LINES) else _read_parquet(path)
        except ClaimbookError as error:
            if not several:
                raise
            yield _refuse(str(path), str(path), str(error).removeprefix(f"{path}: "))
    # A folder with files of many articles is those files alone.
    beside = sorted(filter(article.is_article, source.iterdir())) if several and _is_shard(chosen[0]) else []
    for path in beside:
        yield _refuse(str(path), str(path), "stands beside files of many articles and was not read; move it elsewhere")


def _is_shard(path: Path) -> bool:
    return path.is_file() and path.name.lower().endswith((*LINES, ".parquet"))


def _open(path: Path) -> io.BufferedIOBase:
    """Open a file for its plain bytes.  What a broken archive holds before the break is read: pyarrow would give none of it."""
    import pyarrow as pa

    kind = path.suffix.lower()
    if kind == ".gz":
        return gzip.GzipFile(path)
    if kind == ".bz2":
        return bz2.BZ2File(path)
    return io.BufferedReader(pa.input_stream(str(path)), 1 << 20)


def _read_lines(path: Path) -> Iterator[Record]:
    # JSON may spell a character in six bytes.
    most = 8 * MOST_BYTES
    try:
        with _open(path) as stream:
            number = 0
            while line := stream.readline(most):
                number += 1
                if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    raise ClaimbookError(f"{path}: saved as UTF-16; save it as UTF-8")
                rest, size = line, len(line)
                while not rest.endswith(b"\n") and (rest := stream.readline(most)):
                    size += len(rest)
                if line.strip():
                    yield _from_line(f"{path}:{number}", line, size)
    except (OSError, EOFError, zlib.error) as error:
        raise ClaimbookError(f"{path}: breaks off or is damaged ({error}); get a sound copy") from None


def _from_line(place: str, line: bytes, size: int) -> Record:
    if size > len(line):
        return _refuse(place, place, f"a line of {size} bytes; this kit reads articles of up to 1 MB")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _refuse(place, place, f"not sound JSON ({error}); write one object a line")
    if not isinstance(row, dict):
        return _refuse(place, place, "not a record with id and text; write one JSON object a line")
    return _from_row(place, row, size)


def _read_parquet(path: Path) -> Iterator[Record]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = [name for name in ("id", "text", *FIELDS) if name in file.schema_arrow.names]
            if not {"id", "text"} <= set(names):
                raise ClaimbookError(f"{path}: has no columns id and text; name them so")
            number = 0
            for batch in file.iter_batches(1000, columns=names):
                for row in _rows(batch):
                    number += 1
                    place = f"{path}:{number}"
                    if row is None:
                        yield _refuse(
                            place,
                            place,
                            "a value in it cannot be read (not UTF-8, or a date out of range); write the row anew",
                        )
                    else:
                        yield _from_row(place, row, len(str(row["text"])))
    # A KeyError is an unknown time zone.
    except (OSError, ValueError, OverflowError, KeyError, pa.ArrowException) as error:
        raise ClaimbookError(f"{path}: not a sound Parquet file ({error}); get a sound copy") from None


def _rows(batch: "pa.RecordBatch") -> "Iterator[dict[str, object] | None]":
    """Yield a batch's rows; none in place of one that no Python value can stand for, which costs the others nothing."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError):
        for number in range(len(batch)):
            try:
                yield from batch.slice(number, 1).to_pylist()
            except (ValueError, OverflowError):
                yield None


def _from_file(path: Path) -> Record:
    digest, size = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")), 0
    for file in (path, path.with_suffix(".toml")):
        try:
            data = file.read_bytes()
        except OSError:
            # What cannot be read is reported when the article is loaded.
            digest.update(b"-")
            continue
        size += min(len(data), MOST_BYTES)
        digest.update(hashlib.sha256(data).digest())
    return Record(path.stem, str(path), None, {}, None, digest.digest(), size)


def _from_row(place: str, row: dict[str, object], size: int) -> Record:
    try:
        name, text, known = _check(row)
    except ValueError as error:
        name = str(row.get("id") or place)
        return _refuse(place, name if name.isprintable() else place, str(error))
    said = json.dumps([name, text, known], sort_keys=True)
    return Record(name, place, text, known, None, hashlib.sha256(said.encode()).digest(), size)


def _refuse(place: str, name: str, problem: str) -> Record:
    digest = hashlib.sha256(ascii([name, place, problem]).encode()).digest()
    return Record(name[:LONGEST_ID], place, "", {}, problem, digest, 0)


def _check(row: dict[str, object]) -> tuple[str, str, dict[str, str]]:
    name, text = row.get("id"), row.get("text")
    if not isinstance(name, (str, int)) or not str(name).strip():
        raise ValueError("has no id; give each article one")
    if len(str(name)) > LONGEST_ID:
        raise ValueError(f"its id has {len(str(name))} characters; give it one of {LONGEST_ID} at most")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("has no text")
    if len(text) > MOST_BYTES:
        raise ValueError("longer than 1 MB; this kit reads one article a record")
    if "\0" in text:
        raise ValueError("its text holds NUL characters: binary, not text")
    odd = [key for key in FIELDS if not isinstance(row.get(key), (str, dt.date, int, NoneType))]
    if odd:
        raise ValueError(f"{odd[0]!r} is neither text nor a date, but {str(row[odd[0]])[:40]!r}")
    known = {key: str(row[key]).strip() for key in FIELDS if row.get(key) is not None and str(row[key]).strip()}
    if "published" in known:
        try:
            known["published"] = dt.date.fromisoformat(known["published"][:10]).isoformat()
        except ValueError:
            raise ValueError("'published' is not a date; write it as 2019-06-06") from None
    try:
        "\n".join([str(name), text, *known.values()]).encode()
    except UnicodeEncodeError:
        raise ValueError("its text holds half a surrogate pair: damaged Unicode") from None
    return str(name), text, known
