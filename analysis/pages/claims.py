"""Claims: their table, the hands they passed through, and who is for or against whom."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.pages.articles import Anchor, anchors, is_doubtful, reference
from analysis.pages.markup import Fragment, escape, fragment, tag
from analysis.pages.stories import each, labels, title
from analysis.pages.tables import NONE, count, scroll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.story import Coverage, Story

CERTAINTIES = {"asserted": "●", "hedged": "○", "alleged": "▲", "denied": "✕", "promised": "■", "asked": "◇"}
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
        parts.append(
            _table(rows, story.article.text, {c: a for (article, c), a in names.items() if article == story.article.id})
        )
    return fragment(Markup("").join(parts), count(total, "claim"))


def chains(stories: "Story | Coverage | Iterable[Story]") -> Fragment:
    """Return, for each claim that did not come straight from its source, through whose hands it came, first to last."""
    several = each(stories)
    names, short = anchors(several), labels(several)
    parts, total = [], 0
    for story in several:
        rows = {row["claim"]: row for row in story.claims.to_dict("records") if row["kind"] == "reported"}
        items = []
        for row in rows.values():
            steps = _hands(row, rows)
            if len(steps) > 1:
                path = Markup(" → ").join(
                    tag("span", step, class_="cb-step")
                    for step in [*steps, f"{short[story.article.id]} (this article)"]
                )
                words = Markup("{} {}: {}").format(
                    reference(names[story.article.id, row["claim"]]), path, row["content"]
                )
                items.append(tag("li", words))
        total += len(items)
        if len(several) > 1:
            parts.append(tag("h3", title(story)))
        straight = len(rows) - len(items)
        parts.append(tag("ul", *items, class_="cb-chain") if items else Markup(""))
        parts.append(
            tag(
                "p",
                f"{count(straight, 'reported claim')} name no hands between the source and the article.",
                class_="cb-muted",
            )
        )
    return fragment(Markup("").join(parts), f"{count(total, 'chain')}")


def stances(stories: "Story | Coverage | Iterable[Story]", *, most: int = 12) -> Fragment:
    """Return a matrix of sources by whom they speak of, with the stance of each one's claims.

    Only entities toward whom somebody's claim is not neutral have a column; an empty cell means that nothing was found to compare, which is
    not agreement.
    """
    several = each(stories)
    short = labels(several)
    votes: dict[tuple[str, str], dict[str, int]] = {}
    for story in several:
        reported = story.claims[story.claims["kind"] == "reported"]
        for row in reported.to_dict("records"):
            source = _whom(row) + (f" ({short[story.article.id]})" if len(several) > 1 else "")
            for target, stance in (row.get("stance") or {}).items():
                found = votes.setdefault((source, str(target)), {})
                found[stance] = found.get(stance, 0) + 1
    targets: dict[str, set[str]] = {}
    for (_, target), found in votes.items():
        targets.setdefault(target, set()).update(found)
    speakers = {t: sum(target == t for _, target in votes) for t in targets}
    columns = sorted(
        (t for t in targets if targets[t] - {"neutral"}),
        key=lambda t: (-len(targets[t] - {"neutral"}), -speakers[t], t),
    )[:most]
    rows = list(dict.fromkeys(source for source, target in votes if target in columns))
    if not columns:
        return fragment(tag("p", "No claim takes a side toward anybody it mentions.", class_="cb-empty"), "no stances")
    head = [tag("th", "source", scope="col")]
    for target in columns:
        opposed = {"positive", "negative"} <= targets[target]
        head.append(
            tag(
                "th",
                target,
                Markup("<br>") if opposed else "",
                tag("span", "⇄ opposed", class_="cb-badge") if opposed else "",
                scope="col",
            )
        )
    body = [
        tag(
            "tr",
            tag("th", source, scope="row"),
            *(tag("td", _votes(votes.get((source, target)))) for target in columns),
        )
        for source in rows
    ]
    caption = (
        "Whose claims are favourable (▲), unfavourable (▼) or neutral (•) to whom; “not compared” is not agreement"
    )
    content = tag(
        "table", tag("caption", caption), tag("thead", tag("tr", *head)), tag("tbody", *body), class_="cb-matrix"
    )
    return fragment(scroll(content, caption), caption)


def claim_words(row: dict[str, Any]) -> str:
    """Return whom a claim comes from: the entity, else the source's words, else the writer."""
    return "the writer" if row["kind"] == "stated" else _whom(row)


def certainty(row: dict[str, Any]) -> Markup:
    """Return a claim's certainty as a sign and a word, with the words of the text that say so."""
    name = row.get("certainty")
    if not isinstance(name, str):
        return NONE
    words = [str(word[-1]) for word in row.get("certainty_words") or []]
    badge = tag("span", f"{CERTAINTIES.get(name, '')} {name}", class_="cb-badge")
    return Markup("{} {}").format(badge, f"“{'”, “'.join(words)}”") if words else badge


def _table(rows: pd.DataFrame, text: str, names: dict[str, Anchor]) -> Markup:
    if rows.empty:
        return tag("p", "None was found.", class_="cb-empty")
    heads = ["No.", "Who", "How it is said", "What is claimed", "How firmly", "How sure"]
    head = tag("tr", *(tag("th", words, scope="col") for words in heads))
    body = []
    for row in rows.to_dict("records"):
        anchor = names[row["claim"]]
        cells = [reference(anchor, to="mark"), _who(row), _how(row), _what(row, text), _firmly(row), _sure(row)]
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


def _who(row: dict[str, Any]) -> Markup:
    if row["kind"] == "stated":
        return Markup("the writer")
    source, entity, kind = (_known(row, column) for column in ("source", "source_entity", "source_kind"))
    words = escape(source or "left open")
    if entity and entity != source:
        words = Markup("{} = {}").format(words, tag("b", entity))
    return Markup("{} {}").format(words, tag("span", f"({kind})", class_="cb-muted")) if kind else words


def _how(row: dict[str, Any]) -> Markup:
    if row["kind"] == "stated":
        return tag("span", "stated, without a source", class_="cb-muted")
    cue = _known(row, "cue")
    parts = [
        f"“{cue}”" if cue else "",
        _known(row, "quotation") or "",
        "(an attitude)" if row.get("act") == "attitude" else "",
    ]
    via = _known(row, "via")
    return escape(", ".join(part for part in parts if part) + (f"; by way of {via}" if via else ""))


def _what(row: dict[str, Any], text: str) -> Markup:
    numbers = [f"{text[q['start'] : q['end']]} = {_amount(q)}" for q in row.get("quantities") or []]
    days = [f"{text[d['start'] : d['end']]} = {_day(d)}" for d in row.get("dates") or []]
    more = "; ".join([*numbers, *days])
    place = f"characters {row['start']}–{row['end']}"
    return Markup("{}<br>{}").format(
        escape(row["content"]), tag("small", "; ".join(filter(None, [place, more])), class_="cb-muted")
    )


def _firmly(row: dict[str, Any]) -> Markup:
    parts = [certainty(row)]
    if row.get("negated") is True:
        parts.append(tag("span", "negated", class_="cb-badge"))
    if modality := _known(row, "modality"):
        parts.append(tag("span", f"modal: {modality}", class_="cb-badge"))
    for target, stance in (row.get("stance") or {}).items():
        if stance != "neutral":
            sign, words = STANCES[stance]
            parts.append(tag("small", f"{sign} {words} {target}"))
    return Markup("<br>").join(parts)


def _sure(row: dict[str, Any]) -> Markup:
    if row.get("origin") == "edited":
        return Markup("edited by a person")
    confidence = row.get("confidence")
    if confidence is None or pd.isna(confidence):
        return tag("span", "by rule", class_="cb-muted")
    return escape(f"{confidence:.2f}" + (" (doubtful)" if is_doubtful(row) else ""))


def _whom(row: dict[str, Any]) -> str:
    return _known(row, "source_entity") or _known(row, "source") or "a source left open"


def _known(row: dict[str, Any], column: str) -> str | None:
    value = row.get(column)
    return value if isinstance(value, str) and value else None


def _amount(quantity: dict[str, Any]) -> str:
    low, high = (f"{quantity[end]:,.10g}" for end in ("low", "high"))
    number = low if low == high else f"{low} to {high}"
    return " ".join(filter(None, [quantity["qualifier"], number, quantity["unit"]]))


def _day(date: dict[str, Any]) -> str:
    """Return a date as the days it spans; one that hangs on an unknown day is left open."""
    first, last = date.get("earliest"), date.get("latest")
    if not first or not last:
        return "left open"
    return str(first) if first == last else f"{first} to {last}"


def _hands(row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> list[str]:
    """Return whose hands a claim passed through, its own source first."""
    steps = [_whom(row), *(_known(row, "via") or "").split("; ")]
    seen = {row["claim"]}
    outer = row.get("nested_in")
    while isinstance(outer, str) and outer in rows and outer not in seen:
        seen.add(outer)
        steps += [_whom(rows[outer]), *(_known(rows[outer], "via") or "").split("; ")]
        outer = rows[outer].get("nested_in")
    return [step for step in steps if step]


def _votes(found: dict[str, int] | None) -> Markup:
    if not found:
        return tag("span", "not compared", class_="cb-none")
    ordered = [(stance, found[stance]) for stance in STANCES if stance in found]
    words = {"positive": "favourable", "negative": "unfavourable", "neutral": "neutral"}
    return escape(", ".join(f"{STANCES[s][0]} {words[s]}" + (f" ×{n}" if n > 1 else "") for s, n in ordered))
