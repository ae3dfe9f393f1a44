"""What was found, as W3C Web Annotations (JSON-LD): each with the span and the words it is about, so that other tools can use it."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.article import Article, Span

if TYPE_CHECKING:
    from analysis.story import Story

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "https://schema.org/", "claimbook": "urn:claimbook:"}]
AROUND = 32  # characters of context in a quote selector: enough to find the place again in a slightly changed text
AUTHORS = {
    "person": "schema:Person",
    "organization": "schema:Organization",
    "government": "schema:GovernmentOrganization",
}


def dump(stories: Iterable["Story"]) -> bytes:
    """Return the layers of `stories` as one annotation page in JSON-LD, UTF-8.

    Sentences carry their tone, mentions their entity and stance, claims a schema.org ``Claim`` with its author.  The target of an
    annotation is the article, named by the hash of its text (``urn:sha256:...``), with a TextPositionSelector, in code points, and
    a TextQuoteSelector.  Tokens are left out: they say nothing that their position does not.

    Notes
    -----
    Sanderson, Ciccarese and Young (2017), *Web Annotation Data Model*, W3C Recommendation.
    """
    items = [item for story in stories for item in _annotate(story)]
    page = {"@context": CONTEXT, "type": "AnnotationPage", "items": items}
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _annotate(story: "Story") -> Iterator[dict[str, Any]]:
    article = story.article
    for row in story.tone.itertuples():
        body = {
            "type": "TextualBody",
            "purpose": "classifying",
            "value": f"tone {row.compound:+.3f}",
            "format": "text/plain",
        }
        yield _annotation(article, f"tone-{row.start}", "classifying", body, [(row.start, row.end)])
    stance = {(row.start, row.end): row.stance for row in story.stance.itertuples()}
    for row in story.mentions.itertuples():
        known = not pd.isna(row.entity)
        body = {"type": "TextualBody", "purpose": "identifying", "format": "text/plain"}
        body |= {"value": row.entity if known else row.text, "schema:additionalType": row.label}
        bodies = [body]
        if (row.start, row.end) in stance:
            words = f"stance {stance[row.start, row.end]}"
            bodies.append({"type": "TextualBody", "purpose": "assessing", "value": words, "format": "text/plain"})
        yield _annotation(article, f"mention-{row.start}-{row.end}", "identifying", bodies, [(row.start, row.end)])
    for record in story.claims.to_dict("records"):
        yield from _annotate_claim(article, {str(key): value for key, value in record.items()})


def _annotate_claim(article: Article, claim: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = f"claim-{claim['claim']}"
    body: dict[str, Any] = {"type": "schema:Claim", "schema:text": claim["content"]}
    if claim["source_spans"]:
        entity = claim["source_entity"]
        author = claim["source"] if pd.isna(entity) else entity
        body["schema:author"] = {"type": AUTHORS.get(claim["source_kind"], "schema:Thing"), "schema:name": author}
    yield _annotation(article, name, "describing", body, claim["content_spans"])
    roles = {"source": claim["source_spans"], "cue": [claim["cue_span"]] if claim["cue_span"] else []}
    for role, spans in roles.items():
        if spans:
            tag: dict[str, Any] = {"type": "TextualBody", "purpose": "tagging", "value": role, "format": "text/plain"}
            tag |= {"schema:about": {"id": _iri(article, name)}}
            yield _annotation(article, f"{name}-{role}", "tagging", tag, spans)


def _annotation(article: Article, name: str, motivation: str, body: Any, spans: Iterable[Span]) -> dict[str, Any]:
    targets = [
        {"source": f"urn:sha256:{article.sha256}", "selector": _selectors(article.text, *span)} for span in spans
    ]
    return {
        "id": _iri(article, name),
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _iri(article: Article, name: str) -> str:
    return f"urn:claimbook:{article.sha256[:16]}:{name}"


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]
