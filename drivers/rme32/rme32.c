// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ALSA driver for RME's Digi32, Digi32/8 and Digi32 PRO (also sold as Sek'd Prodif 32, Gold, 96): the card and its
 * power. The PCM devices are rme32_pcm.c and rme32_duplex.c, the control elements rme32_control.c.
 *
 * Left out: the PRO's analogue volume, mono, what the card can do with ADAT beyond eight channels of 16 bits.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <sound/control.h>
#include <sound/info.h>
#include <sound/initval.h>

#include "rme32.h"

MODULE_DESCRIPTION("RME Digi32, Digi32/8, Digi32 PRO");
MODULE_LICENSE("GPL");

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = SNDRV_DEFAULT_ENABLE_PNP;
static bool fullduplex[SNDRV_CARDS];

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each Digi32.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each Digi32.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Use the card, for each Digi32.");
module_param_array(fullduplex, bool, NULL, 0444);
MODULE_PARM_DESC(fullduplex, "Play and record at the same time, for each Digi32.");

/* ---- clocks and inputs ----------------------------------------------------------------------------------------- */

/** rme32_input_rate() - what comes in by the receiver's code in @status, Hz; 0: nothing, or a rate that has no code */
unsigned int rme32_input_rate(struct rme32 *chip, u32 status)
{
	/* the CS8412 has codes for ranges of 400 ppm and of 4 %, and one for 44.1 kHz of NTSC video */
	static const unsigned int cs8412[] = { 0, 48000, 44100, 32000, 48000, 44100, 44056, 32000 };
	static const unsigned int cs8414[] = { 0, 0, 0, 96000, 88200, 48000, 44100, 32000 };

	if (status == ~0u || status & STAT_ERROR)
		return 0;
	return (rme32_has_cs8414(chip) ? cs8414 : cs8412)[STAT_RATE(status)];
}

/** rme32_clock_rate() - what the quartz is set to, Hz; 0: the input is the clock */
unsigned int rme32_clock_rate(const struct rme32 *chip)
{
	static const unsigned int rates[] = { 0, 32000, 44100, 48000 };

	return rates[(chip->control & CTRL_FREQ_MASK) / CTRL_FREQ(1)] << !!(chip->control & CTRL_DOUBLE);
}

/** rme32_mute() - the output is mute unless it has something to say; writes the control register, the lock is held */
void rme32_mute(struct rme32 *chip)
{
	bool playing = chip->running & 1u << SNDRV_PCM_STREAM_PLAYBACK;

	if (chip->control & CTRL_SEL && !playing)
		rme32_write_control(chip, chip->control | CTRL_MUTE);
	else
		rme32_write_control(chip, chip->control & ~CTRL_MUTE);
}

/* ---- power ------------------------------------------------------------------------------------------------------- */

/* everything that the card forgets without power is in chip->control */
static void chip_start(struct rme32 *chip)
{
	spin_lock_irq(&chip->lock);
	writel(0, chip->io + REG_CONFIRM);
	if (rme32_is_pro(chip))
		writel(chip->control | CTRL_DAC_RESET, chip->io + REG_CONTROL);
	rme32_mute(chip);
	writel(0, chip->io + REG_RESET);
	spin_unlock_irq(&chip->lock);
}

static void chip_stop(struct rme32 *chip)
{
	spin_lock_irq(&chip->lock);
	rme32_write_control(chip, (chip->control & ~CTRL_START) | CTRL_MUTE);
	writel(0, chip->io + REG_CONFIRM);
	spin_unlock_irq(&chip->lock);
}

static int rme32_suspend(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);

	/* the PCM core has suspended the streams */
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	chip_stop(card->private_data);
	return 0;
}

static int rme32_resume(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);

	chip_start(card->private_data);
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(rme32_pm, rme32_suspend, rme32_resume);

/* ---- /proc ------------------------------------------------------------------------------------------------------- */

static void read_input(struct rme32 *chip, struct snd_info_buffer *buffer, u32 control, u32 status)
{
	static const char *const inputs[] = { "optical", "coaxial", "internal", "XLR" };
	unsigned int rate = rme32_input_rate(chip, status);

	snd_iprintf(buffer, "\nInput settings\n");
	snd_iprintf(buffer, "  input: %s%s\n", inputs[(control & CTRL_INPUT_MASK) / CTRL_INPUT(1)],
		    !rate ? "" : status & STAT_ADAT ? " (8 channels)" : " (2 channels)");
	if (rate)
		snd_iprintf(buffer, "  sample rate: %u Hz\n", rate);
	else
		snd_iprintf(buffer, "  sample rate: no valid signal\n");
}

static void read_output(struct rme32 *chip, struct snd_info_buffer *buffer, u32 control, u32 status)
{
	unsigned int rate = rme32_clock_rate(chip);

	snd_iprintf(buffer, "\nOutput settings\n");
	snd_iprintf(buffer, "  output signal: %s%s\n", control & CTRL_SEL ? "normal playback" : "same as input",
		    control & CTRL_MUTE ? " (muted)" : "");
	if (rate)
		snd_iprintf(buffer, "  sample rate: %u Hz\n", rate);
	snd_iprintf(buffer, "  sample clock source: %s\n", status & STAT_EXTERNAL ? "AutoSync" : "Internal");
	snd_iprintf(buffer, "  format: %s\n", control & CTRL_PRO ? "AES/EBU (professional)" : "IEC958 (consumer)");
	snd_iprintf(buffer, "  emphasis: %s\n", control & CTRL_EMPHASIS ? "on" : "off");
}

static void read_proc(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct rme32 *chip = entry->private_data;
	u32 control = READ_ONCE(chip->control), status = rme32_status(chip);

	snd_iprintf(buffer, "%s (index #%d)\n", chip->card->longname, chip->card->number + 1);
	snd_iprintf(buffer, "\nGeneral settings\n");
	snd_iprintf(buffer, "  %s-duplex mode\n", chip->duplex ? "Full" : "Half");
	snd_iprintf(buffer, "  receiver: %s\n", rme32_has_cs8414(chip) ? "CS8414" : "CS8412");
	snd_iprintf(buffer, "  format: %s, Stereo\n", control & CTRL_WIDE ? "24 bit" : "16 bit");
	read_input(chip, buffer, control, status);
	read_output(chip, buffer, control, status);
}

/* ---- the card ---------------------------------------------------------------------------------------------------- */

static void rme32_free(struct snd_card *card)
{
	chip_stop(card->private_data);
}

static int acquire(struct rme32 *chip)
{
	struct pci_dev *pci = chip->pci;
	int err;

	err = pcim_enable_device(pci);
	if (err < 0)
		return err;
	err = pci_request_regions(pci, KBUILD_MODNAME);
	if (err < 0)
		return err;
	chip->port = pci_resource_start(pci, 0);
	chip->io = devm_ioremap(&pci->dev, chip->port, REG_BYTES);
	if (!chip->io)
		return -ENOMEM;
	err = devm_request_irq(&pci->dev, pci->irq, rme32_interrupt, IRQF_SHARED, KBUILD_MODNAME, chip);
	if (err < 0)
		return err;
	chip->irq = pci->irq;
	chip->card->sync_irq = chip->irq;
	return 0;
}

static void name_card(struct rme32 *chip)
{
	struct snd_card *card = chip->card;
	const char *suffix = rme32_is_pro(chip) ? " PRO" : chip->pci->device == PCI_DEVICE_ID_RME_DIGI32_8 ? "/8" : "";

	strscpy(card->driver, "Digi32", sizeof(card->driver));
	snprintf(card->shortname, sizeof(card->shortname), "RME Digi32%s", suffix);
	snprintf(card->longname, sizeof(card->longname), "%s (Rev. %d) at 0x%llx, irq %d", card->shortname,
		 chip->pci->revision, (unsigned long long)chip->port, chip->irq);
}

static int create(struct snd_card *card, struct pci_dev *pci, bool duplex)
{
	struct rme32 *chip = card->private_data;
	int err;

	chip->card = card;
	chip->pci = pci;
	chip->duplex = duplex;
	spin_lock_init(&chip->lock);
	/* what is in the coaxial connector; nothing to be heard */
	chip->control = CTRL_SEL | CTRL_INPUT(1) | CTRL_MUTE;
	err = acquire(chip);
	if (err < 0)
		return err;
	card->private_free = rme32_free;
	chip_start(chip);
	err = rme32_new_pcms(chip);
	if (err < 0)
		return err;
	err = rme32_new_controls(chip);
	if (err < 0)
		return err;
	err = snd_card_ro_proc_new(card, "rme32", chip, read_proc);
	if (err < 0)
		return err;
	name_card(chip);
	return snd_card_register(card);
}

static int rme32_probe(struct pci_dev *pci, const struct pci_device_id *pci_id)
{
	static int number;
	struct snd_card *card;
	int err;

	if (number >= SNDRV_CARDS)
		return -ENODEV;
	if (!enable[number]) {
		number++;
		return -ENOENT;
	}
	err = snd_devm_card_new(&pci->dev, index[number], id[number], THIS_MODULE, sizeof(struct rme32), &card);
	if (err < 0)
		return err;
	err = create(card, pci, fullduplex[number]);
	if (err < 0)
		return snd_card_free_on_error(&pci->dev, err);
	pci_set_drvdata(pci, card);
	number++;
	return 0;
}

static const struct pci_device_id rme32_ids[] = {
	{ PCI_VDEVICE(XILINX_RME, PCI_DEVICE_ID_RME_DIGI32) },
	{ PCI_VDEVICE(XILINX_RME, PCI_DEVICE_ID_RME_DIGI32_8) },
	{ PCI_VDEVICE(XILINX_RME, PCI_DEVICE_ID_RME_DIGI32_PRO) },
	{ }
};
MODULE_DEVICE_TABLE(pci, rme32_ids);

static struct pci_driver rme32_driver = {
	.name = KBUILD_MODNAME,
	.id_table = rme32_ids,
	.probe = rme32_probe,
	.driver.pm = pm_sleep_ptr(&rme32_pm),
};

module_pci_driver(rme32_driver);
