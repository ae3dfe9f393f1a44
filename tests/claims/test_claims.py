import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import article, claims, layers, read
from analysis.entities import MENTION_COLUMNS
from analysis.models.attribution import Attribution
from tests.claims.claim_texts import row
from tests.conftest import FIXTURES


@pytest.fixture(scope="module")
def story():
    return read(FIXTURES / "coverage/northmoor.txt")


def test_columns_are_those_of_the_layer(story):
    assert list(story.claims.columns) == claims.COLUMNS
    assert set(claims.COLUMNS) == set(layers.LAYERS["claims"])
    again = layers.decode("claims", layers.encode("claims", story.claims))
    assert again["claim"].tolist() == story.claims["claim"].tolist()
    assert again["content_spans"].tolist() == story.claims["content_spans"].tolist()


def test_every_word_shown_stands_where_it_is_said_to(story):
    text = story.article.text
    for r in story.claims.itertuples():
        assert r.content == " … ".join(text[s:e] for s, e in r.content_spans)
        assert all(text[s:e] == word for s, e, word in r.certainty_words)
        assert r.start == min(s for s, _ in (*r.source_spans, *r.content_spans, *([r.cue_span] if r.cue_span else [])))
        for found in (*r.quantities, *r.dates):
            assert any(s <= found["start"] < found["end"] <= e for s, e in r.content_spans)
        start, end = story.sentences.loc[r.sentence, ["start", "end"]]
        assert start <= r.content_spans[0][0] < end


def test_who_says_what_how_firmly(story):
    table = story.claims.set_index("cue")
    denied = table.loc["denied"]
    assert (denied["source_entity"], denied["source_kind"], denied["certainty"]) == ("Ilsa Brandt", "person", "denied")
    reported = story.claims[story.claims["kind"] == "reported"]
    hurt = reported[reported["content"].str.contains("Fourteen")].iloc[0]
    assert (hurt["source_entity"], hurt["via"][:11]) == ("Veldane Rail", "a statement")
    assert [q["low"] for q in hurt["quantities"]] == [14]
    stated = story.claims[story.claims["kind"] == "stated"]
    assert stated["source"].isna().all()
    assert stated["confidence"].isna().all()


def test_ids_are_unique_and_stay_when_another_claim_is_added(story):
    assert story.claims["claim"].is_unique
    assert claims.identify(["It rained.", "It snowed.", "it rained"]) == [
        *claims.identify(["It rained."]),
        *claims.identify(["It snowed."]),
        claims.identify(["It rained."])[0] + "-2",
    ]


def test_quotation_act_and_modality_of_one_claim():
    _, found = row("[C “The line may not reopen,”] [S Ann Lee, a baker,] [Q feared].", names=[("Ann Lee", "PERSON")])
    shown = {
        key: found[key]
        for key in ("kind", "source_entity", "source_kind", "quotation", "act", "certainty", "negated", "modality")
    }
    assert shown == {
        "kind": "reported",
        "source_entity": "Ann Lee",
        "source_kind": "person",
        "quotation": "direct",
        "act": "attitude",
        "certainty": "hedged",
        "negated": True,
        "modality": "may",
    }


def test_a_possessive_before_the_source_is_not_the_source():
    _, found = row("[S Veldane Rail's chief] [Q said] [C it rained].", names=[("Veldane Rail", "ORG")])
    assert found["source_entity"] != found["source_entity"]  # missing
    assert found["source_kind"] == "person"


def test_the_name_beside_a_description_says_whom_it_means():
    text = "The presumptive nominee, Ann Lee, said it rained."
    rows = [
        ("n", 0, 23, "The presumptive nominee", "PERSON", "nominal", "Bo Kim"),
        ("n", 25, 32, "Ann Lee", "PERSON", "name", "Ann Lee"),
    ]
    mentions = pd.DataFrame([(*r, "", "found") for r in rows], columns=MENTION_COLUMNS)
    item = Attribution([(0, 33)], [(34, 38)], [(39, 48)], 0.9)
    (found,) = claims.assemble(article.from_text("n", text), mentions, [item]).to_dict("records")
    assert found["source_entity"] == "Ann Lee"


def test_a_claim_within_a_claim():
    text = "Lee said that Orr denied that it rained."
    spans = {"Lee said": ((0, 3), (4, 8), (9, 39)), "Orr denied": ((14, 17), (18, 24), (25, 39))}
    import pandas as pd

    from analysis import article
    from analysis.entities import MENTION_COLUMNS
    from analysis.models.attribution import Attribution

    found = [Attribution([s], [q], [c], 0.9) for s, q, c in spans.values()]
    table = claims.assemble(article.from_text("note", text), pd.DataFrame([], columns=MENTION_COLUMNS), found)
    table["claim"] = claims.identify(table["content"].tolist())
    assert claims.nest(table) == [None, table["claim"][0]]


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["rain", "fell", "on", "Monday", "not", "may", "5", "“", "”", "…", "don't"]),
        min_size=1,
        max_size=10,
    )
)
def test_any_content_makes_a_row(words):
    content = " ".join(words)
    _text, found = row(f"Lee [Q said] [C {content}] then.")
    assert found["content"] == content
    assert found["quotation"] in {"direct", "mixed", "indirect"}
    assert found["kind"] == "reported"


STANCES = ["entity", "start", "end", "negative", "neutral", "positive"]


def test_of_several_mentions_in_a_sentence_less_is_asked():
    rows = [("Lee", 0, 3, 0.1, 0.05, 0.85), ("Lee", 20, 23, 0.1, 0.05, 0.85), ("Lee", 60, 63, 0.1, 0.05, 0.85)]
    table = pd.DataFrame(rows, columns=STANCES)
    assert claims.stances.find([[(15, 30)], [(55, 70)]], table, [(0, 40), (41, 80)]) == [{"Lee": "positive"}, {}]


@pytest.mark.parametrize(
    ("reported", "expected"), [([True, True], [{}, {}]), ([True, False], [{"Lee": "negative"}] * 2)]
)
def test_whose_side_it_is_cannot_be_told_of_two_that_speak_of_somebody_in_one_sentence(reported, expected):
    rows = [("Lee", 0, 3, 0.95, 0.03, 0.02), ("Lee", 20, 23, 0.95, 0.03, 0.02)]
    table = pd.DataFrame(rows, columns=STANCES)
    assert claims.stances.find([[(0, 10)], [(15, 30)]], table, [(0, 40)], reported) == expected
