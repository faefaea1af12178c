// SPDX-License-Identifier: GPL-2.0
/*
 * Byte order and word size of other machines.
 *
 * In: the bytes of a section of BTF, in the other byte order. Out: the same in this
 * host's order; and back. Nothing is verified: the reader of the section refuses a
 * damaged header.
 */
#include <elf.h>

#include "foreign.h"
#include "tool.h"

static void swap16(char *p)
{
	__u16 half;

	memcpy(&half, p, sizeof(half));
	half = __builtin_bswap16(half);
	memcpy(p, &half, sizeof(half));
}

/* Swaps a word, and returns it in the host's order. */
static __u32 swap32(char *p, bool to_host)
{
	__u32 word, swapped;

	memcpy(&word, p, sizeof(word));
	swapped = __builtin_bswap32(word);
	memcpy(p, &swapped, sizeof(swapped));
	return to_host ? swapped : word;
}

/* As many of the words as are in the section. */
static void swap_words(char *data, size_t len, __u64 off, __u64 bytes)
{
	const __u64 end = off + bytes < len ? off + bytes : len;

	for (; off + sizeof(__u32) <= end; off += sizeof(__u32))
		swap32(data + off, true);
}

static void swap_ids(char *data, size_t len, bool to_host)
{
	swap_words(data, len, 0, len);
}

/* Two bytes and a half word for each kind. */
static void swap_layout(char *data, size_t len, __u64 off, __u32 bytes)
{
	const __u64 end = off + bytes < len ? off + bytes : len;

	for (; off + sizeof(__u32) <= end; off += sizeof(__u32))
		swap16(data + off + 2);
}

/* Types of every kind, known here or not, consist of words. So does the header after
 * its flags, however long it is.
 */
static void swap_btf(char *data, size_t len, bool to_host)
{
	struct btf_rec_header h = { };
	size_t known;
	__u32 hdr_len;

	if (len < BTF_REC_HDR_LEN)
		return;
	swap16(data);
	hdr_len = swap32(data + offsetof(struct btf_rec_header, hdr_len),
			 to_host);
	known = hdr_len < sizeof(h) ? hdr_len : sizeof(h);
	if (known > len)
		known = len;
	if (!to_host)
		memcpy(&h, data, known);
	if (hdr_len > offsetof(struct btf_rec_header, type_off))
		swap_words(data, len, offsetof(struct btf_rec_header, type_off),
			   hdr_len - offsetof(struct btf_rec_header, type_off));
	if (to_host)
		memcpy(&h, data, known);
	swap_words(data, len, (__u64)hdr_len + h.type_off, h.type_len);
	swap_layout(data, len, (__u64)hdr_len + h.layout_off, h.layout_len);
}

/* See struct btf_ref_ids: slots, then the contents of .BTF_ids. */
static void swap_slots(char *data, size_t len, bool to_host)
{
	__u64 off = sizeof(struct btf_ref_ids);
	__u32 nr;

	if (len < off)
		return;
	nr = swap32(data, to_host);
	swap32(data + offsetof(struct btf_ref_ids, ids_len), to_host);
	for (; nr && off + sizeof(struct btf_ids_slot) <= len; nr--) {
		char *slot = data + off;

		swap_words(slot, offsetof(struct btf_ids_slot, stride), 0, len);
		swap16(slot + offsetof(struct btf_ids_slot, stride));
		swap16(slot + offsetof(struct btf_ids_slot, flags));
		off += sizeof(struct btf_ids_slot);
	}
	swap_words(data, len, off, len);
}

static void swap_id(char *data, size_t len, bool to_host)
{
	struct btf_base_id *id = (void *)data;
	__u64 hash;

	if (len != sizeof(*id))
		return;
	swap_words(data, offsetof(struct btf_base_id, xxh64), 0, len);
	memcpy(&hash, &id->xxh64, sizeof(hash));
	hash = __builtin_bswap64(hash);
	memcpy(&id->xxh64, &hash, sizeof(hash));
}

static const struct section {
	const char *name;
	void (*swap)(char *data, size_t len, bool to_host);
} sections[] = {
	{ ".BTF", swap_btf },
	{ BTF_DISTILLED_SECTION, swap_btf },
	{ BTF_REF_SECTION, swap_btf },
	{ BTF_REF_IDS_SECTION, swap_slots },
	{ BTF_BASE_ID_SECTION, swap_id },
	{ ".BTF_ids", swap_ids },
	{ }
};

static void swap(const char *name, void *data, size_t len, bool to_host)
{
	const struct section *s;

	for (s = sections; s->name; s++)
		if (!strcmp(name, s->name))
			s->swap(data, len, to_host);
}

/**
 * foreign_to_host() - bring a section to this host's byte order
 * @section: its name; others than those that we read are left alone
 * @data: its contents, in the other byte order, at any alignment
 * @len: bytes of @data
 */
void foreign_to_host(const char *section, void *data, size_t len)
{
	swap(section, data, len, true);
}

/**
 * foreign_from_host() - bring a section to the other byte order
 * @section: its name, as for foreign_to_host()
 * @data: its contents, in this host's byte order
 * @len: bytes of @data
 */
void foreign_from_host(const char *section, void *data, size_t len)
{
	swap(section, data, len, false);
}

/**
 * foreign_is_btf() - do bytes begin as BTF of the other byte order does?
 * @data: the bytes
 * @len: number of @data
 */
bool foreign_is_btf(const void *data, size_t len)
{
	const __u16 magic = __builtin_bswap16(BTF_MAGIC);

	return len >= sizeof(magic) && !memcmp(data, &magic, sizeof(magic));
}

static const struct {
	__u16 arch;
	const char *name;
} archs[] = {
	{ EM_386, "x86" }, { EM_X86_64, "x86" },
	{ EM_ARM, "arm" }, { EM_AARCH64, "arm64" },
	{ EM_S390, "s390" }, { EM_RISCV, "riscv" },
	{ EM_PPC, "powerpc" }, { EM_PPC64, "powerpc" },
	{ EM_MIPS, "mips" }, { 258 /* EM_LOONGARCH */, "loongarch" },
};

static bool host_is_little(void)
{
	const __u16 one = 1;

	return *(const __u8 *)&one;
}

/**
 * machine_name() - say in words which machine it is
 * @machine: the machine
 * @buf: room for MACHINE_NAME bytes
 */
void machine_name(const struct machine *machine, char *buf)
{
	const char *arch = NULL;
	char bits[16] = "", number[24];
	size_t i;

	for (i = 0; i < sizeof(archs) / sizeof(*archs); i++)
		if (archs[i].arch == machine->arch)
			arch = archs[i].name;
	snprintf(number, sizeof(number), "ELF machine %u", machine->arch);
	if (!arch && machine->arch)
		arch = number;
	if (machine->pointer)
		snprintf(bits, sizeof(bits), "%u bits, ", machine->pointer * 8);
	snprintf(buf, MACHINE_NAME, "%s%s%s%s", arch ? arch : "",
		 arch ? ", " : "", bits,
		 host_is_little() != machine->swapped ? "little-endian" :
							"big-endian");
}

/**
 * machine_same() - can both files be for one machine?
 * @a: what one file says
 * @b: what the other says
 */
bool machine_same(const struct machine *a, const struct machine *b)
{
	return a->swapped == b->swapped &&
	       (!a->arch || !b->arch || a->arch == b->arch) &&
	       (!a->pointer || !b->pointer || a->pointer == b->pointer);
}

/**
 * machine_of_elf() - the machine that an ELF file is for
 * @machine: filled in
 * @ident: the first EI_NIDENT bytes of the file
 * @arch: e_machine
 */
void machine_of_elf(struct machine *machine, const char *ident, __u16 arch)
{
	*machine = (struct machine){
		.arch = arch,
		.pointer = ident[EI_CLASS] == ELFCLASS32 ? 4 : 8,
		.swapped = (ident[EI_DATA] == ELFDATA2LSB) != host_is_little(),
	};
}
