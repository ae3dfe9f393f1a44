"""Reading: any file becomes an article or one clear sentence."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from analysis import ClaimbookError, article, corpus, read_all, webpage

TEXT = (
    "The minister said the bridge is safe.\nNobody at the port believed him, and the union called for a new report.\n"
)


def write(folder: Path, data: bytes | str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding_gives_the_same_text(tmp_path, encoding):
    text = TEXT + "“We’re at the café,” said Zoë – naïve as ever. She expected the council to pay £40 for it.\n"
    read = article.load(write(tmp_path, text.encode(encoding)))
    assert read.text == text
    assert read.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_line_ends_become_one_kind_and_nothing_else_changes(tmp_path):
    assert article.load(write(tmp_path, TEXT.replace("\n", "\r\n"))).text == TEXT
    assert article.load(write(tmp_path, TEXT.replace("\n", "\r"))).text == TEXT
    assert article.load(write(tmp_path, "\n  " + TEXT)).text == "\n  " + TEXT


def test_the_first_line_is_the_headline_and_stands_in_the_text(tmp_path):
    read = article.load(write(tmp_path, "\n## The headline  \n" + TEXT, "a.md"))
    assert read.title == "The headline"
    assert read.text[slice(*read.title_span)] == "The headline"


def test_a_sidecar_wins_and_its_headline_need_not_stand_in_the_text(tmp_path):
    write(
        tmp_path, 'title = "Other"\noutlet = "The Daily"\npublished = 2019-06-06\nurl = "https://a.example"', "a.toml"
    )
    read = article.load(write(tmp_path, TEXT))
    assert (read.title, read.title_span, read.outlet, read.url) == ("Other", None, "The Daily", "https://a.example")
    assert read.published == dt.date(2019, 6, 6)
    assert read.note is None


def test_a_page_laid_out_in_tables_is_read_without_the_tables_of_data_in_it(tmp_path):
    words = [f"The mayor said on day {day} that the ferry will run, and the council agreed." for day in range(250)]
    cells = "".join(f"<tr><td>{day}</td><td>Northmoor</td></tr>" for day in range(2000))
    rows = "".join(f"<tr><td>{said}</td></tr>" for said in words)
    page = f"<html><body><table><tr><td><table>{rows}</table><table>{cells}</table></td></tr></table>"
    assert article.load(write(tmp_path, page, "a.html")).text.splitlines() == words
    # Else trafilatura walks through all of its cells, for minutes.
    [cut] = html.fromstring(page).xpath(webpage.DATA_TABLES)
    assert len(cut.findall(".//td")) == 4000


def test_a_saved_page_gives_article_headline_outlet_and_date_without_the_menu(tmp_path):
    paragraphs = "".join(f"<p>{line} {line}</p>" for line in TEXT.splitlines())
    page = (
        "<html><head><title>Bridge is safe | The Daily</title><meta property='og:title' content='Bridge is safe'>"
        "<meta property='og:site_name' content='The Daily'><meta property='article:published_time' content='2020-03-04'>"
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>Bridge is safe</h1>{paragraphs}</article></body></html>"
    )
    read = article.load(write(tmp_path, page, "a.html"))
    assert (read.title, read.outlet, read.published) == ("Bridge is safe", "The Daily", dt.date(2020, 3, 4))
    assert read.text.startswith("Bridge is safe\nThe minister said")
    assert "Home" not in read.text
    assert read.text[slice(*read.title_span)] == read.title


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "the file is empty"),
        (b" \n \n", "a.txt", "the file is empty"),
        ("\ufeff\u00a0\n".encode(), "a.txt", "there is no text in it"),
        (b"\x89PNG\0\0\0\1" + bytes(range(256)) * 9, "a.txt", "a.txt"),
        (TEXT.encode() + b"\0\1\2", "a.txt", "binary"),
        (b"x" * 1_000_001, "a.txt", "larger than 1 MB"),
        (b"\xff\xfea", "a.txt", "damaged utf-16"),
        (
            "Der Minister sagte, die Brücke sei sicher, aber niemand am Hafen glaubte ihm. " * 3,
            "a.txt",
            "not English: py3langid",
        ),
        (TEXT, "a.docx", "not an article's file type"),
        ("<html><body></body></html>", "a.html", "no article was found"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_that_names_the_file(tmp_path, data, name, says):
    path = write(tmp_path, data, name)
    with pytest.raises(ClaimbookError, match=says) as error:
        article.load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("sidecar", "says"),
    [
        ("title = ", "not sound TOML"),
        ('headline = "x"', "'headline' is not a field"),
        ("title = 3", "'title' must be text"),
        ('published = "last June"', "not a date"),
    ],
)
def test_an_unsound_sidecar_is_named(tmp_path, sidecar, says):
    write(tmp_path, sidecar, "a.toml")
    with pytest.raises(ClaimbookError, match=says) as error:
        article.load(write(tmp_path, TEXT))
    assert "a.toml" in str(error.value)


def test_one_bad_file_stops_none_of_the_others_and_a_readme_is_no_article(tmp_path):
    write(tmp_path, TEXT, "good.txt")
    write(tmp_path, b"", "empty.txt")
    write(tmp_path, TEXT, "README.md")
    coverage = read_all(tmp_path)
    assert [story.article.id for story in coverage] == ["good"]
    assert ["empty.txt" in str(failure) for failure in coverage.failures] == [True]


def test_places_without_articles_and_names_used_twice_are_refused(tmp_path):
    with pytest.raises(ClaimbookError, match="no articles in this folder"):
        article.find([tmp_path])
    with pytest.raises(ClaimbookError, match="no such file"):
        article.find([tmp_path / "gone"])
    twice = [write(tmp_path, TEXT, "a.txt"), write(tmp_path, TEXT, "a.md")]
    with pytest.raises(ClaimbookError, match="same name"):
        article.find(twice)


@pytest.mark.parametrize(
    ("name", "says"), [("a" * 5000, "too long"), ("\ud800.txt", "no file can"), ("a\0.txt", "no file can")]
)
def test_a_name_that_no_file_can_have_is_one_sentence(tmp_path, name, says):
    for use in (read_all, article.load, lambda place: corpus.build(place, tmp_path / "out", workers=0)):
        with pytest.raises(ClaimbookError, match=says) as error:
            use(name)
        assert len(str(error.value)) < 200


def test_the_seed_article_is_byte_for_byte_the_one_that_was_given(seed):
    digest = hashlib.sha256(seed.path.read_bytes()).hexdigest()
    assert digest.startswith(hashlib.sha256(seed.text.encode()).hexdigest())
    assert len(article.paragraphs(seed.text)) == 15
    assert seed.outlet is None
    assert seed.published is None
    assert "not under this project's licence" in seed.note


def test_no_day_of_publication_is_guessed(tmp_path):
    paragraphs = "<p>The bridge over the Orr was closed on Monday, the council said.</p>" * 9
    rows = "".join(f"<tr><td>1995</td><td>{number}</td></tr>" for number in range(99))
    page = f"<html><body><article><h1>Bridge</h1>{paragraphs}</article><table>{rows}</table><p>1 May 1995</p></body></html>"
    assert article.load(write(tmp_path, page, "a.html")).published is None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_an_article_or_a_clear_error(tmp_path, data):
    path = write(tmp_path, data)
    try:
        read = article.load(path)
    except ClaimbookError as error:
        said = str(error)
    else:
        assert read.text.strip()
        assert read.title_span is not None
        return
    assert said.startswith(f"{path}: ")


@given(st.text())
def test_paragraphs_hold_all_that_is_not_white_space(text):
    spans = article.paragraphs(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


def test_a_sidecar_with_a_mark_before_it_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("Fire\n\nThe mill burned.")
    (tmp_path / "a.toml").write_text('outlet = "The Tide"', encoding="utf-8-sig")
    assert article.load(tmp_path / "a.txt").outlet == "The Tide"


def test_a_name_too_long_for_a_sidecar_has_none(tmp_path):
    place = tmp_path / f"{'x' * 251}.txt"
    place.write_text("Fire\n\nThe mill burned.")
    assert article.load(place).outlet is None
