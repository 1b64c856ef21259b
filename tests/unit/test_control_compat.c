// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_compat.c - the control ioctls of 32-bit programs: structures of the i386 ABI, numbers, and what is done differently
 * for them (sound/core/control_compat.c).
 */
#include "compat_memory.h"
#include "control_card.h"

struct list32 {
	u32 offset, space, used, count, pids;
	u8 reserved[50];
};

struct info32 {
	struct snd_ctl_elem_id id;
	s32 type;
	u32 access, count;
	s32 owner;
	union {
		struct {
			s32 min, max, step;
		} integer;
		struct {
			s64_4 min, max, step;
		} integer64;
		struct {
			u32 items, item;
			char name[64];
			u64_4 names_ptr;
			u32 names_length;
		} enumerated;
		u8 reserved[128];
	} value;
	u8 reserved[64];
};

struct value32 {
	struct snd_ctl_elem_id id;
	u32 indirect;
	union {
		s32 integer[128];
		s64_4 integer64[64];
		u32 item[128];
		u8 bytes[512];
	} value;
	u8 reserved[128];
};

_Static_assert(sizeof(struct list32) == 72 && offsetof(struct list32, pids) == 16, "i386");
_Static_assert(sizeof(struct info32) == 272 && offsetof(struct info32, value) == 80, "i386");
_Static_assert(offsetof(struct info32, value.enumerated.names_length) == 160, "i386");
_Static_assert(sizeof(struct value32) == 708 && offsetof(struct value32, value) == 68, "i386");

#define ELEM_LIST32 0xc0485510u
#define ELEM_INFO32 0xc1105511u
#define ELEM_READ32 0xc2c45512u
#define ELEM_WRITE32 0xc2c45513u
#define ELEM_ADD32 0xc1105517u
#define ELEM_REPLACE32 0xc1105518u

/* behind the largest argument in the application's memory */
#define EXTRA_AT 4096

/* the numbers of types, which are of a type of their own */
enum { INTEGER = 2, ENUMERATED = 3, BYTES = 4, IEC958 = 5, INTEGER64 = 6 };

static struct app *app_low(struct kunit *test, struct snd_card *card)
{
	struct app *app = app_open(test, card, O_NONBLOCK);

	app->memory = low_memory(test);
	return app;
}

static long ask(struct app *app, unsigned int cmd, void *arg, size_t size)
{
	return exchange32(app->test, app->file, app->memory, cmd, arg, size);
}

#define ASK(app, cmd, arg) ask(app, cmd, arg, sizeof(*(arg)))

static struct value32 *value_of(struct kunit *test, unsigned int numid)
{
	struct value32 *value = kunit_kzalloc(test, sizeof(*value), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, value);
	value->id.numid = numid;
	return value;
}

/* ---- elements of the card ------------------------------------------------------------------------------ */

static void elements_are_listed(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct list32 list = { .offset = 1, .space = 2 };
	struct snd_ctl_elem_id ids[3] = {};
	struct app *app;

	dial_add(test, card, dial_create(test), "Dial", 4);
	app = app_low(test, card);
	list.pids = (u32)(unsigned long)app->memory + EXTRA_AT;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_LIST32, &list), 0L);
	KUNIT_EXPECT_EQ(test, list.count, 4u);
	KUNIT_EXPECT_EQ(test, list.used, 2u);
	KUNIT_ASSERT_EQ(test, copy_from_user(ids, app->memory + EXTRA_AT, sizeof(ids)), 0UL);
	KUNIT_EXPECT_EQ(test, ids[0].numid, 2u);
	KUNIT_EXPECT_EQ(test, ids[1].numid, 3u);
	KUNIT_EXPECT_EQ(test, ids[2].numid, 0u);
	list.pids = 16;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_LIST32, &list), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_LIST32, 0), (long)-EFAULT);
}

static void info_has_narrow_ranges(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct info32 info = { .id.numid = 1 };
	struct app *app;

	dial->min = -7;
	dial->max = 1000;
	dial->channels = 2;
	dial_add(test, card, dial, "Dial", 1);
	app = app_low(test, card);
	memset(&info.reserved, 0x5a, sizeof(info.reserved));
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id.name, "Dial");
	KUNIT_EXPECT_EQ(test, info.type, (int)INTEGER);
	KUNIT_EXPECT_EQ(test, info.count, 2u);
	KUNIT_EXPECT_EQ(test, info.owner, -1);
	KUNIT_EXPECT_EQ(test, info.value.integer.min, -7);
	KUNIT_EXPECT_EQ(test, info.value.integer.max, 1000);
	KUNIT_EXPECT_EQ(test, info.value.integer.step, 0);
	/* of what the type does not have, nothing changes */
	KUNIT_EXPECT_EQ(test, info.reserved[63], (u8)0x5a);
	info.id.numid = 9;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &info), (long)-ENOENT);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_INFO32, 0), (long)-EFAULT);
}

static void values_are_narrow(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct value32 *value = value_of(test, 1);
	struct app *app;

	dial->channels = 2;
	dial->min = -100;
	dial_add(test, card, dial, "Dial", 1);
	dial->values[0][0] = -5;
	dial->values[0][1] = 6;
	app = app_low(test, card);
	value->value.integer[2] = 0x5a5a;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.integer[0], -5);
	KUNIT_EXPECT_EQ(test, value->value.integer[1], 6);
	KUNIT_EXPECT_EQ(test, value->value.integer[2], 0x5a5a);
	KUNIT_EXPECT_STREQ(test, (char *)value->id.name, "Dial");
	value->value.integer[0] = -50;
	value->value.integer[1] = 60;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), 0L);
	KUNIT_EXPECT_EQ(test, dial->values[0][0], -50L);
	KUNIT_EXPECT_EQ(test, dial->values[0][1], 60L);
	KUNIT_EXPECT_EQ(test, dial->puts, 1u);
}

static void values_fail_as_they_should(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	struct value32 *value = value_of(test, 2);
	struct app *app;

	dial_add(test, card, dial, "Dial", 1);
	app = app_low(test, card);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), (long)-ENOENT);
	value->id.numid = 1;
	value->indirect = 1;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), (long)-EINVAL);
	value->indirect = 0;
	dial->result = -EIO;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), (long)-EIO);
	dial->result = 0;
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), (long)-ENOMEM);
	fail_request(test, 2);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), (long)-ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_READ32, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_WRITE32, 0), (long)-EFAULT);
}

static int strange_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	uinfo->type = (__force snd_ctl_elem_type_t)77;
	uinfo->count = 1;
	return 0;
}

static void a_value_of_an_unknown_type_is_invalid(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), "Dial", 1);
	struct app *app = app_low(test, card);

	kctl->info = strange_info;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value_of(test, 1)), (long)-EINVAL);
}

/* ---- elements of applications -------------------------------------------------------------------------- */

static struct info32 describe(int type, unsigned int count)
{
	struct info32 info = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Mine" }, .type = type, .count = count,
	};

	return info;
}

static void integers_are_added_and_replaced(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	struct info32 info = describe(INTEGER, 2), told = { .id.numid = 1 };

	info.value.integer.min = -3;
	info.value.integer.max = 30;
	info.value.integer.step = 3;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_ADD32, &info), 0L);
	/* which number it has got is not told */
	KUNIT_EXPECT_EQ(test, info.id.numid, 0u);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_ADD32, &info), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &told), 0L);
	KUNIT_EXPECT_EQ(test, told.value.integer.min, -3);
	KUNIT_EXPECT_EQ(test, told.value.integer.step, 3);
	info.value.integer.max = 31;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_REPLACE32, &info), 0L);
	told.id = info.id;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &told), 0L);
	KUNIT_EXPECT_EQ(test, told.value.integer.max, 31);
	KUNIT_EXPECT_EQ(test, send32(app->file, SNDRV_CTL_IOCTL_ELEM_REMOVE, (unsigned long)app->memory), 0L);
	info.id.name[0] = '\0';
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_ADD32, &info), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_ADD32, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(app->file, ELEM_REPLACE32, 0), (long)-EFAULT);
}

static void wide_integers_stay_wide(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	struct value32 *value = value_of(test, 1);
	struct info32 info = describe(INTEGER64, 64);

	info.value.integer64.min = -1;
	info.value.integer64.max = 1LL << 40;
	KUNIT_ASSERT_EQ(test, ASK(app, ELEM_ADD32, &info), 0L);
	info.value.integer64.max = 0;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &info), 0L);
	KUNIT_EXPECT_EQ(test, (s64)info.value.integer64.max, 1LL << 40);
	value->value.integer64[0] = 1LL << 33;
	value->value.integer64[63] = 5;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), 0L);
	value->value.integer64[0] = value->value.integer64[63] = 0;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), 0L);
	KUNIT_EXPECT_EQ(test, (s64)value->value.integer64[0], 1LL << 33);
	KUNIT_EXPECT_EQ(test, (s64)value->value.integer64[63], 5LL);
}

static void names_are_found_by_a_narrow_pointer(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	struct value32 *value = value_of(test, 1);
	struct info32 info = describe(ENUMERATED, 1);

	KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + EXTRA_AT, "one\0two", 8), 0UL);
	info.value.enumerated.items = 2;
	/* whatever lies above it */
	info.value.enumerated.names_ptr = 1ULL << 40 | ((u32)(unsigned long)app->memory + EXTRA_AT);
	info.value.enumerated.names_length = 8;
	KUNIT_ASSERT_EQ(test, ASK(app, ELEM_ADD32, &info), 0L);
	info.value.enumerated.item = 1;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_INFO32, &info), 0L);
	KUNIT_EXPECT_STREQ(test, info.value.enumerated.name, "two");
	KUNIT_EXPECT_EQ(test, info.value.enumerated.items, 2u);
	value->value.item[0] = 1;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), 0L);
	value->value.item[0] = 0;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.item[0], 1u);
}

static void bytes_are_alike(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	struct value32 *value = value_of(test, 1);
	struct info32 info = describe(BYTES, 512);

	KUNIT_ASSERT_EQ(test, ASK(app, ELEM_ADD32, &info), 0L);
	value->value.bytes[0] = 1;
	value->value.bytes[511] = 2;
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), 0L);
	memset(&value->value, 0, sizeof(value->value));
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.bytes[0], (u8)1);
	KUNIT_EXPECT_EQ(test, value->value.bytes[511], (u8)2);
}

static void s_pdif_status_is_alike(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	struct value32 *value = value_of(test, 1);
	struct info32 info = describe(IEC958, 1);

	KUNIT_ASSERT_EQ(test, ASK(app, ELEM_ADD32, &info), 0L);
	/* 24 of status, 147 of subcode, a gap, 4 of sub-frame */
	memset(value->value.bytes, 7, 177);
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_WRITE32, value), 0L);
	memset(&value->value, 0, sizeof(value->value));
	KUNIT_EXPECT_EQ(test, ASK(app, ELEM_READ32, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.bytes[175], (u8)7);
	KUNIT_EXPECT_EQ(test, value->value.bytes[176], (u8)0);
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

static void what_is_alike_is_shared(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_ctl_card_info info = {};
	struct {
		struct snd_ctl_tlv head;
		unsigned int tlv[4];
	} tlv = { { .numid = 1, .length = 16 } };
	static const unsigned int scale[] = { SNDRV_CTL_TLVT_DB_SCALE, 8, (unsigned int)-9999, 100 };
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), "Dial", 1);
	int version = 0, device = -1;
	struct app *app;

	kctl->vd[0].access |= SNDRV_CTL_ELEM_ACCESS_TLV_READ;
	kctl->tlv.p = scale;
	app = app_low(test, card);
	KUNIT_EXPECT_EQ(test, ASK(app, SNDRV_CTL_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_CTL_VERSION);
	KUNIT_EXPECT_EQ(test, ASK(app, SNDRV_CTL_IOCTL_CARD_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.card, card->number);
	KUNIT_EXPECT_EQ(test, ask(app, SNDRV_CTL_IOCTL_TLV_READ, &tlv, sizeof(tlv)), 0L);
	KUNIT_EXPECT_EQ(test, tlv.tlv[3], 100u);
	/* and what other parts of ALSA have registered for such programs */
	KUNIT_EXPECT_EQ(test, ASK(app, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
}

static void numbers_of_64_bit_programs_are_unknown(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));
	unsigned long at = (unsigned long)app->memory;

	KUNIT_EXPECT_EQ(test, send32(app->file, SNDRV_CTL_IOCTL_ELEM_LIST, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(app->file, SNDRV_CTL_IOCTL_ELEM_READ, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(app->file, SNDRV_CTL_IOCTL_ELEM_WRITE, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(app->file, 0x5577, at), (long)-ENOIOCTLCMD);
}

static int answer_77(struct snd_card *card, struct snd_ctl_file *ctl, unsigned int cmd, unsigned long arg)
{
	return cmd == 0x5577 ? (int)arg : -ENOIOCTLCMD;
}

static void ioctls_are_registered_for_such_programs_apart(struct kunit *test)
{
	struct app *app = app_low(test, card_new(test));

	KUNIT_ASSERT_EQ(test, snd_ctl_register_ioctl_compat(answer_77), 0);
	KUNIT_EXPECT_EQ(test, send32(app->file, 0x5577, 1UL << 32 | 7), 7L);
	KUNIT_EXPECT_EQ(test, app_send(app, 0x5577, 7), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, snd_ctl_unregister_ioctl_compat(answer_77), 0);
	KUNIT_EXPECT_EQ(test, send32(app->file, 0x5577, 7), (long)-ENOIOCTLCMD);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_ctl_register_ioctl_compat(answer_77), -ENOMEM);
}

static struct kunit_case control_compat_cases[] = {
	KUNIT_CASE(elements_are_listed),
	KUNIT_CASE(info_has_narrow_ranges),
	KUNIT_CASE(values_are_narrow),
	KUNIT_CASE(values_fail_as_they_should),
	KUNIT_CASE(a_value_of_an_unknown_type_is_invalid),
	KUNIT_CASE(integers_are_added_and_replaced),
	KUNIT_CASE(wide_integers_stay_wide),
	KUNIT_CASE(names_are_found_by_a_narrow_pointer),
	KUNIT_CASE(bytes_are_alike),
	KUNIT_CASE(s_pdif_status_is_alike),
	KUNIT_CASE(what_is_alike_is_shared),
	KUNIT_CASE(numbers_of_64_bit_programs_are_unknown),
	KUNIT_CASE(ioctls_are_registered_for_such_programs_apart),
	{}
};

static struct kunit_suite control_compat_suite = { .name = "control_compat", .test_cases = control_compat_cases };
kunit_test_suite(control_compat_suite);

MODULE_DESCRIPTION("control ioctls of 32-bit programs");
MODULE_LICENSE("GPL");
