"""Charts of claims: by source within an article, by outlet across reports."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts import style
from analysis.charts.style import Chart
from analysis.charts.words import listing
from analysis.comparison.reference import article_of

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Each certainty has a shape of its own: marker, colour, filled or not.
CERTAINTIES = {
    "asserted": ("o", style.BLUE, True),
    "hedged": ("o", style.BLUE, False),
    "alleged": ("^", style.ORANGE, True),
    "denied": ("X", style.VERMILION, True),
    "promised": ("s", style.GREEN, True),
    "asked": ("D", style.PURPLE, False),
}
DOUBTFUL = 0.5
"""A claim whose probability is below this is probably none."""
WRITER = "the writer, without a source"
OPEN = "a source left open"
MARK, AIR = 0.12, 0.16
"""The width of a mark with its edge, and what is left free between two lines of the chart, in inches."""
MOST_LANES = 25
"""Where more marks than these stand above one another, they overlap: a chart has an end."""


def sources(claims: pd.DataFrame, length: int, *, most: int = 15) -> Chart:
    """Show who says how much, where in the article, and how firmly: one mark a claim, its shape the certainty.

    Parameters
    ----------
    claims
        ``kind source source_entity certainty start``, as `analysis.claims.claims` returns it.
    length
        The article's length in characters.
    most
        How many sources to show on lines of their own; the others share the last line.

    Examples
    --------
    >>> row = {"kind": "reported", "source": "she", "source_entity": "Ada Marsh", "certainty": "asserted", "start": 10}
    >>> sources(pd.DataFrame([row]), 100).finding
    'Of 1 claim, 1 is reported from 1 source; Ada Marsh is quoted most, with 1.'
    """
    if claims.empty:
        return Chart("No claims.", "No claim was found.")
    who = name_sources(claims)
    counts = who.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    reported = counts.drop(WRITER, errors="ignore")
    names = [str(name) for name in reported.index]
    doubtful = int((claims["confidence"] < DOUBTFUL).sum()) if "confidence" in claims else 0
    finding = _sum_up(len(claims), reported) + (f" Doubtful: {doubtful}." if doubtful else "")
    if len(names) > most:
        rest = set(names[most - 1 :])
        others = f"{len(rest)} more sources"
        who, names = who.where(~who.isin(rest), others), [*names[: most - 1], others]
    if WRITER in counts:
        names.append(WRITER)
    rows = {name: row for row, name in enumerate(names)}
    certainty = claims["certainty"] if "certainty" in claims else pd.Series("asserted", index=claims.index)

    at = claims["start"].to_numpy() / max(length, 1) * 100
    lines = who.map(rows).to_numpy(dtype=int)

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        with style.rules():
            shown = certainty.isin(list(CERTAINTIES)).to_numpy()
            top = style.legend_room(width, rows=(certainty[shown].nunique() + 1) // 2)
            left, right = style.margin(labels, width), 0.15
            moved = spread(at, lines, MARK / (width - left - right) * 104)
            lanes = 1 + 2 * pd.Series(abs(moved)).groupby(lines).max().to_numpy()
            heights = lanes.clip(max=MOST_LANES) * MARK + AIR
            height, middles = heights.sum(), heights.cumsum() - heights / 2
            places = middles[lines] + moved * MARK * (lanes.clip(max=MOST_LANES) / lanes)[lines]
            figure, axes = style.canvas(width, height + 0.45 + top, left=left, right=right, top=top, bottom=0.45)
            for label, (marker, colour, filled) in CERTAINTIES.items():
                here = (certainty == label).to_numpy()
                if here.any():
                    axes.plot(
                        at[here], places[here], marker,
                        label=label, color=colour, markersize=7, markeredgecolor=colour, alpha=0.9,
                        markerfacecolor=colour if filled else style.PAPER, markeredgewidth=1.4,
                    )  # fmt: skip
            style.lay_along_text(axes, labels)
            # Each line is as high as its marks need, in inches.
            axes.set_yticks(middles, labels)
            axes.set_ylim(height, 0)
            style.legend(figure)
        return figure

    listed = "; ".join(
        f"{name}: " + ", ".join(f"{number} {label}" for label, number in certainty[who == name].value_counts().items())
        for name in names
    )
    return Chart(f"Marks along the text for each claim, one line a source: {listed}.", finding, draw)


def spread(at: "NDArray[np.float64]", lines: "NDArray[np.int64]", wide: float) -> "NDArray[np.float64]":
    """Return how far to move each mark off its line so that none hides another, in marks.

    Marks of one line that are less than `wide` apart stand above one another, centred on the line, in the order of the table.

    Examples
    --------
    >>> import numpy as np
    >>> spread(np.array([10.0, 10.0, 50.0]), np.array([0, 0, 0]), 4.0)
    array([-0.5,  0.5,  0. ])
    """
    import numpy as np

    moved = np.zeros(len(at))
    for line in np.unique(lines):
        here = np.flatnonzero(lines == line)
        here = here[np.argsort(at[here], kind="stable")]
        for crowd in np.split(here, np.flatnonzero(np.diff(at[here]) >= wide) + 1):
            # Within a crowd a lane is free again as soon as its last mark is far enough.
            ends: list[float] = []
            lanes = []
            for mark in crowd:
                lane = next((lane for lane, end in enumerate(ends) if at[mark] - end >= wide), len(ends))
                ends[lane : lane + 1] = [at[mark]]
                lanes.append(lane)
            moved[crowd] = np.array(lanes) - (len(ends) - 1) / 2
    return moved


def outlets(groups: pd.DataFrame, names: dict[str, str], candidates: pd.DataFrame | None = None) -> Chart:
    """Show, for each report, how many of its claims other reports have too, perhaps have, and how many stand in it alone.

    Parameters
    ----------
    groups
        ``claims outlets``, as `analysis.comparison.groups` returns it; claims are named ``ARTICLE#CLAIM``.
    names
        From an article's id to what it is called in the chart.
    candidates
        ``a b``, as `analysis.comparison.candidates` returns it: claims that are perhaps the same in other words.

    Examples
    --------
    >>> rows = pd.DataFrame({"claims": [["a#1", "b#1"], ["a#2"]], "outlets": [2, 1]})
    >>> outlets(rows, {"a": "Aldmere Post", "b": "The Tide"}).finding
    'Of 2 different claims, what the writers state themselves among them, 1 stands in more than one report; Aldmere Post has the most that stand in it alone, 1.'
    """  # fmt: skip
    if len(names) < 2:
        return Chart("One report.", "There is one report only: nothing to compare it with.")
    if groups.empty:
        return Chart("No claims.", "There are no claims to compare.")
    near = set() if candidates is None else {*candidates["a"], *candidates["b"]}
    shared, perhaps, alone = (dict.fromkeys(names, 0) for _ in range(3))
    common = 0
    for claims in groups["claims"]:
        articles = {article_of(claim) for claim in claims}
        common += len(articles) > 1
        for article in articles:
            (shared if len(articles) > 1 else alone if near.isdisjoint(claims) else perhaps)[article] += 1
    most = max(alone, key=alone.__getitem__)
    finding = (
        f"Of {len(groups)} different claims, what the writers state themselves among them, "
        f"{common} {'stands' if common == 1 else 'stand'} in more than one report; "
        f"{names[most]} has the most that stand in it alone, {alone[most]}."
    )
    parts = [
        ("in other reports too", list(shared.values()), style.BLUE, style.HATCHES[0]),
        ("perhaps, in other words", list(perhaps.values()), style.GREEN, style.HATCHES[2]),
        ("in this one alone", list(alone.values()), style.ORANGE, style.HATCHES[1]),
    ]
    listed = "; ".join(f"{names[a]}: {shared[a]} shared, {perhaps[a]} perhaps, {alone[a]} alone" for a in names)
    return Chart(
        f"Stacked bar chart of claims by report: {listed}.",
        finding,
        style.stacked(list(names.values()), parts, "different claims"),
    )


def name_sources(claims: pd.DataFrame) -> pd.Series:
    """Return for each claim whom it comes from: the entity, else the source's words, else the writer."""
    words = claims["source"] if "source" in claims else pd.Series(None, index=claims.index, dtype="object")
    known = claims.get("source_entity", words)
    who = known.where(known.notna(), words)
    stated = claims["kind"] == "stated" if "kind" in claims else pd.Series(data=False, index=claims.index)
    return who.mask(stated, WRITER).fillna(OPEN).astype(str)


def _sum_up(total: int, reported: pd.Series) -> str:
    number, known = int(reported.sum()), reported.drop(OPEN, errors="ignore")
    claims = f"{total} claim{'s' if total != 1 else ''}"
    if known.empty:
        return f"Of {claims}, none is reported from a source that is named."
    sources = f"{len(known)} source{'s' if len(known) != 1 else ''}"
    leaders = [str(name) for name in known.index[known == known.iloc[0]]]
    lead = f"{listing(leaders)} {'is' if len(leaders) == 1 else 'are'} quoted most, with {known.iloc[0]}"
    each = " each" if len(leaders) > 1 else ""
    left = f" ({reported[OPEN]} more from a source that is left open)" if OPEN in reported else ""
    number -= int(reported.get(OPEN, 0))
    return f"Of {claims}, {number} {'is' if number == 1 else 'are'} reported from {sources}{left}; {lead}{each}."
