"""The pronouns and role nouns of an article: "he", "its", "the company", "the Chinese leader"."""

import bisect
import re
from dataclasses import dataclass
from functools import cache

from analysis import lexicons
from analysis.article import Span
from analysis.entities import gazetteer
from analysis.entities.gazetteer import country_of, stems

Named = tuple[int, int, str, str, str]
"""(start, end, text, label, entity) of a name."""

KINDS = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "PRODUCT": "thing", "EVENT": "thing", "WORK_OF_ART": "thing", "LAW": "thing",
}  # fmt: skip
"""What an entity is by its label; a people ("Russian") is nothing that a pronoun in the singular means."""
WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
DEFINITE = "the|this|that|his|her|its|their|our"
INDEFINITE = frozenset({"a", "an", "another"})
OWNED = frozenset({"his", "her", "its", "their", "our"})
ASIDE = r"(?:\s*\([^()\n]{1,120}\)|\s*,[^,.;\n]{1,40},)?"
BEFORE_DEFINITION = re.compile(
    r"\s*,\s*(?:(?:who|which)\s+(?:is|was)\s+)?|\s*[-–—(]\s*|"
    rf"{ASIDE}\s+(?:is|was|remains|remained|becomes|became|has\s+been|had\s+been)\s+(?:also\s+|now\s+|once\s+)?"
)
"""What stands between a name and what it is said to be: "Ann Lee (born 1950) was the mayor"."""
VERBAL = re.compile(r"(?:s|ed|ing|ly|said|told|won|lost|met|led)$")


@dataclass(frozen=True)
class Anaphor:
    """A pronoun or a role noun that means somebody: where it stands, and what it tells of whom it means.

    `group` is the set of weights that it is resolved with; `kinds` what it may mean (person, organization, place, thing);
    `words` and `countries` what it is called; `defines` the entity that it says something of, as in "Ann Lee, the mayor".
    """

    start: int
    end: int
    text: str
    form: str
    group: str
    kinds: tuple[str, ...]
    gender: str = ""
    words: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    defines: str | None = None


def find(text: str, named: list[Named], quoted: list[Span]) -> list[Anaphor]:
    """Return the pronouns and role nouns of a text, in order.

    Parameters
    ----------
    text
        The article's text.
    named
        Its names, in order.
    quoted
        The spans inside quotation marks, in order: "I" means somebody only there.
    """
    found = [*_nominals(text, named), *_pronouns(text, named, quoted)]
    return sorted(found, key=lambda a: (a.start, a.end))


def holds(spans: list[Span], place: int) -> bool:
    """Tell whether one of the spans, in order, holds the place.

    Examples
    --------
    >>> holds([(0, 4), (9, 12)], 10), holds([(0, 4), (9, 12)], 4)
    (True, False)
    """
    i = bisect.bisect_right(spans, place, key=lambda span: span[0]) - 1
    return i >= 0 and place < spans[i][1]


def newcomer(text: str, start: int, gender: str, named: list[Named]) -> str | None:
    """Return the words for somebody without a name who has opened a sentence of this paragraph, and whom "he" at `start` may mean.

    None where a person was named after that, or where the noun tells another gender.

    Examples
    --------
    >>> text = "One plant worker said that he knew."
    >>> newcomer(text, text.index("he knew"), "male", [])
    'One plant worker'
    """
    line = text.rfind("\n", 0, start) + 1
    for match in reversed(list(_newcomer_pattern().finditer(text, line, start))):
        if role_nouns()[lexicons.key(match["noun"])][1] in {"", gender}:
            is_named_since = any(match.start() <= n[0] < start and n[3] == "PERSON" for n in named)
            return None if is_named_since else match["who"]
    return None


def _nominals(text: str, named: list[Named]) -> list[Anaphor]:
    taken = _outer(named)
    found = []
    for match in _nominal_pattern().finditer(text):
        start, end = match.span()
        determiner, noun = lexicons.key(match["determiner"]), lexicons.key(match["noun"])
        words = WORDS.findall(match["words"])
        if any(w.lower() in gazetteer.function_words() for w in words):
            continue
        if holds(taken, match.start("noun")) or _goes_on(text, end):
            continue
        kind, gender, number = role_nouns()[noun]
        countries = frozenset(country for w in words if (country := country_of(w)))
        defines = _defined(text, start, end, kind, named)
        if defines is None and (
            determiner in INDEFINITE or (determiner in OWNED and number == "one" and not countries)
        ):
            continue
        called = stems([w for w in [*words, noun] if not country_of(w)])
        phrase = text[start:end]
        found.append(Anaphor(start, end, phrase, "nominal", "nominal", (kind,), gender, called, countries, defines))
    return found


def _pronouns(text: str, named: list[Named], quoted: list[Span]) -> list[Anaphor]:
    taken = _outer(named)
    found = []
    for match in _pronoun_pattern().finditer(text):
        start, end = match.span()
        if match.group() == "US" or holds(taken, start):
            continue
        kinds: tuple[str, ...]
        person, number, gender = pronouns()[lexicons.key(match.group())]
        if person == "first":
            # "We" is the speaker and others, and who those are is not said; "I" is the speaker.
            if number == "many" or not holds(quoted, start):
                continue
            group, kinds = "speaker", ("person",)
        elif gender == "thing":
            group, kinds = "it", ("organization", "place", "thing")
        elif number == "many":
            group, kinds = "they", ("organization", "person", "place")
        else:
            group, kinds = "he", ("person",)
        told = gender if group == "he" else ""
        found.append(Anaphor(start, end, match.group(), "pronoun", group, kinds, told))
    return found


def _outer(named: list[Named]) -> list[Span]:
    """Return the spans of the names without those that are part of longer ones."""
    spans: list[Span] = []
    for start, end, *_ in named:
        if not spans or end > spans[-1][1]:
            spans.append((start, end))
    return spans


def _goes_on(text: str, end: int) -> bool:
    """Tell whether the noun that ends here is part of a longer one: "the pilot launch", not "the pilot landed"."""
    following = re.match(r"[ -]([a-z][\w'’-]*)", text[end : end + 40])
    if not following:
        return False
    word = following.group(1)
    return word not in gazetteer.function_words() and not VERBAL.search(word)


def _defined(text: str, start: int, end: int, kind: str, named: list[Named]) -> str | None:
    """Return the entity that the phrase says something of: "Ann Lee, the mayor", "Ann Lee is the mayor", "the mayor, Ann Lee".

    Only one of its kind: the firm is not what "a spokesman for the firm, Ann Lee" is about.
    """
    i = bisect.bisect_left(named, start, key=lambda n: n[0]) - 1
    if i >= 0 and KINDS.get(named[i][3]) == kind and BEFORE_DEFINITION.fullmatch(text, named[i][1], start):
        return named[i][4]
    j = bisect.bisect_left(named, end, key=lambda n: n[0])
    if j < len(named) and KINDS.get(named[j][3]) == kind and re.fullmatch(r",?\s", text[end : named[j][0]]):
        return named[j][4]
    return None


@cache
def role_nouns() -> dict[str, tuple[str, str, str]]:
    """Return the nouns that stand for somebody: noun -> (kind, gender, number)."""
    table = lexicons.read("roles")
    return {n: (k, g, m) for n, k, g, m in table[["noun", "kind", "gender", "number"]].itertuples(index=False)}


@cache
def pronouns() -> dict[str, tuple[str, str, str]]:
    """Return the pronouns: word in lower case -> (person, number, gender)."""
    table = lexicons.read("pronouns")
    return {
        w.lower(): (p, n, g) for w, p, n, g in table[["word", "person", "number", "gender"]].itertuples(index=False)
    }


@cache
def _pronoun_pattern() -> "re.Pattern[str]":
    words = "|".join(sorted(pronouns(), key=len, reverse=True))
    return re.compile(rf"(?<![\w'’-])(?:{words})(?![\w-])(?!\.\w)", re.IGNORECASE)


@cache
def _newcomer_pattern() -> "re.Pattern[str]":
    nouns = (n for n, (kind, _, number) in role_nouns().items() if (kind, number) == ("person", "one"))
    one = rf"(?P<who>(?:One|Another|An?)\s+(?:[a-z][\w'’-]*\s+){{0,3}}?(?P<noun>{lexicons.either(nouns, space=' ')}))(?![\w-])"
    return re.compile(rf"(?:^|(?<=[.!?]\s)|(?<=[.!?][\"”’]\s)){one}", re.MULTILINE)


@cache
def _nominal_pattern() -> "re.Pattern[str]":
    nouns = "|".join(sorted(map(re.escape, role_nouns()), key=len, reverse=True))
    determiner = rf"(?<![\w-])(?P<determiner>{DEFINITE}|{'|'.join(sorted(INDEFINITE))})\s+"
    words = r"(?P<words>(?:[^\W_][\w'’-]*\s+){0,4}?)"
    noun = rf"(?P<noun>{nouns})(?![\w-])(?!\s+(?:{nouns})(?![\w-]))"
    return re.compile(determiner + words + noun, re.IGNORECASE)
