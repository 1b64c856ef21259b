/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/asound.h - what /dev/snd/controlC*, pcmC*, midiC*, hwC* and timer speak: the ALSA ABI of Linux 6.12.
 *
 * Names, field order, sizes and numbers are fixed by every ALSA application ever built; tests/host/test_uapi.c compares
 * them with the system's header. 64-bit longs only: the layouts with 32-bit time stamps (snd_pcm_mmap_status of old
 * 32-bit applications and their ioctls) are not here, and the aliases with a 64 at the end name the only layout.
 * Left out: UMP and sequencer structures. Their NEXT_DEVICE ioctls stay, since applications ask the
 * control device whether there are any.
 *
 * Directions in comments: in = the application fills it, out = the kernel does.
 */
#ifndef _UAPI_SOUND_ASOUND_H
#define _UAPI_SOUND_ASOUND_H

#include <linux/types.h>
#include <linux/ioctl.h>
#include <linux/time64.h>

_Static_assert(sizeof(long) == 8, "this header knows the 64-bit layouts only");

/* ---- versions: major << 16 | minor << 8 | micro ------------------------------------------------- */

#define SNDRV_PROTOCOL_VERSION(major, minor, micro) ((major) << 16 | (minor) << 8 | (micro))
#define SNDRV_PROTOCOL_MAJOR(v) ((v) >> 16 & 0xffff)
#define SNDRV_PROTOCOL_MINOR(v) ((v) >> 8 & 0xff)
#define SNDRV_PROTOCOL_MICRO(v) ((v) & 0xff)
/* the two sides understand each other if they agree in everything but micro */
#define SNDRV_PROTOCOL_INCOMPATIBLE(kernel, user)	\
	(SNDRV_PROTOCOL_MAJOR(kernel) != SNDRV_PROTOCOL_MAJOR(user) ||	\
	 SNDRV_PROTOCOL_MINOR(kernel) != SNDRV_PROTOCOL_MINOR(user))

#define SNDRV_CTL_VERSION SNDRV_PROTOCOL_VERSION(2, 0, 9)
#define SNDRV_PCM_VERSION SNDRV_PROTOCOL_VERSION(2, 0, 18)
#define SNDRV_TIMER_VERSION SNDRV_PROTOCOL_VERSION(2, 0, 8)

/* ---- digital audio side data ---------------------------------------------------------------------- */

#define AES_IEC958_STATUS_SIZE 24

/* one S/PDIF block as a control element carries it */
struct snd_aes_iec958 {
	unsigned char status[AES_IEC958_STATUS_SIZE];
	unsigned char subcode[147];
	unsigned char pad;
	unsigned char dig_subframe[4];
};

/* audio info frame of HDMI and DisplayPort, data bytes 1 to 5 */
struct snd_cea_861_aud_if {
	unsigned char db1_ct_cc;	/* coding, channel count */
	unsigned char db2_sf_ss;	/* rate, sample size */
	unsigned char db3;
	unsigned char db4_ca;		/* which channels */
	unsigned char db5_dminh_lsv;	/* downmix allowed, level shift */
};

/* ---- PCM: vocabulary --------------------------------------------------------------------------------- */

typedef unsigned long snd_pcm_uframes_t;
typedef signed long snd_pcm_sframes_t;

enum {
	SNDRV_PCM_STREAM_PLAYBACK,
	SNDRV_PCM_STREAM_CAPTURE,
	SNDRV_PCM_STREAM_LAST = SNDRV_PCM_STREAM_CAPTURE,
};

enum {
	SNDRV_PCM_CLASS_GENERIC, SNDRV_PCM_CLASS_MULTI, SNDRV_PCM_CLASS_MODEM, SNDRV_PCM_CLASS_DIGITIZER,
	SNDRV_PCM_CLASS_LAST = SNDRV_PCM_CLASS_DIGITIZER,
};

enum {
	SNDRV_PCM_SUBCLASS_GENERIC_MIX, SNDRV_PCM_SUBCLASS_MULTI_MIX,
	SNDRV_PCM_SUBCLASS_LAST = SNDRV_PCM_SUBCLASS_MULTI_MIX,
};

/* stream states */
typedef int __bitwise snd_pcm_state_t;
#define SNDRV_PCM_STATE(n) ((__force snd_pcm_state_t)(n))
#define SNDRV_PCM_STATE_OPEN SNDRV_PCM_STATE(0)
#define SNDRV_PCM_STATE_SETUP SNDRV_PCM_STATE(1)	/* hw_params done */
#define SNDRV_PCM_STATE_PREPARED SNDRV_PCM_STATE(2)
#define SNDRV_PCM_STATE_RUNNING SNDRV_PCM_STATE(3)
#define SNDRV_PCM_STATE_XRUN SNDRV_PCM_STATE(4)
#define SNDRV_PCM_STATE_DRAINING SNDRV_PCM_STATE(5)
#define SNDRV_PCM_STATE_PAUSED SNDRV_PCM_STATE(6)
#define SNDRV_PCM_STATE_SUSPENDED SNDRV_PCM_STATE(7)
#define SNDRV_PCM_STATE_DISCONNECTED SNDRV_PCM_STATE(8)
#define SNDRV_PCM_STATE_LAST SNDRV_PCM_STATE_DISCONNECTED

/* how frames are handed over */
typedef int __bitwise snd_pcm_access_t;
#define SNDRV_PCM_ACCESS(n) ((__force snd_pcm_access_t)(n))
#define SNDRV_PCM_ACCESS_MMAP_INTERLEAVED SNDRV_PCM_ACCESS(0)
#define SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED SNDRV_PCM_ACCESS(1)
#define SNDRV_PCM_ACCESS_MMAP_COMPLEX SNDRV_PCM_ACCESS(2)
#define SNDRV_PCM_ACCESS_RW_INTERLEAVED SNDRV_PCM_ACCESS(3)
#define SNDRV_PCM_ACCESS_RW_NONINTERLEAVED SNDRV_PCM_ACCESS(4)
#define SNDRV_PCM_ACCESS_LAST SNDRV_PCM_ACCESS_RW_NONINTERLEAVED

/*
 * Sample formats. The number in a linear format's name counts significant bits; 18, 20 and 24 bits sit in the low end
 * of four bytes, or, named _3LE and _3BE, in three. 29 and 30 are free.
 */
typedef int __bitwise snd_pcm_format_t;
#define SNDRV_PCM_FORMAT_NO(n) ((__force snd_pcm_format_t)(n))
/* 8 bits */
#define SNDRV_PCM_FORMAT_S8 SNDRV_PCM_FORMAT_NO(0)
#define SNDRV_PCM_FORMAT_U8 SNDRV_PCM_FORMAT_NO(1)
/* 16 bits */
#define SNDRV_PCM_FORMAT_S16_LE SNDRV_PCM_FORMAT_NO(2)
#define SNDRV_PCM_FORMAT_S16_BE SNDRV_PCM_FORMAT_NO(3)
#define SNDRV_PCM_FORMAT_U16_LE SNDRV_PCM_FORMAT_NO(4)
#define SNDRV_PCM_FORMAT_U16_BE SNDRV_PCM_FORMAT_NO(5)
/* 18 bits */
#define SNDRV_PCM_FORMAT_S18_3LE SNDRV_PCM_FORMAT_NO(40)
#define SNDRV_PCM_FORMAT_S18_3BE SNDRV_PCM_FORMAT_NO(41)
#define SNDRV_PCM_FORMAT_U18_3LE SNDRV_PCM_FORMAT_NO(42)
#define SNDRV_PCM_FORMAT_U18_3BE SNDRV_PCM_FORMAT_NO(43)
/* 20 bits */
#define SNDRV_PCM_FORMAT_S20_LE SNDRV_PCM_FORMAT_NO(25)
#define SNDRV_PCM_FORMAT_S20_BE SNDRV_PCM_FORMAT_NO(26)
#define SNDRV_PCM_FORMAT_U20_LE SNDRV_PCM_FORMAT_NO(27)
#define SNDRV_PCM_FORMAT_U20_BE SNDRV_PCM_FORMAT_NO(28)
#define SNDRV_PCM_FORMAT_S20_3LE SNDRV_PCM_FORMAT_NO(36)
#define SNDRV_PCM_FORMAT_S20_3BE SNDRV_PCM_FORMAT_NO(37)
#define SNDRV_PCM_FORMAT_U20_3LE SNDRV_PCM_FORMAT_NO(38)
#define SNDRV_PCM_FORMAT_U20_3BE SNDRV_PCM_FORMAT_NO(39)
/* 24 bits */
#define SNDRV_PCM_FORMAT_S24_LE SNDRV_PCM_FORMAT_NO(6)
#define SNDRV_PCM_FORMAT_S24_BE SNDRV_PCM_FORMAT_NO(7)
#define SNDRV_PCM_FORMAT_U24_LE SNDRV_PCM_FORMAT_NO(8)
#define SNDRV_PCM_FORMAT_U24_BE SNDRV_PCM_FORMAT_NO(9)
#define SNDRV_PCM_FORMAT_S24_3LE SNDRV_PCM_FORMAT_NO(32)
#define SNDRV_PCM_FORMAT_S24_3BE SNDRV_PCM_FORMAT_NO(33)
#define SNDRV_PCM_FORMAT_U24_3LE SNDRV_PCM_FORMAT_NO(34)
#define SNDRV_PCM_FORMAT_U24_3BE SNDRV_PCM_FORMAT_NO(35)
/* 32 bits; msbits says how many of the upper ones mean something */
#define SNDRV_PCM_FORMAT_S32_LE SNDRV_PCM_FORMAT_NO(10)
#define SNDRV_PCM_FORMAT_S32_BE SNDRV_PCM_FORMAT_NO(11)
#define SNDRV_PCM_FORMAT_U32_LE SNDRV_PCM_FORMAT_NO(12)
#define SNDRV_PCM_FORMAT_U32_BE SNDRV_PCM_FORMAT_NO(13)
/* IEEE floating point, -1.0 to 1.0 */
#define SNDRV_PCM_FORMAT_FLOAT_LE SNDRV_PCM_FORMAT_NO(14)
#define SNDRV_PCM_FORMAT_FLOAT_BE SNDRV_PCM_FORMAT_NO(15)
#define SNDRV_PCM_FORMAT_FLOAT64_LE SNDRV_PCM_FORMAT_NO(16)
#define SNDRV_PCM_FORMAT_FLOAT64_BE SNDRV_PCM_FORMAT_NO(17)
/* not linear: S/PDIF subframes, companded, compressed, direct stream digital */
#define SNDRV_PCM_FORMAT_IEC958_SUBFRAME_LE SNDRV_PCM_FORMAT_NO(18)
#define SNDRV_PCM_FORMAT_IEC958_SUBFRAME_BE SNDRV_PCM_FORMAT_NO(19)
#define SNDRV_PCM_FORMAT_MU_LAW SNDRV_PCM_FORMAT_NO(20)
#define SNDRV_PCM_FORMAT_A_LAW SNDRV_PCM_FORMAT_NO(21)
#define SNDRV_PCM_FORMAT_IMA_ADPCM SNDRV_PCM_FORMAT_NO(22)
#define SNDRV_PCM_FORMAT_MPEG SNDRV_PCM_FORMAT_NO(23)
#define SNDRV_PCM_FORMAT_GSM SNDRV_PCM_FORMAT_NO(24)
#define SNDRV_PCM_FORMAT_SPECIAL SNDRV_PCM_FORMAT_NO(31)
#define SNDRV_PCM_FORMAT_G723_24 SNDRV_PCM_FORMAT_NO(44)	/* 8 samples in 3 bytes */
#define SNDRV_PCM_FORMAT_G723_24_1B SNDRV_PCM_FORMAT_NO(45)	/* 1 sample in 1 byte */
#define SNDRV_PCM_FORMAT_G723_40 SNDRV_PCM_FORMAT_NO(46)	/* 8 samples in 5 bytes */
#define SNDRV_PCM_FORMAT_G723_40_1B SNDRV_PCM_FORMAT_NO(47)
#define SNDRV_PCM_FORMAT_DSD_U8 SNDRV_PCM_FORMAT_NO(48)
#define SNDRV_PCM_FORMAT_DSD_U16_LE SNDRV_PCM_FORMAT_NO(49)
#define SNDRV_PCM_FORMAT_DSD_U32_LE SNDRV_PCM_FORMAT_NO(50)
#define SNDRV_PCM_FORMAT_DSD_U16_BE SNDRV_PCM_FORMAT_NO(51)
#define SNDRV_PCM_FORMAT_DSD_U32_BE SNDRV_PCM_FORMAT_NO(52)
#define SNDRV_PCM_FORMAT_FIRST SNDRV_PCM_FORMAT_S8
#define SNDRV_PCM_FORMAT_LAST SNDRV_PCM_FORMAT_DSD_U32_BE

/* in the CPU's own byte order (<sound/asound.h> defines one of the two) */
#ifdef SNDRV_BIG_ENDIAN
#define SNDRV_PCM_FORMAT_NATIVE(name) SNDRV_PCM_FORMAT_##name##_BE
#else
#define SNDRV_PCM_FORMAT_NATIVE(name) SNDRV_PCM_FORMAT_##name##_LE
#endif
#define SNDRV_PCM_FORMAT_S16 SNDRV_PCM_FORMAT_NATIVE(S16)
#define SNDRV_PCM_FORMAT_U16 SNDRV_PCM_FORMAT_NATIVE(U16)
#define SNDRV_PCM_FORMAT_S20 SNDRV_PCM_FORMAT_NATIVE(S20)
#define SNDRV_PCM_FORMAT_U20 SNDRV_PCM_FORMAT_NATIVE(U20)
#define SNDRV_PCM_FORMAT_S24 SNDRV_PCM_FORMAT_NATIVE(S24)
#define SNDRV_PCM_FORMAT_U24 SNDRV_PCM_FORMAT_NATIVE(U24)
#define SNDRV_PCM_FORMAT_S32 SNDRV_PCM_FORMAT_NATIVE(S32)
#define SNDRV_PCM_FORMAT_U32 SNDRV_PCM_FORMAT_NATIVE(U32)
#define SNDRV_PCM_FORMAT_FLOAT SNDRV_PCM_FORMAT_NATIVE(FLOAT)
#define SNDRV_PCM_FORMAT_FLOAT64 SNDRV_PCM_FORMAT_NATIVE(FLOAT64)
#define SNDRV_PCM_FORMAT_IEC958_SUBFRAME SNDRV_PCM_FORMAT_NATIVE(IEC958_SUBFRAME)

/* how many bits of a 32-bit sample count; STD is "ask msbits" */
typedef int __bitwise snd_pcm_subformat_t;
#define SNDRV_PCM_SUBFORMAT(n) ((__force snd_pcm_subformat_t)(n))
#define SNDRV_PCM_SUBFORMAT_STD SNDRV_PCM_SUBFORMAT(0)
#define SNDRV_PCM_SUBFORMAT_MSBITS_MAX SNDRV_PCM_SUBFORMAT(1)
#define SNDRV_PCM_SUBFORMAT_MSBITS_20 SNDRV_PCM_SUBFORMAT(2)
#define SNDRV_PCM_SUBFORMAT_MSBITS_24 SNDRV_PCM_SUBFORMAT(3)
#define SNDRV_PCM_SUBFORMAT_LAST SNDRV_PCM_SUBFORMAT_MSBITS_24

/* snd_pcm_hardware.info and snd_pcm_hw_params.info */
#define SNDRV_PCM_INFO_MMAP 0x00000001
#define SNDRV_PCM_INFO_MMAP_VALID 0x00000002		/* samples stay valid while the device moves them */
#define SNDRV_PCM_INFO_DOUBLE 0x00000004
#define SNDRV_PCM_INFO_BATCH 0x00000010			/* the pointer moves in big steps */
#define SNDRV_PCM_INFO_SYNC_APPLPTR 0x00000020		/* the driver must hear of every appl_ptr change */
#define SNDRV_PCM_INFO_PERFECT_DRAIN 0x00000040		/* stops exactly at the end: no silence needed behind it */
#define SNDRV_PCM_INFO_INTERLEAVED 0x00000100
#define SNDRV_PCM_INFO_NONINTERLEAVED 0x00000200
#define SNDRV_PCM_INFO_COMPLEX 0x00000400
#define SNDRV_PCM_INFO_BLOCK_TRANSFER 0x00010000
#define SNDRV_PCM_INFO_OVERRANGE 0x00020000
#define SNDRV_PCM_INFO_RESUME 0x00040000
#define SNDRV_PCM_INFO_PAUSE 0x00080000
#define SNDRV_PCM_INFO_HALF_DUPLEX 0x00100000		/* one direction at a time */
#define SNDRV_PCM_INFO_JOINT_DUPLEX 0x00200000		/* the directions share settings */
#define SNDRV_PCM_INFO_SYNC_START 0x00400000
#define SNDRV_PCM_INFO_NO_PERIOD_WAKEUP 0x00800000
#define SNDRV_PCM_INFO_HAS_LINK_ATIME 0x01000000
#define SNDRV_PCM_INFO_HAS_WALL_CLOCK SNDRV_PCM_INFO_HAS_LINK_ATIME	/* its older name */
#define SNDRV_PCM_INFO_HAS_LINK_ABSOLUTE_ATIME 0x02000000
#define SNDRV_PCM_INFO_HAS_LINK_ESTIMATED_ATIME 0x04000000
#define SNDRV_PCM_INFO_HAS_LINK_SYNCHRONIZED_ATIME 0x08000000
#define SNDRV_PCM_INFO_EXPLICIT_SYNC 0x10000000		/* CPU and device see changes only after SYNC_PTR */
#define SNDRV_PCM_INFO_NO_REWINDS 0x20000000
/* the last two never leave the kernel */
#define SNDRV_PCM_INFO_DRAIN_TRIGGER 0x40000000
#define SNDRV_PCM_INFO_FIFO_IN_FRAMES 0x80000000

/* ---- PCM: hardware parameters ------------------------------------------------------------------------ */

/* indices of snd_pcm_hw_params.masks, then (less FIRST_INTERVAL) of its intervals; times are microseconds */
typedef int snd_pcm_hw_param_t;
#define SNDRV_PCM_HW_PARAM_ACCESS 0
#define SNDRV_PCM_HW_PARAM_FORMAT 1
#define SNDRV_PCM_HW_PARAM_SUBFORMAT 2
#define SNDRV_PCM_HW_PARAM_FIRST_MASK SNDRV_PCM_HW_PARAM_ACCESS
#define SNDRV_PCM_HW_PARAM_LAST_MASK SNDRV_PCM_HW_PARAM_SUBFORMAT
#define SNDRV_PCM_HW_PARAM_SAMPLE_BITS 8
#define SNDRV_PCM_HW_PARAM_FRAME_BITS 9
#define SNDRV_PCM_HW_PARAM_CHANNELS 10
#define SNDRV_PCM_HW_PARAM_RATE 11
#define SNDRV_PCM_HW_PARAM_PERIOD_TIME 12
#define SNDRV_PCM_HW_PARAM_PERIOD_SIZE 13		/* frames */
#define SNDRV_PCM_HW_PARAM_PERIOD_BYTES 14
#define SNDRV_PCM_HW_PARAM_PERIODS 15			/* per buffer */
#define SNDRV_PCM_HW_PARAM_BUFFER_TIME 16
#define SNDRV_PCM_HW_PARAM_BUFFER_SIZE 17		/* frames */
#define SNDRV_PCM_HW_PARAM_BUFFER_BYTES 18
#define SNDRV_PCM_HW_PARAM_TICK_TIME 19
#define SNDRV_PCM_HW_PARAM_FIRST_INTERVAL SNDRV_PCM_HW_PARAM_SAMPLE_BITS
#define SNDRV_PCM_HW_PARAM_LAST_INTERVAL SNDRV_PCM_HW_PARAM_TICK_TIME

/* snd_pcm_hw_params.flags */
#define SNDRV_PCM_HW_PARAMS_NORESAMPLE (1 << 0)
#define SNDRV_PCM_HW_PARAMS_EXPORT_BUFFER (1 << 1)
#define SNDRV_PCM_HW_PARAMS_NO_PERIOD_WAKEUP (1 << 2)
#define SNDRV_PCM_HW_PARAMS_NO_DRAIN_SILENCE (1 << 3)

struct snd_interval {
	unsigned int min, max;
	unsigned int openmin : 1, openmax : 1,	/* the bound itself does not belong to it */
		     integer : 1, empty : 1;
};

#define SNDRV_MASK_MAX 256

struct snd_mask {
	__u32 bits[(SNDRV_MASK_MAX + 31) / 32];
};

struct snd_pcm_hw_params {
	unsigned int flags;
	struct snd_mask masks[SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1];
	struct snd_mask mres[5];
	struct snd_interval intervals[SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1];
	struct snd_interval ires[9];
	unsigned int rmask;		/* in: bit per parameter that the application touched */
	unsigned int cmask;		/* out: bit per parameter that came out smaller */
	unsigned int info;		/* out: SNDRV_PCM_INFO_* */
	unsigned int msbits;		/* out */
	unsigned int rate_num;		/* out: the exact rate, rate_num / rate_den */
	unsigned int rate_den;
	snd_pcm_uframes_t fifo_size;	/* out: frames in the chip */
	unsigned char sync[16];		/* out: equal in streams that run off one clock */
	unsigned char reserved[48];
};

/* ---- PCM: the other arguments ------------------------------------------------------------------------ */

struct snd_pcm_info {
	unsigned int device;		/* in for the control device, else out; so are the next two */
	unsigned int subdevice;
	int stream;
	int card;
	unsigned char id[64];
	unsigned char name[80];
	unsigned char subname[32];
	int dev_class;
	int dev_subclass;
	unsigned int subdevices_count;
	unsigned int subdevices_avail;
	unsigned char pad1[16];
	unsigned char reserved[64];
};

/* superseded by snd_pcm_hw_params.sync; no structure holds it any more */
union snd_pcm_sync_id {
	unsigned char id[16];
	unsigned short id16[8];
	unsigned int id32[4];
};

enum {
	SNDRV_PCM_TSTAMP_NONE, SNDRV_PCM_TSTAMP_ENABLE,
	SNDRV_PCM_TSTAMP_LAST = SNDRV_PCM_TSTAMP_ENABLE,
};

/* which clock stamps */
enum {
	SNDRV_PCM_TSTAMP_TYPE_GETTIMEOFDAY, SNDRV_PCM_TSTAMP_TYPE_MONOTONIC, SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW,
	SNDRV_PCM_TSTAMP_TYPE_LAST = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW,
};

/* what audio_tstamp tells; COMPAT leaves the choice to the driver */
enum {
	SNDRV_PCM_AUDIO_TSTAMP_TYPE_COMPAT, SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT, SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK,
	SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_ABSOLUTE, SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED,
	SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_SYNCHRONIZED,
	SNDRV_PCM_AUDIO_TSTAMP_TYPE_LAST = SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_SYNCHRONIZED,
};

struct snd_pcm_sw_params {
	int tstamp_mode;
	unsigned int period_step;
	unsigned int sleep_min;
	/* frames from here */
	snd_pcm_uframes_t avail_min;		/* wake up when so many can be transferred */
	snd_pcm_uframes_t xfer_align;
	snd_pcm_uframes_t start_threshold;	/* a write starts the stream when so many are queued */
	snd_pcm_uframes_t stop_threshold;	/* xrun when so many are free */
	snd_pcm_uframes_t silence_threshold;	/* add silence when fewer than this are queued */
	snd_pcm_uframes_t silence_size;		/* so much of it; from boundary on: whatever was just played */
	snd_pcm_uframes_t boundary;		/* where the pointers wrap */
	unsigned int proto;			/* in: SNDRV_PCM_VERSION of the application */
	unsigned int tstamp_type;		/* from proto 2.0.12 */
	unsigned char reserved[56];
};

struct snd_pcm_channel_info {
	unsigned int channel;
	__kernel_off_t offset;	/* in the mapping, bytes */
	unsigned int first;	/* bits */
	unsigned int step;	/* bits */
};

/* an application's mmap offsets; 64-bit ones use the OLD pair, the kernel serves both */
enum {
	SNDRV_PCM_MMAP_OFFSET_DATA = 0,
	SNDRV_PCM_MMAP_OFFSET_STATUS_OLD = 0x80000000,
	SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD = 0x81000000,
	SNDRV_PCM_MMAP_OFFSET_STATUS_NEW = 0x82000000,
	SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW = 0x83000000,
	SNDRV_PCM_MMAP_OFFSET_STATUS = SNDRV_PCM_MMAP_OFFSET_STATUS_NEW,
	SNDRV_PCM_MMAP_OFFSET_CONTROL = SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW,
};

#define __SND_STRUCT_TIME64
#define __snd_timespec64 __kernel_timespec
#define __snd_pcm_mmap_status64 snd_pcm_mmap_status
#define __snd_pcm_mmap_control64 snd_pcm_mmap_control
#define __snd_pcm_sync_ptr64 snd_pcm_sync_ptr

/* the status page: the application only reads it */
struct snd_pcm_mmap_status {
	snd_pcm_state_t state;
	__u32 pad1;
	snd_pcm_uframes_t hw_ptr;	/* below boundary */
	struct __snd_timespec64 tstamp;
	snd_pcm_state_t suspended_state;
	__u32 pad3;
	struct __snd_timespec64 audio_tstamp;
};

/* the control page: the application's to write */
struct snd_pcm_mmap_control {
	snd_pcm_uframes_t appl_ptr;	/* below boundary */
	snd_pcm_uframes_t avail_min;
};

/* SYNC_PTR's flags; without APPL or AVAIL_MIN the application's value is taken over, with it the kernel's is told */
#define SNDRV_PCM_SYNC_PTR_HWSYNC (1 << 0)
#define SNDRV_PCM_SYNC_PTR_APPL (1 << 1)
#define SNDRV_PCM_SYNC_PTR_AVAIL_MIN (1 << 2)

struct snd_pcm_sync_ptr {
	__u32 flags;
	__u32 pad1;
	union {
		struct snd_pcm_mmap_status status;
		unsigned char reserved[64];
	} s;
	union {
		struct snd_pcm_mmap_control control;
		unsigned char reserved[64];
	} c;
};

/* interleaved transfer */
struct snd_xferi {
	snd_pcm_sframes_t result;	/* out: frames moved, or -errno */
	void __user *buf;
	snd_pcm_uframes_t frames;
};

/* non-interleaved transfer: one pointer a channel, NULL is silence */
struct snd_xfern {
	snd_pcm_sframes_t result;
	void __user * __user *bufs;
	snd_pcm_uframes_t frames;
};

/* ---- PCM: channel positions (alsa-lib's mixer channels + 3) -------------------------------------------- */

enum {
	SNDRV_CHMAP_UNKNOWN, SNDRV_CHMAP_NA, SNDRV_CHMAP_MONO,
	/* the eight of a 7.1 set */
	SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_FC, SNDRV_CHMAP_LFE,
	SNDRV_CHMAP_SL, SNDRV_CHMAP_SR, SNDRV_CHMAP_RC,
	/* between, wide, high */
	SNDRV_CHMAP_FLC, SNDRV_CHMAP_FRC, SNDRV_CHMAP_RLC, SNDRV_CHMAP_RRC, SNDRV_CHMAP_FLW, SNDRV_CHMAP_FRW,
	SNDRV_CHMAP_FLH, SNDRV_CHMAP_FCH, SNDRV_CHMAP_FRH,
	/* top */
	SNDRV_CHMAP_TC, SNDRV_CHMAP_TFL, SNDRV_CHMAP_TFR, SNDRV_CHMAP_TFC, SNDRV_CHMAP_TRL, SNDRV_CHMAP_TRR,
	SNDRV_CHMAP_TRC, SNDRV_CHMAP_TFLC, SNDRV_CHMAP_TFRC, SNDRV_CHMAP_TSL, SNDRV_CHMAP_TSR,
	/* second low frequency pair, bottom */
	SNDRV_CHMAP_LLFE, SNDRV_CHMAP_RLFE, SNDRV_CHMAP_BC, SNDRV_CHMAP_BLC, SNDRV_CHMAP_BRC,
	SNDRV_CHMAP_LAST = SNDRV_CHMAP_BRC,
};

#define SNDRV_CHMAP_POSITION_MASK 0xffff
#define SNDRV_CHMAP_PHASE_INVERSE (1 << 16)
#define SNDRV_CHMAP_DRIVER_SPEC (2 << 16)

/* ---- PCM: ioctls. STATUS and STATUS_EXT take struct snd_pcm_status, which the kernel calls snd_pcm_status64 -- */

/* who is there */
#define SNDRV_PCM_IOCTL_PVERSION _IOR('A', 0x00, int)
#define SNDRV_PCM_IOCTL_USER_PVERSION _IOW('A', 0x04, int)
#define SNDRV_PCM_IOCTL_INFO _IOR('A', 0x01, struct snd_pcm_info)
#define SNDRV_PCM_IOCTL_CHANNEL_INFO _IOR('A', 0x32, struct snd_pcm_channel_info)
/* transfer */
#define SNDRV_PCM_IOCTL_WRITEI_FRAMES _IOW('A', 0x50, struct snd_xferi)
#define SNDRV_PCM_IOCTL_WRITEN_FRAMES _IOW('A', 0x52, struct snd_xfern)
#define SNDRV_PCM_IOCTL_READI_FRAMES _IOR('A', 0x51, struct snd_xferi)
#define SNDRV_PCM_IOCTL_READN_FRAMES _IOR('A', 0x53, struct snd_xfern)
/* set up */
#define SNDRV_PCM_IOCTL_HW_REFINE _IOWR('A', 0x10, struct snd_pcm_hw_params)
#define SNDRV_PCM_IOCTL_HW_PARAMS _IOWR('A', 0x11, struct snd_pcm_hw_params)
#define SNDRV_PCM_IOCTL_SW_PARAMS _IOWR('A', 0x13, struct snd_pcm_sw_params)
#define SNDRV_PCM_IOCTL_HW_FREE _IO('A', 0x12)
#define SNDRV_PCM_IOCTL_TSTAMP _IOW('A', 0x02, int)
#define SNDRV_PCM_IOCTL_TTSTAMP _IOW('A', 0x03, int)
#define SNDRV_PCM_IOCTL_LINK _IOW('A', 0x60, int)
#define SNDRV_PCM_IOCTL_UNLINK _IO('A', 0x61)
/* run */
#define SNDRV_PCM_IOCTL_PREPARE _IO('A', 0x40)
#define SNDRV_PCM_IOCTL_START _IO('A', 0x42)
#define SNDRV_PCM_IOCTL_PAUSE _IOW('A', 0x45, int)
#define SNDRV_PCM_IOCTL_DRAIN _IO('A', 0x44)
#define SNDRV_PCM_IOCTL_DROP _IO('A', 0x43)
#define SNDRV_PCM_IOCTL_RESET _IO('A', 0x41)
#define SNDRV_PCM_IOCTL_RESUME _IO('A', 0x47)
#define SNDRV_PCM_IOCTL_XRUN _IO('A', 0x48)
/* pointers and states */
#define SNDRV_PCM_IOCTL_SYNC_PTR _IOWR('A', 0x23, struct snd_pcm_sync_ptr)
#define __SNDRV_PCM_IOCTL_SYNC_PTR64 SNDRV_PCM_IOCTL_SYNC_PTR
#define SNDRV_PCM_IOCTL_HWSYNC _IO('A', 0x22)
#define SNDRV_PCM_IOCTL_DELAY _IOR('A', 0x21, snd_pcm_sframes_t)
#define SNDRV_PCM_IOCTL_STATUS _IOR('A', 0x20, struct snd_pcm_status)
#define SNDRV_PCM_IOCTL_STATUS_EXT _IOWR('A', 0x24, struct snd_pcm_status)
#define SNDRV_PCM_IOCTL_FORWARD _IOW('A', 0x49, snd_pcm_uframes_t)
#define SNDRV_PCM_IOCTL_REWIND _IOW('A', 0x46, snd_pcm_uframes_t)

#include <uapi/sound/asound_ctl.h>
#include <uapi/sound/asound_hwdep.h>
#include <uapi/sound/asound_rawmidi.h>
#include <uapi/sound/asound_timer.h>

#endif
