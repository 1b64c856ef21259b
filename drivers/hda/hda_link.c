// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: commands to the codec (CORB) and its responses (RIRB), rings in memory that the controller
 * reads and writes. One command is under way at a time; the response interrupt wakes who waits for it.
 */
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>

#include "hda.h"

#define RING_ENTRIES	256
#define CORB_OFFSET	0				/* 1 KiB */
#define POSITIONS_OFFSET 1024				/* 8 bytes for each of at most 30 streams */
#define RIRB_OFFSET	2048				/* 2 KiB */
#define RINGS_BYTES	4096
#define ANSWER_MS	1000

#define RESPONSE_UNSOLICITED BIT(4)			/* in its second word; nobody has asked for those */

int hda_link_alloc(struct hda *chip)
{
	void *rings = dmam_alloc_coherent(&chip->pci->dev, RINGS_BYTES, &chip->rings_addr, GFP_KERNEL);

	if (!rings)
		return -ENOMEM;
	chip->corb = rings + CORB_OFFSET;
	chip->positions = rings + POSITIONS_OFFSET;
	chip->rirb = rings + RIRB_OFFSET;
	return 0;
}

static void write_address(struct hda *chip, unsigned int reg, dma_addr_t addr)
{
	writel(lower_32_bits(addr), chip->regs + reg);
	writel(upper_32_bits(addr), chip->regs + reg + 4);
}

static int reset_pointers(struct hda *chip)
{
	int err;

	writew(0, chip->regs + REG_CORBWP);
	writew(CORBRP_RESET, chip->regs + REG_CORBRP);
	err = hda_wait(chip, REG_CORBWP, CORBRP_RESET << 16, CORBRP_RESET << 16);
	if (err < 0)
		return err;
	writew(0, chip->regs + REG_CORBRP);
	err = hda_wait(chip, REG_CORBWP, CORBRP_RESET << 16, 0);
	if (err < 0)
		return err;
	writew(RIRBWP_RESET, chip->regs + REG_RIRBWP);
	chip->corb_wp = 0;
	chip->rirb_rp = 0;
	return 0;
}

int hda_link_start(struct hda *chip)
{
	int err;

	hda_link_stop(chip);
	write_address(chip, REG_CORBLBASE, chip->rings_addr + CORB_OFFSET);
	write_address(chip, REG_RIRBLBASE, chip->rings_addr + RIRB_OFFSET);
	writeb(RING_256, chip->regs + REG_CORBSIZE);
	writeb(RING_256, chip->regs + REG_RIRBSIZE);
	err = reset_pointers(chip);
	if (err < 0)
		return err;
	writew(1, chip->regs + REG_RINTCNT);
	writeb(RIRBSTS_INT | RIRBSTS_OVERRUN, chip->regs + REG_RIRBSTS);
	writeb(RING_RUN | RIRBCTL_INT, chip->regs + REG_RIRBCTL);
	writeb(RING_RUN, chip->regs + REG_CORBCTL);
	write_address(chip, REG_DPLBASE, (chip->rings_addr + POSITIONS_OFFSET) | DPLBASE_ENABLE);
	mutex_lock(&chip->verb_lock);
	chip->link_lost = false;
	mutex_unlock(&chip->verb_lock);
	return 0;
}

void hda_link_stop(struct hda *chip)
{
	writeb(0, chip->regs + REG_CORBCTL);
	writeb(0, chip->regs + REG_RIRBCTL);
	writel(0, chip->regs + REG_DPLBASE);
}

void hda_link_interrupt(struct hda *chip)
{
	unsigned int wp;

	if (!(readb(chip->regs + REG_RIRBSTS) & RIRBSTS_INT))
		return;
	/* acknowledged before looking: what comes later interrupts again */
	writeb(RIRBSTS_INT | RIRBSTS_OVERRUN, chip->regs + REG_RIRBSTS);
	wp = readw(chip->regs + REG_RIRBWP) % RING_ENTRIES;
	while (chip->rirb_rp != wp) {
		chip->rirb_rp = (chip->rirb_rp + 1) % RING_ENTRIES;
		if (le32_to_cpu(chip->rirb[2 * chip->rirb_rp + 1]) & RESPONSE_UNSOLICITED)
			continue;
		chip->response = le32_to_cpu(chip->rirb[2 * chip->rirb_rp]);
		complete(&chip->answered);
	}
}

static int send(struct hda *chip, u16 nid, u32 verb)
{
	if (chip->link_lost)
		return -EIO;
	/* all ones: the card is no longer there */
	if (readl(chip->regs + REG_GCTL) == ~0u)
		return -ENODEV;
	reinit_completion(&chip->answered);
	chip->corb_wp = (chip->corb_wp + 1) % RING_ENTRIES;
	chip->corb[chip->corb_wp] = cpu_to_le32(chip->codec << 28 | (u32)nid << 20 | verb);
	/* writew() lets the ring be seen first */
	writew(chip->corb_wp, chip->regs + REG_CORBWP);
	if (wait_for_completion_timeout(&chip->answered, msecs_to_jiffies(ANSWER_MS)))
		return 0;
	dev_err(chip->card->dev, "codec %u does not answer (node 0x%02x, verb 0x%05x)\n", chip->codec, nid, verb);
	chip->link_lost = true;
	return -EIO;
}

int hda_verb(struct hda *chip, u16 nid, u32 verb, u32 *response)
{
	int err;

	mutex_lock(&chip->verb_lock);
	err = send(chip, nid, verb);
	if (!err && response)
		*response = chip->response;
	mutex_unlock(&chip->verb_lock);
	return err;
}
