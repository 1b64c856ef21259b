/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owed.h - a stream that is stopped plays first what the paced clock has kept from it (rule 5 of pace.h).
 *
 * The clock stands still shortly before a stream runs dry, for its client may be slow. A client that is not slow but
 * waits for the end by its own clock, and then stops the stream or goes, would lose what was left.
 */
#ifndef SERVER_OWED_H
#define SERVER_OWED_H

#include "server/pace.h"

/**
 * owed_play() - before DROP, or the release, of playback
 * @pf: of @file, an open PCM; @caller: of usnd_ioctl()
 * Returns when the stream has played what it has, has failed to, or the caller was interrupted; at once if nothing is
 * owed, and on the real clock (@pace is NULL). In a task, no lock held: it sleeps as a drain does, so as long as others
 * hold the clock up.
 */
void owed_play(struct pace *pace, struct pace_file *pf, struct usnd_file *file, const struct usnd_caller *caller);

#endif
