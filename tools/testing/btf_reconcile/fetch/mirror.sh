#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mirror.sh LABEL: the mirror that the machine itself uses, of Debian or of
# Debian-Security.

set -eu
# shellcheck disable=SC2016
apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' |
	awk -v label="$1" '$1 == "Debian" && $2 == label { print $3; exit }' | grep . ||
	{ echo "apt has no mirror of $1; apt-get update?" >&2; exit 1; }
