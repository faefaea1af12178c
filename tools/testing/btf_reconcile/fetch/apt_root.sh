#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# apt_root.sh DIR SUITE ARCH: an apt root of our own in DIR, for packages of a
# Debian suite or architecture that the machine is not configured for. Nothing
# outside of DIR changes. Then:
#
#	APT_CONFIG=DIR/apt.conf apt-cache search NAME
#	APT_CONFIG=DIR/apt.conf apt-get download PACKAGE...
#
# The mirror is the one that the machine itself uses.

set -eu
mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
dir=$(realpath "$1") suite=$2 arch=$3
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

label=Debian
[[ $suite != *-security ]] || label=Debian-Security
uri=$("$(dirname "$0")/mirror.sh" $label)

echo "deb [signed-by=$keyring] $uri $suite main" >"$dir/sources.list"
cat >"$dir/apt.conf" <<END
Dir::Etc::SourceList "$dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$dir/lists";
Dir::State::Status "/dev/null";
Dir::Cache "$dir/cache";
APT::Architecture "$arch";
APT::Architectures "$arch";
APT::Sandbox::User "";
Acquire::Languages "none";
END
APT_CONFIG=$dir/apt.conf apt-get update -qq -o APT::Update::Error-Mode=any
