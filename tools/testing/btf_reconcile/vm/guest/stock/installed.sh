# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel of Debian's, started with the initramfs that the installed packages have
# made of it, after udev has loaded what there is hardware for.
#
# /m/dkms/<module>.ko: built by DKMS, with the packages installed, for the kernel
# before this one; /m/b-0/<module>.ko: for this one, without them.

MODULES=$(cd /m/dkms && echo *.ko | sed 's/\.ko//g')
say "this kernel is $(uname -r), as Debian built it, with the initramfs of the packages"
klog

# The first to come is the last of the list.
first()
{
	sed 's/ .*//' /proc/modules >/tmp/modules
	[ "$(tail -n 1 /tmp/modules)" = btf_reconcile ] &&
		[ "$(wc -l </tmp/modules)" -gt 1 ] && return
	cat /tmp/modules
	return 1
}
check 'initramfs: btf_reconcile.ko was loaded before all others' first
say "  then: $(sed '$d' /tmp/modules | tac | head -n 5 | xargs), $(wc -l </tmp/modules) in all"
# shellcheck source=stock-lib.sh
. /stock-lib.sh
log_all
for module in mc videodev; do
	load /m/debian/$module.ko
done

# What DKMS makes there has .BTF.base, and the kernel's btf_relocate() takes it.
FOUND='[0-9]+ base types matched'
! relocates || FOUND='btf_relocate\(\) has found its base types'
for m in $MODULES; do
	loads_right "dkms/$m" 'built by DKMS for the kernel before' "$FOUND"
	unload "$m"
done

check 'btf_reconcile.ko can be unloaded' rmmod btf_reconcile
for m in $MODULES; do
	relocates || check "$m, without btf_reconcile.ko: no BTF" no_btf "/m/dkms/$m.ko"
done
check 'btf_reconcile.ko can be loaded again' load /m/ko/btf_reconcile.ko
log_all
for m in $MODULES; do
	loads_right "dkms/$m" 'once more' "$FOUND"
done
check_verdicts
