"""Whom a relative clause means: who stands before "who told reporters" is the source, not "who"."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.article import Article, Span
from analysis.entities import syntax

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from analysis.models.attribution import Attribution

PRONOUNS = frozenset({"who", "which", "that"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
NOBODY = frozenset({"ORG", "GPE"})


def resolve(article: Article, mentions: pd.DataFrame, found: "list[Attribution]") -> "list[Attribution]":
    """Return the attributions with the words that a relative pronoun stands for as source, where the sentence has them.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> from analysis.models.attribution import Attribution
    >>> from analysis.story import Story
    >>> story = Story(from_text("note", "Two neighbours, who say the mill is loud, want it shut."))
    >>> found = [Attribution([(16, 19)], [(20, 23)], [(24, 40)], 0.9)]
    >>> resolve(story.article, story.mentions, found)[0].source
    [(0, 14)]
    """
    pronouns = {s for a in found for s in a.source if article.text[slice(*s)].lower() in PRONOUNS}
    if not pronouns:
        return found
    meant = _antecedents(article, mentions, {start for start, _ in pronouns})
    return [a._replace(source=[meant.get(s[0], s) if s in pronouns else s for s in a.source]) for a in found]


def _antecedents(article: Article, mentions: pd.DataFrame, places: set[int]) -> dict[int, Span]:
    """Return where the words stand that the relative pronouns at these `places` mean."""
    named = {
        end: (start, label) for start, end, label in zip(*(mentions[c] for c in ("start", "end", "label")), strict=True)
    }
    found = {}
    for start, doc in syntax.parse_sentences(article, places):
        nobody = {i for i, token in enumerate(doc) if named.get(start + token.idx + len(token), ("", ""))[1] in NOBODY}
        for token in doc:
            place = start + token.idx
            if place in places and (phrase := _phrase(doc, token, nobody)):
                first, last = (doc[i] for i in phrase)
                end = start + last.idx + len(last)
                found[place] = (min(start + first.idx, named.get(end, (end, ""))[0]), end)
    return found


def _phrase(doc: "Doc", pronoun: "Token", nobody: set[int]) -> Span | None:
    """Return the first and last word of the noun phrase before a `pronoun` that begins a relative clause as its subject.

    None where the clause tells of a whole sentence: "it failed, which shows".  A person is not one of `nobody`, the last words of
    names of places and organizations.
    """
    clause = pronoun.head
    while clause.dep_ in {"conj", "aux", "xcomp"}:
        clause = clause.head
    noun = clause.head
    if pronoun.dep_ not in SUBJECTS or clause.dep_ != "relcl" or noun.i >= pronoun.i or noun.tag_ in syntax.VERBS:
        return None
    is_person, is_aside = pronoun.lower_ == "who", doc[pronoun.i - 1].text == ","
    while True:
        if is_person and noun.i in nobody and noun.dep_ == "pobj" and noun.head.head.tag_.startswith("N"):
            # "An analyst at Norda, who said"
            noun = noun.head.head
        elif is_aside and noun.dep_ == "appos":
            # "Lee, the owner, who said": the clause tells of Lee too.
            noun = noun.head
        else:
            break
    words = {token.i for token in noun.subtree}
    last = noun.i
    while last + 1 < pronoun.i and last + 1 in words:
        last += 1
    while last > noun.i and (doc[last].is_punct or doc[last].tag_ in {"CC", "IN"}):
        last -= 1
    return min(words), last
