#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# deps.sh STAMP [LIST [GROUP]]: install the Debian packages in LIST that are
# missing, as root or by sudo, or else say what to type. With GROUP, those whose
# second column has that word.

set -u
list=${2:-$(dirname "$0")/packages} group=${3:-}
step=$(dirname "$0")/step.sh
log=$(dirname "$1")/deps.log
mkdir -p "$(dirname "$1")"
# Of two at a time, one would fail for want of dpkg's lock.
exec 9>"$(dirname "$1")/deps.lock"
flock 9

mapfile -t names < <(awk -v group="$group" '
	!/^#/ && (!group || "," $2 "," ~ "," group ",") { print $1 }' "$list")

command -v dpkg-query >/dev/null || {
	echo "This is not Debian. Install what stands for these packages of it:" >&2
	echo "${names[*]}" >&2
	# The tool can do without most of them.
	[ "$group" != tools ] || exec touch "$1"
	echo "and say make DEPS= ..." >&2
	exit 1
}

# @clang@ is 14 where the package clang depends on clang-14; or stays as it is.
with_version()
{
	local name=$1 of version

	[[ $name =~ @(.*)@ ]] || { echo "$name"; return; }
	of=${BASH_REMATCH[1]}
	version=$(apt-cache depends "$of" 2>/dev/null |
		sed -n "s/^ *Depends: $of-\([0-9]*\)\$/\1/p" | head -n 1)
	echo "${name/"@$of@"/${version:-"@$of@"}}"
}

find_missing()
{
	local name

	missing=()
	for name in "${names[@]}"; do
		name=$(with_version "$name")
		dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null |
			grep -qx installed || missing+=("$name")
	done
}

find_missing
if [ ${#missing[@]} -gt 0 ]; then
	sudo=()
	if [ "$(id -u)" -ne 0 ]; then
		sudo=(sudo)
		if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && sudo -v; }; then
			echo "Some packages are missing. Type this, then try again:" >&2
			echo "sudo apt-get install --no-install-recommends ${missing[*]}" >&2
			exit 1
		fi
	fi
	export DEBIAN_FRONTEND=noninteractive
	"$step" "$log" "apt-get update" "${sudo[@]}" apt-get update -q || exit 1
	find_missing
	if ! "$step" "$log" "installing ${#missing[@]} packages" "${sudo[@]}" \
		apt-get install -y -q --no-install-recommends "${missing[@]}"; then
		echo "Could not install: ${missing[*]}" >&2
		exit 1
	fi
fi
touch "$1"
