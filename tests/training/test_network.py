"""The network's parts against plain counting; only where PyTorch is installed."""

import itertools

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from analysis.models.decoding import TAGS, forward, legal  # noqa: E402
from analysis.models.passages import Passage  # noqa: E402
from analysis.training.data import Example  # noqa: E402
from analysis.training.losses import tensors  # noqa: E402
from analysis.training.network import REACH, Attributor, Encoder, bucket  # noqa: E402
from analysis.training.smoothing import even_out  # noqa: E402


def test_the_chains_loss_is_the_log_share_of_the_gold_tags():
    torch.manual_seed(1)
    head = Attributor()
    torch.nn.init.normal_(head.transitions)
    scores = torch.randn(1, 3, TAGS)
    gold = (1, 2, 5)
    transitions, start, stop = (part.detach().numpy().astype(float) for part in head.chain())
    totals = {}
    for tags in itertools.product(range(TAGS), repeat=3):
        total = start[tags[0]] + stop[tags[-1]] + sum(scores[0, i, t].item() for i, t in enumerate(tags))
        totals[tags] = total + sum(transitions[a, b] for a, b in itertools.pairwise(tags))
    expected = np.log(sum(np.exp(t) for t in totals.values())) - totals[gold]
    loss = head.loss(scores, torch.tensor([gold]), torch.ones(1, 3))
    assert abs(loss.item() - expected) < 1e-3
    mass = forward(scores.numpy(), *(p.detach().numpy() for p in head.chain()))[-1]
    assert abs(mass[0] - expected - totals[gold]) < 1e-3


def test_padding_does_not_change_the_loss():
    head = Attributor()
    scores, tags = torch.randn(1, 5, TAGS), torch.tensor([[3, 5, 6, 0, 0]])
    short = head.loss(scores[:, :3], tags[:, :3], torch.ones(1, 3))
    padded = head.loss(scores, tags, torch.tensor([[1.0, 1, 1, 0, 0]]))
    assert torch.allclose(short, padded, atol=1e-4)


def test_illegal_tags_cost_too_much():
    head = Attributor()
    assert legal()[0, 2] == 0
    assert head.loss(torch.zeros(1, 2, TAGS), torch.tensor([[0, 2]]), torch.ones(1, 2)).item() > 1000


def test_buckets_are_ordered_and_bounded():
    found = bucket(torch.arange(-300, 301)).tolist()
    assert found == sorted(found)
    assert (found[0], found[300], found[-1]) == (0, REACH, 2 * REACH)
    assert len(set(found[300 - 12 : 300 + 13])) == 25


def test_evening_out_changes_no_answer_and_leaves_the_highest_channels_to_floats():
    torch.manual_seed(1)
    encoder = Encoder(vocabulary=90).eval()
    with torch.no_grad():
        encoder.layers[2].widen.bias[[5, 700]] = 40.0
    words = Passage(
        np.stack([np.arange(1, 8), *np.zeros((3, 7), dtype=np.int64)]), np.arange(7), np.zeros((7, 2)), (0, 7)
    )
    inputs, first, _ = tensors([Example(words)])
    with torch.no_grad():
        before = encoder(inputs, first)
        even_out(encoder, [words], strength=0.6, apart={"narrow": 2})
        after = encoder(inputs, first)
    for one, other in zip(before, after, strict=True):
        assert torch.allclose(one, other, atol=1e-3)
    narrow = encoder.layers[2].narrow
    assert narrow.apart.tolist() == [5, 700]
    assert not narrow.linear.weight[:, narrow.apart].any()
    assert not len(encoder.layers[2].widen.apart)
