"""Word lists, which are data: ``data/lexicons/NAME.csv``, each with its source and licence in its first lines."""

from functools import cache
from typing import TYPE_CHECKING

from analysis import paths

if TYPE_CHECKING:
    import pandas as pd


@cache
def read(name: str) -> "pd.DataFrame":
    """Return the lexicon `name` as a table of strings; lines that begin with ``#`` are comments.

    The table is read once and shared: copy it before changing it.
    """
    import pandas as pd

    return pd.read_csv(paths.LEXICONS / f"{name}.csv", comment="#", dtype=str, keep_default_na=False)
