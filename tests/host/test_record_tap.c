// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_record_tap.c - the record's streams: which file is whose, what is told of them, and what goes wrong.
 */
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/host/record_rig.h"

/* ---- streams ----------------------------------------------------------------------------------------------------- */

static void other_parameters_and_another_open_are_another_file(void)
{
	struct usnd_tap_format wide = format_of(SNDRV_PCM_FORMAT_S32_LE, 32, 2);
	struct record_tap record;
	uint8_t data[8 * 10];

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	open_stream(&record, 0, cd());
	pass(&record, 0, data, 10);
	open_stream(&record, 0, &wide);
	pass(&record, 0, data, 10);
	close_stream(&record, 0);
	open_stream(&record, 0, cd());
	pass(&record, 0, data, 20);
	EXPECT(!record_tap_stop(&record));
	EXPECT(check_sound("card0-pcm0p-sub0.wav") == 40 && check_sound("card0-pcm0p-sub0-2.wav") == 80);
	EXPECT(check_sound("card0-pcm0p-sub0-3.wav") == 80 && says("card0-pcm0p-sub0-3.json", "\"state\": \"closed\""));
	remove_folder();
}

static void parameters_given_again_go_on_in_the_same_file(void)
{
	struct record_tap record;
	uint8_t data[4 * 20];

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	open_stream(&record, 0, cd());
	pass(&record, 0, data, 10);
	open_stream(&record, 0, cd());
	pass(&record, 0, data + 40, 10);
	EXPECT(!record_tap_stop(&record));
	EXPECT(check_sound("card0-pcm0p-sub0.wav") == 80 && !exists("card0-pcm0p-sub0-2.wav"));
	remove_folder();
}

static void parameters_only_tried_leave_nothing(void)
{
	struct usnd_tap_format big = format_of(SNDRV_PCM_FORMAT_S16_BE, 16, 2);
	struct record_tap record;
	uint8_t data[4 * 10];

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	open_stream(&record, 0, &big);
	record_tap_flush(&record);
	EXPECT(exists("card0-pcm0p-sub0.au"));
	open_stream(&record, 0, cd());
	pass(&record, 0, data, 10);
	close_stream(&record, 0);
	EXPECT(!exists("card0-pcm0p-sub0.au") && !exists("card0-pcm0p-sub0-2.wav") &&
	       check_sound("card0-pcm0p-sub0.wav") == 40);
	EXPECT(says("card0-pcm0p-sub0.json", "card0-pcm0p-sub0.wav"));
	/* no parameters, no file */
	open_stream(&record, 1, NULL);
	close_stream(&record, 1);
	EXPECT(!exists("card0-pcm0p-sub1.json"));
	EXPECT(!record_tap_stop(&record));
	remove_folder();
}

static unsigned int descriptors(void)
{
	unsigned int open_ones = 0;

	for (int fd = 0; fd < 4096; fd++)
		open_ones += fcntl(fd, F_GETFD) >= 0;
	return open_ones;
}

static void a_thousand_substreams_have_a_thousand_files(void)
{
	static uint8_t data[4 * 1024];
	unsigned int before, during;
	struct record_tap record;
	char name[64];

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	before = descriptors();
	for (int i = 0; i < 1000; i++)
		open_stream(&record, i, cd());
	for (unsigned int at = 0; at < 1024; at += 256)
		for (int i = 0; i < 1000; i++)
			pass(&record, i, data + 4 * at, 256);
	record_tap_flush(&record);
	during = descriptors();
	for (int i = 0; i < 1000; i++)
		close_stream(&record, i);
	EXPECT(during == before + 1000 && descriptors() == before, "(%u, %u, %u)", before, during, descriptors());
	EXPECT(record.count == 1000 && record_tap_find(&record, 0, 0, 999, false)->frames == 1024);
	EXPECT(!record_tap_stop(&record), "(%s)", record.message);
	for (int i = 0; i < 1000; i += 37) {
		snprintf(name, sizeof(name), "card0-pcm0p-sub%d.wav", i);
		EXPECT(check_sound(name) == sizeof(data));
	}
	remove_folder();
}

static void the_json_tells_who_when_and_what_happened(void)
{
	struct usnd_tap_stream stream = {.card = 2, .device = 3, .subdevice = 4, .capture = true, .pid = getpid()};
	static const char name[] = "card2-pcm3c-sub4.json";
	uint8_t data[4 * 10] = {0};
	const void *place = data;
	struct record_tap record;
	char old[16], said[80];

	make_folder();
	prctl(PR_GET_NAME, old);
	prctl(PR_SET_NAME, "a\"b\\c\xff\x01");
	start(&record);
	record.tap.opened(&record, &stream);
	prctl(PR_SET_NAME, old);
	record.tap.format(&record, &stream, cd());
	record_tap_flush(&record);
	EXPECT(says(name, "\"first_frame\": null") && says(name, "\"closed\": null") &&
	       says(name, "\"xrun_list\": []"));
	record.tap.frames(&record, &stream, &place, 10);
	record.tap.frames(&record, &stream, NULL, 7);
	record.tap.xrun(&record, &stream);
	record_tap_flush(&record);
	EXPECT(says(name, "{ \"frame\": 17, \"run_ns\": 0, \"wall\": \"2"));
	record.tap.closed(&record, &stream);
	snprintf(said, sizeof(said), "\"client\": { \"pid\": %d, \"comm\": \"a\\\"b\\\\c\\u00ff\\u0001\" }", getpid());
	EXPECT(says(name, said) && says(name, "\"direction\": \"capture\"") && says(name, "\"card\": 2,") &&
	       says(name, "\"device\": 3,"));
	EXPECT(says(name, "\"subdevice\": 4,") && says(name, "\"format\": \"S16_LE\"") &&
	       says(name, "\"rate\": 48000,"));
	EXPECT(says(name, "\"channels\": 2,") && says(name, "\"access\": \"RW_INTERLEAVED\"") &&
	       says(name, "\"period_frames\": 1024,"));
	EXPECT(says(name, "\"buffer_frames\": 4096,") && says(name, "\"frames\": 10,") &&
	       says(name, "\"unseen_frames\": 7,"));
	EXPECT(says(name, "\"xruns\": 1,") && says(name, "\"closed\": { \"run_ns\"") &&
	       says(name, "\"state\": \"closed\""));
	EXPECT(!record_tap_stop(&record));
	remove_folder();
}

static void more_xruns_than_are_listed_are_counted(void)
{
	struct usnd_tap_stream stream = stream_of(0);
	struct record_tap record;

	make_folder();
	start(&record);
	open_stream(&record, 0, cd());
	for (unsigned int i = 0; i < 3 * RECORD_XRUNS; i++)
		record.tap.xrun(&record, &stream);
	EXPECT(record_tap_find(&record, 0, 0, 0, false)->listed == RECORD_XRUNS);
	EXPECT(!record_tap_stop(&record) && says("card0-pcm0p-sub0.json", "\"xruns\": 768,"));
	remove_folder();
}

/* ---- what goes wrong --------------------------------------------------------------------------------------------- */

/* in a process of its own, whose limits and mounts end with it; Return: what @body did, 0 is good */
static int in_child(int (*body)(void))
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (!child)
		_exit(body());
	EXPECT(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define NOT_HERE 77

/* two streams of @frames each; the first sentence must have @words, and be the only one */
static int fails_with(int error, const char *words, const char *help, long kept)
{
	static uint8_t data[4 * 1000];
	struct record_tap record;
	uint64_t lost;

	if (record_tap_start(&record, folder))
		return 1;
	for (unsigned int at = 0; at < 300; at++) {
		fill(data, at * sizeof(data), sizeof(data));
		for (int i = 0; i < 2; i++) {
			if (!at)
				open_stream(&record, i, cd());
			pass(&record, i, data, 1000);
			record_tap_flush(&record);
		}
	}
	close_stream(&record, 0);
	lost = record_tap_find(&record, 0, 0, 0, false)->lost;
	EXPECT(record_tap_find(&record, 0, 0, 0, false)->frames + lost == 300000);
	EXPECT(record_tap_stop(&record) == error && told == 1, "(%d, %u)", record.error, told);
	EXPECT(strstr(record.message, words) && strstr(record.message, help) && strstr(record.message, folder), "(%s)",
	       record.message);
	if (kept >= 0)
		EXPECT(lost && check_sound("card0-pcm0p-sub0.wav") == 4 * (300000 - (long)lost) && lost < 300000);
	return tap_failed;
}

static int too_long_body(void)
{
	struct rlimit limit = {500003, 500003};

	return setrlimit(RLIMIT_FSIZE, &limit) || fails_with(-EFBIG, "File too large", "ulimit -f", 0);
}

static int disk_full_body(void)
{
	if (unshare(CLONE_NEWNS | (geteuid() ? CLONE_NEWUSER : 0)) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount("none", folder, "tmpfs", 0, "size=1m"))
		return NOT_HERE;
	return fails_with(-ENOSPC, "No space left", "make room", 0);
}

static int no_descriptors_body(void)
{
	struct record_tap record;
	struct rlimit limit;

	start(&record);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 3;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < 2; i++) {
		open_stream(&record, i, cd());
		pass(&record, i, "1234", 1);
		record_tap_flush(&record);
	}
	EXPECT(record_tap_find(&record, 0, 0, 1, false)->lost == 1 &&
	       !record_tap_find(&record, 0, 0, 1, false)->frames);
	EXPECT(record_tap_stop(&record) == -EMFILE && told == 1 && strstr(record.message, "ulimit -n"), "(%s)",
	       record.message);
	return tap_failed;
}

static void errors_are_told_once_and_what_is_lost_is_counted(void)
{
	make_folder();
	EXPECT(!in_child(too_long_body));
	EXPECT(!in_child(no_descriptors_body));
	remove_folder();
}

static void on_a_full_disk_files_end_whole(void)
{
	int done;

	make_folder();
	done = in_child(disk_full_body);
	if (done == NOT_HERE)
		tap_skip("no disk can be made here: neither root nor user namespaces");
	else
		EXPECT(!done);
	remove_folder();
}

static void a_folder_that_is_none_is_refused_at_the_start(void)
{
	struct record_tap record;
	int fd;

	make_folder();
	EXPECT(record_tap_start(&record, in_folder("missing")) == -ENOENT && told == 1);
	EXPECT(strstr(record.message, "missing: No such") && record_tap_stop(&record) == -ENOENT, "(%s)",
	       record.message);
	fd = open(in_folder("file"), O_CREAT | O_WRONLY, 0666);
	close(fd);
	EXPECT(record_tap_start(&record, in_folder("file")) == -ENOTDIR);
	EXPECT(!chmod(folder, 0555));
	if (geteuid())
		EXPECT(record_tap_start(&record, folder) == -EACCES);
	EXPECT(!chmod(folder, 0755));
	remove_folder();
}

static void a_folder_that_goes_away_costs_the_record_only(void)
{
	struct record_tap record;

	make_folder();
	start(&record);
	remove_folder();
	open_stream(&record, 0, cd());
	pass(&record, 0, "1234", 1);
	EXPECT(record_tap_stop(&record) == -ENOENT && told == 1, "(%d)", record.error);
}

static void *relieve(void *arg)
{
	struct record_tap *record = arg;

	pthread_mutex_lock(&record->lock);
	record->backlog -= 2 * RECORD_BACKLOG;
	pthread_cond_broadcast(&record->done);
	pthread_mutex_unlock(&record->lock);
	return NULL;
}

/* as if the writer were behind */
static void burden(struct record_tap *record)
{
	pthread_mutex_lock(&record->lock);
	record->backlog += 2 * RECORD_BACKLOG;
	pthread_mutex_unlock(&record->lock);
}

static void a_slow_disk_is_waited_for_and_one_that_stands_is_not(void)
{
	struct record_tap record;
	uint8_t data[4 * 30];
	pthread_t helper;

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	open_stream(&record, 0, cd());
	pass(&record, 0, data, 10);
	burden(&record);
	EXPECT(!pthread_create(&helper, NULL, relieve, &record));
	pass(&record, 0, data + 40, 10);
	EXPECT(!pthread_join(helper, NULL) && record_tap_find(&record, 0, 0, 0, false)->frames == 20 && !told);
	burden(&record);
	record.patience = 0;
	pass(&record, 0, data + 80, 10);
	relieve(&record);
	pass(&record, 0, data + 80, 10);
	EXPECT(record_tap_find(&record, 0, 0, 0, false)->lost == 20 && told == 1 && strstr(record.message, "too slow"));
	EXPECT(record_tap_stop(&record) == -ETIMEDOUT && check_sound("card0-pcm0p-sub0.wav") == 80);
	remove_folder();
}

static void two_records_never_share_a_file(void)
{
	struct record_tap first, second;
	uint8_t data[4 * 10];

	make_folder();
	fill(data, 0, sizeof(data));
	start(&first);
	open_stream(&first, 0, cd());
	pass(&first, 0, data, 10);
	record_tap_flush(&first);
	start(&second);
	open_stream(&second, 0, cd());
	pass(&second, 0, "1234", 1);
	EXPECT(record_tap_stop(&second) == -EBUSY && strstr(second.message, "folder for each"), "(%s)", second.message);
	EXPECT(!record_tap_stop(&first) && check_sound("card0-pcm0p-sub0.wav") == 40);
	remove_folder();
}

static const struct tap_case cases[] = {
	TAP_CASE(other_parameters_and_another_open_are_another_file),
	TAP_CASE(parameters_given_again_go_on_in_the_same_file),
	TAP_CASE(parameters_only_tried_leave_nothing),
	TAP_CASE(a_thousand_substreams_have_a_thousand_files),
	TAP_CASE(the_json_tells_who_when_and_what_happened),
	TAP_CASE(more_xruns_than_are_listed_are_counted),
	TAP_CASE(errors_are_told_once_and_what_is_lost_is_counted),
	TAP_CASE(on_a_full_disk_files_end_whole),
	TAP_CASE(a_folder_that_is_none_is_refused_at_the_start),
	TAP_CASE(a_folder_that_goes_away_costs_the_record_only),
	TAP_CASE(a_slow_disk_is_waited_for_and_one_that_stands_is_not),
	TAP_CASE(two_records_never_share_a_file),
};

TAP_MAIN(cases)
