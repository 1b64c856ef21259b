/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to sound/core. */
#ifndef SOUND_CORE_LOCAL_H
#define SOUND_CORE_LOCAL_H

#include <linux/mutex.h>
#include <sound/core.h>
#include <sound/info.h>

/* ---- init.c ---- */

/* Registered cards by number, and the lock over them, over the numbers in use and over card ids. */
extern struct snd_card *snd_cards[SNDRV_CARDS];
extern struct mutex snd_card_mutex;

/** cards_finish() - at the end of the world: report cards that are still there */
void cards_finish(void);

/* ---- card_id.c ---- */

/**
 * card_make_id() - give @card an id nobody else has, made from @wanted
 * @src: where a letter is taken from if @wanted begins with a digit
 * snd_card_mutex held. Neither string may be inside card->id.
 */
void card_make_id(struct snd_card *card, const char *src, const char *wanted);

/** card_name_id() - the part of a short or long name that makes a good id: its last word */
const char *card_name_id(const char *name);

/* ---- card_files.c ---- */

/** card_shut_files() - mark the card as shut down and cut its open files off; false: it was already */
bool card_shut_files(struct snd_card *card);

/* ---- info_text.c, info_data.c: the operations of the two kinds of entries ---- */

extern const struct proc_ops info_text_ops;
extern const struct proc_ops info_data_ops;

/* ---- info.c ---- */

/* Held while a file is opened and while entries appear and disappear: entry->p does not change. */
extern struct mutex info_mutex;

/** info_pin() - may a file of this entry be opened? Pins its module: 0, -ENODEV, -EFAULT. info_mutex held. */
int info_pin(struct snd_info_entry *entry);

#endif
