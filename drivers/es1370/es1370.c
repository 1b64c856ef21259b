// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ALSA driver for the Ensoniq AudioPCI (ES1370), written from the chip's registers: the card, its power, its own
 * switches. The PCM devices are es1370_pcm.c, the mixer ak4531.c.
 *
 * chip->lock protects the registers, their shadows and the memory page; it is taken in the interrupt handler.
 * chip->clock_lock protects who has set the clock of DAC2 and ADC. Order: clock_lock, lock; the codec's lock, lock.
 *
 * Names, numbers and order of the mixer's elements are those of Linux's snd-ens1370. Its values are not: there
 * everything wakes up muted and alsactl sets it up; here both DACs are heard and line-in is recorded at 0 dB.
 *
 * Left out: the MIDI port, the joystick port.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/init.h>
#include <linux/module.h>
#include <sound/control.h>
#include <sound/info.h>
#include <sound/initval.h>

#include "es1370.h"

MODULE_DESCRIPTION("Ensoniq AudioPCI (ES1370)");
MODULE_LICENSE("GPL");

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = SNDRV_DEFAULT_ENABLE_PNP;

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each AudioPCI.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each AudioPCI.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Use the card, for each AudioPCI.");

/* ---- the chip -------------------------------------------------------------------------------------------------- */

static int codec_write(struct ak4531 *codec, u8 reg, u8 value)
{
	struct es1370 *chip = container_of(codec, struct es1370, codec);
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!(inl(chip->port + REG_STATUS) & STAT_CSTAT)) {
			outw(reg << 8 | value, chip->port + REG_CODEC);
			return 0;
		}
		usleep_range(10, 50);
	}
	dev_err(chip->card->dev, "the codec does not answer\n");
	return -EIO;
}

/* everything that the chip and the codec forget without power; a stream's registers are written by its prepare() */
static int chip_start(struct es1370 *chip)
{
	spin_lock_irq(&chip->lock);
	write_control(chip, (chip->control & CTRL_XCTL) | CTRL_CDC_EN | CTRL_SERR_DIS);
	write_serial(chip, 0);
	/* a fourth channel that nobody uses: it may run at power on, and must not do so over memory of others */
	outl(PAGE_ADC, chip->port + REG_MEM_PAGE);
	outl(chip->stray, chip->port + REG_FRAME_B);
	outl(0, chip->port + REG_FRAME_B + 4);
	outb(0, chip->port + REG_UART_CONTROL);
	spin_unlock_irq(&chip->lock);
	return ak4531_start(&chip->codec);
}

/* all channels off; what the output pins were set to is kept in mind */
static void chip_stop(struct es1370 *chip)
{
	spin_lock_irq(&chip->lock);
	chip->control &= CTRL_XCTL;
	outl(CTRL_SERR_DIS, chip->port + REG_CONTROL);
	write_serial(chip, 0);
	spin_unlock_irq(&chip->lock);
}

static int es1370_suspend(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);
	struct es1370 *chip = card->private_data;

	/* the PCM core has suspended the streams */
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	ak4531_stop(&chip->codec);
	chip_stop(chip);
	return 0;
}

static int es1370_resume(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);
	int err;

	err = chip_start(card->private_data);
	if (err < 0)
		return err;
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(es1370_pm, es1370_suspend, es1370_resume);

/* ---- the chip's own switches ------------------------------------------------------------------------------------ */

/* an output pin as a control element; private_value: its bit */
static int pin_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct es1370 *chip = snd_kcontrol_chip(kcontrol);

	spin_lock_irq(&chip->lock);
	value->value.integer.value[0] = !!(chip->control & kcontrol->private_value);
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int pin_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct es1370 *chip = snd_kcontrol_chip(kcontrol);
	u32 bit = kcontrol->private_value, control;
	int changed;

	spin_lock_irq(&chip->lock);
	control = (chip->control & ~bit) | (value->value.integer.value[0] ? bit : 0);
	changed = control != chip->control;
	write_control(chip, control);
	spin_unlock_irq(&chip->lock);
	return changed;
}

static int add_pin(struct es1370 *chip, const char *name, u32 bit)
{
	struct snd_kcontrol_new control = {
		.iface = SNDRV_CTL_ELEM_IFACE_CARD,
		.name = name,
		.info = snd_ctl_boolean_mono_info,
		.get = pin_get,
		.put = pin_put,
		.private_value = bit,
	};

	return snd_ctl_add(chip->card, snd_ctl_new1(&control, chip));
}

static void read_proc(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct es1370 *chip = entry->private_data;
	u32 control = READ_ONCE(chip->control);

	snd_iprintf(buffer, "Ensoniq AudioPCI ES1370\n\n");
	snd_iprintf(buffer, "Joystick enable  : off\n");
	snd_iprintf(buffer, "MIC +5V bias     : %s\n", control & CTRL_XCTL1 ? "on" : "off");
	snd_iprintf(buffer, "Line In to AOUT  : %s\n", control & CTRL_XCTL0 ? "on" : "off");
}

static int new_mixer(struct es1370 *chip)
{
	int err;

	err = ak4531_mixer(&chip->codec, chip->card);
	if (err < 0)
		return err;
	err = add_pin(chip, "PCM 0 Output also on Line-In Jack", CTRL_XCTL0);
	if (err < 0)
		return err;
	err = add_pin(chip, "Mic +5V bias", CTRL_XCTL1);
	if (err < 0)
		return err;
	return snd_card_ro_proc_new(chip->card, "audiopci", chip, read_proc);
}

/* ---- the card --------------------------------------------------------------------------------------------------- */

static void es1370_free(struct snd_card *card)
{
	chip_stop(card->private_data);
}

static int acquire(struct es1370 *chip)
{
	struct pci_dev *pci = chip->pci;
	void *stray;
	int err;

	err = pcim_enable_device(pci);
	if (err < 0)
		return err;
	/* the frame registers hold 32 bits of address */
	err = dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(32));
	if (err < 0)
		return err;
	err = pci_request_regions(pci, KBUILD_MODNAME);
	if (err < 0)
		return err;
	chip->port = pci_resource_start(pci, 0);
	stray = dmam_alloc_coherent(&pci->dev, 16, &chip->stray, GFP_KERNEL);
	if (!stray)
		return -ENOMEM;
	pci_set_master(pci);
	err = devm_request_irq(&pci->dev, pci->irq, es1370_interrupt, IRQF_SHARED, KBUILD_MODNAME, chip);
	if (err < 0)
		return err;
	chip->irq = pci->irq;
	chip->card->sync_irq = chip->irq;
	return 0;
}

static int create(struct snd_card *card, struct pci_dev *pci)
{
	struct es1370 *chip = card->private_data;
	int err;

	chip->card = card;
	chip->pci = pci;
	spin_lock_init(&chip->lock);
	mutex_init(&chip->clock_lock);
	chip->codec.write = codec_write;
	ak4531_init(&chip->codec);
	err = acquire(chip);
	if (err < 0)
		return err;
	card->private_free = es1370_free;
	err = chip_start(chip);
	if (err < 0)
		return err;
	err = new_mixer(chip);
	if (err < 0)
		return err;
	err = es1370_new_pcms(chip);
	if (err < 0)
		return err;
	/* alsa-lib looks for cards/ENS1370.conf by this name, and finds front and rear there */
	strscpy(card->driver, "ENS1370", sizeof(card->driver));
	strscpy(card->shortname, "Ensoniq AudioPCI", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "%s %s at 0x%lx, irq %d", card->shortname, card->driver,
		 chip->port, chip->irq);
	return snd_card_register(card);
}

static int es1370_probe(struct pci_dev *pci, const struct pci_device_id *pci_id)
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
	err = snd_devm_card_new(&pci->dev, index[number], id[number], THIS_MODULE, sizeof(struct es1370), &card);
	if (err < 0)
		return err;
	err = create(card, pci);
	if (err < 0)
		return snd_card_free_on_error(&pci->dev, err);
	pci_set_drvdata(pci, card);
	number++;
	return 0;
}

static const struct pci_device_id es1370_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370) },
	{ }
};
MODULE_DEVICE_TABLE(pci, es1370_ids);

static struct pci_driver es1370_driver = {
	.name = KBUILD_MODNAME,
	.id_table = es1370_ids,
	.probe = es1370_probe,
	.driver.pm = pm_sleep_ptr(&es1370_pm),
};

module_pci_driver(es1370_driver);
