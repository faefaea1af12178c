// SPDX-License-Identifier: GPL-2.0
/*
 * compare oracle|bench OLD NEW: ours against the peer, in one process, on the
 * modules in OLD/modules, which were built for OLD/vmlinuz, before NEW/vmlinuz.
 *
 * oracle: for each module that the peer distills, both verdicts on the peer's
 * own form of it; where both take it the results must be isomorphic. And the
 * verdict on our form.
 * bench: CSV of medians over the modules of each one's median, in us.
 */
#include <dirent.h>
#include <time.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "../../../bpf/btf_reconcile/emit_btf.h"
#include "../../../bpf/btf_reconcile/verdict.h"
#include "../btf_normal.h"

#define MAX_MODULES	8192
#define BENCH_MODULES	400
#define RUNS		15

/* One kernel, as we have it and as the peer has it. */
struct kernel {
	struct base base;
	struct btf *btf;
};

/* One module, in all its forms. */
struct subject {
	struct module_btf mod;
	struct btf *split;
	struct btf *ref, *distilled;		/* the peer's */
	struct emit_result emitted;		/* ours */
};

static char *names[MAX_MODULES];
static int nr_names;

static void open_kernel(struct kernel *k, const char *dir)
{
	char path[4096];
	__u32 len;

	snprintf(path, sizeof(path), "%s/vmlinuz", dir);
	if (base_open(&k->base, path))
		exit(2);
	/* the bytes that base_open() found */
	len = ((struct btf_header *)k->base.data)->hdr_len +
	      ((struct btf_header *)k->base.data)->str_off +
	      ((struct btf_header *)k->base.data)->str_len;
	k->btf = btf__new(k->base.data, len);
	if (!k->btf)
		exit(2);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

static void list_modules(const char *dir)
{
	char path[4096];
	struct dirent *entry;
	DIR *d;

	snprintf(path, sizeof(path), "%s/modules", dir);
	d = opendir(path);
	while (d && (entry = readdir(d)) && nr_names < MAX_MODULES) {
		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&names[nr_names++], "%s/%s", path, entry->d_name) < 0)
			exit(2);
	}
	if (d)
		closedir(d);
	qsort(names, nr_names, sizeof(*names), by_name);
}

static int open_subject(struct subject *s, struct kernel *old, const char *path)
{
	struct elf_file file;

	memset(s, 0, sizeof(*s));
	if (elf_file_open(&file, path))
		return -1;
	module_btf_read(&s->mod, &file);
	elf_file_close(&file);
	if (!s->mod.btf)
		return -1;
	s->split = btf__new_split(s->mod.btf, s->mod.btf_len, old->btf);
	return s->split ? 0 : -1;
}

static int distill(struct subject *s)
{
	return btf__distill_base(s->split, &s->ref, &s->distilled);
}

static int emit(struct subject *s, struct emitter *emitter)
{
	static const struct btf_ids none;

	return emit_btf(emitter, s->mod.btf, s->mod.btf_len, &none, "module",
			&s->emitted);
}

static void close_subject(struct subject *s)
{
	emit_result_free(&s->emitted);
	btf__free(s->distilled);
	btf__free(s->ref);
	btf__free(s->split);
	module_btf_free(&s->mod);
}

/* The peer's way: what comes out is a btf whose base is the kernel's. */
static struct btf *relocate(const struct subject *s, struct btf *kernel,
			    struct btf **ref, double *us)
{
	__u32 len, ref_len;
	const void *data = btf__raw_data(s->distilled, &len);
	const void *ref_data = btf__raw_data(s->ref, &ref_len);
	struct timespec a, b;
	struct btf *btf;
	int err;

	*ref = btf__new(ref_data, ref_len);
	btf = btf__new_split(data, len, *ref);
	clock_gettime(CLOCK_MONOTONIC, &a);
	err = btf__relocate(btf, kernel);
	clock_gettime(CLOCK_MONOTONIC, &b);
	*us = (b.tv_sec - a.tv_sec) * 1e6 + (b.tv_nsec - a.tv_nsec) / 1e3;
	if (!err)
		return btf;
	btf__free(btf);
	return NULL;
}

/* Where we are stricter on purpose: the peer compares sizes of members only, and
 * takes a union for a struct.
 */
static void note_reason(void *priv, const struct btf_rec_problem *p)
{
	bool *stricter = priv;

	*stricter &= (p->why == BTF_REC_SIZE &&
		      (p->use == BTF_REC_BY_ELEMENT ||
		       p->use == BTF_REC_BY_VARIABLE ||
		       p->use == BTF_REC_BY_PARAMETER)) ||
		     p->why == BTF_REC_KIND;
}

static int reconcile(const struct btf_rec_index *index, void *btf, size_t len,
		     const void *ref, size_t ref_len, bool distilled,
		     bool *stricter)
{
	const struct btf_rec_module mod = {
		.btf = btf, .btf_len = len, .ref = ref, .ref_len = ref_len,
		.distilled = distilled,
		.report = stricter ? note_reason : NULL, .priv = stricter,
	};
	struct btf_rec_stats stats;

	return btf_reconcile(index, &mod, &stats);
}

static void *copy_of(const void *data, size_t len)
{
	return memcpy(xmalloc(len), data, len);
}

static bool isomorphic(const struct btf *peer, const struct btf *ours)
{
	struct lines one = { }, other = { };
	size_t diff;

	btf_normal(peer, &one);
	btf_normal(ours, &other);
	diff = lines_diff(&one, "peer", &other, "ours");
	lines_free(&one);
	lines_free(&other);
	return !diff;
}

/* What became of the modules; the first five are disagreements. */
enum outcome {
	PEER_TAKES, OURS_TAKES, RESULTS_DIFFER, REF_DIFFERS, PEER_CANNOT_DISTILL,
	BOTH_TAKE, BOTH_REFUSE, STRICTER, NR_OUTCOMES,
};

static const char * const outcomes[NR_OUTCOMES] = {
	"taken by the peer, refused by us", "refused by the peer, taken by us",
	"taken by both, with results that differ",
	"our own form has another verdict than the peer's form",
	"not distilled by the peer", "taken by both, results isomorphic",
	"refused by both",
	"taken by the peer, though a struct that is an array's element, a variable or a parameter has another size, or is a union now; refused by us",
};

static enum outcome compare(const struct subject *s, struct kernel *new)
{
	struct btf *ref, *peer, *ours;
	__u32 len, ref_len;
	const void *data = btf__raw_data(s->distilled, &len);
	const void *ref_data = btf__raw_data(s->ref, &ref_len);
	void *copy = copy_of(data, len);
	enum outcome outcome;
	bool stricter = true;
	double us;
	int err, own;

	peer = relocate(s, new->btf, &ref, &us);
	err = reconcile(new->base.index, copy, len, ref_data, ref_len, true,
			&stricter);
	own = reconcile(new->base.index, s->emitted.btf, s->emitted.btf_len,
			s->emitted.ref, s->emitted.ref_len, false, NULL);
	if (!peer != !!err) {
		outcome = !peer ? OURS_TAKES : err == -ESRCH && stricter ?
			  STRICTER : PEER_TAKES;
	} else if (!err != !own) {
		outcome = REF_DIFFERS;
	} else if (err) {
		outcome = BOTH_REFUSE;
	} else {
		ours = btf__new_split(copy, len, new->btf);
		outcome = ours && isomorphic(peer, ours) ? BOTH_TAKE :
			  RESULTS_DIFFER;
		btf__free(ours);
	}
	btf__free(peer);
	btf__free(ref);
	free(copy);
	return outcome;
}

static int oracle(struct kernel *old, struct kernel *new)
{
	size_t counts[NR_OUTCOMES] = { };
	struct emitter emitter;
	struct subject s;
	int i;

	emitter_init(&emitter, &old->base);
	for (i = 0; i < nr_names; i++) {
		enum outcome outcome = PEER_CANNOT_DISTILL;

		if (!open_subject(&s, old, names[i]) && !distill(&s) &&
		    !emit(&s, &emitter))
			outcome = compare(&s, new);
		if (outcome < BOTH_TAKE)
			printf("%s: %s\n", names[i], outcomes[outcome]);
		counts[outcome]++;
		close_subject(&s);
	}
	for (i = 0; i < NR_OUTCOMES; i++)
		printf("%5zu modules %s\n", counts[i], outcomes[i]);
	emitter_free(&emitter);
	for (i = 0; i < BOTH_TAKE; i++)
		if (counts[i])
			return 1;
	return !counts[BOTH_TAKE];
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int nr)
{
	qsort(values, nr, sizeof(*values), by_value);
	return values[nr / 2];
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int count_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	*(__u32 *)ctx += *id;
	return 0;
}

/* No one can do less: copy the split BTF, look at each id once. */
static double copy_and_visit(const void *btf, size_t len)
{
	const struct btf_header *h = btf;
	double start = now();
	char *copy = copy_of(btf, len), *p, *end;
	static volatile __u32 sink;
	__u32 sum = 0;

	p = copy + h->hdr_len + h->type_off;
	end = p + h->type_len;
	while (p < end) {
		const struct btf_type *t = (void *)p;
		const struct btf_rec_layout *l =
			&btf_rec_layouts[btf_rec_raw_kind(t)];

		btf_rec_walk(t, count_id, NULL, &sum);
		p += sizeof(*t) + l->fixed + (size_t)l->elem * btf_rec_vlen(t);
	}
	sink = sum;
	(void)sink;
	free(copy);
	return now() - start;
}

static double ours_warm(const struct subject *s, struct kernel *k)
{
	void *copy = copy_of(s->emitted.btf, s->emitted.btf_len);
	double start = now(), us;

	reconcile(k->base.index, copy, s->emitted.btf_len, s->emitted.ref,
		  s->emitted.ref_len, false, NULL);
	us = now() - start;
	free(copy);
	return us;
}

static double ours_first(const struct subject *s, struct kernel *k)
{
	void *copy = copy_of(s->emitted.btf, s->emitted.btf_len);
	double start = now(), us;
	struct btf_rec_index *index = btf_rec_index_new(&k->base.types);

	reconcile(index, copy, s->emitted.btf_len, s->emitted.ref,
		  s->emitted.ref_len, false, NULL);
	us = now() - start;
	btf_rec_index_free(index);
	free(copy);
	return us;
}

static double peers_load(const struct subject *s, struct kernel *k)
{
	struct btf *ref, *btf;
	double us;

	btf = relocate(s, k->btf, &ref, &us);
	btf__free(btf);
	btf__free(ref);
	return us;
}

enum figure { WARM, PEER, FIRST, LIMIT, EMIT, DISTILL, NR_FIGURES };

static void measure(struct subject *s, struct kernel *k,
		    struct emitter *emitter, double figures[NR_FIGURES])
{
	double runs[NR_FIGURES][RUNS];
	int i;

	for (i = 0; i < RUNS; i++) {
		runs[LIMIT][i] = copy_and_visit(s->emitted.btf,
						s->emitted.btf_len);
		runs[WARM][i] = ours_warm(s, k);
		runs[PEER][i] = peers_load(s, k);
		runs[FIRST][i] = ours_first(s, k);
		emit_result_free(&s->emitted);
		runs[EMIT][i] = now();
		emit(s, emitter);
		runs[EMIT][i] = now() - runs[EMIT][i];
		btf__free(s->distilled);
		btf__free(s->ref);
		runs[DISTILL][i] = now();
		distill(s);
		runs[DISTILL][i] = now() - runs[DISTILL][i];
	}
	for (i = 0; i < NR_FIGURES; i++)
		figures[i] = median(runs[i], RUNS);
}

static void print_row(const char *what, double ours, double other)
{
	printf("%s,%.2f,%.2f,%.2f\n", what, ours, other, other / ours);
}

static int bench(struct kernel *k)
{
	static double figures[NR_FIGURES][BENCH_MODULES], one[NR_FIGURES];
	double before = 0, ours = 0, peers = 0, m[NR_FIGURES];
	int step = nr_names / BENCH_MODULES + 1, i, j, nr = 0;
	struct emitter emitter;
	struct subject s;
	__u32 len, ref_len;

	emitter_init(&emitter, &k->base);
	for (i = 0; i < nr_names; i++) {
		if (!open_subject(&s, k, names[i]) && !distill(&s) &&
		    !emit(&s, &emitter)) {
			btf__raw_data(s.distilled, &len);
			btf__raw_data(s.ref, &ref_len);
			before += s.mod.btf_len;
			ours += s.emitted.btf_len + s.emitted.ref_len;
			peers += len + ref_len;
			if (i % step == 0 && nr < BENCH_MODULES) {
				measure(&s, k, &emitter, one);
				for (j = 0; j < NR_FIGURES; j++)
					figures[j][nr] = one[j];
				nr++;
			}
		}
		close_subject(&s);
	}
	emitter_free(&emitter);
	for (j = 0; j < NR_FIGURES; j++)
		m[j] = median(figures[j], nr);
	printf("what,ours,other,other/ours\n");
	print_row("a load; the peer's (us)", m[WARM], m[PEER]);
	print_row("the first load with the index; the peer's (us)", m[FIRST],
		  m[PEER]);
	print_row("a load; copy and visit (us)", m[WARM], m[LIMIT]);
	print_row("emit; the peer's distill (us)", m[EMIT], m[DISTILL]);
	print_row("bytes added to .BTF (%); the peer's",
		  (ours / before - 1) * 100, (peers / before - 1) * 100);
	print_row("index (KiB); vmlinux BTF",
		  btf_rec_index_size(k->base.index) / 1024.0,
		  k->base.types.str_len / 1024.0);
	return 0;
}

int main(int argc, char **argv)
{
	static struct kernel old, new;

	if (argc != 4) {
		fprintf(stderr, "usage: compare oracle|bench OLD NEW\n");
		return 2;
	}
	libbpf_set_print(NULL);
	open_kernel(&old, argv[2]);
	list_modules(argv[2]);
	if (!strcmp(argv[1], "bench"))
		return bench(&old);
	open_kernel(&new, argv[3]);
	return oracle(&old, &new);
}
