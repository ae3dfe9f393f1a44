"""The one boundary to HTML: every text of an article is escaped here, and nowhere else is HTML made.

Each function takes tables, stories or charts and returns a `Fragment`, which a notebook shows and the report keeps.
"""

from analysis.pages.articles import annotated
from analysis.pages.checks import to_check
from analysis.pages.claims import claims, one_claim
from analysis.pages.comparisons import groups, relations, wording
from analysis.pages.figures import figure
from analysis.pages.making import making, trust
from analysis.pages.markup import Fragment
from analysis.pages.sources import chains, stances
from analysis.pages.stories import by_story, corrections, coverage, labels, story
from analysis.pages.tables import concordance, table

__all__ = [
    "Fragment",
    "annotated",
    "by_story",
    "chains",
    "claims",
    "concordance",
    "corrections",
    "coverage",
    "figure",
    "groups",
    "labels",
    "making",
    "one_claim",
    "relations",
    "stances",
    "story",
    "table",
    "to_check",
    "trust",
    "wording",
]
