#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# identity_record.sh BASES LOG: what `make test-identity` found, for the record.

bases=$1 log=$2

echo "make test-identity"
echo "$(date -u +%F), commit $(git describe --always --dirty --exclude '*')"
cat <<END

For every named type of a base, a module that points to it and one that holds
it by value; for all types that share a name, a module that points to each and
one that holds each. Emitted and reconciled with the same base, a type is
  a  itself again,
  b  a copy in the module that is equal to it,
  c  not there: the module gets no reference, and a message names the type,
  d  another type, which must never be.

$(grep -c '^# figures' "$log") bases; $(grep -c '^ok' "$log") tests passed, $(grep -c '^not ok' "$log") failed

                                                  by pointer             by value               twins by pointer     twins by value
package                                           a    b    c    d      a    b    c    d      a    b    c    d      a    b    c    d
END
sed -n 's/^# figures linux-image-//p' "$log"
printf '\nc, by the number of modules:\n'
sed -n 's/^# .*: no reference \([^ ]*\) .*/\1/p' "$log" | sort | uniq -c | sort -k1,1nr -k2
printf '\nd:\n'
grep '^# .*: another ' "$log" || echo '   none'
if [ -s "$bases/missing" ]; then
	printf '\nListed by the mirror, but not there to download:\n'
	sed 's/^/    /' "$bases/missing"
fi
