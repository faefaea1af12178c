#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# load_modules.sh TOOL DISTILL KERNEL BTF NR OUT: the NR largest modules of a kernel of
# Debian's below 3 MB (a larger one takes an emulated processor minutes), in four ways,
# and what these depend on:
#
#	OUT/nobtf	without BTF
#	OUT/native	as they are, without signature
#	OUT/reference	with a reference
#	OUT/base	with .BTF.base, by the peer's library
#	OUT/needed	what must be there before
#	OUT/needed/list	a line for each of the NR: its name, and what it needs, in order

set -euo pipefail
unsign=$(realpath "$(dirname "$0")/../../fetch/unsign.py")
tool=$(realpath "$1") distill=$(realpath "$2") kernel=$(realpath "$3") btf=$(realpath "$4")
nr=$5 out=$6
release=$(cat "$kernel/release")
rm -rf "$out"
mkdir -p "$out"/{native,needed,tree/lib/modules/"$release"}
cd "$out"

ln -s "$kernel/modules" "tree/lib/modules/$release/kernel"
touch "tree/lib/modules/$release"/modules.{order,builtin,builtin.modinfo}
depmod -b tree "$release"
xz --robot -l "$kernel"/modules/*.ko.xz | awk '/^name/ { name = $2 } /^file/ && $5 < 3000000 { print $5, name }' |
	sort -rn | sed -n "1,${nr}s#.* .*/\(.*\)\.ko\.xz\$#\1#p" >largest

# In modules.dep what is needed first stands last.
needs() { sed -n "s#^kernel/$1\.ko\.xz: *##p" "tree/lib/modules/$release/modules.dep" | tr ' ' '\n' | tac | sed 's#.*/##; s/\.ko\.xz$//'; }
while read -r name; do
	echo "$name $(needs "$name" | xargs)"
done <largest >needed/list
sed "s#.*#$kernel/modules/&.ko.xz#" largest | xargs "$unsign" native
for name in $(cut -d ' ' -f 2- needed/list | xargs -n 1 | sort -u); do
	echo "$kernel/modules/$name.ko.xz"
done | xargs "$unsign" needed

cp -r native nobtf
cp -r native reference
cp -r native base
for path in nobtf/*; do
	objcopy -R .BTF "$path"
done
printf '%s\n' reference/* | xargs "$tool" emit --require-reference -b "$btf"
# .BTF_ids would have to be made again, against .BTF.base; a kernel that finds zeros there
# does a little less.
for path in base/*; do
	"$distill" "$path" "$btf" split.btf base.btf
	objcopy --update-section .BTF=split.btf --add-section .BTF.base=base.btf "$path"
	! objcopy -O binary -j .BTF_ids "$path" ids 2>/dev/null || [ ! -s ids ] || {
		head -c "$(stat -c %s ids)" /dev/zero >zeros
		objcopy --update-section .BTF_ids=zeros "$path"
	}
	rm -f ids
done
rm -rf tree split.btf base.btf zeros largest
