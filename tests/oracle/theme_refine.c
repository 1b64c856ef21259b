// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_refine.c - random requests for hardware parameters, under random hardware and random constraints: what
 * HW_REFINE makes of them. The same requests on every run.
 */
#include "tests/oracle/refine.h"
#include "tests/oracle/themes.h"

#include <stdint.h>
#include <string.h>

#define HARDWARES 60
#define REQUESTS 25

static uint64_t seed;

static unsigned int draw(unsigned int below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return ((seed * 0x2545f4914f6cdd1dULL) >> 33) % below;
}

/* numbers that parameters are likely to meet: of every size, with edges among them */
static unsigned int number(void)
{
	static const unsigned int edges[] = {0,	    1,	   2,	    3,		8,	   16,	 64,
					     100,   256,   1000,    1024,	4000,	   8000, 44100,
					     48000, 65536, 1000000, 0x7fffffff, 0xffffffff};
	unsigned int n = draw(3) ? edges[draw(COUNT(edges))] : draw(1U << (4 + draw(20)));

	return draw(8) ? n : n + 1;
}

static void random_hardware(struct oracle *o)
{
	static const unsigned int rates[] = { 0x40000000, 0x80000000, 0x1fe, 0x6e, 0x80 };
	unsigned int low;

	settings_reset(o);
	command(o, "set rule %u", draw(256));
	command(o, "set rates %u", rates[draw(COUNT(rates))]);
	low = 1 + draw(3);
	command(o, "set channels_min %u", low);
	command(o, "set channels_max %u", low + draw(6));
	command(o, "set period_bytes_min %u", 1 + draw(300));
	command(o, "set period_bytes_max %u", 300 + draw(40000));
	command(o, "set periods_min %u", 1 + draw(3));
	command(o, "set periods_max %u", 3 + draw(1000));
	command(o, "set fifo %u", draw(3) * 16);
}

static void random_request(struct snd_pcm_hw_params *params)
{
	size_t i;

	hw_any(params);
	for (i = 0; i < COUNT(params->intervals); i++) {
		struct snd_interval *v = &params->intervals[i];
		unsigned int a, b;

		if (draw(4))
			continue;
		a = number();
		b = draw(3) ? a : number();
		v->min = a < b || !draw(20) ? a : b;
		v->max = a < b ? b : a;
		/* bounds that hold no number wrap around there (docs/differences.md) */
		v->openmin = !draw(6) && v->min != UINT32_MAX;
		v->openmax = !draw(6) && v->max;
		v->integer = !draw(2);
		v->empty = !draw(100);
	}
	if (!draw(4))
		params->masks[0].bits[0] = 1U << draw(6);
	if (!draw(3))
		params->masks[1].bits[0] = draw(0x10000) | draw(0x10000) << 16;
	if (!draw(6))
		params->rmask = draw(0x100000);
	params->flags = draw(5) ? 0 : draw(16);
}

void say_refined(struct oracle *o, const char *name, long err, const struct snd_pcm_hw_params *p)
{
	char text[640];
	size_t i, used = 0;

	for (i = 0; i < COUNT(p->intervals); i++) {
		const struct snd_interval *v = &p->intervals[i];

		used += snprintf(text + used, sizeof(text) - used, " %s%u,%u%s%s%s", v->openmin ? "(" : "", v->min,
				 v->max, v->openmax ? ")" : "", v->integer ? "i" : "", v->empty ? "e" : "");
	}
	say(o, "%s: %s %x %x%08x%s c %x i %x m %u %u/%u f %lu", name, answer(err), p->masks[0].bits[0],
	    p->masks[1].bits[1], p->masks[1].bits[0], text, p->cmask, p->info, p->msbits, p->rate_num, p->rate_den,
	    p->fifo_size);
}

static void go_on_refining(struct stream *s, const char *prefix, unsigned int count)
{
	struct snd_pcm_hw_params params, again;
	char name[48], chosen[64];
	unsigned int r;

	for (r = 0; r < count; r++) {
		snprintf(name, sizeof(name), "%s.%u", prefix, r);
		snprintf(chosen, sizeof(chosen), "  %s params", name);
		random_request(&params);
		again = params;
		say_refined(s->o, name, do_ioctl(s, SNDRV_PCM_IOCTL_HW_REFINE, &params), &params);
		if (do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &again) == 0)
			say_refined(s->o, chosen, 0, &again);
	}
}

void ask_refinements(struct stream *s, const char *prefix, unsigned long start, unsigned int count)
{
	seed = start;
	go_on_refining(s, prefix, count);
}

void theme_refine(struct oracle *o)
{
	char name[16];
	struct stream s;
	unsigned int h;
	long err;

	for (h = 0; h < HARDWARES; h++) {
		seed = 0x9e3779b97f4a7c15ULL * (h + 1);
		random_hardware(o);
		err = stream_open(&s, o, draw(2) ? ATOMIC : CHIP, PLAYBACK, O_NONBLOCK);
		say(o, "hardware %u: %s", h, answer(err));
		snprintf(name, sizeof(name), "%u", h);
		if (!err)
			go_on_refining(&s, name, REQUESTS);
		stream_close(&s);
	}
	settings_reset(o);
}
