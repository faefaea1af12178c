/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM btf_rec_test

#if !defined(_BTF_REC_TEST_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define _BTF_REC_TEST_EVENTS_H

#include <linux/tracepoint.h>
#include "btf_rec_test.h"

/* Since Linux 6.16 DECLARE_TRACE() puts _tp behind the name. */
#ifdef DECLARE_TRACE_EVENT
#define DECLARE_TRACE_TP(name, proto, args) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#else
#define DECLARE_TRACE_TP(name, proto, args) \
	DECLARE_TRACE(name##_tp, PARAMS(proto), PARAMS(args))
#endif

DECLARE_TRACE_TP(btf_rec_test_used,
		 TP_PROTO(struct task_struct *task, struct btf_rec_test_obj *obj),
		 TP_ARGS(task, obj)
);

#endif /* _BTF_REC_TEST_EVENTS_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE btf_rec_test-events
#include <trace/define_trace.h>
