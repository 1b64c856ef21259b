/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/core.h for sources in the chapter's older spelling: until 2.6.28 snd_card_new() took four arguments, returned
 * the card or NULL, and the device it belongs to was told later, with snd_card_set_dev(). The call of today, with six,
 * still works.
 */
#ifndef _CLASSIC_SOUND_CORE_H
#define _CLASSIC_SOUND_CORE_H

#include <linux/interrupt.h>
#include_next <sound/core.h>
#include <sound/typedefs.h>

static inline struct snd_card *classic_card_new(int idx, const char *xid, struct module *module, int extra_size)
{
	struct snd_card *card;

	return snd_card_new(NULL, idx, xid, module, extra_size, &card) < 0 ? NULL : card;
}

/* before the card is registered: whose files it will have */
static inline void classic_card_set_dev(struct snd_card *card, struct device *dev)
{
	put_device(card->dev);
	card->dev = get_device(dev);
	card->card_dev.parent = dev;
}

#undef snd_card_set_dev
#define snd_card_set_dev(card, dev) classic_card_set_dev(card, dev)

#define __CLASSIC_CARD_NEW(a, b, c, d, e, f, name, ...) name
#define snd_card_new(...) \
	__CLASSIC_CARD_NEW(__VA_ARGS__, snd_card_new, 5, classic_card_new, 3, 2, 1)(__VA_ARGS__)

#endif
