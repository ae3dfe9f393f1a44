"""Which names mean the same: full names and surnames, acronyms, legal suffixes, countries and their short forms.

The rules are a sieve, the surest first, in the manner of Lee et al. (2013), "Deterministic coreference resolution based
on entity-centric, precision-ranked rules".  Each merge says why; two people of one surname are never merged.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.entities import gazetteer

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


def merge(found: "Sequence[Name]", text: str) -> list[Meaning]:
    """Return what each of the names means, in their order.

    A bare surname of two people goes to the one who was called by it before the other one came up; where both came up
    first it is left open, with both names as the reason.
    """
    forms = [gazetteer.key(n.text) for n in found]
    is_person = [n.label == "PERSON" for n in found]
    people = _merge_people(
        [f for f, p in zip(forms, is_person, strict=True) if p],
        [_title_gender(text, n.start) for n, p in zip(found, is_person, strict=True) if p],
    )
    others = _merge_others(
        list(dict.fromkeys(f for f, p in zip(forms, is_person, strict=True) if not p)),
        {f for f, n in zip(forms, found, strict=True) if n.label == "GPE"},
        text,
    )
    spelling: dict[str, Counter[str]] = defaultdict(Counter)
    for form, name in zip(forms, found, strict=True):
        spelling[form][name.text] += 1
    in_order = iter(people)
    meant = []
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for form, name, person in zip(forms, found, is_person, strict=True):
        entity, reason = next(in_order) if person else others[form]
        if entity in spelling:
            entity = spelling[entity].most_common(1)[0][0]
        if entity is not None:
            labels[entity][name.label] += 1
        meant.append(Meaning(entity, name.label, reason))
    return [m if m.entity is None else replace(m, label=labels[m.entity].most_common(1)[0][0]) for m in meant]


def _title_gender(text: str, start: int) -> str:
    before = text[max(0, start - 20) : start].split()
    return gazetteer.titles().get(before[-1], ("", ""))[1] if before else ""


def _merge_people(forms: list[str], title_genders: list[str]) -> list[tuple[str | None, str]]:
    """Return what each mention of a person means, in their order: the fullest name of that person."""
    counts = Counter(forms)
    roots: dict[str, str] = {}
    for form in sorted(
        (f for f in counts if len(gazetteer.core(f)) > 1), key=lambda f: (-len(gazetteer.core(f)), -counts[f], f)
    ):
        like = sorted({r for r in roots.values() if _one_person(form, r)})
        roots[form] = like[0] if len(like) == 1 else form
    holders = _holders(forms, roots)
    meant: list[tuple[str | None, str]] = []
    for form, gender in zip(forms, title_genders, strict=True):
        if form in roots:
            root = roots[form]
            meant.append((root, "its own name" if root == form else f"another form of {root}"))
            continue
        alone = " ".join(gazetteer.core(form))
        candidates = sorted({r for f, r in roots.items() if alone in {gazetteer.core(f)[0], gazetteer.core(f)[-1]}})
        told = [c for c in candidates if gender and gazetteer.genders().get(gazetteer.core(c)[0], gender) == gender]
        if len(candidates) < 2:
            fullest = max((f for f in counts if " ".join(gazetteer.core(f)) == alone), key=len)
            entity = candidates[0] if candidates else fullest
            meant.append((entity, "its own name" if form == entity else f"part of the name {entity}"))
        elif len(told) == 1:
            meant.append((told[0], f"of {' and '.join(candidates)}, the one whom the title fits"))
        elif holder := holders.get(alone):
            meant.append((holder, f"of {' and '.join(candidates)}, the one first called so"))
        else:
            meant.append((None, "left open: " + " or ".join(candidates)))
    return meant


def _holders(forms: list[str], roots: dict[str, str]) -> dict[str, str]:
    """Return, for each part of a name that several people share, whom the article calls by it alone."""
    introduced: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, str] = {}
    undecided = set()
    for form in forms:
        core = gazetteer.core(form)
        if form in roots:
            for part in {core[0], core[-1]}:
                introduced[part].add(roots[form])
        elif (alone := " ".join(core)) not in holders and introduced[alone] and alone not in undecided:
            if len(introduced[alone]) == 1:
                holders[alone] = next(iter(introduced[alone]))
            else:
                undecided.add(alone)
    return holders


def _one_person(a: str, b: str) -> bool:
    """Tell whether two full names can be one person's: first and last word the same, no other generation."""
    x, y = sorted((gazetteer.core(a), gazetteer.core(b)), key=len)
    generations = [set(f.replace(",", "").split()) & gazetteer.GENERATIONS for f in (a, b)]
    if all(generations) and generations[0] != generations[1]:
        return False
    if sorted(x) == sorted(y):
        return True
    if x[-1] == y[-1] and (x[0] == y[0] or (len(x[0]) == 1 and y[0].startswith(x[0]))):
        return len(x) == 2 or not (set(x[1:-1]) - set(y)) or _initials_fit(x[1:-1], y[1:-1])
    return y[: len(x)] == x or y[-len(x) :] == x


def _initials_fit(x: list[str], y: list[str]) -> bool:
    return len(x) == len(y) and all(a[0] == b[0] and 1 in {len(a), len(b)} for a, b in zip(x, y, strict=True))


def _merge_others(forms: list[str], places: set[str], text: str) -> dict[str, tuple[str | None, str]]:
    meant: dict[str, tuple[str | None, str]] = {}
    for form in forms:
        place = _place(form)
        meant[form] = (
            (place, "its own name" if gazetteer.key(place) == form else f"another name of {place}")
            if place
            else (form, "its own name")
        )
    known = _Known(forms, places, text)
    for form in sorted(forms, key=lambda f: len(f.split())):
        if _place(form):
            halves = {_place(f) or f for f in forms if f.split()[0] in COMPASS and f.split()[1:] == [form]}
            if len(halves) == 1:
                meant[form] = (min(halves), f"the only {form} named: {min(halves)}")
            continue
        if form in _last_words():
            wholes = [f for f in forms if f != form and form in (f.split()[0], f.split()[-1]) and not _place(f)]
            if len(wholes) == 1:
                meant[form] = (wholes[0], f"the only {form} named: {wholes[0]}")
            continue
        for longer in sorted(known.candidates(form), key=lambda f: (-len(f.split()), f)):
            if len(longer) > len(form) and (why := _short_for(form, longer, known)):
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

    def __init__(self, forms: list[str], places: set[str], text: str) -> None:
        self.places = places
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

    def is_bracketed(self, short: str, long: str) -> bool:
        """Tell whether the short form stands in brackets right after the long one."""
        return any(before.endswith(long) for before in self._bracketed.get(short, []))


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
def _last_words() -> frozenset[str]:
    return frozenset(gazetteer.key(w) for w in gazetteer.name_words("last"))


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
    if words[-1] in _last_words() and " ".join(words[:-1]) == short and len(words) > 2:
        return f"{long} without its last word"
    head = long.removesuffix(" " + short)
    if head != long and (head in known.places or _place(head)):
        return f"{long} without its place"
    if any(long == f"{unit} of {short}" for unit in UNITS):
        return f"what {long} is called for short"
    if short.rsplit(maxsplit=1)[-1] in _last_words() and len(short.split()) > 1 and f" {short} " in f" {long} ":
        return f"part of the name {long}"
    if len(short.split()) > 1 and long.startswith(short + " of "):
        return f"the beginning of {long}"
    return None
