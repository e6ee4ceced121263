"""Makes TorchSharp's native files load where the system's C++ library is older than the one they were built with (Debian 12, say)."""

import os
import pathlib
import struct
import subprocess
import sys

from parties import PEERS, build_one, dotnet_worker

LIBRARY = PEERS / "libLibTorchSharp.so"
SHIM = PEERS / "libshim.so"
NEEDS = 0x6FFFFFFE  # the section of an ELF file that lists the versions of symbols it needs
OLD = "GLIBCXX_3.4.21"
NEW = ("GLIBCXX_3.4.31", "GLIBCXX_3.4.32", "CXXABI_1.3.14", "CXXABI_1.3.15")
# The one function of the newer version that is called: it starts the streams of C++, which older libraries do by themselves.
SOURCE = "void _ZSt21ios_base_library_initv(void) {}\n"


def build():
    """Builds the project of the peers for .NET; what went wrong, or nothing."""
    if not sys.platform.startswith("linux"):
        return "TorchSharp and ONNX Runtime are timed on Linux"
    return build_one("benchmarks/peers/Downhill.Peers")


def environment(say):
    """What the environment has to hold so that it loads; its native files are changed where they do not load as they are."""
    preload = {"LD_PRELOAD": str(SHIM)}
    if starts({}):
        return {}
    if not SHIM.exists() or not starts(preload):  # a build puts the files back as they were
        say("TorchSharp does not load here as it is: lowering the versions that it asks of the C++ library, in the benchmark's own folder")
        lower(LIBRARY)
        made = subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(SHIM)], input=SOURCE, text=True, capture_output=True)
        if made.returncode:
            raise RuntimeError(f"gcc cannot make {SHIM.name}: {made.stderr.strip()}")
    return preload


def starts(extra):
    done = subprocess.run(dotnet_worker("torchsharp", 1), env=os.environ | extra, input="", text=True, capture_output=True)
    return done.returncode == 0


def lower(path):
    """Writes the older version over the newer ones in the list of needs."""
    data = bytearray(pathlib.Path(path).read_bytes())
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + i * size) for i in range(count)]
    for _, kind, _, _, offset, _, link, libraries, _, _ in sections:
        if kind == NEEDS:
            needs = list(versions(data, offset, libraries, sections[link][4]))
            old = next((at for at, name in needs if name == OLD), None)
            for at, name in needs:
                if old is not None and name in NEW:
                    data[at:at + 4] = data[old:old + 4]  # the hash of the name
                    data[at + 8:at + 12] = data[old + 8:old + 12]  # its place
    pathlib.Path(path).write_bytes(data)


def versions(data, offset, libraries, names):
    """Where each needed version stands, and its name."""
    for _ in range(libraries):
        _, count, _, first, following = struct.unpack_from("<HHIII", data, offset)
        at = offset + first
        for _ in range(count):
            name, step = struct.unpack_from("<II", data, at + 8)
            end = data.index(0, names + name)
            yield at, data[names + name:end].decode()
            at += step
        offset += following
