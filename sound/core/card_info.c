// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * card_info.c - what cards say about themselves: /proc/asound/cards and modules, and the list of components.
 * The table of cards is read with snd_card_mutex held.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/string.h>

#include "local.h"

static void read_cards(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	bool none = true;
	int number;

	mutex_lock(&snd_card_mutex);
	for (number = 0; number < SNDRV_CARDS; number++) {
		struct snd_card *card = snd_cards[number];

		if (!card)
			continue;
		none = false;
		snd_iprintf(buffer, "%2i [%-15s]: %s - %s\n%22s%s\n", number, card->id, card->driver,
			    card->shortname, "", card->longname);
	}
	mutex_unlock(&snd_card_mutex);
	if (none)
		snd_iprintf(buffer, "--- no soundcards ---\n");
}

static void read_modules(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	int number;

	mutex_lock(&snd_card_mutex);
	for (number = 0; number < SNDRV_CARDS; number++)
		if (snd_cards[number])
			snd_iprintf(buffer, "%2i %s\n", number, module_name(snd_cards[number]->module));
	mutex_unlock(&snd_card_mutex);
}

static int add_file(const char *name, void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer))
{
	struct snd_info_entry *entry = snd_info_create_module_entry(THIS_MODULE, name, NULL);

	if (!entry)
		return -ENOMEM;
	entry->c.text.read = read;
	/* on error it is freed with the root */
	return snd_info_register(entry);
}

int __init snd_card_info_init(void)
{
	int err = add_file("cards", read_cards);

	return err ? err : add_file("modules", read_modules);
}

/**
 * snd_component_add() - add a word to the card's list of components
 * Return: 0, 1 if it is there, -ENOMEM if the list is full.
 */
int snd_component_add(struct snd_card *card, const char *component)
{
	size_t length = strlen(component), used = strlen(card->components);
	const char *there = strstr(card->components, component);

	if (there && (!there[length] || there[length] == ' '))
		return 1;
	if (used + 1 + length + 1 > sizeof(card->components)) {
		snd_BUG();
		return -ENOMEM;
	}
	if (used)
		card->components[used++] = ' ';
	strcpy(card->components + used, component);
	return 0;
}
EXPORT_SYMBOL(snd_component_add);
