"""Word lists, which are data: ``data/lexicons/NAME.csv``, each with its source and licence in its first lines."""

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import paths
from analysis.errors import ClaimbookError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


# The columns of each, of which only the first must be filled in every row.
COLUMNS = {
    "antecedents": ("group", "feature", "weight"),
    "calendar": ("word",),
    "certainty": ("words", "certainty"),
    "channels": ("words", "kind"),
    "common_words": ("word",),
    "cues": ("form", "lemma", "act", "certainty", "negated"),
    "given_names": ("name", "gender"),
    "irregular_verbs": ("form", "verb"),
    "modals": ("words", "modality"),
    "name_words": ("word", "label", "place"),
    "negations": ("words", "kind"),
    "numbers": ("word", "kind", "value"),
    "places": ("form", "entity", "kind", "label"),
    "pronouns": ("word", "person", "number", "gender", "use"),
    "roles": ("noun", "kind", "gender", "number"),
    "source_kinds": ("word", "kind"),
    "stop_words": ("word",),
    "titles": ("title", "kind", "gender"),
    "units": ("word", "kind", "unit", "factor"),
}
NUMBERS = frozenset({"weight", "value", "factor"})

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

    Raises
    ------
    ClaimbookError
        Where the file is missing or damaged.
    """
    import pandas as pd

    path = paths.LEXICONS / f"{name}.csv"
    try:
        table = pd.read_csv(path, comment="#", dtype=str, keep_default_na=False)
    except OSError as error:
        raise _damaged(path, f"could not be read ({error.strerror})") from None
    except (ValueError, OverflowError) as error:
        raise _damaged(path, f"not a sound CSV file in UTF-8 ({' '.join(str(error).split())})") from None
    if not isinstance(table.index, pd.RangeIndex):
        # pandas takes what stands before the last columns for names of the rows.
        raise _damaged(path, "its rows have more cells than there are columns")
    if missing := [column for column in COLUMNS[name] if column not in table]:
        raise _damaged(path, f"the column {missing[0]!r} is missing")
    if table.empty:
        raise _damaged(path, "it holds no words")
    if (table[COLUMNS[name][0]] == "").any():
        raise _damaged(path, f"a row has nothing in the column {COLUMNS[name][0]!r}")
    for column in NUMBERS & set(COLUMNS[name]):
        wrong = table.loc[pd.to_numeric(table[column], errors="coerce").isna(), column]
        if len(wrong):
            raise _damaged(path, f"{wrong.iloc[0]!r} in the column {column!r} is no number")
    return table


@cache
def stop_words() -> frozenset[str]:
    """Return spaCy's English stop list, which also knows "n't" and "'s".

    Examples
    --------
    >>> "whereupon" in stop_words()
    True
    """
    return frozenset(read("stop_words")["word"])


def _damaged(path: Path, what: str) -> ClaimbookError:
    return ClaimbookError(f"{path}: {what}; fetch the file again from the kit's repository, or undo your change to it")
