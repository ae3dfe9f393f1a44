"""Train stance on an encoder of its own: sharing one with attribution costs it more than a point."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from analysis.training.data import Example, batches, records, stance_examples
from analysis.training.export import tokenizer_of
from analysis.training.losses import tensors
from analysis.training.network import Judgement
from analysis.training.settings import StanceSettings
from analysis.training.train import Run, precision, rest


def hidden(example: Example, mask: int, chance: random.Random) -> Example:
    """Put the mask in place of one of the targets, so that stance is read from what is said of it, not from who it is."""
    passage = example.passage
    low, high = chance.choice(example.targets)[0]
    end = passage.first[high] if high < len(passage.first) else passage.inputs.shape[1] - 1
    inputs = passage.inputs.copy()
    inputs[0, passage.first[low] : end] = mask
    return replace(example, passage=replace(passage, inputs=inputs))


def loss_of(network: Judgement, examples: list[Example], settings: StanceSettings) -> Tensor:
    """Cross-entropy of the labels of all targets."""
    inputs, first, mask = tensors(examples)
    rows = [(i, span, label) for i, example in enumerate(examples) for span, label in example.targets]
    which = torch.tensor([i for i, _, _ in rows])
    targets = torch.zeros(len(rows), mask.shape[1])
    for row, (_, (low, high), _) in enumerate(rows):
        targets[row, low:high] = 1
    scores = network(inputs, first, mask, which, targets).float()
    labels = torch.tensor([label for _, _, label in rows])
    return functional.cross_entropy(scores, labels, label_smoothing=settings.smoothing)


def steps(data: Path, base: Path, settings: StanceSettings, epoch: int) -> list[list[Example]]:
    """One epoch's batches of sentences, some with a target hidden."""
    chance = random.Random(settings.seed * 1000 + epoch)
    tokenizer = tokenizer_of(base)
    examples = stance_examples(records(data / "stance" / "newsmtsc_train.jsonl.gz"), tokenizer)
    mask = tokenizer.token_to_id("[MASK]")
    examples = [hidden(e, mask, chance) if chance.random() < settings.hidden else e for e in examples]
    return batches(examples, settings.subwords, chance)


def train_stance(
    data: Path, base: Path, work: Path, settings: StanceSettings, report: Callable[[str], None] = print
) -> Judgement:
    """Train, resuming from `work`/stance.pt, and return the network with its averaged weights."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    network = Judgement()
    run = Run(network, base, settings, work / "stance.pt")
    length = len(steps(data, base, settings, 0))
    total = length * settings.epochs
    if run.resume():
        report(f"resumed at step {run.done} of {total}")
    network.train()
    losses: list[float] = []
    for epoch in range(run.done // length, settings.epochs):
        for examples in rest(steps(data, base, settings, epoch), length, run.done % length):
            torch.manual_seed(settings.seed * 1_000_000 + run.done)
            with precision():
                loss = loss_of(network, examples, settings)
            run.follow(loss, total)
            losses.append(loss.item())
            if run.done % 50 == 0:
                report(f"stance: step {run.done} of {total}, loss {sum(losses) / len(losses):.3f}")
                losses.clear()
        run.save()
    run.finish()
    return network.eval()
