"""Words and sentences of an article, and what is counted of them (NLTK)."""

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis import lexicons
from analysis.article import Article, Span, paragraphs

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

# What stands in for NLTK's word tokenizer where it cannot align its output with the text (unbalanced `` and '').
PIECE = re.compile(r"\w+|[^\w\s]")
NUMBER = re.compile(r"[$€£¥+-]?\d[\d.,:/-]*(?:st|nd|rd|th|s|%)?$")


def tokens(article: Article) -> pd.DataFrame:
    """Cut `article` into words, numbers and punctuation marks with NLTK's Treebank-style tokenizer.

    Returns
    -------
    DataFrame
        One row a token: ``article start end text sentence lower kind stop``.  `sentence` counts from 0; `kind` is word,
        number or punctuation; `stop` marks the words of spaCy's English stop list, which also knows "n't" and "'s".

    Examples
    --------
    >>> from analysis import article, paths
    >>> harbour = article.load(paths.ROOT / "tests/fixtures/articles/harbour.txt")
    >>> tokens(harbour).head(3)[["start", "end", "text", "kind"]].values.tolist()
    [[0, 7, 'Harbour', 'word'], [8, 14, 'Bridge', 'word'], [15, 17, 'to', 'word']]

    Notes
    -----
    Bird, Klein and Loper (2009), *Natural Language Processing with Python*, chapter 3.
    """
    stop_words = lexicons.stop_words()
    rows = []
    for number, (first, last) in enumerate(sentence_spans(article.text)):
        for start, end in _word_spans(article.text[first:last]):
            word = article.text[first + start : first + end]
            lower = word.lower().replace("’", "'")
            # "US" is a country, not the pronoun.
            stop = lower in stop_words and not (len(word) > 1 and word.isupper())
            rows.append((article.id, first + start, first + end, word, number, lower, _kind(word), stop))
    columns = ["article", "start", "end", "text", "sentence", "lower", "kind", "stop"]
    return pd.DataFrame(rows, columns=columns).astype({"start": int, "end": int, "sentence": int, "stop": bool})


def sentences(article: Article) -> pd.DataFrame:
    """Return the sentences of `article`, one row each: ``article start end text``."""
    rows = [(article.id, start, end, article.text[start:end]) for start, end in sentence_spans(article.text)]
    return pd.DataFrame(rows, columns=["article", "start", "end", "text"]).astype({"start": int, "end": int})


def sentence_spans(text: str) -> list[Span]:
    r"""Return the spans of the sentences: first the lines, then within each what Punkt finds.

    A headline has no final stop, so that a sentence never runs over the end of a line; and one that would begin with a
    small letter (after ``"Why?"``) belongs to the one before.

    Examples
    --------
    >>> sentence_spans('A headline\n"Why?" she asked. Nobody knew.')
    [(0, 10), (11, 28), (29, 41)]

    Notes
    -----
    Kiss and Strunk (2006), "Unsupervised Multilingual Sentence Boundary Detection".
    """
    return list(_sentence_spans(text))


def sentence_at(sentences: list[Span], place: int) -> int:
    """Return the number of the sentence that holds `place`, or that it stands behind.

    Examples
    --------
    >>> sentence_at([(0, 10), (11, 28)], 14)
    1
    """
    return max(bisect_right(sentences, place, key=lambda span: span[0]) - 1, 0)


# Each layer asks for the sentences of the article at hand, attribution for those of its paragraphs.
@lru_cache(maxsize=64)
def _sentence_spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for first, last in paragraphs(text):
        line: list[Span] = []
        for start, end in _punkt().span_tokenize(text[first:last]):
            if line and text[first + start].islower():
                line[-1] = (line[-1][0], first + end)
            else:
                line.append((first + start, first + end))
        spans += line
    return tuple(spans)


def frequencies(tokens: pd.DataFrame, *, stop: bool = False) -> pd.DataFrame:
    """Count the words, most frequent first; with ``stop=True`` the stop words too.

    Returns
    -------
    DataFrame
        ``word count share``; `share` is of the words counted.  Ties stand in alphabetical order.
    """
    words = tokens[(tokens["kind"] == "word") & (stop | ~tokens["stop"])]
    counts = words.groupby("lower").size().rename("count").rename_axis("word").reset_index()
    counts["share"] = counts["count"] / max(len(words), 1)
    return counts.sort_values(["count", "word"], ascending=[False, True], ignore_index=True)


def statistics(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return the size and variety of the vocabulary, one row: words, types, type-token ratio, sentences and their lengths.

    Returns
    -------
    DataFrame
        ``words types type_token_ratio sentences mean_length median_length longest``; lengths are in words and numbers.
    """
    words = tokens[tokens["kind"] != "punctuation"]
    lengths = words.groupby("sentence").size()
    types = words["lower"].nunique()
    return pd.DataFrame(
        {
            "words": [len(words)],
            "types": [types],
            "type_token_ratio": [types / len(words) if len(words) else float("nan")],
            "sentences": [len(lengths)],
            "mean_length": [lengths.mean()],
            "median_length": [lengths.median()],
            "longest": [lengths.max() if len(lengths) else 0],
        }
    )


def sentence_lengths(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return each sentence's length in words and numbers, in order: ``sentence words start end``."""
    words = tokens[tokens["kind"] != "punctuation"]
    lengths = words.groupby("sentence").agg(words=("start", "size"), start=("start", "min"), end=("end", "max"))
    return lengths.reset_index()


def collocations(tokens: pd.DataFrame, *, least: int = 2) -> pd.DataFrame:
    """Return pairs of adjacent words that stand together more often than chance would have it.

    The association measure is Dunning's log-likelihood ratio; stop words and pairs seen fewer than `least` times are left
    out, and no pair runs over a sentence's end.

    Returns
    -------
    DataFrame
        ``first second count likelihood_ratio``, the strongest pair first.

    Notes
    -----
    Dunning (1993), "Accurate Methods for the Statistics of Surprise and Coincidence".
    """
    from nltk.collocations import BigramCollocationFinder
    from nltk.metrics import BigramAssocMeasures

    words = tokens[tokens["kind"] != "punctuation"]
    finder = BigramCollocationFinder.from_documents([list(group) for _, group in words.groupby("sentence")["lower"]])
    finder.apply_freq_filter(least)
    dropped = set(words.loc[words["stop"], "lower"])
    finder.apply_word_filter(dropped.__contains__)

    def likelihood_ratio(pairs: int, marginals: tuple[int, int], total: int) -> float:
        # "No no no" has more first and second words in its pairs than words in all, which leaves less than nothing for other pairs.
        return float(BigramAssocMeasures.likelihood_ratio(pairs, marginals, max(total, sum(marginals) - pairs)))

    rows = [
        (first, second, finder.ngram_fd[first, second], ratio)
        for (first, second), ratio in finder.score_ngrams(likelihood_ratio)
    ]
    table = pd.DataFrame(rows, columns=["first", "second", "count", "likelihood_ratio"])
    return table.sort_values(["likelihood_ratio", "first", "second"], ascending=[False, True, True], ignore_index=True)


def concordance(article: Article, phrase: str, *, width: int = 40) -> pd.DataFrame:
    """Find `phrase` in the article, whatever its case, with up to `width` characters on either side (keyword in context).

    Returns
    -------
    DataFrame
        ``article start end left match right``, in the order of the text; line ends in the context are shown as spaces.

    Examples
    --------
    >>> from analysis import article, paths
    >>> harbour = article.load(paths.ROOT / "tests/fixtures/articles/harbour.txt")
    >>> concordance(harbour, "the port", width=12)[["left", "match", "right"]].values.tolist()
    [['for Repairs', 'The Port', 'of Aldmere'], ['Marsh said', 'the port', 'had written']]
    """
    rows = []
    if phrase.strip():
        pattern = r"\s+".join(re.escape(word) for word in phrase.split())
        # A word is not looked for inside of others; a quotation mark or a dash may well touch them.
        before = r"(?<!\w)" if re.match(r"\w", phrase.strip()) else ""
        after = r"(?!\w)" if re.search(r"\w$", phrase.strip()) else ""
        for match in re.finditer(before + pattern + after, article.text, re.IGNORECASE):
            start, end = match.span()
            left, right = article.text[max(0, start - width) : start], article.text[end : end + width]
            rows.append((article.id, start, end, " ".join(left.split()), match.group(), " ".join(right.split())))
    table = pd.DataFrame(rows, columns=["article", "start", "end", "left", "match", "right"])
    return table.astype({"start": int, "end": int})


def dispersion(tokens: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    """Return where in the article each of `words` stands: ``word start end position``, position as a share of its tokens."""
    wanted = [word.lower() for word in words]
    found = tokens.assign(position=[i / max(len(tokens) - 1, 1) for i in range(len(tokens))])
    found = found[found["lower"].isin(wanted)].rename(columns={"lower": "word"})
    return found[["word", "start", "end", "position"]].reset_index(drop=True)


@cache
def _punkt() -> "PunktSentenceTokenizer":
    """Return NLTK's tokenizer with the English parameters that it would otherwise download."""
    import punkt
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    shipped, parameters = punkt.load_model("english"), PunktParameters()
    parameters.abbrev_types = set(shipped.abbrev_types)
    parameters.collocations = set(shipped.collocations)
    parameters.sent_starters = set(shipped.sent_starters)
    parameters.ortho_context.update(shipped.ortho_context)
    return PunktSentenceTokenizer(parameters)


def _word_spans(sentence: str) -> list[Span]:
    from nltk.tokenize import NLTKWordTokenizer

    try:
        spans = list(NLTKWordTokenizer().span_tokenize(sentence))
    except (ValueError, IndexError):
        return [match.span() for match in PIECE.finditer(sentence)]
    return [(start, end) for start, end in spans if sentence[start:end].strip()]


def _kind(word: str) -> str:
    if not any(character.isalnum() for character in word):
        return "punctuation"
    return "number" if NUMBER.match(word) else "word"
