// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * view_copied.c - buffer and client's file are two memories, and what is queued or recorded is copied between them.
 *
 * For frames that cannot be lent: RAM of another process, a card's own memory, a page that stands for many. At every
 * look at the pointers all that the client has queued is copied anew, for it may have rewound and rewritten it.
 */
#include <linux/errno.h>
#include <linux/mm.h>

#include "shared.h"

static size_t view_bytes(const struct pcm_view *view)
{
	return view->pages.count << PAGE_SHIFT;
}

static void copied_to_device(struct pcm_view *view, size_t from, size_t bytes)
{
	pcm_pages_move(&view->pages, from, view->client + from, bytes, PCM_PAGES_WRITE);
}

static void copied_to_client(struct pcm_view *view, size_t from, size_t bytes)
{
	pcm_pages_move(&view->pages, from, view->client + from, bytes, PCM_PAGES_READ);
}

static int copied_attach(struct pcm_view *view)
{
	int err = pcm_pages_map(&view->pages);

	if (err)
		return err;
	view->client = client_file_map(view->fd, 0, view_bytes(view));
	if (!view->client) {
		pcm_pages_unmap(&view->pages);
		return -ENOMEM;
	}
	copied_to_client(view, 0, view_bytes(view));
	return 0;
}

static void copied_detach(struct pcm_view *view)
{
	client_file_unmap(view->client, view_bytes(view));
	pcm_pages_unmap(&view->pages);
}

const struct pcm_view_ops pcm_view_copied = {
	.name = "copied",
	.attach = copied_attach,
	.detach = copied_detach,
	.to_device = copied_to_device,
	.to_client = copied_to_client,
};
