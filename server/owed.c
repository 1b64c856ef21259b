// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * owed.c - the rest of a stream is played: by a drain, which ends at the last frame that was written, and not by an
 * xrun, which nobody would be to blame for.
 */
#include "server/owed.h"

#include <errno.h>
#include <poll.h>
#include <sound/asound.h>
#include <sys/ioctl.h>
#include <usnd/host.h>

/* of the run: a device that does not move any more. As a drain's own. */
#define DRAIN_MOST_NS 10000000000ull

void owed_play(struct pace *pace, struct pace_file *pf, struct usnd_file *file, const struct usnd_caller *caller)
{
	struct pace_call call;

	if (!pace_owes(pace, pf, host_now()))
		return;
	pace_enter(pace, &call, pf->thread, &pf, 1);
	/* it may be O_NONBLOCK: then the drain goes on by itself, and the end of it is an event */
	if (usnd_ioctl(file, SNDRV_PCM_IOCTL_DRAIN, 0, caller) == -EAGAIN)
		usnd_poll(file, POLLOUT, DRAIN_MOST_NS, caller);
	pace_leave(pace, &call);
}
