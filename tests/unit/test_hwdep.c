// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hwdep.c - devices whose operations are their driver's: opening, programs for signal processors, what has no
 * operation, what the control device and /proc say (sound/core/hwdep.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <sound/hwdep.h>
#include "client.h"
#include "expect.h"
#include "plain_card.h"

/* what the driver's operations were called, and answer */
static struct {
	unsigned int opens, releases;
	int open_result, load_result;
	unsigned int loaded_index;
} driver;

static int driver_open(struct snd_hwdep *hw, struct file *file)
{
	driver.opens++;
	return driver.open_result;
}

static int driver_release(struct snd_hwdep *hw, struct file *file)
{
	driver.releases++;
	return 0;
}

static int driver_ioctl(struct snd_hwdep *hw, struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == _IO('H', 0x42) ? 42 : -ENOIOCTLCMD;
}

static int driver_status(struct snd_hwdep *hw, struct snd_hwdep_dsp_status *status)
{
	status->num_dsps = 3;
	return 0;
}

static int driver_load(struct snd_hwdep *hw, struct snd_hwdep_dsp_image *image)
{
	driver.loaded_index = image->index;
	return driver.load_result;
}

static struct snd_hwdep *device_new_on(struct kunit *test, struct snd_card *card, int device)
{
	struct snd_hwdep *hw;

	memset(&driver, 0, sizeof(driver));
	KUNIT_ASSERT_EQ(test, snd_hwdep_new(card, "id", device, &hw), 0);
	strscpy(hw->name, "FM", sizeof(hw->name));
	hw->iface = SNDRV_HWDEP_IFACE_OPL3;
	return hw;
}

static struct snd_hwdep *full_device(struct kunit *test)
{
	struct snd_hwdep *hw = device_new_on(test, card_new(test), 0);

	hw->ops = (struct snd_hwdep_ops){
		.open = driver_open, .release = driver_release, .ioctl = driver_ioctl,
		.dsp_status = driver_status, .dsp_load = driver_load,
	};
	KUNIT_ASSERT_EQ(test, snd_card_register(hw->card), 0);
	return hw;
}

static const char *path_of(struct snd_hwdep *hw)
{
	static char path[32];

	snprintf(path, sizeof(path), "/dev/snd/hwC%dD%d", hw->card->number, hw->device);
	return path;
}

static void close_file(void *file)
{
	filp_close(file, NULL);
}

static struct file *open_path(struct kunit *test, const char *path)
{
	struct file *file = open_file(test, path, O_RDWR);

	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_file, file), 0);
	return file;
}

/* the command with a copy of @arg; what is left there comes back */
static long exchange(struct kunit *test, struct file *file, unsigned int cmd, void *arg, size_t size)
{
	char __user *memory = user_memory(test);
	long result;

	KUNIT_ASSERT_EQ(test, copy_to_user(memory, arg, size), 0UL);
	result = file->f_op->unlocked_ioctl(file, cmd, (unsigned long)memory);
	KUNIT_ASSERT_EQ(test, copy_from_user(arg, memory, size), 0UL);
	return result;
}

#define EXCHANGE(file, cmd, arg) exchange(test, file, cmd, arg, sizeof(*(arg)))

/* ---- the file ------------------------------------------------------------------------------------------ */

static void what_has_no_operation_is_enxio(struct kunit *test)
{
	struct snd_hwdep *hw = device_new_on(test, card_new(test), 0);
	struct snd_hwdep_dsp_image image = { .index = 0 };
	struct snd_hwdep_dsp_status status = { };
	struct file *file;
	loff_t pos = 0;

	KUNIT_ASSERT_EQ(test, snd_card_register(hw->card), 0);
	file = open_path(test, path_of(hw));
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, user_memory(test), 1, &pos), (ssize_t)-ENXIO);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, user_memory(test), 1, &pos), (ssize_t)-ENXIO);
	KUNIT_EXPECT_EQ(test, file->f_op->llseek(file, 0, SEEK_SET), (loff_t)-ENXIO);
	KUNIT_EXPECT_EQ(test, file->f_op->mmap(file, NULL), -ENXIO);
	KUNIT_EXPECT_EQ(test, (unsigned int)file->f_op->poll(file, NULL), 0u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_STATUS, &status), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, &image), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, _IO('H', 0x42), 0), (long)-ENOTTY);
	/* any number of files */
	open_path(test, path_of(hw));
	KUNIT_EXPECT_EQ(test, hw->used, 2);
}

static void exclusive_device_is_ebusy(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);

	hw->exclusive = 1;
	open_path(test, path_of(hw));
	KUNIT_EXPECT_EQ(test, open_error(path_of(hw), O_RDWR), -EBUSY);
	KUNIT_EXPECT_EQ(test, driver.opens, 1u);
}

static void drivers_open_may_refuse(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);

	driver.open_result = -ENODATA;
	KUNIT_EXPECT_EQ(test, open_error(path_of(hw), O_RDWR), -ENODATA);
	driver.open_result = -EAGAIN;
	KUNIT_EXPECT_EQ(test, open_error(path_of(hw), O_RDWR | O_NONBLOCK), -EBUSY);
	KUNIT_EXPECT_EQ(test, driver.releases, 0u);
}

static int open_and_tell(void *data)
{
	struct completion *done = data;

	driver.loaded_index = open_error("/dev/snd/hwC0D0", O_RDWR);
	complete(done);
	return 0;
}

static void begin_waiting(struct kunit *test, struct completion *done)
{
	init_completion(done);
	driver.open_result = -EAGAIN;
	KUNIT_ASSERT_EQ(test, IS_ERR(kthread_run(open_and_tell, done, "opens")), false);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(done));
}

static void open_that_is_to_wait_waits_for_a_close(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);
	struct file *file = open_file(test, path_of(hw), O_RDWR);
	struct completion done;

	if (hw->card->number)
		kunit_skip(test, "card 0 is somebody else's");
	begin_waiting(test, &done);
	driver.open_result = 0;
	filp_close(file, NULL);
	wait_for_completion(&done);
	KUNIT_EXPECT_EQ(test, (int)driver.loaded_index, 0);
}

static void waiting_ends_with_the_card(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);
	struct completion done;

	if (hw->card->number)
		kunit_skip(test, "card 0 is somebody else's");
	begin_waiting(test, &done);
	snd_card_disconnect(hw->card);
	wait_for_completion(&done);
	KUNIT_EXPECT_EQ(test, (int)driver.loaded_index, -ENODEV);
}

static void programs_are_loaded_once(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);
	struct file *file = open_path(test, path_of(hw));
	struct snd_hwdep_dsp_image image = { .index = 2 };
	struct snd_hwdep_dsp_status status = { };

	driver.load_result = -EIO;
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, &image), (long)-EIO);
	driver.load_result = 0;
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, &image), 0L);
	KUNIT_EXPECT_EQ(test, driver.loaded_index, 2u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, &image), (long)-EBUSY);
	image.index = 32;
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, &image), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_DSP_STATUS, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.dsp_loaded, 4u);
	KUNIT_EXPECT_EQ(test, status.num_dsps, 3u);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_HWDEP_IOCTL_DSP_LOAD, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, _IO('H', 0x42), 0), 42L);
}

/* ---- told ---------------------------------------------------------------------------------------------- */

static void info_is_told_by_file_control_and_proc(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_hwdep *hw = device_new_on(test, card, 1);
	struct snd_hwdep_info info = { };
	struct file *file, *control;
	char path[32], line[32];
	int device = -1, version = 0;

	KUNIT_ASSERT_EQ(test, snd_card_register(card), 0);
	file = open_path(test, path_of(hw));
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_HWDEP_VERSION);
	KUNIT_EXPECT_EQ(test, EXCHANGE(file, SNDRV_HWDEP_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.name, "FM");
	KUNIT_EXPECT_EQ(test, info.iface, SNDRV_HWDEP_IFACE_OPL3);
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", card->number);
	control = open_path(test, path);
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	device = INT_MAX;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	info.device = 0;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_HWDEP_INFO, &info), (long)-ENXIO);
	info.device = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_HWDEP_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id, "id");
	snprintf(line, sizeof(line), "%02i-01: FM\n", card->number);
	KUNIT_EXPECT_TRUE(test, strstr(text_of(test, "/proc/asound/hwdep"), line));
}

/* Linux: NEXT_DEVICE behind a number below -1 is the first one, as behind -1 */
static void next_device_behind_nothing_is_the_first(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test);
	char path[32];
	int device = INT_MIN;

	snprintf(path, sizeof(path), "/dev/snd/controlC%d", hw->card->number);
	KUNIT_EXPECT_EQ(test, EXCHANGE(open_path(test, path), SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 0);
}

static void number_is_there_once_and_requests_may_fail(struct kunit *test)
{
	struct snd_hwdep *hw = full_device(test), *twin = device_new_on(test, hw->card, 0);
	struct snd_hwdep *other = NULL;
	int err = -ENOMEM;
	unsigned int n;

	KUNIT_EXPECT_EQ(test, snd_device_register(hw->card, twin), -EBUSY);
	for (n = 1; err == -ENOMEM && n < 16; n++) {
		fail_request(test, n);
		err = snd_hwdep_new(hw->card, "id", 1, &other);
		KUNIT_EXPECT_EQ(test, !other, err != 0);
	}
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 3u);
}

static struct kunit_case hwdep_cases[] = {
	KUNIT_CASE(what_has_no_operation_is_enxio),
	KUNIT_CASE(exclusive_device_is_ebusy),
	KUNIT_CASE(drivers_open_may_refuse),
	KUNIT_CASE(open_that_is_to_wait_waits_for_a_close),
	KUNIT_CASE(waiting_ends_with_the_card),
	KUNIT_CASE(programs_are_loaded_once),
	KUNIT_CASE(info_is_told_by_file_control_and_proc),
	KUNIT_CASE(next_device_behind_nothing_is_the_first),
	KUNIT_CASE(number_is_there_once_and_requests_may_fail),
	{}
};

static struct kunit_suite hwdep_suite = {
	.name = "hwdep",
	.test_cases = hwdep_cases,
};

kunit_test_suite(hwdep_suite);

MODULE_DESCRIPTION("devices whose operations are their driver's");
MODULE_LICENSE("GPL");
