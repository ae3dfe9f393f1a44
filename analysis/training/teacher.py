"""A larger network that reads one target at a time, marked in the sentence: its answers are what the small one learns from.

MPNet (Song et al. 2020, "MPNet: Masked and Permuted Pre-training for Language Understanding") with its lower half frozen, so
that each sentence passes through that half once.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from analysis.training.data import Piece, Record, batches
from analysis.training.settings import TeacherSettings
from analysis.training.train import Run, prepare

FROZEN = 6
"""Layers that keep the base model's weights."""
FORBIDDEN = -1e4
ROWS = 24
"""Sentences, or questions, in one batch where nothing is learned."""


@dataclass(frozen=True, slots=True)
class Question:
    """A target in a sentence: the sentence's number, the target's subwords in it, and the label (-1 where nobody gave one)."""

    sentence: int
    piece: Piece
    label: int


class Teacher(nn.Module):
    """The upper half of the layers, with a marker on the target, and a head that reads target, sentence and first vector."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        from transformers import MPNetModel

        model = MPNetModel.from_pretrained(base, add_pooling_layer=False)
        self.embeddings, self.encoder = model.embeddings, model.encoder
        for frozen in (self.embeddings, self.encoder.relative_attention_bias, *self.encoder.layer[:FROZEN]):
            frozen.requires_grad_(requires_grad=False)
        width = model.config.hidden_size
        self.marker = nn.Parameter(torch.zeros(width))
        self.answer = nn.Sequential(nn.Linear(3 * width, 384), nn.GELU(), nn.Dropout(0.1), nn.Linear(384, 3))

    def lower(self, sentences: list[list[int]]) -> list[NDArray[np.float16]]:
        """Read sentences, ids of subwords, up to where a target is marked; keep them as half floats."""
        ids = nn.utils.rnn.pad_sequence(
            [torch.tensor(s) for s in sentences], batch_first=True, padding_value=self.embeddings.padding_idx
        )
        mask = (ids == self.embeddings.padding_idx).float() * FORBIDDEN
        with torch.no_grad():
            x = self._through(self.embeddings(input_ids=ids), mask[:, None, None, :], slice(0, FROZEN))
        read = x.numpy().astype(np.float16)
        return [row[: len(sentence)] for row, sentence in zip(read, sentences, strict=True)]

    def forward(self, x: Tensor, seen: Tensor, targets: Tensor) -> Tensor:
        """Turn half-read sentences `x` (rows, subwords, width), `seen` and `targets` (rows, subwords) into scores (rows, 3)."""
        x = x + targets[:, :, None] * self.marker
        x = self._through(x, ((1 - seen) * FORBIDDEN)[:, None, None, :], slice(FROZEN, None))
        share = (targets / targets.sum(1, keepdim=True))[:, None]
        even = (seen / seen.sum(1, keepdim=True))[:, None]
        scores: Tensor = self.answer(torch.cat([(share @ x)[:, 0], (even @ x)[:, 0], x[:, 0]], 1))
        return scores

    def _through(self, x: Tensor, mask: Tensor, layers: slice) -> Tensor:
        places = self.encoder.compute_position_bias(x)
        for layer in self.encoder.layer[layers]:
            x = layer(x, mask, places)[0]
        return x


class Reading:
    """Sentences read up to the marker, kept as half floats, and the questions about them."""

    def __init__(self, teacher: Teacher, base: Path, rows: list[Record]) -> None:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(256)
        texts = {row["s"]: tokenizer.encode(row["s"]) for row in rows}
        number = {text: i for i, text in enumerate(texts)}
        ids = [encoding.ids for encoding in texts.values()]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        teacher.eval()
        read: dict[int, NDArray[np.float16]] = {}
        for at in range(0, len(order), ROWS):
            some = order[at : at + ROWS]
            read.update(zip(some, teacher.lower([ids[i] for i in some]), strict=True))
        self.sentences = [read[i] for i in range(len(ids))]
        self.questions = [
            Question(number[row["s"]], _subwords(texts[row["s"]].offsets, row["a"], row["b"]), row.get("y", -2) + 1)
            for row in rows
        ]

    def size(self, question: Question) -> int:
        """Return how many subwords the question's sentence has."""
        return len(self.sentences[question.sentence])

    def tensors(self, questions: list[Question]) -> tuple[Tensor, Tensor, Tensor]:
        """Pad questions to one batch: half-read sentences, what is seen of them, and the targets."""
        read = [torch.from_numpy(self.sentences[q.sentence]).float() for q in questions]
        x = nn.utils.rnn.pad_sequence(read, batch_first=True)
        seen, targets = torch.zeros(x.shape[:2]), torch.zeros(x.shape[:2])
        for row, (question, sentence) in enumerate(zip(questions, read, strict=True)):
            seen[row, : len(sentence)] = 1
            targets[row, slice(*question.piece)] = 1
        return x, seen, targets


def _subwords(places: list[Piece], start: int, end: int) -> Piece:
    """Return the subwords that share a character with a target; the first vector where none does."""
    inside = [i for i, (first, last) in enumerate(places) if first < end and start < last]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)


def answers(teacher: Teacher, reading: Reading) -> NDArray[np.float32]:
    """Return the scores of each row's three labels before softmax, shape (rows, 3)."""
    found = np.zeros((len(reading.questions), 3), dtype=np.float32)
    order = sorted(range(len(found)), key=lambda i: reading.size(reading.questions[i]))
    teacher.eval()
    with torch.no_grad():
        for at in range(0, len(order), ROWS):
            rows = order[at : at + ROWS]
            found[rows] = teacher(*reading.tensors([reading.questions[i] for i in rows])).numpy()
    return found


def groups(teacher: Teacher, settings: TeacherSettings) -> Iterator[dict[str, Any]]:
    """Parameters with their learning rates: the lower a layer, the more slowly it learns."""
    depth = len(teacher.encoder.layer)
    for i in range(FROZEN, depth):
        rate = settings.encoder_rate * settings.decay_by_layer ** (depth - 1 - i)
        yield {"params": list(teacher.encoder.layer[i].parameters()), "lr": rate, "peak": rate}
    heads = [teacher.marker, *teacher.answer.parameters()]
    yield {"params": heads, "lr": settings.head_rate, "peak": settings.head_rate}


def train_teacher(
    rows: list[Record], base: Path, work: Path, settings: TeacherSettings, report: Callable[[str], None] = print
) -> tuple[Teacher, Reading]:
    """Train on the labelled `rows` of NewsMTSC, resuming from `work`/teacher.pt.

    Return the network with its averaged weights, and the rows as it read them.
    """
    prepare(work, settings)
    teacher = Teacher(base)
    reading = Reading(teacher, base, rows)

    def epoch_of(epoch: int) -> list[list[Question]]:
        chance = random.Random(settings.seed * 1000 + epoch)
        return batches(reading.questions, settings.subwords, chance, reading.size)

    def loss_of(questions: list[Question], _: random.Random) -> Tensor:
        labels = torch.tensor([q.label for q in questions])
        scores = teacher(*reading.tensors(questions))
        return functional.cross_entropy(scores, labels, label_smoothing=settings.smoothing)

    Run(teacher, list(groups(teacher, settings)), settings, work / "teacher.pt").through(epoch_of, loss_of, report)
    return teacher, reading
