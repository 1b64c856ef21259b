/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control elements: the switches, volumes and choices of a card that applications read and set through controlCN
 * (sound/core/control*.c, vmaster.c).
 *
 * A driver describes elements (struct snd_kcontrol_new), makes a control of one or more alike (snd_ctl_new1()) and
 * gives it to the card (snd_ctl_add()), which owns it from then on. Applications name an element by its numid or by
 * interface, device, subdevice, name and index; each has an offset in its control (snd_ctl_get_ioff()).
 *
 * Locks: card->controls_rwsem is held while a callback runs, for writing in put() and in a TLV write or command, for
 * reading otherwise. Callbacks therefore must not add, remove, rename or activate elements; snd_ctl_notify() is allowed
 * everywhere.
 *
 * Left out: jack elements; value checks of CONFIG_SND_CTL_DEBUG and
 * CONFIG_SND_CTL_INPUT_VALIDATION, neither of which Debian's kernels have.
 */
#ifndef __SOUND_CONTROL_H
#define __SOUND_CONTROL_H

#include <linux/list.h>
#include <linux/nospec.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <sound/asound.h>

struct snd_card;
struct snd_kcontrol;

#define snd_kcontrol_chip(kcontrol)	((kcontrol)->private_data)

/* 0 or -errno; put() says 1 if the value has changed. All sleep. */
typedef int (snd_kcontrol_info_t)(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *uinfo);
typedef int (snd_kcontrol_get_t)(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *ucontrol);
typedef int (snd_kcontrol_put_t)(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *ucontrol);
/* @op_flag: SNDRV_CTL_TLV_OP_*; @size: bytes at @tlv, which has type and length in front. The result is the ioctl's. */
typedef int (snd_kcontrol_tlv_rw_t)(struct snd_kcontrol *kcontrol, int op_flag, unsigned int size,
				    unsigned int __user *tlv);

/* the driver's own access bits, not shown to applications */
#define SNDRV_CTL_ELEM_ACCESS_SKIP_CHECK	0	/* nothing is checked */
#define snd_ctl_skip_validation(info)		true
#define SNDRV_CTL_ELEM_ACCESS_LED_SHIFT		25
#define SNDRV_CTL_ELEM_ACCESS_LED_MASK		(7 << 25)	/* which mute LED follows the element */
#define SNDRV_CTL_ELEM_ACCESS_SPK_LED		(1 << 25)
#define SNDRV_CTL_ELEM_ACCESS_MIC_LED		(2 << 25)

enum {
	SNDRV_CTL_TLV_OP_READ = 0,
	SNDRV_CTL_TLV_OP_WRITE = 1,
	SNDRV_CTL_TLV_OP_CMD = -1,
};

/**
 * struct snd_kcontrol_new - description of a control
 * @iface: SNDRV_CTL_ELEM_IFACE_*
 * @device: number of the PCM … device it is about
 * @subdevice: its substream
 * @name: up to 43 bytes; copied
 * @index: of the first element
 * @access: SNDRV_CTL_ELEM_ACCESS_*; 0: READWRITE
 * @count: elements; 0: one
 * @info: type, number and limits of the values
 * @get: read the values
 * @put: set them
 * @tlv: with TLV_CALLBACK in @access a function, else words of <sound/tlv.h>, which must stay
 * @private_value: the driver's
 */
struct snd_kcontrol_new {
	snd_ctl_elem_iface_t iface;
	unsigned int device;
	unsigned int subdevice;
	const char *name;
	unsigned int index;
	unsigned int access;
	unsigned int count;
	snd_kcontrol_info_t *info;
	snd_kcontrol_get_t *get;
	snd_kcontrol_put_t *put;
	union {
		snd_kcontrol_tlv_rw_t *c;
		const unsigned int *p;
	} tlv;
	unsigned long private_value;
};

/**
 * struct snd_kcontrol_volatile - what may change of one element; controls_rwsem
 * @owner: the file that has locked it, or NULL
 * @access: SNDRV_CTL_ELEM_ACCESS_*
 */
struct snd_kcontrol_volatile {
	struct snd_ctl_file *owner;
	unsigned int access;
};

/**
 * struct snd_kcontrol - a control: @count elements alike
 * @list: in card->controls, in the order of adding; controls_rwsem and controls_rwlock
 * @hash_list: in the card's table of ids; the same locks
 * @id: of the first element; the others follow by numid and index
 * @private_data: snd_kcontrol_chip()
 * @private_free: called when the control goes
 * @vd: by element
 */
struct snd_kcontrol {
	struct list_head list;
	struct list_head hash_list;
	struct snd_ctl_elem_id id;
	unsigned int count;
	snd_kcontrol_info_t *info;
	snd_kcontrol_get_t *get;
	snd_kcontrol_put_t *put;
	union {
		snd_kcontrol_tlv_rw_t *c;
		const unsigned int *p;
	} tlv;
	unsigned long private_value;
	void *private_data;
	void (*private_free)(struct snd_kcontrol *kcontrol);
	struct snd_kcontrol_volatile vd[];
};

#define snd_kcontrol(n) list_entry(n, struct snd_kcontrol, list)

/**
 * struct snd_kctl_event - something an application has not read yet
 * @mask: SNDRV_CTL_EVENT_MASK_*, all that happened to @id since
 */
struct snd_kctl_event {
	struct list_head list;
	struct snd_ctl_elem_id id;
	unsigned int mask;
};

#define snd_kctl_event(n) list_entry(n, struct snd_kctl_event, list)

enum {
	SND_CTL_SUBDEV_PCM,
	SND_CTL_SUBDEV_RAWMIDI,
	SND_CTL_SUBDEV_ITEMS,
};

/**
 * struct snd_ctl_file - an open control file
 * @list: in card->ctl_files; card->controls_rwlock
 * @pid: who opened it
 * @preferred_subdevice: by SND_CTL_SUBDEV_*: taken at the next open by the same process; -1: any
 * @change_sleep: woken when an event comes and when the card goes
 * @read_lock: protects @subscribed and @events; inside controls_rwlock
 * @subscribed: events are wanted
 * @events: &struct snd_kctl_event, at most one an element, in the order they came
 */
struct snd_ctl_file {
	struct list_head list;
	struct snd_card *card;
	pid_t pid;
	int preferred_subdevice[SND_CTL_SUBDEV_ITEMS];
	wait_queue_head_t change_sleep;
	spinlock_t read_lock;
	struct snd_fasync *fasync;
	int subscribed;
	struct list_head events;
};

#define snd_ctl_file(n) list_entry(n, struct snd_ctl_file, list)

/* An ioctl of the control device that another part of ALSA answers; -ENOIOCTLCMD: not mine. */
typedef int (*snd_kctl_ioctl_func_t)(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd,
				     unsigned long arg);

/**
 * struct snd_ctl_layer_ops - somebody who follows all elements of all cards (as the mute LEDs do)
 * @module_name: for snd_ctl_request_layer()
 * @lregister: a card has come, or was there; controls_rwsem held for reading
 * @ldisconnect: it goes; the same
 * @lnotify: an element has an event; may sleep
 */
struct snd_ctl_layer_ops {
	struct snd_ctl_layer_ops *next;
	const char *module_name;
	void (*lregister)(struct snd_card *card);
	void (*ldisconnect)(struct snd_card *card);
	void (*lnotify)(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff);
};

/* ---- making, adding and changing (control_elem.c) ---- */

struct snd_kcontrol *snd_ctl_new1(const struct snd_kcontrol_new *kcontrolnew, void *private_data);
void snd_ctl_free_one(struct snd_kcontrol *kcontrol);
int snd_ctl_add(struct snd_card *card, struct snd_kcontrol *kcontrol);
int snd_ctl_remove(struct snd_card *card, struct snd_kcontrol *kcontrol);
int snd_ctl_replace(struct snd_card *card, struct snd_kcontrol *kcontrol, bool add_on_replace);
int snd_ctl_remove_id(struct snd_card *card, struct snd_ctl_elem_id *id);
int snd_ctl_rename_id(struct snd_card *card, struct snd_ctl_elem_id *src_id, struct snd_ctl_elem_id *dst_id);
void snd_ctl_rename(struct snd_card *card, struct snd_kcontrol *kctl, const char *name);
int snd_ctl_activate_id(struct snd_card *card, struct snd_ctl_elem_id *id, int active);

/* ---- finding (control_lookup.c) ---- */

struct snd_kcontrol *snd_ctl_find_numid(struct snd_card *card, unsigned int numid);
struct snd_kcontrol *snd_ctl_find_id(struct snd_card *card, const struct snd_ctl_elem_id *id);

/* A mixer element by its name; its other numbers are 0. */
static inline struct snd_kcontrol *snd_ctl_find_id_mixer(struct snd_card *card, const char *name)
{
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER };

	strscpy(id.name, name, sizeof(id.name));
	return snd_ctl_find_id(card, &id);
}

/* The place of an element in its control, by numid, by index, or by what the id has; 0 if it is not inside. */
static inline unsigned int snd_ctl_get_ioffnum(struct snd_kcontrol *kctl, struct snd_ctl_elem_id *id)
{
	unsigned int offset = id->numid - kctl->id.numid;

	return array_index_nospec(offset, kctl->count);
}

static inline unsigned int snd_ctl_get_ioffidx(struct snd_kcontrol *kctl, struct snd_ctl_elem_id *id)
{
	unsigned int offset = id->index - kctl->id.index;

	return array_index_nospec(offset, kctl->count);
}

static inline unsigned int snd_ctl_get_ioff(struct snd_kcontrol *kctl, struct snd_ctl_elem_id *id)
{
	return id->numid ? snd_ctl_get_ioffnum(kctl, id) : snd_ctl_get_ioffidx(kctl, id);
}

/* The full id of the element at @offset. */
static inline struct snd_ctl_elem_id *snd_ctl_build_ioff(struct snd_ctl_elem_id *dst_id, struct snd_kcontrol *src_kctl,
							 unsigned int offset)
{
	*dst_id = src_kctl->id;
	dst_id->numid += offset;
	dst_id->index += offset;
	return dst_id;
}

/* ---- events (control_event.c) ---- */

void snd_ctl_notify(struct snd_card *card, unsigned int mask, struct snd_ctl_elem_id *id);
void snd_ctl_notify_one(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff);

/* ---- the device (control.c) ---- */

int snd_ctl_create(struct snd_card *card);
int snd_ctl_register_ioctl(snd_kctl_ioctl_func_t fcn);
int snd_ctl_unregister_ioctl(snd_kctl_ioctl_func_t fcn);
int snd_ctl_register_ioctl_compat(snd_kctl_ioctl_func_t fcn);
int snd_ctl_unregister_ioctl_compat(snd_kctl_ioctl_func_t fcn);
int snd_ctl_get_preferred_subdevice(struct snd_card *card, int type);

/* ---- followers of all elements (control_layer.c) ---- */

int snd_ctl_request_layer(const char *module_name);
void snd_ctl_register_layer(struct snd_ctl_layer_ops *lops);
void snd_ctl_disconnect_layer(struct snd_ctl_layer_ops *lops);

#define SND_CTL_LAYER_MODULE_LED	"snd-ctl-led"

/* there are no LEDs */
static inline int snd_ctl_led_request(void)
{
	return 0;
}

/* ---- info() of the usual elements (control_info.c) ---- */

int snd_ctl_boolean_mono_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *uinfo);
int snd_ctl_boolean_stereo_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *uinfo);
int snd_ctl_enum_info(struct snd_ctl_elem_info *info, unsigned int channels, unsigned int items,
		      const char *const names[]);

/* ---- a master volume or switch over others (vmaster.c) ---- */

#define SND_CTL_FOLLOWER_NEED_UPDATE	(1 << 0)	/* its values change by themselves: read them every time */

struct snd_kcontrol *snd_ctl_make_virtual_master(char *name, const unsigned int *tlv);
int _snd_ctl_add_follower(struct snd_kcontrol *master, struct snd_kcontrol *follower, unsigned int flags);
int snd_ctl_add_followers(struct snd_card *card, struct snd_kcontrol *master, const char *const *list);
int snd_ctl_add_vmaster_hook(struct snd_kcontrol *kctl, void (*hook)(void *private_data, int), void *private_data);
void snd_ctl_sync_vmaster(struct snd_kcontrol *kctl, bool hook_only);
#define snd_ctl_sync_vmaster_hook(kctl)	snd_ctl_sync_vmaster(kctl, true)
int snd_ctl_apply_vmaster_followers(struct snd_kcontrol *kctl,
				    int (*func)(struct snd_kcontrol *vfollower, struct snd_kcontrol *follower,
						void *arg),
				    void *arg);

static inline int snd_ctl_add_follower(struct snd_kcontrol *master, struct snd_kcontrol *follower)
{
	return _snd_ctl_add_follower(master, follower, 0);
}

static inline int snd_ctl_add_follower_uncached(struct snd_kcontrol *master, struct snd_kcontrol *follower)
{
	return _snd_ctl_add_follower(master, follower, SND_CTL_FOLLOWER_NEED_UPDATE);
}

#endif
