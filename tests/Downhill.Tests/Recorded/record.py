#!/usr/bin/env python3
"""Writes what a build of the command line makes of the recorded experiments, examples and lessons.

usage: record.py DOWNHILL SHARED-DATA > hashes.tsv
RecordedTests compares every later build with that file, which version 0.1.0 wrote.
"""
import hashlib
import json
import math
import os
import shlex
import struct
import subprocess
import sys
import tempfile

program, data = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
worked = os.path.join(here, "..", "..", "..", "examples", "worked")


def run(*words):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def tensors(path):
    bytes_ = open(path, "rb").read()
    return hashlib.sha256(bytes_[8 + struct.unpack("<Q", bytes_[:8])[0]:]).hexdigest()


def numbers(value):
    """The distinct numbers in a JSON value, also those written as text in a cell of a table."""
    if isinstance(value, dict):
        return set().union(*map(numbers, value.values()))
    if isinstance(value, list):
        return set().union(*map(numbers, value))
    if isinstance(value, bool) or value is None:
        return set()
    try:
        number = float(value) + 0.0  # no negative zero
        return {number} if math.isfinite(number) else set()
    except ValueError:
        return set()


def figures(text):
    doubles = sorted(numbers(json.loads(text)))
    return hashlib.sha256(b"".join(struct.pack("<d", one) for one in doubles)).hexdigest()


with open(os.path.join(here, "experiments.tsv")) as lines:
    for line in lines:
        name, words = line.rstrip("\n").split("\t")
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "run")
            run("train", *[word.replace("@", data + "/") for word in shlex.split(words)], "--out", out, "--quiet")
            print(f"train {name}\t{tensors(os.path.join(out, 'model.safetensors'))}")
for example in ("handwriting", "hill", "mazur"):
    print(f"step {example}\t{figures(run('step', os.path.join(worked, example + '.json'), '--json'))}")
for lesson in ("handwriting", "hill", "slope", "mazur"):
    print(f"walkthrough {lesson}\t{figures(run('walkthrough', lesson, '--json'))}")
