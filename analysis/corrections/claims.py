"""A researcher's edits laid over the claims."""

import hashlib
from typing import Any, NamedTuple

import pandas as pd

from analysis.article import Article, Span
from analysis.corrections import sheets
from analysis.corrections.sheets import Edits
from analysis.tokens import sentence_spans


class _Known(NamedTuple):
    """What an edited claim's columns are computed from."""

    article: Article
    mentions: pd.DataFrame
    stance: pd.DataFrame | None
    columns: list[str]


def lay_over_claims(
    edits: Edits, article: Article, claims: pd.DataFrame, mentions: pd.DataFrame, stance: pd.DataFrame | None
) -> tuple[pd.DataFrame, dict[int, str]]:
    """Return the claims with the edits laid over them, and why some could not be, by their number."""
    if not edits:
        return claims, {}
    rows: list[dict[str, Any]] = claims.to_dict("records")
    lost: dict[int, str] = {}
    known = _Known(article, mentions, stance, claims.columns.tolist())
    found = list(rows)
    for number, edit in edits:
        why = _add(known, rows, edit) if edit["action"] == "add" else None
        if why:
            lost[number] = why
    # Which claim a row is about is settled before any is changed: an edited content may be far from the one that was found.
    plan: dict[str, list[tuple[int, dict[str, Any], dict[str, Any]]]] = {"drop": [], "edit": []}
    done: dict[int, str] = {}
    for number, edit in edits:
        action = edit["action"]
        if action == "add":
            continue
        row = _claim_at(found if action == "drop" else rows, (edit["start"], edit["end"]))
        if row is None:
            again = "; 'add' it to keep it" if action == "edit" else ""
            lost[number] = f"no such claim is found any more{again}"
        elif done.setdefault(id(row), action) != action:
            lost[number] = f"another row already {done[id(row)]}s this claim"
        else:
            plan[action].append((number, edit, row))
    settled: dict[tuple[int, str], str] = {}
    # New words first: what is computed of them must not undo what a person says of the claim.
    for number, edit, row in sorted(plan["edit"], key=lambda item: item[1]["field"] not in sheets.WORDED):
        if settled.setdefault((id(row), edit["field"]), edit["value"]) != edit["value"]:
            why = f"another row already makes its {edit['field']} {settled[id(row), edit['field']]!r}"
        else:
            why = _edit(known, row, edit)
        if why:
            lost[number] = why
    dropped = {id(row) for _, _, row in plan["drop"]}
    rows = [row for row in rows if id(row) not in dropped]
    ids = {row["claim"] for row in rows}
    for row in rows:
        if row["nested_in"] not in ids:
            row["nested_in"] = None
    table = pd.DataFrame(rows, columns=claims.columns).astype(claims.dtypes.to_dict())
    return table.sort_values(["start", "end"], kind="stable", ignore_index=True), lost


def _add(known: _Known, rows: list[dict[str, Any]], edit: dict[str, Any]) -> str | None:
    """Add a claim; return why not all of it could be added, if so."""
    span = (edit["start"], edit["end"])
    if any(row["content_spans"] == [span] for row in rows):
        return "these words are a claim already; 'edit' it"
    source = _find_words(known.article, edit["value"], span[0]) if edit["value"] else []
    row = _assemble(known, source, [], [span])
    if any(other["claim"] == row["claim"] for other in rows):
        row["claim"] = hashlib.sha256(f"{row['claim']} {span[0]}".encode()).hexdigest()[:8]
    rows.append(row)
    return None if source or not edit["value"] else f"the source {edit['value']!r} is not in the article"


def _edit(known: _Known, row: dict[str, Any], edit: dict[str, Any]) -> str | None:
    """Change one field of a claim; return why it could not be changed, if so."""
    field, value = edit["field"], edit["value"]
    if field not in sheets.WORDED:
        plain: Any = value.lower() if field in sheets.CHOICES else value or None
        row |= {field: value.lower() == "true" if field == "negated" else plain, "origin": "edited"}
        return None
    spans = {
        "source": row["source_spans"],
        "cue": [row["cue_span"]] if row["cue_span"] else [],
        "content": row["content_spans"],
    }
    spans[field] = _find_words(known.article, value, edit["start"])
    if value and not spans[field]:
        return f"the {field} {value!r} is not in the article"
    if not spans["content"]:
        return "a claim has a content; 'drop' it if it is none"
    edited = _assemble(known, spans["source"], spans["cue"], spans["content"])
    # The id stays, so that whatever points at the claim still finds it.
    row |= edited | {"claim": row["claim"], "nested_in": row["nested_in"]}
    return None


def _assemble(known: _Known, source: list[Span], cue: list[Span], content: list[Span]) -> dict[str, Any]:
    """Return a row of the claim table made of these spans, its other columns computed like those of any claim."""
    from analysis.claims import assemble, stances
    from analysis.models.attribution import Attribution

    item = Attribution(source, cue, content, float("nan")) if source or cue else content
    row: dict[str, Any] = assemble(known.article, known.mentions, [item]).to_dict("records")[0]
    words = str(row["content"]).lower().encode("utf-8", "replace")
    row |= {"claim": hashlib.sha256(words).hexdigest()[:8], "nested_in": None, "origin": "edited"}
    if "stance" in known.columns:
        row["stance"] = (
            {} if known.stance is None else stances.find([content], known.stance, sentence_spans(known.article.text))[0]
        )
    return {name: row[name] for name in known.columns}


def _find_words(article: Article, words: str, place: int) -> list[Span]:
    start = sheets.nearest(article.text, words, place) if words else None
    return [] if start is None else [(start, start + len(words))]


def _claim_at(rows: list[dict[str, Any]], span: Span) -> dict[str, Any] | None:
    """Return the claim whose content is this span, or shares most of it."""
    best, most = None, 0.5
    for row in rows:
        start, end = row["content_spans"][0][0], row["content_spans"][-1][1]
        shared = min(end, span[1]) - max(start, span[0])
        share = shared / (max(end, span[1]) - min(start, span[0]))
        if share > most:
            best, most = row, share
    return best
