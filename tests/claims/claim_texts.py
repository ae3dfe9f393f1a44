"""Claims of short texts, made without the model: their spans are marked by hand."""

import re

from analysis import article, claims
from analysis.comparison import sides
from analysis.entities import MENTION_COLUMNS
from analysis.models.attribution import Attribution

ROLES = {"S": 0, "Q": 1, "C": 2}
MARK = re.compile(r"\[(S|Q|C|N) ([^\[\]]*)\]")


def unmark(marked):
    """Return the text without its marks, ``[S source] [Q cue] [C content] [N name]``, and the spans by mark."""
    text, spans, at = "", {role: [] for role in "SQCN"}, 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[match.group(1)].append((len(text), len(text) + len(match.group(2))))
        text += match.group(2)
        at = match.end()
    return text + marked[at:], spans


def row(marked, published=None, names=()):
    """Return the text and the claim table's row of the one claim that is marked in it; `names` are ``(words, label)``."""
    import pandas as pd

    text, spans = unmark(marked)
    known = {"published": published} if published else None
    found = article.from_text("note", text, known)
    rows = [
        ("note", m.start(), m.end(), name, label, "name", name, "", "found")
        for name, label in names
        for m in re.finditer(rf"\b{re.escape(name)}\b", text)
    ]
    mentions = pd.DataFrame(rows, columns=MENTION_COLUMNS)
    item = Attribution(spans["S"], spans["Q"], spans["C"], 0.9) if spans["S"] or spans["Q"] else spans["C"]
    (record,) = claims.assemble(found, mentions, [item]).to_dict("records")
    return text, record


def side(marked, published=None, names=()):
    """Return the marked claim as one side of a comparison."""
    text, record = row(marked, published, names)
    places = [(m.start(), m.end(), name) for name, _ in names for m in re.finditer(rf"\b{re.escape(name)}\b", text)]
    inside = [p for p in places if any(s <= p[0] and p[1] <= e for s, e in record["content_spans"])]
    return sides.Side(record, text, inside)
