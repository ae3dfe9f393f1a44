"""Who says what: the attributions of a text, each with its source, cue and content."""

import math
import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.article import Span, paragraphs
from analysis.models import encoder
from analysis.models.decoding import ROLES, Piece, Spread, agreed, agreement, best, forward, messages, pieces, spread
from analysis.models.passages import Passage, marks
from analysis.tokens import sentence_spans

Floats = NDArray[np.float32]

CUE = slice(2 * ROLES.index("cue") + 1, 2 * ROLES.index("cue") + 3)
"""The tags of a cue."""

IMPOSSIBLE = -1e4
# "a.m", "U.S": the stop that follows is a part of it.
_STOP = re.compile(r"[.!?]\W*\s")
_SHORTENED = re.compile(r"(?<![\w.])(?:[A-Za-z]\.)+[A-Za-z]\Z")


class Attribution(NamedTuple):
    """One reported claim: the spans of its source (none where it names none), cue and content, in reading order.

    `confidence` is the calibrated probability that source and content are what two readers would mark.
    """

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    confidence: float


class Candidate(NamedTuple):
    """What was read from one possible cue: pieces of words by role, and what its confidence is made of.

    The evidence: the anchor's logit as a cue, and that of its whole cue; the log probability that the anchor is in a cue by
    the tags; whether there is a source, whether the content is in pieces; the share of the content that a likelier cue has too;
    the words of the cue; the log of the words of the content, whose pieces are short where it is wrong; and how likely content
    and source agree with the true ones, as logits.
    """

    pieces: dict[str, list[Piece]]
    evidence: tuple[float, ...]


def extract(text: str, threshold: float | None = None) -> list[Attribution]:
    """Find the attributions in a text of any number of paragraphs, in order of their cues.

    Each paragraph is read by itself: what is found in it does not depend on the others. By default those are returned
    that the kit stands behind, with the confidence that gave the best F1 on development articles
    (`default_threshold`); a lower `threshold`, down to 0, adds the rest, told apart by their confidence alone.

    Raises
    ------
    TypeError, ValueError
        For what is no text, or no probability.
    ClaimbookError
        Where the model's files are missing or damaged.

    Examples
    --------
    >>> text = "The mayor said the bridge will open in May."
    >>> for found in extract(text):
    ...     print([text[s:e] for s, e in (*found.source, *found.cue, *found.content)])
    ['The mayor', 'said', 'the bridge will open in May']
    """
    if not isinstance(text, str):
        raise TypeError(f"extract needs the text itself, not {type(text).__name__}; story.article.text is one")
    if threshold is not None and not 0 <= threshold <= 1:
        raise ValueError(f"a threshold is a probability, from 0 to 1, not {threshold}")
    least = default_threshold() if threshold is None else threshold
    found = []
    for begin, end in paragraphs(text):
        paragraph = text[begin:end]
        for passage in encoder.passages(paragraph):
            for candidate in candidates(passage, rest=least < default_threshold()):
                confidence = calibrate(candidate.evidence)
                if confidence >= least:
                    found.append(in_text(candidate, passage, paragraph, begin, confidence))
    return sorted(found, key=lambda a: (a.cue, a.content))


def default_threshold() -> float:
    """Return the confidence below which `extract` leaves an attribution out unless it is asked."""
    return float(encoder.description()["threshold"])


def candidates(passage: Passage, *, rest: bool = True) -> list[Candidate]:
    """Read every word of a passage that may be a cue, and keep the best reading of each cue.

    Without the `rest`, unlikely words are left out, which changes nothing for the others.
    """
    states, cues = encoder.encode(passage)
    anchors = likely(cues, passage, encoder.description()["lowest_floor" if rest else "cue_floor"])
    if not len(anchors):
        return []
    (scores,) = encoder.session("attribution.onnx").run(None, {"states": states, "anchors": anchors})
    return decode(cues, anchors, scores, encoder.description()["chain"])


def likely(cues: Floats, passage: Passage, floor: float) -> NDArray[np.int64]:
    """Words of the passage's own whose probability of marking a cue is at least `floor`."""
    low, high = passage.own
    return low + np.flatnonzero(cues[low:high] >= np.log(floor / (1 - floor))).astype(np.int64)


def decode(cues: Floats, anchors: NDArray[np.int64], scores: Floats, chain: dict[str, Any]) -> list[Candidate]:
    """Choose tags given that each anchor is in a cue, and among readings whose cues overlap the likeliest one.

    The best sequence of tags says who speaks by which cue; each piece of its content then gives way to the one that most likely
    agrees with the true one (`decoding.agreed`), which is seldom another.
    """
    transitions, start, stop = (np.array(chain[k], dtype=np.float32) for k in ("transitions", "start", "stop"))
    rows = np.arange(len(anchors))
    held = scores.copy()
    held[rows, anchors] = IMPOSSIBLE
    held[rows, anchors, CUE] = scores[rows, anchors, CUE]
    tags, _ = best(held, transitions, start, stop)
    free = forward(scores, transitions, start, stop)[-1]
    bound = messages(held, transitions, start, stop)
    kept: list[Candidate] = []
    cued: set[int] = set()
    told: set[int] = set()
    for row in np.argsort(-cues[anchors], kind="stable").tolist():
        read = pieces(tags[row])
        anchor = int(anchors[row])
        read["cue"] = [next(piece for piece in read["cue"] if piece[0] <= anchor < piece[1])]
        cue = set(range(*read["cue"][0]))
        if not read["content"] or cued & cue:
            continue
        cued |= cue
        read["content"], sure = _agreed(read, spread(bound, row, transitions, "content"))
        whose = _agrees(read["source"], spread(bound, row, transitions, "source"))
        content = {word for piece in read["content"] for word in range(*piece)}
        evidence = (
            float(cues[anchor]),
            _logit(min(float((1 / (1 + np.exp(-cues[sorted(cue)]))).sum()), 0.9995)),
            float(bound.mass[row] - free[row]),
            float(bool(read["source"])),
            float(len(read["content"]) > 1),
            len(content & told) / len(content),
            float(len(cue)),
            math.log(len(content)),
            _logit(min(max(sure, 0.005), 0.995)),
            _logit(min(max(whose, 0.005), 0.995)),
        )
        told |= content
        kept.append(Candidate(read, evidence))
    return kept


def _agreed(read: dict[str, list[Piece]], told: Spread) -> tuple[list[Piece], float]:
    """Let each piece of the content give way to the one that most likely agrees with the true one; return them, and the least chance."""
    content, chances = read["content"], []
    for i, piece in enumerate(content):
        others = read["source"] + read["cue"] + content[:i] + content[i + 1 :]
        settled, chance = agreed(piece, told, others)
        content = [*content[:i], settled, *content[i + 1 :]]
        chances.append(chance)
    return sorted(content), min(1.0, *chances)


def _agrees(source: list[Piece], told: Spread) -> float:
    """Return with what chance the first piece of the source agrees with the true one, or there is none where none was read."""
    return float(agreement(np.array(source[:1]), told)[0][0]) if source else told.none


def calibrate(evidence: tuple[float, ...]) -> float:
    """Turn evidence into a probability by the logistic regression that `model.json` holds."""
    known = encoder.description()
    fitted = known["calibration"]
    logit = fitted["bias"] + sum(w * x for w, x in zip(fitted["weights"], evidence, strict=True))
    confidence = float(1 / (1 + np.exp(-logit)))
    # What the default leaves unread must not rise above its threshold when the rest is asked for.
    unread = evidence[0] < _logit(known["cue_floor"])
    return min(confidence, 0.99 * known["threshold"]) if unread else confidence


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def in_text(candidate: Candidate, passage: Passage, paragraph: str, begin: int, confidence: float) -> Attribution:
    """Words to spans of the text; contents take in the quotation marks that belong to them."""
    quotes = dict(marks(paragraph))
    spans: dict[str, list[Span]] = {}
    for role in ROLES:
        found = [(int(passage.spans[a, 0]), int(passage.spans[b - 1, 1])) for a, b in candidate.pieces[role]]
        found = [_with_stop(s, e, paragraph) for s, e in found]
        if role == "content":
            found = [_without_fragments(s, e, paragraph, [*spans["source"], *spans["cue"]]) for s, e in found]
            found = [_with_marks(s, e, paragraph, quotes) for s, e in found]
        spans[role] = found
    source, cue, content = ([(s + begin, e + begin) for s, e in spans[role]] for role in ROLES)
    return Attribution(source, cue, content, confidence)


def _with_stop(start: int, end: int, text: str) -> Span:
    """Widen a piece to the stop that ends a shortened word."""
    is_shortened = text[end : end + 1] == "." and _SHORTENED.search(text, start, end)
    return (start, end + 1) if is_shortened else (start, end)


def _without_fragments(start: int, end: int, text: str, others: list[Span]) -> Span:
    """Cut from either end of a content of several sentences less than half of one that holds neither source nor cue.

    Where it is as likely that a content begins one sentence before as that it does not, what agrees with both begins in the middle.
    """
    touched = [s for s in sentence_spans(text) if s[0] < end and start < s[1]] if _STOP.search(text, start, end) else []
    is_cut = [
        len(touched) > 1
        and 2 * _count(text, max(start, first), min(end, last)) < _count(text, first, last)
        and not any(first <= place < last for place, _ in others)
        for first, last in touched
    ]
    if not touched or all(is_cut):
        return start, end
    return touched[1][0] if is_cut[0] else start, touched[-2][1] if is_cut[-1] else end


def _count(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _with_marks(start: int, end: int, text: str, quotes: dict[int, bool]) -> Span:
    """Widen a content to a quotation mark right before it, and to the stop and mark right after it."""
    for back in (1, 2):
        if quotes.get(start - back) is True and (back == 1 or text[start - 2 : start] in {"``", "''"}):
            start -= back
            break
    opened = sum(1 if opens else -1 for place, opens in quotes.items() if start <= place < end)
    after = end
    while after < len(text) and text[after] in ".,!?…;:" and after not in quotes:
        after += 1
    if opened > 0 and quotes.get(after) is False:
        end = after + (2 if text[after : after + 2] == "''" else 1)
    return start, end
