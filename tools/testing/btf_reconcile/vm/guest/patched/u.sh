# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In the unpatched kernel: a reference is refused, not taken by luck.

say "btf_rec_demo, built for this kernel, which knows nothing of references:"
check 'unpatched kernel: the module as it is loads' try /m/u-0/btf_rec_demo.ko
check 'unpatched kernel: its BTF is there' test -e /sys/kernel/btf/btf_rec_demo
unload btf_rec_demo
say "the same module with a reference:"
check 'unpatched kernel: with a reference it is refused' \
	refused /m/u-1/btf_rec_demo.ko 22
say "  insmod: $(cat /tmp/insmod)"
check 'unpatched kernel: the log names the module' logged \
	'failed to validate module \[btf_rec_demo\] BTF'
# btf_relocate() of 6.11 takes .BTF.base, and this is the kernel that it was made for.
if relocates; then
	say "the same module with .BTF.base:"
	check 'unpatched kernel: with .BTF.base it is taken' \
		load /m/u-base/btf_rec_demo.ko
	check 'unpatched kernel: with .BTF.base, its BTF is what a native build has' \
		same btf_rec_demo /m/u-0/btf_rec_demo.ko
	unload btf_rec_demo
fi
# applied NAME MODULE.ko
applied()
{
	check "unpatched kernel: $1 loads" try "$2"
	check "unpatched kernel: $1: its BTF is what a native build has" \
		same btf_rec_demo /m/u-0/btf_rec_demo.ko
	check "unpatched kernel: $1: the ids are right" ids_right
	unload btf_rec_demo
}
say "the same module, made native to this kernel by btf_reconcile apply:"
applied 'what apply made of it' /m/u-applied/btf_rec_demo.ko
say "a vendor's module, built for A, given a reference and made native by the tool:"
applied 'a module of A, applied' /m/u-vendor/btf_rec_demo.ko
