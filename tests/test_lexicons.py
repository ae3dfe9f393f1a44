"""Word lists: those that are shipped are sound, and a damaged one is one sentence."""

import shutil

import pytest

from analysis import lexicons, paths
from analysis.errors import ClaimbookError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the lexicons that a test may damage."""
    shutil.copytree(paths.LEXICONS, tmp_path / "lexicons")
    monkeypatch.setattr(paths, "LEXICONS", tmp_path / "lexicons")
    lexicons.read.cache_clear()
    yield tmp_path / "lexicons"
    lexicons.read.cache_clear()


def test_all_that_are_shipped_have_their_columns():
    assert {path.stem for path in paths.LEXICONS.glob("*.csv")} == set(lexicons.COLUMNS)
    for name, columns in lexicons.COLUMNS.items():
        assert tuple(lexicons.read(name).columns) == columns


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "could not be read"),
        (b"", "not a sound CSV file"),
        (b"# source: x\n", "not a sound CSV file"),
        (b"word,kind,value\n", "it holds no words"),
        (b"word;kind;value\none;number;1\n", "the column 'word' is missing"),
        (b"word,kind,value\none,number,1,2,3\ntwo,number,2\nthree,number,3,4,5,6\n", "numbers.csv: "),
        (b"word,kind,value\none,number,1,2\n", "its rows have more cells than there are columns"),
        (b"word,kind,value\n\xff\xfe,number,1\n", "not a sound CSV file in UTF-8"),
        (b"word,kind,value\none,number,many\n", "'many' in the column 'value' is no number"),
        (b"word,kind,value\n,number,1\n", "nothing in the column 'word'"),
        (b'word,kind,value\n"one,number,1\n', "numbers.csv: "),
    ],
)
def test_a_damaged_lexicon_is_one_sentence(folder, content, said):
    place = folder / "numbers.csv"
    place.unlink() if content is None else place.write_bytes(content)
    with pytest.raises(ClaimbookError) as refused:
        lexicons.read("numbers")
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{place}: ")
    assert str(refused.value).endswith("fetch the file again from the kit's repository, or undo your change to it")
    assert "\n" not in str(refused.value)


def test_a_lexicon_that_a_spreadsheet_saved_is_read(folder):
    place = folder / "numbers.csv"
    place.write_bytes(b"\xef\xbb\xbf" + place.read_bytes().replace(b"\n", b"\r\n"))
    assert lexicons.read("numbers")["word"].iloc[0] == "zero"
