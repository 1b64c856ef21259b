// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_badarg.c - every PCM ioctl with an argument at an address that is not there, or that ends too early.
 */
#include "tests/oracle/pcm_ioctls.h"
#include "tests/oracle/themes.h"

#include <string.h>

struct place {
	const char *name;
	/* where the argument of @size bytes is to lie */
	char *(*at)(struct oracle *o, size_t size);
};

static char *at_null(struct oracle *o, size_t size)
{
	return NULL;
}

static char *in_first_page(struct oracle *o, size_t size)
{
	return (char *)16;
}

static char *in_kernel(struct oracle *o, size_t size)
{
	return (char *)0xffff888000000000UL;
}

/* aligned as applications align: an odd address of a structure is not the question, and UBSan objects to it */
static char *cut_off(struct oracle *o, size_t size)
{
	return o->ops->edge() - size / 2 / 8 * 8;
}

static char *end_missing(struct oracle *o, size_t size)
{
	return o->ops->edge() - (size - 1) / 8 * 8;
}

static char *just_fits(struct oracle *o, size_t size)
{
	return o->ops->edge() - size;
}

static const struct place places[] = {
	{ "NULL", at_null }, { "first page", in_first_page }, { "kernel", in_kernel }, { "half", cut_off },
	{ "end missing", end_missing }, { "to the edge", just_fits },
};

/* the argument's bytes as far as there is room for them */
static void put_argument(struct oracle *o, char *at, const union pcm_arg *arg, size_t size)
{
	char *edge = o->ops->edge();

	if (at < edge && edge - at <= 4096)
		memcpy(at, arg, size < (size_t)(edge - at) ? size : (size_t)(edge - at));
}

static void ask(struct oracle *o, int way, int state, const struct pcm_ioctl *ioctl, const struct place *place)
{
	union pcm_arg arg;
	struct stream s;
	char *at;
	int err;

	err = stream_in(&s, o, ATOMIC, way, state);
	if (err) {
		say(o, "not reached: %s", answer(err));
	} else {
		pcm_ioctl_fill(&s, ioctl, &arg);
		at = place->at(o, ioctl->size);
		put_argument(o, at, &arg, ioctl->size);
		say_stream(&s, do_ioctl(&s, ioctl->cmd, at), "%c %s %s %s", way ? 'c' : 'p', state_name(state),
			   ioctl->name, place->name);
	}
	stream_close(&s);
}

void theme_badarg(struct oracle *o)
{
	static const int states[] = { SNDRV_PCM_STATE_OPEN, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_STATE_RUNNING };
	const struct pcm_ioctl *ioctl;
	size_t i, p;
	int way;

	for (way = PLAYBACK; way <= CAPTURE; way++)
		for (i = 0; i < COUNT(states); i++)
			for (ioctl = pcm_ioctls; ioctl->name; ioctl++)
				for (p = 0; ioctl->size && p < COUNT(places); p++)
					ask(o, way, states[i], ioctl, &places[p]);
}
