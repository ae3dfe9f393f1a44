"""Even out what each layer multiplies, so that one scale for a whole tensor loses less when it is quantized."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from analysis.models.passages import Passage
from analysis.training.data import Example
from analysis.training.losses import tensors
from analysis.training.network import Encoder


class Evened(nn.Module):
    """A linear layer whose inputs are divided by a factor for each channel, and whose weights are multiplied by it.

    The inputs `apart` go through `fine`, a small layer of their own, which is computed in floats.
    """

    def __init__(self, linear: nn.Linear, factors: Tensor, apart: Tensor) -> None:
        super().__init__()
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.fine = nn.Linear(len(apart), linear.out_features, bias=False) if len(apart) else None
        shares = 1 / factors
        with torch.no_grad():
            self.linear.weight.copy_(linear.weight * factors)
            self.linear.bias.copy_(linear.bias)
            if self.fine:
                self.fine.weight.copy_(linear.weight[:, apart])
                self.linear.weight[:, apart] = 0
                shares[apart] = 0
        self.register_buffer("shares", shares)
        self.register_buffer("apart", apart)

    def forward(self, x: Tensor) -> Tensor:
        """Multiply `x` by the weights; the factors cancel."""
        evened: Tensor = self.linear(x * self.shares)
        if self.fine:
            evened = evened + self.fine(x.index_select(-1, self.apart))
        return evened


def even_out(encoder: Encoder, passages: list[Passage], strength: float, apart: Mapping[str, int]) -> None:
    """Move the outliers of activations into the weights, as seen on `passages`; the encoder's answers stay the same.

    Of what the parts named in `apart` take in, so many channels, those with the highest peaks once they are evened, are kept apart:
    one or two may be several times as high as all others, which would share their coarse scale.

    Sources: Xiao et al. 2023, SmoothQuant: Accurate and Efficient Post-Training Quantization for Large Language Models; Dettmers et
    al. 2022, LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale.
    """
    peaks: dict[nn.Module, Tensor] = {}

    def watch(module: nn.Module, inputs: tuple[Tensor, ...], _: Tensor) -> None:
        peak = inputs[0].detach().abs().flatten(0, 1).amax(0)
        peaks[module] = torch.maximum(peaks[module], peak) if module in peaks else peak

    parts = [
        (parent, name)
        for layer in encoder.layers
        for parent, name in ((layer.attention, "mixed"), (layer.attention, "out"), (layer, "widen"), (layer, "narrow"))
    ]
    hooks = [getattr(parent, name).register_forward_hook(watch) for parent, name in parts]
    with torch.no_grad():
        for passage in passages:
            inputs, first, _ = tensors([Example(passage)])
            encoder(inputs, first)
    for hook in hooks:
        hook.remove()
    for parent, name in parts:
        linear = getattr(parent, name)
        heights = linear.weight.detach().abs().amax(0).clamp(min=1e-5)
        factors = peaks[linear].clamp(min=1e-5) ** strength / heights ** (1 - strength)
        factors = factors.clamp(min=1e-3)
        highest = (peaks[linear] / factors).topk(apart.get(name, 0)).indices.sort().values
        setattr(parent, name, Evened(linear, factors, highest))
