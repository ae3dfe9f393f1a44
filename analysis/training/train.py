"""Fine-tune the network on attribution and the base model's sentence vectors together, from checkpoints."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from analysis.models.passages import read
from analysis.training.data import (
    Example,
    Record,
    attribution_examples,
    batches,
    cue_strength,
    records,
    subwords,
)
from analysis.training.export import tokenizer_of
from analysis.training.losses import attribution_loss, tensors, vector_loss
from analysis.training.network import DEPTH, Judgement, Network, load_base
from analysis.training.settings import Schedule, Settings

Batch = TypeVar("Batch")

CONTENTS = 12
"""Claims' own words in every step."""


def precision() -> torch.autocast:
    """Compute in bfloat16 where the processor does: elsewhere it is emulated, and some twenty times slower than float32."""
    able = torch.cpu.get_capabilities()
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16")))


def base_vectors(network: Network, examples: list[Example]) -> Tensor:
    """Return the untrained encoder's sentence vectors: what the trained one is to stay close to."""
    found = torch.zeros(max(e.vector for e in examples) + 1, 384)
    network.eval()
    with torch.no_grad(), precision():
        for batch in batches(examples, 4000, random.Random(0), subwords):
            inputs, first, _ = tensors(batch)
            found[torch.tensor([e.vector for e in batch])] = network.encoder(inputs, first)[2].float()
    return found


def groups(network: Network | Judgement, settings: Schedule) -> list[dict[str, Any]]:
    """Parameters with their learning rates: lower layers learn more slowly, heads fastest, the word table not at all."""
    network.encoder.words.weight.requires_grad_(requires_grad=False)
    rates: dict[float, list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = settings.head_rate
        if name.startswith("encoder.layers."):
            rate = settings.encoder_rate * settings.decay_by_layer ** (DEPTH - 1 - int(name.split(".")[2]))
        elif name.startswith(("encoder.places", "encoder.normal")):
            rate = settings.encoder_rate * settings.decay_by_layer**DEPTH
        elif name.startswith(("encoder.shapes", "encoder.quotes", "encoder.starts", "encoder.sentence")):
            rate = settings.head_rate / 4
        rates.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate, "peak": rate} for rate, parameters in rates.items()]


def one_each(articles: list[Record], several: list[Record], chance: random.Random) -> list[Record]:
    """Articles that several people annotated appear each epoch as another of them saw it."""
    others: dict[str, list[Record]] = {}
    for record in several:
        others.setdefault(record["id"], []).append(record)
    return [chance.choice(others[a["id"]]) if a["id"] in others else a for a in articles]


def steps(data: Path, tokenizer: Any, settings: Settings, epoch: int) -> list[list[Example]]:
    """One epoch's batches of paragraphs."""
    chance = random.Random(settings.seed * 1000 + epoch)
    articles = records(data / "attribution" / "train.jsonl.gz")
    strength = cue_strength(articles)
    several = records(data / "attribution" / "several_annotators.jsonl.gz")
    read_examples = [
        example
        for article in one_each(articles, several, chance)
        for example in attribution_examples(article, tokenizer, strength, chance)
    ]
    return batches(read_examples, settings.subwords, chance, subwords)


def rest(batches: list[Batch], length: int, done: int) -> list[Batch]:
    """Return what is left of an epoch after `done` batches.

    Epochs differ by a batch or so, since their variations do: each is made as long as the first one was, so that a run that is
    taken up again counts its steps as one that was never broken off.

    >>> rest(["a", "b", "c"], 4, 1), rest(["a", "b", "c"], 2, 1)
    (['b', 'c', 'a'], ['b'])
    """
    return (batches + batches)[done:length]


def contents(data: Path, tokenizer: Any) -> list[Example]:
    """Return what is claimed in the training articles, each as a short passage of its own."""
    found = []
    for article in records(data / "attribution" / "train.jsonl.gz"):
        for attribution in article["attributions"]:
            text = " ".join(article["text"][s:e] for s, e in attribution["content"])
            found += read(text, tokenizer)[:1]
    short = [p for p in found if 5 <= p.inputs.shape[1] <= 48]
    return [Example(p, vector=i) for i, p in enumerate(random.Random(0).sample(short, min(8000, len(short))))]


def prepare(work: Path, settings: Schedule) -> None:
    """Make the folder for checkpoints and fix what chance the making of a network depends on."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)


class Run:
    """A network in training: its optimizer, the running average of its weights, and the steps done.

    `rates` are its parameters in groups, each with its highest rate of learning as ``peak``.
    """

    def __init__(self, network: nn.Module, rates: list[dict[str, Any]], settings: Schedule, checkpoint: Path) -> None:
        self.network, self.settings, self.checkpoint = network, settings, checkpoint
        self.optimizer = torch.optim.AdamW(rates, weight_decay=settings.weight_decay, fused=True)
        self.trained = [p for p in self.network.parameters() if p.requires_grad]
        self.averaged = [p.detach().clone() for p in self.trained]
        self.done = 0

    def through(
        self,
        epoch_of: Callable[[int], list[Batch]],
        loss_of: Callable[[Batch, random.Random], Tensor],
        report: Callable[[str], None],
    ) -> None:
        """Learn from all batches of all epochs, from the last checkpoint on; the network then has its averaged weights.

        Every step is seeded by its number, so that a resumed run goes on as one that was never broken off.
        """
        length = len(epoch_of(0))
        total = length * self.settings.epochs
        name = self.checkpoint.stem
        if self.resume():
            report(f"{name}: resumed at step {self.done} of {total}")
        self.network.train()
        saved, losses = time.monotonic(), list[float]()
        for epoch in range(self.done // length, self.settings.epochs):
            for batch in rest(epoch_of(epoch), length, self.done % length):
                seed = self.settings.seed * 1_000_000 + self.done
                torch.manual_seed(seed)
                with precision():
                    loss = loss_of(batch, random.Random(seed))
                self.follow(loss, total)
                losses.append(loss.item())
                if self.done % 50 == 0:
                    report(f"{name}: step {self.done} of {total}, loss {sum(losses) / len(losses):.3f}")
                    losses.clear()
                if time.monotonic() - saved > 60 * self.settings.checkpoint_minutes or self.done == total:
                    saved = time.monotonic()
                    self.save()
        with torch.no_grad():
            for parameter, average in zip(self.trained, self.averaged, strict=True):
                parameter.copy_(average)
        self.network.eval()

    def resume(self) -> bool:
        """Take up the last checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return False
        state = torch.load(self.checkpoint, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.averaged, self.done = state["averaged"], state["done"]
        return True

    def save(self) -> None:
        """Write a checkpoint, replacing the last one only when it is whole."""
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "averaged": self.averaged,
        }
        new = self.checkpoint.with_suffix(".new")
        torch.save({**state, "done": self.done}, new)
        new.replace(self.checkpoint)

    def follow(self, loss: Tensor, total: int) -> None:
        """Take one step down the gradient, at the rate of its place among `total` steps, and move the average along."""
        warm, share = self.settings.warm_up, self.done / total
        pace = min(share / warm, (1 - share) / (1 - warm))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * pace
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 5.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        kept = min(self.settings.average, (self.done + 1) / (self.done + 10))
        with torch.no_grad():
            for average, parameter in zip(self.averaged, self.trained, strict=True):
                average.lerp_(parameter, 1 - kept)
        self.done += 1


def train(data: Path, base: Path, work: Path, settings: Settings, report: Callable[[str], None] = print) -> Network:
    """Train, resuming from `work`/checkpoint.pt, and return the network with its averaged weights.

    `data` is the benchmarks folder, `base` the folder with MiniLM's weights and tokenizer. `report` is told the losses.
    """
    prepare(work, settings)
    tokenizer = tokenizer_of(base)
    network = Network()
    load_base(network, base)
    claims = contents(data, tokenizer)
    told = base_vectors(network, claims)

    def loss_of(passages: list[Example], chance: random.Random) -> Tensor:
        loss = attribution_loss(network, passages, settings, chance)
        return loss + vector_loss(network, chance.sample(claims, CONTENTS), told, settings)

    run = Run(network, groups(network, settings), settings, work / "checkpoint.pt")
    run.through(lambda epoch: steps(data, tokenizer, settings, epoch), loss_of, report)
    return network
