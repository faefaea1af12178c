#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# steps.sh SERIES TREE MODULE GUEST RUN MAKE...: build and boot Linux after each
# mail of the series. SERIES is what series.sh made; TREE is a built tree without
# any of it, which is changed; MODULE is the source of a module to be loaded;
# GUEST has the programs of the virtual machine, RUN boots it. MAKE... is make,
# with what it takes to build a kernel.

set -eu
series=$1 tree=$2 module=$3 guest=$4 run=$5
shift 5
here=$(cd "$(dirname "$0")/.." && pwd)
log=$(dirname "$tree")/steps
rm -rf "$log"
mkdir -p "$log/src" "$log/modules/step"
nr=0

# The next commit's files, and nothing else, so that little is built again.
take()
{
	git -C "$series/tree" checkout -q "$1"
	git -C "$series/tree" diff-tree -r --name-only --no-commit-id "$1" |
		rsync -a --no-times --checksum --files-from=- "$series/tree" "$tree"
}

# A module of that kernel, with a reference if its build gives one.
make_module()
{
	rm -rf "$log/src/module"
	cp -r "$module" "$log/src/module"
	"$@" -C "$tree" M="$log/src/module" modules
	cp "$log/src/module/$(basename "$module").ko" "$log/modules/step/"
}

readarray -t commits < <(git -C "$series/tree" rev-list --reverse linux..series)
for commit in "${commits[@]}"; do
	nr=$((nr + 1))
	echo "$nr/${#commits[@]} $(git -C "$series/tree" log -1 --format=%s "$commit")"
	take "$commit"
	"$here/step.sh" "$log/$nr.build" "  builds" "$@" -C "$tree" bzImage modules
	make_module "$@" >"$log/$nr.module" 2>&1 || { cat "$log/$nr.module"; exit 1; }
	"$here/vm/initramfs.sh" "$log/cpio.gz" "$guest"/{btf_name,load,btf_reconcile} -- "$log/modules" \
		"$log/modules/step/btf_rec_demo.ko"
	"$run" step "$tree/arch/x86/boot/bzImage" "$log/cpio.gz" "$log/$nr.vm"
	! grep '^not ok' "$log/$nr.vm.results" || exit 1
	sed -n 's/^ok /    /p' "$log/$nr.vm.results"
done
git -C "$series/tree" checkout -q series
echo "series: each of ${#commits[@]} steps builds, boots and takes a module"
