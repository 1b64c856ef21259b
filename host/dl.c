// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dl.c - drivers as shared objects: dlopen() with all symbols resolved at once and none given to others.
 *
 * Names of the kernel world carry the prefix that scripts/kernel-link gave them; messages for people do not.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <usnd/host.h>

#define KERNEL_PREFIX "k_"

/* glibc: "/path/x.so: undefined symbol: k_name" or "…: k_name, version V"; musl has other words for the same. */
static bool unknown_symbol(const char *message, char *error, size_t size)
{
	static const char mark[] = "undefined symbol: ";
	const char *name = strstr(message, mark);

	if (!name)
		return false;
	name += strlen(mark);
	if (!strncmp(name, KERNEL_PREFIX, strlen(KERNEL_PREFIX)))
		name += strlen(KERNEL_PREFIX);
	snprintf(error, size, "Unknown symbol %.*s", (int)strcspn(name, ", \t\n("), name);
	return true;
}

int host_dl_open(const char *path, void **object, char *error, size_t size)
{
	const char *message;
	char local[4096];

	/* a bare name would be searched for in the system's library directories */
	if (!strchr(path, '/')) {
		snprintf(local, sizeof(local), "./%s", path);
		path = local;
	}
	if (access(path, F_OK)) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		return -ENOENT;
	}
	*object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (*object)
		return 0;
	message = dlerror();
	if (!message)
		message = "cannot be loaded";
	if (!unknown_symbol(message, error, size))
		snprintf(error, size, "%s", message);
	return -ENOEXEC;
}

void *host_dl_symbol(void *object, const char *name)
{
	return dlsym(object, name);
}

void host_dl_close(void *object)
{
	dlclose(object);
}
