// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_engine_end.c - the engine's end has a bound, whatever its clients' memory is.
 *
 * The client has memory that a page handler brings (userfaultfd), which lives in a third process and outlives it. A
 * call of that client, carried out by the test's own transport, fetches from there. Real clock: on the virtual one such
 * a call stops everything.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/forked.h"
#include "harness/run.h"
#include "server/engine.h"
#include "server/memory.h"
#include "tests/host/tap.h"

#define CASE_SECONDS 120
#define BYTES 4096
#define NEVER_NS (1000 * 1000000000ull)
#define SOON_NS 200000000ull
#define LOOKS 50

/**
 * struct victim - who is served
 * @client: has the memory, at @at; @handler: would bring it
 */
struct victim {
	pid_t client, handler;
	uint64_t at;
};

struct fetch_transport {
	struct transport transport;
	int asker;
	const struct victim *victim;
	char got[8];
};

/* ---- a client, and who brings its memory ------------------------------------------------------------------------- */

static void live_as_handler(int ready, struct victim v, unsigned int wait_us)
{
	v.handler = getpid();
	if (write(ready, &v, sizeof(v)) != sizeof(v))
		_exit(1);
	/* whatever becomes of the test */
	alarm(CASE_SECONDS);
	if (wait_us)
		usleep(wait_us);
	else
		pause();
	_exit(0);
}

/* wait_us: how long the handler lives from then on; 0: until it is killed */
static void live_as_client(int ready, unsigned int wait_us)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct victim v = { .client = getpid() };
	void *at = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	range.range = (struct uffdio_range){ (uintptr_t)at, BYTES };
	v.at = (uintptr_t)at;
	if (fd < 0 || at == MAP_FAILED || ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &range))
		_exit(77);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!fork())
		live_as_handler(ready, v, wait_us);
	for (;;)
		pause();
}

/* false: no such memory here */
static bool make_victim(struct victim *v, unsigned int wait_us)
{
	pid_t client;
	int ready[2];
	bool made;

	if (pipe2(ready, O_CLOEXEC))
		return false;
	client = fork();
	if (!client)
		live_as_client(ready[1], wait_us);
	close(ready[1]);
	made = read(ready[0], v, sizeof(*v)) == sizeof(*v);
	close(ready[0]);
	if (!made)
		waitpid(client, NULL, 0);
	return made;
}

static void end_client(const struct victim *v)
{
	kill(v->client, SIGKILL);
	EXPECT(waitpid(v->client, NULL, 0) == v->client);
}

/* ---- a transport ------------------------------------------------------------------------------------------------- */

static int fetch_receive(struct transport *transport, struct call *call)
{
	char byte;

	return recv(transport->fd, &byte, 1, MSG_DONTWAIT) == 1 ? 0 : -EAGAIN;
}

static void fetch_handle(struct transport *transport, struct call *call)
{
	struct fetch_transport *t = (struct fetch_transport *)transport;

	engine_will_sleep(call);
	client_fetch(t->victim->client, t->got, t->victim->at, sizeof(t->got));
	send(transport->fd, "a", 1, MSG_NOSIGNAL);
}

static const struct usnd_transport_ops fetch_ops = {
	.name = "fetch", .call_bytes = sizeof(struct call), .receive = fetch_receive, .handle = fetch_handle,
};

static struct fetch_transport fetches;
static struct engine engine;

/* a call is in the client's memory; the client is no more */
static int begin(const struct victim *v)
{
	int ends[2], err;

	err = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ? -errno : engine_start(&engine, NULL);
	if (err)
		return err;
	fetches = (struct fetch_transport){
		.transport = {.ops = &fetch_ops, .fd = ends[0]}, .asker = ends[1], .victim = v};
	EXPECT(!engine_serve(&engine, &fetches.transport));
	EXPECT(send(fetches.asker, "f", 1, 0) == 1);
	while (!client_memory_inside())
		host_task_park(host_now() + 1000000);
	end_client(v);
	return 0;
}

static bool is_answered(void)
{
	char byte;

	return recv(fetches.asker, &byte, 1, MSG_DONTWAIT) == 1;
}

/* ---- the rules, each in a process of its own: a world that was abandoned stays ----------------------------------- */

static int give_up(struct run *run)
{
	const struct victim *v = run->arg;
	int err = begin(v), i;

	if (err)
		return err;
	engine.patience = SOON_NS;
	EXPECT(engine_stop(&engine) == -EBUSY);
	EXPECT(client_memory_inside() == 1);
	/*
	 * the handler goes, and the page will be asked of nobody: the call's task is let go by the kernel, and must not
	 * go on
	 */
	kill(v->handler, SIGKILL);
	for (i = 0; i < LOOKS; i++) {
		host_task_park(host_now() + 1000000);
		EXPECT(!is_answered());
	}
	EXPECT(client_memory_inside() == 1);
	run->abandoned = true;
	return -EBUSY;
}

static int wait_for_it(struct run *run)
{
	int err = begin(run->arg);

	if (err)
		return err;
	engine.patience = NEVER_NS;
	EXPECT(!engine_stop(&engine));
	EXPECT(is_answered() && !client_memory_inside());
	close(fetches.transport.fd);
	close(fetches.asker);
	return 0;
}

struct life {
	int (*body)(struct run *run);
	unsigned int wait_us;
	bool given_up;
};

static int live(void *shared)
{
	const struct life *life = shared;
	struct run_config config = { .clock = HOST_CLOCK_REAL, .cards = { card_find("dummy") }, .card_count = 1 };
	struct run_result result;
	struct victim v;
	int err;

	if (!make_victim(&v, life->wait_us))
		return 77;
	err = run_world(&config, life->body, &v, &result);
	EXPECT(err == (life->given_up ? -EBUSY : 0) && result.stuck == life->given_up && !result.findings,
	       "%d, %lu findings", err, result.findings);
	return tap_failed;
}

static void in_a_process(struct life life)
{
	struct forked_end end;
	int err = forked_run(live, &life, sizeof(life), CASE_SECONDS, &end);

	if (!err && !end.crashed && end.status == 77)
		tap_skip("no userfaultfd for us here");
	else
		EXPECT(!err && !end.crashed && !end.status, "%d, signal %d, status %d", err, end.signal, end.status);
}

static void a_call_in_memory_that_never_comes_is_given_up(void)
{
	in_a_process((struct life){ .body = give_up, .given_up = true });
}

static void a_call_in_memory_that_comes_late_is_waited_for(void)
{
	in_a_process((struct life){ .body = wait_for_it, .wait_us = 300000 });
}

static const struct tap_case cases[] = {
	TAP_CASE(a_call_in_memory_that_never_comes_is_given_up),
	TAP_CASE(a_call_in_memory_that_comes_late_is_waited_for),
};

TAP_MAIN(cases)
