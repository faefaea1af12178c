#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# series.sh SOURCE OUT: the patches of patches/linux-$KERNEL and the files that
# are new to the kernel as a series of mails in OUT, and each step of it as a
# commit in the repository OUT/tree, which has the files of Linux that are changed.
# SOURCE is the kernel's source package. Then see that `git am` takes the mails.

set -eu
source=$1 out=$(realpath -m "$2")
top=$(cd "$(dirname "$0")/../../../.." && pwd)
patches=$top/patches/linux-$KERNEL
tree=$out/tree

die() { echo "series.sh: $*" >&2; exit 1; }

# The same commits each time.
export GIT_COMMITTER_DATE='2026-11-01 00:00:00 +0000'
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
git() { command git -C "$tree" "$@"; }

# table: item and pattern; items: in order; item_of: of each new file
declare -A item_of
read_table()
{
	local item pattern file

	mapfile -t table < <(sed '/^#/d; /^$/d' "$patches/submit" |
		while read -r item pattern; do
			[[ $item != *.patch ]] || grep -qxF "$item" "$patches/series" || continue
			echo "$item $pattern"
		done)
	mapfile -t items < <(printf '%s\n' "${table[@]%% *}" | awk '$0 != "-" && !seen[$0]++')
	mapfile -t files < <(cd "$top" &&
		command git ls-files -co --exclude-standard include kernel scripts tools Documentation)
	for file in "${files[@]}"; do
		item_of[$file]=$(printf '%s\n' "${table[@]}" |
			while read -r item pattern; do
				# shellcheck disable=SC2053
				[[ $file != $pattern ]] || { echo "$item"; break; }
			done)
		[ -n "${item_of[$file]}" ] || die "no line in $patches/submit has $file"
	done
	diff <(printf '%s\n' "${items[@]}" | grep '\.patch$') "$patches/series" >&2 ||
		die "$patches/submit has not the patches of the series, in its order"
}

# The files of Linux that some patch changes, and what mails.sh runs.
plain_tree()
{
	local dir

	rm -rf "$out"
	mkdir -p "$tree"
	dir=$(basename "$source" .tar.xz)
	{
		sed -n "s#^--- a/#$dir/#p" "$patches"/*.patch | sort -u
		printf "$dir/scripts/%s\n" checkpatch.pl spelling.txt const_structs.checkpatch
	} |
		tar -C "$tree" --strip-components=1 -xf "$source" -T -
	git init -q -b linux
	git config user.name "$(from 's/ <.*//')"
	git config user.email "$(from 's/.*<\(.*\)>/\1/')"
	git add -A
	git commit -q -m "Linux $KERNEL, as far as the series changes it"
}

# Who sends it: who wrote the first item.
from() { sed -n "1{s/^From: //;$1;p}" "$patches/${items[0]}"; }

# The message of a patch: subject and body.
message() { sed -n '/^---$/q; /^From: /d; s/^Subject: \[PATCH\] //; p' "$1"; }

commit()
{
	local item=$1 file

	for file in "${files[@]}"; do
		[ "${item_of[$file]}" != "$item" ] || {
			mkdir -p "$tree/$(dirname "$file")"
			cp -p "$top/$file" "$tree/$file"
		}
	done
	[[ $item != *.patch ]] ||
		(cd "$tree" && patch -s -p1 --fuzz=0 --no-backup-if-mismatch <"$patches/$item")
	git add -A
	message "$patches/$item" >"$out/message"
	git commit -q --author "$(sed -n '1s/^From: //p' "$patches/$item")" \
		--date "$GIT_COMMITTER_DATE" -F "$out/message"
	rm "$out/message"
}

mails()
{
	git config branch.series.description "$(cat "$patches/cover")"
	git format-patch -q -n --cover-letter --cover-from-description=subject \
		--no-signature -o "$out" linux..series
	# a hundred lines that say what is new, too long for checkpatch.pl
	sed -i '/^ create mode /d' "$out"/0000-*.patch
}

# In a work tree of its own, what git am makes of the mails is what they are of.
try()
{
	git checkout -q -b am linux
	mapfile -t mails < <(find "$out" -maxdepth 1 -name '*.patch' ! -name '0000-*' | sort)
	git am -q --whitespace=error "${mails[@]}"
	git diff --quiet series am || die "git am makes something else of the mails"
	git checkout -q series
	git branch -q -D am
}

read_table
plain_tree
git checkout -q -b series
for item in "${items[@]}"; do
	commit "$item"
done
mails
try
echo "$(find "$out" -maxdepth 1 -name '*.patch' | wc -l) mails in $out; git am takes them"
