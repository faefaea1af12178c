#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# took_effect.sh CONFIG FRAGMENT...: does a kernel's configuration have every
# line of the fragments, of which a later one may override an earlier?

set -eu
config=$1
shift

lost=$(sed -nE 's/^(# )?(CONFIG_[A-Z0-9_]*)(.*)$/\2 &/p' "$@" |
	awk '{ line[$1] = substr($0, length($1) + 2) } END { for (o in line) print line[o] }' |
	while read -r line; do
		grep -qxF -- "$line" "$config" ||
			{ [[ $line = "# "* ]] &&
			  ! grep -q "^${line:2:-11}=" "$config"; } ||
			echo "$line"
	done)
[ -z "$lost" ] || { printf 'no effect in this kernel:\n%s\n' "$lost"; exit 1; }
