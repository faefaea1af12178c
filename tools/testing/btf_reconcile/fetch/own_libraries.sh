#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# own_libraries.sh OUT PROGRAM [LIBRARIES]: unpack the packages in OUT.root/debs, and make
# the command OUT. It runs PROGRAM of them with the libraries and the dynamic linker of
# OUT.root, since they may want a newer C library than the machine has. What the
# directory LIBRARIES has goes before.

set -euo pipefail
out=$1 root=$1.root program=$1.root/usr/bin/$2 libraries=${3-}

for package in "$root"/debs/*.deb; do
	dpkg-deb -x "$package" "$root"
done
rm -r "$root/debs"
linker=$(readelf -l "$program" | sed -n 's/.*program interpreter: \(.*\)]/\1/p')
linker=$(find "$root" -path "*$linker" | head -n 1)
libraries+=${libraries:+:}$(find "$root" -name 'lib*.so.*' -printf '%h\n' | sort -u | paste -sd :)
cat >"$out" <<END
#!/bin/sh
exec '$linker' --library-path '$libraries' '$program' "\$@"
END
chmod +x "$out"
"$out" --version
