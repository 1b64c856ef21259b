// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A card for programs that want one, as snd-dummy: names, limits, models, parameters, elements and files are
 * snd-dummy's. The module brings its own platform devices.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <sound/initval.h>

#include "dummy.h"

MODULE_DESCRIPTION("Card without hardware");
MODULE_LICENSE("GPL");

#define DRIVER_NAME "snd_dummy"
#define PCM_DEVICES 4
#define PCM_SUBSTREAMS 128

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = { true };
static char *model[SNDRV_CARDS];
static int pcm_devs[SNDRV_CARDS] = { [0 ... SNDRV_CARDS - 1] = 1 };
static int pcm_substreams[SNDRV_CARDS] = { [0 ... SNDRV_CARDS - 1] = 8 };

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each card.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each card.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Make the card; the first one is made by default.");
module_param_array(model, charp, NULL, 0444);
MODULE_PARM_DESC(model, "Limits of emu10k1, rme9652, ice1712, uda1341, ac97 or ca0106.");
module_param_array(pcm_devs, int, NULL, 0444);
MODULE_PARM_DESC(pcm_devs, "How many PCM devices (0 to 4).");
module_param_array(pcm_substreams, int, NULL, 0444);
MODULE_PARM_DESC(pcm_substreams, "How many substreams each (1 to 128).");

static struct platform_device *devices[SNDRV_CARDS];

static int new_pcms(struct dummy *dummy, int number)
{
	int device, err = 0;

	for (device = 0; device < min(pcm_devs[number], PCM_DEVICES) && err >= 0; device++)
		err = dummy_new_pcm(dummy, device, clamp(pcm_substreams[number], 1, PCM_SUBSTREAMS));
	return err;
}

static int create(struct snd_card *card, int number)
{
	struct dummy *dummy = card->private_data;
	int err;

	dummy->card = card;
	dummy->model = dummy_find_model(model[number]);
	if (dummy->model)
		dev_info(card->dev, "as %s\n", dummy->model->name);
	else if (model[number])
		dev_warn(card->dev, "there is no model %s\n", model[number]);
	dummy_set_limits(dummy);
	err = new_pcms(dummy, number);
	if (err < 0)
		return err;
	err = dummy_new_mixer(dummy);
	if (err < 0)
		return err;
	err = dummy_new_proc(dummy);
	if (err < 0)
		return err;
	strscpy(card->driver, "Dummy", sizeof(card->driver));
	strscpy(card->shortname, "Dummy", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "Dummy %i", number + 1);
	return snd_card_register(card);
}

static int dummy_probe(struct platform_device *device)
{
	struct snd_card *card;
	int err;

	err = snd_devm_card_new(&device->dev, index[device->id], id[device->id], THIS_MODULE, sizeof(struct dummy),
				&card);
	if (err < 0)
		return err;
	err = create(card, device->id);
	if (err < 0)
		return err;
	platform_set_drvdata(device, card);
	return 0;
}

static int dummy_suspend(struct device *dev)
{
	snd_power_change_state(dev_get_drvdata(dev), SNDRV_CTL_POWER_D3hot);
	return 0;
}

static int dummy_resume(struct device *dev)
{
	snd_power_change_state(dev_get_drvdata(dev), SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(dummy_pm, dummy_suspend, dummy_resume);

static struct platform_driver dummy_driver = {
	.probe = dummy_probe,
	.driver = {
		.name = DRIVER_NAME,
		.pm = pm_sleep_ptr(&dummy_pm),
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

static void __exit dummy_exit(void)
{
	int i;

	for (i = 0; i < SNDRV_CARDS; i++)
		platform_device_unregister(devices[i]);
	platform_driver_unregister(&dummy_driver);
	dummy_fake_buffer_exit();
}

static int __init dummy_init(void)
{
	bool made = false;
	int i, err;

	err = dummy_fake_buffer_init();
	if (err < 0)
		return err;
	err = platform_driver_register(&dummy_driver);
	if (err < 0)
		goto err_buffer;
	for (i = 0; i < SNDRV_CARDS; i++) {
		if (enable[i])
			devices[i] = create_device(i);
		made |= devices[i] != NULL;
	}
	if (made)
		return 0;
	pr_err("%s: no card was made\n", KBUILD_MODNAME);
	platform_driver_unregister(&dummy_driver);
	err = -ENODEV;
err_buffer:
	dummy_fake_buffer_exit();
	return err;
}

module_init(dummy_init);
module_exit(dummy_exit);
