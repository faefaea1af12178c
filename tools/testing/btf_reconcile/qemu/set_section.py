#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""set_section.py IN OUT SECTION type=N|flags=N: change a section's header, and
nothing else, which no tool of binutils does."""
import struct
import sys

src, dst, wanted, change = sys.argv[1:]
what, value = change.split("=")
data = bytearray(open(src, "rb").read())
shoff, = struct.unpack_from("<Q", data, 0x28)
entsize, count, names = struct.unpack_from("<HHH", data, 0x3A)
names_off, = struct.unpack_from("<Q", data, shoff + names * entsize + 0x18)

for i in range(count):
    header = shoff + i * entsize
    name, = struct.unpack_from("<I", data, header)
    start = names_off + name
    if data[start:data.index(0, start)] == wanted.encode():
        if what == "type":
            struct.pack_into("<I", data, header + 4, int(value, 0))
        else:
            struct.pack_into("<Q", data, header + 8, int(value, 0))
        break
else:
    sys.exit(f"{src} has no {wanted}")
open(dst, "wb").write(data)
