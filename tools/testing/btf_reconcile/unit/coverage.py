#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""coverage.py PROFILE BINARY...: what clang's profile says of the core.

Lines and branches of each file, and those that were never run or never taken
one way. Of a branch this is allowed where a comment on its line, or on the
four above, says why "no test" can take it. Anything else fails.
"""
import json
import re
import subprocess
import sys


def export(profile, binaries):
    objects = [arg for binary in binaries[1:] for arg in ("-object", binary)]
    out = subprocess.run(["llvm-cov", "export", "-instr-profile", profile,
                          binaries[0], *objects],
                         check=True, stdout=subprocess.PIPE).stdout
    return json.loads(out)["data"][0]["files"]


def branches(entry):
    """Each place once, whatever it was inlined into."""
    taken = {}
    for line, col, end, end_col, yes, no, *_ in entry["branches"]:
        counts = taken.setdefault((line, col, end, end_col), [0, 0])
        counts[0] += yes
        counts[1] += no
    return taken


def runs(entry):
    """How often each line was run: the most that a region in it says."""
    count, lines = None, {}
    segments = entry["segments"]
    for (line, _, value, has, *_), following in zip(segments, segments[1:]):
        count = value if has else None
        if count is None:
            continue
        for number in range(line, following[0] + 1):
            lines[number] = max(lines.get(number, 0), count)
    return lines


def explained(source, line):
    return "no test" in " ".join(source[max(0, line - 5):line])


def main():
    failed = False
    print(f"{'FILE':28} {'LINES':>18} {'BRANCHES':>18}")
    unseen = []
    for entry in export(sys.argv[1], sys.argv[2:]):
        name = re.sub(".*/", "", entry["filename"])
        if not re.fullmatch(r"btf_reconcile(_[a-z]+)?\.[ch]", name) or \
                "/kernel/" not in entry["filename"]:
            continue
        source = open(entry["filename"]).read().split("\n")
        taken, lines = branches(entry), runs(entry)
        ways = [way for both in taken.values() for way in both]
        print(f"{name:28} {sum(map(bool, lines.values())):8} of {len(lines):6}"
              f" {sum(map(bool, ways)):8} of {len(ways):6}")
        for number, count in sorted(lines.items()):
            if not count:
                unseen.append(f"{name}:{number}: never run: "
                              + source[number - 1].strip())
                failed |= not explained(source, number)
        for place, both in sorted(taken.items()):
            for way, count in zip(("true", "false"), both):
                if not count:
                    why = explained(source, place[0])
                    unseen.append(f"{name}:{place[0]}: never {way}"
                                  f"{', explained there' if why else ''}: "
                                  + source[place[0] - 1].strip())
                    failed |= not why
    print("\n".join([""] + unseen))
    return failed


sys.exit(main())
