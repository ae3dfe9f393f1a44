"""Claims made by hand, for the tests of what shows them."""

from typing import Any

import pandas as pd

from analysis.article import Article
from analysis.story import Story


def place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def claim(article: Article, content: str, *, source: str = "", cue: str = "", **known: Any) -> dict[str, Any]:
    """A row of the claim table, its spans found by its words."""
    spans = {name: [place(article.text, words)] for name, words in (("source", source), ("cue", cue)) if words}
    content_spans = [place(article.text, piece) for piece in content.split(" … ")]
    every = [*spans.get("source", []), *spans.get("cue", []), *content_spans]
    row = {
        "article": article.id,
        "start": min(start for start, _ in every),
        "end": max(end for _, end in every),
        "claim": f"id{content_spans[0][0]}",
        "kind": "reported" if source or cue else "stated",
        "source": source or None,
        "source_spans": spans.get("source", []),
        "source_entity": None,
        "source_kind": "person" if source else None,
        "cue": cue or None,
        "cue_span": spans["cue"][0] if cue else None,
        "content": content,
        "content_spans": content_spans,
        "quotation": "indirect",
        "act": "speech",
        "certainty": "asserted",
        "certainty_words": [],
        "negated": False,
        "modality": None,
        "via": None,
        "nested_in": None,
        "quantities": [],
        "dates": [],
        "stance": {},
        "confidence": 0.9 if source else float("nan"),
        "origin": "found",
        "sentence": 0,
    }
    return row | known


def story(article: Article, rows: list[dict[str, Any]]) -> Story:
    """A story whose claims are these, whatever the model would find."""
    made = Story(article)
    table = pd.DataFrame(rows).sort_values(["start", "end"], kind="stable", ignore_index=True)
    made.__dict__["claims"] = table
    return made
