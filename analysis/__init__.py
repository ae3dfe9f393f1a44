"""Claimbook: who is reported to say what, in which words, how firmly, through whom.

>>> from analysis import paths, read
>>> read(paths.ROOT / "tests/fixtures/articles/harbour.txt")
Story('harbour', 88 words)
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.errors import ClaimbookError
    from analysis.story import Coverage, Story, read, read_all

__version__ = "0.1.0"
__all__ = ["ClaimbookError", "Coverage", "Story", "read", "read_all"]

# The matrices of an article are so small that several threads mostly wait for each other.  NumPy asks once, when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# pandas alone costs a quarter of a second: a public name loads its module when it is first used.
_HOMES = dict.fromkeys(("Coverage", "Story", "read", "read_all"), "analysis.story") | {
    "ClaimbookError": "analysis.errors"
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
