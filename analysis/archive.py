"""The same claim in many articles: who had it, and when."""

from typing import Any

import pandas as pd

from analysis import neighbours
from analysis.dataset import Dataset
from analysis.trends import UNKNOWN

# Below this similarity of their vectors two contents are not looked at any closer.
LEAST = 0.5
FEWEST_WORDS = 4
COLUMNS = ["content", "outlets", "claims", "articles", "first", "last"]


def shared_claims(
    data: Dataset, *, entity: str | None = None, days: int = 14, exact: int = neighbours.EXACT
) -> pd.DataFrame:
    """Return the claims that stand in articles of more than one outlet.

    Only claims that mention an entity in common, in articles that are at most `days` apart, are held against each other; near
    vectors among those are grouped as `analysis.comparison.group` does it.

    Parameters
    ----------
    data
        A corpus.
    entity
        Only claims by or about this entity; of a large corpus the whole takes a pass of the encoder over every claim.
    days
        How far apart two articles may be; an article without a date is near every other.
    exact
        Above this number of claims an approximate index is used; see `analysis.neighbours.pairs`.

    Returns
    -------
    DataFrame
        One row a group: ``content outlets claims articles first last``.  `content` is the earliest claim's; `outlets` lists names;
        `claims` those as ``ARTICLE#CLAIM``.  The group in the most outlets first.
    """
    claims = _read(data, entity)
    if claims.empty:
        return pd.DataFrame(columns=COLUMNS)
    from analysis.models.encoder import vectors

    near = neighbours.pairs(vectors(claims["content"].tolist()), LEAST, exact=exact)
    topics, dates = claims["topics"].tolist(), pd.to_datetime(claims["published"]).tolist()
    linked = [
        (row.a, row.b)
        for row in near.itertuples()
        if topics[row.a] & topics[row.b] and not abs(dates[row.a] - dates[row.b]) > pd.Timedelta(days=days)
    ]
    rows = [row for together in _components(linked) for row in _describe(claims, together)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = table.assign(number=table["outlets"].map(len), many=table["claims"].map(len))
    return table.loc[
        order.sort_values(["number", "many", "first", "content"], ascending=[False, False, True, True]).index
    ].reset_index(drop=True)


def _read(data: Dataset, entity: str | None) -> pd.DataFrame:
    """Return the claims long enough to be compared, with outlet, date and the entities that they are by or about."""
    claims = data.read("claims", ["article", "claim", "content", "source_entity", "stance"])
    claims = claims[claims["content"].str.split().str.len() >= FEWEST_WORDS]
    claims = claims.assign(topics=[_topics(row.source_entity, row.stance) for row in claims.itertuples()])
    if entity:
        claims = claims[[entity in topics for topics in claims["topics"]]]
    articles = data.read("articles", ["article", "outlet", "published"])
    articles["outlet"] = articles["outlet"].fillna(UNKNOWN)
    return claims.merge(articles, on="article").reset_index(drop=True)


def _topics(source: Any, stance: dict[str, str] | None) -> set[str]:
    return {*(stance or ()), *([source] if isinstance(source, str) else [])}


def _components(linked: list[tuple[int, int]]) -> list[list[int]]:
    """Return the sets of numbers that are connected by `linked`, each sorted.

    Examples
    --------
    >>> _components([(1, 2), (5, 6), (2, 3)])
    [[1, 2, 3], [5, 6]]
    """
    parents: dict[int, int] = {}

    def root(number: int) -> int:
        while parents.setdefault(number, number) != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for a, b in linked:
        parents[root(b)] = root(a)
    members: dict[int, list[int]] = {}
    for number in sorted(parents):
        members.setdefault(root(number), []).append(number)
    return sorted(members.values())


def _describe(claims: pd.DataFrame, together: list[int]) -> list[tuple[Any, ...]]:
    from analysis.comparison import group

    found = claims.iloc[together]
    rows = []
    for _, same in found.groupby(list(group(found["content"].tolist())), sort=False):
        outlets = sorted(same["outlet"].unique())
        if len(outlets) < 2:
            continue
        ordered = same.sort_values(["published", "article"], kind="stable")
        dates = ordered["published"].dropna()
        names = [f"{row.article}#{row.claim}" for row in ordered.itertuples()]
        first, last = (dates.iloc[0], dates.iloc[-1]) if len(dates) else (None, None)
        rows.append((ordered["content"].iloc[0], outlets, names, same["article"].nunique(), first, last))
    return rows
