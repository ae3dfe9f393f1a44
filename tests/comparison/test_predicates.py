import pytest

from analysis import article, comparison
from analysis.comparison import predicates
from analysis.comparison.comparable import Comparable
from analysis.entities import syntax
from tests.claim_rows import claim, story


def read(text):
    words = [predicates.Word(t.idx, t.idx + len(t), t.text, t.tag_) for t in syntax.tag(article.from_text("n", text))]
    return predicates.read(text, words, [(0, len(text))])


@pytest.mark.parametrize(
    ("content", "form", "word"),
    [
        ("the port has been closed since Monday", "clause", "close"),
        ("that the firm seems to have paid the bill", "clause", "pay"),
        ("the mayor is a liar", "clause", "liar"),
        ("experts believe that a valve may have caused the leak", "clause", "cause"),
        ("experts believe that a valve may have caused the leak", "clause", "believe"),
        ("schools need not be closed on Monday", "clause", "close"),
        ("to close the port by May", "verbal", "close"),
        ("raising doubts about whether Lee, who left, was well", "verbal", "raise"),
        ("police suspect an electrical fault rather than arson", "clause", "suspect"),
        ("raising taxes in May would hurt trade", "clause", "hurt"),
        ("whether the port should be closed", "question", "close"),
        ("the mayor", "nominal", None),
        ("the proposal that would close the port", "nominal", None),
    ],
)
def test_what_a_content_predicates(content, form, word):
    found = read(content)
    assert found.form == form
    assert (predicates.lemma(word) in found.stems) if word else not found.stems


@pytest.mark.parametrize(
    "forms",
    ["pay pays paid paying", "leave leaves left leaving", "deny denies denied denying", "stop stops stopped stopping"],
)
def test_the_forms_of_a_verb_share_a_stem(forms):
    assert len({predicates.lemma(form) for form in forms.split()}) == 1


def groups(*told):
    """Return the groups of claims ``(source, cue, content)``, each made into an article of its own."""
    stories = []
    for number, (source, cue, content) in enumerate(told):
        known = article.from_text(
            f"a{number}", f"A Headline\n\nOn Monday {source} {cue} {content}.", {"outlet": f"O{number}"}
        )
        row = claim(known, content, source=source, cue=cue) | {"source_entity": source}
        stories.append(story(known, [row]))
    return sorted(len(g) for g in comparison.groups(stories)["claims"]), Comparable(stories)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("Ann Lee", "endorsed", "mayor Tomas Wirth"), ("Bo Kim", "endorsed", "mayor Tomas Wirth"), False),
        (("Ann Lee", "endorsed", "mayor Tomas Wirth"), ("Lee", "endorses", "mayor Tomas Wirth"), True),
        (("Ann Lee", "blames", "mayor Tomas Wirth"), ("Lee", "backs", "mayor Tomas Wirth"), False),
        (("Ann Lee", "promised", "to close the old port"), ("Bo Kim", "urged Lee", "to close the old port"), False),
        (("Ann Lee", "promised", "to close the old port"), ("Lee", "agreed", "to close the old port"), True),
        (("Ann Lee", "said", "the old port will close"), ("Bo Kim", "said", "the old port will close"), True),
    ],
)
def test_what_is_no_clause_is_claimed_by_its_source_and_cue(one, other, together):
    found, claims = groups(one, other)
    assert found == ([2] if together else [1, 1])
    assert claims.are_apart(0, 1) == (not together)
