#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# full_report.sh UNPATCHED.log PATCHED.log RELEASE: what two runs of all of
# test_progs have in common, as a document. Fails if they differ.

set -u
unpatched=$1 patched=$2 release=$3
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Ours are not in the unpatched kernel.
"$here/results.sh" "$unpatched" >"$tmp/unpatched"
"$here/results.sh" "$patched" | grep -v ' btf_reconcile' >"$tmp/patched"
diff "$tmp/unpatched" "$tmp/patched" | grep '^[<>]' >"$tmp/diff"
ended() { grep -qx 'end of test_progs: [01]' "$1"; }
count() { grep -c "^$1 " "$tmp/$2"; }
table()
{
	printf '%-10s %8s %8s %8s\n' "$1" "$(count OK "$1")" \
		"$(count FAIL "$1")" "$(count SKIP "$1")"
}
indent() { sed 's/^/	/'; }
with_subtests() { grep "^$1 " "$tmp/unpatched" | cut -d' ' -f2-; }

cat <<END
.. SPDX-License-Identifier: GPL-2.0

=============================================
All of test_progs, patched and unpatched
=============================================

Made by \`\`make test-full\`\` on $(date -u '+%Y-%m-%d'), Linux $release,
$(gcc --version | head -n 1), $(clang-16 --version | head -n 1), QEMU without
KVM. Tests and their subtests are counted alike.

========== ======== ======== ========
kernel     passed   failed   skipped
========== ======== ======== ========
$(table unpatched)
$(table patched)
========== ======== ======== ========

END
if ! ended "$unpatched" || ! ended "$patched"; then
	echo 'One of the runs did not come to its end.'
	exit 1
fi
if [ -s "$tmp/diff" ]; then
	printf 'What differs (<: unpatched, >: patched)::\n\n'
	indent <"$tmp/diff"
	echo
else
	printf 'The two are the same, test by test.\n\n'
fi
printf 'What the unpatched kernel fails here::\n\n'
with_subtests FAIL | indent
[ ! -s "$tmp/diff" ]
