"""Where the names stand in an article: spaCy's finds, corrected by the article as its own evidence.

The sieve, in order: headlines are read in the case that the body gives their words; spaCy's spans lose titles,
articles and possessives; runs of capitalised words that spaCy left out are added; a name found once is found
everywhere; each name gets one label for the whole article.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from analysis import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Token

LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
PLACES = frozenset({"GPE", "LOC", "FAC"})
WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*\.?")
LETTERS = re.compile(r"[^\W\d_]+")
POSSESSIVE = re.compile(r"\s*['’][sS]?$")
# "5G", "4K", "3D": a digit or two and a letter; hours, sums and sizes end otherwise.
GENERATION = re.compile(r"(?<![\w$£€.,-])\d{1,2}[GDK](?![\w-])")
CALENDAR = frozenset(
    "BC AD BCE CE B.C. A.D. B.C.E. Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Mon. Tue. Wed. "
    "Thu. Fri. Sat. Sun. Christmas Easter AM PM A.M. P.M. GMT UTC EST EDT".split()
)
ABBREVIATION = re.compile(r"(?:\b\w\.\s?\w|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Bros|St|No|Mt|Ft|[A-Z][a-z]{0,3}))\.$")
OPENING = re.compile(r"(?:^|[.!?:]|\n)[\s\"“”'’)(\[*#>-]*$")
ROMAN = re.compile(r"[IVX]+$")
TELLING = frozenset({"operating", "smartphone", "smartphones", "app", "software", "browser", "jet", "jets", "missile", "vaccine"})
CONTRACTED = frozenset("isn aren wasn weren don doesn didn won wouldn couldn shouldn hasn haven hadn ain".split())
JUNIOR = frozenset({"Jr", "Sr", "Jr.", "Sr.", "II", "III", "IV"})
LINKS = frozenset({"of", "the", "de", "la", "del", "der", "du", "van", "von", "bin", "al", "el", "for", "and", "&", "-", "–"})


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


def recase(text: str, title_span: tuple[int, int] | None = None) -> str:
    """Return `text` with the headlines' words in the case that the body gives them; every offset stays.

    A headline is the title, or a line without a full stop whose longer words are all capitalised.

    Examples
    --------
    >>> recase("Mayor Of Leeds Opens Bridge\\n\\nThe mayor opens a bridge in Leeds.")
    'mayor of Leeds opens bridge\\n\\nThe mayor opens a bridge in Leeds.'
    """
    lines = [m.span() for m in re.finditer(r"[^\n]+", text)]
    headlines = [span for span in lines if _is_headline(text[slice(*span)])]
    if title_span and not any(s <= title_span[0] < e for s, e in headlines):
        words = [w for w in LETTERS.findall(text[slice(*title_span)]) if len(w) > 3]
        if words and sum(w[0].isupper() for w in words) > 0.7 * len(words):
            headlines.append(title_span)
    if not headlines:
        return text
    body = list(text)
    for start, end in headlines:
        body[start:end] = " " * (end - start)
    rest = "".join(body)
    lower, inside = case_counts(rest)
    known = {w for words in inside for w in LETTERS.findall(words)}
    pieces = list(text)
    for start, end in headlines:
        for word in LETTERS.finditer(text, start, end):
            w = word.group()
            small = w.lower()
            if len(small) != len(w) or w == small:
                continue
            shouted = w.isupper() and len(w) > 1
            capital = w.title() if shouted else w
            as_name = inside[w] or (shouted and inside[capital]) or (w in known)
            if lower[small] > inside[capital] and not (shouted and inside[w]):
                new = small
            elif as_name:
                new = w if inside[w] or not shouted else capital
            elif small in common() or small in function_words():
                new = small
            else:
                new = w
            pieces[word.start() : word.end()] = new
    return "".join(pieces)


def _is_headline(line: str) -> bool:
    words = [w for w in LETTERS.findall(line) if len(w) > 3]
    stopped = re.search(r"[.!?][\"”’')\]]*\s*$", line.strip()[-8:])
    return len(words) >= (5 if stopped else 3) and all(w[0].isupper() for w in words)


def case_counts(text: str) -> tuple[Counter[str], Counter[str]]:
    """Count the words written small, and those written with a capital where no sentence begins."""
    lower: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for word in LETTERS.finditer(text):
        w = word.group()
        if w.islower():
            lower[w] += 1
        elif w[0].isupper() and re.search(r"[\w,;’']\s$", text[max(0, word.start() - 2) : word.start()]):
            inside[w] += 1
    return lower, inside


@cache
def common() -> frozenset[str]:
    """Return the words that are no names by themselves, however they are written."""
    return frozenset(lexicons.read("common_words")["word"])


@cache
def function_words() -> frozenset[str]:
    """Return the pronouns, articles, conjunctions and other small words that open sentences."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | CONTRACTED | {"mr", "mrs", "yes", "no", "oh", "according"}


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Return the titles of people: word -> (kind, gender)."""
    table = lexicons.read("titles")
    return {t: (k, g) for t, k, g in zip(table["title"], table["kind"], table["gender"], strict=True)}


@cache
def places() -> dict[str, tuple[str, str, str]]:
    """Return the places known by name: form -> (entity, kind, label)."""
    table = lexicons.read("places")
    rows = zip(table["form"], table["entity"], table["kind"], table["label"], strict=True)
    known: dict[str, tuple[str, str, str]] = {}
    for form, entity, kind, label in rows:
        known.setdefault(form, (entity, kind, label))
    return known


@cache
def genders() -> dict[str, str]:
    """Return the gender that a given name mostly goes with."""
    table = lexicons.read("given_names")
    return dict(zip(table["name"], table["gender"], strict=True))


@cache
def name_words(place: str) -> dict[str, str]:
    """Return the words that tell a name's label: `place` is last, suffix, after or before."""
    table = lexicons.read("name_words")
    return dict(table.loc[table["place"] == place, ["word", "label"]].itertuples(index=False))


def find(doc: "Doc", text: str) -> list[Name]:
    """Return the names in an article, in order; two overlap only where one is part of the other.

    Parameters
    ----------
    doc
        spaCy's reading of the recased text.
    text
        The article's text, from which the names' words are taken.
    """
    cased = doc.text
    lower, inside = case_counts(cased)
    names = [name for ent in doc.ents for name in _clean_found(ent.start_char, ent.end_char, ent.label_, cased)]
    names = [n for n in names if _is_name(n, doc, lower, inside)]
    names = _add_generations(names, cased)
    names = _add_runs(names, doc, lower, inside)
    names = _settle_labels(names, doc)
    names = _find_everywhere(names, doc, lower, inside)
    names = _settle_labels(names, doc)
    names = [n for n in names if not _is_headline_word(n, cased, text, names)]
    names = _find_inside(names)
    return [replace(n, text=text[n.start : n.end]) for n in names]


def _add_generations(names: list[Name], text: str) -> list[Name]:
    """Add the technologies called by a number and a letter, which spaCy takes apart."""
    spans = [m.span() for m in GENERATION.finditer(text)]
    kept = [n for n in names if not any(n.start < e and s < n.end for s, e in spans)]
    added = [Name(s, e, text[s:e], "PRODUCT", "a number and a letter") for s, e in spans]
    return sorted(kept + added, key=lambda n: n.start)


def _clean_found(start: int, end: int, label: str, text: str) -> "Iterator[Name]":
    """Yield the names inside what spaCy found: articles, quotation marks, possessives and titles stay outside."""
    if label not in LABELS:
        return
    for a, b in _segments(text, start, end, label):
        yield Name(a, b, text[a:b], label, "found by spaCy")


def _segments(text: str, start: int, end: int, label: str) -> "Iterator[tuple[int, int]]":
    start, end = _trim(text, start, end)
    words = list(WORD.finditer(text, start, end))
    if not words:
        return
    # "Russian President Vladimir Putin", "U.S. Senator John Doe": a country, a title, a name.
    if label == "PERSON" and len(words) > 1 and (comma := text.find(", ", words[0].end(), end)) > 0:
        end = comma
        words = [w for w in words if w.end() <= end]
    while len(words) > 2 and label == "PERSON" and not text[start:end].isupper() and _is_credential(words[-1].group()):
        end = words[-2].end()
        words.pop()
    at = 0
    while OPENING.search(text[max(0, start - 12) : start]) and len(words) - at > 1 and _leads(words[at].group(), label):
        at += 1
    for i, word in enumerate(words[:-1]):
        if i < at:
            continue
        w = word.group()
        following = words[i + 1].group()
        is_title = w in titles() or w.lower().endswith(("man", "woman")) and w.islower()
        place_first = text[words[at].start() : word.end()] in places() and (
            following in titles() or following.islower() and following not in LINKS
        )
        if place_first and label in {"PERSON", "ORG", "NORP"}:
            yield words[at].start(), word.end()
            at = i + 1
        elif is_title and i == at and label in {"PERSON", "ORG"} and (label == "PERSON" or _is_honorific(w)):
            if titles()[w][0] == "regnal" if w in titles() else False:
                if len(words) - i == 2:
                    break
            at = i + 1
    a, b = _trim(text, words[at].start(), end)
    # "Secretary of State": what follows a title and "of" is no name by itself.
    if a < b and not text.startswith("of ", a):
        yield a, b


def _is_credential(word: str) -> bool:
    return word.isupper() and 1 < len(word) < 5 and not ROMAN.match(word)


def _leads(word: str, label: str) -> bool:
    """Tell whether a word at the head of a span is there only because it opens a sentence."""
    small = word.lower()
    if small in LINKS or (small in function_words() and not word.isupper()):
        return word not in {"The"} and small not in {"van", "von", "de", "la", "el", "al", "bin", "del", "der", "du"}
    return label == "PERSON" and small in common()


def _is_honorific(word: str) -> bool:
    return titles().get(word, ("", ""))[0] == "honorific" and word.endswith(".")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the marks around it, a small article before it and a possessive after it."""
    while True:
        words = text[start:end]
        if before := re.match(r"(?:[\s\"'“”‘’(\[\-–—*#@,.:;]|the\s+|a\s+|an\s+|this\s+|its\s+|their\s+|his\s+)+", words):
            start += before.end()
        elif possessive := POSSESSIVE.search(words):
            end -= len(possessive.group())
        elif after := re.search(r"[\s\"'“”‘’(\[\])\-–—*#,:;!?]+$", words):
            end -= len(after.group())
        elif words.endswith(".") and not ABBREVIATION.search(words):
            end -= 1
        elif "(" in words and ")" not in words:
            end = start + words.index("(")
        elif words.endswith(")") and "(" not in words:
            end -= 1
        elif words.startswith("The ") and OPENING.search(text[max(0, start - 12) : start]) and not re.search(
            rf"[a-z,] {re.escape(words)}\b", text
        ):
            start += 4
        elif text[end : end + 1] == ":" and (last := re.search(r"(?<=[\s.])\s*[A-Z][a-z]+$", words)) and last.group().strip().lower() in common():
            end -= len(last.group())
        else:
            return start, end


def _is_name(name: Name, doc: "Doc", lower: Counter[str], inside: Counter[str]) -> bool:
    words = WORD.findall(name.text)
    if not words or not any(c.isupper() for c in name.text):
        return False
    if all(w in CALENDAR or w.lower() in function_words() and not w.isupper() for w in words):
        return False
    if len(words) == 1:
        word = words[0]
        if word.isupper() and (_is_short_for_nouns(word, doc.text) or ROMAN.match(word)):
            return False
        if word in JUNIOR or word.endswith("ism") or name_words("last").get(word, "ORG") != "ORG":
            return False
        if word in titles() and name.label != "PERSON" or (word in titles() and titles()[word][0] != "regnal"):
            return False
        small = word.lower()
        ordinary = small in common() or lower[small] > inside[word]
        if ordinary and word != word.upper() and not (inside[word] > lower[small] and small not in common()):
            return False
    return True


def _is_short_for_nouns(word: str, text: str) -> bool:
    """Tell whether the article gives this as the initials of plain words: "operating system (OS)"."""
    plain = r"[\s-]".join(rf"{letter}[a-z]+" for letter in re.escape(word.lower()))
    return len(word) > 1 and bool(re.search(rf"\b{plain}s?\s+\({re.escape(word)}\)", text))


def _add_runs(names: list[Name], doc: "Doc", lower: Counter[str], inside: Counter[str]) -> list[Name]:
    """Add the runs of capitalised words that spaCy left out, and widen its finds to the run they stand in."""
    text = doc.text
    taken = [(n.start, n.end) for n in names]
    kept = list(names)
    for start, end in _runs(doc, lower, inside):
        over = [n for n in kept if n.start < end and start < n.end]
        if not over:
            for a, b in _segments(text, start, end, "PERSON"):
                guess = _guess(text, a, b)
                candidate = Name(a, b, text[a:b], guess, "capitalised like a name")
                if _is_name(candidate, doc, lower, inside):
                    kept.append(candidate)
        elif len(over) == 1 and over[0].start >= start and over[0].end <= end and over[0].label in {"PERSON", "ORG", "FAC"}:
            pieces = [s for s in _segments(text, start, end, "PERSON") if s[0] <= over[0].start and s[1] >= over[0].end]
            if pieces and pieces[0] != (over[0].start, over[0].end):
                a, b = pieces[0]
                kept.remove(over[0])
                kept.append(replace(over[0], start=a, end=b, text=text[a:b], reason="found by spaCy, widened to its whole name"))
    del taken
    return sorted(kept, key=lambda n: n.start)


def _runs(doc: "Doc", lower: Counter[str], inside: Counter[str]) -> "Iterator[tuple[int, int]]":
    """Yield the spans of capitalised words in a row, joined by "of", "the", "de" and their like."""
    for sentence in doc.sents:
        tokens = [t for t in sentence if not t.is_space]
        first = next((i for i, t in enumerate(tokens) if any(c.isalnum() for c in t.text)), 0)
        i = 0
        while i < len(tokens):
            if not _is_capital(tokens[i]) or tokens[i].text in CALENDAR:
                i += 1
                continue
            opens = _opens(tokens, i, first)
            if opens and not _may_open(tokens[i].text, lower, inside):
                i += 1
                continue
            last = j = i
            while j + 1 < len(tokens):
                j += 1
                if _is_capital(tokens[j]) and tokens[j].text not in CALENDAR:
                    last = j
                elif tokens[j].text not in LINKS or tokens[j].text in {"and", "for", "the"} and tokens[j - 1].text != "of":
                    break
                elif tokens[j].text in {"-", "–"} and tokens[j - 1].whitespace_:
                    break
            alone = last == i and opens and not inside[tokens[i].text] and tokens[i].text[1:].islower()
            if not alone:
                yield tokens[i].idx, tokens[last].idx + len(tokens[last])
            i = last + 1


def _opens(tokens: "list[Token]", i: int, first: int) -> bool:
    return i <= first or tokens[i - 1].text in {'"', "“", "‘", "'", ":", "—", "–", "-", "•", "*", "("}


def _is_capital(token: "Token") -> bool:
    word = token.text
    return any(c.isupper() for c in word) and word[0].isalpha() and (word[0].isupper() or word[1:2].isupper()) and word != "I"


def _may_open(word: str, lower: Counter[str], inside: Counter[str]) -> bool:
    small = word.lower()
    if small in function_words():
        return word.isupper() and (len(word) > 2 or inside[word] > 0)
    return inside[word] > lower[small] or (lower[small] == 0 and small not in common())


def _guess(text: str, start: int, end: int) -> str:
    """Return the label that a name's own words and its neighbours suggest."""
    words = WORD.findall(text[start:end])
    if place := places().get(text[start:end]):
        return place[2]
    if GENERATION.match(words[-1]):
        return "PRODUCT"
    before = WORD.findall(text[max(0, start - 40) : start])[-1:]
    after = WORD.findall(text[end : end + 40])[:1]
    if len(words) > 1 or words[0] not in name_words("last"):
        for place_in_name in ("suffix", "last"):
            if label := name_words(place_in_name).get(words[-1]):
                return label
        if label := {"University": "ORG", "Lake": "LOC", "Mount": "LOC", "River": "LOC"}.get(words[0]):
            return label
    if before and before[0] in titles() and titles()[before[0]][0] != "part":
        return "PERSON"
    if len(words) > 1 and titles().get(words[0], ("", ""))[0] == "regnal":
        return "PERSON"
    if text[start - 1 : start] in {'"', "“"} and text[end : end + 1] in {'"', "”", ",", "."} and len(words) > 1:
        return "WORK_OF_ART"
    if words[0] in genders() and len(words) in {2, 3}:
        return "PERSON"
    if after and (label := name_words("after").get(after[0])) and label != "PERSON":
        return label
    if before and (label := name_words("before").get(before[0])):
        return "GPE" if len(words) < 3 and not text[start:end].isupper() else "ORG"
    if after and after[0] in name_words("after") and len(words) < 4 and not text[start:end].isupper():
        return "PERSON"
    return "ORG"


def _settle_labels(names: list[Name], doc: "Doc") -> list[Name]:
    """Give each name one label in the whole article: what the lexicon says, else what most of its mentions say."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    people = set()
    for name in names:
        weight = 1 if name.reason.startswith("capitalised") else 2
        votes[key(name.text)][name.label] += weight
        following = WORD.match(doc.text, name.end + 1)
        if following and name.label == "ORG" and following.group() in TELLING:
            votes[key(name.text)]["PRODUCT"] += 3
    for name in names:
        words = name.text.split()
        top = votes[key(name.text)].most_common(1)[0][0]
        if top == "PERSON" and len(words) > 1:
            people.update({words[-1], words[0]})
    settled = []
    for name in names:
        counts = votes[key(name.text)]
        label = max(counts, key=lambda k: (counts[k], k == name.label))
        place = places().get(name.text)
        if name.text in people and len(name.text.split()) == 1 and not place:
            label = "PERSON"
        elif place and not (name.text in people and counts["PERSON"] >= sum(counts.values()) / 2):
            label = place[2]
        elif GENERATION.match(name.text):
            label = "PRODUCT"
        elif (words := name.text.split())[-1] in name_words("suffix") and len(words) > 1:
            label = "ORG"
        settled.append(replace(name, label=label))
    return settled


def key(text: str) -> str:
    """Return a name in the form in which two spellings of it are the same: without full stops, spaces evened out."""
    return " ".join(text.replace(".", "").replace("’", "'").split())


def core(form: str) -> list[str]:
    """Return the words of a person's name without a title that is part of it and without "Jr"."""
    words = form.replace(",", "").split()
    while len(words) > 1 and words[-1] in JUNIOR:
        words.pop()
    while len(words) > 1 and titles().get(words[0], titles().get(words[0] + ".", ("", "")))[0] == "regnal":
        words = words[1:]
    return words


def _find_everywhere(names: list[Name], doc: "Doc", lower: Counter[str], inside: Counter[str]) -> list[Name]:
    """Find each name everywhere in the article, and the parts of people's names where they stand alone."""
    text = doc.text
    known: dict[str, str] = {}
    for name in names:
        if _travels(name.text, lower, inside):
            known.setdefault(name.text, name.label)
        words = name.text.split()
        if name.label == "PERSON" and 1 < len(words) < 5:
            for part in (words[-1], words[0]):
                if len(part) > 1 and _travels(part, lower, inside):
                    known.setdefault(part, "PERSON")
    if not known:
        return names
    pattern = re.compile(
        r"(?<![\w@#])(?<![\w]-)(?:" + "|".join(re.escape(k) for k in sorted(known, key=len, reverse=True)) + r")(?![\w]|-\w)"
    )
    found = list(names)
    spans = sorted((n.start, n.end) for n in names)
    for match in pattern.finditer(text):
        if any(s < match.end() and match.start() < e for s, e in spans):
            continue
        words = match.group()
        found.append(Name(match.start(), match.end(), words, known[words], "the same words are a name elsewhere"))
    return sorted(found, key=lambda n: n.start)


def _is_headline_word(name: Name, cased: str, text: str, names: list[Name]) -> bool:
    """Tell whether a name is but a word of a headline: one word, neither a person nor a place, and not in the body."""
    word = name.text
    if " " in word or not word[1:].islower() or name.label in {"PERSON", "GPE", "NORP"} or word in places():
        return False
    start = text.rfind("\n", 0, name.start) + 1
    stop = text.find("\n", name.end)
    line = text[start : stop if stop >= 0 else len(text)]
    return cased[start : start + len(line)] != line and all(n.start >= start and n.end <= start + len(line) for n in names if n.text == word)


def _find_inside(names: list[Name]) -> list[Name]:
    """Add the names that are part of longer names: of organizations, events and the like, not of people."""
    alone = {n.text: n.label for n in names}
    known = alone | {form: label for form, (_, kind, label) in places().items() if kind != "demonym"}
    inner = []
    for name in names:
        words = list(WORD.finditer(name.text))
        # Ireland is not meant by Northern Ireland, nor York by New York.
        if name.label in {"PERSON", "GPE", "LOC", "NORP"} or len(words) < 2:
            continue
        at = 0
        while at < len(words):
            for last in range(len(words) - 1, at - 1, -1):
                start, end = words[at].start(), words[last].end()
                part = name.text[start:end]
                if (part in known or (part := part.removesuffix(".")) in known) and len(part) < len(name.text):
                    a = name.start + start
                    inner.append(Name(a, a + len(part), part, known[part], f"part of {name.text}", within=True))
                    at = last
                    break
            at += 1
    return sorted(names + inner, key=lambda n: (n.start, -n.end))


def _travels(words: str, lower: Counter[str], inside: Counter[str]) -> bool:
    """Tell whether these words are a name wherever they stand."""
    if " " in words:
        return any(c.isupper() for c in words)
    small = words.lower()
    if words in titles() or words in CALENDAR or len(words) < 2:
        return False
    return words[0].isupper() or any(c.isupper() for c in words) if small not in common() else inside[words] > lower[small]
