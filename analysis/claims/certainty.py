"""How firmly something is said: the kind of act, and the certainty that cue and content give it."""

import re
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.article import Span
from analysis.claims import modality

# Where several apply, the one that changes the claim's standing most.
RANK = ("denied", "asked", "alleged", "promised", "hedged", "asserted")
_SUPPOSED = re.compile(r"\b(?:may|might|could|would)\b")
_NOUN_FOLLOWS = re.compile(
    r"\b(?:an?|the|any|some|no|several|many|numerous|more|other|his|her|its|their|this|these|those)\s+\Z", re.IGNORECASE
)
# Who is "pressing his attack" attacks: what is pressed is the act.
_TAKES_ACT = re.compile(
    r"\s+(?:his|her|its|their|the|an?)\s+(?:argument|attack|case|criticism|line|message|point|theme)s?\b", re.IGNORECASE
)
_PARTICLE = re.compile(r"\s+(?P<particle>to|for|on)\b")
_CLOSED = re.compile(r"[.,!][\"'”’)\]]*\s*\Z")


class Reading(NamedTuple):
    """How a claim is put forward.

    `act` is ``speech`` or ``attitude``; `certainty` is asserted, hedged, alleged, denied, promised or asked; `words` are the
    words that say so, each ``(start, end, text)``.  What nothing marks is asserted.
    """

    act: str
    certainty: str
    words: list[tuple[int, int, str]]


def read(text: str, cue: list[Span], content: list[Span]) -> Reading:
    """Return how the claim with this `cue` (none for the writer's own) and `content` is put forward in `text`.

    The cue's verb decides; where it is neutral, the content's own hedges do, outside of subordinate clauses.

    Examples
    --------
    >>> text = "She denied that the bridge will probably close."
    >>> read(text, [(4, 10)], [(11, 46)])
    Reading(act='speech', certainty='denied', words=[(4, 10, 'denied')])
    >>> read(text, [], [(16, 46)])
    Reading(act='speech', certainty='hedged', words=[(32, 40, 'probably')])

    Notes
    -----
    The classes are those of factuality research, made coarser: Saurí and Pustejovsky (2009), "FactBank".
    """
    act, certainty, words = _read_cue(text, _with_particle(text, cue, content))
    if certainty not in {"asserted", "hedged"}:
        return Reading(act, certainty, words)
    within = [hit for piece in content for hit in _find("certainty", text, piece) if _is_main(text, piece, hit[:2])]
    question = _question_mark(text, content)
    if question:
        within.append((*question, "?", ("", "asked", "")))
    labels = [hit[3][1] for hit in within]
    best = min([certainty, *labels], key=RANK.index)
    if best != "asserted" and best in labels:
        own = [(s, e, w) for s, e, w, (_, label, _) in within if label == best]
        return Reading(act, best, words + own if best == certainty else own)
    return Reading(act, certainty, words)


def _read_cue(text: str, cue: list[Span]) -> Reading:
    hits = [hit for piece in cue for hit in _find("cues", text, piece) if not _TAKES_ACT.match(text, hit[1])]
    if not hits:
        return Reading("speech", "asserted", [])
    # Who "ducked several questions before saying" says: a noun counts where no verb does.
    hits = [hit for hit in hits if not _NOUN_FOLLOWS.search(text[max(hit[0] - 20, 0) : hit[0]])] or hits
    certainty = min((hit[3][1] for hit in hits), key=RANK.index)
    deciding = [hit for hit in hits if hit[3][1] == certainty]
    act = deciding[-1][3][0]
    words = [(s, e, w) for s, e, w, _ in deciding] if certainty != "asserted" else []
    turned = next((hit[3][2] for hit in deciding if hit[3][2]), "")
    verb = deciding[-1][0]
    if turned and any(s + m.start < verb for s, e in cue for m in modality.negations(text[s:e])):
        # "Did not confirm" leaves the claim open, "does not believe" rejects it.
        return Reading(act, turned, [(s, e, w) for s, e, w, _ in deciding])
    supposed = list(_SUPPOSED.finditer(text, *_hull(cue))) if certainty == "asserted" else []
    if supposed:
        # "The papers would show": nobody has said it yet.
        return Reading(act, "hedged", [(m.start(), m.end(), m.group()) for m in supposed])
    return Reading(act, certainty, words)


def _with_particle(text: str, cue: list[Span], content: list[Span]) -> list[Span]:
    """Return the cue with the "to" or "for" that the content begins with: to agree is not to agree to."""
    after = _PARTICLE.match(text, cue[-1][1]) if cue and content else None
    return [*cue[:-1], (cue[-1][0], after.end())] if after and after.start("particle") == content[0][0] else cue


def _question_mark(text: str, content: list[Span]) -> Span | None:
    """Return where the first sentence of `content` ends with a question mark, none where it does not."""
    for start, end in content:
        at = text.find("?", start, end)
        if at >= 0:
            return (at, at + 1) if modality.is_in_first_sentence(text[start:end], at - start) else None
        if _CLOSED.search(text, start, end):
            return None
    return None


def _hull(spans: list[Span]) -> Span:
    return min(s for s, _ in spans), max(e for _, e in spans)


def _is_main(text: str, piece: Span, hit: tuple[int, int]) -> bool:
    start, end = piece
    return modality.is_main(text[start:end], modality.Marker(hit[0] - start, hit[1] - start, ""))


Hit = tuple[int, int, str, tuple[str, str, str]]


def _find(name: str, text: str, piece: Span) -> list[Hit]:
    pattern, known = _compiled(name)
    return [(m.start(), m.end(), m.group(), known[lexicons.key(m.group())]) for m in pattern.finditer(text, *piece)]


@cache
def _compiled(name: str) -> tuple[re.Pattern[str], dict[str, tuple[str, str, str]]]:
    table = lexicons.read(name)
    if name == "cues":
        known = {row.form: (row.act, row.certainty, row.negated) for row in table.itertuples()}
    else:
        known = {row.words: ("", row.certainty, "") for row in table.itertuples()}
    return re.compile(rf"\b{lexicons.either(known)}\b", re.IGNORECASE), known
