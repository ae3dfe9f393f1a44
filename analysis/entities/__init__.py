"""Whom and what an article names: every mention of a person, organization, place or product, and the entity it means.

Names come from spaCy's small English model, corrected by `analysis.entities.names`; `analysis.entities.aliases` says which are one.
"""

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from analysis.article import Article, Span
from analysis.entities import aliases, coreference, names, syntax
from analysis.entities.anaphors import Named

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = tuple[str, int, int, str, str | None, str, str | None, str, str]
MENTION_COLUMNS = ["article", "start", "end", "text", "label", "form", "entity", "reason", "origin"]
OPEN_LABELS = {"he": "PERSON", "person": "PERSON", "speaker": "PERSON", "organization": "ORG", "place": "GPE"}
"""The label of a mention that is left open, by what kind of thing it can mean; a bare "it" or "they" has none."""


def mentions(article: Article) -> pd.DataFrame:
    """Return the mentions of an article: `article start end text label form entity reason origin`, one row each."""
    doc, rows = _find_names(article)
    sentences, named = _summarize(doc, rows)
    for found in coreference.resolve(article.text, sentences, named, _title_end(article)):
        a = found.anaphor
        label = found.label or OPEN_LABELS.get(a.group if a.form == "pronoun" else a.kinds[0])
        rows.append((article.id, a.start, a.end, a.text, label, a.form, found.entity, found.reason, "found"))
    return pd.DataFrame(sorted(rows, key=lambda r: (r[1], -r[2])), columns=MENTION_COLUMNS)


def names_in(article: Article) -> tuple[list[Span], list[Named]]:
    """Return the article's sentences, and its names with what they mean, as `coreference.walk` takes them."""
    return _summarize(*_find_names(article))


def _find_names(article: Article) -> "tuple[Doc, list[Row]]":
    doc = syntax.recognize(article)
    found = names.find(doc, article.text)
    rows: list[Row] = []
    outer = None
    meant = aliases.merge(found, article.text, _title_end(article))
    for n, m in zip(found, meant, strict=True):
        # A short form inside the long one is the same mention, not a second one.
        if n.within and m.entity == outer:
            continue
        if not n.within:
            outer = m.entity
        rows.append((article.id, n.start, n.end, n.text, m.label, "name", m.entity, m.reason, "found"))
    return doc, rows


def _summarize(doc: "Doc", rows: "list[Row]") -> tuple[list[Span], list[Named]]:
    sentences = [(s.start_char, s.end_char) for s in doc.sents]
    return sentences, [(r[1], r[2], r[3], r[4] or "", r[6]) for r in rows if r[6] is not None]


def entities(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the entities of a table of mentions: `article entity label names pronouns nominals total first`.

    One row an entity and article, the most often mentioned first; `first` is where its first mention begins.
    """
    known = mentions.loc[mentions["entity"].notna(), ["article", "entity", "label", "form", "start"]]
    columns = ["article", "entity", "label", "names", "pronouns", "nominals", "total", "first"]
    groups: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for article, entity, label, form, start in known.itertuples(index=False, name=None):
        groups.setdefault((article, entity), []).append((label, form, start))
    rows = []
    for (article, entity), group in groups.items():
        forms = Counter(form for _, form, _ in group)
        labels = Counter(
            label for label, form, _ in group if isinstance(label, str) and (form == "name" or not forms["name"])
        )
        counts = [forms[form] for form in ("name", "pronoun", "nominal")]
        first = min(start for _, _, start in group)
        label = max(labels, key=labels.__getitem__, default=None)
        rows.append((article, entity, label, *counts, len(group), first))
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["total", "first"], ascending=[False, True], kind="stable", ignore_index=True)


def _title_end(article: Article) -> int:
    return article.title_span[1] if article.title_span else 0
