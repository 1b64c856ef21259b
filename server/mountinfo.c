// SPDX-License-Identifier: GPL-2.0-or-later
/* mountinfo.c - the lines of a mountinfo file. */
#include "server/mountinfo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* a field has \040 for a space */
static bool is_same_path(const char *field, const char *path)
{
	while (*field && *path) {
		if (*field == '\\') {
			if ((char)strtol((char[]){ field[1], field[2], field[3], 0 }, NULL, 8) != *path)
				return false;
			field += 4;
		} else if (*field++ != *path) {
			return false;
		}
		path++;
	}
	return !*field && !*path;
}

bool mountinfo_find(FILE *all, const char *path, struct mountinfo *found)
{
	char line[8192], at[4096], type[64], *rest;
	unsigned int major, minor;
	bool any = false;

	while (fgets(line, sizeof(line), all)) {
		rest = strstr(line, " - ");
		if (!rest || sscanf(line, "%*s %*s %u:%u %*s %4095s", &major, &minor, at) != 3 ||
		    sscanf(rest, " - %63s", type) != 1 || !is_same_path(at, path))
			continue;
		any = true;
		found->device = makedev(major, minor);
		strcpy(found->type, type);
	}
	return any;
}

int mountinfo_path(const char *folder, char *path, size_t size)
{
	char before[4096], *name, *real;
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	if (snprintf(before, sizeof(before), "%s%.*s", *folder == '/' ? "" : "./", (int)length, folder) >=
	    (int)sizeof(before))
		return -ENAMETOOLONG;
	name = strrchr(before, '/');
	*name++ = '\0';
	real = realpath(*before ? before : "/", NULL);
	if (!real)
		return -errno;
	length = snprintf(path, size, "%s/%s", strcmp(real, "/") ? real : "", name);
	free(real);
	return length < size ? 0 : -ENAMETOOLONG;
}
