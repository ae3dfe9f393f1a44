"""Whom a pronoun or a role noun means: "he", "its", "the company", "the Chinese leader".

A mention-ranking model: every entity named so far is a candidate, described by a handful of features (how far back it
was last meant, whether it opened that sentence, how often it came up, whether gender, nationality and words fit); the
candidate of the highest weighted sum wins, unless leaving the mention open scores higher.  One sum for each kind of
mention, as in Denis & Baldridge (2008), "Specialized models and ranking for coreference resolution".  The weights stand
in ``data/lexicons/antecedents.csv``; `analysis/training/antecedents.py` learns them.  "I" inside a quotation means its
speaker, by rule.
"""

import bisect
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from analysis import lexicons, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int]
KINDS = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "PRODUCT": "thing", "EVENT": "thing", "WORK_OF_ART": "thing", "LAW": "thing",
}  # fmt: skip
"""What an entity is by its label; a people ("Russian") is nothing that a pronoun in the singular means."""
NEAR = 12
"""Candidates last meant more sentences back than this are out of reach for a pronoun."""
WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
DETERMINERS = "the|this|that|his|her|its|their|our|a|an|another"
SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|noted|stated|wrote|writes|tweeted|asked|explained|argued|claimed|insisted|"
    r"commented|continued|replied|recalled|warned|concluded|remarked|announced|according to)\b"
)
@dataclass(frozen=True)
class Anaphor:
    """A pronoun or a role noun that means somebody: where it stands, and what it tells of whom it means."""

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


@dataclass
class Candidate:
    """An entity, as far as it is known at a point of the article."""

    entity: str
    label: str
    gender: str = ""
    words: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    times: list[tuple[int, int, int, str]] = field(default_factory=list)
    """(sentence, start, end, form) of each mention so far."""


@dataclass(frozen=True)
class Setting:
    """What the features need to know of the text: sentences, quotations, the names in it."""

    text: str
    sentences: list[Span]
    quoted: list[Span]
    title_end: int
    heads: dict[int, int]
    """The sentence's number -> where its first name begins."""

    def sentence(self, at: int) -> int:
        """Return the number of the sentence that `at` stands in."""
        return max(0, bisect.bisect_right(self.sentences, (at, len(self.text) + 1)) - 1)

    def is_quoted(self, at: int) -> bool:
        """Tell whether `at` stands inside quotation marks."""
        i = bisect.bisect_right(self.quoted, (at, len(self.text) + 1)) - 1
        return i >= 0 and self.quoted[i][0] <= at < self.quoted[i][1]


@dataclass(frozen=True)
class Resolved:
    """An anaphor and whom it means (none where left open), with the reason."""

    anaphor: Anaphor
    entity: str | None
    label: str
    reason: str


Named = tuple[int, int, str, str, str]
"""(start, end, text, label, entity) of a name."""


def resolve(text: str, sentences: list[Span], named: list[Named], title_end: int = 0) -> list[Resolved]:
    """Return the pronouns and role nouns of an article, each with whom it means.

    Parameters
    ----------
    text, sentences
        The article's text and its sentences' spans.
    named
        The names with their entities, in order.
    title_end
        Where the headline ends.
    """
    weights = _weights()

    def choose(setting: Setting, anaphor: Anaphor, candidates: list[Candidate]) -> Candidate | None:
        rows = [features(setting, anaphor, c, candidates) for c in candidates]
        table = weights.get(anaphor.group, {})
        scores = [sum(table.get(k, 0.0) * v for k, v in row.items()) for row in rows]
        null = sum(table.get(k, 0.0) * v for k, v in open_features(setting, anaphor).items())
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        return candidates[best] if best >= 0 and scores[best] > null else None

    return list(walk(text, sentences, named, title_end, choose))


def walk(
    text: str,
    sentences: list[Span],
    named: list[Named],
    title_end: int,
    choose: "Callable[[Setting, Anaphor, list[Candidate]], Candidate | None]",
) -> "Iterator[Resolved]":
    """Go through an article from its start, keep track of the entities, and let `choose` pick among the candidates."""
    quoted = quotations(text)
    setting = Setting(text, sentences, quoted, title_end, {})
    for start, *_ in named:
        setting.heads.setdefault(setting.sentence(start), start)
    known: dict[str, Candidate] = {}
    anaphors = find_anaphors(text, named)
    events: list[tuple[int, int, Named | Anaphor]] = [(n[0], 0, n) for n in named]
    events += [(a.start, 1, a) for a in anaphors]
    for start, _, event in sorted(events, key=lambda e: e[:2]):
        if isinstance(event, tuple):
            _add_name(known, setting, event)
            continue
        anaphor = event
        if anaphor.group == "speaker":
            entity, reason = _speaker(setting, anaphor, named)
            label = known[entity].label if entity in known else ""
        else:
            reach = 10**6 if anaphor.form == "nominal" else NEAR
            here = setting.sentence(start)
            candidates = [
                c
                for c in known.values()
                if KINDS.get(c.label) in anaphor.kinds
                and here - c.times[-1][0] <= reach
                and not (anaphor.gender and c.gender and anaphor.gender != c.gender)
            ]
            chosen = choose(setting, anaphor, candidates)
            entity = chosen.entity if chosen else None
            label = chosen.label if chosen else ""
            reason = _explain(setting, anaphor, chosen, candidates)
        if entity in known:
            candidate = known[entity]
            candidate.times.append((setting.sentence(start), start, anaphor.end, anaphor.form))
            candidate.gender = candidate.gender or anaphor.gender
            candidate.words |= anaphor.words
            candidate.countries |= anaphor.countries
            candidate.called.add(anaphor.text.lower())
        yield Resolved(anaphor, entity, label, reason)


def _add_name(known: dict[str, Candidate], setting: Setting, name: Named) -> None:
    start, end, words, label, entity = name
    candidate = known.setdefault(entity, Candidate(entity, label))
    candidate.times.append((setting.sentence(start), start, end, "name"))
    if label == "PERSON" and not candidate.gender:
        candidate.gender = names.genders().get(names.core(entity)[0], "")
    line = setting.text.rfind("\n", 0, start) + 1
    before = setting.text[max(line, start - 60) : start]
    # What stands right before a name describes it: "Russian telecoms company MTS", "China's Huawei".
    described = re.search(r"((?:[^\W_][\w'’.-]*\s+){1,5})$", before)
    for word in described.group(1).split()[::-1] if described else []:
        bare = re.sub(r"['’]s$", "", word)
        if bare.lower() in names.function_words() or (bare.islower() and bare not in role_nouns() and not candidate.words):
            if bare.lower() in names.function_words():
                break
        if not candidate.gender and label == "PERSON":
            candidate.gender = names.titles().get(bare, ("", ""))[1]
        if country := country_of(bare):
            candidate.countries.add(country)
        else:
            candidate.words |= stems([bare])
    if label in {"ORG", "FAC"}:
        candidate.words |= stems(words.split())
    del end


def find_anaphors(text: str, named: list[Named]) -> list[Anaphor]:
    """Return the pronouns and role nouns of a text, in order; none overlaps a name or another."""
    taken = sorted((s, e) for s, e, *_ in named)
    found: list[Anaphor] = []
    quoted = quotations(text)
    for match in _nominal_pattern().finditer(text):
        start, end = match.span()
        determiner, noun = match["determiner"].lower(), match["noun"].lower()
        kind, gender, number = role_nouns()[noun]
        words = WORDS.findall(match["words"] or "")
        if any(w.lower() in names.function_words() or w.lower() in {"said", "is", "was"} for w in words):
            continue
        head = match.start("noun")
        if any(s <= head < e for s, e in taken) or _is_modifier(text, end):
            continue
        definer = _definer(text, start, end, named)
        if determiner in {"a", "an", "another"} and definer is None:
            continue
        # "the company's chief" is about the chief; the company is a mention of its own, found by its own match.
        if determiner in {"his", "her", "its", "their", "our"} and number == "one" and definer is None and not (
            any(country_of(w) for w in words)
        ):
            continue
        countries = frozenset(c for w in words if (c := country_of(w)))
        found.append(
            Anaphor(
                start, end, text[start:end], "nominal", "nominal", (kind,), gender,
                stems(w for w in [*words, noun] if not country_of(w)), countries, definer,
            )
        )  # fmt: skip
    nominals = [(a.start, a.end) for a in found]
    for match in _pronoun_pattern().finditer(text):
        start, end = match.span()
        if any(s <= start < e for s, e in taken):
            continue
        word = match.group().lower()
        if match.group() == "US":
            continue
        person, number, gender = pronouns()[word]
        if person == "first":
            # "We" is the speaker and others, and who those are is not said; "I" is the speaker.
            if number == "one" and any(s <= start < e for s, e in quoted):
                found.append(Anaphor(start, end, match.group(), "pronoun", "speaker", ("person",)))
            continue
        kinds: tuple[str, ...]
        if gender == "thing":
            group, kinds = "it", ("organization", "place", "thing")
        elif number == "many":
            group, kinds = "they", ("organization", "person", "place")
        else:
            group, kinds = "he", ("person",)
        found.append(Anaphor(start, end, match.group(), "pronoun", group, kinds, gender if group == "he" else ""))
    del nominals
    return sorted(found, key=lambda a: (a.start, a.end))


def _is_modifier(text: str, end: int) -> bool:
    """Tell whether the noun that ends here goes on in another one: "the pilot launch", not "the pilot landed"."""
    following = re.match(r"[ -]([a-z][\w'’-]*)", text[end:])
    if not following:
        return False
    word = following.group(1)
    return word not in names.function_words() and not re.search(r"(?:s|ed|ing|ly|said|told|won|lost|met|led)$", word)


def _definer(text: str, start: int, end: int, named: list[Named]) -> str | None:
    """Return the entity that the phrase says something of: "Guo Ping, the chairman", "Guo Ping is the chairman"."""
    i = bisect.bisect_left(named, (start,)) - 1
    if i >= 0:
        between = text[named[i][1] : start]
        if re.fullmatch(r"\s*,\s*(?:who\s+(?:is|was)\s+)?|\s+(?:is|was|remains|became|,)\s+|\s*[-–—(]\s*", between):
            return named[i][4]
    j = bisect.bisect_left(named, (end,))
    if j < len(named) and re.fullmatch(r"(?:\s|,\s)", text[end : named[j][0]]):
        return named[j][4]
    return None


def features(setting: Setting, anaphor: Anaphor, candidate: Candidate, candidates: list[Candidate]) -> dict[str, float]:
    """Return what speaks for and against an entity as the one that is meant, by name."""
    here = setting.sentence(anaphor.start)
    sentence, start, end, form = candidate.times[-1]
    back = here - sentence
    kind = KINDS.get(candidate.label)
    alike = [c for c in candidates if KINDS.get(c.label) == kind]
    row: dict[str, float] = {
        "same sentence": back == 0,
        "one sentence back": back == 1,
        "two sentences back": back == 2,
        "farther back": math.log(back) if back > 2 else 0.0,
        "opened its sentence": setting.heads.get(sentence, -1) == start,
        "nearest": start == max(c.times[-1][1] for c in candidates),
        "often": math.log(len(candidate.times)),
        "most often": len(candidate.times) == max(len(c.times) for c in alike),
        "same paragraph": "\n" not in setting.text[start : anaphor.start],
        "organization": kind == "organization" and len(anaphor.kinds) > 1,
        "thing": kind == "thing",
        "possessive": setting.text[end : end + 3].strip()[:1] in {"'", "’"},
        "after a preposition": bool(re.search(r"\b(?:of|in|to|with|by|for|from|at|on|against|about)\s+(?:the\s+)?$", setting.text[max(0, start - 16) : start])),
        "in the title": candidate.times[0][1] < setting.title_end,
        "pronoun before": form == "pronoun",
        "same words before": anaphor.text.lower() in candidate.called,
        "words fit": len(anaphor.words & candidate.words),
        "country fits": bool(anaphor.countries & candidate.countries),
        "country differs": bool(anaphor.countries) and not anaphor.countries & candidate.countries,
        "alone of its kind": len(alike) == 1,
        "opens this sentence": any(t[0] == here and setting.heads.get(here, -1) == t[1] for t in candidate.times),
        "defines": anaphor.defines == candidate.entity,
    }
    return {k: float(v) for k, v in row.items() if v}


def open_features(setting: Setting, anaphor: Anaphor) -> dict[str, float]:
    """Return what speaks for leaving a mention open."""
    after = setting.text[anaphor.end : anaphor.end + 30]
    empty = anaphor.group == "it" and re.match(r"(?:['’]s|\s+(?:is|was|would|will|be|has been|seems|seemed|takes|took))\b", after)
    return {"open": 1.0, f"open {anaphor.kinds[0]}": 1.0, "open it is": float(bool(empty)), f"open {anaphor.text.split()[0].lower()}": 1.0}


def _explain(setting: Setting, anaphor: Anaphor, chosen: Candidate | None, candidates: list[Candidate]) -> str:
    if chosen is None:
        if not candidates:
            return "left open: nobody named before fits"
        return "left open: " + " or ".join(c.entity for c in sorted(candidates, key=lambda c: -c.times[-1][1])[:3])
    row = features(setting, anaphor, chosen, candidates)
    told = [k for k in ("defines", "country fits", "words fit", "same words before", "same sentence", "one sentence back", "most often", "in the title", "alone of its kind") if k in row]  # fmt: skip
    return f"best fit among {len(candidates)}: " + ", ".join(told[:3] or ["named before"])


def _speaker(setting: Setting, anaphor: Anaphor, named: list[Named]) -> tuple[str | None, str]:
    """Return who says the quotation that the pronoun stands in: the name beside the verb of speech, in this paragraph or the last."""
    text = setting.text
    for _ in range(2):
        start = text.rfind("\n", 0, anaphor.start) + 1
        stop = text.find("\n", anaphor.end)
        spans = [(start, stop if stop >= 0 else len(text))]
        best: tuple[int, str] | None = None
        for begin, end in spans:
            for verb in SPEECH.finditer(text, begin, end):
                if setting.is_quoted(verb.start()):
                    continue
                for s, e, _words, label, entity in named:
                    if label not in {"PERSON", "ORG"} or KINDS[label] not in anaphor.kinds or s < begin or e > end or setting.is_quoted(s):
                        continue
                    gap = min(abs(s - verb.end()), abs(verb.start() - e))
                    if gap <= 40:
                        distance = gap + abs(verb.start() - anaphor.start) // 4
                        if best is None or distance < best[0]:
                            best = (distance, entity)
        if best:
            return best[1], "speaks in this quotation"
        break
    return None, "left open: the quotation's speaker is not named beside it"


def quotations(text: str) -> list[Span]:
    """Return the spans inside double quotation marks; an opening mark without its partner ends with its paragraph."""
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        at = None
        for mark in re.finditer(r"[\"“”]", line.group()):
            place = line.start() + mark.start()
            if at is None and mark.group() != "”":
                at = place
            elif at is not None and mark.group() != "“":
                spans.append((at, place + 1))
                at = None
        if at is not None:
            spans.append((at, line.end()))
    return spans


def stems(words: "Iterator[str] | list[str]") -> frozenset[str]:
    """Return words small and without a plural s, the ones of three letters or more."""
    return frozenset(re.sub(r"(?<=\w{3})s$", "", w.lower()) for w in words if len(w) > 2)


def country_of(word: str) -> str | None:
    """Return the country that a word names or derives from, as China for "Chinese"."""
    entry = names.places().get(word)
    return _demonyms().get(word) or (entry[0] if entry and entry[1] != "demonym" else None)


@cache
def _demonyms() -> dict[str, str]:
    return {form: entity for form, (entity, kind, _) in names.places().items() if kind == "demonym"}


@cache
def role_nouns() -> dict[str, tuple[str, str, str]]:
    """Return the nouns that stand for somebody: noun -> (kind, gender, number)."""
    table = lexicons.read("roles")
    return {n: (k, g, m) for n, k, g, m in table[["noun", "kind", "gender", "number"]].itertuples(index=False)}


@cache
def pronouns() -> dict[str, tuple[str, str, str]]:
    """Return the pronouns: word in lower case -> (person, number, gender)."""
    table = lexicons.read("pronouns")
    return {w.lower(): (p, n, g) for w, p, n, g in table[["word", "person", "number", "gender"]].itertuples(index=False)}


@cache
def _pronoun_pattern() -> "re.Pattern[str]":
    return re.compile(r"(?<![\w'’-])(?:" + "|".join(sorted(pronouns(), key=len, reverse=True)) + r")(?![\w-])(?!\.\w)", re.IGNORECASE)


@cache
def _nominal_pattern() -> "re.Pattern[str]":
    nouns = "|".join(sorted(map(re.escape, role_nouns()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<determiner>{DETERMINERS})\s+(?P<words>(?:[^\W_][\w'’-]*\s+){{0,4}}?)(?P<noun>{nouns})(?![\w-])"
        rf"(?!\s+(?:{nouns})(?![\w-]))",
        re.IGNORECASE,
    )


@cache
def _weights() -> dict[str, dict[str, float]]:
    table = lexicons.read("antecedents")
    weights: dict[str, dict[str, float]] = {}
    for group, feature, weight in table[["group", "feature", "weight"]].itertuples(index=False):
        weights.setdefault(group, {})[feature] = float(weight)
    return weights


def count_groups(found: list[Resolved]) -> Counter[str]:
    """Count the anaphors by group."""
    return Counter(r.anaphor.group for r in found)
