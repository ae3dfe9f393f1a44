"""From the trained network to the kit's files: ONNX, int8 weights, a smaller vocabulary, and the description with hashes."""

import io
import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from analysis.article import paragraphs
from analysis.files import replace_file
from analysis.models.passages import Passage, read
from analysis.training.data import Record
from analysis.training.network import WIDTH, Encoder, Judgement, Network
from analysis.training.smoothing import even_out

Axes = dict[str, dict[int, str]]
Kind = TypeVar("Kind", "Network", "Judgement")

OPSET = 17
OTHER_SCRIPT = re.compile("[^\u0000-\u024f\u2000-\u20ff]")
PLACES = 256
"""Positions that are kept of MiniLM's 512: no window is longer."""

LEVELS = 255
"""Steps from the lowest to the highest number of the word table."""
PASSAGE: Axes = {"words": {0: "subwords"}, "marks": {1: "subwords"}}
"""What varies of every encoder's inputs."""
APART = {"widen": 16, "narrow": 16}
"""Channels of either half of each feed-forward part that stance computes in floats."""


class ToStates(nn.Module):
    """An encoder on one passage, given as rows of the word table: states and cue scores."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, words: Tensor, marks: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Encode one passage."""
        states, cues = self.encoder.read(last_layer(self.encoder, words, marks), first[None])
        return states[0], cues[0]


class ToVector(nn.Module):
    """An encoder on one passage, given as rows of the word table: the mean of what its last layer gives, of length 1."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, words: Tensor, marks: Tensor) -> Tensor:
        """Encode one passage."""
        return functional.normalize(last_layer(self.encoder, words, marks)[0].mean(0), dim=0)


class FromAnchors(nn.Module):
    """The attribution head on one passage's states."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.head = network.attributor

    def forward(self, states: Tensor, anchors: Tensor) -> Tensor:
        """Score the tags of all words as seen from each anchor."""
        rows = states[None].expand(anchors.shape[0], -1, -1)
        scores: Tensor = self.head(rows, anchors, torch.ones_like(rows[:, :, 0]))
        return scores


class FromTargets(nn.Module):
    """The stance network on one passage and some targets in it, as probabilities."""

    def __init__(self, network: Judgement) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Tensor, marks: Tensor, first: Tensor, targets: Tensor) -> Tensor:
        """Judge the stance toward each target."""
        layer = last_layer(self.network.encoder, words, marks)
        states = self.network.encoder.read(layer, first[None])[0].expand(targets.shape[0], -1, -1)
        probabilities: Tensor = self.network.judge(states, targets, torch.ones_like(targets)).softmax(1)
        return probabilities


def last_layer(encoder: Encoder, words: Tensor, marks: Tensor) -> Tensor:
    """Return what the last layer makes of one passage, all of which is seen, shape (1, subwords, width)."""
    return encoder.through(words[None], marks[None], torch.ones_like(words[None, :, 0]))[-1]


def tokenizer_of(base: Path) -> Any:
    """Return the base model's tokenizer, without its truncation and padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def latin(tokenizer: Any) -> list[int]:
    """Ids of the subwords that English text can need: no reserved entries, no letters of other scripts."""
    return sorted(
        i
        for word, i in tokenizer.get_vocab().items()
        if not word.startswith("[unused") and not OTHER_SCRIPT.search(word)
    )


def cut(tokenizer: Any, kept: list[int]) -> Any:
    """Return the tokenizer with only the subwords in `kept`, numbered anew in their order."""
    from tokenizers import Tokenizer

    known = json.loads(tokenizer.to_str())
    place = {old: new for new, old in enumerate(kept)}
    known["model"]["vocab"] = {word: place[i] for word, i in known["model"]["vocab"].items() if i in place}
    known["added_tokens"] = [t | {"id": place[t["id"]]} for t in known["added_tokens"] if t["id"] in place]
    known["post_processor"] = None
    return Tokenizer.from_str(json.dumps(known))


def to_onnx(module: nn.Module, example: tuple[Tensor, ...], names: tuple[str, str], axes: Axes, path: Path) -> None:
    """Write a module as ONNX; `names` are those of its inputs and outputs, `axes` which of their dimensions vary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    takes, gives = (name.split() for name in names)
    torch.onnx.export(
        module.eval(),
        example,
        str(path),
        input_names=takes,
        output_names=gives,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def write_encoder(encoder: Encoder, path: Path) -> None:
    """Write the encoder that attribution reads as float32."""
    axes = PASSAGE | {"first": {0: "words"}, "states": {0: "words"}, "cues": {0: "words"}}
    to_onnx(ToStates(encoder), (*example(), torch.arange(1, 6)), ("words marks first", "states cues"), axes, path)


def write_sentence(encoder: Encoder, path: Path) -> None:
    """Write the encoder that gives sentence vectors as float32."""
    to_onnx(ToVector(encoder), example(), ("words marks", "vector"), PASSAGE, path)


def example() -> tuple[Tensor, Tensor]:
    """Return rows of the word table and marks, as for a passage of nine subwords."""
    return torch.randn(9, WIDTH), torch.ones(3, 9, dtype=torch.long)


def write_attributor(network: Network, path: Path) -> None:
    """Write the attribution head as float32."""
    axes = {"states": {0: "words"}, "anchors": {0: "rows"}, "scores": {0: "rows", 1: "words"}}
    names = ("states anchors", "scores")
    to_onnx(FromAnchors(network), (torch.randn(5, WIDTH), torch.tensor([1, 3])), names, axes, path)


def write_stance(network: Judgement, path: Path) -> None:
    """Write the stance network as float32."""
    axes = PASSAGE | {"first": {0: "words"}, "targets": {0: "rows", 1: "words"}, "probabilities": {0: "rows"}}
    targets = torch.tensor([[0.0, 1, 1, 0, 0], [1.0, 0, 0, 0, 0]])
    given = (*example(), torch.arange(1, 6), targets)
    to_onnx(FromTargets(network), given, ("words marks first targets", "probabilities"), axes, path)


def write_words(table: NDArray[np.float32], path: Path) -> None:
    """Write the word table that all encoders share, as floats."""
    save_words(path, table, np.float32(1), np.float32(0))


def round_words(table: NDArray[np.float32], path: Path) -> None:
    """Write the word table as bytes, with one scale for all of it."""
    low, high = min(float(table.min()), 0.0), max(float(table.max()), 0.0)
    scale = np.float32((high - low) / LEVELS)
    zero = np.float32(round(-low / float(scale)))
    save_words(path, np.clip(np.round(table / scale) + zero, 0, LEVELS).astype(np.uint8), scale, zero)


def save_words(path: Path, rows: NDArray[Any], scale: np.float32, zero: np.float32) -> None:
    """Write rows, which times `scale` from `zero` on are the words' vectors."""
    held = io.BytesIO()
    np.savez(held, rows=rows, scale=scale, zero=zero)
    replace_file(path, held.getvalue())


def quantize(source: Path, target: Path, exact: tuple[str, ...] = ()) -> None:
    """Write `source` with int8 weights, a scale for each output channel, activations scaled as they come.

    Weights keep to seven bits: sums of unsigned and signed bytes saturate on CPUs with AVX2 but no VNNI.
    The parts named in `exact` stay as they are.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # A Gemm is renamed on its way to quantization.
    left = [
        name
        for node in onnx.load(str(source)).graph.node
        for name in (node.name, f"{node.name}_MatMul")
        if any(f"/{part}/" in name for part in exact)
    ]
    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=left,
    )


def shrink(source: Path, target: Path) -> None:
    """Write `source` with its weight matrices as int8 and a scale for each column, turned to floats when it is opened.

    Unlike in `quantize` all sums are of floats, so no row of a batch touches another.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(source))
    added = []
    for tensor in list(model.graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < 4096:
            continue
        scale = np.maximum(np.abs(values).max(0), 1e-8) / 127
        whole = np.round(values / scale).astype(np.int8)
        name = tensor.name
        model.graph.initializer.remove(tensor)
        for part, content in (("int8", whole), ("scale", scale), ("zero", np.zeros(len(scale), dtype=np.int8))):
            model.graph.initializer.append(numpy_helper.from_array(content, f"{name}_{part}"))
        takes = [f"{name}_int8", f"{name}_scale", f"{name}_zero"]
        added.append(helper.make_node("DequantizeLinear", takes, [name], axis=1))
    nodes = [*added, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(target))


def smaller(network: Kind, kept: list[int]) -> Kind:
    """Return a copy of the network that knows only the subwords in `kept`."""
    copy = deepcopy(network)
    for table, rows in (("words", kept), ("places", list(range(PLACES)))):
        weight = getattr(copy.encoder, table).weight.detach()[rows]
        setattr(copy.encoder, table, nn.Embedding.from_pretrained(weight))
    return copy.eval()


def chain_of(network: Network) -> dict[str, Any]:
    """Return the transition, start and stop scores of the tags, as lists."""
    scores = (np.round(part.detach().numpy().astype(float), 4).tolist() for part in network.attributor.chain())
    return dict(zip(("transitions", "start", "stop"), scores, strict=True))


def export(parts: tuple[Network, Judgement, Network], tokenizer: Any, articles: list[Record], folder: Path) -> None:
    """Write the kit's model into `folder`: the word table, four graphs and `tokenizer.json`; `describe` adds the description.

    The `parts` are the networks for attribution, for stance, and the one that neither was trained: it gives the sentence vectors, and
    the word table, which training leaves as it is.
    The float graphs stay beside them in `folder`/float, to compare with. What activations are usually like is seen on the
    first paragraphs of some `articles`.
    """
    network, judgement, base = parts
    kept = latin(tokenizer)
    known = cut(tokenizer, kept)
    for place in (folder, folder / "float"):
        replace_file(place / "tokenizer.json", known.to_str())
    table = base.encoder.words.weight.detach()[kept].numpy()
    round_words(table, folder / "words.npz")
    write_words(table, folder / "float" / "words.npz")
    lines = [a["text"][start:end] for a in articles for start, end in paragraphs(a["text"])[:6]]
    passages = [passage for line in lines for passage in read(line, known)]
    export_attribution(smaller(network, kept), passages, folder)
    export_stance(smaller(judgement, kept), passages, folder)
    export_sentence(smaller(base, kept), passages, folder)


def export_attribution(network: Network, passages: list[Passage], folder: Path) -> None:
    """Write the encoder and the attribution head into `folder`, and as floats into `folder`/float."""
    exact, evened = folder / "float", folder / "evened"
    write_attributor(network, exact / "attribution.onnx")
    shrink(exact / "attribution.onnx", folder / "attribution.onnx")
    write_encoder(network.encoder, exact / "encoder.onnx")
    even_out(network.encoder, passages, strength=0.75, apart={})
    write_encoder(network.encoder, evened / "encoder.onnx")
    quantize(evened / "encoder.onnx", folder / "encoder.onnx")


def export_sentence(base: Network, passages: list[Passage], folder: Path) -> None:
    """Write the encoder of sentence vectors into `folder`, and as floats into `folder`/float."""
    exact, evened = folder / "float", folder / "evened"
    write_sentence(base.encoder, exact / "sentence.onnx")
    even_out(base.encoder, passages, strength=0.75, apart={})
    write_sentence(base.encoder, evened / "sentence.onnx")
    quantize(evened / "sentence.onnx", folder / "sentence.onnx")


def export_stance(judgement: Judgement, passages: list[Passage], folder: Path) -> None:
    """Write the stance network into `folder`, and as floats into `folder`/float."""
    exact, evened = folder / "float", folder / "evened"
    write_stance(judgement, exact / "stance.onnx")
    even_out(judgement.encoder, passages, strength=0.6, apart=APART)
    write_stance(judgement, evened / "stance.onnx")
    # One scale for the rows of all targets would let one target change another; and stance bears less rounding than
    # attribution: a few channels are computed in floats (the card tells how many labels stay as they were).
    quantize(evened / "stance.onnx", folder / "stance.onnx", exact=("judge", "fine"))
    shrink(folder / "stance.onnx", folder / "stance.onnx")
