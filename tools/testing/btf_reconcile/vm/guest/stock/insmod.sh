# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# How long insmod takes of real modules of Debian's, in Debian's kernel with
# btf_reconcile.ko: see load_modules.sh for what is in /nobtf, /native, /reference, /base
# and /needed. A module that does not load here, or does not go again, is left out.

WAYS='nobtf native reference base'
MODULES=100
ROUNDS=5
LOADS=3
dmesg -n 1
check 'btf_reconcile.ko is there' load /m/ko/btf_reconcile.ko

loaded() { grep -q "^$(echo "$1" | tr - _) " /proc/modules; }
need()
{
	local name

	for name; do
		loaded "$name" || load "/needed/$name.ko" || return 1
	done
}
once() { load "/$1/$2.ko" && rmmod "$2" 2>/dev/null; }
loads()
{
	local way

	! loaded "$1" || return 1
	for way in $WAYS; do
		once "$way" "$1" || return 1
	done
}
rounds()
{
	local way i=0

	rm -f /tmp/ns.*
	while [ $((i += 1)) -le $ROUNDS ]; do
		for way in $WAYS; do
			time_load $LOADS "/$way/$1.ko" >>"/tmp/ns.$way" || return 1
		done
	done
}
median() { sort -n "$1" | awk '{ n[NR] = $1 } END { printf "%.0f", n[int((NR + 1) / 2)] / 1000 }'; }

nr=0
echo "SAY module,bytes of .ko,$(echo "$WAYS" | tr ' ' ,)"
while read -r name needed && [ $nr -lt $MODULES ]; do
	# shellcheck disable=SC2086
	{ need $needed && loads "$name"; } >/dev/null 2>&1 || continue
	if ! rounds "$name" 2>/tmp/why; then
		not_ok "$name loads each time" "$(cat /tmp/why)"
		continue
	fi
	nr=$((nr + 1))
	row="$name,$(stat -c %s "/native/$name.ko")"
	for way in $WAYS; do
		row=$row,$(median "/tmp/ns.$way")
	done
	echo "$row" >>/tmp/rows
	echo "SAY $row"
done </needed/list
check "$MODULES modules were loaded in each way" [ "$nr" -eq $MODULES ]

# column N: of all modules, in us
column() { cut -d , -f "$1" /tmp/rows; }
total() { column "$1" | awk '{ n += $1 } END { printf "%.1f", n / 1000 }'; }
ratios() { awk -F , -v a="$1" '{ print $a / $4 * 1000 }' /tmp/rows | sort -n | awk '{ n[NR] = $1 } END { printf "%.3f", n[int((NR + 1) / 2)] / 1000 }'; }
# parts N: the same of what BTF adds
parts() { awk -F , -v a="$1" '$4 > $3 { print ($a - $3) / ($4 - $3) * 1000 }' /tmp/rows | sort -n | awk '{ n[NR] = $1 } END { printf "%.2f", n[int((NR + 1) / 2)] / 1000 }'; }
say "insmod of all $nr, one after the other: $(total 3) ms without BTF, $(total 4) native, $(total 5) with a reference, $(total 6) with .BTF.base"
say "median of the modules, native 1: $(ratios 5) with a reference, $(ratios 6) with .BTF.base; of what BTF adds: $(parts 5) and $(parts 6)"
