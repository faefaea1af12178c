#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""make_image.py FORM [FILE [COMPRESSION]]: a kernel image on standard output, as
far as what reads it can tell. Forms:

program		BTF in FILE, as if it were of a BPF program
flat		a kernel without ELF, with the BTF in FILE
elf		an ELF file with room for a kernel around FILE, which is one
arm64, riscv	flat, with the header of that architecture
zboot		an EFI application that unpacks FILE
bzimage, zimage, s390	x86's, arm's and s390's, that unpack FILE
code		FILE (a number) bytes of a kernel
headers, starts	FILE (a number) beginnings of BTF that overlap, and of streams"""
import pathlib
import random
import struct
import sys

KERNEL = 144 << 10  # bytes of a kernel besides its BTF, twice


def code(size):
    """What every format compresses, and is the same each time."""
    words = [bytes([i] * 7) + b"\0" for i in range(1, 129)]
    return b"".join(random.Random(size).choices(words, k=size // 8))


def flat(btf):
    return code(KERNEL) + btf + bytes(-len(btf) % 4) + code(KERNEL - 64)


def program(btf):
    """With a section of the name that all of them have."""
    head = list(struct.unpack_from("<HBBIIIII", btf))
    types = btf[24:24 + head[5]] + struct.pack("<III", head[7], 15 << 24, 0)
    strings = btf[24 + head[6]:24 + head[6] + head[7]] + b"license\0"
    head[5:] = len(types), len(types), len(strings)
    return struct.pack("<HBBIIIII", *head) + types + strings


def at(*parts):
    """Parts at their offsets, zeros between them."""
    out = b""
    for off, part in parts:
        out += bytes(off - len(out)) + part
    return out


def size_appended(payload):
    """As kernels have it behind streams that do not say how much they make."""
    return payload + struct.pack("<I", len(payload))


def elf(file):
    """The kernel is behind the file; what reads ELF does not look there."""
    return file + code(KERNEL)


def headers(number):
    """Each has types up to the end of all, where what they lead to is missing."""
    out, end = b"MZ\0\0", 24 * number
    for start in range(0, end, 24):
        rest = end - start - 24
        out += struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 24, 0, rest, rest, 12)
    return out + bytes(12)


FORMS = {
    "program": program,
    "flat": flat,
    "elf": elf,
    "arm64": lambda btf: at((0, b"MZ"), (56, b"ARM\x64"), (64, flat(btf))),
    "riscv": lambda btf: at((0, b"MZ"), (48, b"RISCV"), (56, b"RSC\x05"),
                            (64, flat(btf))),
    "zboot": lambda file: at((0, b"MZ\0\0zimg"), (8, struct.pack("<II", 0x1000, len(file))),
                             (24, sys.argv[3].encode()), (0x1000, size_appended(file))),
    "bzimage": lambda file: at((0x1fe, b"\x55\xaa"), (0x202, b"HdrS"), (0x4000, code(999)),
                               (0x5000, size_appended(file)), (0x5010 + len(file), code(9999))),
    "zimage": lambda file: at((0x24, b"\x18\x28\x6f\x01"), (0x3000, size_appended(file))),
    "s390": lambda file: at((4, b"\x02\0\0\x18"), (0x10008, b"S390EP"), (0x11000, file)),
    "code": lambda number: code(int(number)),
    "headers": lambda number: headers(int(number)),
    "starts": lambda number: b"MZ\0\0" + b"\x1f\x8b\x08" * int(number),
}


def main():
    form, argument = sys.argv[1], sys.argv[2:3]
    if not argument:
        what = b""
    elif form in ("code", "headers", "starts"):
        what = argument[0]
    else:
        what = pathlib.Path(argument[0]).read_bytes()
    sys.stdout.buffer.write(FORMS[form](what))


main()
