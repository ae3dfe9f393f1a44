"""The tone of a sentence's wording, and the stance of a passage toward an entity: two different things."""

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from analysis.article import Article
from analysis.tokens import sentence_spans

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LABELS = ("negative", "neutral", "positive")
TONE = ["article", "start", "end", "text", "compound", "positive", "negative", "words"]
STANCE = ["article", "start", "end", "text", "entity", "stance", *LABELS]


def tone(article: Article) -> pd.DataFrame:
    """Score the tone of each sentence with VADER.

    Tone is a property of the words: it sees neither who says them nor of whom they are said, and takes no account of irony.

    Returns
    -------
    DataFrame
        One row a sentence: ``article start end text compound positive negative words``.  `compound` lies in [-1, 1]; `positive`
        and `negative` are shares of the sentence's words; `words` lists the words of VADER's lexicon with their ratings
        (-4 to 4, as people rated them), which make the score.

    Notes
    -----
    Hutto and Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text".
    """
    rows = []
    for start, end in sentence_spans(article.text):
        text = article.text[start:end]
        scores = _vader().polarity_scores(text)
        rows.append(
            (article.id, start, end, text, scores["compound"], scores["pos"], scores["neg"], _rated_words(text))
        )
    return pd.DataFrame(rows, columns=TONE).astype({"start": int, "end": int})


def stance(article: Article, mentions: pd.DataFrame) -> pd.DataFrame:
    """Score the stance of the sentence around each mention of an entity toward that entity, with the kit's own model.

    Parameters
    ----------
    article
        The article.
    mentions
        Its mentions (`analysis.entities.mentions`).  Not scored are those whose entity is left open, and adjectives before a
        noun: "the Russian company" takes no side on Russians.

    Returns
    -------
    DataFrame
        One row a mention: ``article start end text entity stance negative neutral positive``; the last three are
        probabilities, `stance` the most probable.  The mentions of an entity in one sentence share them.

    Notes
    -----
    Hamborg and Donnay (2021), "NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification in Political News
    Articles".
    """
    import numpy as np

    from analysis.models.stance import score

    known = mentions[mentions["entity"].notna() & ~_modify(article, mentions)]
    scores = np.zeros((len(known), len(LABELS)))
    places = list(zip(known["start"].tolist(), known["end"].tolist(), strict=True))
    entities = known["entity"].tolist()
    # The model learned from single sentences. A mention that runs over a sentence's end is read up to there.
    for start, end in sentence_spans(article.text):
        rows = [row for row, (first, _) in enumerate(places) if start <= first < end]
        if rows:
            mentions_of: dict[str, list[int]] = {}
            for row in rows:
                mentions_of.setdefault(entities[row], []).append(row)
            asked = [
                [(places[row][0] - start, min(places[row][1], end) - start) for row in of]
                for of in mentions_of.values()
            ]
            for of, answer in zip(mentions_of.values(), score(article.text[start:end], asked), strict=True):
                scores[of] = answer
    table = known[["article", "start", "end", "text", "entity"]].reset_index(drop=True)
    table["stance"] = [LABELS[best] for best in scores.argmax(axis=1)]
    return table.assign(**dict(zip(LABELS, scores.T, strict=True)))[STANCE]


def _modify(article: Article, mentions: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which mentions are adjectives before a noun."""
    peoples = mentions["label"] == "NORP"
    if not peoples.any():
        return peoples
    from analysis import cache
    from analysis.entities import syntax

    tags = cache.tags(article, syntax.tags)
    ends = {end for (_, end, tag), (*_, after) in pairwise(tags) if tag == "JJ" and after.startswith(("NN", "JJ"))}
    return peoples & mentions["end"].isin(ends)


@cache
def _vader() -> "SentimentIntensityAnalyzer":
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _rated_words(text: str) -> list[tuple[str, float]]:
    lexicon = _vader().lexicon
    words = (word.strip(".,;:!?\"'()[]“”‘’—–-") for word in text.lower().split())
    return [(word, lexicon[word]) for word in words if word in lexicon]
