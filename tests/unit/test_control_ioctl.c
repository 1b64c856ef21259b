// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_ioctl.c - every ioctl of the control device with good and bad arguments, locks of several files, power
 * (sound/core: control.c, control_ioctl.c, control_tlv.c). Users' elements: test_control_user.c.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include "control_card.h"

/* ---- a card with one element of each kind -------------------------------------------------------------- */

static const DECLARE_TLV_DB_SCALE(scale, -9600, 75, 1);

static int answer_tlv(struct snd_kcontrol *kctl, int op_flag, unsigned int size, unsigned int __user *tlv)
{
	struct dial *dial = snd_kcontrol_chip(kctl);

	dial->tlvs++;
	return op_flag == SNDRV_CTL_TLV_OP_READ ? 0 : op_flag == SNDRV_CTL_TLV_OP_WRITE ? (int)size : -ESTALE;
}

#define RW SNDRV_CTL_ELEM_ACCESS_READWRITE
#define CALLBACK (RW | SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK)
#define ALL_TLV (SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND)

/* in the order of their numids */
enum { VOLUME = 1, SECOND, READABLE, WRITABLE, MUTE, SCALE, DESCRIBED, UNDESCRIBED, UNANSWERED, UNASKED, COLD, LAST };

static const struct snd_kcontrol_new elements[] = {
	{ .name = "Volume", .count = 2, .get = dial_get, .put = dial_put },
	{ .name = "Readable", .access = SNDRV_CTL_ELEM_ACCESS_READ, .get = dial_get, .put = dial_put },
	{ .name = "Writable", .access = SNDRV_CTL_ELEM_ACCESS_WRITE, .get = dial_get, .put = dial_put },
	{ .name = "Without callbacks" },
	{ .name = "Scale", .access = RW | SNDRV_CTL_ELEM_ACCESS_TLV_READ, .tlv.p = scale },
	{ .name = "Described", .access = CALLBACK | ALL_TLV, .tlv.c = answer_tlv },
	{ .name = "Undescribed", .access = RW | SNDRV_CTL_ELEM_ACCESS_TLV_READ },
	{ .name = "Unanswered", .access = CALLBACK | ALL_TLV },
	{ .name = "Unasked", .access = CALLBACK, .tlv.c = answer_tlv },
	{ .name = "Hidden scale", .access = RW, .tlv.p = scale },
};

static struct snd_card *full_card(struct kunit *test, struct dial **rdial)
{
	struct snd_card *card = card_new(test);
	struct dial *dial = dial_create(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(elements); i++) {
		struct snd_kcontrol_new new = elements[i];

		new.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
		new.info = dial_info;
		KUNIT_ASSERT_EQ(test, snd_ctl_add(card, snd_ctl_new1(&new, dial)), 0);
	}
	KUNIT_ASSERT_EQ(test, card->controls_count, LAST - 1);
	if (rdial)
		*rdial = dial;
	return card;
}

/* ---- which element, and may it be -------------------------------------------------------------------- */

/**
 * struct id_case - one command to one element
 * @numid: 0: by @name and @index
 */
struct id_case {
	const char *what;
	unsigned int cmd;
	unsigned int numid;
	const char *name;
	unsigned int index;
	long expect;
};

#define BY_NUMBER(cmd, numid, expect) { #cmd, SNDRV_CTL_IOCTL_##cmd, numid, "", 0, expect }
#define BY_NAME(cmd, name, index, expect) { #cmd, SNDRV_CTL_IOCTL_##cmd, 0, name, index, expect }
#define BOTH_WAYS(cmd)                                                                                   \
	BY_NUMBER(cmd, SECOND, 0), BY_NUMBER(cmd, LAST, -ENOENT), BY_NUMBER(cmd, ~0u, -ENOENT),                   \
	BY_NAME(cmd, "Volume", 1, 0), BY_NAME(cmd, "Volume", 2, -ENOENT), BY_NAME(cmd, "Volum", 0, -ENOENT),      \
	BY_NAME(cmd, "", 0, -ENOENT)

static const struct id_case id_cases[] = {
	BOTH_WAYS(ELEM_INFO),
	BOTH_WAYS(ELEM_READ),
	BOTH_WAYS(ELEM_WRITE),
	BOTH_WAYS(ELEM_LOCK),
	BY_NUMBER(ELEM_READ, READABLE, 0),
	BY_NUMBER(ELEM_READ, WRITABLE, -EPERM),
	BY_NUMBER(ELEM_READ, MUTE, -EPERM),
	BY_NUMBER(ELEM_WRITE, READABLE, -EPERM),
	BY_NUMBER(ELEM_WRITE, WRITABLE, 0),
	BY_NUMBER(ELEM_WRITE, MUTE, -EPERM),
	BY_NUMBER(ELEM_INFO, MUTE, 0),
	BY_NUMBER(ELEM_UNLOCK, VOLUME, -EINVAL),
	BY_NUMBER(ELEM_UNLOCK, LAST, -ENOENT),
	BY_NAME(ELEM_UNLOCK, "Volume", 2, -ENOENT),
	BY_NUMBER(ELEM_REMOVE, VOLUME, -EINVAL),
	BY_NUMBER(ELEM_REMOVE, LAST, -ENOENT),
};

static void describe_id(const struct id_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %u \"%s\" %u", c->what, c->numid, c->name, c->index);
}

KUNIT_ARRAY_PARAM(id, id_cases, describe_id);

static void id_and_access_decide(struct kunit *test)
{
	const struct id_case *c = test->param_value;
	struct app *app = app_open(test, full_card(test, NULL), 0);
	/* every argument begins with the id, this is the largest */
	struct snd_ctl_elem_value *value = new_value(test, c->numid);

	value->id.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
	value->id.index = c->index;
	strscpy(value->id.name, c->name, sizeof(value->id.name));
	KUNIT_EXPECT_EQ(test, app_exchange(app, c->cmd, value, sizeof(*value)), c->expect);
}

/* ---- descriptions ---------------------------------------------------------------------------------------- */

struct tlv_case {
	const char *what;
	unsigned int cmd;
	unsigned int numid, length;
	long expect;
};

#define TLV(cmd, numid, length, expect) { #cmd, SNDRV_CTL_IOCTL_TLV_##cmd, numid, length, expect }
#define TLV_EACH(numid, length, read, write, command)                                                    \
	TLV(READ, numid, length, read), TLV(WRITE, numid, length, write), TLV(COMMAND, numid, length, command)

static const struct tlv_case tlv_cases[] = {
	TLV_EACH(0, 64, -EINVAL, -EINVAL, -EINVAL),
	TLV_EACH(SCALE, 7, -EINVAL, -EINVAL, -EINVAL),
	TLV_EACH(LAST, 64, -ENOENT, -ENOENT, -ENOENT),
	TLV_EACH(VOLUME, 64, -ENXIO, -ENXIO, -ENXIO),
	TLV_EACH(SCALE, 64, 0, -ENXIO, -ENXIO),
	TLV(READ, SCALE, 16, 0),
	TLV(READ, SCALE, 15, -ENOMEM),
	TLV_EACH(DESCRIBED, 64, 0, 64, -ESTALE),
	TLV(WRITE, DESCRIBED, 8, 8),
	TLV_EACH(UNDESCRIBED, 64, -ENXIO, -ENXIO, -ENXIO),
	TLV_EACH(UNANSWERED, 64, -ENXIO, -ENXIO, -ENXIO),
	TLV_EACH(UNASKED, 64, -ENXIO, -ENXIO, -ENXIO),
	TLV_EACH(COLD, 64, -ENXIO, -ENXIO, -ENXIO),
};

static void describe_tlv(const struct tlv_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s of %u, %u bytes", c->what, c->numid, c->length);
}

KUNIT_ARRAY_PARAM(tlv, tlv_cases, describe_tlv);

static void tlv_needs_element_access_and_room(struct kunit *test)
{
	const struct tlv_case *c = test->param_value;
	struct app *app = app_open(test, full_card(test, NULL), 0);
	unsigned int words[18] = { c->numid, c->length };

	KUNIT_EXPECT_EQ(test, app_exchange(app, c->cmd, words, sizeof(words)), c->expect);
	if (c->numid == SCALE && !c->expect)
		KUNIT_EXPECT_MEMEQ(test, words + 2, scale, sizeof(scale));
}

static void tlv_of_a_locked_element_is_read_only(struct kunit *test)
{
	struct dial *dial;
	struct snd_card *card = full_card(test, &dial);
	struct app *owner = app_open(test, card, 0), *other = app_open(test, card, 0);
	struct snd_ctl_elem_id id = { .numid = DESCRIBED };
	unsigned int words[18] = { DESCRIBED, 64 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_LOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, TLV_READ, &words), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, TLV_WRITE, &words), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, TLV_COMMAND, &words), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, dial->tlvs, 1u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, TLV_WRITE, &words), 64L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, TLV_COMMAND, &words), (long)-ESTALE);
}

/* ---- bad addresses, commands that are not ours ------------------------------------------------------- */

struct address_case {
	const char *what;
	unsigned int cmd;
	long expect;
};

#define NO_ADDRESS(cmd, expect) { #cmd, SNDRV_CTL_IOCTL_##cmd, expect }

static const struct address_case address_cases[] = {
	NO_ADDRESS(PVERSION, -EFAULT),
	NO_ADDRESS(CARD_INFO, -EFAULT),
	NO_ADDRESS(ELEM_LIST, -EFAULT),
	NO_ADDRESS(ELEM_INFO, -EFAULT),
	NO_ADDRESS(ELEM_READ, -EFAULT),
	NO_ADDRESS(ELEM_WRITE, -EFAULT),
	NO_ADDRESS(ELEM_LOCK, -EFAULT),
	NO_ADDRESS(ELEM_UNLOCK, -EFAULT),
	NO_ADDRESS(ELEM_ADD, -EFAULT),
	NO_ADDRESS(ELEM_REPLACE, -EFAULT),
	NO_ADDRESS(ELEM_REMOVE, -EFAULT),
	NO_ADDRESS(SUBSCRIBE_EVENTS, -EFAULT),
	NO_ADDRESS(TLV_READ, -EFAULT),
	NO_ADDRESS(TLV_WRITE, -EFAULT),
	NO_ADDRESS(TLV_COMMAND, -EFAULT),
	NO_ADDRESS(POWER, -ENOPROTOOPT),
	NO_ADDRESS(POWER_STATE, -EFAULT),
	NO_ADDRESS(PCM_NEXT_DEVICE, -EFAULT),
	NO_ADDRESS(PCM_INFO, -EFAULT),
	NO_ADDRESS(PCM_PREFER_SUBDEVICE, -EFAULT),
	NO_ADDRESS(HWDEP_NEXT_DEVICE, -ENOTTY),
	NO_ADDRESS(RAWMIDI_NEXT_DEVICE, -ENOTTY),
	NO_ADDRESS(RAWMIDI_PREFER_SUBDEVICE, -ENOTTY),
	NO_ADDRESS(UMP_NEXT_DEVICE, -ENOTTY),
	{ "of another type", _IO('A', 0x00), -ENOTTY },
	{ "of another size", _IOWR('U', 0x10, int), -ENOTTY },
	{ "unknown", _IO('U', 0xff), -ENOTTY },
};

static void describe_address(const struct address_case *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(address, address_cases, describe_address);

static void bad_addresses_are_efault(struct kunit *test)
{
	const struct address_case *c = test->param_value;
	struct app *app = app_open(test, full_card(test, NULL), 0);

	KUNIT_EXPECT_EQ(test, app_send(app, c->cmd, 0), c->expect);
}

static void power_is_always_on_for_applications(struct kunit *test)
{
	struct app *app = app_open(test, full_card(test, NULL), 0);
	int state = -1;

	KUNIT_EXPECT_EQ(test, EXCHANGE(app, POWER_STATE, &state), 0L);
	KUNIT_EXPECT_EQ(test, state, SNDRV_CTL_POWER_D0);
	state = SNDRV_CTL_POWER_D3;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, POWER, &state), (long)-ENOPROTOOPT);
}

/* ---- list ------------------------------------------------------------------------------------------------ */

#define PIDS_AT 1024

static long list(struct app *app, struct snd_ctl_elem_list *to, unsigned int offset, unsigned int space)
{
	*to = (struct snd_ctl_elem_list){ .offset = offset, .space = space, .used = 99, .count = 99 };
	to->pids = (struct snd_ctl_elem_id __user *)(app->memory + PIDS_AT);
	return EXCHANGE(app, ELEM_LIST, to);
}

static void list_tells_count_without_room(struct kunit *test)
{
	struct app *app = app_open(test, full_card(test, NULL), 0);
	struct snd_ctl_elem_list got;

	KUNIT_EXPECT_EQ(test, list(app, &got, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, got.count, (unsigned int)LAST - 1);
	KUNIT_EXPECT_EQ(test, got.used, 0u);
	KUNIT_EXPECT_EQ(test, list(app, &got, LAST, 5), 0L);
	KUNIT_EXPECT_EQ(test, got.count, (unsigned int)LAST - 1);
	KUNIT_EXPECT_EQ(test, got.used, 0u);
}

static void list_starts_at_an_element_within_a_control(struct kunit *test)
{
	struct app *app = app_open(test, full_card(test, NULL), 0);
	struct snd_ctl_elem_list got;
	struct snd_ctl_elem_id ids[3];

	KUNIT_EXPECT_EQ(test, list(app, &got, 1, 3), 0L);
	KUNIT_EXPECT_EQ(test, got.used, 3u);
	KUNIT_ASSERT_EQ(test, copy_from_user(ids, app->memory + PIDS_AT, sizeof(ids)), 0UL);
	KUNIT_EXPECT_EQ(test, ids[0].numid, (unsigned int)SECOND);
	KUNIT_EXPECT_EQ(test, ids[0].index, 1u);
	KUNIT_EXPECT_STREQ(test, (char *)ids[0].name, "Volume");
	KUNIT_EXPECT_EQ(test, ids[1].numid, (unsigned int)READABLE);
	KUNIT_EXPECT_EQ(test, ids[2].numid, (unsigned int)WRITABLE);
	KUNIT_EXPECT_EQ(test, list(app, &got, LAST - 2, 5), 0L);
	KUNIT_EXPECT_EQ(test, got.used, 1u);
}

static void list_into_nowhere_is_efault(struct kunit *test)
{
	struct app *app = app_open(test, full_card(test, NULL), 0);
	struct snd_ctl_elem_list got = { .space = 1, .used = 99 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_LIST, &got), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, got.used, 99u);
}

/* ---- info, read, write --------------------------------------------------------------------------------- */

static void info_completes_the_id(struct kunit *test)
{
	struct app *app = app_open(test, full_card(test, NULL), 0);
	struct snd_ctl_elem_info info = { .id.numid = SECOND, .access = ~0u };

	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id.name, "Volume");
	KUNIT_EXPECT_EQ(test, info.id.index, 1u);
	KUNIT_EXPECT_EQ(test, (int)info.id.iface, (int)SNDRV_CTL_ELEM_IFACE_MIXER);
	KUNIT_EXPECT_EQ(test, (int)info.type, (int)SNDRV_CTL_ELEM_TYPE_INTEGER);
	KUNIT_EXPECT_EQ(test, info.count, 1u);
	KUNIT_EXPECT_EQ(test, info.value.integer.max, 100L);
	KUNIT_EXPECT_EQ(test, info.access, (unsigned int)RW);
	KUNIT_EXPECT_EQ(test, (int)info.owner, -1);
	info.id.numid = DESCRIBED;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.access, (unsigned int)(CALLBACK | ALL_TLV));
}

static void info_hides_the_drivers_own_bits(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_kcontrol *kctl = dial_add(test, card, dial_create(test), "Mute", 1);
	struct app *app = app_open(test, card, 0);
	struct snd_ctl_elem_info info = { .id.numid = 1 };

	kctl->vd[0].access |= SNDRV_CTL_ELEM_ACCESS_SPK_LED;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.access, (unsigned int)RW);
}

static void values_are_of_one_element(struct kunit *test)
{
	struct dial *dial;
	struct app *app = app_open(test, full_card(test, &dial), 0);
	struct snd_ctl_elem_value *value = new_value(test, 0);
	long v;

	dial->values[0][0] = 11;
	dial->values[1][0] = 22;
	KUNIT_EXPECT_EQ(test, app_get(app, VOLUME, &v), 0L);
	KUNIT_EXPECT_EQ(test, v, 11L);
	KUNIT_EXPECT_EQ(test, app_get(app, SECOND, &v), 0L);
	KUNIT_EXPECT_EQ(test, v, 22L);
	KUNIT_EXPECT_EQ(test, app_set(app, SECOND, 33), 0L);
	KUNIT_EXPECT_EQ(test, dial->values[1][0], 33L);
	KUNIT_EXPECT_EQ(test, dial->values[0][0], 11L);

	value->id.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
	strscpy(value->id.name, "Volume", sizeof(value->id.name));
	value->id.index = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
	KUNIT_EXPECT_EQ(test, value->id.numid, (unsigned int)SECOND);
	KUNIT_EXPECT_EQ(test, value->value.integer.value[0], 33L);
}

static void drivers_errors_come_back(struct kunit *test)
{
	struct dial *dial;
	struct app *app = app_open(test, full_card(test, &dial), O_NONBLOCK);
	struct snd_ctl_elem_info info = { .id.numid = VOLUME };
	long v;

	app_subscribe(app);
	dial->result = -EIO;
	KUNIT_EXPECT_EQ(test, app_get(app, VOLUME, &v), (long)-EIO);
	KUNIT_EXPECT_EQ(test, app_set(app, VOLUME, 1), (long)-EIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), (long)-EIO);
	expect_no_event(app);
	/* what is positive of put() says that the value is new, what is positive of info() is told */
	dial->result = 7;
	KUNIT_EXPECT_EQ(test, app_get(app, VOLUME, &v), 0L);
	KUNIT_EXPECT_EQ(test, app_set(app, VOLUME, 1), 0L);
	expect_event(app, SNDRV_CTL_EVENT_MASK_VALUE, VOLUME);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_INFO, &info), 7L);
}

/* what the driver leaves of a write is what the application sees */
static void written_value_is_copied_back(struct kunit *test)
{
	struct dial *dial;
	struct app *app = app_open(test, full_card(test, &dial), 0);
	struct snd_ctl_elem_value *value = new_value(test, VOLUME);

	value->value.integer.value[0] = 5;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)value->id.name, "Volume");
	KUNIT_EXPECT_EQ(test, value->value.integer.value[0], 5L);
}

static void ioctls_without_memory_are_enomem(struct kunit *test)
{
	struct dial *dial;
	struct app *app = app_open(test, full_card(test, &dial), 0);
	struct snd_ctl_elem_value *value = new_value(test, VOLUME);

	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), (long)-ENOMEM);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_WRITE, value), (long)-ENOMEM);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, app_send(app, SNDRV_CTL_IOCTL_CARD_INFO, (unsigned long)app->memory), (long)-ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, dial->gets + dial->puts, 0u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, ELEM_READ, value), 0L);
}

/* ---- locks ----------------------------------------------------------------------------------------------- */

static unsigned int access_of(struct app *app, unsigned int numid)
{
	struct snd_ctl_elem_info info = { .id.numid = numid };

	KUNIT_EXPECT_EQ(app->test, EXCHANGE(app, ELEM_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(app->test, info.owner == -1, !(info.access & SNDRV_CTL_ELEM_ACCESS_LOCK));
	return info.access & (SNDRV_CTL_ELEM_ACCESS_LOCK | SNDRV_CTL_ELEM_ACCESS_OWNER);
}

static void locked_elements_are_written_by_their_owner(struct kunit *test)
{
	struct snd_card *card = full_card(test, NULL);
	struct app *owner = app_open(test, card, 0), *other = app_open(test, card, 0);
	struct snd_ctl_elem_id id = { .numid = VOLUME };
	long v;

	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_LOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_LOCK, &id), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_LOCK, &id), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, access_of(owner, VOLUME),
			(unsigned int)(SNDRV_CTL_ELEM_ACCESS_LOCK | SNDRV_CTL_ELEM_ACCESS_OWNER));
	KUNIT_EXPECT_EQ(test, access_of(other, VOLUME), (unsigned int)SNDRV_CTL_ELEM_ACCESS_LOCK);
	KUNIT_EXPECT_EQ(test, app_set(owner, VOLUME, 1), 0L);
	KUNIT_EXPECT_EQ(test, app_set(other, VOLUME, 2), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, app_get(other, VOLUME, &v), 0L);
	KUNIT_EXPECT_EQ(test, v, 1L);
	/* the other element of the same control is free */
	KUNIT_EXPECT_EQ(test, app_set(other, SECOND, 3), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_UNLOCK, &id), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_UNLOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_UNLOCK, &id), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, app_set(other, VOLUME, 4), 0L);
}

static void locks_end_with_their_file(struct kunit *test)
{
	struct snd_card *card = full_card(test, NULL);
	struct app *owner = app_open(test, card, 0), *other = app_open(test, card, 0);
	struct snd_ctl_elem_id id = { .numid = VOLUME }, second = { .numid = SECOND };

	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_LOCK, &id), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_LOCK, &second), 0L);
	app_close(owner);
	KUNIT_EXPECT_EQ(test, access_of(other, VOLUME), 0u);
	KUNIT_EXPECT_NE(test, access_of(other, SECOND), 0u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(other, ELEM_LOCK, &id), 0L);
}

static void locks_end_with_their_file_after_the_card(struct kunit *test)
{
	struct snd_card *card = full_card(test, NULL);
	struct app *owner = app_open(test, card, 0);
	struct snd_ctl_elem_id id = { .numid = VOLUME };
	struct snd_kcontrol *kctl = snd_ctl_find_numid(card, VOLUME);

	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_LOCK, &id), 0L);
	snd_card_disconnect(card);
	KUNIT_EXPECT_EQ(test, EXCHANGE(owner, ELEM_UNLOCK, &id), (long)-ENODEV);
	KUNIT_EXPECT_NOT_NULL(test, kctl->vd[0].owner);
	app_close(owner);
	KUNIT_EXPECT_NULL(test, kctl->vd[0].owner);
}

/* ---- power ----------------------------------------------------------------------------------------------- */

struct caller {
	struct app *app;
	struct completion done;
	long result;
};

static int write_volume(void *arg)
{
	struct caller *caller = arg;

	caller->result = app_set(caller->app, VOLUME, 42);
	complete(&caller->done);
	return 0;
}

static void start(struct kunit *test, struct caller *caller, struct app *app)
{
	struct task_struct *task;

	caller->app = app;
	init_completion(&caller->done);
	task = kthread_run(write_volume, caller, "volume");
	KUNIT_ASSERT_EQ(test, IS_ERR(task), false);
}

static void elements_wait_for_power(struct kunit *test)
{
	struct dial *dial;
	struct snd_card *card = full_card(test, &dial);
	struct app *app = app_open(test, card, 0);
	struct snd_ctl_elem_list got;
	struct caller caller;

	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	start(test, &caller, app);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&caller.done));
	KUNIT_EXPECT_EQ(test, dial->puts, 0u);
	/* what does not reach the driver does not wait */
	KUNIT_EXPECT_EQ(test, list(app_open(test, card, 0), &got, 0, 0), 0L);
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	wait_for_completion(&caller.done);
	KUNIT_EXPECT_EQ(test, caller.result, 0L);
	KUNIT_EXPECT_EQ(test, dial->values[0][0], 42L);
	/* nobody holds it any more */
	snd_power_sync_ref(card);
}

static void waiting_for_power_ends_with_the_card(struct kunit *test)
{
	struct dial *dial;
	struct snd_card *card = full_card(test, &dial);
	struct app *app = app_open(test, card, 0);
	struct caller caller;

	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	start(test, &caller, app);
	msleep(20);
	snd_card_disconnect(card);
	wait_for_completion(&caller.done);
	KUNIT_EXPECT_EQ(test, caller.result, (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, dial->puts, 0u);
}

/* ---- several at once --------------------------------------------------------------------------------- */

static bool stop_changing;

static int change_elements(void *arg)
{
	struct caller *caller = arg;
	struct snd_card *card = ((struct snd_ctl_file *)caller->app->file->private_data)->card;
	struct dial *dial = dial_create(caller->app->test);

	while (!READ_ONCE(stop_changing)) {
		struct snd_kcontrol *kctl = dial_control(dial, "Passing", 3);

		if (snd_ctl_add(card, kctl))
			break;
		snd_ctl_rename(card, kctl, "Passing by");
		msleep(1);
		snd_ctl_remove(card, kctl);
	}
	complete(&caller->done);
	return 0;
}

static void elements_come_and_go_while_they_are_used(struct kunit *test)
{
	struct snd_card *card = full_card(test, NULL);
	struct app *app = app_open(test, card, O_NONBLOCK), *other = app_open(test, card, 0);
	struct snd_ctl_event event;
	struct snd_ctl_elem_list got;
	struct task_struct *task;
	struct caller caller = { .app = other };
	unsigned int i, events = 0;
	long v, result;

	app_subscribe(app);
	stop_changing = false;
	init_completion(&caller.done);
	task = kthread_run(change_elements, &caller, "changes");
	KUNIT_ASSERT_EQ(test, IS_ERR(task), false);
	for (i = 0; i < 200; i++) {
		msleep(1);
		result = app_get(app, VOLUME, &v);
		KUNIT_EXPECT_EQ(test, result, 0L);
		result = app_set(app, LAST + i % 600, 1);
		KUNIT_EXPECT_TRUE(test, !result || result == -ENOENT);
		KUNIT_EXPECT_EQ(test, list(app, &got, 0, 100), 0L);
		KUNIT_EXPECT_TRUE(test, got.count == LAST - 1 || got.count == LAST + 2);
		KUNIT_EXPECT_EQ(test, got.used, got.count);
		while (app_events(app, &event, 1) == 1)
			events++;
	}
	WRITE_ONCE(stop_changing, true);
	wait_for_completion(&caller.done);
	KUNIT_EXPECT_GT(test, events, 0u);
	KUNIT_EXPECT_EQ(test, card->controls_count, LAST - 1);
}

/* ---- followers -------------------------------------------------------------------------------------------- */

static unsigned int follower_heard, follower_may_read;

static void follower_card(struct snd_card *card)
{
}

static void follower_notify(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff)
{
	follower_heard++;
	if (down_read_trylock(&card->controls_rwsem)) {
		follower_may_read++;
		up_read(&card->controls_rwsem);
	}
}

static struct snd_ctl_layer_ops follower = {
	.module_name = "usnd-test-follower",
	.lregister = follower_card, .ldisconnect = follower_card, .lnotify = follower_notify,
};

static void follower_leave(void *unused)
{
	snd_ctl_disconnect_layer(&follower);
}

/* a mute LED takes its time: others may look at elements meanwhile */
static void followers_hear_of_changes_beside_other_readers(struct kunit *test)
{
	struct snd_card *card = full_card(test, NULL);
	struct app *app = app_open(test, card, 0);
	struct snd_ctl_elem_id id = { .numid = VOLUME };

	snd_ctl_register_layer(&follower);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, follower_leave, NULL), 0);
	follower_heard = follower_may_read = 0;
	KUNIT_EXPECT_EQ(test, app_set(app, VOLUME, 3), 0L);
	KUNIT_EXPECT_EQ(test, follower_heard, 1u);
	KUNIT_EXPECT_EQ(test, follower_may_read, 1u);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 0), 1);
	KUNIT_EXPECT_EQ(test, follower_heard, 2u);
	KUNIT_EXPECT_EQ(test, follower_may_read, 2u);
	KUNIT_EXPECT_EQ(test, snd_ctl_activate_id(card, &id, 0), 0);
	KUNIT_EXPECT_EQ(test, app_set(app, LAST, 3), (long)-ENOENT);
	KUNIT_EXPECT_EQ(test, follower_heard, 2u);
	/* and nobody holds it any more */
	KUNIT_EXPECT_EQ(test, down_write_trylock(&card->controls_rwsem), 1);
	up_write(&card->controls_rwsem);
}

static struct kunit_case control_ioctl_cases[] = {
	KUNIT_CASE_PARAM(id_and_access_decide, id_gen_params),
	KUNIT_CASE_PARAM(tlv_needs_element_access_and_room, tlv_gen_params),
	KUNIT_CASE(tlv_of_a_locked_element_is_read_only),
	KUNIT_CASE_PARAM(bad_addresses_are_efault, address_gen_params),
	KUNIT_CASE(power_is_always_on_for_applications),
	KUNIT_CASE(list_tells_count_without_room),
	KUNIT_CASE(list_starts_at_an_element_within_a_control),
	KUNIT_CASE(list_into_nowhere_is_efault),
	KUNIT_CASE(info_completes_the_id),
	KUNIT_CASE(info_hides_the_drivers_own_bits),
	KUNIT_CASE(values_are_of_one_element),
	KUNIT_CASE(drivers_errors_come_back),
	KUNIT_CASE(written_value_is_copied_back),
	KUNIT_CASE(ioctls_without_memory_are_enomem),
	KUNIT_CASE(locked_elements_are_written_by_their_owner),
	KUNIT_CASE(locks_end_with_their_file),
	KUNIT_CASE(locks_end_with_their_file_after_the_card),
	KUNIT_CASE(elements_wait_for_power),
	KUNIT_CASE(waiting_for_power_ends_with_the_card),
	KUNIT_CASE(elements_come_and_go_while_they_are_used),
	KUNIT_CASE(followers_hear_of_changes_beside_other_readers),
	{}
};

static struct kunit_suite control_ioctl_suite = {
	.name = "control_ioctl",
	.test_cases = control_ioctl_cases,
};

kunit_test_suite(control_ioctl_suite);

MODULE_DESCRIPTION("ioctls of the control device");
MODULE_LICENSE("GPL");
