// SPDX-License-Identifier: GPL-2.0-or-later
/* test_vmaster.c - one master over several volumes or switches (sound/core/vmaster.c). */
#include "control_card.h"

/* numids */
enum { FRONT = 1, REAR, MASTER };

static const DECLARE_TLV_DB_SCALE(scale, -3000, 30, 0);
static const DECLARE_TLV_DB_LINEAR(linear, -3000, 0);

/**
 * struct bench - a card with two stereo dials of 0 … 100 at 80 and 60, under a master
 */
struct bench {
	struct snd_card *card;
	struct dial *front, *rear;
	struct snd_kcontrol *master;
	struct app *app;
};

static struct dial *add_dial(struct kunit *test, struct snd_card *card, const char *name, long v)
{
	struct dial *dial = dial_create(test);

	dial->channels = 2;
	dial->values[0][0] = v;
	dial->values[0][1] = v - 1;
	dial_add(test, card, dial, name, 1);
	return dial;
}

static void set_up(struct kunit *test, struct bench *bench, const unsigned int *tlv)
{
	static const char *const names[] = { "Front", "Missing", "Rear", NULL };

	bench->card = card_new(test);
	bench->front = add_dial(test, bench->card, "Front", 80);
	bench->rear = add_dial(test, bench->card, "Rear", 60);
	bench->master = snd_ctl_make_virtual_master("Master", tlv);
	KUNIT_ASSERT_NOT_NULL(test, bench->master);
	KUNIT_ASSERT_EQ(test, snd_ctl_add(bench->card, bench->master), 0);
	KUNIT_ASSERT_EQ(test, snd_ctl_add_followers(bench->card, bench->master, names), 0);
	bench->app = app_open(test, bench->card, O_NONBLOCK);
}

static void expect_value(struct kunit *test, struct bench *bench, unsigned int numid, long expect)
{
	long v = -1;

	KUNIT_EXPECT_EQ(test, app_get(bench->app, numid, &v), 0L);
	KUNIT_EXPECT_EQ(test, v, expect);
}

/* ---- values ---------------------------------------------------------------------------------------------- */

static void master_is_mono_and_begins_at_its_maximum(struct kunit *test)
{
	struct snd_ctl_elem_info info = { .id.numid = MASTER };
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, (int)info.type, (int)SNDRV_CTL_ELEM_TYPE_INTEGER);
	KUNIT_EXPECT_EQ(test, info.count, 1u);
	KUNIT_EXPECT_EQ(test, info.value.integer.min, 0L);
	KUNIT_EXPECT_EQ(test, info.value.integer.max, 100L);
	KUNIT_EXPECT_EQ(test, info.access, (unsigned int)SNDRV_CTL_ELEM_ACCESS_READWRITE);
	expect_value(test, &bench, MASTER, 100);
	KUNIT_EXPECT_EQ(test, bench.front->puts + bench.rear->puts, 0u);
}

static void master_lowers_the_hardware_only(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 30), 0L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 10L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][1], 9L);
	/* not below the end */
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][0], 0L);
	expect_value(test, &bench, FRONT, 80);
	expect_value(test, &bench, REAR, 60);
	expect_value(test, &bench, MASTER, 30);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 90), 0L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 20L);
	expect_value(test, &bench, FRONT, 90);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 100), 0L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 90L);
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][0], 60L);
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][1], 59L);
}

static void values_out_of_range_are_refused(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 101), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, -1), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 101), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, -1), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, bench.front->puts + bench.rear->puts, 0u);
}

static void what_is_not_new_is_no_event(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	app_subscribe(bench.app);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 100), 0L);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 5), 0L);
	expect_event(bench.app, SNDRV_CTL_EVENT_MASK_VALUE, FRONT);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 5), 0L);
	expect_no_event(bench.app);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 50), 0L);
	/* of the master alone: the others' values are as they were */
	expect_event(bench.app, SNDRV_CTL_EVENT_MASK_VALUE, MASTER);
	expect_no_event(bench.app);
}

/* ---- switches -------------------------------------------------------------------------------------------- */

static int switch_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	return snd_ctl_boolean_stereo_info(kctl, uinfo);
}

static void master_switch_turns_all_off(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial, "Front Switch", 1), *master;
	struct app *app;
	long v;

	dial->channels = 2;
	dial->values[0][0] = 1;
	kctl->info = switch_info;
	master = snd_ctl_make_virtual_master("Master Switch", NULL);
	KUNIT_ASSERT_EQ(test, snd_ctl_add(card, master), 0);
	KUNIT_ASSERT_EQ(test, snd_ctl_add_follower(master, kctl), 0);
	app = app_open(test, card, 0);
	KUNIT_EXPECT_EQ(test, app_set(app, 2, 0), 0L);
	KUNIT_EXPECT_EQ(test, dial->values[0][0], 0L);
	KUNIT_EXPECT_EQ(test, app_get(app, 1, &v), 0L);
	KUNIT_EXPECT_EQ(test, v, 1L);
	KUNIT_EXPECT_EQ(test, app_set(app, 2, 1), 0L);
	KUNIT_EXPECT_EQ(test, dial->values[0][0], 1L);
	KUNIT_EXPECT_EQ(test, dial->values[0][1], 0L);
}

/* ---- followers that differ ------------------------------------------------------------------------------- */

static void uncached_followers_are_asked_every_time(struct kunit *test)
{
	struct bench bench;
	struct dial *side;
	unsigned int gets;

	set_up(test, &bench, NULL);
	side = add_dial(test, bench.card, "Side", 40);
	KUNIT_ASSERT_EQ(test, snd_ctl_add_follower_uncached(bench.master, snd_ctl_find_numid(bench.card, 4)), 0);
	expect_value(test, &bench, 4, 40);
	side->values[0][0] = 45;
	expect_value(test, &bench, 4, 45);
	expect_value(test, &bench, FRONT, 80);
	gets = bench.front->gets;
	bench.front->values[0][0] = 85;
	expect_value(test, &bench, FRONT, 80);
	KUNIT_EXPECT_EQ(test, bench.front->gets, gets);
}

static void followers_have_two_channels_at_most(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	bench.front->channels = 3;
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 1), (long)-EINVAL);
#ifdef CONFIG_USND
	/* also when it is asked again */
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 1), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 1), (long)-EINVAL);
	bench.front->channels = 2;
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 99), 0L);
#endif
}

static void master_without_followers_does_not_exist(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *master = snd_ctl_make_virtual_master("Master", NULL);
	struct app *app;
	long v;

	KUNIT_ASSERT_EQ(test, snd_ctl_add(card, master), 0);
	app = app_open(test, card, 0);
	KUNIT_EXPECT_EQ(test, app_get(app, 1, &v), (long)-ENOENT);
	KUNIT_EXPECT_EQ(test, app_set(app, 1, 1), (long)-ENOENT);
	snd_ctl_sync_vmaster(master, false);
	snd_ctl_sync_vmaster(NULL, false);
}

static void put_that_fails_may_be_tried_again(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 70), 0L);
	bench.front->result = -EIO;
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 20), (long)-EIO);
	bench.front->result = 0;
#ifdef CONFIG_USND
	expect_value(test, &bench, FRONT, 70);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 20), 0L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 20L);
#endif
}

static void follower_that_fails_keeps_no_other_from_being_set(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	expect_value(test, &bench, MASTER, 100);
	bench.front->result = -EIO;
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 90), 0L);
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][0], 50L);
	expect_value(test, &bench, MASTER, 90);
}

#ifdef CONFIG_USND
static int cannot_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	return -EIO;
}

static void follower_without_values_is_left_alone(struct kunit *test)
{
	struct bench bench;
	struct dial *side;

	set_up(test, &bench, NULL);
	side = add_dial(test, bench.card, "Side", 40);
	snd_ctl_find_numid(bench.card, 4)->get = cannot_get;
	KUNIT_ASSERT_EQ(test, snd_ctl_add_follower(bench.master, snd_ctl_find_numid(bench.card, 4)), 0);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 90), 0L);
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][0], 50L);
	KUNIT_EXPECT_EQ(test, side->puts, 0u);
}
#endif

/* ---- decibels -------------------------------------------------------------------------------------------- */

static void decibels_are_one_scale_with_0_on_top(struct kunit *test)
{
	unsigned int words[6] = { MASTER, 16 };
	struct bench bench;

	set_up(test, &bench, scale);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, TLV_READ, &words), 0L);
	KUNIT_EXPECT_MEMEQ(test, words + 2, scale, sizeof(scale));
}

static void other_decibels_are_left_out(struct kunit *test)
{
	unsigned int words[6] = { MASTER, 16 };
	struct bench bench;

	set_up(test, &bench, linear);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, TLV_READ, &words), (long)-ENXIO);
}

static int follower_tlv(struct snd_kcontrol *kctl, int op_flag, unsigned int size, unsigned int __user *tlv)
{
	struct dial *dial = snd_kcontrol_chip(kctl);

	dial->tlvs++;
	return 5;
}

static void followers_answer_for_themselves(struct kunit *test)
{
	struct snd_kcontrol_new new = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Side",
		.info = dial_info, .get = dial_get, .put = dial_put,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ |
			  SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK,
		.tlv.c = follower_tlv,
	};
	unsigned int words[4] = { 4, 8 };
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *kctl = snd_ctl_new1(&new, dial);
	struct bench bench;

	set_up(test, &bench, NULL);
	/* may follow before the card has it */
	KUNIT_ASSERT_EQ(test, snd_ctl_add_follower(bench.master, kctl), 0);
	KUNIT_ASSERT_EQ(test, snd_ctl_add(bench.card, kctl), 0);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, TLV_READ, &words), 5L);
	KUNIT_EXPECT_EQ(test, dial->tlvs, 1u);
#ifdef CONFIG_USND
	/* the master goes: the element keeps the number it has got since */
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(bench.card, bench.master), 0);
	KUNIT_EXPECT_EQ(test, kctl->id.numid, 4u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, TLV_READ, &words), 5L);
#endif
}

/* ---- hook ------------------------------------------------------------------------------------------------ */

static int hooks, hooked;

static void hook(void *private_data, int v)
{
	hooks++;
	hooked = v;
}

static void hook_hears_every_new_value(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	hooks = 0;
	KUNIT_EXPECT_EQ(test, snd_ctl_add_vmaster_hook(bench.master, hook, &bench), 0);
	KUNIT_EXPECT_EQ(test, hooks, 0);
	expect_value(test, &bench, MASTER, 100);
	KUNIT_EXPECT_EQ(test, hooks, 1);
	KUNIT_EXPECT_EQ(test, hooked, 100);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 70), 0L);
	KUNIT_EXPECT_EQ(test, hooks, 2);
	KUNIT_EXPECT_EQ(test, hooked, 70);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 70), 0L);
	KUNIT_EXPECT_EQ(test, hooks, 2);
	snd_ctl_sync_vmaster_hook(bench.master);
	KUNIT_EXPECT_EQ(test, hooks, 3);
	KUNIT_EXPECT_EQ(test, bench.front->puts, 1u);
	snd_ctl_sync_vmaster(bench.master, false);
	KUNIT_EXPECT_EQ(test, hooks, 4);
	KUNIT_EXPECT_EQ(test, bench.front->puts, 2u);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 50L);
}

#ifdef CONFIG_USND
static void hook_hears_the_very_first_write(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	hooks = 0;
	snd_ctl_add_vmaster_hook(bench.master, hook, &bench);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 70), 0L);
	KUNIT_EXPECT_EQ(test, hooks, 2);
	KUNIT_EXPECT_EQ(test, hooked, 70);
}
#endif

static void first_sync_tells_the_hook_once(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	hooks = 0;
	snd_ctl_add_vmaster_hook(bench.master, hook, &bench);
	snd_ctl_sync_vmaster(bench.master, false);
	KUNIT_EXPECT_EQ(test, hooks, 1);
}

struct count {
	int called, stop_at;
};

static int count_follower(struct snd_kcontrol *vfollower, struct snd_kcontrol *follower, void *arg)
{
	struct count *count = arg;

	if (vfollower->get == dial_get || follower->get != dial_get)
		return -ESTALE;
	count->called++;
	return count->called == count->stop_at ? -EINTR : 0;
}

static void apply_goes_through_followers(struct kunit *test)
{
	struct count all = { 0, 0 }, some = { 0, 1 };
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, snd_ctl_apply_vmaster_followers(bench.master, count_follower, &all), 0);
	KUNIT_EXPECT_EQ(test, all.called, 2);
	KUNIT_EXPECT_EQ(test, snd_ctl_apply_vmaster_followers(bench.master, count_follower, &some), -EINTR);
	KUNIT_EXPECT_EQ(test, some.called, 1);
}

/* ---- coming and going ------------------------------------------------------------------------------------ */

static void followers_go_on_without_a_master(struct kunit *test)
{
	struct bench bench;
	struct snd_ctl_elem_id id = { .numid = FRONT };

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 70), 0L);
	/* what has become of the element in the meantime stays */
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(bench.card, &id, 0), 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, ELEM_LOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(bench.card, bench.master), 0);
	expect_value(test, &bench, FRONT, 50);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, FRONT, 33), 0L);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 33L);
#ifdef CONFIG_USND
	KUNIT_EXPECT_EQ(test, EXCHANGE(bench.app, ELEM_UNLOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(bench.card, &id, 1), 1);
#endif
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(bench.card, snd_ctl_find_numid(bench.card, FRONT)), 0);
	KUNIT_EXPECT_EQ(test, bench.front->frees, 1u);
}

static void master_goes_on_without_a_follower(struct kunit *test)
{
	struct bench bench;

	set_up(test, &bench, NULL);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 90), 0L);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(bench.card, snd_ctl_find_numid(bench.card, FRONT)), 0);
	KUNIT_EXPECT_EQ(test, bench.front->frees, 1u);
	KUNIT_EXPECT_EQ(test, app_set(bench.app, MASTER, 80), 0L);
	KUNIT_EXPECT_EQ(test, bench.rear->values[0][0], 40L);
}

static void making_without_memory_leaves_nothing(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct snd_kcontrol *master = NULL, *kctl = dial_add(test, card, dial, "Front", 2);
	unsigned long nth;
	int err;

	for (nth = 1; !master; nth++) {
		fail_request(test, nth);
		master = snd_ctl_make_virtual_master("Master", NULL);
		fail_request(test, 0);
	}
	KUNIT_EXPECT_EQ(test, nth, 4UL);
	fail_request(test, 1);
	err = snd_ctl_add_follower(master, kctl);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	KUNIT_EXPECT_TRUE(test, kctl->get == dial_get);
	KUNIT_EXPECT_EQ(test, snd_ctl_add_follower(master, kctl), 0);
	KUNIT_EXPECT_TRUE(test, kctl->get != dial_get);
	snd_ctl_free_one(master);
	KUNIT_EXPECT_TRUE(test, kctl->get == dial_get);
}

static void values_without_memory_are_as_before(struct kunit *test)
{
	struct snd_ctl_elem_value *value = new_value(test, MASTER);
	struct bench bench;
	unsigned long nth;
	long result = -ENOMEM;

	set_up(test, &bench, NULL);
	for (nth = 1; result; nth++) {
		value->value.integer.value[0] = 30;
		fail_request(test, nth);
		result = EXCHANGE(bench.app, ELEM_WRITE, value);
		fail_request(test, 0);
		KUNIT_ASSERT_TRUE(test, !result || result == -ENOMEM);
		if (result)
			KUNIT_EXPECT_EQ(test, bench.front->puts, 0u);
	}
	/* the ioctl's copy, info and value of the first follower, the values to set */
	KUNIT_EXPECT_GE(test, nth, 6UL);
	expect_value(test, &bench, MASTER, 30);
	KUNIT_EXPECT_EQ(test, bench.front->values[0][0], 10L);
}

static struct kunit_case vmaster_cases[] = {
	KUNIT_CASE(master_is_mono_and_begins_at_its_maximum),
	KUNIT_CASE(master_lowers_the_hardware_only),
	KUNIT_CASE(values_out_of_range_are_refused),
	KUNIT_CASE(what_is_not_new_is_no_event),
	KUNIT_CASE(master_switch_turns_all_off),
	KUNIT_CASE(uncached_followers_are_asked_every_time),
	KUNIT_CASE(followers_have_two_channels_at_most),
	KUNIT_CASE(master_without_followers_does_not_exist),
	KUNIT_CASE(put_that_fails_may_be_tried_again),
	KUNIT_CASE(follower_that_fails_keeps_no_other_from_being_set),
#ifdef CONFIG_USND
	KUNIT_CASE(follower_without_values_is_left_alone),
#endif
	KUNIT_CASE(decibels_are_one_scale_with_0_on_top),
	KUNIT_CASE(other_decibels_are_left_out),
	KUNIT_CASE(followers_answer_for_themselves),
	KUNIT_CASE(hook_hears_every_new_value),
#ifdef CONFIG_USND
	KUNIT_CASE(hook_hears_the_very_first_write),
#endif
	KUNIT_CASE(first_sync_tells_the_hook_once),
	KUNIT_CASE(apply_goes_through_followers),
	KUNIT_CASE(followers_go_on_without_a_master),
	KUNIT_CASE(master_goes_on_without_a_follower),
	KUNIT_CASE(making_without_memory_leaves_nothing),
	KUNIT_CASE(values_without_memory_are_as_before),
	{}
};

static struct kunit_suite vmaster_suite = {
	.name = "vmaster",
	.test_cases = vmaster_cases,
};

kunit_test_suite(vmaster_suite);

MODULE_DESCRIPTION("virtual master");
MODULE_LICENSE("GPL");
