"""JSON-LD: an independent processor reads it, and every selector finds its words."""

import json

import pytest

from analysis import annotations, read
from tests.conftest import FIXTURES

# The terms of W3C's context http://www.w3.org/ns/anno.jsonld that the kit uses, as its specification defines them.
OA, SCHEMA = "http://www.w3.org/ns/oa#", "https://schema.org/"
TERMS = {
    "id": "@id",
    "type": "@type",
    "AnnotationPage": "https://www.w3.org/ns/activitystreams#OrderedCollectionPage",
    "items": {"@id": "https://www.w3.org/ns/activitystreams#items", "@type": "@id", "@container": "@list"},
    **{
        name: OA + name
        for name in ("Annotation", "TextPositionSelector", "TextQuoteSelector", "exact", "prefix", "suffix")
    },
    "TextualBody": OA + "TextualBody",
    **{
        name: {"@id": OA + name, "@type": "@vocab"}
        for name in ("describing", "tagging", "identifying", "classifying", "assessing")
    },
    "body": {"@id": OA + "hasBody", "@type": "@id"},
    "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"},
    "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "start": OA + "start",
    "end": OA + "end",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
}


@pytest.fixture(scope="module")
def page():
    return json.loads(annotations.dump([read(FIXTURES / "articles/harbour.txt")]))


def test_every_selector_finds_its_words(page, harbour):
    for item in page["items"]:
        for target in item["target"] if isinstance(item["target"], list) else [item["target"]]:
            assert target["source"] == f"urn:sha256:{harbour.sha256}"
            position, quote = target["selector"]
            exact = harbour.text[position["start"] : position["end"]]
            assert exact == quote["exact"]
            assert quote["prefix"] + exact + quote["suffix"] in harbour.text


def test_claims_are_schema_org_claims_with_their_author(page):
    claims = [item["body"] for item in page["items"] if item["motivation"] == "describing"]
    authors = {claim.get("schema:author", {}).get("schema:name") for claim in claims}
    assert {"Lena Marsh", "Tom Okafor"} <= authors
    assert {claim["type"] for claim in claims} == {"schema:Claim"}


def test_a_json_ld_processor_expands_every_annotation(page):
    from pyld import jsonld

    def load(url, _):
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": {"@context": TERMS},
        }

    (expanded,) = jsonld.expand(page, {"documentLoader": load})
    items = expanded["https://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(items) == len(page["items"]) == len({item["@id"] for item in items})
    assert all(item["@type"] == [OA + "Annotation"] for item in items)
    assert all(OA + "hasTarget" in item and OA + "hasBody" in item and OA + "motivatedBy" in item for item in items)
    assert {SCHEMA + "Claim"} == {
        kind for item in items for body in item[OA + "hasBody"] for kind in body["@type"] if SCHEMA in kind
    }
