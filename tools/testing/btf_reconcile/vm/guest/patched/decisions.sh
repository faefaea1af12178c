# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of suites that say whether a module loads, with BTF or without: a module for
# each line of include/linux/btf_finding.h, which are in /decisions/list: its name,
# the outcome, and the outcome with module.allow_btf_mismatch=1.

POLICY=/sys/module/module/parameters/allow_btf_mismatch
decided=' '

outcome()
{
	awk -v name="$1" -v allow="$(cat $POLICY)" \
		'$1 == name { print allow == "Y" ? $3 : $2 }' /decisions/list
}

# The module is loaded as the outcome has it, and has BTF if that says so.
is_outcome()
{
	local want=$1 rc=$2 has=0

	[ ! -e "$SPLIT" ] || has=1
	case $want$rc$has in
	with01|without00|refused10) return 0 ;;
	esac
	echo "to be $want, but load said $rc: $(cat /tmp/insmod), BTF: $has"
	return 1
}

# as_decided FINDING MODULE.ko WORDS [ids]: its outcome, one line of the log that has
# the words, and .BTF_ids that is zero where there is no BTF; but "ids": nothing says
# that these IDs are of another kernel
as_decided()
{
	local want rc=0

	want=$(outcome "$1")
	[ -n "$want" ] || { echo "/decisions/list has no $1"; return 1; }
	klog
	load "$2" >/tmp/insmod 2>&1 || rc=1
	klog
	is_outcome "$want" $rc || return 1
	[ -z "$3" ] || logged "$3" || return 1
	[ "$want" = with ] || [ -z "$3" ] ||
		[ "$(grep -c 'BTF refused: ' /tmp/log)" -eq 1 ] || { cat /tmp/log; return 1; }
	[ "$want" != refused ] || grep -q '(error 22)' /tmp/insmod ||
		{ cat /tmp/insmod; return 1; }
	[ "$want" != without ] || [ "${4-}" = ids ] || ids_zero || return 1
}

# decision FINDING DIR WORDS [ids]: see as_decided
decision()
{
	decided="$decided$1 "
	check "$1: $2: $(outcome "$1")" \
		as_decided "$1" "/$2/btf_rec_demo.ko" "$3" "${4-}"
	rmmod btf_rec_demo 2>/dev/null
}

# Those that this kernel cannot come to are decided in another suite.
elsewhere()
{
	case $1 in
	NO_SYMBOLS) grep -q '^decision NO_SYMBOLS ' /nokallsyms.sh ;;
	NO_BASE) grep -q 'decision NO_BASE ' /nobase.sh ;;
	NO_MEMORY) grep -q 'BTF refused: no memory' /faults-lib.sh ;;
	RELOCATED) ! relocates ;;
	*) false ;;
	esac
}

each_is_decided()
{
	local name _

	while read -r name _; do
		case $decided in
		*" $name "*) continue ;;
		esac
		elsewhere "$name" || { echo "no test of $name"; return 1; }
	done </decisions/list
}

decide_all()
{
	say "what becomes of btf_rec_demo, allow_btf_mismatch=$(cat $POLICY):"
	echo 'file btf_reconcile_module.c +p' >/sys/kernel/debug/dynamic_debug/control
	decision NO_ID m/b-noid ''
	decision NATIVE m/b-0 ''
	decision RECONCILED m/a-1 'btf_rec_demo: [0-9]+ base types matched'
	! relocates || decision RELOCATED m/a-distilled ''
	decision NO_BTF decisions/no-btf '' ids
	decision NO_BTF decisions/empty '' ids
	decision STRIPPED m/nobtf 'it has a reference or an ID, but no .BTF'
	decision STRIPPED decisions/empty-id 'it has a reference or an ID, but no .BTF'
	decision STRIPPED decisions/empty-reference 'it has a reference or an ID, but no .BTF'
	decision INVALID m/a-noid 'BTF refused: error -22: it fails the BTF checks' ids
	decision OTHER_ID m/a-0 "ID $A, this kernel has $B: $ONE_LINE"
	decision MISMATCH decisions/mismatch '[1-9] of [0-9]+ base types do not match'
	decision MALFORMED bad/no-slots 'it is malformed'
	decision MALFORMED bad/ref-half 'it is malformed'
	decision MALFORMED bad/btf-magic '.BTF has no BTF header: it is malformed'
	decision UNREADABLE bad/nobits '.BTF is compressed, or has no contents'
	decision UNREADABLE bad/compressed '.BTF is compressed, or has no contents'
	decision NO_REFERENCE bad/no-reference 'its reference is not there'
	decision NO_REFERENCE bad/nobits-reference 'its reference is not there'
	decision NO_REFERENCE bad/nobits-distilled-base 'its reference is not there'
	decision NO_REFERENCE bad/compressed-distilled-base 'its reference is not there'
	decision EARLIER decisions/earlier 'made by an earlier btf_reconcile; build it again'
	decision LATER decisions/later 'made by a later btf_reconcile; build it again'
	decision LATER decisions/later-reference 'made by a later btf_reconcile; build it again'
	echo 'file btf_reconcile_module.c -p' >/sys/kernel/debug/dynamic_debug/control
	check 'each finding of the list is decided by a test' each_is_decided
}
