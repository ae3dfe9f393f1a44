import pytest

from analysis.claims import modality


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("the train had not been inspected", True),
        ("the train hadn't been inspected", True),
        ("nobody was told", True),
        ("no train was late", True),
        ("the firm failed to pay", True),
        ("it never failed to pay", False),
        ("people who did not pay were fined", False),
        ("he made a pledge not to sue", False),
        ("if it does not rain, the line will open", False),
        ("if it rains, the line will not open", True),
        ("people tend not to say it", True),
        ("he was blamed for not paying", False),
        ("it rained, so the line will not open", False),
        ("the knot held", False),
        ("no more than 300 people came", False),
        ("the bridge will open no later than May", False),
        ("neither the mayor nor the town knew", True),
        ("nobody rang a siren, nobody knocked on a door", True),
    ],
)
def test_negation_of_the_main_proposition(text, negated):
    assert modality.is_negated(text) is negated


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the line will reopen", "will"),
        ("the line would reopen", "will"),
        ("it’ll reopen", "will"),
        ("they could not wait", "can"),
        ("they might wait", "may"),
        ("they have to wait", "must"),
        ("they ought to wait", "should"),
        ("it opened in May", None),
        ("the man who would be king slept", None),
        ("a will was found", "will"),
    ],
)
def test_modality_of_the_main_proposition(text, kind):
    assert modality.modality(text) == kind


def test_only_the_first_sentence_is_the_main_proposition():
    assert not modality.is_negated("It rained. It did not stop.")
    assert modality.modality("It rained. It may stop.") is None


@pytest.mark.parametrize(
    "text",
    [
        "it rained; they did not leave",
        "it rained too often - a mayor should not be late",
        "he was brave, and I hope I may not be late",
        "“It rained,” … “they must not leave”",
    ],
)
def test_what_a_second_clause_says_is_not_the_claim(text):
    assert (modality.is_negated(text), modality.modality(text)) == (False, None)


def test_a_modal_that_ends_in_to_is_the_main_verb():
    assert modality.modality("they ought to leave") == "should"


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("the port will open on Friday", True),
        ("the port won’t open on Friday", True),
        ("the port will have opened on Friday", True),
        ("the port might not open by Friday", True),
        ("the port should open by Friday", True),
        ("the port would have opened on Friday", False),
        ("the port may not have opened on Friday", False),
        ("the port could not be reached on Friday", False),
        ("the port opened on Friday", False),
    ],
)
def test_what_a_claim_says_of_days_to_come(text, ahead):
    assert modality.looks_ahead(text) is ahead
