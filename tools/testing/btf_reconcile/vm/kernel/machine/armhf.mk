# SPDX-License-Identifier: GPL-2.0
# ARCH=armhf: 32 bits.

export KARCH := arm
export CROSS_COMPILE := arm-linux-gnueabihf-
IMAGE := arch/arm/boot/zImage
# All that piggy.S has is the kernel, by .incbin. ccache does not see that, and would give
# the object of an earlier kernel.
MACHINE_ARGS = AFLAGS_piggy.o=-Dtime=$(shell date +%s%N)

export QEMU_SYSTEM := qemu-system-arm -machine virt -cpu cortex-a15
export QEMU_APPEND := console=ttyAMA0
