"""Whether anybody speaks in an attribution: who declines to comment claims nothing, and who is told something is not its source."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.models.attribution import Attribution

_SILENT = re.compile(
    r"\b(?:declin|refus)\w+\s+(?:\w+\s+){0,2}?(?:to\s+(?:comment|elaborate|be\s+(?:named|identified|quoted|interviewed))|comment|requests?\s+for)\b"
    r"|\bask\w*\s+not\s+to\s+be\s+(?:named|identified|quoted)\b"
    r"|(?:\bnot|n['’]t)\s+(?:\w+ly\s+)?(?:respon|repl|return)\w+\s.*\b(?:comment|calls?|requests?|messages?|e-?mails?|questions?)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:(?:ha(?:s|ve|d)\s+)?(?:is|are|was|were|been|being)|got)\s+(?:\w+ly\s+)?"
    r"(?:told|asked|ordered|urged|advised|warned|instructed|informed|invited|encouraged)\b",
    re.IGNORECASE,
)


def hear(text: str, found: "list[Attribution]") -> "list[Attribution]":
    """Return the attributions in which somebody speaks, those in the passive voice without whom they make the hearer their source.

    Examples
    --------
    >>> from analysis.models.attribution import Attribution
    >>> text = "Lee declined to comment. Six men were told to leave."
    >>> silent = Attribution([(0, 3)], [(4, 12)], [(13, 23)], 0.9)
    >>> passive = Attribution([(25, 32)], [(33, 42)], [(43, 51)], 0.9)
    >>> hear(text, [silent, passive])
    [Attribution(source=[], cue=[(33, 42)], content=[(43, 51)], confidence=0.9)]
    """
    return [one._replace(source=[]) if _is_told(text, one) else one for one in found if not _is_silent(text, one)]


def _is_silent(text: str, one: "Attribution") -> bool:
    spans = sorted([*one.cue, *one.content])
    words = " ".join(text[start:end] for start, end in spans)
    match = _SILENT.search(words)
    # What somebody else says of it, "Kim said Lee declined to comment", is a claim.
    return match is not None and match.start() <= sum(end - start for start, end in one.cue)


def _is_told(text: str, one: "Attribution") -> bool:
    """Tell whether the source stands right before a passive verb: they "were told"."""
    if not one.source or not one.cue or not _TOLD.match(text, one.cue[0][0]):
        return False
    end = max(end for _, end in one.source)
    return end <= one.cue[0][0] and not text[end : one.cue[0][0]].strip()
