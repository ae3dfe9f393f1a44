"""What kind of thing a name is of: a label for the whole article, from the lexicons, the name's own words and its neighbours."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.entities import gazetteer
from analysis.entities.boundaries import WORD
from analysis.entities.gazetteer import key, name_words, places

if TYPE_CHECKING:
    from analysis.entities.names import Name

# "5G", "4K", "3D": a digit or two and a letter; hours, sums and sizes end otherwise.
GENERATION = re.compile(r"(?<![\w$£€.,-])\d{1,2}[GDK](?![\w-])")
WITHIN = re.compile(
    r"(?<![Ss]hares )(?<![Ss]take )(?<![Ss]tock )\b(?:in|at|near|around|outside) ([A-Z][\w'’-]*)(?! [A-Z])"
)
"""What something is in or near; "shares in Norvane" are not there."""
FIRST_WORDS = {"University": "ORG", "Lake": "LOC", "Mount": "LOC", "River": "LOC"}


def guess(text: str, start: int, end: int) -> str:
    """Return the label that a name's own words and its neighbours suggest."""
    name = text[start:end]
    words = WORD.findall(name)
    before = (WORD.findall(text[max(0, start - 40) : start]) or [""])[-1]
    after = (WORD.findall(text[end : end + 40]) or [""])[0]
    by_neighbour = name_words("after").get(after, "")
    if place := places().get(name):
        return place[2]
    if len(words) > 1:
        by_word = name_words("suffix").get(words[-1]) or name_words("last").get(words[-1]) or FIRST_WORDS.get(words[0])
        if by_word:
            return by_word
        if gazetteer.title_kind(words[0]) == "regnal":
            return "PERSON"
        if text[max(0, start - 1) : start] in {'"', "“"} and text[end : end + 1] in {'"', "”", ",", "."}:
            return "WORK_OF_ART"
    if gazetteer.title_kind(before) not in {"", "part"} or (len(words) in {2, 3} and words[0] in gazetteer.genders()):
        return "PERSON"
    if by_neighbour not in {"", "PERSON"}:
        return by_neighbour
    if before in name_words("before"):
        return "GPE" if len(words) < 3 and not name.isupper() else "ORG"
    return "PERSON" if by_neighbour and len(words) < 4 and not name.isupper() else "ORG"


def settle(names: "list[Name]", text: str) -> "list[Name]":
    """Give each name one label in the whole article: what the lexicon says, else what most of its mentions say."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        counts = votes[key(name.text)]
        counts[name.label] += 1 if name.reason.startswith("capitalised") else 2
        following = WORD.match(text, name.end + 1)
        if name.label == "ORG" and following and following.group() in name_words("product"):
            counts["PRODUCT"] += 3
    top = {form: counts.most_common(1)[0][0] for form, counts in votes.items()}
    surnames = {form.split()[-1] for form, label in top.items() if label == "PERSON" and " " in form}
    revised = {form: label for form in top if (label := _revise(form, top, surnames))}
    top |= revised
    full = [form.split() for form, label in top.items() if label == "PERSON" and " " in form]
    # Marine Le Pen is "Marine", "Pen" and "Le Pen".
    parts = {words[0] for words in full} | {" ".join(words[at:]) for words in full for at in range(1, len(words))}
    firms = _firms(names, text, top)
    parts -= firms

    def label_of(name: "Name") -> str:
        form = key(name.text)
        words = form.split()
        place = places().get(name.text)
        if place and not (form in parts and 2 * votes[form]["PERSON"] >= votes[form].total()):
            return place[2]
        if form in firms:
            return "ORG"
        if form in parts:
            return "PERSON"
        if GENERATION.fullmatch(name.text):
            return "PRODUCT"
        if len(words) > 1 and name.text.split()[-1] in name_words("suffix"):
            return "ORG"
        if form in revised:
            return revised[form]
        return name.label if votes[form][name.label] == votes[form][top[form]] else top[form]

    return [replace(n, label=label_of(n)) for n in names]


def _firms(names: "list[Name]", text: str, labels: dict[str, str]) -> set[str]:
    """Return the words that an organization goes by, though they look like somebody's name.

    "Fell" of Fell Chemicals, where that comes up before Zadie Fell does; and where nobody of the name comes up at all.
    """
    earlier: set[str] = set()
    trading: set[str] = set()
    surnames: set[str] = set()
    people: set[str] = set()
    for name in names:
        form = key(name.text)
        first, *rest = form.split()
        if rest and labels[form] == "PERSON":
            surnames.add(rest[-1])
            people.update((first, *rest))
        elif rest and labels[form] == "ORG" and first not in surnames:
            earlier.add(first)
            trading.update([first] if rest[0] in gazetteer.firm_words() else [])
    alone = trading - people - gazetteer.genders().keys() - places().keys()
    # Where the Keld Dairy stands in Keld, that is a town.
    alone -= set(WITHIN.findall(text)) if alone else set()
    firms = earlier & surnames | alone
    titled = {
        word
        for word in firms
        for before in re.findall(rf"([A-Z][a-z]+\.?)\s+{re.escape(word)}\b", text)
        if gazetteer.title_kind(before)
    }
    return firms - titled


def _revise(form: str, labels: dict[str, str], surnames: set[str]) -> str | None:
    """Return the label that a name's words give it against spaCy's; none where they leave it."""
    words = form.split()
    if not 1 < len(words) < 5 or words[-1] in name_words("suffix"):
        return None
    kind = name_words("last").get(words[-1])
    given = words[0] in gazetteer.genders()
    if labels[form] == "PERSON" and kind and not given and gazetteer.title_kind(words[0]) != "regnal":
        return kind
    # "Fell Control" is named after Zadie Fell.
    if labels[form] == "PERSON" and words[0] in surnames and not given and words[-1].lower() in gazetteer.common():
        return "ORG"
    # "Zadie Fell" stands beside "Fell", who is a person or could be nothing else.
    if labels[form] in {"ORG", "FAC", "WORK_OF_ART"} and not kind and len(words) < 4 and words[-1] not in places():
        alone = labels.get(words[-1])
        if (alone == "PERSON" and words[0].lower() not in gazetteer.common()) or (given and alone == "ORG"):
            return "PERSON"
        if given and labels.get(words[0]) == "PERSON":
            return "PERSON"
    return None
