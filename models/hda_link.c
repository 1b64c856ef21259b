// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: the way of commands to the codec and of its responses back, through two rings in memory.
 *
 * The controller takes one command a link frame from the CORB; its response is in the RIRB a frame after it was
 * taken, and that is when it takes effect. Only codec 0 is there; a command to another one is answered by nobody. A
 * response interrupt comes after RINTCNT responses, or as soon as there is nothing more to answer. A RIRB of which
 * nobody reads is overwritten.
 *
 * Left out: rings of 2 and 16 entries (the size registers say so), unsolicited responses, RIRB overrun.
 */
#include "models/hda.h"

#define RING_SIZE 0x42 /* 256 entries, nothing else */

static uint64_t address(uint32_t upper, uint32_t lower)
{
	return (uint64_t)upper << 32 | lower;
}

static bool waiting(const struct hda *chip)
{
	return chip->corbctl & CORB_RUN && !(chip->corbrp & RP_RESET) && (chip->corbrp & 0xff) != chip->corbwp &&
	       !(chip->corbsts & CORB_CMEI);
}

static void schedule(struct hda *chip)
{
	if (!waiting(chip))
		chip->verb_due = UINT64_MAX;
	else if (chip->verb_due == UINT64_MAX)
		chip->verb_due = model_now(chip->slot) + 2 * HDA_FRAME_NS;
}

static void respond(struct hda *chip, uint32_t response)
{
	uint8_t raw[8] = { response, response >> 8, response >> 16, response >> 24 }; /* from codec 0, solicited */

	if (!(chip->rirbctl & RIRB_RUN))
		return;
	chip->rirbwp++;
	model_dma_write(chip->slot, address(chip->rirbubase, chip->rirblbase) + 8 * chip->rirbwp, raw, sizeof(raw));
	chip->responses++;
}

/** hda_link_answer() - the command that is due has its response; time stands at chip->verb_due */
void hda_link_answer(struct hda *chip)
{
	uint64_t corb = address(chip->corbubase, chip->corblbase);
	uint8_t raw[4];

	chip->corbrp = (chip->corbrp + 1) & 0xff;
	if (!model_dma_read(chip->slot, corb + 4 * chip->corbrp, raw, sizeof(raw))) {
		chip->corbsts |= CORB_CMEI;
	} else {
		uint32_t command = raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;

		if (!(command >> 28))
			respond(chip, hda_codec_verb(&chip->codec, command));
	}
	if (waiting(chip))
		chip->verb_due += HDA_FRAME_NS;
	else
		chip->verb_due = UINT64_MAX;
	if (chip->responses && (chip->responses >= (chip->rintcnt ? chip->rintcnt : 256u) || !waiting(chip))) {
		chip->rirbsts |= RIRB_INT;
		chip->responses = 0;
	}
}

/* ---- registers --------------------------------------------------------------------------------------------------- */

uint32_t hda_link_read(const struct hda *chip, unsigned int reg)
{
	switch (reg) {
	case HDA_CORBLBASE:
		return chip->corblbase;
	case HDA_CORBUBASE:
		return chip->corbubase;
	case HDA_CORBWP:
		return chip->corbwp | (uint32_t)chip->corbrp << 16;
	case HDA_CORBCTL:
		return chip->corbctl | chip->corbsts << 8 | RING_SIZE << 16;
	case HDA_RIRBLBASE:
		return chip->rirblbase;
	case HDA_RIRBUBASE:
		return chip->rirbubase;
	case HDA_RIRBWP:
		return chip->rirbwp | (uint32_t)chip->rintcnt << 16;
	case HDA_RIRBCTL:
		return chip->rirbctl | chip->rirbsts << 8 | RING_SIZE << 16;
	default:
		return 0;
	}
}

/* the pointer is reset by writing the bit, seeing it, and taking it back */
static void write_corb_pointers(struct hda *chip, uint32_t mask, uint32_t value)
{
	chip->corbwp = hda_merge(chip->corbwp, mask, value, ~0xffu);
	if (!(mask & (uint32_t)RP_RESET << 16) || chip->corbctl & CORB_RUN)
		return;
	if (value & (uint32_t)RP_RESET << 16)
		chip->corbrp = RP_RESET;
	else
		chip->corbrp &= ~RP_RESET;
}

void hda_link_write(struct hda *chip, unsigned int reg, uint32_t mask, uint32_t value)
{
	/* where a ring lies is changed only while it stands still */
	bool corb_stands = !(chip->corbctl & CORB_RUN), rirb_stands = !(chip->rirbctl & RIRB_RUN);

	switch (reg) {
	case HDA_CORBLBASE:
		chip->corblbase = hda_merge(chip->corblbase, mask, value, corb_stands ? 0x7f : ~0u);
		break;
	case HDA_CORBUBASE:
		chip->corbubase = hda_merge(chip->corbubase, mask, value, corb_stands ? 0 : ~0u);
		break;
	case HDA_CORBWP:
		write_corb_pointers(chip, mask, value);
		break;
	case HDA_CORBCTL:
		chip->corbctl = hda_merge(chip->corbctl, mask, value, ~(uint32_t)(CORB_RUN | CORB_CMEIE));
		chip->corbsts &= ~((value & mask) >> 8);
		break;
	case HDA_RIRBLBASE:
		chip->rirblbase = hda_merge(chip->rirblbase, mask, value, rirb_stands ? 0x7f : ~0u);
		break;
	case HDA_RIRBUBASE:
		chip->rirbubase = hda_merge(chip->rirbubase, mask, value, rirb_stands ? 0 : ~0u);
		break;
	case HDA_RIRBWP:
		if (value & mask & RP_RESET)
			chip->rirbwp = 0;
		chip->rintcnt = hda_merge((uint32_t)chip->rintcnt << 16, mask, value, ~0x00ff0000u) >> 16;
		break;
	case HDA_RIRBCTL:
		chip->rirbctl = hda_merge(chip->rirbctl, mask, value, ~(uint32_t)(RIRB_INT | RIRB_RUN | RIRB_OVERRUN));
		chip->rirbsts &= ~((value & mask) >> 8);
		break;
	}
	schedule(chip);
}
