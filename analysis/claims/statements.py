"""What the writer states: the main propositions of an article that are given to nobody (spaCy's parse)."""

from typing import TYPE_CHECKING

from analysis.article import Article, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
CONDITIONS = frozenset({"if", "unless", "provided"})
FEWEST_WORDS = 3


def find(article: Article, doc: "Doc", reported: list[Span], quoted: list[Span]) -> list[list[Span]]:
    """Return the writer's own statements, each as the spans of its words, in the order of the text.

    A statement is a main clause with a subject, or the headline; coordinated clauses with subjects of their own are
    statements of their own.  Left out are questions, clauses that are mostly `reported` (the sources, cues and contents of
    reported claims) or `quoted`, and what a clause only presupposes: adverbial clauses (but for conditions) and relative
    clauses behind a comma.
    """
    statements = []
    headline = article.title_span
    if headline and _share(headline, [*reported, *quoted], article.text) < 0.5:
        statements.append([headline])
    for sentence in doc.sents:
        if headline and sentence.start_char < headline[1] and headline[0] < sentence.end_char:
            continue
        if sentence.text.rstrip(" \n\"'”’)").endswith("?"):
            continue
        for head in _heads(sentence):
            pieces = _pieces(head, doc, article.text, reported)
            words = [w for s, e in pieces for w in article.text[s:e].split()]
            whole = (pieces[0][0], pieces[-1][1]) if pieces else (0, 0)
            if len(words) >= FEWEST_WORDS and _share(whole, [*reported, *quoted], article.text) < 0.5:
                statements.append(pieces)
    return statements


def _heads(sentence: "Sentence") -> list["Token"]:
    """Return the heads of the main clauses: the root, and what is coordinated with it and has a subject."""
    heads, queue = [], [sentence.root]
    while queue:
        head = queue.pop(0)
        if any(child.dep_ in SUBJECTS for child in head.children) and head.pos_ in {"VERB", "AUX"}:
            heads.append(head)
        queue += [child for child in head.children if child.dep_ in {"conj", "parataxis"}]
    return heads


def _pieces(head: "Token", doc: "Doc", text: str, reported: list[Span]) -> list[Span]:
    """Return the spans of the clause under `head`; none where its verb belongs to somebody's claim."""
    if _is_inside(head, reported):
        return []
    kept = sorted(t.i for t in _clause(head) if not t.is_space and not _is_inside(t, reported))
    if kept and kept[-1] + 1 < len(doc) and _is_inside(doc[kept[-1] + 1], reported):
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
    trimmed = [_trim(text, piece) for piece in pieces]
    return [(s, e) for s, e in trimmed if e > s]


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


def _is_inside(token: "Token", spans: list[Span]) -> bool:
    return any(s <= token.idx < e for s, e in spans)


def _share(whole: Span, spans: list[Span], text: str) -> float:
    """Return the share of the letters of `whole` that lie in any of `spans`."""
    places = [i for i in range(*whole) if text[i].isalnum()]
    covered = sum(any(s <= i < e for s, e in spans if s < whole[1] and whole[0] < e) for i in places)
    return covered / len(places) if places else 1.0


def _trim(text: str, piece: Span) -> Span:
    start, end = piece
    while start < end and not (text[start].isalnum() or text[start] in "$£€"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "%"):
        end -= 1
    return start, end
