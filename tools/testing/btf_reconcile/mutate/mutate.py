#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""mutate.py NUMBER SEED EQUIVALENT OUT CORE RELINK TEST...: are the tests of the core
worth something? Puts so many faults into it, one at a time, each of another operator,
constant or statement, and counts those that a test notices. The makefile RELINK builds
the tests in OUT. A fault that nothing can notice is listed in the file EQUIVALENT, with
the reason. Prints TAP."""
import pathlib
import random
import re
import subprocess
import sys

FILES = ["", "_read", "_check", "_match", "_compare", "_rewrite", "_index", "_describe"]
ENOUGH = 95	# per cent

# What is found in a line, and what it becomes.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " + "), (r" % ", " / "),
    (r" & ~", " & "), (r" \|= ", " = "), (r" \+= ", " -= "), (r" -= ", " += "),
    (r"\+\+", "--"), (r"!(?=[a-z*(])", ""), (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"), (r"\b0\b", "1"), (r"\b1\b", "0"), (r"\b2\b", "3"),
    (r" \? (.*) : (.*);", r" ? \2 : \1;"), (r" >> ", " << "),
    (r"\bcontinue;", ";"), (r"\bbreak;", ";"), (r"\breturn -E\w+;", "return 0;"),
]
# A statement without which the rest is still C.
STATEMENT = re.compile(r"^\t+[a-z*][^;{}]*(\(.*\)|[+-]?=.*|\+\+|--);$")
DECLARATION = re.compile(r"^\t+(const |static |struct |enum |__u|int |char |bool |return|"
                         r"goto )")


def code_lines(text):
    """Lines of functions and tables, their numbers; without comments and strings."""
    comment = False
    for nr, line in enumerate(text):
        if line.startswith("/*") or line.lstrip().startswith("/*"):
            comment = True
        if not comment and not line.startswith(("#", " *")) and '"' not in line:
            yield nr, line
        if "*/" in line:
            comment = False


def mutants_of(path):
    text = path.read_text().split("\n")
    for nr, line in code_lines(text):
        for pattern, new in SWAPS:
            for found in re.finditer(pattern, line):
                changed = line[:found.start()] + found.expand(new) + \
                    line[found.end():]
                yield path.name, nr, line, changed
        if STATEMENT.match(line) and not DECLARATION.match(line):
            yield path.name, nr, line, "\t;"


def put(core, copy, mutant):
    name, nr, _, changed = mutant
    copy.mkdir(parents=True, exist_ok=True)
    sources = [core / f"btf_reconcile{f}.c" for f in FILES]
    for path in sources + [core / "btf_reconcile_core.h"]:
        text = path.read_text()
        if path.name == name:
            lines = text.split("\n")
            lines[nr] = changed
            text = "\n".join(lines)
        old = copy / path.name
        if not old.exists() or old.read_text() != text:
            old.write_text(text)


def noticed(tests):
    for test in tests:
        try:
            run = subprocess.run([test], capture_output=True, timeout=120,
                                 check=False)
        except subprocess.TimeoutExpired:
            return True
        if run.returncode:
            return True
    return False


def build(relink, copy):
    return not subprocess.run(["make", "-s", "-f", relink, f"COPY={copy}"],
                              capture_output=True, check=False).returncode


def main():
    number, seed = int(sys.argv[1]), int(sys.argv[2])
    equivalent, out, core = map(pathlib.Path, sys.argv[3:6])
    copy, relink = out.absolute() / "core", sys.argv[6]
    tests = [out.absolute() / name for name in sys.argv[7:]]
    known = {tuple(row.split(": ", 2)[:2]) for row in equivalent.read_text().split("\n")
             if row and not row.startswith("#")}
    put(core, copy, (None,) * 4)
    if not build(relink, copy) or noticed(tests):
        print("not ok 1 - mutants: the tests fail without one\n1..1")
        return
    mutants = [m for f in FILES for m in mutants_of(core / f"btf_reconcile{f}.c")]
    total = len(mutants)
    random.Random(seed).shuffle(mutants)
    killed = survived = same = 0
    for mutant in mutants:
        if killed + survived + same == number:
            break
        name, nr, line, changed = mutant
        put(core, copy, mutant)
        if not build(relink, copy):
            continue	# not C, or the compiler warns of it
        if noticed(tests):
            killed += 1
        elif (name, " ".join(changed.split())) in known:
            same += 1
        else:
            survived += 1
            print(f"# survived: {name}:{nr + 1}\n#   {line.strip()}\n"
                  f"#   {changed.strip()}", flush=True)
    share = 100 * killed // max(killed + survived, 1)
    print(f"{'ok' if share >= ENOUGH and killed else 'not ok'} 1 - mutants: "
          f"{killed} of {killed + survived} noticed, {share} %")
    print(f"# {same} are equivalent; {total} in all, seed {seed}\n1..1")


main()
