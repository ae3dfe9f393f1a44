"""Two claims laid side by side, word by word: what they share, and what stands in each other's place."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from analysis.article import Span

WORD = re.compile(r"[$£€]?(?:\d[\d.,]*\d|\d)(?!\w)%?|\w+(?:[-'’.]\w+)*")


NEARLY_ALL = 0.75


class Word(NamedTuple):
    """A word of a claim: where it stands in its article, and how it is compared."""

    start: int
    end: int
    text: str
    lower: str


class Change(NamedTuple):
    """Words of one claim that stand in the place of words of the other; either side may be empty."""

    a: list[Word]
    b: list[Word]


class Alignment(NamedTuple):
    """Two claims' words, the changes between them, and the share of their words that is the same."""

    a: list[Word]
    b: list[Word]
    changes: list[Change]
    ratio: float

    def is_close(self) -> bool:
        """Tell whether a word that one claim has and the other lacks is a difference of its own: nearly all the rest is the same."""
        return self.ratio >= NEARLY_ALL or max(len(self.changed(0)), len(self.changed(1))) <= 1

    def is_opposite(self, one: Span, other: Span, most: int) -> bool:
        """Tell whether the span `one` of the first claim stands in the place of the span `other` of the second.

        Where more than `most` words changed at once, what stands opposite of what is chance.
        """
        few = [change for change in self.changes if max(len(change.a), len(change.b)) <= most]
        return any(_holds(change.a, one) and _holds(change.b, other) for change in few)

    def changed(self, side: int) -> list[Word]:
        """Return the words of one side (0 or 1) that the other does not have at that place."""
        return [word for change in self.changes for word in change[side]]


def words(text: str, content: list[Span]) -> list[Word]:
    """Return the words in the spans `content` of `text`.

    Examples
    --------
    >>> [w.lower for w in words("It paid $1,200.50 (8%) to Anne-Marie’s bank.", [(0, 43)])]
    ['it', 'paid', '$1,200.50', '8%', 'to', "anne-marie's", 'bank']
    """
    found = [match for start, end in content for match in WORD.finditer(text, start, end)]
    return [Word(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'")) for m in found]


def align(a: list[Word], b: list[Word]) -> Alignment:
    """Lay two claims side by side.

    Examples
    --------
    >>> one, two = words("it will cost nine", [(0, 17)]), words("it may cost nine", [(0, 16)])
    >>> [([w.text for w in change.a], [w.text for w in change.b]) for change in align(one, two).changes]
    [(['will'], ['may'])]
    """
    matcher = SequenceMatcher(None, [w.lower for w in a], [w.lower for w in b], autojunk=False)
    changes = [Change(a[i:j], b[k:m]) for what, i, j, k, m in matcher.get_opcodes() if what != "equal"]
    return Alignment(a, b, changes, matcher.ratio())


def _holds(side: list[Word], span: Span) -> bool:
    return any(word.start < span[1] and span[0] < word.end for word in side)


def overlaps(span: Span, others: list[Span]) -> bool:
    """Tell whether a span shares a character with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)
