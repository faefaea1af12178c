/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM btf_rec_trace

#if !defined(_BTF_REC_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _BTF_REC_TRACE_H

#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>

TRACE_EVENT(btf_rec_trace_loaded,
	TP_PROTO(struct task_struct *task, ktime_t at),
	TP_ARGS(task, at),
	TP_STRUCT__entry(
		__field(struct task_struct *, task)
		__field(ktime_t, at)
	),
	TP_fast_assign(
		__entry->task = task;
		__entry->at = at;
	),
	TP_printk("task=%p at=%lld", __entry->task, __entry->at)
);

#endif /* _BTF_REC_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE btf_rec_trace
#include <trace/define_trace.h>
