#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_fuzz.sh FUZZERS CORPUS SECONDS TARGET...: replay what is in CORPUS/TARGET and
# FUZZERS/seeds/TARGET, then fuzz each target for so long, all of them side by side.
# Prints TAP, and how fast they were and how much they reached. What a target found is
# left in FUZZERS, under its name: mend the fault, and put the input into CORPUS.

bin=$1 corpus=$2 seconds=$3
shift 3
nr=0

# of TARGET: only those that are there
inputs() { find "$corpus/$1" "$bin/seeds/$1" -maxdepth 0 2>/dev/null; }

fuzz()
{
	local target=$1 dirs

	mapfile -t dirs < <(inputs "$target")
	mkdir -p "$bin/corpus/$target"
	"$bin/fuzz_$target" -max_total_time="$seconds" -max_len=65536 \
		-timeout=10 -print_final_stats=1 -close_fd_mask=1 \
		-artifact_prefix="$bin/$target-" "$bin/corpus/$target" "${dirs[@]}"
}

t()
{
	local name=$1 log=$2 rc=$3

	nr=$((nr + 1))
	[ "$rc" -eq 0 ] || printf 'not '
	echo "ok $nr - $name"
	[ "$rc" -eq 0 ] || tail -n 30 "$log" | sed 's/^/# /'
}

for target; do
	mapfile -t dirs < <(inputs "$target")
	"$bin/fuzz_$target" -runs=0 -artifact_prefix="$bin/$target-" "${dirs[@]}" \
		>"$bin/$target.replay" 2>&1
	rc=$?
	count=$(find "${dirs[@]}" -type f | wc -l)
	[ "$count" -gt 0 ] || rc=1
	t "$target: $count inputs of the corpus" "$bin/$target.replay" $rc
done
[ "$seconds" -gt 0 ] || { echo "1..$nr"; exit; }

pids=()
for target; do
	fuzz "$target" >"$bin/$target.log" 2>&1 &
	pids+=($!)
done
for target; do
	log=$bin/$target.log
	wait "${pids[0]}"
	rc=$?
	pids=("${pids[@]:1}")
	stat() { sed -n "s/^stat::$1: *//p" "$log"; }
	reached=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2)
	t "$target: $seconds seconds" "$log" $rc
	echo "# $target: $(stat number_of_executed_units) executions," \
		"$(stat average_exec_per_sec) a second; reached $reached edges"
done
echo "1..$nr"
