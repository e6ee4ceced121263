#!/usr/bin/env python3
"""Measures what optimism is left in the score out of fold: outer folds of the training rows, each trained on the others as a user does, and scored on rows that took no part in any choice."""

import csv
import datetime
import json
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))
import machine  # noqa: E402

from honest import arguments, begin, number  # noqa: E402

FOLDS = 5
TABLES = "boston,diabetes,glass,pima,wdbc"


def outer_folds(rows, target, classes, seed):
    """Row numbers of each fold: shuffled, and of classes dealt one class after the other, so that every fold has its share."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    if classes:
        order.sort(key=lambda place: rows[place][target])
    return [order[fold::FOLDS] for fold in range(FOLDS)]


def write(path, names, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def measure(cli, folder, seed, scratch, threads):
    """The scores of each outer fold, as pairs of score out of fold, with choices made without the row, and on the fold itself."""
    spec = json.loads((folder / "spec.json").read_text())
    classes = spec["task"] == "classification"
    with (folder / "train.csv").open(newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames
    found = []
    for held in outer_folds(rows, spec["target"], classes, seed):
        inside = set(held)
        write(scratch / "train.csv", names, [row for place, row in enumerate(rows) if place not in inside])
        write(scratch / "test.csv", names, [rows[place] for place in held])
        command = [*cli, "train", str(scratch / "train.csv"), "--target", spec["target"], "--task", spec["task"], "--test", str(scratch / "test.csv"), "--seed", str(seed),
                   "--threads", str(threads), "--no-importance", "--out", str(scratch / "run"), "--overwrite", "--json"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        record = json.loads(done.stdout)
        key = "logLoss" if classes else "rmse"
        blend = record["blend"]
        scale = 1 if classes else record["metrics"]["outOfFold"][key] / math.sqrt(blend["loss"])  # the loss is of standardized targets
        nested = blend["nestedLoss"] if classes else math.sqrt(blend["nestedLoss"]) * scale
        found.append({"rows": len(held), "outOfFold": record["metrics"]["outOfFold"][key], "nested": nested, "outer": record["metrics"]["test"][key]})
    return found


def page(result):
    lines = ["# Tables: the optimism that selection leaves", "", f"{result['processor']}, {result['date']}; seeds {', '.join(map(str, result['seeds']))}. {result['note']}", "",
             *(f"- {name}: {text}" for name, text in result["parties"].items()), "",
             f"Each table's training rows in {FOLDS} outer folds; the candidates compete on the rows outside of a fold as in any run, and the blend is scored on the fold. Log-loss for classes, root of the mean squared error for numbers; "
             "means over folds and seeds. Out of fold is what `train` reports; the next column is the same with stops, weights and temperature chosen without the fifth of the rows that is scored, so that the difference is the optimism of those choices. "
             "The outer folds take no part in anything; there the saved blend answers, which is the mean of all members, while out of fold only the members answer that did not learn from the row. Behind ± is the standard error of the mean over outer folds.", "",
             "| table | rows | out of fold | choices without the row | optimism of the choices | outer folds | outer − out of fold |", "|---|--:|--:|--:|--:|--:|--:|"]
    shares = []
    for row in result["rows"]:
        folds = row["folds"]
        def mean(key, folds=folds):
            return statistics.mean(fold[key] for fold in folds)
        gaps = [fold["outer"] - fold["outOfFold"] for fold in folds]
        error = statistics.stdev(gaps) / math.sqrt(len(gaps))
        shares.append(mean("nested") / mean("outOfFold") - 1)
        lines.append(f"| {row['name']} | {row['rows']:,} | {number(mean('outOfFold'))} | {number(mean('nested'))} | {100 * shares[-1]:+.1f} % | {number(mean('outer'))} | {statistics.mean(gaps):+.3g} ± {error:.2g} |")
    return "\n".join([*lines, "", f"Mean optimism of the choices: {100 * statistics.mean(shares):+.1f} % of the score."]) + "\n"


def main():
    given = arguments(__doc__, "each holds NAME/train.csv and NAME/spec.json", only=TABLES).parse_args()
    cli, words, out, seeds = begin(given)
    parties, rows = machine.versions(), []
    with tempfile.TemporaryDirectory() as scratch:
        for place in sorted(spec.parent for base in given.folders for spec in base.glob("*/spec.json")):
            if place.name not in given.only.split(","):
                continue
            folds = [fold for seed in seeds for fold in measure(cli, place, seed, pathlib.Path(scratch), given.threads)]
            rows.append({"name": place.name, "rows": sum(1 for _ in (place / "train.csv").open()) - 1, "folds": folds})
            result = {"processor": words, "date": datetime.date.today().isoformat(), "seeds": seeds, "note": given.note, "parties": parties, "rows": rows}
            (out / "tables-nested.json").write_text(json.dumps(result, indent=1) + "\n")
            (out / "tables-nested.md").write_text(page(result))
            print(place.name, number(statistics.mean(fold["outOfFold"] for fold in folds)), number(statistics.mean(fold["outer"] for fold in folds)), flush=True)


if __name__ == "__main__":
    main()
