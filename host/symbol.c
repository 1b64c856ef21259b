// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbol.c - names of code addresses, static functions included: reports speak in the words of the source.
 *
 * dladdr() knows exported names only, so the symbol table of the object's file is read, once per object, and kept
 * for the life of the process. One mutex protects the list of objects; tables never change once they are on it.
 */
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <usnd/host.h>

struct code {
	uintptr_t start;	/* as in the file: relative to the load address for position independent objects */
	uintptr_t end;
	const char *name;	/* in the object's map */
};

struct object {
	struct object *next;
	char path[512];
	struct stat file;	/* which file it was: a rebuilt module is another object */
	struct code *codes;	/* by start */
	size_t count;
	bool relative;		/* addresses are relative to where it was loaded */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct object *objects;

static int by_start(const void *a, const void *b)
{
	const struct code *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* @map is checked against @bytes wherever an offset of the file is followed */
static void read_symbols(struct object *o, const char *map, size_t bytes)
{
	const ElfW(Ehdr) *head = (const void *)map;
	const ElfW(Shdr) *sections, *table = NULL, *strings;
	const ElfW(Sym) *symbols;
	size_t i, count;

	if (bytes < sizeof(*head) || memcmp(head->e_ident, ELFMAG, SELFMAG) || head->e_shoff >= bytes ||
	    (bytes - head->e_shoff) / sizeof(*sections) < head->e_shnum)
		return;
	o->relative = head->e_type == ET_DYN;
	sections = (const void *)(map + head->e_shoff);
	for (i = 0; i < head->e_shnum; i++)
		if (sections[i].sh_type == SHT_SYMTAB || (sections[i].sh_type == SHT_DYNSYM && !table))
			table = &sections[i];
	if (!table || table->sh_link >= head->e_shnum)
		return;
	strings = &sections[table->sh_link];
	if (table->sh_offset > bytes || table->sh_size > bytes - table->sh_offset ||
	    strings->sh_offset > bytes || strings->sh_size > bytes - strings->sh_offset)
		return;
	symbols = (const void *)(map + table->sh_offset);
	count = table->sh_size / sizeof(*symbols);
	o->codes = calloc(count, sizeof(*o->codes));
	for (i = 0; o->codes && i < count; i++) {
		if (ELF64_ST_TYPE(symbols[i].st_info) != STT_FUNC || !symbols[i].st_value ||
		    symbols[i].st_name >= strings->sh_size)
			continue;
		o->codes[o->count++] = (struct code){
			.start = symbols[i].st_value,
			.end = symbols[i].st_value + (symbols[i].st_size ? symbols[i].st_size : 1),
			.name = map + strings->sh_offset + symbols[i].st_name,
		};
	}
	if (o->codes)
		qsort(o->codes, o->count, sizeof(*o->codes), by_start);
}

static struct object *find_object(const char *path)
{
	struct object *o;
	struct stat file;
	void *map;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &file))
		goto err_close;
	for (o = objects; o; o = o->next)
		if (!strcmp(o->path, path) && o->file.st_ino == file.st_ino && o->file.st_dev == file.st_dev &&
		    o->file.st_mtim.tv_sec == file.st_mtim.tv_sec && o->file.st_size == file.st_size)
			goto out_close;
	o = calloc(1, sizeof(*o));
	if (!o)
		goto err_close;
	snprintf(o->path, sizeof(o->path), "%s", path);
	o->file = file;
	/* stays: the names are in it */
	map = mmap(NULL, file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map != MAP_FAILED)
		read_symbols(o, map, file.st_size);
	o->next = objects;
	objects = o;
out_close:
	close(fd);
	return o;

err_close:
	close(fd);
	return NULL;
}

/* the last function that starts at or below @at and covers it */
static const struct code *find_code(const struct object *o, uintptr_t at)
{
	size_t low = 0, high = o->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (o->codes[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low && at < o->codes[low - 1].end ? &o->codes[low - 1] : NULL;
}

/* the kernel world's names without the prefix they are linked with (scripts/kernel-link) */
static const char *plain_name(const char *name)
{
	return !strncmp(name, "k_", 2) ? name + 2 : name;
}

bool host_same_object(const void *a, const void *b)
{
	Dl_info first, second;

	return dladdr(a, &first) && dladdr(b, &second) && first.dli_fbase == second.dli_fbase;
}

void host_symbol(const void *at, char *text, size_t size)
{
	const char *path, *file, *name = NULL;
	const struct code *code;
	uintptr_t offset = 0;
	struct object *o;
	Dl_info info;

	if (!dladdr(at, &info) || !info.dli_fname) {
		snprintf(text, size, "%p", at);
		return;
	}
	/* the executable's name may be relative to a directory that was left */
	path = strchr(info.dli_fname, '/') && access(info.dli_fname, R_OK) == 0 ? info.dli_fname : "/proc/self/exe";
	file = strrchr(info.dli_fname, '/');
	file = file ? file + 1 : info.dli_fname;

	pthread_mutex_lock(&lock);
	o = find_object(path);
	if (o) {
		uintptr_t in_file = (uintptr_t)at - (o->relative ? (uintptr_t)info.dli_fbase : 0);

		code = find_code(o, in_file);
		if (code) {
			name = code->name;
			offset = in_file - code->start;
		}
	}
	pthread_mutex_unlock(&lock);
	if (!name && info.dli_sname) {
		name = info.dli_sname;
		offset = (uintptr_t)at - (uintptr_t)info.dli_saddr;
	}
	if (!name)
		snprintf(text, size, "%s+0x%zx", file, (size_t)((uintptr_t)at - (uintptr_t)info.dli_fbase));
	else if (offset)
		snprintf(text, size, "%s+0x%zx [%s]", plain_name(name), (size_t)offset, file);
	else
		snprintf(text, size, "%s [%s]", plain_name(name), file);
}
