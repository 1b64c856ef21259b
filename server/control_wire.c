// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_wire.c - errno names, for both ends of the control socket. Numbers differ between architectures, names do
 * not.
 */
#include "server/control_wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME(number) { number, #number }

static const struct {
	int number;
	const char *name;
} names[] = {
	NAME(EPERM),	NAME(ENOENT),	    NAME(EINTR),     NAME(EIO),	      NAME(ENXIO),    NAME(E2BIG),
	NAME(ENOEXEC),	NAME(EBADF),	    NAME(EAGAIN),    NAME(ENOMEM),    NAME(EACCES),   NAME(EFAULT),
	NAME(EBUSY),	NAME(EEXIST),	    NAME(ENODEV),    NAME(ENOTDIR),   NAME(EISDIR),   NAME(EINVAL),
	NAME(EMFILE),	NAME(ENOTTY),	    NAME(EFBIG),     NAME(ENOSPC),    NAME(EROFS),    NAME(EPIPE),
	NAME(ERANGE),	NAME(ENAMETOOLONG), NAME(ENOSYS),    NAME(EOVERFLOW), NAME(EBADFD),   NAME(EOPNOTSUPP),
	NAME(EMSGSIZE), NAME(ENOBUFS),	    NAME(ETIMEDOUT), NAME(EALREADY),  NAME(ESTRPIPE), NAME(ESHUTDOWN),
	NAME(EPROTO),
};

#define NAMES (sizeof(names) / sizeof(names[0]))

const char *control_status(int err, char *text, size_t size)
{
	size_t i;

	if (!err)
		return "OK";
	for (i = 0; i < NAMES; i++)
		if (names[i].number == -err)
			return names[i].name;
	snprintf(text, size, "E%d", -err);
	return text;
}

int control_status_parse(const char *status)
{
	char *end;
	long number;
	size_t i;

	if (!strcmp(status, "OK"))
		return 0;
	for (i = 0; i < NAMES; i++)
		if (!strcmp(names[i].name, status))
			return -names[i].number;
	if (status[0] != 'E' || status[1] < '1' || status[1] > '9')
		return 1;
	number = strtol(status + 1, &end, 10);
	return *end || number > 4095 ? 1 : -number;
}
