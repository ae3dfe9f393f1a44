"""A corpus on disk: a folder a layer, in it a Parquet file a part, and a manifest that says what belongs together."""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import fingerprint, layers
from analysis.errors import ClaimbookError
from analysis.files import replace_file

if TYPE_CHECKING:
    import pyarrow as pa

Filters = Sequence[tuple[str, str, Any]]
MANIFEST = "manifest.json"
PART = re.compile(r"part-([0-9a-f]{16}-[0-9a-f]{8}|all)\.parquet|\.part-.*\.tmp", re.DOTALL)
"""What we name files in the folder of a layer, whole ones and those that are being written."""
NOTE = b"claimbook"


def place(folder: Path, layer: str, part: str, made_with: str) -> Path:
    """Return where a part of a layer stands.  Its name says what it was made from and with, so that what is there is done.

    Examples
    --------
    >>> place(Path("news"), "tone", "5f1d", "90ab12cd34ef5678").as_posix()
    'news/tone/part-5f1d-90ab12cd.parquet'
    """
    return folder / layer / f"part-{part}-{made_with[:8]}.parquet"


def check(folder: Path) -> None:
    """Refuse a folder that holds anything but a data set of ours, finished or not.

    Where there is a sound manifest, other files beside it are left alone.

    Raises
    ------
    ClaimbookError
        Where something else is there, which a data set could replace or be taken for.
    """
    try:
        found = _load(folder / MANIFEST)
        if not folder.is_dir() or (isinstance(found, dict) and {"parts", "layers", "versions", "input"} <= set(found)):
            return
        strange = next((path for path in sorted(folder.iterdir()) if not _is_ours(path)), None)
    except OSError as error:
        raise ClaimbookError(f"{folder}: could not be read ({error.strerror}); choose another place") from None
    if strange is not None:
        shown = str(strange).encode("utf-8", "backslashreplace").decode()
        raise ClaimbookError(f"{shown}: no part of a data set; give --out a new folder, or an empty one")


def _is_ours(path: Path) -> bool:
    if path.name.startswith("."):
        # Ours and the system's own; none that we make or remove is a name that others give.
        return True
    if path.name == MANIFEST:
        # A damaged one; where it is sound and not ours, it belongs to something else.
        return _load(path) is None and any((path.parent / layer).is_dir() for layer in layers.LAYERS)
    if path.name not in layers.LAYERS or not path.is_dir():
        return False
    return all(PART.fullmatch(inside.name) or inside.name.startswith(".") for inside in path.iterdir())


def _load(path: Path) -> Any:
    """Return what a JSON file holds; nothing where it is missing or damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write(path: Path, layer: str, table: "pa.Table", failures: list[dict[str, str]]) -> None:
    """Write one part of `layer`, whole or not at all, with the articles that failed in it.

    Raises
    ------
    ClaimbookError
        Where the file cannot be written.
    """
    import pyarrow.parquet as pq

    note = json.dumps({"layer": layer, "failures": failures})
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({NOTE: note}), buffer, compression="zstd")
    replace_file(path, buffer.getvalue())


def finish(folder: Path, parts: list[str], unfinished: set[str]) -> dict[str, Any]:
    """Write the manifest and the table of failures of the data set in `folder`, remove what no longer belongs to it.

    Parameters
    ----------
    folder
        The data set's.
    parts, unfinished
        The keys of its parts, in the order of the input; and those of them that could not be made.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    ClaimbookError
        For a part that is damaged; it is removed, so that the next run makes it again.
    """
    made_with = {layer: fingerprint.of(layer) for layer in layers.LAYERS if layer != "failures"}
    done = [part for part in parts if part not in unfinished]
    rows, failures = {}, []
    for layer, made in made_with.items():
        rows[layer] = 0
        for part in done:
            count, failed = _read_footer(place(folder, layer, part, made))
            rows[layer] += count
            failures += failed
    # A file's name may be no UTF-8.
    shown = [
        {name: cell.encode("utf-8", "backslashreplace").decode() for name, cell in row.items()} for row in failures
    ]
    table = pd.DataFrame(shown, columns=list(layers.LAYERS["failures"]), dtype="str")
    table = table.sort_values(["where", "layer"], ignore_index=True, kind="stable")
    manifest = {
        "input": hashlib.sha256("".join(parts).encode()).hexdigest(),
        "articles": rows["articles"],
        "failures": len(table),
        "rows": rows,
        "model": fingerprint.model(),
        "versions": fingerprint.versions(),
        "layers": made_with,
        "parts": done,
        "unfinished": sorted(unfinished),
    }
    write(folder / "failures" / "part-all.parquet", "failures", layers.encode("failures", table), [])
    replace_file(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    _tidy(folder, {place(folder, layer, part, made) for layer, made in made_with.items() for part in done})
    return manifest


class Dataset:
    """The layers of a corpus, read from disk as they are asked for.

    Attributes
    ----------
    folder, manifest
        Where it is, and what it holds: articles, failures, rows of each layer, the model, the versions.

    Raises
    ------
    ClaimbookError
        Where there is no data set in `folder`, or a damaged one.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        path = self.folder / MANIFEST
        try:
            self.manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            self._parts, self._made_with = list(self.manifest["parts"]), dict(self.manifest["layers"])
        except FileNotFoundError:
            raise ClaimbookError(
                f"{self.folder}: there is no finished data set here; make one with python -m analysis corpus INPUT --out DIR"
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise ClaimbookError(f"{path}: damaged; run the same corpus command again, which keeps the parts") from None

    def __repr__(self) -> str:
        return f"Dataset({str(self.folder)!r}, {self.manifest['articles']} articles)"

    def summary(self) -> pd.DataFrame:
        """Return the number of rows of each layer: ``layer rows``."""
        rows = {**self.manifest["rows"], "failures": self.manifest["failures"]}
        return pd.DataFrame({"layer": list(rows), "rows": list(rows.values())})

    def read(self, layer: str, columns: Iterable[str] | None = None, where: Filters | None = None) -> pd.DataFrame:
        """Read a layer, or some `columns` of it, or the rows `where` conditions hold, which are looked for on disk.

        Parameters
        ----------
        layer
            One of `analysis.layers.LAYERS`.
        columns
            Their names; all without.
        where
            Conditions that must all hold, such as ``("label", "==", "PERSON")`` or ``("entity", "in", ["Ann Lee"])``.

        Raises
        ------
        ClaimbookError
            For a layer or column that is not there, and a file that is missing or damaged.
        """
        import pyarrow as pa
        import pyarrow.dataset as ds
        import pyarrow.parquet as pq

        if layer not in layers.LAYERS:
            raise ClaimbookError(
                f"{self.folder}: there is no layer {layer!r}; the layers are {', '.join(layers.LAYERS)}"
            )
        paths = self._files(layer)
        if not paths:
            return layers.empty(layer)
        try:
            source = ds.dataset([str(path) for path in paths], format="parquet")
            known = set(source.schema.names)
            asked = [*(columns or ()), *(name for name, _, _ in where or ())]
            if unknown := [name for name in asked if name not in known]:
                raise ClaimbookError(
                    f"{self.folder}: the layer {layer} has no column {unknown[0]!r}; it has {', '.join(sorted(known))}"
                )
            found = source.to_table(
                columns=None if columns is None else list(columns),
                filter=pq.filters_to_expression(list(where)) if where else None,
            )
        except (OSError, pa.ArrowException) as error:
            raise ClaimbookError(
                f"{self.folder / layer}: a part is missing or damaged ({error}); delete the folder and run corpus again"
            ) from None
        return layers.decode(layer, found)

    def digest(self) -> str:
        """Return a SHA-256 of every row of the data set: two with the same digest hold the same."""
        total = hashlib.sha256(json.dumps(self.manifest, sort_keys=True).encode())
        for layer in layers.LAYERS:
            for path in self._files(layer):
                total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def _files(self, layer: str) -> list[Path]:
        if layer == "failures":
            return [self.folder / "failures" / "part-all.parquet"]
        return [place(self.folder, layer, part, self._made_with[layer]) for part in self._parts]


def _read_footer(path: Path) -> tuple[int, list[dict[str, str]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(path)
        return footer.num_rows, json.loads(footer.metadata[NOTE])["failures"]
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        path.unlink(missing_ok=True)
        raise ClaimbookError(f"{path}: was damaged and has been removed; run the same command again") from None


def _tidy(folder: Path, wanted: set[Path]) -> None:
    """Remove the parts of earlier inputs and models, and what a killed run left half written."""
    for layer in layers.LAYERS:
        for path in (folder / layer).glob("*"):
            if path not in wanted and layer != "failures" and PART.fullmatch(path.name):
                path.unlink(missing_ok=True)
