#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_docs.sh TREE TOOL WORK: the documents of this repository in the kernel
# tree. Warnings in documents that the kernel has anyway are not counted. Prints
# TAP.

tree=$(realpath "$1") tool=$(realpath "$2") work=$3
bpf=$tree/Documentation/bpf
rm -rf "$work"
mkdir -p "$work"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1
export PYTHONDONTWRITEBYTECODE=1

htmldocs()
{
	make -C "$tree" SPHINXDIRS=bpf BUILDDIR="$PWD/out" htmldocs >html.log 2>&1 ||
		{ tail -n 5 html.log; false; }
}
t 'htmldocs' htmldocs
pages=$(cd "$bpf" && echo btf_reconcile*.rst)
for file in ${pages//.rst/} index btf; do
	quiet() { ! grep -E "bpf/$file(\.rst)?:.*(WARNING|ERROR)" html.log; }
	t "no warning in bpf/$file.rst" quiet
done
html=$(find out -name btf_reconcile.html | head -n 1)
html=${html:-none}
t 'the index has its picture' grep -q '<img[^>]*btf_reconcile.svg' "$html"
for file in ${pages//.rst/}; do
	# The title has two of these lines, a section has one.
	sections() { test "$(grep -c '<h2>' "$1")" = $(($(grep -cE '^=+$' "$2") - 2)); }
	t "bpf/$file.rst has all of its sections" sections "${html%/*}/$file.html" "$bpf/$file.rst"
done
for file in index btf; do
	t "bpf/$file.rst links to the index" grep -q 'href="btf_reconcile.html' "${html%/*}/$file.html"
done
for file in ${pages//.rst/}; do
	[ "$file" = btf_reconcile ] ||
		t "the index links to bpf/$file.rst" grep -q "href=\"$file.html" "$html"
done

# Words of the picture, since another dot may place them elsewhere.
words() { sed -n 's/.*<text[^>]*>\(.*\)<\/text>.*/\1/p' "$1" | sort; }
picture()
{
	dot -Tsvg -o new.svg "$bpf/btf_reconcile.dot" &&
		words new.svg | grep -q pahole &&
		diff <(words new.svg) <(words "$bpf/btf_reconcile.svg")
}
t 'the picture is that of its text (else: make picture)' picture

# The example of the format, byte by byte
cat >foo.c <<'END_OF_C'
struct list_head { struct list_head *next, *prev; };
struct foo { struct list_head list; int n; } foo;
END_OF_C
example()
{
	echo 'struct list_head { struct list_head *next, *prev; } l; int n;' |
		gcc -g -x c -c -o base - && pahole -J base || return 1
	gcc -g -c -o foo.ko foo.c && pahole -J --btf_base base foo.ko &&
		"$tool" emit -b base foo.ko || return 1
	objcopy -O binary --only-section=.BTF.base_ref \
		--set-section-flags .BTF.base_ref=alloc foo.ko ref
	od -An -v -tx1 ref | tr -d ' \n' >tool.hex
	sed -n '/^has this reference, of/,/^``/p' "$bpf/btf_reconcile_internals.rst" |
		grep -oE '^	([0-9a-f]{2} )*[0-9a-f]{2}( |$)' | tr -d ' \t\n' >text.hex
	diff tool.hex text.hex &&
		grep -q "^has this reference, of $(stat -c %s ref) bytes" \
			"$bpf/btf_reconcile_internals.rst"
}
t 'the example is what the tool writes' example

# Each message in the text is one that the code can say: its words are there.
messages()
{
	grep -ohE '"[^"]*"' "$tree"/kernel/bpf/btf_reconcile_*.c \
		"$tree/kernel/module/btf.c" "$tree/include/linux/btf_finding.h" |
		tr -d '"\n' >code
	for words in 'BTF refused: ' \
		'its reference is not there or cannot be read; was it stripped?' \
		'is compressed, or has no contents in the file' 'has no BTF header' \
		'no CONFIG_KALLSYMS to find its .BTF_ids by' 'too many types or strings' \
		'it has a reference or an ID, but no .BTF' 'it was built against another vmlinux BTF' \
		'it has neither an ID nor a reference' 'bytes when built, ' \
		'held by value in ' 'not in this kernel' 'used by pointer' \
		'for another type when built' 'another signedness or width in bits here' \
		'is a %s in this kernel' 'only declared in this kernel, not defined' \
		'has other members, values or types of these here' \
		'of this name match equally well here' \
		'is unknown here: update this btf_reconcile or kernel, or build with an older pahole'; do
		grep -qF "$words" code || { echo "code: $words"; return 1; }
		sed 's/is a union in/is a %s in/' "$bpf/btf_reconcile_admin.rst" | tr '\n' ' ' |
			grep -qF "$words" || { echo "text: $words"; return 1; }
	done
}
t 'the messages of code and text are the same' messages

manual()
{
	mkdir -p man
	make -C "$tree/tools/bpf/bpftool/Documentation" OUTPUT="$PWD/man/" man8 2>&1 |
		tee man.log | grep -iE 'warning|error' && return 1
	grep -q 'base_ref' man/bpftool-btf.8
}
t "bpftool's manual" manual
echo "1..$nr"
