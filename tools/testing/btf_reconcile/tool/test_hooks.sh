#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_hooks.sh TOOL WORK: help, completion, the manual and the hooks. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# help
for command in emit check apply show; do
	help() { is 0 '' "$tool" "$command" --help && grep -q "^Usage: btf_[a-z]* $command" out; }
	t "$command --help" help
	t "$command: an option that there is not" is 2 'Usage' "$tool" $command --frobnicate
done
t 'no command' is 2 'Usage' "$tool"
t 'a command that there is not' is 2 'no command' "$tool" frobnicate
t 'the manual is made, without a warning' is 0 '' bash -c \
	"'$(dirname "$hooks")/man.sh' '$tool' >m.8 && [ -s m.8 ] &&
	{ ! command -v groff >/dev/null || groff -man -Tutf8 -ww m.8 >/dev/null; }"
complete_check()
{
	# shellcheck source=/dev/null
	. "$(dirname "$hooks")/completion.bash"
	COMP_WORDS=(btf_reconcile check --js) COMP_CWORD=2
	_btf_reconcile
	[ "${COMPREPLY[*]}" = --json ]
}
t 'completion' complete_check

# hooks
export BTF_RECONCILE=$tool
mkdir dkms
cp plain.ko dkms/one.ko
cp nobtf.ko dkms/two.ko
dkms() { (cd dkms && BTF_BASE=../same "$hooks/dkms-build" 6.1.0) >out 2>err; }
t 'dkms-build' dkms
t 'dkms-build: gives a reference' has dkms/one.ko .BTF.base_ref
t 'dkms-build: leaves a module without BTF' cmp dkms/two.ko nobtf.ko
t 'dkms-build: a failure does not fail the build' is 0 'not every module' \
	env BTF_BASE=none bash -c "cd dkms && '$hooks/dkms-build' 6.1.0"
mkdir -p post/build post/6.1.0/x86_64/module
cp plain.ko post/build/one.ko
cp plain.ko post/6.1.0/x86_64/module/one.ko
post() { (cd post/build && BTF_BASE=../../same "$hooks/dkms-build" 6.1.0) >out 2>err; }
t 'dkms-build as POST_BUILD' post
t 'dkms-build as POST_BUILD: does the copy' has post/6.1.0/x86_64/module/one.ko .BTF.base_ref
mkdir -p root/6.1.0/updates
cp ref.ko root/6.1.0/updates/foo.ko
postinst() { env MODULES=root "$hooks/kernel-postinst" 6.1.0 "$1"; }
t 'kernel-postinst: nothing to say' is 0 '' postinst moved
t 'kernel-postinst: warns of a module' is 0 'W: kernel 6.1.0 would refuse' postinst grown
t 'kernel-postinst: and says why' is 0 'struct device: 32 bytes when built, 40 here' postinst grown
mkdir -p weak-root/6.1.0/weak-updates
ln -s ../../../ref.ko weak-root/6.1.0/weak-updates/foo.ko
t 'kernel-postinst: warns of a module that weak-updates links to' is 0 \
	'W: kernel 6.1.0 would refuse' \
	env MODULES=weak-root "$hooks/kernel-postinst" 6.1.0 grown
t 'kernel-postinst: is silent where there is none' is 0 '' \
	env MODULES=none "$hooks/kernel-postinst" 6.1.0 moved

echo "1..$nr"
