"""Which names mean the same: full names and surnames, acronyms, legal suffixes, countries and their short forms.

The rules are a sieve, the surest first, in the manner of Lee et al. (2013), "Deterministic coreference resolution based
on entity-centric, precision-ranked rules".  Each merge says why; two people of one surname are never merged.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.entities import gazetteer, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.entities.names import Name

SMALL = frozenset({"of", "the", "and", "for", "de", "la", "in", "on", "&", "to", "del", "du"})


BRACKETED = re.compile(r"\(\s*(?:the\s+)?[\"“]?([^()\"“”]{1,60}?)[\"”]?\s*\)")
UNITS = ("City", "Municipality", "Town", "Village", "County", "State", "Province", "Commonwealth")
COMPASS = frozenset({"North", "South", "East", "West", "Northern", "Southern"})


@dataclass(frozen=True)
class Meaning:
    """What one name means: the entity's canonical name (none where left open), its label, and why."""

    entity: str | None
    label: str
    reason: str


def merge(found: "Sequence[Name]", text: str, title_end: int = 0) -> list[Meaning]:
    """Return what each of the names means, in their order.

    What comes first is told by the text below the headline, which ends at `title_end`: a headline has no room for the whole name.
    A bare surname of two people goes to the one who was called by it before the other one came up; where both came up
    first it is left open, with both names as the reason.
    """
    forms = [gazetteer.key(n.text) for n in found]
    is_person = [n.label == "PERSON" for n in found]
    persons = people.merge(
        [f for f, p in zip(forms, is_person, strict=True) if p],
        [_title_gender(text, n.start) for n, p in zip(found, is_person, strict=True) if p],
    )
    others = _merge_others(
        _in_order(found, forms, title_end),
        {f: n.label for f, n in zip(forms, found, strict=True)},
        text,
    )
    spelling: dict[str, Counter[str]] = defaultdict(Counter)
    for form, name in zip(forms, found, strict=True):
        spelling[form][name.text] += 1
    in_order = iter(persons)
    meant = []
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for form, name, person in zip(forms, found, is_person, strict=True):
        entity, reason = next(in_order) if person else others[form]
        if entity in spelling:
            spelled = spelling[entity].most_common(1)[0][0]
            entity, reason = spelled, reason.replace(entity, spelled)
        if entity is not None:
            labels[entity][name.label] += 1
        meant.append(Meaning(entity, name.label, reason))
    return [m if m.entity is None else replace(m, label=labels[m.entity].most_common(1)[0][0]) for m in meant]


def _in_order(found: "Sequence[Name]", forms: list[str], title_end: int) -> list[str]:
    """Return the forms that are no people's in the order in which they come up, those in the headline alone last."""
    others = [(name, form) for name, form in zip(found, forms, strict=True) if name.label != "PERSON"]
    others.sort(key=lambda pair: (pair[0].start < title_end, pair[0].start, -pair[0].end))
    return list(dict.fromkeys(form for _, form in others))


def _title_gender(text: str, start: int) -> str:
    before = text[max(0, start - 20) : start].split()
    return gazetteer.titles().get(before[-1], ("", ""))[1] if before else ""


def _merge_others(forms: list[str], labels: dict[str, str], text: str) -> dict[str, tuple[str | None, str]]:
    meant: dict[str, tuple[str | None, str]] = {}
    for form in forms:
        place = _place(form)
        meant[form] = (
            (place, "its own name" if gazetteer.key(place) == form else f"another name of {place}")
            if place
            else (form, "its own name")
        )
    known = _Known(forms, labels, text)
    for form in sorted(forms, key=lambda f: len(f.split())):
        if _place(form):
            halves = {_place(f) or f for f in forms if f.split()[0] in COMPASS and f.split()[1:] == [form]}
            if len(halves) == 1:
                meant[form] = (min(halves), f"the only {form} named: {min(halves)}")
            continue
        if form in _last_words():
            # The House is not the White House, nor the Senate its committee.
            ends = () if form in gazetteer.name_words("alone") else (f" {form}",)
            wholes = [f for f in forms if (f.startswith(f"{form} of ") or f.endswith(ends)) and not _place(f)]
            if len(wholes) == 1:
                meant[form] = (wholes[0], f"the only {form} named: {wholes[0]}")
            continue
        for longer in sorted(known.candidates(form), key=lambda f: (-len(f.split()), f)):
            why = _short_for(form, longer, known) if len(longer) > len(form) else _other_case(form, longer)
            if why:
                meant[form] = (longer, why)
                break
    # A short form of a short form means the longest.
    for form in forms:
        seen = {form}
        entity, reason = meant[form]
        while entity in meant and entity not in seen and meant[entity][0] != entity:
            seen.add(entity)
            entity = meant[entity][0]
        meant[form] = (entity, reason)
    return meant


def _place(form: str) -> str | None:
    for known in (form, form.upper()) if len(form) > 3 else (form,):
        if entry := gazetteer.place_entities().get(known):
            return entry
    return None


class _Known:
    """The names of an article that are no people's, so ordered that those which one may be short for are at hand."""

    def __init__(self, forms: list[str], labels: dict[str, str], text: str) -> None:
        self.places = {form for form in forms if labels[form] == "GPE"}
        self._geographic = {form for form in forms if labels[form] in {"GPE", "LOC", "NORP"}}
        self._labels = labels
        self._order = {form: i for i, form in enumerate(forms)}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_initials: dict[str, set[str]] = defaultdict(set)
        self._bracketed: dict[str, list[str]] = defaultdict(list)
        for match in BRACKETED.finditer(text):
            before = gazetteer.key(text[max(0, match.start() - 120) : match.start()]).removesuffix("'s")
            self._bracketed[gazetteer.key(match[1])].append(before)
        for form in forms:
            for word in form.lower().split():
                self._by_word[word].add(form)
            for initials in _initials(form):
                self._by_initials[initials].add(form)
        self._forms = forms

    def candidates(self, form: str) -> set[str]:
        """Return the names that this one may be short for."""
        defined = {f for f in self._forms if self.is_bracketed(form, f)} if form in self._bracketed else set()
        return (self._by_word[form.lower().split()[0]] | self._by_initials.get(form, set()) | defined) - {form}

    def follows(self, short: str, long: str) -> bool:
        """Tell whether one word, no place or people, is first used after the only name that begins or ends with it."""
        if short in self._geographic or short in COMPASS or short.lower() in gazetteer.common():
            return False
        if self._order.keys() & {word for word in long.split() if word not in self._geographic} - {short}:
            return False
        alike = [f for f in self._by_word[short.lower()] if f != short and short in {f.split()[0], f.split()[-1]}]
        return alike == [long] and self._order[long] < self._order[short]

    def are_organizations(self, *forms: str) -> bool:
        """Tell whether all of the forms name organizations."""
        return {self._labels[form] for form in forms} == {"ORG"}

    def is_people(self, form: str) -> bool:
        """Tell whether the form names a people or a group of believers, of which the longer one is a part."""
        return self._labels[form] == "NORP"

    def is_bracketed(self, short: str, long: str) -> bool:
        """Tell whether the short form stands in brackets right after the long one."""
        # "NEW YORK (AP)": what stands in brackets after a place may be who reports from there.
        if long in self.places and short.isupper() and not _is_spelled_by(short.lower(), long.lower()):
            return False
        return any(before.endswith(long) for before in self._bracketed.get(short, []))


def _is_spelled_by(letters: str, name: str) -> bool:
    """Tell whether the letters stand in the name in their order."""
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _initials(form: str) -> set[str]:
    """Return the initials that a name of several words may go by: of its large words, of all, and its capitals."""
    words = form.split()
    if len(words) < 2:
        return set()
    large = "".join(w[0] for w in words if w.lower() not in SMALL)
    every = "".join(w[0] for w in words)
    return {large.upper(), every.upper(), "".join(c for c in form if c.isupper())}


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(gazetteer.key(w) for w in gazetteer.name_words("suffix"))


@cache
def _last_words() -> dict[str, str]:
    return {gazetteer.key(word): label for word, label in gazetteer.name_words("last").items()}


def _other_case(form: str, other: str) -> str | None:
    if form.lower() == other.lower() and (form.isupper(), form) > (other.isupper(), other):
        return f"{other} in other letters"
    return None


def _short_for(short: str, long: str, known: _Known) -> str | None:
    """Return why the one name is short for the other; none where it is not."""
    words = long.split()
    if words[-1] in _suffixes() and " ".join(words[:-1]) == short:
        return f"{long} without its legal form"
    if short.isupper() and len(short) > 1 and short in _initials(long):
        return f"the initials of {long}"
    if known.is_bracketed(short, long):
        return f"given in brackets after {long}"
    if long.lower() == "the " + short.lower():
        return f"{long} without its article"
    kind = _last_words().get(words[-1])
    if kind and " ".join(words[:-1]) == short and (len(words) > 2 or (kind == "ORG" and known.follows(short, long))):
        return f"{long} without its last word"
    head = long.removesuffix(" " + short)
    if head != long and (head in known.places or _place(head)) and not known.is_people(short):
        return f"{long} without its place"
    if any(long == f"{unit} of {short}" for unit in UNITS):
        return f"what {long} is called for short"
    if short.rsplit(maxsplit=1)[-1] in _last_words() and len(short.split()) > 1 and f" {short} " in f" {long} ":
        return f"part of the name {long}"
    if len(short.split()) > 1 and long.startswith(short + " of "):
        return f"the beginning of {long}"
    if len(words) < 4 and words[-1] == short and known.follows(short, long):
        return f"the last word of {long}"
    is_firm = len(words) == 2 and words[0] == short and not kind and known.are_organizations(short, long)
    if is_firm and known.follows(short, long):
        return f"the first word of {long}"
    return None
