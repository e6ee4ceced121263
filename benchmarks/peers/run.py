#!/usr/bin/env python3
"""Times Downhill and its peers in turn on this machine and writes benchmarks/results/<cpu>/; docs/benchmarks.md tells more."""

import argparse
import datetime
import itertools
import json
import os
import statistics
import sys
import time

import cases
import machine
import report
import torchsharp
from parties import AVX2, BENCHMARKS, ROOT, Ours, Peer, build, dotnet_worker, limits, python_worker, run_json

QUICK_ROWS = 2
PARTS = ("training", "images", "inference", "products", "growth", "threads", "memory")


def parties_of(cores, say):
    """Everybody who can take part, by number of threads, and what is to be said of each."""
    counts = sorted({1, cores}) if cores <= 4 else sorted({1, cores // 4, cores // 2, cores})
    found, notes = {"ours": {count: Ours(count) for count in sorted({1, cores})}}, machine.versions()
    library, core = machine.openblas(), None
    blas_environment = {}
    if library is None:
        notes["OpenBLAS"] = "missing: no libopenblas was found; set PEER_OPENBLAS to one"
    else:
        core, used, tried = machine.best_core_type(library, say)
        blas_environment = {"PEER_OPENBLAS": library} | machine.core_environment(core)
        found["blas"] = {count: Peer("OpenBLAS", python_worker(sys.executable, "blas_worker.py"), count, blas_environment) for count in sorted({1, cores})}
        notes["OpenBLAS"] = f"{found['blas'][1].about['version']}, core type {used}; tried {tried}"
    preload = blas_environment | ({"LD_PRELOAD": library} if library else {})
    for key, name, module, script in (("torch", "PyTorch", "torch", "torch_worker.py"), ("sklearn", "scikit-learn", "sklearn", "sklearn_worker.py")):
        python = machine.python_with(module)
        if python is None:
            notes[name] = f"missing: no Python here has {module}"
            continue
        try:
            extra = machine.best_capability(python, preload, say) if key == "torch" else {}
            used_counts = counts if key == "torch" else sorted({1, cores})
            found[key] = {count: Peer(name, python_worker(python, script), count, preload | extra) for count in used_counts}
        except RuntimeError as error:
            notes[name] = f"missing: {error}"
            continue
        about = found[key][1].about
        notes[name] = ", ".join([about["version"], *(f"{k} {v}" for k, v in about.items() if k not in ("version", "threads"))])
        if key == "torch":
            speed = found[key][1].measure(cases.product(1024, "float"), 0.2)["seconds"]
            notes[name] += f", matrix products by {'the OpenBLAS above' if library else 'its own BLAS'} ({2 * 1024**3 / speed / 1e9:.0f} GFLOP/s on one thread)"
    dotnet_parties(counts, found, notes, say)
    return found, notes


def dotnet_parties(counts, found, notes, say):
    """TorchSharp and ONNX Runtime, for .NET as we are; a project of their own is built for them."""
    problem = torchsharp.build()
    for key, name in (("torchsharp", "TorchSharp"), ("onnxruntime", "ONNX Runtime")):
        try:
            if problem:
                raise RuntimeError(problem.splitlines()[0])
            environment = torchsharp.environment(say) if key == "torchsharp" else {}
            found[key] = {count: Peer(name, dotnet_worker(key, count), count, environment) for count in counts}
        except RuntimeError as error:
            notes[name] = f"missing: {error}"
            continue
        about = found[key][counts[0]].about
        notes[name] = ", ".join([about["version"], *(f"{k} {v}" for k, v in about.items() if k not in ("version", "threads"))])


def compare(case, found, keys, rounds, seconds, say):
    """Each party in turn, round after round; every other round in the opposite order."""
    contestants = [(key, count, party) for key in keys for count, party in found.get("torch" if key == "compiled" else key, {}).items()]
    runs = {f"{key}-{count}": {"party": key, "threads": count, "rounds": []} for key, count, _ in contestants}
    for number in range(rounds):
        for key, count, party in contestants if number % 2 == 0 else contestants[::-1]:
            run = runs[f"{key}-{count}"]
            if "problem" in run:
                continue
            try:
                result = party.measure(case | {"compiled": True} if key == "compiled" else case, seconds)
            except RuntimeError as error:
                if key == "ours":
                    raise
                run["problem"] = str(error)
                say(f"  {error}")
                continue
            run["rounds"].append(result.pop("seconds"))
            for name, value in result.items():
                if isinstance(value, str):
                    run[name] = value
                else:
                    run.setdefault(f"all {name}", []).append(value)
    for run in runs.values():
        for name in [name for name in run if name.startswith("all ")]:
            run[name[4:]] = statistics.median(run[name])
        if run["rounds"]:
            run["median"], run["low"], run["high"] = statistics.median(run["rounds"]), min(run["rounds"]), max(run["rounds"])
    return {"case": case, "runs": runs}


def training(found, rounds, seconds, say):
    for case in [cases.step(*row) for row in cases.TRAINING]:
        keys = ["ours", "torchsharp", "torch", "compiled"] + (["sklearn"] if cases.sizes(case["network"])[-1] > 2 else [])
        yield compare(case, found, keys, rounds, seconds, say)
    for network, batch in cases.GATHERED:
        yield compare(cases.step(network, batch) | {"gather": True}, found, ["ours"], rounds, seconds, say)


def images(found, rounds, seconds, say):
    for row in cases.CONVOLUTIONS:
        yield compare(cases.step(*row), found, ["ours", "torchsharp", "torch"], rounds, seconds, say)


def inference(found, rounds, seconds, say):
    for row in cases.INFERENCE:
        yield compare(cases.forward(*row), found, ["ours", "onnxruntime", "torchsharp", "torch", "compiled", "sklearn"], rounds, seconds, say)


def products(found, rounds, seconds, say):
    for row in cases.PRODUCTS:
        yield compare(cases.product(*row), found, ["ours", "torchsharp", "blas"], rounds, seconds, say)


def growth(found, rounds, seconds, say):
    alone = {key: {1: counts[1]} for key, counts in found.items()}
    for series, points in cases.GROWTH.items():
        for x, network, batch in points:
            yield compare(cases.step(network, batch), alone, ["ours", "torch"], max(1, rounds // 2), seconds / 2, say) | {"series": series, "x": x}


def threads(found, rounds, seconds, say):
    everybody = found | {"ours": {count: Ours(count) for count in range(1, max(found["ours"]) + 1)}}
    yield compare(cases.step(*cases.THREADS_NETWORK), everybody, ["ours", "torch"], rounds, seconds, say)


def memory(found, rounds, seconds, say):
    steps = 100_000 if rounds > 1 else 2_000
    for network, batch, optimizer in cases.MEMORY:
        count = max(found["ours"]) if batch > 1 else 1
        result = run_json(["dotnet", str(BENCHMARKS), "memory", network, str(batch), optimizer, str(count), str(steps)])
        yield {"case": cases.step(network, batch, optimizer), "threads": count, **result}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help=f"parts, with commas between: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each party is timed (default: 5)")
    parser.add_argument("--seconds", type=float, default=0.3, help="how long each time (default: 0.3)")
    parser.add_argument("--quick", action="store_true", help="one short round of the first rows of each part, to see that everything works; written to artifacts/benchmarks")
    parser.add_argument("--resume", action="store_true", help="leave out parts whose file is there already")
    parser.add_argument("--avx2", action="store_true", help="without AVX-512, as most people's processors; written to a folder of its own")
    parser.add_argument("--no-build", action="store_true", help="time what was built before")
    wishes = parser.parse_args()
    chosen = wishes.only.split(",") if wishes.only else list(PARTS)
    unknown = [part for part in chosen if part not in PARTS]
    if unknown or wishes.rounds < 1 or wishes.seconds <= 0:
        parser.error(f"there is no part '{unknown[0]}'" if unknown else "--rounds and --seconds must be above 0")
    rounds, seconds = (1, 0.05) if wishes.quick else (wishes.rounds, wishes.seconds)

    began = time.monotonic()

    def say(text):
        print(f"[{time.monotonic() - began:4.0f} s] {text}", flush=True)

    words, folder, cores = machine.processor()
    if wishes.avx2:
        limits.update(AVX2)
        words, folder = words + ", AVX-512 switched off (not for ONNX Runtime)", folder + "-avx2"
    load = os.getloadavg()[0]
    if load > cores / 2:
        say(f"other programs keep {load:.1f} of {cores} cores busy: the results will say so, and be worth little")
    target = ROOT / ("artifacts/benchmarks" if wishes.quick else "benchmarks/results") / folder
    chosen = [part for part in chosen if not (wishes.resume and (target / f"{part}.json").exists())]
    if chosen:
        if not wishes.no_build:
            say("building")
            build()
        found, notes = parties_of(cores, say)
        for name, note in notes.items():
            say(f"{name}: {note}")
        target.mkdir(parents=True, exist_ok=True)
        for part in chosen:
            rows, loads = [], []
            for row in itertools.islice(globals()[part](found, rounds, seconds, say), QUICK_ROWS if wishes.quick else None):
                rows.append(row)
                loads.append(os.getloadavg()[0])
                say(report.line(part, row))
            result = {
                "part": part, "processor": words, "cores": cores, "date": datetime.date.today().isoformat(),
                "rounds": rounds, "seconds": seconds, "load": round(load, 1), "loadAfterRows": [round(value, 1) for value in loads], "parties": notes, "rows": rows,
            }
            (target / f"{part}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        for peers in found.values():
            for party in peers.values():
                party.close()
    report.write(target)
    say(f"written to {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
