#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_apply.sh TOOL WORK: apply and show; signals, a full disk and signatures. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# apply
t 'apply' is 0 '' "$tool" apply -b moved -o native.ko ref.ko
t 'apply: the reference is gone' is 1 '' has native.ko .BTF.base_ref
t 'apply: and the slots' is 1 '' has native.ko .BTF.base_ref.ids
t 'apply: it is native there' is 0 '' "$tool" check -j -b moved native.ko
t 'apply: and nowhere else' json "d['summary']['native']==1"
t 'apply: ELF readers find nothing wrong' is 0 '' readelf -aW native.ko
t 'apply: refused where it does not match' is 1 '40 here' "$tool" apply -b grown -o no.ko ref.ko
t 'apply: nothing is written then' test ! -e no.ko
t 'apply: a native module stays' is 0 '' "$tool" apply -b same -o copy.ko plain.ko
t 'apply: as it is' cmp copy.ko plain.ko
cp ref.ko again.ko
t 'apply: in place' is 0 '' "$tool" apply -b moved again.ko
t 'apply: in place is the same' cmp again.ko native.ko
gzip -k ref.ko
t 'apply: a compressed module needs a new name' is 2 'decompress it first' \
	"$tool" apply -b same ref.ko.gz
cp ref.ko sref.ko
sign sref.ko
t 'apply: a signature that breaks is told' is 0 'signature' \
	"$tool" apply -b moved -o kept.ko sref.ko
t 'apply: and kept' is 0 '' grep -qa '~Module signature appended~' kept.ko
t 'apply --drop-signature' is 0 '' "$tool" apply --drop-signature -b moved -o dropped.ko sref.ko
t 'apply --drop-signature: it is gone' cmp dropped.ko native.ko
t 'apply: two modules' is 2 'name one module' "$tool" apply -b same ref.ko plain.ko
t 'apply: without BTF' is 2 'no .BTF' "$tool" apply -b same nobtf.ko

# show
t 'show' is 0 '' "$tool" show ref.ko
t 'show: a type with its size and use' grep -qE \
	'^struct +32 +device +held by value in struct holder, member dev' out
t 'show -j' is 0 '' "$tool" show -j ref.ko
t 'show -j: the same' json \
	"any(t['name']=='device' and t['size']==32 for t in d['types']) and d['reference_bytes']>0"
t 'show: a module without a reference' is 2 'has no reference' "$tool" show plain.ko

# No signal leaves a file behind, whenever it comes, nor does a full disk.
echo 'int raise(int); int atoi(const char *); char *getenv(const char *);
int fsync(int fd) { return raise(atoi(getenv("RAISE"))); }' |
	gcc -x c -shared -fPIC -o raise.so -
echo '#include <errno.h>
long pwrite64(int fd, const void *p, long len, long off) { errno = ENOSPC; return -1; }
long pwrite(int fd, const void *p, long len, long off) { errno = ENOSPC; return -1; }' |
	gcc -x c -shared -fPIC -o full.so -
nothing_left() { ! ls "$1".?????? 2>/dev/null; }
signalled()
{
	cp plain.ko sig.ko
	(ulimit -c 0
	 RAISE=$(kill -l "$1") LD_PRELOAD=$PWD/raise.so "$tool" emit -b same sig.ko) 2>/dev/null
	nothing_left sig.ko && "$tool" check -q -b moved sig.ko
}
for signal in HUP INT QUIT PIPE TERM ALRM USR1 XFSZ XCPU IO; do
	t "emit: SIG$signal leaves the new file whole, and no other" signalled $signal
done
# The first file of each thread is done, the others are as they were.
some_done()
{
	local i done=0

	(ulimit -c 0
	 RAISE=$(kill -l TERM) LD_PRELOAD=$PWD/raise.so "$tool" emit -b same herd/*.ko) 2>/dev/null
	[ $? -eq $((128 + $(kill -l TERM))) ] || return 1
	for i in herd/*; do
		cmp -s "$i" ref.ko && done=$((done + 1)) && continue
		cmp "$i" plain.ko || return 1
	done
	echo "$done of 100 are done"
	[ $done -gt 0 ] && [ $done -le "$(nproc)" ]
}
all_done()
{
	local i

	"$@" emit -b same herd/*.ko || return 1
	for i in herd/*; do
		cmp "$i" ref.ko || return 1
	done
}
# As nohup does.
ignoring() { (trap '' HUP && RAISE=$(kill -l HUP) LD_PRELOAD=$PWD/raise.so "$@"); }
make_herd()
{
	rm -rf herd
	mkdir herd
	seq -f 'herd/%g.ko' 100 | xargs -n 1 cp plain.ko
}
make_herd
t 'emit: of many, a signal leaves each whole, or as it was' some_done
t 'emit: many at once become what one does' all_done "$tool"
make_herd
t 'emit: of many, an ignored signal keeps it from none' all_done ignoring "$tool"
full_disk()
{
	cp plain.ko full.ko
	is 2 "$1" "${@:2}" "$tool" emit -b same full.ko && cmp plain.ko full.ko &&
		nothing_left full.ko
}
t 'emit: no room for the copy' full_disk 'cannot write: File too large' \
	prlimit --fsize=1000
t 'emit: no room for what is added' full_disk 'full.ko: cannot write: File too large' \
	prlimit --fsize="$(stat -c %s plain.ko)"
t 'emit: a full disk' full_disk 'full.ko: cannot write: No space left on device' \
	env LD_PRELOAD="$PWD/full.so"

# Signatures: one that is right stays, whatever is asked for.
cp signed.ko native1.ko
right() { is 0 'is native already, so its signature is right and stays' "$@"; }
t 'apply --drop-signature: of a native module' right \
	"$tool" apply --drop-signature -b same native1.ko
t 'apply --drop-signature: changes nothing' cmp native1.ko signed.ko
t 'apply --drop-signature -o: of a native module' right \
	"$tool" apply --drop-signature -b same -o native2.ko native1.ko
t 'apply --drop-signature -o: changes nothing either' cmp native2.ko signed.ko
t 'emit: a signed module, with what to do' is 2 'take the signature off with --drop-signature' \
	"$tool" emit -b same native1.ko
t 'emit --drop-signature' is 0 '' "$tool" emit --drop-signature -b same native1.ko
t 'emit --drop-signature: it is gone' cmp native1.ko ref.ko

echo "1..$nr"
