"""Annotations become tags on the right words."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.models import encoder
from analysis.models.decoding import legal, pieces
from analysis.training.data import attribution_examples, batches, cue_strength, stance_examples, subwords, varied

TEXT = "Bridge shut.\n\n“It is done,” Ada Holm has said, “at last.” Nobody agreed."


def span(words):
    start = TEXT.index(words)
    return [start, start + len(words)]


ARTICLE = {
    "text": TEXT,
    "attributions": [
        {
            "source": [span("Ada Holm")],
            "cue": [span("has said")],
            "content": [span("“It is done,”"), span("“at last.”")],
        }
    ],
}


def test_tags_of_an_interrupted_quotation():
    headline, paragraph = attribution_examples(ARTICLE, encoder.tokenizer(), {"has": 0.1, "said": 0.9}, None)
    assert headline.attributions == []
    ((anchor, tags),) = paragraph.attributions
    words = ["It", "is", "done", "Ada", "Holm", "has", "said", "at", "last", "Nobody", "agreed"]
    assert words[anchor] == "said"
    assert pieces(tags) == {"source": [(3, 5)], "cue": [(5, 7)], "content": [(0, 3), (7, 9)]}
    assert paragraph.near == {5, 6}


def test_roles_that_overlap_still_give_legal_tags():
    text = "Holm said the plan of Holm works well"
    article = {
        "text": text,
        "attributions": [{"source": [[22, 26]], "cue": [[5, 9]], "content": [[10, 37]]}],
    }
    (example,) = attribution_examples(article, encoder.tokenizer(), {}, None)
    ((_, tags),) = example.attributions
    assert all(legal()[a, b] for a, b in zip([0, *tags[:-1]], tags, strict=True))
    assert pieces(tags)["content"] == [(2, 5), (6, 8)]


NEUTRAL = [0.0, 1.0, 0.0]


def test_cue_strength_prefers_the_word_that_marks_cues():
    strength = cue_strength([ARTICLE] * 20)
    assert set(strength) == {"has", "said"}


@given(st.text(alphabet="ab “”\"'.! ßĲ", max_size=40), st.integers(0, 200))
def test_variations_keep_every_character_in_its_place(text, seed):
    assert len(varied(text, random.Random(seed))) == len(text)  # noqa: S311


def test_stance_rows_of_one_sentence_stand_together():
    rows = [
        {"s": "Holm praised Varga.", "a": 0, "b": 4, "p": NEUTRAL},
        {"s": "Holm praised Varga.", "a": 13, "b": 18, "p": [0.1, 0.2, 0.7]},
        {"s": "Rain fell.", "a": 0, "b": 4, "p": NEUTRAL},
    ]
    first, second = stance_examples(rows, encoder.tokenizer())
    assert first.targets == [((0, 1), NEUTRAL), ((2, 3), [0.1, 0.2, 0.7])]
    assert second.targets == [((0, 1), NEUTRAL)]


def test_a_target_without_a_word_is_no_example():
    assert stance_examples([{"s": "Well… 😀!", "a": 6, "b": 7, "p": NEUTRAL}], encoder.tokenizer()) == []


def test_every_example_is_in_one_batch_and_no_batch_is_too_large():
    rows = [{"s": "word " * n, "a": 0, "b": 4, "p": NEUTRAL} for n in range(1, 60)]
    examples = stance_examples(rows, encoder.tokenizer())
    groups = batches(examples, 200, random.Random(0), subwords)  # noqa: S311
    assert sorted(id(e) for group in groups for e in group) == sorted(id(e) for e in examples)
    for group in groups:
        assert len(group) * max(e.passage.inputs.shape[1] for e in group) <= 200 + 7 * len(group)
    assert np.array([len(group) for group in groups]).min() >= 1
