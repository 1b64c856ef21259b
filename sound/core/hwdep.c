// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hwdep.c - devices whose operations are their driver's: /dev/snd/hwC*D*, /proc/asound/hwdep, and what the control
 * device says of them.
 *
 * The last two are there from when the first driver has made such a device: in Linux this is a module of its own, which
 * comes with the first driver that needs it. Left out: OSS's direct FM device, the layouts of 32-bit processes.
 *
 * Locks: hwdep_mutex, for the list of registered devices, is taken inside the control device's ioctls; hwdep_mutex >
 * hwdep->open_mutex. present_mutex is taken outside of both.
 */
#define KBUILD_MODNAME "snd_hwdep"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/hwdep.h>
#include <sound/info.h>
#include <sound/minors.h>

static DEFINE_MUTEX(hwdep_mutex);
static LIST_HEAD(hwdep_devices);
static DEFINE_MUTEX(present_mutex);
static bool present; /* present_mutex, and so is the next */
static struct snd_info_entry *proc_entry;

/* hwdep_mutex held */
static struct snd_hwdep *find(struct snd_card *card, int device)
{
	struct snd_hwdep *hw;

	list_for_each_entry(hw, &hwdep_devices, list)
		if (hw->card == card && hw->device == device)
			return hw;
	return NULL;
}

/* ---- the file ------------------------------------------------------------------------------------------ */

static loff_t hwdep_llseek(struct file *file, loff_t offset, int whence)
{
	struct snd_hwdep *hw = file->private_data;

	return hw->ops.llseek ? hw->ops.llseek(hw, file, offset, whence) : -ENXIO;
}

static ssize_t hwdep_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct snd_hwdep *hw = file->private_data;

	return hw->ops.read ? hw->ops.read(hw, buf, count, pos) : -ENXIO;
}

static ssize_t hwdep_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct snd_hwdep *hw = file->private_data;

	return hw->ops.write ? hw->ops.write(hw, buf, count, pos) : -ENXIO;
}

static __poll_t hwdep_poll(struct file *file, poll_table *wait)
{
	struct snd_hwdep *hw = file->private_data;

	return hw->ops.poll ? hw->ops.poll(hw, file, wait) : 0;
}

static int hwdep_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct snd_hwdep *hw = file->private_data;

	return hw->ops.mmap ? hw->ops.mmap(hw, file, vma) : -ENXIO;
}

static int open_once(struct snd_hwdep *hw, struct file *file)
{
	if (hw->exclusive && hw->used)
		return -EBUSY;
	return hw->ops.open ? hw->ops.open(hw, file) : 0;
}

/* open_mutex held, and dropped while asleep */
static int wait_for_release(struct snd_hwdep *hw)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&hw->open_wait, &wait, TASK_INTERRUPTIBLE);
	mutex_unlock(&hw->open_mutex);
	schedule();
	mutex_lock(&hw->open_mutex);
	finish_wait(&hw->open_wait, &wait);
	if (READ_ONCE(hw->card->shutdown))
		return -ENODEV;
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

static int open_waiting(struct snd_hwdep *hw, struct file *file)
{
	int err;

	do {
		err = open_once(hw, file);
		if (err != -EAGAIN)
			return err;
		if (file->f_flags & O_NONBLOCK)
			return -EBUSY;
		err = wait_for_release(hw);
	} while (!err);
	return err;
}

/* open_mutex held */
static int open_locked(struct snd_hwdep *hw, struct file *file)
{
	int err = open_waiting(hw, file);

	if (err < 0)
		return err;
	err = snd_card_file_add(hw->card, file);
	if (err < 0) {
		if (hw->ops.release)
			hw->ops.release(hw, file);
		return err;
	}
	file->private_data = hw;
	hw->used++;
	return 0;
}

static int hwdep_open(struct inode *inode, struct file *file)
{
	struct snd_hwdep *hw = snd_lookup_minor_data(iminor(inode), SNDRV_DEVICE_TYPE_HWDEP);
	int err = -EFAULT;

	if (!hw)
		return -ENODEV;
	if (try_module_get(hw->card->module)) {
		scoped_guard(mutex, &hw->open_mutex)
			err = open_locked(hw, file);
		if (err < 0)
			module_put(hw->card->module);
	}
	/* the look-up took a reference; the file has its own by now, or has failed */
	snd_card_unref(hw->card);
	return err;
}

static int hwdep_release(struct inode *inode, struct file *file)
{
	struct snd_hwdep *hw = file->private_data;
	struct module *module = hw->card->module;
	int err = 0;

	scoped_guard(mutex, &hw->open_mutex) {
		if (hw->ops.release)
			err = hw->ops.release(hw, file);
		hw->used--;
	}
	wake_up(&hw->open_wait);
	snd_card_file_remove(hw->card, file);
	module_put(module);
	return err;
}

/* ---- ioctls -------------------------------------------------------------------------------------------- */

static int do_info(struct snd_hwdep *hw, struct snd_hwdep_info __user *arg)
{
	struct snd_hwdep_info info = { .card = hw->card->number, .iface = hw->iface };

	strscpy(info.id, hw->id, sizeof(info.id));
	strscpy(info.name, hw->name, sizeof(info.name));
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static int do_dsp_status(struct snd_hwdep *hw, void __user *arg)
{
	struct snd_hwdep_dsp_status status = { .dsp_loaded = hw->dsp_loaded };
	int err;

	if (!hw->ops.dsp_status)
		return -ENXIO;
	err = hw->ops.dsp_status(hw, &status);
	if (err < 0)
		return err;
	return copy_to_user(arg, &status, sizeof(status)) ? -EFAULT : 0;
}

static int do_dsp_load(struct snd_hwdep *hw, void __user *arg)
{
	struct snd_hwdep_dsp_image image;
	int err;

	if (copy_from_user(&image, arg, sizeof(image)))
		return -EFAULT;
	if (!hw->ops.dsp_load)
		return -ENXIO;
	if (image.index >= 32)
		return -EINVAL;
	if (hw->dsp_loaded & 1u << image.index)
		return -EBUSY;
	err = hw->ops.dsp_load(hw, &image);
	if (err < 0)
		return err;
	hw->dsp_loaded |= 1u << image.index;
	return 0;
}

static long hwdep_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_hwdep *hw = file->private_data;
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case SNDRV_HWDEP_IOCTL_PVERSION:
		return put_user(SNDRV_HWDEP_VERSION, (int __user *)argp);
	case SNDRV_HWDEP_IOCTL_INFO:
		return do_info(hw, argp);
	case SNDRV_HWDEP_IOCTL_DSP_STATUS:
		return do_dsp_status(hw, argp);
	case SNDRV_HWDEP_IOCTL_DSP_LOAD:
		return do_dsp_load(hw, argp);
	}
	return hw->ops.ioctl ? hw->ops.ioctl(hw, file, cmd, arg) : -ENOTTY;
}

static const struct file_operations hwdep_fops = {
	.owner = THIS_MODULE,
	.llseek = hwdep_llseek,
	.read = hwdep_read,
	.write = hwdep_write,
	.poll = hwdep_poll,
	.mmap = hwdep_mmap,
	.open = hwdep_open,
	.release = hwdep_release,
	.unlocked_ioctl = hwdep_ioctl,
};

/* ---- asked through the control device, and in /proc ---------------------------------------------------- */

/* the first device behind *@arg, -1: none */
static int do_next_device(struct snd_card *card, int __user *arg)
{
	int device;

	if (get_user(device, arg))
		return -EFAULT;
	device = clamp(device, -1, SNDRV_MINOR_HWDEPS);
	guard(mutex)(&hwdep_mutex);
	for (device++; device < SNDRV_MINOR_HWDEPS; device++)
		if (find(card, device))
			return put_user(device, arg);
	return put_user(-1, arg);
}

static int do_control_info(struct snd_card *card, struct snd_hwdep_info __user *arg)
{
	struct snd_hwdep *hw;
	int device;

	if (get_user(device, (int __user *)&arg->device))
		return -EFAULT;
	guard(mutex)(&hwdep_mutex);
	hw = find(card, device);
	return hw ? do_info(hw, arg) : -ENXIO;
}

static int control_ioctl(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd, unsigned long arg)
{
	if (cmd == SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE)
		return do_next_device(card, (int __user *)arg);
	if (cmd == SNDRV_CTL_IOCTL_HWDEP_INFO)
		return do_control_info(card, (void __user *)arg);
	return -ENOIOCTLCMD;
}

static void read_hwdep(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_hwdep *hw;

	guard(mutex)(&hwdep_mutex);
	list_for_each_entry(hw, &hwdep_devices, list)
		snd_iprintf(buffer, "%02i-%02i: %s\n", hw->card->number, hw->device, hw->name);
}

/* without memory there is no file */
static struct snd_info_entry *make_proc_entry(void)
{
	struct snd_info_entry *entry = snd_info_create_module_entry(THIS_MODULE, "hwdep", NULL);

	if (!entry)
		return NULL;
	snd_info_set_text_ops(entry, NULL, read_hwdep);
	if (!snd_info_register(entry))
		return entry;
	snd_info_free_entry(entry);
	return NULL;
}

static int be_present(void)
{
	int err;

	guard(mutex)(&present_mutex);
	if (present)
		return 0;
	err = snd_ctl_register_ioctl(control_ioctl);
	if (err)
		return err;
	proc_entry = make_proc_entry();
	present = true;
	return 0;
}

/* ---- the component ------------------------------------------------------------------------------------- */

static int dev_register(struct snd_device *device)
{
	struct snd_hwdep *hw = device->device_data;
	int err;

	guard(mutex)(&hwdep_mutex);
	if (find(hw->card, hw->device))
		return -EBUSY;
	err = snd_register_device(SNDRV_DEVICE_TYPE_HWDEP, hw->card, hw->device, &hwdep_fops, hw, hw->dev);
	if (err < 0) {
		dev_err(hw->dev, "cannot be registered: error %d\n", err);
		return err;
	}
	list_add_tail(&hw->list, &hwdep_devices);
	return 0;
}

static int dev_disconnect(struct snd_device *device)
{
	struct snd_hwdep *hw = device->device_data;

	guard(mutex)(&hwdep_mutex);
	guard(mutex)(&hw->open_mutex);
	list_del_init(&hw->list);
	wake_up(&hw->open_wait);
	snd_unregister_device(hw->dev);
	return 0;
}

static void free_device(struct snd_hwdep *hw)
{
	if (hw->private_free)
		hw->private_free(hw);
	put_device(hw->dev);
	mutex_destroy(&hw->open_mutex);
	kfree(hw);
}

static int dev_free(struct snd_device *device)
{
	free_device(device->device_data);
	return 0;
}

/**
 * snd_hwdep_new() - make a device of a card
 * @id: for programs; may be NULL
 * @device: number on the card
 * @rhwdep: receives it; may be NULL. The driver fills in the rest before the card is registered. It goes with the card.
 * Return: 0, -ENOMEM, -ENXIO without a card (reported). Sleeps.
 */
int snd_hwdep_new(struct snd_card *card, char *id, int device, struct snd_hwdep **rhwdep)
{
	static const struct snd_device_ops ops = {
		.dev_free = dev_free,
		.dev_register = dev_register,
		.dev_disconnect = dev_disconnect,
	};
	struct snd_hwdep *hw;
	int err;

	if (snd_BUG_ON(!card))
		return -ENXIO;
	if (rhwdep)
		*rhwdep = NULL;
	hw = kzalloc(sizeof(*hw), GFP_KERNEL);
	if (!hw)
		return -ENOMEM;
	hw->card = card;
	hw->device = device;
	strscpy(hw->id, id ?: "", sizeof(hw->id));
	init_waitqueue_head(&hw->open_wait);
	mutex_init(&hw->open_mutex);
	INIT_LIST_HEAD(&hw->list);
	err = be_present();
	if (!err)
		err = snd_device_alloc(&hw->dev, card);
	if (!err)
		err = dev_set_name(hw->dev, "hwC%iD%i", card->number, device);
	if (!err)
		err = snd_device_new(card, SNDRV_DEV_HWDEP, hw, &ops);
	if (err) {
		free_device(hw);
		return err;
	}
	if (rhwdep)
		*rhwdep = hw;
	return 0;
}
EXPORT_SYMBOL(snd_hwdep_new);

static int __init hwdep_init(void)
{
	return 0;
}

static void __exit hwdep_exit(void)
{
	WARN_ON(!list_empty(&hwdep_devices));
	if (!present)
		return;
	snd_info_free_entry(proc_entry);
	proc_entry = NULL;
	snd_ctl_unregister_ioctl(control_ioctl);
	present = false;
}

module_init(hwdep_init);
module_exit(hwdep_exit);
