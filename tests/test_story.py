"""`Story` and `Coverage`: layers on demand, corrections laid over them, both at home in a notebook."""

import numpy as np
import pandas as pd
import pytest

from analysis import ClaimbookError, Coverage, Story, exports, paths, read, read_all
from analysis.comparison import group
from analysis.models import attribution, stance
from tests.conftest import FIXTURES

HARBOUR = FIXTURES / "articles/harbour.txt"
LAYERS = ("tokens", "sentences", "mentions", "entities", "tone", "stance", "claims", "relations")


@pytest.fixture(scope="module")
def story():
    return read(HARBOUR)


def test_every_layer_leads_back_to_the_article(story):
    for layer in LAYERS[:-1]:
        table = getattr(story, layer)
        assert isinstance(table, pd.DataFrame)
        assert set(table["article"]) == {"harbour"}
        if "text" in table:
            assert all(story.article.text[row.start : row.end] == row.text for row in table.itertuples())


def test_a_layer_is_computed_once(story):
    assert all(getattr(story, layer) is getattr(story, layer) for layer in LAYERS)


def test_tab_completion_finds_the_layers_and_help_has_words_for_them(story):
    assert set(LAYERS) <= set(dir(story))
    assert all(getattr(Story, layer).__doc__ for layer in LAYERS)
    assert all(getattr(Coverage, layer).__doc__ for layer in ("relations", "groups", "wording", "differences"))


def test_who_says_what_in_an_invented_article(story):
    reported = story.claims[story.claims["kind"] == "reported"]
    said = dict(zip(reported["content"], reported["source_entity"], strict=True))
    by = {
        words: next((who for content, who in said.items() if words in content), None)
        for words in ("winter", "been asked", "twice")
    }
    assert by == {"winter": "Lena Marsh", "been asked": "Tom Okafor", "twice": "Lena Marsh"}


def test_a_correction_is_laid_over_mentions_and_claims_and_survives_a_rerun(tmp_path, monkeypatch):
    from analysis import corrections

    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path))
    place = corrections.write(read(HARBOUR))
    sheet = exports.load(place.read_bytes(), "csv")
    row = sheet.index[(sheet["layer"] == "mention") & (sheet["words"] == "Lena Marsh")][0]
    sheet.loc[row, ["action", "value"]] = ["rename", "Magdalena Marsh"]
    place.write_bytes(exports.dump(sheet, "csv"))

    story = read(HARBOUR)
    assert "Magdalena Marsh" in set(story.entities["entity"])
    assert "Magdalena Marsh" in set(story.claims["source_entity"].dropna())
    assert "edited" in set(story.mentions["origin"])
    assert story.unplaced.empty


def test_a_coverage_is_a_sequence_of_stories_by_place_or_by_name():
    coverage = read_all([HARBOUR])
    assert (len(coverage), [story.article.id for story in coverage]) == (1, ["harbour"])
    assert coverage[0] is coverage["harbour"]
    assert repr(coverage) == "Coverage(1 story)"
    with pytest.raises(KeyError, match="no article 'port'"):
        coverage["port"]


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("", [paths.ROOT / "seeds"]),
        (f"{HARBOUR}\n{FIXTURES / 'coverage'}\n", [HARBOUR, FIXTURES / "coverage"]),
        (f"{HARBOUR}\u2028", [HARBOUR.with_name("harbour.txt\u2028")]),
    ],
)
def test_the_environment_may_name_several_places_one_a_line(monkeypatch, said, places):
    monkeypatch.setenv("CLAIMBOOK_SEEDS", said)
    assert paths.seeds() == places


def test_both_show_themselves_without_letting_the_article_speak_html():
    from analysis import article

    hostile = Story(article.from_text("x", "<script>alert(1)</script> said the <b>minister</b>."))
    for shown in (hostile._repr_html_(), Coverage([hostile])._repr_html_()):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


def test_one_claim_is_shown_in_its_sentence(story):
    claim = story.claims.loc[story.claims["cue"] == "denied", "claim"].iloc[0]
    shown = str(story.show(claim).content)
    assert "Tom Okafor" in shown
    assert "been asked" in shown
    assert "another winter" not in shown


@pytest.mark.parametrize(
    ("do", "error", "said"),
    [
        (lambda: read(None), TypeError, "a path to an article or a folder is needed, not NoneType"),
        (lambda: read(123), TypeError, "not int"),
        (lambda: read_all(123), TypeError, "read_all needs a path or several, not int"),
        (lambda: read_all([None]), TypeError, "not NoneType"),
        (lambda: read_all([]), ValueError, "no place was given"),
        (lambda: read(HARBOUR).show("nope"), ClaimbookError, "harbour: has no claim 'nope'"),
        (lambda: read(HARBOUR).show(None), TypeError, "show needs a claim's id"),
        (lambda: read(HARBOUR).find(""), ValueError, "find needs words to look for"),
        (lambda: read(HARBOUR).find(None), TypeError, "find needs words to look for, not NoneType"),
        (lambda: read_all([HARBOUR])["nope"], KeyError, "no article 'nope'; there are harbour"),
        (lambda: read_all([HARBOUR])[1], IndexError, "no story 1; there are 1, counted from 0"),
        (lambda: read_all([HARBOUR])[1.5], TypeError, "by its place or its article's id, not by float"),
        (lambda: group("one string"), TypeError, "put a single one into a list"),
        (lambda: group([None]), TypeError, "group needs several texts"),
        (lambda: attribution.extract(None), TypeError, "extract needs the text itself, not NoneType"),
        (lambda: attribution.extract("Text.", 7), ValueError, "a probability, from 0 to 1, not 7"),
        (lambda: stance.score(None, []), TypeError, "score needs the text itself"),
        (lambda: stance.score("Some text.", [(0.5, 2)]), TypeError, "a pair of whole numbers"),
        (lambda: stance.score("Some text.", [3]), TypeError, "a pair of whole numbers"),
        (lambda: stance.score("Some text.", [(0, 2, 3)]), TypeError, "a pair of whole numbers"),
        (lambda: stance.score("Some text.", ["ab"]), TypeError, "a pair of whole numbers"),
        (lambda: stance.score("Some text.", [(2, 99)]), ValueError, "does not lie in a text of 10 characters"),
    ],
)
def test_what_is_of_the_wrong_type_is_one_sentence(do, error, said):
    with pytest.raises(error) as refused:
        do()
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_numbers_of_numpy_are_numbers():
    assert read_all([HARBOUR])[np.int64(0)].article.id == "harbour"
    assert stance.score("Critics slammed the mayor.", np.array([[16, 25]])).shape == (1, 3)
