// SPDX-License-Identifier: GPL-2.0
/*
 * bench DIR FIGURES [GROWTH]: our times, bytes and memory against the peer's, in one
 * process on the same data: the modules and the vmlinuz in DIR. The file FIGURES gets
 * the figures, GROWTH how times change with the size of the base and of a module.
 *
 * Of each module each figure is the median of its runs, one right after the
 * other; the figure is the median of the modules. "cold" clears the caches
 * before each run, as many modules apart are.
 */
#include <time.h>

#include "grow.h"
#include "memory.h"
#include "../oracle/both_sides.h"

#define MODULES		400	/* about so many are timed */
#define COLD_STEP	8	/* and so many of them cold */
#define WARM_RUNS	101
#define MAX_RUNS	2001	/* for growth: more than a slice of a busy CPU */
#define CACHES		(48 << 20)

/* --- what is timed --- */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* One subject with what else a run needs, and its memory if one asks. */
struct run {
	struct subject *s;
	struct kernel *k;
	struct emitter *emitter;
	bool memory;
	double kib;
};

static double start(struct run *r)
{
	if (r->memory)
		count_memory();
	return now();
}

static double stop(struct run *r, double started)
{
	double us = now() - started;

	if (r->memory)
		r->kib = counted_kib();
	return us;
}

/* The compiler must not find that nobody needs it. */
static void keep(void *p)
{
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

static void *copy_of(const void *data, size_t len)
{
	return memcpy(xmalloc(len), data, len);
}

static int count_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	*(__u32 *)ctx += *id;
	return 0;
}

/* No one can do with less: copy the split BTF, look at each id once. */
static double copy_and_visit(struct run *r)
{
	double started = start(r);
	char *copy = copy_of(r->s->emitted.btf, r->s->emitted.btf_len);
	const struct btf_header *h = (void *)copy;
	char *p = copy + h->hdr_len + h->type_off;
	char *end = p + h->type_len;
	__u32 sum = 0;

	for (; p < end; p += btf_rec_type_size((void *)p))
		btf_rec_walk((void *)p, count_id, NULL, &sum);
	keep(&sum);
	free(copy);
	return stop(r, started);
}

static double ours(struct run *r, bool index_too)
{
	struct btf_rec_module mod = {
		.btf = copy_of(r->s->emitted.btf, r->s->emitted.btf_len),
		.btf_len = r->s->emitted.btf_len,
		.ref = r->s->emitted.ref,
		.ref_len = r->s->emitted.ref_len,
	};
	struct btf_rec_index *index = r->k->base.index;
	struct btf_rec_stats stats;
	double started = start(r), us;
	int err;

	if (index_too)
		index = btf_rec_index_new(&r->k->base.types);
	err = btf_reconcile(index, &mod, &stats);
	us = stop(r, started);
	if (err) {
		fprintf(stderr, "bench: a module is refused\n");
		exit(2);
	}
	if (index_too)
		btf_rec_index_free(index);
	free(mod.btf);
	return us;
}

static double ours_warm(struct run *r)
{
	return ours(r, false);
}

static double ours_first(struct run *r)
{
	return ours(r, true);
}

static double peers_load(struct run *r)
{
	struct btf *ref, *btf = subject_parse(r->s, &ref);
	double started = start(r), us;
	int err = btf__relocate(btf, r->k->btf);

	us = stop(r, started);
	if (err) {
		fprintf(stderr, "bench: the peer refuses a module\n");
		exit(2);
	}
	btf__free(btf);
	btf__free(ref);
	return us;
}

static double emit(struct run *r)
{
	double started;

	emit_result_free(&r->s->emitted);
	memset(&r->s->emitted, 0, sizeof(r->s->emitted));
	started = start(r);
	subject_emit(r->s, r->emitter);
	return stop(r, started);
}

static double distill(struct run *r)
{
	double started;

	btf__free(r->s->distilled);
	btf__free(r->s->ref);
	r->s->distilled = NULL;
	r->s->ref = NULL;
	started = start(r);
	subject_distill(r->s);
	return stop(r, started);
}

static void clear_caches(void)
{
	static char *waste;
	size_t i;

	if (!waste)
		waste = xcalloc(1, CACHES);
	for (i = 0; i < CACHES; i += 64)
		waste[i]++;
	keep(waste);
}

/* --- medians --- */

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int nr)
{
	qsort(values, nr, sizeof(*values), by_value);
	return nr ? values[nr / 2] : 0;
}

static double median_run(struct run *r, double (*run)(struct run *), int nr,
			 bool cold)
{
	double runs[MAX_RUNS];
	int i;

	for (i = 0; i < nr; i++) {
		if (cold)
			clear_caches();
		runs[i] = run(r);
	}
	return median(runs, nr);
}

static double memory_of(struct run *r, double (*run)(struct run *))
{
	r->memory = true;
	run(r);
	r->memory = false;
	return r->kib;
}

/* --- the figures --- */

enum figure {
	WARM, PEER, FIRST, LIMIT, EMIT, DISTILL, COLD, COLD_PEER,
	WARM_KIB, PEER_KIB, FIRST_KIB, EMIT_KIB, DISTILL_KIB, NR_FIGURES,
};

static const struct {
	double (*run)(struct run *r);
	int runs;	/* 0: memory */
	bool cold;
} measures[NR_FIGURES] = {
	/* what emit and distill make is what the others are run on */
	[EMIT]		= { emit, 31 },
	[DISTILL]	= { distill, 15 },
	[LIMIT]		= { copy_and_visit, WARM_RUNS },
	[WARM]		= { ours_warm, WARM_RUNS },
	[PEER]		= { peers_load, 9 },
	[FIRST]		= { ours_first, 9 },
	[COLD]		= { ours_warm, 5, true },
	[COLD_PEER]	= { peers_load, 5, true },
	[WARM_KIB]	= { ours_warm },
	[PEER_KIB]	= { peers_load },
	[FIRST_KIB]	= { ours_first },
	[EMIT_KIB]	= { emit },
	[DISTILL_KIB]	= { distill },
};

/**
 * struct results - all that was measured
 * @nr: how many values of each figure there are
 * @values: of each module that was measured
 * @before: bytes of all modules' .BTF
 * @ours: the same with our reference
 * @peers: and with the peer's
 */
struct results {
	int nr[NR_FIGURES];
	double values[NR_FIGURES][2 * MODULES];
	double before, ours, peers;
};

static void measure(struct results *res, struct run *r, bool cold_too)
{
	int i;

	for (i = 0; i < NR_FIGURES; i++) {
		double *value = &res->values[i][res->nr[i]];

		if (measures[i].cold && !cold_too)
			continue;
		if (measures[i].runs)
			*value = median_run(r, measures[i].run,
					    measures[i].runs, measures[i].cold);
		else
			*value = memory_of(r, measures[i].run);
		res->nr[i]++;
	}
}

static void add_bytes(struct results *res, const struct subject *s)
{
	__u32 len, ref_len;

	btf__raw_data(s->distilled, &len);
	btf__raw_data(s->ref, &ref_len);
	res->before += s->mod.btf_len;
	res->ours += s->emitted.btf_len + s->emitted.ref_len;
	res->peers += len + ref_len;
}

/* The median of what one figure is to another, module by module. */
static double median_ratio(const struct results *res, enum figure a,
			   enum figure b)
{
	double ratios[2 * MODULES];
	int i;

	for (i = 0; i < res->nr[a]; i++)
		ratios[i] = res->values[a][i] / res->values[b][i];
	return median(ratios, res->nr[a]);
}

static void row(FILE *f, const char *what, const char *unit, double our_value,
		double other, double ratio, double target)
{
	fprintf(f, "%s,%s,%.2f,%.2f,%.5f,", what, unit, our_value, other, ratio);
	if (target)
		fprintf(f, "%.3f,%s\n", target, ratio <= target ? "met" : "missed");
	else
		fprintf(f, ",\n");
}

static void figure_row(FILE *f, struct results *res, const char *what,
		       const char *unit, enum figure a, enum figure b,
		       double target)
{
	double ratio = median_ratio(res, a, b);

	row(f, what, unit, median(res->values[a], res->nr[a]),
	    median(res->values[b], res->nr[b]), ratio, target);
}

/* Ratios first, since medians sort the values. */
static void print_figures(FILE *f, struct results *res, struct kernel *k)
{
	struct results copy = *res;
	double added = res->ours / res->before - 1;
	double peers = res->peers / res->before - 1;

	fprintf(f, "what,unit,ours,other,ours/other,target,\n");
#define ROW(what, unit, a, b, target) do {			\
		copy = *res;					\
		figure_row(f, &copy, what, unit, a, b, target);	\
	} while (0)
	ROW("a load; the peer's", "us", WARM, PEER, 1.0 / 200);
	ROW("a load; copy and visit", "us", WARM, LIMIT, 4);
	ROW("the first load with the index; the peer's", "us", FIRST, PEER, 0.7);
	ROW("a load with cold caches; the peer's", "us", COLD, COLD_PEER, 0);
	ROW("emit; the peer's distill", "us", EMIT, DISTILL, 1);
	row(f, "bytes added to .BTF; the peer's", "%", added * 100, peers * 100,
	    added / peers, 1);
	ROW("memory at most of a load; the peer's", "KiB", WARM_KIB, PEER_KIB, 0);
	ROW("and of the first with the index; the peer's", "KiB", FIRST_KIB,
	    PEER_KIB, 0);
	ROW("memory at most of emit; of distill", "KiB", EMIT_KIB, DISTILL_KIB,
	    0);
#undef ROW
	row(f, "the index that stays; vmlinux BTF", "KiB",
	    btf_rec_index_size(k->base.index) / 1024.0,
	    btf_size(k->base.data) / 1024.0,
	    (double)btf_rec_index_size(k->base.index) / btf_size(k->base.data),
	    0);
}

static void bench_modules(FILE *f, struct kernel *k, char **names, int nr)
{
	static struct results res;
	int step = nr / MODULES + 1, i;
	struct emitter emitter;
	struct subject s;

	emitter_init(&emitter, &k->base);
	for (i = 0; i < nr; i++) {
		struct run r = { &s, k, &emitter };

		if (!subject_open(&s, k, names[i]) && !subject_distill(&s) &&
		    !subject_emit(&s, &emitter)) {
			add_bytes(&res, &s);
			if (i % step == 0)
				measure(&res, &r, i / step % COLD_STEP == 0);
		}
		subject_close(&s);
	}
	emitter_free(&emitter);
	fprintf(stderr, "%d modules timed of %d\n", res.nr[WARM], nr);
	print_figures(f, &res, k);
}

/* --- growth --- */

static void grow_row(FILE *f, struct kernel *k, const void *split,
		     size_t split_len, const struct btf_rec_types *base,
		     int base_times, int module_times)
{
	struct emitter emitter;
	struct subject s;
	struct run r = { &s, k, &emitter };
	size_t len;
	void *btf = grow(split, base, module_times, &len);

	emitter_init(&emitter, &k->base);
	if (subject_take(&s, k, btf, len) || subject_distill(&s) ||
	    subject_emit(&s, &emitter)) {
		fprintf(stderr, "bench: a module that grew is not taken\n");
		exit(2);
	}
	fprintf(f, "%d,%d,%u,%u,%.2f,%.2f,%.2f,%.2f\n", base_times,
		module_times, k->base.types.nr_types,
		btf__type_cnt(s.split) - k->base.types.nr_types,
		median_run(&r, ours_warm, MAX_RUNS, false),
		median_run(&r, copy_and_visit, MAX_RUNS, false),
		median_run(&r, ours_first, 31, false),
		median_run(&r, peers_load, 31, false));
	subject_close(&s);
	emitter_free(&emitter);
}

/* A module's ids and names are relative to the base that it is split from: it
 * is as good a module of the larger one once these are shifted.
 */
struct shift {
	__u32 start, ids, strs_start, strs;
	void *bytes;
};

static int shift_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct shift *s = ctx;

	*btf_rec_writable(s->bytes, id) += *id >= s->start ? s->ids : 0;
	return 0;
}

static int shift_name(void *ctx, const __u32 *off)
{
	const struct shift *s = ctx;

	*btf_rec_writable(s->bytes, off) += *off >= s->strs_start ? s->strs : 0;
	return 0;
}

static void *move(const void *split, size_t len, const struct btf_rec_types *from,
		  const struct btf_rec_types *to)
{
	struct shift s = {
		from->nr_types, to->nr_types - from->nr_types,
		from->str_len, to->str_len - from->str_len,
	};
	char *copy = s.bytes = copy_of(split, len);
	const struct btf_header *h = (void *)copy;
	char *p = copy + h->hdr_len + h->type_off, *end = p + h->type_len;

	for (; p < end; p += btf_rec_type_size((void *)p))
		btf_rec_walk((void *)p, shift_id, shift_name, &s);
	return copy;
}

/* The module of median size of those that are timed. */
static int by_size(const void *a, const void *b)
{
	const struct module_btf *x = a, *y = b;

	return (x->btf_len > y->btf_len) - (x->btf_len < y->btf_len);
}

static struct module_btf *typical(struct kernel *k, char **names, int nr)
{
	struct module_btf *mods = xcalloc(nr, sizeof(*mods));
	int step = nr / MODULES + 1, i, n = 0;
	struct subject s;

	for (i = 0; i < nr; i += step) {
		if (!subject_open(&s, k, names[i])) {
			mods[n++] = s.mod;
			memset(&s.mod, 0, sizeof(s.mod));
		}
		subject_close(&s);
	}
	qsort(mods, n, sizeof(*mods), by_size);
	for (i = 0; i < n; i++)
		if (i != n / 2)
			module_btf_free(&mods[i]);
	if (n)
		mods[0] = mods[n / 2];
	return mods;
}

static void bench_growth(FILE *f, struct kernel *k, char **names, int nr)
{
	struct module_btf *mod = typical(k, names, nr);
	struct kernel larger;
	size_t len;
	int times;

	fprintf(f, "base x,module x,base types,module types,ours us,limit us,first us,peer us\n");
	for (times = 1; times <= 8; times *= 2) {
		void *data = grow(k->base.data, NULL, times, &len), *moved;
		int module_times;

		kernel_take(&larger, data, len);
		moved = move(mod->btf, mod->btf_len, &k->base.types,
			     &larger.base.types);
		for (module_times = 1; module_times <= 16; module_times *= 2)
			grow_row(f, &larger, moved, mod->btf_len,
				 &larger.base.types, times, module_times);
		free(moved);
		kernel_close(&larger);
	}
	module_btf_free(mod);
	free(mod);
}

static void write_csv(const char *path, struct kernel *k, char **names, int nr,
		      void (*bench)(FILE *, struct kernel *, char **, int))
{
	FILE *f = fopen(path, "w");

	if (f)
		bench(f, k, names, nr);
	if (!f || fclose(f)) {
		perror(path);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	static struct kernel k;
	char **names;
	int nr;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: bench DIR FIGURES [GROWTH]\n");
		return 2;
	}
	libbpf_set_print(NULL);
	kernel_open(&k, argv[1]);
	names = list_modules(argv[1], &nr);
	write_csv(argv[2], &k, names, nr, bench_modules);
	if (argc > 3)
		write_csv(argv[3], &k, names, nr, bench_growth);
	return 0;
}
