// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control.c - controls as drivers use them: made, added, found, renamed, replaced, removed (sound/core:
 * control_elem.c, control_lookup.c, control_info.c, control_layer.c).
 */
#include <linux/limits.h>
#include "control_card.h"

#define LONGEST "0123456789012345678901234567890123456789abc"
#define TOO_LONG LONGEST "def"

static struct snd_ctl_elem_id mixer_id(const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .index = index };

	strscpy(id.name, name, sizeof(id.name));
	return id;
}

static struct snd_kcontrol *find(struct snd_card *card, const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = mixer_id(name, index);

	return snd_ctl_find_id(card, &id);
}

/* ---- making -------------------------------------------------------------------------------------------- */

static void new_is_readwrite_and_one_unless_told(struct kunit *test)
{
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *kctl = dial_control(dial, "Volume", 0);

	KUNIT_ASSERT_NOT_NULL(test, kctl);
	KUNIT_EXPECT_EQ(test, kctl->count, 1u);
	KUNIT_EXPECT_EQ(test, kctl->vd[0].access, (unsigned int)SNDRV_CTL_ELEM_ACCESS_READWRITE);
	KUNIT_EXPECT_NULL(test, kctl->vd[0].owner);
	KUNIT_EXPECT_PTR_EQ(test, snd_kcontrol_chip(kctl), (void *)dial);
	snd_ctl_free_one(kctl);
	KUNIT_EXPECT_EQ(test, dial->frees, 1u);
	snd_ctl_free_one(NULL);
}

static void new_keeps_the_access_drivers_may_give(struct kunit *test)
{
	struct snd_kcontrol_new new = { .name = "Switch", .info = dial_info, .access = ~0u, .count = 2 };
	struct snd_kcontrol *kctl = snd_ctl_new1(&new, NULL);
	unsigned int kept = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_VOLATILE |
			    SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND |
			    SNDRV_CTL_ELEM_ACCESS_INACTIVE | SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK |
			    SNDRV_CTL_ELEM_ACCESS_LED_MASK | SNDRV_CTL_ELEM_ACCESS_SKIP_CHECK;

	KUNIT_ASSERT_NOT_NULL(test, kctl);
	KUNIT_EXPECT_EQ(test, kctl->vd[0].access, kept);
	KUNIT_EXPECT_EQ(test, kctl->vd[1].access, kept);
	snd_ctl_free_one(kctl);
}

static void new_refuses_too_many_elements(struct kunit *test)
{
	struct snd_kcontrol_new new = { .name = "Many", .info = dial_info, .count = 1028 };
	struct snd_kcontrol *kctl = snd_ctl_new1(&new, NULL);

	KUNIT_EXPECT_NOT_NULL(test, kctl);
	snd_ctl_free_one(kctl);
	new.count = 1029;
	KUNIT_EXPECT_NULL(test, snd_ctl_new1(&new, NULL));
	new.count = 1;
	new.info = NULL;
	expect_findings(test, 1);
	KUNIT_EXPECT_NULL(test, snd_ctl_new1(&new, NULL));
}

static void new_cuts_long_names(struct kunit *test)
{
	struct snd_kcontrol *kctl = dial_control(dial_create(test), TOO_LONG, 1);

	KUNIT_ASSERT_NOT_NULL(test, kctl);
	KUNIT_EXPECT_STREQ(test, (char *)kctl->id.name, LONGEST);
	snd_ctl_free_one(kctl);
}

/* ---- numids -------------------------------------------------------------------------------------------- */

static void numids_count_up_from_1_and_are_not_used_again(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *a = dial_add(test, card, dial, "A", 3), *b = dial_add(test, card, dial, "B", 1), *c;

	KUNIT_EXPECT_EQ(test, a->id.numid, 1u);
	KUNIT_EXPECT_EQ(test, b->id.numid, 4u);
	KUNIT_EXPECT_EQ(test, card->controls_count, 4);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, b), 0);
	c = dial_add(test, card, dial, "C", 1);
	KUNIT_EXPECT_EQ(test, c->id.numid, 5u);
	KUNIT_EXPECT_NULL(test, snd_ctl_find_numid(card, 4));
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 1), a);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 3), a);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 5), c);
	KUNIT_EXPECT_NULL(test, snd_ctl_find_numid(card, 6));
	expect_findings(test, 1);
	KUNIT_EXPECT_NULL(test, snd_ctl_find_numid(card, 0));
}

static void numids_wrap_around_into_holes(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *a = dial_add(test, card, dial, "A", 2), *b = dial_add(test, card, dial, "B", 2);
	struct snd_kcontrol *c, *d, *e;

	dial_add(test, card, dial, "last", 1);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, b), 0);
	card->last_numid = UINT_MAX - 3;
	/* 3 do not fit any more, and not into the hole of 2 */
	c = dial_add(test, card, dial, "C", 3);
	KUNIT_EXPECT_EQ(test, c->id.numid, 6u);
	card->last_numid = UINT_MAX - 2;
	d = dial_add(test, card, dial, "D", 2);
	KUNIT_EXPECT_EQ(test, d->id.numid, 3u);
	/* all in a row again: behind them */
	card->last_numid = 0;
	e = dial_add(test, card, dial, "E", 1);
	KUNIT_EXPECT_EQ(test, e->id.numid, 9u);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 2), a);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 4), d);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 8), c);
}

static void hundreds_are_found_by_number_and_by_name(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	unsigned int i;
	char name[16];

	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "Dial %u", i);
		dial_add(test, card, dial, name, 1 + i % 3);
	}
	for (i = 0; i < 300; i += 7) {
		snprintf(name, sizeof(name), "Dial %u", i);
		KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, find(card, name, i % 3)), 0);
	}
	for (i = 0; i < 300; i++) {
		struct snd_kcontrol *kctl;

		snprintf(name, sizeof(name), "Dial %u", i);
		kctl = find(card, name, i % 3);
		if (i % 7 == 0) {
			KUNIT_EXPECT_NULL(test, kctl);
			continue;
		}
		KUNIT_ASSERT_NOT_NULL(test, kctl);
		KUNIT_EXPECT_STREQ(test, (char *)kctl->id.name, name);
		KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, kctl->id.numid + i % 3), kctl);
		KUNIT_EXPECT_NULL(test, find(card, name, i % 3 + 1));
	}
}

/* ---- ids ----------------------------------------------------------------------------------------------- */

static void id_is_found_by_all_its_parts(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol_new new = {
		.iface = SNDRV_CTL_ELEM_IFACE_PCM, .device = 1, .subdevice = 2, .name = "Map", .index = 3, .count = 2,
		.info = dial_info,
	};
	struct snd_kcontrol *kctl = snd_ctl_new1(&new, dial_create(test));
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_PCM, .device = 1, .subdevice = 2, .name = "Map" };

	KUNIT_ASSERT_EQ(test, snd_ctl_add(card, kctl), 0);
	id.index = 2;
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
	id.index = 5;
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
	id.index = 4;
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_id(card, &id), kctl);
	KUNIT_EXPECT_EQ(test, snd_ctl_get_ioff(kctl, &id), 1u);
	id.device = 0;
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
	id.device = 1;
	id.subdevice = 0;
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
	id.subdevice = 2;
	id.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
	/* a numid is enough, whatever the rest */
	id.numid = 2;
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_id(card, &id), kctl);
	KUNIT_EXPECT_EQ(test, snd_ctl_get_ioff(kctl, &id), 1u);
	snd_ctl_build_ioff(&id, kctl, 1);
	KUNIT_EXPECT_EQ(test, id.index, 4u);
	KUNIT_EXPECT_EQ(test, id.numid, 2u);
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id_mixer(card, "Map"));
}

static void names_with_one_hash_are_two_controls(struct kunit *test)
{
	/* 37 * a + b and 31 * a + b are the same for each pair */
	static const char *const twins[][2] = { { "Bz", "CU" }, { "Bz", "C[" } };
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(twins); i++) {
		struct snd_kcontrol *a = dial_add(test, card, dial, twins[i][0], 1);
		struct snd_kcontrol *b = dial_add(test, card, dial, twins[i][1], 1);

		KUNIT_EXPECT_PTR_EQ(test, find(card, twins[i][0], 0), a);
		KUNIT_EXPECT_PTR_EQ(test, find(card, twins[i][1], 0), b);
		KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, a), 0);
		KUNIT_EXPECT_NULL(test, find(card, twins[i][0], 0));
		KUNIT_EXPECT_PTR_EQ(test, find(card, twins[i][1], 0), b);
	}
}

static void full_names_need_no_end(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), LONGEST, 1);
	struct snd_ctl_elem_id id = mixer_id(LONGEST, 0);

	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_id(card, &id), kctl);
	id.name[sizeof(id.name) - 1] = 'd';
	KUNIT_EXPECT_NULL(test, snd_ctl_find_id(card, &id));
}

/* ---- adding and removing ------------------------------------------------------------------------------- */

static void add_refuses_what_is_there_and_frees_it(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test), *other = dial_create(test);
	struct snd_kcontrol *kctl;

	dial_add(test, card, dial, "Volume", 2);
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, dial_control(other, "Volume", 1)), -EBUSY);
	KUNIT_EXPECT_EQ(test, other->frees, 1u);
	/* its second element */
	kctl = dial_control(other, "Volume", 1);
	KUNIT_ASSERT_NOT_NULL(test, kctl);
	kctl->id.index = 1;
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, kctl), -EBUSY);
	kctl = dial_control(other, "Volume", 1);
	KUNIT_ASSERT_NOT_NULL(test, kctl);
	kctl->id.index = 2;
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, kctl), 0);
	KUNIT_EXPECT_EQ(test, card->controls_count, 3);
}

static void add_refuses_indices_that_wrap(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *kctl = dial_control(dial, "Volume", 2);

	KUNIT_ASSERT_NOT_NULL(test, kctl);
	kctl->id.index = UINT_MAX - 1;
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, kctl), -EINVAL);
	KUNIT_EXPECT_EQ(test, dial->frees, 1u);
	kctl = dial_control(dial, "Volume", 2);
	KUNIT_ASSERT_NOT_NULL(test, kctl);
	kctl->id.index = UINT_MAX - 2;
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, kctl), 0);
	KUNIT_EXPECT_EQ(test, snd_ctl_add(card, NULL), -EINVAL);
}

static void add_without_memory_changes_nothing(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	unsigned long nth, failures = 0;
	char name[16];
	int i, err;

	/* enough for the tables to grow more than once */
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "Dial %d", i);
		for (nth = 1, err = -ENOMEM; err; nth++) {
			struct snd_kcontrol *kctl;

			fail_request(test, nth);
			kctl = dial_control(dial, name, 1);
			err = kctl ? snd_ctl_add(card, kctl) : -ENOMEM;
			fail_request(test, 0);
			if (err)
				failures++;
			KUNIT_ASSERT_TRUE(test, !err || err == -ENOMEM);
			KUNIT_ASSERT_EQ(test, card->controls_count, err ? i : i + 1);
			KUNIT_ASSERT_EQ(test, !!find(card, name, 0), !err);
		}
	}
	/* each description once, the table when it was full */
	KUNIT_EXPECT_GE(test, failures, 42UL);
}

static void replace_takes_the_place_of_the_old(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *old = dial_create(test), *new = dial_create(test);
	struct snd_kcontrol *kctl;

	KUNIT_EXPECT_EQ(test, snd_ctl_replace(card, dial_control(new, "Volume", 1), false), -EINVAL);
	KUNIT_EXPECT_EQ(test, new->frees, 1u);
	KUNIT_EXPECT_EQ(test, snd_ctl_replace(card, dial_control(old, "Volume", 2), true), 0);
	KUNIT_EXPECT_EQ(test, snd_ctl_replace(card, dial_control(new, "Volume", 1), false), 0);
	KUNIT_EXPECT_EQ(test, old->frees, 1u);
	KUNIT_EXPECT_EQ(test, card->controls_count, 1);
	kctl = find(card, "Volume", 0);
	KUNIT_ASSERT_NOT_NULL(test, kctl);
	KUNIT_EXPECT_PTR_EQ(test, snd_kcontrol_chip(kctl), (void *)new);
	KUNIT_EXPECT_EQ(test, kctl->id.numid, 3u);
	KUNIT_EXPECT_NULL(test, find(card, "Volume", 1));
	KUNIT_EXPECT_EQ(test, snd_ctl_replace(card, NULL, true), -EINVAL);
}

static void remove_frees(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial, "A", 2);
	struct snd_ctl_elem_id id = mixer_id("B", 1);

	dial_add(test, card, dial, "B", 2);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, kctl), 0);
	KUNIT_EXPECT_EQ(test, dial->frees, 1u);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove_id(card, &id), 0);
	KUNIT_EXPECT_EQ(test, dial->frees, 2u);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove_id(card, &id), -ENOENT);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, NULL), 0);
	KUNIT_EXPECT_EQ(test, card->controls_count, 0);
}

static void card_frees_what_is_left(struct kunit *test)
{
	struct dial *dial = dial_create(test);
	struct platform_device *parent;
	struct snd_card *card;

	parent = platform_device_register_simple("usnd-test-card", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	KUNIT_ASSERT_EQ(test, snd_card_new(&parent->dev, -1, NULL, THIS_MODULE, 0, &card), 0);
	dial_add(test, card, dial, "A", 1);
	dial_add(test, card, dial, "B", 4);
	snd_card_free(card);
	platform_device_unregister(parent);
	KUNIT_EXPECT_EQ(test, dial->frees, 2u);
}

/* ---- changing ------------------------------------------------------------------------------------------ */

static void rename_keeps_the_numid(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), "Old", 2);
	struct snd_ctl_elem_id from = mixer_id("Old", 0), to = mixer_id("New", 7);

	KUNIT_EXPECT_EQ(test, snd_ctl_rename_id(card, &from, &to), 0);
	KUNIT_EXPECT_EQ(test, kctl->id.numid, 1u);
	KUNIT_EXPECT_NULL(test, find(card, "Old", 0));
	KUNIT_EXPECT_PTR_EQ(test, find(card, "New", 8), kctl);
	KUNIT_EXPECT_EQ(test, snd_ctl_rename_id(card, &from, &to), -ENOENT);
	snd_ctl_rename(card, kctl, "Newer");
	KUNIT_EXPECT_NULL(test, find(card, "New", 8));
	KUNIT_EXPECT_PTR_EQ(test, find(card, "Newer", 7), kctl);
	KUNIT_EXPECT_EQ(test, kctl->id.numid, 1u);
	snd_ctl_rename(card, kctl, TOO_LONG);
	KUNIT_EXPECT_PTR_EQ(test, find(card, LONGEST, 7), kctl);
}

static void rename_to_a_name_in_use_leaves_it_to_its_owner(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *a = dial_add(test, card, dial, "A", 1), *b = dial_add(test, card, dial, "B", 1);

	snd_ctl_rename(card, a, "B");
	KUNIT_EXPECT_PTR_EQ(test, find(card, "B", 0), b);
	KUNIT_EXPECT_PTR_EQ(test, snd_ctl_find_numid(card, 1), a);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, b), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(card, "B", 0), a);
}

static void activate_tells_whether_it_is_new(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), "Volume", 2);
	struct snd_ctl_elem_id id = mixer_id("Volume", 1), none = mixer_id("None", 0);
	struct app *app = app_open(test, card, O_NONBLOCK);

	app_subscribe(app);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 1), 0);
	KUNIT_EXPECT_EQ(test, id.numid, 0u);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 0), 1);
	KUNIT_EXPECT_EQ(test, id.numid, 2u);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 0), 0);
	KUNIT_EXPECT_EQ(test, kctl->vd[0].access & SNDRV_CTL_ELEM_ACCESS_INACTIVE, 0u);
	KUNIT_EXPECT_NE(test, kctl->vd[1].access & SNDRV_CTL_ELEM_ACCESS_INACTIVE, 0u);
	expect_event(app, SNDRV_CTL_EVENT_MASK_INFO, 2);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 5), 1);
	expect_event(app, SNDRV_CTL_EVENT_MASK_INFO, 2);
	KUNIT_EXPECT_EQ(test, kctl->vd[1].access & SNDRV_CTL_ELEM_ACCESS_INACTIVE, 0u);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &none, 1), -ENOENT);
	expect_no_event(app);
}

/* ---- the usual info() ---------------------------------------------------------------------------------- */

static void info_of_switches_and_choices(struct kunit *test)
{
	static const char *const names[] = { "Mic", "Line", "CD" };
	struct snd_ctl_elem_info info = { };

	KUNIT_EXPECT_EQ(test, snd_ctl_boolean_mono_info(NULL, &info), 0);
	KUNIT_EXPECT_EQ(test, (int)info.type, (int)SNDRV_CTL_ELEM_TYPE_BOOLEAN);
	KUNIT_EXPECT_EQ(test, info.count, 1u);
	KUNIT_EXPECT_EQ(test, info.value.integer.max, 1L);
	KUNIT_EXPECT_EQ(test, snd_ctl_boolean_stereo_info(NULL, &info), 0);
	KUNIT_EXPECT_EQ(test, info.count, 2u);

	memset(&info, 0, sizeof(info));
	info.value.enumerated.item = 1;
	KUNIT_EXPECT_EQ(test, snd_ctl_enum_info(&info, 2, 3, names), 0);
	KUNIT_EXPECT_EQ(test, (int)info.type, (int)SNDRV_CTL_ELEM_TYPE_ENUMERATED);
	KUNIT_EXPECT_EQ(test, info.count, 2u);
	KUNIT_EXPECT_EQ(test, info.value.enumerated.items, 3u);
	KUNIT_EXPECT_STREQ(test, info.value.enumerated.name, "Line");
	info.value.enumerated.item = 3;
	KUNIT_EXPECT_EQ(test, snd_ctl_enum_info(&info, 1, 3, names), 0);
	KUNIT_EXPECT_EQ(test, info.value.enumerated.item, 2u);
	KUNIT_EXPECT_STREQ(test, info.value.enumerated.name, "CD");
	KUNIT_EXPECT_EQ(test, snd_ctl_enum_info(&info, 1, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, info.value.enumerated.items, 0u);
}

static void info_of_a_choice_cuts_long_names(struct kunit *test)
{
	static const char *const names[] = { "0123456789012345678901234567890123456789012345678901234567890123" };
	struct snd_ctl_elem_info info = { };

	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_ctl_enum_info(&info, 1, 1, names), 0);
	KUNIT_EXPECT_EQ(test, strlen(info.value.enumerated.name), 63UL);
}

/* ---- followers of all elements ------------------------------------------------------------------------- */

static int cards_seen, cards_gone, events_seen;
static unsigned int last_event, last_offset;

static void layer_register(struct snd_card *card)
{
	cards_seen++;
}

static void layer_disconnect(struct snd_card *card)
{
	cards_gone++;
}

static void layer_notify(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff)
{
	events_seen++;
	last_event = mask;
	last_offset = ioff;
}

static struct snd_ctl_layer_ops layer = {
	.module_name = "usnd-test-layer",
	.lregister = layer_register, .ldisconnect = layer_disconnect, .lnotify = layer_notify,
};

static void layers_follow_cards_and_elements(struct kunit *test)
{
	struct snd_card *before = card_new(test), *after = card_new(test);
	struct snd_kcontrol *kctl;

	cards_seen = cards_gone = events_seen = 0;
	KUNIT_EXPECT_NE(test, snd_ctl_request_layer("usnd-test-layer"), 0);
	KUNIT_EXPECT_EQ(test, snd_ctl_request_layer(NULL), 0);
	KUNIT_ASSERT_EQ(test, snd_card_register(before), 0);
	snd_ctl_register_layer(&layer);
	KUNIT_EXPECT_EQ(test, snd_ctl_request_layer("usnd-test-layer"), 0);
	KUNIT_EXPECT_EQ(test, cards_seen, 1);
	KUNIT_ASSERT_EQ(test, snd_card_register(after), 0);
	KUNIT_EXPECT_EQ(test, cards_seen, 2);
	kctl = dial_add(test, after, dial_create(test), "Volume", 2);
	KUNIT_EXPECT_EQ(test, events_seen, 2);
	KUNIT_EXPECT_EQ(test, last_event, (unsigned int)SNDRV_CTL_EVENT_MASK_ADD);
	KUNIT_EXPECT_EQ(test, last_offset, 1u);
	snd_ctl_notify_one(after, SNDRV_CTL_EVENT_MASK_VALUE, kctl, 0);
	KUNIT_EXPECT_EQ(test, events_seen, 3);
	snd_card_disconnect(after);
	KUNIT_EXPECT_EQ(test, cards_gone, 1);
	snd_ctl_disconnect_layer(&layer);
	snd_ctl_disconnect_layer(&layer);
	snd_card_disconnect(before);
	KUNIT_EXPECT_EQ(test, cards_gone, 1);
	KUNIT_EXPECT_NE(test, snd_ctl_request_layer("usnd-test-layer"), 0);
}

static struct kunit_case control_cases[] = {
	KUNIT_CASE(new_is_readwrite_and_one_unless_told),
	KUNIT_CASE(new_keeps_the_access_drivers_may_give),
	KUNIT_CASE(new_refuses_too_many_elements),
	KUNIT_CASE(new_cuts_long_names),
	KUNIT_CASE(numids_count_up_from_1_and_are_not_used_again),
	KUNIT_CASE(numids_wrap_around_into_holes),
	KUNIT_CASE(hundreds_are_found_by_number_and_by_name),
	KUNIT_CASE(id_is_found_by_all_its_parts),
	KUNIT_CASE(names_with_one_hash_are_two_controls),
	KUNIT_CASE(full_names_need_no_end),
	KUNIT_CASE(add_refuses_what_is_there_and_frees_it),
	KUNIT_CASE(add_refuses_indices_that_wrap),
	KUNIT_CASE(add_without_memory_changes_nothing),
	KUNIT_CASE(replace_takes_the_place_of_the_old),
	KUNIT_CASE(remove_frees),
	KUNIT_CASE(card_frees_what_is_left),
	KUNIT_CASE(rename_keeps_the_numid),
	KUNIT_CASE(rename_to_a_name_in_use_leaves_it_to_its_owner),
	KUNIT_CASE(activate_tells_whether_it_is_new),
	KUNIT_CASE(info_of_switches_and_choices),
	KUNIT_CASE(info_of_a_choice_cuts_long_names),
	KUNIT_CASE(layers_follow_cards_and_elements),
	{}
};

static struct kunit_suite control_suite = {
	.name = "control",
	.test_cases = control_cases,
};

kunit_test_suite(control_suite);

MODULE_DESCRIPTION("controls as drivers use them");
MODULE_LICENSE("GPL");
