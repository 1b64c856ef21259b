// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clients_time.c - how late a card wakes its application, on the real clock.
 *
 * An application asks to be woken when there is room for a period. How much more room there is when it runs is how late
 * it is, in frames of the card's own clock: to 21 µs at 48 kHz, and an ioctl. A timerfd of the same period stands
 * beside it, whose lateness is the host's.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "bench/clients.h"

static int16_t silence[2 * 65536];

struct stream {
	snd_pcm_t *pcm;
	size_t xruns;
};

static void stream_start(struct stream *s, const struct setting *setting)
{
	must(put(s->pcm, setting, silence, setting->frames), "write");
	if (snd_pcm_state(s->pcm) == SND_PCM_STATE_PREPARED)
		must(snd_pcm_start(s->pcm), "start");
}

/* µs; negative: it has not been let on at all */
static double lateness(const struct stream *s, const struct setting *setting)
{
	snd_pcm_sframes_t room = snd_pcm_avail(s->pcm);

	return room < 0 ? -1 : 1e6 * (room - (snd_pcm_sframes_t)setting->period) / setting->rate;
}

/* the next period */
static void stream_serve(struct stream *s, const struct setting *setting)
{
	long err = put(s->pcm, setting, silence, setting->period);

	if (err == -EPIPE) {
		s->xruns++;
		must(snd_pcm_prepare(s->pcm), "prepare");
		stream_start(s, setting);
	} else if (err != -EAGAIN) {
		must(err, "write");
	}
}

static size_t bare_timer(const struct setting *setting, double *late, size_t count)
{
	uint64_t start, expired, period = 1000000000ull * setting->period / setting->rate;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct itimerspec when = { 0 };
	size_t i;

	start = now_ns() + period;
	when.it_value.tv_sec = start / 1000000000;
	when.it_value.tv_nsec = start % 1000000000;
	when.it_interval.tv_nsec = period;
	must(timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL), "timerfd");
	for (i = 0; i < count; i++) {
		poll(&wait, 1, -1);
		late[i] = (now_ns() - start) / 1000.0;
		must(read(fd, &expired, sizeof(expired)), "timerfd");
		start += expired * period;
	}
	close(fd);
	return count;
}

int wake_ups(const char *name, const struct setting *setting, double seconds)
{
	size_t count = seconds * setting->rate / setting->period, got = 0;
	double *late = calloc(count + 1, sizeof(*late));
	struct stream s = { 0 };

	if (!late)
		return 1;
	print_spread("timerfd_us", late, bare_timer(setting, late, count));
	s.pcm = open_pcm(name, setting, SND_PCM_NONBLOCK, setting->frames);
	stream_start(&s, setting);
	for (size_t i = 0; i < count; i++) {
		late[got] = snd_pcm_wait(s.pcm, 1000) > 0 ? lateness(&s, setting) : -1;
		got += late[got] >= 0;
		stream_serve(&s, setting);
	}
	print_spread("wake_us", late, got);
	printf("xruns %zu\n", s.xruns);
	snd_pcm_close(s.pcm);
	free(late);
	return 0;
}

int streams(char **names, unsigned int count, const struct setting *setting, double seconds)
{
	size_t room = count * (size_t)(seconds * setting->rate / setting->period + 2), got = 0, xruns = 0;
	struct rlimit files = { 65536, 65536 };
	struct stream *all = calloc(count, sizeof(*all));
	struct pollfd *wait = calloc(count, sizeof(*wait));
	double *late = calloc(room, sizeof(*late));
	unsigned short events;
	uint64_t end;

	if (!all || !wait || !late)
		return 1;
	setrlimit(RLIMIT_NOFILE, &files);
	for (unsigned int i = 0; i < count; i++)
		all[i].pcm = open_pcm(names[i], setting, SND_PCM_NONBLOCK, setting->frames);
	for (unsigned int i = 0; i < count; i++) {
		stream_start(&all[i], setting);
		must(snd_pcm_poll_descriptors(all[i].pcm, &wait[i], 1), "poll");
	}
	printf("running %u\n", count);
	fflush(stdout);
	end = now_ns() + seconds * 1e9;
	while (now_ns() < end) {
		if (poll(wait, count, 1000) < 0 && errno != EINTR)
			must(-errno, "poll");
		for (unsigned int i = 0; i < count; i++) {
			if (!wait[i].revents || snd_pcm_poll_descriptors_revents(all[i].pcm, &wait[i], 1, &events) ||
			    !events)
				continue;
			late[got] = lateness(&all[i], setting);
			got += late[got] >= 0 && got < room - 1;
			stream_serve(&all[i], setting);
		}
	}
	for (unsigned int i = 0; i < count; i++) {
		xruns += all[i].xruns;
		snd_pcm_close(all[i].pcm);
	}
	print_spread("wake_us", late, got);
	printf("periods %zu\nxruns %zu\n", got, xruns);
	free(all);
	free(wait);
	free(late);
	return 0;
}
