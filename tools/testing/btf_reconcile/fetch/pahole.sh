#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# pahole.sh SUITE OUT ROOTS LIBRARIES: pahole of a suite of Debian, as the command
# OUT, with its libraries and its dynamic linker in OUT.root, since it may want a newer
# C library than the machine has. What the directory LIBRARIES has goes before.

set -euo pipefail
suite=$1 out=$(realpath -m "$2") roots=$3 libraries=$(realpath "$4")
here=$(dirname "$(realpath "$0")")
arch=$(dpkg --print-architecture)
root=$out.root

"$here/apt_root.sh" "$roots/$suite-$arch" "$suite" "$arch"
rm -rf "$root"
mkdir -p "$root/archives/partial"
# To that apt nothing is installed, so all that pahole needs comes with it.
APT_CONFIG=$roots/$suite-$arch/apt.conf apt-get install -q -y --download-only \
	--no-install-recommends -o Dir::Cache::Archives="$root/archives" dwarves
for package in "$root"/archives/*.deb; do
	dpkg-deb -x "$package" "$root"
done
rm -r "$root/archives"
linker=$(readelf -l "$root/usr/bin/pahole" |
	sed -n 's/.*program interpreter: \(.*\)]/\1/p')
linker=$(find "$root" -path "*$linker")
libraries+=:$(find "$root" -name 'lib*.so.*' -printf '%h\n' | sort -u | paste -sd :)
cat >"$out" <<END
#!/bin/sh
exec '$linker' --library-path '$libraries' '$root/usr/bin/pahole' "\$@"
END
chmod +x "$out"
"$out" --version
