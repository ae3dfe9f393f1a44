import pytest

from analysis import article
from analysis.claims import quotation, statements


def find(text, reported=()):
    story = article.from_text("note", "A Headline Here\n\n" + text)
    spans = [(story.text.index(words), story.text.index(words) + len(words)) for words in reported]
    found = statements.find(story, spans, quotation.quoted(story.text))
    return [" … ".join(story.text[s:e] for s, e in pieces) for pieces in found[1:]]


@pytest.mark.parametrize(
    ("text", "reported", "expected"),
    [
        ("The bridge closed on Monday.", [], ["The bridge closed on Monday"]),
        (
            "The bridge closed on Monday, and the ferry carries the cars.",
            [],
            ["The bridge closed on Monday", "the ferry carries the cars"],
        ),
        ("The bridge, which was built in 1924, closed on Monday.", [], ["The bridge … closed on Monday"]),
        (
            "The school on Mill Road, which lies half a mile off, stayed shut for the day.",
            [],
            ["The school on Mill Road … stayed shut for the day"],
        ),
        ("The ferry stops if the wind is strong.", [], ["The ferry stops if the wind is strong"]),
        ("Has the bridge closed on Monday?", [], []),
        ("Ann Lee said the bridge closed on Monday.", ["Ann Lee", "said", "the bridge closed on Monday"], []),
        ("“The bridge closed on Monday.”", [], []),
    ],
)
def test_main_propositions_that_are_given_to_nobody(text, reported, expected):
    assert find(text, reported) == expected


def test_the_headline_is_a_statement_of_the_writer():
    story = article.from_text("note", "Bridge Closes for Repairs\n\nThe bridge closed on Monday.")
    found = statements.find(story, [], [])
    assert [story.text[slice(*pieces[0])] for pieces in found] == [
        "Bridge Closes for Repairs",
        "The bridge closed on Monday",
    ]
