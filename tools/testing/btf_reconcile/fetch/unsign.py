#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""unsign.py OUT FILE...: modules in the directory OUT as they were before the build
signed and compressed them."""
import lzma
import pathlib
import sys

MARK = b"~Module signature appended~\n"
INFO_SIZE = 12


def unsigned(data):
    if not data.endswith(MARK):
        return data
    end = len(data) - len(MARK)
    return data[:end - INFO_SIZE - int.from_bytes(data[end - 4:end], "big")]


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, sys.argv[2:]):
        data = path.read_bytes()
        if path.suffix == ".xz":
            data = lzma.decompress(data)
        (out / path.name.removesuffix(".xz")).write_bytes(unsigned(data))


main()
