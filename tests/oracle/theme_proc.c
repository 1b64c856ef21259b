// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_proc.c - the files of /proc/asound, byte for byte, in every state; and what is written to prealloc.
 *
 * Times and process numbers are replaced by a star.
 */
#include "tests/oracle/themes.h"

#include <stdlib.h>
#include <string.h>

static bool masked(const char *line)
{
	static const char *const names[] = { "owner_pid", "trigger_time", "tstamp" };
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (!strncmp(line, names[i], strlen(names[i])))
			return true;
	return false;
}

static void say_file(struct oracle *o, const char *path)
{
	char text[8192], *line, *rest = text;

	read_text(o, path, text, sizeof(text));
	say(o, "%s:", path);
	while ((line = strsep(&rest, "\n")) && (*line || rest)) {
		if (masked(line) && strchr(line, ':'))
			strcpy(strchr(line, ':'), ": *");
		say(o, "  |%s|", line);
	}
}

static void ask_states(struct oracle *o, int device, int way)
{
	static const char *const names[] = { "info", "hw_params", "sw_params", "status" };
	char path[64];
	struct stream s;
	size_t i;
	int state;

	for (state = SNDRV_PCM_STATE_OPEN; state <= SNDRV_PCM_STATE_PAUSED; state++) {
		say(o, "device %d %c %s: %s", device, way ? 'c' : 'p', state_name(state),
		    answer(stream_in(&s, o, device, way, state)));
		for (i = 0; i < COUNT(names); i++) {
			snprintf(path, sizeof(path), "/proc/asound/card0/pcm%d%c/sub0/%s", device, way ? 'c' : 'p',
				 names[i]);
			say_file(o, path);
		}
		snprintf(path, sizeof(path), "/proc/asound/card0/pcm%d%c/info", device, way ? 'c' : 'p');
		say_file(o, path);
		stream_close(&s);
	}
	for (i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "/proc/asound/card0/pcm%d%c/sub0/%s", device, way ? 'c' : 'p', names[i]);
		say_file(o, path);
	}
}

static void ask_formats(struct oracle *o)
{
	static const struct {
		int format, channels, rate;
	} kinds[] = {
		{ SNDRV_PCM_FORMAT_U8, 1, 4000 }, { SNDRV_PCM_FORMAT_S24_3LE, 3, 44100 }, { SNDRV_PCM_FORMAT_S32_LE, 4, 96000 },
		{ SNDRV_PCM_FORMAT_IMA_ADPCM, 2, 8000 }, { SNDRV_PCM_FORMAT_S16_LE, 2, 44101 },
	};
	struct snd_pcm_hw_params hw;
	struct stream s;
	size_t i;

	for (i = 0; i < COUNT(kinds); i++) {
		stream_open(&s, o, ATOMIC, PLAYBACK, O_NONBLOCK);
		hw_usual(&hw);
		hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, kinds[i].format);
		hw_set(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, kinds[i].channels, kinds[i].channels);
		hw_set(&hw, SNDRV_PCM_HW_PARAM_RATE, kinds[i].rate, kinds[i].rate);
		say(o, "format %d: %s", kinds[i].format, answer(do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw)));
		say_file(o, "/proc/asound/card0/pcm0p/sub0/hw_params");
		say_file(o, "/proc/asound/card0/pcm0p/sub0/sw_params");
		stream_close(&s);
	}
}

static void ask_prealloc(struct oracle *o, int device, int way)
{
	static const char *const values[] = {
		"0", "4", "8", "9", "63", "64", "65", "32", "128", "129", "-1", "junk", "", "+16", " 32", "0x40", "12abc",
		"64 128", "18446744073709551615", "32\n64", "16",
	};
	char path[64], text[64], line[64];
	size_t i;
	int err;

	snprintf(path, sizeof(path), "/proc/asound/card0/pcm%d%c/sub0/prealloc_max", device, way ? 'c' : 'p');
	say_file(o, path);
	say(o, "  write: %s", answer(write_text(o, path, "64\n")));
	snprintf(path, sizeof(path), "/proc/asound/card0/pcm%d%c/sub0/prealloc", device, way ? 'c' : 'p');
	say_file(o, path);
	for (i = 0; i < COUNT(values); i++) {
		snprintf(line, sizeof(line), "%s\n", values[i]);
		err = write_text(o, path, line);
		read_text(o, path, text, sizeof(text));
		text[strcspn(text, "\n")] = '\0';
		say(o, "  %zu '%.*s' answers: %s", i, (int)strcspn(values[i], "\n"), values[i], answer(err));
		say(o, "  %zu '%.*s' leaves: %s", i, (int)strcspn(values[i], "\n"), values[i], text);
	}
}

static void ask_prealloc_use(struct oracle *o, int device, const char *size, unsigned int bytes)
{
	struct snd_pcm_hw_params hw;
	char path[64], text[64];
	struct stream s;
	long err;

	snprintf(path, sizeof(path), "/proc/asound/card0/pcm%dp/sub0/prealloc", device);
	snprintf(text, sizeof(text), "%s\n", size);
	write_text(o, path, text);
	err = stream_open(&s, o, device, PLAYBACK, O_NONBLOCK);
	hw_any(&hw);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, bytes, bytes);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	say_stream(&s, err, "device %d prealloc %s, %u bytes", device, size, bytes);
	write_text(o, path, "8\n");
	read_text(o, path, text, sizeof(text));
	text[strcspn(text, "\n")] = '\0';
	say(o, "  written while it is open: %s", text);
	stream_close(&s);
}

void theme_proc(struct oracle *o)
{
	static const char *const files[] = { "/proc/asound/cards", "/proc/asound/devices", "/proc/asound/pcm",
					     "/proc/asound/card0/id", "/proc/asound/modules", "/proc/asound/Probe/id" };
	size_t i;
	int way;

	for (i = 0; i < COUNT(files); i++)
		say_file(o, files[i]);
	for (way = PLAYBACK; way <= CAPTURE; way++) {
		ask_states(o, ATOMIC, way);
		ask_states(o, CHIP, way);
	}
	ask_formats(o);
}

void theme_prealloc(struct oracle *o)
{
	static const int devices[] = { PREALLOCATED, DEVICE, OWN, FIXED, ATOMIC, CHIP };
	static const char *const sizes[] = { "0", "8", "16", "32" };
	static const unsigned int bytes[] = { 64, 4096, 16384, 16388, 32768, 65536 };
	size_t d, s, b;

	for (d = 0; d < COUNT(devices); d++) {
		ask_prealloc(o, devices[d], PLAYBACK);
		for (s = 0; s < COUNT(sizes); s++)
			for (b = 0; b < COUNT(bytes); b++)
				ask_prealloc_use(o, devices[d], sizes[s], bytes[b]);
	}
}
