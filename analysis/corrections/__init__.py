"""The researcher's corrections, laid over what was found: merge, split, rename, add or drop mentions and claims.

The edits stand in ``data/corrections/ARTICLE.csv`` (`analysis.corrections.sheets`), never in the layers themselves: each rerun, and each
retrained model, finds what it finds, and the same edits are laid over it again.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis import exports, files
from analysis.article import Article, Span
from analysis.corrections import sheets
from analysis.corrections.sheets import read

if TYPE_CHECKING:
    from analysis.story import Story

__all__ = ["apply_to_claims", "apply_to_mentions", "read", "sheet", "unplaced", "write"]


class _Known(NamedTuple):
    """What an edited claim's columns are computed from."""

    article: Article
    mentions: pd.DataFrame
    stance: pd.DataFrame | None
    columns: list[str]


def sheet(article: Article, mentions: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the editable sheet of an article: a row a mention and a claim, the edits made so far among them.

    `found` says whom a mention means, or who makes a claim; `action`, `field` and `value` are for the researcher.
    """
    edits = read(article)
    kept = [{name: str(row[name]) for name in sheets.COLUMNS} for row in edits.to_dict("records")]
    edited = {(row["layer"], int(row["start"]), int(row["end"])) for row in kept}
    rows: list[dict[str, Any]] = kept
    for layer, table, spans, found in (
        ("mention", mentions, _mention_spans(mentions), "entity"),
        ("claim", claims, _content_spans(claims), "source"),
    ):
        for (start, end), meant in zip(spans, table[found], strict=True):
            if (layer, start, end) not in edited:
                known = "" if pd.isna(meant) else str(meant)
                blank = {"action": "", "field": "", "value": ""}
                words = article.text[start:end]
                rows.append(
                    {"layer": layer, "start": start, "end": end, "words": words, "found": known} | blank
                    | {"article": article.id, "sha256": article.sha256}
                )  # fmt: skip
    table = pd.DataFrame(rows, columns=sheets.COLUMNS).astype({"start": int, "end": int})
    return table.sort_values(["layer", "start"], ascending=[False, True], kind="stable", ignore_index=True)


def write(story: "Story", path: Path | None = None) -> Path:
    """Write the editable sheet of a story to `path` (``data/corrections/ARTICLE.csv``), edits made so far included."""
    place = path or sheets.place_of(story.article)
    files.replace_file(place, exports.dump(sheet(story.article, story.mentions, story.claims), "csv"))
    return place


def apply_to_mentions(article: Article, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions with the article's edits laid over them; what an edit touched has the origin ``edited``."""
    return _lay_over_mentions(article, mentions)[0]


def apply_to_claims(
    article: Article, claims: pd.DataFrame, mentions: pd.DataFrame, stance: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the claims with the article's edits laid over them.

    Parameters
    ----------
    article, claims
        The article and its claims (`analysis.claims.claims`).
    mentions, stance
        Its mentions and the stance toward them, from which the columns of an edited claim are computed anew.
    """
    return _lay_over_claims(article, claims, mentions, stance)[0]


def unplaced(
    article: Article, mentions: pd.DataFrame | None = None, claims: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the edits that could not be laid over the article, and `why`.

    Without the tables, only the edits whose words are gone; with `mentions` and `claims`, as they were found, also
    those that are about a mention or a claim that is not found any more.
    """
    edits = read(article)
    reasons: dict[int, str] = {
        i: row["why"] for i, row in enumerate(edits.to_dict("records")) if row["why"] is not None
    }
    if mentions is not None:
        reasons |= _lay_over_mentions(article, mentions)[1]
        if claims is not None:
            reasons |= _lay_over_claims(article, claims, mentions, None)[1]
    return edits.assign(why=[reasons.get(i) for i in range(len(edits))]).iloc[sorted(reasons)].reset_index(drop=True)


def _edits(article: Article, layer: str) -> list[tuple[int, dict[str, Any]]]:
    rows = enumerate(read(article).to_dict("records"))
    return [(i, row) for i, row in rows if row["layer"] == layer and row["why"] is None]


def _lay_over_mentions(article: Article, mentions: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    rows: list[dict[str, Any]] = mentions.to_dict("records")
    lost: dict[int, str] = {}
    renamed: dict[str, str] = {}
    # What a row is about is settled first, on the entities as they were found: the order of the edits does not matter.
    plan = []
    for number, edit in _edits(article, "mention"):
        inside = [r for r in rows if r["start"] == edit["start"] and r["end"] == edit["end"]]
        here = inside or [r for r in rows if r["start"] < edit["end"] and edit["start"] < r["end"]]
        plan.append((number, edit, here[0] if here else None))
    for number, edit, row in plan:
        action, value = edit["action"], edit["value"]
        if action in {"merge", "rename"}:
            entity = row["entity"] if row is not None else edit["found"]
            if pd.isna(entity) or all(r["entity"] != entity for r in rows):
                lost[number] = "no entity is found there any more"
            else:
                renamed[entity] = value
        elif row is None and action == "drop":
            # Not found, so there is nothing left to drop.
            continue
        elif row is None or (action == "add" and (row["start"], row["end"]) != (edit["start"], edit["end"])):
            label = edit["field"].upper() or next((r["label"] for r in rows if r["entity"] == value), "ORG")
            rows.append(
                {
                    "article": article.id, "start": edit["start"], "end": edit["end"], "text": edit["words"], "label": label,
                    "form": "name", "entity": value, "reason": "added by a person", "origin": "edited",
                }
            )  # fmt: skip
        elif action == "drop":
            rows.remove(row)
        else:
            row |= {"entity": value, "reason": "set by a person", "origin": "edited"}
            row["label"] = edit["field"].upper() if action == "add" and edit["field"] else row["label"]
    for row in rows:
        if row["origin"] != "edited" and row["entity"] in renamed:
            row |= {
                "entity": _follow(renamed, row["entity"]),
                "reason": "merged or renamed by a person",
                "origin": "edited",
            }
    table = pd.DataFrame(rows, columns=mentions.columns).sort_values(
        ["start", "end"], ascending=[True, False], kind="stable"
    )
    return table.reset_index(drop=True).astype(mentions.dtypes.to_dict()), lost


def _follow(renamed: dict[str, str], entity: str) -> str:
    """Return what an entity is called in the end: A merged with B, and B renamed to C, is C."""
    seen = set()
    while entity in renamed and entity not in seen:
        seen.add(entity)
        entity = renamed[entity]
    return entity


def _lay_over_claims(
    article: Article, claims: pd.DataFrame, mentions: pd.DataFrame, stance: pd.DataFrame | None
) -> tuple[pd.DataFrame, dict[int, str]]:
    edits = _edits(article, "claim")
    if not edits:
        return claims, {}
    rows: list[dict[str, Any]] = claims.to_dict("records")
    lost: dict[int, str] = {}
    dropped = []
    known = _Known(article, mentions, stance, claims.columns.tolist())
    # Claims are added first, whichever row comes first: further rows may be about them.
    for number, edit in sorted(edits, key=lambda item: item[1]["action"] != "add"):
        row = _claim_at(rows, (edit["start"], edit["end"]))
        if edit["action"] == "add":
            source = _find_words(article, edit["value"], edit["start"]) if edit["value"] else []
            if edit["value"] and not source:
                lost[number] = f"the source {edit['value']!r} is not in the article"
            rows.append(_assemble(known, source, [], [(edit["start"], edit["end"])]))
        elif row is None:
            if edit["action"] == "edit":
                lost[number] = "no such claim is found any more; 'add' it to keep it"
        elif edit["action"] == "drop":
            dropped.append(row)
        else:
            why = _edit(known, row, edit)
            if why:
                lost[number] = why
    rows = [row for row in rows if not any(row is other for other in dropped)]
    ids = {row["claim"] for row in rows}
    for row in rows:
        if row["nested_in"] not in ids:
            row["nested_in"] = None
    table = pd.DataFrame(rows, columns=claims.columns).astype(claims.dtypes.to_dict())
    return table.sort_values(["start", "end"], kind="stable", ignore_index=True), lost


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
        row["stance"] = stances([content], known.stance)[0] if known.stance is not None else {}
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


def _mention_spans(mentions: pd.DataFrame) -> list[Span]:
    return list(zip(mentions["start"].tolist(), mentions["end"].tolist(), strict=True))


def _content_spans(claims: pd.DataFrame) -> list[Span]:
    return [(spans[0][0], spans[-1][1]) for spans in claims["content_spans"]]
