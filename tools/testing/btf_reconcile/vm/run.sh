#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh SUITE IMAGE INITRAMFS LOG [PARAMETER]...: boot the kernel in QEMU with
# the suite and the parameters, tell what happens as it happens, and leave
# everything in LOG.
# VERBOSE=1 also shows each check that passed. QEMU_SYSTEM and QEMU_APPEND are the
# machine's, see machine/. ACCEL is QEMU's, TIMEOUT in s, MEMORY in MB, QEMU_ARGS are
# more of QEMU's.
# Results go to LOG.results, one line each: "ok NAME" or "not ok NAME: reason"; if one
# failed, also where the log is, and AGAIN, the command that runs this again.

set -u
suite=$1 image=$2 initramfs=$3 log=$4
again=$*
shift 4
limit=${TIMEOUT:-600}

show()
{
	awk -v verbose="${VERBOSE:-0}" -v results="$log.results" '
		{ sub(/\r$/, "") }
		/^SAY / { print substr($0, 5); fflush() }
		/^LOG / { print "  kernel: " substr($0, 5); fflush() }
		/^OK / {
			print "ok " substr($0, 4) >results
			if (verbose) { print "ok " substr($0, 4); fflush() }
		}
		/^NOT / {
			print "not ok " substr($0, 5) >results
			print "FAILED " substr($0, 5); fflush()
		}
		/^END/ { ended = 1 }
		END { exit !ended }'
}

rm -f "$log.results"
touch "$log.results"
# shellcheck disable=SC2086
timeout -k 5 "$limit" $QEMU_SYSTEM -accel "${ACCEL:-tcg}" -smp 2 \
	-m "${MEMORY:-1024}" ${QEMU_ARGS:-} -nodefaults -nographic -no-reboot -serial stdio \
	-kernel "$image" -initrd "$initramfs" \
	-append "$QEMU_APPEND panic=-1 loglevel=1 rec.suite=$suite $*" \
	</dev/null 2>&1 | tee "$log" | show
rc=("${PIPESTATUS[@]}")
if [ "${rc[2]}" -ne 0 ]; then
	echo "not ok the virtual machine ($suite) came to its end" >>"$log.results"
	why="QEMU ended ${rc[0]}"
	[ "${rc[0]}" -ne 124 ] || why="no end after $limit s"
	echo "FAILED the virtual machine ($suite): $why; see $log" >&2
	tail -n 20 "$log" >&2
fi
# shellcheck disable=SC2016 # quotes for who types it
! grep -q '^not ok' "$log.results" ||
	echo "# $suite: log: $log; again: ${AGAIN:-QEMU_SYSTEM='$QEMU_SYSTEM' QEMU_APPEND='$QEMU_APPEND' $0 $again}" \
		>>"$log.results"
echo "$suite: log: $log" >&2
