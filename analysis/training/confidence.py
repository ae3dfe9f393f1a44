"""How sure the model may be: confidence and threshold fitted on dev, and written to the description beside the weights."""

import hashlib
import json
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.files import replace_file
from analysis.models.encoder import DESCRIPTION
from analysis.training import card
from analysis.training.calibration import best_threshold, cross_fit, fit
from analysis.training.evaluation import evidence
from analysis.training.settings import Settings, StanceSettings, TeacherSettings

FILES = ("words.npz", "encoder.onnx", "attribution.onnx", "stance.onnx", "sentence.onnx", "tokenizer.json")

FLOOR, LOWEST = 0.1, 0.02
"""Words less likely than this to mark a cue are not read: by default, and when the low-confidence rest is asked for."""


def describe(folder: Path, known: dict[str, Any]) -> None:
    """Write `model.json`: what is `known`, and the hash of each file in `folder`."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    replace_file(folder / DESCRIPTION, json.dumps(known | {"files": files}, indent=1) + "\n")


def description(folder: Path) -> dict[str, Any]:
    """Return what `model.json` in a folder says."""
    known: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    return known


def calibrate(data: Path, folder: Path, read_from: Path) -> None:
    """Fit the confidence of the model in `folder` on dev, as the one in `read_from` reads it, and choose its threshold.

    The threshold is the best for relation and content F1 on cross-fitted confidences.
    """
    with card.using(read_from):
        seen = evidence(data)
    weights, bias = fit(seen.rows, seen.right)
    threshold = best_threshold(cross_fit(seen.rows, seen.right, seen.article), [seen.right, seen.content], seen.gold)
    known = {
        "threshold": threshold,
        "cue_floor": FLOOR,
        "lowest_floor": LOWEST,
        "calibration": {"bias": round(bias, 6), "weights": [round(float(w), 6) for w in weights]},
    }
    describe(folder, description(folder) | known)


def recalibrate(data: Path) -> None:
    """Fit confidence and threshold anew for the weights that are in the kit, and measure them for the card."""
    calibrate(data, paths.MODELS, read_from=paths.MODELS)
    known, found = description(paths.MODELS), card.figures(data, paths.MODELS)
    describe(paths.MODELS, known | {"measured": card.measured(found)})
    card.write(found, (Settings(**known["settings"]), StanceSettings(), TeacherSettings()), paths.MODELS)
