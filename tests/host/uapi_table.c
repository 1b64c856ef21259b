// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uapi_table.c - the numbers of the ALSA ABI as one header has them: compiled twice, see test_uapi.c.
 *
 * In the kernel world <sound/asound.h> is ours, in the host world the system's; the sources of this file are the same.
 */
#ifdef __KERNEL__
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stddef.h>
#include <sound/asound.h>
#include <sound/pcm.h>
#include <sound/tlv.h>
#define TABLE usnd_uapi_kernel
#define STATUS struct snd_pcm_status64
#define STATUS_TIME(member)	\
	{ 'o', "struct snd_pcm_status." #member, __builtin_offsetof(struct snd_pcm_status64, member##_sec) },
#else
#include <asm/fcntl.h>
#include <asm/poll.h>
#include <stddef.h>
#include <time.h>
#include <sys/ioctl.h>
#define SNDRV_LITTLE_ENDIAN
#include <sound/asound.h>
#include <sound/tlv.h>
#define TABLE usnd_uapi_system
#define STATUS struct snd_pcm_status
#define STATUS_TIME(member)	\
	{ 'o', "struct snd_pcm_status." #member, __builtin_offsetof(struct snd_pcm_status, member) },
#endif
#include "uapi_table.h"

#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)
#define SIZE { 's', TEXT(T), sizeof(T) },
#define AT(member) { 'o', TEXT(T) "." #member, __builtin_offsetof(T, member) },
#define IOCTL(name) { 'i', #name, name },
#define VALUE(name) { 'v', #name, (long long)name },

/* only in the macros below; never made */
#ifdef __KERNEL__
#define snd_pcm_status snd_pcm_status64
#define snd_timer_status uapi_timer_status
struct uapi_timer_status {
	struct __kernel_timespec tstamp;
	unsigned int resolution, lost, overrun, queue;
	unsigned char reserved[64];
};
#endif

const struct uapi_entry TABLE[] = {
	{ 'p', "PCM", SNDRV_PCM_VERSION },
	{ 'p', "control", SNDRV_CTL_VERSION },
	{ 'p', "timer", SNDRV_TIMER_VERSION },
#include "uapi_list.h"
	{ 0, NULL, 0 }
};
