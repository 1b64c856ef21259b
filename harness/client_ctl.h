/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client_ctl.h - the in-process application's mixer: a card's control elements by name, through controlCN.
 *
 * As in client.h: in a task, may sleep, 0 or -errno.
 */
#ifndef HARNESS_CLIENT_CTL_H
#define HARNESS_CLIENT_CTL_H

#include "harness/client.h"

/** struct client_ctl - an open control device */
struct client_ctl {
	const struct client *client;
	struct usnd_file *file;
};

int client_ctl_open(struct client_ctl *ctl, const struct client *client, unsigned int card);

/** client_ctl_close() - accepts one that is not open */
int client_ctl_close(struct client_ctl *ctl);

/** client_elem() - the element of that name and index of interface @iface (SNDRV_CTL_ELEM_IFACE_*), device 0 */
struct snd_ctl_elem_id client_elem(int iface, const char *name, unsigned int index);

/** client_mixer_elem() - the same of the mixer */
struct snd_ctl_elem_id client_mixer_elem(const char *name, unsigned int index);

/**
 * client_ctl_list() - all elements, in the card's order
 * @ids: room for @room of them
 * Return: how many the card has, or -errno
 */
int client_ctl_list(struct client_ctl *ctl, struct snd_ctl_elem_id *ids, unsigned int room);

/** client_ctl_info() - type, count, limits and access of @id; -ENOENT: there is none */
int client_ctl_info(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, struct snd_ctl_elem_info *info);

/** client_ctl_read() - the first @count values of an integer or boolean element */
int client_ctl_read(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, long *values, unsigned int count);

/** client_ctl_write() - set them; the element's other values are written as 0 */
int client_ctl_write(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, const long *values, unsigned int count);

/** client_ctl_subscribe() - from now on @ctl is told of changes */
int client_ctl_subscribe(struct client_ctl *ctl);

/**
 * client_ctl_event() - what @ctl was told next, without waiting
 * Return: 1: @event is filled, 0: nothing happened, -errno
 */
int client_ctl_event(struct client_ctl *ctl, struct snd_ctl_event *event);

/** client_ctl_tlv() - read an element's TLV into @words (type, length, …), @bytes of room */
int client_ctl_tlv(struct client_ctl *ctl, const struct snd_ctl_elem_id *id, unsigned int *words, unsigned int bytes);

#endif
