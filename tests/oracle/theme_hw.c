// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_hw.c - hardware parameters: what odd requests are refined to, under each kind of constraint, and what
 * HW_PARAMS makes of them.
 *
 * A request is a text: "rate 5000 7000, period_size (100 200" … : a bracket excludes the bound. What it does not name
 * is free.
 */
#include "tests/oracle/themes.h"

#include <stdlib.h>
#include <string.h>

static const char *const interval_names[] = {
	"sample_bits", "frame_bits", "channels", "rate", "period_time", "period_size", "period_bytes", "periods",
	"buffer_time", "buffer_size", "buffer_bytes", "tick_time",
};

static const char *const mask_names[] = { "access", "format", "subformat" };

static int index_of(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* one "name bounds" of a request */
static void apply(struct snd_pcm_hw_params *params, const char *wish)
{
	char name[24], low[16], high[16] = "";
	struct snd_interval *interval;
	int found, count;

	count = sscanf(wish, " %23s %15s %15s", name, low, high);
	found = index_of(mask_names, COUNT(mask_names), name);
	if (found >= 0) {
		memset(&params->masks[found], 0, sizeof(params->masks[found]));
		params->masks[found].bits[0] = strtoul(low, NULL, 0);
		return;
	}
	if (!strcmp(name, "flags")) {
		params->flags = strtoul(low, NULL, 0);
		return;
	}
	found = index_of(interval_names, COUNT(interval_names), name);
	if (found < 0 || count < 2)
		abort();
	interval = &params->intervals[found];
	*interval = (struct snd_interval){ 0 };
	interval->openmin = low[0] == '(';
	interval->min = strtoul(low + interval->openmin, NULL, 0);
	interval->max = count < 3 ? interval->min : strtoul(high, NULL, 0);
	interval->openmax = strchr(high, ')') != NULL;
	interval->integer = count < 3;
}

static void request(struct snd_pcm_hw_params *params, const char *text)
{
	char copy[256], *wish, *rest = copy;

	hw_any(params);
	snprintf(copy, sizeof(copy), "%s", text);
	while ((wish = strsep(&rest, ",")))
		if (*wish)
			apply(params, wish);
}

static bool same(const struct snd_interval *a, const struct snd_interval *b)
{
	return a->min == b->min && a->max == b->max && a->openmin == b->openmin && a->openmax == b->openmax &&
	       a->integer == b->integer && a->empty == b->empty;
}

/* a line of what was refined; of the intervals those that are not as in @free */
static void say_params(struct oracle *o, long err, const struct snd_pcm_hw_params *p,
		       const struct snd_pcm_hw_params *free, const char *name)
{
	char text[1024] = "";
	size_t i, used = 0;

	for (i = 0; i < COUNT(interval_names); i++) {
		const struct snd_interval *v = &p->intervals[i];

		if (!same(v, &free->intervals[i]))
			used += snprintf(text + used, sizeof(text) - used, " %s%s%u,%u%s%s%s", interval_names[i],
					 v->openmin ? "(" : "[", v->min, v->max, v->openmax ? ")" : "]",
					 v->integer ? "i" : "", v->empty ? "e" : "");
	}
	say(o, "%s: %s %x %x%08x %x%s flags %x rmask %x cmask %x info %x msbits %u rate %u/%u fifo %lu", name,
	    answer(err), p->masks[0].bits[0], p->masks[1].bits[1], p->masks[1].bits[0], p->masks[2].bits[0], text,
	    p->flags, p->rmask, p->cmask, p->info, p->msbits, p->rate_num, p->rate_den, p->fifo_size);
}

/* what HW_PARAMS has chosen */
static void say_choice(struct oracle *o, const struct snd_pcm_hw_params *p, const char *name)
{
	char text[512];
	size_t i, used = 0;

	for (i = 0; i < COUNT(interval_names); i++)
		used += snprintf(text + used, sizeof(text) - used, " %u", p->intervals[i].min);
	say(o, "%s: %x %x%08x %x%s info %x msbits %u rate %u/%u fifo %lu", name, p->masks[0].bits[0],
	    p->masks[1].bits[1], p->masks[1].bits[0], p->masks[2].bits[0], text, p->info, p->msbits, p->rate_num,
	    p->rate_den, p->fifo_size);
}

static const char *const requests[] = {
	"", "rate 8000", "rate 5000 7000", "rate (8000 11025", "rate (8000 8001)", "rate 44100", "rate 1 3999",
	"rate 96001 200000", "rate 0", "rate 9000 8000", "rate (8000 8000", "channels 1", "channels 2", "channels 3 9",
	"channels 5", "channels 0",
	"format 4", "format 0x400", "format 0", "format 0x400000, channels 2", "format 0x8000004", "format 0x00400004",
	"access 8", "access 1", "access 16", "access 0", "subformat 1", "subformat 0", "subformat 2",
	"sample_bits 16", "sample_bits 24", "sample_bits 17 23", "frame_bits 64", "frame_bits 8", "frame_bits 1",
	"period_size 256", "period_size 100 130", "period_size 7", "period_size 0", "period_size 0xffffffff",
	"period_bytes 1024", "period_bytes 15", "period_bytes 32769", "period_bytes 1023, format 4, channels 2",
	"periods 2", "periods 1", "periods 0", "periods 3 5", "periods 1024", "periods 1025", "periods (2 3)",
	"buffer_size 1024", "buffer_size 1000", "buffer_size 1 8", "buffer_bytes 65536", "buffer_bytes 65537",
	"buffer_bytes 4097", "buffer_bytes 100", "period_time 1000", "period_time 20000 30000", "period_time 1",
	"buffer_time 100000", "buffer_time 500000 500001", "buffer_time 0xffffffff", "tick_time 1", "tick_time 0",
	"format 4, channels 2, rate 48000, buffer_bytes 16384, period_bytes 4096",
	"format 4, channels 2, rate 48000, buffer_size 4096, periods 3",
	"format 4, channels 2, rate 44100, period_size 100 2000, buffer_size 3000 5000",
	"format 4, channels 2, rate 44100, period_time 10000 12000",
	"format 2, channels 1, rate 4000, buffer_size 65536, period_size 32768",
	"format 0x400000, channels 2, rate 8000, period_size 64, buffer_size 512",
	"format 0x400000, channels 1, period_size 33",
	"format 0x100000000", "flags 1", "flags 2", "flags 4", "flags 8", "flags 0xff",
};

static void ask(struct oracle *o, const char *kind, int device, const char *text, struct snd_pcm_hw_params *free)
{
	struct snd_pcm_hw_params params;
	char name[320];
	struct stream s;
	long err;

	if (stream_open(&s, o, device, PLAYBACK, O_NONBLOCK)) {
		say(o, "not open");
		return;
	}
	request(&params, text);
	err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_REFINE, &params);
	snprintf(name, sizeof(name), "%s refine '%s'", kind, text);
	say_params(o, err, &params, free, name);
	if (!text[0])
		*free = params;
	request(&params, text);
	err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &params);
	snprintf(name, sizeof(name), "%s params '%s'", kind, text);
	forget(&s);
	say_stream(&s, err, "%s", name);
	if (!err)
		say_choice(o, &params, name);
	stream_close(&s);
}

struct kind {
	const char *name, *settings[3];
	int device;
};

static const struct kind kinds[] = {
	{ "plain", { 0 }, ATOMIC },
	{ "integer", { "rule 1" }, ATOMIC },
	{ "step", { "rule 2" }, ATOMIC },
	{ "pow2", { "rule 4" }, ATOMIC },
	{ "list", { "rule 8" }, ATOMIC },
	{ "ratnum", { "rule 16" }, ATOMIC },
	{ "msbits", { "rule 32" }, ATOMIC },
	{ "noresample", { "rule 64" }, ATOMIC },
	{ "ranges", { "rule 128" }, ATOMIC },
	{ "integer step pow2 list", { "rule 15" }, ATOMIC },
	{ "rates", { "rates 0x1e0", "rate_min 5512" }, ATOMIC }, /* 16000, 22050, 32000, 44100 */
	{ "batch fifo", { "info 0x800c0113", "fifo 64" }, ATOMIC },
	{ "all info", { "info 0x7fff0f17" }, ATOMIC },
	{ "no access", { "info 0" }, ATOMIC },
	{ "interleaved", { "info 0x100" }, ATOMIC },
	{ "mmap without memory", { "info 0x103" }, CHIP },
	{ "preallocated", { 0 }, PREALLOCATED },
	{ "device", { 0 }, DEVICE },
	{ "own", { 0 }, OWN },
	{ "fixed", { 0 }, FIXED },
};

void theme_hw(struct oracle *o)
{
	struct snd_pcm_hw_params free;
	size_t k, i;

	for (k = 0; k < COUNT(kinds); k++) {
		settings_reset(o);
		for (i = 0; i < COUNT(kinds[k].settings) && kinds[k].settings[i]; i++)
			command(o, "set %s", kinds[k].settings[i]);
		hw_any(&free);
		for (i = 0; i < COUNT(requests); i++)
			ask(o, kinds[k].name, kinds[k].device, requests[i], &free);
	}
	settings_reset(o);
}
