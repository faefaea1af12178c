// SPDX-License-Identifier: GPL-2.0
/* Reading the sections of an ELF file, and rewriting it whole or not at all. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_file.h"
#include "tool.h"

#define SIGNATURE	"~Module signature appended~\n"

static int bad_elf(const struct elf_file *file, const char *what)
{
	error(file->path, "%s (%s)", what, elf_errmsg(-1));
	return -EINVAL;
}

static int check_header(struct elf_file *file)
{
	const char *ident;
	GElf_Ehdr ehdr;
	__u16 order = 1;

	if (elf_kind(file->elf) != ELF_K_ELF) {
		error(file->path, "not an ELF file");
		return -EINVAL;
	}
	ident = elf_getident(file->elf, NULL);
	if (!ident || ident[EI_CLASS] != ELFCLASS64) {
		error(file->path, "not a 64-bit ELF file");
		return -EINVAL;
	}
	if (ident[EI_DATA] != (*(__u8 *)&order ? ELFDATA2LSB : ELFDATA2MSB)) {
		error(file->path, "byte order of another machine");
		return -EINVAL;
	}
	if (!gelf_getehdr(file->elf, &ehdr) ||
	    elf_getshdrstrndx(file->elf, &file->shstrndx))
		return bad_elf(file, "truncated or damaged ELF file");
	return 0;
}

static int begin(struct elf_file *file, int flags, Elf_Cmd cmd)
{
	struct stat st;

	elf_version(EV_CURRENT);
	file->elf = NULL;
	file->fd = open(file->path, flags | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &st)) {
		error(file->path, "%s", strerror(errno));
		return -EINVAL;
	}
	if (!S_ISREG(st.st_mode)) {
		error(file->path, "not a regular file");
		return -EINVAL;
	}
	file->elf = elf_begin(file->fd, cmd, NULL);
	if (!file->elf)
		return bad_elf(file, "not an ELF file");
	return check_header(file);
}

/**
 * elf_file_open() - open an ELF file for reading
 * @file: filled in; elf_file_close() it if this succeeds
 * @path: its name, which must stay; errors are reported
 *
 * Return: 0, or -EINVAL when it cannot be read or is not a 64-bit ELF file of
 * this machine's byte order.
 */
int elf_file_open(struct elf_file *file, const char *path)
{
	int err;

	file->path = path;
	err = begin(file, O_RDONLY, ELF_C_READ_MMAP);
	if (err)
		elf_file_close(file);
	return err;
}

void elf_file_close(struct elf_file *file)
{
	elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
}

static const char *section_name(struct elf_file *file, Elf_Scn *scn,
				GElf_Shdr *shdr)
{
	const char *name;

	if (!gelf_getshdr(scn, shdr))
		return "";
	name = elf_strptr(file->elf, file->shstrndx, shdr->sh_name);
	return name ? name : "";
}

static Elf_Scn *find_section(struct elf_file *file, const char *name,
			     GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(file->elf, scn)))
		if (!strcmp(section_name(file, scn, shdr), name))
			return scn;
	return NULL;
}

/**
 * elf_file_section() - copy a section's contents
 * @file: the file
 * @name: the section's name
 * @len: its length in bytes
 *
 * Return: the contents, which the caller frees; NULL when there is no such
 * section or it has no contents in the file.
 */
void *elf_file_section(struct elf_file *file, const char *name, size_t *len)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = find_section(file, name, &shdr);
	Elf_Data *data;
	void *copy;

	if (!scn || shdr.sh_type == SHT_NOBITS ||
	    shdr.sh_flags & SHF_COMPRESSED)
		return NULL;
	data = elf_rawdata(scn, NULL);
	if (!data || data->d_size != shdr.sh_size ||
	    (data->d_size && !data->d_buf))
		return NULL;
	copy = xmalloc(data->d_size);
	if (data->d_size)
		memcpy(copy, data->d_buf, data->d_size);
	*len = data->d_size;
	return copy;
}

bool elf_file_has(struct elf_file *file, const char *name)
{
	GElf_Shdr shdr;

	return find_section(file, name, &shdr);
}

/**
 * elf_file_is_signed() - is a module signature appended to the file?
 * @file: the file
 *
 * The mark is from Documentation/admin-guide/module-signing.rst.
 */
bool elf_file_is_signed(struct elf_file *file)
{
	char mark[sizeof(SIGNATURE) - 1];
	off_t end = lseek(file->fd, 0, SEEK_END);

	return end >= (off_t)sizeof(mark) &&
	       pread(file->fd, mark, sizeof(mark), end - sizeof(mark)) ==
	       sizeof(mark) && !memcmp(mark, SIGNATURE, sizeof(mark));
}

static int symbols_of(struct elf_file *file, Elf_Scn *scn,
		      const GElf_Shdr *shdr, size_t section, elf_symbol_fn fn,
		      void *ctx)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i, nr = shdr->sh_entsize ? shdr->sh_size / shdr->sh_entsize : 0;
	GElf_Sym sym;
	int err;

	for (i = 0; data && i < nr && gelf_getsym(data, i, &sym); i++) {
		const char *name;

		if (sym.st_shndx != section)
			continue;
		name = elf_strptr(file->elf, shdr->sh_link, sym.st_name);
		err = name ? fn(ctx, name, &sym) : 0;
		if (err)
			return err;
	}
	return 0;
}

/**
 * elf_file_symbols() - visit the symbols of a section
 * @file: the file
 * @section: the section's name
 * @fn: called for each of its symbols
 * @ctx: for @fn
 *
 * Return: 0, or the first non-zero value that @fn returned.
 */
int elf_file_symbols(struct elf_file *file, const char *section,
		     elf_symbol_fn fn, void *ctx)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = find_section(file, section, &shdr);
	size_t ndx = scn ? elf_ndxscn(scn) : 0;
	int err = 0;

	if (!scn)
		return 0;
	scn = NULL;
	while (!err && (scn = elf_nextscn(file->elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_SYMTAB)
			err = symbols_of(file, scn, &shdr, ndx, fn, ctx);
	return err;
}

/* The name goes to the end of the section of names, which libelf keeps. */
static int add_name(struct elf_file *file, const char *name, GElf_Word *off)
{
	Elf_Scn *scn = elf_getscn(file->elf, file->shstrndx);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL, *more;
	GElf_Shdr shdr;

	if (!data || !gelf_getshdr(scn, &shdr))
		return -EINVAL;
	more = elf_newdata(scn);
	if (!more)
		return -EINVAL;
	*off = shdr.sh_size;
	more->d_buf = (void *)name;
	more->d_size = strlen(name) + 1;
	more->d_type = ELF_T_BYTE;
	more->d_align = 1;
	shdr.sh_size += more->d_size;
	return gelf_update_shdr(scn, &shdr) ? 0 : -EINVAL;
}

static int set_data(Elf_Scn *scn, Elf_Data *data, const struct elf_change *c)
{
	if (!data)
		return -EINVAL;
	data->d_buf = (void *)c->data;
	data->d_size = c->len;
	data->d_type = ELF_T_BYTE;
	data->d_align = sizeof(__u32);
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	elf_flagscn(scn, ELF_C_SET, ELF_F_DIRTY);
	return 0;
}

static int apply_change(struct elf_file *file, const struct elf_change *c)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = find_section(file, c->name, &shdr);

	if (scn)
		return set_data(scn, elf_getdata(scn, NULL), c);
	scn = elf_newscn(file->elf);
	if (!scn || !gelf_getshdr(scn, &shdr) ||
	    add_name(file, c->name, &shdr.sh_name))
		return -EINVAL;
	shdr.sh_type = SHT_PROGBITS;
	shdr.sh_flags = 0;
	shdr.sh_addralign = sizeof(__u32);
	if (!gelf_update_shdr(scn, &shdr))
		return -EINVAL;
	return set_data(scn, elf_newdata(scn), c);
}

/* The new file has the old one's contents first, then libelf changes it. */
static int change_copy(const char *path, const struct elf_change *changes,
		       size_t nr)
{
	struct elf_file copy = { .path = path };
	size_t i;
	int err = begin(&copy, O_RDWR, ELF_C_RDWR);

	for (i = 0; !err && i < nr; i++)
		if (apply_change(&copy, &changes[i]))
			err = bad_elf(&copy, changes[i].name);
	if (!err && elf_update(copy.elf, ELF_C_WRITE) < 0)
		err = bad_elf(&copy, "cannot write");
	if (!err && fsync(copy.fd)) {
		error(path, "%s", strerror(errno));
		err = -EINVAL;
	}
	elf_file_close(&copy);
	return err;
}

static int copy_bytes(int from, int to)
{
	char buf[1 << 16];
	ssize_t got, put;
	off_t off = 0;

	while ((got = pread(from, buf, sizeof(buf), off)) > 0) {
		put = write(to, buf, got);
		if (put != got) {
			if (put >= 0)
				errno = ENOSPC;
			return -1;
		}
		off += got;
	}
	return got;
}

static int make_copy(const struct elf_file *file, char *path)
{
	struct stat st;
	int fd = mkstemp(path), err;

	if (fd < 0)
		return -1;
	err = fstat(file->fd, &st) || copy_bytes(file->fd, fd) ||
	      fchmod(fd, st.st_mode & 07777);
	/* Only root can give a file away; for others it is theirs anyway. */
	if (!err && fchown(fd, st.st_uid, st.st_gid))
		note(file->path, "owner not kept: %s", strerror(errno));
	if (close(fd))
		err = -1;
	return err ? -1 : 0;
}

/**
 * elf_file_rewrite() - replace or add sections of a file
 * @file: the file, open for reading; its old contents stay visible there
 * @changes: what to change
 * @nr: number of @changes
 *
 * The new contents are written to another file in the same directory, which
 * then takes the name: a crash or a full disk leaves the old file whole.
 *
 * Return: 0, or -EINVAL, reported.
 */
int elf_file_rewrite(struct elf_file *file, const struct elf_change *changes,
		     size_t nr)
{
	char *tmp = xmalloc(strlen(file->path) + sizeof(".XXXXXX"));
	int err;

	sprintf(tmp, "%s.XXXXXX", file->path);
	err = make_copy(file, tmp);
	if (err)
		error(file->path, "cannot make %s: %s", tmp, strerror(errno));
	else
		err = change_copy(tmp, changes, nr);
	if (!err && rename(tmp, file->path)) {
		error(file->path, "%s", strerror(errno));
		err = -EINVAL;
	}
	if (err)
		unlink(tmp);
	free(tmp);
	return err ? -EINVAL : 0;
}
