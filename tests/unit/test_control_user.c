// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_user.c - elements that applications make: types and their limits, names, descriptions, owners, memory
 * (sound/core/control_user.c).
 */
#include "control_card.h"

#define RW SNDRV_CTL_ELEM_ACCESS_READWRITE
#define USER (RW | SNDRV_CTL_ELEM_ACCESS_USER)
#define WITH_TLV (RW | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE)

/* the default of max_user_ctl_alloc_size */
#define LIMIT (8 * 1024 * 1024)

/* behind the largest ioctl argument in the application's memory */
#define NAMES_AT 4096

/* elements of numids 1, 2 … of a card without any */
static struct app *app_on(struct kunit *test, struct snd_card **rcard)
{
	struct snd_card *card = card_new(test);

	if (rcard)
		*rcard = card;
	return app_open(test, card, O_NONBLOCK);
}

static struct snd_ctl_elem_info describe(int type, unsigned int count)
{
	struct snd_ctl_elem_info info = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Mine" },
		.type = (__force snd_ctl_elem_type_t)type, .count = count,
	};

	return info;
}

static long add_integer(struct app *app, const char *name, unsigned int access, unsigned int elements)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_INTEGER, 2);

	strscpy(info.id.name, name, sizeof(info.id.name));
	info.value.integer.max = 100;
	info.access = access;
	info.owner = elements;
	return EXCHANGE(app, ELEM_ADD, &info);
}

/* ---- types and limits ---------------------------------------------------------------------------------- */

/**
 * struct type_case - one ELEM_ADD
 * @count: values of an element
 * @items: of an ENUMERATED
 * @elements: of the control
 */
struct type_case {
	const char *what;
	int type;
	unsigned int count, items, elements;
	long expect;
};

#define TYPE(name) #name, (__force int)SNDRV_CTL_ELEM_TYPE_##name

static const struct type_case type_cases[] = {
	{ TYPE(NONE), 1, 0, 1, -EINVAL },
	{ TYPE(BOOLEAN), 1, 0, 1, 0 },
	{ TYPE(BOOLEAN), 128, 0, 1, 0 },
	{ TYPE(BOOLEAN), 129, 0, 1, -EINVAL },
	{ TYPE(INTEGER), 0, 0, 1, -EINVAL },
	{ TYPE(INTEGER), 128, 0, 1, 0 },
	{ TYPE(INTEGER), 129, 0, 1, -EINVAL },
	{ TYPE(INTEGER), 1, 0, 0, 0 },
	{ TYPE(INTEGER), 128, 0, 1028, 0 },
	{ TYPE(INTEGER), 1, 0, 1029, -EINVAL },
	{ TYPE(INTEGER), 1, 0, ~0u, -EINVAL },
	{ TYPE(ENUMERATED), 1, 0, 1, -EINVAL },
	{ TYPE(ENUMERATED), 128, 2, 1, 0 },
	{ TYPE(ENUMERATED), 129, 2, 1, -EINVAL },
	{ TYPE(BYTES), 512, 0, 1, 0 },
	{ TYPE(BYTES), 513, 0, 1, -EINVAL },
	{ TYPE(IEC958), 1, 0, 1, 0 },
	{ TYPE(IEC958), 2, 0, 1, -EINVAL },
	{ TYPE(INTEGER64), 64, 0, 1, 0 },
	{ TYPE(INTEGER64), 65, 0, 1, -EINVAL },
	{ "unknown", 7, 1, 0, 1, -EINVAL },
	{ "negative", -1, 1, 0, 1, -EINVAL },
};

static void describe_type(const struct type_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u of %u values %s", c->elements, c->count, c->what);
}

KUNIT_ARRAY_PARAM(type, type_cases, describe_type);

static void types_have_their_limits(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct snd_ctl_elem_info info = describe(c->type, c->count);
	struct snd_ctl_elem_value *value;
	struct snd_card *card;
	struct app *app = app_on(test, &card);

	info.owner = c->elements;
	if (c->type == (__force int)SNDRV_CTL_ELEM_TYPE_ENUMERATED) {
		KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, "one\0two", 8), 0UL);
		info.value.enumerated.items = c->items;
		info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
		info.value.enumerated.names_length = 8;
	}
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), c->expect);
	if (c->expect) {
		KUNIT_EXPECT_EQ(test, card->controls_count, 0);
		KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)0);
		return;
	}
	/* all values of the last element: as large as a value may be */
	value = new_value(test, c->elements ?: 1);
	KUNIT_EXPECT_EQ(test, info.id.numid, 1u);
	memset(&value->value, 0xff, sizeof(value->value));
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.bytes.data[0], 0);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REMOVE, &info.id), 0L);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)0);
}

static void names_of_elements_must_be_there_and_end(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_BOOLEAN, 1);
	struct app *app = app_on(test, NULL);

	info.id.name[0] = '\0';
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-EINVAL);
	memset(info.id.name, 'n', sizeof(info.id.name));
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-EINVAL);
	info.id.name[sizeof(info.id.name) - 1] = '\0';
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-EBUSY);
}

/* a numid in the description is not the application's to choose, and does not hide a name that exists */
static void numids_are_given_not_taken(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_BOOLEAN, 1);
	struct app *app = app_on(test, NULL);

	info.id.numid = 77;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.id.numid, 1u);
#ifdef CONFIG_USND
	info.id.numid = 77;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-EBUSY);
	strscpy(info.id.name, "Other", sizeof(info.id.name));
	info.id.numid = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.id.numid, 2u);
#endif
}

struct access_case {
	unsigned int wanted, given;
};

static const struct access_case access_cases[] = {
	{ 0, USER },
	{ SNDRV_CTL_ELEM_ACCESS_READ, SNDRV_CTL_ELEM_ACCESS_READ | SNDRV_CTL_ELEM_ACCESS_USER },
	{ SNDRV_CTL_ELEM_ACCESS_WRITE, SNDRV_CTL_ELEM_ACCESS_WRITE | SNDRV_CTL_ELEM_ACCESS_USER },
	{ RW | SNDRV_CTL_ELEM_ACCESS_INACTIVE, USER | SNDRV_CTL_ELEM_ACCESS_INACTIVE },
	{ WITH_TLV, USER | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE | SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK },
	{ RW | SNDRV_CTL_ELEM_ACCESS_VOLATILE | SNDRV_CTL_ELEM_ACCESS_TLV_READ, USER },
	{ RW | SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND, USER },
};

static void describe_access(const struct access_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%#x", c->wanted);
}

KUNIT_ARRAY_PARAM(access, access_cases, describe_access);

static void access_is_what_applications_may_have(struct kunit *test)
{
	const struct access_case *c = test->param_value;
	struct snd_ctl_elem_info info = { .id.numid = 1 };
	struct app *app = app_on(test, NULL);
	long v;

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", c->wanted, 1), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.access, c->given | SNDRV_CTL_ELEM_ACCESS_LOCK | SNDRV_CTL_ELEM_ACCESS_OWNER);
	KUNIT_EXPECT_EQ(test, app_get(app, 1, &v), c->given & SNDRV_CTL_ELEM_ACCESS_READ ? 0L : (long)-EPERM);
	KUNIT_EXPECT_EQ(test, app_set(app, 1, 1), c->given & SNDRV_CTL_ELEM_ACCESS_WRITE ? 0L : (long)-EPERM);
}

/* ---- values ---------------------------------------------------------------------------------------------- */

static long set64(struct app *app, long long v)
{
	struct snd_ctl_elem_value *value = new_value(app->test, 1);

	value->value.integer64.value[0] = v;
	return EXCHANGE(app, ELEM_WRITE, value);
}

static void integers_keep_to_their_range_and_step(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_INTEGER64, 1);
	struct app *app = app_on(test, NULL);

	info.value.integer64.min = -9;
	info.value.integer64.max = 12;
	info.value.integer64.step = 3;
	KUNIT_ASSERT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, set64(app, 12), 0L);
	KUNIT_EXPECT_EQ(test, set64(app, 0), 0L);
	KUNIT_EXPECT_EQ(test, set64(app, 13), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, set64(app, 15), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, set64(app, 7), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, set64(app, -12), (long)-EINVAL);
#ifdef CONFIG_USND
	KUNIT_EXPECT_EQ(test, set64(app, -9), 0L);
	KUNIT_EXPECT_EQ(test, set64(app, -8), (long)-EINVAL);
#endif
}

static void any_step_is_survived(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_INTEGER64, 1);
	struct app *app = app_on(test, NULL);

	info.value.integer64.min = LLONG_MIN;
	info.value.integer64.max = LLONG_MAX;
	info.value.integer64.step = -1;
	KUNIT_ASSERT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	set64(app, LLONG_MIN);
	set64(app, LLONG_MAX);
	KUNIT_EXPECT_EQ(test, set64(app, 0), 0L);
}

static void every_value_of_a_write_is_looked_at(struct kunit *test)
{
	struct snd_ctl_elem_value *value = new_value(test, 2);
	struct app *app = app_on(test, NULL);

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", 0, 2), 0L);
	value->value.integer.value[0] = 5;
	value->value.integer.value[1] = 101;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), (long)-EINVAL);
	value->value.integer.value[1] = -1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[0], 0L);
	/* beyond the element's values anything may stand */
	value->value.integer.value[0] = 5;
	value->value.integer.value[1] = 100;
	value->value.integer.value[2] = 999;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), 0L);
	memset(&value->value, 0, sizeof(value->value));
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[0], 5L);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[1], 100L);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[2], 0L);
	/* the first element has its own */
	value->id.numid = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[0], 0L);
}

static void switches_and_choices_keep_to_theirs(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_BOOLEAN, 1);
	struct snd_ctl_elem_value *value = new_value(test, 2);
	struct app *app = app_on(test, NULL);

	KUNIT_ASSERT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, app_set(app, 1, 1), 0L);
	KUNIT_EXPECT_EQ(test, app_set(app, 1, 2), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(app, 1, -1), (long)-EINVAL);

	info = describe(SNDRV_CTL_ELEM_TYPE_ENUMERATED, 1);
	info.id.index = 1;
	info.value.enumerated.items = 2;
	info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
	info.value.enumerated.names_length = 8;
	KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, "one\0two", 8), 0UL);
	KUNIT_ASSERT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	value->value.enumerated.item[0] = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), 0L);
	value->value.enumerated.item[0] = 2;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), (long)-EINVAL);
	value->value.enumerated.item[0] = ~0u;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), (long)-EINVAL);
}

static void writes_are_events_if_they_change_something(struct kunit *test)
{
	struct app *app = app_on(test, NULL);

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", 0, 2), 0L);
	app_subscribe(app);
	KUNIT_EXPECT_EQ(test, app_set(app, 2, 9), 0L);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, 2);
	KUNIT_EXPECT_EQ(test, app_set(app, 2, 9), 0L);
	expect_no_event(app);
}

/* ---- names of choices ---------------------------------------------------------------------------------- */

static const char zeros[80];
#define LONGEST "012345678901234567890123456789012345678901234567890123456789012"

struct names_case {
	const char *what, *names;
	unsigned int length, items;
	long expect;
};

#define NAMES(names, items, expect) { #names, names, sizeof(names), items, expect }

static const struct names_case names_cases[] = {
	NAMES("one\0two", 2, 0),
	/* more than needed */
	NAMES("one\0two", 1, 0),
	NAMES("one\0two", 3, -EINVAL),
	NAMES("one\0\0three", 2, -EINVAL),
	{ "without its end", "one\0two", 7, 2, -EINVAL },
	{ "none", "", 0, 1, -EINVAL },
	NAMES(LONGEST, 1, 0),
	NAMES(LONGEST "x", 1, -EINVAL),
	{ "too many", zeros, 64 * 1024 + 1, 1, -EINVAL },
	{ "nowhere", NULL, 8, 1, -EFAULT },
};

static void describe_names(const struct names_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u of %s", c->items, c->what);
}

KUNIT_ARRAY_PARAM(names, names_cases, describe_names);

static void choices_need_their_names(struct kunit *test)
{
	const struct names_case *c = test->param_value;
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_ENUMERATED, 1);
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	size_t length;

	info.value.enumerated.items = c->items;
	info.value.enumerated.names_length = c->length;
	if (c->names) {
		info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
		length = min_t(size_t, c->length, sizeof(zeros));
		KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, c->names, length), 0UL);
	}
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), c->expect);
	KUNIT_EXPECT_EQ(test, card->controls_count, c->expect ? 0 : 1);
	if (c->expect)
		KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)0);
}

static void names_are_told_by_number(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_ENUMERATED, 1);
	struct app *app = app_on(test, NULL);

	info.owner = 2;
	info.value.enumerated.items = 3;
	info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
	info.value.enumerated.names_length = 14;
	KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, "one\0two\0three", 14), 0UL);
	KUNIT_ASSERT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	info.id.numid = 2;
	info.value.enumerated.item = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, info.value.enumerated.name, "two");
	KUNIT_EXPECT_EQ(test, info.value.enumerated.items, 3u);
	KUNIT_EXPECT_EQ(test, info.id.index, 1u);
	KUNIT_EXPECT_EQ(test, info.value.enumerated.names_ptr, 0ULL);
	info.value.enumerated.item = 3;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.value.enumerated.item, 2u);
	KUNIT_EXPECT_STREQ(test, info.value.enumerated.name, "three");
}

/* ---- descriptions ---------------------------------------------------------------------------------------- */

static void descriptions_are_kept_until_replaced(struct kunit *test)
{
	unsigned int words[6] = { 2, 16, SNDRV_CTL_TLVT_DB_MINMAX, 8, 1, 2 }, back[6] = { 1, 16 };
	struct snd_ctl_elem_info info = { .id.numid = 1 };
	struct app *app = app_on(test, NULL);

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", WITH_TLV, 2), 0L);
	app_subscribe(app);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &words), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_COMMAND, &words), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	/* of all elements of the control, which can be read now */
	expect_event(app, SNDRV_CTL_EVENT_MASK_TLV | SNDRV_CTL_EVENT_MASK_INFO, 1);
	expect_event(app, SNDRV_CTL_EVENT_MASK_TLV | SNDRV_CTL_EVENT_MASK_INFO, 2);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_NE(test, info.access & SNDRV_CTL_ELEM_ACCESS_TLV_READ, 0u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &back), 0L);
	KUNIT_EXPECT_MEMEQ(test, back + 2, words + 2, 16);
	/* the same again is nothing */
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 0L);
	expect_no_event(app);
	words[5] = 3;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	expect_event(app, SNDRV_CTL_EVENT_MASK_TLV, 1);
	expect_event(app, SNDRV_CTL_EVENT_MASK_TLV, 2);
	back[1] = 12;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &back), (long)-ENOSPC);
	words[1] = 128 * 1024 + 4;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), (long)-EINVAL);
	words[1] = 128 * 1024;
	/* the application's memory ends before */
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), (long)-EFAULT);
	back[1] = 16;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &back), 0L);
	KUNIT_EXPECT_EQ(test, back[5], 3u);
}

static void descriptions_need_access(struct kunit *test)
{
	unsigned int words[4] = { 1, 8 };
	struct app *app = app_on(test, NULL);

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", 0, 1), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &words), (long)-ENXIO);
}

/* ---- owners ---------------------------------------------------------------------------------------------- */

static void makers_own_their_elements(struct kunit *test)
{
	struct snd_card *card;
	struct app *maker = app_on(test, &card), *other = app_open(test, card, O_NONBLOCK);
	struct snd_ctl_elem_id first = { .numid = 1 }, second = { .numid = 2 };

	KUNIT_ASSERT_EQ(test, add_integer(maker, "Mine", 0, 2), 0L);
	KUNIT_EXPECT_EQ(test, app_set(other, 1, 1), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, EXCHANGE(maker, ELEM_UNLOCK, &first), 0L);
	KUNIT_EXPECT_EQ(test, app_set(other, 1, 1), 0L);
	/* the second is locked still */
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REMOVE, &first), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, EXCHANGE(maker, ELEM_UNLOCK, &second), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_LOCK, &second), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(maker, ELEM_REMOVE, &first), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REMOVE, &first), 0L);
	KUNIT_EXPECT_EQ(test, card->controls_count, 0);
}

static void elements_outlive_their_makers_file(struct kunit *test)
{
	struct snd_card *card;
	struct app *maker = app_on(test, &card), *other = app_open(test, card, O_NONBLOCK);
	struct snd_ctl_elem_id id = { .numid = 1 };

	KUNIT_ASSERT_EQ(test, add_integer(maker, "Mine", 0, 2), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REMOVE, &id), (long)-EBUSY);
	app_close(maker);
	KUNIT_EXPECT_EQ(test, app_set(other, 1, 1), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REMOVE, &id), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REMOVE, &id), (long)-ENOENT);
}

/* ---- replacing ------------------------------------------------------------------------------------------- */

static void replace_needs_an_element_of_applications(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_BOOLEAN, 1), again;
	struct snd_card *card;
	struct app *app = app_on(test, &card), *other = app_open(test, card, O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REPLACE, &info), (long)-ENOENT);
	dial_add(test, card, dial_create(test), "Mine", 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REPLACE, &info), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-EBUSY);
	info.id.index = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_REPLACE, &info), (long)-EBUSY);
	app_subscribe(app);
	again = describe(SNDRV_CTL_ELEM_TYPE_INTEGER, 4);
	again.id.index = 1;
	/* goes by name */
	again.id.numid = 99;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REPLACE, &again), 0L);
	KUNIT_EXPECT_EQ(test, again.id.numid, 3u);
	expect_event(app, SNDRV_CTL_EVENT_MASK_REMOVE, 2);
	expect_event(app, SNDRV_CTL_EVENT_MASK_ADD, 3);
	KUNIT_EXPECT_EQ(test, card->controls_count, 2);
}

#ifdef CONFIG_USND
static void replace_that_fails_leaves_the_old(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_BOOLEAN, 500), good;
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	unsigned long nth;
	size_t size;
	long result;

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", 0, 1), 0L);
	size = card->user_ctl_alloc_size;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REPLACE, &info), (long)-EINVAL);
	for (nth = 1, result = -ENOMEM; result; nth++) {
		KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, size);
		KUNIT_EXPECT_NOT_NULL(test, snd_ctl_find_numid(card, 1));
		good = describe(SNDRV_CTL_ELEM_TYPE_BYTES, 512);
		fail_request(test, nth);
		result = EXCHANGE(app, ELEM_REPLACE, &good);
		fail_request(test, 0);
		KUNIT_ASSERT_TRUE(test, !result || result == -ENOMEM);
	}
	KUNIT_EXPECT_GE(test, nth, 4UL);
	KUNIT_EXPECT_NULL(test, snd_ctl_find_numid(card, 1));
}
#endif

/* ---- memory ---------------------------------------------------------------------------------------------- */

static void add_without_memory_leaves_nothing(struct kunit *test)
{
	struct snd_ctl_elem_info info;
	unsigned long nth;
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	long result = -ENOMEM;

	KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, "one\0two", 8), 0UL);
	for (nth = 1; result; nth++) {
		info = describe(SNDRV_CTL_ELEM_TYPE_ENUMERATED, 1);
		info.value.enumerated.items = 2;
		info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
		info.value.enumerated.names_length = 8;
		fail_request(test, nth);
		result = EXCHANGE(app, ELEM_ADD, &info);
		fail_request(test, 0);
		KUNIT_ASSERT_TRUE(test, !result || result == -ENOMEM);
		KUNIT_EXPECT_EQ(test, card->controls_count, result ? 0 : 1);
		if (result)
			KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)0);
	}
	/* control, values, names, the table of numids */
	KUNIT_EXPECT_GE(test, nth, 6UL);
}

static void description_without_memory_keeps_the_old(struct kunit *test)
{
	unsigned int words[4] = { 1, 8, 3, 0 }, other[5] = { 1, 12, 4, 4, 7 }, back[4] = { 1, 8 };
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	size_t size;

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", WITH_TLV, 1), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	size = card->user_ctl_alloc_size;
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &other), (long)-ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, size);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_READ, &back), 0L);
	KUNIT_EXPECT_EQ(test, back[2], 3u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &other), 1L);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, size + 4);
}

/* Fill the card up to a rest of less than @below bytes with elements "FN". */
static void fill(struct kunit *test, struct app *app, struct snd_card *card, size_t below)
{
	struct snd_ctl_elem_info info;
	unsigned int elements = 1028;
	long result;
	int n = 0;

	while (LIMIT - card->user_ctl_alloc_size >= below) {
		info = describe(SNDRV_CTL_ELEM_TYPE_INTEGER, 128);
		snprintf(info.id.name, sizeof(info.id.name), "F%d", n++);
		info.owner = elements;
		result = EXCHANGE(app, ELEM_ADD, &info);
		KUNIT_ASSERT_TRUE(test, !result || result == -ENOMEM);
		if (result)
			elements /= 2;
		KUNIT_ASSERT_GT(test, elements, 0u);
	}
}

static void memory_of_a_card_has_a_limit(struct kunit *test)
{
	unsigned int words[6] = { 1 };
	struct snd_ctl_elem_id id = { .numid = 1 };
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	unsigned int rest;

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", WITH_TLV, 1), 0L);
	fill(test, app, card, 20000);
	rest = LIMIT - card->user_ctl_alloc_size;
	/* to the byte */
	words[1] = rest + 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), (long)-ENOMEM);
	words[1] = rest;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, (size_t)LIMIT);
	KUNIT_EXPECT_EQ(test, add_integer(app, "One more", 0, 1), (long)-ENOMEM);
	/* what is replaced does not count */
	words[2]++;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_REMOVE, &id), 0L);
	KUNIT_EXPECT_EQ(test, add_integer(app, "One more", 0, 1), 0L);
}

static void names_count_for_the_limit(struct kunit *test)
{
	struct snd_ctl_elem_info info = describe(SNDRV_CTL_ELEM_TYPE_ENUMERATED, 1);
	struct snd_card *card;
	struct app *app = app_on(test, &card);
	size_t before, size;

	KUNIT_ASSERT_EQ(test, copy_to_user(app->memory + NAMES_AT, "one", 4), 0UL);
	info.value.enumerated.items = 1;
	info.value.enumerated.names_ptr = (uintptr_t)app->memory + NAMES_AT;
	info.value.enumerated.names_length = 24000;
	fill(test, app, card, 24000);
	before = card->user_ctl_alloc_size;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), (long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size, before);
	info.value.enumerated.names_length = 4;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	size = card->user_ctl_alloc_size - before;
	before = card->user_ctl_alloc_size;
	info.id.index = 1;
	info.value.enumerated.names_length = 1000;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_ADD, &info), 0L);
	KUNIT_EXPECT_EQ(test, card->user_ctl_alloc_size - before, size + 996);
}

static void elements_go_with_the_card(struct kunit *test)
{
	unsigned int words[4] = { 1, 8 };
	struct snd_card *card;
	struct app *app = app_on(test, &card);

	KUNIT_ASSERT_EQ(test, add_integer(app, "Mine", WITH_TLV, 3), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, TLV_WRITE, &words), 1L);
	snd_card_disconnect(card);
	KUNIT_EXPECT_EQ(test, add_integer(app, "Late", 0, 1), (long)-ENODEV);
}

static struct kunit_case control_user_cases[] = {
	KUNIT_CASE_PARAM(types_have_their_limits, type_gen_params),
	KUNIT_CASE(names_of_elements_must_be_there_and_end),
	KUNIT_CASE(numids_are_given_not_taken),
	KUNIT_CASE_PARAM(access_is_what_applications_may_have, access_gen_params),
	KUNIT_CASE(integers_keep_to_their_range_and_step),
	KUNIT_CASE(any_step_is_survived),
	KUNIT_CASE(every_value_of_a_write_is_looked_at),
	KUNIT_CASE(switches_and_choices_keep_to_theirs),
	KUNIT_CASE(writes_are_events_if_they_change_something),
	KUNIT_CASE_PARAM(choices_need_their_names, names_gen_params),
	KUNIT_CASE(names_are_told_by_number),
	KUNIT_CASE(descriptions_are_kept_until_replaced),
	KUNIT_CASE(descriptions_need_access),
	KUNIT_CASE(makers_own_their_elements),
	KUNIT_CASE(elements_outlive_their_makers_file),
	KUNIT_CASE(replace_needs_an_element_of_applications),
#ifdef CONFIG_USND
	KUNIT_CASE(replace_that_fails_leaves_the_old),
#endif
	KUNIT_CASE(add_without_memory_leaves_nothing),
	KUNIT_CASE(description_without_memory_keeps_the_old),
	KUNIT_CASE(memory_of_a_card_has_a_limit),
	KUNIT_CASE(names_count_for_the_limit),
	KUNIT_CASE(elements_go_with_the_card),
	{}
};

static struct kunit_suite control_user_suite = {
	.name = "control_user",
	.test_cases = control_user_cases,
};

kunit_test_suite(control_user_suite);

MODULE_DESCRIPTION("elements that applications make");
MODULE_LICENSE("GPL");
