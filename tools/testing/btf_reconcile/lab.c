// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "btf_normal.h"
#include "cases.h"
#include "honest.h"
#include "lab.h"
#include "sorted.h"

static void take(struct base *base, const struct blob *blob, const char *name)
{
	void *data = xmalloc(blob->len);
	int err;

	memcpy(data, blob->data, blob->len);
	err = base_take(base, data, blob->len, name);
	assert(!err);
}

void lab_open(struct lab *lab, const char *built, const char *split,
	      const char *here, const char *native)
{
	memset(lab, 0, sizeof(*lab));
	blob_make(&lab->built, built, NULL);
	blob_make(&lab->here, here, NULL);
	blob_make(&lab->split, split, &lab->built);
	if (native)
		blob_make(&lab->native, native, &lab->here);
	take(&lab->built_base, &lab->built, "built");
	take(&lab->here_base, &lab->here, "here");
}

void lab_close(struct lab *lab)
{
	emit_result_free(&lab->emitted);
	base_close(&lab->built_base);
	base_close(&lab->here_base);
	blob_free(&lab->native);
	blob_free(&lab->split);
	blob_free(&lab->built);
	blob_free(&lab->here);
}

void lab_hear(void *priv, const struct btf_rec_problem *problem)
{
	struct lab *lab = priv;
	size_t len = strlen(lab->said);
	char line[512];

	btf_rec_describe(problem, line, sizeof(line));
	snprintf(lab->said + len, sizeof(lab->said) - len, "%s\n", line);
}

/* -ESRCH: the module cannot have a reference. */
static int emit(struct lab *lab)
{
	struct emitter emitter;
	int err;

	if (lab->emitted.btf)
		return 0;
	emitter_init(&emitter, &lab->built_base);
	err = emit_btf(&emitter, lab->split.data, lab->split.len, &lab->ids,
		       "module", &lab->emitted);
	emitter_free(&emitter);
	assert(!err || err == -ESRCH);
	return err;
}

/* What is reported goes to whoever asked, and once more as lines. */
struct ear {
	const struct btf_rec_module *mod;
	FILE *lines;
};

static void hear_twice(void *priv, const struct btf_rec_problem *problem)
{
	const struct ear *ear = priv;

	if (ear->mod->report)
		ear->mod->report(ear->mod->priv, problem);
	hear_lines(ear->lines, problem);
}

static void *copy_of(const void *data, size_t len)
{
	return data ? memcpy(xmalloc(len), data, len) : NULL;
}

int lab_try(const struct lab *lab, const struct btf_rec_module *mod,
	    struct btf_rec_stats *stats)
{
	struct btf_rec_module before = *mod, heard = *mod;
	struct ear ear = { .mod = mod };
	const char *what = NULL;
	size_t len;
	char *said;
	int err;

	before.btf = copy_of(mod->btf, mod->btf_len);
	before.ids = copy_of(mod->ids, mod->ids_len);
	ear.lines = open_memstream(&said, &len);
	heard.report = hear_twice;
	heard.priv = &ear;
	case_save(mod, lab->here.data, lab->here.len);
	err = btf_reconcile(lab->here_base.index, &heard, stats);
	fclose(ear.lines);
	if (!err)
		what = dishonest(mod, before.btf, &lab->here_base.types);
	else if (memcmp(before.btf, mod->btf, mod->btf_len))
		what = "refused, and changed";
	if (!what)
		what = other_way(&lab->here_base, &before, mod, err, said);
	if (what)
		fprintf(stderr, "lab: %s\n%s", what, said);
	assert(!what);
	free(said);
	free(before.btf);
	free(before.ids);
	return err;
}

int lab_reconcile(struct lab *lab)
{
	struct btf_rec_module mod = { .report = lab_hear, .priv = lab };

	if (emit(lab)) {
		snprintf(lab->said, sizeof(lab->said), "%s", LAB_NO_REFERENCE);
		return -ESRCH;
	}
	lab->said[0] = '\0';
	mod.btf = lab->emitted.btf;
	mod.btf_len = lab->emitted.btf_len;
	mod.ref = lab->emitted.ref;
	mod.ref_len = lab->emitted.ref_len;
	mod.ids = lab->ids.data;
	mod.ids_len = lab->ids.len;
	mod.slots = lab->ids.slots;
	mod.slots_len = lab->ids.nr_slots * sizeof(*lab->ids.slots);
	return lab_try(lab, &mod, &lab->stats);
}

/* libbpf 1.1 has no btf__new_split(), but it can read a file. */
struct btf *lab_parse(const void *data, size_t len, struct btf *base)
{
	int fd = memfd_create("btf", 0);
	struct btf *btf;
	char path[64];

	assert(fd >= 0 && write(fd, data, len) == (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	btf = base ? btf__parse_raw_split(path, base) : btf__parse_raw(path);
	close(fd);
	return libbpf_get_error(btf) ? NULL : btf;
}

bool lab_is_native(const struct lab *lab)
{
	struct btf *here = lab_parse(lab->here.data, lab->here.len, NULL);
	struct btf *native = lab_parse(lab->native.data, lab->native.len, here);
	struct btf *ours = lab_parse(lab->emitted.btf, lab->emitted.btf_len,
				     here);
	struct lines one = { }, other = { };
	size_t diff = 1;

	if (here && native && ours && !btf__dedup(native, NULL) &&
	    !btf__dedup(ours, NULL)) {
		btf_normal(native, &one);
		btf_normal(ours, &other);
		diff = lines_diff(&one, "native", &other, "reconciled");
		diff += btf__type_cnt(native) != btf__type_cnt(ours);
	}
	lines_free(&one);
	lines_free(&other);
	btf__free(ours);
	btf__free(native);
	btf__free(here);
	return !diff;
}
