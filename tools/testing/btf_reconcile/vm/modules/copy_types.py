#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""copy_types.py BASE BTF OUT: a module's BTF as it is where deduplication failed when it
was built, with copies of its own of all types of the base that it leads to but integers.
All three are raw BTF."""
import pathlib
import struct
import sys

INT, ARRAY, STRUCT, UNION, PROTO, DATASEC = 1, 3, 4, 5, 13, 15
HAS_TYPE = {2, 8, 9, 10, 11, 12, PROTO, 14, 17, 18}  # where others have a size
FIXED = {INT: 1, ARRAY: 3, 14: 1, 17: 1}
ELEM = {STRUCT: 3, UNION: 3, 6: 2, PROTO: 2, DATASEC: 3, 19: 3}


class Btf:
    """Types as lists of words, the first of them with the id @first."""

    def __init__(self, path, first=1):
        data = pathlib.Path(path).read_bytes()
        self.order = "<" if data[0] == 0x9f else ">"
        _, _, _, hdr_len, type_off, type_len, str_off, str_len = \
            struct.unpack_from(self.order + "HBBIIIII", data)
        self.strs = data[hdr_len + str_off:hdr_len + str_off + str_len]
        words = struct.unpack_from(f"{self.order}{type_len // 4}I", data,
                                   hdr_len + type_off)
        self.types, at = [], 0
        while at < len(words):
            kind, vlen = words[at + 1] >> 24 & 0x7f, words[at + 1] & 0xffffff
            end = at + 3 + FIXED.get(kind, 0) + vlen * ELEM.get(kind, 0)
            self.types.append(list(words[at:end]))
            at = end
        self.next = first + len(self.types)

    def write(self, path):
        types = b"".join(struct.pack(f"{self.order}{len(t)}I", *t) for t in self.types)
        head = struct.pack(self.order + "HBBIIIII", 0xeb9f, 1, 0, 24, 0, len(types), len(types),
                           len(self.strs))
        pathlib.Path(path).write_bytes(head + types + self.strs)


def ids(words):
    """Where in a type ids of types are."""
    kind = words[1] >> 24 & 0x7f
    if kind in HAS_TYPE:
        yield 2
    if kind == ARRAY:
        yield from (3, 4)
    if kind in {STRUCT, UNION, PROTO}:
        yield from range(4, len(words), ELEM[kind])
    if kind == DATASEC:
        yield from range(3, len(words), 3)


def main():
    base = Btf(sys.argv[1])
    module = Btf(sys.argv[2], base.next)
    copies = {}
    todo = [words[at] for words in module.types for at in ids(words)]
    while todo:
        old = todo.pop()
        if not old or old >= base.next or old in copies:
            continue
        words = base.types[old - 1]
        if words[1] >> 24 & 0x7f != INT:
            copies[old] = module.next + len(copies)
            todo += [words[at] for at in ids(words)]
    module.types += [list(base.types[old - 1]) for old in copies]
    for words in module.types:
        for at in ids(words):
            words[at] = copies.get(words[at], words[at])
    module.write(sys.argv[3])
    print(f"copies of {len(copies)} types")


main()
