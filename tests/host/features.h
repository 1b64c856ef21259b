/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * features.h - what README's table says of every mode and no other test asks for: elements of applications with their
 * TLV, and timers. For clients in other processes, by whatever transport their descriptors have come.
 *
 * Each function returns NULL, or the step that failed.
 */
#ifndef TESTS_HOST_FEATURES_H
#define TESTS_HOST_FEATURES_H

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sound/asound.h>

#define STEP(condition)                       \
	do {                                  \
		if (!(condition))             \
			return #condition;    \
	} while (0)

/* as alsa-lib's softvol makes its volume */
static inline const char *own_element_works(int control)
{
	static const unsigned int scale[4] = { 1 /* a scale in dB */, 8, (unsigned int)-5100, 20 };
	unsigned int tlv[6] = { 0, sizeof(scale) }, *const data = tlv + 2; /* struct snd_ctl_tlv */
	struct snd_ctl_elem_info info = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Own Playback Volume" },
		.type = SNDRV_CTL_ELEM_TYPE_INTEGER, .count = 2, .value.integer = { 0, 255, 1 },
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE | SNDRV_CTL_ELEM_ACCESS_USER,
	};
	struct snd_ctl_elem_value value = { 0 };

	STEP(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_ADD, &info) && info.id.numid);
	STEP(ioctl(control, SNDRV_CTL_IOCTL_ELEM_ADD, &info) < 0);
	tlv[0] = info.id.numid;
	memcpy(data, scale, sizeof(scale));
	STEP(ioctl(control, SNDRV_CTL_IOCTL_TLV_WRITE, tlv) >= 0);
	memset(data, 0, sizeof(scale));
	STEP(!ioctl(control, SNDRV_CTL_IOCTL_TLV_READ, tlv) && !memcmp(data, scale, sizeof(scale)));
	value.id = info.id;
	value.value.integer.value[1] = 42;
	STEP(ioctl(control, SNDRV_CTL_IOCTL_ELEM_WRITE, &value) >= 0);
	value.value.integer.value[1] = 0;
	STEP(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_READ, &value) && value.value.integer.value[1] == 42);
	STEP(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_REMOVE, &info.id));
	STEP(ioctl(control, SNDRV_CTL_IOCTL_ELEM_READ, &value) < 0);
	return NULL;
}

/* as dmix waits: the system's timer, once every ten of its ticks */
static inline const char *a_timer_ticks(int timer)
{
	struct snd_timer_select select = {
		.id = {SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_SCLASS_NONE, -1, SNDRV_TIMER_GLOBAL_SYSTEM, 0}};
	struct snd_timer_params params = { .flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 10, .queue_size = 32 };
	struct pollfd wait = { .fd = timer, .events = POLLIN };
	struct snd_timer_read tick = { 0 };

	STEP(!ioctl(timer, SNDRV_TIMER_IOCTL_SELECT, &select));
	STEP(!ioctl(timer, SNDRV_TIMER_IOCTL_PARAMS, &params));
	STEP(!ioctl(timer, SNDRV_TIMER_IOCTL_START));
	STEP(poll(&wait, 1, 10000) == 1 && wait.revents & POLLIN);
	STEP(read(timer, &tick, sizeof(tick)) == sizeof(tick) && tick.ticks >= 10);
	STEP(!ioctl(timer, SNDRV_TIMER_IOCTL_STOP));
	return NULL;
}

#endif
