# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel of Debian's that Secure Boot has started: it is locked down, and takes
# modules with a signature only.
#
# /m/signed/<module>.ko, /m/resigned/<module>.ko: signed; see stock.mk.

mount -t securityfs security /sys/kernel/security
LOCKDOWN=/sys/kernel/security/lockdown
# shellcheck source=stock-lib.sh
. /stock-lib.sh
klog
say "lockdown: $(cat $LOCKDOWN); sig_enforce: $(cat /sys/module/module/parameters/sig_enforce)"
locked() { grep -q "\[$1\]" $LOCKDOWN; }
check 'Secure Boot: the kernel is locked down (integrity)' locked integrity
check 'Secure Boot: the kernel takes modules with a signature only' \
	grep -x Y /sys/module/module/parameters/sig_enforce

# That is the kernel's own word, and its log has a line.
unsigned()
{
	load "$1" 2>/tmp/insmod && return 1
	grep -q '(error 129)' /tmp/insmod || { cat /tmp/insmod; return 1; }
	klog
	logged 'Loading of unsigned module is rejected'
}
check 'btf_reconcile.ko without a signature is refused by the kernel' unsigned /m/ko/btf_reconcile.ko
check 'and modules load as before' load /m/debian/mc.ko
rmmod mc

with=a-1
[ -d /m/a-1 ] || with=b-1
# loads_with_reference MODULE.ko: as loads_right; debugfs and BPF may not be looked into
loads_with_reference()
{
	load "$1" 2>/tmp/insmod || { cat /tmp/insmod; return 1; }
	klog
	same btf_rec_demo /m/b-0/btf_rec_demo.ko || { cat /tmp/same; return 1; }
	logged 'btf_rec_demo: [0-9]+ base types matched'
	set -- $?
	rmmod btf_rec_demo
	return "$1"
}
all_that()
{
	check "$1: btf_reconcile.ko, signed, loads" load /m/signed/btf_reconcile.ko
	log_all
	check "$1: a module with a reference, without a signature, is refused by the kernel" \
		unsigned "/m/$with/btf_rec_demo.ko"
	for way in signed resigned; do
		check "$1: btf_rec_demo, $way: its BTF is what a native build has" \
			loads_with_reference /m/$way/btf_rec_demo.ko
	done
	check "$1: a module of Debian's loads with its BTF" load /m/debian/mc.ko
	check "$1: its BTF is there" test -e /sys/kernel/btf/mc
	rmmod mc
	check "$1: btf_reconcile.ko can be unloaded" rmmod btf_reconcile
}
all_that 'lockdown=integrity'
echo confidentiality >$LOCKDOWN
check 'the kernel is locked down more (confidentiality)' locked confidentiality
all_that 'lockdown=confidentiality'
