"""Escaping: the one way from text to HTML."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup
from markupsafe import escape as escape_html

STYLESHEET = Path(__file__).parents[1] / "template" / "fragment.css"
# Characters that a page would obey or swallow instead of showing them: controls but for line end and tab, direction marks and
# overrides, invisible characters, halves of surrogate pairs.
ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


class Fragment(str):
    """A piece of HTML that a notebook shows, made of escaped text, with its stylesheet and a plain text for a terminal."""

    __slots__ = ("content", "plain")
    content: Markup
    plain: str

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": str(self), "text/plain": self.plain}


def fragment(content: Markup, plain: str) -> Fragment:
    """Return `content` as something to show, wrapped so that its style applies and dollar signs are not read as maths."""
    made = Fragment(Markup('{}<div class="cb mathjax_ignore">{}</div>').format(style(), content))
    made.content, made.plain = content, plain
    return made


def empty(words: str) -> Fragment:
    """Return `words` that stand where there is nothing to show."""
    return fragment(tag("p", words, class_="cb-empty"), words)


@cache
def style() -> Markup:
    """Return the style element that each fragment carries; the report's template, which has its own, takes it out."""
    rules = STYLESHEET.read_text(encoding="utf-8").strip()
    return Markup("<style>{}</style>").format(Markup(rules))  # noqa: S704 (our own file)


def fill(pattern: str, *parts: object) -> Markup:
    r"""Return `pattern`, our own HTML, with `parts` in its places: those that are no HTML yet are escaped.

    Examples
    --------
    >>> fill("<b>{}</b> {}", "1 < 2", Markup("<br>"))
    Markup('<b>1 &lt; 2</b> <br>')
    """
    return Markup(pattern).format(*(part if isinstance(part, Markup) else escape(part) for part in parts))  # noqa: S704


def escape(text: object) -> Markup:
    r"""Return `text` for the inside of an element: escaped, its invisible and direction-changing characters made visible.

    Examples
    --------
    >>> escape("<b> & \u202e")
    Markup('&lt;b&gt; &amp; <span class="cb-odd">U+202E</span>')
    """
    words = str(text)
    pieces, last = [], 0
    for match in ODD.finditer(words):
        pieces += [
            escape_html(words[last : match.start()]),
            Markup('<span class="cb-odd">{}</span>').format(_code(match)),
        ]
        last = match.end()
    return Markup("").join([*pieces, escape_html(words[last:])])


def attribute(text: object) -> str:
    r"""Return `text` for an attribute, on one line, with the same characters written as their codes.

    Examples
    --------
    >>> attribute("one\ntwo\u202e")
    'one twoU+202E'
    """
    return " ".join(ODD.sub(_code, str(text)).split())


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """Return an element; what is not `Markup` already is escaped, an attribute that is none is left out.

    ``class_`` and ``for_`` stand for the attributes that are words of Python; ``data_label`` becomes ``data-label``.

    Examples
    --------
    >>> tag("td", "a < b", class_="cb-number", lang=None)
    Markup('<td class="cb-number">a &lt; b</td>')
    """
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), attribute(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(child if isinstance(child, Markup) else escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inside)


def slug(text: str) -> str:
    """Return `text` as part of an element's id, the same for the same text: letters and digits, others by their codes.

    Examples
    --------
    >>> slug("a report"), slug("a_report"), slug("3f9c-2")
    ('a_20_report', 'a_5f_report', '3f9c-2')
    """
    kept = (c if c == "-" or (c.isascii() and c.isalnum()) else f"_{ord(c):x}_" for c in text)
    return "".join(kept)


def _code(character: "re.Match[str]") -> str:
    return f"U+{ord(character.group()):04X}"
