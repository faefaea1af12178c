#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""set_section.py IN OUT SECTION CHANGE: change a section of an ELF file as no
tool of binutils does, and nothing else. CHANGE is one of

type=N, flags=N	in its header
size=N		in its header: the rest of its contents is not part of it
odd=N		its contents stand at the end of the file, N past a multiple of 8
byte=AT:N	in its contents
text=OLD:NEW	in its contents, of the same length, each time OLD is a C string
"""
import struct
import sys

TYPE, FLAGS, OFFSET, SIZE = 1, 2, 4, 5	# in a section's header


class Elf:
    """Where a file has what, by its word size and byte order."""
    def __init__(self, data):
        self.data = data
        order = {1: "<", 2: ">"}[data[5]]
        word, shoff, counts, self.header = {
            1: ("I", 0x20, 0x2E, "IIIIIIIIII"),
            2: ("Q", 0x28, 0x3A, "IIQQQQIIQQ"),
        }[data[4]]
        self.header = order + self.header
        self.shoff, = struct.unpack_from(order + word, data, shoff)
        self.counts = struct.unpack_from(order + "HHH", data, counts)

    def fields(self, index):
        at = self.shoff + index * self.counts[0]
        return at, list(struct.unpack_from(self.header, self.data, at))

    def headers(self):
        """Each section's name, where its header is, and what is in it."""
        _, count, names = self.counts
        strs = self.fields(names)[1][OFFSET]
        for i in range(count):
            at, fields = self.fields(i)
            start = strs + fields[0]
            name = self.data[start:self.data.index(0, start)].decode()
            yield name, at, fields


def apply(data, fields, what, value):
    start, size = fields[OFFSET], fields[SIZE]
    contents = bytes(data[start:start + size])
    if what == "type":
        fields[TYPE] = int(value, 0)
    elif what == "flags":
        fields[FLAGS] = int(value, 0)
    elif what == "size":
        fields[SIZE] = int(value, 0)
    elif what == "byte":
        at, new = (int(n, 0) for n in value.split(":"))
        data[start + at] = new
    elif what == "odd":
        data.extend(b"\0" * (-len(data) % 8 + int(value)))
        fields[OFFSET] = len(data)
        data.extend(contents)
    elif what == "text":
        old, new = (s.encode() + b"\0" for s in value.split(":"))
        if old not in contents or len(old) != len(new):
            sys.exit(f"cannot put {new} where {old} is")
        data[start:start + size] = contents.replace(old, new)
    else:
        sys.exit(__doc__)


def main():
    src, dst, wanted, change = sys.argv[1:]
    with open(src, "rb") as f:
        data = bytearray(f.read())
    elf = Elf(data)
    for name, at, fields in elf.headers():
        if name == wanted:
            apply(data, fields, *change.split("=", 1))
            struct.pack_into(elf.header, data, at, *fields)
            break
    else:
        sys.exit(f"{src} has no {wanted}")
    with open(dst, "wb") as f:
        f.write(data)


main()
