// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_layer.c - modules that follow all elements of all cards, as the one that lights mute LEDs does.
 *
 * layers_rwsem protects the list; it is taken inside controls_rwsem and held while a layer is called.
 */
#define KBUILD_MODNAME "snd"

#include <linux/export.h>
#include <linux/kmod.h>
#include <linux/rwsem.h>
#include <linux/string.h>

#include "control_local.h"

static DECLARE_RWSEM(layers_rwsem);
static struct snd_ctl_layer_ops *layers;

/**
 * snd_ctl_request_layer() - load the module of a layer unless it is there
 * @module_name: NULL: built in
 * Return: 0, or what request_module() said. Sleeps.
 */
int snd_ctl_request_layer(const char *module_name)
{
	struct snd_ctl_layer_ops *layer;

	if (!module_name)
		return 0;
	scoped_guard(rwsem_read, &layers_rwsem) {
		for (layer = layers; layer; layer = layer->next)
			if (!strcmp(layer->module_name, module_name))
				return 0;
	}
	return request_module("%s", module_name);
}
EXPORT_SYMBOL_GPL(snd_ctl_request_layer);

/** snd_ctl_register_layer() - follow all elements; told of the cards there are. @lops: until disconnected. Sleeps. */
void snd_ctl_register_layer(struct snd_ctl_layer_ops *lops)
{
	struct snd_card *card;
	int number;

	down_write(&layers_rwsem);
	lops->next = layers;
	layers = lops;
	up_write(&layers_rwsem);
	for (number = 0; number < SNDRV_CARDS; number++) {
		card = snd_card_ref(number);
		if (!card)
			continue;
		down_read(&card->controls_rwsem);
		lops->lregister(card);
		up_read(&card->controls_rwsem);
		snd_card_unref(card);
	}
}
EXPORT_SYMBOL_GPL(snd_ctl_register_layer);

/** snd_ctl_disconnect_layer() - the end of it; ldisconnect() is not called. Waits for calls in progress. */
void snd_ctl_disconnect_layer(struct snd_ctl_layer_ops *lops)
{
	struct snd_ctl_layer_ops **place;

	guard(rwsem_write)(&layers_rwsem);
	for (place = &layers; *place; place = &(*place)->next) {
		if (*place == lops) {
			*place = lops->next;
			return;
		}
	}
}
EXPORT_SYMBOL_GPL(snd_ctl_disconnect_layer);

void ctl_layers_register(struct snd_card *card)
{
	struct snd_ctl_layer_ops *layer;

	guard(rwsem_read)(&card->controls_rwsem);
	guard(rwsem_read)(&layers_rwsem);
	for (layer = layers; layer; layer = layer->next)
		layer->lregister(card);
}

void ctl_layers_disconnect(struct snd_card *card)
{
	struct snd_ctl_layer_ops *layer;

	guard(rwsem_read)(&card->controls_rwsem);
	guard(rwsem_read)(&layers_rwsem);
	for (layer = layers; layer; layer = layer->next)
		layer->ldisconnect(card);
}

void ctl_layers_notify(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff)
{
	struct snd_ctl_layer_ops *layer;

	guard(rwsem_read)(&layers_rwsem);
	for (layer = layers; layer; layer = layer->next)
		layer->lnotify(card, mask, kctl, ioff);
}
