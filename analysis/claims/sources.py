"""What kind of source speaks: person, organization, government, publication, unnamed group or document."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis import lexicons
from analysis.article import Span

if TYPE_CHECKING:
    import pandas as pd

BY_LABEL = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "government",
    "NORP": "unnamed group",
    "WORK_OF_ART": "document",
}
# The head of a noun phrase stands before what is said about it.
_AFTER_HEAD = re.compile(
    r"\s(?:of|in|at|for|from|by|with|on|to|who|whose|which|that|close|familiar|involved|led|based|taken|conducted|commissioned|published|released|obtained|issued|prepared|written|working|speaking|including|near|whom|under|inside)\b|[,;:(—–]|\s-\s"
)
_OPEN = frozenset({"he", "she", "they", "it", "i", "we", "you", "who", "one"})
WORD = re.compile(r"[A-Za-z][\w.&]*(?:[-‑][\w.]+)*(?:['’]s)?")
_ONE_OF = re.compile(r"(?:one|each|none)\s+of\s+(?=\w+\s)", re.IGNORECASE)
MANY = re.compile(
    r"^(?:many|some|several|most|few|other|all|both|two|three|four|five|six|dozens|hundreds|thousands|\d[\d,.]*%?)\b",
    re.IGNORECASE,
)


def classify(source: str, label: str | None = None) -> str | None:
    """Return the kind of `source`, the words that name it; `label` is that of the entity it names, where it names one.

    None where neither the words nor the label tell.

    Examples
    --------
    >>> classify("a report by the institute"), classify("two officials in the ministry"), classify("The Guardian", "ORG")
    ('document', 'unnamed group', 'publication')
    >>> classify("exit polls taken in the south")
    'document'
    >>> classify("Ilsa Brandt, the company's chief executive", "PERSON"), classify("the transport ministry")
    ('person', 'government')
    """
    single_of = _ONE_OF.match(source.strip())
    if single_of:
        kind = classify(source.strip()[single_of.end() :])
        return "person" if kind == "unnamed group" else kind
    phrase = _AFTER_HEAD.split(source.strip(), maxsplit=1)[0]
    words = [w.lower().replace(".", "").removesuffix("'s").removesuffix("’s") for w in WORD.findall(phrase)]
    known = _kinds()
    if label == "PERSON":
        return "person"
    if not words:
        return BY_LABEL.get(label or "")
    kind = known.get(words[-1])
    if label == "ORG":
        telling = [known[w] for w in words if known.get(w) in {"publication", "government"}]
        return telling[-1] if telling else kind if kind in {"document", "unnamed group"} else "organization"
    if kind is None and words[-1].endswith("s"):
        one = words[-1][:-3] + "y" if words[-1].endswith("ies") else words[-1][:-1]
        single = known.get(one)
        kind = "unnamed group" if single == "person" else single
    if kind == "person" and MANY.match(phrase):
        return "unnamed group"
    if kind in {None, "government"} and label in BY_LABEL:
        return BY_LABEL[label or ""]
    if kind is None and MANY.match(phrase):
        return "unnamed group"
    return kind


def heads(source: str) -> list[Span]:
    """Return the spans of the noun phrases that may name the source: the first one, then those in apposition to it.

    Examples
    --------
    >>> source = "the union's head, Ann Lee, of the city"
    >>> [source[s:e] for s, e in heads(source)]
    ["the union's head", 'Ann Lee']
    """
    spans, start = [], 0
    for chunk in re.split(r"(,)", source):
        found = _AFTER_HEAD.split(chunk, maxsplit=1)[0]
        words = found.strip(" \"'“”‘’().")
        if words and chunk != ",":
            at = start + chunk.index(words)
            spans.append((at, at + len(words)))
        start += len(chunk)
    return spans


def are_unnamed(claims: "pd.DataFrame") -> "pd.Series[bool]":
    """Tell which of the reported `claims` come from persons who are not named: "two officials", "a person close to the ministry".

    The source is a person or a group of persons, and no name for it stands in the article.  A pronoun whose meaning was left open hides
    nobody.
    """
    return (
        claims["source_entity"].isna()
        & claims["source_kind"].isin(["person", "unnamed group"])
        & ~claims["source"].str.lower().isin(_OPEN)
    )


@cache
def _kinds() -> dict[str, str]:
    table = lexicons.read("source_kinds")
    return dict(zip(table["word"], table["kind"], strict=True))
