"""Where the names stand in an article: spaCy's finds, corrected by the article as its own evidence.

A sieve, in this order: headlines are read in the case that the body gives their words (`analysis.entities.casing`); spaCy's spans lose
titles, articles and possessives (`analysis.entities.boundaries`); runs of capitalised words that spaCy left out are added; a name
found once is found everywhere; each name gets one label for the whole article.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.entities import boundaries, casing, gazetteer, labels
from analysis.entities.boundaries import ROMAN, WORD
from analysis.entities.gazetteer import function_words, name_words, places, titles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from analysis.article import Span
    from analysis.entities.casing import Casing

LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
SEATED = re.compile(
    r"(?:University|College|Port|City|Diocese|Archdiocese|Battle|Siege|Treaty|Embassy) of ([A-Z][\w'’-]+)$"
)
"""Names that end with a place's."""


@dataclass(frozen=True)
class Name:
    """A name in a text: its span, its words as they stand there, its label, and how it was found.

    `within` tells that it is part of a longer name, as Texas is of the University of Texas.
    """

    start: int
    end: int
    text: str
    label: str
    reason: str
    within: bool = False


class Cover:
    """Which characters of a text are taken."""

    def __init__(self, length: int, spans: "Iterable[Span]") -> None:
        self._taken = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take a span."""
        self._taken[start:end] = b"\1" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Tell whether any of a span is taken."""
        return self._taken.find(1, start, end) >= 0


def find(doc: "Doc", text: str) -> list[Name]:
    """Return the names in an article, in order; two overlap only where one is part of the other.

    Parameters
    ----------
    doc
        spaCy's reading of the recased text, with entities and sentences.
    text
        The article's text, from which the names' words are taken.
    """
    cased = doc.text
    counts = casing.count(cased)
    names = []
    for ent in doc.ents:
        if ent.label_ in LABELS:
            # "Mr Okafor" is a person, whatever spaCy takes him for.
            label = "PERSON" if gazetteer.title_kind(ent[0].text) == "honorific" else ent.label_
            pieces = list(boundaries.segments(cased, ent.start_char, ent.end_char, label))
            kinds = [labels.guess(cased, *piece) for piece in pieces[:-1]] + [label]
            names += [Name(s, e, cased[s:e], k, "found by spaCy") for (s, e), k in zip(pieces, kinds, strict=False)]
    names = [n for n in names if _is_name(n, cased, counts)]
    names = _add_generations(names, cased)
    names = _add_runs(names, doc, counts)
    names = _part_people(names)
    names = labels.settle(names, cased)
    names = _find_everywhere(names, cased, counts)
    names = labels.settle(names, cased)
    names = _drop_headline_words(names, cased, text)
    names = _find_inside(names)
    return [replace(n, text=text[n.start : n.end]) for n in names]


def _is_name(name: Name, text: str, counts: "Casing") -> bool:
    words = WORD.findall(name.text)
    if not any(c.isupper() for c in name.text):
        return False
    if all(w in gazetteer.calendar() or (w.lower() in function_words() and not w.isupper()) for w in words):
        return False
    before = WORD.findall(text[max(0, name.start - 12) : name.start])
    if before and gazetteer.title_kind(before[-1]) == "honorific" and words[0] not in titles():
        # "Mr Banks" is a name, whatever banks are.
        return True
    return len(words) > 1 or _is_one_word_name(words[0], name.label, text, counts)


def _is_one_word_name(word: str, label: str, text: str, counts: "Casing") -> bool:
    if word in gazetteer.GENERATIONS or word.endswith("ism"):
        return False
    if name_words("last").get(word, "ORG") != "ORG" and word not in name_words("alone"):
        return False
    if word in titles() and (label != "PERSON" or gazetteer.title_kind(word) != "regnal"):
        return False
    if word.isupper():
        return not ROMAN.match(word) and not _is_short_for_nouns(word, text)
    small = word.lower()
    if small.endswith("s") and small[:-1] in gazetteer.common() and not counts.capital[word]:
        # "Samples" begins a sentence; "Woods" is found in it where there is a Nora Woods.
        return False
    return small not in gazetteer.common() and counts.small[small] <= counts.capital[word]


def _is_short_for_nouns(word: str, text: str) -> bool:
    """Tell whether the article gives this as the initials of plain words: "operating system (OS)"."""
    if f"({word})" not in text:
        return False
    plain = r"[\s-]".join(rf"{re.escape(letter)}[a-z]+" for letter in word.lower())
    return bool(re.search(rf"\b{plain}s?\s+\({re.escape(word)}\)", text))


def _add_generations(names: list[Name], text: str) -> list[Name]:
    """Add the technologies called by a number and a letter, which spaCy takes apart."""
    added = [Name(*m.span(), m.group(), "PRODUCT", "a number and a letter") for m in labels.GENERATION.finditer(text)]
    cover = Cover(len(text), [(n.start, n.end) for n in added])
    return sorted([n for n in names if not cover.touches(n.start, n.end)] + added, key=lambda n: n.start)


def _add_runs(names: list[Name], doc: "Doc", counts: "Casing") -> list[Name]:
    """Add the runs of capitalised words that spaCy left out, and widen its finds to the run they stand in."""
    text = doc.text
    cover = Cover(len(text), [(n.start, n.end) for n in names])
    kept = {n.start: n for n in names}
    added = []
    for start, end in boundaries.runs(doc, counts):
        pieces = list(boundaries.segments(text, start, end, "PERSON"))
        if not cover.touches(start, end):
            run = [Name(a, b, text[a:b], labels.guess(text, a, b), "capitalised like a name") for a, b in pieces]
            added += [n for n in run if _is_name(n, text, counts)]
            continue
        over = [kept[at] for at in range(start, end) if at in kept]
        if len(over) == 1 and over[0].end <= end and over[0].label in {"PERSON", "ORG", "FAC"}:
            name = over[0]
            whole = next(((a, b) for a, b in pieces if a <= name.start and name.end <= b), None)
            if whole and not cover.touches(whole[0], name.start) and not cover.touches(name.end, whole[1]):
                kept[name.start] = replace(
                    name, start=whole[0], end=whole[1], text=text[slice(*whole)], reason="found by spaCy, widened"
                )
    return sorted([*kept.values(), *added], key=lambda n: n.start)


def _part_people(names: list[Name]) -> list[Name]:
    """Part what begins with one person's name and ends with another's: a headline such as "Ilsa Brandt Meets Ned Fell"."""
    people = {n.text for n in names if n.label == "PERSON" and n.text.count(" ") in {1, 2}}
    parted = []
    for name in names:
        words = name.text.split()
        pairs = ((" ".join(words[:i]), " ".join(words[j:])) for i in (3, 2) for j in (-3, -2) if i - j <= len(words))
        first, last = next(((a, b) for a, b in pairs if a != b and {a, b} <= people), ("", ""))
        if first:
            at = name.end - len(last)
            parted += [
                Name(name.start, name.start + len(first), first, "PERSON", name.reason),
                Name(at, name.end, last, "PERSON", name.reason),
            ]
        else:
            parted.append(name)
    return parted


def _find_everywhere(names: list[Name], text: str, counts: "Casing") -> list[Name]:
    """Find each name everywhere in the article, and the parts of people's names where they stand alone."""
    known: dict[str, str] = {}
    for name in names:
        words = name.text.split()
        parts = [words[-1], words[0]] if name.label == "PERSON" and 1 < len(words) < 5 else []
        for form in (name.text, *parts):
            if _travels(form, counts):
                known.setdefault(form, name.label)
    if not known:
        return names
    forms = "|".join(re.escape(form) for form in sorted(known, key=len, reverse=True))
    cover = Cover(len(text), [(n.start, n.end) for n in names])
    found = [
        Name(*m.span(), m.group(), known[m.group()], "the same words are a name elsewhere")
        for m in re.finditer(rf"(?<![\w@#])(?<!\w-)(?:{forms})(?!\w|-\w)", text)
        if not cover.touches(*m.span())
    ]
    return sorted(names + found, key=lambda n: n.start)


def _travels(form: str, counts: "Casing") -> bool:
    """Tell whether these words are a name wherever they stand."""
    if " " in form:
        return True
    if form in titles() or form in gazetteer.calendar() or len(form) < 2:
        return False
    small = form.lower()
    if small in gazetteer.common():
        return counts.capital[form] > counts.small[small]
    return any(c.isupper() for c in form)


def _drop_headline_words(names: list[Name], cased: str, text: str) -> list[Name]:
    """Leave out what is but a word of a headline: one word, neither a person nor a place, and not in the body."""
    changed = [m.span() for m in re.finditer(r"[^\n]+", text) if cased[slice(*m.span())] != m.group()]
    cover = Cover(len(text), changed)
    in_body = {n.text for n in names if not cover.touches(n.start, n.end)}
    return [
        n
        for n in names
        if n.text in in_body or not n.text[1:].islower() or n.label in {"PERSON", "GPE", "NORP"} or n.text in places()
    ]


MOST_WORDS = 12
"""So many words a name within a name has at most."""


def _find_inside(names: list[Name]) -> list[Name]:
    """Add the names that are part of longer names: of organizations, events and the like, not of people."""
    known = {form: label for form, (_, kind, label) in places().items() if kind != "demonym"}
    known |= {n.text: n.label for n in names}
    seats = (m.group(1) for n in names if (m := SEATED.search(n.text)))
    taught = name_words("subject")
    known = {s: "GPE" for s in seats if s not in taught and s.lower() not in gazetteer.common()} | known
    inner = []
    for name in names:
        words = list(WORD.finditer(name.text))
        at = 0
        # Ireland is not meant by Northern Ireland, nor York by New York.
        while name.label not in {"PERSON", "GPE", "LOC", "NORP"} and at < len(words) > 1:
            start = words[at].start()
            for last in range(min(len(words), at + MOST_WORDS) - 1, at - 1, -1):
                part = name.text[start : words[last].end()]
                part = part if part in known else part.removesuffix(".")
                if part in known and len(part) < len(name.text):
                    here = name.start + start
                    inner.append(Name(here, here + len(part), part, known[part], f"part of {name.text}", within=True))
                    at = last
                    break
            at += 1
    return sorted(names + inner, key=lambda n: (n.start, -n.end))
