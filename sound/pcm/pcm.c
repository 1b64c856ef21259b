// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcm.c - PCM devices: made by a driver, registered with its card, found by number, taken away.
 *
 * A PCM has two directions with any number of substreams each; a direction is one device file. register_mutex
 * protects the list of registered PCMs; order: register_mutex > pcm->open_mutex.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/minors.h>
#include <sound/pcm.h>

#include "account.h"
#include "pcm_local.h"

static LIST_HEAD(devices); /* by card number, then device number */
static DEFINE_MUTEX(register_mutex);
static struct snd_info_entry *proc_entry; /* /proc/asound/pcm */

/* ---- the list -------------------------------------------------------------------------------- */

static int compare(const struct snd_pcm *pcm, const struct snd_card *card, int device)
{
	if (pcm->card != card)
		return pcm->card->number < card->number ? -1 : 1;
	return pcm->device < device ? -1 : pcm->device > device;
}

/* the first at or behind card/device; NULL: none */
static struct snd_pcm *first_from(const struct snd_card *card, int device)
{
	struct snd_pcm *pcm;

	list_for_each_entry(pcm, &devices, list)
		if (compare(pcm, card, device) >= 0)
			return pcm;
	return NULL;
}

static struct snd_pcm *find(const struct snd_card *card, int device)
{
	struct snd_pcm *pcm = first_from(card, device);

	return pcm && !compare(pcm, card, device) ? pcm : NULL;
}

static int add(struct snd_pcm *new)
{
	struct snd_pcm *next = first_from(new->card, new->device);

	if (next && !compare(next, new->card, new->device))
		return -EBUSY;
	list_add_tail(&new->list, next ? &next->list : &devices);
	return 0;
}

static void read_proc(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_str *pstr;
	struct snd_pcm *pcm;

	guard(mutex)(&register_mutex);
	list_for_each_entry(pcm, &devices, list) {
		snd_iprintf(buffer, "%02i-%02i: %s : %s", pcm->card->number, pcm->device, pcm->id, pcm->name);
		pstr = &pcm->streams[SNDRV_PCM_STREAM_PLAYBACK];
		if (pstr->substream)
			snd_iprintf(buffer, " : playback %i", pstr->substream_count);
		pstr = &pcm->streams[SNDRV_PCM_STREAM_CAPTURE];
		if (pstr->substream)
			snd_iprintf(buffer, " : capture %i", pstr->substream_count);
		snd_iprintf(buffer, "\n");
	}
}

/* ---- questions to the control device --------------------------------------------------------- */

static int next_device(struct snd_card *card, int __user *arg)
{
	struct snd_pcm *pcm;
	int device;

	if (get_user(device, arg))
		return -EFAULT;
	scoped_guard(mutex, &register_mutex) {
		pcm = device < INT_MAX ? first_from(card, device + 1) : NULL;
		device = pcm && pcm->card == card ? pcm->device : -1;
	}
	return put_user(device, arg);
}

static int info(struct snd_card *card, struct snd_pcm_info __user *arg)
{
	struct snd_pcm_substream *substream;
	unsigned int device, subdevice;
	struct snd_pcm_str *pstr;
	struct snd_pcm *pcm;
	int stream;

	if (get_user(device, &arg->device) || get_user(stream, &arg->stream))
		return -EFAULT;
	if (stream < 0 || stream > SNDRV_PCM_STREAM_LAST)
		return -EINVAL;
	if (get_user(subdevice, &arg->subdevice))
		return -EFAULT;

	guard(mutex)(&register_mutex);
	pcm = find(card, device);
	if (!pcm)
		return -ENXIO;
	pstr = &pcm->streams[stream];
	if (!pstr->substream_count)
		return -ENOENT;
	substream = pstr->substream;
	while (substream && substream->number != (int)subdevice)
		substream = substream->next;
	if (!substream)
		return -ENXIO;
	guard(mutex)(&pcm->open_mutex);
	return snd_pcm_info_user(substream, arg);
}

static int prefer_subdevice(struct snd_ctl_file *control, int __user *arg)
{
	int number;

	if (get_user(number, arg))
		return -EFAULT;
	control->preferred_subdevice[SND_CTL_SUBDEV_PCM] = number;
	return 0;
}

static int control_ioctl(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE:
		return next_device(card, (int __user *)arg);
	case SNDRV_CTL_IOCTL_PCM_INFO:
		return info(card, (struct snd_pcm_info __user *)arg);
	case SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE:
		return prefer_subdevice(control, (int __user *)arg);
	default:
		return -ENOIOCTLCMD;
	}
}

/* ---- making and freeing ---------------------------------------------------------------------- */

static struct snd_pcm_substream *create_substream(struct snd_pcm_str *pstr, int number)
{
	struct snd_pcm_substream *substream = kzalloc(sizeof(*substream), GFP_KERNEL);

	if (!substream)
		return NULL;
	substream->pcm = pstr->pcm;
	substream->pstr = pstr;
	substream->stream = pstr->stream;
	substream->number = number;
	snprintf(substream->name, sizeof(substream->name), "subdevice #%i", number);
	substream->buffer_bytes_max = UINT_MAX;
	snd_pcm_group_init(&substream->self_group);
	substream->group = &substream->self_group;
	list_add_tail(&substream->link_list, &substream->self_group.substreams);
	atomic_set(&substream->mmap_count, 0);
	if (!pstr->pcm->internal && pcm_substream_proc_init(substream) < 0) {
		kfree(substream);
		return NULL;
	}
	return substream;
}

static int create_device(struct snd_pcm_str *pstr)
{
	bool capture = pstr->stream == SNDRV_PCM_STREAM_CAPTURE;
	struct snd_pcm *pcm = pstr->pcm;
	int err = snd_device_alloc(&pstr->dev, pcm->card);

	if (err < 0)
		return err;
	dev_set_drvdata(pstr->dev, pstr);
	pstr->dev->type = &pcm_device_type;
	return dev_set_name(pstr->dev, "pcmC%iD%i%c", pcm->card->number, pcm->device, capture ? 'c' : 'p');
}

/**
 * snd_pcm_new_stream() - fill a direction with substreams; snd_pcm_new() does it for counts above 0
 * Return: 0; -ENOMEM: what was made stays, and goes with the PCM.
 */
int snd_pcm_new_stream(struct snd_pcm *pcm, int stream, int substream_count)
{
	struct snd_pcm_str *pstr = &pcm->streams[stream];
	struct snd_pcm_substream **end = &pstr->substream;
	int i, err;

	pstr->substream_count = substream_count;
	pstr->stream = stream;
	pstr->pcm = pcm;
	if (!substream_count)
		return 0;

	err = create_device(pstr);
	if (!err && !pcm->internal)
		err = pcm_stream_proc_init(pstr);
	if (err < 0)
		return err;
	for (i = 0; i < substream_count; i++) {
		*end = create_substream(pstr, i);
		if (!*end)
			return -ENOMEM;
		end = &(*end)->next;
	}
	return 0;
}
EXPORT_SYMBOL(snd_pcm_new_stream);

static void free_stream(struct snd_pcm_str *pstr)
{
	struct snd_pcm_substream *substream = pstr->substream, *next;

	for (; substream; substream = next) {
		next = substream->next;
		snd_pcm_timer_done(substream);
		kfree(substream);
	}
	put_device(pstr->dev);
}

static void free_pcm(struct snd_pcm *pcm)
{
	int stream;

	if (!pcm)
		return;
	/* the elements before the substreams they tell about */
	for_each_pcm_streams(stream)
		pcm_free_chmap(&pcm->streams[stream]);
	if (pcm->private_free)
		pcm->private_free(pcm);
	/* the files before the buffers: a write to prealloc on its way makes one yet */
	for_each_pcm_streams(stream)
		pcm_stream_proc_done(&pcm->streams[stream]);
	snd_pcm_lib_preallocate_free_for_all(pcm);
	for_each_pcm_streams(stream)
		free_stream(&pcm->streams[stream]);
	kfree(pcm);
}

static int dev_free(struct snd_device *device)
{
	free_pcm(device->device_data);
	return 0;
}

/* ---- registering and disconnecting ----------------------------------------------------------- */

static const int minor_types[] = {
	[SNDRV_PCM_STREAM_PLAYBACK] = SNDRV_DEVICE_TYPE_PCM_PLAYBACK,
	[SNDRV_PCM_STREAM_CAPTURE] = SNDRV_DEVICE_TYPE_PCM_CAPTURE,
};

static int dev_register(struct snd_device *device)
{
	struct snd_pcm *pcm = device->device_data;
	struct snd_pcm_substream *substream;
	struct snd_pcm_str *pstr;
	int stream, err;

	guard(mutex)(&register_mutex);
	err = add(pcm);
	if (err)
		return err;
	for_each_pcm_streams(stream) {
		pstr = &pcm->streams[stream];
		if (!pstr->substream)
			continue;
		err = snd_register_device(minor_types[stream], pcm->card, pcm->device, &snd_pcm_f_ops[stream], pcm,
					  pstr->dev);
		if (err < 0)
			goto err_unregister;
	}
	for_each_pcm_substream(pcm, stream, substream)
		snd_pcm_timer_init(substream);
	pcm_account_lacking(pcm);
	return 0;

err_unregister:
	while (stream-- > 0)
		if (pcm->streams[stream].substream)
			snd_unregister_device(pcm->streams[stream].dev);
	list_del_init(&pcm->list);
	return err;
}

/* whoever sleeps in a transfer, a drain or poll learns that the device is gone */
static void disconnect_substream(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime;

	guard(pcm_stream_lock_irq)(substream);
	runtime = substream->runtime;
	if (!runtime)
		return;
	if (snd_pcm_running(substream))
		snd_pcm_stop(substream, SNDRV_PCM_STATE_DISCONNECTED);
	__snd_pcm_set_state(runtime, SNDRV_PCM_STATE_DISCONNECTED);
	pcm_wake_sleepers(runtime);
}

static int dev_disconnect(struct snd_device *device)
{
	struct snd_pcm *pcm = device->device_data;
	struct snd_pcm_substream *substream;
	int stream;

	guard(mutex)(&register_mutex);
	list_del_init(&pcm->list);
	guard(mutex)(&pcm->open_mutex);
	wake_up(&pcm->open_wait);
	for_each_pcm_substream(pcm, stream, substream)
		disconnect_substream(substream);
	/* all streams have stopped before the first is waited for: they may share the interrupt */
	for_each_pcm_substream(pcm, stream, substream)
		snd_pcm_sync_stop(substream, false);
	for_each_pcm_streams(stream) {
		if (pcm->streams[stream].dev)
			snd_unregister_device(pcm->streams[stream].dev);
		pcm_free_chmap(&pcm->streams[stream]);
	}
	return 0;
}

static const struct snd_device_ops device_ops = {
	.dev_free = dev_free,
	.dev_register = dev_register,
	.dev_disconnect = dev_disconnect,
};

static const struct snd_device_ops internal_ops = {
	.dev_free = dev_free,
};

static int create(struct snd_card *card, const char *id, int device, const int *counts, bool internal,
		  struct snd_pcm **rpcm)
{
	struct snd_pcm *pcm;
	int stream, err;

	if (rpcm)
		*rpcm = NULL;
	if (snd_BUG_ON(!card))
		return -ENXIO;
	pcm = kzalloc(sizeof(*pcm), GFP_KERNEL);
	if (!pcm)
		return -ENOMEM;
	init_waitqueue_head(&pcm->open_wait);
	mutex_init(&pcm->open_mutex);
	INIT_LIST_HEAD(&pcm->list);
	pcm->internal = internal;
	pcm->device = device;
	pcm->card = card;
	strscpy(pcm->id, id ?: "", sizeof(pcm->id));
	if (!internal)
		pcm_account_card_proc(card);
	for_each_pcm_streams(stream) {
		err = snd_pcm_new_stream(pcm, stream, counts[stream]);
		if (err < 0)
			goto err_free_pcm;
	}
	err = snd_device_new(card, SNDRV_DEV_PCM, pcm, internal ? &internal_ops : &device_ops);
	if (err < 0)
		goto err_free_pcm;
	if (rpcm)
		*rpcm = pcm;
	return 0;

err_free_pcm:
	free_pcm(pcm);
	return err;
}

/**
 * snd_pcm_new() - make a PCM; snd_pcm_set_ops() and buffers (snd_pcm_set_managed_buffer_all()) come next
 * @id: e.g. "ES1370 DAC2"; may be NULL
 * @device: number on the card, from 0
 * @playback_count, @capture_count: substreams; 0: no such direction
 * @rpcm: the PCM; may be NULL. It belongs to the card and goes with it.
 * Context: sleeps
 * Return: 0, -ENOMEM, -ENXIO without a card. A number that is taken shows at registration (-EBUSY).
 */
int snd_pcm_new(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
		struct snd_pcm **rpcm)
{
	return create(card, id, device, (int[]){ playback_count, capture_count }, false, rpcm);
}
EXPORT_SYMBOL(snd_pcm_new);

/** snd_pcm_new_internal() - the same without device and proc files: for users in the kernel only */
int snd_pcm_new_internal(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
			 struct snd_pcm **rpcm)
{
	return create(card, id, device, (int[]){ playback_count, capture_count }, true, rpcm);
}
EXPORT_SYMBOL(snd_pcm_new_internal);

/** snd_pcm_set_ops() - give all substreams of a direction their callbacks; @ops lives as long as the PCM */
void snd_pcm_set_ops(struct snd_pcm *pcm, int direction, const struct snd_pcm_ops *ops)
{
	struct snd_pcm_substream *substream;

	for (substream = pcm->streams[direction].substream; substream; substream = substream->next)
		substream->ops = ops;
}
EXPORT_SYMBOL(snd_pcm_set_ops);

/* ---- module ---------------------------------------------------------------------------------- */

static void create_proc(void)
{
	proc_entry = snd_info_create_module_entry(THIS_MODULE, "pcm", NULL);
	if (!proc_entry)
		return;
	snd_info_set_text_ops(proc_entry, NULL, read_proc);
	if (snd_info_register(proc_entry) < 0) {
		snd_info_free_entry(proc_entry);
		proc_entry = NULL;
	}
}

static int __init pcm_init(void)
{
	int err;

	INIT_LIST_HEAD(&devices);
	err = snd_ctl_register_ioctl(control_ioctl);
	if (err < 0)
		return err;
	/* numbers, and structures that are alike in both worlds */
	err = snd_ctl_register_ioctl_compat(control_ioctl);
	if (err < 0)
		goto err_unregister;
	create_proc();
	return 0;

err_unregister:
	snd_ctl_unregister_ioctl(control_ioctl);
	return err;
}

static void __exit pcm_exit(void)
{
	snd_info_free_entry(proc_entry);
	proc_entry = NULL;
	snd_ctl_unregister_ioctl_compat(control_ioctl);
	snd_ctl_unregister_ioctl(control_ioctl);
}

module_init(pcm_init);
module_exit(pcm_exit);
