# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel with MODULE_ALLOW_BTF_MISMATCH: what is refused elsewhere loads
# without BTF, with ids that are all zero, and the log says so.

# forgiven NAME PATH
forgiven()
{
	try "$2" || { cat /tmp/insmod /tmp/log; return 1; }
	[ ! -e "/sys/kernel/btf/$1" ] || { echo "it has BTF"; return 1; }
	logged "$1: BTF refused: .*; loading it without BTF\$" || return 1
	[ "$1" != btf_rec_demo ] || ids_zero || return 1
	rmmod "$1"
}

check 'ALLOW_BTF_MISMATCH=y: what is right has BTF' try /m/a-1/btf_rec_demo.ko
check 'ALLOW_BTF_MISMATCH=y: and right ids' ids_right
unload btf_rec_demo
check 'ALLOW_BTF_MISMATCH=y: what does not match loads without' \
	forgiven btf_rec_grown /m/a-1/btf_rec_grown.ko
check 'ALLOW_BTF_MISMATCH=y: the log has the reason' \
	logged 'struct raw_iter_state: [0-9]+ bytes when built'
for bad in /bad/*; do
	check "ALLOW_BTF_MISMATCH=y: $(basename "$bad") loads without BTF" \
		forgiven btf_rec_demo "$bad/btf_rec_demo.ko"
done
check 'ALLOW_BTF_MISMATCH=y: what is right has BTF still' \
	try /m/a-1/btf_rec_demo.ko
check 'ALLOW_BTF_MISMATCH=y: and right ids still' ids_right
