"""What the writer states: the main propositions of an article that are given to nobody (spaCy's parse)."""

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from analysis.article import Article, Span
from analysis.claims import datelines
from analysis.entities import syntax
from analysis.tokens import sentence_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
CONDITIONS = frozenset({"if", "unless", "provided"})
FEWEST_WORDS = 3


class Passage(NamedTuple):
    """A text, and which of its characters are in a reported claim, which in that or in quotation marks (1, else 0).

    The last two tell the same of its letters and digits alone: which characters are one, and which of them are taken.
    """

    text: str
    reported: bytes
    letters: bytes
    taken: bytes

    def part(self, start: int, end: int) -> "Passage":
        """Return the passage from `start` to `end`."""
        return Passage(self.text[start:end], self.reported[start:end], self.letters[start:end], self.taken[start:end])


def find(article: Article, reported: list[Span], quoted: list[Span]) -> list[list[Span]]:
    """Return the writer's own statements, each as the spans of its words, in the order of the text.

    A statement is a main clause with a subject, or the headline; coordinated clauses with subjects of their own are
    statements of their own.  Left out are questions, clauses that are mostly `reported` (the sources, cues and contents of
    reported claims) or `quoted`, and what a clause only presupposes: adverbial clauses (but for conditions) and relative
    clauses behind a comma.  A byline or dateline states nothing.
    """
    headline = article.title_span
    whole = _read(article.text, reported, quoted)
    statements = []
    if headline and _share(whole, headline) < 0.5:
        statements.append([headline])
    for start, doc in syntax.parse(article, _left(article, whole)):
        passage = whole.part(start, start + len(doc.text))
        for sentence in doc.sents:
            for head in _heads(sentence):
                pieces = [(start + s, start + e) for s, e in _pieces(head, doc, passage)]
                statements += [pieces] if pieces else []
    return statements


def _read(text: str, reported: list[Span], quoted: list[Span]) -> Passage:
    letters = bytes(map(str.isalnum, text))
    taken = bytearray(len(text))
    for start, end in [*reported, *quoted]:
        taken[start:end] = letters[start:end]
    return Passage(text, _cover(len(text), reported), letters, bytes(taken))


def _left(article: Article, whole: Passage) -> list[Span]:
    """Return the sentences in which the writer may state something: most are somebody's claim from end to end."""
    text, headline = article.text, article.title_span
    verbs = [place for place in syntax.verbs(article) if not whole.reported[place]]
    spans = []
    for start, end in datelines.cut(sentence_spans(text), datelines.find(text)):
        in_headline = headline and start < headline[1] and headline[0] < end
        is_question = text[start:end].rstrip(" \n\"'”’)").endswith("?")
        has_verb = bisect_left(verbs, start) < bisect_left(verbs, end)
        if has_verb and not in_headline and not is_question and _share(whole, (start, end)) < 1:
            spans.append((start, end))
    return spans


def _heads(sentence: "Sentence") -> list["Token"]:
    """Return the heads of the main clauses: the root, and what is coordinated with it and has a subject."""
    heads, queue = [], [sentence.root]
    while queue:
        head = queue.pop(0)
        # In "the school stayed shut" the parser may take the first verb for an auxiliary, and leave it the subject.
        verbs = [head, *(child for child in head.children if child.dep_ in {"aux", "auxpass"})]
        if any(child.dep_ in SUBJECTS for verb in verbs for child in verb.children) and head.tag_ in syntax.VERBS:
            heads.append(head)
        queue += [child for child in head.children if child.dep_ in {"conj", "parataxis"}]
    return heads


def _pieces(head: "Token", doc: "Doc", passage: Passage) -> list[Span]:
    """Return the spans of the clause under `head`; none where its verb, or most of it, is in somebody's claim."""
    inside = passage.reported
    if inside[head.idx]:
        return []
    kept = sorted(t.i for t in _clause(head) if not t.is_space and not inside[t.idx])
    if kept and kept[-1] + 1 < len(doc) and inside[doc[kept[-1] + 1].idx]:
        # What led to somebody's claim ("with", "and that") hangs in the air without it.
        while kept and doc[kept[-1]].dep_ in {"prep", "mark", "cc", "punct", "det"}:
            kept.pop()
    pieces: list[Span] = []
    last = None
    for i in kept:
        token = doc[i]
        end = token.idx + len(token)
        if last is not None and all(doc[j].is_punct or doc[j].is_space for j in range(last + 1, i)):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((token.idx, end))
        last = i
    trimmed = [(s, e) for s, e in (_trim(passage.text, piece) for piece in pieces) if e > s]
    words = sum(len(passage.text[s:e].split()) for s, e in trimmed)
    if words < FEWEST_WORDS or _share(passage, (trimmed[0][0], trimmed[-1][1])) >= 0.5:
        return []
    return trimmed


def _clause(head: "Token") -> list["Token"]:
    tokens = [head]
    for child in head.children:
        if _is_clause(child):
            continue
        if child.dep_ == "cc" and any(_is_clause(c) for c in head.children if c.i > child.i):
            continue
        if child.dep_ == "advcl" and not any(c.lower_ in CONDITIONS for c in child.children):
            continue
        tokens += _without_asides(child)
    return tokens


def _is_clause(token: "Token") -> bool:
    """Tell whether `token` heads a coordinated clause with a subject of its own."""
    return token.dep_ in {"conj", "parataxis"} and any(c.dep_ in SUBJECTS for c in token.children)


def _without_asides(top: "Token") -> list["Token"]:
    tokens = [top]
    for child in top.children:
        before = child.left_edge.i - 1
        if child.dep_ == "relcl" and before >= 0 and child.doc[before].text == ",":
            continue
        tokens += _without_asides(child)
    return tokens


def _cover(length: int, spans: list[Span]) -> bytes:
    """Return for each character of a text whether it lies in any of `spans`."""
    cover = bytearray(length)
    for start, end in spans:
        cover[start:end] = b"\1" * (end - start)
    return bytes(cover)


def _share(passage: Passage, span: Span) -> float:
    """Return the share of the letters and digits of `span` that are taken."""
    letters = passage.letters.count(1, *span)
    return passage.taken.count(1, *span) / letters if letters else 1.0


def _trim(text: str, piece: Span) -> Span:
    start, end = piece
    while start < end and not (text[start].isalnum() or text[start] in "$£€"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "%"):
        end -= 1
    return start, end
