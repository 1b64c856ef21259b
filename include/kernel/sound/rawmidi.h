/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * There is no MIDI in usnd. Drivers include this header for cards that may have a port; it brings what they expect to come
 * along, and the types' names, so that a driver that really makes a port fails where it does so.
 */
#ifndef __SOUND_RAWMIDI_H
#define __SOUND_RAWMIDI_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <sound/asound.h>
#include <sound/info.h>

struct snd_rawmidi;
struct snd_rawmidi_substream;

#endif
