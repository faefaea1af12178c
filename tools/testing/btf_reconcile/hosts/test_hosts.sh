#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_hosts.sh DIR SUITES TARGETS: on a fresh minimal Debian of each suite, with make
# and git, what make makes of each target: a clone of the last commit, in a chroot in
# DIR. As root. Prints TAP, and what was there as comments.

set -u
dir=$(realpath -m "$1") suites=$2 targets=$3 nr=0
top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
[ "$(id -u)" -eq 0 ] || { echo "test_hosts.sh: a chroot needs root" >&2; exit 1; }
mirror=$(realpath "$(dirname "$0")/../fetch/mirror.sh")
debian=$("$mirror" Debian) || exit 1
security=$("$mirror" Debian-Security 2>/dev/null) || true

# in_host COMMAND: its mounts and processes go when it ends.
in_host()
{
	# shellcheck disable=SC2016
	unshare --mount --pid --fork bash -c '
		mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
			exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
				NO_PROGRESS=1 KJOBS="$3" chroot "$1" bash -c "$2"
	' in_host "$host" "$1" "${KJOBS:-$(nproc)}"
}

# The clone has no history, and nothing that was built.
make_host()
{
	rm -rf "$host"
	mkdir -p "$host"
	debootstrap --variant=minbase --include=make,git "$1" "$host" "$debian" || return
	{
		echo "deb $debian $1 main"
		[ -z "$security" ] || echo "deb $security $1-security main"
	} >"$host/etc/apt/sources.list"
	cp /etc/resolv.conf "$host/etc"
	git clone -q --depth 1 "file://$top" "$host/src"
}

result()
{
	nr=$((nr + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $nr - $2"
	else
		echo "not ok $nr - $2"
		tail -n 20 "$3" | sed 's/^/# /'
	fi
}

mkdir -p "$dir"
for suite in $suites; do
	host=$dir/$suite
	make_host "$suite" >"$host.log" 2>&1
	rc=$?
	result $rc "$suite: a minimal Debian with make and git" "$host.log"
	[ $rc -eq 0 ] || continue
	echo "# $suite: commit $(git -C "$host/src" rev-parse --short HEAD)"
	for target in $targets; do
		SECONDS=0
		in_host "cd /src && make $target" >"$host-$target.log" 2>&1
		result $? "$suite: make $target" "$host-$target.log"
		echo "# $suite: make $target took $((SECONDS / 60)) min $((SECONDS % 60)) s"
		sed -n 's/^[a-z_]* *\([0-9]* passed, [0-9]* failed\)$/# '"$suite"': &/p' "$host-$target.log"
	done
	# shellcheck disable=SC2016
	in_host '. /etc/os-release; echo "$PRETTY_NAME, $(cat /etc/debian_version), $(uname -m):"
		dpkg-query -W gcc dwarves libelf-dev libbpf-dev clang qemu-system-x86 2>/dev/null
		dpkg-query -f "\n" -W | wc -l
		/src/build/btf_reconcile --version' | sed "s/^/# $suite: /"
done
echo "1..$nr"
