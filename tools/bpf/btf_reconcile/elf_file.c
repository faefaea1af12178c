// SPDX-License-Identifier: GPL-2.0
/* Reading the sections of an ELF file, and rewriting the file atomically. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_file.h"
#include "input.h"
#include "replace.h"
#include "tool.h"

#define SIGNATURE	"~Module signature appended~\n"

static int bad_elf(const struct elf_file *file, const char *what)
{
	error(file->path, "%s (%s)", what, elf_errmsg(-1));
	return -EINVAL;
}

static int check_header(struct elf_file *file)
{
	const char *ident = elf_getident(file->elf, NULL);
	GElf_Ehdr ehdr;
	size_t shdr_size;
	__u64 size;

	if (elf_kind(file->elf) != ELF_K_ELF || !ident) {
		error(file->path, "not an ELF file");
		return -EINVAL;
	}
	if (!gelf_getehdr(file->elf, &ehdr) ||
	    elf_getshdrstrndx(file->elf, &file->shstrndx))
		return bad_elf(file, "truncated or damaged ELF file");
	machine_of_elf(&file->machine, ident, ehdr.e_machine);
	/* libelf says that there are no sections where their table is cut off */
	shdr_size = gelf_fsize(file->elf, ELF_T_SHDR, 1, EV_CURRENT);
	size = lseek(file->fd, 0, SEEK_END);
	if (!ehdr.e_shoff || ehdr.e_shoff > size ||
	    (size - ehdr.e_shoff) / shdr_size < ehdr.e_shnum) {
		error(file->path, "truncated ELF file, or one without sections");
		return -EINVAL;
	}
	return 0;
}

/* The file is open at file->fd, or that is -1 and errno says why. */
static int begin(struct elf_file *file, Elf_Cmd cmd)
{
	struct stat st;

	elf_version(EV_CURRENT);
	file->elf = NULL;
	if (file->fd < 0 || fstat(file->fd, &st)) {
		error(file->path, "%s", strerror(errno));
		return -EINVAL;
	}
	if (!S_ISREG(st.st_mode)) {
		error(file->path, "not a regular file");
		return -EINVAL;
	}
	file->fd = input_decompress(file->path, file->fd, &file->compressed);
	if (file->fd < 0)
		return -EINVAL;
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
 * Return: 0; -EINVAL when it cannot be read.
 */
int elf_file_open(struct elf_file *file, const char *path)
{
	return elf_file_from(file, path, open(path, O_RDONLY | O_CLOEXEC));
}

/**
 * elf_file_from() - as elf_file_open(), of a file that is open
 * @file: filled in; elf_file_close() it if this succeeds
 * @path: what to call it, which must stay
 * @fd: the file, closed by elf_file_close() or when this fails; -1: could not
 *	be opened, as errno says
 *
 * Return: as elf_file_open().
 */
int elf_file_from(struct elf_file *file, const char *path, int fd)
{
	int err;

	file->path = path;
	file->fd = fd;
	err = begin(file, ELF_C_READ_MMAP);
	if (err)
		elf_file_close(file);
	return err;
}

/**
 * elf_file_open_for() - as elf_file_open(), of a file for one machine
 * @file: filled in; elf_file_close() it if this succeeds
 * @path: its name, which must stay; errors are reported
 * @machine: the machine, of the base
 *
 * Return: 0; -EINVAL when it cannot be read, or is for another machine.
 */
int elf_file_open_for(struct elf_file *file, const char *path,
		      const struct machine *machine)
{
	char is[MACHINE_NAME], wanted[MACHINE_NAME];

	if (elf_file_open(file, path))
		return -EINVAL;
	if (machine_same(&file->machine, machine))
		return 0;
	machine_name(&file->machine, is);
	machine_name(machine, wanted);
	error(path,
	      "is for another machine (%s) than the base (%s); name the vmlinux that it was built for",
	      is, wanted);
	elf_file_close(file);
	return -EINVAL;
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
 * Return: the contents, those of sections of BTF in this host's byte order, which
 * the caller frees; NULL when there is no such section or it has no contents in
 * the file.
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
	if (file->machine.swapped)
		foreign_to_host(name, copy, data->d_size);
	*len = data->d_size;
	return copy;
}

bool elf_file_has(struct elf_file *file, const char *name)
{
	GElf_Shdr shdr;

	return find_section(file, name, &shdr);
}

/**
 * elf_file_signature() - how long is the signature appended to a module?
 * @file: the file
 *
 * The mark, and before it the length in the last four bytes of a struct
 * module_signature, are from Documentation/admin-guide/module-signing.rst and
 * include/linux/module_signature.h.
 *
 * Return: bytes from the end of the module proper to that of the file, or 0.
 */
size_t elf_file_signature(const struct elf_file *file)
{
	struct {
		__u8 info[12];
		char mark[sizeof(SIGNATURE) - 1];
	} end;
	off_t size = lseek(file->fd, 0, SEEK_END);
	size_t len;

	if (size < (off_t)sizeof(end) ||
	    pread(file->fd, &end, sizeof(end), size - sizeof(end)) !=
	    sizeof(end) || memcmp(end.mark, SIGNATURE, sizeof(end.mark)))
		return 0;
	len = (size_t)end.info[8] << 24 | end.info[9] << 16 |
	      end.info[10] << 8 | end.info[11];
	len += sizeof(end);
	return len <= (size_t)size ? len : sizeof(end);
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

/* Append the name to the section of names, which libelf does not move. */
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

	if (scn) {
		shdr.sh_flags = (shdr.sh_flags | c->set) & ~c->clear;
		if (!gelf_update_shdr(scn, &shdr))
			return -EINVAL;
		return set_data(scn, elf_getdata(scn, NULL), c);
	}
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

/* The entry in the table of sections stays, as SHT_NULL, since other sections are
 * known by their index.
 */
static int remove_section(struct elf_file *file, const struct elf_change *c)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = find_section(file, c->name, &shdr);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;

	if (!scn)
		return 0;
	if (data) {
		data->d_size = 0;
		elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	}
	memset(&shdr, 0, sizeof(shdr));
	return gelf_update_shdr(scn, &shdr) ? 0 : -EINVAL;
}

static int bad_write(const char *path)
{
	error(path, "cannot write: %s", strerror(errno));
	return -EINVAL;
}

/* The contents to write, in the file's byte order; free() each and the array. */
static struct elf_change *in_file_order(const struct elf_file *file,
					const struct elf_change *changes,
					size_t nr)
{
	struct elf_change *own = xcalloc(nr, sizeof(*own));
	size_t i;

	for (i = 0; i < nr; i++) {
		own[i] = changes[i];
		if (!changes[i].data)
			continue;
		own[i].data = memcpy(xmalloc(changes[i].len), changes[i].data,
				     changes[i].len);
		if (file->machine.swapped)
			foreign_from_host(own[i].name, (void *)own[i].data,
					  own[i].len);
	}
	return own;
}

static void free_changes(struct elf_change *changes, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		free((void *)changes[i].data);
	free(changes);
}

/* The new file has the old one's contents first, then libelf changes it. */
static int change_copy(const char *tmp, const char *path,
		       const struct elf_change *changes, size_t nr)
{
	struct elf_file copy = {
		.path = path, .fd = open(tmp, O_RDWR | O_CLOEXEC),
	};
	size_t i;
	int err = begin(&copy, ELF_C_RDWR);

	for (i = 0; !err && i < nr; i++)
		if (changes[i].data ? apply_change(&copy, &changes[i])
				    : remove_section(&copy, &changes[i]))
			err = bad_elf(&copy, changes[i].name);
	/* Where the table of sections stays in its place libelf would only write
	 * those entries that it had read, and garbage for new ones.
	 */
	if (!err)
		elf_flagelf(copy.elf, ELF_C_SET, ELF_F_DIRTY);
	errno = 0;
	if (!err && elf_update(copy.elf, ELF_C_WRITE) < 0)
		err = errno ? bad_write(path) : bad_elf(&copy, "cannot write");
	if (!err && fsync(copy.fd))
		err = bad_write(path);
	elf_file_close(&copy);
	return err;
}

static int copy_bytes(int from, int to, off_t off, off_t end)
{
	char buf[1 << 16];
	ssize_t got, put;

	/* After a short write, write again to get the reason. */
	while (off < end) {
		size_t len = end - off < (off_t)sizeof(buf) ? end - off :
			     (off_t)sizeof(buf);

		got = pread(from, buf, len, off);
		if (got <= 0)
			return -1;
		put = write(to, buf, got);
		if (put < 0)
			return -1;
		off += put;
	}
	return 0;
}

/* Copy the file without its signature, which libelf would cut off. */
static int make_copy(const struct elf_file *file, char *path, off_t end)
{
	int fd = mkstemp(path), err;

	if (fd < 0)
		return -1;
	err = copy_bytes(file->fd, fd, 0, end);
	if (!err)
		replace_keep(file->path, fd);
	return close(fd) || err ? -1 : 0;
}

static int append_signature(const struct elf_file *file, const char *path,
			    off_t start, off_t end)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC), err;

	if (fd < 0)
		return -1;
	err = copy_bytes(file->fd, fd, start, end) || fsync(fd);
	return close(fd) || err ? -1 : 0;
}

static int rewrite(struct elf_file *file, char *tmp,
		   const struct elf_change *changes, size_t nr,
		   bool keep_signature)
{
	off_t end = lseek(file->fd, 0, SEEK_END);
	off_t start = end - elf_file_signature(file);
	struct elf_change *own = in_file_order(file, changes, nr);
	int err;

	err = make_copy(file, tmp, start);
	if (err)
		err = bad_write(tmp);
	else if (nr)
		err = change_copy(tmp, file->path, own, nr);
	free_changes(own, nr);
	if (!err && keep_signature && start < end) {
		if (append_signature(file, tmp, start, end))
			err = bad_write(tmp);
	}
	return err;
}

/* Does the name say that the file is compressed? Then it must not be plain ELF. */
static bool says_compressed(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && (!strcmp(end, ".xz") || !strcmp(end, ".zst") ||
		       !strcmp(end, ".gz"));
}

/**
 * elf_file_rewrite() - replace, add or remove sections of a file
 * @file: the file, open for reading; its old contents stay visible there
 * @out: the file that gets the new contents; NULL: the file itself
 * @changes: what to change
 * @nr: number of @changes
 * @keep_signature: append the signature again, though it is no longer right
 *
 * Whole or not at all, see replace.c.
 *
 * Return: 0, or -EINVAL, reported.
 */
int elf_file_rewrite(struct elf_file *file, const char *out,
		     const struct elf_change *changes, size_t nr,
		     bool keep_signature)
{
	struct replacement r;

	if (!out && file->compressed) {
		error(file->path, "is compressed; decompress it first");
		return -EINVAL;
	}
	if (out && says_compressed(out)) {
		error(out, "what is written is not compressed; name it .ko");
		return -EINVAL;
	}
	if (replace_begin(&r, out ? out : file->path))
		return -EINVAL;
	return replace_end(&r, rewrite(file, r.tmp, changes, nr,
				       keep_signature));
}
