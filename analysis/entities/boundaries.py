"""Where a name begins and ends: without its title, article and possessive; and the runs of capitals that may be names."""

import re
from typing import TYPE_CHECKING

from analysis.article import Span
from analysis.entities import gazetteer
from analysis.entities.gazetteer import LINKS, function_words, places, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from analysis.entities.casing import Casing

WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*\.?")
ROMAN = re.compile(r"[IVX]+$")
OPENING = re.compile(r"(?:^|[.!?:]|\n)[\s\"“”'’)(\[*#>-]*$")
"""What stands before the first word of a sentence."""
_BEFORE = re.compile(r"(?:[\s\"'“”‘’(\[\-–—*#@,.:;]|(?:the|a|an|this|its|their|his)\s+)+")
_AFTER = re.compile(r"[\s\"'“”‘’(\[\])\-–—*#,:;!?]+$")
_POSSESSIVE = re.compile(r"\s*['’][sS]?$")
_ABBREVIATION = re.compile(r"(?:\b\w\.\s?\w|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Bros|St|No|Mt|Ft|[A-Z][a-z]{0,3}))\.$")
_LAST_WORD = re.compile(r"(?<=[\s.])\s*[A-Z][a-z]+$")
_QUOTES = frozenset("\"“‘':—–-•*(")


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the marks around it, a small article before it and a possessive after it.

    Examples
    --------
    >>> text = 'the "Calder Lines\u2019s" ferry'
    >>> text[slice(*trim(text, 0, 20))]
    'Calder Lines'
    """
    while True:
        words = text[start:end]
        if before := _BEFORE.match(words):
            start += before.end()
        elif after := _POSSESSIVE.search(words) or _AFTER.search(words):
            end -= len(after.group())
        elif words.endswith(".") and not _ABBREVIATION.search(words):
            end -= 1
        elif "(" in words and ")" not in words:
            end = start + words.index("(")
        elif words.endswith(")") and "(" not in words:
            end -= 1
        elif words.startswith("The ") and _has_article_by_place(text, start, words):
            start += len("The ")
        elif text[end : end + 1] == ":" and _ends_in_common_word(words):
            end -= len(_LAST_WORD.findall(words)[0])
        else:
            return start, end


def segments(text: str, start: int, end: int, label: str) -> "Iterator[Span]":
    """Yield the names in what was found as one: a country before a title is one of its own, a title is none.

    Examples
    --------
    >>> text = "U.S. Senator Ilsa Brandt"
    >>> [text[s:e] for s, e in segments(text, 0, len(text), "PERSON")]
    ['U.S.', 'Ilsa Brandt']
    """
    start, end = trim(text, start, end)
    if label == "PERSON" and (slash := text.find("/", start, end)) >= 0:
        # "Harbour Post/Ilsa Brandt" under a picture.
        yield from segments(text, start, slash, label)
        yield from segments(text, slash + 1, end, label)
        return
    words = list(WORD.finditer(text, start, end))
    if label == "PERSON" and len(words) > 1 and (comma := text.find(", ", words[0].end(), end)) > 0:
        end = comma
        words = [w for w in words if w.end() <= end]
    while len(words) > 2 and label == "PERSON" and not text[start:end].isupper() and _is_credential(words[-1].group()):
        words.pop()
        end = words[-1].end()
    if not words:
        return
    at = 0
    if OPENING.search(text[max(0, start - 12) : start]):
        while len(words) - at > 1 and _opens_only(words[at].group(), label):
            at += 1
    for i in range(at, len(words) - 1):
        word, following = words[i].group(), words[i + 1].group()
        before_title = following in titles() or (following.islower() and following not in LINKS)
        if label in {"PERSON", "ORG", "NORP"} and before_title and text[words[at].start() : words[i].end()] in places():
            yield words[at].start(), words[i].end()
            at = i + 1
        elif i == at and _is_title(word, label):
            if gazetteer.title_kind(word) == "regnal" and len(words) - i == 2:
                break
            at = i + 1
        elif label == "PERSON" and i > at and gazetteer.title_kind(word) in {"honorific", "role"}:
            # "Calder Lines Chairman Ned Fell": what stands before a title is another name.
            yield trim(text, words[at].start(), words[i - 1].end())
            at = i + 1
    start, end = trim(text, words[at].start(), end)
    # "Secretary of State": what follows a title and "of" is no name by itself.
    if start < end and not text.startswith("of ", start):
        yield start, end


def runs(doc: "Doc", casing: "Casing") -> "Iterator[Span]":
    """Yield the spans of capitalised words in a row, joined by "of", "the", "de" and their like."""
    for sentence in doc.sents:
        tokens = [t for t in sentence if not t.is_space]
        first = next((i for i, t in enumerate(tokens) if any(c.isalnum() for c in t.text)), 0)
        i = 0
        while i < len(tokens):
            opens = i <= first or tokens[i - 1].text in _QUOTES
            if not _is_capital(tokens[i].text) or (opens and not _may_open(tokens[i].text, casing)):
                i += 1
                continue
            last = _end_of_run(tokens, i)
            word = tokens[i].text
            # One capitalised word that opens a sentence, and is nowhere else written so, is no evidence.
            if last > i or not opens or casing.capital[word] or not word[1:].islower():
                yield tokens[i].idx, tokens[last].idx + len(tokens[last])
            i = last + 1


def _end_of_run(tokens: "list[Token]", i: int) -> int:
    last = i
    for j in range(i + 1, len(tokens)):
        word, before = tokens[j].text, tokens[j - 1]
        if _is_capital(word):
            last = j
        elif word not in LINKS or (word in {"and", "for", "the"} and before.text != "of") or _is_dash(word, before):
            break
    return last


def _is_dash(word: str, before: "Token") -> bool:
    return word in {"-", "–"} and bool(before.whitespace_)


def _is_capital(word: str) -> bool:
    capital = word[0].isalpha() and (word[0].isupper() or word[1:2].isupper())
    return capital and word != "I" and word not in gazetteer.calendar()


def _may_open(word: str, casing: "Casing") -> bool:
    """Tell whether a word that opens a sentence may be a name's first, and is not just capitalised there."""
    small = word.lower()
    if small in function_words():
        return word.isupper() and (len(word) > 2 or casing.capital[word] > 0)
    never_small = casing.small[small] == 0 and small not in gazetteer.common()
    return never_small or casing.capital[word] > casing.small[small]


def _has_article_by_place(text: str, start: int, words: str) -> bool:
    """Tell whether "The" is there because a sentence begins, and is no part of the name as it is in "The Guardian"."""
    opens = OPENING.search(text[max(0, start - 12) : start])
    # Written with an ordinary word before it: each occurrence is looked at, rather than a pattern made for each name.
    at = text.find(words)
    while opens and at >= 0:
        if re.match(r"[a-z,] ", text[max(0, at - 2) : at]):
            return False
        at = text.find(words, at + 1)
    return bool(opens)


def _ends_in_common_word(words: str) -> bool:
    last = _LAST_WORD.findall(words)
    return bool(last) and last[0].strip().lower() in gazetteer.common()


def _is_credential(word: str) -> bool:
    return word.isupper() and 1 < len(word) < 5 and not ROMAN.match(word)


def _opens_only(word: str, label: str) -> bool:
    """Tell whether a word at the head of a span is there only because it opens a sentence."""
    small = word.lower()
    if small in LINKS or (small in function_words() and not word.isupper()):
        return word != "The" and small not in gazetteer.PARTICLES
    return label == "PERSON" and small in gazetteer.common()


def _is_title(word: str, label: str) -> bool:
    if label == "PERSON":
        return word in titles() or (word.islower() and word.endswith(("man", "woman")))
    return label == "ORG" and word.endswith(".") and gazetteer.title_kind(word) == "honorific"
