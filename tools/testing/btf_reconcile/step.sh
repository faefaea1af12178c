#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# step.sh LOG TITLE COMMAND...: run a command that takes long, its output in
# LOG. On a terminal the title is shown with the time and the lines logged so
# far, unless NO_PROGRESS is set. A failure shows the end of the log, and the command.

log=$1 title=$2
shift 2
mkdir -p "$(dirname "$log")"

"$@" >"$log" 2>&1 </dev/null &
pid=$!
trap 'kill $pid 2>/dev/null; exit 130' INT TERM
SECONDS=0
spent() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }

if [ -t 1 ] && [ -z "${NO_PROGRESS:-}" ]; then
	while kill -0 $pid 2>/dev/null; do
		printf '\r%s ... %s, %d lines \033[K' "$title" "$(spent)" \
			"$(wc -l <"$log")"
		sleep 1
	done
	printf '\r\033[K'
fi
wait $pid
rc=$?
if [ $rc -ne 0 ]; then
	printf '%s: failed (%d) after %s; the end of %s:\n' "$title" $rc \
		"$(spent)" "$log" >&2
	grep -nE 'error:|Error |Assert|FAILED|cannot|fatal' "$log" | head -5 >&2
	tail -n 15 "$log" >&2
	printf 'log: %s; again:%s\n' "$log" "$(printf ' %q' "$@")" >&2
	exit $rc
fi
printf '%s: done in %s, log: %s\n' "$title" "$(spent)" "$log"
