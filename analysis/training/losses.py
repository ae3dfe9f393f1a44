"""What the network is trained to make small, for one batch of each task."""

import random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from analysis.training.data import Example
from analysis.training.network import Network
from analysis.training.settings import Settings

ROWS, DECOYS = 56, 14
"""At most so many cues and likely non-cues in one step."""


def tensors(examples: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad passages to one batch: inputs (batch, 4, subwords), first subwords and mask (batch, words)."""
    length = max(e.passage.inputs.shape[1] for e in examples)
    words = max(len(e.passage.first) for e in examples)
    inputs = np.zeros((len(examples), 4, length), dtype=np.int64)
    first = np.zeros((len(examples), words), dtype=np.int64)
    mask = np.zeros((len(examples), words), dtype=np.float32)
    for i, example in enumerate(examples):
        inputs[i, :, : example.passage.inputs.shape[1]] = example.passage.inputs
        first[i, : len(example.passage.first)] = example.passage.first
        mask[i, : len(example.passage.first)] = 1
    return torch.from_numpy(inputs), torch.from_numpy(first), torch.from_numpy(mask)


def attribution_loss(network: Network, examples: list[Example], settings: Settings, chance: random.Random) -> Tensor:
    """Cue detection over all words, and the tags seen from the cues and from the likeliest words that are none."""
    inputs, first, mask = tensors(examples)
    states, cues, _ = network.encoder(inputs, first)
    gold = torch.zeros_like(mask)
    rows = []
    for i, example in enumerate(examples):
        for anchor, tags in example.attributions:
            gold[i, anchor] = 1
            rows.append((i, anchor, tags))
    cues = cues.float()
    losses = functional.binary_cross_entropy_with_logits(cues, gold, reduction="none") * mask
    # Batches of headlines hold few cues: a floor keeps them from outweighing the others.
    loss = settings.cue_weight * losses.sum() / max(len(rows), 15)
    if len(rows) > ROWS:
        rows = chance.sample(rows, ROWS)
    free = cues.detach() + (mask - 1) * 1e4
    for i, example in enumerate(examples):
        free[i, list(example.near)] = -1e4
    for at in free.flatten().topk(min(DECOYS, free.numel())).indices.tolist():
        i, anchor = divmod(at, mask.shape[1])
        if mask[i, anchor]:
            rows.append((i, anchor, np.zeros(0, dtype=np.int64)))
    which = torch.tensor([i for i, _, _ in rows])
    width = int(mask[which].sum(1).max())
    tags = torch.zeros(len(rows), width, dtype=torch.long)
    for at, (_, _, row) in enumerate(rows):
        tags[at, : len(row)] = torch.from_numpy(row)
    anchors = torch.tensor([anchor for _, anchor, _ in rows])
    seen = mask[which, :width]
    scores = network.attributor(states[which, :width], anchors, seen)
    with torch.autocast("cpu", enabled=False):
        return loss + network.attributor.loss(scores, tags, seen).mean()


def vector_loss(network: Network, examples: list[Example], teacher: Tensor, settings: Settings) -> Tensor:
    """Vectors of claims' own words against the base model's."""
    inputs, first, _ = tensors(examples)
    vectors = network.encoder(inputs, first)[2]
    base = teacher[torch.tensor([e.vector for e in examples])]
    return settings.vector_weight * (1 - (vectors * base).sum(1)).mean()
