"""From the trained network to the kit's files: ONNX, int8 weights, a smaller vocabulary, and the description with hashes."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from analysis.files import replace_file
from analysis.training.network import WIDTH, Network

OPSET = 17
OTHER_SCRIPT = re.compile("[^\u0000-\u024f\u2000-\u20ff]")
PLACES = 256
"""Positions that are kept of MiniLM's 512: no window is longer."""


class OnePassage(nn.Module):
    """The encoder without a batch dimension."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, inputs: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Encode one passage."""
        states, cues, vectors = self.encoder(inputs[None], first[None])
        return states[0], cues[0], vectors[0]


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
    """The stance head on one passage's states, as probabilities."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.head = network.judge

    def forward(self, states: Tensor, targets: Tensor) -> Tensor:
        """Judge the stance toward each target."""
        rows = states[None].expand(targets.shape[0], -1, -1)
        probabilities: Tensor = self.head(rows, targets, torch.ones_like(targets)).softmax(1)
        return probabilities


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


def to_onnx(network: Network, folder: Path) -> None:
    """Write the three graphs in float32: `encoder.onnx`, `attribution.onnx`, `stance.onnx`."""
    network.eval()
    states = torch.randn(5, WIDTH)
    inputs = torch.ones(4, 9, dtype=torch.long)
    axes = {"inputs": {1: "subwords"}, "first": {0: "words"}, "states": {0: "words"}, "cues": {0: "words"}}
    jobs: list[tuple[str, nn.Module, Any, list[str], list[str], Any]] = [
        (
            "encoder",
            OnePassage(network),
            (inputs, torch.arange(1, 6)),
            ["inputs", "first"],
            ["states", "cues", "vector"],
            axes,
        ),
        (
            "attribution",
            FromAnchors(network),
            (states, torch.tensor([1, 3])),
            ["states", "anchors"],
            ["scores"],
            {"states": {0: "words"}, "anchors": {0: "rows"}, "scores": {0: "rows", 1: "words"}},
        ),
        (
            "stance",
            FromTargets(network),
            (states, torch.tensor([[0.0, 1, 1, 0, 0], [0, 0, 0, 0, 1]])),
            ["states", "targets"],
            ["probabilities"],
            {"states": {0: "words"}, "targets": {0: "rows", 1: "words"}, "probabilities": {0: "rows"}},
        ),
    ]
    for name, module, example, takes, gives, dynamic in jobs:
        torch.onnx.export(
            module.eval(),
            example,
            str(folder / f"{name}.onnx"),
            input_names=takes,
            output_names=gives,
            dynamic_axes=dynamic,
            opset_version=OPSET,
            dynamo=False,
        )


def quantize(source: Path, target: Path) -> None:
    """Write `source` with int8 weights, a scale for each output channel, activations scaled as they come.

    Weights keep to seven bits: sums of unsigned and signed bytes saturate on CPUs with AVX2 but no VNNI.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


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


def smaller(network: Network, kept: list[int]) -> Network:
    """Return a copy of the network that knows only the subwords in `kept`."""
    copy = Network(len(kept))
    state = network.state_dict()
    state["encoder.words.weight"] = state["encoder.words.weight"][kept]
    copy.load_state_dict(state)
    copy.encoder.places = nn.Embedding.from_pretrained(copy.encoder.places.weight[:PLACES].detach())
    return copy.eval()


def chain_of(network: Network) -> dict[str, Any]:
    """Return the transition, start and stop scores of the tags, as lists."""
    scores = (np.round(part.detach().numpy().astype(float), 4).tolist() for part in network.attributor.chain())
    return dict(zip(("transitions", "start", "stop"), scores, strict=True))


def export(network: Network, tokenizer: Any, kept: list[int], folder: Path, known: dict[str, Any]) -> None:
    """Write the kit's model into `folder`: three graphs, `tokenizer.json`, and `model.json` with `known` and the hashes.

    The float graphs stay beside them in `folder`/float, to compare with.
    """
    exact = folder / "float"
    exact.mkdir(parents=True, exist_ok=True)
    to_onnx(smaller(network, kept), exact)
    quantize(exact / "encoder.onnx", folder / "encoder.onnx")
    for name in ("attribution.onnx", "stance.onnx"):
        shrink(exact / name, folder / name)
    for place in (folder, exact):
        replace_file(place / "tokenizer.json", cut(tokenizer, kept).to_str())
    describe(folder, {"chain": chain_of(network)} | known)


def describe(folder: Path, known: dict[str, Any]) -> None:
    """Write `model.json`: what is `known`, and the hash of each file in `folder`."""
    names = ("encoder.onnx", "attribution.onnx", "stance.onnx", "tokenizer.json")
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    replace_file(folder / "model.json", json.dumps(known | {"files": files}, indent=1) + "\n")
