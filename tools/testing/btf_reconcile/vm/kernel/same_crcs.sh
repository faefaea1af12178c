#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# same_crcs.sh FROM TO: make sure that modules built in the kernel tree FROM load in
# the kernel of TO as far as symbols go: what FROM exports, TO does with the same
# CRC.

set -euo pipefail
crcs() { awk '{ print $1, $2 }' "$1/Module.symvers" | sort; }

from=${1##*/} to=${2##*/}
other=$1/crcs.other
symbols=$(crcs "$1")
[ -n "$symbols" ] || { echo "kernel ${from^^} exports nothing" >&2; exit 1; }
comm -23 - <(crcs "$2") <<<"$symbols" >"$other"
if [ -s "$other" ]; then
	echo "symbols of kernel ${from^^} that ${to^^} has not, or with another CRC:" >&2
	head -n 10 "$other" >&2
	echo "all of them are in $other" >&2
	exit 1
fi
with=", all CRCs the same"
grep -qx CONFIG_MODVERSIONS=y "$1/.config" || with=" each, the same, which have no CRCs"
echo "${from^^} and ${to^^}: $(wc -l <<<"$symbols") exported symbols$with"
