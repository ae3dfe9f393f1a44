"""Charts: each takes a table and returns a `Chart`, a figure with its alt text and a finding written from the same table."""

from analysis.charts.archive import leanings, quoted, repeated, timeline, unnamed
from analysis.charts.claims import outlets, sources
from analysis.charts.entities import course, entities, together
from analysis.charts.style import Chart
from analysis.charts.tone import stances, tones
from analysis.charts.words import dispersion, lengths, words

__all__ = [
    "Chart",
    "course",
    "dispersion",
    "entities",
    "leanings",
    "lengths",
    "outlets",
    "quoted",
    "repeated",
    "sources",
    "stances",
    "timeline",
    "together",
    "tones",
    "unnamed",
    "words",
]
