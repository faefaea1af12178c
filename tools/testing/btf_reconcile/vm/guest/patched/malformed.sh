# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of suites whose kernel reconciles: /bad/<name>/btf_rec_demo.ko, malformed as the
# table in data/malformed.c says, stripped, or with sections that cannot be read.

# One line says why, at most one more counts, and nothing is left of it.
refused_with_reason()
{
	refused "$1" 22 || return 1
	logged 'btf_rec_demo: BTF refused: ' || return 1
	if [ -f "${1%/*}/said" ] && ! grep -qF "$(cat "${1%/*}/said")" /tmp/log; then
		cat "${1%/*}/said" /tmp/log
		return 1
	fi
	lines=$(grep -c 'btf_reconcile: ' /tmp/log)
	[ "$lines" -le 2 ] || { cat /tmp/log; return 1; }
	[ ! -e "$SPLIT" ] || { echo "$SPLIT is there"; return 1; }
}

set -- /bad/*
# Who only looks need not wait for all of them.
# shellcheck disable=SC2046 # a word for each
! grep -q rec.short /proc/cmdline || set -- $(printf '%s\n' "$@" | awk 'NR % 5 == 1')
say "btf_rec_demo, malformed or stripped in $# ways:"
for bad; do
	way=$(basename "$bad")
	check "malformed: $way is refused, with a reason" \
		refused_with_reason "$bad/btf_rec_demo.ko" >/tmp/check
	grep -v '^LOG ' /tmp/check
	say "  $way: $(sed -n 's/.*btf_reconcile: btf_rec_demo: //p' /tmp/log |
		head -n 1)"
done
