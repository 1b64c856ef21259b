// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RME Digi32, Digi32/8 and Digi32 PRO: registers, interrupt, digital inputs and output. The ring is rme32_ring.c.
 *
 * 128 KiB of memory on the card that the CPU reads and writes, no bus master. A digital input brings its own rate
 * (usnd_line.rate); where its clock is not taken, it is listened to at the card's own, without slips. Left out: mono,
 * the analogue output of the PRO (DAC reset and its volume), block mode, channel status on the wire (PRO, EMP), the
 * input led to the output while the card is stopped; their bits can be written. Called with the machine's lock held.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/rme32.h"

#define USUAL_RATE 48000u /* of an input that does not say */

/* ---- inputs ------------------------------------------------------------------------------------------- */

/** rme32_input() - what is plugged into the selected connector; .frames NULL: nothing */
const struct usnd_line *rme32_input(const struct rme32 *chip)
{
	return &chip->in[CTRL_INP(chip->control)];
}

/** rme32_input_rate() - the rate the receiver has found, Hz; 0: no signal */
unsigned int rme32_input_rate(const struct rme32 *chip)
{
	const struct usnd_line *in = rme32_input(chip);

	if (!in->frames)
		return 0;
	return in->rate ? in->rate : USUAL_RATE;
}

/* frequency code of the receiver; 0: none of them */
static uint32_t frequency_code(const struct rme32 *chip)
{
	static const unsigned int cs8412[8] = { 0, 48000, 44100, 32000 };
	static const unsigned int cs8414[8] = { 0, 0, 0, 96000, 88200, 48000, 44100, 32000 };
	const unsigned int *codes = chip->variant->pro ? cs8414 : cs8412;
	unsigned int rate = rme32_input_rate(chip);

	for (uint32_t code = 1; code < 8; code++)
		if (codes[code] && rate > codes[code] - codes[code] / 25 && rate < codes[code] + codes[code] / 25)
			return code; /* the receivers allow 4 % */
	return 0;
}

static uint32_t status_read(const struct rme32 *chip)
{
	uint32_t value = chip->position | frequency_code(chip) << STAT_F_SHIFT;

	if (!rme32_input_rate(chip))
		value |= STAT_ERF;
	else if (chip->adat_in && CTRL_INP(chip->control) == RME_OPTICAL)
		value |= STAT_LOCK;
	if (chip->clock.external)
		value |= STAT_KMODE;
	if (chip->irq)
		value |= STAT_IRQ;
	return value;
}

/* ---- the machine's side ---------------------------------------------------------------------------------- */

static uint64_t load(const uint8_t *at, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

static uint64_t rme32_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	struct rme32 *chip = state;

	if (offset < RME_MEMORY)
		return load(chip->memory + offset, size);
	return offset - offset % 4 == RME_STATUS ? (uint64_t)status_read(chip) >> (8 * (offset % 4)) : 0;
}

static void control_write(struct rme32 *chip, uint32_t value)
{
	chip->control = value & 0xffff;
	rme32_update(chip);
}

static void rme32_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	struct rme32 *chip = state;
	unsigned int shift = 8 * (offset % 4);

	if (offset < RME_MEMORY) {
		for (unsigned int i = 0; i < size; i++)
			chip->memory[offset + i] = value >> (8 * i);
		return;
	}
	switch (offset - offset % 4) {
	case RME_CONTROL:
		if (size <= 4)
			control_write(chip, (chip->control & ~(UINT32_MAX >> (32 - 8 * size) << shift)) |
						    (uint32_t)value << shift);
		break;
	case RME_CONFIRM:
		chip->irq = false;
		break;
	case RME_RESET:
		chip->position = 0;
		break;
	}
	model_irq(chip->slot, chip->irq);
}

static bool rme32_block(void *state, unsigned int bar, uint32_t offset, void *data, size_t bytes, bool write)
{
	struct rme32 *chip = state;

	if (offset > RME_MEMORY || bytes > RME_MEMORY - offset)
		return false;
	if (write)
		memcpy(chip->memory + offset, data, bytes);
	else
		memcpy(data, chip->memory + offset, bytes);
	return true;
}

static uint64_t rme32_run(void *state, uint64_t now)
{
	struct rme32 *chip = state;
	uint64_t deadline = rme32_advance(chip, now);

	model_irq(chip->slot, chip->irq);
	return deadline;
}

/** rme32_line() - inputs "coaxial" (also ""), "optical", "internal", PRO: "xlr", 32/8: "adat"; one output */
static int rme32_line(void *state, const char *end, bool capture, const struct usnd_line *line)
{
	static const char *const names[RME_INPUTS] = { "optical", "coaxial", "internal", "xlr" };
	const struct usnd_line attached = line ? *line : (struct usnd_line){ 0 };
	struct rme32 *chip = state;
	bool adat = chip->variant->adat && !strcmp(end, "adat");
	int input = -1;

	chip->format = 0; /* whoever is new must be told */
	if (!capture) {
		if (*end)
			return -EOPNOTSUPP;
		chip->out = attached;
		return 0;
	}
	if (!*end)
		input = RME_COAXIAL;
	for (int i = 0; i < RME_XLR + chip->variant->pro; i++)
		if (!strcmp(end, names[i]))
			input = i;
	if (adat)
		input = RME_OPTICAL;
	if (input < 0)
		return -EOPNOTSUPP;
	chip->in[input] = attached;
	if (input == RME_OPTICAL)
		chip->adat_in = adat;
	rme32_update(chip);
	return 0;
}

/* power on: everything but what is plugged in */
static void rme32_reset(void *state)
{
	struct rme32 *chip = state;

	chip->control = chip->position = 0;
	chip->irq = false;
	memset(chip->memory, 0, sizeof(chip->memory));
	rme32_update(chip);
	model_irq(chip->slot, false);
}

static int create(struct model_slot *slot, void **state, const struct rme32_variant *variant)
{
	struct rme32 *chip = calloc(1, sizeof(*chip));

	if (!chip)
		return -ENOMEM;
	chip->slot = slot;
	chip->variant = variant;
	rme32_reset(chip);
	*state = chip;
	return 0;
}

static void rme32_destroy(void *state)
{
	free(state);
}

/* ---- the cards ------------------------------------------------------------------------------------------- */

static int create_32(struct model_slot *slot, void **state)
{
	static const struct rme32_variant variant;

	return create(slot, state, &variant);
}

static int create_8(struct model_slot *slot, void **state)
{
	static const struct rme32_variant variant = { .adat = true };

	return create(slot, state, &variant);
}

static int create_pro(struct model_slot *slot, void **state)
{
	static const struct rme32_variant variant = { .pro = true };

	return create(slot, state, &variant);
}

#define RME32_CARD(its_name, its_device, its_revision, its_create)		\
	{									\
		.name = its_name,						\
		.vendor = 0xea60,						\
		.device = its_device,						\
		.revision = its_revision,					\
		.class = 0x040100, /* multimedia audio */			\
		.status = 0x0200, /* DEVSEL# medium */				\
		.command = 0x0002, /* memory; no bus master */			\
		.pin = 1,							\
		.bars = { { .bytes = RME_BAR } },				\
		.create = its_create,						\
		.destroy = rme32_destroy,					\
		.read = rme32_read,						\
		.write = rme32_write,						\
		.block = rme32_block,						\
		.run = rme32_run,						\
		.reset = rme32_reset,						\
		.line = rme32_line,						\
	}

extern const struct model_ops rme32_model, rme32_8_model, rme32_pro_model;

const struct model_ops rme32_model = RME32_CARD("rme32", 0x9896, 192, create_32);
const struct model_ops rme32_8_model = RME32_CARD("rme32-8", 0x9898, 101, create_8);
const struct model_ops rme32_pro_model = RME32_CARD("rme32-pro", 0x9897, 150, create_pro);
