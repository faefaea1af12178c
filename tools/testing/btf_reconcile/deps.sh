#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# deps.sh STAMP [LIST]: install the Debian packages that are missing, as root or by
# sudo, or else say what to type.

set -u
list=${2:-$(dirname "$0")/packages}
step=$(dirname "$0")/step.sh

command -v dpkg-query >/dev/null || {
	echo "This is not Debian; install what stands for these packages, then" >&2
	echo "make DEPS= ...: $(sed -n 's/^\([^#\t ]\+\).*/\1/p' "$list" | xargs)" >&2
	exit 1
}

missing=$(sed -n 's/^\([^#\t ]\+\).*/\1/p' "$list" | while read -r package; do
	dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
		grep -qx installed || echo "$package"
done | xargs)

if [ -n "$missing" ]; then
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		sudo=sudo
		if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && sudo -v; }; then
			echo "Some packages are missing. Type this, then try again:" >&2
			echo "sudo apt-get install --no-install-recommends $missing" >&2
			exit 1
		fi
	fi
	export DEBIAN_FRONTEND=noninteractive
	log=$(dirname "$1")/deps.log
	"$step" "$log" "apt-get update" $sudo apt-get update -q &&
		"$step" "$log" "installing $(wc -w <<<"$missing") packages" \
			$sudo apt-get install -y -q --no-install-recommends \
			$missing || {
		echo "Could not install: $missing" >&2
		exit 1
	}
fi
mkdir -p "$(dirname "$1")"
touch "$1"
