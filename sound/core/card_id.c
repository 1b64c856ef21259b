// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * card_id.c - how a card gets its id, the name in hw:CARD=id and of the link /proc/asound/id.
 *
 * The rules are Linux's, since users have them in their configuration: letters and digits of the wanted name; a
 * letter in front of a leading digit; "Default" if nothing is left or if it would look like a card's directory; and _1,
 * _2 … (hexadecimal) behind it, over its end if need be, until no other card and no file of /proc/asound has it.
 */
#define KBUILD_MODNAME "snd"

#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "local.h"

static bool is_id_char(char c)
{
	return isascii(c) && isalnum(c);
}

/* Every "card…" is reserved, and what else stands or stood in /proc/asound. */
int snd_info_check_reserved_words(const char *str)
{
	static const char *const reserved[] = {
		"version", "meminfo", "memdebug", "detect", "devices", "oss", "cards", "timers", "synth", "pcm", "seq",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(reserved); i++)
		if (!strcmp(str, reserved[i]))
			return 0;
	return strncmp(str, "card", 4) != 0;
}

static bool is_free(struct snd_card *card, const char *id)
{
	int i;

	if (!snd_info_check_reserved_words(id))
		return false;
	for (i = 0; i < SNDRV_CARDS; i++)
		if (snd_cards[i] && snd_cards[i] != card && !strcmp(snd_cards[i]->id, id))
			return false;
	return true;
}

const char *card_name_id(const char *name)
{
	const char *word = name;

	for (; *name; name++)
		if (isspace(name[0]) && is_id_char(name[1]))
			word = name + 1;
	return word;
}

static void copy_id_chars(char *id, size_t size, const char *src, const char *wanted)
{
	size_t n = 0;

	while (*wanted && !is_id_char(*wanted))
		wanted++;
	if (isdigit(*wanted))
		id[n++] = isalpha(*src) ? *src : 'D';
	for (; *wanted && n < size - 1; wanted++)
		if (is_id_char(*wanted))
			id[n++] = *wanted;
	id[n] = '\0';
}

/* Try the id as it is, then with suffixes. */
static bool make_unique(struct snd_card *card)
{
	const size_t last = sizeof(card->id) - 1;
	size_t length = strlen(card->id), at;
	char suffix[8];
	int i, n;

	for (i = 0; i < SNDRV_CARDS; i++) {
		if (is_free(card, card->id))
			return true;
		n = snprintf(suffix, sizeof(suffix), "_%X", i + 1);
		at = min_t(size_t, length, last - n);
		memcpy(card->id + at, suffix, n + 1);
	}
	return false;
}

void card_make_id(struct snd_card *card, const char *src, const char *wanted)
{
	copy_id_chars(card->id, sizeof(card->id), src, wanted);
	if (card->id[0] && strncmp(card->id, "card", 4) && make_unique(card))
		return;
	strscpy(card->id, "Default", sizeof(card->id));
	if (make_unique(card))
		return;
	dev_err(card->dev, "no id is free for card %d\n", card->number);
	snprintf(card->id, sizeof(card->id), "card%d", card->number);
}

/**
 * snd_card_set_id() - set the id of a card from @nid, made unique
 * Without effect if it has one: the user's choice (module parameter id) comes first. Sleeps.
 */
void snd_card_set_id(struct snd_card *card, const char *nid)
{
	if (card->id[0])
		return;
	mutex_lock(&snd_card_mutex);
	card_make_id(card, nid, nid);
	mutex_unlock(&snd_card_mutex);
}
EXPORT_SYMBOL(snd_card_set_id);
