#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh FROM TO ARG...: the KUnit tests of the kernel tree FROM, on UML. kunit.py
# wants a tree that nothing was built in: the sources of FROM go to TO, and objects to
# TO.build. ARG is for kunit.py.

set -eu
from=$(realpath "$1") to=$2
shift 2
top=$(cd "$(dirname "$0")/../../../.." && pwd)

# What is as it was unpacked, and what patches have changed, of which quilt knows.
sources()
{
	cd "$from"
	find . -path ./.pc -prune -o ! -type d ! -newer .unpacked -print0
	find .pc -mindepth 2 -type f ! -name .timestamp -printf '%P\0' | cut -z -d / -f 2-
}

mkdir -p "$to"
sources | rsync -a --from0 --files-from=- --link-dest="$from" "$from/" "$to/"
for dir in include kernel scripts tools; do
	rsync -a "$top/$dir" "$to/"
done
"$to/tools/testing/kunit/kunit.py" run --kunitconfig="$to/kernel/bpf/tests" \
	--build_dir="$to.build" "$@"
