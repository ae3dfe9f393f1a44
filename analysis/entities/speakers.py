"""Who speaks, by the verb of speech beside a pronoun or a name."""

import re
from bisect import bisect_left

from analysis.article import Span
from analysis.entities.anaphors import holds

VERB = (
    r"\b(?:said|says|say|told|tells|added|adds|noted|stated|wrote|writes|tweeted|asked|explained|argued|claimed|insisted|"
    r"commented|continued|replied|recalled|warned|concluded|remarked|announced|according to)\b"
)
_VERB = re.compile(VERB)
_BEHIND = re.compile(rf"\s+(?:(?:also|then|later|had|has|\w+ly)\s+){{0,2}}{VERB}")
_BEFORE = re.compile(rf"{VERB}\s+\Z")
_CLOSED = re.compile(r"\s*(?:[,.;:]|\n|\Z)")
NEXT_TO = 40
"""So many characters at most stand between a verb of speech and its speaker's name."""


def is_speaker(text: str, start: int, end: int) -> bool:
    """Tell whether a pronoun is the subject of a verb of speech.

    Examples
    --------
    >>> text = "He later said so. Lee said he was glad, said she."
    >>> [is_speaker(text, at, at + len(word)) for at, word in ((0, "He"), (27, "he"), (45, "she"))]
    [True, False, True]
    """
    if _BEHIND.match(text, end):
        return True
    line = text.rfind("\n", 0, start) + 1
    return bool(_CLOSED.match(text, end) and _BEFORE.search(text, max(line, start - 20), start))


def of_quotation(text: str, place: int, people: list[tuple[int, int, str]], quoted: list[Span]) -> str | None:
    """Return the person who speaks in the quotation at `place`: beside a verb of speech of that paragraph, and nearest.

    `people` are named outside of quotations, in order: ``(start, end, entity)``.

    Examples
    --------
    >>> of_quotation('"I will go," Ann Lee said.', 1, [(13, 20, "Ann Lee")], [(0, 12)])
    'Ann Lee'
    """
    begin, stop = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    stop = stop if stop >= 0 else len(text)
    here = people[bisect_left(people, begin, key=lambda p: p[0]) : bisect_left(people, stop, key=lambda p: p[0])]
    best: tuple[int, str] | None = None
    for verb in _VERB.finditer(text, begin, stop):
        if holds(quoted, verb.start()):
            continue
        for start, end, entity in here:
            gap = min(abs(start - verb.end()), abs(verb.start() - end))
            distance = gap + abs(verb.start() - place) // 4
            if gap <= NEXT_TO and (best is None or distance < best[0]):
                best = (distance, entity)
    return best[1] if best else None
