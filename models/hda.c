// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio controller: global registers, interrupts, the machine's side. Streams are hda_stream.c, the
 * command rings hda_link.c, the codec at address 0 hda_codec.c.
 *
 * Four input and four output streams, 64-bit addresses, as in Intel's ICH6 by size. Left out: the immediate command
 * registers (they read 0: the rings are the way), wake-up by a codec while the controller sleeps, payload limits
 * beyond their register, message-signalled interrupts, and PCI power states (the function has no capability list).
 * Called with the machine's lock held.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/hda.h"

#define REGISTERS 0x4000u
#define ALL_STREAMS ((1u << HDA_STREAMS) - 1)

/* ---- interrupts -------------------------------------------------------------------------------------------------- */

static uint32_t pending(const struct hda *chip)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < HDA_STREAMS; i++)
		/* the enable bits lie where their causes do */
		if (chip->streams[i].sts & chip->streams[i].ctl & (SD_IOCE | SD_FEIE | SD_DEIE))
			value |= 1u << i;
	if ((chip->rirbsts & chip->rirbctl & RIRB_INT) || (chip->corbsts & chip->corbctl & CORB_CMEI) ||
	    (chip->statests & chip->wakeen))
		value |= INT_CONTROLLER;
	return value;
}

static bool interrupts(const struct hda *chip)
{
	return chip->intctl & INT_GLOBAL && pending(chip) & chip->intctl;
}

static uint32_t interrupt_status(const struct hda *chip)
{
	uint32_t value = pending(chip);

	return value & chip->intctl ? value | INT_GLOBAL : value;
}

/* ---- reset ------------------------------------------------------------------------------------------------------- */

/* what CRST clears, the codec at the other end of the link with it; status changes are remembered through it */
static void reset(struct hda *chip)
{
	struct hda fresh = {
		.slot = chip->slot,
		.codec = chip->codec,
		.wakeen = chip->wakeen,
		.statests = chip->statests,
		.codec_seen = UINT64_MAX,
		.verb_due = UINT64_MAX,
		.wall = model_now(chip->slot),
	};

	hda_codec_power_on(&fresh.codec);
	*chip = fresh;
	for (unsigned int i = 0; i < HDA_STREAMS; i++) {
		chip->streams[i].chip = chip;
		chip->streams[i].number = i;
	}
}

static void write_gctl(struct hda *chip, uint32_t mask, uint32_t value)
{
	bool was_up = chip->gctl & GCTL_CRST;

	chip->gctl = hda_merge(chip->gctl, mask, value, ~(GCTL_CRST | GCTL_UNSOL));
	if (!(chip->gctl & GCTL_CRST)) {
		reset(chip);
	} else if (!was_up) {
		chip->codec_seen = model_now(chip->slot) + HDA_ENUMERATION_NS;
		chip->wall = model_now(chip->slot);
	} else if (value & mask & GCTL_FCNTRL) {
		chip->gsts |= GSTS_FSTS; /* nothing is posted that would have to be flushed */
	}
}

/* ---- registers as longwords -------------------------------------------------------------------------------------- */

static uint32_t register_read(const struct hda *chip, unsigned int reg)
{
	switch (reg) {
	case HDA_GCAP: /* streams, 64-bit addresses; version 1.0 */
		return HDA_OUTPUTS << 12 | HDA_INPUTS << 8 | 1 | 1u << 24;
	case HDA_OUTPAY: /* words a link frame, out and in */
		return 0x3c | 0x1d << 16;
	case HDA_GCTL:
		return chip->gctl;
	case HDA_WAKEEN:
		return chip->wakeen | (uint32_t)chip->statests << 16;
	case HDA_GSTS:
		return chip->gsts;
	case HDA_INTCTL:
		return chip->intctl;
	case HDA_INTSTS:
		return interrupt_status(chip);
	case HDA_WALCLK: /* 24 MHz */
		return (model_now(chip->slot) - chip->wall) * 24 / 1000;
	case HDA_SSYNC:
		return chip->ssync;
	case HDA_CORBLBASE ... HDA_RIRBSIZE:
		return hda_link_read(chip, reg);
	case HDA_DPLBASE:
		return chip->dplbase;
	case HDA_DPUBASE:
		return chip->dpubase;
	default:
		return 0;
	}
}

static void global_write(struct hda *chip, unsigned int reg, uint32_t mask, uint32_t value)
{
	switch (reg) {
	case HDA_WAKEEN:
		chip->wakeen = hda_merge(chip->wakeen, mask, value, ~1u);
		chip->statests &= ~((value & mask) >> 16);
		break;
	case HDA_GSTS:
		chip->gsts &= ~(value & mask);
		break;
	case HDA_INTCTL:
		chip->intctl = hda_merge(chip->intctl, mask, value, ~(INT_GLOBAL | INT_CONTROLLER | ALL_STREAMS));
		break;
	case HDA_SSYNC:
		chip->ssync = hda_merge(chip->ssync, mask, value, ~ALL_STREAMS);
		for (unsigned int i = 0; i < HDA_STREAMS; i++)
			hda_stream_update(&chip->streams[i]);
		break;
	case HDA_CORBLBASE ... HDA_RIRBSIZE:
		hda_link_write(chip, reg, mask, value);
		break;
	case HDA_DPLBASE:
		chip->dplbase = hda_merge(chip->dplbase, mask, value, 0x7e);
		break;
	case HDA_DPUBASE:
		chip->dpubase = hda_merge(chip->dpubase, mask, value, 0);
		break;
	}
}

/* the stream that register @reg belongs to, or NULL */
static struct hda_stream *stream_at(struct hda *chip, unsigned int reg)
{
	return reg >= HDA_SD(0) && reg < HDA_SD(HDA_STREAMS) ? &chip->streams[(reg - HDA_SD(0)) / 0x20] : NULL;
}

static uint32_t longword_read(struct hda *chip, unsigned int reg)
{
	struct hda_stream *stream = stream_at(chip, reg);

	return stream ? hda_stream_read(stream, reg & 0x1f) : register_read(chip, reg);
}

static void longword_write(struct hda *chip, unsigned int reg, uint32_t mask, uint32_t value)
{
	struct hda_stream *stream = stream_at(chip, reg);

	if (reg == HDA_GCTL)
		write_gctl(chip, mask, value);
	else if (!(chip->gctl & GCTL_CRST))
		return; /* in reset the rest takes nothing */
	else if (stream)
		hda_stream_write(stream, reg & 0x1f, mask, value);
	else
		global_write(chip, reg, mask, value);
}

/* ---- the machine's side ------------------------------------------------------------------------------------------ */

static uint64_t hda_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	uint64_t value = longword_read(state, offset & ~3u);

	if ((offset & 3) + size > 4)
		value |= (uint64_t)longword_read(state, (offset & ~3u) + 4) << 32;
	return value >> (8 * (offset & 3));
}

static void hda_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	unsigned int reg = offset & ~3u, shift = 8 * (offset & 3);
	uint64_t mask = UINT64_MAX >> (64 - 8 * size);
	struct hda *chip = state;

	if (size == 8) {
		longword_write(chip, reg, UINT32_MAX, value);
		longword_write(chip, reg + 4, UINT32_MAX, value >> 32);
	} else if ((offset & 3) + size <= 4) {
		longword_write(chip, reg, mask << shift, value << shift);
	}
	model_irq(chip->slot, interrupts(chip));
}

static uint64_t run_streams(struct hda *chip, uint64_t now)
{
	uint64_t deadline = UINT64_MAX;

	for (unsigned int i = 0; i < HDA_STREAMS; i++) {
		uint64_t next = hda_stream_run(&chip->streams[i], now);

		if (next < deadline)
			deadline = next;
	}
	return deadline;
}

static uint64_t hda_run(void *state, uint64_t now)
{
	struct hda *chip = state;
	uint64_t deadline;

	if (now >= chip->codec_seen) {
		chip->statests |= 1;
		chip->codec_seen = UINT64_MAX;
	}
	/* what was played before the codec got a command is not changed by it */
	while (now >= chip->verb_due) {
		run_streams(chip, chip->verb_due);
		hda_link_answer(chip);
	}
	deadline = run_streams(chip, now);
	if (chip->codec_seen < deadline)
		deadline = chip->codec_seen;
	if (chip->verb_due < deadline)
		deadline = chip->verb_due;
	model_irq(chip->slot, interrupts(chip));
	return deadline;
}

static void hda_reset(void *state)
{
	struct hda *chip = state;

	chip->wakeen = chip->statests = 0;
	reset(chip);
	model_irq(chip->slot, false);
}

static int hda_create(struct model_slot *slot, void **state)
{
	struct hda *chip = calloc(1, sizeof(*chip));

	if (!chip)
		return -ENOMEM;
	chip->slot = slot;
	reset(chip);
	*state = chip;
	return 0;
}

static void hda_destroy(void *state)
{
	free(state);
}

/* the jacks: line-out, line-in */
static int hda_line(void *state, const char *end, bool capture, const struct usnd_line *line)
{
	const struct usnd_line attached = line ? *line : (struct usnd_line){ 0 };
	struct hda *chip = state;

	if (*end)
		return -EOPNOTSUPP;
	*(capture ? &chip->codec.line_in : &chip->codec.line_out) = attached;
	chip->codec.nodes[capture ? HDA_ADC : HDA_DAC].announced = false;
	return 0;
}

extern const struct model_ops hda_model;

const struct model_ops hda_model = {
	.name = "hda",
	.vendor = 0x8086,
	.device = 0x2668, /* ICH6 */
	.subsystem_vendor = 0x8086,
	.subsystem_device = 0x0001,
	.revision = 1,
	.class = 0x040300,
	.command = 0x0106, /* memory, bus master, SERR# */
	.pin = 1,
	.bars = { { .bytes = REGISTERS } },
	.create = hda_create,
	.destroy = hda_destroy,
	.read = hda_read,
	.write = hda_write,
	.run = hda_run,
	.reset = hda_reset,
	.line = hda_line,
};
