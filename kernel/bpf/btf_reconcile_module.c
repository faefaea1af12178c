// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's side of reconciliation: the index of vmlinux BTF, the slots of
 * modules that do not list them, the log, and what it all costs.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/ratelimit.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/utsname.h>

#define MAX_LINES	16	/* mismatches of a module that are logged */

/* In modules, not lines: a report is worth nothing in parts. */
static DEFINE_RATELIMIT_STATE(log_limit, 10 * HZ, 100);

/* Is there something to reconcile? */
static bool is_relative(const struct btf_module_ref *ref)
{
	return ref->base == BTF_MODULE_BASE_REF ||
	       ref->base == BTF_MODULE_DISTILLED;
}

/* Costs and counts, shown in debugfs; under costs_lock. */
static struct {
	u64 index_ns;
	u64 index_bytes;
	u64 index_types;
	u64 reconciled;
	u64 refused;
	u64 total_ns;
	u64 last_ns;
	struct btf_rec_stats last;
	char last_name[MODULE_NAME_LEN];
} costs;
static DEFINE_MUTEX(costs_lock);

static struct btf_rec_index *vmlinux_index;
static DEFINE_MUTEX(vmlinux_index_lock);

static struct btf_rec_index *build_index(const struct btf_rec_types *base)
{
	u64 ns = ktime_get_ns();
	struct btf_rec_index *index = btf_rec_index_new(base);

	if (!index)
		return NULL;
	ns = ktime_get_ns() - ns;
	mutex_lock(&costs_lock);
	costs.index_ns = ns;
	costs.index_bytes = btf_rec_index_size(index);
	costs.index_types = base->nr_types;
	mutex_unlock(&costs_lock);
	pr_debug("vmlinux: index of %u types, %zu bytes, %llu us\n",
		 base->nr_types, btf_rec_index_size(index),
		 div_u64(ns, NSEC_PER_USEC));
	return index;
}

/* Built once, at the first module that needs it; failure is not remembered.
 * Once published it never changes, so readers take no lock.
 */
static const struct btf_rec_index *get_index(const struct btf_rec_types *base)
{
	/* Pairs with the release below: the index is complete when seen. */
	struct btf_rec_index *index = smp_load_acquire(&vmlinux_index);

	if (index)
		return index;
	mutex_lock(&vmlinux_index_lock);
	index = vmlinux_index;
	if (!index) {
		index = build_index(base);
		if (index)	/* pairs with the acquire above */
			smp_store_release(&vmlinux_index, index);
	}
	mutex_unlock(&vmlinux_index_lock);
	return index;
}

/**
 * struct log - what is said about one module
 * @mod: the module
 * @why: why its BTF is refused, when it is neither a mismatch nor malformed
 * @lines: problems reported
 * @malformed: one of them is that the bytes are not what the format allows
 * @asked: the rate limit has been asked, once for all that is said
 * @quiet: and it was exceeded
 */
struct log {
	const struct module *mod;
	const char *why;
	u32 lines;
	bool malformed;
	bool asked;
	bool quiet;
};

static bool may_log(struct log *log)
{
	if (!log->asked) {
		log->asked = true;
		log->quiet = !__ratelimit(&log_limit);
	}
	return !log->quiet;
}

static void log_problem(void *priv, const struct btf_rec_problem *problem)
{
	struct log *log = priv;
	char line[256];

	log->malformed |= problem->why == BTF_REC_MALFORMED;
	if (log->lines++ >= MAX_LINES || !may_log(log))
		return;
	btf_rec_describe(problem, line, sizeof(line));
	pr_warn("%s: %s\n", log->mod->name, line);
}

static const char *why_refused(const struct log *log)
{
	if (log->malformed)
		return "it is malformed";
	if (log->why)
		return log->why;
	return "it has too many types or strings";
}

static void log_refusal(struct log *log, int err,
			const struct btf_rec_stats *stats)
{
	const char *policy = module_allows_btf_mismatch() ?
			     "; loading it without BTF" : "";
	const char *name = log->mod->name;

	if (!may_log(log))
		return;
	if (log->lines > MAX_LINES)
		pr_warn("%s: ... and %u more\n", name, log->lines - MAX_LINES);
	if (stats->mismatches)
		pr_warn("%s: BTF refused: %u of %u base types do not match this kernel; rebuild %s for %s%s\n",
			name, stats->mismatches, stats->refs, name,
			init_utsname()->release, policy);
	else if (err == -ENOMEM)
		pr_warn("%s: BTF refused: no memory%s\n", name, policy);
	else
		pr_warn("%s: BTF refused: %s; rebuild %s%s\n", name,
			why_refused(log), name, policy);
}

static void log_success(const struct module *mod, u64 ns,
			const struct btf_rec_stats *stats)
{
	pr_debug("%s: %u base types matched, %u ids and %u names rewritten, %llu us\n",
		 mod->name, stats->refs, stats->ids, stats->names,
		 div_u64(ns, NSEC_PER_USEC));
}

static void account(const struct module *mod, int err, u64 ns,
		    const struct btf_rec_stats *stats)
{
	mutex_lock(&costs_lock);
	if (err) {
		costs.refused++;
	} else {
		costs.reconciled++;
		costs.total_ns += ns;
		costs.last_ns = ns;
		costs.last = *stats;
		strscpy(costs.last_name, mod->name, sizeof(costs.last_name));
	}
	mutex_unlock(&costs_lock);
}

#ifdef CONFIG_KALLSYMS
/**
 * struct id_symbol - what a __BTF_ID__ symbol's name says
 * @prefix: how it begins
 * @stride: bytes from an id to the next
 * @is_set: the symbol is of a set, whose count comes before its ids
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

static bool symbol_slot(const struct btf_module_ref *ref, const Elf_Sym *sym,
			const char *name, struct btf_ref_slot *slot)
{
	unsigned long off = sym->st_value - (unsigned long)ref->ids;
	const struct id_symbol *kind = id_symbol(name);

	if (!kind || off >= ref->ids_len)
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
	slot->flags = BTF_REF_SLOT_SORTED;
	return true;
}

static int cmp_slots(const void *a, const void *b)
{
	const struct btf_ref_slot *x = a, *y = b;

	/* A set comes before the first of its ids, which has a symbol too. */
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return (int)y->flags - (int)x->flags;
}

/* Ids that are part of a set are dropped: the set's slot covers them. */
static u32 drop_members(struct btf_ref_slot *slots, u32 nr)
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

/* An id takes four bytes, so there are no more of them than fit .BTF_ids. */
static u32 collect_slots(const struct module *mod, struct btf_ref_slot *slots)
{
	const struct btf_module_ref *ref = module_btf_ref(mod);
	u32 max = ref->ids_len / sizeof(u32), nr = 0, i;
	const struct mod_kallsyms *syms;

	rcu_read_lock();
	syms = rcu_dereference(mod->kallsyms);
	for (i = 0; syms && i < syms->num_symtab && nr < max; i++) {
		const Elf_Sym *sym = &syms->symtab[i];

		nr += symbol_slot(ref, sym, syms->strtab + sym->st_name,
				  &slots[nr]);
	}
	rcu_read_unlock();
	sort(slots, nr, sizeof(*slots), cmp_slots, NULL);
	return drop_members(slots, nr);
}

/* pahole's .BTF.base has no list of slots: they are where the symbols are.
 * The caller frees rec->slots.
 */
static int find_slots(const struct module *mod, struct btf_rec_module *rec,
		      struct log *log)
{
	struct btf_ref_slot *slots;
	u32 nr;

	slots = kvmalloc_array(rec->ids_len / sizeof(u32) + 1, sizeof(*slots),
			       GFP_KERNEL | __GFP_NOWARN);
	if (!slots)
		return -ENOMEM;
	nr = collect_slots(mod, slots);
	rec->slots = slots;
	rec->slots_len = nr * sizeof(*slots);
	return 0;
}
#else
static int find_slots(const struct module *mod, struct btf_rec_module *rec,
		      struct log *log)
{
	log->why = "this kernel has no CONFIG_KALLSYMS to find its .BTF_ids by";
	return -EINVAL;
}
#endif

static int reconcile(const struct module *mod,
		     const struct btf_rec_index *index,
		     struct btf_rec_module *rec, struct btf_rec_stats *stats)
{
	struct log *log = rec->priv;
	int err = 0;

	if (!rec->ref) {
		log->why = rec->distilled ?
			   BTF_DISTILLED_SECTION " cannot be read" :
			   BTF_REF_SECTION " is not there, it was stripped";
		return -EINVAL;
	}
	if (!index)
		return -ENOMEM;
	if (rec->distilled && rec->ids_len)
		err = find_slots(mod, rec, log);
	if (!err)
		err = btf_reconcile(index, rec, stats);
	if (rec->distilled)
		kvfree(rec->slots);
	return err;
}

/**
 * btf_module_reconcile() - number a module's BTF against vmlinux
 * @mod: the module, being loaded
 * @base: vmlinux BTF, which stays as long as the system runs
 * @btf: a copy of the module's .BTF, 4-byte aligned; rewritten in place
 * @btf_len: its length in bytes
 *
 * BTF that is relative to vmlinux already is left as it is, if that is this
 * vmlinux as far as the module says. May sleep; takes a lock only to build the
 * index and to count.
 *
 * Return: 0, -ENOMEM, or -EINVAL when the BTF is refused; the log says why, or
 * btf_module_refused() will.
 */
int btf_module_reconcile(struct module *mod, const struct btf_rec_types *base,
			 void *btf, u32 btf_len)
{
	const struct btf_module_ref *ref = module_btf_ref(mod);
	const struct btf_rec_index *index;
	struct log log = { .mod = mod };
	struct btf_rec_stats stats = { };
	struct btf_rec_module rec = {
		.btf = btf,
		.btf_len = btf_len,
		.ref = ref->data,
		.ref_len = ref->data_len,
		.ids = ref->ids_file,
		.ids_len = ref->ids_len,
		.slots = ref->slots,
		.slots_len = ref->slots_len,
		.distilled = ref->base == BTF_MODULE_DISTILLED,
		.report = log_problem,
		.priv = &log,
	};
	u64 ns;
	int err;

	if (!is_relative(ref))
		return btf_module_check_id(mod);
	index = get_index(base);
	ns = ktime_get_ns();
	err = reconcile(mod, index, &rec, &stats);
	ns = ktime_get_ns() - ns;
	account(mod, err, ns, &stats);
	if (err)
		log_refusal(&log, err, &stats);
	else
		log_success(mod, ns, &stats);
	return err && err != -ENOMEM ? -EINVAL : err;
}

/**
 * btf_module_publish_ids() - let a module see its .BTF_ids
 * @mod: the module, whose BTF has been verified and can be found
 *
 * Until here they are all zero in the module's memory, see module_find_btf().
 */
void btf_module_publish_ids(struct module *mod)
{
	const struct btf_module_ref *ref = module_btf_ref(mod);

	if (ref->ids)
		memcpy(ref->ids, ref->ids_file, ref->ids_len);
}

#ifdef CONFIG_DEBUG_FS
static int costs_show(struct seq_file *m, void *unused)
{
	mutex_lock(&costs_lock);
	seq_printf(m, "index_types %llu\nindex_bytes %llu\nindex_ns %llu\n",
		   costs.index_types, costs.index_bytes, costs.index_ns);
	seq_printf(m, "modules_reconciled %llu\nmodules_refused %llu\ntotal_ns %llu\n",
		   costs.reconciled, costs.refused, costs.total_ns);
	seq_printf(m, "last_module %s\nlast_ns %llu\nlast_types %u\nlast_ids %u\nlast_names %u\nlast_slots %u\n",
		   costs.last_name, costs.last_ns, costs.last.refs,
		   costs.last.ids, costs.last.names, costs.last.slots);
	mutex_unlock(&costs_lock);
	btf_base_id_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(costs);

static int __init costs_init(void)
{
	debugfs_create_file("btf_reconcile", 0444, NULL, NULL, &costs_fops);
	return 0;
}
late_initcall(costs_init);
#endif
