// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_proc.c - entries of /proc and their removal, seq_file, device numbers (linux/fs).
 */
#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include "client.h"
#include "expect.h"

static int released;

static ssize_t read_data(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const char *text = pde_data(file_inode(file));

	return simple_read_from_buffer(buf, count, pos, text, strlen(text));
}

static int count_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static const struct proc_ops data_ops = {
	.proc_read = read_data,
	.proc_release = count_release,
};

/* ---- the tree ------------------------------------------------------------------------------------------ */

static void entry_gives_its_data(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("test_proc", NULL), *file;

	KUNIT_ASSERT_NOT_NULL(test, dir);
	file = proc_create_data("file", 0, dir, &data_ops, (void *)"content");
	KUNIT_EXPECT_NOT_NULL(test, file);
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/test_proc/file"), "content");
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc//test_proc/./../test_proc/file"), "content");
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc", O_RDWR), -EISDIR);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/file/more", O_RDONLY), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/none", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/file", O_RDWR | O_CREAT | O_EXCL), -EEXIST);
	proc_remove(dir);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/file", O_RDONLY), -ENOENT);
}

static void name_may_have_directories(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("test_proc", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dir);
	KUNIT_EXPECT_NOT_NULL(test, proc_mkdir("test_proc/sub", NULL));
	KUNIT_EXPECT_NOT_NULL(test, proc_create_data("sub/file", 0, dir, &data_ops, (void *)"deep"));
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/test_proc/sub/file"), "deep");
	remove_proc_entry("test_proc/sub/file", NULL);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/sub/file", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, remove_proc_subtree("test_proc", NULL), 0);
	KUNIT_EXPECT_EQ(test, remove_proc_subtree("test_proc", NULL), -ENOENT);
}

static void links_are_followed(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("test_proc", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dir);
	KUNIT_EXPECT_NOT_NULL(test, proc_create_data("file", 0, dir, &data_ops, (void *)"there"));
	KUNIT_EXPECT_NOT_NULL(test, proc_symlink("relative", dir, "file"));
	KUNIT_EXPECT_NOT_NULL(test, proc_symlink("absolute", dir, "/proc/test_proc"));
	KUNIT_EXPECT_NOT_NULL(test, proc_symlink("dangling", dir, "nothing"));
	KUNIT_EXPECT_NOT_NULL(test, proc_symlink("circle", dir, "circle"));
	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/test_proc/absolute/relative"), "there");
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/relative", O_RDONLY | O_NOFOLLOW), -ELOOP);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/dangling", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc/circle", O_RDONLY), -ELOOP);
	proc_remove(dir);
}

static void duplicate_is_refused(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("test_proc", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dir);
	expect_findings(test, 2);
	KUNIT_EXPECT_NULL(test, proc_mkdir("test_proc", NULL));
	KUNIT_EXPECT_NULL(test, proc_create("test_proc_none/file", 0, NULL, &data_ops));
	proc_remove(dir);
}

static void access_is_what_it_was_opened_for(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_data("test_proc", 0, NULL, &data_ops, (void *)"text");
	struct file *file = open_file(test, "/proc/test_proc", O_RDWR);

	KUNIT_EXPECT_EQ(test, write_text(test, file, "x"), (ssize_t)-EIO);
	/* there is no proc_lseek */
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_SET), (loff_t)-ESPIPE);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 1, 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, vfs_poll(file, NULL), (__poll_t)DEFAULT_POLLMASK);
	filp_close(file, NULL);
	proc_remove(entry);
}

/* ---- removal with files open --------------------------------------------------------------------------- */

static void removal_releases_open_files(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_data("test_proc", 0, NULL, &data_ops, (void *)"text");
	struct file *a = open_file(test, "/proc/test_proc", O_RDONLY);
	struct file *b = open_file(test, "/proc/test_proc", O_RDONLY);
	char text[8];

	released = 0;
	proc_remove(entry);
	KUNIT_EXPECT_EQ(test, released, 2);
	KUNIT_EXPECT_EQ(test, read_text(test, a, text, sizeof(text)), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(a, 1, 0), (long)-ENOTTY);
	filp_close(a, NULL);
	filp_close(b, NULL);
	KUNIT_EXPECT_EQ(test, released, 2);
}

static int refuse_release(struct inode *inode, struct file *file)
{
	return -EINVAL;
}

/* what a file keeps for its writer is told by close(), also if the entry has gone meanwhile */
static void error_of_a_removed_files_release_reaches_close_unlike_linux(struct kunit *test)
{
	static const struct proc_ops refusing_ops = { .proc_release = refuse_release };
	struct proc_dir_entry *entry = proc_create("test_proc", 0, NULL, &refusing_ops);
	struct file *before = open_file(test, "/proc/test_proc", O_RDONLY);
	struct file *after = open_file(test, "/proc/test_proc", O_RDONLY);

	KUNIT_EXPECT_EQ(test, filp_close(before, NULL), -EINVAL);
	proc_remove(entry);
	KUNIT_EXPECT_EQ(test, filp_close(after, NULL), -EINVAL);
}

static struct completion inside, go_on, removed;

static ssize_t slow_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	complete(&inside);
	wait_for_completion(&go_on);
	return 0;
}

static const struct proc_ops slow_ops = { .proc_read = slow_read, .proc_release = count_release };

static int read_slowly(void *file)
{
	((struct file *)file)->f_op->read(file, NULL, 1, &((struct file *)file)->f_pos);
	return 0;
}

static int remove_entry(void *entry)
{
	proc_remove(entry);
	complete(&removed);
	return 0;
}

static void removal_waits_for_calls_inside(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create("test_proc", 0, NULL, &slow_ops);
	struct file *file = open_file(test, "/proc/test_proc", O_RDONLY);

	released = 0;
	init_completion(&inside);
	init_completion(&go_on);
	init_completion(&removed);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(read_slowly, file, "reader")));
	wait_for_completion(&inside);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(remove_entry, entry, "remover")));
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&removed));
	KUNIT_EXPECT_EQ(test, released, 0);
	/* it is out of sight all the same */
	KUNIT_EXPECT_EQ(test, open_error("/proc/test_proc", O_RDONLY), -ENOENT);
	complete(&go_on);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&removed, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, released, 1);
	filp_close(file, NULL);
}

/* ---- seq_file ------------------------------------------------------------------------------------------ */

static unsigned int records, shows;

static void *numbers_start(struct seq_file *m, loff_t *pos)
{
	return *pos < records ? (void *)(long)(*pos + 1) : NULL;
}

static void *numbers_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return numbers_start(m, pos);
}

static void numbers_stop(struct seq_file *m, void *v)
{
}

/* record 3 is left out, record 5 is longer than a page */
static int numbers_show(struct seq_file *m, void *v)
{
	long number = (long)v - 1;
	int i;

	shows++;
	if (number == 3) {
		seq_puts(m, "not seen");
		return SEQ_SKIP;
	}
	seq_printf(m, "%ld", number);
	if (number == 5)
		for (i = 0; i < 5000; i++)
			seq_putc(m, '.');
	seq_puts(m, "\n");
	return 0;
}

static const struct seq_operations numbers_ops = {
	.start = numbers_start, .next = numbers_next, .stop = numbers_stop, .show = numbers_show,
};

static void seq_file_skips_and_grows(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_seq("test_proc", 0, NULL, &numbers_ops);
	struct file *file = open_file(test, "/proc/test_proc", O_RDONLY);
	char *text = kunit_kzalloc(test, 8192, GFP_KERNEL);
	ssize_t length, total = 0;

	KUNIT_ASSERT_NOT_NULL(test, text);
	records = 8;
	while ((length = read_text(test, file, text + total, 8192 - total)) > 0)
		total += length;
	KUNIT_EXPECT_EQ(test, total, (ssize_t)(7 * 2 + 5000));
	KUNIT_EXPECT_MEMEQ(test, text, "0\n1\n2\n4\n5...", 12);
	KUNIT_EXPECT_STREQ(test, text + total - 6, ".\n6\n7\n");
	filp_close(file, NULL);
	proc_remove(entry);
}

static void seq_file_seeks_by_reading(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_seq("test_proc", 0, NULL, &numbers_ops);
	struct file *file = open_file(test, "/proc/test_proc", O_RDONLY);
	char text[8];

	records = 5;
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 3, SEEK_SET), (loff_t)3);
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, 3), (ssize_t)2);
	KUNIT_EXPECT_STREQ(test, text, "\n2");
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -1, SEEK_CUR), (loff_t)4);
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, 8), (ssize_t)4);
	KUNIT_EXPECT_STREQ(test, text, "2\n4\n");
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_END), (loff_t)-EINVAL);
	/* from the start the present state is shown */
	records = 1;
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_SET), (loff_t)0);
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, 8), (ssize_t)2);
	KUNIT_EXPECT_STREQ(test, text, "0\n");
	filp_close(file, NULL);
	proc_remove(entry);
}

static int show_twice(struct seq_file *m, void *v)
{
	seq_printf(m, "%s %s\n", (char *)m->private, (char *)m->private);
	return 0;
}

static void single_shows_everything_at_once(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_single_data("test_proc", 0, NULL, show_twice, (void *)"twice");

	KUNIT_EXPECT_STREQ(test, text_of(test, "/proc/test_proc"), "twice twice\n");
	proc_remove(entry);
}

/* ---- device numbers ------------------------------------------------------------------------------------ */

static void numbers_belong_to_one(struct kunit *test)
{
	dev_t dev = 0;

	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(200, 10), 4, "test"), 0);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(200, 13), 1, "test"), -EBUSY);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(200, 14), 1, "test"), 0);
	KUNIT_EXPECT_EQ(test, alloc_chrdev_region(&dev, 3, 2, "test"), 0);
	KUNIT_EXPECT_NE(test, MAJOR(dev), 200U);
	KUNIT_EXPECT_EQ(test, MINOR(dev), 3U);
	unregister_chrdev_region(dev, 2);
	unregister_chrdev_region(MKDEV(200, 14), 1);
	unregister_chrdev_region(MKDEV(200, 10), 4);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(200, 13), 1, "test"), 0);
	unregister_chrdev_region(MKDEV(200, 13), 1);
}

static ssize_t read_minor(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char text = 'a' + iminor(file_inode(file));

	return simple_read_from_buffer(buf, count, pos, &text, 1);
}

static const struct file_operations minor_fops = {
	.owner = THIS_MODULE,
	.read = read_minor,
};

static void node_finds_its_operations(struct kunit *test)
{
	struct class *class = class_create("test_proc");
	struct device *dev;
	int major;

	KUNIT_ASSERT_FALSE(test, IS_ERR(class));
	major = register_chrdev(0, "test", &minor_fops);
	KUNIT_ASSERT_GT(test, major, 0);
	dev = device_create(class, NULL, MKDEV(major, 5), NULL, "test_minor%d", 5);
	KUNIT_EXPECT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_STREQ(test, text_of(test, "/dev/test_minor5"), "f");
	unregister_chrdev(major, "test");
	KUNIT_EXPECT_EQ(test, open_error("/dev/test_minor5", O_RDONLY), -ENXIO);
	device_destroy(class, MKDEV(major, 5));
	KUNIT_EXPECT_EQ(test, open_error("/dev/test_minor5", O_RDONLY), -ENOENT);
	class_destroy(class);
}

static struct kunit_case proc_cases[] = {
	KUNIT_CASE(entry_gives_its_data),
	KUNIT_CASE(name_may_have_directories),
	KUNIT_CASE(links_are_followed),
	KUNIT_CASE(duplicate_is_refused),
	KUNIT_CASE(access_is_what_it_was_opened_for),
	KUNIT_CASE(removal_releases_open_files),
	KUNIT_CASE(error_of_a_removed_files_release_reaches_close_unlike_linux),
	KUNIT_CASE(removal_waits_for_calls_inside),
	KUNIT_CASE(seq_file_skips_and_grows),
	KUNIT_CASE(seq_file_seeks_by_reading),
	KUNIT_CASE(single_shows_everything_at_once),
	KUNIT_CASE(numbers_belong_to_one),
	KUNIT_CASE(node_finds_its_operations),
	{}
};

static struct kunit_suite proc_suite = {
	.name = "proc",
	.test_cases = proc_cases,
};

kunit_test_suite(proc_suite);

MODULE_DESCRIPTION("/proc, seq_file and device numbers");
MODULE_LICENSE("GPL");
