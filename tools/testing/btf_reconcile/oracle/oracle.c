// SPDX-License-Identifier: GPL-2.0
/*
 * oracle OLD NEW: our verdicts and results against the peer's, on the modules
 * in OLD/modules, which were built for OLD/vmlinuz, before NEW/vmlinuz.
 *
 * For each module that the peer distills: both verdicts on the peer's own form
 * of it; where both take it the results must be isomorphic, by their id-free
 * normal form and by their C dump. And our verdict on our own form, which must give
 * the module's own C dump back where OLD/vmlinuz runs (I4). Every module
 * ends up in one line of the table; the program fails if there is one in a
 * line that nobody has explained.
 */
#include "../fixture/btf_normal.h"
#include "both_sides.h"

/* Those that are explained follow those that must not be. */
enum outcome {
	PEER_TAKES, OURS_TAKES, RESULTS_DIFFER, REF_DIFFERS, NOT_DISTILLED,
	NOT_EMITTED, NOT_NATIVE, NR_UNEXPLAINED,
	BOTH_TAKE = NR_UNEXPLAINED, BOTH_REFUSE, STRICT_VARIABLE,
	STRICT_PARAMETER, STRICT_KIND, STRICT_TYPEDEF, STRICT_MEMBERS,
	EMPTY_BASE, NR_OUTCOMES,
};

static const char * const outcomes[NR_OUTCOMES] = {
	[PEER_TAKES]	 = "taken by the peer, refused by us: NOT EXPLAINED",
	[OURS_TAKES]	 = "refused by the peer, taken by us: NOT EXPLAINED",
	[RESULTS_DIFFER] = "taken by both, results differ: NOT EXPLAINED",
	[REF_DIFFERS]	 = "our form has another verdict than the peer's form: NOT EXPLAINED",
	[NOT_DISTILLED]	 = "not distilled by the peer: NOT EXPLAINED",
	[NOT_EMITTED]	 = "given no reference by us: NOT EXPLAINED",
	[NOT_NATIVE]	 = "not what it was, with a reference and its own kernel: NOT EXPLAINED",
	[BOTH_TAKE]	 = "taken by both, results isomorphic, C dumps the same",
	[BOTH_REFUSE]	 = "refused by both",
	[STRICT_VARIABLE] = "stricter: a variable's type has another size",
	[STRICT_PARAMETER] = "stricter: what is passed by value has another size",
	[STRICT_KIND]	 = "stricter: another kind of type bears the name",
	[STRICT_TYPEDEF] = "stricter: a typedef, which the peer copies, is not there or another's",
	[STRICT_MEMBERS] = "stricter: of several types of one name, none has the members",
	[EMPTY_BASE]	 = "spoilt by the peer, which distilled a base without types; taken by us",
};

/* Why we refuse what the peer takes, if the design says that we do: it looks at
 * the sizes of what members hold and no others, takes a union for a struct, and
 * has neither typedefs nor members in its base.
 */
static enum outcome strict_reason(const struct btf_rec_problem *p)
{
	static const enum outcome by_use[BTF_REC_NR_USE] = {
		[BTF_REC_BY_VARIABLE]	= STRICT_VARIABLE,
		[BTF_REC_BY_PARAMETER]	= STRICT_PARAMETER,
	};

	if (p->kind == BTF_KIND_TYPEDEF)
		return STRICT_TYPEDEF;
	if (p->why == BTF_REC_MEMBERS)
		return STRICT_MEMBERS;
	if (p->why == BTF_REC_KIND)
		return STRICT_KIND;
	return p->why == BTF_REC_SIZE ? by_use[p->use] : PEER_TAKES;
}

/* One reason that is not explained is enough for the module not to be. */
static void note_reason(void *priv, const struct btf_rec_problem *p)
{
	enum outcome *outcome = priv, reason = strict_reason(p);

	if (*outcome == NR_OUTCOMES || reason == PEER_TAKES)
		*outcome = reason;
}

static int reconcile(struct btf_rec_index *index, void *btf, size_t len,
		     const void *ref, size_t ref_len, bool distilled,
		     enum outcome *why)
{
	const struct btf_rec_module mod = {
		.btf = btf, .btf_len = len, .ref = ref, .ref_len = ref_len,
		.distilled = distilled,
		.report = why ? note_reason : NULL, .priv = why,
	};
	struct btf_rec_stats stats;

	return btf_reconcile(index, &mod, &stats);
}

static size_t differences(const struct btf *peer, const struct btf *ours,
			  void (*form)(const struct btf *, struct lines *))
{
	struct lines one = { }, other = { };
	size_t diff;

	form(peer, &one);
	form(ours, &other);
	diff = lines_diff(&one, "peer", &other, "ours");
	lines_free(&one);
	lines_free(&other);
	return diff;
}

static bool isomorphic(const struct btf *peer, const struct btf *ours)
{
	return ours && btf__type_cnt(peer) == btf__type_cnt(ours) &&
	       !differences(peer, ours, btf_normal) &&
	       !differences(peer, ours, btf_c_dump);
}

static enum outcome compare_results(const struct btf *peer, const void *ours,
				    size_t len, struct kernel *new)
{
	struct btf *btf = btf__new_split(ours, len, new->btf);
	enum outcome outcome = isomorphic(peer, btf) ? BOTH_TAKE
						     : RESULTS_DIFFER;

	btf__free(btf);
	return outcome;
}

/* Verdicts on the peer's form; @own, and @own_why if not 0, is ours on our own. */
static enum outcome compare_verdicts(const struct subject *s, struct kernel *new,
				     struct btf *peer, int own,
				     enum outcome own_why)
{
	__u32 len, ref_len;
	const void *data = btf__raw_data(s->distilled, &len);
	const void *ref_data = btf__raw_data(s->ref, &ref_len);
	void *ours = memcpy(xmalloc(len), data, len);
	enum outcome outcome, why = NR_OUTCOMES;
	int peers, err;

	peers = btf__relocate(peer, new->btf);
	err = reconcile(new->base.index, ours, len, ref_data, ref_len, true,
			&why);
	if (err && err != -ESRCH)
		outcome = PEER_TAKES;
	else if (err)
		outcome = peers ? BOTH_REFUSE : why;
	else if (peers)
		outcome = OURS_TAKES;
	else
		outcome = compare_results(peer, ours, len, new);
	if (err && !own)
		outcome = REF_DIFFERS;
	else if (!err && own && outcome == BOTH_TAKE)
		outcome = own == -ESRCH ? own_why : REF_DIFFERS;
	free(ours);
	return outcome;
}

static enum outcome compare(const struct subject *s, struct kernel *new)
{
	struct btf *ref, *peer = subject_parse(s, &ref);
	enum outcome outcome = NOT_DISTILLED, why = NR_OUTCOMES;
	int own = reconcile(new->base.index, s->emitted.btf,
			    s->emitted.btf_len, s->emitted.ref,
			    s->emitted.ref_len, false, &why);

	if (peer)
		outcome = compare_verdicts(s, new, peer, own, why);
	/* its library takes such a module's own types for the base's */
	if (outcome < NR_UNEXPLAINED && btf__type_cnt(s->ref) == 1 && !own)
		outcome = EMPTY_BASE;
	btf__free(peer);
	btf__free(ref);
	return outcome;
}

/* To the letter: nothing is deduplicated before. */
static bool is_native(const struct subject *s, struct kernel *old)
{
	const size_t len = s->emitted.btf_len;
	void *data = memcpy(xmalloc(len), s->emitted.btf, len);
	struct btf *btf = NULL;
	bool same;

	if (!reconcile(old->base.index, data, len, s->emitted.ref,
		       s->emitted.ref_len, false, NULL))
		btf = btf__new_split(data, len, old->btf);
	same = btf && !differences(s->split, btf, btf_c_dump_named);
	btf__free(btf);
	free(data);
	return same;
}

static enum outcome outcome_of(const char *path, struct kernel *old,
			       struct kernel *new, struct emitter *emitter)
{
	enum outcome outcome = NOT_DISTILLED;
	struct subject s;

	if (!subject_open(&s, old, path) && !subject_distill(&s)) {
		if (subject_emit(&s, emitter))
			outcome = NOT_EMITTED;
		else
			outcome = is_native(&s, old) ? compare(&s, new)
						     : NOT_NATIVE;
	}
	subject_close(&s);
	return outcome;
}

int main(int argc, char **argv)
{
	size_t counts[NR_OUTCOMES] = { };
	static struct kernel old, new;
	struct emitter emitter;
	enum outcome outcome;
	int i, nr, bad = 0;
	char **names;

	if (argc != 3) {
		fprintf(stderr, "usage: oracle OLD NEW\n");
		return 2;
	}
	libbpf_set_print(NULL);
	kernel_open(&old, argv[1]);
	kernel_open(&new, argv[2]);
	names = list_modules(argv[1], &nr);
	emitter_init(&emitter, &old.base);
	for (i = 0; i < nr; i++) {
		outcome = outcome_of(names[i], &old, &new, &emitter);
		if (outcome != BOTH_TAKE && outcome != BOTH_REFUSE)
			printf("%s: %s\n", names[i], outcomes[outcome]);
		counts[outcome]++;
	}
	for (outcome = 0; outcome < NR_OUTCOMES; outcome++) {
		printf("%5zu  %s\n", counts[outcome], outcomes[outcome]);
		bad += outcome < NR_UNEXPLAINED && counts[outcome];
	}
	emitter_free(&emitter);
	return bad || !counts[BOTH_TAKE];
}
