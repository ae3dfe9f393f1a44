"""What a training run is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """What every run is made of; kept with the weights."""

    seed: int = 7
    epochs: int = 4
    subwords: int = 1200
    encoder_rate: float = 1.2e-4
    decay_by_layer: float = 0.9
    head_rate: float = 5e-4
    weight_decay: float = 0.01
    warm_up: float = 0.06
    average: float = 0.995
    checkpoint_minutes: float = 4.0


@dataclass(frozen=True)
class Settings(Schedule):
    """The run for attribution and sentence vectors."""

    epochs: int = 6
    subwords: int = 1150
    decay_by_layer: float = 0.85
    head_rate: float = 8e-4
    average: float = 0.999
    cue_weight: float = 3.0
    vector_weight: float = 4.0


@dataclass(frozen=True)
class StanceSettings(Schedule):
    """The run for stance."""

    hidden: float = 0.25


@dataclass(frozen=True)
class TeacherSettings(Schedule):
    """The run for the larger network that stance is learned from, and what it is asked.

    `unlabelled` sentences, of which a share has `several` names, are added to those that people labelled; where they did,
    the teacher's answer counts by `trust` beside theirs.
    """

    epochs: int = 3
    encoder_rate: float = 5e-5
    average: float = 0.99
    smoothing: float = 0.02
    unlabelled: int = 8000
    several: float = 0.7
    trust: float = 0.5
