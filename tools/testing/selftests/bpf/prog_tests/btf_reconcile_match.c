// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of Documentation/bpf/btf_reconcile_internals.rst, one by one: a module
 * that was built with other types than this kernel has, how it uses them, and the
 * result: a line in the log, or C from its BTF.
 *
 * The types are those that any kernel has, or that are searched in this one's
 * BTF where any of a sort will do.
 */
#include <test_progs.h>

#include "btf_reconcile_load.h"

#define BARE	"btf_rec_bare"
#define INT	"int int 4 signed;"

/**
 * struct row - one case
 * @name: of the subtest
 * @built: types of vmlinux when the module was built, see text_btf.h; INT is
 *	added.
 *	%s, %z and %m are name, size and members of a type of @sort
 * @split: the module's own types; %s as in @built, and so on
 * @said: words that the log must have; NULL: it loads
 * @c: what the module's BTF must have as C when it loads
 * @sort: which type of this kernel %s is; where there are two the second, and
 *	that is also what it must become
 */
struct row {
	const char *name;
	const char *built;
	const char *split;
	const char *said;
	const char *c;
	enum sort {
		NO_TYPE,
		ONLY_DECLARED,	/* a struct */
		WIDE_ENUM,	/* an ENUM64 */
		DECLARED_ENUM,
		TWO_SIZES,	/* structs of one name */
		TWO_STRUCTS,	/* of one name and size, with other members */
	} sort;
};

static const struct row rows[] = {
	/* integers */
	{ "int: the same", "int unsigned_int 4", "struct s 4 a:unsigned_int@0",
	  NULL, "unsigned int a;" },
	{ "int: other size", "int unsigned_int 8", "struct s 8 a:unsigned_int@0",
	  "integer unsigned int: 8 bytes when built, 4 here|held by value in struct s, member a" },
	{ "int: other size, behind a pointer", "int unsigned_int 8",
	  "struct s 8 a:unsigned_int*@0",
	  "integer unsigned int: 8 bytes when built, 4 here|used by pointer" },
	{ "int: other signedness", "int unsigned_int 4 signed",
	  "struct s 4 a:unsigned_int@0",
	  "integer unsigned int: another signedness or width in bits here" },
	{ "int: other bits", "int unsigned_int 4 24",
	  "struct s 4 a:unsigned_int@0",
	  "integer unsigned int: another signedness or width in bits here" },
	{ "int: missing", "int quad 16", "struct s 16 a:quad@0",
	  "integer quad: not in this kernel" },
	{ "int: clang's name of it", "int unsigned_long 8",
	  "struct s 8 a:unsigned_long@0", NULL, "long unsigned int a;" },
	{ "int: the name is a struct here", "int inode 4",
	  "struct s 4 a:inode@0", "integer inode: is a struct in this kernel" },

	/* floating-point */
	{ "float: the same", "float double 8", "struct s 8 a:double@0", NULL,
	  "double a;" },
	{ "float: other size", "float double 16", "struct s 16 a:double@0",
	  "type double: 16 bytes when built, 8 here" },
	{ "float: missing", "float half 2", "struct s 2 a:half@0",
	  "type half: not in this kernel" },

	/* enums */
	{ "enum: the same, with other values", "enum pid_type 4 NEW OLD",
	  "struct s 4 a:pid_type@0", NULL, "enum pid_type a;" },
	{ "enum: other size", "enum pid_type 8 A", "struct s 8 a:pid_type@0",
	  "enum pid_type: 8 bytes when built, 4 here" },
	{ "enum: other size, behind a pointer", "enum pid_type 8 A",
	  "struct s 8 a:pid_type*@0",
	  "enum pid_type: 8 bytes when built, 4 here; used by pointer" },
	{ "enum: 64 bits wide here, the same size", "enum %s 8 A",
	  "struct s 8 a:%s@0", NULL, "enum %s a;", WIDE_ENUM },
	{ "enum: 64 bits wide when built, the same size", "enum64 %s 8 A",
	  "struct s 8 a:%s@0", NULL, "enum %s a;", WIDE_ENUM },
	{ "enum: 64 bits wide when built, not here", "enum64 pid_type 8 A",
	  "struct s 8 a:pid_type@0",
	  "enum pid_type: 8 bytes when built, 4 here" },
	{ "enum: only declared here", "enum %s 4 A", "struct s 8 a:%s*@0",
	  NULL, "enum %s *a;", DECLARED_ENUM },
	{ "enum: only declared when built", "enum pid_type 4",
	  "struct s 8 a:pid_type*@0", NULL, "enum pid_type *a;" },
	{ "enum: is a union here", "enum bpf_attr 4 A", "struct s 4 a:bpf_attr@0",
	  "enum bpf_attr: is a union in this kernel" },
	{ "enum: missing", "enum gone 4 A", "struct s 4 a:gone@0",
	  "enum gone: not in this kernel; held by value in struct s, member a" },

	/* structs and unions by value */
	{ "struct: the same size, other members",
	  "struct list_head 16 head:int@0 tail:int@64",
	  "struct s 16 a:list_head@0", NULL, "struct list_head a;" },
	{ "struct: grew since, in a member", "struct list_head 8",
	  "struct s 8 a:list_head@0",
	  "struct list_head: 8 bytes when built, 16 here; held by value in struct s, member a" },
	{ "struct: shrank since, in a member", "struct list_head 24",
	  "struct s 24 a:list_head@0",
	  "struct list_head: 24 bytes when built, 16 here" },
	{ "struct: other size, in an array", "struct list_head 8",
	  "struct s 32 a:list_head[4]@0",
	  "8 bytes when built, 16 here|held by value in struct s, member a" },
	{ "struct: other size, in an array behind a pointer",
	  "struct list_head 8", "struct s 8 a:list_head[4]*@0",
	  NULL, "struct list_head (*a)[4];" },
	{ "struct: other size, through const and typedef", "struct list_head 8",
	  "const - list_head; typedef t const.-; struct s 8 a:t@0",
	  "8 bytes when built, 16 here; held by value in struct s, member a" },
	{ "struct: other size, in an unnamed union", "struct list_head 8",
	  "union - 8 i:list_head@0; struct s 8 -:union.-@0",
	  "8 bytes when built, 16 here; held by value in struct s" },
	{ "struct: other size, in a per-CPU variable", "struct list_head 8",
	  "percpu v list_head 8",
	  "8 bytes when built, 16 here; held by value in variable v" },
	{ "struct: other size, as a parameter", "struct list_head 8",
	  "func f p:list_head",
	  "8 bytes when built, 16 here; passed by value to or from function f" },
	{ "struct: other size, as a return value", "struct list_head 8",
	  "func f -> list_head",
	  "8 bytes when built, 16 here; passed by value to or from function f" },
	{ "struct: a union here, same size", "struct sigval 8",
	  "struct s 8 a:sigval@0", "struct sigval: is a union in this kernel" },
	{ "struct: a union here, behind a pointer", "struct bpf_attr 8",
	  "struct s 8 a:bpf_attr*@0",
	  "struct bpf_attr: is a union in this kernel; used by pointer" },
	{ "struct: only declared here", "struct %s 8", "struct s 8 a:%s@0",
	  "struct %s: only declared in this kernel, not defined",
	  NULL, ONLY_DECLARED },
	{ "struct: missing", "struct gone 8", "struct s 8 a:gone@0",
	  "struct gone: not in this kernel; held by value in struct s, member a" },
	{ "union: other size, in a member", "union sigval 16",
	  "struct s 16 a:sigval@0",
	  "union sigval: 16 bytes when built, 8 here; held by value in struct s, member a" },
	{ "union: the same size", "union sigval 8", "struct s 8 a:sigval@0",
	  NULL, "union sigval a;" },
	{ "union: a struct here", "union list_head 16",
	  "struct s 16 a:list_head@0",
	  "union list_head: is a struct in this kernel" },

	/* structs and unions behind pointers only */
	{ "struct: other size, behind a pointer", "struct list_head 8",
	  "struct s 8 a:list_head*@0", NULL, "struct list_head *a;" },
	{ "struct: other size, an array of pointers", "struct list_head 8",
	  "struct s 32 a:list_head*[4]@0", NULL, "struct list_head *a[4];" },
	{ "struct: other size, a pointer as a parameter", "struct list_head 8",
	  "func f p:list_head*; struct s 8 a:list_head*@0", NULL,
	  "struct list_head *a;" },
	{ "struct: only declared here, behind a pointer", "struct %s 8",
	  "struct s 8 a:%s*@0", NULL, "struct %s *a;", ONLY_DECLARED },
	{ "struct: missing, behind a pointer", "struct gone 8",
	  "struct s 8 a:gone*@0",
	  "struct gone: not in this kernel; used by pointer" },
	{ "union: other size, behind a pointer", "union bpf_attr 8",
	  "struct s 8 a:bpf_attr*@0", NULL, "union bpf_attr *a;" },

	/* forward declarations */
	{ "fwd: declared here too", "fwd %s", "struct s 8 a:%s*@0", NULL,
	  "struct %s *a;", ONLY_DECLARED },
	{ "fwd: defined here", "fwd list_head", "struct s 8 a:list_head*@0",
	  NULL, "struct list_head *a;" },
	{ "fwd: of a union, defined here", "fwdu bpf_attr",
	  "struct s 8 a:bpf_attr*@0", NULL, "union bpf_attr *a;" },
	{ "fwd: of a union, a struct here", "fwdu list_head",
	  "struct s 8 a:list_head*@0",
	  "list_head: is a struct in this kernel" },
	{ "fwd: of a struct, a union here", "fwd bpf_attr",
	  "struct s 8 a:bpf_attr*@0", "bpf_attr: is a union in this kernel" },
	{ "fwd: missing", "fwd gone", "struct s 8 a:gone*@0",
	  "gone: not in this kernel; used by pointer" },

	/* typedefs */
	{ "typedef: the same", "typedef pid_t int", "struct s 4 a:pid_t@0",
	  NULL, "pid_t a;" },
	{ "typedef: through another when built", "typedef t int; typedef pid_t t",
	  "struct s 4 a:pid_t@0", NULL, "pid_t a;" },
	{ "typedef: of another integer", "typedef u64 int", "struct s 4 a:u64@0",
	  "typedef u64: 4 bytes when built, 8 here; held by value in struct s, member a" },
	{ "typedef: of a struct, of an integer here",
	  "struct x 4; typedef pid_t x", "struct s 4 a:pid_t@0",
	  "typedef pid_t: stands for integer int here, for another type when built" },
	{ "typedef: of an unnamed struct", "struct - 4 c:int@0; typedef atomic_t -",
	  "struct s 4 a:atomic_t@0", NULL, "atomic_t a;" },
	{ "typedef: of an unnamed struct of another size",
	  "struct - 8 c:int@0; typedef atomic_t -", "struct s 8 a:atomic_t@0",
	  "typedef atomic_t: 8 bytes when built, 4 here" },
	{ "typedef: of an unnamed struct of another size, behind a pointer",
	  "struct - 8 c:int@0; typedef atomic_t -", "struct s 8 a:atomic_t*@0",
	  NULL, "atomic_t *a;" },
	{ "typedef: of an integer, of an unnamed struct here",
	  "typedef atomic_t int", "struct s 4 a:atomic_t@0",
	  "typedef atomic_t: stands for an unnamed struct here" },
	{ "typedef: is a struct here", "typedef list_head int",
	  "struct s 4 a:list_head@0",
	  "typedef list_head: is a struct in this kernel" },
	{ "typedef: missing", "typedef gone_t int", "struct s 4 a:gone_t@0",
	  "typedef gone_t: not in this kernel" },
	{ "typedef: of a pointer, missing", "typedef gone_t int*",
	  "struct s 8 a:gone_t@0", "typedef gone_t: not in this kernel" },

	/* several of a name */
	{ "several: the size chooses", "struct %s %z", "struct s %z a:%s@0", NULL,
	  "struct %s a;", TWO_SIZES },
	{ "several: they differ, nothing chooses",
	  "struct %s %z none:int@0", "struct s %z a:%s@0",
	  "struct %s: |of this name match equally well here (type ids ", NULL,
	  TWO_STRUCTS },
	{ "several: the recorded members are of other types here",
	  "struct %s %z %m; struct %s %z none:int@0",
	  "struct s %z a:%s@0",
	  "struct %s: has other members, values or types of these here", NULL,
	  TWO_STRUCTS },
	{ "several: neither has the recorded members",
	  "struct %s %z none:int@0; struct %s %z other:int@0",
	  "struct s %z a:%s@0",
	  "struct %s: has other members, values or types of these here", NULL,
	  TWO_STRUCTS },

	/* more than one */
	{ "all mismatches are said at once",
	  "struct list_head 8; union sigval 4; struct gone 8; enum pid_type 8 A",
	  "struct s 32 a:list_head@0 b:sigval@64 c:gone*@96 d:pid_type@160",
	  "list_head: 8|sigval: 4|gone: not|pid_type: 8|4 of 4 base types do not match" },
};

/**
 * struct found - a type of this kernel
 * @name: its name; NULL: there is none of that sort
 * @id: its id
 * @size: its size as text
 * @members: and its members
 */
struct found {
	const char *name;
	__u32 id;
	char size[16];
	char members[512];
};

static bool is_kind(const struct btf_type *t, int kind)
{
	return btf_kind(t) == kind;
}

static bool has_other_members(const struct btf *btf, const struct btf_type *a,
			      const struct btf_type *b)
{
	const struct btf_member *x = btf_members(a), *y = btf_members(b);
	int i;

	if (btf_vlen(a) != btf_vlen(b))
		return true;
	for (i = 0; i < btf_vlen(a); i++)
		if (x[i].name_off != y[i].name_off ||
		    x[i].offset != y[i].offset)
			return true;
	return false;
}

/* Is the type at id, or the pair that it is the second of, of the sort? */
static bool is_sort(const struct btf *btf, __u32 id, enum sort sort)
{
	const struct btf_type *t = btf__type_by_id(btf, id), *first;
	const char *name = btf__name_by_offset(btf, t->name_off);
	__s32 other;

	if (!*name)
		return false;
	switch (sort) {
	case ONLY_DECLARED:
		return is_kind(t, BTF_KIND_FWD) && !btf_kflag(t) &&
		       btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT) < 0 &&
		       btf__find_by_name_kind(btf, name, BTF_KIND_UNION) < 0;
	case WIDE_ENUM:
		return is_kind(t, BTF_KIND_ENUM64);
	case DECLARED_ENUM:
		return is_kind(t, BTF_KIND_ENUM) && !btf_vlen(t);
	case TWO_SIZES:
	case TWO_STRUCTS:
		if (!is_kind(t, BTF_KIND_STRUCT))
			return false;
		other = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
		if (other == (__s32)id)
			return false;
		first = btf__type_by_id(btf, other);
		return sort == TWO_SIZES ? t->size != first->size :
		       t->size == first->size && btf_vlen(t) < 8 &&
		       has_other_members(btf, t, first);
	default:
		return false;
	}
}

static void describe(const struct btf *btf, struct found *found)
{
	const struct btf_type *t = btf__type_by_id(btf, found->id);
	const struct btf_member *m = btf_members(t);
	size_t len = 0;
	int i;

	found->name = btf__name_by_offset(btf, t->name_off);
	snprintf(found->size, sizeof(found->size), "%u", t->size);
	if (!is_kind(t, BTF_KIND_STRUCT))
		return;
	for (i = 0; i < btf_vlen(t) && len < sizeof(found->members); i++)
		len += snprintf(found->members + len,
				sizeof(found->members) - len, "%s%s:int@%u",
				i ? " " : "",
				btf__name_by_offset(btf, m[i].name_off),
				m[i].offset);
}

static void find(const struct btf *btf, enum sort sort, struct found *found)
{
	__u32 id;

	memset(found, 0, sizeof(*found));
	if (sort == NO_TYPE)
		return;
	for (id = 1; id < btf__type_cnt(btf); id++) {
		if (!is_sort(btf, id, sort))
			continue;
		found->id = id;
		describe(btf, found);
		return;
	}
}

static void expand(char *to, size_t size, const char *from,
		   const struct found *found)
{
	FILE *f = fmemopen(to, size, "w");

	for (; f && *from; from++) {
		if (*from != '%') {
			fputc(*from, f);
			continue;
		}
		from++;
		fputs(*from == 's' ? found->name :
		      *from == 'z' ? found->size : found->members, f);
	}
	if (f)
		fclose(f);
}

static void add_text(void *text, const char *fmt, va_list args)
{
	size_t len = strlen(text);

	vsnprintf((char *)text + len, 4096 - len, fmt, args);
}

static void check_c(const struct btf *btf, __u32 id, const char *c)
{
	char text[4096] = "";
	struct btf_dump *dump = btf_dump__new(btf, add_text, text, NULL);

	if (!ASSERT_OK_PTR(dump, "btf_dump__new"))
		return;
	ASSERT_OK(btf_dump__dump_type(dump, id), "dump struct s");
	if (!ASSERT_OK_PTR(strstr(text, c), "the C of it"))
		printf("no '%s' in:\n%s\n", c, text);
	btf_dump__free(dump);
}

/* vmlinux may have a struct of that name too. */
static __s32 find_own(const struct btf *btf, const struct btf *base,
		      const char *name)
{
	__u32 id;

	for (id = btf__type_cnt(base); id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (is_kind(t, BTF_KIND_STRUCT) &&
		    !strcmp(btf__name_by_offset(btf, t->name_off), name))
			return id;
	}
	return -ENOENT;
}

/* Loads, and its BTF says the C; the first member is of the type found. */
static void check_match(const char *c, const struct found *found,
			enum sort sort)
{
	struct btf *base, *btf;
	__s32 id;

	if (!ASSERT_OK(rec_load(rec_path(), BARE), "finit_module"))
		return;
	btf = rec_btf(BARE, &base);
	if (!btf)
		return;
	id = find_own(btf, base, "s");
	if (ASSERT_GT(id, 0, "struct s")) {
		check_c(btf, id, c);
		if (sort == TWO_SIZES || sort == TWO_STRUCTS)
			ASSERT_EQ(btf_members(btf__type_by_id(btf, id))->type,
				  found->id, "the second of them");
	}
	btf__free(btf);
	btf__free(base);
}

static void run(const struct row *row, const struct found *found)
{
	char built[1024] = INT, split[512] = "", want[512] = "";
	struct module_sections s;

	expand(built + strlen(INT), sizeof(built) - strlen(INT), row->built,
	       found);
	expand(split, sizeof(split), row->split, found);
	expand(want, sizeof(want), row->said ?: row->c, found);
	if (!ASSERT_OK(sections_make(&s, built, split), "sections"))
		return;
	if (ASSERT_OK(modgen_write(REC_BARE, rec_path(), NULL, &s, false),
		      "write module")) {
		if (row->said)
			rec_refused(rec_path(), BARE, want);
		else
			check_match(want, found, row->sort);
	}
	sections_free(&s);
}

void serial_test_btf_reconcile_match(void)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct found found;
	size_t i;

	if (!ASSERT_OK_PTR(vmlinux, "vmlinux BTF"))
		return;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rec_begin(rows[i].name))
			continue;
		find(vmlinux, rows[i].sort, &found);
		if (rows[i].sort != NO_TYPE && !found.name) {
			printf("this kernel has no type of that sort\n");
			test__skip();
		} else {
			run(&rows[i], &found);
		}
		rec_end();
	}
	btf__free(vmlinux);
}
