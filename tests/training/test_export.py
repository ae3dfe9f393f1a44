"""What is exported answers as the network that was trained; only where PyTorch is installed."""

import io

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from analysis import paths  # noqa: E402
from analysis.models import encoder as reading  # noqa: E402
from analysis.training import export  # noqa: E402
from analysis.training.network import Encoder  # noqa: E402


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(1)
    made = Encoder(vocabulary=90).eval()
    with torch.no_grad():
        for added in (made.shapes, made.quotes, made.starts):
            added.weight.normal_(std=0.1)
    return made


def test_one_passage_reads_as_in_a_padded_batch(encoder):
    passages = torch.randint(1, 3, (2, 4, 7))
    passages[:, 0] = torch.randint(1, 90, (2, 7))
    passages[0, :, 5:] = 0
    first = torch.tensor([[0, 2, 4], [1, 3, 6]])
    with torch.no_grad():
        states, cues, vectors = encoder(passages, first)
        for i, length in enumerate((5, 7)):
            one = encoder.words(passages[i, 0, :length]), passages[i, 1:, :length]
            alone = export.ToStates(encoder)(*one, first[i])
            assert torch.allclose(alone[0], states[i], atol=1e-4)
            assert torch.allclose(alone[1], cues[i], atol=1e-4)
            # Until it is trained, the vector is the mean of the last layer.
            assert torch.allclose(export.ToVector(encoder)(*one), vectors[i], atol=1e-4)


def test_the_word_table_is_read_back_to_half_a_step(tmp_path, monkeypatch):
    table = np.random.default_rng(1).normal(size=(20, 384)).astype(np.float32)
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    monkeypatch.setattr(reading, "checked", lambda name: (tmp_path / name).read_bytes())
    for write, most in ((export.write_words, 0.0), (export.round_words, 0.51)):
        write(table, tmp_path / "words.npz")
        reading.forget()
        rows, scale, zero = reading.word_table()
        assert np.abs((rows.astype(np.float32) - zero) * scale - table).max() <= most * scale
    assert rows.dtype == np.uint8
    reading.forget()


def test_the_same_table_gives_the_same_bytes(tmp_path):
    table = np.ones((2, 3), dtype=np.float32)
    for name in "ab":
        export.round_words(table, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert set(np.load(io.BytesIO((tmp_path / "a").read_bytes()))) == {"rows", "scale", "zero"}
