"""Charts of words and sentences."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts import style
from analysis.charts.style import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def words(frequencies: pd.DataFrame, *, most: int = 15) -> Chart:
    """Show the most frequent words as bars.

    Parameters
    ----------
    frequencies
        ``word count``, as `analysis.tokens.frequencies` returns it.
    most
        How many words to show.

    Examples
    --------
    >>> words(pd.DataFrame({"word": ["bridge", "port"], "count": [4, 2]})).finding
    'The most frequent word is “bridge” (4 times), before “port” (2 times).'
    """
    top = frequencies.head(most)
    if top.empty:
        return Chart("No words.", "There is no word to count.")
    names, counts = top["word"].tolist(), top["count"].tolist()
    first = [name for name, number in zip(names, counts, strict=True) if number == counts[0]]
    if len(first) > 1:
        finding = f"The most frequent words are {listing(quote(first))} ({times(counts[0])} each)."
    else:
        rest = f", before “{names[1]}” ({times(counts[1])})" if len(names) > 1 else ""
        finding = f"The most frequent word is “{names[0]}” ({times(counts[0])}){rest}."
    pairs = ", ".join(f"{name} {number}" for name, number in zip(names, counts, strict=True))

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        with style.rules():
            figure, axes = style.canvas(width, 0.24 * len(names) + 0.6, left=style.margin(labels, width))
            bars = axes.barh(range(len(names)), counts, height=0.7, color=style.BLUE)
            axes.bar_label(bars, padding=3)
            axes.set_yticks(range(len(names)), labels)
            style.tidy(axes, rows=len(names), label="times in the text")
        return figure

    return Chart(f"Bar chart of the most frequent words: {pairs}.", finding, draw)


def lengths(sentence_lengths: pd.DataFrame) -> Chart:
    """Show the length of each sentence in the order of the text.

    Parameters
    ----------
    sentence_lengths
        ``sentence words``, as `analysis.tokens.sentence_lengths` returns it; `sentence` counts from 0.

    Examples
    --------
    >>> lengths(pd.DataFrame({"sentence": [0, 1, 2], "words": [5, 20, 11]})).finding
    'Sentences run from 5 to 20 words, with a median of 11; the longest is sentence 2.'
    """
    if sentence_lengths.empty:
        return Chart("No sentences.", "There is no sentence to measure.")
    counts = sentence_lengths["words"]
    places = (sentence_lengths["sentence"] + 1).tolist()
    median = float(counts.median())
    longest = places[int(counts.to_numpy().argmax())]
    finding = (
        f"Sentences run from {counts.min()} to {counts.max()} words, with a median of {median:g}; "
        f"the longest is sentence {longest}."
    )

    def draw(width: float) -> "Figure":
        with style.rules():
            figure, axes = style.canvas(width, 2.2, left=0.5)
            axes.bar(places, counts, width=0.75, color=style.BLUE)
            axes.axhline(median, color=style.INK, linewidth=1, linestyle="--")
            axes.annotate(
                f"median {median:g}", (1, median), xycoords=("axes fraction", "data"), xytext=(-2, 3),
                textcoords="offset points", ha="right", backgroundcolor=style.PAPER,
            )  # fmt: skip
            axes.set_xlabel("sentence, in the order of the text")
            axes.set_ylabel("words")
            axes.grid(visible=False, axis="x")
            style.whole_numbers(axes.xaxis)
        return figure

    listed = ", ".join(str(number) for number in counts)
    return Chart(f"Bar chart of the words in each sentence, in order: {listed}.", finding, draw)


def dispersion(places: pd.DataFrame) -> Chart:
    """Show where in the text each word stands, one line a word.

    Parameters
    ----------
    places
        ``word position`` with positions in [0, 1], as `analysis.tokens.dispersion` returns it.

    Examples
    --------
    >>> dispersion(pd.DataFrame({"word": ["port", "port", "crane"], "position": [0.0, 0.9, 0.5]})).finding
    '“port” stretches furthest, from 0 % to 90 % of the text; “crane” keeps closest together.'
    """
    if places.empty:
        return Chart("No words.", "None of the words stands in the text.")
    ranges = places.groupby("word", sort=False)["position"].agg(["min", "max", "size"])
    ranges = ranges.sort_values(["size", "min"], ascending=[False, True], kind="stable")
    spread = ranges["max"] - ranges["min"]
    widest, closest = str(spread.idxmax()), str(spread.idxmin())
    first, last = ranges.loc[widest, "min"], ranges.loc[widest, "max"]
    finding = f"“{widest}” stretches furthest, from {first:.0%} to {last:.0%} of the text".replace("%", " %")
    finding += f"; “{closest}” keeps closest together." if widest != closest else "."
    names = [str(name) for name in ranges.index]
    rows = {name: i for i, name in enumerate(names)}

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        with style.rules():
            figure, axes = style.canvas(width, 0.28 * len(names) + 0.65, left=style.margin(labels, width))
            at = [rows[word] for word in places["word"]]
            axes.plot(places["position"] * 100, at, "|", color=style.BLUE, markersize=11, markeredgewidth=1.8)
            style.lay_along_text(axes, labels)
        return figure

    listed = "; ".join(f"{n} {times(int(ranges.loc[n, 'size']))} from {spot(ranges.loc[n, 'min'])}" for n in names)
    return Chart(f"Tick marks for each place of each word along the text: {listed}.", finding, draw)


def times(number: int) -> str:
    """Return ``once`` or ``N times``."""
    return "once" if number == 1 else f"{number} times"


def spot(share: float) -> str:
    """Return a place in the text as a percentage."""
    return f"{share * 100:.0f} %"


def quote(names: list[str]) -> list[str]:
    """Return each name in quotation marks."""
    return [f"“{name}”" for name in names]


def listing(names: list[str], most: int = 4) -> str:
    """Return names as one would say them: ``a, b and c``; those over `most` are counted.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a", "b", "c"], most=2)
    ('a, b and c', 'a, b and 1 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
