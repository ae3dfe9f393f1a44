import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison import alignment, contrast
from analysis.comparison.predicates import Predication
from tests.claims.claim_texts import side

NAMES = [("Corrick", "GPE"), ("Harnby", "GPE"), ("Ann Lee", "PERSON"), ("Bo Lee", "PERSON"), ("Brandt", "PERSON")]


def compare(one, other, names=NAMES, published="2031-03-06"):
    found = contrast.find(side(one, published, names), side(other, published, names))
    return [(d.kind, d.a, d.b) for d in found]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("14 men were hurt", "16 men were hurt", [("number", "14", "16")]),
        ("fourteen men were hurt", "14 men were hurt", []),
        ("it cost $6 million", "it cost six million dollars", []),
        ("roughly 270 men were hurt", "271 men were hurt", []),
        ("roughly 270 men were hurt", "281 men were hurt", [("number", "270", "281")]),
        ("49.6 % of the men were hurt", "49.59 % of the men were hurt", []),
        ("49.6 % of the men were hurt", "49.4 % of the men were hurt", [("number", "49.6 %", "49.4 %")]),
        ("it cost $6 million", "it cost £6 million", [("number", "$6 million", "£6 million")]),
        ("the 5G masts stand", "the 6G masts stand", [("number", "5G", "6G")]),
        ("one of the men left", "two of the men left", [("number", "one", "two")]),
        ("14 men and 3 dogs were hurt", "14 men were hurt", []),
        ("3 dogs and 14 men ran", "14 men and 5 dogs ran", [("number", "3", "5")]),
        ("he was warned three times", "he was warned twice", [("number", "three times", "twice")]),
        ("a third of the men left", "33 % of the men left", []),
        ("a third of the men left", "30 % of the men left", [("number", "a third", "30 %")]),
        ("two in three people left", "two thirds of people left", []),
        ("no more than 300 men left", "300 men left", []),
        ("at least 300 men left", "at most 300 men left", [("number", "at least 300", "at most 300")]),
        ("More than $300 was paid", "under $300 was paid", [("number", "More than $300", "under $300")]),
        ("more than 300 men left", "at least 300 men left", []),
        ("more than 300 men left", "312 men left", []),
        ("more than 200 men left", "150 men left", [("number", "200", "150")]),
        ("at most 100 men left", "140 men left", [("number", "100", "140")]),
        ("nearly 300 men left", "340 men left", [("number", "300", "340")]),
        ("it opens in April", "it opens in May", [("date", "April", "May")]),
        ("it opened on Tuesday", "it opened on 4 March", []),
        ("it opened on Tuesday", "it opened on 3 March", [("date", "Tuesday", "3 March")]),
        ("it opened in 2029", "it opened in June 2029", []),
        ("it opened last week", "it opened last month", [("date", "last week", "last month")]),
        ("it opened this week", "it opened in the past week", []),
        ("it will open on Saturday", "it will open on 8 March", []),
        ("it will open on Saturday", "it will open on 1 March", [("date", "Saturday", "1 March")]),
        ("it fell on 11 September 2001", "it fell on 11 September", []),
        ("it fell on 11 September 2001", "it fell on 12 September", [("date", "11 September 2001", "12 September")]),
        (
            "40 percent of women and 60 percent of men left",
            "60 percent of women and 40 percent of men left",
            [("number", "40 percent", "60 percent"), ("number", "60 percent", "40 percent")],
        ),
        ("40 percent of women and 60 percent of men left", "60 percent of men and 40 percent of women left", []),
        ("40 of the women and 60 of the women left", "40 of the women and 60 of the women left", []),
        ("it fell to -5 degrees", "it fell to 5 degrees", [("number", "-5", "5")]),
        ("it asked whether the port was shut or not", "it asked whether the port was shut", []),
        ("he wants 200 or 250 drivers in", "he wants 250 drivers in", []),
        ("he wants 200 to 250 drivers in", "he wants 300 drivers in", [("number", "200 to 250", "300")]),
        (
            "91 % of Corrickers dislike the mayor",
            "84 % of Harnbians dislike the mayor",
            [("name", "Corrickers", "Harnbians")],
        ),
        ("91 % of Corrickers dislike the mayor", "84 % of Corrickers dislike the mayor", [("number", "91 %", "84 %")]),
        ("No, they left the port", "they left the port", []),
        ("they went to Corrick", "they went to Harnby", [("name", "Corrick", "Harnby")]),
        ("a train from Corrick met one from Harnby", "a train from Harnby met one from Corrick", []),
        ("they won in Corrick and Harnby", "they won in Harnby and Brandt", []),
        ("it fell on Mr. Lee", "it fell on Lee", []),
        ("it was Ann Lee who left", "it was Bo Lee who left", [("name", "Ann Lee", "Bo Lee")]),
        ("it was Ann Lee who left", "it was Lee who left", []),
        ("the train was inspected", "the train was not inspected", [("negation", "", "not")]),
        ("no train was late", "a train was late", [("negation", "no", "")]),
        ("he says that he did", "he says that he did not", [("negation", "", "not")]),
        ("the train was never late", "the train was often late", [("negation", "never", "")]),
        ("it hasn't been late", "it has been late", [("negation", "n't", "")]),
        ("it will open", "it may open", [("modality", "will", "may")]),
        ("it must open", "it will open", [("modality", "must", "will")]),
        ("it could open soon", "it opened soon", [("modality", "could", "")]),
        ("the bank lends", "the bank lends", []),
    ],
)
def test_content(one, other, expected):
    assert compare(f"Brandt said [C {one}].", f"Brandt said [C {other}].") == expected
    assert compare(f"Brandt said [C {other}].", f"Brandt said [C {one}].") == [(k, b, a) for k, a, b in expected]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("[S Brandt] [Q said] [C it rained].", "[S Brandt] [Q denied] [C it rained].", [("certainty", "", "denied")]),
        (
            "[S Brandt] [Q said] [C it rained].",
            "[S Ann Lee] [Q said] [C it rained].",
            [("attribution", "Brandt", "Ann Lee")],
        ),
        ("[S Brandt] [Q denied] [C it had rained].", "[S Brandt] [Q said] [C it had not rained].", []),
        ("[S Brandt] [Q denied] [C it had not rained].", "[S Brandt] [Q said] [C it had rained].", []),
        (
            "[S Brandt] [Q denied] [C it had not rained].",
            "[S Brandt] [Q said] [C it had not rained].",
            [("certainty", "denied", "")],
        ),
        ("[S Lee] [Q said] [C it rained].", "[S Ann Lee] [Q said] [C it rained].", []),
        (
            "[S the firm] [Q said] [C it rained].",
            "[S a driver] [Q said] [C it rained].",
            [("attribution", "the firm", "a driver")],
        ),
        ("[S the firm] [Q said] [C it rained].", "[S the company] [Q said] [C it rained].", []),
        ("[S Brandt] [Q said] [C it rained].", "[C It rained].", [("attribution", "Brandt", "")]),
        ("[C It rained].", "[C It rained].", []),
        (
            "[S Brandt] [Q said] [C it rained in Corrick].",
            "[S Ann Lee] [Q said] [C it rained in Harnby].",
            [("name", "Corrick", "Harnby")],
        ),
    ],
)
def test_certainty_and_attribution(one, other, expected):
    assert compare(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "the mayor and her staff were careless with the keys of the port. Not fit!",
            "the mayor was careless with the keys of the port",
        ),
        (
            "no sensible driver would say that the mayor was careless with the keys",
            "the mayor was careless with the keys",
        ),
        ("the mayor was careless with the keys of the port but did not", "the mayor was careless with the keys"),
        ("a measure to stop the trains of Corrick. Not", "a measure to stop the trains of Corrick"),
        ("he can say with pride that nobody worked harder for the port", "nobody worked harder for the port"),
        ("the mayor should be the first to leave the port", "the mayor may become the first to see the port"),
    ],
)
def test_a_negation_or_modal_of_what_the_other_does_not_speak_of(one, other):
    assert compare(f"Brandt said [C {one}].", f"Brandt said [C {other}].") == []


def test_who_says_it_and_how_firmly_where_the_predicates_differ():
    texts = (
        "[S the firm] [Q said] [C the school is proof that Lee is a fraud].",
        "[S a driver] [Q claimed] [C the school is a fraud].",
    )
    sides = [side(text, "2031-03-06", NAMES) for text in texts]
    proof, fraud = (Predication("clause", frozenset({word})) for word in ("proof", "fraud"))
    alike = contrast.find(sides[0]._replace(predication=fraud), sides[1]._replace(predication=fraud))
    assert [d.kind for d in alike] == ["certainty", "attribution"]
    assert contrast.find(sides[0]._replace(predication=proof), sides[1]._replace(predication=fraud)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[S Ann Lee] [Q said] [C it rained].", "[S the front-runner] [Q said] [C it rained]."),
        ("[S Ann Lee] [Q said] [C it rained].", "[S He] [Q said] [C it rained]."),
        ("[S A spokesman] [Q said] [C it rained].", "[C It rained,] [Q said] [S a “spokesman”]."),
        ("[S Ann Lee] [Q did not report] [C it rained].", "[S The firm] [Q claimed] [C it rained]."),
        ("[S He] [Q announced] [C he would go at once].", "[S Brandt] [Q promised] [C he would go at noon]."),
        ("[S Lee] [Q said] [C it rained. It is probably a long way to the port].", "[S Lee] [Q said] [C it rained]."),
    ],
)
def test_no_difference_in_who_says_it_or_how_firmly(one, other):
    assert compare(one, other) == []


@pytest.mark.parametrize(
    ("confidence", "expected"), [(contrast.SURE, ["attribution"]), (0.7, []), (float("nan"), ["attribution"])]
)
def test_who_says_it_where_the_model_is_sure(confidence, expected):
    one, other = side("[S Brandt] [Q said] [C it rained].", None, NAMES), side("[C It rained].", None, NAMES)
    one = one._replace(claim={**one.claim, "confidence": confidence})
    for pair in (one, other), (other, one):
        assert [d.kind for d in contrast.find(*pair)] == expected


def test_how_firmly_is_asked_of_clauses_alone():
    texts = "[S Lee] [Q promised] [C to leave].", "[S Lee] [Q spoke of] [C leaving]."
    one, other = (side(text)._replace(predication=Predication("verbal", frozenset({"leav"}))) for text in texts)
    assert contrast.find(one, other) == []


def test_the_shift_of_tense_in_reported_speech_is_no_difference():
    assert compare("Brandt [Q said] [C it would open].", "[C “It will open,”] Brandt [Q added].") == []
    assert compare("[C “It would open,”] Brandt [Q said].", "[C “It will open,”] Brandt [Q added].") == [
        ("modality", "would", "will")
    ]


def test_the_only_dates_of_two_claims_are_compared_where_both_tell_the_same_first():
    texts = (
        "[C Lee on Tuesday became the first woman to win].",
        "[C Lee spoke late in the night of Thursday after becoming the first woman to win].",
    )
    one, other = (side(text, "2031-03-06", NAMES) for text in texts)
    became, spoke = (Predication("clause", frozenset({word})) for word in ("becom", "speak"))
    alike = contrast.find(one._replace(predication=became), other._replace(predication=became))
    assert [(d.kind, d.a, d.b) for d in alike] == [("date", "Tuesday", "Thursday")]
    assert contrast.find(one._replace(predication=became), other._replace(predication=spoke)) == []


def test_what_differs_in_nearly_everything_is_another_thing():
    texts = [
        "the poll of 2,000 men in Corrick was held on 3 March",
        "the poll of 1,000 men in Corrick was held on 6 March",
        "the poll of 1,000 men in Harnby was held on 6 March",
    ]
    assert [kind for kind, *_ in compare(*(f"Brandt said [C {text}]." for text in texts[:2]))] == ["number", "date"]
    assert compare(*(f"Brandt said [C {text}]." for text in texts[::2])) == []
    polls = [
        "the poll was conducted from 3 March and asked 2,000 people between the ages of 18 and 29 with an error of 2.8 points",
        "the poll asked 1,000 adults between 6 and 9 March with an error between 3.1 and 4.9",
    ]
    assert compare(*(f"[C {text}]." for text in polls)) == []


def test_figures_of_different_people_are_two_figures():
    one, other = (
        side("[C Ann Lee has 310 votes in Corrick].", None, NAMES),
        side("[C Brandt has 290 votes in Corrick].", None, NAMES),
    )
    assert [d.kind for d in contrast.find(one, other)] == ["number", "name"]
    people = [side_._replace(people=tuple(side_.names)) for side_ in (one, other)]
    assert [d.kind for d in contrast.find(*people)] == ["name"]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("[C Lee did not at once answer calls]", "[C Brandt has not yet returned a call]", []),
        (
            "[C Lee did not at once answer calls in Corrick]",
            "[C Brandt has not yet returned a call in Corrick]",
            ["name"],
        ),
        ("[S Ann Lee] [Q refused to back] [C Brandt]", "[S Brandt] [Q refused to back] [C Bo Lee]", []),
    ],
)
def test_names_are_compared_where_something_ties_the_claims_together(one, other, kinds):
    sides = [side(f"{text} on Monday.", None, [*NAMES, ("Lee", "PERSON")]) for text in (one, other)]
    assert [d.kind for d in contrast.find(*sides) if d.kind == "name"] == kinds


def test_a_source_does_not_stand_for_whom_the_other_speaks_of():
    one, other = (
        side(f"[S Brandt] [Q refused to back] [C {name}] on Monday.", None, NAMES) for name in ("Brandt", "Bo Lee")
    )
    named = [each._replace(claim={**each.claim, "source_entity": "Brandt"}) for each in (one, other)]
    assert contrast.find(*named) == []


def test_what_is_negated_or_modal_is_compared_where_both_say_the_same_of_it():
    for marker, kind in (("did not close", "negation"), ("must close", "modality")):
        one = side(f"[C Lee {marker} the deal with the firm in the end].")
        other = side("[C the deal with the firm was closed by Lee at noon].")
        shut, left = (Predication("clause", frozenset({word})) for word in ("shut", "left"))
        alike = contrast.find(one._replace(predication=shut), other._replace(predication=shut))
        assert [d.kind for d in alike] == [kind]
        assert contrast.find(one._replace(predication=shut), other._replace(predication=left)) == []


CLAIMS = st.lists(
    st.sampled_from(
        "the train 14 sixteen not may will $5 May Monday 2029 Corrick Harnby was hurt in a no who 5G one".split()
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=25)
@given(CLAIMS)
def test_no_claim_differs_from_itself(words):
    assert compare(f"Brandt said [C {words}].", f"Later Brandt said [C {words}].") == []


@settings(max_examples=25)
@given(CLAIMS, CLAIMS)
def test_spans_hold_the_words_shown(one, other):
    a, b = (side(f"Brandt said [C {words}].", "2031-03-06", NAMES) for words in (one, other))
    for found in contrast.find(a, b):
        assert found.kind in contrast.KINDS
        assert a.text[slice(*found.a_span)] == found.a if found.a_span else found.a == ""
        assert b.text[slice(*found.b_span)] == found.b if found.b_span else found.b == ""


@settings(max_examples=25)
@given(CLAIMS, CLAIMS)
def test_an_alignment_loses_no_word(one, other):
    a, b = (alignment.words(text, [(0, len(text))]) for text in (one, other))
    laid = alignment.align(a, b)
    assert len(a) - len(laid.changed(0)) == len(b) - len(laid.changed(1))
    assert (laid.ratio == 1) == (not laid.changes)


def test_what_is_counted_otherwise_differs_in_nothing_else():
    one = "Brandt said [C in May the firm had $5 million and owed $3 million to 14 banks]."
    other = "[C In May the firm had $9 million and owed $8 million to 16 banks]."
    assert compare(one, other) == []


def test_figures_and_dates_without_an_equal_are_named():
    one = side("Brandt said [C the sirens had sounded within 14 minutes on 4 March].", "2031-03-06", NAMES)
    other = side("Brandt said [C on Tuesday the alarm was raised in four minutes by 2 men].", "2031-03-06", NAMES)
    found = contrast.unmatched(one, other)
    assert [[s.words(span) for span in spans] for s, spans in zip((one, other), found, strict=True)] == [
        ["14 minutes"],
        ["four minutes", "2"],
    ]
    assert contrast.unmatched(one, one) == ([], [])
