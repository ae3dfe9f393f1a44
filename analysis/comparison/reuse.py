"""Wording that articles share, in the order of publication: a copy is no second witness."""

import datetime as dt
import re
from typing import NamedTuple

from analysis.article import Article, Span
from analysis.claims import quotation

LEAST_WORDS = 12
"""Runs of this many words seldom arise twice by chance: a reported fact is retold in fewer."""
GRAM = 5
WORD = re.compile(r"\w+(?:['’]\w+)*")


class Passage(NamedTuple):
    """A run of words that stands in two articles.

    `first` and `later` are the articles' ids in the order of publication (of reading, where a date is missing); `length` counts its words, and `containment` is
    the share of the later article's runs of five words that the first has too.
    """

    first: str
    later: str
    words: str
    first_span: Span
    later_span: Span
    length: int
    containment: float


def find(articles: list[Article]) -> list[Passage]:
    """Return the runs of at least twelve words that any two of the articles share, quotations left out.

    Notes
    -----
    Containment of word n-grams: Broder (1997), "On the Resemblance and Containment of Documents"; as a measure of reuse in
    news, Clough and others (2002), "METER: MEasuring TExt Reuse".
    """
    ordered = sorted(articles, key=lambda a: a.published or dt.date.max)
    words = [_words(article) for article in ordered]
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    passages: list[Passage] = []
    for number, article in enumerate(ordered):
        own = [word for word, _, _ in words[number]]
        starts: dict[int, list[tuple[int, int]]] = {}
        for i in range(len(own) - LEAST_WORDS + 1):
            for other, j in places.get(tuple(own[i : i + LEAST_WORDS]), []):
                starts.setdefault(other, []).append((i, j))
        for other, matches in sorted(starts.items()):
            share = _containment(own, [word for word, _, _ in words[other]])
            for i, j, count in _runs(matches):
                first, later = words[other][j : j + count], words[number][i : i + count]
                there, here = (first[0][1], first[-1][2]), (later[0][1], later[-1][2])
                said = article.text[slice(*here)]
                passages.append(Passage(ordered[other].id, article.id, said, there, here, count, share))
        for i in range(len(own) - LEAST_WORDS + 1):
            places.setdefault(tuple(own[i : i + LEAST_WORDS]), []).append((number, i))
    return passages


def _words(article: Article) -> list[tuple[str, int, int]]:
    """Return the words outside of quotation marks: a quotation is shared because it was said, not because it was copied."""
    marks = quotation.quoted(article.text)
    found = [(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in WORD.finditer(article.text)]
    # A quoted word breaks a run: it stands for itself alone.
    return [
        (f"{article.id}:{s}" if any(a <= s and e <= b for a, b in marks if b - a > 40) else w, s, e)
        for w, s, e in found
    ]


def _runs(matches: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Join overlapping windows that keep step into runs ``(place here, place there, words)``."""
    runs: dict[int, list[tuple[int, int, int]]] = {}
    for i, j in sorted(matches):
        row = runs.setdefault(i - j, [])
        if row and i <= row[-1][0] + row[-1][2] - LEAST_WORDS + 1:
            start, there, _ = row[-1]
            row[-1] = (start, there, i - start + LEAST_WORDS)
        else:
            row.append((i, j, LEAST_WORDS))
    return sorted(run for row in runs.values() for run in row)


def _containment(later: list[str], first: list[str]) -> float:
    grams = [{tuple(w[i : i + GRAM]) for i in range(len(w) - GRAM + 1)} for w in (later, first)]
    return len(grams[0] & grams[1]) / len(grams[0]) if grams[0] else 0.0
