// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_jack.c - what is plugged into a card's jacks, as its control elements tell it (sound/core/jack.c).
 */
#include <sound/jack.h>
#include "control_card.h"

static long value_of(struct kunit *test, struct snd_card *card, const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_CARD, .index = index };
	struct snd_ctl_elem_value value = { 0 };
	struct snd_kcontrol *kctl;

	strscpy(id.name, name, sizeof(id.name));
	kctl = snd_ctl_find_id(card, &id);
	KUNIT_EXPECT_NOT_NULL(test, kctl);
	if (!kctl || kctl->get(kctl, &value))
		return -1;
	return value.value.integer.value[0];
}

static unsigned int freed;

static void on_free(struct snd_jack *jack)
{
	freed++;
}

static void a_jack_tells_what_is_in_it(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct snd_jack *jack;

	KUNIT_ASSERT_EQ(test, snd_jack_new(card, "Headset", SND_JACK_HEADSET, &jack, true, false), 0);
	KUNIT_ASSERT_EQ(test, snd_jack_add_new_kctl(jack, "Mic Jack", SND_JACK_MICROPHONE), 0);
	KUNIT_EXPECT_EQ(test, value_of(test, card, "Headset Jack", 0), 0L);
	app_subscribe(app);
	snd_jack_report(jack, SND_JACK_HEADPHONE);
	KUNIT_EXPECT_EQ(test, value_of(test, card, "Headset Jack", 0), 1L);
	KUNIT_EXPECT_EQ(test, value_of(test, card, "Mic Jack", 0), 0L);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, 1);
	/* what has not changed is not told */
	snd_jack_report(jack, SND_JACK_HEADSET);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, 2);
	snd_jack_report(jack, 0);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, 1);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, 2);
	expect_no_event(app);
	KUNIT_EXPECT_EQ(test, jack->hw_status_cache, 0);
}

static void jacks_of_one_name_are_numbered(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_jack *first, *second;

	KUNIT_ASSERT_EQ(test, snd_jack_new(card, "Mic", SND_JACK_MICROPHONE, &first, true, false), 0);
	KUNIT_ASSERT_EQ(test, snd_jack_new(card, "Mic", SND_JACK_MICROPHONE, &second, true, true), 0);
	snd_jack_report(second, SND_JACK_MICROPHONE);
	KUNIT_EXPECT_EQ(test, value_of(test, card, "Mic Jack", 0), 0L);
	KUNIT_EXPECT_EQ(test, value_of(test, card, "Mic Jack", 1), 1L);
}

static void a_jack_goes_with_its_elements(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_jack *jack;

	KUNIT_ASSERT_EQ(test, snd_jack_new(card, "Mic", SND_JACK_MICROPHONE, &jack, true, false), 0);
	jack->private_free = on_free;
	freed = 0;
	snd_device_free(card, jack);
	KUNIT_EXPECT_EQ(test, freed, 1U);
	KUNIT_EXPECT_TRUE(test, list_empty(&card->controls));
}

static struct kunit_case jack_cases[] = {
	KUNIT_CASE(a_jack_tells_what_is_in_it),
	KUNIT_CASE(jacks_of_one_name_are_numbered),
	KUNIT_CASE(a_jack_goes_with_its_elements),
	{}
};

static struct kunit_suite jack_suite = { .name = "jack", .test_cases = jack_cases };
kunit_test_suite(jack_suite);

MODULE_LICENSE("GPL");
