/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The BTF of a kernel module that is relative to a reference in its file. */
#ifndef _BTF_MODULE_H
#define _BTF_MODULE_H

struct btf;

int btf_module_parse(const char *path, struct btf *base, struct btf **btf,
		     struct btf **ref);

#endif /* _BTF_MODULE_H */
