// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_files.c - files as clients outside the kernel world get them: the tree, flags, poll, interruption, and calls
 * that meet a release or the card's removal. On the virtual clock, with the ES1370.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "harness/cards.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define ES1370_BDF USND_BDF(0, 5, 0)
#define PLAYBACK "/dev/snd/pcmC0D0p"
#define PREALLOC "/proc/asound/card0/pcm0p/sub0/prealloc"

static int run_on(uint64_t seed, int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .seed = seed };
	struct run_result result;
	int err = run_world(&config, body, NULL, &result);

	EXPECT(!err && !result.findings && !result.stuck, "seed %d: %d, %lu findings", (int)seed, err, result.findings);
	return err;
}

static int open_error(struct run *run, const char *path, int flags)
{
	struct usnd_file *file;
	int err = usnd_open(path, flags, &run->client.caller, &file);

	if (!err)
		usnd_release(file, &run->client.caller);
	return err;
}

/* ---- the tree ------------------------------------------------------------------------------------------ */

static bool find_node(const char *dir, const char *name, struct usnd_node *node)
{
	unsigned int i;

	for (i = 0; !usnd_readdir(dir, i, node); i++)
		if (!strcmp(node->name, name))
			return true;
	return false;
}

static int look_around(struct run *run)
{
	struct usnd_node node;

	EXPECT(find_node("/", "dev", &node) && S_ISDIR(node.mode));
	EXPECT(find_node("/dev", "snd", &node) && S_ISDIR(node.mode));
	EXPECT(find_node("/dev/snd", "controlC0", &node) && S_ISCHR(node.mode) && node.rdev >> 20 == 116);
	EXPECT(find_node("/dev/snd", "pcmC0D0p", &node) && S_ISCHR(node.mode));
	EXPECT(find_node("/proc/asound", "AudioPCI", &node) && S_ISLNK(node.mode) && !strcmp(node.target, "card0"));
	EXPECT(find_node("/proc/asound/AudioPCI/pcm0p/sub0", "prealloc", &node) && node.mode == (S_IFREG | 0644));
	EXPECT(usnd_readdir("/proc/asound/version", 0, &node) == -ENOTDIR);
	EXPECT(usnd_readdir("/proc/asound/nothing", 0, &node) == -ENOENT);
	EXPECT(usnd_readdir("/dev/snd", 1000, &node) == -ENOENT);

	EXPECT(open_error(run, "/dev/snd/pcmC9D0p", O_WRONLY) == -ENOENT);
	EXPECT(open_error(run, "/dev/snd", O_RDONLY) == -EISDIR);
	EXPECT(open_error(run, "relative", O_RDONLY) == -ENOENT);
	EXPECT(open_error(run, PREALLOC, O_RDONLY | O_DIRECTORY) == -ENOTDIR);
	return 0;
}

static void the_tree_is_what_linux_shows(void)
{
	run_on(0, look_around);
}

static int use_wrongly(struct run *run)
{
	const struct usnd_caller *me = &run->client.caller;
	struct usnd_file *file;
	char text[8];

	EXPECT(!usnd_open(PREALLOC, O_RDONLY, me, &file));
	EXPECT(usnd_write(file, (uintptr_t)"8\n", 2, me) == -EBADF);
	EXPECT(usnd_read(file, (uintptr_t)text, sizeof(text), me) == 3);
	EXPECT(usnd_read(file, (uintptr_t)text, sizeof(text), me) == 0);
	EXPECT(usnd_ioctl(file, 1, 0, me) == -ENOTTY);
	EXPECT(usnd_poll(file, POLLIN, 0, me) == POLLIN);
	EXPECT(!usnd_release(file, me));
	EXPECT(!usnd_open(PREALLOC, O_WRONLY, me, &file));
	EXPECT(usnd_read(file, (uintptr_t)text, sizeof(text), me) == -EBADF);
	EXPECT(usnd_write(file, (uintptr_t)"7\n", 2, me) == -EINVAL);
	EXPECT(usnd_write(file, (uintptr_t)"7", 1, me) == 1);
	EXPECT(usnd_release(file, me) == -EINVAL);

	/* an address that nobody can have comes before the state of the stream */
	EXPECT(!usnd_open(PLAYBACK, O_WRONLY | O_NONBLOCK, me, &file));
	EXPECT(usnd_write(file, (uintptr_t)text, 4, me) == -EBADFD);
	EXPECT(usnd_write(file, (uintptr_t)-4096, 4, me) == -EFAULT);
	EXPECT(usnd_write(file, (uintptr_t)text, (size_t)-1, me) == -EFAULT);
	EXPECT(usnd_read(file, (uintptr_t)-4096, 4, me) == -EBADF);
	EXPECT(!usnd_release(file, me));
	return 0;
}

static void errors_reach_the_caller(void)
{
	run_on(0, use_wrongly);
}

/* ---- poll ---------------------------------------------------------------------------------------------- */

/* A stream whose buffer is full; it runs. */
static int start_stream(struct run *run, struct client_pcm *pcm)
{
	struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2 };
	static int16_t silence[2 * 65536];
	size_t done;
	int err;

	err = client_pcm_open(pcm, &run->client, 0, 0, false, 0);
	if (!err)
		err = client_pcm_configure(pcm, &want);
	if (!err)
		err = client_pcm_write(pcm, silence, pcm->buffer_frames, &done);
	EXPECT(!err, "%d", err);
	return err;
}

static int poll_playing(struct run *run)
{
	struct client_pcm pcm;
	uint64_t before, period;

	if (start_stream(run, &pcm))
		return -EIO;
	period = pcm.period_frames * 1000000000ull / pcm.rate;
	EXPECT(usnd_poll(pcm.file, POLLOUT, 0, &run->client.caller) == 0);
	before = host_now();
	EXPECT(usnd_poll(pcm.file, POLLOUT, MS, &run->client.caller) == 0);
	EXPECT(host_now() - before >= MS && host_now() - before < 2 * MS, "%d ns", (int)(host_now() - before));
	before = host_now();
	EXPECT(usnd_poll(pcm.file, POLLOUT, UINT64_MAX, &run->client.caller) == POLLOUT);
	EXPECT(host_now() - before <= period + MS);
	/* nothing to read from a playback stream, whatever happens */
	EXPECT(usnd_poll(pcm.file, POLLIN, 0, &run->client.caller) == 0);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void poll_waits_for_room_or_time(void)
{
	uint64_t seed;

	for (seed = 0; seed < 10; seed++)
		run_on(seed, poll_playing);
}

static bool is_interrupted(void *ctx)
{
	return true;
}

static int poll_interrupted(struct run *run)
{
	struct usnd_caller signalled = run->client.caller;
	struct client_pcm pcm;

	signalled.interrupted = is_interrupted;
	if (start_stream(run, &pcm))
		return -EIO;
	EXPECT(usnd_poll(pcm.file, POLLOUT, UINT64_MAX, &signalled) == -EINTR);
	/* what is ready comes first */
	EXPECT(usnd_poll(pcm.file, POLLOUT, UINT64_MAX, &run->client.caller) == POLLOUT);
	EXPECT(usnd_poll(pcm.file, POLLOUT, UINT64_MAX, &signalled) == POLLOUT);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void poll_ends_for_a_signal(void)
{
	run_on(0, poll_interrupted);
}

/* A call that would sleep ends with the signal, and what it waited for goes on. */
static int calls_interrupted(struct run *run)
{
	struct usnd_caller signalled = run->client.caller;
	struct usnd_file *second;
	static int16_t frames[64];
	struct client_pcm pcm;
	long written;

	signalled.interrupted = is_interrupted;
	if (start_stream(run, &pcm))
		return -EIO;
	/* the room that the card has made already is filled without sleeping */
	do
		written = usnd_write(pcm.file, (uintptr_t)frames, sizeof(frames), &signalled);
	while (written > 0);
	EXPECT(written == -EINTR, "%ld", written);
	EXPECT(usnd_open(PLAYBACK, O_WRONLY, &signalled, &second) == -EINTR);
	EXPECT(usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_DRAIN, 0, &signalled) == -EINTR);
	/* still draining: nothing can be written, and whoever waits now sees the end */
	EXPECT(usnd_write(pcm.file, (uintptr_t)frames, sizeof(frames), &run->client.caller) == -EBADFD);
	EXPECT(usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_DRAIN, 0, &run->client.caller) == 0);
	return client_pcm_close(&pcm);
}

static void sleeping_calls_end_for_a_signal(void)
{
	uint64_t seed;

	for (seed = 0; seed < 10; seed++)
		run_on(seed, calls_interrupted);
}

/* ---- calls that meet something ------------------------------------------------------------------------- */

struct poller {
	struct run *run;
	struct usnd_file *file;
	long ready;
	volatile bool done;
};

static void poll_for_ever(void *arg)
{
	struct poller *poller = arg;

	/* POLLIN never comes: only an error ends this */
	poller->ready = usnd_poll(poller->file, POLLIN, 1000 * MS, &poller->run->client.caller);
	poller->done = true;
}

static void remove_card(void *arg)
{
	usnd_pci_remove(ES1370_BDF);
}

static int poll_and_remove(struct run *run)
{
	struct poller poller = { .run = run };
	struct host_task *task, *remover;
	struct client_pcm pcm;
	uint64_t before;
	int err;

	if (start_stream(run, &pcm))
		return -EIO;
	poller.file = pcm.file;
	EXPECT(!host_task_create(&task, "poller", poll_for_ever, &poller, NULL));
	host_task_park(host_now() + 5 * MS);
	EXPECT(!poller.done);
	before = host_now();
	/* the driver's remove() waits until the client has closed */
	EXPECT(!host_task_create(&remover, "remover", remove_card, NULL, NULL));
	host_task_join(task);
	EXPECT(poller.ready & POLLERR, "%ld", poller.ready);
	EXPECT(host_now() - before < 100 * MS);
	EXPECT(client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE) == -ENODEV);
	/* the poller may be back before the node has gone */
	err = open_error(run, PLAYBACK, O_WRONLY);
	EXPECT(err == -ENOENT || err == -ENODEV, "%d", err);
	EXPECT(!usnd_release(pcm.file, &run->client.caller));
	host_task_join(remover);
	return 0;
}

static void removal_wakes_pollers(void)
{
	uint64_t seed;

	for (seed = 0; seed < 20; seed++)
		run_on(seed, poll_and_remove);
}

static int release_under_a_call(struct run *run)
{
	struct poller poller = { .run = run };
	struct host_task *task;
	struct client_pcm pcm;

	if (start_stream(run, &pcm))
		return -EIO;
	poller.file = pcm.file;
	EXPECT(!host_task_create(&task, "poller", poll_for_ever, &poller, NULL));
	host_task_park(host_now() + 5 * MS);
	EXPECT(!usnd_release(pcm.file, &run->client.caller));
	/* the stream is still open: the call inside has a reference */
	EXPECT(!poller.done);
	host_task_join(task);
	EXPECT(open_error(run, PLAYBACK, O_WRONLY | O_NONBLOCK) == 0);
	return 0;
}

static void release_takes_effect_when_the_last_call_returns(void)
{
	run_on(0, release_under_a_call);
}

static int set_nonblock(struct run *run)
{
	static int16_t silence[2 * 65536];
	struct client_pcm pcm;
	size_t done;

	if (start_stream(run, &pcm))
		return -EIO;
	/* a stream looks at its file's flags when it is prepared */
	EXPECT(!usnd_set_flags(pcm.file, O_NONBLOCK | O_CREAT));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(client_pcm_write(&pcm, silence, pcm.buffer_frames, &done) == 0);
	EXPECT(client_pcm_write(&pcm, silence, 1024, &done) == -EAGAIN);
	EXPECT(!usnd_set_flags(pcm.file, 0));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(client_pcm_write(&pcm, silence, pcm.buffer_frames, &done) == 0);
	EXPECT(client_pcm_write(&pcm, silence, 1024, &done) == 0);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void flags_can_be_changed(void)
{
	run_on(0, set_nonblock);
}

/* ---- several pieces ------------------------------------------------------------------------------------ */

static int pieces(struct run *run)
{
	const struct usnd_caller *me = &run->client.caller;
	char digit[] = "1", end[] = "6\n";
	struct iovec text[] = { { digit, 1 }, { NULL, 0 }, { end, 2 } };
	static int16_t frames[128];
	struct iovec channels[] = { { frames, 128 }, { frames + 64, 128 } };
	struct iovec answer[2];
	struct usnd_file *file;
	struct client_pcm pcm;
	char head[3] = "", tail[8] = "";

	if (usnd_open(PREALLOC, O_RDWR, me, &file))
		return -EIO;
	EXPECT(usnd_writev(file, (uintptr_t)text, 3, me) == 3);
	EXPECT(usnd_writev(file, (uintptr_t)text, 1025, me) == -EINVAL);
	EXPECT(usnd_writev(file, (uintptr_t)text, 0, me) == 0);
	EXPECT(!usnd_release(file, me));
	if (usnd_open(PREALLOC, O_RDONLY, me, &file))
		return -EIO;
	answer[0] = (struct iovec){ head, 2 };
	answer[1] = (struct iovec){ tail, 7 };
	EXPECT(usnd_writev(file, (uintptr_t)text, 3, me) == -EBADF);
	EXPECT(usnd_readv(file, (uintptr_t)answer, 2, me) == 3 && !strcmp(head, "16") && !strcmp(tail, "\n"));
	EXPECT(!usnd_release(file, me));

	/* a piece a channel is for access that this card does not have */
	if (start_stream(run, &pcm))
		return -EIO;
	EXPECT(usnd_writev(pcm.file, (uintptr_t)channels, 2, me) == -EINVAL);
	EXPECT(usnd_writev(pcm.file, (uintptr_t)channels, 1, me) == -EINVAL);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void readv_and_writev_take_several_pieces(void)
{
	run_on(0, pieces);
}

/* where such a program's memory could be, and nothing of ours is */
#define LOW ((void *)0x30000000)

/* struct narrow - memory of a 32-bit program: pieces, by addresses and lengths of 32 bits, and an argument of ioctls */
struct narrow {
	struct {
		uint32_t at, bytes;
	} pieces[2];
	int32_t version;
	char text[8];
};

static size_t no_fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	return bytes;
}

static uint32_t address(const void *at)
{
	return (uintptr_t)at;
}

static int narrow_pieces(struct run *run)
{
	struct narrow *memory = mmap(LOW, sizeof(*memory), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct usnd_caller me = run->client.caller;
	struct usnd_file *file;
	struct client_pcm pcm;

	if (memory == MAP_FAILED || (uintptr_t)memory >> 32)
		return -ENOMEM;
	me.compat = true;
	memory->pieces[0].at = address(memory->text);
	memory->pieces[1].at = address(memory->text + 2);
	memory->pieces[0].bytes = 2;
	memory->pieces[1].bytes = 5;
	EXPECT(!usnd_open(PREALLOC, O_RDONLY, &me, &file));
	EXPECT(usnd_readv(file, (uintptr_t)memory->pieces, 2, &me) == 3 && !strcmp(memory->text, "64\n"));
	/* a length that is negative there */
	memory->pieces[1].bytes = 0x80000000;
	EXPECT(usnd_readv(file, (uintptr_t)memory->pieces, 2, &me) == -EINVAL);
	me.fetch = no_fetch;
	EXPECT(usnd_readv(file, (uintptr_t)memory->pieces, 2, &me) == -EFAULT);
	me.fetch = run->client.caller.fetch;
	/* a file that has nothing for such programs */
	EXPECT(usnd_ioctl(file, SNDRV_PCM_IOCTL_PVERSION, (uintptr_t)&memory->version, &me) == -ENOTTY);
	EXPECT(!usnd_release(file, &me));
	if (start_stream(run, &pcm))
		return -EIO;
	/* what is above 32 bits of an argument does not count */
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_PVERSION, 1ull << 40 | (uintptr_t)&memory->version, &me));
	EXPECT(memory->version >> 16 == 2);
	/* each kind of caller has numbers of its own */
	EXPECT(usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_DELAY, (uintptr_t)memory, &me) == -ENOTTY);
	EXPECT(usnd_ioctl(pcm.file, 0x80044121, (uintptr_t)memory, &run->client.caller) == -ENOTTY);
	EXPECT(!usnd_ioctl(pcm.file, 0x80044121, (uintptr_t)memory, &me));
	munmap(memory, sizeof(*memory));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void calls_of_32_bit_programs_have_narrow_pointers(void)
{
	run_on(0, narrow_pieces);
}

static const struct tap_case cases[] = {
	TAP_CASE(the_tree_is_what_linux_shows),
	TAP_CASE(errors_reach_the_caller),
	TAP_CASE(poll_waits_for_room_or_time),
	TAP_CASE(poll_ends_for_a_signal),
	TAP_CASE(sleeping_calls_end_for_a_signal),
	TAP_CASE(readv_and_writev_take_several_pieces),
	TAP_CASE(calls_of_32_bit_programs_have_narrow_pointers),
	TAP_CASE(removal_wakes_pollers),
	TAP_CASE(release_takes_effect_when_the_last_call_returns),
	TAP_CASE(flags_can_be_changed),
};

TAP_MAIN(cases)
