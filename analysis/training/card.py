"""The model card: every figure measured anew, laid out with what is known of the model."""

import contextlib
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import NamedTuple

import numpy as np

from analysis import paths
from analysis.files import replace_file
from analysis.models import encoder, stance
from analysis.training.calibration import Bin, cross_fit, expected_error, reliability
from analysis.training.data import records
from analysis.training.evaluation import (
    Figure,
    attribution_figures,
    evidence,
    grouping_figures,
    stance_figures,
    stance_labels,
)
from analysis.training.settings import Settings, StanceSettings, TeacherSettings

SPEED = "`make bench ARTICLES=FOLDER` measures `extract` against spaCy small's full pipeline on the same articles in one run."
RUNS = ("attribution", "stance", "the teacher of stance")
TEMPLATE = Path(__file__).with_name("card.md")


class Figures(NamedTuple):
    """All that the card tells in numbers; `exact` compares the shipped model with the float one, where that is at hand."""

    attribution: list[Figure]
    stance: list[Figure]
    grouping: list[Figure]
    bins: list[Bin]
    error: float
    exact: list[str]


@contextlib.contextmanager
def using(model: Path) -> Iterator[None]:
    """Let the kit's functions read the model in another folder for a while."""
    usual = paths.MODELS
    paths.MODELS = model
    encoder.forget()
    try:
        yield
    finally:
        paths.MODELS = usual
        encoder.forget()


def figures(data: Path, model: Path, exact: Path | None = None) -> Figures:
    """Measure the model in a folder on the development parts of the benchmarks in `data`."""
    with using(model):
        shipped = attribution_figures(data), stance_figures(data), grouping_figures(data)
        seen = evidence(data)
        labels = _labels(data)
    bins = reliability(cross_fit(seen.rows, seen.right, seen.article), seen.right)
    return Figures(*shipped, bins, expected_error(bins), _compare(data, shipped, labels, exact) if exact else [])


def _labels(data: Path) -> list[int]:
    return [y for part in ("rw", "mt") for y in stance_labels(records(data / "stance" / f"newsmtsc_dev_{part}.jsonl"))]


def _compare(data: Path, shipped: tuple[list[Figure], ...], labels: list[int], exact: Path) -> list[str]:
    """Say how far the int8 model is from the float one in `exact`."""
    with using(exact):
        floats = attribution_figures(data)[0].value, np.array(_labels(data))
    same = 100 * float(np.mean(floats[1] == np.array(labels)))
    return [
        f"relation F1: {shipped[0][0].value:.1f} as shipped (int8), {floats[0]:.1f} in float32",
        f"stance labels that are the same in both: {same:.1f} %",
    ]


def lines_of(found: Figures) -> list[str]:
    """Lay the figures out as Markdown.

    >>> print(lines_of(Figures([Figure("relation F1, all", 74.0, 72.0, 76.0)], [], [], [Bin(2, 0.5, 0.5)], 0.0, []))[3])
    | PolNeAR dev: relation F1, all | 74.0 | 72.0 to 76.0 |
    """
    lines = ["", "| measured | value | 95 % interval |", "|---|---:|---|"]
    for corpus, rows in (("PolNeAR", found.attribution), ("NewsMTSC", found.stance)):
        for row in rows:
            bounds = "" if np.isnan(row.low) else f"{row.low:.1f} to {row.high:.1f}"
            lines.append(f"| {corpus} dev: {row.name} | {row.value:.1f} | {bounds} |")
    lines += [
        f"| grouping of answers: {row.name} x 100 | {row.value:.1f} | questions: {row.low:.1f} to {row.high:.1f} |"
        for row in found.grouping
    ]
    lines += ["", f"Expected calibration error, cross-fitted over articles: {found.error:.3f}", ""]
    lines += ["| confidence | predictions | mean confidence | right |", "|---|---:|---:|---:|"]
    for line in found.bins:
        low = int(min(line.confidence, 0.999) * 10) / 10
        lines.append(
            f"| {low:.1f} to {low + 0.1:.1f} | {line.predictions} | {line.confidence:.2f} | {line.right:.2f} |"
        )
    return lines + [""] * bool(found.exact) + [f"- {line}" for line in found.exact]


def measured(found: Figures) -> dict[str, float]:
    """Return the figures by name, in percent, for the description beside the weights: pages tell some of them.

    >>> measured(Figures([Figure("relation recall", 73.04, 70.0, 76.0)], [], [], [], 0.0, []))
    {'relation recall': 73.0}
    """
    return {row.name: round(row.value, 1) for row in (*found.attribution, *found.stance, *found.grouping)}


def write(found: Figures, settings: tuple[Settings, StanceSettings, TeacherSettings], model: Path) -> None:
    """Write README.md, the model card, beside the model."""
    with using(model):
        files, threshold = encoder.description()["files"], encoder.description()["threshold"]
        total = encoder.size(model)
        # Floats are at hand only where the weights are made; what was seen then stands in the description.
        found = found._replace(exact=found.exact or encoder.description().get("exact", []))
    table = [
        f"| `{name}` | {(model / name).stat().st_size / 1e6:.1f} MB | `{digest}` |" for name, digest in files.items()
    ]
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        figures="\n".join(lines_of(found)).strip(),
        files="\n".join(["| file | size | SHA-256 |", "|---|---:|---|", *table]),
        total=f"{total / 1e6:.1f}",
        settings="; ".join(
            f"{run}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(each).items())
            for run, each in zip(RUNS, settings, strict=True)
        ),
        seed=settings[0].seed,
        unlabelled=f"{settings[2].unlabelled:,}".replace(",", " "),
        threshold=f"{threshold:.2f}",
        labels=", ".join(stance.LABELS),
        speed=SPEED,
        python=platform.python_version(),
    )
    replace_file(model / "README.md", text)
