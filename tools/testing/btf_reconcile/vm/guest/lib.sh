# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# What the suites report with, and what they ask of a module.

BASE=/sys/kernel/btf/vmlinux

say() { echo "SAY $*"; }
ok() { echo "OK $*"; }
not_ok()
{
	local name=$1

	shift
	echo "NOT $name: $(echo "$*" | tr '\n' '|')"
}

# check NAME COMMAND...: the command must succeed; what it printed says why not
check()
{
	local name=$1 out

	shift
	if out=$("$@" 2>&1); then
		echo "$out" | grep '^LOG '
		ok "$name"
	else
		not_ok "$name" "$out"
	fi
}

# Has this kernel btf_relocate(), as those from 6.11 on?
relocates() { grep -q ' btf_relocate$' /proc/kallsyms; }

# What the kernel said since the last call, in /tmp/log.
klog()
{
	dmesg -c >/tmp/log
	cat /tmp/log >>/tmp/all.log
}

# Show what it said of BTF.
show_log()
{
	grep -E 'BTF|btf' /tmp/log | sed 's/^\[ *[0-9.]*\] /LOG /'
}

logged()
{
	grep -qE "$1" /tmp/log && return 0
	echo "the log has no '$1', but:"
	cat /tmp/log
	return 1
}

# The tool must say beforehand what the kernel then does; 0 loaded, 1 refused.
compare_verdict()
{
	btf_reconcile check -q -b $BASE "$1" 2>/tmp/said
	[ $? -eq "$2" ] || echo "$1: kernel $2, $(cat /tmp/said)" >>/tmp/differ
	echo "$1" >>/tmp/compared
}

verdicts_agree() { ! cat /tmp/differ 2>/dev/null; }

# What suites in B begin with: an empty log, and the ids of A and B.
begin()
{
	mount -t bpf bpf /sys/fs/bpf 2>/dev/null
	klog
	# shellcheck disable=SC2034
	A=$(id_of /m/a-0/btf_rec_demo.ko) B=$(id_of -b "$BASE")
}

# The last check of a suite.
check_verdicts()
{
	check "btf_reconcile check said what the kernel did, $(wc -l </tmp/compared) times" \
		verdicts_agree
}

# try MODULE.ko: load it; /tmp/insmod has the error, /tmp/log the kernel's words
try()
{
	local rc

	klog
	load "$1" >/tmp/insmod 2>&1
	rc=$?
	compare_verdict "$1" $rc
	klog
	show_log
	return $rc
}

# unload MODULE: what used it may take a moment to let it go
unload()
{
	local i

	i=0
	while [ $((i += 1)) -le 10 ]; do
		rmmod "$1" 2>/tmp/rmmod && return
		sleep 0.5
	done
	not_ok "$1 can be unloaded" "$(cat /tmp/rmmod)"
}

# refused MODULE.ko ERROR: it does not load, and that is the error
refused()
{
	if try "$1"; then
		unload "$(basename "$1" .ko)"
		echo "it was loaded"
		return 1
	fi
	grep -q "(error $2)" /tmp/insmod && return
	cat /tmp/insmod
	return 1
}

# same NAME NATIVE.ko: is its BTF what a native build has?
same() { btf_same $BASE "$2" "/sys/kernel/btf/$1" >/tmp/same 2>&1; }

# What BPF programs cannot do on every machine.
#
# Without a JIT, or with one that has no bpf_jit_supports_kfunc_call(), they call no
# kfuncs. Before Linux 6.6 the interpreter of a 32-bit machine reads zeros through a
# pointer that it must probe (mainline 6a5a148aaf14), and the JIT of arm leaves it that.
# shellcheck disable=SC2034 # the suites use DEMO_DOES
case $(uname -m)-$(uname -r) in
armv7l-6.1.*)
	DEMO=probe
	DEMO_DOES='reads by CO-RE and bpf_probe_read_kernel(); it calls no kfuncs here'
	;;
s390x-6.1.*)
	DEMO=core
	DEMO_DOES='reads by CO-RE; it calls no kfuncs here'
	;;
*)
	DEMO=kfuncs
	DEMO_DOES='calls its kfuncs, reads by CO-RE'
	;;
esac
run_demo() { command run_demo $DEMO; }

calls_no_kfuncs()
{
	! command run_demo kfuncs >/tmp/demo 2>&1 || { echo 'it calls them'; return 1; }
	grep -E 'JIT (is required for|does not support) calling kernel function$' /tmp/demo ||
		{ cat /tmp/demo; return 1; }
}

# Does the build of this kernel sort types, so that names are found by bisection?
sorts() { case $(uname -r) in 6.*) return 1 ;; esac; }

SPLIT=/sys/kernel/btf/btf_rec_demo

# The same of its kfuncs: in order, and each with its flags.
kfuncs_right()
{
	ids=/sys/kernel/debug/btf_rec_demo/ids
	sed -n 's/^set8 \([0-9]*\) .*/\1/p' $ids >/tmp/set
	sort -n /tmp/set | diff - /tmp/set || return 1
	# KF_SLEEPABLE is the flag of one of them, and moved with its id
	sed -n 's/^set8 [0-9]* //p' $ids >/tmp/flags
	printf '%s\n' 'func btf_rec_demo_add flags 0x20' \
		'func btf_rec_demo_get flags 0x0' >/tmp/want
	btf_name $BASE $SPLIT </tmp/set | paste -d ' ' - /tmp/flags | sort |
		diff /tmp/want -
}

# The ids that the module itself sees in its lists name what it asked for.
ids_right()
{
	ids=/sys/kernel/debug/btf_rec_demo/ids
	sed -n 's/^id [0-9]* //p' $ids >/tmp/want
	sed -n 's/^id \([0-9]*\) .*/\1/p' $ids | btf_name $BASE $SPLIT >/tmp/have
	diff /tmp/want /tmp/have || return 1

	sed -n 's/^set //p' $ids >/tmp/set
	sort -n /tmp/set | diff - /tmp/set || return 1
	printf '%s\n' 'struct btf_rec_demo_stat' 'struct cred' 'struct file' \
		'struct inode' >/tmp/want
	btf_name $BASE $SPLIT </tmp/set | sort | diff /tmp/want - || return 1

	kfuncs_right
}

# The same after .BTF.base, which has only what the module's own types
# refer to; what else .BTF_ids names has no id.
ids_distilled()
{
	ids=/sys/kernel/debug/btf_rec_demo/ids
	printf '%s\n' 'struct task_struct' 'struct btf_rec_demo_state' \
		nothing nothing nothing nothing >/tmp/want
	sed -n 's/^id \([0-9]*\) .*/\1/p' $ids | btf_name "$BASE" "$SPLIT" |
		diff /tmp/want - || return 1
	sed -n 's/^set //p' $ids >/tmp/set
	sort -n /tmp/set | diff - /tmp/set || return 1
	printf '%s\n' 'struct btf_rec_demo_stat' 'struct cred' 'struct file' \
		'struct inode' >/tmp/want
	btf_name "$BASE" "$SPLIT" </tmp/set | sort | diff /tmp/want - || return 1
	kfuncs_right
}

# other_id MODULE.ko A B: it is refused, because it was built for A and not for B,
# and the log says that, what to do, and no more
ONE_LINE='it was built against another vmlinux BTF'
other_id()
{
	local name

	name=$(basename "$1" .ko)
	refused "$1" 22 || return 1
	logged "btf_reconcile: $name: BTF refused: ID $2, this kernel has $3: $ONE_LINE; rebuild the module with this kernel, or with BTF_BASE_REF=1\$" || return 1
	one_line
}

# Of all that the kernel said, one line was about BTF.
one_line()
{
	[ "$(grep -cE 'BTF|BPF' /tmp/log)" -eq 1 ] && return
	echo 'not one line:'
	cat /tmp/log
	return 1
}

# id_of MODULE.ko|-b BASE
id_of() { btf_reconcile show "$@" | sed -n 's/^base_id: *//p'; }

ids_zero()
{
	ids=/sys/kernel/debug/btf_rec_demo/ids
	grep -q '^id 0 ' $ids && ! grep -E '^(id|set|set8) [1-9]' $ids
}
