"""Through how many hands a claim passed: the statement, interview or outlet between the source and the reader."""

import re
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.article import Span
from analysis.claims import sources

_NAME = r"(?:[Tt]he\s+)?[A-Z][\w.&’'-]*(?:\s+(?:of\s+|the\s+|and\s+|&\s+)?[A-Z0-9][\w.&’'-]*){0,5}"


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


def _is_outlet(span: Span, words: str, outlets: list[Span]) -> bool:
    return sources.classify(words) == "publication" or any(s < span[1] and span[0] < e for s, e in outlets)


@cache
def _channels() -> frozenset[str]:
    return frozenset(lexicons.read("channels")["words"])


@cache
def _patterns() -> list[tuple[re.Pattern[str], bool]]:
    nouns = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(_channels(), key=len, reverse=True))
    determiner = r"(?:an?|the|that|this|his|her|its|their|[A-Z]\w+['’]s)"
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
