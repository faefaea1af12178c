// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's side of reconciliation: the ID and the index of vmlinux BTF, the
 * slots of modules with .BTF.base, and the log.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/xxhash.h>

#define MAX_LINES	16	/* problems of a module that are logged */

/* Racing threads compute the same value. */
static u64 vmlinux_id(void)
{
	static bool known;
	static u64 id;
	const void *data;
	size_t len;

	/* Pairs with the release below: the ID is there when it is known. */
	if (!smp_load_acquire(&known)) {
		data = btf_vmlinux_data(&len);
		WRITE_ONCE(id, xxh64(data, len, 0));
		smp_store_release(&known, true); /* pairs with the above */
	}
	return READ_ONCE(id);
}

static int check_id(struct module_btf *m)
{
	if (m->id == vmlinux_id())
		return 0;
	m->finding = BTF_OTHER_ID;
	snprintf(m->detail, sizeof(m->detail),
		 "ID %016llx, this kernel has %016llx: ", m->id, vmlinux_id());
	return -EINVAL;
}

static struct btf_rec_index *build_index(const struct btf_rec_types *base)
{
	u64 ns = ktime_get_ns();
	struct btf_rec_index *index = btf_rec_index_new(base);

	if (index)
		pr_debug("vmlinux: index of %u types, %zu bytes, %llu us\n",
			 base->nr_types, btf_rec_index_size(index),
			 div_u64(ktime_get_ns() - ns, NSEC_PER_USEC));
	return index;
}

static struct btf_rec_index *vmlinux_index;

/* Built once, at the first module that needs it. After a failure the next module
 * tries again. Readers take no lock once the index is there.
 */
static struct btf_rec_index *get_index(const struct btf_rec_types *base)
{
	static DEFINE_MUTEX(lock);
	/* Pairs with the release below: the index is complete when seen. */
	struct btf_rec_index *index = smp_load_acquire(&vmlinux_index);

	if (index)
		return index;
	mutex_lock(&lock);
	index = vmlinux_index;
	if (!index) {
		index = build_index(base);
		if (index)	/* pairs with the acquire above */
			smp_store_release(&vmlinux_index, index);
	}
	mutex_unlock(&lock);
	return index;
}

#ifdef MODULE
/**
 * btf_module_forget_index() - free the index, which nothing uses any more
 */
void btf_module_forget_index(void)
{
	btf_rec_index_free(vmlinux_index);
	vmlinux_index = NULL;
}
#endif

static void log_problem(void *priv, const struct btf_rec_problem *problem)
{
	const struct module *mod = priv;
	struct module_btf *m = mod->btf_data;
	char line[256];

	if (m->lines++ >= MAX_LINES || !module_may_log_btf(m))
		return;
	btf_rec_describe(problem, line, sizeof(line));
	pr_warn("%s: %s\n", mod->name, line);
}

#ifdef CONFIG_KALLSYMS
/**
 * struct id_symbol - a kind of __BTF_ID__ symbol
 * @prefix: of its name
 * @stride: bytes from an ID to the next
 * @is_set: it is a set, whose count comes before its IDs
 */
struct id_symbol {
	const char *prefix;
	u16 stride;
	bool is_set;
};

static const struct id_symbol id_symbols[] = {
	{ "__BTF_ID__set8__", 8, true },
	{ "__BTF_ID__set__", 4, true },
	{ "__BTF_ID__", 4, false },
};

static const struct id_symbol *id_symbol(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(id_symbols); i++)
		if (!strncmp(name, id_symbols[i].prefix,
			     strlen(id_symbols[i].prefix)))
			return &id_symbols[i];
	return NULL;
}

static bool symbol_slot(const struct module_btf *m, const Elf_Sym *sym,
			const char *name, struct btf_ids_slot *slot)
{
	unsigned long off = sym->st_value - (unsigned long)m->ids;
	const struct id_symbol *kind = id_symbol(name);

	if (!kind || off >= m->ids_len)
		return false;
	slot->stride = kind->stride;
	if (!kind->is_set) {
		slot->off = off;
		slot->cnt = 1;
		slot->flags = 0;
		return true;
	}
	slot->off = off + kind->stride;
	slot->cnt = min_t(u64, sym->st_size / kind->stride, U32_MAX);
	slot->cnt -= !!slot->cnt;
	slot->flags = BTF_IDS_SLOT_SORTED;
	return true;
}

static int cmp_slots(const void *a, const void *b)
{
	const struct btf_ids_slot *x = a, *y = b;

	/* A set comes before the first of its IDs, which has a symbol too. */
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return (int)y->flags - (int)x->flags;
}

/* Drop the IDs of sets: the set's slot covers them. */
static u32 drop_members(struct btf_ids_slot *slots, u32 nr)
{
	u64 end = 0;
	u32 i, kept = 0;

	for (i = 0; i < nr; i++) {
		if (!slots[i].flags && slots[i].off < end)
			continue;
		if (slots[i].flags)
			end = slots[i].off +
			      (u64)slots[i].cnt * slots[i].stride;
		slots[kept++] = slots[i];
	}
	return kept;
}

/* An ID takes four bytes, which limits the number of slots. */
static u32 collect_slots(const struct module *mod, struct btf_ids_slot *slots)
{
	const struct module_btf *m = mod->btf_data;
	u32 max = m->ids_len / sizeof(u32), nr = 0, i;
	const struct mod_kallsyms *syms;

	rcu_read_lock();
	syms = rcu_dereference(mod->kallsyms);
	for (i = 0; syms && i < syms->num_symtab && nr < max; i++) {
		const Elf_Sym *sym = &syms->symtab[i];

		nr += symbol_slot(m, sym, syms->strtab + sym->st_name,
				  &slots[nr]);
	}
	rcu_read_unlock();
	sort(slots, nr, sizeof(*slots), cmp_slots, NULL);
	return drop_members(slots, nr);
}

/* A module with .BTF.base has no list of slots: symbols say where they are. The
 * caller frees rec->slots.
 */
static int find_slots(const struct module *mod, struct btf_rec_module *rec)
{
	struct btf_ids_slot *slots;

	slots = kvmalloc_array(rec->ids_len / sizeof(u32) + 1, sizeof(*slots),
			       GFP_KERNEL | __GFP_NOWARN);
	if (!slots)
		return -ENOMEM;
	rec->slots_len = collect_slots(mod, slots) * sizeof(*slots);
	rec->slots = slots;
	return 0;
}
#else
static int find_slots(const struct module *mod, struct btf_rec_module *rec)
{
	struct module_btf *m = mod->btf_data;

	m->finding = BTF_NO_SYMBOLS;
	return -EINVAL;
}
#endif

static int reconcile_distilled(const struct module *mod,
			       struct btf_rec_index *index,
			       struct btf_rec_module *rec,
			       struct btf_rec_stats *stats)
{
	int err = rec->ids_len ? find_slots(mod, rec) : 0;

	if (!err)
		err = btf_reconcile(index, rec, stats);
	kvfree(rec->slots);
	return err;
}

static int reconcile_reference(struct module_btf *m,
			       struct btf_rec_index *index,
			       struct btf_rec_module *rec,
			       struct btf_rec_stats *stats)
{
	int err = 0;

	/* A module without .BTF_ids need not have the section. */
	if (m->ref_ids)
		err = btf_rec_open_ids(rec, m->ref_ids, m->ref_ids_len);
	m->ids_file = rec->ids;
	return err ?: btf_reconcile(index, rec, stats);
}

static int reconcile(const struct module *mod, const struct btf_rec_types *base,
		     struct btf_rec_module *rec, struct btf_rec_stats *stats)
{
	struct btf_rec_index *index = get_index(base);
	struct module_btf *m = mod->btf_data;
	u64 ns = ktime_get_ns();
	int err;

	if (!index)
		return -ENOMEM;
	err = m->distilled ? reconcile_distilled(mod, index, rec, stats) :
			     reconcile_reference(m, index, rec, stats);
	if (!err)
		pr_debug("%s: %u base types matched, %u ids and %u names rewritten, %llu us\n",
			 mod->name, stats->refs, stats->ids, stats->names,
			 div_u64(ktime_get_ns() - ns, NSEC_PER_USEC));
	return err;
}

static int refuse(const struct module *mod, int err,
		  const struct btf_rec_stats *stats)
{
	struct module_btf *m = mod->btf_data;

	if (m->lines > MAX_LINES && module_may_log_btf(m))
		pr_warn("%s: ... and %u more\n", mod->name,
			m->lines - MAX_LINES);
	if (err == -ENOMEM || m->finding == BTF_NO_SYMBOLS)
		return err;
	m->finding = err == -ESRCH ? BTF_MISMATCH : BTF_MALFORMED;
	if (err == -ESRCH)
		snprintf(m->detail, sizeof(m->detail), "%u of %u ",
			 stats->mismatches, stats->refs);
	else if (err == -E2BIG)
		strscpy(m->detail, "too many types or strings: ",
			sizeof(m->detail));
	return -EINVAL;
}

/**
 * btf_module_reconcile() - make a module's BTF relative to vmlinux BTF
 * @mod: the module, being loaded
 * @base: vmlinux BTF, which stays as long as the system runs
 * @btf: a copy of the module's .BTF, 4-byte aligned; rewritten in place
 * @btf_len: its length in bytes
 *
 * BTF that is relative to vmlinux already is not changed; if the module has an ID,
 * it must be that of this vmlinux. BTF that btf_relocate() will relocate is checked
 * and not changed.
 *
 * May sleep; takes a lock only to build the index.
 *
 * Return: 0, -ENOMEM, or -EINVAL when the BTF is refused; module_decide_btf()
 * then says why, and each type that does not match has been logged.
 */
int btf_module_reconcile(struct module *mod, const struct btf_rec_types *base,
			 void *btf, u32 btf_len)
{
	struct module_btf *m = mod->btf_data;
	struct btf_rec_stats stats = { };
	struct btf_rec_module rec = {
		.btf = btf,
		.btf_len = btf_len,
		.ref = m->ref,
		.ref_len = m->ref_len,
		.ids = m->ids_file,
		.ids_len = m->ids_len,
		.distilled = m->distilled,
		.report = log_problem,
		.priv = mod,
	};
	int err;

	switch (m->finding) {
	case BTF_NO_ID:
		return 0;
	case BTF_NATIVE:
		return check_id(m);
	case BTF_RECONCILED:
		err = reconcile(mod, base, &rec, &stats);
		break;
	case BTF_RELOCATED:
		rec.ids_len = 0;	/* btf_relocate_id() looks after these */
		err = btf_rec_check(&rec, &stats);
		break;
	default:
		return -EINVAL;
	}
	return err ? refuse(mod, err, &stats) : 0;
}
