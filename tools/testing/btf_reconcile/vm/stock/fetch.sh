#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch.sh DIR SERIES MODULES: two of Debian's kernels as they are, the latest
# (b) and the one before it (a), whose builds of MODULES (a directory each) load into
# it; both the same where there is none. With them what modules are built with, nothing
# of it installed:
#
#	DIR/<a|b>/{release,vmlinuz,btf}, DIR/b/modules/*.ko
#	DIR/{v4l2loopback,acpi_call}: the sources of modules that DKMS builds for them
#	DIR/debian/usr/src/linux-headers-<release>, for the host's compiler; or in a
#	Debian of its own, where the kernels are of a later one than the host

set -euo pipefail
dir=$1 series=$2 ours=$(realpath "$3")
here=$(realpath "$(dirname "$0")/../../fetch")
declare -A suites=([6.1]=bookworm-security [6.12]=trixie-security [7.3]=trixie-backports)
declare -A sources=([6.1]=bookworm [6.12]=trixie [7.3]=sid)
suite=${suites[$series]}

rm -rf "$dir"
mkdir -p "$dir/deb" "$dir/debian" "$dir/b/modules"
dir=$(realpath "$dir")
if [ "$series" != 6.1 ]; then
	uri=$("$here/mirror.sh" Debian)
	debootstrap --variant=minbase --include=make,gcc-14,gcc,dwarves,kmod \
		trixie "$dir/debian" "$uri"
fi
"$here/apt_root.sh" "$dir/apt" "$suite" amd64
"$here/apt_root.sh" "$dir/source" "${sources[$series]}" amd64
cd "$dir/deb"
for module in v4l2loopback acpi-call; do
	APT_CONFIG=$dir/source/apt.conf apt-get download -qq $module-dkms
	dpkg-deb -x $module-dkms_*.deb files
	mv files/usr/src/$module-* "$dir/${module/-/_}"
	rm -rf files
done
export APT_CONFIG=$dir/apt/apt.conf

download() { ls "$1"_*.deb >/dev/null 2>&1 || apt-get download -qq "$1"; }
# headers RELEASE FILE: a file of the headers' package
headers()
{
	download "linux-headers-$1"
	dpkg-deb --fsys-tarfile "linux-headers-$1"_*.deb |
		tar -xO "./usr/src/linux-headers-$1/$2"
}
crcs() { headers "$1" Module.symvers | awk '{ print $1, $2 }' | sort; }

# What a module may use of RELEASE: what its source names, also where a macro puts
# underscores before it, what every module uses, and all of drivers/media.
used()
{
	{
		cat "$dir"/{v4l2loopback,acpi_call}/*.[ch] "$ours"/*/*.[ch] |
			grep -oE '[A-Za-z]\w+' | sed 'p; s/^/_/p; s/^/_/'
		printf '%s\n' module_layout _printk
		headers "$1" Module.symvers | awk '$3 ~ "^drivers/media/" { print $2 }'
	} | sort -u
}
# Do modules of RELEASE load into OTHER?
loads_into()
{
	[ -z "$(comm -12 <(comm -23 <(crcs "$1") <(crcs "$2") | cut -d ' ' -f 2 | sort) \
		<(used "$2"))" ]
}

latest='' b='' a=''
while read -r release; do
	if [ -z "$b" ]; then
		latest=$release b=$release
		headers "$b" .config | grep -x CONFIG_MODVERSIONS=y >/dev/null || break
	elif loads_into "$release" "$b"; then
		a=$release
		break
	else
		b=$release
	fi
done < <(apt-cache --names-only search \
	"^linux-headers-${series/./\\.}[0-9.]*(-[0-9]+|\+deb[0-9.]+)-amd64\$" |
	sed 's/^linux-headers-//; s/ .*//' | sort -rV)
[ -n "$a" ] || b=$latest
[ -n "$b" ] || { echo "$suite has no kernel $series" >&2; exit 1; }

# The headers of a release, and whatever packages of Linux they need.
unpack()
{
	local package

	download "linux-headers-$1"
	for package in $(apt-cache depends "linux-headers-$1" |
		sed -n 's/^ *Depends: \(linux-\(headers\|kbuild\).*\)/\1/p'); do
		download "$package"
		dpkg-deb -x "$package"_*.deb "$dir/debian"
	done
	dpkg-deb -x "linux-headers-$1"_*.deb "$dir/debian"
}

# image RELEASE NAME: from one package, or from several
image()
{
	local package

	for package in "linux-image-$1" "linux-binary-$1" "linux-modules-$1"; do
		apt-cache show "$package" >/dev/null 2>&1 && download "$package" &&
			dpkg-deb -x "$package"_*.deb files
	done
	mkdir -p "$dir/$2"
	echo "$1" >"$dir/$2/release"
	find files -name 'vmlinuz*' -exec cp {} "$dir/$2/vmlinuz" \;
	"$here/extract_btf.py" "$dir/$2/vmlinuz" "$dir/$2/btf"
	find files -regex '.*/\(mc\|videodev\)\.ko\(\.xz\)?' -exec cp -t "$dir/b/modules" {} +
	rm -rf files
}

if [ -n "$a" ]; then
	unpack "$a"
	image "$a" a
	rm -f "$dir"/b/modules/*
else
	ln -s b "$dir/a"
fi
unpack "$b"
image "$b" b
find "$dir/b/modules" -name '*.xz' -exec unxz {} +
rm -rf "$dir/deb" "$dir/apt" "$dir/source"
echo "${a:-no older one}, $b"
