"""The processes that are timed: ours, one for each measurement; a peer's, one for each number of threads, for the whole run."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import cases

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMMAND = ROOT / "src/Downhill.Cli/bin/Release/net10.0/Downhill.Cli.dll"
BENCHMARKS = ROOT / "benchmarks/Downhill.Benchmarks/bin/Release/net10.0/Downhill.Benchmarks.dll"
PEERS = ROOT / "benchmarks/peers/Downhill.Peers/bin/Release/net10.0/linux-x64"

# Threads that have just worked spin for a while before they sleep; nobody is timed meanwhile.
PAUSE = 0.06


# Of --avx2: what keeps a program from AVX-512, as far as it can be kept from it; ONNX Runtime cannot.
AVX2 = {"DOTNET_EnableAVX512": "0", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2"}
limits = {}


def build():
    for project in ("src/Downhill.Cli", "benchmarks/Downhill.Benchmarks"):
        problem = build_one(project)
        if problem:
            sys.exit(problem)


def build_one(project):
    """Builds a project; what went wrong, or nothing."""
    done = subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "-nologo", project], cwd=ROOT, capture_output=True, text=True)
    return f"{project} does not build:\n{done.stdout}{done.stderr}" if done.returncode else None


class Ours:
    name = "Downhill"

    def __init__(self, threads):
        self.threads = threads

    def measure(self, case, seconds):
        if case.get("network") in cases.IMAGES:
            result = run_json(["dotnet", str(BENCHMARKS), "step", *cases.IMAGES[case["network"]], str(case["batch"]), str(self.threads), str(seconds)])
            time.sleep(PAUSE)
            return {"seconds": result["seconds"]}
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

    def __init__(self, name, command, threads, environment):
        self.name, self.threads = name, threads
        count = {key: str(threads) for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, env=clean() | environment | count, text=True, cwd=HERE,
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


def python_worker(python, script):
    """The command of a worker that is written in Python."""
    return [python, str(HERE / script)]


def dotnet_worker(name, threads):
    """The command of a worker that is written in C#."""
    return ["dotnet", str(PEERS / "Downhill.Peers.dll"), name, str(threads)]


def run_json(command):
    done = subprocess.run(command, capture_output=True, text=True, env=clean())
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def clean():
    """The environment without presets that choose a peer's kernels or threads, or ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("OPENBLAS_", "OMP_", "MKL_", "GOMP_", "DOTNET_Enable", "ATEN_"))} | limits
