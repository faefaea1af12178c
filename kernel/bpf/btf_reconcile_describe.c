// SPDX-License-Identifier: GPL-2.0
/*
 * Turning a mismatch into a sentence that a person can act on.
 *
 * This runs for refused modules only, so it need not be fast. But the module may be
 * hostile, so each search has a limit.
 */
#include "btf_reconcile_core.h"

/* Is @sought the type @id, or at the end of its typedefs, modifiers and arrays? */
static bool leads_to(const struct btf_rec_run *run, __u32 id, __u32 sought)
{
	__u32 len;

	for (len = 0; id != sought; len++) {
		const struct btf_type *t;

		if (id < run->nr_ref || len == BTF_REC_MAX_CHAIN)
			return false;
		t = run->types[id];
		if (btf_rec_is(t, BTF_REC_M(ARRAY)))
			id = ((const struct btf_array *)(t + 1))->type;
		else if (btf_rec_is(t, BTF_REC_M_CHAIN))
			id = t->type;
		else
			return false;
	}
	return true;
}

static const char *module_name(const struct btf_rec_run *run, __u32 off)
{
	const char *name;

	if (off < run->ref.str_len)
		name = run->ref.strs + off;
	else
		name = run->split.strs + (off - run->ref.str_len);
	return off && *name ? name : NULL;
}

/* A hostile module may have a struct of 16 million members that all mismatch. Some
 * of them are reported without the name of the member.
 */
static const char *find_member(struct btf_rec_run *run,
			       const struct btf_type *t, __u32 sought)
{
	const struct btf_member *m = (const void *)(t + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(t); i++) {
		if (run->searched == BTF_REC_MAX_SEARCH)
			return NULL;
		run->searched++;
		if (leads_to(run, m[i].type, sought))
			return module_name(run, m[i].name_off);
	}
	return NULL;
}

/* A prototype that no function has belongs to a function pointer. */
static const char *function_of(struct btf_rec_run *run, __u32 proto)
{
	__u32 id;

	for (id = run->nr_ref; id < run->nr; id++) {
		const struct btf_type *t = run->types[id];

		if (run->searched == BTF_REC_MAX_SEARCH)
			return NULL;
		run->searched++;
		if (btf_rec_is(t, BTF_REC_M(FUNC)) && t->type == proto)
			return module_name(run, t->name_off);
	}
	return NULL;
}

/* The innermost holder that has a name. */
static __u32 named_holder(const struct btf_rec_run *run, __u32 id)
{
	__u32 len;

	for (len = 0; len < BTF_REC_MAX_CHAIN; len++) {
		const struct btf_type *t = run->types[id];

		if (!btf_rec_is(t, BTF_REC_M_COMPOSITE) ||
		    module_name(run, t->name_off) || !run->holder[id])
			break;
		id = run->holder[id];
	}
	return id;
}

/**
 * btf_rec_find_holder() - find out how the module uses a reference type
 * @run: the run, whose split BTF has been checked
 * @ref_id: the reference type
 * @problem: its use, holder and member are filled in
 */
void btf_rec_find_holder(struct btf_rec_run *run, __u32 ref_id,
			 struct btf_rec_problem *problem)
{
	__u32 inner = run->holder[ref_id], outer;
	const struct btf_type *t;

	if (!inner) {
		problem->use = run->flags[ref_id] & BTF_REC_F_IDS
			     ? BTF_REC_BY_IDS : BTF_REC_BY_POINTER;
		return;
	}
	outer = named_holder(run, inner);
	t = run->types[outer];
	problem->holder_kind = btf_rec_raw_kind(t);
	problem->holder = module_name(run, t->name_off);
	switch (problem->holder_kind) {
	case BTF_KIND_VAR:
		problem->use = BTF_REC_BY_VARIABLE;
		break;
	case BTF_KIND_FUNC_PROTO:
		problem->use = BTF_REC_BY_PARAMETER;
		problem->holder = function_of(run, outer);
		break;
	default:
		problem->use = BTF_REC_BY_MEMBER;
		problem->member = find_member(run, run->types[inner], ref_id);
	}
}

static const char * const kind_names[BTF_REC_NR_KINDS] = {
	[BTF_KIND_INT]		= "integer",
	[BTF_KIND_PTR]		= "pointer",
	[BTF_KIND_ARRAY]	= "array",
	[BTF_KIND_STRUCT]	= "struct",
	[BTF_KIND_UNION]	= "union",
	[BTF_KIND_ENUM]		= "enum",
	[BTF_KIND_ENUM64]	= "enum",
	[BTF_KIND_FWD]		= "forward declaration",
	[BTF_KIND_TYPEDEF]	= "typedef",
	[BTF_KIND_FUNC]		= "function",
	[BTF_KIND_FUNC_PROTO]	= "function prototype",
	[BTF_KIND_FLOAT]	= "floating-point type",
};

static const char *kind_name(__u32 kind)
{
	if (kind < BTF_REC_NR_KINDS && kind_names[kind])
		return kind_names[kind];
	return "type";
}

struct text {
	char *buf;
	size_t size;
	size_t len;
};

static __printf(2, 3)
void add(struct text *text, const char *fmt, ...)
{
	size_t room = text->len < text->size ? text->size - text->len : 0;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(room ? text->buf + text->len : NULL, room, fmt, args);
	va_end(args);
	text->len += len;
}

static void add_named(struct text *text, __u32 kind, const char *name)
{
	if (name && *name)
		add(text, "%s %.*s", kind_name(kind), BTF_REC_MAX_NAME, name);
	else
		add(text, "an unnamed %s", kind_name(kind));
}

static void add_candidates(struct text *text, const struct btf_rec_problem *p)
{
	__u32 i;

	add(text, "%u of this name match equally well here (type ids",
	    p->nr_named);
	for (i = 0; i < p->nr_named && i < BTF_REC_MAX_NAMED; i++)
		add(text, "%s %u", i ? "," : "", p->named[i]);
	add(text, i < p->nr_named ? ", ...)" : ")");
}

static void add_why(struct text *text, const struct btf_rec_problem *p)
{
	switch (p->why) {
	case BTF_REC_KIND:
		add(text, "is a %s in this kernel", kind_name(p->here_kind));
		break;
	case BTF_REC_SIZE:
		add(text, "%u bytes when built, %u here", p->built_size,
		    p->here_size);
		break;
	case BTF_REC_ENCODING:
		add(text, "another signedness or width in bits here");
		break;
	case BTF_REC_FORWARD:
		add(text, "only declared in this kernel, not defined");
		break;
	case BTF_REC_TARGET:
		add(text, "stands for ");
		if (p->here_kind)
			add_named(text, p->here_kind, p->here_name);
		else
			add(text, "nothing that has a size");
		add(text, " here, for another type when built");
		break;
	case BTF_REC_MEMBERS:
		add(text, "has other members, values or types of these here");
		break;
	case BTF_REC_AMBIGUOUS:
		add_candidates(text, p);
		break;
	default:
		add(text, "not in this kernel");
	}
}

static void add_use(struct text *text, const struct btf_rec_problem *p)
{
	switch (p->use) {
	case BTF_REC_BY_MEMBER:
		add(text, "held by value in ");
		add_named(text, p->holder_kind, p->holder);
		if (p->member)
			add(text, ", member %.*s", BTF_REC_MAX_NAME, p->member);
		break;
	case BTF_REC_BY_VARIABLE:
		add(text, "held by value in variable %.*s", BTF_REC_MAX_NAME,
		    p->holder ? p->holder : "(unnamed)");
		break;
	case BTF_REC_BY_PARAMETER:
		add(text, "passed by value to or from %s%.*s",
		    p->holder ? "function " : "a function pointer",
		    BTF_REC_MAX_NAME, p->holder ? p->holder : "");
		break;
	case BTF_REC_BY_IDS:
		add(text, "named in .BTF_ids");
		break;
	default:
		add(text, "used by pointer");
	}
}

/* The names come from the module, and must not forge lines of the log. */
static int finish(const struct text *text)
{
	size_t i;

	for (i = 0; i < text->len && i < text->size && text->buf[i]; i++)
		if (text->buf[i] < ' ' || text->buf[i] > '~')
			text->buf[i] = '?';
	return text->len;
}

/**
 * btf_rec_describe() - say what is wrong in one line
 * @problem: what was reported
 * @buf: where to, may be NULL if @size is 0
 * @size: bytes of @buf; a longer line is cut off, and always ended by 0
 *
 * Return: the length of the whole line in bytes, without the final 0.
 */
int btf_rec_describe(const struct btf_rec_problem *problem, char *buf,
		     size_t size)
{
	struct text text = { buf, size, 0 };

	if (problem->why == BTF_REC_MALFORMED) {
		add(&text, "malformed %s: ", problem->section);
		if (problem->id)
			add(&text, "type %u: ", problem->id);
		add(&text, "%s", problem->what);
		return finish(&text);
	}
	if (problem->why == BTF_REC_UNKNOWN_KIND) {
		add(&text,
		    "%s: kind %u of type %u is unknown here: update this btf_reconcile or kernel, or build with an older pahole",
		    problem->section, problem->kind, problem->id);
		return finish(&text);
	}
	add_named(&text, problem->kind, problem->name);
	add(&text, ": ");
	add_why(&text, problem);
	add(&text, "; ");
	add_use(&text, problem);
	return finish(&text);
}
