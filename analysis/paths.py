"""Where things are: every path of the kit comes from here."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
LEXICONS = DATA / "lexicons"
MODELS = DATA / "models"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"


def seeds() -> Path:
    """Return the folder of articles: the environment's ``CLAIMBOOK_SEEDS``, else ``seeds/`` of the checkout."""
    return Path(os.environ.get("CLAIMBOOK_SEEDS") or ROOT / "seeds")


def corrections() -> Path:
    """Return the folder of the researcher's edits: ``CLAIMBOOK_CORRECTIONS``, else ``data/corrections/``."""
    return Path(os.environ.get("CLAIMBOOK_CORRECTIONS") or DATA / "corrections")
