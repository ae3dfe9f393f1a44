"""What many articles say together: over time, by outlet; each figure with its interval and its number of articles.

Articles, not claims or mentions, are what is sampled: a claim's neighbours in one article are not independent of it, so that
every interval takes the article as its unit.
"""

import math

import pandas as pd

from analysis.claims import sources
from analysis.corpus.dataset import Dataset

# Of the normal distribution, for an interval that holds in 95 of 100 samples.
Z = 1.959964
UNKNOWN = "outlet unknown"
SURE = ("kind", "origin", "confidence")


def entities_over_time(data: Dataset, *, most: int = 5, every: str = "MS", label: str | None = None) -> pd.DataFrame:
    """Return in what share of the articles of each period the most mentioned entities are named.

    Parameters
    ----------
    data
        A corpus; articles without a date are left out.
    most
        How many entities: those that the most articles name.
    every
        The length of a period, as pandas writes it: ``MS`` (months), ``W-MON`` (weeks), ``D``.
    label
        Only entities of this kind, such as ``PERSON``.

    Returns
    -------
    DataFrame
        ``entity period named articles share low high``, for each entity and each period that has articles.
    """
    dated = data.read("articles", ["article", "published"]).dropna(subset=["published"])
    dated["period"] = _periods(dated["published"], every)
    totals = dated.groupby("period").size()
    where = [("label", "==", label)] if label else None
    found = data.read("entities", ["article", "entity"], where).drop_duplicates()
    found = found.merge(dated[["article", "period"]], on="article")
    top = found["entity"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[:most]
    counts = found[found["entity"].isin(top)].groupby(["entity", "period"]).size()
    index = pd.MultiIndex.from_product([top, totals.index], names=["entity", "period"])
    table = counts.reindex(index, fill_value=0).rename("named").reset_index()
    table["articles"] = table["period"].map(totals).astype(int)
    table["share"] = table["named"] / table["articles"]
    return table.join(_bounds([wilson(row.named, row.articles) for row in table.itertuples()], table.index))


def sources_by_outlet(data: Dataset, *, most: int = 8) -> pd.DataFrame:
    """Return how many reported claims each outlet has from the sources that are quoted most.

    Returns
    -------
    DataFrame
        ``source outlet claims share``; `share` is of the outlet's reported claims.  Sources in the order of their claims.
    """
    claims = _reported(data, ["article", "source_entity"]).merge(_outlets(data), on="article")
    totals = claims.groupby("outlet").size()
    named = claims.dropna(subset=["source_entity"])
    top = named["source_entity"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[:most]
    counts = named.groupby(["source_entity", "outlet"]).size()
    index = pd.MultiIndex.from_product([top, totals.index], names=["source", "outlet"])
    table = counts.reindex(index, fill_value=0).rename("claims").reset_index()
    table["share"] = table["claims"] / table["outlet"].map(totals).astype(float)
    return table


def unnamed_sources(data: Dataset) -> pd.DataFrame:
    """Return, for each outlet, the share of the reported claims that come from persons who are not named.

    Which those are: see `analysis.claims.sources.are_unnamed`.

    Returns
    -------
    DataFrame
        ``outlet articles claims unnamed share low high``, the highest share first.
    """
    claims = _reported(data, ["article", "source", "source_entity", "source_kind"])
    claims["unnamed"] = sources.are_unnamed(claims)
    parts = claims.groupby("article")["unnamed"].agg(unnamed="sum", claims="size").reset_index()
    rows = []
    for outlet, group in parts.merge(_outlets(data), on="article").groupby("outlet"):
        hits, total = group["unnamed"], group["claims"]
        rows.append(
            (
                outlet,
                len(group),
                int(total.sum()),
                int(hits.sum()),
                hits.sum() / total.sum(),
                *share_interval(hits, total),
            )
        )
    table = pd.DataFrame(rows, columns=["outlet", "articles", "claims", "unnamed", "share", "low", "high"])
    return table.sort_values(["share", "outlet"], ascending=[False, True], ignore_index=True)


def stance_by_outlet(data: Dataset, entity: str) -> pd.DataFrame:
    """Return each outlet's mean stance toward `entity`: from -1 (every mention unfavourable) to 1 (every one favourable).

    Returns
    -------
    DataFrame
        ``outlet articles mentions stance low high``, the least favourable first; `low` and `high` are missing for an outlet with
        a single article.
    """
    found = data.read("stance", ["article", "negative", "positive"], [("entity", "==", entity)])
    found["score"] = found["positive"] - found["negative"]
    parts = found.groupby("article")["score"].agg(score="sum", mentions="size").reset_index()
    rows = []
    for outlet, group in parts.merge(_outlets(data), on="article").groupby("outlet"):
        score, mentions = group["score"], group["mentions"]
        mean, error = ratio(score, mentions)
        low, high = max(mean - Z * error, -1.0), min(mean + Z * error, 1.0)
        rows.append(
            (outlet, len(group), int(mentions.sum()), mean, *((low, high) if len(group) > 1 else (math.nan,) * 2))
        )
    table = pd.DataFrame(rows, columns=["outlet", "articles", "mentions", "stance", "low", "high"])
    return table.sort_values(["stance", "outlet"], ignore_index=True)


def ratio(hits: pd.Series, total: pd.Series) -> tuple[float, float]:
    """Return the ratio of two sums over articles and its standard error, the article being the unit.

    Examples
    --------
    >>> ratio(pd.Series([1.0, 3.0]), pd.Series([2.0, 2.0]))
    (1.0, 0.5)

    Notes
    -----
    Cochran (1977), *Sampling Techniques*, section 2.11: the linearized variance of a ratio.
    """
    count, whole = len(hits), total.sum()
    value = float(hits.sum() / whole)
    if count < 2:
        return value, math.nan
    residuals = hits - value * total
    return value, float(math.sqrt(count / (count - 1) * (residuals**2).sum()) / whole)


def share_interval(hits: pd.Series, total: pd.Series) -> tuple[float, float]:
    """Return the 95 % interval of a share of things that come in articles: Wilson's, at the effective number of things.

    Examples
    --------
    >>> low, high = share_interval(pd.Series([1.0, 0.0, 1.0, 0.0]), pd.Series([1.0, 1.0, 1.0, 1.0]))
    >>> round(low, 2), round(high, 2)
    (0.13, 0.87)

    Notes
    -----
    Korn and Graubard (1998), "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from
    Survey Data": the sample's size divided by the design effect.
    """
    value, error = ratio(hits, total)
    if len(hits) < 2:
        return 0.0, 1.0
    whole = float(total.sum())
    effective = min(value * (1 - value) / error**2, whole) if error else whole
    return wilson(value * effective, effective)


def wilson(hits: float, total: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval for the share ``hits / total``.

    Examples
    --------
    >>> low, high = wilson(5, 10)
    >>> round(low, 3), round(high, 3)
    (0.237, 0.763)

    Notes
    -----
    Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".
    """
    share, scale = hits / total, 1 + Z**2 / total
    centre = (share + Z**2 / (2 * total)) / scale
    half = Z / scale * math.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def sure(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` (with the columns SURE) without those of which the model is not sure."""
    from analysis.models import attribution

    doubtful = (
        (claims["kind"] == "reported")
        & (claims["origin"] == "found")
        & (claims["confidence"] < attribution.default_threshold())
    )
    return claims[~doubtful].copy()


def _reported(data: Dataset, columns: list[str]) -> pd.DataFrame:
    return sure(data.read("claims", [*columns, *SURE], [("kind", "==", "reported")]))


def _outlets(data: Dataset) -> pd.DataFrame:
    table = data.read("articles", ["article", "outlet"])
    table["outlet"] = table["outlet"].fillna(UNKNOWN)
    return table


def _periods(dates: pd.Series, every: str) -> pd.Series:
    moments = pd.to_datetime(dates)
    span = every.removesuffix("S") if every in {"MS", "QS", "YS"} else every
    return moments.dt.to_period(span).dt.start_time


def _bounds(pairs: list[tuple[float, float]], index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["low", "high"], index=index)
