"""Where things are: every path of the kit comes from here."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
LEXICONS = DATA / "lexicons"
MODELS = DATA / "models"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"


def seeds() -> list[Path]:
    """Return where the articles are: the places in the environment's ``CLAIMBOOK_SEEDS``, one a line, else ``seeds/`` of the checkout."""
    said = os.environ.get("CLAIMBOOK_SEEDS", "").split("\n")
    return [Path(place) for place in said if place] or [ROOT / "seeds"]


def corrections() -> Path:
    """Return the folder of the researcher's edits: ``CLAIMBOOK_CORRECTIONS``, else ``data/corrections/``."""
    return Path(os.environ.get("CLAIMBOOK_CORRECTIONS") or DATA / "corrections")
