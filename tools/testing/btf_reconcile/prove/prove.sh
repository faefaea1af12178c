#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# prove.sh WHAT CBMC CORE INCLUDE OUT: let CBMC look for a fault in the core's files,
# by the table "harnesses". WHAT is
#
#	quick, full	those of them that are for CI, or all
#	cover		which lines of the core and of the harnesses no run reaches
#	mutants		that each fault in the table "mutants" is found
#	NAME...		these
#
# Prints TAP.

set -u
what=$1 cbmc=$(realpath "$2") core=$(realpath "$3") include=$(realpath "$4") out=$5
here=$(dirname "$(realpath "$0")")
table=$here/harnesses
mkdir -p "$out"
out=$(realpath "$out")
nr=0

# What CBMC 6 looks for without being asked: accesses outside of an object or of a
# dead one, signed overflow, undefined shifts, division by zero, loops that go on.
options=(--pointer-overflow-check --drop-unused-functions --slice-formula
	 --object-bits 12 --no-malloc-may-fail)

ok()
{
	nr=$((nr + 1))
	echo "$1 $nr - $2"
}

# cbmc_on CORE NAME OPTION...: the harness NAME of the table on the files in CORE.
cbmc_on()
{
	local from=$1 name=$2 entry _when file with args=() part

	shift 2
	read -r _ entry _when file with args_line < <(grep "^${name}[[:space:]]" "$table")
	read -ra args <<<"$args_line"
	args+=("$here/$file" "$here/prove.c")
	for part in ${with//,/ }; do
		case $part in
		any_index) args+=("$here/any_index.c") ;;
		run) args+=("$here/run.c") ;;
		-) ;;
		*) args+=("$from/btf_reconcile_$part.c") ;;
		esac
	done
	timeout "${LIMIT:-1800}" "$cbmc" --function "$entry" -I "$include" \
		-I "$from" -I "$here" "${args[@]}" "${options[@]}" "$@"
}

names()
{
	awk -v when="$1" '!/^#/ && ($3 == when || when == "full" && $3 == "quick") {
		print $1 }' "$table"
}

prove()
{
	local name=$1 log=$out/$1.log start=$SECONDS

	cbmc_on "$core" "$name" --unwinding-assertions >"$log" 2>&1
	if grep -q '^VERIFICATION SUCCESSFUL' "$log"; then
		ok ok "$name"
		sed -n 's/^\*\* 0 of \([0-9]*\) failed.*/\1/p' "$log" |
			sed "s/.*/# $name: & properties, $((SECONDS - start)) s/"
	else
		ok 'not ok' "$name"
		grep -E ': FAILURE$|rror' "$log" | head -n 10 | sed 's/^/# /'
		tail -n 1 "$log" | sed 's/^/# /'
	fi
}

cover()
{
	local name=$1 log=$out/$1.cover

	cbmc_on "$core" "$name" --cover location >"$log" 2>&1
	grep -q '^\*\* [0-9]* of [0-9]* covered' "$log" ||
		{ ok 'not ok' "cover: $name"; tail -n 3 "$log" | sed 's/^/# /'; }
}

# mutant HARNESS FILE EDIT...: a fault, put into a copy of the core by sed
mutant()
{
	local name=$1 file=$2 edit=$3 copy=$out/mutant log=$out/mutant.log
	local title="$file: $edit"

	rm -rf "$copy"
	mkdir -p "$copy"
	cp "$core"/btf_reconcile*.[ch] "$copy"
	sed -i "$edit" "$copy/$file"
	if cmp -s "$core/$file" "$copy/$file"; then
		ok 'not ok' "$title: changes nothing"
		return
	fi
	cbmc_on "$copy" "$name" --unwinding-assertions --stop-on-fail >"$log" 2>&1
	if grep -q '^VERIFICATION FAILED' "$log"; then
		ok ok "$title"
		sed -n '/^Violated property/,/^$/s/^  */# found by '"$name"': /p' "$log" |
			sed -n 2,3p
	else
		ok 'not ok' "$title"
		tail -n 1 "$log" | sed 's/^/# /'
	fi
}

case $what in
quick | full)
	for name in $(names "$what"); do
		prove "$name"
	done
	;;
cover)
	for name in $(names full); do
		cover "$name"
	done
	"$here/unreached.py" "$here" "$core" "$out"/*.cover >"$out/unreached"
	ok "$([ -s "$out/unreached" ] && echo not\ )ok" "cover: every line is reached"
	sed 's/^/# /' "$out/unreached"
	;;
mutants)
	while IFS=$'\t' read -r name file edit; do
		mutant "$name" "$file" "$edit"
	done < <(grep -v '^#' "$here/mutants" |
		grep -f <(names full | sed 's/.*/^&\t/'))
	;;
*)
	for name in $what; do
		prove "$name"
	done
	;;
esac
echo "1..$nr"
