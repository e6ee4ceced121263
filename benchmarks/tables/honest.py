#!/usr/bin/env python3
"""Trains the recipe on every NAME/{train.csv,test.csv,spec.json} of some folders with several seeds: scores beside those of baselines.tsv, calibration, coverage, time."""

import argparse
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
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))
import machine  # noqa: E402
from parties import ROOT  # noqa: E402

CLI = ROOT / "src" / "Downhill.Cli" / "bin" / "Release" / "net10.0" / "Downhill.Cli.dll"
COVERAGE = 0.9
SIMULATIONS = 500
COLUMNS = ["linear", "mlp", "mlp-es", "hgb", "forest"]


def calibration_error(confidence, hits, bins=15):
    """The mean distance of accuracy from confidence over bins of confidence, as Downhill measures it."""
    gaps = [0.0] * bins
    for share, hit in zip(confidence, hits):
        gaps[min(bins - 1, max(0, math.ceil(share * bins) - 1))] += hit - share
    return sum(abs(gap) for gap in gaps) / len(confidence)


def expected_error(confidence):
    """The 95th percentile of the calibration error of a model for which these probabilities are exactly right."""
    draw = random.Random(1)
    errors = sorted(calibration_error(confidence, [draw.random() < share for share in confidence]) for _ in range(SIMULATIONS))
    return errors[math.ceil(0.95 * SIMULATIONS) - 1]


def measure(cli, folder, spec, seed, scratch, threads):
    run = scratch / f"{folder.name}-{seed}"
    command = [*cli, "train", str(folder / "train.csv"), "--target", spec["target"], "--task", spec["task"], "--test", str(folder / "test.csv"),
               "--seed", str(seed), "--threads", str(threads), "--out", str(run), "--overwrite", "--json"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    record = json.loads(done.stdout)
    metrics, classes = record["metrics"], spec["task"] == "classification"
    key = "logLoss" if classes else "rmse"
    row = {"seed": seed, "seconds": seconds, "training": metrics["train"][key], "outOfFold": metrics.get("outOfFold", {}).get(key), "test": metrics["test"][key],
           "blend": [(one["name"], one["stop"], one["weight"]) for one in record.get("blend", {}).get("competitors", []) if one["weight"] > 0]}
    done = subprocess.run([*cli, "predict", str(run), str(folder / "test.csv"), "--interval", str(COVERAGE)], capture_output=True, text=True)
    if done.returncode == 0:
        predictions = list(csv.DictReader(done.stdout.splitlines()))
        actual = [line[spec["target"]].strip() for line in csv.DictReader((folder / "test.csv").open())]
        row.update(of_classes(predictions, actual) if classes else of_numbers(predictions, [float(value) for value in actual]))
    return row


def of_classes(predictions, actual):
    names = [name[2:] for name in predictions[0] if name.startswith("p_")]
    sets = [line["set"].split("|") for line in predictions]
    probabilities = [[float(line["p_" + name]) for name in names] for line in predictions]
    confidence = [max(row) for row in probabilities]
    hits = [names[row.index(max(row))] == truth for row, truth in zip(probabilities, actual)]
    return {"coverage": statistics.mean(truth in some for truth, some in zip(actual, sets)), "width": statistics.mean(len(some) for some in sets),
            "calibration": calibration_error(confidence, hits), "calibrationExpected": expected_error(confidence)}


def of_numbers(predictions, actual):
    """Coverage and width; those of the third with the narrowest and the widest intervals, in the order of the rows where all are equally wide."""
    rows = sorted(((float(line["upper"]) - float(line["lower"]), float(line["lower"]) <= truth <= float(line["upper"])) for line, truth in zip(predictions, actual)), key=lambda row: row[0])
    third = len(rows) // 3
    return {"coverage": statistics.mean(held for _, held in rows), "width": statistics.mean(width for width, _ in rows),
            "coverageNarrow": statistics.mean(held for _, held in rows[:third]), "coverageWide": statistics.mean(held for _, held in rows[-third:]),
            "splitWidth": split_width([abs(float(line["prediction"]) - truth) for line, truth in zip(predictions, actual)])}


def split_width(errors):
    """The width of plain split conformal intervals around the same predictions: one half of the rows measures, the mean over random halves."""
    draw, widths = random.Random(1), []
    for _ in range(SIMULATIONS):
        half = sorted(draw.sample(errors, len(errors) // 2))
        widths.append(2 * half[min(len(half), math.ceil((len(half) + 1) * COVERAGE)) - 1])
    return statistics.mean(widths)


def tolerance(row):
    """How far coverage may be from what was promised, by the rows that measure it."""
    return 2.5 * math.sqrt(COVERAGE * (1 - COVERAGE) * (1 / row["testRows"] + 1 / row["rows"]))


def summary(runs):
    """The runs of all seeds, and the spread of their scores on the test part."""
    scores = [run["test"] for run in runs]
    return {"low": min(scores), "median": statistics.median(scores), "high": max(scores), "seeds": runs}


def baselines(path):
    found = {}
    for line in csv.reader(path.open(), delimiter="\t") if path.exists() else []:
        for cell in line[3:]:
            key, _, value = cell.partition("=")
            if key in ("logloss", "rmse"):
                found.setdefault(line[0], {})[line[2]] = float(value)
    return found


def number(value):
    return "—" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def page(result):
    lines = ["# Tables: scores, calibration and coverage", "", f"{result['processor']}, {result['date']}; seeds {', '.join(map(str, result['seeds']))}, medians. {result['note']}", "", *(f"- {name}: {text}" for name, text in result["parties"].items()), *others(result), "",
             "Log-loss for classes, root of the mean squared error for numbers, on the test part; smaller is better. The columns of scikit-learn are those given with the data. "
             "Calibration is the expected calibration error, and behind the stroke the 95th percentile that a perfectly calibrated model shows with these probabilities on as many rows. "
             f"Coverage and width are of intervals (numbers) and sets (classes) of {COVERAGE:.0%}.", "",
             "| table | rows | Downhill | out of fold | training | " + " | ".join(COLUMNS) + " | calibration | coverage | width | s |", "|---|--:" + "|--:" * (len(COLUMNS) + 7) + "|"]
    for row in result["rows"]:
        def middle(key, row=row):
            values = [run[key] for run in row["runs"]["ours"]["seeds"] if run.get(key) is not None]
            return statistics.median(values) if values else None
        calibration = f"{number(middle('calibration'))} / {number(middle('calibrationExpected'))}" if middle("calibration") is not None else "—"
        known = " | ".join(number(row["known"].get(name)) for name in COLUMNS)
        lines.append(f"| {row['name']} | {row['rows']:,} | {number(middle('test'))} | {number(middle('outOfFold'))} | {number(middle('training'))} | {known} | {calibration} | {number(middle('coverage'))} | {number(middle('width'))} | {middle('seconds'):.1f} |")
    return "\n".join([*lines, "", *verdicts(result["rows"])]) + "\n"


def others(result):
    """Which rows were measured with another version."""
    found = {}
    for row in result["rows"]:
        if row.get("version", result["parties"]["Downhill"]) != result["parties"]["Downhill"]:
            found.setdefault(row["version"], []).append(row["name"])
    return [f"- Downhill for {', '.join(names)}: {version}" for version, names in found.items()]


def verdicts(rows):
    """What is asked of the recipe, counted."""
    score = {row["name"]: row["runs"]["ours"]["median"] for row in rows}
    known = {row["name"]: row["known"] for row in rows if "linear" in row["known"]}
    worse = [name for name in known if score[name] > 1.01 * known[name]["linear"]]
    better = [name for name in known if score[name] < min(known[name]["mlp"], known[name]["mlp-es"])]
    best = [name for name in known if score[name] <= min(known[name].values())]
    def middle(row, key):
        values = [run[key] for run in row["runs"]["ours"]["seeds"] if run.get(key) is not None]
        return statistics.median(values) if values else None

    sure = [row for row in rows if middle(row, "calibration") is not None]
    loud = [row["name"] for row in sure if middle(row, "calibration") > middle(row, "calibrationExpected")]
    held = [middle(row, "coverage") for row in rows if middle(row, "coverage") is not None]
    numbers = [row for row in rows if middle(row, "splitWidth") is not None]
    off = [row["name"] for row in numbers if abs(middle(row, "coverage") - COVERAGE) > tolerance(row)]
    low = [row["name"] for row in rows if middle(row, "splitWidth") is None and middle(row, "coverage") is not None and middle(row, "coverage") < COVERAGE - tolerance(row)]
    thirds = [row["name"] for row in numbers if min(middle(row, "coverageNarrow"), middle(row, "coverageWide")) < 0.8]
    wide = [row["name"] for row in numbers if middle(row, "width") > middle(row, "splitWidth")]
    return [f"- More than 1 % worse than the linear model on {len(worse)} of {len(known)}{': ' + ', '.join(worse) if worse else ''}.",
            f"- Better than both MLP columns on {len(better)} of {len(known)}{'; not on ' + ', '.join(sorted(set(known) - set(better))) if len(better) < len(known) else ''}.",
            f"- Calibration error above what chance explains on {len(loud)} of {len(sure)}{': ' + ', '.join(loud) if loud else ''}.",
            f"- Coverage of intervals and sets of {COVERAGE:.0%}: {min(held):.1%} to {max(held):.1%}, mean {statistics.mean(held):.1%}.",
            *([f"- Coverage of intervals: mean {statistics.mean(middle(row, 'coverage') for row in numbers):.1%}; farther from {COVERAGE:.0%} than 2.5 standard errors on {len(off)} of {len(numbers)}{': ' + ', '.join(off) if off else ''}; "
               f"below 80 % in the third with the narrowest or the widest intervals on {len(thirds)}{': ' + ', '.join(thirds) if thirds else ''}; wider than plain split conformal intervals on {len(wide)}{': ' + ', '.join(wide) if wide else ''}."] if numbers else []),
            *([f"- Coverage of sets below {COVERAGE:.0%} by more than 2.5 standard errors: {', '.join(low)}."] if low else []),
            f"- At least as good as the best column of scikit-learn on {len(best)} of {len(known)}{'; not on ' + ', '.join(sorted(set(known) - set(best))) if len(best) < len(known) else ''}."]


def arguments(description, folders, only=None):
    """The options of a program that trains on tables with several seeds."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("folders", type=pathlib.Path, nargs="+", help=folders)
    options.add_argument("--only", default=only, help="names with commas between them")
    options.add_argument("--seeds", default="1,2,3")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--cli", help="a built program, instead of building it")
    options.add_argument("--note", default="", help="a sentence about the machine")
    options.add_argument("--out", type=pathlib.Path, help="where the two files go (default: benchmarks/results/<cpu>)")
    return options


def begin(given):
    """The command of the program, built where none is given; the processor in words; the folder of the results; the seeds."""
    if not given.cli:
        subprocess.run(["dotnet", "build", str(ROOT / "src" / "Downhill.Cli"), "-c", "Release", "-v", "quiet", "--nologo"], check=True)
    words, folder, _ = machine.processor()
    out = given.out or ROOT / "benchmarks" / "results" / folder
    out.mkdir(parents=True, exist_ok=True)
    return [given.cli] if given.cli else ["dotnet", str(CLI)], words, out, [int(seed) for seed in given.seeds.split(",")]


def main():
    options = arguments(__doc__, "each holds NAME/train.csv, NAME/test.csv and NAME/spec.json, and baselines.tsv")
    options.add_argument("--add", action="store_true", help="keep the rows of other tables that the file in --out has already")
    given = options.parse_args()
    cli, words, out, seeds = begin(given)
    parties = machine.versions()
    parties["Downhill"] += f", {given.threads} thread{'s' if given.threads > 1 else ''}"
    parties["scikit-learn"] = "1.2, the figures given in baselines.tsv beside the tables"
    kept = out / "tables-honest.json"
    before = json.loads(kept.read_text()) if given.add and kept.exists() else {"rows": []}
    rows = [row | {"version": row.get("version", before["parties"]["Downhill"])} for row in before["rows"]]
    wanted = given.only.split(",") if given.only else None
    with tempfile.TemporaryDirectory() as scratch:
        for place in sorted(spec.parent for base in given.folders for spec in base.glob("*/spec.json")):
            if wanted and place.name not in wanted:
                continue
            spec, runs = json.loads((place / "spec.json").read_text()), []
            for seed in seeds:
                try:
                    runs.append(measure(cli, place, spec, seed, pathlib.Path(scratch), given.threads))
                except RuntimeError as error:
                    print(f"{place.name}, seed {seed}: {error}", file=sys.stderr)
            if not runs:
                continue
            rows = [row for row in rows if row["name"] != place.name]
            rows.append({"name": place.name, "version": parties["Downhill"], "rows": sum(1 for _ in (place / "train.csv").open()) - 1, "testRows": sum(1 for _ in (place / "test.csv").open()) - 1, "known": baselines(place.parent / "baselines.tsv").get(place.name, {}), "runs": {"ours": summary(runs)}})
            rows.sort(key=lambda row: row["name"])
            result = {"processor": words, "date": datetime.date.today().isoformat(), "seeds": seeds, "note": given.note, "parties": parties, "rows": rows}
            (out / "tables-honest.json").write_text(json.dumps(result, indent=1) + "\n")
            (out / "tables-honest.md").write_text(page(result))
            print(place.name, [number(run["test"]) for run in runs], flush=True)


if __name__ == "__main__":
    main()
