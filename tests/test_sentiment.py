"""Tone by sentence: VADER's own numbers, with the words that make them."""

import pytest

from analysis import article, sentiment


def test_tone_by_hand():
    table = sentiment.tone(article.from_text("t", "The plan is reckless.\nA great success! Nobody came."))
    assert table["text"].tolist() == ["The plan is reckless.", "A great success!", "Nobody came."]
    # One word of the lexicon rated -1.7; VADER's normalisation is x / sqrt(x^2 + 15).
    assert table["words"][0] == [("reckless", -1.7)]
    assert table["compound"][0] == pytest.approx(-1.7 / (1.7**2 + 15) ** 0.5, abs=1e-4)
    assert table["compound"][1] > 0.8
    assert (table["compound"][2], table["words"][2]) == (0, [])


def test_spans_are_those_of_the_sentences(harbour):
    table = sentiment.tone(harbour)
    assert len(table) == 8
    assert all(harbour.text[row.start : row.end] == row.text for row in table.itertuples())
    assert table["compound"].between(-1, 1).all()


def test_stance_is_scored_for_each_mention_whose_entity_is_known(harbour):
    from analysis.entities import mentions

    table = mentions(harbour)
    stance = sentiment.stance(harbour, table)
    assert len(stance) == table["entity"].notna().sum() > 0
    assert stance[list(sentiment.LABELS)].sum(axis=1).to_list() == pytest.approx([1] * len(stance), abs=1e-3)
    assert (stance[list(sentiment.LABELS)].idxmax(axis=1) == stance["stance"]).all()


def test_an_adjective_before_a_noun_is_no_target_of_a_stance():
    from analysis.entities import mentions

    found = article.from_text(
        "t", "The Russian company failed. Russians in Leeds mourned, and many Chinese envied them."
    )
    table = mentions(found)
    named = set(table.loc[table["form"] == "name", "text"])
    assert named - set(sentiment.stance(found, table)["text"]) == {"Russian"}


def test_the_mentions_of_one_entity_in_a_sentence_share_its_stance():
    from analysis.entities import mentions

    found = article.from_text("t", "Ilsa Brandt won. Voters adore Brandt, though teachers called Brandt a disgrace.")
    table = sentiment.stance(found, mentions(found))
    here = table[table["start"] > 16]
    assert len(here) == 2
    assert len(here[list(sentiment.LABELS)].drop_duplicates()) == 1
