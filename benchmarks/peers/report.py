#!/usr/bin/env python3
"""Turns the JSON of results into pages, and measures the targets: report.py rewrites every page below benchmarks/results."""

import json
import pathlib
import statistics
import sys

import targets

RESULTS = pathlib.Path(__file__).resolve().parent.parent / "results"
TITLES = {
    "training": "Training: microseconds of a step",
    "images": "Training on images: milliseconds of a step",
    "inference": "Inference: microseconds of a forward pass",
    "products": "Matrix products of squares: GFLOP/s",
    "growth": "How the cost of a step grows, one thread each: microseconds",
    "threads": "How threads help: microseconds of a step",
    "memory": "What training leaves for the garbage collector",
}
NAMES = {"ours": "Downhill", "torchsharp": "TorchSharp", "onnxruntime": "ONNX Runtime", "torch": "PyTorch", "compiled": "PyTorch compiled", "sklearn": "scikit-learn", "blas": "OpenBLAS"}


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def times(run, unit=1e6):
    return f"{number(run['median'] * unit)} ({number(run['low'] * unit)}–{number(run['high'] * unit)})" if run and run["rounds"] else "—"


def best(row, *keys):
    """A party's run in the form and with the number of threads that serve it best."""
    runs = [run for run in row["runs"].values() if run["party"] in keys and run["rounds"]]
    return min(runs, key=lambda run: run["median"], default=None)


def one(row, key):
    return row["runs"].get(f"{key}-1")


def most(row, key):
    runs = [run for run in row["runs"].values() if run["party"] == key]
    return max(runs, key=lambda run: run["threads"], default=None)


def ratios(theirs, ours):
    """How many times as long they take, round by round."""
    return [a / b for a, b in zip(theirs["rounds"], ours["rounds"])] if theirs and ours else []


def ratio(theirs, ours):
    found = ratios(theirs, ours)
    return f"{number(statistics.median(found))} × ({number(min(found))}–{number(max(found))})" if found else "—"


def name(case):
    if case["kind"] == "product":
        return f"{case['size']} {case['precision']}"
    optimizer = f", {case['optimizer']}" if case["kind"] == "step" else ""
    return f"{case['network']}, batch {case['batch']:,}{optimizer}{', gathered' if case.get('gather') else ''}"


def line(part, row):
    """A row as it is measured."""
    if part == "memory":
        return f"{name(row['case'])}: {row['bytesPerStep']} bytes a step, {row['collections']} collections in {row['steps']:,} steps"
    runs = ", ".join(f"{NAMES[run['party']]} {run['threads']}: {times(run)}" for run in row["runs"].values())
    return f"{part}: {name(row['case'])}: {runs} µs"


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + "|".join("---" if i == 0 else "--:" for i in range(len(headings))) + "|"]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


# The parties of .NET have a column each where they took part; PyTorch and scikit-learn have theirs always.
DOTNET = ("torchsharp", "onnxruntime")


def took_part(data, key):
    return any(run["party"] == key for row in data["rows"] for run in row["runs"].values())


def compared(data):
    others = [key for key in DOTNET if took_part(data, key)]
    rows = []
    for row in data["rows"]:
        ours, all_ours, theirs, compiled = one(row, "ours"), most(row, "ours"), one(row, "torch"), one(row, "compiled")
        their_best, learn = best(row, "torch", "compiled"), best(row, "sklearn")
        cells = [name(row["case"]), times(ours), f"{number(ours['percentOfPeak'])} %"]
        for key in others:
            cells += [times(one(row, key)), ratio(one(row, key), ours)]
        cells += [times(theirs), ratio(theirs, ours), times(compiled), ratio(compiled, ours), times(all_ours)]
        for key in others:
            cells += [with_threads(best(row, key)), ratio(best(row, key), best(row, "ours"))]
        rows.append(cells + [
            f"{with_threads(their_best)}{', ' + their_best['form'] if their_best else ''}", ratio(their_best, all_ours), times(learn), ratio(learn, all_ours)])
    heads = ["network", "Downhill, 1 thread", "of peak"]
    for key in others:
        heads += [f"{NAMES[key]}, 1 thread", "speed-up"]
    heads += ["PyTorch, 1 thread", "speed-up", "PyTorch compiled, 1 thread", "speed-up", f"Downhill, {data['cores']} threads"]
    for key in others:
        heads += [f"{NAMES[key]} at its best", "speed-up, both at their best"]
    return table(heads + ["PyTorch at its best", "speed-up", "scikit-learn at its best", "speed-up"], rows)


def with_threads(run):
    return f"{times(run)}{', ' + str(run['threads']) + ' th.' if run else ''}"


def images(data):
    peers = [key for key in ("torchsharp", "torch") if took_part(data, key)]
    rows = []
    for row in data["rows"]:
        cells = [name(row["case"])]
        for choose in (one, most):
            ours = choose(row, "ours")
            cells.append(times(ours, 1e3))
            for key in peers:
                cells += [times(choose(row, key), 1e3), ratio(choose(row, key), ours), of_least(choose(row, key), ours)]
        rows.append(cells)
    heads = ["network"]
    for count in ("1 thread", f"{data['cores']} threads"):
        heads.append(f"Downhill, {count}")
        for key in peers:
            heads += [f"{NAMES[key]}, {count}", "speed-up", "by the least"]
    return table(heads, rows) + ["", "The networks are those of `benchmarks/peers/cases.py`. By the least: the ratio of the least times of all rounds."]


def of_least(theirs, ours):
    return f"{number(theirs['low'] / ours['low'])} ×" if theirs and theirs["rounds"] and ours["rounds"] else "—"


def products(data):
    def speed(row, run):
        return "—" if not run or not run["rounds"] else f"{number(2 * row['case']['size'] ** 3 / run['median'] / 1e9)} ({number(2 * row['case']['size'] ** 3 / run['high'] / 1e9)}–{number(2 * row['case']['size'] ** 3 / run['low'] / 1e9)})"

    peers = [key for key in ("torchsharp", "blas") if took_part(data, key) or key == "blas"]
    rows = []
    for row in data["rows"]:
        cells = [name(row["case"])]
        for choose in (one, most):
            ours = choose(row, "ours")
            cells += [speed(row, ours), f"{number(ours['percentOfPeak'])} %"]
            for key in peers:
                cells += [speed(row, choose(row, key)), ratio(choose(row, key), ours)]
        rows.append(cells)
    heads = ["square"]
    for count in ("1 thread", f"{data['cores']} threads"):
        heads += [f"Downhill, {count}", "of peak"]
        for key in peers:
            heads += [f"{NAMES[key]}, {count}", f"{NAMES[key]} takes"]
    return table(heads, rows)


def growth(data):
    lines = []
    for series in dict.fromkeys(row["series"] for row in data["rows"]):
        rows = [row for row in data["rows"] if row["series"] == series]
        shown = rows[0]["case"]["network"] if series == "batch" else "784-width-10, batch 32" if series == "width" else "128-128-…-10, batch 32, that many hidden layers"
        lines += [f"## By {series}", "", f"{shown}, sgd.", ""]
        lines += table([series, "Downhill", "GFLOP/s", "of peak", "PyTorch", "PyTorch takes"], [
            [f"{row['x']:,}", times(one(row, "ours")), number(one(row, "ours")["gflops"]), f"{number(one(row, 'ours')['percentOfPeak'])} %", times(one(row, "torch")), ratio(one(row, "torch"), one(row, "ours"))]
            for row in rows]) + [""]
    return lines[:-1]


def by_threads(data):
    row = data["rows"][0]
    lines = [f"{name(row['case'])}.", ""]
    counts = sorted({run["threads"] for run in row["runs"].values()})
    rows = []
    for count in counts:
        ours, theirs = row["runs"].get(f"ours-{count}"), row["runs"].get(f"torch-{count}")
        speedup = f"{one(row, 'ours')['median'] / ours['median']:.2f} ×" if ours else "—"
        rows.append([count, times(ours), speedup, f"{number(ours['percentOfPeak'])} %" if ours else "—", times(theirs), f"{one(row, 'torch')['median'] / theirs['median']:.2f} ×" if theirs else "—"])
    return lines + table(["threads", "Downhill", "speed-up", "of peak", "PyTorch", "speed-up"], rows)


def memory(data):
    return table(["network", "threads", "steps", "bytes allocated per step", "collections"], [
        [name(row["case"]), row["threads"], f"{row['steps']:,}", number(row["bytesPerStep"]), row["collections"]] for row in data["rows"]])


RENDER = {"training": compared, "images": images, "inference": compared, "products": products, "growth": growth, "threads": by_threads, "memory": memory}


def busy(data):
    """How busy the machine was: before the first row, and while the rows were timed, these programs included."""
    after = data.get("loadAfterRows")
    return f"other programs kept {data['load']} cores busy" + (f" at the start; the load average was {min(after)} to {max(after)} while it ran" if after else "")


def page(data):
    lines = [f"# {TITLES[data['part']]}", "", f"{data['processor']}; {data['date']}; medians of {data['rounds']} rounds of {data['seconds']} s each, lowest and highest in brackets; {busy(data)}. [How to read this](../../../docs/benchmarks.md).", ""]
    lines += RENDER[data["part"]](data) + ["", "Parties:", ""]
    return "\n".join(lines + [f"- {party}: {note}" for party, note in data["parties"].items()]) + "\n"


def write(folder):
    """Writes the page of each part's JSON, and targets.json and its page."""
    parts = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json")) if path.stem in TITLES}
    for part, data in parts.items():
        (folder / f"{part}.md").write_text(page(data))
    rows = targets.measure(parts)
    (folder / "targets.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    lines = ["# Targets", "", f"{next(iter(parts.values()))['processor']}. Medians, lowest and highest in brackets; the rounds are those of the pages beside this one.", ""] if parts else []
    lines += table(["what", "target", "measured", "met"], [
        [row["what"], f"{row['target']}{row['unit']}", f"{number(row['median'])}{row['unit']} ({number(row['low'])}–{number(row['high'])})", "yes" if row["met"] else f"**no**, {number(row['median'] / row['target'] * 100)} % of it" if row["target"] else "**no**"]
        for row in rows])
    (folder / "targets.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    for folder in sorted(path for path in RESULTS.iterdir() if path.is_dir()) if len(sys.argv) == 1 else map(pathlib.Path, sys.argv[1:]):
        write(folder)
