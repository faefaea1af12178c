#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""extract_btf.py IMAGE OUT: the BTF of a kernel image, of whatever architecture:
what begins as BTF does and has the lengths that its header says, in the image
or in what is compressed in it. The largest is vmlinux's: others belong to BPF
programs that the kernel has built in. A longer header has a layout section, between
types and strings."""
import lzma
import pathlib
import struct
import subprocess
import sys
import zlib

HEADERS = [struct.Struct(order + "HBBIIIII") for order in "<>"]
# Headers of 24 bytes, and of 32 since Linux 7.1.
STARTS = [(header, struct.pack(header.format[0] + "HBBI", 0xeb9f, 1, 0, length))
          for header in HEADERS for length in (24, 32)]


def run(*command):
    """What a command makes of a stream, whatever it says of what follows."""
    return lambda data: subprocess.run(command, input=data, check=False,
                                       stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL).stdout


STREAMS = {
    b"\x1f\x8b\x08": lambda data: zlib.decompressobj(31).decompress(data),
    b"\xfd7zXZ\0": lambda data: lzma.LZMADecompressor().decompress(data),
    b"\x28\xb5\x2f\xfd": run("zstd", "-dcq"),
    b"\x02\x21\x4c\x18": run("lz4", "-dcq"),
}


def places(data, what):
    at = data.find(what)
    while at >= 0:
        yield at
        at = data.find(what, at + 1)


def btf_in(data):
    for header, at in ((h, at) for h, start in STARTS for at in places(data, start)):
        _, _, _, hdr_len, type_off, type_len, str_off, str_len = \
            header.unpack_from(data, at)
        layout = str_off - type_len
        end = at + hdr_len + str_off + str_len
        strs = data[at + hdr_len + str_off:end]
        if (type_off == 0 and 0 <= layout <= (hdr_len != header.size) * 0x1000
                and len(strs) == str_len
                and str_len and strs[0] == 0 and strs[-1] == 0):
            yield data[at:end]


def unpacked(data):
    for magic, unpack in STREAMS.items():
        for at in places(data, magic):
            try:
                yield unpack(data[at:])
            except (lzma.LZMAError, zlib.error):
                pass


def main():
    image = pathlib.Path(sys.argv[1]).read_bytes()
    found = list(btf_in(image)) or [b for data in unpacked(image)
                                    for b in btf_in(data)]
    if not found:
        sys.exit(f"{sys.argv[1]}: no BTF in it")
    pathlib.Path(sys.argv[2]).write_bytes(max(found, key=len))


main()
