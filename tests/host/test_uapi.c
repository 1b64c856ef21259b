// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_uapi.c - is our ALSA ABI (include/kernel/uapi/sound) the one that applications are compiled for?
 *
 * Two headers with the same names cannot be included in one source. So uapi_table.c is compiled twice: with the kernel
 * world's flags, where <sound/asound.h> is ours (table usnd_uapi_kernel), and with the host world's, where it is the
 * system's (usnd_uapi_system). Each makes a table of the sizes, offsets and numbers of all names in uapi_list.h, and
 * this program compares them. What the system's header is too old for is named in a comment.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "uapi_table.h"

static const struct uapi_entry *find(const struct uapi_entry *table, const char *name)
{
	for (; table->name; table++) {
		if (!strcmp(table->name, name))
			return table;
	}
	return NULL;
}

/* the kernel's name of the one structure that has two */
static const char *kernel_name(const char *name, char *text, size_t size)
{
	static const char in_user_space[] = "struct snd_pcm_status";
	size_t length = strlen(in_user_space);

	if (strncmp(name, in_user_space, length) || (name[length] != '.' && name[length]))
		return name;
	snprintf(text, size, "%s64%s", in_user_space, name + length);
	return text;
}

static bool compare(char kind)
{
	char text[128];
	const struct uapi_entry *theirs, *ours;
	bool equal = true;

	for (theirs = usnd_uapi_system; theirs->name; theirs++) {
		if (theirs->kind != kind)
			continue;
		ours = find(usnd_uapi_kernel, theirs->name);
		if (!ours)
			ours = find(usnd_uapi_kernel, kernel_name(theirs->name, text, sizeof(text)));
		if (ours && ours->value == theirs->value)
			continue;
		equal = false;
		if (ours)
			printf("# %s: ours %#llx, the system's %#llx\n", theirs->name, ours->value, theirs->value);
		else
			printf("# %s: missing\n", theirs->name);
	}
	return equal;
}

/* ours may be newer in the last number, never older */
static bool compatible_versions(void)
{
	const struct uapi_entry *theirs, *ours;
	bool good = true;

	for (theirs = usnd_uapi_system; theirs->name; theirs++) {
		if (theirs->kind != 'p')
			continue;
		ours = find(usnd_uapi_kernel, theirs->name);
		printf("# %s protocol: ours %lld.%lld.%lld, the system's %lld.%lld.%lld\n", theirs->name,
		       ours->value >> 16, ours->value >> 8 & 255, ours->value & 255, theirs->value >> 16,
		       theirs->value >> 8 & 255, theirs->value & 255);
		good = good && ours->value >> 8 == theirs->value >> 8;
	}
	return good;
}

static void name_the_newer(void)
{
	char text[128];
	const struct uapi_entry *ours, *theirs;
	unsigned int newer = 0;

	for (ours = usnd_uapi_kernel; ours->name; ours++) {
		bool known = find(usnd_uapi_system, ours->name);

		for (theirs = usnd_uapi_system; theirs->name && !known; theirs++)
			known = !strcmp(kernel_name(theirs->name, text, sizeof(text)), ours->name);
		if (!known)
			printf("# newer than the system's header: %s\n", ours->name);
		newer += !known;
	}
	printf("# %u names are newer than the system's header and were not compared\n", newer);
}

int main(void)
{
	static const struct {
		char kind;
		const char *name;
	} tests[] = {
		{ 's', "sizes of structures" },
		{ 'o', "offsets of members" },
		{ 'i', "ioctl numbers" },
		{ 'v', "constants" },
	};
	unsigned int i;
	bool good, all;

	printf("1..5\n");
	all = good = compatible_versions();
	printf("%sok 1 - protocol versions\n", good ? "" : "not ");
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		good = compare(tests[i].kind);
		printf("%sok %u - %s\n", good ? "" : "not ", i + 2, tests[i].name);
		all = all && good;
	}
	name_the_newer();
	return all ? 0 : 1;
}
