// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_open.c - opening: directions, flags, substreams, sharing, duplex; what INFO, CHANNEL_INFO and the control
 * device say of the devices.
 */
#include "tests/oracle/themes.h"

#include <errno.h>
#include <string.h>

static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
static const char *const mode_names[] = { "RDONLY", "WRONLY", "RDWR" };

static void ask_modes(struct oracle *o)
{
	static const char *const paths[] = {
		"/dev/snd/pcmC0D0p", "/dev/snd/pcmC0D0c", "/dev/snd/pcmC0D7p", "/dev/snd/pcmC0D7c", "/dev/snd/pcmC0D9p",
		"/dev/snd/pcmC5D0p", "/dev/snd/controlC0", "/dev/snd/controlC5", "/proc/asound/probe",
		"/proc/asound/cards", "/proc/asound/card0", "/dev/snd", "/proc/asound/card0/pcm0p/info",
		"/proc/asound/card0/pcm0p/sub0/prealloc", "/proc/asound/nothing",
	};
	char buf[4] = "";
	size_t p, m;
	int file;

	for (p = 0; p < COUNT(paths); p++) {
		for (m = 0; m < COUNT(modes); m++) {
			file = o->ops->open(paths[p], modes[m] | O_NONBLOCK);
			if (file < 0) {
				say(o, "%s %s: %s", paths[p], mode_names[m], answer(file));
				continue;
			}
			say(o, "%s %s: open", paths[p], mode_names[m]);
			if (strstr(paths[p], "/dev/snd/"))
				say(o, "  read %s write %s ioctl %s", answer(o->ops->read(file, buf, 0)),
				    answer(o->ops->write(file, buf, 0)),
				    answer(o->ops->ioctl(file, 0x4100 + 0x7f, NULL)));
			o->ops->close(file);
		}
	}
}

static void say_info(struct stream *s, const char *name)
{
	struct snd_pcm_info info;
	long err;

	memset(&info, 0xee, sizeof(info));
	err = do_ioctl(s, SNDRV_PCM_IOCTL_INFO, &info);
	say(s->o, "%s: %s dev %u sub %u stream %d card %d id '%s' name '%s' subname '%s' class %d %d subs %u avail %u",
	    name, answer(err), info.device, info.subdevice, info.stream, info.card, info.id, info.name, info.subname,
	    info.dev_class, info.dev_subclass, info.subdevices_count, info.subdevices_avail);
}

/* until there is no substream left */
static void ask_substreams(struct oracle *o, int device, int flags)
{
	struct stream s[4];
	char name[48];
	size_t i;
	int err;

	for (i = 0; i < COUNT(s); i++) {
		err = stream_open(&s[i], o, device, PLAYBACK, O_NONBLOCK | flags);
		snprintf(name, sizeof(name), "device %d flags %x open %zu", device, flags, i);
		say(o, "%s: %s", name, answer(err));
		if (!err)
			say_info(&s[i], name);
	}
	if (s[0].file >= 0)
		stream_close(&s[0]);
	err = stream_open(&s[0], o, device, PLAYBACK, O_NONBLOCK);
	say(o, "device %d flags %x one closed, open: %s", device, flags, answer(err));
	if (!err)
		say_info(&s[0], "  it is");
	for (i = 0; i < COUNT(s); i++)
		stream_close(&s[i]);
}

/* O_APPEND: a second file on the substream of the first */
static void ask_shared(struct oracle *o, int device, int way, int first_flags, int second_flags)
{
	struct stream a, b, c;
	char name[64];
	long err;

	snprintf(name, sizeof(name), "shared %d %c %x %x", device, way ? 'c' : 'p', first_flags, second_flags);
	err = stream_open(&a, o, device, way, O_NONBLOCK | first_flags);
	say(o, "%s: first %s", name, answer(err));
	err = stream_open(&b, o, device, way, O_NONBLOCK | second_flags);
	say(o, "%s: second %s", name, answer(err));
	if (!err) {
		say_info(&b, "  second");
		say_stream(&a, set_up(&a), "  first is set up");
		say_stream(&b, do_ioctl(&b, SNDRV_PCM_IOCTL_PREPARE, NULL), "  second prepares");
		say_stream(&b, write_frames(&b, 100, 0x11), "  second writes");
		say_stream(&a, do_ioctl(&a, SNDRV_PCM_IOCTL_START, NULL), "  first starts");
	}
	say(o, "  first closes: %s", answer(stream_close(&a)));
	if (!err)
		say_stream(&b, write_frames(&b, 100, 0x11), "  second writes");
	err = stream_open(&c, o, device, way, O_NONBLOCK | O_APPEND);
	say(o, "%s: third %s", name, answer(err));
	stream_close(&c);
	say(o, "  second closes: %s", answer(stream_close(&b)));
}

static void ask_duplex(struct oracle *o, const char *info)
{
	struct stream p, c, p2;
	long err;

	settings_reset(o);
	command(o, "set pcm_info %s", info);
	err = stream_open(&p, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "duplex %s: playback %s", info, answer(err));
	err = stream_open(&c, o, ATOMIC, CAPTURE, O_NONBLOCK);
	say(o, "duplex %s: capture %s", info, answer(err));
	err = stream_open(&p2, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "duplex %s: second playback %s", info, answer(err));
	stream_close(&p);
	stream_close(&c);
	stream_close(&p2);
	settings_reset(o);
}

static void ask_channel_info(struct oracle *o, int device, int access)
{
	static const unsigned int channels[] = { 0, 1, 2, 3, -1U };
	struct snd_pcm_channel_info info;
	struct snd_pcm_hw_params hw;
	struct stream s;
	size_t i;
	long err;

	err = stream_open(&s, o, device, PLAYBACK, O_NONBLOCK);
	hw_usual(&hw);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, access);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	say_stream(&s, err, "channel info %d access %d", device, access);
	for (i = 0; i < COUNT(channels); i++) {
		memset(&info, 0xee, sizeof(info));
		info.channel = channels[i];
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info);
		say(o, "  channel %u: %s %u offset %lx first %u step %u", channels[i], answer(err), info.channel,
		    (unsigned long)info.offset, info.first, info.step);
	}
	stream_close(&s);
}

static void ask_open_fails(struct oracle *o)
{
	struct stream s;
	int err;

	command(o, "set open_error -16");
	err = stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "open fails: %s", answer(err));
	settings_reset(o);
	command(o, "set rates 0");
	command(o, "set rate_max 0");
	err = stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "no rate: %s", answer(err));
	stream_close(&s);
	settings_reset(o);
	command(o, "set formats 0");
	err = stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "no format: %s", answer(err));
	stream_close(&s);
	settings_reset(o);
	command(o, "set channels_min 5");
	err = stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "no channels: %s", answer(err));
	stream_close(&s);
	settings_reset(o);
}

/* a process may say which substream it would like; -1: any */
static void ask_preferred(struct oracle *o, int number, bool keep)
{
	int control = o->ops->open("/dev/snd/controlC0", O_RDONLY);
	struct stream a, b;
	long err;

	say(o, "prefer %d: %s", number, answer(o->ops->ioctl(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number)));
	if (!keep)
		o->ops->close(control);
	err = stream_open(&a, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "  open: %s", answer(err));
	if (!err)
		say_info(&a, "  it is");
	err = stream_open(&b, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	say(o, "  second: %s", answer(err));
	if (!err)
		say_info(&b, "  it is");
	stream_close(&a);
	stream_close(&b);
	if (keep)
		o->ops->close(control);
}

static void ask_close(struct oracle *o)
{
	struct stream s;
	int state;

	for (state = SNDRV_PCM_STATE_OPEN; state <= SNDRV_PCM_STATE_PAUSED; state++) {
		stream_in(&s, o, ATOMIC, PLAYBACK, state);
		stream_close(&s);
		stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
		say_stream(&s, 0, "closed in %s, open again", state_name(state));
		stream_close(&s);
	}
}

void theme_open(struct oracle *o)
{
	static const int accesses[] = {
		SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED,
		SNDRV_PCM_ACCESS_RW_INTERLEAVED, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED,
	};
	size_t i;
	int way;

	ask_modes(o);
	ask_substreams(o, ATOMIC, 0);
	ask_substreams(o, NONATOMIC, 0);
	ask_substreams(o, CHIP, 0);
	ask_duplex(o, "0");
	ask_duplex(o, "0x100000");
	ask_duplex(o, "0x200000");
	for (i = 0; i < COUNT(accesses); i++) {
		ask_channel_info(o, ATOMIC, accesses[i]);
		ask_channel_info(o, CHIP, accesses[i]);
	}
	for (way = -2; way < 4; way++)
		ask_preferred(o, way, true);
	ask_preferred(o, 1, false);
	ask_open_fails(o);
	ask_close(o);
}

void theme_shared(struct oracle *o)
{
	int way;

	for (way = PLAYBACK; way <= CAPTURE; way++) {
		ask_shared(o, ATOMIC, way, O_APPEND, O_APPEND);
		ask_shared(o, ATOMIC, way, 0, O_APPEND);
		ask_shared(o, ATOMIC, way, O_APPEND, 0);
		ask_shared(o, CHIP, way, O_APPEND, O_APPEND);
		ask_shared(o, CHIP, way, 0, O_APPEND);
		ask_shared(o, CHIP, way, O_APPEND, 0);
	}
}
