// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on one module, by the kernel's own code: reconcile the sections that
 * were read, and keep what is reported.
 */
#include "json.h"
#include "verdict.h"

const char * const status_names[STATUS_NR] = {
	[STATUS_RECONCILES]	= "reconciles",
	[STATUS_NATIVE]		= "native",
	[STATUS_NO_BTF]		= "no BTF",
	[STATUS_REFUSED]	= "refused",
	[STATUS_UNREADABLE]	= "unreadable",
};

static const char * const why_names[BTF_REC_NR_WHY] = {
	[BTF_REC_MALFORMED]	= "malformed",
	[BTF_REC_UNKNOWN_KIND]	= "unknown_kind",
	[BTF_REC_MISSING]	= "missing",
	[BTF_REC_KIND]		= "kind",
	[BTF_REC_SIZE]		= "size",
	[BTF_REC_ENCODING]	= "encoding",
	[BTF_REC_FORWARD]	= "forward",
	[BTF_REC_TARGET]	= "target",
	[BTF_REC_MEMBERS]	= "members",
	[BTF_REC_AMBIGUOUS]	= "ambiguous",
};

static const char * const use_names[BTF_REC_NR_USE] = {
	[BTF_REC_BY_POINTER]	= "pointer",
	[BTF_REC_BY_MEMBER]	= "member",
	[BTF_REC_BY_VARIABLE]	= "variable",
	[BTF_REC_BY_PARAMETER]	= "parameter",
	[BTF_REC_BY_IDS]	= "ids",
};

static void add_finding(struct verdict *v, char *text, char *json)
{
	v->findings = xrealloc(v->findings, (v->nr + 1) * sizeof(*v->findings));
	v->findings[v->nr++] = (struct finding){ text, json };
}

static char *to_json(const struct btf_rec_problem *p, const char *text)
{
	char *json;
	size_t len;
	FILE *f = open_memstream(&json, &len);

	if (!f)
		return NULL;
	fprintf(f, "{\"why\":\"%s\"", why_names[p->why]);
	json_member(f, "text", text);
	if (p->why == BTF_REC_MALFORMED || p->why == BTF_REC_UNKNOWN_KIND) {
		json_member(f, "section", p->section);
		json_number(f, "type_id", p->id);
	} else {
		json_member(f, "type", p->name ? p->name : "");
		json_member(f, "use", use_names[p->use]);
		if (p->why == BTF_REC_SIZE) {
			json_number(f, "size_built", p->built_size);
			json_number(f, "size_here", p->here_size);
		}
		if (p->holder)
			json_member(f, "holder", p->holder);
		if (p->member)
			json_member(f, "member", p->member);
	}
	fputc('}', f);
	return fclose(f) ? NULL : json;
}

static void hear(void *priv, const struct btf_rec_problem *problem)
{
	char line[1024];

	btf_rec_describe(problem, line, sizeof(line));
	add_finding(priv, strdup(line), to_json(problem, line));
}

static void say_malformed(struct verdict *v, const char *section,
			  const char *what, __u32 id)
{
	const struct btf_rec_problem problem = {
		.why = BTF_REC_MALFORMED, .section = section, .what = what,
		.id = id,
	};

	v->status = STATUS_REFUSED;
	hear(v, &problem);
}

/* IDs of another vmlinux are wrong, even if they pass the checks. */
static void say_other_id(struct verdict *v, __u64 here)
{
	char text[256], *json;
	size_t len;
	FILE *f;

	snprintf(text, sizeof(text),
		 "was built against another vmlinux BTF (id %016llx, this kernel has %016llx): rebuild it with this kernel, or build it with BTF_BASE_REF=1",
		 (unsigned long long)v->id, (unsigned long long)here);
	v->status = STATUS_REFUSED;
	f = open_memstream(&json, &len);
	if (!f)
		return;
	fprintf(f, "{\"why\":\"base_id\"");
	json_member(f, "text", text);
	json_id(f, "id_built", v->id);
	json_id(f, "id_here", here);
	fputc('}', f);
	if (!fclose(f))
		add_finding(v, strdup(text), json);
}

/* The checks of the kernel's BTF verifier, which run after the core. */
static void verify(struct verdict *v, const struct base *base,
		   const struct module_btf *mod)
{
	struct btf_rec_problem problem;

	if (!native_problem(base, mod, &problem))
		return;
	v->status = STATUS_REFUSED;
	hear(v, &problem);
}

static void judge_native(struct verdict *v, const struct base *base,
			 const struct module_btf *mod)
{
	if (v->id_state == ID_OTHER) {
		say_other_id(v, base->id);
		return;
	}
	v->status = STATUS_NATIVE;
	verify(v, base, mod);
}

static void judge_relative(struct verdict *v, const struct base *base,
			   struct module_btf *mod)
{
	struct btf_rec_module rec;
	int err;

	v->status = STATUS_REFUSED;
	err = module_btf_record(mod, &rec, hear, v);
	if (!err && !mod->ref && !module_btf_is_other(mod))
		say_malformed(v, mod->distilled ? BTF_DISTILLED_SECTION :
						  BTF_REF_SECTION,
			      "missing; was it stripped? --keep-section '.BTF*' keeps it",
			      0);
	else if (!err)
		err = btf_reconcile(base->index, &rec, &v->stats);
	if (err && !v->nr)
		say_malformed(v, ".BTF", "too many types or strings", 0);
	if (err || v->nr)
		return;
	if (rec.ids && rec.ids != mod->ids.data)
		memcpy(mod->ids.data, rec.ids, rec.ids_len);
	v->status = STATUS_RECONCILES;
	verify(v, base, mod);
}

/**
 * verdict_of() - judge one module
 * @verdict: filled in; verdict_free() it
 * @base: the BTF of the kernel
 * @mod: the module; reconciled in place if that is the verdict
 */
void verdict_of(struct verdict *verdict, const struct base *base,
		struct module_btf *mod)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->id_state = module_btf_id(mod, base->id, &verdict->id);
	if (mod->hollow) {
		say_malformed(verdict, ".BTF",
			      "compressed, or has no contents in the file", 0);
	} else if (!mod->btf) {
		verdict->status = STATUS_NO_BTF;
	} else if (module_btf_is_relative(mod)) {
		judge_relative(verdict, base, mod);
	} else {
		judge_native(verdict, base, mod);
	}
}

void verdict_free(struct verdict *verdict)
{
	size_t i;

	for (i = 0; i < verdict->nr; i++) {
		free(verdict->findings[i].text);
		free(verdict->findings[i].json);
	}
	free(verdict->findings);
}
