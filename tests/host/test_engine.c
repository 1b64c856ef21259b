// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_engine.c - the engine, with a transport whose client is the test: a byte on a socket is a call, a byte back its
 * answer.
 *
 * 'q' is answered at once, 'w' waits for an event of a control file that never comes and says so first, 'W' does not
 * say so; 'e' says so and is answered at once.
 * Each case runs on both clocks.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "harness/run.h"
#include "server/engine.h"
#include "tests/host/tap.h"

#define MANY 100 /* a socket holds some 270 bytes sent one by one */

struct byte_call {
	struct call call;
	char what;
};

struct byte_transport {
	struct transport transport;
	int client;
	struct usnd_file *control;
	atomic_uint most, inside;
	atomic_bool interrupt, hold, asked;
};

static int byte_receive(struct transport *transport, struct call *call)
{
	struct byte_call *c = (struct byte_call *)call;
	ssize_t got = recv(transport->fd, &c->what, 1, MSG_DONTWAIT);

	if (!got)
		return -ENODEV;
	call->id = c->what;
	return got == 1 ? 0 : -EAGAIN;
}

static void byte_handle(struct transport *transport, struct call *call)
{
	struct byte_transport *t = (struct byte_transport *)transport;
	struct byte_call *c = (struct byte_call *)call;
	unsigned int inside = atomic_fetch_add(&t->inside, 1) + 1, most = atomic_load(&t->most);
	char answer = 'a';

	while (inside > most && !atomic_compare_exchange_weak(&t->most, &most, inside))
		;
	if (c->what == 'w' || c->what == 'e')
		engine_will_sleep(call);
	if (c->what == 'w' || c->what == 'W')
		answer = usnd_poll(t->control, POLLIN, HOST_FOREVER, &call->caller) == -EINTR ? 'i' : '?';
	atomic_fetch_sub(&t->inside, 1);
	/* the client may be gone by now */
	send(transport->fd, &answer, 1, MSG_NOSIGNAL);
}

static bool byte_is_interrupted(struct transport *transport, const struct call_about *call)
{
	struct byte_transport *t = (struct byte_transport *)transport;

	while (atomic_load(&t->hold)) {
		atomic_store(&t->asked, true);
		sched_yield();
	}
	return atomic_load(&t->interrupt) && strchr("wW", call->id);
}

static const struct usnd_transport_ops byte_ops = {
	.name = "byte", .call_bytes = sizeof(struct byte_call), .receive = byte_receive, .handle = byte_handle,
	.is_interrupted = byte_is_interrupted,
};

/* ---- what the cases do, in the run's main task ---- */

static struct byte_transport bytes;
static struct engine engine;

static void ask(char what)
{
	EXPECT(send(bytes.client, &what, 1, 0) == 1);
}

static char answer(void)
{
	char got = 0;

	while (recv(bytes.client, &got, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN)
		host_task_wait_fd(bytes.client, POLLIN, HOST_FOREVER);
	return got;
}

/* until @count calls are inside, however long that takes */
static void wait_for_inside(unsigned int count)
{
	while (atomic_load(&bytes.inside) < count) {
		ask('q');
		EXPECT(answer() == 'a');
	}
}

static int with_engine(struct run *run, void (*what)(void))
{
	int ends[2], err;

	err = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ? -errno : 0;
	if (err)
		return err;
	bytes = (struct byte_transport){ .transport = { .ops = &byte_ops, .fd = ends[0] }, .client = ends[1] };
	err = usnd_open("/dev/snd/controlC0", 2, &run->client.caller, &bytes.control);
	if (!err)
		err = engine_start(&engine, NULL);
	if (err)
		return err;
	EXPECT(!engine_serve(&engine, &bytes.transport));
	what();
	engine_stop(&engine);
	close(ends[0]);
	if (bytes.client >= 0)
		close(bytes.client);
	return usnd_release(bytes.control, &run->client.caller);
}

static int run_body(struct run *run)
{
	return with_engine(run, *(void (**)(void))run->arg);
}

static void on_clock(enum host_clock clock, void (*what)(void))
{
	struct run_config config = { .clock = clock, .cards = { card_find("dummy") }, .card_count = 1 };
	struct run_result result;
	int err = run_world(&config, run_body, &what, &result);

	EXPECT(!err, "clock %u: %s: %s, %lu findings", clock, result.step ? result.step : "", strerror(-err),
	       result.findings);
}

static void on_both_clocks(void (*what)(void))
{
	on_clock(HOST_CLOCK_VIRTUAL, what);
	on_clock(HOST_CLOCK_REAL, what);
}

/* ---- the rules ---- */

static void answers_come_one_by_one(void)
{
	int i;

	for (i = 0; i < 1000; i++) {
		ask('q');
		EXPECT(answer() == 'a');
	}
}

static void calls_are_answered(void)
{
	on_both_clocks(answers_come_one_by_one);
}

static void sleepers_and_a_quick_one(void)
{
	int i;

	for (i = 0; i < MANY; i++)
		ask('w');
	wait_for_inside(MANY);
	ask('q');
	EXPECT(answer() == 'a');
	EXPECT(atomic_load(&bytes.most) > MANY, "%u", atomic_load(&bytes.most));
}

/* and engine_stop() interrupts them all, else the case never ends */
static void calls_that_sleep_hold_up_nobody(void)
{
	on_both_clocks(sleepers_and_a_quick_one);
}

static void silent_sleepers(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		ask('W');
		wait_for_inside(i + 1);
	}
}

static void calls_that_sleep_unannounced_hold_up_others_for_a_tick_only(void)
{
	on_both_clocks(silent_sleepers);
}

static void a_signal_comes(void)
{
	ask('w');
	ask('w');
	wait_for_inside(2);
	atomic_store(&bytes.interrupt, true);
	EXPECT(answer() == 'i');
	EXPECT(answer() == 'i');
	atomic_store(&bytes.interrupt, false);
	ask('q');
	EXPECT(answer() == 'a');
}

static void interrupted_calls_end(void)
{
	on_both_clocks(a_signal_comes);
}

static bool interrupt_a_sleeper(struct call *call, void *arg)
{
	if (call->id == 'w')
		call_interrupt(call);
	return call->id == 'w';
}

static void a_question_takes_long(void)
{
	int i;

	atomic_store(&bytes.hold, true);
	ask('w');
	wait_for_inside(1);
	while (!atomic_load(&bytes.asked))
		sched_yield();
	for (i = 0; i < 100; i++) {
		ask('q');
		EXPECT(answer() == 'a');
	}
	/* a call that is asked about ends, too */
	EXPECT(engine_for_each_call(&engine, interrupt_a_sleeper, NULL));
	EXPECT(answer() == 'i');
	ask('w');
	wait_for_inside(1);
	atomic_store(&bytes.interrupt, true);
	atomic_store(&bytes.hold, false);
	EXPECT(answer() == 'i');
	atomic_store(&bytes.interrupt, false);
}

/* the virtual clock has one thread, and nothing takes long */
static void nobody_waits_for_what_is_asked_about_a_call(void)
{
	on_clock(HOST_CLOCK_REAL, a_question_takes_long);
}

/*
 * ticks so short that a task which shall lead has lost the lead again before it wakes, as on a machine that is very
 * busy
 */
static void the_lead_is_lost_in_sleep(void)
{
	struct itimerspec short_ticks = { { 0, 20000 }, { 0, 20000 } };
	int i;

	ask('w');
	wait_for_inside(1);
	EXPECT(!timerfd_settime(engine.tick_fd, 0, &short_ticks, NULL));
	for (i = 0; i < 2000; i++) {
		ask('e');
		EXPECT(answer() == 'a');
	}
}

/* else engine_stop() waits for one that nobody wakes */
static void who_has_lost_the_lead_is_woken_at_the_end(void)
{
	on_both_clocks(the_lead_is_lost_in_sleep);
}

static void the_client_goes(void)
{
	ask('w');
	wait_for_inside(1);
	close(bytes.client);
	bytes.client = -1;
	engine_wait(&engine, &bytes.transport, -1);
	EXPECT(engine_has_ended(&engine, &bytes.transport));
}

static void a_transport_ends_when_its_last_client_has_gone(void)
{
	on_both_clocks(the_client_goes);
}

static const struct tap_case cases[] = {
	TAP_CASE(calls_are_answered),
	TAP_CASE(calls_that_sleep_hold_up_nobody),
	TAP_CASE(calls_that_sleep_unannounced_hold_up_others_for_a_tick_only),
	TAP_CASE(interrupted_calls_end),
	TAP_CASE(nobody_waits_for_what_is_asked_about_a_call),
	TAP_CASE(who_has_lost_the_lead_is_woken_at_the_end),
	TAP_CASE(a_transport_ends_when_its_last_client_has_gone),
};

TAP_MAIN(cases)
