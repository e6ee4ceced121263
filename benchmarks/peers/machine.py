"""What a result depends on besides the code: the processor, the peers' versions, and the kernels they chose."""

import ctypes.util
import glob
import os
import pathlib
import platform
import re
import subprocess
import sys

from cases import product, step
from parties import ROOT, Peer, limits, python_worker

CORE_TYPES = ("", "COOPERLAKE", "SKYLAKEX", "ZEN", "HASWELL")
AVX2_CORE_TYPES = ("ZEN", "HASWELL")
GENERATIONS = {("AuthenticAMD", 23): "Zen to Zen 2", ("AuthenticAMD", 25): "Zen 3 or Zen 4", ("AuthenticAMD", 26): "Zen 5"}


def processor():
    """The processor in words, and as the name of a folder."""
    facts = {}
    path = pathlib.Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            key, _, value = line.partition(":")
            facts.setdefault(key.strip(), value.strip())
    name = facts.get("model name") or platform.processor() or platform.machine()
    family = facts.get("cpu family")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    words = name + (f", family {family}" if family else "")
    generation = GENERATIONS.get((facts.get("vendor_id"), int(family or 0)))
    words += (f" ({generation})" if generation else "") + f", {cores} core{'s' if cores > 1 else ''}"
    folder = re.sub("[^a-z0-9]+", "-", f"{name} {'family ' + family if family else ''} {cores} cores".lower()).strip("-")
    return words, folder, cores


def versions():
    commit = output(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"])
    changed = output(["git", "-C", str(ROOT), "status", "--porcelain", "--", "src"])
    version = re.search("<Version>(.*)</Version>", (pathlib.Path(ROOT) / "Directory.Build.props").read_text())[1]
    return {
        "Downhill": f"{version}, commit {commit}{' with changes' if changed else ''}, .NET {output(['dotnet', '--version'])} SDK",
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }


def output(command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return "unknown"


def python_with(module):
    """A Python that has the module: this one, or one of the system."""
    for candidate in (sys.executable, "/usr/bin/python3", "python3"):
        try:
            if subprocess.run([candidate, "-c", f"import {module}"], capture_output=True).returncode == 0:
                return candidate
        except OSError:
            pass
    return None


def openblas():
    """The library: where PEER_OPENBLAS says, or where the system has it."""
    places = [os.environ.get("PEER_OPENBLAS"), *sorted(glob.glob("/usr/lib/*/openblas-pthread/libopenblas.so*")), *sorted(glob.glob("/opt/openblas/**/openblas-pthread/libopenblas.so*", recursive=True))]
    return next((place for place in places if place and os.path.exists(place)), None) or ctypes.util.find_library("openblas")


def best_core_type(library, say):
    """The core type whose kernels multiply fastest here: each is tried in a process of its own, twice in turn."""
    speeds = {}
    for _ in range(2):
        for core in AVX2_CORE_TYPES if limits else CORE_TYPES:
            peer = Peer("OpenBLAS", python_worker(sys.executable, "blas_worker.py"), 1, {"PEER_OPENBLAS": library} | core_environment(core))
            seconds = sum(peer.measure(product(1024, precision), 0.15)["seconds"] * weight for precision, weight in (("float", 2), ("double", 1)))
            if seconds < speeds.get(core, (float("inf"),))[0]:
                speeds[core] = (seconds, peer.about["core"])
            peer.close()
    best = min(speeds, key=lambda core: speeds[core][0])
    tried = ", ".join(f"{core or 'its own choice'} → {used} {3 * 2 * 1024**3 / seconds / 1e9:.0f} GFLOP/s" for core, (seconds, used) in speeds.items())
    say(f"OpenBLAS core types tried: {tried}; taken: {speeds[best][1]}")
    return best, speeds[best][1], tried


def core_environment(core):
    return {"OPENBLAS_CORETYPE": core} if core else {}


def best_capability(python, environment, say):
    """Whether PyTorch's own loops are faster with AVX-512 than with what it chooses itself."""
    if limits:
        return {}
    times = {}
    for _ in range(2):
        for capability in ("", "avx512"):
            peer = Peer("PyTorch", python_worker(python, "torch_worker.py"), 1, environment | ({"ATEN_CPU_CAPABILITY": capability} if capability else {}))
            seconds = peer.measure(step("784-128-10", 32, "adam"), 0.2)["seconds"]
            times[capability] = min(seconds, times.get(capability, seconds))
            peer.close()
    best = min(times, key=times.get)
    say("PyTorch's loops: " + ", ".join(f"{key or 'its own choice'} {value * 1e6:.0f} µs" for key, value in times.items()) + f"; taken: {best or 'its own choice'}")
    return {"ATEN_CPU_CAPABILITY": best} if best else {}
