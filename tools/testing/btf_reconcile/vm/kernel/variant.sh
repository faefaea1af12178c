#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# variant.sh FROM TO CHANGE CONFIG: make the kernel tree TO from the built one
# in FROM, objects and all. CHANGE is a patch, "unpatched" to take off the
# series and the files of this repository, or "none". CONFIG is merged.

set -eu
from=$1 to=$2 change=$3 config=$(realpath "$4")
[ ! -f "$change" ] || change=$(realpath "$change")
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../../../.." && pwd)

# Objects of an earlier copy are taken again if they are newer than their
# sources; so copy all that differs, times included, and nothing else.
mkdir -p "$to"
# But not that it is built: if its own build is interrupted, it is not.
rm -f "$to/.built"
from=$(realpath "$from")
# What is as it was unpacked is shared: patch and quilt make a new file of what they
# change, and no build writes to it.
(cd "$from" && find . -type f ! -newer .unpacked ! -name .unpacked -print0) |
	rsync -a --from0 --files-from=- --link-dest="$from" "$from/" "$to/"
rsync -a --delete --exclude=/.built "$from/" "$to/"
cd "$to"
# The host's tools are known to their build by their full paths, and what they
# were used for would be built again with them.
find tools scripts -name '.*.cmd' -exec grep -qF "$from/" {} \; -print0 |
	xargs -0 -r sed -i "s#$from/#$PWD/#g"

unpatch()
{
	QUILT_PATCHES=$top/patches/linux-$KERNEL quilt --quiltrc - pop -a -q
	(cd "$top" && find include kernel scripts tools -type f) |
		xargs -d '\n' rm -f
	rm -rf tools/bpf/btf_reconcile tools/testing/btf_reconcile
}

case $change in
unpatched) unpatch >/dev/null ;;
none) ;;
*) patch -s -p1 <"$change" ;;
esac
took_effect() { "$here/took_effect.sh" .config "$config"; }

# kconfig takes ten seconds to find that nothing changed
if [ "$change" != none ] || ! took_effect >/dev/null; then
	scripts/kconfig/merge_config.sh -m .config "$config" >/dev/null
	make -s ${KARCH:+ARCH=$KARCH} olddefconfig
	took_effect
fi
