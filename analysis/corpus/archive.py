"""A data set to explore, and the claims that stand in many of its articles: who had them, and when."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.comparison import neighbours
from analysis.comparison.reference import name_of
from analysis.corpus import trends
from analysis.corpus.dataset import Dataset

# Contents whose vectors are less alike than this cannot reach the threshold of `analysis.comparison` by their words.
LEAST = 0.6
FEWEST_WORDS = 4
COLUMNS = ["content", "outlets", "claims", "articles", "first", "last"]


def read(folder: Path | str | None = None) -> Dataset:
    """Open the data set in `folder`; without one, that of the invented archive of Velmora, made here when first asked for.

    Raises
    ------
    ClaimbookError
        Where there is no data set in `folder`.
    """
    if folder is not None:
        return Dataset(folder)
    from analysis import corpus

    made = paths.ROOT / ".claimbook-cache" / "velmora"
    corpus.build(paths.ROOT / "tests/fixtures/corpus/velmora.jsonl", made, workers=0)
    return Dataset(made)


def shared_claims(
    data: Dataset, *, entity: str | None = None, days: int = 14, exact: int = neighbours.EXACT
) -> pd.DataFrame:
    """Return the claims that stand in articles of more than one outlet.

    Headlines are left out.  Only claims that mention an entity in common, in articles that are at most `days` apart, are held against each other; near
    vectors among those are grouped as `analysis.comparison.groups` does it.

    Parameters
    ----------
    data
        A corpus.
    entity
        Only claims by or about this entity; of a large corpus the whole takes a pass of the encoder over every claim.
    days
        How far apart two articles may be; an article without a date is near every other.
    exact
        Above this number of claims an approximate index is used; see `analysis.comparison.neighbours.pairs`.

    Returns
    -------
    DataFrame
        One row a group: ``content outlets claims articles first last``.  `content` is the earliest claim's; `outlets` lists names;
        `claims` those as ``ARTICLE#CLAIM``.  The group in the most outlets first.
    """
    claims = _read(data, entity)
    if claims.empty:
        return pd.DataFrame(columns=COLUMNS)
    from analysis.comparison import THRESHOLD, linkage, similarity
    from analysis.models.encoder import vectors

    texts = claims["content"].tolist()
    places = vectors([similarity.sentence(text) for text in texts])
    near = neighbours.pairs(places, LEAST, exact=exact)
    topics, dates = claims["topics"].tolist(), claims["published"].tolist()
    linked = [
        (row.a, row.b, row.similarity)
        for row in near.itertuples()
        if topics[row.a] & topics[row.b] and _within(dates[row.a], dates[row.b], days)
    ]
    labels = linkage.cluster(len(texts), linked, similarity.Blend(texts, places).matrix, THRESHOLD)
    rows = [row for _, same in claims.groupby(labels, sort=False) if (row := _describe(same))]
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = table.assign(number=table["outlets"].map(len), many=table["claims"].map(len))
    return table.loc[
        order.sort_values(["number", "many", "first", "content"], ascending=[False, False, True, True]).index
    ].reset_index(drop=True)


def _read(data: Dataset, entity: str | None) -> pd.DataFrame:
    """Return the claims long enough to be compared, with outlet, date and the entities that they are by or about."""
    claims = trends.sure(
        data.read("claims", ["article", "claim", "start", "content", "source_entity", "stance", *trends.SURE])
    )
    claims = claims[claims["content"].str.split().str.len() >= FEWEST_WORDS]
    claims = claims.assign(topics=[_topics(row.source_entity, row.stance) for row in claims.itertuples()])
    if entity:
        claims = claims[[entity in topics for topics in claims["topics"]]]
    articles = data.read("articles", ["article", "title_span", "outlet", "published"])
    articles["outlet"] = articles["outlet"].fillna(trends.UNKNOWN)
    found = claims.merge(articles, on="article")
    headline = [bool(row.title_span) and row.start < row.title_span[1] for row in found.itertuples()]
    return found[[not inside for inside in headline]].reset_index(drop=True)


def _within(one: dt.date | None, other: dt.date | None, days: int) -> bool:
    return one is None or other is None or abs((one - other).days) <= days


def _topics(source: Any, stance: dict[str, str] | None) -> set[str]:
    return {*(stance or ()), *([source] if isinstance(source, str) else [])}


def _describe(same: pd.DataFrame) -> tuple[Any, ...] | None:
    """Return the row of claims that say the same; none where one outlet alone has them."""
    outlets = sorted(same["outlet"].unique())
    if len(outlets) < 2:
        return None
    ordered = same.sort_values(["published", "article"], kind="stable")
    dates = ordered["published"].dropna()
    names = [name_of(row.article, row.claim) for row in ordered.itertuples()]
    first, last = (dates.iloc[0], dates.iloc[-1]) if len(dates) else (None, None)
    return ordered["content"].iloc[0], outlets, names, same["article"].nunique(), first, last
