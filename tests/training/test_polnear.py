"""A made-up corpus in the repository's layout."""

import pytest

from analysis.errors import ClaimbookError
from analysis.training.polnear import attributions_of, convert

NAME = "the-gazette_2016-03-01_mayor-opens-bridge"
TEXT = "Mayor opens bridge.\r\n\r\n“It is done,” Ada Holm said, “at last.”\n"
STANDOFF = """\
T1\tContent 23 36;52 62\t“It is done,” “at last.”
T2\tSource 37 45\tAda Holm
T3\tCue 46 50\tsaid
T4\tAttribution 46 50\tsaid
E1\tAttribution:T4 Source:T2 Cue:T3 Content:T1
#1\tAnnotatorNotes E1\tnot sure
"""


@pytest.fixture
def corpus(tmp_path):
    for folder in ("text", "attributions"):
        (tmp_path / "data" / "train" / folder).mkdir(parents=True)
    (tmp_path / "data" / "train" / "text" / f"{NAME}.txt").write_bytes(TEXT.encode())
    for annotator in ("ab12", "0fff"):
        path = tmp_path / "data" / "train" / "attributions" / f"{NAME}_{annotator}.ann"
        path.write_text(STANDOFF, encoding="utf-8")
    return tmp_path


def test_a_record_for_each_annotator(corpus):
    first, second = convert(corpus)
    assert (first["annotator"], second["annotator"]) == ("0fff", "ab12")
    assert first["id"] == NAME
    assert (first["publisher"], first["date"], first["split"]) == ("the-gazette", "2016-03-01", "train")
    (found,) = first["attributions"]
    assert found["id"] == "E1"
    assert [first["text"][s:e] for s, e in found["source"]] == ["Ada Holm"]
    assert [first["text"][s:e] for s, e in found["cue"]] == ["said"]
    assert [first["text"][s:e] for s, e in found["content"]] == ["“It is done,”", "“at last.”"]


def test_the_first_annotator_alone(corpus):
    assert [r["annotator"] for r in convert(corpus, every_annotator=False)] == ["0fff"]


def test_numbered_roles_and_no_source():
    lines = "T1\tCue 9 13\tsaid\nT2\tContent 0 3\tone\nT3\tContent 4 7\ttwo\nE7\tAttribution:T1 Cue:T1 Content:T3 Content2:T2"
    assert attributions_of(lines) == [{"id": "E7", "source": [], "cue": [[9, 13]], "content": [[0, 3], [4, 7]]}]


def test_a_folder_that_is_not_polnear(tmp_path):
    with pytest.raises(ClaimbookError, match="give the folder of PolNeAR"):
        list(convert(tmp_path))


def test_a_missing_text(corpus):
    (corpus / "data" / "train" / "text" / f"{NAME}.txt").unlink()
    with pytest.raises(ClaimbookError, match="is missing"):
        list(convert(corpus))


def test_an_annotation_outside_its_text(corpus):
    (corpus / "data" / "train" / "text" / f"{NAME}.txt").write_text("Short.")
    with pytest.raises(ClaimbookError, match="E1 points outside its text"):
        list(convert(corpus))
