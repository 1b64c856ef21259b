// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_card.c - numbers, ids and lifetime of cards (sound/core: init.c, card_id.c, card_files.c, control.c).
 * The world has no other card: numbers and /proc/asound/cards are compared as they are.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/platform_device.h>
#include <sound/asound.h>
#include <sound/control.h>
#include <sound/core.h>
#include "client.h"
#include "expect.h"

static struct device *parent;

static struct snd_card *card_new(struct kunit *test, int idx, const char *id)
{
	struct snd_card *card;

	KUNIT_ASSERT_EQ(test, snd_card_new(parent, idx, id, THIS_MODULE, 0, &card), 0);
	return card;
}

static int new_error(int idx)
{
	struct snd_card *card;
	int err = snd_card_new(parent, idx, NULL, THIS_MODULE, 0, &card);

	if (!err)
		snd_card_free(card);
	return err;
}

/* ---- numbers ------------------------------------------------------------------------------------------- */

static void number_is_the_first_free_one(struct kunit *test)
{
	struct snd_card *a = card_new(test, -1, NULL), *b = card_new(test, -1, NULL), *c;

	KUNIT_EXPECT_EQ(test, a->number, 0);
	KUNIT_EXPECT_EQ(test, b->number, 1);
	snd_card_free(a);
	c = card_new(test, -1, NULL);
	KUNIT_EXPECT_EQ(test, c->number, 0);
	snd_card_free(b);
	snd_card_free(c);
}

static void number_may_be_asked_for(struct kunit *test)
{
	struct snd_card *card = card_new(test, 5, NULL);

	KUNIT_EXPECT_EQ(test, card->number, 5);
	snd_card_free(card);
}

static void duplicate_number_is_busy(struct kunit *test)
{
	struct snd_card *card = card_new(test, 3, NULL);

	KUNIT_EXPECT_EQ(test, new_error(3), -EBUSY);
	snd_card_free(card);
	KUNIT_EXPECT_EQ(test, new_error(3), 0);
}

static void number_out_of_range_does_not_exist(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, new_error(SNDRV_CARDS), -ENODEV);
	KUNIT_EXPECT_EQ(test, new_error(SNDRV_CARDS - 1), 0);
}

static void negative_number_is_a_mask(struct kunit *test)
{
	/* -2 = …11110: not the first */
	struct snd_card *a = card_new(test, -2, NULL), *b = card_new(test, -16, NULL);

	KUNIT_EXPECT_EQ(test, a->number, 1);
	KUNIT_EXPECT_EQ(test, b->number, 4);
	snd_card_free(a);
	snd_card_free(b);
}

static void number_is_free_after_every_failure(struct kunit *test)
{
	unsigned long nth;
	int err = -ENOMEM;

	for (nth = 1; err && nth < 100; nth++) {
		fail_request(test, nth);
		err = new_error(7);
		fail_request(test, 0);
		KUNIT_EXPECT_TRUE_MSG(test, !err || err == -ENOMEM, "request %lu: %d", nth, err);
	}
	KUNIT_EXPECT_EQ(test, new_error(7), 0);
	KUNIT_EXPECT_GT(test, nth, 4UL);
}

/* ---- ids ----------------------------------------------------------------------------------------------- */

struct id_case {
	const char *id, *shortname, *longname, *expect;
};

static const struct id_case id_cases[] = {
	{ "Own", "Some Name", "", "Own" },
	{ "", "Ensoniq AudioPCI", "", "AudioPCI" },
	/* the last word begins with a digit: the name's first letter stands before it */
	{ "", "", "A long name at 0xa000", "A0xa000" },
	{ "", "Sound Blaster 16", "", "S16" },
	{ "", "16 Blasters (of sound)", "", "sound" },
	{ "we-ird_chars!", "", "", "weirdchars" },
	{ "card7", "", "", "Default" },
	{ "", "", "", "Default" },
	{ "!!!", "", "", "Default" },
	{ "pcm", "", "", "pcm_1" },
	{ "version", "", "", "version_1" },
	{ "4Front", "", "", "D4Front" },
};

static void describe_id(const struct id_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "\"%s\" of \"%s\"", c->id, c->shortname[0] ? c->shortname : c->longname);
}

KUNIT_ARRAY_PARAM(id, id_cases, describe_id);

static void id_is_made_from_the_name(struct kunit *test)
{
	const struct id_case *c = test->param_value;
	struct snd_card *card = card_new(test, -1, c->id);

	strscpy(card->shortname, c->shortname, sizeof(card->shortname));
	strscpy(card->longname, c->longname, sizeof(card->longname));
	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_STREQ(test, card->id, c->expect);
	snd_card_free(card);
}

static void id_is_unique(struct kunit *test)
{
	static const char *const expect[] = { "Twin", "Twin_1", "Twin_2" };
	struct snd_card *cards[3];
	int i;

	for (i = 0; i < 3; i++) {
		cards[i] = card_new(test, -1, "Twin");
		KUNIT_EXPECT_EQ(test, snd_card_register(cards[i]), 0);
		KUNIT_EXPECT_STREQ(test, cards[i]->id, expect[i]);
	}
	for (i = 0; i < 3; i++)
		snd_card_free(cards[i]);
}

static void id_suffix_replaces_the_end_of_a_full_id(struct kunit *test)
{
	struct snd_card *a = card_new(test, -1, "ABCDEFGHIJKLMNOPQ"), *b = card_new(test, -1, "ABCDEFGHIJKLMNO");

	KUNIT_EXPECT_EQ(test, snd_card_register(a), 0);
	KUNIT_EXPECT_EQ(test, snd_card_register(b), 0);
	KUNIT_EXPECT_STREQ(test, a->id, "ABCDEFGHIJKLMNO");
	KUNIT_EXPECT_STREQ(test, b->id, "ABCDEFGHIJKLM_1");
	snd_card_free(a);
	snd_card_free(b);
}

static void set_id_leaves_the_users_choice(struct kunit *test)
{
	struct snd_card *a = card_new(test, -1, "Chosen"), *b = card_new(test, -1, NULL);

	snd_card_set_id(a, "Driver");
	snd_card_set_id(b, "Driver");
	KUNIT_EXPECT_STREQ(test, a->id, "Chosen");
	KUNIT_EXPECT_STREQ(test, b->id, "Driver");
	snd_card_free(a);
	snd_card_free(b);
}

/* ---- what clients see ---------------------------------------------------------------------------------- */

static void proc_lists_registered_cards(struct kunit *test)
{
	struct snd_card *card;

	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/cards"), "--- no soundcards ---\n");
	card = card_new(test, 2, "Test");
	strscpy(card->driver, "drv", sizeof(card->driver));
	strscpy(card->shortname, "Short", sizeof(card->shortname));
	strscpy(card->longname, "Long name", sizeof(card->longname));
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/cards"), "--- no soundcards ---\n");
	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/cards"),
			   " 2 [Test           ]: drv - Short\n                      Long name\n");
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/card2/id"), "Test\n");
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/Test/id"), "Test\n");
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/asound/modules"), " 2 test_card\n");
	KUNIT_EXPECT_NOT_NULL(test, strstr(text_of(test, "/proc/asound/devices"), ": [ 2]   : control\n"));
	snd_card_free(card);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card2/id", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/Test/id", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/dev/snd/controlC2", O_RDONLY), -ENOENT);
}

static void control_says_who_the_card_is(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct snd_ctl_card_info *info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	struct snd_card *card = card_new(test, 1, "Who");
	struct file *file;
	int version;

	KUNIT_ASSERT_NOT_NULL(test, info);
	strscpy(card->mixername, "mixer", sizeof(card->mixername));
	KUNIT_EXPECT_EQ(test, snd_component_add(card, "AC97a"), 0);
	KUNIT_EXPECT_EQ(test, snd_component_add(card, "AC97"), 0);
	KUNIT_EXPECT_EQ(test, snd_component_add(card, "AC97a"), 1);
	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	file = open_file(test, "/dev/snd/controlC1", O_RDWR);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, SNDRV_CTL_IOCTL_PVERSION, (unsigned long)memory), 0L);
	KUNIT_EXPECT_EQ(test, copy_from_user(&version, memory, sizeof(version)), 0UL);
	KUNIT_EXPECT_EQ(test, version, SNDRV_CTL_VERSION);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, SNDRV_CTL_IOCTL_CARD_INFO, (unsigned long)memory), 0L);
	KUNIT_EXPECT_EQ(test, copy_from_user(info, memory, sizeof(*info)), 0UL);
	KUNIT_EXPECT_EQ(test, info->card, 1);
	KUNIT_EXPECT_STREQ(test, (char *)info->id, "Who");
	KUNIT_EXPECT_STREQ(test, (char *)info->mixername, "mixer");
	KUNIT_EXPECT_STREQ(test, (char *)info->components, "AC97a AC97");
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, SNDRV_CTL_IOCTL_CARD_INFO, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('U', 0xff), 0), (long)-ENOTTY);
	filp_close(file, NULL);
	snd_card_free(card);
}

static int answer_aa(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd, unsigned long arg)
{
	return cmd == _IO('U', 0xaa) ? card->number : -ENOIOCTLCMD;
}

static void control_asks_added_ioctls(struct kunit *test)
{
	struct snd_card *card = card_new(test, 6, NULL);
	struct file *file;

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	file = open_file(test, "/dev/snd/controlC6", O_RDWR);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('U', 0xaa), 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, snd_ctl_register_ioctl(answer_aa), 0);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('U', 0xaa), 0), 6L);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('U', 0xab), 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, snd_ctl_unregister_ioctl(answer_aa), 0);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_ctl_unregister_ioctl(answer_aa), -EINVAL);
	filp_close(file, NULL);
	snd_card_free(card);
}

/* ---- going --------------------------------------------------------------------------------------------- */

static int freed;

static void count_free(struct snd_card *card)
{
	freed++;
}

static void disconnect_with_open_files(struct kunit *test)
{
	struct snd_card *card = card_new(test, 0, NULL);
	struct file *file;

	freed = 0;
	card->private_free = count_free;
	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	file = open_file(test, "/dev/snd/controlC0", O_RDWR);
	snd_card_free_when_closed(card);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, SNDRV_CTL_IOCTL_PVERSION, 0), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, 1, NULL), (ssize_t)-ENODEV);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, NULL, 1, NULL), (ssize_t)-ENODEV);
	KUNIT_EXPECT_EQ(test, vfs_poll(file, NULL), (__poll_t)(EPOLLERR | EPOLLNVAL));
	KUNIT_EXPECT_EQ(test, open_error("/dev/snd/controlC0", O_RDWR), -ENOENT);
	KUNIT_EXPECT_NULL(test, snd_card_ref(0));
	KUNIT_EXPECT_EQ(test, freed, 0);
	/* the number is free again while the old card still waits for its file */
	KUNIT_EXPECT_EQ(test, new_error(0), 0);
	filp_close(file, NULL);
	KUNIT_EXPECT_EQ(test, freed, 1);
}

static void disconnected_card_takes_no_files(struct kunit *test)
{
	struct snd_card *card = card_new(test, -1, NULL);
	struct file *file = open_file(test, "/proc/asound/version", O_RDONLY);

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	snd_card_disconnect(card);
	KUNIT_EXPECT_EQ(test, snd_card_file_add(card, file), -ENODEV);
	KUNIT_EXPECT_EQ(test, snd_card_file_remove(card, file), -ENOENT);
	KUNIT_EXPECT_EQ(test, snd_power_wait(card), -ENODEV);
	/* once is enough */
	snd_card_disconnect(card);
	snd_card_free(card);
	filp_close(file, NULL);
}

static struct completion gone;

static int free_card(void *card)
{
	snd_card_free(card);
	complete(&gone);
	return 0;
}

static int disconnect_sync(void *card)
{
	snd_card_disconnect_sync(card);
	complete(&gone);
	return 0;
}

static void waits_for_the_last_file(struct kunit *test, struct snd_card *card, int (*fn)(void *card))
{
	struct task_struct *task;
	struct file *a, *b;

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	a = open_file(test, "/dev/snd/controlC0", O_RDWR);
	b = open_file(test, "/dev/snd/controlC0", O_RDWR);
	init_completion(&gone);
	task = kthread_run(fn, card, "takes-down");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	msleep(20);
	filp_close(a, NULL);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&gone));
	filp_close(b, NULL);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&gone, HZ), 0UL);
}

static void free_waits_for_open_files(struct kunit *test)
{
	waits_for_the_last_file(test, card_new(test, 0, NULL), free_card);
}

static void disconnect_sync_waits_for_open_files(struct kunit *test)
{
	struct snd_card *card = card_new(test, 0, NULL);

	waits_for_the_last_file(test, card, disconnect_sync);
	snd_card_free(card);
}

static int wait_for_power(void *card)
{
	int err = snd_power_ref_and_wait(card);

	if (!err)
		snd_power_unref(card);
	complete(&gone);
	return 0;
}

static void power_wait_ends_with_the_card(struct kunit *test)
{
	struct snd_card *card = card_new(test, 0, NULL);
	struct task_struct *task;

	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_EQ(test, snd_power_wait(card), 0);
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	init_completion(&gone);
	task = kthread_run(wait_for_power, card, "wants-power");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&gone));
	snd_card_disconnect(card);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&gone, HZ), 0UL);
	snd_card_free(card);
}

/* ---- managed ------------------------------------------------------------------------------------------- */

static char order[64];

static void note_free(struct snd_card *card)
{
	strcat(order, "card ");
}

static void note_resource(void *name)
{
	strcat(order, name);
}

/* fail at: 0 not at all; 1 after the card was made; 2 after it was registered */
static int probe_error, probe_error_at;

static int probe(struct platform_device *pdev)
{
	struct snd_card *card;
	int err = snd_devm_card_new(&pdev->dev, -1, NULL, THIS_MODULE, sizeof(int), &card);

	if (err)
		return err;
	card->private_free = note_free;
	err = devm_add_action_or_reset(&pdev->dev, note_resource, (void *)"early ");
	if (!err && probe_error_at == 1)
		err = probe_error;
	if (!err)
		err = snd_card_register(card);
	if (!err)
		err = devm_add_action_or_reset(&pdev->dev, note_resource, (void *)"late ");
	if (!err && probe_error_at == 2)
		err = probe_error;
	return snd_card_free_on_error(&pdev->dev, err);
}

static struct platform_driver driver = {
	.probe = probe,
	.driver.name = "test_card",
};

static void bind_and_unbind(struct kunit *test)
{
	struct platform_device *pdev;

	order[0] = '\0';
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	pdev = platform_device_register_simple("test_card", -1, NULL, 0);
	if (!IS_ERR(pdev))
		platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_FALSE(test, IS_ERR(pdev));
}

static void managed_card_goes_before_what_it_was_registered_with(struct kunit *test)
{
	probe_error_at = 0;
	bind_and_unbind(test);
	KUNIT_EXPECT_STREQ(test, order, "late card early ");
}

static void managed_card_goes_when_probe_fails(struct kunit *test)
{
	probe_error = -EIO;
	probe_error_at = 1;
	bind_and_unbind(test);
	KUNIT_EXPECT_STREQ(test, order, "card early ");
	probe_error_at = 2;
	bind_and_unbind(test);
	KUNIT_EXPECT_STREQ(test, order, "card late early ");
	KUNIT_EXPECT_EQ(test, new_error(0), 0);
}

static int card_test_init(struct kunit *test)
{
	parent = root_device_register("test_card");
	return PTR_ERR_OR_ZERO(parent);
}

static void card_test_exit(struct kunit *test)
{
	root_device_unregister(parent);
}

static struct kunit_case card_cases[] = {
	KUNIT_CASE(number_is_the_first_free_one),
	KUNIT_CASE(number_may_be_asked_for),
	KUNIT_CASE(duplicate_number_is_busy),
	KUNIT_CASE(number_out_of_range_does_not_exist),
	KUNIT_CASE(negative_number_is_a_mask),
	KUNIT_CASE(number_is_free_after_every_failure),
	KUNIT_CASE_PARAM(id_is_made_from_the_name, id_gen_params),
	KUNIT_CASE(id_is_unique),
	KUNIT_CASE(id_suffix_replaces_the_end_of_a_full_id),
	KUNIT_CASE(set_id_leaves_the_users_choice),
	KUNIT_CASE(proc_lists_registered_cards),
	KUNIT_CASE(control_says_who_the_card_is),
	KUNIT_CASE(control_asks_added_ioctls),
	KUNIT_CASE(disconnect_with_open_files),
	KUNIT_CASE(disconnected_card_takes_no_files),
	KUNIT_CASE(free_waits_for_open_files),
	KUNIT_CASE(disconnect_sync_waits_for_open_files),
	KUNIT_CASE(power_wait_ends_with_the_card),
	KUNIT_CASE(managed_card_goes_before_what_it_was_registered_with),
	KUNIT_CASE(managed_card_goes_when_probe_fails),
	{}
};

static struct kunit_suite card_suite = {
	.name = "card",
	.init = card_test_init,
	.exit = card_test_exit,
	.test_cases = card_cases,
};

kunit_test_suite(card_suite);

MODULE_DESCRIPTION("numbers, ids and lifetime of cards");
MODULE_LICENSE("GPL");
