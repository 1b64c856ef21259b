// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * select.c - select(2) and pselect6(2): bit sets to and from what poll.c waits for.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "server/memory.h"
#include "server/notify/local.h"

#define MOST 1024
#define WORDS (MOST / 64)
#define SETS 3

/* what makes a descriptor ready to be read, to be written, exceptional */
static const unsigned int meaning[SETS] = {
	POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
	POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
	POLLPRI,
};

/* struct selection - the sets of a call; those that the client has not given are empty */
struct selection {
	unsigned int fds;
	uint64_t at[SETS];
	uint64_t sets[SETS][WORDS];
	struct poll_one ones[MOST];
	size_t count;
};

static bool is_set(const uint64_t *set, unsigned int fd)
{
	return set[fd / 64] >> fd % 64 & 1;
}

static int fetch_sets(struct notify_call *c, struct selection *s)
{
	size_t bytes = i386_set_bytes(c->layout, s->fds);
	unsigned int set, fd, events;

	for (set = 0; set < SETS; set++) {
		s->at[set] = notify_argument(c, 1 + set);
		if (s->at[set] && client_fetch(c->call.thread, s->sets[set], s->at[set], bytes))
			return -EFAULT;
	}
	for (fd = 0; fd < s->fds; fd++) {
		for (events = set = 0; set < SETS; set++)
			events |= is_set(s->sets[set], fd) ? meaning[set] & ~(POLLHUP | POLLERR) : 0;
		if (events)
			s->ones[s->count++] = (struct poll_one){.fd = fd, .events = events};
	}
	return 0;
}

static long store_sets(struct notify_call *c, struct selection *s)
{
	uint64_t ready[SETS][WORDS] = {{0}};
	size_t bytes = i386_set_bytes(c->layout, s->fds);
	unsigned int set, fd;
	long bits = 0;
	size_t i;

	for (i = 0; i < s->count; i++) {
		fd = s->ones[i].fd;
		for (set = 0; set < SETS; set++)
			if (is_set(s->sets[set], fd) && s->ones[i].revents & meaning[set]) {
				ready[set][fd / 64] |= 1ull << fd % 64;
				bits++;
			}
	}
	for (set = 0; set < SETS; set++)
		if (s->at[set] && client_store(c->call.thread, s->at[set], ready[set], bytes))
			return -EFAULT;
	return bits;
}

static bool has_bad(const struct selection *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->ones[i].revents & POLLNVAL)
			return true;
	return false;
}

static void select_for(struct notify_call *c, struct poll_time *t)
{
	struct selection *s = calloc(1, sizeof(*s));
	long ret;

	if (s)
		s->fds = notify_argument(c, 0);
	if (!s || s->fds > MOST || fetch_sets(c, s) || !notify_poll_find(c, s->ones, s->count)) {
		notify_pass(c);
	} else {
		ret = notify_poll_wait(c, s->ones, s->count, t->deadline);
		if (ret >= 0)
			ret = has_bad(s) ? -EBADF : store_sets(c, s);
		notify_poll_time_store(c, t);
		notify_answer_waiting(c, ret);
	}
	free(s);
}

void notify_handle_select(struct notify_call *c)
{
	struct poll_time t;

	/* the kernel tells of bad addresses and times */
	if (!atomic_load(&notify_of(c)->timed) || notify_poll_time_fetch(c, notify_argument(c, 4), true, &t))
		notify_pass(c);
	else
		select_for(c, &t);
}

void notify_handle_pselect6(struct notify_call *c)
{
	uint64_t mask = 0;
	struct poll_time t;

	if (!atomic_load(&notify_of(c)->timed) || notify_poll_time_fetch(c, notify_argument(c, 4), false, &t) ||
	    (notify_argument(c, 5) && i386_mask_fetch(c->call.thread, c->layout, notify_argument(c, 5), &mask)) ||
	    (mask && client_fetch(c->call.thread, &c->call.blocked, mask, sizeof(c->call.blocked))))
		notify_pass(c);
	else
		select_for(c, &t);
}
