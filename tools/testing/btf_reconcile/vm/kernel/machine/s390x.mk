# SPDX-License-Identifier: GPL-2.0
# ARCH=s390x: big-endian.

export KARCH := s390
export CROSS_COMPILE := s390x-linux-gnu-
BPF_TARGET := bpfeb
# Without, clang calls __fentry__, which s390 has not.
CLANG_RECORDS_MCOUNT := y
IMAGE := arch/s390/boot/bzImage

export QEMU_SYSTEM := qemu-system-s390x -machine s390-ccw-virtio -cpu max
export QEMU_APPEND := console=ttysclp0
