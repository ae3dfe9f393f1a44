"""Change one number, date, name, negation or modal in each of 300 claims, and count which changes the kit reports.

    python tests/benchmarks/planted_edits.py --data DIR

`DIR` holds ``attribution/dev.jsonl.gz``: articles with their attributions marked by people.  A claim's content is edited in its
article, the claim table is made for both texts from the marked spans, and their differences are asked for.  An edit is found when
a difference of its kind covers it.  The unedited claims are compared with themselves too, where nothing may be reported.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from analysis import article, claims, entities
from analysis.article import Article, Span
from analysis.comparison import contrast, sides
from analysis.models.attribution import Attribution

CLAIMS = 300
SEED = 20310306
MODALS = {
    "will": "may",
    "would": "might",
    "may": "must",
    "might": "will",
    "can": "must",
    "could": "should",
    "must": "may",
    "should": "could",
}
AUXILIARIES = "is are was were has have had will would can could should must may might does do did".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
WORDS = "two three four five six seven eight nine ten".split()


class Edit(NamedTuple):
    """A change of an article's text: the words in `span` become `words`."""

    kind: str
    span: Span
    words: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of benchmarks")
    parser.add_argument("--misses", action="store_true", help="write each change that was not found to standard error")
    options = parser.parse_args()
    with gzip.open(options.data / "attribution/dev.jsonl.gz", "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    found, tried, alarms, others = Counter(), Counter(), 0, 0
    for document, attribution, edit in plan(documents, random.Random(SEED)):
        reported = compare(document, attribution, edit)
        alarms += bool(compare(document, attribution, None))
        tried[edit.kind] += 1
        hit = any(kind == edit.kind for kind in reported)
        found[edit.kind] += hit
        others += sum(kind != edit.kind for kind in reported)
        if options.misses and not hit:
            text = document["text"]
            shown = " … ".join(text[s:e] for s, e in attribution.content)
            print(edit.kind, repr(text[slice(*edit.span)]), "->", repr(edit.words), reported, shown, file=sys.stderr)
    for kind in tried:
        print(f"{kind:10} {found[kind]:4} of {tried[kind]:4}")
    print(f"found with the right kind: {sum(found.values())} of {sum(tried.values())}; other differences: {others}")
    print(f"unchanged pairs with a difference: {alarms} of {sum(tried.values())}")


def plan(documents: list[dict[str, Any]], rng: random.Random) -> list[tuple[dict[str, Any], Attribution, Edit]]:
    """Choose the claims and their edits: the five kinds in turn, as far as the claims allow."""
    options: dict[str, list[tuple[dict[str, Any], Attribution, Edit]]] = {}
    for document in documents:
        for marked in document["attributions"]:
            if not marked["content"]:
                continue
            part, attribution = cut(document, marked)
            for edit in edits(part["text"], attribution.content, rng, everyone(document)):
                options.setdefault(edit.kind, []).append((part, attribution, edit))
    chosen: list[tuple[dict[str, Any], Attribution, Edit]] = []
    used: set[tuple[str, Span]] = set()
    queues = {kind: rng.sample(items, len(items)) for kind, items in sorted(options.items())}
    while len(chosen) < CLAIMS and any(queues.values()):
        for queue in queues.values():
            while queue:
                document, attribution, edit = queue.pop()
                key = (document["text"], attribution.content[0])
                if key not in used:
                    used.add(key)
                    chosen.append((document, attribution, edit))
                    break
    return chosen[:CLAIMS]


def cut(document: dict[str, Any], marked: dict[str, Any]) -> tuple[dict[str, Any], Attribution]:
    """Return the paragraphs that the attribution stands in as an article of their own: less to read for the same edits."""
    text = document["text"]
    everything = [span for role in ("source", "cue", "content") for span in marked[role]]
    start = text.rfind("\n", 0, min(s for s, _ in everything)) + 1
    end = text.find("\n", max(e for _, e in everything))
    spans = [[(s - start, e - start) for s, e in marked[role]] for role in ("source", "cue", "content")]
    part = {"id": document["id"], "date": document["date"], "text": text[start : end if end >= 0 else len(text)]}
    return part, Attribution(*spans, 1.0)


def edits(text: str, content: list[Span], rng: random.Random, people: list[str]) -> list[Edit]:
    """Return one possible edit of each kind, made by patterns of its own, not by the kit's readers."""
    found = []
    for kind, pattern, change in (
        ("number", r"(?<![\w.,$-])[1-9]\d{0,2}(?:,\d{3})*(?![\w.,:-]|\s*(?:a\.m|p\.m)|\s+(?:year|month|week|day|decade)s?\b)", lambda w: str(int(w.replace(",", "")) + rng.randint(1, 9))),
        ("number", r"\b(?:" + "|".join(WORDS) + r")\b(?![\s-]+(?:year|month|week|day|decade)s?\b)", lambda w: rng.choice([o for o in WORDS if o != w.lower()])),
        ("date", r"\b(?:" + "|".join(DAYS) + r")\b", lambda w: rng.choice([o for o in DAYS if o != w])),
        ("date", r"\b(?:" + "|".join(MONTHS[:4] + MONTHS[5:]) + r")\b", lambda w: rng.choice([o for o in MONTHS if o not in {w, "May"}])),
        ("date", r"(?<![\d$,.-])(?:19|20)\d\d(?![\d%'’-]|[.,]\d)", lambda w: str(int(w) + rng.choice([-2, -1, 1, 2]))),
        ("negation", r"\b(?:not|never)\s", lambda _: ""),
        ("negation", r"\b(?:" + "|".join(AUXILIARIES) + r")\b(?!\s+(?:not|never)|n't|n’t)", lambda w: f"{w} not"),
        ("modality", r"\b(?:" + "|".join(MODALS) + r")\b(?!n't|n’t)", lambda w: MODALS[w]),
    ):  # fmt: skip
        matches = [m for s, e in content for m in re.finditer(pattern, text[:e]) if m.start() >= s]
        if kind in {"date", "number"}:
            # A year or the day of a month is a date, not a number: each pattern keeps to its own.
            days = [
                (m.start(), m.end())
                for m in re.finditer(r"(?:" + "|".join(m[:3] for m in MONTHS) + r")[a-z]*\.?\s+\d+|(?:19|20)\d\d", text)
            ]
            matches = [m for m in matches if kind == "date" or not any(s < m.end() and m.start() < e for s, e in days)]
        if matches:
            match = rng.choice(matches)
            found.append(Edit(kind, match.span(), change(match.group())))
    inside = [span for span in names(text) if any(s <= span[0] and span[1] <= e for s, e in content)]
    if inside:
        span = rng.choice(inside)
        others = [o for o in people if not set(o.split()) & set(text[slice(*span)].split())]
        if others:
            found.append(Edit("name", span, rng.choice(others)))
    return found


def names(text: str) -> list[Span]:
    """Return where people, organizations and places are named: runs of two or three capitalised words inside a sentence."""
    pattern = r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}\b(?! [A-Z]|['’-])"
    dated = set(DAYS) | set(MONTHS)
    return [m.span() for m in re.finditer(pattern, text) if not dated & set(m.group().split())]


def everyone(document: dict[str, Any]) -> list[str]:
    """Return the names of an article in alphabetical order, those that it has twice: a headline's words are none."""
    counts = Counter(document["text"][s:e] for s, e in names(document["text"]))
    return sorted(name for name, count in counts.items() if count > 1)


def compare(document: dict[str, Any], attribution: Attribution, edit: Edit | None) -> list[str]:
    """Return the kinds of the differences between the claim as it was and as the edit left it."""
    before = article.from_text(document["id"], document["text"], {"published": document["date"]})
    after, moved = before, attribution
    if edit:
        start, end = edit.span
        text = before.text[:start] + edit.words + before.text[end:]
        shift = len(edit.words) - (end - start)

        def move(spans: list[Span]) -> list[Span]:
            return [(s + shift if s >= end else s, e + shift if e >= end else e) for s, e in spans]

        after = article.from_text(document["id"], text, {"published": document["date"]})
        moved = Attribution(move(attribution.source), move(attribution.cue), move(attribution.content), 1.0)
    return [d.kind for d in contrast.find(side(before, attribution), side(after, moved))]


def side(of: Article, attribution: Attribution) -> sides.Side:
    mentions = mentions_of(of)
    (row,) = claims.assemble(of, mentions, [attribution]).to_dict("records")
    named = mentions[(mentions["form"] == "name") & mentions["entity"].notna()]
    places = zip(named["start"].tolist(), named["end"].tolist(), named["entity"].tolist(), strict=True)
    inside = [p for p in places if any(s <= p[0] and p[1] <= e for s, e in row["content_spans"])]
    return sides.Side(row, of.text, inside)


def mentions_of(of: Article) -> Any:
    if of.text not in _mentions:
        _mentions[of.text] = entities.mentions(of)
    return _mentions[of.text]


_mentions: dict[str, Any] = {}


if __name__ == "__main__":
    main()
