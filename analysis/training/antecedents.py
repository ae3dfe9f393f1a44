"""Learn the weights by which `analysis.entities.coreference` chooses whom a pronoun or a role noun means.

``python -m analysis.training.antecedents GUM_TRAIN.jsonl.gz`` reads coreference-annotated texts and writes
``data/lexicons/antecedents.csv``.  A softmax over the candidates and "left open", for each kind of mention by itself,
with an L2 penalty; NumPy only, seeded by nothing because nothing is random.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from analysis import entities, files, paths
from analysis.article import Article
from analysis.entities import coreference
from analysis.entities.anaphors import Anaphor

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

Case = tuple[list[dict[str, float]], int]


def main(path: str) -> None:
    """Learn from the annotated texts in `path` and write the weights."""
    cases: defaultdict[str, list[Case]] = defaultdict(list)
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            _collect(json.loads(line), cases)
    write(cases)


def write(cases: dict[str, list[Case]]) -> None:
    """Learn from the examples of each group and write the weights."""
    rows = []
    for group, examples in sorted(cases.items()):
        weights, right = learn(examples, OPEN_WEIGHT[group])
        print(f"{group:14} {len(examples):5} mentions, {100 * right:.1f} % chosen as annotated")
        rows += [
            f'{group},"{feature}",{weight:.3f}' for feature, weight in sorted(weights.items()) if abs(weight) > 0.05
        ]
    files.replace_file(paths.LEXICONS / "antecedents.csv", HEADER + "group,feature,weight\n" + "\n".join(rows) + "\n")


def learn(examples: list[Case], open_weight: float) -> tuple[dict[str, float], float]:
    """Return the weights that make the annotated choice likeliest, and the share of examples that they get right."""
    vocabulary = sorted({k for rows, _ in examples for row in rows for k in row} | set(PRIOR))
    place = {k: i for i, k in enumerate(vocabulary)}
    matrices = []
    for rows, target in examples:
        matrix = np.zeros((len(rows), len(vocabulary)))
        for i, row in enumerate(rows):
            for k, v in row.items():
                matrix[i, place[k]] = v
        matrices.append((matrix, target))
    prior = np.array([PRIOR.get(k, 0.0) for k in vocabulary])
    weights = prior.copy()
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        gradient = PENALTY * (weights - prior)
        for matrix, target in matrices:
            scores = matrix @ weights
            chance = np.exp(scores - scores.max())
            weight = open_weight if target == len(matrix) - 1 else 1.0
            gradient += weight * ((chance / chance.sum()) @ matrix - matrix[target])
        mean = 0.9 * mean + 0.1 * gradient
        spread = 0.99 * spread + 0.01 * gradient**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    right = float(np.mean([int(np.argmax(m @ weights)) == t for m, t in matrices]))
    return dict(zip(vocabulary, weights.tolist(), strict=True)), right


def _collect(annotated: dict[str, Any], cases: defaultdict[str, list[Case]]) -> None:
    article = Article(annotated["id"], annotated["text"], "", None, None, None, None, None, Path(), "")
    sentences, named = entities.names_in(article)
    mentions = annotated["mentions"]
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for start, end, _, _, entity in named:
        for m in mentions:
            if start < m["head"][1] and m["head"][0] < end and m["form"] == "name":
                votes[entity][m["cluster"]] += 1
    cluster_of = {entity: counts.most_common(1)[0][0] for entity, counts in votes.items()}

    def choose(
        setting: coreference.Setting, anaphor: Anaphor, candidates: list[coreference.Candidate]
    ) -> coreference.Candidate | None:
        head = anaphor.end - 1
        covering = [m for m in mentions if m["head"][0] <= head < m["head"][1] and m["form"] != "name"]
        cluster = covering[0]["cluster"] if covering else None
        target = next(
            (i for i, c in enumerate(candidates) if cluster is not None and cluster_of.get(c.entity) == cluster), None
        )
        if candidates:
            rows = [coreference.features(setting, anaphor, c, candidates) for c in candidates]
            rows.append(coreference.open_features(setting, anaphor))
            cases[anaphor.group].append((rows, len(candidates) if target is None else target))
        return candidates[target] if target is not None else None

    for _ in coreference.walk(article.text, sentences, named, 0, choose):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
