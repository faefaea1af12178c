#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_build.sh TOOL WORK: scripts/Makefile.btf_ko alone, with what fails around
# it. vm/kbuild/kbuild.sh has it in real builds. Prints TAP.

tool=$(realpath "$1") work=$2
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
scripts=$(realpath "$(dirname "$0")/../../../../scripts")
rm -rf "$work"
mkdir -p "$work/ext"
cd "$work" || exit 1

# What scripts/Makefile.modfinal has of it, with the linker's work done. DISTILLS=1
# is for a kernel whose build can make .BTF.base.
cat >Makefile <<'END'
objtree := .
KERNELRELEASE := 0.0.0-none
KBUILD_EXTMOD := ext
OBJCOPY := objcopy
PAHOLE := pahole
RESOLVE_BTFIDS := $(CURDIR)/resolves
BTF_RECONCILE := $(TOOL)
cmd_ld_ko_o = cp linked.o $@
btf-distills := $(DISTILLS)
btf-encode = step=pahole && $(PAHOLE) -J --btf_base $(btf-base) $@ && \
	     step=resolve_btfids && $(RESOLVE_BTFIDS) -b $(btf-base) $@
.DELETE_ON_ERROR:
include $(SCRIPTS)/Makefile.btf_ko
m.ko: FORCE
	@set -e; $(cmd_ld_ko_o); $(cmd_btf_ko)
FORCE:
.PHONY: FORCE
END
script() { cat >"$1" && chmod +x "$1"; }
script resolves <<<'#!/bin/sh'
script fails <<<'#!/bin/sh
exit 1'
# Leaves BTF that is half made.
script half <<'END'
#!/bin/sh
for ko; do :; done
objcopy --add-section .BTF=Makefile "$ko"
exit 1
END
script listens <<'END'
#!/bin/sh
echo "$@" >>said
END
{
	echo 'struct s { int i; } *s, *t; int f(struct s *x) { return x->i; }' >m.c
	gcc -g -c -o linked.o m.c && gcc -g -c -o base m.c && pahole -J base
	cp base ext/near
	cp base 'with blank'
	ln -s nowhere dangling
	{ printf 'MZ'; gzip -c base; } >image
} >log 2>&1 || { cat log; exit 1; }

# build STATUS WORDS [VARIABLE=VALUE]...: what make says must have the words
build()
{
	local status=$1 words=$2 rc

	shift 2
	rm -f m.ko
	env -u MAKEFLAGS -u MFLAGS make -s SCRIPTS="$scripts" TOOL="$tool" "$@" m.ko >log 2>&1
	rc=$?
	cat log
	[ $((rc != 0)) -eq "$status" ] || return 1
	[ -z "$words" ] || grep -qF -- "$words" log
}
has() { readelf -SW m.ko | grep -qF " $1 "; }
with() { build 0 '' "$@" && [ ! -s log ] && has .BTF && has .BTF.base_id; }
# The module as it was linked, and one line that says so, besides what a tool says.
skips()
{
	build 0 "Skipping BTF of m.ko: $1" "${@:2}" && cmp m.ko linked.o &&
		[ "$(grep -c '^Skipping' log)" -eq 1 ]
}
# No module, and a line with what to do.
refuses() { build 1 "$@" && [ ! -e m.ko ]; }

t 'no base: the module is built without BTF' skips 'no vmlinux in the build directory'
t 'no base, a reference is asked for' refuses 'name a base with BTF_BASE=' BTF_BASE_REF=1
ln -s nowhere vmlinux
t 'vmlinux is a link to nothing: no base' skips 'no vmlinux in the build directory'
ln -sf base vmlinux
t 'vmlinux is the base' with
t 'it has a reference' has .BTF.base_ref
t 'BTF_BASE_REF=0' with BTF_BASE_REF=0
without() { ! has .BTF.base_ref; }
t 'it has none then' without
t 'BTF_BASE_REF=1' with BTF_BASE_REF=1
t 'BTF_BASE_REF=yes' refuses 'can only be 0 or 1' BTF_BASE_REF=yes

# Whatever fails: the base by default, named, and with a reference asked for.
gcc -c -o nodebug.o m.c
while IFS='|' read -r what why assignments; do
	read -ra assignments <<<"$assignments"
	t "$what: skipped" skips "$why" "${assignments[@]}"
	t "$what, a reference is asked for" refuses 'm.ko: no' "${assignments[@]}" BTF_BASE_REF=1
	t "$what, a base is named" refuses 'm.ko: no' "${assignments[@]}" BTF_BASE=near
done <<END
pahole fails|pahole failed|PAHOLE=./fails
pahole fails half-way|pahole failed|PAHOLE=./half
resolve_btfids fails|resolve_btfids failed|RESOLVE_BTFIDS=fails
btf_reconcile fails|btf_reconcile failed|BTF_RECONCILE=./fails
END
while IFS='|' read -r what why assignment; do
	t "$what: skipped" skips "$why" "$assignment"
	t "$what, a reference is asked for" \
		refuses "No BTF of m.ko: $why" "$assignment" BTF_BASE_REF=1
done <<END
no pahole|no ./none; install|PAHOLE=./none
no resolve_btfids|no none; install|RESOLVE_BTFIDS=none
END
t 'no btf_reconcile: BTF for one kernel' build 0 'no none to give it a reference' BTF_RECONCILE=none
t 'no btf_reconcile: there it is' has .BTF
t 'no btf_reconcile, a reference is asked for' refuses 'no none; install' \
	BTF_RECONCILE=none BTF_BASE_REF=1
mv linked.o debug.o
cp nodebug.o linked.o
t 'no debug information: skipped' skips 'pahole failed'
t 'no debug information, a base is named' refuses 'm.ko: no BTF' BTF_BASE=near
mv debug.o linked.o

# Modules of the kernel tree: BTF as ever, but an id is no reason to fail.
t 'in the tree: with an id' with KBUILD_EXTMOD=
t 'in the tree: no reference' without
t 'in the tree: pahole fails' refuses 'm.ko: pahole failed' KBUILD_EXTMOD= PAHOLE=./fails
t 'in the tree: btf_reconcile fails' build 0 'm.ko: btf_reconcile failed' \
	KBUILD_EXTMOD= BTF_RECONCILE=./fails
t 'in the tree: there is BTF all the same' has .BTF

# Bases that are named.
rm vmlinux
t 'BTF_BASE: an absolute path' with BTF_BASE="$PWD/base"
t 'BTF_BASE: a path from where the module is' with BTF_BASE=near
t 'BTF_BASE: up from there' with BTF_BASE=../base
t 'BTF_BASE: from where its source is' with BTF_BASE=near \
	srcroot="$PWD/ext" KBUILD_EXTMOD=elsewhere
t 'BTF_BASE: a file that is not there' \
	refuses "there is no $PWD/ext/base, or it is a link to nothing" \
	BTF_BASE=base
t 'BTF_BASE: a link to nothing' refuses 'or it is a link to nothing' BTF_BASE=../dangling
t 'BTF_BASE: a path with blanks' refuses 'name a symbolic link to it' \
	BTF_BASE="$PWD/with blank"
t 'BTF_BASE: a kernel image' refuses 'btf_reconcile show -b IMAGE -o FILE' BTF_BASE=../image
t 'what that makes of it' "$tool" show -b image -o raw.btf
t 'is a base' with BTF_BASE=../raw.btf

# What the tool is told.
told()
{
	rm -f said
	build 0 '' BTF_BASE=near BTF_RECONCILE=./listens "${@:2}" &&
		grep -qxE -- "$1" said
}
untold() { ! told '.*' "$@" && [ ! -e said ] && has .BTF; }
base=$PWD/ext/near
t 'emit: for modules out of the tree' told "emit --skip-missing -b $base m.ko"
t 'emit: with a reference asked for' told \
	"emit --skip-missing -b $base --require-reference m.ko" BTF_BASE_REF=1
t 'emit: for modules of the tree' told "emit --skip-missing -b $base --id-only m.ko" \
	KBUILD_EXTMOD= BTF_BASE="$base"
t 'emit: also where the build could distill' told "emit --skip-missing -b $base m.ko" DISTILLS=1
t 'emit: not where it does' untold BTF_BASE_REF=0 DISTILLS=1

echo "1..$nr"
