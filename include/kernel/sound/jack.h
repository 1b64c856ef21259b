/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jacks: what is plugged in is told by control elements (sound/core/jack.c). Input devices are left out, as with
 * CONFIG_SND_JACK_INPUT_DEV off.
 */
#ifndef __SOUND_JACK_H
#define __SOUND_JACK_H

#include <sound/core.h>

/* what can be in a jack: bits. Buttons are of input devices. */
enum snd_jack_types {
	SND_JACK_HEADPHONE	= 0x0001,
	SND_JACK_MICROPHONE	= 0x0002,
	SND_JACK_HEADSET	= SND_JACK_HEADPHONE | SND_JACK_MICROPHONE,
	SND_JACK_LINEOUT	= 0x0004,
	SND_JACK_MECHANICAL	= 0x0008,
	SND_JACK_VIDEOOUT	= 0x0010,
	SND_JACK_AVOUT		= SND_JACK_LINEOUT | SND_JACK_VIDEOOUT,
	SND_JACK_LINEIN		= 0x0020,
	SND_JACK_BTN_0		= 0x4000,
	SND_JACK_BTN_1		= 0x2000,
	SND_JACK_BTN_2		= 0x1000,
	SND_JACK_BTN_3		= 0x0800,
	SND_JACK_BTN_4		= 0x0400,
	SND_JACK_BTN_5		= 0x0200,
};

/**
 * struct snd_jack - a jack of a card
 * @kctl_list: its elements
 * @hw_status_cache: what snd_jack_report() was last told
 * @private_free: called before it is freed, or NULL
 */
struct snd_jack {
	struct list_head kctl_list;
	struct snd_card *card;
	const char *id;
	int hw_status_cache;
	void *private_data;
	void (*private_free)(struct snd_jack *jack);
};

/**
 * snd_jack_new() - a jack of @card, which is freed with it
 * @type: SND_JACK_ bits that it can tell
 * @initial_kctl: it gets an element called @id
 * @phantom_jack: nothing can be detected there: it has no input device, which none has here
 * Return: 0, -ENOMEM, what snd_ctl_add() gives.
 */
int snd_jack_new(struct snd_card *card, const char *id, int type, struct snd_jack **jack, bool initial_kctl,
		 bool phantom_jack);
/* One more element, for the bits of @mask. */
int snd_jack_add_new_kctl(struct snd_jack *jack, const char *name, int mask);
/* What is plugged in now: who has subscribed is told of the elements that change. Any context. */
void snd_jack_report(struct snd_jack *jack, int status);

static inline void snd_jack_set_parent(struct snd_jack *jack, struct device *parent) { }
static inline int snd_jack_set_key(struct snd_jack *jack, enum snd_jack_types type, int keytype) { return 0; }

#endif
