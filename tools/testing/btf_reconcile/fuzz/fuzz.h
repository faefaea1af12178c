/* SPDX-License-Identifier: GPL-2.0 */
/* What the fuzz targets share: one base, one module, and how a module is cut
 * from one run of bytes.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include "../fixture/fixture.h"

#define FUZZ_BASE "int int 4 signed; int long_unsigned_int 8; int char 1;" \
	"struct list_head 16 next:list_head*@0 prev:list_head*@64;" \
	"struct task 64 pid:int@0; struct file 32; union arg 8;" \
	"typedef u64 long_unsigned_int; typedef op int*;" \
	"func vfs_read f:file*; enum mode 4 OFF ON;" \
	"struct twin 8 a:int@0; struct twin 8 b:int@0; fwd later; float d 8;" \
	"enum tone 4 A B; enum tone 4 A C; typedef tw int; typedef tw int*;" \
	"func vfs_two f:file*; func vfs_two f:int"
#define FUZZ_MODULE "struct demo 96 list:list_head@0 task:task*@128" \
	" n:u64@192 op:op@256 own:own_t@288 names:char[16]@320 arg:arg*@448" \
	" m:mode@512 twin:twin#2@544 l:later*@640 d:d@704;" \
	"typedef own_t int; func demo_add a:int b:u64 -> u64;" \
	"func demo_get -> demo*; percpu demo_stat demo 96"
/* What has more than one match. */
#define FUZZ_AMBIGUOUS "struct demo 24 t:tone@0 w:tw@64 x:twin*@128"
/* What older kernels do not know, in the order of names. */
#define FUZZ_NEWER "attr percpu int; struct demo 16 c:percpu@0 t:task*@64;" \
	"declattr kfunc demo_get -1; func demo_get -> demo*"

/**
 * struct fuzz_lens - what the input of fuzz_reconcile begins with: bytes of
 *	.BTF, .BTF.base_ref and .BTF.base_ref.ids, which follow; the rest is as
 *	long as .BTF_ids
 */
struct fuzz_lens {
	__u16 btf, ref, ids;
	__u16 flags;	/* 1: distilled; 2: the reference is at an odd address */
};

#endif /* _FUZZ_H */
