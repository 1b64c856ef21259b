/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cable.h - the far end of a card that is a cable (struct card, @far_device): a second program, which records there
 * what is played at the near end, or plays what is recorded there.
 *
 * The two streams are linked: frame 0 of the one is frame 0 of the other.
 */
#ifndef HARNESS_CABLE_H
#define HARNESS_CABLE_H

#include "harness/client.h"

struct host_task;

/**
 * struct cable - private
 * @line: what the far end records goes to @line->frames; what it plays comes from there
 * @near, @far: the streams; @far is of the other direction
 * @wanted: frames that the far end records
 * @error: -errno of the far end's
 */
struct cable {
	const struct usnd_line *line;
	struct client_pcm *near, far;
	struct host_task *task;
	void *block;
	uint64_t wanted;
	int error;
};

/**
 * cable_plug() - open the far end with the parameters of @near, which is configured, and link the two
 * @device: of the far end, on card 0
 * @cable: left alone until cable_pull()
 * From here on @near starts both. Return: 0 or -errno, with nothing left open.
 */
int cable_plug(struct cable *cable, struct client_pcm *near, unsigned int device, const struct usnd_line *line);

/**
 * cable_pull() - the near end has come to its end: so does the far one, and closes
 * @err: how that was; 0: all of what was played was drained, and is still recorded
 * Return: 0, or -errno of the far end.
 */
int cable_pull(struct cable *cable, int err);

#endif
