"""What is known of names beforehand: titles, places, given names, the words that tell an organization from a river."""

import re
import unicodedata
from functools import cache, lru_cache

from analysis import lexicons

LINKS = frozenset(
    {"of", "the", "de", "la", "del", "der", "du", "van", "von", "bin", "al", "el", "for", "and", "&", "-", "–"}
)
"""Words that may stand inside a name without a capital."""
PARTICLES = LINKS - {"of", "the", "for", "and", "&", "-", "–"}
GENERATIONS = frozenset({"Jr", "Sr", "Jr.", "Sr.", "II", "III", "IV"})
CONTRACTED = frozenset({
    "isn", "aren", "wasn", "weren", "don", "doesn", "didn", "won", "wouldn", "couldn", "shouldn", "hasn", "haven", "hadn", "ain",
})  # fmt: skip
"""What stands before the apostrophe of "isn't" and its like."""


@cache
def calendar() -> frozenset[str]:
    """Return the words of dates, hours and eras: capitalised, but part of no name."""
    return frozenset(lexicons.read("calendar")["word"])


@cache
def common() -> frozenset[str]:
    """Return the words that are no names by themselves, however they are written."""
    return frozenset(lexicons.read("common_words")["word"])


@cache
def function_words() -> frozenset[str]:
    """Return the pronouns, articles, conjunctions and other small words that open sentences."""
    return lexicons.stop_words() | CONTRACTED | {"mr", "mrs", "yes", "no", "oh", "according"}


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Return the titles of people: word -> (kind, gender)."""
    table = lexicons.read("titles")
    return {t: (k, g) for t, k, g in zip(table["title"], table["kind"], table["gender"], strict=True)}


def title_kind(word: str) -> str:
    """Return what kind of title a word is: honorific, role, part or regnal; nothing where it is none."""
    return titles().get(word, titles().get(f"{word}.", ("", "")))[0]


@cache
def places() -> dict[str, tuple[str, str, str]]:
    """Return the places known by name: form -> (entity, kind, label)."""
    table = lexicons.read("places")
    known: dict[str, tuple[str, str, str]] = {}
    for form, entity, kind, label in table[["form", "entity", "kind", "label"]].itertuples(index=False):
        known.setdefault(form, (entity, kind, label))
    return known


@cache
def place_entities() -> dict[str, str]:
    """Return what each form of a place means, by the form's key; a demonym means its people, not the place."""
    return {key(form): form if kind == "demonym" else entity for form, (entity, kind, _) in places().items()}


def country_of(word: str) -> str | None:
    """Return the place that a word names or derives from.

    Examples
    --------
    >>> country_of("Chinese"), country_of("U.S."), country_of("chair")
    ('China', 'United States', None)
    """
    entry = places().get(word)
    return entry[0] if entry else None


@cache
def genders() -> dict[str, str]:
    """Return the gender that a given name mostly goes with."""
    table = lexicons.read("given_names")
    return dict(zip(table["name"], table["gender"], strict=True))


@cache
def name_words(place: str) -> dict[str, str]:
    """Return the words that tell a name's label: `place` is last, suffix, trade, alone, after, before or product."""
    table = lexicons.read("name_words")
    return dict(table.loc[table["place"] == place, ["word", "label"]].itertuples(index=False))


def key(text: str) -> str:
    """Return a name in the form in which two spellings of it are the same: without full stops and accents, spaces evened out.

    Examples
    --------
    >>> key("U.S."), key("Zoë  O’Neill")
    ('US', "Zoe O'Neill")
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(text.replace(".", "").replace("’", "'").split())


@lru_cache(maxsize=4096)
def core(form: str) -> tuple[str, ...]:
    """Return the words of a person's name without a title that belongs to it and without "Jr".

    Examples
    --------
    >>> core("Queen Ilsa Brandt"), core("Ned Fell, Jr")
    (('Ilsa', 'Brandt'), ('Ned', 'Fell'))
    """
    words = form.replace(",", "").split()
    while len(words) > 1 and words[-1] in GENERATIONS:
        words.pop()
    while len(words) > 1 and title_kind(words[0]) == "regnal":
        words = words[1:]
    return tuple(words)


def stems(words: "list[str]") -> frozenset[str]:
    """Return the words of three letters or more, small and without a plural s.

    Examples
    --------
    >>> sorted(stems(["Telecoms", "of", "company"]))
    ['company', 'telecom']
    """
    return frozenset(re.sub(r"(?<=\w{3})s$", "", w.lower()) for w in words if len(w) > 2)


@cache
def firm_words() -> frozenset[str]:
    """Return the last words that tell a firm: legal forms, and what firms deal in."""
    return frozenset({*name_words("trade"), *name_words("suffix")})
