// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A loopback card, as snd-aloop: what one program plays on device 0, another records from device 1, and the other way
 * round. Names, limits, parameters and files are snd-aloop's. The module brings its own platform devices.
 *
 * Unlike there: what an end was prepared for binds the other end only, so a stream alone on its cable may be set up
 * anew without closing it; a recording is stopped under its own stream lock; both ends of a cable share a clock.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <sound/initval.h>

#include "aloop.h"

MODULE_DESCRIPTION("Loopback card");
MODULE_LICENSE("GPL");

#define DRIVER_NAME "snd_aloop"

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = { true };
static int pcm_substreams[SNDRV_CARDS] = { [0 ... SNDRV_CARDS - 1] = ALOOP_SUBSTREAMS };
static int pcm_notify[SNDRV_CARDS];
static char *timer_source[SNDRV_CARDS];

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each loopback card.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each loopback card.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Make the card; the first one is made by default.");
module_param_array(pcm_substreams, int, NULL, 0444);
MODULE_PARM_DESC(pcm_substreams, "How many cables each way (1 to 8).");
module_param_array(pcm_notify, int, NULL, 0444);
MODULE_PARM_DESC(pcm_notify, "Playback may change format, rate and channels under a recording.");
module_param_array(timer_source, charp, NULL, 0444);
MODULE_PARM_DESC(timer_source, "Sound timer that beats the periods: card, device and subdevice; empty for jiffies.");

static struct platform_device *devices[SNDRV_CARDS];

static int create(struct snd_card *card, int number)
{
	struct aloop *aloop = card->private_data;
	int err;

	aloop->card = card;
	mutex_init(&aloop->mutex);
	if (timer_source[number])
		strscpy(aloop->timer_source, timer_source[number], sizeof(aloop->timer_source));
	err = aloop_new_pcms(aloop, clamp(pcm_substreams[number], 1, ALOOP_SUBSTREAMS));
	if (err < 0)
		return err;
	err = aloop_new_controls(aloop, pcm_notify[number]);
	if (err < 0)
		return err;
	err = aloop_new_proc(aloop);
	if (err < 0)
		return err;
	strscpy(card->driver, "Loopback", sizeof(card->driver));
	strscpy(card->shortname, "Loopback", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "Loopback %i", number + 1);
	return snd_card_register(card);
}

static int aloop_probe(struct platform_device *device)
{
	struct snd_card *card;
	int err;

	err = snd_devm_card_new(&device->dev, index[device->id], id[device->id], THIS_MODULE, sizeof(struct aloop),
				&card);
	if (err < 0)
		return err;
	err = create(card, device->id);
	if (err < 0)
		return err;
	platform_set_drvdata(device, card);
	return 0;
}

static int aloop_suspend(struct device *dev)
{
	snd_power_change_state(dev_get_drvdata(dev), SNDRV_CTL_POWER_D3hot);
	return 0;
}

static int aloop_resume(struct device *dev)
{
	snd_power_change_state(dev_get_drvdata(dev), SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(aloop_pm, aloop_suspend, aloop_resume);

static struct platform_driver aloop_driver = {
	.probe = aloop_probe,
	.driver = {
		.name = DRIVER_NAME,
		.pm = pm_sleep_ptr(&aloop_pm),
	},
};

/* Return: the device, if its probe() has made a card */
static struct platform_device *create_device(int number)
{
	struct platform_device *device = platform_device_register_simple(DRIVER_NAME, number, NULL, 0);

	if (IS_ERR(device))
		return NULL;
	if (platform_get_drvdata(device))
		return device;
	platform_device_unregister(device);
	return NULL;
}

static void __exit aloop_exit(void)
{
	int i;

	for (i = 0; i < SNDRV_CARDS; i++)
		platform_device_unregister(devices[i]);
	platform_driver_unregister(&aloop_driver);
}

static int __init aloop_init(void)
{
	bool made = false;
	int i, err;

	err = platform_driver_register(&aloop_driver);
	if (err < 0)
		return err;
	for (i = 0; i < SNDRV_CARDS; i++) {
		if (enable[i])
			devices[i] = create_device(i);
		made |= devices[i] != NULL;
	}
	if (made)
		return 0;
	pr_err("%s: no card was made\n", KBUILD_MODNAME);
	platform_driver_unregister(&aloop_driver);
	return -ENODEV;
}

module_init(aloop_init);
module_exit(aloop_exit);
