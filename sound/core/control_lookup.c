// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_lookup.c - finding controls by number and by name, and the numbers they get.
 *
 * A control with n elements has n numids in a row, from last_numid + 1 on or in the next hole. Two tables make both
 * ways of looking fast: card->ctl_numids is sorted by numid; card->ctl_hash has a list for each hash of an id without
 * numid and index, because a control covers a range of indices. Names may clash after a rename: the one that had its
 * name first is found, as the lists keep the order of coming.
 *
 * Locks: control_local.h.
 */
#define KBUILD_MODNAME "snd"

#include <linux/export.h>
#include <linux/hash.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "control_local.h"

#define FIRST_ROOM 16

void ctl_lookup_init(struct snd_card *card)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(card->ctl_hash); i++)
		INIT_LIST_HEAD(&card->ctl_hash[i]);
}

void ctl_lookup_free(struct snd_card *card)
{
	kvfree(card->ctl_numids);
	card->ctl_numids = NULL;
	card->ctl_numids_size = 0;
}

/* ---- numids -------------------------------------------------------------------------------------------- */

static unsigned int last_numid_of(const struct snd_kcontrol *kctl)
{
	return kctl->id.numid + kctl->count - 1;
}

/* how many controls begin at or before @numid: the place of one that begins behind it */
static unsigned int place_behind(struct snd_card *card, unsigned int numid)
{
	unsigned int low = 0, high = card->ctl_numids_used, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (card->ctl_numids[middle]->id.numid <= numid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* the last control that has a numid in @first … @last */
static struct snd_kcontrol *last_within(struct snd_card *card, unsigned int first, unsigned int last)
{
	unsigned int place = place_behind(card, last);
	struct snd_kcontrol *kctl = place ? card->ctl_numids[place - 1] : NULL;

	return kctl && last_numid_of(kctl) >= first ? kctl : NULL;
}

/* Move last_numid on until @count free numids follow. Every clash is with another control, at most twice each. */
static int find_hole(struct snd_card *card, unsigned int count)
{
	unsigned int tries = 2 * card->ctl_numids_used + 2;
	struct snd_kcontrol *clash;

	while (tries--) {
		if (card->last_numid >= UINT_MAX - count)
			card->last_numid = 0;
		clash = last_within(card, card->last_numid + 1, card->last_numid + count);
		if (!clash)
			return 0;
		card->last_numid = last_numid_of(clash);
	}
	dev_err(card->dev, "there are no %u control numbers in a row\n", count);
	return -ENOMEM;
}

static int grow(struct snd_card *card)
{
	unsigned int size = card->ctl_numids_size ? 2 * card->ctl_numids_size : FIRST_ROOM;
	struct snd_kcontrol **old = card->ctl_numids, **new;

	new = kvmalloc_array(size, sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	write_lock_irq(&card->controls_rwlock);
	if (old)
		memcpy(new, old, card->ctl_numids_used * sizeof(*new));
	card->ctl_numids = new;
	card->ctl_numids_size = size;
	write_unlock_irq(&card->controls_rwlock);
	kvfree(old);
	return 0;
}

int ctl_lookup_reserve(struct snd_card *card, unsigned int count)
{
	int err = find_hole(card, count);

	lockdep_assert_held_write(&card->controls_rwsem);
	if (!err && card->ctl_numids_used == card->ctl_numids_size)
		err = grow(card);
	return err;
}

/**
 * snd_ctl_find_numid() - the control that has an element of this number
 * @numid: not 0
 * Context: any; the control stays only as long as controls_rwsem is held
 * Return: it, or NULL.
 */
struct snd_kcontrol *snd_ctl_find_numid(struct snd_card *card, unsigned int numid)
{
	if (snd_BUG_ON(!card || !numid))
		return NULL;
	guard(read_lock_irqsave)(&card->controls_rwlock);
	return last_within(card, numid, numid);
}
EXPORT_SYMBOL(snd_ctl_find_numid);

/* ---- ids ----------------------------------------------------------------------------------------------- */

static struct list_head *bucket(struct snd_card *card, const struct snd_ctl_elem_id *id)
{
	u32 hash = (__force u32)id->iface;
	int i;

	hash = hash * 31 + id->device;
	hash = hash * 31 + id->subdevice;
	for (i = 0; i < sizeof(id->name) && id->name[i]; i++)
		hash = hash * 31 + id->name[i];
	return &card->ctl_hash[hash_32(hash, ilog2(ARRAY_SIZE(card->ctl_hash)))];
}

static bool has_element(const struct snd_kcontrol *kctl, const struct snd_ctl_elem_id *id)
{
	return kctl->id.iface == id->iface && kctl->id.device == id->device && kctl->id.subdevice == id->subdevice &&
	       id->index >= kctl->id.index && id->index - kctl->id.index < kctl->count &&
	       !strncmp(kctl->id.name, id->name, sizeof(id->name));
}

struct snd_kcontrol *ctl_find_name(struct snd_card *card, const struct snd_ctl_elem_id *id)
{
	struct snd_kcontrol *kctl;

	guard(read_lock_irqsave)(&card->controls_rwlock);
	list_for_each_entry(kctl, bucket(card, id), hash_list)
		if (has_element(kctl, id))
			return kctl;
	return NULL;
}

/**
 * snd_ctl_find_id() - the control that has this element
 * @id: goes by the numid if there is one, else by everything else
 * Context: any; the control stays only as long as controls_rwsem is held
 * Return: it, or NULL.
 */
struct snd_kcontrol *snd_ctl_find_id(struct snd_card *card, const struct snd_ctl_elem_id *id)
{
	if (snd_BUG_ON(!card || !id))
		return NULL;
	return id->numid ? snd_ctl_find_numid(card, id->numid) : ctl_find_name(card, id);
}
EXPORT_SYMBOL(snd_ctl_find_id);

/* ---- in and out ---------------------------------------------------------------------------------------- */

void ctl_lookup_add(struct snd_card *card, struct snd_kcontrol *kctl)
{
	struct snd_kcontrol **place;

	kctl->id.numid = card->last_numid + 1;
	card->last_numid += kctl->count;
	place = card->ctl_numids + place_behind(card, kctl->id.numid);
	memmove(place + 1, place, (card->ctl_numids + card->ctl_numids_used - place) * sizeof(*place));
	*place = kctl;
	card->ctl_numids_used++;
	list_add_tail(&kctl->hash_list, bucket(card, &kctl->id));
	list_add_tail(&kctl->list, &card->controls);
	card->controls_count += kctl->count;
}

void ctl_lookup_remove(struct snd_card *card, struct snd_kcontrol *kctl)
{
	struct snd_kcontrol **place = card->ctl_numids + place_behind(card, kctl->id.numid);

	memmove(place - 1, place, (card->ctl_numids + card->ctl_numids_used - place) * sizeof(*place));
	card->ctl_numids_used--;
	list_del(&kctl->hash_list);
	list_del(&kctl->list);
	card->controls_count -= kctl->count;
}

void ctl_lookup_rename(struct snd_card *card, struct snd_kcontrol *kctl)
{
	list_move_tail(&kctl->hash_list, bucket(card, &kctl->id));
}
