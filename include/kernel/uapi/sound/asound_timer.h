/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/asound_timer.h - the timer device's part of <sound/asound.h>; include that one.
 *
 * Linux keeps all in one file. struct snd_timer_status and snd_timer_tread carry time stamps and belong to user space
 * under these names; the kernel's timer code has its own for each time stamp size.
 */
#ifndef _UAPI_SOUND_ASOUND_TIMER_H
#define _UAPI_SOUND_ASOUND_TIMER_H

#ifndef _UAPI_SOUND_ASOUND_H
#error "include <sound/asound.h>"
#endif

enum {
	SNDRV_TIMER_CLASS_NONE = -1,
	SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_CLASS_CARD, SNDRV_TIMER_CLASS_PCM,
	SNDRV_TIMER_CLASS_LAST = SNDRV_TIMER_CLASS_PCM,
};

/* who drives a slave */
enum {
	SNDRV_TIMER_SCLASS_NONE, SNDRV_TIMER_SCLASS_APPLICATION, SNDRV_TIMER_SCLASS_SEQUENCER,
	SNDRV_TIMER_SCLASS_OSS_SEQUENCER,
	SNDRV_TIMER_SCLASS_LAST = SNDRV_TIMER_SCLASS_OSS_SEQUENCER,
};

/* device numbers of SNDRV_TIMER_CLASS_GLOBAL */
#define SNDRV_TIMER_GLOBAL_SYSTEM 0
#define SNDRV_TIMER_GLOBAL_RTC 1
#define SNDRV_TIMER_GLOBAL_HPET 2
#define SNDRV_TIMER_GLOBAL_HRTIMER 3
#define SNDRV_TIMER_GLOBAL_UDRIVEN 4

#define SNDRV_TIMER_FLG_SLAVE (1 << 0)

struct snd_timer_id {
	int dev_class, dev_sclass, card, device, subdevice;
};

/* resolutions are nanoseconds per tick */
struct snd_timer_ginfo {
	struct snd_timer_id tid;	/* in */
	unsigned int flags;
	int card;
	unsigned char id[64];
	unsigned char name[80];
	unsigned long reserved0;
	unsigned long resolution, resolution_min, resolution_max;
	unsigned int clients;
	unsigned char reserved[32];
};

/* seconds per period = period_num / period_den */
struct snd_timer_gparams {
	struct snd_timer_id tid;	/* in */
	unsigned long period_num, period_den;
	unsigned char reserved[32];
};

struct snd_timer_gstatus {
	struct snd_timer_id tid;	/* in */
	unsigned long resolution, resolution_num, resolution_den;
	unsigned char reserved[32];
};

struct snd_timer_select {
	struct snd_timer_id id;		/* in */
	unsigned char reserved[32];
};

struct snd_timer_info {
	unsigned int flags;
	int card;
	unsigned char id[64];
	unsigned char name[80];
	unsigned long reserved0;
	unsigned long resolution;
	unsigned char reserved[64];
};

/* snd_timer_params.flags */
#define SNDRV_TIMER_PSFLG_AUTO (1 << 0)		/* starts again by itself */
#define SNDRV_TIMER_PSFLG_EXCLUSIVE (1 << 1)
#define SNDRV_TIMER_PSFLG_EARLY_EVENT (1 << 2)

struct snd_timer_params {
	unsigned int flags;
	unsigned int ticks;
	unsigned int queue_size;	/* 32 to 1024 */
	unsigned int reserved0;
	unsigned int filter;		/* bit per SNDRV_TIMER_EVENT_* */
	unsigned char reserved[60];
};

/* CREATE makes a timer that ticks when an application says TRIGGER */
struct snd_timer_uinfo {
	__u64 resolution;		/* in */
	int fd;				/* out: the trigger's file */
	unsigned int id;		/* out: device number of class GLOBAL, UDRIVEN */
	unsigned char reserved[16];
};

/* what read(2) gives, plain */
struct snd_timer_read {
	unsigned int resolution;
	unsigned int ticks;
};

/* events of TREAD; a master's reach its slaves 10 higher */
enum {
	SNDRV_TIMER_EVENT_RESOLUTION, SNDRV_TIMER_EVENT_TICK, SNDRV_TIMER_EVENT_START, SNDRV_TIMER_EVENT_STOP,
	SNDRV_TIMER_EVENT_CONTINUE, SNDRV_TIMER_EVENT_PAUSE, SNDRV_TIMER_EVENT_EARLY, SNDRV_TIMER_EVENT_SUSPEND,
	SNDRV_TIMER_EVENT_RESUME,
	SNDRV_TIMER_EVENT_MSTART = SNDRV_TIMER_EVENT_START + 10,
	SNDRV_TIMER_EVENT_MSTOP = SNDRV_TIMER_EVENT_STOP + 10,
	SNDRV_TIMER_EVENT_MCONTINUE = SNDRV_TIMER_EVENT_CONTINUE + 10,
	SNDRV_TIMER_EVENT_MPAUSE = SNDRV_TIMER_EVENT_PAUSE + 10,
	SNDRV_TIMER_EVENT_MSUSPEND = SNDRV_TIMER_EVENT_SUSPEND + 10,
	SNDRV_TIMER_EVENT_MRESUME = SNDRV_TIMER_EVENT_RESUME + 10,
};

/* which timers there are */
#define SNDRV_TIMER_IOCTL_NEXT_DEVICE _IOWR('T', 0x01, struct snd_timer_id)
#define SNDRV_TIMER_IOCTL_GINFO _IOWR('T', 0x03, struct snd_timer_ginfo)
#define SNDRV_TIMER_IOCTL_GSTATUS _IOWR('T', 0x05, struct snd_timer_gstatus)
#define SNDRV_TIMER_IOCTL_GPARAMS _IOW('T', 0x04, struct snd_timer_gparams)
#define SNDRV_TIMER_IOCTL_PVERSION _IOR('T', 0x00, int)
/* one of them */
#define SNDRV_TIMER_IOCTL_SELECT _IOW('T', 0x10, struct snd_timer_select)
#define SNDRV_TIMER_IOCTL_PARAMS _IOW('T', 0x12, struct snd_timer_params)
#define SNDRV_TIMER_IOCTL_INFO _IOR('T', 0x11, struct snd_timer_info)
#define SNDRV_TIMER_IOCTL_STATUS _IOR('T', 0x14, struct snd_timer_status)
/* run it */
#define SNDRV_TIMER_IOCTL_START _IO('T', 0xa0)
#define SNDRV_TIMER_IOCTL_CONTINUE _IO('T', 0xa2)
#define SNDRV_TIMER_IOCTL_PAUSE _IO('T', 0xa3)
#define SNDRV_TIMER_IOCTL_STOP _IO('T', 0xa1)
/* what to read: plain ticks, or events with time stamps of 64 bits */
#define SNDRV_TIMER_IOCTL_TREAD SNDRV_TIMER_IOCTL_TREAD_OLD
#define SNDRV_TIMER_IOCTL_TREAD_OLD _IOW('T', 0x02, int)
#define SNDRV_TIMER_IOCTL_TREAD64 _IOW('T', 0xa4, int)
/* a timer of the application */
#define SNDRV_TIMER_IOCTL_CREATE _IOWR('T', 0xa5, struct snd_timer_uinfo)
#define SNDRV_TIMER_IOCTL_TRIGGER _IO('T', 0xa6)

#endif
