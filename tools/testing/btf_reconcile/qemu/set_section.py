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

HEADER = "<IIQQQQIIQQ"	# sh_name, type, flags, addr, offset, size, ...
TYPE, FLAGS, OFFSET, SIZE = 1, 2, 4, 5


def headers(data):
    """Each section's name, where its header is, and what is in it."""
    shoff, = struct.unpack_from("<Q", data, 0x28)
    entsize, count, names = struct.unpack_from("<HHH", data, 0x3A)
    strs, = struct.unpack_from("<Q", data, shoff + names * entsize + 0x18)
    for i in range(count):
        at = shoff + i * entsize
        fields = list(struct.unpack_from(HEADER, data, at))
        start = strs + fields[0]
        yield data[start:data.index(0, start)].decode(), at, fields


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
    for name, at, fields in headers(data):
        if name == wanted:
            apply(data, fields, *change.split("=", 1))
            struct.pack_into(HEADER, data, at, *fields)
            break
    else:
        sys.exit(f"{src} has no {wanted}")
    with open(dst, "wb") as f:
        f.write(data)


main()
