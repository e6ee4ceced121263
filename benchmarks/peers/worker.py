"""The loop of a peer's process: a case comes in as a line of JSON, its time goes out as one."""

import json
import statistics
import sys
import time

SLICES = 7
LONGEST = 3  # times the seconds asked for: what is that slow gets fewer slices


def clock(run, times):
    start = time.perf_counter()
    run(times)
    return (time.perf_counter() - start) / times


def median(run, seconds):
    """The median seconds of one run, over slices of about the same length; the first runs only warm up."""
    once = clock(run, 1)
    warm = time.perf_counter() + seconds / 3
    while time.perf_counter() < warm:
        once = clock(run, max(1, int(seconds / 20 / max(once, 1e-9))))
    times = max(1, int(seconds / SLICES / max(once, 1e-9)))
    slices, end = [], time.perf_counter() + LONGEST * seconds
    while len(slices) < SLICES and (len(slices) < 3 or time.perf_counter() < end):
        slices.append(clock(run, times))
    return statistics.median(slices)


def fastest(forms, seconds):
    """The name and the function of the form that is fastest; one that fails is left out."""
    found = {}
    for name, make in forms:
        try:
            run = make()
            found[name] = (median(run, seconds), run)
        except Exception as error:  # a form this version cannot do is no contestant
            print(f"{name}: {error}", file=sys.stderr)
    name = min(found, key=lambda key: found[key][0])
    return name, found[name][1]


def serve(about, prepare):
    """Answers until the input ends. prepare(case) gives a form's name, a function that runs the case n times, and, where it is not one, the steps of a run."""
    print(json.dumps(about), flush=True)
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            case = request["case"]
            key = json.dumps(case)
            if key not in ready:
                network = {name: value for name, value in case.items() if name != "compiled"}
                ready = {other: what for other, what in ready.items() if what[0] == network}  # the memory of others is given back first
                ready[key] = (network, *prepare(case))
            _, form, run, *steps = ready[key]
            answer = {"seconds": median(run, request["seconds"]) / (steps[0] if steps else 1), "form": form}
        except Exception as error:
            answer = {"problem": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)
