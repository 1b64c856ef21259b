// SPDX-License-Identifier: GPL-2.0-or-later
/* inventory_names.c - what module names, parameters and card numbers mean, without a machine. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "server/inventory.h"

#define WORLD_NUMBERS 32

/* names of the Linux tree for drivers of ours that are called otherwise */
static const struct {
	const char *linux_name, *module;
} aliases[] = {
	{ "snd-ens1370", "snd-es1370" },
	{ "snd-hda-intel", "snd-hda" },
};

/* in names of modules and parameters - and _ are the same */
static bool same_name(const char *a, const char *b, size_t length)
{
	size_t i;

	for (i = 0; i < length && a[i] && b[i]; i++)
		if (a[i] != b[i] && !(strchr("-_", a[i]) && strchr("-_", b[i])))
			return false;
	return i == length || a[i] == b[i];
}

static bool same(const char *a, const char *b)
{
	return same_name(a, b, strlen(a) + 1);
}

/* ---- modules ----------------------------------------------------------------------------------------------------- */

void inventory_module_name(const char *file, char *module, size_t size)
{
	const char *base = strrchr(file, '/');
	char *end;

	snprintf(module, size, "%s", base ? base + 1 : file);
	end = strrchr(module, '.');
	if (end && !strcmp(end, ".so"))
		*end = '\0';
}

static const struct card *card_called(const char *name)
{
	const struct card *card;
	size_t i;

	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (same(name, aliases[i].linux_name))
			name = aliases[i].module;
	for (i = 0; (card = card_at(i)); i++)
		if (same(name, card->name) || same(name, card->module))
			return card;
	return NULL;
}

int inventory_find(const char *name, const struct card **card, char *module, size_t size)
{
	char path[512];

	*card = strchr(name, '/') ? NULL : card_called(name);
	snprintf(module, size, "%s", *card ? (*card)->module : name);
	if (strchr(name, '/'))
		return 0;
	return module_path(module, path, sizeof(path));
}

static void list_modules(char *text, size_t size)
{
	size_t used = 0, i;

	text[0] = '\0';
	for (i = 0; card_at(i) && used < size; i++)
		if (!i || strcmp(card_at(i)->module, card_at(i - 1)->module))
			used += snprintf(text + used, size - used, "%s%s", i ? ", " : "", card_at(i)->module);
}

/* ---- parameters -------------------------------------------------------------------------------------------------- */

/* the end of the word that begins at @text; quotes keep white space in it */
static const char *word_end(const char *text)
{
	bool quoted = false;

	for (; *text && (quoted || !isspace((unsigned char)*text)); text++)
		if (*text == '"')
			quoted = !quoted;
	return text;
}

static int check_parameter(const char *path, const char *module, const char *word, size_t length, char *message)
{
	size_t used = 0;
	char name[64];

	for (unsigned int i = 0; !usnd_module_parameter(path, i, name, sizeof(name)); i++)
		if (strlen(name) == length && same_name(word, name, length))
			return 0;
	used = snprintf(message, INVENTORY_MESSAGE, "%s has no parameter \"%.*s\"; it has: ", module, (int)length,
			word);
	for (unsigned int i = 0; used < INVENTORY_MESSAGE && !usnd_module_parameter(path, i, name, sizeof(name)); i++)
		used += snprintf(message + used, INVENTORY_MESSAGE - used, "%s%s", i ? ", " : "", name);
	return -EINVAL;
}

static int check_parameters(const char *path, const char *module, const char *params, char *message)
{
	const char *word, *end;
	int err = 0;

	for (word = params; !err && *word; word = end) {
		word += strspn(word, " \t");
		end = word_end(word);
		if (end > word)
			err = check_parameter(path, module, word, strcspn(word, "= \t"), message);
	}
	return err;
}

/* of "… index=1,-1,3 …": bits 1 and 3; an element past the numbers that there are sets @wrong to it */
static uint64_t index_of(const char *params, long *wrong)
{
	const char *word, *end;
	uint64_t numbers = 0;
	char *rest;
	long number;

	for (word = params; *word; word = end) {
		word += strspn(word, " \t");
		end = word_end(word);
		if (strncmp(word, "index=", 6))
			continue;
		for (word += 6; word < end; word = rest + 1) {
			number = strtol(word, &rest, 0);
			if (rest == word)
				break;
			if (number >= WORLD_NUMBERS)
				*wrong = number;
			else if (number >= 0)
				numbers |= 1ull << number;
		}
	}
	return numbers;
}

uint64_t inventory_index(const char *params)
{
	long wrong;

	return index_of(params, &wrong);
}

static int check_index(const char *params, uint64_t system, char *message)
{
	long wrong = -1;
	uint64_t taken = index_of(params, &wrong) & system;

	if (wrong >= 0) {
		snprintf(message, INVENTORY_MESSAGE, "index=%ld: card numbers go from 0 to %d", wrong,
			 WORLD_NUMBERS - 1);
		return -EINVAL;
	}
	if (!taken)
		return 0;
	snprintf(message, INVENTORY_MESSAGE,
		 "card number %d is taken by a card of this host's kernel; the first free one is %d: "
		 "index=%d, or no index at all",
		 __builtin_ctzll(taken), __builtin_ctzll(~system), __builtin_ctzll(~system));
	return -EBUSY;
}

int inventory_check(const char *name, const char *params, uint64_t system, char *message)
{
	char module[512], path[512], known[160];
	const struct card *card;
	int err = inventory_find(name, &card, module, sizeof(module));

	if (err) {
		list_modules(known, sizeof(known));
		snprintf(message, INVENTORY_MESSAGE,
			 "there is no module \"%.100s\"; there is: %s, or a file made by \"usnd build\"", name, known);
		return err;
	}
	if (strchr(module, '/'))
		snprintf(path, sizeof(path), "%s", module);
	else
		module_path(module, path, sizeof(path));
	if (strchr(params, '\n')) {
		snprintf(message, INVENTORY_MESSAGE, "a parameter is one line");
		return -EINVAL;
	}
	err = usnd_module_parameter(path, 0, known, sizeof(known));
	if (err && err != -ERANGE) {
		snprintf(message, INVENTORY_MESSAGE, "%.300s is no module: %s", path, strerror(-err));
		return err;
	}
	err = check_parameters(path, module, params, message);
	return err ? err : check_index(params, system, message);
}

/* ---- numbers of this host's kernel ------------------------------------------------------------------------------- */

static uint64_t listed_numbers(const char *path)
{
	FILE *file = fopen(path, "re");
	uint64_t numbers = 0;
	unsigned int number;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " %u [", &number) == 1 && strchr(line, '[') && number < INVENTORY_NUMBERS)
			numbers |= 1ull << number;
	if (file)
		fclose(file);
	return numbers;
}

/* of control nodes whose file is of @type */
static uint64_t node_numbers(const char *folder, mode_t type)
{
	DIR *dir = opendir(folder);
	uint64_t numbers = 0;
	struct dirent *entry;
	unsigned int number;
	struct stat st;

	while (dir && (entry = readdir(dir)))
		if (sscanf(entry->d_name, "controlC%u", &number) == 1 && number < INVENTORY_NUMBERS &&
		    !fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && (st.st_mode & S_IFMT) == type)
			numbers |= 1ull << number;
	if (dir)
		closedir(dir);
	return numbers;
}

/* symbolic links are not the kernel's: they are those of a server */
uint64_t inventory_system_numbers(const char *folder)
{
	return listed_numbers("/proc/asound/cards") | node_numbers(folder, S_IFCHR);
}

uint64_t inventory_hidden_numbers(const char *folder)
{
	return listed_numbers("/proc/asound/cards") & node_numbers(folder, S_IFLNK);
}

const char *inventory_cmdline(uint64_t system, char *text, size_t size)
{
	unsigned int most = system ? 63 - __builtin_clzll(system) : 0;
	size_t used;

	text[0] = '\0';
	if (!system)
		return text;
	/* a module that nobody has */
	used = snprintf(text, size, "snd.slots=");
	for (unsigned int i = 0; i <= most && i < WORLD_NUMBERS && used < size; i++)
		used += snprintf(text + used, size - used, "%s%s", i ? "," : "", system >> i & 1 ? "the-host" : "");
	return text;
}
