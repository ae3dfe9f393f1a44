"""The model's files: checked, opened once on ONNX Runtime, and asked one passage at a time."""

import functools
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import paths
from analysis.article import whole
from analysis.errors import ClaimbookError
from analysis.models.passages import Passage, read

Floats = NDArray[np.float32]

DESCRIPTION = "model.json"
"""Names the model's files with their SHA-256, and holds what decoding needs: thresholds, calibration, transitions."""

NEEDED = {"files": dict, "chain": dict, "cue_floor": float, "lowest_floor": float}
"""What the description must hold for a passage to be read; the rest comes with calibration."""
SIZE = 384
"""How many numbers a vector has."""


class Reading(NamedTuple):
    """What one pass gives: a state for each word (words, 384) and its logit as a cue (words,)."""

    states: Floats
    cues: Floats


@functools.cache
def description() -> dict[str, Any]:
    """Return what `model.json` says.

    Raises
    ------
    ClaimbookError
        Where the file is missing or is no JSON.
    """
    path = paths.MODELS / DESCRIPTION
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ClaimbookError(f"{path}: the model is missing; fetch the kit again, data/models/ included") from None
    except (ValueError, RecursionError):
        known = {}
    if not isinstance(known, dict) or not all(isinstance(known.get(name), kind) for name, kind in NEEDED.items()):
        raise ClaimbookError(f"{path}: the file is damaged; fetch it again from the kit's repository")
    return known


def checked(name: str) -> bytes:
    """Return the bytes of one of the model's files, whose hash must be the one in `model.json`.

    Raises
    ------
    ClaimbookError
        Where the file is missing or has other bytes.
    """
    path = paths.MODELS / name
    try:
        data = path.read_bytes()
    except OSError:
        raise ClaimbookError(f"{path}: the model is missing; fetch the kit again, data/models/ included") from None
    if hashlib.sha256(data).hexdigest() != description()["files"].get(name):
        raise ClaimbookError(f"{path}: not the file that belongs to this kit; fetch it again from the kit's repository")
    return data


@functools.cache
def session(name: str) -> Any:
    """Open one of the model's ONNX files.

    One thread: fewest CPU seconds, and the same floats on every machine however many cores it has.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Every passage has other sizes: plans for them and room kept free for the largest would only grow, and save no time.
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    # Weights that are stored as int8 to be computed with as floats become floats once, not at every call.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(checked(name), options, providers=["CPUExecutionProvider"])


@functools.cache
def tokenizer() -> Any:
    """Return the model's tokenizer (BERT's uncased WordPiece), read from its own file."""
    from tokenizers import Tokenizer

    return Tokenizer.from_str(checked("tokenizer.json").decode("utf-8"))


@functools.cache
def word_table() -> tuple[NDArray[Any], np.float32, np.float32]:
    """Return the word table that all encoders share, (subwords, 384) in steps, the size of a step, and which step is 0."""
    with np.load(io.BytesIO(checked("words.npz"))) as kept:
        return kept["rows"], np.float32(kept["scale"]), np.float32(kept["zero"])


def feed(passage: Passage) -> dict[str, NDArray[Any]]:
    """Return what every encoder takes of a passage: its subwords' rows of the word table, and their marks.

    >>> [part.shape for part in feed(passages("She agreed.")[0]).values()]
    [(5, 384), (3, 5)]
    """
    rows, scale, zero = word_table()
    return {"words": (rows[passage.inputs[0]].astype(np.float32) - zero) * scale, "marks": passage.inputs[1:]}


def passages(text: str) -> list[Passage]:
    """Cut a text without line breaks into the windows that the encoder reads.

    >>> [p.spans.tolist() for p in passages("She agreed.")]
    [[[0, 3], [4, 10]]]
    """
    return read(whole(text), tokenizer())


def encode(passage: Passage) -> Reading:
    """Run the encoder over one passage.

    One passage a call: int8 activations take their scale from the whole batch, so in a batch an answer would depend on
    its neighbours.

    >>> encode(passages("She agreed.")[0]).states.shape
    (2, 384)
    """
    return Reading(*session("encoder.onnx").run(None, {**feed(passage), "first": passage.first}))


def vectors(texts: Sequence[str]) -> Floats:
    """Return one unit vector for each text, MiniLM's own, near for texts that say the same; zeros for a text without words.

    A text longer than one window is the mean of its windows, weighted by their subwords.

    >>> bridge, closed, soup = vectors(["The bridge is shut.", "They closed the bridge.", "She likes soup."])
    >>> bool(bridge @ closed > bridge @ soup)
    True
    """
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for i, text in enumerate(texts):
        for passage in passages(" ".join(text.split())):
            found[i] += passage.inputs.shape[1] * session("sentence.onnx").run(None, feed(passage))[0]
        found[i] /= max(float(np.linalg.norm(found[i])), 1e-9)
    return found


def forget() -> None:
    """Close the sessions and drop what was read, as when the model's files were replaced."""
    for cached in (description, session, tokenizer, word_table):
        cached.cache_clear()


def size(folder: Path | None = None) -> int:
    """Bytes of all the model's files."""
    folder = folder or paths.MODELS
    return sum((folder / name).stat().st_size for name in description()["files"])
