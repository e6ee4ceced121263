"""What the project set out to reach, and what was measured: ratios are of times, a peer's to ours, round by round."""

import statistics

import report

PEERS = {"torchsharp": "TorchSharp", "onnxruntime": "ONNX Runtime"}
IMAGES = {"conv-8-16": 2.5, "conv-32-32-64": 1.5, "resnet-18": 1}
FORMS = {"torch": "PyTorch", "compiled": "PyTorch compiled"}


def measure(parts):
    """A row for each target whose part has been measured."""
    rows = []

    def add(what, target, values, unit="", most=False):
        if values:
            median = statistics.median(values)
            rows.append({"what": what, "target": target, "unit": unit, "median": median, "low": min(values), "high": max(values), "met": median <= target if most else median >= target})

    def find(part, **wanted):
        return next((row for row in parts.get(part, {"rows": []})["rows"] if row["case"] == wanted), None)

    def step(network, batch, optimizer="sgd"):
        return find("training", kind="step", network=network, batch=batch, optimizer=optimizer)

    for row in parts.get("products", {"rows": []})["rows"]:
        add(f"{report.name(row['case'])} product, one thread each, against OpenBLAS", 1, report.ratios(report.one(row, "blas"), report.one(row, "ours")), " ×")
    for row in parts.get("products", {"rows": []})["rows"]:
        add(f"{report.name(row['case'])} product, all threads, of the peak", 85, report.most(row, "ours")["all percentOfPeak"], " %")
    for row in parts.get("training", {"rows": []})["rows"]:
        if 32 <= row["case"]["batch"] <= 128 and not row["case"].get("gather"):
            add(f"{report.name(row['case'])}, one thread, of the peak", 75, report.one(row, "ours")["all percentOfPeak"], " %")

    for network, batch, optimizer, alone, target in [
        ("784-128-10", 32, "sgd", True, 3),
        ("784-128-10", 32, "sgd", False, 5),
        ("784-128-10", 32, "adam", True, 6),
        ("784-1024-1024-10", 256, "sgd", False, 2.3),
        ("4-16-3", 16, "sgd", True, 60),
        ("2-2-2", 1, "sgd", True, 300),
    ]:
        row = step(network, batch, optimizer)
        if row is not None:
            for key, form in FORMS.items():
                theirs, ours = (report.one(row, key), report.one(row, "ours")) if alone else (report.best(row, key), report.most(row, "ours"))
                who = f"one thread each, {form}" if alone else f"all our threads, the best number of {form}"
                add(f"{report.name(row['case'])}, {who}", target, report.ratios(theirs, ours), " ×")

    for network, target in [("64-64-10", 50), ("784-128-10", 5)]:
        row = find("inference", kind="forward", network=network, batch=1)
        if row is not None:
            for key, form in FORMS.items():
                add(f"{network}, inference at batch 1, one thread each, {form}", target, report.ratios(report.one(row, key), report.one(row, "ours")), " ×")

    for part, peer, target_of in [
        ("products", "torchsharp", lambda case: 1),
        ("training", "torchsharp", lambda case: 1.15 if case["network"] == "784-1024-1024-10" else 1),
        ("images", "torchsharp", lambda case: IMAGES[case["network"]]),
        ("inference", "onnxruntime", lambda case: 1 if case["batch"] == 32 else None),
    ]:
        for row in parts.get(part, {"rows": []})["rows"]:
            target = None if row["case"].get("gather") else target_of(row["case"])
            if target is not None:
                what = f"{part[:-1] if part == 'products' else part}: {report.name(row['case'])}"
                add(f"{what}, the best number of threads each, {PEERS[peer]}", target, report.ratios(report.best(row, peer), report.best(row, "ours")), " ×")

    for row in parts.get("memory", {"rows": []})["rows"]:
        add(f"{report.name(row['case'])}, bytes allocated per step", 0, [row["bytesPerStep"]], most=True)
        add(f"{report.name(row['case'])}, collections in {row['steps']:,} steps", 0, [row["collections"]], most=True)
    return rows
