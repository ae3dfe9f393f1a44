"""A corpus in parts: each the work of one task, of one size whatever the number of workers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis import paths
from analysis.corpus import records
from analysis.corpus.records import Record
from analysis.errors import ClaimbookError

# Some five seconds of work on one core; what a killed worker loses is no more than one part.
LEAST = 100_000
MOST = 2_000_000
# A corpus of any size has some 20,000 parts at the most, up to the size of a part that a worker holds with ease.
PARTS = 20_000


@dataclass(frozen=True)
class Part:
    """Articles that follow one another in a corpus.

    Attributes
    ----------
    key
        A hash of all that the rows depend on but the code and the model; the part's name on disk.
    articles, size
        How many, and their bytes.
    """

    key: str
    articles: int
    size: int


def plan(source: Path, least: int | None = None, *, needed: bool = False) -> list[Part]:
    """Return the parts of `source`, reading it once.

    A part ends, past `least` bytes, after an article whose own hash says so; so an article that is added or changed changes
    its part and at most the next few, and all others keep their keys.

    Raises
    ------
    ClaimbookError
        Where the source cannot be read, or where an article is `needed` not one in it.
    """
    found, sound, problem = [], False, None
    for group in _cut(source, least or _least(source)):
        found.append(Part(_key(group), len(group), sum(record.size for record in group)))
        sound = sound or not all(record.problem for record in group)
        problem = problem or group[0].problem
    if needed and not sound:
        why = problem or "it is empty"
        raise ClaimbookError(f"{source}: no article in it can be read ({why}); the data set is left as it was")
    return found


def batches(source: Path, wanted: set[str], least: int | None = None) -> Iterator[tuple[str, list[Record]]]:
    """Read `source` again and yield the key and the records of each part in `wanted`."""
    for group in _cut(source, least or _least(source)):
        if (key := _key(group)) in wanted:
            yield key, group


def _least(source: Path) -> int:
    """Return the least size of a part in bytes: a power of two times LEAST, so that a growing corpus seldom changes it."""
    whole = sum(path.stat().st_size for path in records.files(source))
    least = LEAST
    while least < MOST and whole / least > PARTS:
        least *= 2
    return least


def _cut(source: Path, least: int) -> Iterator[list[Record]]:
    edits = _edits()
    group: list[Record] = []
    size = 0
    for found in records.read(source):
        edit = edits.get(found.id)
        record = replace(found, digest=hashlib.sha256(found.digest + edit).digest()) if edit else found
        group.append(record)
        size += record.size
        if size >= least and (record.digest[0] < 64 or size >= 2 * least):
            yield group
            group, size = [], 0
    if group:
        yield group


def _key(group: list[Record]) -> str:
    digest = hashlib.sha256()
    for record in group:
        digest.update(record.digest)
    return digest.hexdigest()[:16]


def _edits() -> dict[str, bytes]:
    """Return the hash of each article's sheet of corrections: they are laid over its rows."""
    return {path.stem: _hash(path) for path in paths.corrections().glob("*.csv")}


def _hash(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        # What cannot be read is reported with its article.
        return hashlib.sha256(b"").digest()
