#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""second.py SECOND CASES [SEED]: the rules of matching a second time, from
Documentation/bpf/btf_reconcile.rst, slow and plain. So many random pairs of a base and
a module are reconciled by the core (second.c) and here; verdict, mismatches and
every byte of the result must be the same. Prints TAP."""
import copy
import os
import random
import struct
import subprocess
import sys
import tempfile

(VOID, INT, PTR, ARRAY, STRUCT, UNION, ENUM, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT,
 FUNC, PROTO, VAR, DATASEC, FLOAT, DECL_TAG, TYPE_TAG, ENUM64) = range(20)

COMPOSITE = (STRUCT, UNION)
ENUMS = (ENUM, ENUM64)
SIZED = (INT, FLOAT) + ENUMS + COMPOSITE
CHAIN = (TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG)
# What a module may ask for by name, FUNC only in .BTF_ids.
NAMED = SIZED + (FWD, TYPEDEF)
ESRCH, MAX = -3, 0xffffffff

NAMES = ["a", "b", "c", "d", "e"]
INTS = ["int", "unsigned int", "unsigned", "long unsigned int", "unsigned long",
        "signed char", "char", "short", "short int", "a"]
WORDS = {"int", "long", "short", "unsigned", "signed", "char", "__int128"}


class Type:
    """A type. What it leads to are types, None is void.
    elems: of a composite [name, type, offset], of an enum [name, value], of a
    prototype [name, type], of a section [variable]."""

    def __init__(self, kind, name="", size=0, to=None, elems=(), flag=0, data=0,
                 index=None):
        self.kind, self.name, self.size, self.to = kind, name, size, to
        self.elems, self.flag, self.data = [list(e) for e in elems], flag, data
        self.index = index


# --- the rules ---

def int_form(name):
    """gcc's and clang's names of an integer are one name."""
    words = name.split(" ")
    if not name or any(w not in WORDS for w in words):
        return None
    words = sorted(words)
    if "char" not in words:
        words = [w for w in words if w != "signed"]
    if words != ["int"]:
        words = [w for w in words if w != "int"]
    return words or ["int"]


def same_name(entry, cand):
    if entry.name == cand.name:
        return True
    form = int_form(entry.name)
    return entry.kind == cand.kind == INT and bool(form) and \
        form == int_form(cand.name)


def stands_for(t):
    while t and t.kind in CHAIN:
        t = t.to
    return t


def array_size(t):
    """Bytes of an array; a pointer counts 8. 0: more than 32 bits, or none."""
    times = 1
    while t and t.kind == ARRAY:
        times *= t.data
        if times > MAX:
            return 0
        t = stands_for(t.to)
    if not t:
        return 0
    size = times * (8 if t.kind == PTR else t.size if t.kind in SIZED else 0)
    return size if size <= MAX else 0


# How well a type of the base fits, worst first.
DECLARED, LOOSE, EQUAL = range(1, 4)


def fits_enum(entry, cand, held):
    """An entry without a size is of a declaration."""
    was, now = not entry.size, not cand.elems
    if was and now and not held:
        return EQUAL
    if entry.size != cand.size:
        return DECLARED if (was or now) and not held else 0
    return DECLARED if was or now else EQUAL


def fits_composite(entry, cand, held, defined):
    if cand.kind == FWD:
        same = cand.flag == (entry.kind == UNION)
        return DECLARED if same and not held and not defined else 0
    if cand.kind != entry.kind:
        return 0
    return EQUAL if entry.size == cand.size else 0 if held else LOOSE


def fits(entry, cand, held, defined):
    """Kinds, sizes and encodings; of typedefs, what these stand for."""
    kind = entry.kind
    if kind in ENUMS and cand.kind in ENUMS:
        return fits_enum(entry, cand, held)
    if kind in COMPOSITE:
        return fits_composite(entry, cand, held, defined)
    if kind == FWD and cand.kind in COMPOSITE:
        return DECLARED if entry.flag == (cand.kind == UNION) else 0
    if kind != cand.kind:
        return 0
    if kind == INT:
        return EQUAL if (entry.size, entry.data) == (cand.size, cand.data) else 0
    if kind == FLOAT:
        return EQUAL if entry.size == cand.size else 0
    if kind == FWD:
        return EQUAL if entry.flag == cand.flag else 0
    if kind == ARRAY and entry.data != array_size(cand):
        return 0 if held else LOOSE
    return EQUAL if kind in (PTR, ARRAY, PROTO, FUNC) else 0


def fits_typedef(entry, cand, held, defined):
    if cand.kind != TYPEDEF:
        return 0
    target, here = entry.to, stands_for(cand)
    if not target or not here:
        return EQUAL if not target and not here else 0
    if target.kind not in (INT, FLOAT) and target.name != here.name:
        return 0
    return fits(target, here, held, defined)


def fits_leaf(entry, cand, held, defined):
    if entry.kind == TYPEDEF:
        return fits_typedef(entry, cand, held, defined)
    fit = fits(entry, cand, held, defined)
    return LOOSE if fit and entry.kind == INT and entry.name != cand.name else fit


def is_exact(entry):
    if entry.kind == TYPEDEF:
        return bool(entry.to) and entry.to.kind == RESTRICT
    return bool(entry.elems) or not entry.name or entry.kind == TYPE_TAG


def same_definition(entry, cand):
    """In all that C can express; each entry on the way stands for one type."""
    supposed, todo = {}, []

    def suppose(e, c, held):
        if not e or not c:
            return e is c
        if not is_exact(e):
            return same_name(e, c) and fits_leaf(e, c, held, held) >= LOOSE
        if e not in supposed:
            supposed[e] = c
            todo.append(e)
        return supposed[e] is c

    def same(e, c):
        if (e.kind, e.name, e.flag, len(e.elems)) != \
           (c.kind, c.name, c.flag, len(c.elems)):
            return False
        if e.kind in COMPOSITE:
            return e.size == c.size and all(
                a[0] == b[0] and a[2] == b[2] and suppose(a[1], b[1], True)
                for a, b in zip(e.elems, c.elems))
        if e.kind in ENUMS:
            return e.size == c.size and e.elems == c.elems
        if e.kind == ARRAY:
            return e.data == c.data and suppose(e.to, c.to, True)
        if e.kind == PROTO:
            return all(suppose(a[1], b[1], True)
                       for a, b in zip(e.elems, c.elems)) and \
                suppose(e.to, c.to, True)
        if e.kind == TYPEDEF:
            return suppose(e.to.to, c.to, True)
        return suppose(e.to, c.to, False)

    if not suppose(entry, cand, True):
        return False
    while todo:
        e = todo.pop(0)
        if not same(e, supposed[e]):
            return False
    return True


def match(entry, base, held, defined):
    """The type of the base that may take the entry's place, or None."""
    best, found = 0, []
    for cand in base:
        if cand.kind not in ((FUNC,) if entry.kind == FUNC else NAMED):
            continue
        if not cand.name or not same_name(entry, cand):
            continue
        if is_exact(entry):
            fit = EQUAL if cand.kind == entry.kind and \
                same_definition(entry, cand) else 0
        else:
            fit = fits_leaf(entry, cand, held, defined)
        if fit > best:
            best, found = fit, []
        if fit and fit == best:
            found.append(cand)
    return found[0] if len(found) == 1 or (found and entry.kind == FUNC) else None


def leads_to(t):
    """What a type has IDs of, and whether it holds that by value."""
    if t.kind in COMPOSITE:
        return [(e[1], True) for e in t.elems]
    if t.kind == PROTO:
        return [(t.to, True)] + [(e[1], True) for e in t.elems]
    if t.kind == DATASEC:
        return [(e[0], False) for e in t.elems]
    if t.kind == ARRAY:
        return [(t.to, False), (t.index, True)]
    return [(t.to, t.kind == VAR)]


class Module:
    """entries: the reference; split: own types; ids: what .BTF_ids names;
    shared: own types and elements whose names are those of entries."""

    def __init__(self, entries, split, ids, shared):
        self.entries, self.split, self.ids, self.shared = entries, split, ids, shared

    def uses(self):
        """Entries that are used, held by value, and must be defined."""
        entries, used, held, defined = set(self.entries), set(), set(), set()
        for t in self.split:
            for to, by_value in leads_to(t):
                used.add(to)
                while by_value and to and to not in entries and \
                        to.kind in CHAIN + (ARRAY,):
                    to = to.to
                if by_value:
                    held.add(to)
            if t.kind == DECL_TAG:
                defined.add(t.to)
        used |= set(self.ids)
        defined |= set(self.ids)
        names = {n for n in self.shared}
        used |= {e for e in self.entries if e.name in names and e.named}
        return used & entries, held, defined

    def reconcile(self, base):
        """The mapping, and the mismatches: entries, one of them for each report."""
        used, held, defined = self.uses()
        mapping, bad = {}, []
        for e in self.entries:
            if e not in used:
                continue
            found = match(e, base, e in held, e in defined)
            if found:
                mapping[e] = found
            else:
                bad.append(e)
        for t in self.split:
            here = mapping.get(t.to) if t.kind == DECL_TAG else None
            if here and t.data >= 0 and here.kind in COMPOSITE and \
                    t.data >= len(here.elems):
                bad.append(t.to)
        return mapping, bad


# --- the bytes ---

class Strings:
    def __init__(self, start=0):
        self.start, self.data, self.of = start, bytearray(b"\0"), {"": 0}

    def add(self, name, share=True):
        if not name:
            return 0
        if share and name in self.of:
            return self.of[name]
        off = self.start + len(self.data)
        self.data += name.encode() + b"\0"
        if share:
            self.of[name] = off
        return off


def encode_type(t, name, num):
    """name: of a string, its offset; num: of a type, its ID."""
    size_or_type = t.size if t.kind in SIZED + (DATASEC,) else num(t.to)
    if t.kind in (ARRAY, FWD):
        size_or_type = 0
    vlen = len(t.elems)
    out = struct.pack("<III", name(t.name, t),
                      t.flag << 31 | t.kind << 24 | vlen, size_or_type)
    if t.kind == INT:
        out += struct.pack("<I", t.data)
    elif t.kind == ARRAY:
        out += struct.pack("<III", num(t.to), num(t.index), t.data)
    elif t.kind == VAR:
        out += struct.pack("<I", 1)
    elif t.kind == DECL_TAG:
        out += struct.pack("<i", t.data)
    for e in t.elems:
        if t.kind in COMPOSITE:
            out += struct.pack("<III", name(e[0], None), num(e[1]), e[2])
        elif t.kind == ENUM:
            out += struct.pack("<IB3x", name(e[0], None), e[1])
        elif t.kind == ENUM64:
            out += struct.pack("<IB7x", name(e[0], None), e[1])
        elif t.kind == PROTO:
            out += struct.pack("<II", name(e[0], None), num(e[1]))
        elif t.kind == DATASEC:
            out += struct.pack("<III", num(e[0]), 0, 8)
    return out


def section(types, strs, magic=0xeb9f):
    return struct.pack("<HBBIIIII", magic, 1, 0, 24, 0, len(types), len(types),
                       len(strs)) + types + strs


def encode_base(base):
    strs = Strings()
    ids = {t: i + 1 for i, t in enumerate(base)}
    types = b"".join(encode_type(t, lambda n, _: strs.add(n),
                                 lambda to: ids[to] if to else 0) for t in base)
    return section(types, bytes(strs.data)), ids, strs


def encode_module(m, here, ids_here, strs_here, mapping):
    """The reference, the split BTF and .BTF_ids; and what becomes of the last two."""
    ref = Strings()
    for e in m.entries:
        if e.named:
            ref.add(e.name)
    num = {e: i + 1 for i, e in enumerate(m.entries)}
    ref_types = b"".join(
        encode_type(e, lambda n, t: ref.add(n, bool(t and t.named)),
                    lambda to: num[to] if to else 0) for e in m.entries)
    own = Strings(len(ref.data))
    own.of = {}
    for i, t in enumerate(m.split):
        num[t] = len(m.entries) + 1 + i
    places = []

    def name(n, _t):
        if not n:
            places.append((0, 0))
        elif n in m.shared:
            places.append((ref.of[n], None))
        else:
            places.append((own.add(n), None))
        return places[-1][0]

    split = b"".join(encode_type(t, name, lambda to: num[to] if to else 0)
                     for t in m.split)
    old_ids = [num[t] for t in m.ids]
    new = {t: len(here) + 1 + i for i, t in enumerate(m.split)}
    shift = len(strs_here.data) - len(ref.data)
    names = {e.name: strs_here.of[mapping[e].name] for e in mapping if e.named}

    def new_name(n, _t):
        if not n:
            return 0
        return names[n] if n in m.shared else own.of[n] + shift

    def new_num(to):
        return 0 if not to else ids_here[mapping[to]] if to in mapping else new[to]

    after = ids = None
    if mapping is not None:
        try:
            after = section(b"".join(encode_type(t, new_name, new_num)
                                     for t in m.split), bytes(own.data))
            ids = sorted(new_num(t) for t in m.ids)
        except KeyError:
            after = None
    return (section(ref_types, bytes(ref.data)),
            section(split, bytes(own.data), 0xeb9e), old_ids, after, ids)


# --- random bases and modules ---

class Maker:
    def __init__(self, rng):
        self.rng = rng

    def name(self):
        return self.rng.choice(NAMES)

    def one(self, types, kinds):
        of = [t for t in types if t.kind in kinds]
        return self.rng.choice(of) if of else None

    def value(self, types):
        """A type that a member may have: sized, not through itself."""
        return self.one(types, SIZED + (PTR, ARRAY)) or types[0]

    def base_type(self, types):
        r = self.rng
        kind = r.choice([INT, INT, FLOAT, ENUM, ENUM64, STRUCT, STRUCT, STRUCT, UNION,
                         FWD, TYPEDEF, TYPEDEF, PTR, PTR, ARRAY, CONST, VOLATILE,
                         TYPE_TAG, PROTO, FUNC, STRUCT])
        anywhere = self.one(types, NAMED + (PTR, ARRAY, CONST, VOLATILE, TYPE_TAG,
                                            PROTO))
        if kind == INT:
            size = r.choice([1, 4, 8])
            return Type(INT, r.choice(INTS), size,
                        data=r.choice([0, 1]) << 24 | size * 8)
        if kind == FLOAT:
            return Type(FLOAT, self.name(), r.choice([4, 8]))
        if kind in ENUMS:
            return Type(kind, r.choice(NAMES + [""]), r.choice([4, 4, 8]),
                        elems=[(n, r.randrange(3)) for n in
                               r.sample("XYZ", r.randrange(3) if kind == ENUM else 1)])
        if kind in COMPOSITE:
            return Type(kind, r.choice(NAMES + [""]), r.choice([4, 8, 16]), elems=[
                (r.choice("mno"), self.value(types), 32 * i)
                for i in range(r.randrange(3))])
        if kind == FWD:
            return Type(FWD, self.name(), flag=r.randrange(2))
        if kind == TYPEDEF:
            return Type(TYPEDEF, self.name(), to=r.choice([anywhere, anywhere, None]))
        if kind in (PTR, CONST, VOLATILE):
            return Type(kind, to=r.choice([anywhere, anywhere, None]))
        if kind == TYPE_TAG:
            return Type(TYPE_TAG, r.choice(["tag", "user"]), to=types[0])
        if kind == ARRAY:
            return Type(ARRAY, to=self.value(types), index=types[0],
                        data=r.choice([0, 1, 2, 4, 0x40000000]))
        proto = Type(PROTO, to=r.choice([None, self.value(types)]), elems=[
            (r.choice(["", "p"]), self.value(types)) for _ in range(r.randrange(3))])
        if kind == PROTO:
            return proto
        types.append(proto)
        return Type(FUNC, self.name(), to=proto)

    def base(self):
        types = [Type(INT, "int", 4, data=1 << 24 | 32)]
        for _ in range(self.rng.randrange(3, 16)):
            types.append(self.base_type(types))
        return types

    def drift(self, base):
        """What another kernel may have made of it."""
        r, here = self.rng, copy.deepcopy(base)
        for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
            t = r.choice(here)
            way = r.randrange(9)
            if way == 0 and t.name:
                t.name = self.name()
            elif way == 1 and t.size:
                t.size = r.choice([4, 8, 16])
            elif way == 2 and t.kind in COMPOSITE:
                t.kind = STRUCT + UNION - t.kind
            elif way == 3 and t.kind in COMPOSITE and t.name:
                t.__init__(FWD, t.name, flag=int(t.kind == UNION))
            elif way == 4 and t.kind == INT:
                t.data ^= r.choice([1 << 24, 8])
            elif way == 5 and t.elems:
                t.elems.pop() if t.kind != ENUM64 else None
            elif way == 6:
                here.append(self.base_type(here))
            elif way == 7 and t.kind in ENUMS:
                t.kind = ENUM + ENUM64 - t.kind
            elif way == 8 and t.kind in COMPOSITE and t.elems:
                t.elems[0][1] = self.value(here)
        r.shuffle(here)
        if r.random() < 0.5:	# as Linux 7 has it
            here.sort(key=lambda t: t.name)
        return here


class Reference:
    """Entries for what a module uses of the base it is built against."""

    def __init__(self, base):
        self.base, self.entries, self.of, self.leaves = base, [], {}, {}

    def add(self, e, named):
        e.named = named
        self.entries.append(e)
        return e

    def ambiguous(self, t):
        return sum(u.kind == t.kind and u.name == t.name for u in self.base) > 1

    def leaf(self, t):
        """By name, kind and size."""
        size = t.size
        if t.kind in ENUMS and not t.elems:
            size = 0
        kind = ENUM if t.kind in ENUMS else t.kind
        data = {INT: t.data, ARRAY: array_size(t)}.get(t.kind, 0)
        key = kind, t.name, size, data, t.flag if kind == FWD else 0
        if key not in self.leaves:
            e = Type(kind, t.name, size, data=data,
                     flag=t.flag if kind == FWD else 0)
            self.leaves[key] = self.add(e, bool(t.name))
        return self.leaves[key]

    def proto(self):
        if "proto" not in self.leaves:
            self.leaves["proto"] = self.add(Type(PROTO), False)
        return self.leaves["proto"]

    def part(self, t):
        """All of it."""
        e = Type(t.kind, t.name, t.size, flag=t.flag, data=t.data)
        self.of[t] = self.add(e, bool(t.name) and t.kind != TYPE_TAG)
        e.elems = [list(x) for x in t.elems]
        if t.kind == TYPEDEF:
            e.to = self.add(Type(RESTRICT), False)
            e.to.to = self.entry(t.to)
            return e
        e.to = self.entry(t.to)
        for x in e.elems:
            if t.kind in COMPOSITE + (PROTO,):
                x[1] = self.entry(x[1])
            if t.kind == PROTO:
                x[0] = ""
        return e

    def entry(self, t):
        if t is None or t in self.of:
            return self.of.get(t)
        if t.kind in NAMED and t.name and not (
                self.ambiguous(t) and t.kind in COMPOSITE + ENUMS + (TYPEDEF,) and
                (t.elems or t.kind == TYPEDEF)):
            if t.kind != TYPEDEF:
                self.of[t] = self.leaf(t)
                return self.of[t]
            e = self.of[t] = self.add(Type(TYPEDEF, t.name), True)
            to = stands_for(t)
            e.to = None if not to else self.proto() if to.kind == PROTO else \
                self.leaf(to)
            return e
        if t.kind == FUNC:
            e = self.of[t] = self.add(Type(FUNC, t.name, to=self.proto()), True)
            return e
        return self.part(t)


def make_split(rng, maker, ref, base):
    """Own types that use entries in all ways that there are."""
    wanted = [t for t in base if t.kind in NAMED and t.name]
    entries = [ref.entry(t) for t in rng.sample(wanted, min(len(wanted), 4))]
    entries = [e for e in entries if e.named]
    split = []
    values = [e for e in entries if e.kind != FWD]
    for _ in range(rng.randrange(1, 8)):
        own = [t for t in split if t.kind in (STRUCT, PTR, ARRAY, CONST)]
        value = rng.choice(values + own) if values + own else None
        anything = rng.choice(entries + own) if entries + own else None
        kind = rng.choice([PTR, PTR, STRUCT, STRUCT, VAR, PROTO, CONST, ARRAY,
                           DECL_TAG])
        if kind == PTR:
            split.append(Type(PTR, to=anything))
        elif kind == STRUCT:
            split.append(Type(STRUCT, rng.choice(["s", "t", "", "a"]), 8, elems=[
                (rng.choice(["m", "b", ""]), value, 0)] if value and
                can_hold(value) else []))
        elif kind == VAR and value and can_hold(value):
            split.append(Type(VAR, rng.choice(["v", "c"]), to=value))
            split.append(Type(DATASEC, ".data..percpu", 8, elems=[(split[-1],)]))
        elif kind == PROTO and value and can_hold(value):
            split.append(Type(PROTO, to=rng.choice([None, value]),
                              elems=[("p", value)]))
            split.append(Type(FUNC, "f", to=split[-1]))
        elif kind == CONST and anything:
            split.append(Type(CONST, to=anything))
        elif kind == ARRAY and value and can_hold(value):
            split.append(Type(ARRAY, to=value, data=2, index=value if
                              value.kind == INT else split[0] if split and
                              split[0].kind == INT else index_of(split)))
        elif kind == DECL_TAG:
            of = [t for t in entries + split
                  if t.kind in COMPOSITE + (TYPEDEF, VAR, FUNC)]
            if of:
                split.append(Type(DECL_TAG, "tag", to=rng.choice(of),
                                  data=rng.choice([-1, -1, 0, 1])))
    return split, entries


def index_of(split):
    t = next((t for t in split if t.kind == INT), None)
    if not t:
        t = Type(INT, "own", 4, data=32)
        split.append(t)
    return t


def can_hold(t):
    """Does a chain of own modifiers end at something with a size?"""
    while t and t.kind in (CONST, ARRAY):
        t = t.to
    return bool(t) and t.kind != FWD


def make_case(rng):
    maker = Maker(rng)
    base = maker.base()
    here = maker.drift(base)
    ref = Reference(base)
    split, entries = make_split(rng, maker, ref, base)
    ids = [t for t in entries if t.kind in COMPOSITE + (TYPEDEF,)
           and rng.random() < 0.2]
    if rng.random() < 0.2:
        ids += [ref.entry(t) for t in base if t.kind == FUNC][:2]
    rng.shuffle(ref.entries)
    names = {e.name for e in ref.entries if e.named and e.kind != TYPE_TAG}
    mine = {t.name for t in split} | {e[0] for t in split for e in t.elems
                                      if isinstance(e[0], str)}
    shared = {n for n in names & mine if n and rng.random() < 0.5}
    return Module(ref.entries, split, ids, shared), here


def pack_case(module, here):
    mapping, bad = module.reconcile(here)
    base, ids_here, strs_here = encode_base(here)
    ref, btf, old, after, ids = encode_module(module, here, ids_here, strs_here,
                                              mapping)
    slots = struct.pack("<IIHH", 4, len(old), 4, 1) if old else b""
    data = struct.pack(f"<{len(old) + 1}I", len(old), *old) if old else b""
    parts = [base, btf, ref, slots, data]
    raw = struct.pack("<5I", *map(len, parts)) + b"".join(parts)
    if bad:
        number = {e: i + 1 for i, e in enumerate(module.entries)}
        want = ESRCH, [number[e] for e in bad], btf, b"\0" * len(data)
    else:
        assert after, "the model is not complete"
        want = 0, [], after, struct.pack(f"<{len(ids) + 1}I", len(ids), *ids) \
            if ids else b""
    return raw, want


def read_answer(f, want):
    err, nr = struct.unpack("<iI", f.read(8))
    bad = list(struct.unpack(f"<{nr}I", f.read(4 * nr)))
    return err, bad, f.read(len(want[2])), f.read(len(want[3]))


def main():
    second, cases = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    done = refused = used = 0
    while done < cases:
        wanted, raws = [], []
        batch = min(1000, cases - done)
        for i in range(batch):
            raw, want = pack_case(*make_case(random.Random(f"{seed}:{done + i}")))
            raws.append(raw)
            wanted.append(want)
        with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile() as f:
            f.write(b"".join(raws))
            f.flush()
            subprocess.run([second, f.name], stdout=out, check=True)
            out.seek(0)
            for i, want in enumerate(wanted):
                got = read_answer(out, want)
                if got != want:
                    print(f"not ok 1 - second: seed {seed}, case {done + i}: "
                          f"core {got[:2]}, here {want[:2]}")
                    if "KEEP" in os.environ:
                        open(os.environ["KEEP"], "wb").write(raws[i])
                    print("1..1")
                    return 1
                refused += want[0] != 0
        done += batch
    print(f"ok 1 - second: {done} pairs, verdict, mismatches and bytes are the same")
    print(f"# seed {seed}; {done - refused} taken, {refused} refused")
    print("1..1")
    return 0


sys.exit(main())
