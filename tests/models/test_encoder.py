"""The model's files are checked, and a text's vector is its own."""

import shutil

import numpy as np
import pytest

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.models import encoder


@pytest.fixture
def copied(tmp_path, monkeypatch):
    for name in ("model.json", *encoder.description()["files"]):
        shutil.copy(paths.MODELS / name, tmp_path / name)
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    encoder.forget()
    yield tmp_path
    encoder.forget()


@pytest.mark.parametrize("name", ["model.json", "tokenizer.json", "words.npz", "sentence.onnx"])
def test_a_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(ClaimbookError, match=f"{name}: the model is missing"):
        encoder.vectors(["a word"])


@pytest.mark.parametrize("name", ["tokenizer.json", "words.npz", "sentence.onnx"])
def test_a_damaged_file_is_named(copied, name):
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)
    with pytest.raises(ClaimbookError, match=f"{name}: not the file that belongs"):
        encoder.vectors(["a word"])


@pytest.mark.parametrize("description", ["{", "[" * 100_000, '{"files": []}', '{"files": {}, "chain": {}}'])
def test_a_damaged_description_is_named(copied, description):
    (copied / "model.json").write_text(description)
    with pytest.raises(ClaimbookError, match=r"model\.json: the file is damaged"):
        encoder.vectors(["a word"])


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours():
    sentences = ["The bridge is closed.", "", "🙂", "A tax on sugar was passed.", "The bridge is closed."]
    found = encoder.vectors(sentences)
    assert np.allclose(np.linalg.norm(found, axis=1), [1, 0, 0, 1, 1], atol=1e-5)
    for sentence, vector in zip(sentences, found, strict=True):
        assert (encoder.vectors([sentence])[0] == vector).all()


def test_same_words_in_other_words_are_nearer_than_other_claims():
    said = ["unemployment fell to four per cent", "the jobless rate dropped to 4 percent", "the zoo has a new panda"]
    a, b, c = encoder.vectors(said)
    assert a @ b > 0.5 > a @ c


def test_no_vectors_for_no_texts():
    assert encoder.vectors([]).shape == (0, 384)


def test_each_file_is_small():
    assert encoder.size() < 50_000_000
    assert all(path.stat().st_size < 25_000_000 for path in paths.MODELS.glob("*.onnx"))


def test_what_is_attributed_is_read_with_another_encoder_than_the_vectors(monkeypatch):
    asked = []
    session = encoder.session
    monkeypatch.setattr(encoder, "session", lambda name: asked.append(name) or session(name))
    encoder.vectors(["She agreed."])
    assert asked == ["sentence.onnx"]
    encoder.encode(encoder.passages("She agreed.")[0])
    assert asked[1:] == ["encoder.onnx"]


def test_no_memory_is_kept_for_sizes_that_do_not_come_again():
    options = encoder.session("encoder.onnx").get_session_options()
    assert not options.enable_mem_pattern
    assert not options.enable_cpu_mem_arena
