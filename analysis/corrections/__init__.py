"""The researcher's corrections, laid over what was found: merge, split, rename, add or drop mentions and claims.

The edits stand in ``data/corrections/ARTICLE.csv`` (`analysis.corrections.sheets`), never in the layers themselves: each rerun, and each
retrained model, finds what it finds, and the same edits are laid over it again.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import exports, files
from analysis.article import Article, Span
from analysis.corrections import sheets
from analysis.corrections.claims import lay_over_claims
from analysis.corrections.mentions import lay_over_mentions
from analysis.corrections.sheets import read
from analysis.errors import ClaimbookError

if TYPE_CHECKING:
    from analysis.story import Story

__all__ = ["apply_to_claims", "apply_to_mentions", "edits", "read", "sheet", "unplaced", "write"]


def sheet(article: Article, mentions: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the editable sheet of an article: a row a mention and a claim, the edits made so far among them.

    `found` says whom a mention means, or who makes a claim; `action`, `field` and `value` are for the researcher.  Columns of the researcher's
    own come after these, and a row that says something there is kept though it is found no more.
    """
    known = sheets.load(article)
    made = read(article)
    if sheets.is_foreign(known, article):
        known, made = sheets.Sheet([], []), made.head(0)
    own = [more for _, row, more in known.rows if row["action"]]
    kept = [
        ({name: str(row[name]) for name in sheets.COLUMNS}, more)
        for row, more in zip(made.to_dict("records"), own, strict=True)
    ]
    edited = {(row["layer"], int(row["start"]), int(row["end"])) for row, _ in kept}
    noted = [(row, more) for _, row, more in known.rows if not row["action"] and any(more)]
    notes = {(row["layer"].lower(), row["start"], row["end"], row["words"]): more for row, more in noted}
    rows: list[tuple[dict[str, Any], list[str]]] = kept
    # "She" tells nobody who makes the claim.
    makers = claims["source_entity"].where(claims["source_entity"].notna(), claims["source"])
    for layer, spans, found in (
        ("mention", _mention_spans(mentions), mentions["entity"]),
        ("claim", _content_spans(claims), makers),
    ):
        for (start, end), meant in zip(spans, found, strict=True):
            if (layer, start, end) not in edited:
                whom = "" if pd.isna(meant) else str(meant)
                blank = {"action": "", "field": "", "value": ""}
                words = article.text[start:end]
                row = {"layer": layer, "start": start, "end": end, "words": words, "found": whom} | blank
                more = notes.get((layer, str(start), str(end), words.strip()), [""] * len(known.own))
                rows.append((row | {"article": article.id, "sha256": article.sha256}, more))
    rows += [(row, more) for row, more in noted if not any(more is used for _, used in rows)]
    table = pd.DataFrame([row for row, _ in rows], columns=sheets.COLUMNS)
    more = pd.DataFrame([more for _, more in rows], columns=known.own, dtype=object)
    order = pd.DataFrame({"layer": table["layer"], "start": pd.to_numeric(table["start"], errors="coerce").fillna(0)})
    order = order.sort_values(["layer", "start"], ascending=[False, True], kind="stable")
    return pd.concat([table, more], axis=1).iloc[order.index].reset_index(drop=True)


def write(story: "Story", path: Path | None = None) -> Path:
    """Write the editable sheet of a story to `path` (``data/corrections/ARTICLE.csv``), edits made so far included.

    Raises
    ------
    ClaimbookError
        Where that sheet is another article's of the same name: it is left as it is.
    """
    place = path or sheets.place_of(story.article)
    if path is None and sheets.is_foreign(sheets.load(story.article), story.article):
        raise ClaimbookError(
            f"{place}: holds the corrections of another article of this name; rename one of the two articles, and its sheet with it"
        )
    files.replace_file(place, exports.dump(sheet(story.article, story.mentions, story.claims), "csv"))
    return place


def apply_to_mentions(article: Article, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions with the article's edits laid over them; what an edit touched has the origin ``edited``."""
    return lay_over_mentions(sheets.edits(article, "mention"), article, mentions)[0]


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
    return lay_over_claims(sheets.edits(article, "claim"), article, claims, mentions, stance)[0]


def unplaced(
    article: Article, mentions: pd.DataFrame | None = None, claims: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the edits that could not be laid over the article, and `why`.

    Without the tables, only the edits whose words are gone; with `mentions` and `claims`, as they were found, also
    those that are about a mention or a claim that is not found any more.
    """
    table = edits(article, mentions, claims)
    return table[table["why"].notna()].reset_index(drop=True)


def edits(article: Article, mentions: pd.DataFrame | None = None, claims: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return all edits in the article's sheet, with `why` one could not be laid over it (see `unplaced`); missing where it was."""
    table = read(article)
    reasons: dict[int, str] = {
        i: row["why"] for i, row in enumerate(table.to_dict("records")) if row["why"] is not None
    }
    if mentions is not None:
        reasons |= lay_over_mentions(sheets.edits(article, "mention"), article, mentions)[1]
        if claims is not None:
            reasons |= lay_over_claims(sheets.edits(article, "claim"), article, claims, mentions, None)[1]
    return table.assign(why=pd.Series([reasons.get(i) for i in range(len(table))], dtype="object"))


def _mention_spans(mentions: pd.DataFrame) -> list[Span]:
    return list(zip(mentions["start"].tolist(), mentions["end"].tolist(), strict=True))


def _content_spans(claims: pd.DataFrame) -> list[Span]:
    return [(spans[0][0], spans[-1][1]) for spans in claims["content_spans"]]
