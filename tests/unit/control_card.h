/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_card.h - a card whose only hardware are dials, and applications that have its control device open. Everything
 * made here goes when the case ends, files before the card.
 */
#ifndef TESTS_UNIT_CONTROL_CARD_H
#define TESTS_UNIT_CONTROL_CARD_H

#include <linux/slab.h>
#include <sound/control.h>
#include <sound/tlv.h>
#include "client.h"
#include "expect.h"
#include "plain_card.h"

#define DIALS 8

/**
 * struct dial - what is behind the elements of a control
 * @values: by element, left and right
 * @result: if it is an error, what info, get and put answer
 * @infos … @frees: how often each callback came
 */
struct dial {
	long values[DIALS][2];
	long min, max;
	int channels;
	int result;
	unsigned int infos, gets, puts, tlvs, frees;
};

static inline int dial_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	struct dial *dial = snd_kcontrol_chip(kctl);

	dial->infos++;
	uinfo->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	uinfo->count = dial->channels;
	uinfo->value.integer.min = dial->min;
	uinfo->value.integer.max = dial->max;
	uinfo->value.integer.step = 0;
	return dial->result;
}

static inline int dial_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct dial *dial = snd_kcontrol_chip(kctl);
	long *at = dial->values[snd_ctl_get_ioff(kctl, &ucontrol->id)];

	dial->gets++;
	ucontrol->value.integer.value[0] = at[0];
	ucontrol->value.integer.value[1] = at[1];
	return dial->result;
}

static inline int dial_put(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct dial *dial = snd_kcontrol_chip(kctl);
	long *at = dial->values[snd_ctl_get_ioff(kctl, &ucontrol->id)], *v = ucontrol->value.integer.value;
	int i, changed = 0;

	dial->puts++;
	if (dial->result)
		return dial->result;
	for (i = 0; i < dial->channels; i++) {
		changed |= at[i] != v[i];
		at[i] = v[i];
	}
	return changed;
}

static inline void dial_free(struct snd_kcontrol *kctl)
{
	((struct dial *)snd_kcontrol_chip(kctl))->frees++;
}

/* A new dial. A card outlives what its case allocates, and its controls their dials if that is memory of the case. */
static inline struct dial *dial_create(struct kunit *test)
{
	static struct dial dials[16];
	static unsigned int next;
	struct dial *dial = &dials[next++ % ARRAY_SIZE(dials)];

	memset(dial, 0, sizeof(*dial));
	dial->max = 100;
	dial->channels = 1;
	return dial;
}

/* A control of @count dials, not yet the card's. */
static inline struct snd_kcontrol *dial_control(struct dial *dial, const char *name, unsigned int count)
{
	struct snd_kcontrol_new new = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = name, .count = count,
		.info = dial_info, .get = dial_get, .put = dial_put,
	};
	struct snd_kcontrol *kctl = snd_ctl_new1(&new, dial);

	if (kctl)
		kctl->private_free = dial_free;
	return kctl;
}

static inline struct snd_kcontrol *dial_add(struct kunit *test, struct snd_card *card, struct dial *dial,
					    const char *name, unsigned int count)
{
	struct snd_kcontrol *kctl = dial_control(dial, name, count);

	KUNIT_ASSERT_EQ(test, snd_ctl_add(card, kctl), 0);
	return kctl;
}

/* ---- applications -------------------------------------------------------------------------------------- */

/* An application with the control device open; closed by the case, or with it. */
struct app {
	struct kunit *test;
	struct file *file;
	char __user *memory;
};

static inline void app_close(void *arg)
{
	struct app *app = arg;

	if (app->file)
		filp_close(app->file, NULL);
	app->file = NULL;
}

static inline struct app *app_open(struct kunit *test, struct snd_card *card, int flags)
{
	struct app *app = kunit_kzalloc(test, sizeof(*app), GFP_KERNEL);
	char path[32];

	KUNIT_ASSERT_NOT_NULL(test, app);
	KUNIT_ASSERT_EQ(test, snd_card_register(card), 0);
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", card->number);
	app->test = test;
	app->memory = user_memory(test);
	app->file = open_file(test, path, O_RDWR | flags);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, app_close, app), 0);
	return app;
}

static inline long app_send(struct app *app, unsigned int cmd, unsigned long arg)
{
	return app->file->f_op->unlocked_ioctl(app->file, cmd, arg);
}

/* the command with a copy of @arg in the application's memory; what it leaves there comes back */
static inline long app_exchange(struct app *app, unsigned int cmd, void *arg, size_t size)
{
	long result;

	KUNIT_ASSERT_EQ(app->test, copy_to_user(app->memory, arg, size), 0UL);
	result = app_send(app, cmd, (unsigned long)app->memory);
	KUNIT_ASSERT_EQ(app->test, copy_from_user(arg, app->memory, size), 0UL);
	return result;
}

#define EXCHANGE(app, cmd, arg) app_exchange(app, SNDRV_CTL_IOCTL_##cmd, arg, sizeof(*(arg)))

static inline struct snd_ctl_elem_value *new_value(struct kunit *test, unsigned int numid)
{
	struct snd_ctl_elem_value *value = kunit_kzalloc(test, sizeof(*value), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, value);
	value->id.numid = numid;
	return value;
}

/* ELEM_READ of the first value of element @numid: the error, or 0 and the value */
static inline long app_get(struct app *app, unsigned int numid, long *v)
{
	struct snd_ctl_elem_value *value = new_value(app->test, numid);
	long result = EXCHANGE(app, ELEM_READ, value);

	*v = value->value.integer.value[0];
	return result;
}

static inline long app_set(struct app *app, unsigned int numid, long v)
{
	struct snd_ctl_elem_value *value = new_value(app->test, numid);

	value->value.integer.value[0] = v;
	value->value.integer.value[1] = v;
	return EXCHANGE(app, ELEM_WRITE, value);
}

static inline void app_subscribe(struct app *app)
{
	int on = 1;

	KUNIT_ASSERT_EQ(app->test, EXCHANGE(app, SUBSCRIBE_EVENTS, &on), 0L);
}

/* read(2) of up to @count events: how many, or the error */
static inline ssize_t app_events(struct app *app, struct snd_ctl_event *events, unsigned int count)
{
	ssize_t size = app->file->f_op->read(app->file, app->memory, count * sizeof(*events), &app->file->f_pos);

	if (size < 0)
		return size;
	KUNIT_ASSERT_EQ(app->test, copy_from_user(events, app->memory, size), 0UL);
	KUNIT_EXPECT_EQ(app->test, (size_t)size % sizeof(*events), (size_t)0);
	return size / sizeof(*events);
}

/* the next event is @mask of element @numid */
static inline void expect_event(struct app *app, unsigned int mask, unsigned int numid)
{
	struct snd_ctl_event event = { };

	KUNIT_EXPECT_EQ(app->test, app_events(app, &event, 1), (ssize_t)1);
	KUNIT_EXPECT_EQ(app->test, event.type, (int)SNDRV_CTL_EVENT_ELEM);
	KUNIT_EXPECT_EQ(app->test, event.data.elem.mask, mask);
	KUNIT_EXPECT_EQ(app->test, event.data.elem.id.numid, numid);
}

static inline void expect_no_event(struct app *app)
{
	struct snd_ctl_event event;

	KUNIT_EXPECT_EQ(app->test, app_events(app, &event, 1), (ssize_t)-EAGAIN);
}

#endif
