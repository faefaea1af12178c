# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of suite b: modules that were not made as the others were, see other_builds.mk.

same_or_why() { same "$@" || { cat /tmp/same; return 1; }; }

# loads_right DIR WHAT NATIVE: leaves it loaded
loads_right()
{
	say "btf_rec_demo, $2:"
	check "$2: it loads" try "/m/$1/btf_rec_demo.ko"
	check "$2: its BTF is what a native build has" \
		same_or_why btf_rec_demo "/m/$3/btf_rec_demo.ko"
	check "$2: a BPF program $DEMO_DOES" run_demo
}

# Which of clang's types pahole takes for gcc's, and which it copies, is not the
# same with A's vmlinux and with B's, so there is no native build to compare with.
say "btf_rec_demo, built for A by clang, with a reference:"
check 'built by clang: it loads' try /m/a-1-clang/btf_rec_demo.ko
check 'built by clang: the log counts what was done' \
	logged 'btf_rec_demo: [0-9]+ base types matched'
check "built by clang: a BPF program $DEMO_DOES" run_demo
check 'built by clang: the ids are right' ids_right
unload btf_rec_demo

loads_right a-distilled 'built for A, with the .BTF.base of pahole 1.28' b-0
check 'with .BTF.base: the log counts what was done' \
	logged 'btf_rec_demo: [0-9]+ base types matched'
check 'with .BTF.base: the ids are right' ids_distilled
unload btf_rec_demo

loads_right both 'with a reference and a .BTF.base, the magic of a reference' b-0
check 'with both, the magic of a reference: the ids are right' ids_right
unload btf_rec_demo

loads_right both-distilled 'with both, the magic of plain BTF' b-0
check 'with both, the magic of plain BTF: the ids are those of .BTF.base' \
	ids_distilled
unload btf_rec_demo

loads_right leftover 'built for B without a reference, but one left over' b-0
check 'with a reference left over: the ids are right' ids_right
unload btf_rec_demo

loads_right a-unaligned 'with a reference at an odd offset' b-0
check 'with a reference at an odd offset: the ids are right' ids_right
unload btf_rec_demo
