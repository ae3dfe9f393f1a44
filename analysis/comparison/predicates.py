"""What a content predicates: whether it is a clause, and the word that says what is so."""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.article import Span
from analysis.claims import modality
from analysis.comparison.similarity import stem

FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
AUXILIARIES = frozenset(
    [
        "be",
        "am",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "'m",
        "'s",
        "'re",
        "’m",
        "’s",
        "’re",
        "have",
        "has",
        "had",
        "having",
        "'ve",
        "’ve",
        "do",
        "does",
        "did",
        "'d",
        "’d",
        # "Need not be closed" predicates closing.
        "need",
        "get",
        "gets",
        "got",
    ]
)
SUBORDINATING = frozenset(
    {"whether", "that", "if", "because", "who", "whom", "whose", "which", "what", "how", "why", "when"}
)
_BEFORE_PREDICATE = frozenset({"RB", "RBR", "DT", "PRP$", "CD", "TO", "MD", "JJR", "RBS", "PDT", '""', "``", "''"})
_NOMINAL = ("JJ", "NN")
_SUBJECT = frozenset({"NNS", "NNPS", "PRP"})
_QUESTION = re.compile(r"whether\b", re.IGNORECASE)
# What stands between a "not" or "may" and the word that it bears on.
_PASSED_OVER = re.compile(
    r"(?:be|been|being|have|had|has|do|did|does|to|an?|the|any|\w{2,}ly|also|now|still|yet|ever|even|so)\b"
)


class Word(NamedTuple):
    """A word with its part of speech (Penn Treebank)."""

    start: int
    end: int
    text: str
    tag: str


class Predication(NamedTuple):
    """The `form` of a content, and the stems of its main predicate.

    ``clause``: it says who or what does or is; ``question``: it leaves that open ("whether the port is closed"); ``verbal``: what is to
    be done, by a subject outside ("to close the port"); ``nominal``: no verb at all ("the mayor").  No stems where the form alone is known.
    """

    form: str
    stems: frozenset[str]


def read(text: str, words: list[Word], content: list[Span]) -> Predication:
    """Return what the spans `content` of `text` predicate; `words` are the article's, in order.

    Examples
    --------
    >>> text = "the port will soon be closed"
    >>> tags = zip(text.split(), ["DT", "NN", "MD", "RB", "VB", "VBN"])
    >>> read(text, [Word(text.index(w), text.index(w) + len(w), w, tag) for w, tag in tags], [(0, 28)])
    Predication(form='clause', stems=frozenset({'clos'}))
    """
    form, stems = "nominal", frozenset[str]()
    whole = "question" if any(_QUESTION.match(text, *span) for span in content[:1]) else "clause"
    for start, end in content:
        piece = words[_first_from(words, start) : _first_from(words, end)]
        # "Raising doubts about whether she, who was away, was well" is no clause, whatever the commas say.
        is_open = bool(piece) and piece[0].tag in {"TO", "VBG"}
        for at, word in enumerate(piece):
            if form == "verbal" and is_open and word.text.lower() in SUBORDINATING:
                break
            if not word.tag.startswith(("VB", "MD")) or not modality.is_in_main_clause(
                text[start:end], word.start - start
            ):
                continue
            # "Police suspect": a base form right after its subject is a finite verb, whatever the tagger took it for.
            is_bare = word.tag == "VB" and form == "nominal" and at and piece[at - 1].tag in _SUBJECT
            if word.tag in FINITE or is_bare:
                return Predication(whole, _predicate(piece[at:]) | _thought(piece[at:]))
            if form == "nominal":
                form, stems = "verbal", _predicate(piece[at:])
    return Predication(form, stems)


def lemma(word: str) -> str:
    """Return the stem that a word's forms share.

    Examples
    --------
    >>> {lemma(word) for word in ("pay", "pays", "paid", "paying")}, lemma("Inspected") == lemma("inspection")
    ({'pai'}, True)
    """
    lower = word.lower()
    lower = _irregular().get(lower, lower)
    cut = stem(lower)
    if cut == lower:
        cut = re.sub(r"(?<=\w{3})(?:ing|ed|es|s|e)$", "", lower)
    # Stopped, stop; denies, deny.
    return re.sub(r"y$", "i", re.sub(r"([bdfgmnprt])\1$", r"\1", cut))


def bears_on(text: str, marker: Span, end: int) -> str | None:
    """Return the stem of the word that the negation or modal verb `marker` bears on, the first telling one up to `end`.

    Examples
    --------
    >>> text = "it may not have been properly inspected"
    >>> bears_on(text, (7, 10), len(text)) == bears_on(text, (3, 6), len(text)) == lemma("inspect")
    True
    """
    negations = {(m.start + marker[1], m.end + marker[1]) for m in modality.negations(text[marker[1] : end])}
    for match in re.finditer(r"\w+(?:[-'’]\w+)*", text[marker[1] : end]):
        span = (match.start() + marker[1], match.end() + marker[1])
        if span not in negations and not _PASSED_OVER.fullmatch(match.group().lower()):
            return lemma(match.group())
    return None


def _first_from(words: list[Word], place: int) -> int:
    return bisect_left(words, place, key=lambda word: word.start)


def _predicate(words: list[Word]) -> frozenset[str]:
    """Return the stems of the verbs that follow each other (seems to have left), or of what something is (is a fraud)."""
    stems: set[str] = set()
    joined = True
    for word in words:
        if word.tag.startswith("VB"):
            if not joined:
                break
            if word.text.lower() not in AUXILIARIES:
                stems.add(lemma(word.text))
                joined = False
        elif word.tag == "TO":
            joined = True
        elif word.tag.startswith(_NOMINAL) and joined:
            stems.add(lemma(word.text))
        elif word.tag not in _BEFORE_PREDICATE or (not joined and word.tag not in {"RB", "MD"}):
            break
    return frozenset(stems)


def _thought(words: list[Word]) -> frozenset[str]:
    """Return the stems of the predicate after the verb that `words` begin with, where that is of speech or thought: "they believe it fell"."""
    if words[0].text.lower() not in _cues():
        return frozenset()
    after = next(
        (at for at, word in enumerate(words) if at and word.tag in FINITE and words[at - 1].tag not in FINITE), None
    )
    return _predicate(words[after:]) if after else frozenset()


@cache
def _cues() -> frozenset[str]:
    return frozenset(lexicons.read("cues")["form"])


@cache
def _irregular() -> dict[str, str]:
    table = lexicons.read("irregular_verbs")
    return dict(zip(table["form"], table["verb"], strict=True))
