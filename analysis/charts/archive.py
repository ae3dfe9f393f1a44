"""Charts of many articles: over time and by outlet, with their intervals."""

# matplotlib's dates have no types.
# mypy: disable-error-code="no-untyped-call"

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts import style
from analysis.charts.style import Chart
from analysis.charts.words import listing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Told apart by line and mark as well as by colour.
LINES = (
    (style.BLUE, "-", "o"),
    (style.VERMILION, "--", "s"),
    (style.GREEN, "-.", "^"),
    (style.ORANGE, ":", "D"),
    (style.PURPLE, "-", "X"),
    (style.MUTED, "--", "v"),
)


def timeline(table: pd.DataFrame) -> Chart:
    """Show in what share of the articles of each period entities are named.

    Parameters
    ----------
    table
        ``entity period named articles share``, as `analysis.corpus.trends.entities_over_time` returns it.

    Examples
    --------
    >>> rows = {"entity": ["Port"] * 2, "period": pd.to_datetime(["2031-03-01", "2031-04-01"]), "named": [1, 3]}
    >>> timeline(pd.DataFrame(rows | {"articles": [4, 4], "share": [0.25, 0.75]})).finding
    'Port is named in 3 of 4 articles in April 2031, its most; in March 2031 it was 1 of 4.'
    """
    if table.empty:
        return Chart("No dates.", "No article has a date, or none names anybody.")
    names = table["entity"].unique().tolist()
    shown = names[: len(LINES)]
    periods = sorted(table["period"].unique())
    pattern = "%B %Y" if all(period.day == 1 for period in periods) else "%d %B %Y"
    lead = table[table["entity"] == names[0]]
    best, last = lead.loc[lead["share"].idxmax()], lead.iloc[-1]
    when, other = best["period"].strftime(pattern), last if last["period"] != best["period"] else lead.iloc[0]
    finding = f"{names[0]} is named in {best['named']} of {best['articles']} articles in {when}, its most"
    if other["period"] != best["period"]:
        finding += f"; in {other['period'].strftime(pattern)} it was {other['named']} of {other['articles']}"

    def draw(width: float) -> "Figure":
        labels = style.fit([str(name) for name in shown], width)
        with style.rules():
            figure, axes = style.canvas(width, 3.0, left=0.55, top=0.35 if width > 5 else 0.8, bottom=0.65)
            for name, label, (colour, line, marker) in zip(shown, labels, LINES, strict=False):
                rows = table[table["entity"] == name]
                axes.plot(
                    rows["period"], rows["share"] * 100, line, color=colour, marker=marker, markersize=5, label=label
                )
            axes.set_ylim(-2, 102)
            axes.set_ylabel("% of the articles")
            _mark_periods(axes, periods, width)
            style.legend(figure)
        return figure

    listed = "; ".join(
        f"{name}: "
        + ", ".join(f"{row.period:%Y-%m-%d} {row.share:.0%}" for row in table[table["entity"] == name].itertuples())
        for name in shown
    )
    return Chart(
        f"Line chart of the share of articles that name each entity, by period: {listed}.", finding + ".", draw
    )


def quoted(table: pd.DataFrame) -> Chart:
    """Show what share of each outlet's reported claims the most quoted sources have.

    Parameters
    ----------
    table
        ``source outlet claims share``, as `analysis.corpus.trends.sources_by_outlet` returns it.

    Examples
    --------
    >>> rows = {"source": ["Ann Lee"] * 2, "outlet": ["Post", "Tide"], "claims": [3, 1], "share": [0.5, 0.1]}
    >>> quoted(pd.DataFrame(rows)).finding
    'Ann Lee is quoted most, 4 times: by Post in 50 % of its reported claims, by Tide in 10 %.'
    """
    if table.empty:
        return Chart("No sources.", "No named source is reported to say anything.")
    outlets, names = sorted(table["outlet"].unique()), table["source"].unique().tolist()
    grid = table.pivot_table(index="source", columns="outlet", values="share", aggfunc="sum", observed=True)
    lead = grid.loc[names[0]].sort_values(ascending=False, kind="stable")
    total = int(table.loc[table["source"] == names[0], "claims"].sum())
    finding = f"{names[0]} is quoted most, {total} time{'s' if total != 1 else ''}"
    if len(lead) > 1:
        finding += f": by {lead.index[0]} in {lead.iloc[0]:.0%} of its reported claims, by {lead.index[-1]} in {lead.iloc[-1]:.0%}"
    finding = finding.replace("%", " %")

    def draw(width: float) -> "Figure":
        labels = style.fit([str(name) for name in names], width)
        with style.rules():
            top = 0.35 if width > 5 else 0.8
            height = 0.36 * len(names) + 0.6 + top
            figure, axes = style.canvas(width, height, left=style.margin(labels, width), top=top)
            marks = [LINES[number % len(LINES)] for number in range(len(outlets))]
            for outlet, (colour, _, marker) in zip(outlets, marks, strict=True):
                shares = [float(grid.loc[name, outlet]) * 100 for name in names]
                label = style.fit([str(outlet)], width)[0]
                axes.plot(shares, range(len(names)), marker, color=colour, markersize=7, alpha=0.85, label=label)
            axes.set_yticks(range(len(names)), labels)
            style.tidy(axes, rows=len(names), label="% of the outlet's claims")
            axes.set_xlim(left=-1)
            style.legend(figure)
        return figure

    listed = "; ".join(
        f"{name}: " + ", ".join(f"{outlet} {grid.loc[name, outlet]:.0%}" for outlet in outlets) for name in names
    )
    return Chart(f"Marks for the share of each outlet's reported claims by source: {listed}.", finding + ".", draw)


def unnamed(table: pd.DataFrame) -> Chart:
    """Show the share of each outlet's reported claims that come from unnamed persons.

    Parameters
    ----------
    table
        ``outlet articles claims unnamed share low high``, as `analysis.corpus.trends.unnamed_sources` returns it.

    Examples
    --------
    >>> row = {"outlet": "Post", "articles": 9, "claims": 40, "unnamed": 10, "share": 0.25, "low": 0.14, "high": 0.4}
    >>> unnamed(pd.DataFrame([row])).finding
    'Post has 10 of its 40 reported claims from unnamed persons: 25 %, between 14 % and 40 % with 95 % confidence.'
    """
    if table.empty:
        return Chart("No claims.", "Nobody is reported to say anything.")
    first = table.iloc[0]
    finding = (
        f"{first['outlet']} has {first['unnamed']} of its {first['claims']} reported claims from unnamed persons: "
        f"{first['share']:.0%}, between {first['low']:.0%} and {first['high']:.0%} with 95% confidence"
    ).replace("%", " %")
    rows = table.assign(**{name: table[name] * 100 for name in ("share", "low", "high")})
    if len(table) > 1:
        finding += _compare(table)
    listed = "; ".join(
        f"{row.outlet} {row.share:.0%} ({row.low:.0%} to {row.high:.0%}, {row.claims} claims in {row.articles} articles)"
        for row in table.itertuples()
    )
    return Chart(
        f"Marks with intervals for the share of unnamed sources by outlet: {listed}.",
        finding + ".",
        lambda width: _intervals(rows, "share", "% of the reported claims", (-1, 101), width),
    )


def leanings(table: pd.DataFrame, entity: str) -> Chart:
    """Show each outlet's mean stance toward an entity, with its interval.

    Parameters
    ----------
    table
        ``outlet articles mentions stance low high``, as `analysis.corpus.trends.stance_by_outlet` returns it.
    entity
        Toward whom.

    Examples
    --------
    >>> rows = {"outlet": ["Post", "Tide"], "articles": [9, 8], "mentions": [30, 20], "stance": [-0.5, 0.25]}
    >>> leanings(pd.DataFrame(rows | {"low": [-0.7, 0.1], "high": [-0.3, 0.4]}), "Ann Lee").finding
    'Toward Ann Lee the wording is least favourable in Post (−0.50) and most in Tide (0.25); the two intervals do not meet.'
    """
    if table.empty:
        return Chart("No mentions.", f"{style.shorten(entity, 80)} is not mentioned in any article.")
    first, last = table.iloc[0], table.iloc[-1]
    finding = f"Toward {entity} the wording is "
    if len(table) == 1:
        finding += f"scored {_signed(first['stance'])} in {first['outlet']}, the only outlet"
    else:
        finding += (
            f"least favourable in {first['outlet']} ({_signed(first['stance'])}) and most in {last['outlet']} "
            f"({_signed(last['stance'])})"
        ) + _compare(table)
    listed = "; ".join(
        f"{row.outlet} {_signed(row.stance)} ({_signed(row.low)} to {_signed(row.high)}, {row.mentions} mentions in {row.articles} articles)"
        for row in table.itertuples()
    )
    return Chart(
        f"Marks with intervals for the mean stance toward {entity} by outlet, from −1 to 1: {listed}.",
        finding + ".",
        lambda width: _intervals(table, "stance", "mean stance, −1 to 1", (-1.05, 1.05), width),
    )


def repeated(groups: pd.DataFrame, *, most: int = 10) -> Chart:
    """Show the claims that stand in the most outlets.

    Parameters
    ----------
    groups
        ``content outlets``, as `analysis.corpus.archive.shared_claims` returns it; `outlets` lists their names.
    most
        How many claims to show.

    Examples
    --------
    >>> rows = pd.DataFrame({"content": ["the port is closed"], "outlets": [["Post", "Tide"]]})
    >>> repeated(rows).finding
    '1 claim stands in more than one outlet; the widest spread, “the port is closed”, in 2: Post and Tide.'
    """
    if groups.empty:
        return Chart("No shared claims.", "No claim stands in more than one outlet.")
    numbers = groups["outlets"].map(len)
    first = groups.iloc[0]
    finding = (
        f"{len(groups)} claim{'s stand' if len(groups) != 1 else ' stands'} in more than one outlet; the widest spread, "
        f"“{style.shorten(first['content'], 100)}”, in {numbers.iloc[0]}: {listing(first['outlets'])}"
    )
    top = groups.head(most)
    contents, counts = [str(words) for words in top["content"]], numbers.head(most).tolist()

    def draw(width: float) -> "Figure":
        labels = style.fit(contents, width)
        with style.rules():
            figure, axes = style.canvas(width, 0.28 * len(labels) + 0.6, left=style.margin(labels, width))
            axes.bar_label(axes.barh(range(len(labels)), counts, height=0.7, color=style.BLUE), padding=3)
            axes.set_yticks(range(len(labels)), labels)
            style.tidy(axes, rows=len(labels), label="outlets")
        return figure

    listed = "; ".join(f"{style.shorten(words, 80)}: {number}" for words, number in zip(contents, counts, strict=True))
    return Chart(f"Bar chart of the outlets in which a claim stands: {listed}.", finding + ".", draw)


def _intervals(table: pd.DataFrame, column: str, words: str, limits: tuple[float, float], width: float) -> "Figure":
    labels = style.fit([str(name) for name in table["outlet"]], width)
    places = range(len(labels))
    with style.rules():
        figure, axes = style.canvas(width, 0.34 * len(labels) + 0.6, left=style.margin(labels, width))
        axes.hlines(places, table["low"], table["high"], color=style.BLUE, linewidth=2.5, alpha=0.6)
        axes.plot(table[column], places, "o", color=style.BLUE, markersize=7)
        if limits[0] < -1.01:
            axes.axvline(0, color=style.MUTED, linewidth=0.8)
        axes.set_yticks(places, labels)
        style.tidy(axes, rows=len(labels), label=words + (", with its 95 % interval" if width > 5 else ""))
        axes.set_xlim(*limits)
    return figure


def _compare(table: pd.DataFrame) -> str:
    """Say whether the intervals of the first and the last row meet; nothing where one of them is not known."""
    one, other = table.iloc[0], table.iloc[-1]
    if table.iloc[[0, -1]][["low", "high"]].isna().to_numpy().any():
        return "; one article alone gives no interval"
    apart = one["low"] > other["high"] or other["low"] > one["high"]
    who = "the two intervals" if "stance" in table else f"its interval and that of {other['outlet']}"
    return f"; {who} {'do not meet' if apart else 'overlap'}"


def _signed(value: float) -> str:
    return "unknown" if pd.isna(value) else f"{value:.2f}".replace("-", "−")


def _mark_periods(axes: "Axes", periods: list[pd.Timestamp], width: float) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    if len(periods) <= (8 if width > 5 else 4):
        pattern = "%b\n%Y" if all(period.day == 1 for period in periods) else "%d %b\n%Y"
        axes.set_xticks(periods, [period.strftime(pattern).lstrip("0") for period in periods])
        return
    locator = AutoDateLocator(maxticks=8 if width > 5 else 4)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
