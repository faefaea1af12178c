# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# For scripts that print TAP, to be sourced before they change directory.

nr=0

# t NAME COMMAND...: one test; what the command prints says why it failed
t()
{
	local name=$1

	shift
	nr=$((nr + 1))
	if "$@" >why 2>&1; then
		echo "ok $nr - $name"
	else
		echo "not ok $nr - $name"
		tail -n 20 why | sed 's/^/# /'
	fi
}
