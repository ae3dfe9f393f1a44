"""A claim as it is compared: its row, its text, whom it names and what it predicates; and whether two have one source."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.article import Span
from analysis.claims import modality
from analysis.comparison import namesakes
from analysis.comparison.predicates import Predication

PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "i", "you", "who", "which", "that", "this", "these", "those", "his", "her", "one"}
)


_POLL = re.compile(r"\b(?:polls?|surveys?|study|studies)\b", re.IGNORECASE)
# Within a phrase, so that no word is taken that only begins a sentence.
_NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself)\b")


class Side(NamedTuple):
    """A claim (its row of the claim table), its article's text, the names in its content, ``(start, end, entity)``, and what it says.

    `people` are the persons that it mentions, by whatever word, in the order of the text.  Without its `predication` a content is
    taken for a clause that may say the same as any other.
    """

    claim: Mapping[str, Any]
    text: str
    names: list[tuple[int, int, str]]
    predication: Predication = Predication("clause", frozenset())
    people: tuple[tuple[int, int, str], ...] = ()

    def words(self, span: Span | None) -> str:
        """Return the words in a span, none where there is no span."""
        return self.text[slice(*span)] if span else ""

    def source(self) -> Span | None:
        """Return where the source is named first."""
        return next(iter(self.claim["source_spans"]), None)


def is_said(side: Side) -> bool:
    """Tell whether the source says this at all: what somebody "did not report" nobody vouches for."""
    return not isinstance(side.claim["cue"], str) or not modality.negations(side.claim["cue"])


def deny_alike(a: Side, b: Side) -> bool:
    """Tell whether one claim denies what the other negates: to "deny that it had paid" is to "say that it had not paid"."""
    denied, negated = (
        [bool(side.claim[column] == value) for side in (a, b)]
        for column, value in (("certainty", "denied"), ("negated", True))
    )
    return denied[0] != denied[1] and (denied[0] == negated[0]) == (denied[1] == negated[1])


def predicate_same(a: Side, b: Side) -> bool:
    """Tell whether two contents may say the same of what they speak of: their main predicates share a word."""
    one, other = a.predication.stems, b.predication.stems
    return not one or not other or bool(one & other)


def are_of_different_people(a: Side, one: Span, b: Side, other: Span) -> bool:
    """Tell whether the spans `one` and `other` follow the mention of a person each, who cannot be the same: "Lee has 3, Ng has 5"."""
    owners = [
        next((p[2] for p in reversed(side.people) if p[1] <= span[0]), None) for side, span in ((a, one), (b, other))
    ]
    return None not in owners and not namesakes.is_alike(*(str(owner) for owner in owners))


def are_different_polls(a: Side, b: Side) -> bool:
    """Tell whether the sources are polls or studies by different names or of different places: each has its own finding."""
    words = [side.words(side.source()) for side in (a, b)]
    if not all(map(_POLL.search, words)):
        return False
    one, other = ({name.lower() for name in _NAME.findall(source)} for source in words)
    return bool(one and other) and not one & other


def speaks_of_itself(side: Side) -> bool:
    """Tell whether the source says something of itself: that two people say "I will leave" are two claims."""
    return bool(_FIRST_PERSON.search(side.claim["content"]))


def toward_others(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return whom a row of the claim table speaks of, with its stance toward each; how a source speaks of itself is left out."""
    source = row["source_entity"]
    found = (row.get("stance") or {}).items()
    return [
        (entity, stance)
        for entity, stance in found
        if not (isinstance(source, str) and namesakes.is_alike(entity, source))
    ]


def share_source(a: Side, b: Side) -> bool:
    """Tell whether two claims have the same source, as far as its names and words show."""
    who = [side.claim["source_entity"] for side in (a, b)]
    if all(isinstance(entity, str) for entity in who):
        return namesakes.is_alike(*who)
    said = [side.words(side.source()) for side in (a, b)]
    return all(words and words.lower() not in PRONOUNS for words in said) and namesakes.is_alike(*said)


def have_different_sources(a: Side, b: Side) -> bool:
    """Tell whether two sources are sure to be different: whom "he" or "the front-runner" means is a guess."""
    if any(_is_guess(side) for side in (a, b)):
        return False
    who = [side.claim["source_entity"] for side in (a, b)]
    said = [re.findall(r"\w+", side.words(side.source()).lower()) for side in (a, b)]
    if not all(said) or said[0] == said[1]:
        return False
    if all(isinstance(entity, str) for entity in who):
        return not namesakes.is_alike(*who)
    kinds = [side.claim["source_kind"] for side in (a, b)]
    different = all(isinstance(kind, str) for kind in kinds) and kinds[0] != kinds[1]
    return different and not namesakes.is_alike(*(side.words(side.source()) for side in (a, b)))


def _is_guess(side: Side) -> bool:
    """Tell whether a source is a pronoun, or a definite description of a person that holds no name."""
    words = side.words(side.source())
    if words.lower() in PRONOUNS:
        return True
    is_definite = re.match(r"(?:the|this|that|his|her|its|their)\s", words, re.IGNORECASE) is not None
    return is_definite and side.claim["source_kind"] == "person" and not _holds_name(side, words)


def _holds_name(side: Side, words: str) -> bool:
    entity = side.claim["source_entity"]
    return isinstance(entity, str) and bool({*entity.lower().split()} & {*re.findall(r"[\w'-]+", words.lower())})
