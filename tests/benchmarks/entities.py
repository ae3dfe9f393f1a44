"""How well names, and what they mean, are found, on articles that people annotated.

    python tests/benchmarks/entities.py --data DIR

`DIR` holds ``entities/gum_news.jsonl`` (articles with their mentions and who is who), ``entities/pud_wiki.jsonl`` (sentences with
named entities), and the scorers ``evaluate.py`` and ``evaluate_ner.py``, which are run as they are.  Names are scored alone, then with
the pronouns and role nouns that were resolved; at the end comes what all of this costs beside spaCy's recognizer by itself, as it comes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis import entities
from analysis.article import Article
from analysis.entities import syntax

SUBSETS = {"names": [], "names, pronouns, role nouns": ["--resolved"]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, metavar="DIR")
    folder = options.parse_args().data / "entities"
    news = _read(folder / "gum_news.jsonl")
    found = [entities.mentions(_article(d)) for d in news]
    with tempfile.TemporaryDirectory() as place:
        predicted = Path(place) / "predicted.jsonl"
        for what, flags in SUBSETS.items():
            rows = []
            for document, table in zip(news, found, strict=True):
                meant = table[table["entity"].notna() & ((table["form"] == "name") | bool(flags))]
                rows.append({"id": document["id"], "mentions": meant[["start", "end", "entity"]].to_dict("records")})
            print(f"{what}: {_score(folder / 'evaluate.py', folder / 'gum_news.jsonl', predicted, rows, flags)}")
        rows = []
        for document in _read(folder / "pud_wiki.jsonl"):
            names = entities.mentions(_article(document)).query("form == 'name'")
            spans = names[["start", "end", "label"]].to_numpy().tolist()
            rows.append({"id": document["id"], "entities": spans})
        print(f"sentences: {_score(folder / 'evaluate_ner.py', folder / 'pud_wiki.jsonl', predicted, rows, [])}")
    _print_cost([_article(d) for d in news])


def _print_cost(articles: list[Article]) -> None:
    import spacy

    recognizer = spacy.load(syntax.MODEL, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])
    recognizer.enable_pipe("senter")
    whole, alone = [], []
    for _ in range(5):
        whole.append(_time(articles, entities.mentions))
        alone.append(_time(articles, lambda article: recognizer(article.text)))
    print(f"cost: {min(whole):.2f} s of CPU, spaCy by itself {min(alone):.2f} s, so {min(whole) / min(alone) - 1:+.0%}")


def _time(articles: list[Article], read: Callable[[Article], object]) -> float:
    syntax.forget()
    start = time.process_time()
    for article in articles:
        read(article)
    return time.process_time() - start


def _score(scorer: Path, gold: Path, predicted: Path, rows: list[dict[str, Any]], flags: list[str]) -> str:
    predicted.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    command = [sys.executable, str(scorer), str(gold), str(predicted), *flags]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _article(document: dict[str, Any]) -> Article:
    return Article(document["id"], document["text"], "", None, None, None, None, None, Path(), "")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
