"""The network: MiniLM with added inputs, a cue detector, and readers that look at a passage from one of its words."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.models.decoding import TAGS, legal
from analysis.models.passages import QUOTES, SHAPES, STARTS

WIDTH, HEADS, DEPTH, INNER = 384, 12, 6, 1536
"""MiniLM-L6's sizes (Wang et al. 2020, MiniLM: Deep Self-Attention Distillation)."""

REACH = 24
"""Distances to the word a reader looks from are told apart up to this many buckets on either side."""

FORBIDDEN = -1e4


class Veil(nn.Module):
    """Dropout that hides the same features at every position of a passage: as good, and far cheaper on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Hide features, when training."""
        if not self.training or not self.rate:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= self.rate
        return x * (kept.to(x.dtype) / (1 - self.rate))


class Attention(nn.Module):
    """Multi-head self-attention over (batch, positions, width) with a mask added to its scores."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.mixed = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Mix the positions of `x` that the mask leaves open."""
        batch, length, width = x.shape
        query, key, value = self.mixed(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (query @ key.transpose(-1, -2)) * (width // self.heads) ** -0.5 + mask
        weights = weights.float().softmax(-1).to(value.dtype)
        return self.out((weights @ value).transpose(1, 2).reshape(batch, length, width))


class Layer(nn.Module):
    """One layer of BERT: attention and a feed-forward part, each normalized after it is added."""

    def __init__(self, width: int = WIDTH, heads: int = HEADS, inner: int = INNER, dropout: float = 0.1) -> None:
        super().__init__()
        self.attention, self.after = Attention(width, heads), nn.LayerNorm(width, eps=1e-12)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.last, self.veil = nn.LayerNorm(width, eps=1e-12), Veil(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return `x` one layer on."""
        x = self.after(x + self.veil(self.attention(x, mask)))
        return self.last(x + self.veil(self.narrow(functional.gelu(self.widen(x)))))


class Encoder(nn.Module):
    """Subwords to hidden states of words, a cue score for each word, and one vector for the whole passage."""

    def __init__(self, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, WIDTH), nn.Embedding(512, WIDTH)
        self.shapes, self.quotes = nn.Embedding(SHAPES, WIDTH), nn.Embedding(QUOTES, WIDTH)
        self.starts = nn.Embedding(STARTS, WIDTH)
        for added in (self.shapes, self.quotes, self.starts):
            nn.init.zeros_(added.weight)
        self.normal, self.veil = nn.LayerNorm(WIDTH, eps=1e-12), Veil(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(DEPTH))
        self.cue = nn.Sequential(nn.Linear(WIDTH, WIDTH // 2), nn.GELU(), nn.Linear(WIDTH // 2, 1))
        nn.init.constant_(self.cue[-1].bias, -3.0)
        # The vector mixes what all layers give: at first the last one's alone, as in the base model.
        self.sentence = nn.Linear(DEPTH * WIDTH, WIDTH, bias=False)
        with torch.no_grad():
            nn.init.zeros_(self.sentence.weight)
            self.sentence.weight[:, -WIDTH:].copy_(torch.eye(WIDTH))

    def forward(self, inputs: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Turn `inputs` (batch, 4, subwords) and `first` (batch, words) to states, cue scores and sentence vectors."""
        ids, marks = inputs[:, 0], inputs[:, 1:]
        seen = (ids != 0).float()
        layers = self.through(self.words(ids), marks, seen)
        share = (seen / seen.sum(1, keepdim=True)).to(layers[0].dtype)[:, None, :]
        pooled = torch.cat([share @ layer for layer in layers], 2)[:, 0]
        return *self.read(layers[-1], first), functional.normalize(self.sentence(pooled).float(), dim=1)

    def through(self, words: Tensor, marks: Tensor, seen: Tensor) -> list[Tensor]:
        """Turn rows of the word table (batch, subwords, WIDTH) and `marks` (batch, 3, subwords) to what each layer makes of what is `seen`."""
        shapes, quotes, starts = marks.unbind(1)
        x = words + self.places.weight[: words.shape[1]]
        x = self.veil(self.normal(x + self.shapes(shapes) + self.quotes(quotes) + self.starts(starts)))
        mask = ((1 - seen.to(x.dtype)) * FORBIDDEN)[:, None, None, :]
        layers = []
        for layer in self.layers:
            x = layer(x, mask)
            layers.append(x)
        return layers

    def read(self, x: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Return a state and a cue score for each word, from the last layer's `x` and the words' `first` subwords (batch, words)."""
        states = x.gather(1, first[:, :, None].expand(-1, -1, WIDTH))
        return states, self.cue(states)[:, :, 0]


class Reader(nn.Module):
    """A passage's words as seen from some of them: narrow layers over word, centre, their product and distance."""

    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.word, self.product = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width, bias=False)
        self.centre, self.distance = nn.Linear(WIDTH, width, bias=False), nn.Embedding(2 * REACH + 1, width)
        self.normal, self.veil = nn.LayerNorm(width), Veil(0.1)
        self.layers = nn.ModuleList(Layer(width, 6, 2 * width) for _ in range(depth))

    def forward(self, states: Tensor, centre: Tensor, distance: Tensor, mask: Tensor) -> Tensor:
        """Turn `states` (rows, words, WIDTH), `centre` (rows, WIDTH), `distance` and `mask` (rows, words) to (rows, words, width)."""
        x = self.word(states) + self.product(states * centre[:, None]) + self.centre(centre)[:, None]
        x = self.veil(self.normal(x + self.distance(distance)))
        hidden = ((1 - mask) * FORBIDDEN)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, hidden)
        return x


def bucket(offset: Tensor) -> Tensor:
    """Signed distances as bucket numbers: exact up to twelve words, then coarser and coarser."""
    size = offset.abs()
    far = 12 + (4 * torch.log2(size.clamp(min=12).float() / 12)).long()
    return torch.where(size <= 12, size, far).clamp(max=REACH) * offset.sign() + REACH


class Attributor(nn.Module):
    """For each cue, the tags of source, cue and content over the words, scored together by a linear-chain CRF."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader(192, 2)
        self.tags = nn.Linear(192, TAGS)
        self.transitions = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.start, self.stop = nn.Parameter(torch.zeros(TAGS)), nn.Parameter(torch.zeros(TAGS))
        self.register_buffer("forbidden", torch.from_numpy(~legal()).float() * FORBIDDEN)
        self.register_buffer("unopened", torch.tensor([0.0] + [0.0, FORBIDDEN] * (TAGS // 2)))

    def chain(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions, start and stop scores with the illegal ones ruled out."""
        return self.transitions + self.forbidden, self.start + self.unopened, self.stop

    def forward(self, states: Tensor, anchors: Tensor, mask: Tensor) -> Tensor:
        """Turn `states` (rows, words, WIDTH) and each row's `anchors` word into scores (rows, words, tags)."""
        centre = states.gather(1, anchors[:, None, None].expand(-1, 1, WIDTH))[:, 0]
        distance = bucket(torch.arange(states.shape[1])[None] - anchors[:, None])
        scores: Tensor = self.tags(self.reader(states, centre, distance, mask))
        return scores

    def loss(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood of each row's tags."""
        transitions, start, stop = self.chain()
        scores = scores.float()
        rows = torch.arange(len(tags))
        gold = start[tags[:, 0]] + scores[rows, 0, tags[:, 0]]
        step = scores.gather(2, tags[:, :, None])[:, 1:, 0] + transitions[tags[:, :-1], tags[:, 1:]]
        gold = gold + (step * mask[:, 1:]).sum(1) + stop[tags[rows, mask.sum(1).long() - 1]]
        total = start + scores[:, 0]
        for i in range(1, scores.shape[1]):
            moved = torch.logsumexp(total[:, :, None] + transitions, 1) + scores[:, i]
            total = torch.where(mask[:, i, None] > 0, moved, total)
        return torch.logsumexp(total + stop, 1) - gold


class Judge(nn.Module):
    """Stance toward a target: the passage read from the target, pooled over it, over everything and by attention."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader(192, 2)
        self.weight = nn.Linear(192, 1)
        self.answer = nn.Sequential(nn.Linear(3 * 192, 192), nn.GELU(), nn.Dropout(0.1), nn.Linear(192, 3))

    def forward(self, states: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
        """Turn `states` (rows, words, WIDTH) and `targets` (rows, words), 1 on the target's words, into scores (rows, 3)."""
        share = targets / targets.sum(1, keepdim=True)
        centre = (share[:, None] @ states)[:, 0]
        place = torch.arange(states.shape[1])[None]
        begin = targets.argmax(1, keepdim=True)
        end = begin + targets.sum(1, keepdim=True).long() - 1
        distance = (place - begin).clamp(max=0) + (place - end).clamp(min=0)
        x = self.reader(states, centre, bucket(distance), mask)
        even = (mask / mask.sum(1, keepdim=True))[:, None]
        chosen = (self.weight(x)[:, :, 0].float() + (1 - mask) * FORBIDDEN).softmax(1).to(x.dtype)[:, None]
        scores: Tensor = self.answer(torch.cat([share[:, None] @ x, even @ x, chosen @ x], 2)[:, 0])
        return scores


class Network(nn.Module):
    """The encoder and the head that reads attributions from its states."""

    def __init__(self, vocabulary: int = 30522) -> None:
        super().__init__()
        self.encoder, self.attributor = Encoder(vocabulary), Attributor()


class Judgement(nn.Module):
    """Stance on an encoder of its own, which reads a sentence once for all its targets."""

    def __init__(self, vocabulary: int = 30522) -> None:
        super().__init__()
        self.encoder, self.judge = Encoder(vocabulary), Judge()

    def forward(self, inputs: Tensor, first: Tensor, mask: Tensor, which: Tensor, targets: Tensor) -> Tensor:
        """Turn `inputs` (batch, 4, subwords), `first` and `mask` (batch, words) into scores (rows, 3).

        Each row asks about one target: `targets` (rows, words) in the sentence `which` (rows).
        """
        states = self.encoder(inputs, first)[0]
        scores: Tensor = self.judge(states[which], targets, mask[which])
        return scores


def load_base(network: Network | Judgement, folder: Path) -> None:
    """Fill the encoder with MiniLM's weights from a folder with `model.safetensors` and `config.json`."""
    from safetensors.torch import load_file

    config: dict[str, Any] = json.loads((folder / "config.json").read_text())
    if config["hidden_size"] != WIDTH or config["num_hidden_layers"] != DEPTH:
        raise ValueError(f"{folder}: not MiniLM-L6-H384")
    base = load_file(folder / "model.safetensors")
    encoder, names = network.encoder, ("weight", "bias")
    with torch.no_grad():
        encoder.words.weight.copy_(base["embeddings.word_embeddings.weight"])
        encoder.places.weight.copy_(
            base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
        )
        for name in names:
            getattr(encoder.normal, name).copy_(base[f"embeddings.LayerNorm.{name}"])
            for i, layer in enumerate(encoder.layers):
                at = f"encoder.layer.{i}."
                mixed = [base[f"{at}attention.self.{part}.{name}"] for part in ("query", "key", "value")]
                getattr(layer.attention.mixed, name).copy_(torch.cat(mixed))
                getattr(layer.attention.out, name).copy_(base[f"{at}attention.output.dense.{name}"])
                getattr(layer.after, name).copy_(base[f"{at}attention.output.LayerNorm.{name}"])
                getattr(layer.widen, name).copy_(base[f"{at}intermediate.dense.{name}"])
                getattr(layer.narrow, name).copy_(base[f"{at}output.dense.{name}"])
                getattr(layer.last, name).copy_(base[f"{at}output.LayerNorm.{name}"])
