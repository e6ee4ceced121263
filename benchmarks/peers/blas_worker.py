"""OpenBLAS: cblas_sgemm and cblas_dgemm, called in the library itself."""

import ctypes
import os
import random

from worker import serve

ROW_MAJOR, AS_IT_IS = 101, 111

library = ctypes.CDLL(os.environ["PEER_OPENBLAS"])
library.openblas_get_corename.restype = library.openblas_get_config.restype = ctypes.c_char_p


def matrix(kind, size):
    some = [random.random() for _ in range(4093)]
    count = size * size
    return (kind * count)(*(some * (count // len(some) + 1))[:count])


def prepare(case):
    size = case["size"]
    kind, multiply = (ctypes.c_double, library.cblas_dgemm) if case["precision"] == "double" else (ctypes.c_float, library.cblas_sgemm)
    a, b, c = (matrix(kind, size) for _ in range(3))

    def run(times):
        for _ in range(times):
            multiply(ROW_MAJOR, AS_IT_IS, AS_IT_IS, size, size, size, kind(1), a, size, b, size, kind(0), c, size)

    return library.openblas_get_corename().decode(), run


if __name__ == "__main__":
    serve({"version": library.openblas_get_config().decode().split(" NO_")[0], "core": library.openblas_get_corename().decode()}, prepare)
