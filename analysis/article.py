"""From a file to an `Article`: its text as it came, and what is known of where it came from."""

import datetime as dt
import errno
import hashlib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis import language, webpage
from analysis.errors import ClaimbookError

Span = tuple[int, int]
"""``[start, end)`` in code points of an article's text."""

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm"})
MOST_BYTES = 1_000_000
_HALVES = re.compile("[\ud800-\udfff]")
FIELDS = ("title", "outlet", "published", "url", "note")
LINE = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True)
class Article:
    r"""One news article.

    Attributes
    ----------
    id
        The stem of the file's name, unique in a folder.
    text
        Decoded, with ``\n`` for line ends, otherwise as it came, the headline included.  All spans point into it.
    title, title_span
        The headline, and where it stands in `text`; the span is none where the headline is not part of the text.
    outlet, published, url, note
        From the page's metadata or from the sidecar ``NAME.toml``; none where unknown.
    path, sha256
        The file, and the hash of `text` in UTF-8.
    """

    id: str
    text: str
    title: str
    title_span: Span | None
    outlet: str | None
    published: dt.date | None
    url: str | None
    note: str | None
    path: Path
    sha256: str


def load(path: Path | str) -> Article:
    """Read the article in `path`: plain text, Markdown (kept as it is) or a saved web page.

    Raises
    ------
    ClaimbookError
        For a file that is missing, empty, binary, over 1 MB, not English, or whose sidecar is not sound.
    TypeError
        For what is no path.

    Examples
    --------
    >>> from analysis import paths
    >>> load(paths.ROOT / "tests/fixtures/articles/harbour.txt").title
    'Harbour Bridge to Close for Repairs'
    """
    path = as_path(path)
    if not _is_sound(path.name):
        raise ClaimbookError(f"{_printable(path)}: its name is not UTF-8; rename the file")
    if path.suffix.lower() not in SUFFIXES:
        raise ClaimbookError(f"{path}: not an article's file type; give a .txt, .md, .html or .htm file")
    data = _read_bytes(path)
    if path.suffix.lower() in {".html", ".htm"}:
        text, known = webpage.read(path, data)
    else:
        text, known = _decode(path, data), {}
    return from_text(path.stem, text, known | _read_sidecar(path.with_suffix(".toml")), path)


def as_path(place: object) -> Path:
    """Return `place` as a path.

    Raises
    ------
    TypeError
        For what cannot be one.
    ClaimbookError
        For a name that no file can have.

    Examples
    --------
    >>> as_path(123)
    Traceback (most recent call last):
    TypeError: a path to an article or a folder is needed, not int
    """
    if not isinstance(place, (str, os.PathLike)):
        raise TypeError(f"a path to an article or a folder is needed, not {type(place).__name__}")
    path = Path(place)
    try:
        os.lstat(path)
    except ValueError:
        raise ClaimbookError(f"{str(path)!a}: no file can have this name; check it") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ClaimbookError(f"{str(path)[:40]!r} …: too long for the name of a file; check it") from None
    return path


def from_text(name: str, text: str, known: dict[str, str] | None = None, path: Path | None = None) -> Article:
    r"""Return the article `name` made of `text` and what is `known` of it (the fields of a sidecar, all strings).

    Raises
    ------
    ClaimbookError
        Where there is no text, or it is not English; `path` (without one, `name`) is what the message names.

    Examples
    --------
    >>> from_text("a1", "Bridge closed\n\nThe bridge is closed.", {"outlet": "The Gazette"}).title
    'Bridge closed'
    """
    known, path = known or {}, path or Path(name)
    text = whole(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise ClaimbookError(f"{path}: there is no text in it; put the article's text into the file")
    language.check_english(path, text)
    title, title_span = _find_title(text, known.get("title"))
    published = known.get("published")
    return Article(
        id=name,
        text=text,
        title=title,
        title_span=title_span,
        outlet=known.get("outlet"),
        published=dt.date.fromisoformat(published) if published else None,
        url=known.get("url"),
        note=known.get("note"),
        path=path,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def whole(text: str) -> str:
    r"""Return `text` with the sign for what could not be read, U+FFFD, in place of halves of surrogate pairs: damaged Unicode.

    >>> whole("a \ud800 b") == "a \ufffd b"
    True
    """
    return _HALVES.sub("\ufffd", text)


def find(places: list[Path]) -> list[Path]:
    """Return the article files at `places`: a file stands for itself, a folder for all the articles in it, by name.

    A file called README, one that begins with a dot, and one of another type is no article of a folder's.

    Raises
    ------
    ClaimbookError
        For a place that does not exist, a folder without articles, or two files of one name (their id would be the same).
    ValueError
        Without any place.
    """
    if not places:
        raise ValueError("no place was given to look for articles; give an article or a folder of them")
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = sorted(p for p in place.iterdir() if is_article(p))
            if not inside:
                raise ClaimbookError(f"{place}: no articles in this folder; put a .txt, .md or .html file there")
            found += inside
        elif place.exists():
            found.append(place)
        else:
            raise ClaimbookError(f"{place}: there is no such file or folder; check the name")
    by_id: dict[str, Path] = {}
    for path in found:
        other = by_id.setdefault(path.stem, path)
        if other != path:
            raise ClaimbookError(f"{path}: has the same name as {other}; rename one, since names tell articles apart")
    return list(by_id.values())


def paragraphs(text: str) -> list[Span]:
    r"""Return the spans of the lines that are not blank, without the white space around them.

    Examples
    --------
    >>> paragraphs("Title\n\n  One line. \n")
    [(0, 5), (9, 18)]
    """
    spans = []
    for line in LINE.finditer(text):
        words = line.group()
        start = line.start() + len(words) - len(words.lstrip())
        spans.append((start, start + len(words.strip())))
    return spans


def _printable(path: Path) -> str:
    """Return a path that can be printed, whatever bytes are in it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_sound(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_article(path: Path) -> bool:
    """Tell whether a folder's file is one of its articles (see `find`)."""
    return (
        path.is_file()
        and path.suffix.lower() in SUFFIXES
        and path.stem.upper() != "README"
        and not path.name.startswith(".")
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise ClaimbookError(f"{path}: not a file; give a file with the article's text")
        if path.stat().st_size > MOST_BYTES:
            raise ClaimbookError(
                f"{path}: larger than 1 MB; this kit reads one article a file, so split it or cut it down"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ClaimbookError(
            f"{path}: could not be read ({error.strerror}); check the name and its permissions"
        ) from None
    if not data.strip():
        raise ClaimbookError(f"{path}: the file is empty; put the article's text into it or remove it")
    return data


def _decode(path: Path, data: bytes) -> str:
    """Return the text of `data`: UTF-8 and UTF-16 by their marks, UTF-8 where it is valid, else what charset-normalizer finds."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return _reject_binary(path, data.decode(encoding))
            except UnicodeDecodeError:
                raise ClaimbookError(f"{path}: damaged {encoding[:6]} text; save it again as UTF-8") from None
    try:
        return _reject_binary(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp1252", "utf_16_le", "utf_16_be", "mac_roman"]).best()
    if best is None:
        raise ClaimbookError(f"{path}: not a text file, or in an encoding that could not be told; save it as UTF-8")
    return _reject_binary(path, str(best))


def _reject_binary(path: Path, text: str) -> str:
    if "\0" in text:
        raise ClaimbookError(f"{path}: a binary file, not text; save the article as plain text or HTML")
    return text


def _read_sidecar(path: Path) -> dict[str, str]:
    """Return what ``NAME.toml`` says, every value a string; nothing where there is no such file."""
    try:
        if not path.is_file():
            return {}
        # Some editors put a mark before the text.
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            # The article's own name is as long as one can be, so there is no such sidecar.
            return {}
        raise ClaimbookError(
            f"{path}: could not be read ({error.strerror}); check its name and its permissions"
        ) from None
    except RecursionError:
        raise ClaimbookError(f"{path}: not sound TOML (nested too deeply); correct it or remove it") from None
    except ValueError as error:
        raise ClaimbookError(f"{path}: not sound TOML ({error}); correct it or remove it") from None
    unknown = sorted(set(table) - set(FIELDS))
    if unknown:
        raise ClaimbookError(f"{path}: {unknown[0]!r} is not a field of a sidecar; use {', '.join(FIELDS)}")
    for key, value in table.items():
        kinds = (dt.date, str) if key == "published" else (str,)
        if not isinstance(value, kinds):
            raise ClaimbookError(
                f"{path}: {key!r} must be {'a date, as 2019-06-06' if key == 'published' else 'text in quotes'}"
            )
    known = {key: str(value).strip() for key, value in table.items() if str(value).strip()}
    if "published" in known:
        try:
            known["published"] = dt.date.fromisoformat(known["published"][:10]).isoformat()
        except ValueError:
            raise ClaimbookError(f"{path}: 'published' is not a date; write it as 2019-06-06") from None
    return known


def _find_title(text: str, title: str | None) -> tuple[str, Span | None]:
    """Return the headline and its span: the given one where it stands in the text, else the first line."""
    if title:
        start = text.find(title)
        return title, (start, start + len(title)) if start >= 0 else None
    start, end = paragraphs(text)[0]
    words = text[start:end].lstrip("# ")
    return words, (end - len(words), end)
