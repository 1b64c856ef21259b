// SPDX-License-Identifier: GPL-2.0-or-later
/* test_chmap.c - the channel maps of a PCM as control elements (sound/pcm/chmap.c). */
#include <sound/control.h>
#include <sound/tlv.h>
#include "expect.h"
#include "pcm_client.h"

/* up to 8 channels, 2 playback substreams: numids 1 and 2 */
static struct fake *fake_with_maps(struct kunit *test, struct snd_pcm_chmap **info)
{
	struct fake *fake = fake_create_counts(test, 2, 1);

	fake->hw.channels_max = 8;
	KUNIT_ASSERT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, SNDRV_PCM_STREAM_PLAYBACK, snd_pcm_std_chmaps, 8, 77,
						     info), 0);
	return fake;
}

static long get_map(struct opened *control, unsigned int numid, long *map)
{
	struct snd_ctl_elem_value *value = kunit_kzalloc(control->fake->test, sizeof(*value), GFP_KERNEL);
	long result;

	KUNIT_ASSERT_NOT_NULL(control->fake->test, value);
	value->id.numid = numid;
	memset(&value->value, 0xff, sizeof(value->value));
	result = EXCHANGE(control, SNDRV_CTL_IOCTL_ELEM_READ, value);
	memcpy(map, value->value.integer.value, 8 * sizeof(*map));
	return result;
}

static void expect_map(struct kunit *test, const long *map, unsigned int channels, const unsigned char *expect)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ_MSG(test, map[i], i < channels ? (long)expect[i] : 0L, "channel %u", i);
}

/* ---- tables ---------------------------------------------------------------------------------------------- */

static void tables_have_the_usual_orders(struct kunit *test)
{
	static const unsigned char std[] = { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR,
					     SNDRV_CHMAP_FC, SNDRV_CHMAP_LFE, SNDRV_CHMAP_SL, SNDRV_CHMAP_SR };
	static const unsigned char alt[] = { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_FC, SNDRV_CHMAP_LFE,
					     SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_SL, SNDRV_CHMAP_SR };
	static const unsigned char channels[] = { 1, 2, 4, 6, 8, 0 };
	int i;

	for (i = 0; i < ARRAY_SIZE(channels); i++) {
		KUNIT_EXPECT_EQ(test, snd_pcm_std_chmaps[i].channels, channels[i]);
		KUNIT_EXPECT_EQ(test, snd_pcm_alt_chmaps[i].channels, channels[i]);
	}
	KUNIT_EXPECT_EQ(test, snd_pcm_std_chmaps[0].map[0], (unsigned char)SNDRV_CHMAP_MONO);
	KUNIT_EXPECT_EQ(test, snd_pcm_alt_chmaps[0].map[0], (unsigned char)SNDRV_CHMAP_MONO);
	for (i = 1; i < 5; i++)
		KUNIT_EXPECT_MEMEQ(test, snd_pcm_std_chmaps[i].map, std, channels[i]);
	for (i = 3; i < 5; i++)
		KUNIT_EXPECT_MEMEQ(test, snd_pcm_alt_chmaps[i].map, alt, channels[i]);
	KUNIT_EXPECT_MEMEQ(test, snd_pcm_alt_chmaps[2].map, std, 4);
}

/* ---- values ---------------------------------------------------------------------------------------------- */

static void map_is_of_the_channels_in_use(struct kunit *test)
{
	struct fake *fake = fake_with_maps(test, NULL);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY), *opened;
	long map[8];

	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	expect_map(test, map, 0, NULL);
	opened = open_device(fake, PLAYBACK, O_WRONLY);
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-EINVAL);
	set_up(opened, FAKE_CONFIG(.channels = 6));
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	expect_map(test, map, 6, snd_pcm_std_chmaps[3].map);
	/* the other substream is closed */
	KUNIT_EXPECT_EQ(test, get_map(control, 2, map), 0L);
	expect_map(test, map, 0, NULL);
	set_up(opened, FAKE_CONFIG(.channels = 2));
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	expect_map(test, map, 2, snd_pcm_std_chmaps[1].map);
	/* there is none */
	set_up(opened, FAKE_CONFIG(.channels = 3));
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-EINVAL);
	close_opened(opened);
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	expect_map(test, map, 0, NULL);
	KUNIT_EXPECT_EQ(test, get_map(control, 3, map), (long)-ENOENT);
}

static void masked_maps_do_not_count(struct kunit *test)
{
	struct snd_pcm_chmap *info;
	struct fake *fake = fake_with_maps(test, &info);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	struct opened *opened = open_device(fake, PLAYBACK, O_WRONLY);
	long map[8];

	info->channel_mask = SND_PCM_CHMAP_MASK_24;
	set_up(opened, FAKE_CONFIG(.channels = 4));
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	set_up(opened, FAKE_CONFIG(.channels = 6));
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-EINVAL);
	info->channel_mask = SND_PCM_CHMAP_MASK_246;
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	info->max_channels = 4;
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-EINVAL);
}

static void info_and_access_are_of_a_readable_list(struct kunit *test)
{
	struct snd_pcm_chmap *chmap;
	struct fake *fake = fake_with_maps(test, &chmap);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	struct snd_ctl_elem_info info = { .id.numid = 2 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id.name, "Playback Channel Map");
	KUNIT_EXPECT_EQ(test, (int)info.id.iface, (int)SNDRV_CTL_ELEM_IFACE_PCM);
	KUNIT_EXPECT_EQ(test, info.id.index, 1u);
	KUNIT_EXPECT_EQ(test, info.id.device, 0u);
	KUNIT_EXPECT_EQ(test, (int)info.type, (int)SNDRV_CTL_ELEM_TYPE_INTEGER);
	KUNIT_EXPECT_EQ(test, info.count, 8u);
	KUNIT_EXPECT_EQ(test, info.value.integer.max, (long)SNDRV_CHMAP_LAST);
	KUNIT_EXPECT_EQ(test, info.access, (unsigned int)(SNDRV_CTL_ELEM_ACCESS_READ | SNDRV_CTL_ELEM_ACCESS_VOLATILE |
							   SNDRV_CTL_ELEM_ACCESS_TLV_READ |
							   SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK));
	KUNIT_EXPECT_EQ(test, chmap->kctl->private_value, 77UL);
	KUNIT_EXPECT_PTR_EQ(test, snd_pcm_chmap_substream(chmap, 1), fake->pcm->streams[0].substream->next);
	KUNIT_EXPECT_NULL(test, snd_pcm_chmap_substream(chmap, 2));
}

static void capture_has_a_control_of_its_own(struct kunit *test)
{
	struct fake *fake = fake_with_maps(test, NULL);
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_PCM, .name = "Capture Channel Map" };

	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 1, snd_pcm_alt_chmaps, 2, 0, NULL), 0);
	KUNIT_EXPECT_NOT_NULL(test, snd_ctl_find_id(fake->card, &id));
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 1, snd_pcm_alt_chmaps, 2, 0, NULL), -EBUSY);
}

#ifdef CONFIG_USND
static void more_channels_than_values_are_refused(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 0, snd_pcm_std_chmaps, 129, 0, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 0, snd_pcm_std_chmaps, -1, 0, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 0, snd_pcm_std_chmaps, 128, 0, NULL), 0);
}
#endif

static void without_maps_the_driver_answers(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct opened *control;
	unsigned int words[20] = { 1, 64 };
	long map[8];

	KUNIT_ASSERT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 0, NULL, 8, 0, NULL), 0);
	control = open_device(fake, CONTROL, O_RDONLY);
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_TLV_READ, &words), (long)-EINVAL);
}

/* ---- list of maps ---------------------------------------------------------------------------------------- */

static void tlv_lists_the_maps(struct kunit *test)
{
	struct snd_pcm_chmap *info;
	struct fake *fake = fake_with_maps(test, &info);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	/* 2 channels, then 4 */
	static const unsigned int expect[] = {
		SNDRV_CTL_TLVT_CONTAINER, 40,
		SNDRV_CTL_TLVT_CHMAP_FIXED, 8, SNDRV_CHMAP_FL, SNDRV_CHMAP_FR,
		SNDRV_CTL_TLVT_CHMAP_FIXED, 16, SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR,
	};
	unsigned int words[2 + ARRAY_SIZE(expect)] = { 2, sizeof(expect) }, length;

	info->channel_mask = SND_PCM_CHMAP_MASK_24;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_TLV_READ, &words), 0L);
	KUNIT_EXPECT_MEMEQ(test, words + 2, expect, sizeof(expect));
	for (length = 8; length < sizeof(expect); length += 4) {
		words[1] = length;
		KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_TLV_READ, &words), (long)-ENOMEM);
	}
	/* no map fits the stream: an empty container */
	info->max_channels = 0;
	words[1] = 8;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_TLV_READ, &words), 0L);
	KUNIT_EXPECT_EQ(test, words[3], 0u);
}

/* ---- coming and going ------------------------------------------------------------------------------------ */

static void maps_go_with_the_device(struct kunit *test)
{
	struct fake *fake = fake_with_maps(test, NULL);

	KUNIT_EXPECT_EQ(test, fake->card->controls_count, 2);
	snd_device_free(fake->card, fake->pcm);
	KUNIT_EXPECT_EQ(test, fake->card->controls_count, 0);
}

static void maps_go_when_the_device_is_disconnected(struct kunit *test)
{
	struct fake *fake = fake_with_maps(test, NULL);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	long map[8];

	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), 0L);
	snd_device_disconnect(fake->card, fake->pcm);
	KUNIT_EXPECT_EQ(test, get_map(control, 1, map), (long)-ENOENT);
	KUNIT_EXPECT_NULL(test, fake->pcm->streams[0].chmap_kctl);
}

static void driver_may_remove_them_itself(struct kunit *test)
{
	struct snd_pcm_chmap *info;
	struct fake *fake = fake_with_maps(test, &info);

	KUNIT_EXPECT_EQ(test, snd_ctl_remove(fake->card, info->kctl), 0);
	KUNIT_EXPECT_NULL(test, fake->pcm->streams[0].chmap_kctl);
	KUNIT_EXPECT_EQ(test, snd_pcm_add_chmap_ctls(fake->pcm, 0, snd_pcm_std_chmaps, 2, 0, NULL), 0);
}

static void adding_without_memory_leaves_nothing(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_chmap *info = NULL;
	unsigned long nth;
	int err = -ENOMEM;

	for (nth = 1; err; nth++) {
		KUNIT_EXPECT_NULL(test, info);
		KUNIT_EXPECT_NULL(test, fake->pcm->streams[0].chmap_kctl);
		fail_request(test, nth);
		err = snd_pcm_add_chmap_ctls(fake->pcm, 0, snd_pcm_std_chmaps, 2, 0, &info);
		fail_request(test, 0);
		KUNIT_ASSERT_TRUE(test, !err || err == -ENOMEM);
	}
	KUNIT_EXPECT_GE(test, nth, 4UL);
	KUNIT_EXPECT_PTR_EQ(test, info->kctl, fake->pcm->streams[0].chmap_kctl);
}

static struct kunit_case chmap_cases[] = {
	KUNIT_CASE(tables_have_the_usual_orders),
	KUNIT_CASE(map_is_of_the_channels_in_use),
	KUNIT_CASE(masked_maps_do_not_count),
	KUNIT_CASE(info_and_access_are_of_a_readable_list),
	KUNIT_CASE(capture_has_a_control_of_its_own),
#ifdef CONFIG_USND
	KUNIT_CASE(more_channels_than_values_are_refused),
#endif
	KUNIT_CASE(without_maps_the_driver_answers),
	KUNIT_CASE(tlv_lists_the_maps),
	KUNIT_CASE(maps_go_with_the_device),
	KUNIT_CASE(maps_go_when_the_device_is_disconnected),
	KUNIT_CASE(driver_may_remove_them_itself),
	KUNIT_CASE(adding_without_memory_leaves_nothing),
	{}
};

static struct kunit_suite chmap_suite = {
	.name = "chmap",
	.test_cases = chmap_cases,
};

kunit_test_suite(chmap_suite);

MODULE_DESCRIPTION("channel maps");
MODULE_LICENSE("GPL");
