"""PolNeAR as its repository lays it out (brat standoff) to one JSON record for each annotated article."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import ClaimbookError

Record = dict[str, Any]
Span = list[int]

SPLITS = ("train", "dev", "test")
ROLES = {"Source": "source", "Cue": "cue", "Content": "content"}
NAME = re.compile(r"(?P<id>(?P<publisher>[^_]+)_(?P<date>\d{4}-\d{2}-\d{2})_.+)_(?P<annotator>[0-9a-f]{4})")


def convert(folder: Path, splits: tuple[str, ...] = SPLITS, *, every_annotator: bool = True) -> Iterator[Record]:
    """Yield a record for every annotation file below `folder`/data/SPLIT/attributions, by split and name.

    A record has `id`, `publisher`, `split`, `date`, `annotator`, `text` and `attributions`, each with an `id` and lists of
    [start, end) spans for source, cue and content. Several annotators of one article give several records, or only the first.

    Raises
    ------
    ClaimbookError
        Where the folder is not laid out so, a text is missing, or an annotation points outside its text.

    Notes
    -----
    Source: the README of networkdynamics/PolNeAR, and brat's standoff format (brat.nlplab.org/standoff.html).
    """
    seen: set[str] = set()
    for split in splits:
        for path in sorted((folder / "data" / split / "attributions").glob("*.ann")):
            found = record(path, split)
            if every_annotator or found["id"] not in seen:
                yield found
            seen.add(found["id"])
    if not seen:
        raise ClaimbookError(
            f"{folder}: no data/SPLIT/attributions/*.ann in it; give the folder of PolNeAR's repository"
        )


def record(path: Path, split: str) -> Record:
    """Read one annotation file and the text that belongs to it."""
    name = NAME.fullmatch(path.stem)
    if name is None:
        raise ClaimbookError(f"{path}: not named PUBLISHER_DATE_TITLE_ANNOTATOR.ann; restore its name")
    source = path.parent.parent / "text" / f"{name['id']}.txt"
    try:
        # Offsets count the file's own characters: no line ending may be translated.
        text = source.read_bytes().decode("utf-8")
    except OSError:
        raise ClaimbookError(f"{source}: the text of {path.name} is missing; restore it") from None
    attributions = attributions_of(path.read_text(encoding="utf-8"))
    for attribution in attributions:
        for role in ROLES.values():
            if not all(0 <= start < end <= len(text) for start, end in attribution[role]):
                raise ClaimbookError(f"{path}: {attribution['id']} points outside its text; restore both files")
    return {**name.groupdict(), "split": split, "text": text, "attributions": attributions}


def attributions_of(standoff: str) -> list[Record]:
    r"""Read brat's text spans (T lines) and events (E lines), in order of the events' places in the file.

    >>> lines = "T1\tSource 0 3\tShe\nT2\tCue 4 8\tsaid\nT3\tContent 9 11;14 16\tit is\nE1\tAttribution:T2 Source:T1 Cue:T2 Content:T3"
    >>> attributions_of(lines)
    [{'id': 'E1', 'source': [[0, 3]], 'cue': [[4, 8]], 'content': [[9, 11], [14, 16]]}]
    """
    spans: dict[str, list[Span]] = {}
    events = []
    for line in standoff.splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            places = rest.split("\t")[0].partition(" ")[2]
            spans[key] = [[int(n) for n in piece.split()] for piece in places.split(";")]
        elif key.startswith("E"):
            events.append((key, rest.split()))
    found = []
    for key, arguments in events:
        roles: dict[str, list[Span]] = {role: [] for role in ROLES.values()}
        for argument in arguments:
            kind, _, target = argument.partition(":")
            role = ROLES.get(kind.rstrip("0123456789"))
            if role:
                roles[role] += spans[target]
        found.append({"id": key, **{role: sorted(places) for role, places in roles.items()}})
    return found
