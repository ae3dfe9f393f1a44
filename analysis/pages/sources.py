"""Sources: the hands that claims passed through, and who is for or against whom."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis.comparison import sides
from analysis.pages.articles import anchors, reference
from analysis.pages.claims import STANCES, through, whom
from analysis.pages.markup import Fragment, escape, fill, fragment, tag
from analysis.pages.stories import each, labels, title
from analysis.pages.tables import count, scroll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.story import Coverage, Story


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
                words = fill("{} {}: {}", reference(names[story.article.id, row["claim"]]), path, row["content"])
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
    not agreement.  How a source speaks of itself is left out.
    """
    several = each(stories)
    short = labels(several)
    votes: dict[tuple[str, str], dict[str, int]] = {}
    for story in several:
        reported = story.claims[story.claims["kind"] == "reported"]
        for row in reported.to_dict("records"):
            source = whom(row) + (f" ({short[story.article.id]})" if len(several) > 1 else "")
            for target, stance in sides.toward_others(row):
                found = votes.setdefault((source, target), {})
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


def _hands(row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> list[str]:
    """Return whose hands a claim passed through, its own source first."""
    steps = [whom(row), *through(row).split("; ")]
    seen = {row["claim"]}
    outer = row.get("nested_in")
    while isinstance(outer, str) and outer in rows and outer not in seen:
        seen.add(outer)
        steps += [whom(rows[outer]), *through(rows[outer]).split("; ")]
        outer = rows[outer].get("nested_in")
    return [step for step in steps if step]


def _votes(found: dict[str, int] | None) -> Markup:
    if not found:
        return tag("span", "not compared", class_="cb-none")
    ordered = [(stance, found[stance]) for stance in STANCES if stance in found]
    words = {"positive": "favourable", "negative": "unfavourable", "neutral": "neutral"}
    return escape(", ".join(f"{STANCES[s][0]} {words[s]}" + (f" ×{n}" if n > 1 else "") for s, n in ordered))
