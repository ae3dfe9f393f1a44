"""Claims compared: which repeat, vary, support or oppose each other, within an article and across reports of one event.

The kit never says that claims contradict each other.  It finds claims of like content, shows their typed differences with the
words on both sides, and leaves the judgement to a person.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison import contrast, linkage, similarity
from analysis.comparison import pairs as related
from analysis.comparison import reuse as shared
from analysis.comparison.comparable import Comparable
from analysis.comparison.reference import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.article import Article
    from analysis.story import Story

THRESHOLD = 0.68
"""From this similarity on (of 1) two claims are taken to say the same but for their typed differences."""
POSSIBLE = 0.57
"""From this similarity on two claims of different reports are perhaps the same, which a person has to tell."""
ANSWERS = 0.35
"""From this similarity on two answers to one question agree."""
WAYS = ("{}", "{}.", '"{}"')
"""How an answer may stand in print: of a few words a vector hangs on the marks around them, of which none is part of what they say."""
RELATIONS = ["a", "b", "relation", "score", "differences"]
GROUPS = ["group", "claims", "outlets", "first", "missing"]
CANDIDATES = ["a", "b", "score", "a_spans", "b_spans"]
WORDING = ["first", "later", "words", "first_span", "later_span", "length", "containment"]


def relations(stories: "Sequence[Story]", threshold: float = THRESHOLD) -> pd.DataFrame:
    """Return how the claims of one or several stories relate to each other.

    Returns
    -------
    DataFrame
        One row a relation: `a` and `b`, claims named ``ARTICLE#CLAIM``; `relation`; its `score` in [0, 1]; and the
        `differences` as evidence, each ``{kind, a, a_span, b, b_span}``.  The relations are

        ======================  ==========================================================================================
        ``same``                the same content, nothing that differs (score: similarity)
        ``variant``             the same but for the differences (score: similarity)
        ``unsourced repeat``    the writer states in `b` what in `a` somebody is reported to say (score: similarity)
        ``headline evidence``   `b` in the body bears on the headline `a` (score: similarity)
        ``opposed stance``      the sources of `a` and `b` stand on opposite sides of an entity that both speak of, named in the
                                difference (score: the smaller confidence)
        ``nested``              `b` is claimed within the content of `a` (score: the smaller confidence)
        ======================  ==========================================================================================

        A pair that is not in the table was not found alike; it is not thereby in agreement.
    """
    claims = Comparable(stories)
    found = [
        *related.repeats(claims, threshold),
        *related.evidence(claims),
        *related.opposed(claims),
        *related.nested(claims),
    ]
    rows = [
        (claims.names[i], claims.names[j], what, round(score, 4), evidence) for i, j, what, score, evidence in found
    ]
    return pd.DataFrame(rows, columns=RELATIONS).astype({"a": "str", "b": "str", "relation": "str", "score": float})


def groups(stories: "Sequence[Story]", threshold: float = THRESHOLD) -> pd.DataFrame:
    """Return the claims of several stories in groups that say the same but for typed differences.

    Parameters
    ----------
    stories
        Reports of one event.
    threshold
        Claims are grouped while their mean similarity is at least this: lower it for larger, looser groups.

    Returns
    -------
    DataFrame
        One row a group, the widest first, then in the order of publication: `group` (a number from 0), `claims` (names
        ``ARTICLE#CLAIM`` in the order of publication), `outlets` (how many independent outlets stand behind it: those that copied
        the words from an earlier report are not counted), `first` (the earliest claim), `missing` (the articles that leave it
        out).  A claim that stands alone is a group of one.  Headlines are left out, and so are contents of a single
        telling word ("it", "the plan").
    """
    return _group(Comparable(stories), threshold)


def differences(stories: "Sequence[Story]", threshold: float = THRESHOLD) -> pd.DataFrame:
    """Return the typed differences within the groups of `stories`: `group a b kind a_words a_span b_words b_span`.

    Every two claims of a group from different articles are compared; `a` is the earlier one.
    """
    claims = Comparable(stories)
    number = {name: i for i, name in enumerate(claims.names)}
    rows = []
    found = _group(claims, threshold)
    lists = related.listed(claims, [[number[name] for name in names] for names in found["claims"]])
    for group in found.itertuples():
        members = [number[name] for name in group.claims]
        for at, i in enumerate(members):
            for j in members[at + 1 :]:
                if claims.rows[i]["article"] != claims.rows[j]["article"]:
                    rows += [
                        (group.group, claims.names[i], claims.names[j], d.kind, d.a, d.a_span, d.b, d.b_span)
                        for d in related.differ(claims, i, j, lists[i] | lists[j])
                    ]
    return pd.DataFrame(rows, columns=["group", "a", "b", "kind", "a_words", "a_span", "b_words", "b_span"])


def candidates(stories: "Sequence[Story]", threshold: float = THRESHOLD, least: float = POSSIBLE) -> pd.DataFrame:
    """Return claims of different reports that are perhaps the same in other words: ``a b score a_spans b_spans``, the most alike first.

    They share words and are alike by at least `least`, or have one source and are alike by somewhat less; and they are each other's
    nearest, but `groups` did not put them together with the given `threshold`.  `a` was published first.  The spans are those of
    quantities and dates that have no equal in the other claim.
    """
    claims = Comparable(stories)
    rows = [
        (claims.names[i], claims.names[j], round(score, 4), *contrast.unmatched(claims.sides[i], claims.sides[j]))
        for i, j, score in related.candidates(claims, threshold, least)
    ]
    return pd.DataFrame(rows, columns=CANDIDATES).astype({"a": "str", "b": "str", "score": float})


def worded(table: pd.DataFrame, stories: "Sequence[Story]") -> pd.DataFrame:
    """Return `table` with the words of the claims that it names: for `a`, `b` or `first` a column `a_source` and one `a_content`, and so on.

    Relations and groups name claims by their ids; outside of a notebook nothing else tells what they say.
    """
    rows = [row for story in stories for row in story.claims[["article", "claim", "source", "content"]].itertuples()]
    words = {name_of(row.article, row.claim): row for row in rows}
    return table.assign(
        **{
            f"{name}_{what}": pd.Series([getattr(words[claim], what) for claim in table[name]], dtype="str")
            for name in ("a", "b", "first") if name in table
            for what in ("source", "content")
        }
    )  # fmt: skip


def wording(articles: "list[Article]") -> pd.DataFrame:
    """Return the wording that articles share: `first later words first_span later_span length containment`.

    One row a passage of twelve words or more outside of quotations; `first` was published first (where a date is missing, it
    counts as the later); `containment` is the share of the later article's five-word runs that the first one has.
    """
    return pd.DataFrame(shared.find(articles), columns=WORDING)


def group(texts: "Sequence[str]") -> list[int]:
    """Return a group label for each of `texts`, what different people or outlets say to one question.

    Labels count from 0 in the order of first appearance.

    Raises
    ------
    TypeError
        For what are no texts, or one alone that is in no list.

    Examples
    --------
    >>> group(["because of the heavy snow", "due to heavy snowfall", "the driver fell asleep"])
    [0, 0, 1]

    Notes
    -----
    Complete linkage over the cosine of sentence vectors, each the mean over `WAYS`, one threshold for all questions.  Answers to one question are all alike
    in what they speak of, so by average linkage they chain into one group: their number then hangs on the threshold.
    """
    is_several = isinstance(texts, Iterable) and not isinstance(texts, (str, bytes, AbstractSet, Mapping))
    texts = list(texts) if is_several else []
    if not is_several or not all(isinstance(text, str) for text in texts):
        raise TypeError("group needs several texts, each a string; put a single one into a list")
    if not texts:
        return []
    alike = similarity.Blend(texts, _phrased(texts), lexical=0.0)
    return linkage.cluster(len(texts), alike.pairs(ANSWERS), alike.matrix, ANSWERS, complete=True)


def _phrased(texts: list[str]) -> similarity.Floats:
    """Return a vector of length 1 for each text, the mean of those of all `WAYS` of writing it; zeros for a text without words."""
    import numpy as np

    from analysis.models import encoder

    bare = [similarity.bare(text) for text in texts]
    mean = sum(encoder.vectors([way.format(text) for text in bare]) for way in WAYS)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True).clip(min=1e-9))


def _group(claims: Comparable, threshold: float) -> pd.DataFrame:
    which, _, labels = claims.cluster(threshold)
    members: dict[int, list[int]] = {}
    for i, label in zip(which, labels, strict=True):
        members.setdefault(label, []).append(i)
    copies = shared.find(list(claims.articles.values()))
    rows = []
    for group in members.values():
        ordered = sorted(group, key=claims.place)
        inside = {claims.rows[i]["article"] for i in group}
        missing = [article for article in claims.articles if article not in inside]
        names = [claims.names[i] for i in ordered]
        rows.append((names, claims.count_outlets(ordered, copies), names[0], missing))
    rows.sort(key=lambda row: -row[1])
    return pd.DataFrame([(number, *row) for number, row in enumerate(rows)], columns=GROUPS)
