#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""swap_byte_order.py SECTION FILE: the section in FILE, little-endian and in
hexadecimal, in big-endian order; each kind of type is swapped by itself.

swap_byte_order.py --layout ORDER FILE: BTF, raw, of the order < or >, with the longer
header of Linux 7.1 and a layout section.

swap_byte_order.py --damage SECTION MODULE DIR: copies of a big-endian module, in each
of which another word of the section is all ones."""
import pathlib
import struct
import sys

# Words between a type and its elements, and words of an element, by kind.
FIXED = {1: 1, 3: 3, 14: 1, 17: 1}
EACH = {4: 3, 5: 3, 6: 2, 13: 2, 15: 3, 19: 3}
MOST = 100  # words of a section that are damaged


def words(data, at, number):
    return struct.pack(f">{number}I", *struct.unpack_from(f"<{number}I", data, at))


def layouts(order):
    """Bytes of a type of each kind, of its elements, and flags."""
    return b"".join(struct.pack(order + "BBH", 4 * FIXED.get(kind, 0),
                                4 * EACH.get(kind, 0), kind) for kind in range(20))


def add_layout(order, data):
    head = struct.unpack_from(order + "HBBIIIII", data)
    types, strs = data[24:24 + head[5]], data[24 + head[6]:24 + head[6] + head[7]]
    layout = layouts(order)
    return struct.pack(order + "HBBIIIIIII", *head[:3], 32, 0, len(types),
                       len(types) + len(layout), len(strs), len(types),
                       len(layout)) + types + layout + strs


def btf(data):
    head = struct.unpack_from("<HBBIIIII", data)
    hdr, type_off, type_len, str_off, str_len = head[3:]
    out = struct.pack(">HBBIIIII", *head)
    layout = b""
    if hdr == 32:
        out += words(data, 24, 2)
        layout = layouts(">")
    at = hdr + type_off
    while at < hdr + type_off + type_len:
        info, = struct.unpack_from("<I", data, at + 4)
        kind, vlen = info >> 24 & 31, info & 0xffff
        number = 3 + FIXED.get(kind, 0) + vlen * EACH.get(kind, 0)
        out += words(data, at, number)
        at += 4 * number
    return out + layout + data[hdr + str_off:hdr + str_off + str_len]


def ids(data):
    return words(data, 0, len(data) // 4)


def slots(data):
    number, length = struct.unpack_from("<II", data)
    out, at = struct.pack(">II", number, length), 8
    for _ in range(number):
        out += struct.pack(">IIHH", *struct.unpack_from("<IIHH", data, at))
        at += 12
    return out + ids(data[at:])


SWAP = {".BTF": btf, ".BTF.base_ref": btf, ".BTF.base_ref.ids": slots, ".BTF_ids": ids}


def sections(data):
    """Name, offset and size, in big-endian ELF of 64 bits."""
    start, = struct.unpack_from(">Q", data, 40)
    number, names = struct.unpack_from(">HH", data, 60)
    table = [struct.unpack_from(">IIQQQQIIQQ", data, start + 64 * i)
             for i in range(number)]
    for entry in table:
        name = table[names][4] + entry[0]
        yield data[name:data.index(b"\0", name)].decode(), entry[4], entry[5]


def damage(section, module, where):
    data = pathlib.Path(module).read_bytes()
    off, size = next((o, s) for name, o, s in sections(data) if name == section)
    for at in range(off, off + min(size // 4, MOST) * 4, 4):
        copy = data[:at] + b"\xff\xff\xff\xff" + data[at + 4:]
        pathlib.Path(where, f"{section}.{at - off}.ko").write_bytes(copy)


if sys.argv[1] == "--damage":
    damage(*sys.argv[2:])
elif sys.argv[1] == "--layout":
    sys.stdout.buffer.write(add_layout(sys.argv[2], pathlib.Path(sys.argv[3]).read_bytes()))
else:
    TEXT = pathlib.Path(sys.argv[2]).read_text()
    print(SWAP[sys.argv[1]](bytes.fromhex(TEXT)).hex(), end="")
