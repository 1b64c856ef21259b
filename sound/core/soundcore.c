// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soundcore.c - the class of all sound devices. Its devices have their nodes in /dev/snd.
 */
#define KBUILD_MODNAME "soundcore"

#include <linux/device.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kdev_t.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <sound/core.h>

static char *sound_devnode(const struct device *dev, umode_t *mode)
{
	/* the devices of OSS, with a major of their own, stand in /dev itself */
	if (MAJOR(dev->devt) == SOUND_MAJOR)
		return NULL;
	return kasprintf(GFP_KERNEL, "snd/%s", dev_name(dev));
}

struct class sound_class = {
	.name = "sound",
	.devnode = sound_devnode,
};
EXPORT_SYMBOL(sound_class);

static int __init soundcore_init(void)
{
	return class_register(&sound_class);
}

static void __exit soundcore_exit(void)
{
	class_unregister(&sound_class);
}

subsys_initcall(soundcore_init);
module_exit(soundcore_exit);
