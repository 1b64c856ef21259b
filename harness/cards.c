// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cards.c - the table of cards, and the search for module files.
 */
#include "harness/cards.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct card cards[] = {
	{
		.name = "es1370",
		.module = "snd-es1370",
		.title = "Ensoniq AudioPCI (ES1370)",
		.bus = "PCI",
		.buffer = "DEV, contiguous",
	},
	{
		.name = "sb16",
		.module = "snd-sb16",
		.title = "Sound Blaster 16",
		.bus = "ISA",
		.buffer = "DEV, below 16 MiB",
	},
	{
		.name = "hda",
		.module = "snd-hda",
		.title = "Intel High Definition Audio",
		.bus = "PCI",
		.buffer = "DEV_SG, pieces",
		.widths = 16 | 32,
	},
	{
		.name = "rme32",
		.module = "snd-rme32",
		.title = "RME Digi32",
		.bus = "PCI",
		.buffer = "on the card",
		.widths = 16 | 32,
	},
	{
		.name = "rme32-8",
		.module = "snd-rme32",
		.title = "RME Digi32/8",
		.bus = "PCI",
		.buffer = "on the card",
		.widths = 16 | 32,
	},
	{
		.name = "rme32-pro",
		.module = "snd-rme32",
		.title = "RME Digi32 PRO",
		.bus = "PCI",
		.buffer = "on the card",
		.widths = 16 | 32,
	},
	{
		.name = "aloop",
		.module = "snd-aloop",
		.title = "none: device 0 is led to device 1",
		.bus = "platform",
		.buffer = "VMALLOC",
		.no_hardware = true,
		.far_device = 1,
	},
	{
		.name = "dummy",
		.module = "snd-dummy",
		.title = "none",
		.bus = "platform",
		.buffer = "CONTINUOUS",
		.no_hardware = true,
		.params = "fake_buffer=0",
	},
};

const struct card *card_at(size_t index)
{
	return index < sizeof(cards) / sizeof(cards[0]) ? &cards[index] : NULL;
}

unsigned int card_widths(const struct card *card)
{
	return card->widths ? card->widths : 8 | 16;
}

const struct card *card_find(const char *name)
{
	const struct card *card;
	size_t i;

	for (i = 0; (card = card_at(i)) != NULL; i++)
		if (!strcmp(card->name, name) || !strcmp(card->module, name))
			return card;
	return NULL;
}

/* the folder of the running program, without a slash at the end */
static int program_folder(char *folder, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", folder, size - 1);
	char *slash;

	if (length < 0)
		return -errno;
	folder[length] = '\0';
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	return 0;
}

static bool is_there(const char *folder, const char *below, const char *module, char *path, size_t size)
{
	int length = snprintf(path, size, "%s%s/%s.so", folder, below, module);

	return length > 0 && (size_t)length < size && !access(path, R_OK);
}

int module_path(const char *module, char *path, size_t size)
{
	/* beside the program in a build tree: its own folder, or one up for the programs in tests/ and bench/ */
	static const char *const below_program[] = { "/modules", "/../modules" };
	const char *wanted = getenv("USND_MODULE_PATH");
	char folder[512];
	size_t i;

	if (wanted && is_there(wanted, "", module, path, size))
		return 0;
	if (!program_folder(folder, sizeof(folder)))
		for (i = 0; i < sizeof(below_program) / sizeof(below_program[0]); i++)
			if (is_there(folder, below_program[i], module, path, size))
				return 0;
	return is_there(USND_MODULE_DIR, "", module, path, size) ? 0 : -ENOENT;
}
