// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client_ctl.c - control elements by the ioctls that alsa-lib's hw control plug-in uses.
 */
#include "harness/client_ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int call(struct client_ctl *ctl, unsigned int cmd, void *arg)
{
	return usnd_ioctl(ctl->file, cmd, (uintptr_t)arg, &ctl->client->caller);
}

int client_ctl_open(struct client_ctl *ctl, const struct client *client, unsigned int card)
{
	char path[48];
	int err;

	*ctl = (struct client_ctl){ .client = client };
	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	err = usnd_open(path, O_RDWR, &client->caller, &ctl->file);
	if (err)
		ctl->file = NULL;
	return err;
}

int client_ctl_close(struct client_ctl *ctl)
{
	int err = ctl->file ? usnd_release(ctl->file, &ctl->client->caller) : 0;

	ctl->file = NULL;
	return err;
}

struct snd_ctl_elem_id client_elem(int iface, const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = { .iface = iface, .index = index };

	snprintf((char *)id.name, sizeof(id.name), "%s", name);
	return id;
}

struct snd_ctl_elem_id client_mixer_elem(const char *name, unsigned int index)
{
	return client_elem(SNDRV_CTL_ELEM_IFACE_MIXER, name, index);
}

int client_ctl_list(struct client_ctl *ctl, struct snd_ctl_elem_id *ids, unsigned int room)
{
	struct snd_ctl_elem_list list = { .space = room, .pids = ids };
	int err = call(ctl, SNDRV_CTL_IOCTL_ELEM_LIST, &list);

	return err ? err : (int)list.count;
}

int client_ctl_info(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, struct snd_ctl_elem_info *info)
{
	*info = (struct snd_ctl_elem_info){ .id = *id };
	return call(ctl, SNDRV_CTL_IOCTL_ELEM_INFO, info);
}

int client_ctl_read(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, long *values, unsigned int count)
{
	struct snd_ctl_elem_value value = { .id = *id };
	int err = call(ctl, SNDRV_CTL_IOCTL_ELEM_READ, &value);

	for (unsigned int i = 0; i < count && !err; i++)
		values[i] = value.value.integer.value[i];
	return err;
}

int client_ctl_write(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, const long *values, unsigned int count)
{
	struct snd_ctl_elem_value value = { .id = *id };

	for (unsigned int i = 0; i < count; i++)
		value.value.integer.value[i] = values[i];
	return call(ctl, SNDRV_CTL_IOCTL_ELEM_WRITE, &value);
}

int client_ctl_subscribe(struct client_ctl *ctl)
{
	int on = 1;

	return call(ctl, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on);
}

int client_ctl_event(struct client_ctl *ctl, struct snd_ctl_event *event)
{
	long got = usnd_poll(ctl->file, POLLIN, 0, &ctl->client->caller);

	if (got > 0)
		got = usnd_read(ctl->file, (uintptr_t)event, sizeof(*event), &ctl->client->caller);
	return got < 0 ? got : got > 0;
}

int client_ctl_tlv(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, unsigned int *words, unsigned int bytes)
{
	struct snd_ctl_elem_info info;
	struct snd_ctl_tlv *tlv;
	int err = client_ctl_info(ctl, id, &info);

	if (err)
		return err;
	tlv = calloc(1, sizeof(*tlv) + bytes);
	if (!tlv)
		return -ENOMEM;
	tlv->numid = info.id.numid;
	tlv->length = bytes;
	err = call(ctl, SNDRV_CTL_IOCTL_TLV_READ, tlv);
	if (!err)
		memcpy(words, tlv->tlv, bytes);
	free(tlv);
	return err;
}
