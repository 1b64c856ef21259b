// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pci_pm.c - what the PCI bus does for its drivers in system sleep (linux/bus/pci_pm.c), on the ES1370 of the
 * machine while no driver has it; and interrupts (linux/task/irq.c). The cases take the power away themselves. In a
 * kernel every case is skipped.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/string.h>
#include "expect.h"

static struct pci_dev *card;
static u32 bar;
/* what each callback found; in the order they were called */
static char trace[128];

static int find_card(struct kunit *test)
{
	trace[0] = '\0';
	card = pci_get_device(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370, NULL);
	if (!card || card->driver) {
		pci_dev_put(card);
		card = NULL;
		kunit_skip(test, "no free AudioPCI here");
	}
	return 0;
}

static void put_card(struct kunit *test)
{
	pci_dev_put(card);
}

static u16 command(void)
{
	u16 value;

	pci_read_config_word(card, PCI_COMMAND, &value);
	return value;
}

static void lose_power(void)
{
	pci_write_config_word(card, PCI_COMMAND, 0);
	pci_write_config_dword(card, PCI_BASE_ADDRESS_0, 0);
}

static bool header_is_back(void)
{
	u32 now;

	pci_read_config_dword(card, PCI_BASE_ADDRESS_0, &now);
	return now == bar && command() & PCI_COMMAND_IO;
}

/* upper case: the header is as it was */
static int note(const char *with, const char *without)
{
	if (trace[0])
		strlcat(trace, " ", sizeof(trace));
	strlcat(trace, header_is_back() ? with : without, sizeof(trace));
	return 0;
}

#define NOTE(fn, with, without) \
	static int fn(struct device *dev) { return note(with, without); }
NOTE(suspend, "SUSPEND", "suspend")
NOTE(late, "LATE", "late")
NOTE(noirq, "NOIRQ", "noirq")
NOTE(up_noirq, "UP-NOIRQ", "up-noirq")
NOTE(early, "EARLY", "early")
NOTE(resume, "RESUME", "resume")

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = pci_enable_device(pdev);

	if (err)
		return err;
	pci_set_master(pdev);
	pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0, &bar);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	pci_disable_device(pdev);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370) },
	{ }
};

static void unregister(void *driver)
{
	pci_unregister_driver(driver);
}

static void bind(struct kunit *test, struct pci_driver *driver)
{
	driver->id_table = ids;
	driver->probe = probe;
	driver->remove = remove;
	KUNIT_ASSERT_EQ(test, pci_register_driver(driver), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister, driver), 0);
	KUNIT_ASSERT_PTR_EQ(test, card->driver, driver);
}

static void header_is_back_before_the_first_callback(struct kunit *test)
{
	static const struct dev_pm_ops ops = {
		.suspend = suspend, .suspend_late = late, .suspend_noirq = noirq,
		.resume_noirq = up_noirq, .resume_early = early, .resume = resume,
	};
	static struct pci_driver driver = { .name = "pci_pm_modern", .driver.pm = &ops };

	bind(test, &driver);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	lose_power();
	resume_system(test);
	KUNIT_EXPECT_STREQ(test, (const char *)trace, "SUSPEND LATE NOIRQ UP-NOIRQ EARLY RESUME");
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
}

static int suspend_without_mastering(struct device *dev)
{
	pci_save_state(to_pci_dev(dev));
	pci_clear_master(to_pci_dev(dev));
	return 0;
}

static void header_that_the_driver_saved_is_the_one(struct kunit *test)
{
	static const struct dev_pm_ops ops = { .suspend = suspend_without_mastering };
	static struct pci_driver driver = { .name = "pci_pm_saves", .driver.pm = &ops };

	bind(test, &driver);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	KUNIT_EXPECT_FALSE(test, command() & PCI_COMMAND_MASTER);
	resume_system(test);
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
}

static int old_suspend(struct pci_dev *pdev, pm_message_t state)
{
	return note("OLD-SUSPEND", "old-suspend");
}

static int old_resume(struct pci_dev *pdev)
{
	return note("OLD-RESUME", "old-resume");
}

static void older_callbacks(struct kunit *test)
{
	static struct pci_driver driver = { .name = "pci_pm_old", .suspend = old_suspend, .resume = old_resume };

	bind(test, &driver);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	lose_power();
	resume_system(test);
	KUNIT_EXPECT_STREQ(test, (const char *)trace, "OLD-SUSPEND OLD-RESUME");
}

static void device_without_callbacks_does_not_master_in_its_sleep(struct kunit *test)
{
	static struct pci_driver driver = { .name = "pci_pm_none" };

	bind(test, &driver);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	KUNIT_EXPECT_FALSE(test, command() & PCI_COMMAND_MASTER);
	lose_power();
	resume_system(test);
	KUNIT_EXPECT_TRUE(test, header_is_back());
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
}

static int refuse(struct device *dev)
{
	return -EBUSY;
}

static void refused_sleep_leaves_the_device_on(struct kunit *test)
{
	static const struct dev_pm_ops ops = { .suspend = suspend, .suspend_noirq = refuse, .resume = resume };
	static struct pci_driver driver = { .name = "pci_pm_refuses", .driver.pm = &ops };

	bind(test, &driver);
	KUNIT_EXPECT_EQ(test, suspend_system(test), -EBUSY);
	KUNIT_EXPECT_STREQ(test, (const char *)trace, "SUSPEND RESUME");
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

/* lines that no card of the test machine has */
#define SLEEPY_LINE 60
#define WAKEFUL_LINE 61

static irqreturn_t count(int irq, void *calls)
{
	++*(int *)calls;
	return IRQ_HANDLED;
}

static void handlers_sleep_with_the_system(struct kunit *test)
{
	int sleepy = 0, wakeful = 0, err;

	KUNIT_ASSERT_EQ(test, request_irq(SLEEPY_LINE, count, 0, "sleepy", &sleepy), 0);
	KUNIT_ASSERT_EQ(test, request_irq(WAKEFUL_LINE, count, IRQF_NO_SUSPEND, "wakeful", &wakeful), 0);
	err = suspend_system(test);
	irq_inject_interrupt(SLEEPY_LINE);
	irq_inject_interrupt(WAKEFUL_LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, sleepy, 0);
	KUNIT_EXPECT_EQ(test, wakeful, 1);
	/* what has come meanwhile is not lost */
	resume_system(test);
	msleep(20);
	KUNIT_EXPECT_EQ(test, sleepy, 1);
	free_irq(SLEEPY_LINE, &sleepy);
	free_irq(WAKEFUL_LINE, &wakeful);
}

static struct kunit_case pci_pm_cases[] = {
	KUNIT_CASE(header_is_back_before_the_first_callback),
	KUNIT_CASE(header_that_the_driver_saved_is_the_one),
	KUNIT_CASE(older_callbacks),
	KUNIT_CASE(device_without_callbacks_does_not_master_in_its_sleep),
	KUNIT_CASE(refused_sleep_leaves_the_device_on),
	KUNIT_CASE(handlers_sleep_with_the_system),
	{}
};

static struct kunit_suite pci_pm_suite = {
	.name = "pci_pm", .init = find_card, .exit = put_card, .test_cases = pci_pm_cases,
};
kunit_test_suite(pci_pm_suite);

MODULE_DESCRIPTION("PCI devices and interrupts in system sleep");
MODULE_LICENSE("GPL");
