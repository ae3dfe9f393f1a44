"""Layers kept from one run of a notebook to the next, so that an unchanged article costs no pass of a model."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import fingerprint, layers, paths
from analysis.article import Article
from analysis.errors import ClaimbookError
from analysis.files import replace_file

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Tag = tuple[int, int, str]

# What takes a model. Words, sentences and tone are computed faster than they are read back.
KEPT = frozenset({"mentions", "stance", "claims"})
MOST_FILES = 3000
_bypassed: ContextVar[bool] = ContextVar("bypassed", default=False)


def folder() -> Path | None:
    """Return where layers are kept: ``CLAIMBOOK_CACHE``, else ``.claimbook-cache/`` of the checkout; none where it is "off"."""
    place = os.environ.get("CLAIMBOOK_CACHE") or str(paths.ROOT / ".claimbook-cache")
    return None if place == "off" or _bypassed.get() else Path(place)


@contextmanager
def bypass() -> Iterator[None]:
    """Neither read nor keep anything in here: a corpus has a data set of its own, and would drive all else out.

    Examples
    --------
    >>> with bypass():
    ...     folder() is None
    True
    """
    token = _bypassed.set(True)
    try:
        yield
    finally:
        _bypassed.reset(token)


def layer(name: str, article: Article, compute: Callable[[], pd.DataFrame], *inputs: pd.DataFrame) -> pd.DataFrame:
    """Return the layer `name` of `article`, from the cache where it is there, else from `compute`.

    The key is the article's text and metadata, the layer's fingerprint (code, libraries, model) and the tables that it is computed
    from, so nothing stale is ever returned.  A damaged file is computed again; a folder that cannot be written to
    keeps nothing and is no error.

    Parameters
    ----------
    name
        One of `analysis.layers.LAYERS`.
    article
        Whose layer it is.
    compute
        Makes the table.
    *inputs
        Tables that `compute` uses, where they could have been edited.

    Examples
    --------
    >>> from analysis import article, paths
    >>> harbour = article.load(paths.ROOT / "tests/fixtures/articles/harbour.txt")
    >>> made = pd.DataFrame({"article": ["harbour"], "start": [0], "end": [7], "text": ["Harbour"]})
    >>> layer("sentences", harbour, lambda: made).equals(layer("sentences", harbour, lambda: made))
    True
    """
    place = folder()
    if place is None or name not in KEPT:
        return compute()
    path = place / f"{name}-{_key(name, article, inputs)}.layer"
    found = _read(name, path)
    if found is not None:
        return found
    encoded = layers.encode(name, compute())
    _write(path, encoded)
    # What comes out of the cache and what is computed now must be one and the same.
    return layers.decode(name, encoded)


def _key(name: str, article: Article, inputs: tuple[pd.DataFrame, ...]) -> str:
    said = (article.id, article.title, article.title_span, article.outlet, article.published, article.url, article.note)
    known = [fingerprint.of(name), article.sha256, ascii(said)]
    known += [ascii((list(table.columns), table.to_numpy(dtype=object).tolist())) for table in inputs]
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:32]


def vectors(texts: list[str], compute: "Callable[[list[str]], Vectors]") -> "Vectors":
    """Return the sentence vectors of `texts`, from the cache where they are there, else from `compute`.

    Examples
    --------
    >>> import numpy as np
    >>> made = np.ones((1, 3), dtype=np.float32)
    >>> bool((vectors(["The port is closed."], lambda texts: made) == made).all())
    True
    """
    import numpy as np

    if not texts:
        return compute(texts)
    data = _kept("vectors", texts, lambda: compute(texts).astype(np.float32).tobytes())
    return np.frombuffer(data, dtype=np.float32).reshape(len(texts), -1)


def tags(article: Article, compute: "Callable[[Article], list[Tag]]") -> "list[Tag]":
    """Return the parts of speech of the article's words, from the cache where they are there, else from `compute`.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> tags(from_text("note", "She agreed."), lambda article: [(0, 3, "PRP"), (4, 10, "VBD")])
    [(0, 3, 'PRP'), (4, 10, 'VBD')]
    """
    said = [article.text, article.title_span]
    data = _kept("tags", said, lambda: json.dumps(compute(article)).encode())
    return [(start, end, tag) for start, end, tag in json.loads(data)]


def _kept(name: str, key: list[Any], compute: Callable[[], bytes]) -> bytes:
    """Return what `compute` makes of `key`, from the cache where it is there."""
    place = folder()
    if place is None:
        return compute()
    digest = hashlib.sha256(ascii([fingerprint.of(name), *key]).encode()).hexdigest()[:32]
    path = place / f"{name}-{digest}.layer"
    data = _read_sound(path)
    if data is None:
        data = compute()
        _write_sound(path, data)
    return data


def _read(name: str, path: Path) -> pd.DataFrame | None:
    import pyarrow as pa

    data = _read_sound(path)
    if data is None:
        return None
    with pa.ipc.open_file(data) as reader:
        return layers.decode(name, reader.read_all())


def _read_sound(path: Path) -> bytes | None:
    """Return the content of `path`; none where there is none, or it is not, to the bit, what was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[32:] if hashlib.sha256(data[32:]).digest() == data[:32] else None


def _write(path: Path, table: "pa.Table") -> None:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    _write_sound(path, sink.getvalue().to_pybytes())


def _write_sound(path: Path, data: bytes) -> None:
    # A cache that cannot be written to is a slower kit, not a broken one.
    with suppress(ClaimbookError):
        replace_file(path, hashlib.sha256(data).digest() + data)
        _prune(path.parent)


def _prune(place: Path) -> None:
    """Remove the oldest quarter of the files once there are too many."""
    kept = list(place.glob("*.layer"))
    if len(kept) <= MOST_FILES:
        return
    with suppress(OSError):
        for path in sorted(kept, key=lambda path: path.stat().st_mtime)[: len(kept) // 4]:
            path.unlink(missing_ok=True)
