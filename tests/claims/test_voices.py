import pytest

from analysis.claims import voices
from analysis.models.attribution import Attribution
from tests.claim_rows import place


def attribution(text, source, cue, content):
    return Attribution([place(text, source)] if source else [], [place(text, cue)], [place(text, content)], 0.9)


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Lee declined to comment on the letters.", "declined", "to comment on the letters"),
        ("Lee also declined to be named.", "also declined", "to be named"),
        ("Lee repeatedly refused requests for an interview.", "refused", "requests for an interview"),
        ("Lee, who asked not to be identified, left.", "asked", "not to be identified"),
        ("Lee did not immediately respond to a request for comment.", "did not immediately respond", "to a request for comment"),
    ],
)  # fmt: skip
def test_who_says_nothing_claims_nothing(text, cue, content):
    assert voices.hear(text, [attribution(text, "Lee", cue, content)]) == []


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Lee said that Kim declined to comment.", "said", "that Kim declined to comment"),
        ("Lee declined to rule out a strike.", "declined to rule out", "a strike"),
        ("Lee asked Kim to leave.", "asked", "Kim to leave"),
    ],
)
def test_who_says_something_does(text, cue, content):
    found = [attribution(text, "Lee", cue, content)]
    assert voices.hear(text, found) == found


def test_who_is_told_is_no_source():
    text = "About 1,200 residents were ordered to leave."
    (heard,) = voices.hear(text, [attribution(text, "About 1,200 residents", "were ordered", "to leave")])
    assert heard.source == []
    text = "Residents were told by Lee to leave."
    (heard,) = voices.hear(text, [attribution(text, "Lee", "were told", "to leave")])
    assert heard.source == [place(text, "Lee")]
    text = "Residents who were there said they were told to leave."
    (heard,) = voices.hear(text, [attribution(text, "Residents who were there", "said", "they were told to leave")])
    assert heard.source
