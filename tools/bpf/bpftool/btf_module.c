// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The BTF of a kernel module that is not relative to vmlinux, but to a
 * reference in the same file: .BTF.base_ref, or pahole's .BTF.base.
 *
 * In: the file, and the base that the user named, if any. Out: without a base,
 * BTF that is split from the reference; with one, BTF that is split from the
 * base, by the code that the kernel runs when it loads the module.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "btf_module.h"
#include "main.h"

#include "btf_reconcile_core.h"

enum {
	SEC_BTF,
	SEC_REF,
	SEC_REF_IDS,
	SEC_DISTILLED,
	SEC_BTF_IDS,
	NR_SECS,
};

static const char * const sec_names[NR_SECS] = {
	[SEC_BTF]	= ".BTF",
	[SEC_REF]	= BTF_REF_SECTION,
	[SEC_REF_IDS]	= BTF_REF_IDS_SECTION,
	[SEC_DISTILLED]	= BTF_DISTILLED_SECTION,
	[SEC_BTF_IDS]	= ".BTF_ids",
};

/**
 * struct module_file - the BTF sections of a module's file
 * @path: for messages
 * @has: which sections there are
 * @data: a copy of each; NULL: it is not there, or cannot be read
 * @len: bytes of each
 */
struct module_file {
	const char *path;
	bool has[NR_SECS];
	void *data[NR_SECS];
	__u32 len[NR_SECS];
};

static int copy_section(struct module_file *file, unsigned int sec,
			Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Data *data;

	file->has[sec] = true;
	if (shdr->sh_type == SHT_NOBITS || shdr->sh_flags & SHF_COMPRESSED ||
	    shdr->sh_size > UINT32_MAX || file->data[sec])
		return 0;
	data = elf_rawdata(scn, NULL);
	if (!data || !data->d_buf || data->d_size != shdr->sh_size)
		return 0;
	file->data[sec] = malloc(data->d_size);
	if (!file->data[sec])
		return -ENOMEM;
	memcpy(file->data[sec], data->d_buf, data->d_size);
	file->len[sec] = data->d_size;
	return 0;
}

static int read_sections(struct module_file *file, Elf *elf)
{
	Elf_Scn *scn = NULL;
	size_t shstrndx;
	int err = 0;

	if (elf_getshdrstrndx(elf, &shstrndx))
		return 0;
	while (!err && (scn = elf_nextscn(elf, scn))) {
		const char *name;
		unsigned int sec;
		GElf_Shdr shdr;

		if (!gelf_getshdr(scn, &shdr))
			continue;
		name = elf_strptr(elf, shstrndx, shdr.sh_name);
		for (sec = 0; name && !err && sec < NR_SECS; sec++)
			if (!strcmp(name, sec_names[sec]))
				err = copy_section(file, sec, scn, &shdr);
	}
	return err;
}

/* A file that is no ELF file, or cannot be read, has no sections; libbpf reports
 * the reason.
 */
static int read_module(struct module_file *file)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);
	Elf *elf = NULL;
	int err = 0;

	if (fd < 0)
		return 0;
	if (elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		err = read_sections(file, elf);
	elf_end(elf);
	close(fd);
	return err;
}

static void free_module(struct module_file *file)
{
	unsigned int sec;

	for (sec = 0; sec < NR_SECS; sec++)
		free(file->data[sec]);
}

/* The magic decides, as in the kernel; the core refuses flags. */
static bool has_reference(const struct module_file *file)
{
	const struct btf_header *hdr = file->data[SEC_BTF];

	return file->len[SEC_BTF] >= BTF_REC_HDR_LEN &&
	       (hdr->magic == BTF_REF_MAGIC || hdr->flags ||
		hdr->magic == __builtin_bswap16(BTF_REF_MAGIC));
}

/* The section that .BTF is relative to; NR_SECS: it is relative to vmlinux. */
static unsigned int reference_of(const struct module_file *file)
{
	if (!file->data[SEC_BTF])
		return NR_SECS;
	if (has_reference(file))
		return SEC_REF;
	return file->has[SEC_DISTILLED] ? SEC_DISTILLED : NR_SECS;
}

static int visit_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_types *types = ctx;

	return *id < types->nr_types ? 0 : -EINVAL;
}

static int visit_name(void *ctx, const __u32 *off)
{
	const struct btf_rec_types *types = ctx;

	return *off < types->str_len ? 0 : -EINVAL;
}

/* The kernel has verified its own base; libbpf checks no ids. */
static int check_types(struct btf_rec_types *types)
{
	__u32 id;

	for (id = 1; id < types->nr_types; id++)
		if (btf_rec_walk(types->types[id], visit_id, visit_name,
				 types)) {
			p_err("base BTF: type %u: id or name out of range", id);
			return -EINVAL;
		}
	return 0;
}

/* The base as the core looks at it; the caller frees types->types. */
static int list_types(const struct btf *base, struct btf_rec_types *types)
{
	const struct btf_header *hdr;
	const struct btf_type **list;
	__u32 size, id;

	hdr = btf__raw_data(base, &size);
	if (!hdr || hdr->magic != BTF_MAGIC) {
		p_err("base BTF is not in this machine's byte order");
		return -EINVAL;
	}
	types->nr_types = btf__type_cnt(base);
	types->strs = (const char *)hdr + hdr->hdr_len + hdr->str_off;
	types->str_len = hdr->str_len;
	list = calloc(types->nr_types, sizeof(*list));
	if (!list) {
		p_err("base BTF: %s", strerror(ENOMEM));
		return -ENOMEM;
	}
	for (id = 1; id < types->nr_types; id++)
		list[id] = btf__type_by_id(base, id);
	types->types = list;
	return check_types(types);
}

/**
 * struct problems - what the core reported
 * @line: each in a sentence
 * @nr: number of @line
 * @lost: there was no memory for one of them
 */
struct problems {
	char **line;
	size_t nr;
	bool lost;
};

static void take_problem(void *priv, const struct btf_rec_problem *problem)
{
	struct problems *problems = priv;
	int len = btf_rec_describe(problem, NULL, 0) + 1;
	char **line, *text = malloc(len);

	line = realloc(problems->line, (problems->nr + 1) * sizeof(*line));
	if (line)
		problems->line = line;
	if (!line || !text) {
		problems->lost = true;
		free(text);
		return;
	}
	btf_rec_describe(problem, text, len);
	line[problems->nr++] = text;
}

static void free_problems(struct problems *problems)
{
	while (problems->nr)
		free(problems->line[--problems->nr]);
	free(problems->line);
}

static void print_mismatches(const struct module_file *file,
			     const struct btf_rec_stats *stats,
			     const struct problems *problems)
{
	static const char fmt[] =
		"%s: %u of %u base types do not match the base BTF";
	char *text;
	size_t i;

	if (!json_output) {
		p_err(fmt, file->path, stats->mismatches, stats->refs);
		for (i = 0; i < problems->nr; i++)
			fprintf(stderr, "  %s\n", problems->line[i]);
		return;
	}
	if (asprintf(&text, fmt, file->path, stats->mismatches,
		     stats->refs) < 0)
		text = NULL;
	jsonw_start_object(json_wtr);
	jsonw_string_field(json_wtr, "error", text ?: file->path);
	jsonw_name(json_wtr, "mismatches");
	jsonw_start_array(json_wtr);
	for (i = 0; i < problems->nr; i++)
		jsonw_string(json_wtr, problems->line[i]);
	jsonw_end_array(json_wtr);
	jsonw_end_object(json_wtr);
	free(text);
}

static void print_refusal(const struct module_file *file, int err,
			  const struct btf_rec_stats *stats,
			  const struct problems *problems)
{
	if (problems->lost)
		p_err("%s: %s", file->path, strerror(ENOMEM));
	else if (err == -ESRCH)
		print_mismatches(file, stats, problems);
	else if (problems->nr)
		p_err("%s: %s", file->path, problems->line[0]);
	else
		p_err("%s: %s", file->path, strerror(-err));
}

static int reconcile(struct module_file *file, unsigned int ref,
		     const struct btf_rec_types *types)
{
	struct btf_rec_index *index = btf_rec_index_new(types);
	struct problems problems = {};
	struct btf_rec_stats stats = {};
	struct btf_rec_module mod = {
		.btf = file->data[SEC_BTF], .btf_len = file->len[SEC_BTF],
		.ref = file->data[ref], .ref_len = file->len[ref],
		.distilled = ref == SEC_DISTILLED,
		.report = take_problem, .priv = &problems,
	};
	int err = index ? 0 : -ENOMEM;

	/* IDs are not shown, but the types that they name must be there. With
	 * pahole's section nothing but symbols says where the IDs are.
	 */
	if (!mod.distilled)
		mod.ids_len = file->len[SEC_BTF_IDS];
	if (!err && !mod.distilled && file->data[SEC_REF_IDS])
		err = btf_rec_open_ids(&mod, file->data[SEC_REF_IDS],
				       file->len[SEC_REF_IDS]);
	if (!err)
		err = btf_reconcile(index, &mod, &stats);
	if (err)
		print_refusal(file, err, &stats, &problems);
	free_problems(&problems);
	btf_rec_index_free(index);
	return err;
}

static int split(const struct module_file *file, struct btf *base,
		 struct btf **btf)
{
	int err;

	*btf = btf__new_split(file->data[SEC_BTF], file->len[SEC_BTF], base);
	if (*btf)
		return 0;
	err = -errno;
	p_err("failed to load BTF from %s: %s", file->path, strerror(errno));
	return err;
}

static int split_from_base(struct module_file *file, unsigned int sec,
			   struct btf *base, struct btf **btf)
{
	const struct btf_header *hdr = file->data[SEC_BTF];
	struct btf_rec_types types = {};
	int err = -EINVAL;

	if (hdr->magic == BTF_MAGIC || hdr->magic == BTF_REF_MAGIC)
		err = list_types(base, &types);
	else
		p_err("%s: .BTF is not in this machine's byte order",
		      file->path);
	if (!err)
		err = reconcile(file, sec, &types);
	if (!err)
		err = split(file, base, btf);
	free((void *)types.types);
	return err;
}

static int split_from_reference(const struct module_file *file,
				unsigned int sec, struct btf **btf,
				struct btf **ref)
{
	struct btf_header *hdr = file->data[SEC_BTF];
	int err;

	/* libbpf reads it once it is given the reference, too. */
	if (hdr->magic == BTF_REF_MAGIC && !hdr->flags)
		hdr->magic = BTF_MAGIC;
	*ref = btf__new(file->data[sec], file->len[sec]);
	if (*ref)
		return split(file, *ref, btf);
	err = -errno;
	p_err("failed to load %s from %s: %s", sec_names[sec], file->path,
	      strerror(errno));
	return err;
}

static int parse(struct module_file *file, struct btf *base, struct btf **btf,
		 struct btf **ref)
{
	const unsigned int sec = reference_of(file);

	if (sec == NR_SECS)
		return 0;
	if (!file->data[sec]) {
		p_err("%s: .BTF is relative to %s, which %s", file->path,
		      sec_names[sec], file->has[sec] ? "cannot be read" :
		      "is not there; was it stripped?");
		return -EINVAL;
	}
	return base ? split_from_base(file, sec, base, btf) :
		      split_from_reference(file, sec, btf, ref);
}

/**
 * btf_module_parse() - parse BTF that is relative to a reference
 * @path: a file
 * @base: what the BTF is to be split from; NULL: from its reference
 * @btf: set to the BTF; left alone when the file has none of that kind, which
 *	is for libbpf to parse as ever
 * @ref: set to the reference when @btf is split from it
 *
 * The caller frees both, @btf first, after an error too.
 *
 * Return: 0, or a negative error, which has been reported: -EINVAL and what
 * libbpf returns when something is malformed, -ESRCH when types that the module
 * needs are not in @base, -ENOMEM.
 */
int btf_module_parse(const char *path, struct btf *base, struct btf **btf,
		     struct btf **ref)
{
	struct module_file file = { .path = path };
	int err = read_module(&file);

	if (err)
		p_err("%s: %s", path, strerror(-err));
	else
		err = parse(&file, base, btf, ref);
	free_module(&file);
	return err;
}
