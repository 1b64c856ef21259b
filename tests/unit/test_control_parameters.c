// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_parameters.c - the parameter of module snd that limits users' elements, other than its default
 * (sound/core/control_user.c). It is given at boot: snd.max_user_ctl_alloc_size=4096
 */
#include "control_card.h"

#define LIMIT 4096

static long add_bytes(struct app *app, unsigned int index)
{
	struct snd_ctl_elem_info info = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_CARD, .name = "Bytes", .index = index },
		.type = SNDRV_CTL_ELEM_TYPE_BYTES,
		.count = 512,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE,
	};

	return EXCHANGE(app, ELEM_ADD, &info);
}

static void max_user_ctl_alloc_size_is_exact(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct app *app = app_open(test, card, 0);
	unsigned int words[4] = { 1 }, added = 0;
	long result;

	while (!(result = add_bytes(app, added)) && card->user_ctl_alloc_size <= LIMIT)
		added++;
	if (!result)
		kunit_skip(test, "needs snd.max_user_ctl_alloc_size=4096");
	KUNIT_EXPECT_EQ(test, result, (long)-ENOMEM);
	KUNIT_EXPECT_GT(test, added, 1u);
	KUNIT_EXPECT_EQ(test, card->controls_count, (int)added);
	words[1] = LIMIT - card->user_ctl_alloc_size + 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), (long)-ENOMEM);
	words[1]--;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)LIMIT);
}

static struct kunit_case control_parameters_cases[] = {
	KUNIT_CASE(max_user_ctl_alloc_size_is_exact),
	{}
};

static struct kunit_suite control_parameters_suite = {
	.name = "control_parameters",
	.test_cases = control_parameters_cases,
};

kunit_test_suite(control_parameters_suite);

MODULE_DESCRIPTION("the parameter for users' elements");
MODULE_LICENSE("GPL");
