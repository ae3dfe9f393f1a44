"""Any input at all: the laws of ``tests/laws.py`` on inputs that hypothesis makes, and on those that broke something once."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis import article, cache
from analysis.story import Story
from tests import laws

TEXTS = st.lists(st.sampled_from(laws.PIECES), min_size=1, max_size=40).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200
)
HEADER = b"article,sha256,layer,start,end,words,found,action,field,value\n"
CELLS = [
    "claim",
    "mention",
    "drop",
    "edit",
    "add",
    "merge",
    "split",
    "rename",
    "content",
    "source",
    "Marsh",
    "-1",
    "9" * 30,
    '"',
    "=1",
    "",
]
ROWS = st.lists(st.lists(st.sampled_from(CELLS), max_size=11).map(",".join), max_size=5).map("\n".join)
slowly = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
# What runs every model: an hour of it is another command's (tests/benchmarks/fuzz.py).
dearly = settings(slowly, max_examples=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@slowly
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_bytes_are_an_article_or_one_sentence(folder, data, name):
    laws.any_file_is_an_article_or_one_sentence(folder / name, data)


@slowly
@given(
    data=st.binary(max_size=200) | st.sampled_from(["title", "published", "x"]).map(lambda key: f"{key} = 1".encode())
)
def test_any_sidecar_is_taken_or_one_sentence(folder, data):
    (folder / "known.toml").write_bytes(data)
    laws.any_file_is_an_article_or_one_sentence(folder / "known.txt", b"Bridge closed\n\nThe bridge is closed.")


@slowly
@given(
    data=st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(["id", "text", "title"]), TEXTS).map(str).map(str.encode)
)
def test_any_archive_gives_records_or_one_sentence(folder, data):
    laws.any_archive_gives_records(folder / "archive.jsonl", data)


@slowly
@given(data=ROWS.map(lambda rows: HEADER + rows.encode()) | st.binary(max_size=200))
def test_any_sheet_is_laid_over_or_one_sentence(folder, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMBOOK_CORRECTIONS", str(folder))
        laws.any_sheet_is_laid_over_or_one_sentence(folder, data)


@slowly
@given(text=TEXTS)
@example("bells bells")
def test_any_text_is_covered_by_its_tokens(text):
    laws.tokens_cover_the_text(text)


@pytest.mark.slow
@slowly
@given(text=TEXTS)
def test_attributions_lie_within_any_text(text):
    laws.attributions_lie_within_the_text(text)


@pytest.mark.slow
@dearly
@given(text=TEXTS)
def test_any_text_goes_through_every_layer(text):
    laws.every_layer_can_be_made_and_written(text)


@pytest.mark.slow
@dearly
@given(text=TEXTS, other=TEXTS)
@example("the port", "50%")
def test_any_two_texts_can_be_compared_and_shown(text, other):
    laws.any_two_can_be_compared(text, other)
    laws.pages_obey_nothing(text, other)


LIKE_ENGLISH = """She said this company rises six percent since last September; it is his sister's, officials reportedly insist.
Sixty ships sink this Sunday, six months ago, at the beginning of this decade: one-sixth is his. The tech giant's
critics disagree, he insisted. It is likely, possible, and isn't so, according to the ministry's six million spokesmen."""


@pytest.mark.parametrize(("letter", "other"), ["sſ", "iı", "iİ", "kK"])
def test_letters_that_patterns_take_for_english_ones_when_they_ignore_case(letter, other):
    story = Story(article.from_text("letters", LIKE_ENGLISH.replace(letter, other)))
    with cache.bypass():
        assert story.mentions is not None
        assert story.claims is not None


@pytest.mark.slow
@slowly
@given(text=TEXTS, other=TEXTS)
def test_an_article_reads_the_same_beside_any_other(text, other):
    one, two = laws.read(text), laws.read(other)
    if not one or not two:
        return
    with cache.bypass():
        before = Story(one).mentions
        assert Story(two).mentions is not None
        pd.testing.assert_frame_equal(Story(one).mentions, before)
