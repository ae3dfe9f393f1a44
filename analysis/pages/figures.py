"""Charts as figures: light and dark, wide and narrow, with their alt text and their finding."""

from base64 import b64encode
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.pages.markup import Fragment, attribute, empty, fragment, tag

if TYPE_CHECKING:
    from analysis.charts.style import Chart

SMALL = "(max-width: 34rem)"
DARK = "screen and (prefers-color-scheme: dark)"


def figure(chart: "Chart") -> Fragment:
    """Return `chart` above its finding; a browser takes the drawing that suits its width and its colours."""
    from analysis.charts.style import NARROW, darken

    if chart.draw is None:
        return empty(chart.finding)
    wide, narrow = chart.svg(), chart.svg(NARROW)
    choices = [(f"{DARK} and {SMALL}", darken(narrow)), (DARK, darken(wide)), (SMALL, narrow)]
    sources = [Markup('<source media="{}" srcset="{}">').format(media, _inline(drawing)) for media, drawing in choices]
    image = Markup('<img src="{}" alt="{}">').format(_inline(wide), attribute(chart.alt))
    return fragment(tag("figure", tag("picture", *sources, image), tag("figcaption", chart.finding)), chart.finding)


def _inline(drawing: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(drawing.encode()).decode()
