#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stock_sign.sh DIR IN.ko OUT.ko: sign a module for Secure Boot with the firmware that
# Debian's ovmf has for tests, whose key everybody has; by sign-file of the kernel that
# fetch.sh has left in DIR.

set -euo pipefail
root=$(realpath "$1/debian") in=$2 out=$3
snakeoil=/usr/share/ovmf/PkKek-1-snakeoil

mkdir -p "$root/sign" "$(dirname "$out")"
openssl rsa -in $snakeoil.key -passin pass:snakeoil -out "$root/sign/key" 2>/dev/null
openssl x509 -in $snakeoil.pem -outform der -out "$root/sign/cert"
cp "$in" "$root/sign/module.ko"
tool=$(find "$root/usr/lib" -path '*/linux-kbuild-*/scripts/sign-file' -printf 'usr/lib/%P' -quit)
if [ -x "$root/bin/sh" ]; then
	chroot "$root" "/$tool" sha256 /sign/key /sign/cert /sign/module.ko
else
	"$root/$tool" sha256 "$root"/sign/{key,cert,module.ko}
fi
mv "$root/sign/module.ko" "$out"
