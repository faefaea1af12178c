// SPDX-License-Identifier: GPL-2.0
/*
 * identity BASE...: for every named type of a base, a module that points to it
 * and one that holds it by value; for all types that share a name, a module
 * that has them side by side. Each gets a reference and is reconciled with the
 * same base. Then each type must be itself again, or the module must have been
 * denied a reference with a message that names the type.
 *
 * Prints TAP, and figures as comments.
 */
#include <libgen.h>

#include "../../../bpf/btf_reconcile/emit_verify.h"

#define M(kind)		BTF_REC_M(kind)

/* What a module can refer to in its base, and what it can hold by value. */
#define POINTED_TO	(BTF_REC_M_SCALAR | BTF_REC_M_COMPOSITE | M(FWD) | \
			 M(TYPEDEF))
#define HELD		(BTF_REC_M_SCALAR | BTF_REC_M_COMPOSITE)

#define HOLDER		"identity_holder"
#define MAX_TWINS	64
#define MAX_DEPTH	64	/* of copies */

/* What became of a type, the best first. */
enum fate {
	ITSELF,
	COPY,		/* in the split BTF, equal to the base's */
	NO_REFERENCE,
	ANOTHER,
	NR_FATES,
};

/**
 * struct trial - one base and what is done with it
 * @name: of the base
 * @base: the base
 * @types: its types
 * @emitter: of @base
 * @said: all that the tool said of the present module
 * @said_len: bytes of @said
 * @messages: the stream that fills @said
 */
struct trial {
	const char *name;
	struct base base;
	const struct btf_rec_types *types;
	struct emitter emitter;
	char *said;
	size_t said_len;
	FILE *messages;
};

static int failed, nr_tests;

static const char *name_of(const struct trial *t, __u32 id)
{
	return btf_rec_base_name(t->types, t->types->types[id]);
}

/* --- a module --- */

/* Bytes of a type; 0: no value can have it. An empty struct is none, too. */
static __u64 size_of(const struct trial *t, __u32 id)
{
	__u64 nr = 1;
	int depth;

	for (depth = 0; id && depth < MAX_DEPTH; depth++) {
		const struct btf_type *type = t->types->types[id];
		const struct btf_array *a = (const void *)(type + 1);

		if (btf_rec_is(type, M(PTR)))
			return nr * sizeof(void *);
		if (btf_rec_is(type, HELD))
			return nr * type->size;
		if (btf_rec_is(type, M(ARRAY)))
			nr *= a->nelems;
		else if (!btf_rec_is(type, BTF_REC_M_CHAIN))
			return 0;
		id = btf_rec_is(type, M(ARRAY)) ? a->type : type->type;
	}
	return 0;
}

#define MODULE_MAX	(sizeof(struct btf_header) + sizeof(struct btf_type) + \
			 MAX_TWINS * (sizeof(struct btf_member) + \
				      sizeof(struct btf_type)) + \
			 sizeof("\0" HOLDER))

/* A struct with a member for each of the types, or for a pointer to each; the
 * pointers; the strings.
 */
static size_t make_module(const struct trial *t, const __u32 *ids, __u32 nr,
			  bool by_value, void *out)
{
	static const char strs[] = "\0" HOLDER;
	__u32 first = t->types->nr_types, types_len, i;
	struct btf_header *h = out;
	struct btf_type *holder = (void *)(h + 1);
	struct btf_member *members = (void *)(holder + 1);
	struct btf_type *pointers = (void *)(members + nr);
	__u64 end = 0;

	for (i = 0; i < nr; i++) {
		members[i] = (struct btf_member){
			.type = by_value ? ids[i] : first + 1 + i,
			.offset = end * 8,
		};
		pointers[i] = (struct btf_type){
			.info = BTF_KIND_PTR << 24, .type = ids[i],
		};
		end += by_value ? size_of(t, ids[i]) : sizeof(void *);
	}
	*holder = (struct btf_type){
		.name_off = t->types->str_len + 1,
		.info = BTF_KIND_STRUCT << 24 | nr, .size = end,
	};
	types_len = (char *)(pointers + (by_value ? 0 : nr)) - (char *)holder;
	*h = (struct btf_header){
		.magic = BTF_MAGIC, .version = BTF_VERSION,
		.hdr_len = sizeof(*h), .type_len = types_len,
		.str_off = types_len, .str_len = sizeof(strs),
	};
	memcpy((char *)holder + types_len, strs, sizeof(strs));
	return sizeof(*h) + types_len + sizeof(strs);
}

/* --- what comes back --- */

/**
 * struct result - reconciled BTF
 * @base: the base
 * @sec: the split BTF
 * @types: its types
 * @nr: number of @types
 */
struct result {
	const struct btf_rec_types *base;
	struct btf_rec_section sec;
	const struct btf_type **types;
	int nr;
};

static const struct btf_type *type_of(const struct result *r, __u32 id)
{
	if (id < r->base->nr_types)
		return r->base->types[id];
	id -= r->base->nr_types;
	return id < (__u32)r->nr ? r->types[id] : NULL;
}

static const char *string_of(const struct result *r, __u32 off)
{
	if (off < r->base->str_len)
		return r->base->strs + off;
	off -= r->base->str_len;
	return off < r->sec.str_len ? r->sec.strs + off : "(none)";
}

/* A type's bytes without its ids and names, which are listed. */
struct parts {
	struct btf_type *t;
	__u32 *ids, *names;
	__u32 nr_ids, nr_names;
};

static int take_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct parts *p = ctx;

	(void)edge;
	p->ids[p->nr_ids++] = *id;
	*btf_rec_writable(p->t, id) = 0;
	return 0;
}

static int take_name(void *ctx, const __u32 *off)
{
	struct parts *p = ctx;

	p->names[p->nr_names++] = *off;
	*btf_rec_writable(p->t, off) = 0;
	return 0;
}

static void take_apart(struct parts *p, const struct btf_type *t)
{
	__u32 size = btf_rec_type_size(t);

	p->t = xmalloc(size);
	memcpy(p->t, t, size);
	p->ids = xmalloc(size);
	p->names = xmalloc(size);
	p->nr_ids = 0;
	p->nr_names = 0;
	btf_rec_walk(p->t, take_id, take_name, p);
}

static void parts_free(struct parts *p)
{
	free(p->t);
	free(p->ids);
	free(p->names);
}

/* Is it the base's type @want: by its id, or as a copy of it? */
static bool is_type(const struct result *r, __u32 id, __u32 want, int depth)
{
	const struct btf_type *t = type_of(r, id), *base;
	struct parts a, b;
	bool same;
	__u32 i;

	if (id < r->base->nr_types || !t || !want || depth == MAX_DEPTH)
		return id == want;
	base = r->base->types[want];
	if (t->info != base->info)
		return false;
	take_apart(&a, t);
	take_apart(&b, base);
	same = !memcmp(a.t, b.t, btf_rec_type_size(t));
	for (i = 0; same && i < a.nr_names; i++)
		same = !strcmp(string_of(r, a.names[i]),
			       string_of(r, b.names[i]));
	for (i = 0; same && i < a.nr_ids; i++)
		same = is_type(r, a.ids[i], b.ids[i], depth + 1);
	parts_free(&a);
	parts_free(&b);
	return same;
}

static const struct btf_type *find_holder(const struct result *r)
{
	int i;

	for (i = 0; i < r->nr; i++)
		if (btf_rec_is(r->types[i], M(STRUCT)) &&
		    !strcmp(string_of(r, r->types[i]->name_off), HOLDER))
			return r->types[i];
	return NULL;
}

/* The worst of the fates of the types that the module asked for. */
static enum fate judge(const struct result *r, const __u32 *ids, __u32 nr,
		       bool by_value)
{
	const struct btf_type *holder = find_holder(r);
	const struct btf_member *m = (const void *)(holder + 1);
	enum fate fate = ITSELF;
	__u32 i;

	if (!holder || btf_rec_vlen(holder) != nr)
		return ANOTHER;
	for (i = 0; i < nr; i++) {
		__u32 id = m[i].type;

		if (!by_value) {
			const struct btf_type *ptr = type_of(r, id);

			if (!ptr || !btf_rec_is(ptr, M(PTR)))
				return ANOTHER;
			id = ptr->type;
		}
		if (!is_type(r, id, ids[i], 0))
			return ANOTHER;
		if (id >= r->base->nr_types)
			fate = COPY;
	}
	return fate;
}

static enum fate judge_btf(const struct trial *t, const struct emit_result *e,
			   const __u32 *ids, __u32 nr, bool by_value)
{
	const struct btf_rec_sink sink = { };
	struct result r = {
		.base = t->types,
		.sec = { .name = ".BTF", .data = e->btf, .len = e->btf_len,
			 .kinds = ~BTF_REC_M_VOID },
	};
	enum fate fate = ANOTHER;

	if (!btf_rec_read_header(&r.sec, &sink)) {
		r.types = xcalloc(btf_rec_max_types(&r.sec), sizeof(*r.types));
		r.nr = btf_rec_read_types(&r.sec, r.types, NULL,
					  t->types->nr_types, &sink);
		if (r.nr > 0)
			fate = judge(&r, ids, nr, by_value);
		free(r.types);
	}
	return fate;
}

/* --- one module --- */

static void hear(void *priv, const struct btf_rec_problem *problem)
{
	struct trial *t = priv;
	char line[512];

	btf_rec_describe(problem, line, sizeof(line));
	fprintf(t->messages, "%s\n", line);
}

static int reconcile(struct trial *t, struct emit_result *e)
{
	struct btf_rec_stats stats;
	const struct btf_rec_module mod = {
		.btf = e->btf, .btf_len = e->btf_len,
		.ref = e->ref, .ref_len = e->ref_len,
		.report = hear, .priv = t,
	};

	return btf_reconcile(t->base.index, &mod, &stats);
}

/* No reference is right only if the user was told which type is the reason. */
static enum fate denied(const struct trial *t, __u32 id)
{
	fflush(t->messages);
	if (strstr(t->said, name_of(t, id)))
		return NO_REFERENCE;
	printf("# %s: %s (%u): no reference, and not said why: %s\n", t->name,
	       name_of(t, id), id, t->said);
	return ANOTHER;
}

/* The core must not take another type, and emit must see what the core does. */
static enum fate try(struct trial *t, const __u32 *ids, __u32 nr, bool by_value)
{
	static char btf[MODULE_MAX];
	const struct btf_ids no_ids = { };
	struct emit_result e;
	enum fate fate = NO_REFERENCE;
	bool proven = false;
	size_t len = make_module(t, ids, nr, by_value, btf);

	rewind(t->messages);
	if (!emit_btf(&t->emitter, btf, len, &no_ids, "module", &e)) {
		proven = !emit_verify(&t->base, btf, len, &no_ids, &e,
				      "module");
		if (!reconcile(t, &e))
			fate = judge_btf(t, &e, ids, nr, by_value);
	}
	emit_result_free(&e);
	if (fate == ANOTHER || (fate == NO_REFERENCE && proven))
		return ANOTHER;
	return proven ? fate : denied(t, ids[0]);
}

/* --- all of a base --- */

/**
 * struct form - the modules that are made of a base
 * @what: how they refer to its types
 * @by_value: they hold them
 * @twins: each has all types of a name, if there are several; otherwise one
 */
static const struct form {
	const char *what;
	bool by_value;
	bool twins;
} forms[] = {
	{ "by pointer", false, false },
	{ "by value", true, false },
	{ "twins by pointer", false, true },
	{ "twins by value", true, true },
};

#define NR_FORMS	(sizeof(forms) / sizeof(*forms))

static bool is_asked_for(const struct trial *t, __u32 id, bool by_value)
{
	return btf_rec_is(t->types->types[id], POINTED_TO) && *name_of(t, id) &&
	       (!by_value || size_of(t, id));
}

/* All types with the name of one, if it is the first of several. */
static __u32 find_twins(const struct trial *t, __u32 id, bool by_value,
			__u32 *ids)
{
	struct btf_rec_cursor c = btf_rec_find(t->base.index, name_of(t, id),
					       BTF_KIND_UNKN);
	__u32 same, nr = 0;

	while ((same = btf_rec_next(&c)) && nr < MAX_TWINS)
		if (is_asked_for(t, same, by_value))
			ids[nr++] = same;
	return nr > 1 && ids[0] == id ? nr : 0;
}

static void try_form(struct trial *t, const struct form *form, __u32 *fates)
{
	__u32 id, ids[MAX_TWINS], nr;

	for (id = 1; id < t->types->nr_types; id++) {
		enum fate fate;

		if (!is_asked_for(t, id, form->by_value))
			continue;
		ids[0] = id;
		nr = form->twins ? find_twins(t, id, form->by_value, ids) : 1;
		if (!nr)
			continue;
		fate = try(t, ids, nr, form->by_value);
		fates[fate]++;
		if (fate == NO_REFERENCE || fate == ANOTHER)
			printf("# %s, %s: %s %s (%u)\n", t->name, form->what,
			       fate == ANOTHER ? "another" : "no reference",
			       name_of(t, id), id);
	}
}

/* The figures of each form: itself, copy, no reference, another. */
static void try_types(struct trial *t)
{
	__u32 fates[NR_FORMS][NR_FATES] = { };
	size_t i, j;

	for (i = 0; i < NR_FORMS; i++) {
		bool ok;

		try_form(t, &forms[i], fates[i]);
		ok = !fates[i][ANOTHER] && fates[i][ITSELF];
		printf("%sok %d - %s, %s: each is itself, or there is no reference\n",
		       ok ? "" : "not ", ++nr_tests, t->name, forms[i].what);
		failed |= !ok;
	}
	printf("# figures %-45s", t->name);
	for (i = 0; i < NR_FORMS; i++)
		for (j = 0; j < NR_FATES; j++)
			printf(" %*u", j ? 4 : 6, fates[i][j]);
	printf("\n");
}

static void try_base(const char *path)
{
	struct trial t = { };
	size_t len = strlen(path) + 1;
	char *copy = memcpy(xmalloc(len), path, len), *end;
	FILE *terminal = stderr;

	t.name = basename(copy);
	end = strstr(t.name, ".btf");
	if (end)
		*end = '\0';
	t.types = &t.base.types;
	if (base_open(&t.base, path)) {
		printf("not ok %d - %s can be read\n", ++nr_tests, t.name);
		failed = 1;
	} else {
		emitter_init(&t.emitter, &t.base);
		t.messages = open_memstream(&t.said, &t.said_len);
		stderr = t.messages;
		try_types(&t);
		stderr = terminal;
		fclose(t.messages);
		free(t.said);
		emitter_free(&t.emitter);
	}
	base_close(&t.base);
	free(copy);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		try_base(argv[i]);
	printf("1..%d\n", nr_tests);
	return failed || !nr_tests;
}
