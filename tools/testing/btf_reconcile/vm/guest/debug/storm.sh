# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Thousands of modules, with a reference, with an ID and with neither, load, are refused
# and go, all at once. None may get what another had, which a module that has neither
# would be refused for. Where the kernel can, as with FLAVOUR=debug, allocations fail.

klog
failing=
for attr in failslab fail_page_alloc; do
	[ -e /sys/kernel/debug/$attr ] || continue
	failing=1
	echo N >/sys/kernel/debug/$attr/ignore-gfp-wait
done
LOADS=$(sed -n 's/.*rec.loads=\([0-9]*\).*/\1/p' /proc/cmdline)
LOADS=${LOADS:-600}

all_as_they_should()
{
	storm "$LOADS" /storm/* >/tmp/storm && return
	head -n 20 /tmp/storm
	return 1
}

# at_least WHAT N MINIMUM
at_least() { [ "$2" -ge "$3" ] || { echo "$1: $2"; return 1; }; }

say "8 threads, $LOADS loads each:"
check 'storm: each module loads with BTF or is refused, as it should' \
	all_as_they_should
read -r loaded refused nomem <<END
$(tail -n 1 /tmp/storm)
END
say "  $loaded loaded, $refused refused, $nomem without memory"
check "storm: $loaded loaded" at_least loaded "$loaded" $((LOADS * 3))
check "storm: $refused refused" at_least refused "$refused" $((LOADS * 2))
[ -z "$failing" ] || check "storm: $nomem without memory" at_least 'no memory' "$nomem" $((LOADS / 10))
klog
blamed()
{
	! grep -E 'btf_rec_[ni]_.*(: struct |malformed|its reference|base types|another vmlinux)' \
		/tmp/all.log
}
check 'storm: no module is said to have what it has not' blamed
