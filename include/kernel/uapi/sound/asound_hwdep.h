/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/asound_hwdep.h - what /dev/snd/hwC*D* speaks: its part of <sound/asound.h>; include that one.
 */
#ifndef _UAPI_SOUND_ASOUND_HWDEP_H
#define _UAPI_SOUND_ASOUND_HWDEP_H

#ifndef _UAPI_SOUND_ASOUND_H
#error "include <sound/asound.h>"
#endif

#define SNDRV_HWDEP_VERSION SNDRV_PROTOCOL_VERSION(1, 0, 1)

/* what is behind the device: snd_hwdep_info.iface */
enum {
	SNDRV_HWDEP_IFACE_OPL2,
	SNDRV_HWDEP_IFACE_OPL3,
	SNDRV_HWDEP_IFACE_OPL4,
	SNDRV_HWDEP_IFACE_SB16CSP,
	SNDRV_HWDEP_IFACE_EMU10K1,
	SNDRV_HWDEP_IFACE_YSS225,
	SNDRV_HWDEP_IFACE_ICS2115,
	SNDRV_HWDEP_IFACE_SSCAPE,
	SNDRV_HWDEP_IFACE_VX,
	SNDRV_HWDEP_IFACE_MIXART,
	SNDRV_HWDEP_IFACE_USX2Y,
	SNDRV_HWDEP_IFACE_EMUX_WAVETABLE,
	SNDRV_HWDEP_IFACE_BLUETOOTH,
	SNDRV_HWDEP_IFACE_USX2Y_PCM,
	SNDRV_HWDEP_IFACE_PCXHR,
	SNDRV_HWDEP_IFACE_SB_RC,
	SNDRV_HWDEP_IFACE_HDA,
	SNDRV_HWDEP_IFACE_USB_STREAM,
	SNDRV_HWDEP_IFACE_FW_DICE,
	SNDRV_HWDEP_IFACE_FW_FIREWORKS,
	SNDRV_HWDEP_IFACE_FW_BEBOB,
	SNDRV_HWDEP_IFACE_FW_OXFW,
	SNDRV_HWDEP_IFACE_FW_DIGI00X,
	SNDRV_HWDEP_IFACE_FW_TASCAM,
	SNDRV_HWDEP_IFACE_LINE6,
	SNDRV_HWDEP_IFACE_FW_MOTU,
	SNDRV_HWDEP_IFACE_FW_FIREFACE,
	SNDRV_HWDEP_IFACE_LAST = SNDRV_HWDEP_IFACE_FW_FIREFACE,
};

struct snd_hwdep_info {
	unsigned int device; /* in for control */
	int card; /* out, as all below */
	unsigned char id[64];
	unsigned char name[80];
	int iface;
	unsigned char reserved[64];
};

/* programs for a card's signal processors */
struct snd_hwdep_dsp_status {
	unsigned int version; /* the driver's */
	unsigned char id[32];
	unsigned int num_dsps; /* programs it wants */
	unsigned int dsp_loaded; /* those it has, a bit each */
	unsigned int chip_ready;
	unsigned char reserved[16];
};

struct snd_hwdep_dsp_image {
	unsigned int index; /* below 32 */
	unsigned char name[64];
	unsigned char *image;
	size_t length; /* bytes */
	unsigned long driver_data;
};

#define SNDRV_HWDEP_IOCTL_PVERSION _IOR('H', 0x00, int)
#define SNDRV_HWDEP_IOCTL_INFO _IOR('H', 0x01, struct snd_hwdep_info)
#define SNDRV_HWDEP_IOCTL_DSP_STATUS _IOR('H', 0x02, struct snd_hwdep_dsp_status)
#define SNDRV_HWDEP_IOCTL_DSP_LOAD _IOW('H', 0x03, struct snd_hwdep_dsp_image)

#define SNDRV_CTL_IOCTL_HWDEP_INFO _IOR('U', 0x21, struct snd_hwdep_info)

#endif
