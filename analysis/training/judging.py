"""Train stance on an encoder of its own: sharing one with attribution costs it more than a point."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from analysis.models.passages import Passage, marked
from analysis.training.data import Example, batches, records, stance_examples
from analysis.training.export import tokenizer_of
from analysis.training.losses import tensors
from analysis.training.network import Judgement
from analysis.training.settings import StanceSettings
from analysis.training.train import Run


def rows(data: Path, base: Path) -> list[Example]:
    """Return one example for each target of the training sentences, the target marked."""
    found = []
    for example in stance_examples(records(data / "stance" / "newsmtsc_train.jsonl.gz"), tokenizer_of(base), None):
        old = example.passage
        for (low, high), label in example.targets:
            passage = Passage(marked(old, low, high), old.first, old.spans, old.own)
            found.append(Example(passage, targets=[((low, high), label)]))
    return found


def loss_of(network: Judgement, examples: list[Example], settings: StanceSettings) -> Tensor:
    """Cross-entropy of the labels."""
    inputs, first, mask = tensors(examples)
    targets = torch.zeros_like(mask)
    for row, example in enumerate(examples):
        low, high = example.targets[0][0]
        targets[row, low:high] = 1
    labels = torch.tensor([example.targets[0][1] for example in examples])
    scores = network(inputs, first, targets, mask).float()
    return functional.cross_entropy(scores, labels, label_smoothing=settings.smoothing)


def steps(data: Path, base: Path, settings: StanceSettings, epoch: int) -> Iterator[list[Example]]:
    """One epoch's batches."""
    chance = random.Random(settings.seed * 1000 + epoch)
    yield from batches(rows(data, base), settings.subwords, chance)


def train_stance(
    data: Path, base: Path, work: Path, settings: StanceSettings, report: Callable[[str], None] = print
) -> Judgement:
    """Train, resuming from `work`/stance.pt, and return the network with its averaged weights."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    network = Judgement()
    run = Run(network, base, settings, work / "stance.pt")
    length = len(list(steps(data, base, settings, 0)))
    total = length * settings.epochs
    if run.resume():
        report(f"resumed at step {run.done} of {total}")
    network.train()
    losses: list[float] = []
    for epoch in range(run.done // length, settings.epochs):
        for number, examples in enumerate(steps(data, base, settings, epoch)):
            if not run.done <= epoch * length + number < (epoch + 1) * length:
                continue
            torch.manual_seed(settings.seed * 1_000_000 + run.done)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of(network, examples, settings)
            run.follow(loss, total)
            losses.append(loss.item())
            if run.done % 50 == 0:
                report(f"stance: step {run.done} of {total}, loss {sum(losses) / len(losses):.3f}")
                losses.clear()
        run.save()
    run.finish()
    return network.eval()
