// SPDX-License-Identifier: GPL-2.0
/*
 * Where we differ from the peer on purpose, both sides asserted: what it does
 * (in a process of its own, since it may not come back), and that we refuse,
 * with a reason. If the peer mends its ways, a test here says so.
 *
 * The damage is done after the peer has parsed the BTF: its library checks ids
 * while parsing, the kernel that has the same code does not.
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../data/text_btf.h"
#include "both_sides.h"

#define CPU_SECONDS	2
#define FAR		0x00ffffff

enum end { TAKES, REFUSES, HANGS, CRASHES, SPOILS };

static const char * const ends[] = {
	[TAKES] = "takes it", [REFUSES] = "refuses it", [HANGS] = "hangs",
	[CRASHES] = "crashes", [SPOILS] = "distills it to what nobody can read",
};

/**
 * struct difference - one case
 * @name: what it is about
 * @built: the base that the module was built against
 * @split: the module
 * @here: the base that it meets
 * @peer: what the peer does
 * @said: what we say
 * @damage: changes a type of the split, its id is given; true: that was it
 */
struct difference {
	const char *name;
	const char *built, *split, *here;
	enum end peer;
	const char *said;
	bool (*damage)(struct btf_type *t, __u32 id);
};

static bool self_array(struct btf_type *t, __u32 id)
{
	if (!btf_is_array(t))
		return false;
	((struct btf_array *)(t + 1))->type = id;
	return true;
}

static bool far_pointer(struct btf_type *t, __u32 id)
{
	if (!btf_is_ptr(t))
		return false;
	t->type = FAR;
	return true;
}

static bool far_member(struct btf_type *t, __u32 id)
{
	if (!btf_is_struct(t))
		return false;
	btf_members(t)->type = FAR;
	return true;
}

#define INT	"int int 4 signed;"
#define LONG	"long_long_unsigned_int"
#define GREW	"8 bytes when built, 16 here"

static const struct difference differences[] = {
	{ "a union where a struct was",
	  INT "struct x 8", "struct s 8 a:x@0", INT "union x 8", TAKES,
	  "struct x: is a union in this kernel" },
	{ "a variable of a struct that grew",
	  INT "struct x 8", "percpu v x 8", INT "struct x 16", TAKES,
	  GREW "; held by value in variable v" },
	{ "a parameter of a struct that grew",
	  INT "struct x 8", "func f p:x", INT "struct x 16", TAKES,
	  GREW "; passed by value to or from function f" },
	{ "a return value of a struct that grew",
	  INT "struct x 8", "func f -> x", INT "struct x 16", TAKES,
	  GREW "; passed by value to or from function f" },
	{ "an array whose element is itself",
	  INT "struct x 8", "struct s 32 a:x[4]@0", INT "struct x 8", HANGS,
	  "too many typedefs, modifiers and arrays, or a loop of them",
	  self_array },
	{ "a pointer to an id out of range",
	  INT "struct x 8", "struct s 8 a:x*@0", INT "struct x 8", CRASHES,
	  "type id out of range", far_pointer },
	{ "a member of an id out of range",
	  INT "struct x 8", "struct s 8 a:x@0", INT "struct x 8", CRASHES,
	  "type id out of range", far_member },
	{ "nothing needed of the base by its name",
	  INT "int x 4;int y 4;typedef t void", "struct s 8 a:t*@0",
	  INT "typedef t void", SPOILS, NULL },
	{ "a declaration of a struct, which has bitfields here",
	  INT "fwd x", "struct s 8 a:x*@0", INT "struct x 4 a:int@0:3", REFUSES,
	  NULL },
	{ "a declaration of a union, which has no bitfields here",
	  INT "fwdu x", "struct s 8 a:x*@0", INT "union x 4 a:int@0", REFUSES,
	  NULL },
	{ "gcc's name of an integer, and clang's",
	  INT "int " LONG " 8", "struct s 8 a:" LONG "@0",
	  INT "int unsigned_long_long 8", REFUSES, NULL },
	/* and where we do not, so that the above means something */
	{ "a declaration of a struct, which has no bitfields here",
	  INT "fwd x", "struct s 8 a:x*@0", INT "struct x 4 a:int@0", TAKES,
	  NULL },
	{ "nothing changed",
	  INT "struct x 8", "struct s 8 a:x@0", INT "struct x 8", TAKES, NULL },
	{ "an array, behind a pointer, of a struct that grew",
	  INT "struct x 8", "struct s 8 a:x[4]*@0", INT "struct x 16", TAKES,
	  NULL },
	{ "an array, in a struct, of a struct that grew",
	  INT "struct x 8", "struct s 32 a:x[4]@0", INT "struct x 16", REFUSES,
	  GREW "; held by value in struct s, member a" },
	{ "a member that grew",
	  INT "struct x 8", "struct s 8 a:x@0", INT "struct x 16", REFUSES,
	  GREW "; held by value in struct s, member a" },
};

static void harm(struct btf *btf, const struct difference *d)
{
	__u32 id = btf__type_cnt(btf__base_btf(btf));

	for (; d->damage && id < btf__type_cnt(btf); id++)
		if (d->damage((struct btf_type *)btf__type_by_id(btf, id), id))
			return;
	if (d->damage) {
		fprintf(stderr, "%s: nothing to change\n", d->name);
		exit(2);
	}
}

static enum end peers_end(struct btf *btf, struct kernel *here)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS + 1 };
	const struct rlimit none = { };
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &none);
		setrlimit(RLIMIT_CPU, &cpu);
		_exit(btf__relocate(btf, here->btf) ? REFUSES : TAKES);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		exit(2);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
		? HANGS : CRASHES;
}

static void hear(void *said, const struct btf_rec_problem *problem)
{
	btf_rec_describe(problem, said, 256);
}

/* Ours on the same bytes, damage included. */
static int ours(struct btf *btf, struct btf *ref, struct kernel *here,
		char *said)
{
	__u32 len, ref_len;
	const void *data = btf__raw_data(btf, &len);
	struct btf_rec_module mod = {
		.btf = memcpy(xmalloc(len), data, len), .btf_len = len,
		.ref = btf__raw_data(ref, &ref_len),
		.distilled = true, .report = hear, .priv = said,
	};
	struct btf_rec_stats stats;
	int err;

	mod.ref_len = ref_len;
	err = btf_reconcile(here->base.index, &mod, &stats);
	free(mod.btf);
	return err;
}

/* And on our own form, where the peer has none. */
static int ours_own(struct subject *s, struct kernel *built, struct kernel *here,
		    char *said)
{
	struct btf_rec_module mod = { .report = hear, .priv = said };
	struct btf_rec_stats stats;
	struct emitter emitter;

	emitter_init(&emitter, &built->base);
	if (subject_emit(s, &emitter))
		exit(2);
	emitter_free(&emitter);
	mod.btf = s->emitted.btf;
	mod.btf_len = s->emitted.btf_len;
	mod.ref = s->emitted.ref;
	mod.ref_len = s->emitted.ref_len;
	return btf_reconcile(here->base.index, &mod, &stats);
}

static void take(struct kernel *k, struct text_btf *made, const char *text,
		 const struct text_btf *base)
{
	void *copy;

	text_btf_make(made, text, base);
	copy = memcpy(xmalloc(made->len), made->data, made->len);
	kernel_take(k, copy, made->len);
}

static bool check(const struct difference *d, enum end *peer, char *said)
{
	struct text_btf built_text, here_text, split;
	struct kernel built, here;
	struct btf *btf, *ref;
	struct subject s;
	void *copy;
	int err;

	take(&built, &built_text, d->built, NULL);
	take(&here, &here_text, d->here, NULL);
	text_btf_make(&split, d->split, &built_text);
	copy = memcpy(xmalloc(split.len), split.data, split.len);
	if (subject_take(&s, &built, copy, split.len) || subject_distill(&s))
		exit(2);
	said[0] = '\0';
	btf = subject_parse(&s, &ref);
	if (btf) {
		harm(btf, d);
		err = ours(btf, ref, &here, said);
		*peer = peers_end(btf, &here);
	} else {
		err = ours_own(&s, &built, &here, said);
		*peer = SPOILS;
	}
	btf__free(btf);
	btf__free(ref);
	subject_close(&s);
	text_btf_free(&split);
	kernel_close(&here);
	kernel_close(&built);
	text_btf_free(&here_text);
	text_btf_free(&built_text);
	return *peer == d->peer &&
	       (d->said ? err && strstr(said, d->said) : !err);
}

int main(void)
{
	const size_t nr = sizeof(differences) / sizeof(*differences);
	char said[256];
	int bad = 0;
	enum end peer;
	size_t i;

	libbpf_set_print(NULL);
	printf("1..%zu\n", nr);
	for (i = 0; i < nr; i++) {
		const struct difference *d = &differences[i];
		bool good = check(d, &peer, said);

		printf("%sok %zu - %s: the peer %s, we %s%s\n",
		       good ? "" : "not ", i + 1, d->name, ends[peer],
		       *said ? "say: " : "take it", said);
		bad += !good;
	}
	return bad ? 1 : 0;
}
