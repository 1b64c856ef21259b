// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * view_backed.c - the buffer's frames lie in the client's file: what the client writes is what the device reads.
 *
 * Consecutive frames move in one piece. A buffer in too many pieces is not worth it (each costs the host a mapping, of
 * which a process has 65530), and one frame shown at two places of the buffer cannot be lent at all: frames_rebase()
 * says -EBUSY.
 */
#include <linux/errno.h>
#include <linux/mm.h>

#include "shared.h"

#define PIECES_MAX 4096

/* frames from page @first of the buffer on that follow each other */
static unsigned long run_from(const struct pcm_view *view, unsigned long first)
{
	unsigned long n = 1;

	while (first + n < view->pages.count && view->pages.pfns[first + n] == view->pages.pfns[first] + n)
		n++;
	return n;
}

/* the first @end pages */
static void take_back(struct pcm_view *view, unsigned long end)
{
	unsigned long i, n;

	for (i = 0; i < end; i += n) {
		n = run_from(view, i);
		frames_unbase(view->pages.pfns[i], n);
	}
}

static int backed_attach(struct pcm_view *view)
{
	unsigned long i, n, pieces = 0;
	int err;

	for (i = 0; i < view->pages.count; i += run_from(view, i))
		pieces++;
	if (pieces > PIECES_MAX)
		return -EBUSY;
	for (i = 0; i < view->pages.count; i += n) {
		n = run_from(view, i);
		err = frames_rebase(view->pages.pfns[i], n, view->fd, (u64)i << PAGE_SHIFT);
		if (err) {
			take_back(view, i);
			return err;
		}
	}
	return 0;
}

static void backed_detach(struct pcm_view *view)
{
	take_back(view, view->pages.count);
}

const struct pcm_view_ops pcm_view_backed = {
	.name = "backed",
	.attach = backed_attach,
	.detach = backed_detach,
};
