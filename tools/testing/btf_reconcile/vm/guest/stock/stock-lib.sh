# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# What the suites in kernels of Debian's ask of a module there.

# shellcheck disable=SC2034 # for the suites
POLICY=/sys/module/btf_reconcile/parameters/allow_btf_mismatch

# Also what is well. (debugfs has this file too, but not when it is locked down.)
log_all() { echo 'module btf_reconcile +p' >/proc/dynamic_debug/control; }

# no_btf MODULE.ko: the kernel takes its BTF for malformed, and loads it without or
# not at all, as it was configured
no_btf()
{
	local name

	name=$(basename "$1" .ko)
	klog
	if load "$1" 2>/tmp/insmod; then
		[ ! -e "/sys/kernel/btf/$name" ] || echo 'it has BTF' >/tmp/insmod
		rmmod "$name"
	elif grep -q '(error 22)' /tmp/insmod; then
		: >/tmp/insmod
	fi
	klog
	[ ! -s /tmp/insmod ] || { cat /tmp/insmod; return 1; }
	# the verifier's line comes first, and not each kernel has one of its own
	logged 'BPF:'
}

# loads_right DIR/MODULE WHAT [FOUND]: the log says FOUND, and it stays loaded
loads_right()
{
	local m=${1#*/}

	say "$m, $2:"
	check "$m, $2: it loads" try "/m/$1.ko"
	check "$m, $2: it was reconciled" logged "$m: ${3:-[0-9]+ base types matched}"
	check "$m, $2: its BTF is what a native build has" \
		same "$m" "/m/b-0/$m.ko"
	say "  its BTF against a native build's: $(cat /tmp/same)"
	mkdir -p "/tmp/${1%/*}"
	cat "/sys/kernel/btf/$m" >"/tmp/$1.btf"
}
