"""Learn the weights by which `analysis.entities.coreference` chooses whom a pronoun or a role noun means.

``python -m analysis.training.antecedents GUM_TRAIN.jsonl.gz`` reads coreference-annotated texts and writes
``data/lexicons/antecedents.csv``.  A softmax over the candidates and "left open", for each kind of mention by itself,
with an L2 penalty; then, for each kind, how much surer than "left open" a candidate must be, chosen by the error of the counts
on texts that the weights were not learned from.  NumPy only, seeded by nothing because nothing is random.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis import entities, files, paths
from analysis.article import Article, Span
from analysis.entities import coreference
from analysis.entities.anaphors import Anaphor, Named

PENALTY = 1.0
STEPS = 300
OPEN_WEIGHT = {"he": 0.5, "it": 0.7, "they": 0.7, "nominal": 0.15}
"""How much an example that is open counts: the texts learned from have fewer named role nouns and people than news."""
PRIOR = {
    "words fit": 1.5, "country fits": 3.0, "country differs": -2.0, "called so": 3.0, "same words before": 1.5, "defines": 4.0,
    "most often": 1.0, "in the title": 0.5,
}  # fmt: skip
"""What the weights are drawn to instead of zero: evidence whose sense is plain, and of which the texts show too little;
news, unlike them, has a role noun mostly mean the one that the report is about."""
HEADER = """\
# source: learned by analysis/training/antecedents.py on GUM's training texts other than news (interviews, biographies, speeches, travel; amir-zeldes/gum, annotations CC BY 4.0)
# licence: Apache-2.0
# group: the kind of mention; feature: what it speaks of (analysis/entities/coreference.py); weight: how much it speaks for a candidate
"""

FOLDS = 6
MARGINS = (0.3, 0.6, 0.9, 1.2)
"""How much surer than "left open" a candidate must be: what is tried beside no margin.  Never a negative one: it would make up with
guesses for what is not found in these texts at all, "I" and "we" outside of quotations."""
COUNTED = {"person", "organization", "place"}

Case = tuple[list[dict[str, float]], int]


@dataclass
class Example:
    """An annotated text: its names as the kit finds them, which cluster each entity is, and the examples of each group."""

    text: str
    sentences: list[Span]
    named: list[Named]
    mentions: list[dict[str, Any]]
    clusters: dict[str, int]
    cases: dict[str, list[Case]] = field(default_factory=lambda: defaultdict(list))


def main(path: str) -> None:
    """Learn from the annotated texts in `path`, say how well, and write the weights."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        examples = [read_example(json.loads(line)) for line in lines]
    folds = [examples[i::FOLDS] for i in range(FOLDS)]
    held_out = [(fold, fit([e for other in folds if other is not fold for e in other])) for fold in folds]
    margins = choose_margins(held_out)
    for name, used in (("no", dict.fromkeys(OPEN_WEIGHT, 0.0)), ("these", margins)):
        print(f"{name} margins {used}: {_report(held_out, used)}")
    write(with_margins(fit(examples), margins))


def fit(examples: list[Example]) -> coreference.Weights:
    """Learn the weights of each group from these texts."""
    return {
        group: learn([case for e in examples for case in e.cases[group]], open_weight)
        for group, open_weight in OPEN_WEIGHT.items()
    }


def choose_margins(held_out: list[tuple[list[Example], coreference.Weights]]) -> dict[str, float]:
    """Return for each group the margin with the smallest error of the counts, one group after another."""
    margins = dict.fromkeys(OPEN_WEIGHT, 0.0)
    least = error(held_out, margins)
    for group in OPEN_WEIGHT:
        for margin in MARGINS:
            tried = margins | {group: margin}
            if (now := error(held_out, tried)) < least:
                margins, least = tried, now
    return margins


def with_margins(weights: coreference.Weights, margins: dict[str, float]) -> coreference.Weights:
    """Return the weights with each group's margin on the side of leaving a mention open."""
    return {group: row | {"open": row.get("open", 0.0) + margins[group]} for group, row in weights.items()}


def error(held_out: list[tuple[list[Example], coreference.Weights]], margins: dict[str, float]) -> float:
    """Return the mean relative error of the counts of each text's five most mentioned entities."""
    errors = []
    for examples, weights in held_out:
        choice = coreference.choose_by(with_margins(weights, margins))
        for example in examples:
            errors += _count_errors(example, choice)
    return sum(errors) / len(errors)


def _count_errors(example: Example, choice: coreference.Choice) -> list[float]:
    counted = Counter(name[4] for name in example.named)
    counted.update(
        r.entity for r in coreference.walk(example.text, example.sentences, example.named, 0, choice) if r.entity
    )
    clusters = {m["cluster"] for m in example.mentions if m["form"] == "name" and m["type"] in COUNTED}
    annotated = Counter(m["cluster"] for m in example.mentions if m["cluster"] in clusters)
    entity_of = {c: entity for entity, c in sorted(example.clusters.items(), key=lambda item: counted[item[0]])}
    return [abs(counted[entity_of.get(c, "")] - n) / n for c, n in annotated.most_common(5) if n > 1]


def _report(held_out: list[tuple[list[Example], coreference.Weights]], margins: dict[str, float]) -> str:
    """Return the error of the counts, and the share of each group's mentions chosen as annotated, on the held-out texts."""
    shares = []
    for group in OPEN_WEIGHT:
        right = total = 0
        for examples, weights in held_out:
            row = with_margins(weights, margins)[group]
            for rows, target in (case for e in examples for case in e.cases[group]):
                scores = [sum(row.get(k, 0.0) * v for k, v in r.items()) for r in rows]
                right += scores.index(max(scores)) == target
                total += 1
        shares.append(f"{group} {right / total:.1%} of {total}")
    return f"error of the counts {error(held_out, margins):.1%}; chosen as annotated: " + ", ".join(shares)


def write(weights: coreference.Weights) -> None:
    """Write the weights."""
    rows = [
        f'{group},"{feature}",{weight:.3f}'
        for group, row in sorted(weights.items())
        for feature, weight in sorted(row.items())
        if abs(weight) > 0.05
    ]
    files.replace_file(paths.LEXICONS / "antecedents.csv", HEADER + "group,feature,weight\n" + "\n".join(rows) + "\n")


def learn(examples: list[Case], open_weight: float) -> dict[str, float]:
    """Return the weights that make the annotated choice likeliest."""
    vocabulary = sorted({k for rows, _ in examples for row in rows for k in row} | set(PRIOR))
    place = {k: i for i, k in enumerate(vocabulary)}
    # All candidates of all examples stand in one matrix; `starts` is where each example's begin.
    every = np.zeros((sum(len(rows) for rows, _ in examples), len(vocabulary)))
    starts = np.cumsum([0, *(len(rows) for rows, _ in examples[:-1])])
    for i, row in enumerate(row for rows, _ in examples for row in rows):
        for k, v in row.items():
            every[i, place[k]] = v
    sizes = np.array([len(rows) for rows, _ in examples])
    targets = np.array([target for _, target in examples])
    share = np.where(targets == sizes - 1, open_weight, 1.0)
    wanted = share @ every[starts + targets]
    prior = np.array([PRIOR.get(k, 0.0) for k in vocabulary])
    weights = prior.copy()
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = every @ weights
        chance = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance *= np.repeat(share / np.add.reduceat(chance, starts), sizes)
        gradient = PENALTY * (weights - prior) + chance @ every - wanted
        mean = 0.9 * mean + 0.1 * gradient
        spread = 0.99 * spread + 0.01 * gradient**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return dict(zip(vocabulary, weights.tolist(), strict=True))


def read_example(annotated: dict[str, Any]) -> Example:
    """Return an annotated text with what there is to learn from it."""
    article = Article(annotated["id"], annotated["text"], "", None, None, None, None, None, Path(), "")
    sentences, named = entities.names_in(article)
    mentions = annotated["mentions"]
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for start, end, _, _, entity in named:
        for m in mentions:
            if start < m["head"][1] and m["head"][0] < end and m["form"] == "name":
                votes[entity][m["cluster"]] += 1
    clusters = {entity: counts.most_common(1)[0][0] for entity, counts in votes.items()}
    example = Example(article.text, sentences, named, mentions, clusters)

    def choose(
        setting: coreference.Setting, anaphor: Anaphor, candidates: list[coreference.Candidate]
    ) -> coreference.Candidate | None:
        head = anaphor.end - 1
        covering = [m for m in mentions if m["head"][0] <= head < m["head"][1] and m["form"] != "name"]
        cluster = covering[0]["cluster"] if covering else None
        target = next(
            (i for i, c in enumerate(candidates) if cluster is not None and clusters.get(c.entity) == cluster), None
        )
        if candidates:
            rows = [coreference.features(setting, anaphor, c, candidates) for c in candidates]
            rows.append(coreference.open_features(setting, anaphor))
            example.cases[anaphor.group].append((rows, len(candidates) if target is None else target))
        return candidates[target] if target is not None else None

    for _ in coreference.walk(article.text, sentences, named, 0, choose):
        pass
    return example


if __name__ == "__main__":
    main(sys.argv[1])
