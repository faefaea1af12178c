#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_kunit.sh MAKE_KUNIT HEADER: that the cases that the kernel has are those of the
# tables. Prints TAP.

make=$1 header=$2
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$(dirname "$make")" || exit 1

same()
{
	"./$(basename "$make")" >kunit.h && diff -u "$OLDPWD/$header" kunit.h && return
	echo "$make >$header puts that right"
	return 1
}
t "$header has the cases of the tables" same
echo "1..$nr"
