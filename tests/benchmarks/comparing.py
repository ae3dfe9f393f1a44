"""Time the comparison of 1 000 and of 10 000 claims.

    python tests/benchmarks/comparing.py --data DIR

`DIR` holds ``attribution/train.jsonl.gz``, from which the claims' contents are taken.  Every pair is weighed, so none is lost.
"""

import argparse
import gzip
import json
import time
from pathlib import Path

from analysis import comparison
from analysis.comparison import linkage, similarity
from analysis.models import encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of benchmarks")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="how many claims")
    options = parser.parse_args()
    contents: list[str] = []
    with gzip.open(options.data / "attribution/train.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            for one in document["attributions"]:
                contents += [" … ".join(document["text"][s:e] for s, e in one["content"])]
    encoder.vectors(contents[:10])
    for size in options.sizes:
        texts = [similarity.sentence(text) for text in contents[:size]]
        begin = time.process_time()
        vectors = encoder.vectors(texts)
        read = time.process_time()
        blend = similarity.Blend(texts, vectors)
        pairs = blend.pairs(comparison.THRESHOLD)
        labels = linkage.cluster(len(texts), pairs, blend.matrix, comparison.THRESHOLD)
        end = time.process_time()
        print(
            f"{size:6} claims: {read - begin:.1f} s of CPU time for the vectors, {end - read:.1f} s to compare; "
            f"{len(pairs)} pairs, {len(set(labels))} groups"
        )


if __name__ == "__main__":
    main()
