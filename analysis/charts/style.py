"""The look of the charts, and `Chart`: a figure with its alt text and its finding."""

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Okabe and Ito's colours, which stay apart under every kind of colour blindness (https://jfly.uni-koeln.de/color/).
BLUE, ORANGE, GREEN, VERMILION, PURPLE = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7"
INK, MUTED, GRID, PAPER = "#1f2328", "#59636e", "#d9dee3", "#ffffff"
DARK = {INK: "#e8eaed", MUTED: "#a9b1ba", GRID: "#3b424a", PAPER: "#181b1f", BLUE: "#56b4e9", VERMILION: "#f0824a"}
# Of lines alone: a hatch of dots makes a file twenty times as large.
HATCHES = ("", "////", "xxxx")

# In inches, at 96 CSS pixels an inch: a chart is drawn for a desk and again for a telephone.
WIDE, NARROW = 7.2, 3.4
# matplotlib brings the first, and measures with it; the others are as narrow or narrower, and one is on every machine.
FONTS = "'DejaVu Sans', Verdana, Arial, sans-serif"
LETTER = 0.078  # the mean width of a letter at 9 points, in inches

RULES: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.use_mathtext": False,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "hatch.color": PAPER,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    # Letters stay letters: a smaller file, and a name in any script shows in the reader's own fonts.
    "svg.fonttype": "none",
    "svg.hashsalt": "claimbook",
}


@dataclass(frozen=True)
class Chart:
    """A figure that can say in words what it shows.

    Attributes
    ----------
    alt
        What the figure shows, for who cannot see it, written from the table that it was drawn from.
    finding
        One sentence, from the same table.
    draw
        From a width in inches to a figure; none where the table had nothing to draw.
    """

    alt: str
    finding: str
    draw: "Callable[[float], Figure] | None" = None

    @cached_property
    def figure(self) -> "Figure":
        """The matplotlib figure at its full width, to change or to save."""
        if self.draw is None:
            return canvas(WIDE, 0.5)[0]
        return self.draw(WIDE)

    def svg(self, width: float = WIDE, *, dark: bool = False) -> str:
        """Return the figure as an SVG file, the same bytes each time, on light or dark ground."""
        import warnings

        file = BytesIO()
        figure = self.figure if width == WIDE or self.draw is None else self.draw(width)
        with rules(), warnings.catch_warnings():
            # The reader's fonts show a letter that matplotlib's own lacks: it only measures with them here.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        drawing = file.getvalue().decode().replace("'DejaVu Sans'", FONTS)
        return darken(drawing) if dark else drawing

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from analysis import pages

        return pages.figure(self)._repr_mimebundle_()


def darken(drawing: str) -> str:
    """Return a chart's SVG with the colours for dark ground."""
    for light, dark in DARK.items():
        drawing = drawing.replace(light, dark)
    return drawing


def rules() -> AbstractContextManager[None]:
    """Return the context in which the kit's charts are drawn."""
    from matplotlib import rc_context

    return rc_context(RULES)


def canvas(
    width: float, height: float, *, left: float = 0.1, right: float = 0.15, top: float = 0.1, bottom: float = 0.45
) -> "tuple[Figure, Axes]":
    """Return a new figure with one set of axes; all sizes and margins in inches."""
    from matplotlib.figure import Figure

    with rules():
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes(
            (left / width, bottom / height, 1 - (left + right) / width, max(1 - (top + bottom) / height, 0.01))
        )
    return figure, axes


def margin(labels: Sequence[str], width: float) -> float:
    """Return the left margin in inches that `labels` take, at most two fifths of `width`."""
    longest = max((letters(label) for label in labels), default=0)
    return min(longest * LETTER + 0.15, 0.42 * width)


def fit(labels: Sequence[str], width: float) -> list[str]:
    """Return `labels` made printable and cut so that they fit the margin of a chart of this width."""
    room = int((0.42 * width - 0.15) / LETTER)
    return [shorten(label, room) for label in labels]


def shorten(text: str, most: int) -> str:
    r"""Return `text` on one line, control characters shown as a box, cut with an ellipsis to the width of `most` letters.

    Examples
    --------
    >>> shorten("a very long\nname", 10)
    'a very lo…'
    """
    # Cc, Cf, Cs: control and bidirectional characters and halves of pairs, which an SVG cannot hold or would obey.
    text = "".join(
        "□" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c for c in " ".join(text.split())
    )
    if letters(text) <= most:
        return text
    ends = accumulate(map(letters, text))
    return text[: sum(1 for _ in takewhile(lambda end: end < most, ends))].rstrip() + "…"


def letters(text: str) -> int:
    """Return the width of `text` in Latin letters: an East Asian character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def tidy(axes: "Axes", *, rows: int, label: str) -> None:
    """Lay out a chart of `rows` named lines, the first on top, over an axis of whole numbers."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.margins(x=0.07)
    axes.set_xlabel(label)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    whole_numbers(axes.xaxis)


Part = tuple[str, Sequence[int], str, str]
"""Of stacked bars: what the legend calls it, a number for each row, its colour and its hatch."""


def stacked(names: Sequence[str], parts: Sequence[Part], label: str) -> "Callable[[float], Figure]":
    """Return what draws bars of several parts, one a row of `names`, each with its total at the end; `label` says what is counted."""

    def draw(width: float) -> "Figure":
        labels = fit(names, width)
        with rules():
            figure, axes = canvas(width, 0.28 * len(names) + 0.9, left=margin(labels, width), top=legend_room(width))
            _stack(axes, labels, parts)
            tidy(axes, rows=len(labels), label=label)
            legend(figure)
        return figure

    return draw


def _stack(axes: "Axes", labels: Sequence[str], parts: Sequence[Part]) -> None:
    ends = [0] * len(labels)
    for name, numbers, colour, hatch in parts:
        bars = axes.barh(range(len(labels)), numbers, left=ends, height=0.7, color=colour, hatch=hatch, label=name)
        ends = [a + b for a, b in zip(ends, numbers, strict=True)]
    axes.bar_label(bars, [str(end) for end in ends], padding=3)
    axes.set_yticks(range(len(labels)), labels)
    # Bars keep the axis from reaching beyond them, also where their part is empty: the total needs its room.
    width = axes.get_window_extent().width / axes.figure.dpi
    room = (len(str(max(ends))) + 1) * LETTER
    axes.margins(x=0.07)
    axes.set_xlim(0, max(*ends, 1) * width / (width - room))


def lay_along_text(axes: "Axes", labels: Sequence[str]) -> None:
    """Lay out a chart of marks along the text, in per cent of its length, one row a label."""
    axes.set_xlim(-2, 102)
    axes.set_yticks(range(len(labels)), labels)
    tidy(axes, rows=len(labels), label="place in the text (%)")


def whole_numbers(axis: "Axis") -> None:
    """Put the ticks of `axis` on whole numbers, few enough for a telephone."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def legend_room(width: float, rows: int = 2) -> float:
    """Return the top margin in inches for a legend: one row where there is room, `rows` on a telephone."""
    return 0.35 if width > NARROW else 0.15 + 0.2 * rows


def legend(figure: "Figure") -> None:
    """Put a legend into the top margin of `figure` (see `legend_room`)."""
    from matplotlib.transforms import ScaledTranslation

    width = figure.get_size_inches()[0]
    handles, labels = figure.axes[0].get_legend_handles_labels()
    shift = ScaledTranslation(0, -0.02, figure.dpi_scale_trans)
    columns = len(labels) if sum(map(letters, labels)) * LETTER + 0.45 * len(labels) < width else 2
    figure.legend(
        handles, labels, loc="upper left", ncols=columns, bbox_to_anchor=(0, 1), bbox_transform=figure.transFigure + shift,
        borderaxespad=0, handlelength=1.4, columnspacing=1.2, handletextpad=0.4,
    )  # fmt: skip
