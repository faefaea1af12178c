# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# How long it takes to load a module, and what btf_reconcile.ko takes of memory: in a
# kernel that reconciles, or in one that has /m/ko/btf_reconcile.ko for it.
#
# /m/native/btf_rec_demo.ko, /m/reference/btf_rec_demo.ko: the same module, without a
# reference and with one.

KO=/m/ko/btf_reconcile.ko
ROUNDS=10
LOADS=20
dmesg -n 1
patched() { [ -e /sys/module/module/parameters/allow_btf_mismatch ]; }

# add_times WAY MODULE.ko
add_times() { time_load $LOADS "$2" >>"/tmp/$1"; }
round()
{
	if ! patched; then
		add_times without /m/native/btf_rec_demo.ko || return 1
		time_load 1 $KO >>/tmp/ko && load $KO || return 1
	fi
	add_times native /m/native/btf_rec_demo.ko &&
		add_times reference /m/reference/btf_rec_demo.ko || return 1
	patched || rmmod btf_reconcile
}
all_rounds()
{
	local i=0

	while [ $((i += 1)) -le $ROUNDS ]; do
		round || return 1
	done
}
check "it can be loaded $((ROUNDS * LOADS)) times each way" all_rounds

# median FILE, in us
median() { sort -n "$1" | awk '{ n[NR] = $1 } END { printf "%.0f", n[int((NR + 1) / 2)] / 1000 }'; }
# row WHAT FILE
row()
{
	[ -s "/tmp/$2" ] || return 0
	printf 'SAY   %-58s %8d us  %s\n' "$1" "$(median "/tmp/$2")" "$(awk -v a="$(median "/tmp/$2")" \
		-v b="$(median "/tmp/$first")" 'BEGIN { printf "%.2f", a / b }')"
}
first=native
patched || first=without
say "Linux $(uname -r): $((ROUNDS * LOADS)) loads of btf_rec_demo each way, in turns, medians:"
row 'without a reference, without btf_reconcile.ko' without
row "without a reference$(patched || echo ', btf_reconcile.ko is there')" native
row 'with a reference' reference

echo 'file btf_reconcile_module.c +p' >/proc/dynamic_debug/control
patched || { load $KO && echo 'module btf_reconcile +p' >/proc/dynamic_debug/control; }
klog
for i in $(seq 21); do
	load /m/reference/btf_rec_demo.ko
	rmmod btf_rec_demo
done
klog
sed -n 's/.*names rewritten, \([0-9]*\) us$/\1000/p' /tmp/log >/tmp/matched
row 'of that, to match and rewrite' matched
if ! patched; then
	say "  $(sed -n 's/.*btf_reconcile: vmlinux: //p' /tmp/all.log | tail -n 1)"
	row 'btf_reconcile.ko itself' ko
	say "  memory of btf_reconcile.ko: $(awk '/\[btf_reconcile\]/ { n += $2 }
		END { print n / 1024 }' /proc/vmallocinfo) kB, and $(cat /sys/module/btf_reconcile/coresize) bytes of code and data"
	rmmod btf_reconcile
	check 'none of that is left when it goes' test -z "$(grep '\[btf_reconcile\]' /proc/vmallocinfo)"
fi
