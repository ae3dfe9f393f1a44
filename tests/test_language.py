from pathlib import Path

import pytest

from analysis.errors import ClaimbookError
from analysis.language import check_english

GERMAN = "Der Hafen bleibt am Sonntag geschlossen, sagte die Bürgermeisterin, weil die Brücke noch nicht fertig ist. "
ENGLISH = "The port will be closed on Sunday, the mayor said, because the bridge is not ready. "


def test_english_passes_and_so_does_what_is_too_short_to_judge():
    check_english(Path("a.txt"), ENGLISH * 3)
    check_english(Path("a.txt"), GERMAN[:60])
    # Few of the commonest words: a model has to tell.
    check_english(
        Path("a.txt"), "Port closed Sunday. Mayor blames unfinished bridge repairs, costly steel, strikes. " * 3
    )


@pytest.mark.parametrize(
    "text",
    [
        GERMAN * 3,
        (GERMAN + ENGLISH) * 3,
        "La maire a dit que le port sera fermé dimanche, et on ne sait pas si la digue sera finie. ",
        "De haven is op zondag dicht, zei de burgemeester, want de brug over het water is in de winter nooit af. We are sure. ",
    ],
)
def test_another_language_is_refused_in_one_sentence(text):
    with pytest.raises(ClaimbookError, match=r"a\.txt: not English: .*; give an English text"):
        check_english(Path("a.txt"), text)


@pytest.mark.parametrize("text", ["0 1 2 3 4 5 6 7 8 9 ", "== -- ++ // "])
def test_a_text_without_words_is_said_to_have_none(text):
    with pytest.raises(ClaimbookError, match="no words of any language"):
        check_english(Path("a.txt"), text * 9)
