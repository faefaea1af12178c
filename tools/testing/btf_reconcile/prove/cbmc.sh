#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# cbmc.sh SUITE OUT ROOTS: CBMC of a suite of Debian, as the command OUT, with its
# libraries and its dynamic linker in OUT.root, since it wants a newer C library than
# the machine may have. It preprocesses by the machine's own gcc.

set -euo pipefail
suite=$1 out=$(realpath -m "$2") roots=$3
here=$(dirname "$(realpath "$0")")
arch=$(dpkg --print-architecture)
root=$out.root

"$here/../fetch/apt_root.sh" "$roots/$suite-$arch" "$suite" "$arch"
rm -rf "$root"
mkdir -p "$root/debs"
# Not its dependencies: gcc is one of them.
(cd "$root/debs" && APT_CONFIG=$(realpath "$roots/$suite-$arch/apt.conf") \
	apt-get download -q cbmc minisat libc6 libgcc-s1 libstdc++6)
for package in "$root"/debs/*.deb; do
	dpkg-deb -x "$package" "$root"
done
rm -r "$root/debs"
linker=$(readelf -l "$root/usr/bin/cbmc" |
	sed -n 's/.*program interpreter: \(.*\)]/\1/p')
linker=$(find "$root" -path "*$linker" | head -n 1)
libraries=$(find "$root" -name 'lib*.so.*' -printf '%h\n' | sort -u | paste -sd :)
cat >"$out" <<END
#!/bin/sh
exec '$linker' --library-path '$libraries' '$root/usr/bin/cbmc' "\$@"
END
chmod +x "$out"
"$out" --version
