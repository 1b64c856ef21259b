/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_local.h - what the files of the control device ask of each other beyond <sound/control.h>.
 *
 * Lock order: card->controls_rwsem > layers (control_layer.c); controls_rwsem > controls_rwlock > ctl->read_lock.
 * Everything that changes a list of controls holds both controls_rwsem and controls_rwlock for writing, so that either
 * is enough to look at one.
 */
#ifndef SOUND_CORE_CONTROL_LOCAL_H
#define SOUND_CORE_CONTROL_LOCAL_H

#include <linux/poll.h>
#include <sound/control.h>
#include <sound/core.h>

/* elements of one control */
#define MAX_CONTROL_COUNT 1028

/* An ioctl of control files; @arg is the application's pointer. The result is the ioctl's. */
typedef int (*ctl_ioctl_func_t)(struct snd_ctl_file *ctl, void __user *arg);

/* What ELEM_READ or ELEM_WRITE do with a value in our memory. */
typedef int (*ctl_value_func_t)(struct snd_ctl_file *ctl, struct snd_ctl_elem_value *value);

/* ---- control.c ---- */

long ctl_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
/** ctl_compat_ask_others() - what snd_ctl_register_ioctl_compat() has brought; -ENOIOCTLCMD: none of them knows @cmd */
long ctl_compat_ask_others(struct snd_ctl_file *ctl, unsigned int cmd, unsigned long arg);

/* ---- control_elem.c ---- */

enum ctl_add_mode {
	CTL_ADD_EXCLUSIVE,
	CTL_REPLACE,
	CTL_ADD_ON_REPLACE,
};

/**
 * ctl_new() - a control of @count elements, each with @access and locked by @owner (or NULL)
 * Return: a control for snd_ctl_free_one(), or an error pointer: -EINVAL (@count), -ENOMEM.
 */
struct snd_kcontrol *ctl_new(unsigned int count, unsigned int access, struct snd_ctl_file *owner);

/* snd_ctl_add(), snd_ctl_replace() with controls_rwsem held for writing; on error @kctl is still the caller's. */
int ctl_add_locked(struct snd_card *card, struct snd_kcontrol *kctl, enum ctl_add_mode mode);
void ctl_remove_locked(struct snd_card *card, struct snd_kcontrol *kctl);

/** ctl_drop_locks() - @ctl owns no element any more */
void ctl_drop_locks(struct snd_ctl_file *ctl);

/* ---- control_lookup.c: numids and ids ---- */

void ctl_lookup_init(struct snd_card *card);
void ctl_lookup_free(struct snd_card *card);

/** ctl_lookup_reserve() - room for one more control and numids for @count elements behind last_numid; -ENOMEM */
int ctl_lookup_reserve(struct snd_card *card, unsigned int count);

/* In and out of the lists. controls_rwlock held for writing; room was reserved. */
void ctl_lookup_add(struct snd_card *card, struct snd_kcontrol *kctl);
void ctl_lookup_remove(struct snd_card *card, struct snd_kcontrol *kctl);
/** ctl_lookup_rename() - @kctl's id has changed, its numid has not */
void ctl_lookup_rename(struct snd_card *card, struct snd_kcontrol *kctl);

/** ctl_find_name() - snd_ctl_find_id() whatever the numid in @id */
struct snd_kcontrol *ctl_find_name(struct snd_card *card, const struct snd_ctl_elem_id *id);

/* ---- control_ioctl.c, control_tlv.c, control_user.c, control_event.c: ioctls ---- */

int ctl_elem_list(struct snd_ctl_file *ctl, void __user *arg);
int ctl_elem_info(struct snd_ctl_file *ctl, void __user *arg);
int ctl_elem_read(struct snd_ctl_file *ctl, void __user *arg);
int ctl_elem_write(struct snd_ctl_file *ctl, void __user *arg);
int ctl_elem_lock(struct snd_ctl_file *ctl, void __user *arg);
int ctl_elem_unlock(struct snd_ctl_file *ctl, void __user *arg);
int ctl_tlv_read(struct snd_ctl_file *ctl, void __user *arg);
int ctl_tlv_write(struct snd_ctl_file *ctl, void __user *arg);
int ctl_tlv_command(struct snd_ctl_file *ctl, void __user *arg);
int ctl_user_add(struct snd_ctl_file *ctl, void __user *arg);
int ctl_user_replace(struct snd_ctl_file *ctl, void __user *arg);
int ctl_user_remove(struct snd_ctl_file *ctl, void __user *arg);
int ctl_subscribe(struct snd_ctl_file *ctl, void __user *arg);

/* The same with arguments in our memory; only @list->pids is the application's. Values want the card's power held. */
int ctl_list_elements(struct snd_card *card, struct snd_ctl_elem_list *list);
int ctl_get_info(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info);
int ctl_read_value(struct snd_ctl_file *ctl, struct snd_ctl_elem_value *value);
int ctl_write_value(struct snd_ctl_file *ctl, struct snd_ctl_elem_value *value);
/** ctl_user_make() - ELEM_ADD or, with @replace, ELEM_REPLACE; @info->id is the element's then */
int ctl_user_make(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info, bool replace);

/* ---- control_event.c: the file's events ---- */

void ctl_event_init(struct snd_ctl_file *ctl);
void ctl_event_clear(struct snd_ctl_file *ctl);
/** ctl_event_hang_up() - the card goes: wake everybody who waits for an event of it */
void ctl_event_hang_up(struct snd_card *card);
ssize_t ctl_event_read(struct file *file, char __user *buffer, size_t count, loff_t *pos);
__poll_t ctl_event_poll(struct file *file, poll_table *wait);
int ctl_event_fasync(int fd, struct file *file, int on);

/**
 * ctl_notify_reader() - snd_ctl_notify_one() by one who has changed an element and only looks now
 * Called with controls_rwsem held for writing; it is held for reading meanwhile, so that followers are not in the way
 * of other readers, and not at all afterwards.
 */
void ctl_notify_reader(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff);

/* ---- control_layer.c: who follows all elements ---- */

void ctl_layers_register(struct snd_card *card);
void ctl_layers_disconnect(struct snd_card *card);
void ctl_layers_notify(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff);

#endif
