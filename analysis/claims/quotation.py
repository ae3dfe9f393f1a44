"""Quotation marks: which stretches of a text stand inside them, and how much of a claim does."""

import re

from analysis.article import Span, paragraphs

OPENING = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»", "„": "“"}
# A single mark opens before a word and after none; elsewhere it is an apostrophe.
_OPENS = re.compile(r"""(?<!\w)["“«„](?=\S)|(?<![\w.,!?])['‘](?=\w)|(?<=\s)"(?=\s)""")
WORD = re.compile(r"\w+")


def quoted(text: str) -> list[Span]:
    r"""Return the spans inside quotation marks, the marks left out, one list over all paragraphs.

    A quotation that is not closed runs to the end of its paragraph where the next one opens with a mark again (a speech
    over several paragraphs), or where it is a double mark; single marks need their partner.

    Examples
    --------
    >>> text = 'He was "very happy", the company\'s "5G" chief said.'
    >>> [text[s:e] for s, e in quoted(text)]
    ['very happy', '5G']
    """
    spans = []
    for start, end in paragraphs(text):
        at = start
        while match := _OPENS.search(text, at, end):
            mark = match.group()
            close = _closing(text, mark, match.end(), end)
            if close < 0:
                if mark in "'‘":
                    at = match.end()
                    continue
                close = end
            spans.append((match.end(), close))
            at = close + 1
    return spans


def classify(text: str, content: list[Span], marks: list[Span] | None = None) -> str:
    """Tell how the words of `content` are given: ``direct`` (all inside quotation marks), ``mixed``, ``indirect`` (none).

    `marks` are the article's quoted spans, where they are known already.

    Examples
    --------
    >>> text = 'He was "very happy", he said.'
    >>> classify(text, [(0, 20)]), classify(text, [(7, 19)]), classify(text, [(0, 6)])
    ('mixed', 'direct', 'indirect')
    """
    marks = quoted(text) if marks is None else marks
    beside = [[(s, e) for s, e in marks if s < end and start < e] for start, end in content]
    if not any(beside):
        return "indirect"
    inside = outside = 0
    for (start, end), near in zip(content, beside, strict=True):
        for word in WORD.finditer(text, start, end):
            if any(s <= word.start() and word.end() <= e for s, e in near):
                inside += 1
            else:
                outside += 1
    if not inside:
        return "indirect"
    return "mixed" if outside else "direct"


def _closing(text: str, mark: str, start: int, end: int) -> int:
    """Return where the partner of the opening `mark` stands, or -1."""
    partner = OPENING[mark]
    at = text.find(partner, start, end)
    if mark in "'‘":
        # An apostrophe inside the quotation is followed by a letter: "don't".
        while at >= 0 and text[at + 1 : at + 2].isalnum():
            at = text.find(partner, at + 1, end)
    return at
