# SPDX-License-Identifier: GPL-2.0
# ARCH=arm64: boards, phones and clouds.

export KARCH := arm64
export CROSS_COMPILE := aarch64-linux-gnu-
IMAGE := arch/arm64/boot/Image

export QEMU_SYSTEM := qemu-system-aarch64 -machine virt -cpu cortex-a72
export QEMU_APPEND := console=ttyAMA0
