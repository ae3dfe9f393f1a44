"""Where two claims differ in a "not" or a modal verb that bears on words that both have."""

import re
from collections.abc import Callable

from analysis.article import Span
from analysis.claims import modality
from analysis.comparison import predicates, sides
from analysis.comparison.alignment import Alignment
from analysis.comparison.sides import Side

FEW = 4
"""Where more words than this changed at once, what stands in the place of what is chance."""

_BROKEN_OFF = re.compile(r"[.!?][\"'”’)]*\s+\Z")

Pair = tuple[Span | None, Span | None]


def negation(a: Side, b: Side, laid: Alignment) -> Pair | None:
    """Return where one claim negates what the other does not: the words of either side, none where it has none."""
    left, right = (_telling(side, _find(side, modality.negations), laid, number) for number, side in enumerate((a, b)))
    if laid.is_close():
        left, right = (_unshared(spans, laid, number) for number, spans in enumerate((left, right)))
        if len(left) % 2 == len(right) % 2:
            return None
    elif a.claim["negated"] == b.claim["negated"] or (left and right) or not sides.predicate_same(a, b):
        return None
    return _firsts(left, right)


def modal(a: Side, b: Side, laid: Alignment) -> Pair | None:
    """Return where two claims differ in their modal verbs.

    Where more than a word or two differs only the main clauses' own verbs count, and a future is no difference from none.
    """
    own = [_find(side, modality.modals) for side in (a, b)]
    telling = [
        _telling(side, spans, laid, number) for number, (side, spans) in enumerate(zip((a, b), own, strict=True))
    ]
    changed = [_unshared(spans, laid, number) for number, spans in enumerate(telling)]
    if laid.is_close() and any(changed):
        kinds = {_kind(side, spans[0]) if spans else None for side, spans in zip((a, b), changed, strict=True)}
        return None if len(kinds) == 1 and not _keeps_tense(a, b) else _firsts(*changed)
    main = [value if isinstance(value := side.claim["modality"], str) else None for side in (a, b)]
    if {a.predication.form, b.predication.form} != {"clause"} or not sides.predicate_same(a, b):
        return None
    if {*main} <= {None, "will"}:
        return None
    known = [{_kind(side, span) for span in spans} for side, spans in zip((a, b), own, strict=True)]
    if main[0] in known[1] or main[1] in known[0]:
        return None
    left, right = (
        next((span for span in spans if _kind(side, span) == kind), None)
        for side, spans, kind in zip((a, b), telling, main, strict=True)
    )
    is_found = (left or not main[0]) and (right or not main[1])
    return (left, right) if is_found else None


def _find(side: Side, read: Callable[[str], list[modality.Marker]]) -> list[Span]:
    """Return the spans of the content's negations or modals in its article."""
    return [
        (m.start + start, m.end + start)
        for start, end in side.claim["content_spans"]
        for m in read(side.text[start:end])
    ]


def tells(side: Side, span: Span, laid: Alignment, number: int) -> bool:
    """Tell whether what a marker in the content of side `number` (0 or 1) bears on is in the other claim too."""
    return bool(_telling(side, [span], laid, number))


def _telling(side: Side, spans: list[Span], laid: Alignment, number: int) -> list[Span]:
    """Return the markers that bear on a word that the other claim has too: what it does not speak of, it does not say otherwise.

    A marker at the end ("but did not") bears on nothing, nor does one in a sentence of its own that breaks off ("a bridge. Not").
    """
    others = {predicates.lemma(word.text) for word in (laid.b, laid.a)[number]}
    ends = [next(end for start, end in side.claim["content_spans"] if start <= span[0] < end) for span in spans]
    borne = [predicates.bears_on(side.text, span, end) for span, end in zip(spans, ends, strict=True)]
    if max(len(laid.changed(0)), len(laid.changed(1))) <= 1:
        return [
            span
            for span, word in zip(spans, borne, strict=True)
            if word or not _BROKEN_OFF.search(side.text[: span[0]])
        ]
    return [span for span, word in zip(spans, borne, strict=True) if word in others]


def _unshared(spans: list[Span], laid: Alignment, side: int) -> list[Span]:
    """Return the spans that the other claim does not have; a sentence that it lacks is an omission, not a difference."""
    changed = [word for change in laid.changes if len(change[side]) <= FEW for word in change[side]]
    return [span for span in spans if any(w.start < span[1] and span[0] < w.end for w in changed)]


def _firsts(left: list[Span], right: list[Span]) -> Pair | None:
    return (left[0] if left else None, right[0] if right else None) if left or right else None


def _kind(side: Side, span: Span) -> str:
    return next((m.kind for m in modality.modals(side.text[slice(*span)])), "")


def _keeps_tense(a: Side, b: Side) -> bool:
    """Tell whether ``would`` for ``will`` is no mere shift of tense in reported speech: both quoted, or the same cue."""
    direct = a.claim["quotation"] == b.claim["quotation"] == "direct"
    return direct or (isinstance(a.claim["cue"], str) and a.claim["cue"] == b.claim["cue"])
