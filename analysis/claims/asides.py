"""Words that only say where something stood, ``as reported by The Dale Record``: left out when a paragraph is read for claims.

Where two voices meet in one sentence the model hears one of them. Who passed a claim on is found by rule
(`analysis.claims.provenance`), so that the model may be asked for the other: who said it first.
"""

import re

from analysis.article import Span, paragraphs
from analysis.models import attribution
from analysis.models.attribution import Attribution

_PARTICIPLE = r"(?:reported|quoted|cited|published)\s+(?:by|in|on)"
# A comma ends them, but not one before a day's number, nor a stop within an abbreviation or a number.
_REST = r"(?:[^,;.!?:\"“”\n]|,\s+(?=\d)|\.(?=\w)){2,100}"
_LEADING = re.compile(rf"(?:(?<![^\n])|(?<=[.!?]\s))(?i:as\s+)?(?i:{_PARTICIPLE})\s{_REST},\s+")
_TRAILING = re.compile(
    rf",\s+as\s+(?:(?:first|earlier|previously|originally)\s+)?{_PARTICIPLE}\s{_REST}(?:,(?=\s[a-z])|(?=[,;.!?](?![\"”])|$))",
    re.MULTILINE,
)


def find(text: str) -> list[Span]:
    """Return where the asides of a text stand, with the comma that sets each off.

    Examples
    --------
    >>> text = "Cited in the report, he agreed. It rained, as reported by the Record on Monday, 6 June."
    >>> [text[s:e] for s, e in find(text)]
    ['Cited in the report, ', ', as reported by the Record on Monday, 6 June']
    """
    return sorted(m.span() for pattern in (_LEADING, _TRAILING) for m in pattern.finditer(text))


def extract(text: str, threshold: float) -> list[Attribution]:
    """Find the attributions of a text as `analysis.models.attribution.extract` does, each paragraph read without its asides.

    Examples
    --------
    >>> text = '"We will build it," Lee said, standing in the mud, as reported by The Dale Record on Monday, 6 June.'
    >>> found = extract(text, 0.5)
    >>> [[text[s:e] for s, e in (*a.source, *a.cue)] for a in found]
    [['Lee', 'said']]
    """
    found = []
    for start, end in paragraphs(text):
        paragraph = text[start:end]
        kept = _without(find(paragraph), len(paragraph))
        read = attribution.extract("".join(paragraph[s:e] for s, e in kept), threshold)
        whole = [(start + s, start + e) for s, e in kept]
        for a in read:
            source, cue, content = ([p for span in spans for p in _back(span, whole, text)] for spans in a[:3])
            found.append(Attribution(source, cue, content, a.confidence))
    return found


def _without(cut: list[Span], length: int) -> list[Span]:
    """Return what is left of a text of `length` characters when the spans in `cut` are taken out.

    >>> _without([(3, 5)], 9)
    [(0, 3), (5, 9)]
    """
    edges = [0, *(edge for span in cut for edge in span), length]
    return [(s, e) for s, e in zip(edges[::2], edges[1::2], strict=True) if s < e]


def _back(span: Span, kept: list[Span], text: str) -> list[Span]:
    """Return where a span of the joined `kept` pieces stands: in two pieces, if it runs over what was taken out.

    >>> _back((2, 5), [(0, 3), (5, 9)], "abc, def")
    [(2, 3), (5, 7)]
    """
    pieces, before = [], 0
    for start, end in kept:
        low, high = start + max(span[0] - before, 0), start + min(span[1] - before, end - start)
        words = text[low:high].strip() if low < high else ""
        if words:
            low += text[low:high].index(words)
            pieces.append((low, low + len(words)))
        before += end - start
    return pieces
