#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_strip.sh TOOL WORK: what strip, RPM and debhelper leave of a module. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# Whoever strips: GNU, LLVM and elfutils, as packagers call them. A module either
# keeps what it needs, or is refused, or has no BTF; and then nothing is in
# .BTF_ids that a kernel could take for its own ids.

# Linked, as kbuild does; eu-strip dies of what gcc leaves.
ld -r -o linked.ko plain.ko
"$tool" emit -b same linked.ko
t 'strip: .BTF_ids has no ids to begin with' ids_are_zero linked.ko
strips()
{
	local status=$1 words=$2

	shift 2
	cp linked.ko strip.ko
	"$@" strip.ko || return 1
	"$tool" check -b moved strip.ko >out 2>&1
	[ $? -eq "$status" ] && grep -qF -- "$words" out && ids_are_zero strip.ko &&
		return
	cat out
	return 1
}
# What RPM and debhelper do with the files of a package: rpm [OPTION...] FILE
rpm()
{
	local file=${*: -1} root=$PWD/rpm

	rm -rf rpm
	mkdir -p rpm/tree/lib/modules rpm/build/p
	cp "$file" rpm/tree/lib/modules/m.ko && chmod +x rpm/tree/lib/modules/m.ko
	(
		cd rpm/build || exit
		export RPM_BUILD_DIR=$PWD RPM_BUILD_ROOT=$root/tree RPM_ARCH=any
		export RPM_PACKAGE_NAME=p RPM_PACKAGE_VERSION=1 RPM_PACKAGE_RELEASE=1
		find-debuginfo "${@:1:$#-1}" "$RPM_BUILD_DIR" >../log 2>&1
	) && ! readelf -SW rpm/tree/lib/modules/m.ko | grep -q ' [.]debug_info ' &&
		cp rpm/tree/lib/modules/m.ko "$file"
}
deb()
{
	local at=deb/debian/pkg/lib/modules

	rm -rf deb
	mkdir -p $at && cp "$1" $at/m.ko &&
		printf '%s\n' 'Source: pkg' 'Maintainer: a <a@example.org>' \
			'Build-Depends: debhelper-compat (= 13)' '' 'Package: pkg' \
			'Architecture: any' 'Description: p' >deb/debian/control &&
		printf '%s\n' 'pkg (1) unstable; urgency=low' '' '  * p' '' \
			' -- a <a@example.org>  Fri, 27 Nov 2026 00:00:00 +0000' \
			>deb/debian/changelog &&
		(cd deb && dh_strip >log 2>&1) && cp $at/m.ko "$1"
}
while IFS='|' read -r status words command; do
	eval "set -- $command"
	t "strip: $command" strips "$status" "$words" "$@"
done <<'END'
0|reconciles|strip
0|reconciles|strip --strip-debug
0|reconciles|strip --strip-unneeded
0|reconciles|strip -x
0|reconciles|strip --remove-section=.comment --remove-section=.note --strip-unneeded
0|reconciles|llvm-strip --strip-debug
0|reconciles|llvm-strip --strip-unneeded
0|reconciles|llvm-strip --strip-all --keep-section='.BTF*'
0|has no .BTF|llvm-strip --strip-all
1|--keep-section '.BTF*'|llvm-strip --strip-all --keep-section=.BTF
0|reconciles|eu-strip -g
0|has no .BTF|eu-strip
0|has no .BTF|eu-strip -f strip.debug
1|--keep-section '.BTF*'|eu-strip --keep-section .BTF
0|reconciles|eu-strip --keep-section '.BTF*'
0|reconciles|eu-strip --keep-section '.BTF*' -f strip.debug
1|--keep-section '.BTF*'|eu-strip --remove-comment --reloc-debug-sections --keep-section .BTF -f strip.debug
0|reconciles|eu-strip --remove-comment --reloc-debug-sections --keep-section '.BTF*' -f strip.debug
0|has no .BTF|rpm
0|has no .BTF|rpm -r
1|--keep-section '.BTF*'|rpm -r --keep-section .BTF
0|reconciles|rpm -r --keep-section '.BTF*'
0|has no .BTF|rpm -g
0|reconciles|deb
1|--keep-section '.BTF*'|objcopy -R .BTF.base_ref
1|stripped|objcopy -R .BTF.base_ref.ids
0|has no .BTF|objcopy -R .BTF
END

echo "1..$nr"
