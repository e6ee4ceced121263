"""The processes that are timed: ours, one for each measurement; a peer's, one for each number of threads, for the whole run."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMMAND = ROOT / "src/Downhill.Cli/bin/Release/net10.0/Downhill.Cli.dll"
BENCHMARKS = ROOT / "benchmarks/Downhill.Benchmarks/bin/Release/net10.0/Downhill.Benchmarks.dll"

# Threads that have just worked spin for a while before they sleep; nobody is timed meanwhile.
PAUSE = 0.06


def build():
    for project in ("src/Downhill.Cli", "benchmarks/Downhill.Benchmarks"):
        done = subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "-nologo", project], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{project} does not build:\n{done.stdout}{done.stderr}")


class Ours:
    name = "Downhill"

    def __init__(self, threads):
        self.threads = threads

    def measure(self, case, seconds):
        arguments = {
            "step": lambda: [case["network"], "--batch", str(case["batch"]), "--optimizer", case["optimizer"]] + (["--gather"] if case.get("gather") else []),
            "forward": lambda: [case["network"], "--batch", str(case["batch"]), "--inference"],
            "product": lambda: ["x".join([str(case["size"])] * 3), "--precision", case["precision"]],
        }[case["kind"]]()
        result = run_json(["dotnet", str(COMMAND), "bench", *arguments, "--threads", str(self.threads), "--seconds", str(seconds), "--json"])
        time.sleep(PAUSE)
        return {"seconds": result["microsecondsPerStep"] / 1e6, "gflops": result["gflops"], "percentOfPeak": result["percentOfPeak"]}

    def close(self):
        pass


class Peer:
    """A worker that answers lines of JSON; `about` is what it says of itself."""

    def __init__(self, name, python, script, threads, environment):
        self.name, self.threads = name, threads
        count = {key: str(threads) for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [python, str(HERE / script)], env=clean() | environment | count, text=True, cwd=HERE,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        self.about = self.answer()

    def measure(self, case, seconds):
        try:
            self.process.stdin.write(json.dumps({"case": case, "seconds": seconds}) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise RuntimeError(f"{self.name} has ended: {error}") from error
        answer = self.answer()
        time.sleep(PAUSE)
        if "problem" in answer:
            raise RuntimeError(f"{self.name} on {case}: {answer['problem']}")
        return answer

    def answer(self):
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        self.errors.seek(0)
        raise RuntimeError((self.errors.read().strip().splitlines() or [f"{self.name} ended without a word"])[-1])

    def close(self):
        try:
            self.process.stdin.close()
            self.process.wait(timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()


def run_json(command):
    done = subprocess.run(command, capture_output=True, text=True, env=clean())
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def clean():
    """The environment without presets that choose a peer's kernels or threads, or ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("OPENBLAS_", "OMP_", "MKL_", "GOMP_", "DOTNET_Enable", "ATEN_"))}
