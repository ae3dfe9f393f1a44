import pytest

from analysis.claims import sources


@pytest.mark.parametrize(
    ("source", "label", "kind"),
    [
        ("Ilsa Brandt, the company's chief executive", "PERSON", "person"),
        ("the company's chief executive", None, "person"),
        ("he", None, "person"),
        ("two officials in the ministry", None, "unnamed group"),
        ("experts", None, "unnamed group"),
        ("one of the doctors", None, "person"),
        ("the S.E.C.", None, "government"),
        ("hundreds of farmers", None, "unnamed group"),
        ("bakers", None, "unnamed group"),
        ("the transport ministry", None, "government"),
        ("several countries", None, "government"),
        ("Norland", "GPE", "government"),
        ("The State Bridge Agency", "ORG", "government"),
        ("The Dale Record", "ORG", "publication"),
        ("Veldane Rail", "ORG", "organization"),
        ("a report by the Institute for Ground Safety", None, "document"),
        ("the police’s", None, "government"),
        ("the blue of the sea", None, None),
    ],
)
def test_classifies_by_the_head(source, label, kind):
    assert sources.classify(source, label) == kind


@pytest.mark.parametrize(
    ("source", "heads"),
    [
        ("Petra Lund, the head of the union", ["Petra Lund", "the head"]),
        ("the union's head, Petra Lund", ["the union's head", "Petra Lund"]),
        ("a person close to Ann Lee", ["a person"]),
        ("", []),
    ],
)
def test_heads_are_the_phrases_that_may_name_the_source(source, heads):
    assert [source[s:e] for s, e in sources.heads(source)] == heads
