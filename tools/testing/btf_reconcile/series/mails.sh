#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mails.sh SERIES: what checkpatch.pl --strict says of the mails that series.sh
# left in SERIES, and a failure if it is anything but what the table below has.

set -eu
series=$1
# Here, since checkpatch.pl leaves a cache where it runs.
cd "$series"

# What it says and why that may stay: patterns of its lines, each below a reason.
known()
{
	sed '/^#/d' <<'END'
# The history of Linux is not here.
:UNKNOWN_COMMIT_ID:
# MAINTAINERS comes with a later mail.
:FILE_PATH_CHANGES:
# Names of libelf, zlib, libzstd, libFuzzer and cmocka.
:CAMELCASE: .*<(G?Elf(64)?(_.*)?|gzFile|inflate.*|ZSTD_.*|LLVMFuzzer.*|CMUnitTest)>$
# Programs, which people copy and run as they are; run-parts takes no name with a dot.
^tools/bpf/btf_reconcile/hooks/.*:EXECUTE_PERMISSIONS:
# User space has no __printf().
^tools/bpf/btf_reconcile/tool\.h:.*:PREFER_DEFINED_ATTRIBUTE_MACRO:
# Nor one that the core could use; the kernel checks its formats.
^tools/include/linux/btf_reconcile_user\.h:.*:MACRO_ARG_UNUSED:
# A word of a message, which happens to be what a function is called.
^tools/.*:EMBEDDED_FUNCTION_NAME: .* '(usage|add|change)', this
# BTF as text, "int int 4", and commands, "cmp out out.c": no prose.
^tools/testing/btf_reconcile/.*:REPEATED_WORD: .*'(int|out|moved|float|base)'$
# BTF as text, an item after another: no message to be searched for.
^tools/testing/btf_reconcile/(data/module_sections|unit/test_format)\.c:.*:SPLIT_STRING:
# User space has no BIT(), and the names of what lib/xxhash.c uses are the kernel's.
^tools/bpf/btf_reconcile/(util\.c|hash_kernel\.h):.*:(BIT_MACRO|EXPORT_SYMBOL|MACRO_ARG_UNUSED):
# Command lines of tests in a table, and what a test looks for.
^tools/testing/btf_reconcile/tool/(test_[a-z_]*|lib)\.sh:.*:LONG_LINE:
# A list that whoever uses it expands, a message on each line.
^include/linux/btf_finding\.h:.*:(COMPLEX_MACRO|MACRO_ARG_REUSE|MACRO_ARG_UNUSED|LONG_LINE):
# A line of what it prints.
^tools/testing/btf_reconcile/unit/make_kunit\.c:.*:SPDX_LICENSE_TAG:
# Entries of a table, which take no parentheses and evaluate nothing.
^tools/testing/btf_reconcile/data/malformed\.c:.*:(COMPLEX_MACRO|MACRO_ARG_REUSE):
# The name of a file.
^tools/testing/selftests/bpf/btf_rec_testmod/btf_rec_test-events\.h:.*:SPACING: .* '-'
# What BPF programs call in the kernel is declared where it is called, and
# __kptr_ref belongs to a type.
^tools/testing/selftests/bpf/progs/btf_reconcile\.c:.*:(AVOID_EXTERNS:|SPACING: .* '\*')
END
}

# 1 is that it has found something; anything else, that it has not looked.
rc=0
perl tree/scripts/checkpatch.pl --no-tree --root tree --strict --terse --show-types \
	--showfile [0-9]*.patch >checkpatch.log || rc=$?
[ $rc -le 1 ] || { echo "mails.sh: checkpatch.pl failed ($rc)" >&2; exit 1; }
if grep -v '^total: ' checkpatch.log | grep -vEf <(known); then
	echo "mails.sh: checkpatch.pl --strict says this of the mails in $series" >&2
	exit 1
fi
echo "checkpatch.pl --strict finds nothing in them but what mails.sh has a reason for"
