"""What stance is learned from: people's labels, and a larger network's answers to them and to names that nobody labelled."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.article import from_text
from analysis.entities import syntax
from analysis.files import replace_file
from analysis.tokens import sentence_spans
from analysis.training.data import Record, records
from analysis.training.settings import TeacherSettings

NAMES = frozenset({"PERSON", "ORG", "GPE"})
SHORTEST, LONGEST = 40, 400
"""Characters of a sentence that names are taken from."""


def named(articles: list[Record], settings: TeacherSettings) -> list[Record]:
    """Return names in sentences of the attribution articles as targets that nobody labelled: ``s a b`` of each.

    Sentences with several names come first: telling targets of one sentence apart is what takes learning.
    """
    chance = random.Random(settings.seed)
    several: list[list[Record]] = []
    single: list[list[Record]] = []
    for article in articles:
        read = from_text(article["id"], article["text"])
        names = [(e.start_char, e.end_char, e.text) for e in syntax.recognize(read).ents if e.label_ in NAMES]
        for start, end in sentence_spans(read.text):
            here = [name for name in names if start <= name[0] and name[1] <= end]
            if SHORTEST <= end - start <= LONGEST and here:
                rows = [{"s": read.text[start:end], "a": a - start, "b": b - start} for a, b, _ in here]
                (several if len({name for *_, name in here}) > 1 else single).append(rows)
    chance.shuffle(several)
    chance.shuffle(single)
    count = round(settings.unlabelled * settings.several)
    chosen = several[:count] + single[: settings.unlabelled - count]
    return [row for rows in chosen for row in rows]


def lessons(
    data: Path, base: Path, work: Path, settings: TeacherSettings, report: Callable[[str], None] = print
) -> list[Record]:
    """Return rows ``s a b p``: a sentence, a target's place in it, and the probabilities of the three labels.

    They are kept in `work`/lessons.jsonl, which a later run takes up.  Where people labelled a target, their label and the
    teacher's answer count by `settings.trust`.
    """
    from analysis.training.teacher import Reading, answers, train_teacher

    kept = work / "lessons.jsonl"
    if kept.exists():
        return records(kept)
    labelled = records(data / "stance" / "newsmtsc_train.jsonl.gz")
    teacher, reading = train_teacher(labelled, base, work, settings, report)
    free = named(records(data / "attribution" / "train.jsonl.gz"), settings)
    found = []
    for rows, read in ((labelled, reading), (free, Reading(teacher, base, free))):
        told = probabilities(answers(teacher, read))
        for row, answer in zip(rows, told, strict=True):
            label = np.eye(3)[row["y"] + 1] if "y" in row else answer
            mixed = settings.trust * answer + (1 - settings.trust) * label
            found.append({**{name: row[name] for name in "sab"}, "p": [round(float(share), 4) for share in mixed]})
    replace_file(kept, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found))
    return found


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn scores, shape (rows, 3), to probabilities.

    >>> probabilities(np.array([[2.0, 2.0, -200.0]], dtype=np.float32)).tolist()
    [[0.5, 0.5, 0.0]]
    """
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
