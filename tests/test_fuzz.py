"""Any text at all: nothing crashes, every span lies in the text, and every table goes to disk and comes back."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import article, cache, exports, layers, pages
from analysis.errors import ClaimbookError
from analysis.story import Story

# What articles are made of, and what has broken readers of them before.
PIECES = [
    "Mayor Ines Calder", "Tarnholt Energy", "Dr. O'Neil-Hu", "U.S.", "he", "they", "said", "said that", "according to",
    "denied", "will not", "may", '"', "“", "”", "'", "’", "``", "''", "«", "»", "(", ")", "—", "…", "...", ".", "?", "!", ",",
    ":", ";", "1,200,000", "$5", "50%", "on 3 March 2031", "\n", "\n\n", "\t", "\r\n", "\u2028", "\u00a0", "\u200b", "\u202e", "\ufeff",
    "\x0b", "\x1c", "\x85", "é", "e\u0301", "İ", "ß", "新聞", "😀", "👩\u200d🚒", "<b>", "<script>alert(1)</script>", "&amp;", "{{ x }}", "$$",
    "[a](javascript:x)", "=1+1", "-", "@", "the port", "will be closed", "a" * 300, " ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200
)
PLACED = ["tokens", "sentences", "mentions", "tone", "stance", "claims"]
slowly = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def write(folder, text):
    path = folder / "fuzz.txt"
    path.write_bytes(text.encode("utf-8"))
    return path


@slowly
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_bytes_are_an_article_or_one_sentence(folder, data, name):
    path = folder / name
    path.write_bytes(data)
    said, found = None, None
    try:
        found = article.load(path)
    except ClaimbookError as error:
        said = str(error)
    if found is None:
        assert str(path) in said
        assert "\n" not in said
    else:
        assert found.text.strip()
        if found.title_span:
            assert found.text[slice(*found.title_span)] == found.title


@slowly
@given(text=TEXTS)
def test_any_text_goes_through_every_layer(folder, text):
    try:
        found = article.load(write(folder, text))
    except ClaimbookError:
        return
    with cache.bypass():
        story = Story(found)
        for layer in PLACED:
            table = getattr(story, layer)
            assert (table["start"] < table["end"]).all() or layer == "claims"
            assert table["start"].ge(0).all()
            assert table["end"].le(len(found.text)).all()
            if "text" in table:
                assert [found.text[row.start : row.end] for row in table.itertuples()] == table["text"].tolist()
            stored = layers.encode(layer, table)
            assert layers.encode(layer, layers.decode(layer, stored)).equals(stored)
            for form in ("csv", "jsonl", "parquet"):
                assert isinstance(exports.dump(table, form), bytes)
        for claim in story.claims.itertuples():
            assert all(0 <= start < end <= len(found.text) for start, end in claim.content_spans)
        assert {"a", "b", "relation"} <= set(story.relations.columns)
        html = pages.story(story)._repr_mimebundle_()["text/html"]
    assert "<script" not in html.lower()
    assert "javascript:" not in html.lower() or "href" not in html.lower().split("javascript:")[0][-40:]


LIKE_ENGLISH = """She said this company rises six percent since last September; it is his sister's, officials reportedly insist.
Sixty ships sink this Sunday, six months ago, at the beginning of this decade: one-sixth is his. The tech giant's
critics disagree, he insisted. It is likely, possible, and isn't so, according to the ministry's six million spokesmen."""


@pytest.mark.parametrize(("letter", "other"), ["sſ", "iı", "iİ", "kK"])
def test_letters_that_patterns_take_for_english_ones_when_they_ignore_case(folder, letter, other):
    story = Story(article.load(write(folder, LIKE_ENGLISH.replace(letter, other))))
    with cache.bypass():
        assert story.mentions is not None
        assert story.claims is not None


@slowly
@given(text=TEXTS, other=TEXTS)
def test_an_article_reads_the_same_beside_any_other(folder, text, other):
    try:
        one, two = article.load(write(folder, text)), article.load(write(folder, other))
    except ClaimbookError:
        return
    with cache.bypass():
        before = Story(one).mentions
        assert Story(two).mentions is not None
        pd.testing.assert_frame_equal(Story(one).mentions, before)
