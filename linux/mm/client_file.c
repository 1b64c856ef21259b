// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client_file.c - files of the host that a client maps, and our own view of them.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>

#include "local.h"

int client_file_create(u64 bytes)
{
	if (should_fail("client_file_create", __builtin_return_address(0)))
		return -ENOMEM;
	return host_shared_create(bytes);
}
EXPORT_SYMBOL_GPL(client_file_create);

void client_file_close(int fd)
{
	host_ram_close(fd);
}
EXPORT_SYMBOL_GPL(client_file_close);

void *client_file_map(int fd, u64 offset, size_t bytes)
{
	void *at;

	if (should_fail("client_file_map", __builtin_return_address(0)))
		return NULL;
	at = host_reserve(bytes, PAGE_SIZE);
	if (at && host_map(at, bytes, fd, offset)) {
		host_unreserve(at, bytes);
		at = NULL;
	}
	return at;
}
EXPORT_SYMBOL_GPL(client_file_map);

void client_file_unmap(void *at, size_t bytes)
{
	host_unreserve(at, bytes);
}
EXPORT_SYMBOL_GPL(client_file_unmap);
