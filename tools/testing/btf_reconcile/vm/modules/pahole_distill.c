// SPDX-License-Identifier: GPL-2.0
/*
 * distill MODULE.ko VMLINUX BTF BASE: what pahole 1.28 would write for the
 * module, of which Debian 12 has no version: split BTF to the file BTF, and
 * what it is split from to the file BASE, for the section .BTF.base.
 *
 * With libbpf's public functions only, and with nothing of the code that it is
 * to test.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

/**
 * struct distiller - one module
 * @vmlinux: what it was made against
 * @old: its BTF
 * @base: the named types of @vmlinux that it needs, without members
 * @split: its BTF on top of @base
 * @needed: ids of @vmlinux, in the order in which they were found
 * @nr_needed: how many
 * @ids: by id in @vmlinux or @old, that in @base or @split; 1 until it is known
 */
struct distiller {
	struct btf *vmlinux, *old, *base, *split;
	__u32 *needed;
	__u32 nr_needed;
	__u32 *ids;
};

typedef void (*id_fn)(struct distiller *d, __u32 *id);

static void *check(void *p, const char *what)
{
	if (!p || libbpf_get_error(p)) {
		fprintf(stderr, "distill: %s\n", what);
		exit(2);
	}
	return p;
}

static void visit_ids(struct distiller *d, struct btf_type *t, id_fn fn)
{
	__u32 i, vlen = btf_vlen(t);

	switch (btf_kind(t)) {
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_DECL_TAG:
	case BTF_KIND_FUNC:
	case BTF_KIND_VAR:
		fn(d, &t->type);
		break;
	case BTF_KIND_ARRAY:
		fn(d, &btf_array(t)->type);
		fn(d, &btf_array(t)->index_type);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (i = 0; i < vlen; i++)
			fn(d, &btf_members(t)[i].type);
		break;
	case BTF_KIND_FUNC_PROTO:
		fn(d, &t->type);
		for (i = 0; i < vlen; i++)
			fn(d, &btf_params(t)[i].type);
		break;
	case BTF_KIND_DATASEC:
		for (i = 0; i < vlen; i++)
			fn(d, &btf_var_secinfos(t)[i].type);
		break;
	}
}

static struct btf_type *old_type(const struct distiller *d, __u32 id)
{
	return (struct btf_type *)btf__type_by_id(d->old, id);
}

/* What stays in the base; all else is copied into the split BTF. */
static bool is_base(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_FWD:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return t->name_off;
	}
	return false;
}

static void need(struct distiller *d, __u32 *id)
{
	if (!*id || *id >= btf__type_cnt(d->vmlinux) || d->ids[*id])
		return;
	d->ids[*id] = 1;
	d->needed[d->nr_needed++] = *id;
}

static void find_needed(struct distiller *d)
{
	__u32 id, i;

	for (id = btf__type_cnt(d->vmlinux); id < btf__type_cnt(d->old); id++)
		visit_ids(d, old_type(d, id), need);
	for (i = 0; i < d->nr_needed; i++)
		if (!is_base(old_type(d, d->needed[i])))
			visit_ids(d, old_type(d, d->needed[i]), need);
}

static int add_base(struct distiller *d, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(d->old, t->name_off);

	switch (btf_kind(t)) {
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return btf__add_enum(d->base, name, t->size);
	case BTF_KIND_STRUCT:
		return btf__add_struct(d->base, name, t->size);
	case BTF_KIND_UNION:
		return btf__add_union(d->base, name, t->size);
	default:
		return btf__add_type(d->base, d->old, t);
	}
}

static void add(struct distiller *d, __u32 id, bool to_base)
{
	const struct btf_type *t = old_type(d, id);
	int new_id = to_base ? add_base(d, t) :
			       btf__add_type(d->split, d->old, t);

	check(new_id > 0 ? d : NULL, "cannot add a type");
	d->ids[id] = new_id;
}

static void renumber(struct distiller *d, __u32 *id)
{
	*id = d->ids[*id];
}

static void distill(struct distiller *d)
{
	__u32 id, i;

	find_needed(d);
	for (i = 0; i < d->nr_needed; i++)
		if (is_base(old_type(d, d->needed[i])))
			add(d, d->needed[i], true);
	d->split = check(btf__new_empty_split(d->base), "no memory");
	for (i = 0; i < d->nr_needed; i++)
		if (!is_base(old_type(d, d->needed[i])))
			add(d, d->needed[i], false);
	for (id = btf__type_cnt(d->vmlinux); id < btf__type_cnt(d->old); id++)
		add(d, id, false);
	for (id = btf__type_cnt(d->base); id < btf__type_cnt(d->split); id++)
		visit_ids(d, (struct btf_type *)btf__type_by_id(d->split, id),
			  renumber);
}

/* In the byte order of the module. */
static void save(const struct distiller *d, struct btf *btf, const char *path)
{
	FILE *f = check(fopen(path, "wb"), path);
	int err = btf__set_endianness(btf, btf__endianness(d->old));
	__u32 len;
	const void *data = check(err ? NULL : (void *)btf__raw_data(btf, &len), path);

	check(fwrite(data, 1, len, f) == len && !fclose(f) ? (void *)data : NULL,
	      path);
}

int main(int argc, char **argv)
{
	struct distiller d = { };

	if (argc != 5) {
		fprintf(stderr, "usage: distill MODULE.ko VMLINUX BTF BASE\n");
		return 2;
	}
	d.vmlinux = check(btf__parse(argv[2], NULL), argv[2]);
	d.old = check(btf__parse_split(argv[1], d.vmlinux), argv[1]);
	d.base = check(btf__new_empty(), "no memory");
	d.needed = check(calloc(btf__type_cnt(d.vmlinux), 4), "no memory");
	d.ids = check(calloc(btf__type_cnt(d.old), 4), "no memory");
	distill(&d);
	save(&d, d.split, argv[3]);
	save(&d, d.base, argv[4]);
	btf__free(d.split);
	btf__free(d.base);
	btf__free(d.old);
	btf__free(d.vmlinux);
	free(d.needed);
	free(d.ids);
	return 0;
}
