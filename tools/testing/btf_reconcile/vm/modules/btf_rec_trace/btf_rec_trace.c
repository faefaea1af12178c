// SPDX-License-Identifier: GPL-2.0
/*
 * A module with a trace event. From Linux 7.2 on each event has a BTF_ID_LIST(),
 * which tracefs reads by btf_relocate_id().
 */
#include <linux/module.h>

#define CREATE_TRACE_POINTS
#include "btf_rec_trace.h"

static int __init btf_rec_trace_init(void)
{
	trace_btf_rec_trace_loaded(current, ktime_get());
	return 0;
}

static void __exit btf_rec_trace_exit(void)
{
}

module_init(btf_rec_trace_init);
module_exit(btf_rec_trace_exit);
MODULE_DESCRIPTION("a trace event");
MODULE_LICENSE("GPL");
