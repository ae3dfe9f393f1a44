from pathlib import Path

import pytest

from analysis import article
from analysis.entities import syntax

NOTE = "A heading without a stop\nThe ferry sank. Ann Lee saw it, and nobody drowned."


def test_sentences_do_not_run_over_line_ends():
    doc = syntax.recognize(article.from_text("note", NOTE))
    assert [s.text.strip() for s in doc.sents][:2] == ["A heading without a stop", "The ferry sank."]


def test_names_and_tags_are_the_same_whichever_is_read_first():
    found = []
    for first, second in ((syntax.recognize, syntax.tag), (syntax.tag, syntax.recognize)):
        syntax.forget()
        note = article.from_text("note", NOTE)
        first(note)
        doc = second(note)
        found.append(([(e.text, e.label_) for e in doc.ents], [t.tag_ for t in doc], [t.is_sent_start for t in doc]))
    assert found[0] == found[1]
    assert ("Ann Lee", "PERSON") in found[0][0]


def test_a_clause_is_read_alike_alone_and_among_others():
    note = article.from_text("note", NOTE)
    spans = [(NOTE.index("The ferry"), NOTE.index(" Ann")), (NOTE.index("Ann"), len(NOTE))]
    together = [(start, doc.text, [t.dep_ for t in doc]) for start, doc in syntax.parse(note, spans)]
    alone = [(start, doc.text, [t.dep_ for t in doc]) for span in spans for start, doc in syntax.parse(note, [span])]
    assert together == alone
    assert [(start, words.strip()) for start, words, _ in together] == [(s, NOTE[s:e]) for s, e in spans]


def test_a_span_without_a_token_is_left_out():
    note = article.from_text("note", NOTE)
    assert list(syntax.parse(note, [(5, 5)])) == []


@pytest.mark.parametrize("text", ["(" * 1000, "a" * 1000, "Ann Lee " + "a" * 299 + ")" * 700 + " left.\n\nShe  did."])
def test_what_has_no_space_in_it_is_read_in_pieces(text, monkeypatch):
    given = []
    whole = syntax._model().make_doc
    monkeypatch.setattr(syntax._model(), "make_doc", lambda piece: (given.append(piece), whole(piece))[1])
    syntax.forget()
    doc = syntax.recognize(article.Article("note", text, "", None, None, None, None, None, Path(), ""))
    assert doc.text == text
    assert max(len(word) for piece in given for word in piece.split()) <= syntax.LONGEST
    assert [text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]


def test_numpy_multiplies_where_spacy_spends_its_time():
    layers = [
        node
        for name in ("tok2vec", "senter", "ner")
        for node in syntax._model().get_pipe(name).model.walk()
        if node.name == "maxout"
    ]
    assert len(layers) > 9
    assert not any(layer.ops.use_blis for layer in layers)


def test_names_are_those_that_the_recognizers_own_loop_finds(seed, harbour):
    for read in (seed, harbour, article.from_text("odd", "\n\n  Ann Lee\n\nof Leeds met Bo Li\t\n.\n")):
        syntax.forget()
        doc = syntax.recognize(read)
        own = syntax._make_doc(syntax.casing.recase(read.text, read.title_span))
        syntax._break_at_lines(own)
        own = syntax._model().get_pipe("ner")(own)
        assert [(e.start, e.end, e.label_) for e in doc.ents] == [(e.start, e.end, e.label_) for e in own.ents]
        assert own.ents
