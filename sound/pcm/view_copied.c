// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * view_copied.c - buffer and client's file are two memories, and what is queued or recorded is copied between them.
 *
 * For frames that cannot be lent: RAM of another process, a card's own memory, a page that stands for many. At every look at
 * the pointers all that the client has queued is copied anew, for it may have rewound and rewritten it.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "shared.h"

static size_t view_bytes(const struct pcm_view *view)
{
	return view->count << PAGE_SHIFT;
}

/* a page's part of [@from, +@bytes) at a time */
static void copy(struct pcm_view *view, size_t from, size_t bytes, bool to_device)
{
	unsigned long index;
	size_t offset, piece;
	char *client;

	for (; bytes; from += piece, bytes -= piece) {
		index = from >> PAGE_SHIFT;
		offset = offset_in_page(from);
		piece = min(bytes, PAGE_SIZE - offset);
		client = view->client + from;
		if (view->io[index] && to_device)
			memcpy_toio(view->io[index] + offset, client, piece);
		else if (view->io[index])
			memcpy_fromio(client, view->io[index] + offset, piece);
		else if (to_device)
			memcpy(__va(PFN_PHYS(view->pfns[index])) + offset, client, piece);
		else
			memcpy(client, __va(PFN_PHYS(view->pfns[index])) + offset, piece);
	}
}

static void copied_to_device(struct pcm_view *view, size_t from, size_t bytes)
{
	copy(view, from, bytes, true);
}

static void copied_to_client(struct pcm_view *view, size_t from, size_t bytes)
{
	copy(view, from, bytes, false);
}

static void close_io(struct pcm_view *view)
{
	unsigned long i;

	for (i = 0; i < view->count; i++)
		if (view->io[i])
			iounmap(view->io[i]);
	kvfree(view->io);
}

static int open_io(struct pcm_view *view)
{
	unsigned long i;

	view->io = kvcalloc(view->count, sizeof(*view->io), GFP_KERNEL);
	if (!view->io)
		return -ENOMEM;
	for (i = 0; i < view->count; i++) {
		if (pfn_valid(view->pfns[i]))
			continue;
		view->io[i] = ioremap(PFN_PHYS(view->pfns[i]), PAGE_SIZE);
		if (!view->io[i])
			goto err_close;
	}
	return 0;

err_close:
	close_io(view);
	return -ENOMEM;
}

static int copied_attach(struct pcm_view *view)
{
	int err = open_io(view);

	if (err)
		return err;
	view->client = client_file_map(view->fd, 0, view_bytes(view));
	if (!view->client) {
		close_io(view);
		return -ENOMEM;
	}
	copied_to_client(view, 0, view_bytes(view));
	return 0;
}

static void copied_detach(struct pcm_view *view)
{
	client_file_unmap(view->client, view_bytes(view));
	close_io(view);
}

const struct pcm_view_ops pcm_view_copied = {
	.name = "copied",
	.attach = copied_attach,
	.detach = copied_detach,
	.to_device = copied_to_device,
	.to_client = copied_to_client,
};
