#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# record.sh COMMAND TREE RESULTS...: what a run that CI does not do came to, for
# Documentation/bpf/btf_reconcile: when, of what, on what, and each check; of a
# suite that is in CI as well (more than MANY checks), those that failed.

set -u
command=$1 tree=$2
shift 2
MANY=60

# A Debian of its own, where modules are built there.
in=()
[ ! -x "$tree/debian/bin/sh" ] || in=(chroot "$tree/debian")
version() { "$@" --version | head -n 1; }

echo "$command"
echo "$(date -u +%Y-%m-%d), Linux $(cat "$tree/b/release" 2>/dev/null ||
	make -s -C "$tree" ${KARCH:+ARCH=$KARCH} kernelversion)," \
	"commit $(git rev-parse --short HEAD)$(git diff --quiet HEAD -- . ':!Documentation' || echo ' with changes')"
echo "$(version "${in[@]}" "${CROSS_COMPILE-}gcc"); pahole $(version "${in[@]}" pahole); $(version "${QEMU_SYSTEM%% *}")"
for results; do
	printf '\n%s: %d passed, %d failed\n' "$(basename "$results" | sed 's/\(\.vm\)\?\.results$//')" \
		"$(grep -c '^ok ' "$results")" "$(grep -c '^not ok ' "$results")"
	if [ "$(wc -l <"$results")" -le $MANY ]; then
		sed '/^# /d; s/^/    /' "$results"
	else
		sed -n 's/^not ok/    &/p' "$results"
	fi
done
