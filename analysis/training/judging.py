"""Train stance on an encoder of its own: sharing one with attribution costs it more than a point."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from analysis.training.data import Example, Record, batches, stance_examples, subwords
from analysis.training.export import tokenizer_of
from analysis.training.losses import tensors
from analysis.training.network import Judgement, load_base
from analysis.training.settings import StanceSettings
from analysis.training.train import Run, groups, prepare


def hidden(example: Example, mask: int, chance: random.Random) -> Example:
    """Put the mask in place of one of the targets, so that stance is read from what is said of it, not from who it is."""
    passage = example.passage
    low, high = chance.choice(example.targets)[0]
    end = passage.first[high] if high < len(passage.first) else passage.inputs.shape[1] - 1
    inputs = passage.inputs.copy()
    inputs[0, passage.first[low] : end] = mask
    return replace(example, passage=replace(passage, inputs=inputs))


def loss_of(network: Judgement, examples: list[Example]) -> Tensor:
    """Cross-entropy of the stances toward all targets."""
    inputs, first, mask = tensors(examples)
    rows = [(i, span, told) for i, example in enumerate(examples) for span, told in example.targets]
    which = torch.tensor([i for i, _, _ in rows])
    targets = torch.zeros(len(rows), mask.shape[1])
    for row, (_, (low, high), _) in enumerate(rows):
        targets[row, low:high] = 1
    scores = network(inputs, first, mask, which, targets).float()
    return functional.cross_entropy(scores, torch.tensor([told for _, _, told in rows]))


def train_stance(
    rows: list[Record], base: Path, work: Path, settings: StanceSettings, report: Callable[[str], None] = print
) -> Judgement:
    """Train on `rows` of lessons, resuming from `work`/stance.pt, and return the network with its averaged weights."""
    prepare(work, settings)
    network = Judgement()
    load_base(network, base)
    tokenizer = tokenizer_of(base)
    examples = stance_examples(rows, tokenizer)
    mask = tokenizer.token_to_id("[MASK]")

    def epoch_of(epoch: int) -> list[list[Example]]:
        """Return batches of sentences, some with a target hidden."""
        chance = random.Random(settings.seed * 1000 + epoch)
        shown = [hidden(e, mask, chance) if chance.random() < settings.hidden else e for e in examples]
        return batches(shown, settings.subwords, chance, subwords)

    run = Run(network, groups(network, settings), settings, work / "stance.pt")
    run.through(epoch_of, lambda some, _: loss_of(network, some), report)
    return network
