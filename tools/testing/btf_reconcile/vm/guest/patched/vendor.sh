# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of suite b: modules of A as the vendor of a phone or a board ships them, and
# what a person makes of them who has these and A's image, and builds B.
#
# /m/a-noid: built without this project, /m/vendor: the same files, given a reference
# afterwards, by emit -b with the BTF that is in A's image.

say "a vendor's modules, built for A without this project, into B:"
for module in btf_rec_demo v4l2loopback; do
	check "vendor: $module as it came is refused" \
		refused "/m/a-noid/$module.ko" 22
	with_reference $module vendor 'of a vendor, given a reference afterwards'
	[ $module != btf_rec_demo ] || {
		check 'vendor: the ids are right' ids_right
		check "vendor: a BPF program $DEMO_DOES" run_demo
	}
	unload $module
done
check 'vendor: what does not match is refused' refused /m/vendor/btf_rec_grown.ko 22
check 'vendor: the reason is named, then and now' logged \
	'btf_rec_grown: struct raw_iter_state: [0-9]+ bytes when built, [0-9]+ here; held by value in struct btf_rec_grown_iter, member state'
