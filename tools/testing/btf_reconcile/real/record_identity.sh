#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# record_identity.sh BASES LOG: what `make test-identity` found, for the record.

bases=$1 log=$2

echo "make test-identity"
changes=
git diff --quiet HEAD -- . ':!Documentation' || changes=' with changes'
echo "$(date -u +%F), commit $(git rev-parse --short HEAD)$changes"
cat <<END

For every named type of a base, a module that points to it and one that holds
it by value; for all types that share a name, a module that points to each and
one that holds each. Emitted and reconciled with the same base, a type is
  a  itself again,
  b  a copy in the module that is equal to it,
  c  not there: the module gets no reference, and a message names the type,
  d  another type, which must never be.

$(grep -c '^# figures' "$log") bases; $(grep -c '^ok' "$log") tests passed, \
$(grep -c '^not ok' "$log") failed
END
printf '\n%-33s' ''
printf ' %-21s' 'by pointer' 'by value' 'twins, by pointer' 'twins, by value' | sed 's/ *$//'
printf '\n%-33s' package
printf ' %6s %4s %4s %4s' a b c d a b c d a b c d a b c d
echo
sed -n 's/^# figures linux-image-//p' "$log" | sort -V
printf '\nc:\n'
grep '^# .*: no reference ' "$log" || echo '    none'
printf '\nd:\n'
grep '^# .*: another ' "$log" || echo '    none'
if [ -s "$bases/missing" ]; then
	printf '\nListed by the mirror, but not there to download:\n'
	sed 's/^/    /' "$bases/missing"
fi
