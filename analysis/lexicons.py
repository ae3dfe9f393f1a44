"""Word lists, which are data: ``data/lexicons/NAME.csv``, each with its source and licence in its first lines."""

from functools import cache
from typing import TYPE_CHECKING

from analysis import paths

if TYPE_CHECKING:
    import pandas as pd


_FOLDED = str.maketrans({"ı": "i", "ſ": "s", "\u0307": None})


def key(words: str) -> str:
    r"""Return words as lexicons list them: small letters, one space between them.

    A pattern that ignores case takes ``İ``, ``ı`` and ``ſ`` for the English letters i and s, and so does this.

    Examples
    --------
    >>> key("Ac\u0307cordıng  \n To")
    'according to'
    """
    return " ".join(words.lower().translate(_FOLDED).split())


@cache
def read(name: str) -> "pd.DataFrame":
    """Return the lexicon `name` as a table of strings; lines that begin with ``#`` are comments.

    The table is read once and shared: copy it before changing it.
    """
    import pandas as pd

    return pd.read_csv(paths.LEXICONS / f"{name}.csv", comment="#", dtype=str, keep_default_na=False)


@cache
def stop_words() -> frozenset[str]:
    """Return spaCy's English stop list, which also knows "n't" and "'s".

    Examples
    --------
    >>> "whereupon" in stop_words()
    True
    """
    return frozenset(read("stop_words")["word"])
