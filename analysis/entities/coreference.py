"""Whom a pronoun or a role noun means, or why that is left open.

A mention-ranking model: every entity named so far is a candidate, described by a handful of features (how far back it
was last meant, whether it opened that sentence, how often it came up, whether nationality and words fit); the candidate of
the highest weighted sum wins, unless leaving the mention open scores higher.  Each kind of mention has weights of its
own, as in Denis & Baldridge (2008), "Specialized models and ranking for coreference resolution".  The weights stand in
``data/lexicons/antecedents.csv``; `analysis.training.antecedents` learns them.  By rule, "I" inside a
quotation means its speaker, and "he said" whom the paragraph's last sentence began with.
"""

import bisect
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile

from analysis import lexicons
from analysis.article import Span
from analysis.claims import quotation
from analysis.entities import anaphors, gazetteer, speakers
from analysis.entities.anaphors import KINDS, Anaphor, Named
from analysis.entities.gazetteer import country_of, stems

FIRM = ("company", "firm", "business")
"""What an organization with a legal form, or a trade, in its name is called."""
REACH = {"pronoun": 12, "nominal": 60}
"""How many sentences back a candidate may have been meant last."""
# "and", and what may stand between it and a name: a title, an office.
JOINED = re.compile(r",?\s+(?:and|or)\s+(?:[A-Z][\w.]*\s+){0,3}")
SPEAKERS = frozenset({"person", "organization"})
PREPOSITION = re.compile(r"\b(?:of|in|to|with|by|for|from|at|on|against|about)\s+(?:the\s+)?$")
DESCRIPTION = re.compile(r"(?:[^\W_][\w'’.-]*\s+){1,5}$")
NOTHING = re.compile(r"(?:['’]s|\s+(?:is|was|would|will|be|has been|seems|seemed|takes|took))\b")
"""What follows an "it" that often means nothing: "it is clear that", "it takes two"."""
TOLD = (
    "defines", "called so", "country fits", "words fit", "same words before", "same sentence", "one sentence back", "most often",
    "in the title", "alone of its kind", "gender fits",
)  # fmt: skip
"""The features that make a reason, the most telling first."""


@dataclass
class Candidate:
    """An entity, as far as it is known at a point of the article.

    `words` and `countries` are how it was described, `called` the role nouns it was meant by, and `times` its mentions so far:
    (sentence, start, end, form).
    """

    entity: str
    label: str
    gender: str = ""
    words: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    called: set[str] = field(default_factory=set)
    times: list[tuple[int, int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """What the features need to know of the text; `heads` maps a sentence's number to where its first name begins."""

    text: str
    sentences: list[Span]
    quoted: list[Span]
    title_end: int
    heads: dict[int, int]

    def sentence(self, place: int) -> int:
        """Return the number of the sentence that `place` stands in."""
        return max(0, bisect.bisect_right(self._starts, place) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]


@dataclass(frozen=True)
class Resolved:
    """An anaphor and whom it means (none where left open), with the reason."""

    anaphor: Anaphor
    entity: str | None
    label: str
    reason: str


Choice = Callable[[Setting, Anaphor, list[Candidate]], Candidate | None]
Weights = dict[str, dict[str, float]]
"""By the kind of mention: how much each feature speaks for a candidate."""


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

    Examples
    --------
    >>> text = "Mary Fell sued in the Harbour Court. She said the court was slow."
    >>> named = [(0, 9, "Mary Fell", "PERSON", "Mary Fell"), (22, 35, "Harbour Court", "ORG", "Harbour Court")]
    >>> [(r.anaphor.text, r.entity) for r in resolve(text, [(0, 36), (37, 65)], named)]
    [('She', 'Mary Fell'), ('the court', 'Harbour Court')]
    """
    return list(walk(text, sentences, named, title_end, choose_by(_weights())))


def choose_by(groups: Weights) -> Choice:
    """Return the choice of the candidate with the highest weighted sum; none where leaving the mention open has a higher one."""

    def choose(setting: Setting, anaphor: Anaphor, candidates: list[Candidate]) -> Candidate | None:
        weights = groups.get(anaphor.group, {})

        def score(row: dict[str, float]) -> float:
            return sum(weights.get(name, 0.0) * value for name, value in row.items())

        scores = [score(features(setting, anaphor, c, candidates)) for c in candidates]
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        return candidates[best] if best >= 0 and scores[best] > score(open_features(setting, anaphor)) else None

    return choose


def walk(text: str, sentences: list[Span], named: list[Named], title_end: int, chooser: Choice) -> Iterator[Resolved]:
    """Go through an article from its start, keep track of its entities, and let `chooser` pick among the candidates."""
    setting = Setting(text, sentences, quotation.quoted(text), title_end, {})
    for start, *_ in named:
        setting.heads.setdefault(setting.sentence(start), start)
    people = [(n[0], n[1], n[4]) for n in named if n[3] == "PERSON" and not anaphors.holds(setting.quoted, n[0])]
    known: dict[str, Candidate] = {}
    at = 0
    for anaphor in anaphors.find(text, named, setting.quoted):
        while at < len(named) and named[at][0] <= anaphor.start:
            _introduce(known, setting, named[at])
            at += 1
        if anaphor.group == "speaker":
            speaker = speakers.of_quotation(text, anaphor.start, people, setting.quoted)
            reason = (
                "speaks in this quotation" if speaker else "left open: the quotation's speaker is not named beside it"
            )
            resolved = Resolved(anaphor, speaker, "PERSON" if speaker else "", reason)
        elif anaphor.defines and anaphor.defines not in known:
            label = next(n[3] for n in named if n[4] == anaphor.defines)
            resolved = Resolved(anaphor, anaphor.defines, label, "stands right before the name")
        elif anaphor.group == "he" and (who := anaphors.newcomer(text, anaphor.start, anaphor.gender, named)):
            resolved = Resolved(anaphor, None, "", f"left open: perhaps “{who}”")
        elif going_on := _goes_on_speaking(setting, anaphor, known):
            resolved = Resolved(
                anaphor, going_on.entity, going_on.label, "speaks on: the last sentence begins with this name"
            )
        else:
            others = _beside(text, anaphor, named[max(0, at - 1) : at + 1])
            candidates = [c for c in known.values() if c.entity not in others and _may_mean(setting, anaphor, c)]
            chosen = chooser(setting, anaphor, candidates)
            reason = _explain(setting, anaphor, chosen, candidates)
            resolved = Resolved(anaphor, chosen.entity if chosen else None, chosen.label if chosen else "", reason)
        if resolved.entity in known:
            candidate = known[resolved.entity]
            candidate.times.append((setting.sentence(anaphor.start), anaphor.start, anaphor.end, anaphor.form))
            candidate.gender = candidate.gender or anaphor.gender
            candidate.words |= anaphor.words
            candidate.countries |= anaphor.countries
            candidate.called.add(anaphor.text.lower())
        yield resolved


def _beside(text: str, anaphor: Anaphor, nearest: list[Named]) -> set[str]:
    """Return whom the anaphor is joined with ("he and Putin"), and so does not mean."""
    return {
        entity
        for start, end, _, _, entity in nearest
        if JOINED.fullmatch(text[anaphor.end : start] if start >= anaphor.end else text[end : anaphor.start])
    }


def _may_mean(setting: Setting, anaphor: Anaphor, candidate: Candidate) -> bool:
    if KINDS.get(candidate.label) not in anaphor.kinds and not _is_called(anaphor, candidate):
        return False
    back = setting.sentence(anaphor.start) - candidate.times[-1][0]
    contrary = anaphor.gender and candidate.gender and anaphor.gender != candidate.gender
    return back <= REACH[anaphor.form] and not contrary


def _is_called(anaphor: Anaphor, candidate: Candidate) -> bool:
    """Tell whether the role noun is the last word of the name: "the court" and "Supreme Court"."""
    last = candidate.entity.lower().split()[-1]
    return anaphor.form == "nominal" and candidate.label != "PERSON" and anaphor.text.lower().endswith(f" {last}")


def _goes_on_speaking(setting: Setting, anaphor: Anaphor, known: dict[str, Candidate]) -> Candidate | None:
    """Return whom the last sentence of the paragraph that has a fitting subject begins with, where the pronoun is a speaker.

    A name that stands after a preposition or owns something is no subject.
    """
    text = setting.text
    if anaphor.group not in {"he", "it"} or not speakers.is_speaker(text, anaphor.start, anaphor.end):
        return None
    line, kinds = text.rfind("\n", 0, anaphor.start) + 1, SPEAKERS & {*anaphor.kinds}
    fitting = [c for c in known.values() if KINDS.get(c.label) in kinds and _may_mean(setting, anaphor, c)]
    subjects = [
        (sentence, -start, c)
        for c in fitting
        for sentence, start, end, _ in takewhile(lambda time: time[1] >= line, reversed(c.times))
        if start < anaphor.start and not anaphors.holds(setting.quoted, start)
        if not _is_possessive(text, end) and not _is_after_preposition(text, start)
    ]
    return max(subjects, key=lambda subject: subject[:2])[2] if subjects else None


def _is_possessive(text: str, end: int) -> bool:
    return text[end : end + 3].strip()[:1] in {"'", "’"}


def _is_after_preposition(text: str, start: int) -> bool:
    return bool(PREPOSITION.search(text[max(0, start - 16) : start]))


def _introduce(known: dict[str, Candidate], setting: Setting, name: Named) -> None:
    """Take note of a name and of how it is described: "Russian telecoms company MTS", "China's Huawei"."""
    start, end, words, label, entity = name
    candidate = known.setdefault(entity, Candidate(entity, label))
    candidate.times.append((setting.sentence(start), start, end, "name"))
    if label == "PERSON" and not candidate.gender:
        candidate.gender = gazetteer.genders().get(gazetteer.core(entity)[0], "")
    line = setting.text.rfind("\n", 0, start) + 1
    described = DESCRIPTION.search(setting.text[max(line, start - 60) : start])
    for word in reversed(described.group().split() if described else []):
        bare = re.sub(r"['’]s$", "", word)
        if label == "PERSON" and not candidate.gender:
            candidate.gender = gazetteer.titles().get(bare, ("", ""))[1]
        if bare.lower() in gazetteer.function_words():
            break
        if country := country_of(bare):
            candidate.countries |= {country}
        else:
            candidate.words |= stems([bare])
    if label in {"ORG", "FAC"}:
        candidate.words |= stems(words.split())
        if words.split()[-1] in gazetteer.firm_words():
            candidate.words |= stems([*FIRM])


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
        "same paragraph": "\n" not in setting.text[start : anaphor.start],
        "nearest": start == max(c.times[-1][1] for c in candidates),
        "opened its sentence": setting.heads.get(sentence) == start,
        "opens this sentence": any(t[0] == here and setting.heads.get(here) == t[1] for t in candidate.times[-5:]),
        "often": math.log(len(candidate.times)),
        "most often": len(candidate.times) == max(len(c.times) for c in alike),
        "alone of its kind": len(alike) == 1,
        "organization": kind == "organization" and len(anaphor.kinds) > 1,
        "thing": kind == "thing",
        "possessive": _is_possessive(setting.text, end),
        "after a preposition": _is_after_preposition(setting.text, start),
        "in the title": candidate.times[0][1] < setting.title_end,
        "pronoun before": form == "pronoun",
        "same words before": anaphor.text.lower() in candidate.called,
        "words fit": len(anaphor.words & candidate.words),
        "gender fits": bool(anaphor.gender) and anaphor.gender == candidate.gender,
        "across a quotation": anaphors.holds(setting.quoted, start) != anaphors.holds(setting.quoted, anaphor.start),
        "country fits": bool(anaphor.countries & candidate.countries),
        "country differs": bool(anaphor.countries) and not anaphor.countries & candidate.countries,
        "called so": _is_called(anaphor, candidate),
        "defines": anaphor.defines == candidate.entity,
    }
    return {name: float(value) for name, value in row.items() if value}


def open_features(setting: Setting, anaphor: Anaphor) -> dict[str, float]:
    """Return what speaks for leaving a mention open."""
    empty = anaphor.group == "it" and NOTHING.match(setting.text[anaphor.end : anaphor.end + 30])
    first = anaphor.text.split()[0].lower()
    return {"open": 1.0, f"open {anaphor.kinds[0]}": 1.0, f"open {first}": 1.0} | ({"open it is": 1.0} if empty else {})


def _explain(setting: Setting, anaphor: Anaphor, chosen: Candidate | None, candidates: list[Candidate]) -> str:
    if not candidates:
        return "left open: nobody named before fits"
    if chosen is None:
        nearest = sorted(candidates, key=lambda c: -c.times[-1][1])[:3]
        return "left open: " + " or ".join(c.entity for c in nearest) + ", or none of them"
    row = features(setting, anaphor, chosen, candidates)
    return f"best of {len(candidates)}: " + (", ".join([t for t in TOLD if t in row][:3]) or "named before")


@cache
def _weights() -> Weights:
    table = lexicons.read("antecedents")
    weights: Weights = {}
    for group, feature, weight in table[["group", "feature", "weight"]].itertuples(index=False):
        weights.setdefault(group, {})[feature] = float(weight)
    return weights
