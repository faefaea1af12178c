// SPDX-License-Identifier: GPL-2.0
/* Reading the BTF sections of a module. */
#include "verdict.h"

/**
 * module_btf_read_id() - read the id of the base that a module was built for
 * @mod: its @id is set; the caller calls module_btf_free()
 * @file: the module
 */
void module_btf_read_id(struct module_btf *mod, struct elf_file *file)
{
	mod->id = elf_file_section(file, BTF_BASE_ID_SECTION, &mod->id_len);
}

/**
 * module_btf_read() - read a module's sections
 * @mod: filled in; the caller calls module_btf_free() even after an error
 * @file: the module
 *
 * A missing section is not an error here; the user of @mod checks that.
 *
 * Return: 0, or -EINVAL, reported, when .BTF_ids cannot be read.
 */
int module_btf_read(struct module_btf *mod, struct elf_file *file)
{
	const struct btf_rec_header *h;

	memset(mod, 0, sizeof(*mod));
	module_btf_read_id(mod, file);
	mod->btf = elf_file_section(file, ".BTF", &mod->btf_len);
	mod->hollow = !mod->btf && elf_file_has(file, ".BTF");
	if (mod->btf && !mod->btf_len) {	/* a kernel takes it for none */
		free(mod->btf);
		mod->btf = NULL;
	}
	h = mod->btf;
	if (!h || mod->btf_len < BTF_REC_HDR_LEN)
		return 0;
	mod->relative = h->magic == BTF_REF_MAGIC || h->flags;
	if (module_btf_is_other(mod))
		return 0;
	mod->distilled = !mod->relative &&
			 elf_file_has(file, BTF_DISTILLED_SECTION);
	if (mod->relative) {
		mod->ref = elf_file_section(file, BTF_REF_SECTION,
					    &mod->ref_len);
		mod->slots = elf_file_section(file, BTF_REF_IDS_SECTION,
					      &mod->slots_len);
		mod->ids.data = elf_file_section(file, ".BTF_ids",
						 &mod->ids.len);
		return 0;
	}
	if (mod->distilled)
		mod->ref = elf_file_section(file, BTF_DISTILLED_SECTION,
					    &mod->ref_len);
	/* Without a list of slots, symbols must say where they are. */
	return mod->distilled ? btf_ids_read(&mod->ids, file) : 0;
}

/**
 * module_btf_record() - the module as the core takes it
 * @mod: the module
 * @rec: filled in; reports to @report
 * @report: called for each problem
 * @priv: for @report
 *
 * Return: 0, or -EINVAL, reported, when .BTF.base_ref.ids is damaged.
 */
int module_btf_record(const struct module_btf *mod, struct btf_rec_module *rec,
		      void (*report)(void *priv,
				     const struct btf_rec_problem *problem),
		      void *priv)
{
	*rec = (struct btf_rec_module){
		.btf = mod->btf, .btf_len = mod->btf_len,
		.ref = mod->ref, .ref_len = mod->ref_len,
		.ids_len = mod->ids.len,
		.distilled = mod->distilled,
		.report = report, .priv = priv,
	};
	if (mod->distilled) {
		rec->ids = mod->ids.data;
		rec->slots = mod->ids.slots;
		rec->slots_len = mod->ids.nr_slots * sizeof(*mod->ids.slots);
		return 0;
	}
	return mod->slots ? btf_rec_open_ids(rec, mod->slots, mod->slots_len)
			  : 0;
}

const char * const id_state_names[ID_NR] = {
	[ID_NONE]	= "none",
	[ID_SAME]	= "same",
	[ID_OTHER]	= "other",
};

/**
 * module_btf_id() - compare the id that a module has with that of a base
 * @mod: the module
 * @base: id of the base
 * @id: set to the module's, if it has one of a type that is known
 *
 * Return: how they compare; ID_NONE too if the type or the length is unknown.
 */
enum id_state module_btf_id(const struct module_btf *mod, __u64 base, __u64 *id)
{
	struct btf_base_id here;

	if (!mod->id || mod->id_len != sizeof(here))
		return ID_NONE;
	memcpy(&here, mod->id, sizeof(here));
	if (here.type != BTF_BASE_ID_XXH64 || here.len != sizeof(here.xxh64))
		return ID_NONE;
	*id = here.xxh64;
	return here.xxh64 == base ? ID_SAME : ID_OTHER;
}

void module_btf_free(struct module_btf *mod)
{
	free(mod->id);
	btf_ids_free(&mod->ids);
	free(mod->slots);
	free(mod->ref);
	free(mod->btf);
}
