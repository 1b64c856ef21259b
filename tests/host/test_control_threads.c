// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_threads.c - the control device on the real clock: several programs make, use, watch and remove elements
 * at once. What ThreadSanitizer watches in make test-all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/cards.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define CONTROL "/dev/snd/controlC0"
#define MAKERS 2
#define ROUNDS 200

/**
 * struct program - one of those at work
 * @number: of a maker
 * @wrong: how often a call answered what it must not
 * @events: heard by the listener
 */
struct program {
	struct run *run;
	struct host_task *task;
	int number;
	unsigned int wrong, events;
};

/* the listener hears; the makers and users are done */
static bool listening, over;

static long control(struct usnd_file *file, unsigned int cmd, void *arg, const struct usnd_caller *caller)
{
	return usnd_ioctl(file, cmd, (uintptr_t)arg, caller);
}

/* Makes an element, describes and removes it, with a new file each time. */
static void make_elements(void *arg)
{
	struct program *me = arg;
	const struct usnd_caller *caller = &me->run->client.caller;
	struct usnd_file *file;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		struct snd_ctl_elem_info info = {
			.id = { .iface = SNDRV_CTL_ELEM_IFACE_CARD, .index = i },
			.type = SNDRV_CTL_ELEM_TYPE_INTEGER, .count = 2, .owner = 1 + i % 3,
			.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE,
			.value.integer.max = 10,
		};
		unsigned int tlv[4] = { 0, 8, 0, 0 };

		snprintf((char *)info.id.name, sizeof(info.id.name), "Maker %d", me->number);
		if (usnd_open(CONTROL, O_RDWR, caller, &file)) {
			me->wrong++;
			return;
		}
		me->wrong += control(file, SNDRV_CTL_IOCTL_ELEM_ADD, &info, caller) != 0;
		tlv[0] = info.id.numid;
		me->wrong += control(file, SNDRV_CTL_IOCTL_TLV_WRITE, tlv, caller) != 1;
		me->wrong += control(file, SNDRV_CTL_IOCTL_TLV_READ, tlv, caller) != 0;
		me->wrong += control(file, SNDRV_CTL_IOCTL_ELEM_REMOVE, &info.id, caller) != 0;
		usnd_release(file, caller);
	}
}

/* Tries every number there may be. */
static void use_elements(void *arg)
{
	struct program *me = arg;
	const struct usnd_caller *caller = &me->run->client.caller;
	struct usnd_file *file;
	unsigned int i;
	long ret;

	if (usnd_open(CONTROL, O_RDWR, caller, &file)) {
		me->wrong++;
		return;
	}
	for (i = 0; i < 2 * ROUNDS; i++) {
		struct snd_ctl_elem_value value = { .id.numid = 1 + i };
		struct snd_ctl_elem_list list = { .space = 0 };
		struct snd_ctl_elem_info info = { .id.numid = 1 + i };

		ret = control(file, SNDRV_CTL_IOCTL_ELEM_READ, &value, caller);
		me->wrong += ret && ret != -ENOENT && ret != -EPERM;
		ret = control(file, SNDRV_CTL_IOCTL_ELEM_WRITE, &value, caller);
		me->wrong += ret && ret != -ENOENT && ret != -EPERM;
		ret = control(file, SNDRV_CTL_IOCTL_ELEM_INFO, &info, caller);
		me->wrong += ret && ret != -ENOENT;
		me->wrong += control(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list, caller) != 0;
	}
	usnd_release(file, caller);
}

static bool is_over(void *ctx)
{
	return __atomic_load_n(&over, __ATOMIC_RELAXED);
}

/* Reads events until the others are done; now and then it stops to listen. */
static void listen_to_events(void *arg)
{
	struct program *me = arg;
	struct usnd_caller caller = me->run->client.caller;
	struct snd_ctl_event events[4];
	int subscribe = 1;
	struct usnd_file *file;
	long ret;

	caller.interrupted = is_over;
	if (usnd_open(CONTROL, O_RDWR, &caller, &file)) {
		me->wrong++;
		return;
	}
	do {
		control(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe, &caller);
		__atomic_store_n(&listening, true, __ATOMIC_RELEASE);
		ret = usnd_read(file, (uintptr_t)events, sizeof(events), &caller);
		me->events += ret > 0;
		if (me->events % 16 == 0) {
			subscribe = 0;
			control(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe, &caller);
			subscribe = 1;
		}
	} while (ret > 0);
	me->wrong += ret != -EINTR;
	usnd_release(file, &caller);
}

static unsigned int count_elements(struct run *run)
{
	struct snd_ctl_elem_list list = { .space = 0 };
	struct usnd_file *file;

	if (usnd_open(CONTROL, O_RDWR, &run->client.caller, &file))
		return ~0u;
	control(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list, &run->client.caller);
	usnd_release(file, &run->client.caller);
	return list.count;
}

static int work_body(struct run *run)
{
	struct program makers[MAKERS], user = { .run = run }, listener = { .run = run };
	unsigned int before = count_elements(run);
	int i;

	EXPECT(!host_task_create(&listener.task, "listener", listen_to_events, &listener, NULL));
	while (!__atomic_load_n(&listening, __ATOMIC_ACQUIRE) && !listener.wrong)
		host_task_park(host_now() + 1000000);
	EXPECT(!host_task_create(&user.task, "user", use_elements, &user, NULL));
	for (i = 0; i < MAKERS; i++) {
		makers[i] = (struct program){ .run = run, .number = i };
		EXPECT(!host_task_create(&makers[i].task, "maker", make_elements, &makers[i], NULL));
	}
	for (i = 0; i < MAKERS; i++) {
		host_task_join(makers[i].task);
		EXPECT(!makers[i].wrong, "maker %d: %u wrong answers", i, makers[i].wrong);
	}
	host_task_join(user.task);
	__atomic_store_n(&over, true, __ATOMIC_RELAXED);
	host_task_join(listener.task);
	EXPECT(!user.wrong && !listener.wrong, "%u, %u wrong answers", user.wrong, listener.wrong);
	EXPECT(listener.events > 0);
	EXPECT(count_elements(run) == before);
	return 0;
}

static void elements_are_made_used_watched_and_removed_at_once(void)
{
	struct run_config config = {
		.clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct run_result result;
	int err = run_world(&config, work_body, NULL, &result);

	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "", strerror(-err), result.findings);
}

static const struct tap_case cases[] = {
	TAP_CASE(elements_are_made_used_watched_and_removed_at_once),
};

TAP_MAIN(cases)
