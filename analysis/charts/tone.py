"""Charts of the wording's tone and of the stance toward entities."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts import style
from analysis.charts.style import Chart
from analysis.charts.words import listing, quote

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# VADER's own bounds for calling a text positive or negative.
BOUND = 0.05
STANCES = {"negative": "unfavourable", "neutral": "neutral", "positive": "favourable"}
COLOURS = {"negative": style.VERMILION, "neutral": style.GRID, "positive": style.BLUE}


def tones(tone: pd.DataFrame) -> Chart:
    """Show the tone of each sentence's wording, in the order of the text.

    Parameters
    ----------
    tone
        ``compound words``, as `analysis.sentiment.tone` returns it.

    Examples
    --------
    >>> rows = pd.DataFrame({"compound": [0.4, -0.6], "words": [[("glad", 1.6)], [("threat", -2.4)]]})
    >>> tones(rows).finding
    '1 sentence sounds positive, 1 negative and 0 neither; the most negative is sentence 2 (−0.60), by “threat”.'
    """
    if tone.empty:
        return Chart("No sentences.", "There is no sentence to score.")
    scores = tone["compound"].tolist()
    bright, dull = sum(s >= BOUND for s in scores), sum(s <= -BOUND for s in scores)
    verb = "sentence sounds" if bright == 1 else "sentences sound"
    finding = f"{bright} {verb} positive, {dull} negative and {len(scores) - bright - dull} neither"
    if dull:
        worst = min(range(len(scores)), key=scores.__getitem__)
        why = [word for word, rating in tone["words"].iloc[worst] if rating < 0]
        by = f", by {listing(quote(why))}" if why else ""
        finding += f"; the most negative is sentence {worst + 1} (−{-scores[worst]:.2f}){by}"
    places = range(1, len(scores) + 1)

    def draw(width: float) -> "Figure":
        with style.rules():
            figure, axes = style.canvas(width, 2.3, left=1.0)
            colours = [style.BLUE if s >= BOUND else style.VERMILION if s <= -BOUND else style.MUTED for s in scores]
            axes.bar(places, scores, width=0.75, color=colours)
            axes.plot(places, [0] * len(scores), "|", color=style.MUTED, markersize=4)
            axes.axhline(0, color=style.MUTED, linewidth=0.8)
            axes.set_ylim(-1.05, 1.05)
            axes.set_yticks([-1, -0.5, 0, 0.5, 1], ["negative −1", "−0.5", "0", "0.5", "positive 1"])
            axes.set_xlabel("sentence, in the order of the text")
            axes.grid(visible=False, axis="x")
            style.whole_numbers(axes.xaxis)
        return figure

    listed = ", ".join(f"{score:.2f}".replace("-", "−") for score in scores)
    return Chart(f"Bar chart of the tone of each sentence, from −1 to 1, in order: {listed}.", finding + ".", draw)


def stances(stance: pd.DataFrame, *, most: int = 12) -> Chart:
    """Show how often the passage around a mention is unfavourable, neutral or favourable to its entity.

    Parameters
    ----------
    stance
        ``entity stance``, as `analysis.sentiment.stance` returns it.
    most
        How many entities to show.

    Examples
    --------
    >>> rows = pd.DataFrame({"entity": ["Port", "Port"], "stance": ["negative", "neutral"]})
    >>> stances(rows).finding
    'The wording is unfavourable most often toward Port (1 of 2 mentions) and favourable toward nobody.'
    """
    if stance.empty:
        return Chart("No mentions.", "There is no mention to score.")
    counts = pd.crosstab(stance["entity"], stance["stance"]).reindex(columns=list(STANCES), fill_value=0)
    counts["total"] = counts.sum(axis=1)
    counts = counts.sort_values(["total", "negative"], ascending=False, kind="stable").head(most)
    names = [str(name) for name in counts.index]

    def strongest(label: str) -> str:
        best = counts[label].max()
        if best == 0:
            return "nobody"
        name = counts[label].idxmax()
        total = counts.loc[name, "total"]
        return f"{name} ({best} of {total} mention{'s' if total > 1 else ''})"

    finding = (
        f"The wording is unfavourable most often toward {strongest('negative')} "
        f"and favourable toward {strongest('positive')}."
    )

    parts = [
        (word, counts[label].tolist(), COLOURS[label], hatch)
        for (label, word), hatch in zip(STANCES.items(), ("////", "", "xxxx"), strict=True)
    ]
    listed = "; ".join(
        f"{name}: " + ", ".join(f"{counts.loc[name, label]} {word}" for label, word in STANCES.items())
        for name in names
    )
    return Chart(
        f"Stacked bar chart of the stance toward each entity: {listed}.",
        finding,
        style.stacked(names, parts, "mentions"),
    )
