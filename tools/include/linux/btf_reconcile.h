/* SPDX-License-Identifier: GPL-2.0 */
/* The interface of kernel/bpf/btf_reconcile*.c, for tools that build them. */
#include "../../../include/linux/btf_reconcile.h"
