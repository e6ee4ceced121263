#!/usr/bin/env python3
"""Trains Downhill's recipe and scikit-learn's plain MLP in turn on every NAME/{train.csv,test.csv,spec.json} of a folder."""

import argparse
import csv
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))
import machine  # noqa: E402
from parties import ROOT  # noqa: E402

CLI = ROOT / "src" / "Downhill.Cli" / "bin" / "Release" / "net10.0" / "Downhill.Cli.dll"
FIT = pathlib.Path(__file__).resolve().parent / "sklearn_fit.py"
SEED = 0


def ours(folder, spec, threads, scratch):
    command = ["dotnet", str(CLI), "train", str(folder / "train.csv"), "--target", spec["target"], "--task", spec["task"], "--test", str(folder / "test.csv"),
               "--seed", str(SEED), "--threads", str(threads), "--out", str(scratch / folder.name), "--overwrite", "--json"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    record = json.loads(done.stdout)
    test = record["metrics"]["test"]
    score = test["logLoss"] if spec["task"] == "classification" else test["rmse"]
    return {"score": score, "fitSeconds": record["seconds"], "seconds": seconds, "epochs": record["result"]["epochs"], "recipe": record["recipe"]}


def theirs(python, folder, spec):
    done = subprocess.run([python, str(FIT), str(folder / "train.csv"), str(folder / "test.csv"), spec["target"], spec["task"]], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


def summary(runs):
    times = [run["fitSeconds"] for run in runs]
    return {**runs[-1], "rounds": times, "median": statistics.median(times), "low": min(times), "high": max(times)}


def baselines(path):
    """Other figures for the same splits: a line is NAME, c or r, a method, and its scores."""
    found = {}
    if path.exists():
        for line in csv.reader(path.open(), delimiter="\t"):
            for cell in line[3:]:
                key, _, value = cell.partition("=")
                if key in ("logloss", "rmse"):
                    found.setdefault(line[0], {})[line[2]] = float(value)
    return found


def rows_of(path):
    with path.open() as lines:
        return sum(1 for _ in lines) - 1


def page(result):
    lines = ["# Tables: the recipe and scikit-learn", "", f"{result['processor']}, {result['date']}; {result['rounds']} round{'s' if result['rounds'] > 1 else ''} in turn, seed {SEED}.", ""]
    lines += [f"- {name}: {text}" for name, text in result["parties"].items()]
    lines += ["", "Scores on the test part: log-loss for classes, root of the mean squared error for numbers; smaller is better. Seconds are those of the fit, and behind the stroke of the whole program from reading the file to the test; median of the rounds.", ""]
    known = sorted({name for row in result["rows"] for name in row["known"]})
    lines += ["| table | rows | Downhill | plain MLP | " + "".join(f"{name} given | " for name in known) + "Downhill, s | plain MLP, s | times as fast |"]
    lines += ["|---|--:|--:|--:|" + "--:|" * len(known) + "--:|--:|--:|"]
    for row in result["rows"]:
        a, b = row["runs"].get("ours"), row["runs"].get("sklearn")
        cell = [f"{number(run['score'])}" if run else "—" for run in (a, b)]
        given = "".join(f"{number(row['known'][name]) if name in row['known'] else '—'} | " for name in known)
        times = [f"{run['median']:.2f} / {run['seconds']:.1f}" if run else "—" for run in (a, b)]
        ratio = f"{b['median'] / a['median']:.1f} ×" if a and b else "—"
        lines.append(f"| {row['name']} | {row['rows']:,} | {cell[0]} | {cell[1]} | {given}{times[0]} | {times[1]} | {ratio} |")
    return "\n".join(lines) + "\n"


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=pathlib.Path, help="holds NAME/train.csv, NAME/test.csv and NAME/spec.json; baselines.tsv beside them is shown too")
    options.add_argument("--only", help="names with commas between them")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--out", type=pathlib.Path, help="where the two files go (default: benchmarks/results/<cpu>)")
    given = options.parse_args()
    subprocess.run(["dotnet", "build", str(ROOT / "src" / "Downhill.Cli"), "-c", "Release", "-v", "quiet", "--nologo"], check=True)
    words, folder, _ = machine.processor()
    python = machine.python_with("sklearn")
    parties = machine.versions()
    parties["Downhill"] += f", {given.threads} thread{'s' if given.threads > 1 else ''}"
    parties["scikit-learn"] = "missing: no Python here has sklearn"
    known, rows = baselines(given.folder / "baselines.tsv"), []
    wanted = given.only.split(",") if given.only else None
    with tempfile.TemporaryDirectory() as scratch:
        for place in sorted(path.parent for path in given.folder.glob("*/spec.json")):
            if wanted and place.name not in wanted:
                continue
            spec, runs = json.loads((place / "spec.json").read_text()), {"ours": [], "sklearn": []}
            for turn in range(given.rounds):
                for key in ("ours", "sklearn") if turn % 2 == 0 else ("sklearn", "ours"):
                    if key == "ours":
                        runs[key].append(ours(place, spec, given.threads, pathlib.Path(scratch)))
                    elif python:
                        runs[key].append(theirs(python, place, spec))
            if runs["sklearn"]:
                parties["scikit-learn"] = runs["sklearn"][0]["version"] + ", MLPClassifier and MLPRegressor as they come"
            rows.append({"name": place.name, "rows": rows_of(place / "train.csv"), "task": spec["task"], "known": known.get(place.name, {}), "runs": {key: summary(found) for key, found in runs.items() if found}})
            print(place.name, {key: (number(run["score"]), f"{run['median']:.2f} s") for key, run in rows[-1]["runs"].items()}, flush=True)
            write(given, folder, words, parties, rows)


def write(given, folder, words, parties, rows):
    """Writes what has been measured so far."""
    result = {"processor": words, "date": datetime.date.today().isoformat(), "busy": os.getloadavg()[0], "rounds": given.rounds, "parties": parties, "rows": rows}
    out = given.out or ROOT / "benchmarks" / "results" / folder
    out.mkdir(parents=True, exist_ok=True)
    (out / "tables.json").write_text(json.dumps(result, indent=1) + "\n")
    (out / "tables.md").write_text(page(result))


if __name__ == "__main__":
    main()
