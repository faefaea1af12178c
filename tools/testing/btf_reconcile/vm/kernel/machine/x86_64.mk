# SPDX-License-Identifier: GPL-2.0
# ARCH=x86_64: the machine that all else is tested on.

IMAGE := arch/x86/boot/bzImage
# For the kernel's own selftests, which run here only.
MACHINE_CONFIG := selftests selftests-$(KERNEL)

export QEMU_SYSTEM := qemu-system-x86_64 -cpu max
# The guest's clock is the host's. A guest that had to measure it, on a host that is
# busy, would do without, and count ticks; or find that no timer interrupt comes.
export QEMU_APPEND := console=ttyS0 tsc=reliable clocksource=tsc no_timer_check \
	$(shell awk -F: '/^cpu MHz/ { printf "tsc_early_khz=%d", $$2 * 1000; exit }' /proc/cpuinfo)
