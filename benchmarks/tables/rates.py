#!/usr/bin/env python3
"""Judges find-lr: on every NAME/{train.csv,test.csv,spec.json} of some folders trains one network at the recipe's learning rate, at the
suggestion of find-lr, and at that of version 0.1.0 (a tenth of the rate with the smallest loss, kept within the steepest one and a tenth of it),
and compares the scores on the test part."""

import argparse
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "peers"))
from run import CLI, number  # noqa: E402
import machine  # noqa: E402
from parties import ROOT  # noqa: E402


def run(command, place, spec, seed, words):
    done = subprocess.run(
        ["dotnet", str(CLI), command, str(place / "train.csv"), "--target", spec["target"], "--task", spec["task"], "--seed", str(seed), "--threads", "1",
         "--blend", "off", "--ensemble", "1", "--json", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{place.name}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    return json.loads(done.stdout)


def score(place, spec, seed, scratch, rate=None):
    words = ["--test", str(place / "test.csv"), "--out", str(scratch / "run"), "--overwrite", "--no-importance"]
    record = run("train", place, spec, seed, words + (["--learning-rate", repr(rate)] if rate else []))
    test = record["metrics"]["test"]
    return record["training"]["optimizer"]["learningRate"], test["logLoss"] if spec["task"] == "classification" else test["rmse"]


def old_rule(found):
    steepest, lowest = found["steepest"], found["lowest"]
    return None if steepest is None else min(max(lowest / 10, steepest / 10), steepest)


def page(result):
    lines = ["# find-lr on tables", "", f"{result['processor']}, {result['date']}.", ""]
    lines += [f"- {name}: {text}" for name, text in result["parties"].items()]
    lines += ["", "One network of the recipe's layers, without a blend. Scores on the test part: log-loss for classes, root of the mean squared error for numbers; smaller is better. Changes are against the recipe's learning rate.", ""]
    lines += ["| table | seed | recipe's rate | score | suggestion | score | change | rule of 0.1.0 | score | change |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for row in result["rows"]:
        cells = [f"{row['recipe'][0]:.2g}", number(row["recipe"][1])]
        for key in ("suggestion", "old"):
            cells += [f"{row[key][0]:.2g}", number(row[key][1]), f"{100 * change(row, key):+.1f} %"] if row[key] else ["none", "—", "—"]
        lines.append(f"| {row['name']} | {row['seed']} | " + " | ".join(cells) + " |")
    lines.append("")
    for key, words in (("suggestion", "Suggestion"), ("old", "Rule of 0.1.0")):
        changes = [change(row, key) for row in result["rows"] if row[key]]
        lines.append(f"- {words}: mean change {100 * sum(changes) / len(changes):+.1f} %, worst {100 * max(changes):+.1f} %, best {100 * min(changes):+.1f} %; "
                     f"more than 2 % worse in {sum(x > 0.02 for x in changes)} of {len(changes)}, more than 2 % better in {sum(x < -0.02 for x in changes)}.")
    return "\n".join(lines) + "\n"


def change(row, key):
    return math.exp(math.log(row[key][1]) - math.log(row["recipe"][1])) - 1


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", type=pathlib.Path, nargs="+", help="each holds NAME/train.csv, NAME/test.csv and NAME/spec.json")
    options.add_argument("--only", help="names with commas between them")
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--out", type=pathlib.Path, help="where the two files go (default: benchmarks/results/<cpu>)")
    given = options.parse_args()
    wanted = given.only.split(",") if given.only else None
    words, folder, _ = machine.processor()
    rows = []
    places = [path.parent for place in given.folders for path in sorted(place.glob("*/spec.json")) if not wanted or path.parent.name in wanted]
    with tempfile.TemporaryDirectory() as scratch:
        for place in places:
            spec = json.loads((place / "spec.json").read_text())
            for seed in range(1, given.seeds + 1):
                found = run("find-lr", place, spec, seed, ["--no-measure"])
                row = {"name": place.name, "seed": seed, "recipe": score(place, spec, seed, pathlib.Path(scratch))}
                for key, rate in (("suggestion", found["suggestion"]), ("old", old_rule(found))):
                    row[key] = score(place, spec, seed, pathlib.Path(scratch), rate) if rate else None
                rows.append(row)
                print(json.dumps(row), flush=True)
                write(given, folder, words, rows)


def write(given, folder, words, rows):
    """Writes what has been measured so far."""
    result = {"processor": words, "date": datetime.date.today().isoformat(), "busy": os.getloadavg()[0], "parties": {"Downhill": machine.versions()["Downhill"]}, "rows": rows}
    out = given.out or ROOT / "benchmarks" / "results" / folder
    out.mkdir(parents=True, exist_ok=True)
    (out / "rates.json").write_text(json.dumps(result, indent=1) + "\n")
    (out / "rates.md").write_text(page(result))


if __name__ == "__main__":
    main()
