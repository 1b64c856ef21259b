/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/asound_ctl.h - the control device's half of <sound/asound.h>; include that one.
 *
 * Linux keeps all in one file. Element values are the largest argument of any ALSA ioctl (1224 bytes).
 */
#ifndef _UAPI_SOUND_ASOUND_CTL_H
#define _UAPI_SOUND_ASOUND_CTL_H

#ifndef _UAPI_SOUND_ASOUND_H
#error "include <sound/asound.h>"
#endif

struct snd_ctl_card_info {
	int card;
	int pad;
	unsigned char id[16];		/* as in hw:ID */
	unsigned char driver[16];
	unsigned char name[32];
	unsigned char longname[80];
	unsigned char reserved_[16];
	unsigned char mixername[80];
	unsigned char components[128];	/* words that configuration files match on */
};

/* ---- elements ---------------------------------------------------------------------------------------- */

typedef int __bitwise snd_ctl_elem_type_t;
#define SNDRV_CTL_ELEM_TYPE(n) ((__force snd_ctl_elem_type_t)(n))
#define SNDRV_CTL_ELEM_TYPE_NONE SNDRV_CTL_ELEM_TYPE(0)
#define SNDRV_CTL_ELEM_TYPE_BOOLEAN SNDRV_CTL_ELEM_TYPE(1)
#define SNDRV_CTL_ELEM_TYPE_INTEGER SNDRV_CTL_ELEM_TYPE(2)
#define SNDRV_CTL_ELEM_TYPE_ENUMERATED SNDRV_CTL_ELEM_TYPE(3)
#define SNDRV_CTL_ELEM_TYPE_BYTES SNDRV_CTL_ELEM_TYPE(4)
#define SNDRV_CTL_ELEM_TYPE_IEC958 SNDRV_CTL_ELEM_TYPE(5)
#define SNDRV_CTL_ELEM_TYPE_INTEGER64 SNDRV_CTL_ELEM_TYPE(6)
#define SNDRV_CTL_ELEM_TYPE_LAST SNDRV_CTL_ELEM_TYPE_INTEGER64

typedef int __bitwise snd_ctl_elem_iface_t;
#define SNDRV_CTL_ELEM_IFACE(n) ((__force snd_ctl_elem_iface_t)(n))
#define SNDRV_CTL_ELEM_IFACE_CARD SNDRV_CTL_ELEM_IFACE(0)
#define SNDRV_CTL_ELEM_IFACE_HWDEP SNDRV_CTL_ELEM_IFACE(1)
#define SNDRV_CTL_ELEM_IFACE_MIXER SNDRV_CTL_ELEM_IFACE(2)
#define SNDRV_CTL_ELEM_IFACE_PCM SNDRV_CTL_ELEM_IFACE(3)
#define SNDRV_CTL_ELEM_IFACE_RAWMIDI SNDRV_CTL_ELEM_IFACE(4)
#define SNDRV_CTL_ELEM_IFACE_TIMER SNDRV_CTL_ELEM_IFACE(5)
#define SNDRV_CTL_ELEM_IFACE_SEQUENCER SNDRV_CTL_ELEM_IFACE(6)
#define SNDRV_CTL_ELEM_IFACE_LAST SNDRV_CTL_ELEM_IFACE_SEQUENCER

/* snd_ctl_elem_info.access; bit 3 and the top two are free */
#define SNDRV_CTL_ELEM_ACCESS_READ (1 << 0)
#define SNDRV_CTL_ELEM_ACCESS_WRITE (1 << 1)
#define SNDRV_CTL_ELEM_ACCESS_READWRITE (SNDRV_CTL_ELEM_ACCESS_READ | SNDRV_CTL_ELEM_ACCESS_WRITE)
#define SNDRV_CTL_ELEM_ACCESS_VOLATILE (1 << 2)		/* changes without an event */
#define SNDRV_CTL_ELEM_ACCESS_TLV_READ (1 << 4)
#define SNDRV_CTL_ELEM_ACCESS_TLV_WRITE (1 << 5)
#define SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE (SNDRV_CTL_ELEM_ACCESS_TLV_READ | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE)
#define SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND (1 << 6)
#define SNDRV_CTL_ELEM_ACCESS_INACTIVE (1 << 8)		/* can be set, has no effect now */
#define SNDRV_CTL_ELEM_ACCESS_LOCK (1 << 9)		/* somebody holds it */
#define SNDRV_CTL_ELEM_ACCESS_OWNER (1 << 10)		/* the asker holds it */
#define SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK (1 << 28)	/* inside the kernel: tlv.c, not tlv.p */
#define SNDRV_CTL_ELEM_ACCESS_USER (1 << 29)		/* made by an application */

#define SNDRV_CTL_ELEM_ID_NAME_MAXLEN 44

struct snd_ctl_elem_id {
	unsigned int numid;		/* 0: go by the rest */
	snd_ctl_elem_iface_t iface;
	unsigned int device;
	unsigned int subdevice;
	unsigned char name[SNDRV_CTL_ELEM_ID_NAME_MAXLEN];
	unsigned int index;
};

struct snd_ctl_elem_list {
	unsigned int offset;		/* in: skip so many */
	unsigned int space;		/* in: room in pids */
	unsigned int used;		/* out: of it filled */
	unsigned int count;		/* out: elements there are */
	struct snd_ctl_elem_id __user *pids;
	unsigned char reserved[50];
};

struct snd_ctl_elem_info {
	struct snd_ctl_elem_id id;	/* in */
	snd_ctl_elem_type_t type;
	unsigned int access;		/* SNDRV_CTL_ELEM_ACCESS_* */
	unsigned int count;		/* values */
	__kernel_pid_t owner;		/* who locked it */
	union {
		struct {
			long min, max, step;
		} integer;
		struct {
			long long min, max, step;
		} integer64;
		struct {
			unsigned int items;
			unsigned int item;		/* in: whose name */
			char name[64];
			__u64 names_ptr;		/* in, ELEM_ADD */
			unsigned int names_length;	/* in, ELEM_ADD */
		} enumerated;
		unsigned char reserved[128];
	} value;
	unsigned char reserved[64];
};

/* the *_ptr members and indirect are of 2002 and unused */
struct snd_ctl_elem_value {
	struct snd_ctl_elem_id id;	/* in */
	unsigned int indirect : 1;
	union {
		union {
			long value[128], *value_ptr;
		} integer;
		union {
			long long value[64], *value_ptr;
		} integer64;
		union {
			unsigned int item[128], *item_ptr;
		} enumerated;
		union {
			unsigned char data[512], *data_ptr;
		} bytes;
		struct snd_aes_iec958 iec958;
	} value;
	unsigned char reserved[128];
};

/* type, length, value: the data of <sound/tlv.h> follow */
struct snd_ctl_tlv {
	unsigned int numid;
	unsigned int length;		/* bytes of tlv, a multiple of 4 */
	unsigned int tlv[];
};

/* ---- events: what read(2) gives after SUBSCRIBE_EVENTS --------------------------------------------------- */

enum sndrv_ctl_event_type {
	SNDRV_CTL_EVENT_ELEM,
	SNDRV_CTL_EVENT_LAST = SNDRV_CTL_EVENT_ELEM,
};

#define SNDRV_CTL_EVENT_MASK_VALUE (1 << 0)
#define SNDRV_CTL_EVENT_MASK_INFO (1 << 1)
#define SNDRV_CTL_EVENT_MASK_ADD (1 << 2)
#define SNDRV_CTL_EVENT_MASK_TLV (1 << 3)
#define SNDRV_CTL_EVENT_MASK_REMOVE (~0U)	/* stands alone: all bits */

struct snd_ctl_event {
	int type;
	union {
		struct {
			unsigned int mask;
			struct snd_ctl_elem_id id;
		} elem;
		unsigned char data8[60];
	} data;
};

/* ---- ioctls ------------------------------------------------------------------------------------------------- */

/* the card */
#define SNDRV_CTL_IOCTL_PVERSION _IOR('U', 0x00, int)
#define SNDRV_CTL_IOCTL_CARD_INFO _IOR('U', 0x01, struct snd_ctl_card_info)
#define SNDRV_CTL_IOCTL_POWER_STATE _IOR('U', 0xd1, int)
#define SNDRV_CTL_IOCTL_POWER _IOWR('U', 0xd0, int)
/* what devices it has: -1 in asks for the first, -1 out says no more */
#define SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE _IOR('U', 0x30, int)
#define SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE _IOWR('U', 0x20, int)
#define SNDRV_CTL_IOCTL_RAWMIDI_NEXT_DEVICE _IOWR('U', 0x40, int)
#define SNDRV_CTL_IOCTL_UMP_NEXT_DEVICE _IOWR('U', 0x43, int)
#define SNDRV_CTL_IOCTL_PCM_INFO _IOWR('U', 0x31, struct snd_pcm_info)
#define SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE _IOW('U', 0x32, int)
#define SNDRV_CTL_IOCTL_RAWMIDI_PREFER_SUBDEVICE _IOW('U', 0x42, int)
/* elements */
#define SNDRV_CTL_IOCTL_ELEM_READ _IOWR('U', 0x12, struct snd_ctl_elem_value)
#define SNDRV_CTL_IOCTL_ELEM_WRITE _IOWR('U', 0x13, struct snd_ctl_elem_value)
#define SNDRV_CTL_IOCTL_ELEM_INFO _IOWR('U', 0x11, struct snd_ctl_elem_info)
#define SNDRV_CTL_IOCTL_ELEM_LIST _IOWR('U', 0x10, struct snd_ctl_elem_list)
#define SNDRV_CTL_IOCTL_ELEM_LOCK _IOW('U', 0x14, struct snd_ctl_elem_id)
#define SNDRV_CTL_IOCTL_ELEM_UNLOCK _IOW('U', 0x15, struct snd_ctl_elem_id)
#define SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS _IOWR('U', 0x16, int)
/* elements of applications */
#define SNDRV_CTL_IOCTL_ELEM_ADD _IOWR('U', 0x17, struct snd_ctl_elem_info)
#define SNDRV_CTL_IOCTL_ELEM_REMOVE _IOWR('U', 0x19, struct snd_ctl_elem_id)
#define SNDRV_CTL_IOCTL_ELEM_REPLACE _IOWR('U', 0x18, struct snd_ctl_elem_info)
/* element descriptions */
#define SNDRV_CTL_IOCTL_TLV_COMMAND _IOWR('U', 0x1c, struct snd_ctl_tlv)
#define SNDRV_CTL_IOCTL_TLV_READ _IOWR('U', 0x1a, struct snd_ctl_tlv)
#define SNDRV_CTL_IOCTL_TLV_WRITE _IOWR('U', 0x1b, struct snd_ctl_tlv)

/* POWER's states */
#define SNDRV_CTL_POWER_D0 0x0000
#define SNDRV_CTL_POWER_D1 0x0100
#define SNDRV_CTL_POWER_D2 0x0200
#define SNDRV_CTL_POWER_D3 0x0300
#define SNDRV_CTL_POWER_D3hot (SNDRV_CTL_POWER_D3 | 0x0000)
#define SNDRV_CTL_POWER_D3cold (SNDRV_CTL_POWER_D3 | 0x0001)

/* ---- element names that applications look for ---------------------------------------------------------------- */

#define SNDRV_CTL_NAME_PLAYBACK "Playback "
#define SNDRV_CTL_NAME_CAPTURE "Capture "
#define SNDRV_CTL_NAME_NONE ""
#define SNDRV_CTL_NAME_IEC958_NONE ""
#define SNDRV_CTL_NAME_IEC958_PCM_STREAM "PCM Stream"
#define SNDRV_CTL_NAME_IEC958_SWITCH "Switch"
#define SNDRV_CTL_NAME_IEC958_VOLUME "Volume"
#define SNDRV_CTL_NAME_IEC958_MASK "Mask"
#define SNDRV_CTL_NAME_IEC958_CON_MASK "Con Mask"
#define SNDRV_CTL_NAME_IEC958_PRO_MASK "Pro Mask"
#define SNDRV_CTL_NAME_IEC958_DEFAULT "Default"
#define SNDRV_CTL_NAME_IEC958(which, direction, what)	\
	"IEC958 " which SNDRV_CTL_NAME_##direction SNDRV_CTL_NAME_IEC958_##what

#endif
