"""The encoder's files: checked, opened once on ONNX Runtime, and asked one passage at a time."""

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.models.passages import Passage, read

Floats = NDArray[np.float32]

DESCRIPTION = "model.json"
"""Names the model's files with their SHA-256, and holds what decoding needs: thresholds, calibration, transitions."""

SIZE = 384
"""How many numbers a vector has."""
KEPT = 256
"""How many passages' readings are kept: those of an article, which stance and attribution both ask for (some 30 MB)."""
_recent: dict[bytes, "Reading"] = {}


class Reading(NamedTuple):
    """What one pass gives: a state for each word (words, 384), its logit as a cue (words,), the passage's unit vector."""

    states: Floats
    cues: Floats
    vector: Floats


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
    except ValueError:
        known = {}
    if not isinstance(known, dict) or "files" not in known:
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


def passages(text: str) -> list[Passage]:
    """Cut a text without line breaks into the windows that the encoder reads.

    >>> [p.spans.tolist() for p in passages("She agreed.")]
    [[[0, 3], [4, 10]]]
    """
    return read(text, tokenizer())


def encode(passage: Passage) -> Reading:
    """Run the encoder over one passage.

    One passage a call: int8 activations take their scale from the whole batch, so in a batch an answer would depend on
    its neighbours.

    >>> encode(passages("She agreed.")[0]).states.shape
    (2, 384)
    """
    key = passage.inputs.tobytes()
    if (kept := _recent.get(key)) is None:
        while len(_recent) >= KEPT:
            _recent.pop(next(iter(_recent)), None)
        found = session("encoder.onnx").run(None, {"inputs": passage.inputs, "first": passage.first})
        kept = _recent[key] = Reading(*found)
    return kept


def vectors(texts: Sequence[str]) -> Floats:
    """Return one unit vector for each text, near for texts that say the same; zeros for a text without words.

    A text longer than one window is the mean of its windows, weighted by their subwords.

    >>> bridge, closed, soup = vectors(["The bridge is shut.", "They closed the bridge.", "She likes soup."])
    >>> bool(bridge @ closed > bridge @ soup)
    True
    """
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for i, text in enumerate(texts):
        for passage in passages(" ".join(text.split())):
            found[i] += passage.inputs.shape[1] * encode(passage).vector
        found[i] /= max(float(np.linalg.norm(found[i])), 1e-9)
    return found


def forget() -> None:
    """Close the sessions and drop what was read, as when the model's files were replaced."""
    for cached in (description, session, tokenizer):
        cached.cache_clear()
    _recent.clear()


def size(folder: Path | None = None) -> int:
    """Bytes of all the model's files."""
    folder = folder or paths.MODELS
    return sum((folder / name).stat().st_size for name in description()["files"])
