#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""unreached.py HARNESSES CORE LOG...: lines of the core and of the harnesses that no
run of CBMC with --cover location reaches. HARNESSES/unreachable lists those that need not
be: file, the line, why, with tabs between."""
import pathlib
import re
import sys

GOAL = re.compile(r"^\[.*coverage\.\d+\] .*\(lines (.*)\): (SATISFIED|FAILED)$")


def lines_of(text):
    """(file, line) of "a.c:f:1,3-5;b.h:g:7"."""
    for part in text.split(";"):
        path, _, lines = part.strip().split(":")
        for line in lines.split(","):
            first, _, last = line.partition("-")
            for nr in range(int(first), int(last or first) + 1):
                yield pathlib.Path(path).name, nr


def main():
    here, core = map(pathlib.Path, sys.argv[1:3])
    reached, known = set(), set()
    for log in sys.argv[3:]:
        for row in pathlib.Path(log).read_text().splitlines():
            goal = GOAL.match(row)
            if not goal:
                continue
            lines = set(lines_of(goal[1]))
            known |= lines
            if goal[2] == "SATISFIED":
                reached |= lines
    rows = (here / "unreachable").read_text().split("\n")
    allowed = {tuple(row.split("\t")[:2]) for row in rows if not row.startswith("#")}
    for name, nr in sorted(known - reached):
        path = next((d / name for d in (here, core) if (d / name).exists()), None)
        if not path:
            continue
        text = path.read_text().splitlines()[nr - 1].strip()
        if (name, text) not in allowed:
            print(f"{name}:{nr}: {text}")


main()
