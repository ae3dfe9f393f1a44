"""Through how many hands a claim passed: the statement, interview or outlet between the source and the reader."""

import re
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.article import Span
from analysis.claims import sources

_NAME = r"(?:[Tt]he\s+)?[A-Z][\w.&’'-]*(?:\s+(?:of\s+|the\s+|and\s+|&\s+)?[A-Z0-9][\w.&’'-]*){0,5}"


# "MTS's first statement", "its statement", just before the noun.
_POSSESSIVE = re.compile(r"\b(?P<who>[\w.&-]+(?=['’])|its|his|her|their)(?:['’]s?)?\s+(?:[\w-]+\s+)?$", re.IGNORECASE)

Mention = tuple[int, int, str]


class Channel(NamedTuple):
    """What a claim came through: the words for it, and where they stand."""

    start: int
    end: int
    text: str


def find(text: str, sentence: Span, taken: list[Span], outlets: list[Span] | None = None) -> list[Channel]:
    """Return what the claim in `sentence` came through, outside of the spans `taken` (its content and its source).

    A bare name ("told the Courier") counts where it lies in one of `outlets`, the organizations that the article names,
    or says itself that it is a publication.

    Examples
    --------
    >>> text = 'Quoted in the statement, Mr Lee said he was "happy", as reported by The Dale Record.'
    >>> [c.text for c in find(text, (0, len(text)), [(25, 31), (37, 51)])]
    ['the statement', 'The Dale Record']
    """
    found: list[Channel] = []
    for pattern, is_name in _patterns():
        for match in pattern.finditer(text, *sentence):
            start, end = match.span("through")
            words = match.group("through")
            trimmed = re.sub(r"(?:['’]s)?[.,\s]*$", "", words)
            end -= len(words) - len(trimmed)
            if is_name and not _is_outlet((start, end), trimmed, outlets or []):
                continue
            if not any(start < e and s < end for s, e in [*taken, *((c.start, c.end) for c in found)]):
                found.append(Channel(start, end, trimmed))
    return sorted(found)


def is_again(channel: Channel) -> bool:
    """Tell whether the words point back at something mentioned before: ``the statement``, not ``a statement``.

    Examples
    --------
    >>> is_again(Channel(0, 13, "the statement")), is_again(Channel(0, 11, "a statement"))
    (True, False)
    """
    first, *rest = channel.text.lower().split()
    return first in {"the", "that", "this", "same"} and " ".join(rest) in _channels()


def find_owner(
    text: str, channel: Channel, sentences: list[Span], mentions: list[Mention], source: str | None
) -> str | None:
    """Return the entity whose statement, interview or outlet `channel` is, none where the text does not show it.

    Whom the words themselves name ("MTS's statement", "an interview with Aldmere Radio"), else, for what is new here ("a statement"),
    the claim's own `source`; for what was mentioned before ("the statement"), whoever is named with it where it came up: in a
    possessive, or first in that sentence.  `mentions` are those that mean somebody, ``(start, end, entity)`` in order.

    Examples
    --------
    >>> text = 'In a letter, Orr Mining offered to pay. Quoted in the letter, Ann Lee was "happy".'
    >>> start = text.index("the letter")
    >>> channel, sentences = Channel(start, start + 10, "the letter"), [(0, 39), (40, 83)]
    >>> find_owner(text, channel, sentences, [(13, 23, "Orr Mining"), (62, 69, "Ann Lee")], "Ann Lee")
    'Orr Mining'
    """
    named = _first(mentions, channel.start, channel.end)
    if named or not is_again(channel):
        is_own = channel.text.split()[0].lower() in {"a", "an"}
        return named or (source if is_own else None)
    noun = channel.text.split(maxsplit=1)[1]
    found = None
    for match in re.finditer(rf"\b{re.escape(noun)}\b", text[: channel.start]):
        start, end = next((s for s in reversed(sentences) if s[0] <= match.start()), (0, channel.start))
        before = text[start : match.start()]
        possessor = _POSSESSIVE.search(before)
        owner = possessor and _first(mentions, *(start + place for place in possessor.span("who")))
        # The words come up once; what points back at them names nobody new.
        if not re.search(r"\b(?:the|that|this|same)\s$", before, re.IGNORECASE) or not found:
            found = owner or _first(mentions, start, min(end, channel.start)) or found
    return found


def _first(mentions: list[Mention], start: int, end: int) -> str | None:
    return next((entity for s, e, entity in mentions if s < end and start < e), None)


def _is_outlet(span: Span, words: str, outlets: list[Span]) -> bool:
    return sources.classify(words) == "publication" or any(s < span[1] and span[0] < e for s, e in outlets)


@cache
def _channels() -> frozenset[str]:
    return frozenset(lexicons.read("channels")["words"])


@cache
def _patterns() -> list[tuple[re.Pattern[str], bool]]:
    nouns = lexicons.either(_channels())
    determiner = r"(?:an?|the|that|this|his|her|its|their|(?:[A-Z][\w.&-]*\s+){0,3}[A-Z]\w+['’]s)"
    noun = rf"{determiner}\s+(?:(?!(?:of|in|to|since|for|with|on|at|that|who|which|and|his|her|its|their)\b)[\w-]+\s+){{0,3}}?(?:{nouns})\b"
    by_noun = [
        rf"\b(?:[Ii]n|[Vv]ia|[Tt]hrough|[Dd]uring|[Aa]t|[Bb]y|[Oo]n)\s+(?P<through>{noun}(?:\s+(?:with|by|in|on|to)\s+{_NAME})?)",
        rf"\b[Aa]ccording\s+to\s+(?P<through>{noun}(?:\s+(?:by|in|from)\s+{_NAME})?)",
    ]
    titles = [rf"\b[Oo]n\s+[\"“‘](?P<through>{_NAME})[,\"”’]"]
    by_name = [
        rf"\b(?:reported|quoted|cited|obtained|published|carried|seen|reviewed)\s+(?:by|in|on)\s+(?P<through>{_NAME})",
        rf"\b(?:told|tells|telling|speaking\s+to|spoke\s+to)\s+(?P<through>{_NAME})",
        rf"(?P<through>{_NAME})\s+(?:first\s+)?reported\b",
    ]
    return [(re.compile(p), False) for p in by_noun + titles] + [(re.compile(p), True) for p in by_name]
