"""A progress bar on standard error, for what takes more than a second."""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

Item = TypeVar("Item")


def bar(items: Iterable[Item], words: str) -> Iterator[Item]:
    """Yield `items`; from the first second on a bar says, on a terminal, how far it is, and leaves nothing behind."""
    from tqdm import tqdm

    total = len(items) if isinstance(items, Sized) else None
    yield from tqdm(items, desc=words, total=total, delay=1, leave=False, dynamic_ncols=True, disable=None)
