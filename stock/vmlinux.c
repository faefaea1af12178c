// SPDX-License-Identifier: GPL-2.0
/*
 * The BTF of vmlinux for a loadable module: a copy of the file in sysfs. The kernel
 * has it in memory, but does not export it.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../kernel/bpf/btf_reconcile_core.h"
#include "internal.h"

#define PATH	"/sys/kernel/btf/vmlinux"

static void *data;
static size_t data_len;

/**
 * btf_vmlinux_data() - the bytes of vmlinux BTF
 * @len: how many
 */
const void *btf_vmlinux_data(size_t *len)
{
	*len = data_len;
	return data;
}

static void report(void *priv, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	pr_err("%s: %s\n", PATH, line);
}

static int check_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_types *types = ctx;

	return *id < types->nr_types ? 0 : -EINVAL;
}

static int check_name(void *ctx, const __u32 *off)
{
	const struct btf_rec_types *types = ctx;

	return *off < types->str_len ? 0 : -EINVAL;
}

static void *vmemdup(const void *from, size_t len)
{
	void *to = vmalloc(len);

	return to ? memcpy(to, from, len) : NULL;
}

static int check_types(struct btf_rec_types *base)
{
	u32 id;

	for (id = 1; id < base->nr_types; id++) {
		if (btf_rec_walk(base->types[id], check_id, check_name, base)) {
			pr_err("%s: type %u: id or name out of range\n", PATH,
			       id);
			return -EINVAL;
		}
	}
	return 0;
}

static int read_types(struct btf_rec_types *base)
{
	const struct btf_rec_sink sink = { report };
	struct btf_rec_section sec = {
		.name = "BTF", .data = data, .len = data_len,
		.kinds = ~BTF_REC_M_VOID,
	};
	const struct btf_type **types;
	int nr;

	if (btf_rec_read_header(&sec, &sink))
		return -EINVAL;
	types = vzalloc((1 + (size_t)btf_rec_max_types(&sec)) * sizeof(*types));
	if (!types)
		return -ENOMEM;
	nr = btf_rec_read_types(&sec, types + 1, NULL, 1, &sink);
	if (nr >= 0)
		/* usually half of the room; this copy is kept */
		base->types = vmemdup(types, (1 + (size_t)nr) * sizeof(*types));
	vfree(types);
	if (nr < 0)
		return nr;
	if (!base->types)
		return -ENOMEM;
	base->nr_types = nr + 1;
	base->strs = sec.strs;
	base->str_len = sec.str_len;
	nr = check_types(base);
	if (!nr)
		base->sorted_from = btf_rec_sorted_from(base);
	return nr;
}

/* Not kernel_read_file(): security modules have no policy for this purpose. */
static int read_file(struct file *file)
{
	loff_t size = i_size_read(file_inode(file)), pos = 0;
	ssize_t got = 1;

	if (size <= 0 || size > INT_MAX)
		return -EINVAL;
	data = vmalloc(size);
	if (!data)
		return -ENOMEM;
	while (pos < size && got > 0)
		got = kernel_read(file, data + pos, size - pos, &pos);
	data_len = pos;
	if (got < 0)
		return got;
	return pos == size ? 0 : -EIO;
}

static int read_vmlinux(void)
{
	struct file *file = filp_open(PATH, O_RDONLY, 0);
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	err = read_file(file);
	filp_close(file, NULL);
	return err;
}

/**
 * stock_open_vmlinux() - read vmlinux BTF
 * @base: filled in
 *
 * Return: 0; an error, which is logged, when this kernel has none, sysfs is not
 * mounted, or it cannot be read. Then there is nothing to close.
 */
int stock_open_vmlinux(struct btf_rec_types *base)
{
	int err = read_vmlinux();

	if (err)
		pr_err("cannot read %s: error %d; this needs a kernel with CONFIG_DEBUG_INFO_BTF, and sysfs\n",
		       PATH, err);
	else
		err = read_types(base);
	if (err)
		stock_close_vmlinux(base);
	return err;
}

/**
 * stock_close_vmlinux() - free what stock_open_vmlinux() has allocated
 * @base: as that left it
 */
void stock_close_vmlinux(struct btf_rec_types *base)
{
	vfree(base->types);
	vfree(data);
	base->types = NULL;
	data = NULL;
}
