// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hammer.c - eight programs write to prealloc, three open, configure, run and close streams, one reads the books,
 * all at once, on many schedules, with a quota that does not suffice for everybody.
 *
 * Afterwards nothing is lost: the quota, the books and the prealloc files tell the same bytes, and when all buffers
 * have been given back there are none.
 *
 * USND_SEEDS: how many schedules (default 25; make test-all asks for 1000).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "harness/run.h"
#include "host/log.h"
#include "tests/host/tap.h"

#define WRITERS 8
#define WRITES 25
#define PLAYERS 3
#define PLAYS 4
#define KIB 1024u
#define QUOTA (128 * KIB)
#define QUOTA_OPTION "snd_pcm.max_alloc_per_card=131072"

static const char books[] = "/proc/asound/card0/buffers";

/* the substreams of an ES1370 */
static const struct {
	const char *folder;
	unsigned int device;
	bool capture;
} substreams[] = { { "pcm0p/sub0", 0, false }, { "pcm0c/sub0", 0, true }, { "pcm1p/sub0", 1, false } };

#define SUBSTREAMS (sizeof(substreams) / sizeof(substreams[0]))

struct hammer {
	struct run *run;
	bool over;
	/* what came of it */
	unsigned int accepted, busy, refused, played, looks, wrong;
	long error;
};

static void count_wrong(struct hammer *hammer, long err)
{
	if (!hammer->wrong++)
		hammer->error = err;
}

static void pause_up_to(uint64_t ns)
{
	host_task_park(host_now() + host_random() % ns);
}

/* ---- the programs ------------------------------------------------------------------------------- */

/* the books begin with the quota and its total */
static bool quota_holds(const struct usnd_caller *caller)
{
	struct usnd_file *file;
	unsigned long quota = 0, total = 0;
	char text[64] = "";

	if (usnd_open(books, O_RDONLY, caller, &file))
		return false;
	usnd_read(file, (uintptr_t)text, sizeof(text) - 1, caller);
	usnd_release(file, caller);
	return sscanf(text, "quota: %lu total: %lu", &quota, &total) == 2 && quota == QUOTA && total <= quota;
}

static void write_prealloc(void *arg)
{
	static const char *const values[] = { "0", "8", "64", "72", "100", "128" };
	struct hammer *hammer = arg;
	char path[80];
	int i, err;

	for (i = 0; i < WRITES; i++) {
		snprintf(path, sizeof(path), "/proc/asound/card0/%s/prealloc",
			 substreams[host_random() % SUBSTREAMS].folder);
		err = client_write_file(&hammer->run->client, path, values[host_random() % 6]);
		if (!err)
			hammer->accepted++;
		else if (err == -EBUSY)
			hammer->busy++;
		else if (err == -ENOMEM)
			hammer->refused++;
		else
			count_wrong(hammer, err);
		if (!quota_holds(&hammer->run->client.caller))
			count_wrong(hammer, -EOVERFLOW);
		/* most of the time all of them are ready, and the schedule decides */
		if (host_random() % 4 == 0)
			pause_up_to(500000);
	}
}

/* Less than the ring, so that nobody waits for room; a stream that was given no buffer says so. */
static void run_stream(struct hammer *hammer, struct client_pcm *pcm)
{
	static const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 2 };
	static int16_t silence[2 * 256];
	size_t done;
	int err = client_pcm_configure(pcm, &want);

	/* DAC2 and ADC share a clock, which may have gone to the other one between asking and telling */
	if (err == -EINVAL || err == -EBUSY)
		return;
	if (!err && !pcm->capture)
		err = client_pcm_write(pcm, silence, 256, &done);
	if (!err)
		err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_START);
	if (err && err != -ENOMEM)
		count_wrong(hammer, err);
	if (err)
		return;
	hammer->played++;
	pause_up_to(3000000);
	client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
}

static void play(void *arg)
{
	struct hammer *hammer = arg;
	struct client_pcm pcm;
	unsigned int i, which;
	int err;

	for (i = 0; i < PLAYS; i++) {
		which = host_random() % SUBSTREAMS;
		err = client_pcm_open(&pcm, &hammer->run->client, 0, substreams[which].device,
				      substreams[which].capture, O_NONBLOCK);
		if (!err) {
			run_stream(hammer, &pcm);
			err = client_pcm_close(&pcm);
		}
		/* -EAGAIN: another program has it */
		if (err && err != -EAGAIN && err != -EBUSY)
			count_wrong(hammer, err);
		pause_up_to(2000000);
	}
}

/* ---- the books ---------------------------------------------------------------------------------- */

struct sums {
	unsigned long total, remains, listed;
	unsigned int buffers;
};

static int read_books(const struct client *client, struct sums *sums)
{
	static char text[1 << 16];
	unsigned long bytes;
	char *line, *rest = text;
	long got = client_read_file(client, books, text, sizeof(text));

	*sums = (struct sums){ 0 };
	if (got < 0)
		return got;
	while ((line = strsep(&rest, "\n"))) {
		sscanf(line, "total: %lu", &sums->total);
		sscanf(line, "remains: %lu", &sums->remains);
		if (sscanf(line, "buffer card0/pcm%*s %*s %lu", &bytes) == 1) {
			sums->listed += bytes;
			sums->buffers++;
		}
	}
	return 0;
}

static void watch(void *arg)
{
	struct hammer *hammer = arg;
	struct sums sums;
	int err;

	while (!hammer->over) {
		err = read_books(&hammer->run->client, &sums);
		if (err || sums.total > QUOTA || sums.total + sums.remains != QUOTA)
			count_wrong(hammer, err);
		hammer->looks++;
		pause_up_to(1000000);
	}
}

static unsigned long preallocated(const struct client *client)
{
	unsigned long sum = 0;
	char path[80], text[32];
	size_t i;

	for (i = 0; i < SUBSTREAMS; i++) {
		snprintf(path, sizeof(path), "/proc/asound/card0/%s/prealloc", substreams[i].folder);
		EXPECT(client_read_file(client, path, text, sizeof(text)) > 0);
		sum += strtoul(text, NULL, 10) * KIB;
	}
	return sum;
}

static void give_back(const struct client *client)
{
	char path[80];
	size_t i;

	for (i = 0; i < SUBSTREAMS; i++) {
		snprintf(path, sizeof(path), "/proc/asound/card0/%s/prealloc", substreams[i].folder);
		EXPECT(!client_write_file(client, path, "0"));
	}
}

static void everything_is_there(struct hammer *hammer)
{
	const struct client *client = &hammer->run->client;
	uint64_t seed = hammer->run->config->seed;
	unsigned long sum = preallocated(client);
	struct sums sums;

	EXPECT(!read_books(client, &sums));
	EXPECT(sums.total == sum, "seed %" PRIu64 ": %lu of the quota taken, prealloc says %lu", seed, sums.total, sum);
	EXPECT(sums.total <= QUOTA, "seed %" PRIu64 ": %lu bytes of %u", seed, sums.total, QUOTA);
	EXPECT(sums.listed == sum, "seed %" PRIu64 ": %lu listed, prealloc says %lu", seed, sums.listed, sum);
	give_back(client);
	EXPECT(!read_books(client, &sums));
	EXPECT(!sums.total && !sums.buffers, "seed %" PRIu64 ": %lu bytes, %u buffers", seed, sums.total, sums.buffers);
}

static int storm(struct run *run)
{
	struct hammer *hammer = run->arg;
	struct host_task *tasks[WRITERS + PLAYERS], *watcher;
	unsigned int i, count = 0;
	int err;

	hammer->run = run;
	err = host_task_create(&watcher, "watch", watch, hammer, NULL);
	if (err)
		return err;
	for (i = 0; !err && i < WRITERS + PLAYERS; i++) {
		err = i < WRITERS ? host_task_create(&tasks[i], "write", write_prealloc, hammer, NULL) :
				    host_task_create(&tasks[i], "play", play, hammer, NULL);
		count += !err;
	}
	for (i = 0; i < count; i++)
		host_task_join(tasks[i]);
	hammer->over = true;
	host_task_join(watcher);
	everything_is_there(hammer);
	return err;
}

/* ---- the case ----------------------------------------------------------------------------------- */

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 25;
}

static void prealloc_hammered_while_streams_come_and_go_loses_nothing(void)
{
	struct run_config config = {
		.cmdline = QUOTA_OPTION, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct hammer all = { 0 };
	struct run_result result;
	int err;

	/* that the quota does not suffice is warned of for each */
	host_log_level(3);
	for (config.seed = 1; config.seed <= seed_count(); config.seed++) {
		struct hammer hammer = { 0 };

		err = run_world(&config, storm, &hammer, &result);
		EXPECT(!err && !result.stuck, "seed %" PRIu64 ": %s: %d, %lu findings", config.seed,
		       result.step ? result.step : "", err, result.findings);
		EXPECT(!hammer.wrong, "seed %" PRIu64 ": %u wrong, first %ld", config.seed, hammer.wrong, hammer.error);
		all.accepted += hammer.accepted;
		all.busy += hammer.busy;
		all.refused += hammer.refused;
		all.played += hammer.played;
		all.looks += hammer.looks;
	}
	host_log_level(4);
	/* otherwise nothing was put to the test */
	EXPECT(all.accepted && all.busy && all.refused && all.played && all.looks,
	       "%u accepted, %u busy, %u above the quota, %u streams, %u looks", all.accepted, all.busy, all.refused,
	       all.played, all.looks);
}

static const struct tap_case cases[] = {
	TAP_CASE(prealloc_hammered_while_streams_come_and_go_loses_nothing),
};

TAP_MAIN(cases)
