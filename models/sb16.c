// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sound Blaster 16: ports, the DSP's command interpreter, interrupt and DMA selection. Its transfers are sb16_engine.c,
 * its mixer ct1745.c.
 *
 * Left out: FM, MIDI, joystick and CD-ROM ports, the ASP, what earlier DSPs could (direct mode, ADPCM, transfers by
 * time constant, high speed: their commands are taken with their parameters and do nothing), silence for so many
 * samples. The speaker switch of older cards only remembers its state, as on DSP 4.xx. A byte written while the DSP is
 * busy is lost. Interrupt and DMA selection outlive resets; their power-on values are the factory's: IRQ 5, DMA 1 and
 * 5. Called with the machine's lock held.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/sb16.h"

#define DSP_BUSY_NS 2000 /* after each byte */
#define DSP_RESET_NS 100000 /* from the end of reset until it says that it is there */
#define DSP_AWAKE 0xaa
#define DSP_MAJOR 4
#define DSP_MINOR 5

#define IRQ_SELECT_5 0x02
#define DMA_SELECT_1_5 0x22

/* ---- interrupts ---------------------------------------------------------------------------------------- */

static unsigned int selected_line(const struct sb16 *chip)
{
	static const uint8_t lines[] = { 9, 5, 7, 10 };

	return chip->irq_select ? lines[__builtin_ctz(chip->irq_select)] : 0;
}

/** sb16_raise() - interrupts of @irqs are pending */
void sb16_raise(struct sb16 *chip, uint8_t irqs)
{
	chip->irqs |= irqs;
	model_irq(chip->slot, chip->irqs);
}

static void acknowledge(struct sb16 *chip, uint8_t irqs)
{
	chip->irqs &= ~irqs;
	model_irq(chip->slot, chip->irqs);
}

/* ---- the DSP -------------------------------------------------------------------------------------------- */

static void answer(struct sb16 *chip, const void *bytes, size_t count)
{
	chip->answer_next = 0;
	chip->answer_count = count;
	memcpy(chip->answers, bytes, count);
}

static void answer_byte(struct sb16 *chip, uint8_t byte)
{
	answer(chip, &byte, 1);
}

/* parameters of a command */
static unsigned int params_of(uint8_t command)
{
	if (command >= 0xb0 && command <= 0xcf)
		return 3;
	switch (command) {
	case 0x0e: /* ASP */
	case 0x14 ... 0x17:
	case 0x24:
	case 0x41 ... 0x42:
	case 0x48:
	case 0x74 ... 0x77:
	case 0x80:
		return 2;
	case 0x04 ... 0x05:
	case 0x0f:
	case 0x10:
	case 0x38:
	case 0x40:
	case 0xe0:
	case 0xe2:
	case 0xe4:
		return 1;
	default:
		return 0;
	}
}

static void obey_transfer(struct sb16 *chip)
{
	unsigned int index = chip->command >> 4 == 0xb ? SB_16 : SB_8;

	sb16_engine_start(chip, index, chip->command, chip->params[0], chip->params[1] | chip->params[2] << 8);
}

static void obey_rate(struct sb16 *chip)
{
	unsigned int rate = chip->params[0] << 8 | chip->params[1];

	/* what the converters can do */
	sb16_engine_rate(chip, rate < 4000 ? 4000 : rate > 44100 ? 44100 : rate);
}

static void obey(struct sb16 *chip)
{
	static const char copyright[] = "COPYRIGHT (C) CREATIVE TECHNOLOGY LTD, 1992.";

	switch (chip->command) {
	case 0x41 ... 0x42:
		obey_rate(chip);
		break;
	case 0x45:
	case 0x47:
		chip->engines[chip->command == 0x47 ? SB_16 : SB_8].ending = false;
		break;
	case 0xb0 ... 0xcf:
		obey_transfer(chip);
		break;
	case 0xd0:
	case 0xd5:
		sb16_engine_pause(chip, chip->command == 0xd5 ? SB_16 : SB_8, true);
		break;
	case 0xd4:
	case 0xd6:
		sb16_engine_pause(chip, chip->command == 0xd6 ? SB_16 : SB_8, false);
		break;
	case 0xd1:
	case 0xd3:
		chip->speaker = chip->command == 0xd1;
		break;
	case 0xd8:
		answer_byte(chip, chip->speaker ? 0xff : 0x00);
		break;
	case 0xd9:
	case 0xda:
		chip->engines[chip->command == 0xd9 ? SB_16 : SB_8].ending = true;
		break;
	case 0xe0:
		answer_byte(chip, ~chip->params[0]);
		break;
	case 0xe1:
		answer(chip, (const uint8_t[]){ DSP_MAJOR, DSP_MINOR }, 2);
		break;
	case 0xe3:
		answer(chip, copyright, sizeof(copyright));
		break;
	case 0xe4:
		chip->test = chip->params[0];
		break;
	case 0xe8:
		answer_byte(chip, chip->test);
		break;
	case 0xf2:
	case 0xf3:
		sb16_raise(chip, chip->command == 0xf3 ? SB_IRQ16 : SB_IRQ8);
		break;
	}
}

static bool busy(const struct sb16 *chip)
{
	return chip->in_reset || chip->waking || model_now(chip->slot) < chip->busy_until;
}

static void dsp_write(struct sb16 *chip, uint8_t value)
{
	if (busy(chip))
		return;
	chip->busy_until = model_now(chip->slot) + DSP_BUSY_NS;
	if (chip->params_wanted) {
		chip->params[chip->param_count++] = value;
		chip->params_wanted--;
	} else {
		chip->command = value;
		chip->param_count = 0;
		chip->params_wanted = params_of(value);
	}
	if (!chip->params_wanted)
		obey(chip);
}

static void dsp_reset(struct sb16 *chip, bool hold)
{
	if (hold == chip->in_reset)
		return;
	chip->in_reset = hold;
	chip->waking = !hold;
	chip->awake = model_now(chip->slot) + DSP_RESET_NS;
	chip->params_wanted = chip->answer_count = 0;
	chip->speaker = false;
	memset(chip->engines, 0, sizeof(chip->engines));
	acknowledge(chip, SB_IRQ8 | SB_IRQ16);
}

/* the byte that waits; the one before it again if none does */
static uint8_t dsp_read(struct sb16 *chip)
{
	uint8_t byte = chip->answers[chip->answer_next];

	if (chip->answer_count && --chip->answer_count)
		chip->answer_next++;
	return byte;
}

/* ---- ports ---------------------------------------------------------------------------------------------- */

static uint8_t mixer_read(const struct sb16 *chip)
{
	switch (chip->mixer_index) {
	case SB_IRQ_SELECT:
		return chip->irq_select | 0xf0;
	case SB_DMA_SELECT:
		return chip->dma_select;
	case SB_IRQ_STATUS:
		return chip->irqs;
	default:
		return ct1745_read(&chip->mixer, chip->mixer_index);
	}
}

static void mixer_write(struct sb16 *chip, uint8_t value)
{
	switch (chip->mixer_index) {
	case SB_IRQ_SELECT:
		chip->irq_select = value & 0x0f;
		model_wire(chip->slot, selected_line(chip));
		break;
	case SB_DMA_SELECT:
		chip->dma_select = value & 0xeb;
		break;
	default:
		ct1745_write(&chip->mixer, chip->mixer_index, value);
		break;
	}
}

static uint64_t sb16_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	struct sb16 *chip = state;

	switch (offset) {
	case SB_MIXER_INDEX:
		return chip->mixer_index;
	case SB_MIXER_DATA:
		return mixer_read(chip);
	case SB_READ:
		return dsp_read(chip);
	case SB_WRITE:
		return busy(chip) ? 0xff : 0x7f;
	case SB_READ_STATUS:
		acknowledge(chip, SB_IRQ8);
		return chip->answer_count ? 0xff : 0x7f;
	case SB_ACK16:
		acknowledge(chip, SB_IRQ16);
		return 0xff;
	default:
		return 0xff;
	}
}

static void sb16_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	struct sb16 *chip = state;

	switch (offset) {
	case SB_MIXER_INDEX:
		chip->mixer_index = value;
		break;
	case SB_MIXER_DATA:
		mixer_write(chip, value);
		break;
	case SB_RESET:
		dsp_reset(chip, value & 1);
		break;
	case SB_WRITE:
		dsp_write(chip, value);
		break;
	}
}

/* ---- the machine's side ----------------------------------------------------------------------------------- */

static uint64_t sb16_run(void *state, uint64_t now)
{
	struct sb16 *chip = state;
	uint64_t deadline = UINT64_MAX;

	if (chip->waking && now >= chip->awake) {
		chip->waking = false;
		answer_byte(chip, DSP_AWAKE);
	}
	for (unsigned int i = 0; i < SB_ENGINES; i++) {
		uint64_t next = sb16_engine_run(chip, i, now);

		if (next < deadline)
			deadline = next;
	}
	return deadline;
}

/* power on: everything but the lines, which are plugged in from outside */
static void sb16_power_on(void *state)
{
	struct sb16 *chip = state;

	*chip = (struct sb16){
		.slot = chip->slot,
		.line_out = chip->line_out,
		.line_in = chip->line_in,
		.irq_select = IRQ_SELECT_5,
		.dma_select = DMA_SELECT_1_5,
		.rate = 11025,
	};
	ct1745_reset(&chip->mixer);
	model_irq(chip->slot, false);
	model_wire(chip->slot, selected_line(chip));
}

static int sb16_create(struct model_slot *slot, void **state)
{
	struct sb16 *chip = calloc(1, sizeof(*chip));

	if (!chip)
		return -ENOMEM;
	chip->slot = slot;
	sb16_power_on(chip);
	*state = chip;
	return 0;
}

static void sb16_destroy(void *state)
{
	free(state);
}

static int sb16_line(void *state, const char *end, bool capture, const struct usnd_line *line)
{
	struct sb16 *chip = state;
	struct usnd_line *jack = capture ? &chip->line_in : &chip->line_out;

	if (*end)
		return -EOPNOTSUPP;
	*jack = line ? *line : (struct usnd_line){ 0 };
	for (unsigned int i = 0; i < SB_ENGINES; i++)
		if (chip->engines[i].capture == capture)
			chip->engines[i].announced = false;
	return 0;
}

extern const struct model_ops sb16_model;

const struct model_ops sb16_model = {
	.name = "sb16",
	.isa = &(const struct model_isa){ .port = 0x220, .ports = SB_PORTS },
	.create = sb16_create,
	.destroy = sb16_destroy,
	.read = sb16_read,
	.write = sb16_write,
	.run = sb16_run,
	.reset = sb16_power_on,
	.line = sb16_line,
};
