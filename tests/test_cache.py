import dataclasses
import os

import numpy as np
import pandas as pd
import pytest

from analysis import cache, fingerprint
from analysis.entities import syntax
from analysis.story import Story


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Counter:
    """Makes a table of mentions, and counts how often."""

    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        row = ("harbour", 8, 14, "Bridge", "FAC", "name", None, "open", "found")
        names = ["article", "start", "end", "text", "label", "form", "entity", "reason", "origin"]
        return pd.DataFrame([row], columns=names)


def test_a_layer_is_computed_once_and_is_the_same_the_second_time(harbour):
    compute = Counter()
    first, second = cache.layer("mentions", harbour, compute), cache.layer("mentions", harbour, compute)
    assert compute.calls == 1
    pd.testing.assert_frame_equal(first, second)
    assert second["entity"].isna().all()


def test_another_text_another_id_and_another_input_are_computed_anew(harbour):
    compute = Counter()
    cache.layer("mentions", harbour, compute)
    cache.layer("mentions", dataclasses.replace(harbour, sha256="0" * 64), compute)
    cache.layer("mentions", dataclasses.replace(harbour, id="port"), compute)
    cache.layer("mentions", harbour, compute, pd.DataFrame({"a": [1]}))
    cache.layer("mentions", harbour, compute, pd.DataFrame({"a": [2]}))
    assert compute.calls == 5


def test_another_model_is_computed_anew(harbour, monkeypatch):
    compute = Counter()
    cache.layer("mentions", harbour, compute)
    monkeypatch.setattr(fingerprint, "of", lambda _: "another")
    cache.layer("mentions", harbour, compute)
    assert compute.calls == 2


def test_a_damaged_file_is_computed_again_whatever_the_damage(harbour, folder):
    compute = Counter()
    whole = cache.layer("mentions", harbour, compute)
    [path] = folder.glob("*.layer")
    sound = path.read_bytes()
    middle = len(sound) // 2
    damaged = [
        b"",
        b"no layer",
        sound[:middle],
        sound[:-1],
        sound + b"x",
        sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :],
    ]
    for calls, data in enumerate(damaged, start=2):
        path.write_bytes(data)
        pd.testing.assert_frame_equal(cache.layer("mentions", harbour, compute), whole)
        assert compute.calls == calls
        assert path.read_bytes() == sound


def test_a_folder_that_cannot_be_written_to_is_no_error(harbour, folder):
    folder.write_text("a file where the folder should be")
    compute = Counter()
    cache.layer("mentions", harbour, compute)
    cache.layer("mentions", harbour, compute)
    assert compute.calls == 2


def test_off_and_bypass_keep_nothing(harbour, folder, monkeypatch):
    compute = Counter()
    with cache.bypass():
        cache.layer("mentions", harbour, compute)
    monkeypatch.setenv("CLAIMBOOK_CACHE", "off")
    cache.layer("mentions", harbour, compute)
    assert compute.calls == 2
    assert not folder.exists()


def test_layers_without_a_model_are_not_kept(harbour, folder):
    cache.layer("tokens", harbour, lambda: pd.DataFrame({"article": ["harbour"]}))
    assert not folder.exists()


def test_the_oldest_go_when_there_are_too_many(harbour, folder, monkeypatch):
    monkeypatch.setattr(cache, "MOST_FILES", 8)
    for number in range(9):
        cache.layer("mentions", dataclasses.replace(harbour, id=f"a{number}"), Counter())
        for path in folder.glob("*.layer"):
            os.utime(path, (path.stat().st_mtime - 100,) * 2)
    assert len(list(folder.glob("*.layer"))) == 7
    compute = Counter()
    cache.layer("mentions", dataclasses.replace(harbour, id="a8"), compute)
    cache.layer("mentions", dataclasses.replace(harbour, id="a0"), compute)
    assert compute.calls == 1


def test_vectors_are_computed_once_for_the_same_texts(folder):
    made = np.arange(6, dtype=np.float32).reshape(2, 3)
    asked = []

    def compute(texts):
        asked.append(texts)
        return made[: len(texts)]

    for texts in (["a", "b"], ["a", "b"], ["a"], []):
        np.testing.assert_array_equal(cache.vectors(texts, compute), made[: len(texts)])
    assert asked == [["a", "b"], ["a"], []]


def test_an_unchanged_article_costs_no_pass_of_a_model(harbour, monkeypatch):
    def layers_of(story):
        return [story.mentions, story.entities, story.stance, story.claims, story.relations]

    first = layers_of(Story(harbour))

    def fail(*_):
        raise AssertionError("a model was asked")

    syntax.forget()
    monkeypatch.setattr("analysis.models.encoder.session", fail)
    monkeypatch.setattr("analysis.entities.syntax._model", fail)
    monkeypatch.setattr("analysis.entities.syntax._run", fail)
    monkeypatch.setattr("analysis.entities.syntax.parse", fail)
    for before, after in zip(first, layers_of(Story(harbour)), strict=True):
        pd.testing.assert_frame_equal(before, after)
