"""Words and sentences: spans that rebuild the text, counts that add up."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import article, lexicons, tokens

TEXT = "The dog saw a dog. The dog isn't 5 years old!"


@pytest.fixture
def short():
    return article.from_text("short", TEXT)


def test_tokens_by_hand(short):
    table = tokens.tokens(short)
    assert table["text"].tolist() == "The dog saw a dog . The dog is n't 5 years old !".split()
    assert table["sentence"].tolist() == [0] * 6 + [1] * 8
    kinds = {"punctuation": [".", "!"], "number": ["5"]}
    for kind, words in kinds.items():
        assert table.loc[table["kind"] == kind, "text"].tolist() == words
    assert table.loc[~table["stop"] & (table["kind"] == "word"), "text"].tolist() == [
        "dog",
        "saw",
        "dog",
        "dog",
        "years",
        "old",
    ]


def test_a_country_is_not_a_stop_word():
    table = tokens.tokens(article.from_text("us", "The US told us so."))
    assert table.set_index("text")["stop"].to_dict() == {
        "The": True,
        "US": False,
        "told": False,
        "us": True,
        "so": True,
        ".": False,
    }


def test_the_stop_list_is_that_of_the_installed_spacy():
    from spacy.lang.en.stop_words import STOP_WORDS

    assert lexicons.stop_words() == STOP_WORDS


def test_counts_by_hand(short):
    table = tokens.tokens(short)
    assert tokens.frequencies(table).values.tolist() == [
        ["dog", 3, 0.5],
        ["old", 1, 1 / 6],
        ["saw", 1, 1 / 6],
        ["years", 1, 1 / 6],
    ]
    assert tokens.frequencies(table, stop=True)["count"].sum() == 11
    (row,) = tokens.statistics(table).to_dict("records")
    # 12 words and numbers: the dog saw a dog the dog is n't 5 years old; 9 different ones.
    assert (row["words"], row["types"], row["sentences"], row["longest"]) == (12, 9, 2, 7)
    assert row["type_token_ratio"] == pytest.approx(9 / 12)
    assert (row["mean_length"], row["median_length"]) == (6, 6)
    assert tokens.sentence_lengths(table)["words"].tolist() == [5, 7]


def test_collocations_by_hand():
    table = tokens.tokens(article.from_text("c", "Red wine pleases. Red wine sells. Old cars rust.\nRed wine"))
    (row,) = tokens.collocations(table).to_dict("records")
    assert (row["first"], row["second"], row["count"]) == ("red", "wine", 3)

    # Dunning's ratio for 3 red, 3 wine, always together, in 11 words: with n log n over the cells and margins.
    def h(*counts):
        return sum(k * math.log(k) for k in counts if k)

    assert row["likelihood_ratio"] == pytest.approx(2 * (h(3, 0, 0, 8) - h(3, 8) - h(3, 8) + h(11)), rel=1e-3)


def test_a_mark_is_found_where_it_touches_a_word():
    found = article.from_text("marks", 'He said "no" – "no way", for $5m.')
    assert tokens.concordance(found, '"')["start"].tolist() == [8, 11, 15, 22]
    assert tokens.concordance(found, "$5")["start"].tolist() == []
    assert tokens.concordance(found, "no")["start"].tolist() == [9, 16]


def test_a_word_said_again_and_again_is_a_pair_with_itself():
    table = tokens.tokens(article.from_text("again", "Bells bells bells bells."))
    assert tokens.collocations(table)[["first", "second", "count"]].values.tolist() == [["bells", "bells", 3]]


def test_concordance_aligns_each_place_with_its_context(short):
    table = tokens.concordance(short, "DOG", width=6)
    assert table["match"].tolist() == ["dog"] * 3
    assert table["left"].tolist() == ["The", "saw a", ". The"]
    assert all(TEXT[row.start : row.end] == row.match for row in table.itertuples())
    assert tokens.concordance(short, " ").empty


def test_dispersion_gives_the_share_of_the_article_before_a_word(short):
    table = tokens.dispersion(tokens.tokens(short), ["Dog"])
    assert table["position"].tolist() == [1 / 13, 4 / 13, 7 / 13]


def test_a_sentence_never_runs_over_a_line_and_never_begins_small():
    text = 'Mr. Hale resigns\n"Why now?" asked Ms. Gray. Nobody answered.'
    assert [text[slice(*span)] for span in tokens.sentence_spans(text)] == [
        "Mr. Hale resigns",
        '"Why now?" asked Ms. Gray.',
        "Nobody answered.",
    ]


def test_the_seed_has_sixteen_sentences(seed):
    assert len(tokens.sentences(seed)) == 16


@given(st.text())
@example("''\"``'' \"")
@example("a''b ``c\" d''")
@example("\r\n0")
def test_spans_rebuild_the_text_and_tokens_never_overlap(text):
    if not text.strip():
        return
    read = article.from_text("any", text)
    # Line ends are made alike on reading.
    text, table = read.text, tokens.tokens(read)
    assert all(text[row.start : row.end] == row.text for row in table.itertuples())
    assert all(one <= two for one, two in zip(table["end"], table["start"][1:], strict=False))
    assert "".join("".join(word.split()) for word in table["text"]) == "".join(text.split())
    assert tokens.frequencies(table, stop=True)["count"].sum() == (table["kind"] == "word").sum()
