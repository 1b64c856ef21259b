// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_device.c - the order in which the components of a card come and go (sound/core/device.c).
 * Each component writes a letter when it is registered (R), disconnected (D) or freed (F), followed by its name.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <sound/core.h>
#include "expect.h"

static char story[256];
static struct device *parent;

struct component {
	char name;
	int register_error;
};

static void tell(char what, const struct component *c)
{
	size_t length = strlen(story);

	snprintf(story + length, sizeof(story) - length, "%c%c ", what, c->name);
}

static int component_register(struct snd_device *dev)
{
	struct component *c = dev->device_data;

	if (c->register_error)
		return c->register_error;
	tell('R', c);
	return 0;
}

static int component_disconnect(struct snd_device *dev)
{
	tell('D', dev->device_data);
	return 0;
}

static int component_free(struct snd_device *dev)
{
	tell('F', dev->device_data);
	return 0;
}

static const struct snd_device_ops component_ops = {
	.dev_free = component_free,
	.dev_register = component_register,
	.dev_disconnect = component_disconnect,
};

static struct snd_card *card_with(struct kunit *test, struct component *components, const enum snd_device_type *types,
				  int count)
{
	struct snd_card *card;
	int i;

	KUNIT_ASSERT_EQ(test, snd_card_new(parent, -1, NULL, THIS_MODULE, 0, &card), 0);
	for (i = 0; i < count; i++)
		KUNIT_ASSERT_EQ(test, snd_device_new(card, types[i], &components[i], &component_ops), 0);
	return card;
}

static void registered_by_type_then_age_and_freed_backwards(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_TIMER, SNDRV_DEV_PCM, SNDRV_DEV_CODEC, SNDRV_DEV_PCM };
	struct component c[] = { { 't' }, { 'p' }, { 'c' }, { 'q' } };
	struct snd_card *card = card_with(test, c, types, ARRAY_SIZE(c));

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_STREQ(test, story, "Rc Rp Rq Rt ");
	story[0] = '\0';
	snd_card_free(card);
	KUNIT_EXPECT_STREQ(test, story, "Dt Dq Dp Dc Ft Fq Fp Fc ");
}

static void lowlevel_and_control_are_freed_last(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_LOWLEVEL, SNDRV_DEV_CONTROL, SNDRV_DEV_PCM };
	struct component c[] = { { 'l' }, { 'k' }, { 'p' } };
	struct snd_card *card = card_with(test, c, types, ARRAY_SIZE(c));

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_STREQ(test, story, "Rl Rp Rk ");
	story[0] = '\0';
	snd_card_free(card);
	KUNIT_EXPECT_STREQ(test, story, "Dk Dp Dl Fp Fk Fl ");
}

static void not_registered_is_not_disconnected(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_PCM };
	struct component c[] = { { 'p' } };
	struct snd_card *card = card_with(test, c, types, 1);

	KUNIT_EXPECT_EQ(test, snd_device_get_state(card, &c[0]), (int)SNDRV_DEV_BUILD);
	snd_card_free(card);
	KUNIT_EXPECT_STREQ(test, story, "Fp ");
}

static void register_stops_at_the_first_error(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_CODEC, SNDRV_DEV_PCM, SNDRV_DEV_TIMER };
	struct component c[] = { { 'c' }, { 'p', -EIO }, { 't' } };
	struct snd_card *card = card_with(test, c, types, ARRAY_SIZE(c));

	KUNIT_EXPECT_EQ(test, snd_card_register(card), -EIO);
	KUNIT_EXPECT_STREQ(test, story, "Rc ");
	story[0] = '\0';
	snd_card_free(card);
	KUNIT_EXPECT_STREQ(test, story, "Dc Ft Fp Fc ");
}

static void added_later_is_registered_alone(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_PCM };
	struct component c[] = { { 'p' }, { 'q' } };
	struct snd_card *card = card_with(test, c, types, 1);

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_EQ(test, snd_device_new(card, SNDRV_DEV_PCM, &c[1], &component_ops), 0);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, &c[1]), 0);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, &c[1]), 0);
	KUNIT_EXPECT_STREQ(test, story, "Rp Rq ");
	KUNIT_EXPECT_EQ(test, snd_device_get_state(card, &c[1]), (int)SNDRV_DEV_REGISTERED);
	snd_card_free(card);
}

static void freed_alone_is_disconnected_and_forgotten(struct kunit *test)
{
	static const enum snd_device_type types[] = { SNDRV_DEV_PCM, SNDRV_DEV_PCM };
	struct component c[] = { { 'p' }, { 'q' } };
	struct snd_card *card = card_with(test, c, types, 2);

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	story[0] = '\0';
	snd_device_disconnect(card, &c[0]);
	snd_device_disconnect(card, &c[0]);
	KUNIT_EXPECT_EQ(test, snd_device_get_state(card, &c[0]), (int)SNDRV_DEV_DISCONNECTED);
	snd_device_free(card, &c[0]);
	snd_device_free(card, &c[1]);
	KUNIT_EXPECT_STREQ(test, story, "Dp Fp Dq Fq ");
	KUNIT_EXPECT_EQ(test, snd_device_get_state(card, &c[0]), -1);
	snd_card_free(card);
}

static void unknown_component_cannot_be_registered(struct kunit *test)
{
	struct component c = { 'x' };
	struct snd_card *card = card_with(test, NULL, NULL, 0);

	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, &c), -ENXIO);
	/* these only say so at debug level */
	snd_device_disconnect(card, &c);
	snd_device_free(card, &c);
	snd_card_free(card);
}

static int device_test_init(struct kunit *test)
{
	story[0] = '\0';
	parent = root_device_register("test_device");
	return PTR_ERR_OR_ZERO(parent);
}

static void device_test_exit(struct kunit *test)
{
	root_device_unregister(parent);
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(registered_by_type_then_age_and_freed_backwards),
	KUNIT_CASE(lowlevel_and_control_are_freed_last),
	KUNIT_CASE(not_registered_is_not_disconnected),
	KUNIT_CASE(register_stops_at_the_first_error),
	KUNIT_CASE(added_later_is_registered_alone),
	KUNIT_CASE(freed_alone_is_disconnected_and_forgotten),
	KUNIT_CASE(unknown_component_cannot_be_registered),
	{}
};

static struct kunit_suite device_suite = {
	.name = "device",
	.init = device_test_init,
	.exit = device_test_exit,
	.test_cases = device_cases,
};

kunit_test_suite(device_suite);

MODULE_DESCRIPTION("components of a card");
MODULE_LICENSE("GPL");
