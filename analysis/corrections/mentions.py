"""A researcher's edits laid over the mentions."""

from typing import Any

import pandas as pd

from analysis.article import Article, Span
from analysis.corrections.sheets import Edits

Row = dict[str, Any]
Planned = tuple[int, dict[str, Any], Row | None]
"""An edit's number, the edit, and the mention that it is about."""
OF_ENTITIES = frozenset({"merge", "rename"})
SET, RENAMED, ADDED = (f"edited by a person: {what}" for what in ("set for this mention", "merged or renamed", "added"))


def lay_over_mentions(edits: Edits, article: Article, mentions: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Return the mentions with the edits laid over them, and why some could not be, by their number."""
    if not edits:
        return mentions, {}
    rows: list[Row] = mentions.to_dict("records")
    # What a row is about is settled first, on the mentions as they were found: the order of the edits does not matter.
    plan: list[Planned] = [(number, edit, _mention_at(rows, edit)) for number, edit in edits]
    renamed, about, lost = _renamings(plan, {row["entity"] for row in rows})
    changed = [(row["entity"], row) for row in rows if row["entity"] in renamed]
    for entity, mention in changed:
        mention |= {"entity": renamed[entity], "reason": RENAMED, "origin": "edited"}
    dropped: set[int] = set()
    settled: dict[Span, str] = {}
    for number, edit, row in plan:
        action, value = edit["action"], renamed.get(edit["value"]) or edit["value"]
        span = (edit["start"], edit["end"]) if row is None else _span(row)
        if action in OF_ENTITIES:
            continue
        label = edit["field"].upper() if action == "add" else ""
        outcome = "dropped" if action == "drop" else f"mean {value}" + f" ({label})" * bool(label)
        first = settled.get(span)
        if first not in {None, outcome}:
            lost[number] = f"another row already has this mention {first}"
        elif action == "drop" and row is None:
            lost[number] = "no such mention is found any more"
            continue
        elif action == "drop":
            dropped.add(id(row))
        elif row is not None:
            row |= {"entity": value, "reason": SET, "origin": "edited", "label": label or row["label"]}
        elif first is None:
            known = [r["label"] for r in rows if r["entity"] == value and r["label"]]
            rows.append(_make(article, edit, value, label or (known[0] if known else "ORG")))
        settled.setdefault(span, outcome)
    rows = [row for row in rows if id(row) not in dropped]
    kept = {entity for entity, row in changed if row["entity"] == renamed[entity] and id(row) not in dropped}
    emptied = {entity for entity, _ in changed} - kept
    for number, entity in about.items():
        if entity in emptied:
            lost[number] = f"other rows drop every mention of {entity} or have it mean another"
    table = pd.DataFrame(rows, columns=mentions.columns)
    table = table.sort_values(["start", "end"], ascending=[True, False], kind="stable", ignore_index=True)
    return table.astype(mentions.dtypes.to_dict()), lost


def _mention_at(rows: list[Row], edit: dict[str, Any]) -> Row | None:
    """Return the mention of this span, else the first that shares some of it; what is added is a mention of its own then."""
    here = [r for r in rows if r["start"] < edit["end"] and edit["start"] < r["end"]]
    same = [r for r in here if _span(r) == (edit["start"], edit["end"])]
    return next(iter(same or (here if edit["action"] != "add" else [])), None)


def _span(row: Row) -> Span:
    return row["start"], row["end"]


def _renamings(plan: list[Planned], found: set[Any]) -> tuple[dict[str, str], dict[int, str], dict[int, str]]:
    """Return what each entity is called in the end, the entity that each edit is about, and why others are lost.

    A merged with B, B renamed to C: both are C.
    """
    direct: dict[str, str] = {}
    about: dict[int, str] = {}
    lost: dict[int, str] = {}
    changes = [item for item in plan if item[1]["action"] in OF_ENTITIES]
    values = {edit["value"] for _, edit, _ in changes}
    for number, edit, row in changes:
        entity = edit["found"] if row is None or pd.isna(row["entity"]) else row["entity"]
        # In a sheet written again the row shows what earlier edits made of the entity, and that is what the new one is about.
        if edit["found"] in values - {edit["value"]}:
            entity = edit["found"]
        value = edit["value"]
        if entity not in found | values:
            lost[number] = "no entity is found there any more"
        elif direct.get(entity, value) != value:
            lost[number] = f"another row already makes {entity} {direct[entity]}"
        elif entity != value and _follow(direct, value) == entity:
            lost[number] = f"another row already makes {value} {entity}"
        elif entity != value:
            direct[entity], about[number] = value, entity
    return {entity: _follow(direct, entity) for entity in direct}, about, lost


def _follow(direct: dict[str, str], entity: str) -> str:
    while entity in direct:
        entity = direct[entity]
    return entity


def _make(article: Article, edit: dict[str, Any], entity: str, label: str) -> Row:
    return {
        "article": article.id, "start": edit["start"], "end": edit["end"], "text": edit["words"], "label": label,
        "form": "name", "entity": entity, "reason": ADDED, "origin": "edited",
    }  # fmt: skip
