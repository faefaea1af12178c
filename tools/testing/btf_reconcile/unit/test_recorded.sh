#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_recorded.sh DIR TOOL: what the other tests reconciled (DIR/recorded), once more
# by the core built for 32 bits, and under valgrind; and the tool under valgrind.
# Prints TAP.

tool=$(realpath "$2")
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$1" || exit 1
memcheck() { valgrind -q --error-exitcode=9 --leak-check=full "$@"; }

./run_recorded recorded >lines64 2>why || sed 's/^/# /' why
enough() { [ "$(wc -l <lines64)" -gt 1000 ] && grep -q '^0 ' lines64; }
t "$(wc -l <lines64) modules of the other tests, reconciled once more" enough
# Some kernels run no 32-bit programs; QEMU does, but for the search for leaks,
# which never ends there.
run_32()
{
	if ./run_recorded32 /dev/null >/dev/null 2>&1; then
		./run_recorded32 "$@"
	else
		ASAN_OPTIONS=detect_leaks=0 qemu-i386 ./run_recorded32 "$@"
	fi
}
# The sanitizer says which line it was, diff which module.
as_32() { run_32 recorded >lines32 && diff lines64 lines32; }
t '32 bits: the same results, word for word' as_32
checked() { memcheck ./run_recorded-plain recorded >lines && diff lines64 lines; }
t 'valgrind: the core' checked
cd emit || exit 1
cp plain.ko again.ko
t "valgrind: the tool's emit" memcheck "$tool" emit -b same again.ko
t "valgrind: the tool's show" memcheck "$tool" show -j ref.ko
t "valgrind: the tool's check" memcheck "$tool" check -b moved ref.ko
t "valgrind: the tool's apply" memcheck "$tool" apply -b moved -o again.ko ref.ko
echo "1..$nr"
