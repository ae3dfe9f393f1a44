"""What is said of a source right after its name belongs to it: "according to Lee, head of the board, ..."."""

import re
from typing import TYPE_CHECKING

from analysis.article import Article
from analysis.entities import syntax

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.models.attribution import Attribution

_COMMA = re.compile(r",\s+")


def join(article: Article, found: "list[Attribution]") -> "list[Attribution]":
    """Return the attributions with an apposition that their content begins with moved to the source before it.

    Examples
    --------
    >>> from analysis.article import from_text
    >>> from analysis.models.attribution import Attribution
    >>> article = from_text("note", "According to Lee, head of the board, 300 people will lose their jobs.")
    >>> (one,) = join(article, [Attribution([(13, 16)], [(0, 12)], [(18, 68)], 0.9)])
    >>> [article.text[s:e] for s, e in (*one.source, *one.content)]
    ['Lee, head of the board', '300 people will lose their jobs']
    """
    near = {a.content[0][0]: a for a in found if a.source and _follows(article.text, a)}
    if not near:
        return found
    moved = {}
    for start, doc in syntax.parse_sentences(article, set(near)):
        for token in doc:
            first, last = doc[token.left_edge.i], doc[token.right_edge.i]
            one = near.get(start + first.idx)
            end = start + last.idx + len(last)
            after = _COMMA.match(article.text, end)
            # Behind it a claim must be left.
            if one and after and after.end() < one.content[0][1] and _tells_of(one, token, start):
                moved[start + first.idx] = _moved(one, end, after.end())
    return [moved.get(a.content[0][0], a) if near.get(a.content[0][0]) is a else a for a in found]


def _follows(text: str, one: "Attribution") -> bool:
    """Tell whether the content begins behind the source, with only a comma between them."""
    comma = _COMMA.match(text, one.source[-1][1])
    return comma is not None and comma.end() == one.content[0][0] and one.cue[0][0] < one.source[0][0]


def _tells_of(one: "Attribution", token: "Token", start: int) -> bool:
    low, high = one.source[0][0], one.source[-1][1]
    return token.dep_ == "appos" and low <= start + token.head.idx < high


def _moved(one: "Attribution", end: int, after: int) -> "Attribution":
    source, content = one.source[-1], one.content[0]
    return one._replace(source=[*one.source[:-1], (source[0], end)], content=[(after, content[1]), *one.content[1:]])
