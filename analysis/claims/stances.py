"""Stances: toward whom a claim takes which side, read from the stance toward each mention within it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysis.article import Span
from analysis.sentiment import LABELS
from analysis.tokens import sentence_at

SIDE = 0.9
"""From this probability on a claim is said to take a side: bad news of somebody looks much like a view against him.

Of 0.8, 0.9 and 0.95 the first from which on at least 85 % are right on both parts of NewsMTSC dev.
"""
SIDE_OF_SEVERAL = 0.8
"""The same where a sentence mentions somebody several times, and was asked once for all: there the model errs less."""
SIDES = frozenset({"negative", "positive"})


def find(
    contents: list[list[Span]], stance: pd.DataFrame, sentences: list[Span], reported: Sequence[bool] | None = None
) -> list[dict[str, str]]:
    """Return for each content the stance toward each entity mentioned within it: that of its mentions' mean probabilities.

    An entity toward whom a side is likely, but less than `SIDE` (`SIDE_OF_SEVERAL` where its sentence mentions it several times), is
    left out.  So is one that several mentions in a sentence were read together for, if several claims that are `reported` (unless told,
    all are) hold some of them: then it cannot be told whose side it is.

    Examples
    --------
    >>> rows = [("Lee", 0, 3, 0.97, 0.02, 0.01), ("Ann", 20, 23, 0.1, 0.8, 0.1), ("Kim", 24, 27, 0.1, 0.2, 0.7)]
    >>> table = pd.DataFrame(rows, columns=["entity", "start", "end", *LABELS])
    >>> find([[(0, 5), (18, 30)]], table, [(0, 5), (6, 40)])
    [{'Lee': 'negative', 'Ann': 'neutral'}]
    """
    columns = [stance[name].tolist() for name in ("entity", "start", "end", *LABELS)]
    rows = [row for row in zip(*columns, strict=True) if isinstance(row[0], str)]
    by_start = sorted(range(len(rows)), key=lambda i: rows[i][1])
    starts = [rows[i][1] for i in by_start]
    place = [(entity, sentence_at(sentences, start)) for entity, start, *_ in rows]
    often = Counter(place)
    held = []
    for content in contents:
        near = [(e, i) for s, e in content for i in by_start[bisect_left(starts, s) : bisect_right(starts, e)]]
        held.append(sorted({i for e, i in near if rows[i][2] <= e}))
    sourced = held if reported is None else [inside for inside, is_one in zip(held, reported, strict=True) if is_one]
    told = Counter(at for inside in {tuple(inside) for inside in sourced} for at in {place[i] for i in inside})
    found = []
    for inside in held:
        scores: dict[str, list[list[float]]] = {}
        for i in inside:
            scores.setdefault(rows[i][0], []).append([*rows[i][3:]])
        several = {place[i] for i in inside if often[place[i]] > 1}
        shared = {entity for entity, at in several if told[entity, at] > 1}
        labels = {e: _side(each, SIDE_OF_SEVERAL if e in dict(several) else SIDE) for e, each in scores.items()}
        found.append({e: label for e, label in labels.items() if label and (label == "neutral" or e not in shared)})
    return found


def _side(scores: list[list[float]], least: float) -> str | None:
    """Return the label that is the most probable by the mean of `scores`; none for a side that is less than sure."""
    mean = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    label = LABELS[mean.index(max(mean))]
    return label if label == "neutral" or max(mean) >= least else None
