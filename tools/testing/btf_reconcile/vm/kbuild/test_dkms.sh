#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_dkms.sh TOOL TREE SOURCE WORK: DKMS itself builds a module from outside
# against a kernel that knows nothing of references, with our hook in its
# dkms.conf. TREE is that kernel's, built; SOURCE is the module's, with its own
# dkms.conf. Prints TAP.

set -u
tool=$(realpath "$1") tree=$(realpath "$2") source=$(realpath "$3") work=$4
hook=$(realpath "$(dirname "$0")/../../../../bpf/btf_reconcile/hooks/dkms-build")
rm -rf "$work"
mkdir -p "$work"
# shellcheck source=../../tap.sh
. "$(dirname "$0")/../../tap.sh"
cd "$work" || exit 1
release=$(cat "$tree/include/config/kernel.release")
export BTF_RECONCILE=$tool BTF_BASE=$tree/vmlinux

# setup LINES: the module's source, with these at the end of its dkms.conf
setup()
{
	rm -rf src tree
	mkdir -p src tree
	cp -r "$source" src/module-1
	rm -f src/module-1/.unpacked
	cp "$hook" src/module-1/
	cat >>src/module-1/dkms.conf <<END
PACKAGE_NAME=module
PACKAGE_VERSION=1
$1
END
}

dkms()
{
	command dkms "$@" -m module -v 1 -k "$release" --dkmstree "$PWD/tree" \
		--sourcetree "$PWD/src" --kernelsourcedir "$tree"
}

build()
{
	dkms add && dkms build && return
	cat tree/module/1/build/make.log
	return 1
}

built() { find tree -path "*/$release/*/module/*.ko" | grep .; }

reference() { "$tool" show "$(built)" | tee shown && grep -q '^struct ' shown; }

# is VERDICT: what check says of it
is() { "$tool" check -b "$BTF_BASE" "$(built)" | tee said && grep -q "^$1" said; }

setup ''
t 'a module builds as ever' build
t 'it has no reference' is native

# shellcheck disable=SC2016
setup 'MAKE[0]="${MAKE[0]} && ./dkms-build ${kernelver}"'
t 'it builds, with dkms-build at the end of MAKE' build
t 'it has a reference' reference
t 'and reconciles with the kernel it was built for' is reconciles

# shellcheck disable=SC2016
setup 'POST_BUILD="dkms-build ${kernelver}"'
t 'it builds, with dkms-build as POST_BUILD' build
t 'what DKMS would install has a reference' reference
t 'and reconciles' is reconciles

# shellcheck disable=SC2016
setup 'MAKE[0]="${MAKE[0]} && BTF_BASE=none ./dkms-build ${kernelver}"'
t 'a hook that cannot do its work does not fail the build' build
t 'the module is then as ever' is native

echo "1..$nr"
