/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hda_rig.h - a High Definition Audio card on the bench (sim_rig.h): registers, commands, a list of buffers, its jacks.
 */
#ifndef TESTS_HOST_HDA_RIG_H
#define TESTS_HOST_HDA_RIG_H

#include "models/hda.h"
#include "tests/host/sim_rig.h"

#define BAR SIM_PCI_MEM_BASE
#define CORB_AT 0x1000u /* in RAM */
#define RIRB_AT 0x2000u
#define POSITIONS_AT 0x3000u
#define LIST_AT 0x4000u /* of stream n: + n * 4 KiB */
#define DATA_AT 0x20000u
#define PLAY 4u /* the first output stream */
#define RECORD 0u
#define LINE_ROOM (1u << 20)

static inline uint32_t peek(unsigned int reg, unsigned int size)
{
	return rig.m->ops->mem_read(rig.m, BAR + reg, size);
}

static inline void poke(unsigned int reg, unsigned int size, uint64_t value)
{
	rig.m->ops->mem_write(rig.m, BAR + reg, size, value);
}

static inline void put32(uint64_t offset, uint32_t value)
{
	memcpy(rig.ram + offset, &value, 4);
}

static inline uint32_t get32(uint64_t offset)
{
	uint32_t value;

	memcpy(&value, rig.ram + offset, 4);
	return value;
}

/* ---- jacks ------------------------------------------------------------------------------------------------------- */

/** struct jack - what came out of a line, or goes into one */
static struct jack {
	unsigned int rate, channels, bits, formats;
	size_t bytes, frames;
	uint8_t data[LINE_ROOM];
} jack_out, jack_in;

static inline void jack_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct jack *jack = ctx;

	jack->rate = rate;
	jack->channels = channels;
	jack->bits = bits;
	jack->formats++;
}

static inline void jack_hear(void *ctx, void *data, size_t count)
{
	struct jack *jack = ctx;
	size_t bytes = count * jack->channels * jack->bits / 8;
	size_t room = jack->bytes < LINE_ROOM ? LINE_ROOM - jack->bytes : 0;

	if (room)
		memcpy(jack->data + jack->bytes, data, bytes < room ? bytes : room);
	jack->bytes += bytes;
	jack->frames += count;
}

/* byte n of what comes in is n * 7 + n / 251 */
static inline uint8_t source_byte(size_t n)
{
	return n * 7 + n / 251;
}

static inline void jack_give(void *ctx, void *data, size_t count)
{
	struct jack *jack = ctx;
	size_t bytes = count * jack->channels * jack->bits / 8;
	uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++)
		at[i] = source_byte(jack->bytes + i);
	jack->bytes += bytes;
	jack->frames += count;
}

static inline void attach(bool capture)
{
	struct jack *jack = capture ? &jack_in : &jack_out;
	const struct usnd_line line = { jack, jack_format, capture ? jack_give : jack_hear };

	memset(jack, 0, sizeof(*jack));
	EXPECT(rig.m->ops->line(rig.m, "hda", capture, &line) == 0);
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static unsigned int corb_wp;

/* the controller out of its reset, rings running, no interrupt; what a driver does first */
static inline void rig_link(void)
{
	cfg_write(0x10, 4, BAR);
	cfg_write(0x04, 2, 0x0006);
	poke(HDA_GCTL, 4, GCTL_CRST);
	run_until(host_now() + 1000000);
	poke(HDA_CORBLBASE, 8, rig_map(CORB_AT, 1024, USND_DMA_TO_DEVICE, "CORB"));
	poke(HDA_RIRBLBASE, 8, rig_map(RIRB_AT, 2048, USND_DMA_FROM_DEVICE, "RIRB"));
	poke(HDA_DPLBASE, 8, rig_map(POSITIONS_AT, 64, USND_DMA_FROM_DEVICE, "positions") | DPL_ENABLE);
	poke(HDA_RINTCNT, 2, 1);
	poke(HDA_RIRBCTL, 1, RIRB_RUN);
	poke(HDA_CORBCTL, 1, CORB_RUN);
	corb_wp = 0;
}

static inline void queue_verb(unsigned int nid, uint32_t verb)
{
	corb_wp = (corb_wp + 1) & 0xff;
	put32(CORB_AT + 4 * corb_wp, nid << 20 | verb);
}

/* send it and wait; the response */
static inline uint32_t verb(unsigned int nid, uint32_t verb)
{
	unsigned int before = peek(HDA_RIRBWP, 1);

	queue_verb(nid, verb);
	poke(HDA_CORBWP, 2, corb_wp);
	run_until(host_now() + 2 * HDA_FRAME_NS);
	EXPECT(peek(HDA_RIRBWP, 1) == ((before + 1) & 0xff));
	poke(HDA_RIRBSTS, 1, RIRB_INT);
	return get32(RIRB_AT + 8 * peek(HDA_RIRBWP, 1));
}

/* both paths open at 0 dB */
static inline void rig_codec(void)
{
	rig_link();
	verb(HDA_AFG, 0x70500);
	verb(HDA_PIN_OUT, 0x70740);
	verb(HDA_MIXER, 0x37000);
	verb(HDA_DAC, 0x3b000 | HDA_AMP_STEPS);
	verb(HDA_PIN_LINE, 0x70720);
	verb(HDA_ADC, 0x70101);
	verb(HDA_ADC, 0x37000 | HDA_AMP_STEPS);
}

/* ---- streams ----------------------------------------------------------------------------------------------------- */

/** struct piece - an entry of a buffer descriptor list: @offset in RAM */
struct piece {
	uint32_t offset, bytes;
	bool ioc;
};

/* an engine set up with @count pieces, its converter with it, not running; @tag is the stream's number + 1 */
static inline void rig_stream(unsigned int number, uint16_t format, const struct piece *pieces, unsigned int count)
{
	bool capture = number < HDA_INPUTS;
	uint64_t list = LIST_AT + 0x1000 * number;
	unsigned int converter = capture ? HDA_ADC : HDA_DAC;
	uint32_t bytes = 0;

	for (unsigned int i = 0; i < count; i++) {
		uint64_t bus = rig_map(pieces[i].offset, pieces[i].bytes,
				       capture ? USND_DMA_FROM_DEVICE : USND_DMA_TO_DEVICE, "piece");

		put32(list + 16 * i, bus);
		put32(list + 16 * i + 4, bus >> 32);
		put32(list + 16 * i + 8, pieces[i].bytes);
		put32(list + 16 * i + 12, pieces[i].ioc);
		bytes += pieces[i].bytes;
	}
	poke(HDA_SD(number) + HDA_SD_CTL, 1, SD_SRST);
	poke(HDA_SD(number) + HDA_SD_CTL, 4, (number + 1) << 20);
	poke(HDA_SD(number) + HDA_SD_CBL, 4, bytes);
	poke(HDA_SD(number) + HDA_SD_LVI, 2, count - 1);
	poke(HDA_SD(number) + HDA_SD_FMT, 2, format);
	poke(HDA_SD(number) + HDA_SD_BDPL, 8, rig_map(list, 16 * count, USND_DMA_TO_DEVICE, "list"));
	verb(converter, 0x20000 | format);
	verb(converter, 0x70600 | (number + 1) << 4);
	poke(HDA_INTCTL, 4, INT_GLOBAL | 1u << number);
}

/* returns when it began */
static inline uint64_t rig_start(unsigned int number)
{
	poke(HDA_SD(number) + HDA_SD_CTL, 1, SD_RUN | SD_IOCE | SD_DEIE | SD_FEIE);
	return host_now();
}

static inline void acknowledge(unsigned int number)
{
	poke(HDA_SD(number) + HDA_SD_STS, 1, STS_BCIS | STS_FIFOE | STS_DESE);
}

/* a case on a PC with the card in slot 5 */
#define HDA_CASE(name)                                                          \
	static void name##_body(void);                                          \
	static void name(void)                                                  \
	{                                                                       \
		struct sim_config config;                                       \
										\
		sim_defaults(&config);                                          \
		config.cards[0] = (struct sim_card){ .model = "hda", .slot = 5 }; \
		rig_run(&config, name##_body);                                  \
	}                                                                       \
	static void name##_body(void)

#endif
