# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel without STRICT_MODULE_RWX: the same as with it.

check 'STRICT_MODULE_RWX=n: with a reference it loads' \
	try /m/a-1/btf_rec_demo.ko
check 'STRICT_MODULE_RWX=n: the ids are right' ids_right
check "STRICT_MODULE_RWX=n: a BPF program $DEMO_DOES" run_demo
unload btf_rec_demo
check 'STRICT_MODULE_RWX=n: with .BTF.base it loads' \
	try /m/a-distilled/btf_rec_demo.ko
check 'STRICT_MODULE_RWX=n: the ids are right' ids_distilled
unload btf_rec_demo
check 'STRICT_MODULE_RWX=n: what does not match is refused' \
	refused /m/a-1/btf_rec_grown.ko 22
check 'STRICT_MODULE_RWX=n: without its reference it is refused' \
	refused /bad/no-reference/btf_rec_demo.ko 22
