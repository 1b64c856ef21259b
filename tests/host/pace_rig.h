/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pace_rig.h - clients on the client-paced clock, with streams of the ES1370. Real time is made up: it passes only
 * while the scheduler would wait for the outside, so that a case of hours takes none and is the same each time. Each
 * story is told with several seeds.
 */
#ifndef TESTS_HOST_PACE_RIG_H
#define TESTS_HOST_PACE_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness/run.h"
#include "server/pace.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
#define RATE 48000u
#define PERIOD 1024u
#define PERIODS 4u
#define BUFFER (PERIODS * PERIOD)
#define ROUNDS 40u
#define SOUND_NS (ROUNDS * PERIOD * SECOND / RATE)
#define SEEDS 4

/* ---- the world outside ------------------------------------------------------------------------------------------- */

/* a thread that is busy outside, until @due */
struct busy {
	uint64_t due;
	int fd;
	struct busy *next;
};

static struct {
	struct pace *pace;
	uint64_t real;
	struct busy *busy;
	bool waited;
	struct run *run;
} outside;

static inline uint64_t outside_real(void)
{
	return outside.real;
}

static inline struct busy **first_due(void)
{
	struct busy **at, **first = NULL;

	for (at = &outside.busy; *at; at = &(*at)->next)
		if (!first || (*at)->due < (*first)->due)
			first = at;
	return first;
}

/* as much real time passes as the scheduler would wait, or until the first thread is ready */
static inline void let_real_time_pass(uint64_t wait)
{
	struct busy **first = first_due();
	uint64_t pass = first ? (*first)->due - outside.real : HOST_FOREVER;
	int fd;

	if (pass > wait) {
		outside.real += wait;
		return;
	}
	if (!first) {
		printf("# everybody waits for ever\n");
		abort();
	}
	outside.real += pass;
	fd = (*first)->fd;
	*first = (*first)->next;
	eventfd_write(fd, 1);
}

static inline uint64_t outside_idle(void *ctx, uint64_t now, uint64_t next, uint64_t *wait)
{
	uint64_t until = pace_idle(outside.pace, now, next, wait);
	bool waited = outside.waited;

	outside.waited = false;
	/* the scheduler asks again after it has waited, for those who came */
	if (waited || (until == next && next != HOST_FOREVER))
		return until;
	let_real_time_pass(*wait);
	outside.waited = true;
	*wait = 0;
	return until;
}

/* the thread computes, or sleeps with a timer of its own */
static inline void compute(uint64_t ns)
{
	struct busy busy = { .due = outside.real + ns, .fd = eventfd(0, EFD_CLOEXEC), .next = outside.busy };

	outside.busy = &busy;
	while (host_task_wait_fd(busy.fd, POLLIN, HOST_FOREVER) != POLLIN)
		;
	close(busy.fd);
}

static inline int live(struct run *run)
{
	void (*story)(void) = run->arg;

	outside.run = run;
	pace_free(outside.pace, false);
	story();
	pace_free(outside.pace, true);
	return 0;
}

static inline void tell(void (*story)(void))
{
	static const struct pace_ops ops = { outside_real, usnd_runs };
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .idle = outside_idle };
	struct run_result result;

	for (config.seed = 0; config.seed < SEEDS; config.seed++) {
		memset(&outside, 0, sizeof(outside));
		outside.real = 1000 * SECOND;
		EXPECT(!pace_open_with(&outside.pace, &ops));
		EXPECT(!run_world(&config, live, story, &result), "seed %" PRIu64 ": %s %d, %lu findings", config.seed,
		       result.step, result.error, result.findings);
		pace_close(outside.pace);
	}
}

/* ---- clients ----------------------------------------------------------------------------------------------------- */

static char sound[BUFFER * 4];

struct stream {
	struct client_pcm pcm;
	struct pace_file pf;
	pid_t thread;
	size_t frames; /* moved */
};

static inline int state_of(struct stream *s)
{
	struct snd_pcm_status status = { 0 };

	EXPECT(!client_pcm_status(&s->pcm, &status));
	return status.state;
}

static inline void open_stream(struct stream *s, pid_t thread, unsigned int device, bool capture, int flags)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = RATE, .channels = 2, .period_frames = PERIOD, .buffer_frames = BUFFER,
	};

	*s = (struct stream){ .thread = thread };
	EXPECT(!client_pcm_open(&s->pcm, &outside.run->client, 0, device, capture, flags));
	EXPECT(!client_pcm_configure(&s->pcm, &want) && s->pcm.buffer_frames == BUFFER);
	pace_file_opened(outside.pace, &s->pf, s->pcm.file, thread);
}

static inline void close_stream(struct stream *s)
{
	pace_file_closed(outside.pace, &s->pf);
	client_pcm_close(&s->pcm);
}

static inline void enter(struct pace_call *call, struct stream *s)
{
	struct pace_file *file = &s->pf;

	pace_enter(outside.pace, call, s->thread, &file, 1);
}

/* one period, or in a stream that does not wait what goes */
static inline int transfer(struct stream *s)
{
	struct pace_call call;
	char heard[PERIOD * 4];
	size_t done;
	int err;

	enter(&call, s);
	err = s->pcm.capture ? client_pcm_read(&s->pcm, heard, PERIOD, &done)
			     : client_pcm_write(&s->pcm, sound, PERIOD, &done);
	pace_leave(outside.pace, &call);
	s->frames += done;
	return err;
}

static inline int command(struct stream *s, unsigned int cmd)
{
	struct pace_call call;
	int err;

	enter(&call, s);
	err = client_pcm_do(&s->pcm, cmd);
	pace_leave(outside.pace, &call);
	return err;
}

static inline long poll_stream(struct stream *s, unsigned int events, uint64_t timeout)
{
	struct pace_call call;
	long ready;

	enter(&call, s);
	ready = usnd_poll(s->pcm.file, events, timeout, &outside.run->client.caller);
	pace_leave(outside.pace, &call);
	return ready;
}

static inline void finish(struct stream *s)
{
	EXPECT(!usnd_set_flags(s->pcm.file, 0));
	EXPECT(!command(s, s->pcm.capture ? SNDRV_PCM_IOCTL_DROP : SNDRV_PCM_IOCTL_DRAIN));
	close_stream(s);
}

struct clocks {
	uint64_t real, virtual;
};

static inline struct clocks start_clocks(void)
{
	return (struct clocks){ outside.real, host_now() };
}

static inline struct clocks passed(const struct clocks *since)
{
	return (struct clocks){ outside.real - since->real, host_now() - since->virtual };
}

static inline bool is_about(uint64_t a, uint64_t b)
{
	return a + 50 * MS > b && b + 50 * MS > a;
}

#endif
