"""Even out what each layer multiplies, so that one scale for a whole tensor loses less when it is quantized."""

import torch
from torch import Tensor, nn

from analysis.models.passages import Passage
from analysis.training.data import Example
from analysis.training.losses import tensors
from analysis.training.network import Encoder


class Evened(nn.Module):
    """A linear layer whose inputs are divided by a factor for each channel, and whose weights are multiplied by it."""

    def __init__(self, linear: nn.Linear, factors: Tensor) -> None:
        super().__init__()
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        with torch.no_grad():
            self.linear.weight.copy_(linear.weight * factors)
            self.linear.bias.copy_(linear.bias)
        self.register_buffer("shares", 1 / factors)

    def forward(self, x: Tensor) -> Tensor:
        """Multiply `x` by the weights; the factors cancel."""
        evened: Tensor = self.linear(x * self.shares)
        return evened


def even_out(encoder: Encoder, passages: list[Passage], strength: float) -> None:
    """Move the outliers of activations into the weights, as seen on `passages`; the encoder's answers stay the same.

    Source: Xiao et al. 2023, SmoothQuant: Accurate and Efficient Post-Training Quantization for Large Language Models.
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
        setattr(parent, name, Evened(linear, factors.clamp(min=1e-3)))
