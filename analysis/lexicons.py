"""Word lists, which are data: ``data/lexicons/NAME.csv``, each with its source and licence in its first lines."""

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from analysis import paths

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def either(words: "Iterable[str]", space: str = r"\s+") -> str:
    r"""Return a pattern for any of `words`, the longest that fits first; `space` stands for the spaces in them.

    Words that begin alike are tried together: one after the other, hundreds would fail at each place of a text.

    Examples
    --------
    >>> either(["vow", "vows", "not at all", "not"])
    '(?:not(?:\\s+at\\s+all)?|vow(?:s)?)'
    """
    return _branch(sorted(set(words)), space)


def _branch(words: list[str], space: str) -> str:
    branches = []
    for letter, group in groupby((word for word in words if word), key=lambda word: word[0]):
        branches.append((space if letter == " " else re.escape(letter)) + _branch([word[1:] for word in group], space))
    if "" in words:
        return f"(?:{'|'.join(branches)})?" if branches else ""
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


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
