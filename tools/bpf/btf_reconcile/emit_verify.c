// SPDX-License-Identifier: GPL-2.0
/*
 * Checking the result of emit_btf().
 *
 * In: a module's BTF before and after. The new BTF is reconciled with the same base,
 * as in a kernel, and compared with the old BTF: each type, ID and name must be equal.
 * A copied type counts as the type of the base that it is a copy of.
 */
#include "emit_verify.h"
#include "split.h"
#include "verdict.h"

/**
 * struct proof - one comparison
 * @base: the base
 * @was: the module's BTF as it was
 * @is: and as it came back
 * @origin: by place in @is, the ID that the type had, see struct emit_result
 * @nr: number of @origin
 */
struct proof {
	const struct btf_rec_types *base;
	struct split was, is;
	const __u32 *origin;
	__u32 nr;
};

/* The ID that a type had before; of a copy that of the base's type. */
static __u32 original(const struct proof *p, __u32 id)
{
	const __u32 first = p->base->nr_types;

	return id >= first && id - first < p->nr ? p->origin[id - first] : id;
}

static bool same_id(const void *proof, __u32 was, __u32 is)
{
	return was == original(proof, is);
}

static bool same_name(const void *proof, __u32 was, __u32 is)
{
	const struct proof *p = proof;

	return !strcmp(split_name(&p->was, was), split_name(&p->is, is));
}

static int compare_types(const struct proof *p, const char *path)
{
	const struct sameness same = { same_id, same_name, p };
	__u32 i;

	if (p->is.nr != p->nr) {
		error(path, "cannot have a reference: types are lost");
		return -ESRCH;
	}
	for (i = 0; i < p->is.nr; i++) {
		const struct btf_type *was = split_type(&p->was, p->origin[i]);

		if (same_type(was, p->is.types[i], &same))
			continue;
		error(path, "cannot have a reference: type %u (%s) would not come back as it is",
		      p->base->nr_types + i,
		      split_name(&p->was, was->name_off));
		return -ESRCH;
	}
	return 0;
}

/* With the IDs that the types had nothing may differ: flags went with their IDs, and
 * a set keeps its order, since the types of the module keep theirs.
 */
static int compare_ids(const struct proof *p, const char *path,
		       const struct btf_ids *ids, char *back)
{
	__u32 id, j;
	size_t i;

	for (i = 0; i < ids->nr_slots; i++)
		for (j = 0; j < ids->slots[i].cnt; j++) {
			char *at = back + ids->slots[i].off +
				   (size_t)j * ids->slots[i].stride;

			memcpy(&id, at, sizeof(id));
			id = original(p, id);
			memcpy(at, &id, sizeof(id));
		}
	if (!ids->len || !memcmp(ids->data, back, ids->len))
		return 0;
	error(path, "cannot have a reference: .BTF_ids would not come back as it is");
	return -ESRCH;
}

static int reconcile(const struct base *base, struct module_btf *mod,
		     const char *path)
{
	struct verdict v;
	size_t i;
	int err = 0;

	verdict_of(&v, base, mod);
	for (i = 0; i < v.nr; i++)
		error(path, "cannot have a reference: %s", v.findings[i].text);
	if (v.status != STATUS_RECONCILES)
		err = -ESRCH;
	verdict_free(&v);
	return err;
}

static void *copy_of(const void *data, size_t len)
{
	return len ? memcpy(xmalloc(len), data, len) : NULL;
}

/**
 * emit_verify() - is a module unchanged after it is reconciled?
 * @base: the base that it was made against
 * @btf: its .BTF as it was, which emit_btf() has read
 * @len: bytes of @btf
 * @ids: its .BTF_ids as it was
 * @result: what emit_btf() made of them
 * @path: for messages
 *
 * Return: 0; -ESRCH, reported, if not, so that the module cannot have a
 * reference.
 */
int emit_verify(const struct base *base, const void *btf, size_t len,
		const struct btf_ids *ids, const struct emit_result *result,
		const char *path)
{
	struct module_btf mod = {
		.btf = copy_of(result->btf, result->btf_len),
		.btf_len = result->btf_len,
		.ref = copy_of(result->ref, result->ref_len),
		.ref_len = result->ref_len,
		.slots = copy_of(result->ids, result->ids_len),
		.slots_len = result->ids_len,
		.ids = {
			.data = copy_of(ids->data, ids->len), .len = ids->len,
		},
		.relative = true,
	};
	const struct btf_rec_sink quiet = { };
	struct proof p = {
		.base = &base->types,
		.origin = result->origin, .nr = result->nr_types,
	};
	int err = reconcile(base, &mod, path);

	if (!err)
		err = split_read(&p.was, p.base, btf, len, &quiet);
	if (!err)
		err = split_read(&p.is, p.base, mod.btf, mod.btf_len, &quiet);
	if (!err)
		err = compare_types(&p, path);
	if (!err)
		err = compare_ids(&p, path, ids, mod.ids.data);
	split_free(&p.was);
	split_free(&p.is);
	module_btf_free(&mod);
	return err;
}
