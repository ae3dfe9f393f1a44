"""Capitals as evidence: how an article writes its words, and its headlines read in the light of that."""

import re
from collections import Counter
from typing import NamedTuple

from analysis.article import Span, paragraphs
from analysis.entities import gazetteer

LETTERS = re.compile(r"[^\W\d_]+")
STOPPED = re.compile(r"[.!?][\"”’')\]]*\s*$")
INSIDE = re.compile(r"[\w,;’']\s$")


class Casing(NamedTuple):
    """How often each word is written small, and how often with a capital where no sentence begins."""

    small: Counter[str]
    capital: Counter[str]


def count(text: str) -> Casing:
    """Count the words of a text by how they are written.

    Examples
    --------
    >>> count("Rain fell on Hope Street. Hope was lost in the rain.")
    ... # doctest: +ELLIPSIS
    Casing(small=Counter({'fell': 1, ...}), capital=Counter({'Hope': 1, 'Street': 1}))
    """
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for match in LETTERS.finditer(text):
        word = match.group()
        if word.islower():
            small[word] += 1
        elif word[0].isupper() and INSIDE.search(text[max(0, match.start() - 2) : match.start()]):
            capital[word] += 1
    return Casing(small, capital)


def recase(text: str, title_span: Span | None = None) -> str:
    r"""Return `text` with its headlines' words in the case that the body gives them; every offset stays.

    A headline is the title where most of its longer words are capitalised, or a line in which all of them are.

    Examples
    --------
    >>> recase("Mayor Of Leeds Opens Bridge\n\nThe mayor opens a bridge in Leeds.")
    'mayor of Leeds opens bridge\n\nThe mayor opens a bridge in Leeds.'
    """
    headlines = [span for span in paragraphs(text) if _is_headline(text[slice(*span)])]
    if title_span and not any(start <= title_span[0] < end for start, end in headlines):
        words = _longer_words(text[slice(*title_span)])
        if words and sum(w[0].isupper() for w in words) > 0.7 * len(words):
            headlines.append(title_span)
    if not headlines:
        return text
    pieces = list(text)
    for start, end in headlines:
        pieces[start:end] = " " * (end - start)
    body = count("".join(pieces))
    pieces = list(text)
    for start, end in headlines:
        for match in LETTERS.finditer(text, start, end):
            word = match.group()
            # Some letters change their length with their case, and offsets must stay.
            if len(word.lower()) == len(word.title()) == len(word):
                pieces[match.start() : match.end()] = _as_in_body(word, body)
    return "".join(pieces)


def _longer_words(line: str) -> list[str]:
    return [w for w in LETTERS.findall(line) if len(w) > 3]


def _is_headline(line: str) -> bool:
    words = _longer_words(line)
    return len(words) >= (5 if STOPPED.search(line[-8:]) else 3) and all(w[0].isupper() for w in words)


def _as_in_body(word: str, body: Casing) -> str:
    small, capital = word.lower(), word.title() if len(word) > 1 and word.isupper() else word
    if body.capital[word]:
        return small if body.small[small] > body.capital[word] else word
    if body.small[small] > body.capital[capital]:
        return small
    if body.capital[capital]:
        return capital
    return small if small in gazetteer.common() or small in gazetteer.function_words() else word
