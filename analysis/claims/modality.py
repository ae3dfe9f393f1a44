"""What a claim's words say of its being so: negation and modal verbs."""

import re
from functools import cache
from typing import NamedTuple

from analysis import lexicons

# What follows one of these is a clause of its own, whose "not" or "may" is not the claim's.
_SUBORDINATE = re.compile(
    r"\b(?:where|when|while|because|if|unless|although|though|after|before|until)\b"
    r"|(?<=[\w,] )(?:that|who|which|whom|whose|whether|how|what|why)\b",
    re.IGNORECASE,
)
# A new sentence, or a new main clause: what the claim says first is what it is known by.
_SENTENCE_ENDS = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)[.!?]+[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])"
    r"|,\s+(?:but|so)\s|,\s+and\s+(?=(?:I|we|you|he|she|it|they)\s)|;\s|\s(?:-{1,2}|–|—)\s|,[\"'”’]+\s+…\s"
)
# "A pledge not to sue", "blamed for not paying": what is negated is a part.  "Tend not to pay" negates the whole.
_NEGATES_PART = re.compile(r"\s+to\b")
_NEGATES_WHOLE = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\btheir )\b(?:tend|seem|appear|decid|cho|opt|prefer|try|tri|promis|vow|pledg|agree|want|plan|ought|happen|did|do|does)\w*\s+$"
)
_PREPOSITION = re.compile(r"\b(?:for|of|by|in|about|from|at|with|as)\s+$")

# "The 2,383 needed to win": a participle, which says what they are needed for.
_PARTICIPLE = re.compile(
    r"(?:\d|\b(?:amount|delegates|funds|majority|money|number|seats|signatures|steps|support|time|votes))\s+$",
    re.IGNORECASE,
)
# "No more than 300" bounds a number, and denies nothing.
# "No, I meant the port" answers, and denies nothing of the port.
_NO_DENIAL = re.compile(r"no\s+(?:more|fewer|less|later|earlier|sooner)\s+than\b|no\s*[,.!]", re.IGNORECASE)
_OR_NOT = re.compile(r"\bwhether\b[^.;]*\bor\s+\Z", re.IGNORECASE)
_LISTED = re.compile(r"[,;]\s+(?:and\s+|or\s+)?\Z")
_AHEAD = frozenset({"will", "may", "should"})
_PERFECT = re.compile(r"\s+(?:not\s+)?have\b")
# "Is to appear", "was expected to visit", "plans to close"; what is claimed of somebody may be no more than "to appear".
_PLANNED = re.compile(
    r"(?:\b(?:is|are|was|were|be|been)|['’](?:s|re))\s+(?:not\s+|\w+ly\s+)?(?:(?:expected|due|scheduled|set|slated|likely|planned|about)\s+)?to\s+(?!have\b)[a-z]"
    r"|\b(?:plan|intend|hope|expect|aim)(?:s|ed)?\s+to\s+(?!have\b)[a-z]"
    r"|(?:^|…\s)to\s+(?!have\b)[a-z]"
)
_CLAUSE_ENDS = re.compile(r"[,;:.!?]\s")


class Marker(NamedTuple):
    """A word that marks: where it stands in the text, and what it marks."""

    start: int
    end: int
    kind: str


def negations(text: str) -> list[Marker]:
    """Return the negating words of `text`: ``grammatical`` (not, never, no) or ``lexical`` (failed to, lacks).

    Examples
    --------
    >>> negations("It has not failed to pay.")
    [Marker(start=7, end=10, kind='grammatical'), Marker(start=11, end=20, kind='lexical')]
    >>> negations("No more than 300 came."), negations("No, I meant the port.")
    ([], [])
    >>> negations("whether the port is shut or not")
    []
    """
    found = _markers("negations", "kind", text)
    return [m for m in found if not _NO_DENIAL.match(text, m.start) and not _OR_NOT.search(text, 0, m.start)]


def modals(text: str) -> list[Marker]:
    """Return the modal verbs of `text`, their kind the plainest verb of like meaning: ``may can must should will``.

    Would counts as will and could as can, because reported speech shifts the tense.

    Examples
    --------
    >>> [m.kind for m in modals("They might close it, which would have to be explained in May.")]
    ['may', 'will', 'must']
    >>> modals("Lee has the 12 votes needed to win.")
    []
    """
    found = _markers("modals", "modality", text)
    return [m for m in found if not _is_month(text, m) and not _is_participle(text, m)]


def is_negated(text: str) -> bool:
    """Tell whether the main proposition of `text` is negated: an odd number of negations outside of subordinate clauses.

    Examples
    --------
    >>> is_negated("the train had not been inspected"), is_negated("those who did not pay were fined")
    (True, False)
    >>> is_negated("neither the mayor nor the town knew"), is_negated("nobody failed to come")
    (True, False)
    """
    found = [m for m in negations(text) if is_main(text, m)]
    return len([m for i, m in enumerate(found) if not _repeats(text, m, found[:i])]) % 2 == 1


def modality(text: str) -> str | None:
    """Return the kind of the main proposition's modal verb, none where there is none.

    Examples
    --------
    >>> modality("the line could reopen if the slope will hold"), modality("it rained")
    ('can', None)
    """
    verb = _main_modal(text)
    return verb.kind if verb else None


def looks_ahead(text: str) -> bool:
    """Tell whether the main proposition is of what is to come, as its verb shows it: "might have closed" is not.

    Examples
    --------
    >>> looks_ahead("it might reopen on Friday"), looks_ahead("it might have closed on Friday"), looks_ahead("it closed on Friday")
    (True, False, False)
    >>> looks_ahead("she is expected to visit on Friday"), looks_ahead("he is to appear"), looks_ahead("he is thought to have left")
    (True, True, False)
    """
    if any(is_in_main_clause(text, match.start()) for match in _PLANNED.finditer(text)):
        return True
    verb = _main_modal(text)
    if verb is None or verb.kind not in _AHEAD:
        return False
    is_future = lexicons.key(text[verb.start : verb.end]).replace("’", "'") in {"will", "won't", "'ll"}
    return is_future or not _PERFECT.match(text, verb.end)


def is_main(text: str, marker: Marker) -> bool:
    """Tell whether `marker` bears on the whole of the first sentence of `text`, not on a part of it or a subordinate clause."""
    before = text[: marker.start]
    is_negation = marker.kind in {"grammatical", "lexical"}
    if is_negation and before and _NEGATES_PART.match(text, marker.end) and not _NEGATES_WHOLE.search(before):
        return False
    if marker.kind == "grammatical" and text[marker.start : marker.end] == "not" and _PREPOSITION.search(before):
        return False
    return is_in_main_clause(text, marker.start)


def is_in_main_clause(text: str, place: int) -> bool:
    """Tell whether `place` is in the first sentence of `text` and outside of subordinate clauses, as conjunctions show it.

    Examples
    --------
    >>> text = "those who paid left"
    >>> is_in_main_clause(text, text.index("paid")), is_in_main_clause(text, text.index("those"))
    (False, True)
    """
    if not is_in_first_sentence(text, place):
        return False
    opened = [m.start() for m in _SUBORDINATE.finditer(text, 0, place)]
    return not opened or bool(_CLAUSE_ENDS.search(text, opened[-1], place))


def is_in_first_sentence(text: str, place: int) -> bool:
    """Tell whether `place` stands in the first sentence, or the first main clause, of `text`."""
    return not _SENTENCE_ENDS.search(text, 0, place)


def _repeats(text: str, marker: Marker, before: list[Marker]) -> bool:
    """Tell whether a negation only carries an earlier one on: "neither rain nor snow", "nobody rang, nobody knocked"."""
    word = text[marker.start : marker.end].lower()
    words = {text[m.start : m.end].lower() for m in before}
    return bool(words) and (word == "nor" or (word in words and bool(_LISTED.search(text, 0, marker.start))))


def _main_modal(text: str) -> Marker | None:
    return next((m for m in modals(text) if is_main(text, m)), None)


def _markers(name: str, column: str, text: str) -> list[Marker]:
    pattern, kinds = _compiled(name, column)
    return [Marker(m.start(), m.end(), kinds[lexicons.key(m.group())]) for m in pattern.finditer(text)]


@cache
def _compiled(name: str, column: str) -> tuple[re.Pattern[str], dict[str, str]]:
    table = lexicons.read(name)
    kinds = dict(zip(table["words"], table[column], strict=True))
    kinds |= {word.replace("'", "’"): kind for word, kind in kinds.items()}
    # A contraction (n't, 'll) hangs on a word; everything else stands alone.
    hanging = {word for word in kinds if not word[0].isalpha() or word in {"n't", "n’t"}}
    alone = lexicons.either(kinds.keys() - hanging)
    return re.compile(rf"\b{alone}\b|(?<=\w){lexicons.either(hanging)}\b", re.IGNORECASE), kinds


def _is_participle(text: str, marker: Marker) -> bool:
    return text[marker.start : marker.end] == "needed to" and bool(_PARTICIPLE.search(text, 0, marker.start))


def _is_month(text: str, marker: Marker) -> bool:
    if text[marker.start : marker.end] != "May":
        return False
    from analysis.claims import dates

    return marker.start > 0 or any(d.start <= marker.start < d.end for d in dates.find(text))
