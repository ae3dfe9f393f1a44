"""How two claims relate: repeated, varied, without the source, evidence for the headline, opposed in stance, nested."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from analysis.article import Span
from analysis.claims.quantities import Quantity
from analysis.claims.stances import SIDES
from analysis.comparison import amounts, contrast, namesakes, sides
from analysis.comparison.comparable import Comparable
from analysis.comparison.contrast import Difference
from analysis.comparison.reference import name_of

SUPPORT = 0.45
"""From this similarity on a claim of the body is shown as evidence for the headline."""
MOST_EVIDENCE = 3
ONE_SOURCE = 0.07
"""By so much less than others may two claims of one source be alike to be perhaps the same."""
VALUES = frozenset({"number", "date", "name"})

Relation = tuple[int, int, str, float, list[dict[str, Any]]]
"""The numbers of the two claims, the relation, its score, and the differences as evidence."""


def repeats(claims: Comparable, threshold: float) -> Iterator[Relation]:
    """Yield ``same``, ``variant`` and ``unsourced repeat``: claims of like content in one group, headlines aside."""
    # Within one article a group that only nesting makes shows no repeat; across articles the groups are shown themselves.
    which, pairs, labels = claims.cluster(threshold, nested=len(claims.articles) > 1)
    lists = listed(claims, [[i for i, own in zip(which, labels, strict=True) if own == label] for label in set(labels)])
    for row, column, score in pairs:
        i, j = sorted((which[row], which[column]), key=claims.place)
        if labels[row] != labels[column] or claims.share_words(i, j):
            continue
        kinds = claims.rows[i]["kind"], claims.rows[j]["kind"]
        if kinds == ("stated", "reported"):
            i, j = j, i
        found = differ(claims, i, j, lists[i] | lists[j])
        what = "unsourced repeat" if kinds[0] != kinds[1] else "variant" if found else "same"
        yield i, j, what, min(score, 1.0), [d._asdict() for d in found]


def candidates(claims: Comparable, threshold: float, least: float) -> list[tuple[int, int, float]]:
    """Return pairs of claims of different articles that are in no group together but alike by at least `least`, the most alike first.

    Only pairs that share rarer words or have one source, of which each is the other's nearest in its article among those outside of
    its own group.
    """
    which, _, labels = claims.cluster(threshold)
    own = dict(zip(which, labels, strict=True))
    article = [row["article"] for row in claims.rows]
    near = set(claims.near)

    def is_possible(i: int, j: int, score: float) -> bool:
        if article[i] == article[j] or own[i] == own[j] or claims.are_of_different_days(i, j):
            return False
        forms = {claims.sides[n].predication.form for n in (i, j)}
        if forms == {"clause"} and sides.share_source(claims.sides[i], claims.sides[j]):
            return True
        # "Condemned the firm" and "defended the firm" are alike in whom they speak of.
        return score >= least and (i, j) in near and forms != {"nominal"}

    # Nobody has many things to say of one event: what one source says in two reports shares no word where each puts it its own way.
    sourced = {i for i in which if isinstance(claims.rows[i]["source"], str)}
    alike = claims.blend(which, sourced.union(*near))
    pairs = [(score, which[at], which[to]) for at, to, score in alike.pairs(max(least - ONE_SOURCE, 0))]
    found, taken = [], set[tuple[int, str]]()
    # From the most alike down: the first pair of a claim with an article is the claim's nearest there.
    for score, i, j in sorted(pairs, reverse=True):
        ends = {(i, article[j]), (j, article[i])}
        if not ends & taken and is_possible(i, j, score):
            first, later = sorted((i, j), key=claims.place)
            found.append((first, later, score))
            taken |= ends
    return sorted(found, key=lambda row: (-row[2], row[:2]))


def listed(claims: Comparable, groups: list[list[int]]) -> dict[int, set[str]]:
    """Return for each claim the kinds of values in which its article's own claims in its group differ from each other.

    An article does not contradict itself: "Lee won in Corrick" and "Lee won in Harnby" are two claims, and a third in another
    report is one more, not another version of either.
    """
    kinds: dict[int, set[str]] = {}
    for group in groups:
        by_article: dict[str, set[str]] = {}
        # In a group of one article there is nothing to leave out.
        is_shared = len({claims.rows[i]["article"] for i in group}) > 1
        for i, j in combinations(group, 2) if is_shared else ():
            article = claims.rows[i]["article"]
            if article == claims.rows[j]["article"] and not claims.share_words(i, j):
                found = contrast.find(claims.sides[i], claims.sides[j])
                by_article.setdefault(article, set()).update({d.kind for d in found} & VALUES)
        kinds |= {i: by_article.get(claims.rows[i]["article"], set()) for i in group}
    return kinds


def differ(claims: Comparable, i: int, j: int, lists: set[str]) -> list[Difference]:
    """Return the differences between two claims; across articles none where they differ in a kind of which either article has a list.

    Nor where either article tells both numbers of the same ("It takes 1,237 to win" and "it takes 2,383 to win" are of two contests);
    nor where one's day had not come when the other's was told as past.

    Nothing differs between what different sources say, or the writers state, weeks apart: a count of last month is no version of today's,
    nor the current one of today a version of the day before yesterday's.
    """
    within = claims.rows[i]["article"] == claims.rows[j]["article"]
    if not within and claims.are_of_different_days(i, j) and not sides.share_source(claims.sides[i], claims.sides[j]):
        return []
    found = contrast.find(claims.sides[i], claims.sides[j])
    if within:
        return found
    kinds = {d.kind for d in found}
    is_another = (
        kinds & lists
        or ("number" in kinds and claims.are_counts_of_now(i, j))
        or any(_came_later(claims, i, j, d) or _came_later(claims, j, i, d.turned()) for d in found if d.kind == "date")
        or any(_tells(claims, i, j, d.b_span) or _tells(claims, j, i, d.a_span) for d in found if d.kind == "number")
    )
    return [] if is_another else found


def _came_later(claims: Comparable, i: int, j: int, found: Difference) -> bool:
    """Tell whether claim `j` is of a day after the article of `i` was published, which tells of a day gone by."""
    published = claims.articles[claims.rows[i]["article"]].published
    one, other = (
        next((d for d in claims.rows[n]["dates"] if (d["start"], d["end"]) == span), None)
        for n, span in ((i, found.a_span), (j, found.b_span))
    )
    if published is None or not one or not other or not one["latest"] or not other["earliest"]:
        return False
    return bool(one["latest"] <= published.isoformat() < other["earliest"])


def _tells(claims: Comparable, i: int, j: int, span: Span | None) -> bool:
    """Tell whether the article of claim `i` also says, of the same, what claim `j` has in `span`: it knows of two numbers, not of one."""
    article, other = claims.rows[i]["article"], claims.sides[j]
    wanted = [amounts.of(Quantity(**q)) for q in other.claim["quantities"] if (q["start"], q["end"]) == span]
    return bool(wanted) and any(
        side.predication.stems & other.predication.stems
        and any(amounts.of(Quantity(**q)) in wanted for q in row["quantities"])
        for row, side in zip(claims.rows, claims.sides, strict=True)
        if row["article"] == article
    )


def evidence(claims: Comparable) -> Iterator[Relation]:
    """Yield ``headline evidence``: for each claim of a headline the claims of the body that come nearest to it."""
    for i in range(len(claims.rows)):
        if not claims.is_headline(i):
            continue
        beneath, bearing = claims.beneath(i), set(claims.bearing_on(i))
        if not bearing:
            continue
        scores = claims.blend([i, *beneath], {i, *bearing}).row(0)[1:]
        known = [(score, j) for score, j in zip(scores, beneath, strict=True) if j in bearing]
        near = sorted((pair for pair in known if pair[0] >= SUPPORT), reverse=True)
        for score, j in near[:MOST_EVIDENCE]:
            found = contrast.find(claims.sides[i], claims.sides[j])
            yield i, j, "headline evidence", min(score, 1.0), [d._asdict() for d in found]


def opposed(claims: Comparable) -> Iterator[Relation]:
    """Yield ``opposed stance``: for every two sources on opposite sides of an entity, their surest claims."""
    surest: dict[tuple[str, str, str], int] = {}
    for i, row in enumerate(claims.rows):
        if row["kind"] != "reported" or claims.is_headline(i) or not isinstance(row["source_entity"], str):
            continue
        if row["certainty"] in {"denied", "asked"}:
            # The words are not the source's view: who denies that a firm lied does not speak against it.
            continue
        for entity, stance in sides.toward_others(row):
            if stance in SIDES:
                key = (entity, stance, row["source_entity"])
                if key not in surest or _confidence(claims, surest[key]) < _confidence(claims, i):
                    surest[key] = i
    against: dict[str, list[tuple[str, str, int]]] = {}
    for (entity, stance, source), i in surest.items():
        against.setdefault(stance, []).append((entity, source, i))
    for entity, source, i in against.get("positive", []):
        for other, opponent, j in against.get("negative", []):
            if namesakes.is_alike(entity, other) and not namesakes.is_alike(source, opponent):
                first, second = sorted((i, j), key=claims.place)
                values = [
                    f"{entity}: {claims.rows[n]['stance'].get(entity if n == i else other)}" for n in (first, second)
                ]
                spans = [_mention(claims, n, entity if n == i else other) for n in (first, second)]
                shown = Difference("stance", values[0], spans[0], values[1], spans[1])._asdict()
                yield first, second, "opposed stance", min(_confidence(claims, i), _confidence(claims, j)), [shown]


def nested(claims: Comparable) -> Iterator[Relation]:
    """Yield ``nested``: `b` is claimed within the content of `a`."""
    number = {name: i for i, name in enumerate(claims.names)}
    for j, row in enumerate(claims.rows):
        if isinstance(row["nested_in"], str):
            i = number.get(name_of(row["article"], row["nested_in"]))
            if i is not None:
                yield i, j, "nested", min(_confidence(claims, i), _confidence(claims, j)), []


def _confidence(claims: Comparable, i: int) -> float:
    """Return the model's confidence; what the writer states, or a person entered, is certain to be in the text."""
    value = claims.rows[i]["confidence"]
    return float(value) if value is not None and value == value else 1.0  # noqa: PLR0124


def _mention(claims: Comparable, i: int, entity: str) -> tuple[int, int] | None:
    return next(((start, end) for start, end, named in claims.mentions[i] if named == entity), None)
