# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Loading modules while allocations fail, for faults.sh and threads.sh.

# What a module's own lists of ids may be: right, or zero.
ids_fine()
{
	[ -e /sys/kernel/debug/btf_rec_demo/ids ] || return 0
	cmp -s /tmp/good /sys/kernel/debug/btf_rec_demo/ids || ids_zero
}

# The file in sysfs has the bytes; what the kernel made of them, the verifier sees.
kfuncs_fine()
{
	grep -q 'btf_rec_demo: no kfuncs' /tmp/log || run_demo >/tmp/demo 2>&1
}

# clean NAME ERROR: did loading end as it may?
clean()
{
	if [ "$2" -eq 0 ]; then
		[ -d "/sys/module/$1" ] || { echo "$1 is not there"; return 1; }
		ids_fine || { echo "$1: wrong ids"; return 1; }
		kfuncs_fine || { echo "$1: wrong BTF"; cat /tmp/demo; return 1; }
		return 0
	fi
	[ "$2" -eq 12 ] || { echo "$1: error $2 is not ENOMEM"; return 1; }
	[ ! -d "/sys/module/$1" ] || { echo "$1 is there"; return 1; }
	[ ! -e "/sys/kernel/btf/$1" ] || { echo "BTF of $1 is there"; return 1; }
}

sweep_begin()
{
	nth=0
	faults=0
	refused=0
	unclean=0
	: >/tmp/functions
}

# One line of fail_load's: path, error, allocations that failed, functions.
judge()
{
	local name why

	name=$(basename "$1" .ko)
	if ! why=$(clean "$name" "$2"); then
		unclean=$((unclean + 1))
		not_ok "allocation $nth of $where: clean" "$why; $*"
	fi
	if [ "$3" -gt 0 ]; then
		faults=$((faults + 1))
		hit=1
	fi
	if [ "$2" -eq 0 ]; then
		unload "$name"
	else
		refused=$((refused + 1))
		[ "$where" = load ] ||
			logged "$name: BTF refused: no memory" >/tmp/why ||
			not_ok "allocation $nth: the log says so" \
				"$(head -n 20 /tmp/why)"
	fi
	shift 3
	# of ours, the one that the others were called by comes last
	[ $# -eq 0 ] || echo "$*" | tr ' ' '\n' | grep -m 1 '^btf_' >>/tmp/functions
}

# fail_step WHERE MODULE.ko...: load them, allocation $nth of each fails; returns
# false if there were none left to fail
fail_step()
{
	where=$1
	shift
	hit=0
	klog
	if ! fail_load "$where" "$nth" "$@" >/tmp/failed 2>/tmp/fail_load; then
		not_ok "fail_load $where $nth" "$(cat /tmp/fail_load)"
		return 1
	fi
	klog
	while read -r line; do
		# shellcheck disable=SC2086
		judge $line
	done </tmp/failed
	[ $hit -eq 1 ]
}

sweep()
{
	local where=$1

	shift
	sweep_begin
	while [ $((nth += 1)) -lt 5000 ]; do
		fail_step "$where" "$@" || break
	done
}

# sweep_report NAME LEAST [FUNCTION]: at least so many failed, some of them in that
# function of ours and in none that it called
sweep_report()
{
	local what

	what="$faults failed in turn, $refused times no module was loaded"
	say "  $what"
	if [ "$unclean" -eq 0 ] && [ "$faults" -ge "$2" ]; then
		ok "$1: allocations $what; all clean"
	else
		not_ok "$1: allocations fail cleanly" "$what, $unclean not clean"
	fi
	[ $# -eq 3 ] || return 0
	sort /tmp/functions | uniq -c | sed 's/^ */SAY   /'
	check "$1: some of them in $3" grep -qxE "$3" /tmp/functions
}
