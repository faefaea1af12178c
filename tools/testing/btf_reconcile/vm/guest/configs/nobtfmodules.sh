# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel without DEBUG_INFO_BTF_MODULES: modules load without BTF, and
# what is relative to a reference, or to vmlinux BTF with an id that nobody
# compares here, is not there.

# without_btf PATH: it loads, without BTF and without ids
without_btf()
{
	try "$1" || { cat /tmp/insmod /tmp/log; return 1; }
	[ ! -e "$SPLIT" ] || { echo "it has BTF"; return 1; }
	ids_zero || { echo "its ids are not zero"; return 1; }
	rmmod btf_rec_demo
}

for module in a-0 a-1 a-distilled; do
	check "DEBUG_INFO_BTF_MODULES=n: $module loads, its ids all zero" \
		without_btf /m/$module/btf_rec_demo.ko
done
for way in no-reference no-slots nobits compressed; do
	check "DEBUG_INFO_BTF_MODULES=n: $way loads, its ids all zero" \
		without_btf /bad/$way/btf_rec_demo.ko
done
check 'DEBUG_INFO_BTF_MODULES=n: without a reference and without an id it loads' \
	try /m/a-noid/btf_rec_demo.ko
# The base kernel never touched these, and nothing says that they are wrong.
ids_there() { ! ids_zero >/dev/null; }
check 'DEBUG_INFO_BTF_MODULES=n: and has its ids as it always had' ids_there
unload btf_rec_demo
