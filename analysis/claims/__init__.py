"""The claim table: who is reported to say what, in which words, how firmly, through whom; and what the writer states."""

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.article import Article, Span
from analysis.claims import (
    appositions,
    asides,
    certainty,
    datelines,
    dates,
    modality,
    provenance,
    quantities,
    quotation,
    relatives,
    sources,
    stances,
    statements,
    voices,
)
from analysis.tokens import sentence_at, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.models.attribution import Attribution

COLUMNS = [
    "article", "start", "end", "claim", "kind", "source", "source_spans", "source_entity", "source_kind", "cue", "cue_span",
    "content", "content_spans", "quotation", "act", "certainty", "certainty_words", "negated", "modality", "via", "via_entity",
    "nested_in", "quantities", "dates", "stance", "confidence", "origin", "sentence",
]  # fmt: skip
TYPES = dict.fromkeys(
    ("article", "kind", "source", "source_entity", "source_kind", "cue", "content", "quotation", "act", "certainty", "modality",
     "via", "via_entity", "origin"),
    "str",
) | {"start": "int64", "end": "int64", "negated": "bool", "confidence": "float64", "sentence": "int64"}  # fmt: skip
EVEN = 0.5
WORD = re.compile(r"[\w$£€%]+(?:[.,'’-]\w+)*")


def claims(article: Article, mentions: pd.DataFrame, stance: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the claims of `article`, in the order in which they begin.

    Parameters
    ----------
    article
        The article.
    mentions
        Its mentions (`analysis.entities.mentions`): they say whom a source means and whom a content mentions.
    stance
        The stance toward each mention (`analysis.sentiment.stance`); without it there is no column ``stance``.

    Returns
    -------
    DataFrame
        One row a claim:

        ====================  ==============================================================================================
        ``article``           the article's id
        ``start``, ``end``    from the first to the last of the claim's words, source and cue included
        ``claim``             an id made of the content's words and place: it survives a retrained model
        ``kind``              ``reported`` (somebody is said to say it) or ``stated`` (the writer says it)
        ``source``            the words that name the source; missing where there is none
        ``source_spans``      where they stand
        ``source_entity``     whom they mean
        ``source_kind``       person, organization, government, publication, unnamed group, document
        ``cue``, ``cue_span``  "said", "according to", and where it stands
        ``content``           what is claimed, its pieces joined by `` … ``
        ``content_spans``     where it stands
        ``quotation``         ``direct``, ``mixed`` or ``indirect``: how much of the content is in quotation marks
        ``act``               ``speech`` or ``attitude``
        ``certainty``         asserted, hedged, alleged, denied, promised, asked
        ``certainty_words``   the words that say so, each ``(start, end, text)``
        ``negated``           whether the content's main proposition is
        ``modality``          its modal verb, by its plainest kin: may, can, must, should, will
        ``via``               the statement, interview or outlet it came through
        ``via_entity``        whose that was; missing where the text does not show it
        ``nested_in``         the claim in whose content this one stands
        ``quantities``        ``{start, end, low, high, unit, qualifier}`` each; see `analysis.claims.quantities`
        ``dates``             ``{start, end, value, earliest, latest}`` each; see `analysis.claims.dates`
        ``stance``            toward the entities that the content mentions: ``{entity: negative | neutral | positive}``;
                              one whose stance is less than sure is left out; see `analysis.claims.stances`
        ``confidence``        the model's probability that somebody is reported to say this; missing for ``stated``
        ``origin``            ``found``; ``edited`` once a person changed it
        ``sentence``          the number of the sentence that the content begins in
        ====================  ==============================================================================================

    Examples
    --------
    >>> from analysis import paths, read
    >>> found = read(paths.ROOT / "tests/fixtures/coverage/northmoor.txt").claims
    >>> found.loc[found["cue"] == "denied", ["source_entity", "certainty"]].values.tolist()
    [['Ilsa Brandt', 'denied']]
    """
    from analysis.models import attribution

    # What stands below the model's own threshold is for a person to look at; below half of it, too little of it is real.
    lines = datelines.find(article.text)
    heard = voices.hear(article.text, asides.extract(article.text, threshold=attribution.default_threshold() / 2))
    found = [
        one._replace(content=datelines.cut(one.content, lines) or one.content)
        for one in relatives.resolve(article, mentions, appositions.join(article, heard))
    ]
    # What is rather no claim than one may yet be the writer's own, unless it is quoted: quoted words are somebody's.
    quoted = quotation.quoted(article.text)
    sure = [
        a for a in found if a.confidence >= EVEN or quotation.classify(article.text, a.content, quoted) != "indirect"
    ]
    taken = [span for a in sure for span in (*a.source, *a.cue, *a.content)]
    stated = statements.find(article, taken, quoted)
    table = _tabulate(sorted(_rows(article, mentions, [*found, *stated]), key=lambda row: (row["start"], row["end"])))
    table["claim"] = identify(table["content"].tolist())
    table["nested_in"] = pd.Series(nest(table), dtype="str")
    if stance is None:
        return table.drop(columns="stance")
    is_reported = (table["kind"] == "reported").tolist()
    table["stance"] = stances.find(table["content_spans"].tolist(), stance, sentence_spans(article.text), is_reported)
    return table


def assemble(article: Article, mentions: pd.DataFrame, found: "Sequence[Attribution | list[Span]]") -> pd.DataFrame:
    """Return the rows of the claim table for attributions (reported) and for bare contents (stated), in their order.

    Everything but ``claim``, ``nested_in`` and ``stance``, which take the whole table, is filled in.
    """
    return _tabulate(_rows(article, mentions, found))


Mention = tuple[int, int, str | None, str | None]
"""(start, end, label, entity), the last two none where unknown."""


class _Context(NamedTuple):
    """What every row of an article needs, computed once; `mentions` are found by where they end."""

    article: Article
    marks: list[Span]
    sentences: list[Span]
    mentions: dict[int, list[Mention]]
    named: list[provenance.Mention]
    outlets: list[Span]


def _read(article: Article, mentions: pd.DataFrame) -> _Context:
    by_end: dict[int, list[Mention]] = {}
    named, outlets = [], []
    columns = [mentions[name].tolist() for name in ("start", "end", "label", "entity", "form")]
    for start, end, label, entity, form in zip(*columns, strict=True):
        known = (label if isinstance(label, str) else None, entity if isinstance(entity, str) else None)
        by_end.setdefault(end, []).append((start, end, *known))
        if known[1]:
            named.append((start, end, known[1]))
        if label == "ORG" and form == "name":
            outlets.append((start, end))
    return _Context(article, quotation.quoted(article.text), sentence_spans(article.text), by_end, named, outlets)


def _rows(
    article: Article, mentions: pd.DataFrame, found: "Sequence[Attribution | list[Span]]"
) -> list[dict[str, Any]]:
    context = _read(article, mentions)
    return [_row(context, item) for item in found]


def _tabulate(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = {name: _column(TYPES.get(name, "object"), [row.get(name) for row in rows]) for name in COLUMNS}
    return pd.DataFrame(columns, copy=False)


def _column(kind: str, values: list[Any]) -> Any:
    """Return `values` as an array of this type: of what it is given row by row, pandas would first guess the types."""
    if kind == "str":
        return pd.array(values, dtype="str")
    column = np.empty(len(values), dtype=kind)
    column[:] = values
    return column


def _row(context: _Context, item: "Attribution | list[Span]") -> dict[str, Any]:
    text = context.article.text
    if isinstance(item, list):
        source, cue, content, confidence = [], [], item, None
    else:
        source, cue, content, confidence = list(item.source), list(item.cue), list(item.content), item.confidence
    everything = sorted([*source, *cue, *content])
    words = _join(text, content)
    reading = certainty.read(text, cue, content)
    found_dates = dates.find_within(text, content, context.article.published, ahead=modality.looks_ahead(words))
    taken = dates.spans(found_dates)
    sentence = sentence_at(context.sentences, (content or everything)[0][0])
    voice = sentence_at(context.sentences, (cue or content or everything)[0][0])
    channels = provenance.find(text, context.sentences[voice], [*content, *source], context.outlets) if cue else []
    label, entity = _meant(text, source, context.mentions)
    owners = [provenance.find_owner(text, c, context.sentences, context.named, entity) for c in channels]
    return {
        "article": context.article.id,
        "start": everything[0][0],
        "end": max(end for _, end in everything),
        "kind": "reported" if cue or source else "stated",
        "source": _join(text, source) or None,
        "source_spans": source,
        "source_entity": entity,
        "source_kind": sources.classify(_join(text, source), label) if source else None,
        "cue": _join(text, cue) or None,
        "cue_span": (cue[0][0], cue[-1][1]) if cue else None,
        "content": words,
        "content_spans": content,
        "quotation": quotation.classify(text, content, context.marks),
        "act": reading.act,
        "certainty": reading.certainty,
        "certainty_words": reading.words,
        "negated": modality.is_negated(words),
        "modality": modality.modality(words),
        "via": "; ".join(channel.text for channel in channels) or None,
        "via_entity": "; ".join(owner for owner in owners if owner) or None,
        "quantities": [q._asdict() for q in quantities.find_within(text, content, taken)],
        "dates": [date._asdict() for date in found_dates],
        "confidence": confidence,
        "origin": "found",
        "sentence": sentence,
    }


def _join(text: str, spans: list[Span]) -> str:
    return " … ".join(text[s:e] for s, e in spans)


def _meant(text: str, source: list[Span], mentions: dict[int, list[Mention]]) -> tuple[str | None, str | None]:
    """Return label and entity of the mention that the source's head, or what stands in apposition to it, ends with.

    Of "Its chairman, Ann Lee" the person's name is taken: whom the description means is a guess.
    """
    heads = [(start + first, start + last) for start, end in source for first, last in sources.heads(text[start:end])]
    at_end = [[m for m in mentions.get(last, []) if first <= m[0]] for first, last in heads]
    known = [[m for m in found if m[3] is not None] for found in at_end]
    found = next(filter(None, [*known, *at_end]), [])
    if found and _is_description(text, found[0]):
        beside = [m for each in known for m in each if m[2] == "PERSON" and not _is_description(text, m)]
        found = beside[:1] or found
    return max(found, key=lambda m: m[1] - m[0])[2:] if found else (None, None)


def _is_description(text: str, mention: Mention) -> bool:
    """Tell whether a mention ends in a small letter's word: the chairman, not Ann Lee."""
    return text[mention[0] : mention[1]].rsplit(maxsplit=1)[-1][0].islower()


def identify(contents: list[str]) -> list[str]:
    """Return ids made of the contents' words; the second claim of the same words is told by its number."""
    seen: Counter[str] = Counter()
    ids = []
    for content in contents:
        words = " ".join(WORD.findall(content.lower().replace("’", "'")))
        key = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:8]
        seen[key] += 1
        ids.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return ids


def nest(table: pd.DataFrame) -> list[str | None]:
    """Return for each claim the smallest other one whose content holds its cue (its content, where it has no cue)."""
    outer: list[str | None] = []
    contents = table["content_spans"].tolist()
    ids = table["claim"].tolist()
    for i, (cue, content) in enumerate(zip(table["cue_span"], contents, strict=True)):
        start, end = cue or (content[0][0], content[-1][1])
        holders = [
            (e - s, ids[j]) for j, spans in enumerate(contents) for s, e in spans if j != i and s <= start and end <= e
        ]
        outer.append(min(holders)[1] if holders else None)
    return outer
