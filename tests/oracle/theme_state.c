// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_state.c - every state x every PCM ioctl x direction x atomic or not: what is allowed when, and what it does.
 */
#include <errno.h>
#include <string.h>

#include "tests/oracle/pcm_ioctls.h"
#include "tests/oracle/themes.h"

static bool disconnects(int state)
{
	return state == SNDRV_PCM_STATE_DISCONNECTED;
}

static void ask(struct oracle *o, int device, int way, int state, const struct pcm_ioctl *ioctl)
{
	const char *const kinds[] = { "atomic", "nonatomic" };
	union pcm_arg arg;
	struct stream s;
	int err;

	err = stream_in(&s, o, device, way, state);
	if (err)
		say(o, "%s %c %s: not reached: %s", kinds[device], way ? 'c' : 'p', state_name(state), answer(err));
	else
		say_stream(&s, pcm_ioctl_call(&s, ioctl, &arg), "%s %c %s %s", kinds[device], way ? 'c' : 'p',
			   state_name(state), ioctl->name);
	stream_close(&s);
	if (disconnects(state) && command(o, "renew"))
		say(o, "the card does not come back");
}

static void ask_states(struct oracle *o, int first, int last)
{
	const struct pcm_ioctl *ioctl;
	int device, way, state;

	for (device = ATOMIC; device <= NONATOMIC; device++)
		for (way = PLAYBACK; way <= CAPTURE; way++)
			for (state = first; state <= last; state++)
				for (ioctl = pcm_ioctls; ioctl->name; ioctl++)
					ask(o, device, way, state, ioctl);
}

void theme_state(struct oracle *o)
{
	ask_states(o, SNDRV_PCM_STATE_OPEN, SNDRV_PCM_STATE_PAUSED);
}

void theme_suspended(struct oracle *o)
{
	ask_states(o, SNDRV_PCM_STATE_SUSPENDED, SNDRV_PCM_STATE_SUSPENDED);
}

void theme_disconnected(struct oracle *o)
{
	ask_states(o, SNDRV_PCM_STATE_DISCONNECTED, SNDRV_PCM_STATE_DISCONNECTED);
}
