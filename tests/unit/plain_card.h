/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plain_card.h - card_new(): a card without hardware and devices, for the time of a case. */
#ifndef TESTS_UNIT_PLAIN_CARD_H
#define TESTS_UNIT_PLAIN_CARD_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <sound/core.h>
#include <sound/initval.h>

static void card_free(void *card)
{
	snd_card_free(card);
}

static void parent_free(void *parent)
{
	platform_device_unregister(parent);
}

static __maybe_unused struct snd_card *card_new(struct kunit *test)
{
	struct platform_device *parent;
	struct snd_card *card;

	parent = platform_device_register_simple("usnd-test-card", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, parent_free, parent), 0);
	KUNIT_ASSERT_EQ(test, snd_card_new(&parent->dev, SNDRV_DEFAULT_IDX1, NULL, THIS_MODULE, 0, &card), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, card_free, card), 0);
	return card;
}

#endif
