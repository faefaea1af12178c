# SPDX-License-Identifier: GPL-2.0
# ARCH=armhf: 32 bits.

export KARCH := arm
export CROSS_COMPILE := arm-linux-gnueabihf-
IMAGE := arch/arm/boot/zImage

export QEMU_SYSTEM := qemu-system-arm -machine virt -cpu cortex-a15
export QEMU_APPEND := console=ttyAMA0
