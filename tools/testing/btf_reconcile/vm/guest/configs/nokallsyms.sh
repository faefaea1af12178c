# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel without KALLSYMS: a reference brings its slots, .BTF.base does not.

no_kallsyms() { [ ! -e /proc/kallsyms ]; }
check 'KALLSYMS=n: it is so' no_kallsyms

say "btf_rec_demo with a reference, without KALLSYMS:"
check 'KALLSYMS=n: with a reference it loads' try /m/nokallsyms-1/btf_rec_demo.ko
check 'KALLSYMS=n: its BTF is what a build without has' \
	same btf_rec_demo /m/nokallsyms-0/btf_rec_demo.ko
check 'KALLSYMS=n: the ids are right' ids_right
unload btf_rec_demo

say "btf_rec_demo with .BTF.base:"
# shellcheck source=../patched/decisions.sh
. /decisions.sh
decision NO_SYMBOLS m/nokallsyms-distilled 'this kernel has no CONFIG_KALLSYMS to find its .BTF_ids by'
gone() { [ ! -e "$SPLIT" ] && [ ! -e /sys/module/btf_rec_demo ]; }
check 'KALLSYMS=n: and nothing is left of it' gone
