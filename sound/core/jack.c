// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jack.c - what is plugged in, as control elements: "NAME Jack", one boolean, on the card's interface, that only the
 * driver writes. Input devices (keys, switches) are left out.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/jack.h>

/** struct jack_kctl - an element of a jack, from being made until one of both is freed */
struct jack_kctl {
	struct snd_kcontrol *kctl;
	struct list_head list;
	unsigned int mask;
};

static int jack_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	value->value.integer.value[0] = kcontrol->private_value;
	return 0;
}

static const struct snd_kcontrol_new jack_element = {
	.iface = SNDRV_CTL_ELEM_IFACE_CARD,
	.access = SNDRV_CTL_ELEM_ACCESS_READ,
	.info = snd_ctl_boolean_mono_info,
	.get = jack_get,
};

/* elements go before their jack, or with their card */
static void jack_kctl_free(struct snd_kcontrol *kctl)
{
	struct jack_kctl *jack_kctl = kctl->private_data;

	list_del(&jack_kctl->list);
	kfree(jack_kctl);
}

static void name_element(struct snd_card *card, struct snd_ctl_elem_id *id, const char *name)
{
	size_t length = strlen(name);
	struct snd_ctl_elem_id taken;

	snprintf(id->name, sizeof(id->name), length >= 5 && !strcmp(name + length - 5, " Jack") ? "%s" : "%s Jack", name);
	/* of one name each has its index */
	for (taken = *id; snd_ctl_find_id(card, &taken); taken.index++)
		taken.numid = 0;
	id->index = taken.index;
}

static struct jack_kctl *new_kctl(struct snd_card *card, const char *name, unsigned int mask)
{
	struct jack_kctl *jack_kctl;
	struct snd_kcontrol *kctl = snd_ctl_new1(&jack_element, NULL);

	if (!kctl)
		return NULL;
	name_element(card, &kctl->id, name);
	/* snd_ctl_add() frees what it does not take: the element has its own memory by then */
	jack_kctl = kzalloc(sizeof(*jack_kctl), GFP_KERNEL);
	if (!jack_kctl) {
		snd_ctl_free_one(kctl);
		return NULL;
	}
	jack_kctl->kctl = kctl;
	jack_kctl->mask = mask;
	INIT_LIST_HEAD(&jack_kctl->list);
	kctl->private_data = jack_kctl;
	kctl->private_free = jack_kctl_free;
	return snd_ctl_add(card, kctl) < 0 ? NULL : jack_kctl;
}

int snd_jack_add_new_kctl(struct snd_jack *jack, const char *name, int mask)
{
	struct jack_kctl *jack_kctl = new_kctl(jack->card, name, mask);

	if (!jack_kctl)
		return -ENOMEM;
	list_add_tail(&jack_kctl->list, &jack->kctl_list);
	return 0;
}
EXPORT_SYMBOL(snd_jack_add_new_kctl);

void snd_jack_report(struct snd_jack *jack, int status)
{
	struct jack_kctl *jack_kctl;

	if (!jack)
		return;
	jack->hw_status_cache = status;
	list_for_each_entry(jack_kctl, &jack->kctl_list, list) {
		bool plugged = status & jack_kctl->mask;

		if (jack_kctl->kctl->private_value == plugged)
			continue;
		jack_kctl->kctl->private_value = plugged;
		snd_ctl_notify(jack->card, SNDRV_CTL_EVENT_MASK_VALUE, &jack_kctl->kctl->id);
	}
}
EXPORT_SYMBOL(snd_jack_report);

static void jack_free(struct snd_jack *jack)
{
	struct jack_kctl *jack_kctl, *next;

	list_for_each_entry_safe(jack_kctl, next, &jack->kctl_list, list) {
		list_del_init(&jack_kctl->list);
		snd_ctl_remove(jack->card, jack_kctl->kctl);
	}
	if (jack->private_free)
		jack->private_free(jack);
	kfree(jack->id);
	kfree(jack);
}

static int jack_dev_free(struct snd_device *device)
{
	jack_free(device->device_data);
	return 0;
}

int snd_jack_new(struct snd_card *card, const char *id, int type, struct snd_jack **jack, bool initial_kctl,
		 bool phantom_jack)
{
	static const struct snd_device_ops ops = { .dev_free = jack_dev_free };
	struct snd_jack *new = kzalloc(sizeof(*new), GFP_KERNEL);
	int err;

	if (!new)
		return -ENOMEM;
	INIT_LIST_HEAD(&new->kctl_list);
	new->card = card;
	new->id = kstrdup(id, GFP_KERNEL);
	err = new->id ? 0 : -ENOMEM;
	if (err)
		goto err_free;
	if (initial_kctl)
		err = snd_jack_add_new_kctl(new, id, type);
	if (err)
		goto err_free;
	err = snd_device_new(card, SNDRV_DEV_JACK, new, &ops);
	if (err)
		goto err_free;
	*jack = new;
	return 0;

err_free:
	jack_free(new);
	return err;
}
EXPORT_SYMBOL(snd_jack_new);
