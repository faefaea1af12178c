/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Does a module load, with its BTF or without? This list alone decides.
 * module_decide_btf() looks it up, Documentation/bpf/btf_reconcile/decisions.txt is
 * generated from it, and a test loads a module for each line.
 */
#ifndef _LINUX_BTF_FINDING_H
#define _LINUX_BTF_FINDING_H

/**
 * enum btf_outcome - whether a module loads
 * @BTF_LOADS: it loads with its BTF
 * @BTF_LOADS_WITHOUT: it loads without BTF; its .BTF_ids is all zero if it has
 *	a reference or an ID
 * @BTF_IS_REFUSED: it does not load
 */
enum btf_outcome {
	BTF_LOADS,
	BTF_LOADS_WITHOUT,
	BTF_IS_REFUSED,
};

/* X(finding, outcome, outcome with module.allow_btf_mismatch=1, words) */
#define BTF_FINDINGS(X)							\
	X(NO_ID, LOADS, LOADS,						\
	  "it has neither an ID nor a reference, so nothing says whether its BTF belongs to this kernel") \
	X(NATIVE, LOADS, LOADS,						\
	  "it has the ID of this kernel's BTF")				\
	X(RECONCILED, LOADS, LOADS,					\
	  "each of its base types has a match in this kernel")		\
	X(RELOCATED, LOADS, LOADS,					\
	  "btf_relocate() has found its base types")			\
	X(NO_BTF, LOADS_WITHOUT, LOADS_WITHOUT,				\
	  "it has no .BTF, or an empty one")				\
	X(STRIPPED, LOADS_WITHOUT, LOADS_WITHOUT,			\
	  "it has a reference or an ID, but no .BTF; was it stripped?")	\
	X(INVALID, IS_REFUSED, LOADS_WITHOUT,				\
	  "it fails the BTF checks of this kernel; rebuild the module")	\
	X(OTHER_ID, IS_REFUSED, LOADS_WITHOUT,				\
	  "it was built against another vmlinux BTF; rebuild the module with this kernel, or with BTF_BASE_REF=1") \
	X(MISMATCH, IS_REFUSED, LOADS_WITHOUT,				\
	  "base types do not match this kernel; rebuild the module")	\
	X(MALFORMED, IS_REFUSED, LOADS_WITHOUT,				\
	  "it is malformed; rebuild the module")			\
	X(UNREADABLE, IS_REFUSED, LOADS_WITHOUT,			\
	  ".BTF is compressed, or has no contents in the file; rebuild the module") \
	X(NO_REFERENCE, IS_REFUSED, LOADS_WITHOUT,			\
	  "its reference is not there or cannot be read; was it stripped?") \
	X(EARLIER, IS_REFUSED, LOADS_WITHOUT,				\
	  "it was made by an earlier btf_reconcile; build it again")	\
	X(LATER, IS_REFUSED, LOADS_WITHOUT,				\
	  "it was made by a later btf_reconcile; build it again with this kernel") \
	X(NO_SYMBOLS, IS_REFUSED, LOADS_WITHOUT,			\
	  "this kernel has no CONFIG_KALLSYMS to find its .BTF_ids by")	\
	X(NO_BASE, IS_REFUSED, LOADS_WITHOUT,				\
	  "this kernel has no vmlinux BTF, or cannot read it")		\
	X(NO_MEMORY, IS_REFUSED, LOADS_WITHOUT,				\
	  "no memory")

#define BTF_FINDING_ENUM(name, refuse, allow, words)	BTF_##name,

/* What the kernel found about a module's BTF. Up to BTF_RELOCATED it is good. */
enum btf_finding {
	BTF_FINDINGS(BTF_FINDING_ENUM)
	BTF_NR_FINDINGS
};

#endif /* _LINUX_BTF_FINDING_H */
