// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ensoniq AudioPCI (ES1370): registers, interrupts, codec port. The DMA channels are es1370_channel.c, what lies
 * between them and the jacks es1370_analogue.c.
 *
 * Two DACs, one ADC, a UART that is present and idle, a memory window of sixteen pages of which C and D hold the
 * channels' buffers, and an AK4531 behind the codec port. Left out: joystick port, MPEG input, what the output bits
 * XCTL0 and XCTL1 switch on some boards (line-in as a second line-out, the microphone's supply), end-of-buffer (CCB)
 * interrupts, the memory test bit BREQ, the address increments of DAC2 (P2_ST_INC, P2_END_INC), the last sample held
 * in stop mode (P2_DAC_SEN: a stopped DAC gives the line nothing); their bits can be written and read. Called with the
 * machine's lock held.
 */
#include <errno.h>
#include <stdlib.h>

#include "models/es1370.h"

#define CODEC_WRITE_NS 11338 /* 16 bits at 1.4112 MHz */

#define PAGE_DAC 0xc
#define PAGE_ADC 0xd

static bool uart_interrupt(const struct es1370 *chip)
{
	/* the transmitter is always ready, and asks for data if it may */
	return chip->control & CTRL_UART_EN && (chip->uart_control >> 5 & 3) == 1;
}

/** es1370_interrupts() - INTA# is the wired or of all pending interrupts */
void es1370_interrupts(struct es1370 *chip)
{
	model_irq(chip->slot, chip->status || uart_interrupt(chip));
}

static void codec_write(struct es1370 *chip, uint16_t word)
{
	if (chip->codec_busy || !(chip->control & CTRL_CDC_EN))
		return; /* the shift register is taken, or nobody clocks it */
	chip->codec_word = word;
	chip->codec_busy = true;
	chip->codec_done = model_now(chip->slot) + CODEC_WRITE_NS;
}

/* ---- registers as longwords --------------------------------------------------------------------------- */

static uint32_t status_read(const struct es1370 *chip)
{
	uint32_t value = chip->status | STAT_VC;

	if (uart_interrupt(chip))
		value |= STAT_UART;
	if (chip->status || uart_interrupt(chip))
		value |= STAT_INTR;
	if (chip->codec_busy)
		value |= STAT_CSTAT | STAT_CWRIP;
	return value;
}

static uint32_t uart_read(const struct es1370 *chip)
{
	uint32_t status = chip->control & CTRL_UART_EN ? UART_TXRDY : 0;

	if (uart_interrupt(chip))
		status |= UART_TXINT;
	return status << 8 | (uint32_t)chip->uart_test << 16; /* data: nothing was received */
}

/* the channel whose buffer registers @reg of the selected page shows, or NULL */
static struct es1370_channel *frame_channel(struct es1370 *chip, unsigned int reg)
{
	if (chip->page == PAGE_DAC)
		return &chip->channels[reg < 0x38 ? ES_DAC1 : ES_DAC2];
	return chip->page == PAGE_ADC && reg < 0x38 ? &chip->channels[ES_ADC] : NULL;
}

static uint32_t load(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint32_t memory_read(struct es1370 *chip, unsigned int reg)
{
	struct es1370_channel *channel = frame_channel(chip, reg);
	unsigned int at = reg - ES_MEMORY;

	if (channel)
		return reg & 4 ? (uint32_t)channel->frame_count << 16 | channel->frame_size : channel->frame_address;
	if (chip->page == PAGE_ADC)
		return chip->phantom[at >> 2 & 1];
	if (chip->page > PAGE_ADC)
		return chip->uart_memory[(chip->page & 1) * 4 + at / 4];
	/* the sample caches, four pages each */
	return load(chip->channels[chip->page >> 2].fifo + (chip->page & 3) * 16 + at);
}

static void memory_write(struct es1370 *chip, unsigned int reg, uint32_t value)
{
	struct es1370_channel *channel = frame_channel(chip, reg);
	unsigned int at = reg - ES_MEMORY;

	if (channel && reg & 4) {
		channel->frame_count = value >> 16;
		channel->frame_size = value;
	} else if (channel) {
		channel->frame_address = value;
	} else if (chip->page == PAGE_ADC) {
		chip->phantom[at >> 2 & 1] = value;
	} else if (chip->page > PAGE_ADC) {
		chip->uart_memory[(chip->page & 1) * 4 + at / 4] = value & 0x1ff;
	} else {
		uint8_t *cache = chip->channels[chip->page >> 2].fifo + (chip->page & 3) * 16 + at;

		for (unsigned int i = 0; i < 4; i++)
			cache[i] = value >> (8 * i);
	}
}

static uint32_t register_read(struct es1370 *chip, unsigned int reg)
{
	const struct es1370_channel *channel;

	switch (reg) {
	case ES_CONTROL:
		return chip->control;
	case ES_STATUS:
		return status_read(chip);
	case ES_UART_DATA:
		return uart_read(chip);
	case ES_MEM_PAGE:
		return chip->page;
	case ES_CODEC:
		return chip->codec_word; /* write only by the data sheet; the shift register is as good as anything */
	case ES_SERIAL:
		return chip->serial;
	case ES_DAC1_COUNT:
	case ES_DAC2_COUNT:
	case ES_ADC_COUNT:
		channel = &chip->channels[(reg - ES_DAC1_COUNT) / 4];
		return (uint32_t)channel->samples_left << 16 | channel->sample_count;
	case ES_MEMORY ... ES_PORTS - 4:
		return memory_read(chip, reg);
	default:
		return UINT32_MAX;
	}
}

static void register_write(struct es1370 *chip, unsigned int reg, uint32_t value)
{
	struct es1370_channel *channel;

	switch (reg) {
	case ES_CONTROL:
		chip->control = value;
		break;
	case ES_MEM_PAGE:
		chip->page = value & 0xf;
		break;
	case ES_CODEC:
		codec_write(chip, value);
		break;
	case ES_SERIAL:
		chip->serial = value & 0x003fffff;
		break;
	case ES_DAC1_COUNT:
	case ES_DAC2_COUNT:
	case ES_ADC_COUNT:
		/* the current count is read only, and starts again with the new value */
		channel = &chip->channels[(reg - ES_DAC1_COUNT) / 4];
		channel->sample_count = channel->samples_left = value;
		break;
	case ES_MEMORY ... ES_PORTS - 4:
		memory_write(chip, reg, value);
		break;
	}
	if (reg != ES_CONTROL && reg != ES_SERIAL)
		return;
	for (unsigned int i = 0; i < ES_CHANNELS; i++)
		es1370_channel_update(chip, i);
	es1370_clock_out(chip);
}

/* ---- the machine's side ---------------------------------------------------------------------------------- */

static uint64_t es1370_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	struct es1370 *chip = state;
	uint64_t value = register_read(chip, offset & ~3u);

	if ((offset & 3) + size > 4)
		value |= (uint64_t)register_read(chip, (offset & ~3u) + 4) << 32;
	return value >> (8 * (offset & 3));
}

static void es1370_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	struct es1370 *chip = state;
	unsigned int reg = offset & ~3u, shift = 8 * (offset & 3);
	uint32_t mask = UINT32_MAX >> (32 - 8 * size) << shift;

	if ((offset & 3) + size > 4)
		return; /* a PCI transfer does not cross a longword */
	if (reg == ES_UART_DATA) {
		/* the byte lanes are registers of their own; data goes out to nobody */
		if (mask & 0xff00)
			chip->uart_control = value << shift >> 8 & 0xe0;
		if (mask & 0xff0000)
			chip->uart_test = value << shift >> 16 & 1;
	} else {
		register_write(chip, reg, (register_read(chip, reg) & ~mask) | (uint32_t)value << shift);
	}
	es1370_interrupts(chip);
}

/* one frame after the other; of those due at once the DAC that clocks line-out comes after the other, the ADC last */
static void run_in_order(struct es1370 *chip, uint64_t now)
{
	const unsigned int clock = es1370_clock_out(chip) == ES_DAC1 ? ES_DAC1 : ES_DAC2;
	const unsigned int order[ES_CHANNELS] = { clock == ES_DAC1 ? ES_DAC2 : ES_DAC1, clock, ES_ADC };

	for (;;) {
		unsigned int first = 0;
		uint64_t next[ES_CHANNELS];

		for (unsigned int i = 0; i < ES_CHANNELS; i++) {
			next[i] = es1370_channel_next(chip, order[i]);
			if (next[i] < next[first])
				first = i;
		}
		if (next[first] > now)
			return;
		es1370_channel_run(chip, order[first], next[first]);
	}
}

/* run the channels until @now, in order of time if they hear each other; returns when the next one wants a call */
static uint64_t run_channels(struct es1370 *chip, uint64_t now)
{
	uint64_t deadline = UINT64_MAX;

	if (es1370_lockstep(chip))
		run_in_order(chip, now);
	for (unsigned int i = 0; i < ES_CHANNELS; i++) {
		uint64_t next = es1370_channel_run(chip, i, now);

		if (next < deadline)
			deadline = next;
	}
	return deadline;
}

static uint64_t es1370_run(void *state, uint64_t now)
{
	struct es1370 *chip = state;
	uint64_t deadline;

	if (chip->codec_busy && now >= chip->codec_done) {
		/* what was played before the codec got the word is not changed by it */
		run_channels(chip, chip->codec_done);
		ak4531_write(&chip->codec, chip->codec_word >> 8, chip->codec_word);
		chip->codec_busy = false;
	}
	deadline = run_channels(chip, now);
	es1370_interrupts(chip);
	return deadline;
}

/* power on: everything but the lines, which are plugged in from outside */
static void es1370_reset(void *state)
{
	struct es1370 *chip = state;
	struct es1370 fresh = { .slot = chip->slot, .line_out = chip->line_out, .line_in = chip->line_in };

	for (unsigned int i = 0; i < ES_CHANNELS; i++)
		fresh.channels[i].line = chip->channels[i].line;
	fresh.control = CTRL_SERR_DIS;
	fresh.out_clock = ES_CHANNELS;
	ak4531_power_on(&fresh.codec);
	*chip = fresh;
	es1370_interrupts(chip);
}

static int es1370_create(struct model_slot *slot, void **state)
{
	struct es1370 *chip = calloc(1, sizeof(*chip));

	if (!chip)
		return -ENOMEM;
	chip->slot = slot;
	es1370_reset(chip);
	*state = chip;
	return 0;
}

static void es1370_destroy(void *state)
{
	free(state);
}

extern const struct model_ops es1370_model;

const struct model_ops es1370_model = {
	.name = "es1370",
	.vendor = 0x1274,
	.device = 0x5000,
	.subsystem_vendor = 0x4942,
	.subsystem_device = 0x4c4c,
	.class = 0x040100, /* multimedia audio */
	.status = 0x0400, /* DEVSEL# slow */
	.command = 0x0105, /* ports, bus master, SERR# */
	.pin = 1,
	.min_gnt = 0x0c,
	.max_lat = 0x80,
	.bars = { { .bytes = ES_PORTS, .io = true } },
	.create = es1370_create,
	.destroy = es1370_destroy,
	.read = es1370_read,
	.write = es1370_write,
	.run = es1370_run,
	.reset = es1370_reset,
	.line = es1370_line,
};
