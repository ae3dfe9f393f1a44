"""Claims: their table, and one of them in its sentence."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.comparison import sides
from analysis.errors import ClaimbookError
from analysis.pages.articles import Anchor, anchors, annotate_part, is_doubtful, reference
from analysis.pages.markup import Fragment, escape, fill, fragment, tag
from analysis.pages.stories import each, title
from analysis.pages.tables import NONE, count, scroll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.article import Span
    from analysis.story import Coverage, Story

EDITED = "edited by a person"
CERTAINTIES = {"asserted": "●", "hedged": "○", "alleged": "▲", "denied": "✕", "promised": "■", "asked": "◇"}
PLURAL = frozenset({"day", "hectare", "kilogram", "litre", "metre", "month", "second", "square metre", "watt"})
STANCES = {"positive": ("▲", "favourable to"), "negative": ("▼", "unfavourable to"), "neutral": ("•", "neutral to")}


def claims(stories: "Story | Coverage | Iterable[Story]", *, kind: str | None = None) -> Fragment:
    """Return the claims of each story as a table, one row a claim; a row's number leads back to its place in the text.

    With `kind` ``reported`` or ``stated``, only those.
    """
    several = each(stories)
    names = anchors(several)
    parts, total = [], 0
    for story in several:
        rows = story.claims if kind is None else story.claims[story.claims["kind"] == kind]
        total += len(rows)
        if len(several) > 1:
            parts.append(tag("h3", title(story)))
        parts.append(_table(rows, story, {c: a for (article, c), a in names.items() if article == story.article.id}))
    return fragment(Markup("").join(parts), count(total, "claim"))


def one_claim(story: "Story", claim: str) -> Fragment:
    """Return a single claim: its row, and its sentences with its words marked.

    Raises
    ------
    ClaimbookError
        Where the story has no claim of this id.
    """
    rows = story.claims[story.claims["claim"] == claim]
    if rows.empty:
        raise ClaimbookError(f"{story.article.id}: has no claim {claim!r}; story.claims['claim'] lists them")
    name = anchors([story])[story.article.id, claim]
    sentences = story.sentences
    first, last = int(rows["start"].iloc[0]), int(rows["end"].iloc[0])
    around = sentences[(sentences["start"] < last) & (first < sentences["end"])]
    start, end = int(around["start"].min()), int(around["end"].max())
    whole = (min(start, first), max(end, last))
    shown = tag("div", tag("p", annotate_part(story.article, whole, rows)), class_="cb-article")
    [row] = rows.to_dict("records")
    sentences_said, content = (" ".join(words.split()) for words in (story.article.text[slice(*whole)], row["content"]))
    said = f"{sentences_said}\n  {claim_words(row)}: {content}"
    return fragment(shown + _table(rows, story, {claim: name}), said)


def claim_words(row: dict[str, Any]) -> str:
    """Return whom a claim comes from: the entity, else the source's words, else the writer."""
    return "the writer" if row["kind"] == "stated" else whom(row)


def whom(row: dict[str, Any]) -> str:
    """Return whom a reported claim comes from: the entity, else the source's words."""
    return known(row, "source_entity") or known(row, "source") or "a source left open"


def through(row: dict[str, Any]) -> str:
    """Return what a claim came through, and whose it was where the words do not say so: ``the statement (MTS)``."""
    via, owner = known(row, "via") or "", known(row, "via_entity")
    return f"{via} ({owner})" if owner and owner not in via and owner != known(row, "source_entity") else via


def known(row: dict[str, Any], column: str) -> str | None:
    """Return the text in a row's column, none where it is missing."""
    value = row.get(column)
    return value if isinstance(value, str) and value else None


def certainty(row: dict[str, Any]) -> Markup:
    """Return a claim's certainty as a sign and a word, with the words of the text that say so."""
    name = row.get("certainty")
    if not isinstance(name, str):
        return NONE
    words = [str(word[-1]) for word in row.get("certainty_words") or []]
    badge = tag("span", f"{CERTAINTIES.get(name, '')} {name}", class_="cb-badge")
    return fill("{} {}", badge, f"“{'”, “'.join(words)}”") if words else badge


def _table(rows: pd.DataFrame, story: "Story", names: dict[str, Anchor]) -> Markup:
    if rows.empty:
        return tag("p", "None was found.", class_="cb-empty")
    heads = ["No.", "Who", "How it is said", "What is claimed", "How firmly", "How sure"]
    head = tag("tr", *(tag("th", words, scope="col") for words in heads))
    edited = _edited_mentions(story)
    body = []
    for row in rows.to_dict("records"):
        anchor = names[row["claim"]]
        who = _who(row)
        if any(start < last and first < end for start, end in row["source_spans"] for first, last in edited):
            who = fill("{} {}", who, tag("span", EDITED, class_="cb-badge"))
        what = _what(row, story.article.text)
        cells = [reference(anchor, to="mark"), who, _how(row), what, _firmly(row), _sure(row)]
        looks = [None, None, None, "cb-what", None, None]
        body.append(
            tag(
                "tr",
                *(tag("td", c, data_label=h, class_=k) for c, h, k in zip(cells, heads, looks, strict=True)),
                id=f"claim-{anchor.name}",
            )
        )
    caption = f"{count(rows, 'claim')}; the number leads to the place in the text"
    return scroll(
        tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_="cb-claims"), caption
    )


def _edited_mentions(story: "Story") -> "list[Span]":
    """Return where the article mentions somebody whose name a person has corrected."""
    if story.edits.empty:
        return []
    mentions = story.mentions[story.mentions["origin"] == "edited"]
    return list(zip(mentions["start"].tolist(), mentions["end"].tolist(), strict=True))


def _who(row: dict[str, Any]) -> Markup:
    if row["kind"] == "stated":
        return Markup("the writer")
    source, entity, kind = (known(row, column) for column in ("source", "source_entity", "source_kind"))
    words = escape(source or "left open")
    if entity and entity != source:
        words = fill("{} = {}", words, tag("b", entity))
    return fill("{} {}", words, tag("span", f"({kind})", class_="cb-muted")) if kind else words


def _how(row: dict[str, Any]) -> Markup:
    if row["kind"] == "stated":
        return tag("span", "stated, without a source", class_="cb-muted")
    cue = known(row, "cue")
    parts = [
        f"“{cue}”" if cue else "",
        known(row, "quotation") or "",
        "(an attitude)" if row.get("act") == "attitude" else "",
    ]
    via = through(row)
    return escape(", ".join(part for part in parts if part) + (f"; by way of {via}" if via else ""))


def _what(row: dict[str, Any], text: str) -> Markup:
    numbers = [f"{words} = {_amount(q)}" for q in row.get("quantities") or [] if (words := _words_for_number(q, text))]
    days = [f"{text[d['start'] : d['end']]} = {_day(d)}" for d in row.get("dates") or []]
    more = "; ".join([*numbers, *days])
    place = f"characters {row['start']}–{row['end']}"
    return fill("{}<br>{}", row["content"], tag("small", "; ".join(filter(None, [place, more])), class_="cb-muted"))


def _firmly(row: dict[str, Any]) -> Markup:
    parts = [certainty(row)]
    if row.get("negated") is True:
        parts.append(tag("span", "negated", class_="cb-badge"))
    if modality := known(row, "modality"):
        parts.append(tag("span", f"modal: {modality}", class_="cb-badge"))
    for target, stance in sides.toward_others(row):
        if stance != "neutral":
            sign, words = STANCES[stance]
            parts.append(tag("small", f"{sign} {words} {target}"))
    return Markup("<br>").join(parts)


def _sure(row: dict[str, Any]) -> Markup:
    if row.get("origin") == "edited":
        return tag("span", EDITED, class_="cb-badge")
    confidence = row.get("confidence")
    if confidence is None or pd.isna(confidence):
        return tag("span", "by rule", class_="cb-muted")
    return escape(f"{confidence:.2f}" + (" (doubtful)" if is_doubtful(row) else ""))


def _words_for_number(quantity: dict[str, Any], text: str) -> str:
    """Return the words of a quantity whose value a reader does not see in them; nothing for "600", "14 minutes" and "5 %"."""
    words = text[quantity["start"] : quantity["end"]]
    is_plain = not quantity["unit"] or quantity["unit"] == "%" or quantity["unit"].islower()
    is_scaled = any(scale in words.lower() for scale in ("illion", "thousand", "hundred", "dozen"))
    return "" if words[0].isdigit() and is_plain and not is_scaled else words


def _amount(quantity: dict[str, Any]) -> str:
    # A third is 33.333333 %: nobody said it to six decimals.
    decimals = 1 if quantity["unit"] == "%" else 6
    low, high = (f"{round(quantity[end], decimals):,.10g}" for end in ("low", "high"))
    number = low if low == high else f"{low} to {high}"
    unit = f"{quantity['unit']}s" if quantity["unit"] in PLURAL and number != "1" else quantity["unit"]
    return " ".join(filter(None, [quantity["qualifier"], number, unit]))


def _day(date: dict[str, Any]) -> str:
    """Return a date as the days it spans; one that hangs on an unknown day is left open."""
    first, last = date.get("earliest"), date.get("latest")
    if not first or not last:
        return "left open"
    return str(first) if first == last else f"{first} to {last}"
