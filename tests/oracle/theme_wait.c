// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_wait.c - waiting for data, for room, for the end, for a substream: somebody else moves the pointer, or ends it.
 */
#include "tests/oracle/themes.h"

#include <poll.h>
#include <string.h>

/**
 * struct helper - who does something while the client waits
 * @until: a line of the status file that shows that it does; NULL: just later
 * @moves, @frames: how often the pointer moves, and how far
 * @command: to the probe card, then; NULL: none
 * @other: a file to close, then; negative: none
 */
struct helper {
	struct stream *s;
	const char *until;
	unsigned int moves, frames;
	const char *command;
	int other;
};

static void status_path(const struct stream *s, char *path, size_t size)
{
	snprintf(path, size, "/proc/asound/card0/pcm%d%c/sub%d/status", s->device, s->way ? 'c' : 'p', s->number);
}

static void help(void *arg)
{
	struct helper *helper = arg;
	char path[64], text[512];
	unsigned int i;

	status_path(helper->s, path, sizeof(path));
	for (i = 0; helper->until && i < 2000; i++) {
		read_text(helper->s->o, path, text, sizeof(text));
		if (strstr(text, helper->until))
			break;
		helper->s->o->ops->wait();
	}
	for (i = 0; i < 20; i++)
		helper->s->o->ops->wait();
	for (i = 0; i < helper->moves; i++)
		tell(helper->s, "move", helper->frames);
	if (helper->command)
		command(helper->s->o, "%s", helper->command);
	if (helper->other >= 0)
		helper->s->o->ops->close(helper->other);
}

static void ask_drain(struct oracle *o, int device, int way, int flags, unsigned int moves)
{
	struct helper helper;
	struct stream s;
	long ret;

	if (stream_in(&s, o, device, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	helper = (struct helper){ &s, "DRAINING", moves, 234, NULL, -1 };
	o->ops->set_flags(s.file, flags);
	if (o->ops->spawn(help, &helper))
		say(o, "no helper");
	ret = do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL);
	o->ops->join();
	say_stream(&s, ret, "drain %d %c flags %x", device, way ? 'c' : 'p', flags);
	stream_close(&s);
}

/* how the status file shows that everything there was is written or read */
static const char *full(int way)
{
	return way == CAPTURE ? "appl_ptr    : 300" : "appl_ptr    : 1324";
}

static void ask_wait(struct oracle *o, int device, int way, unsigned int frames, unsigned int moves)
{
	struct helper helper;
	struct stream s;
	long ret;

	if (stream_in(&s, o, device, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	helper = (struct helper){ &s, full(way), moves, PERIOD, NULL, -1 };
	o->ops->set_flags(s.file, 0);
	if (o->ops->spawn(help, &helper))
		say(o, "no helper");
	ret = way == CAPTURE ? read_frames(&s, frames) : write_frames(&s, frames, 0x33);
	o->ops->join();
	say_stream(&s, ret, "wait %d %c %u frames", device, way ? 'c' : 'p', frames);
	say_ring(&s, "  ring");
	stream_close(&s);
}

/* the client waits in a transfer, in DRAIN or in poll, and something else than data ends it */
static void ask_ended(struct oracle *o, int device, int way, const char *what, const char *name)
{
	struct helper helper;
	struct stream s;
	char text[64];
	long ret;

	if (stream_in(&s, o, device, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	snprintf(text, sizeof(text), "%s %d %d %d %d", what, device, way, s.number, SNDRV_PCM_STATE_SETUP);
	helper = (struct helper){ &s, strcmp(name, "drain") ? full(way) : "DRAINING", 0, 0, text, -1 };
	o->ops->set_flags(s.file, 0);
	if (!strcmp(name, "poll")) {
		if (way == CAPTURE)
			read_frames(&s, 300);
		else
			write_frames(&s, 556, 0x33);
	}
	if (o->ops->spawn(help, &helper))
		say(o, "no helper");
	if (!strcmp(name, "drain"))
		ret = do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL);
	else if (!strcmp(name, "poll"))
		ret = o->ops->poll(s.file, POLLIN | POLLOUT | POLLERR, 5000);
	else
		ret = way == CAPTURE ? read_frames(&s, 600) : write_frames(&s, 600, 0x33);
	o->ops->join();
	say_stream(&s, ret, "%s %d %c ended by %s", name, device, way ? 'c' : 'p', what);
	stream_close(&s);
	if (!strcmp(what, "disconnect"))
		say(o, "  renew: %s", answer(command(o, "renew")));
}

/* an open that waits until somebody closes; and one that waits until the card is gone */
static void ask_open_waits(struct oracle *o, const char *what)
{
	struct stream a, b, c;
	struct helper helper;
	int err;

	stream_open(&a, o, CHIP, PLAYBACK, O_NONBLOCK);
	stream_open(&c, o, ATOMIC, PLAYBACK, O_NONBLOCK);
	helper = (struct helper){ &c, NULL, 0, 0, what, what ? -1 : a.file };
	if (o->ops->spawn(help, &helper))
		say(o, "no helper");
	err = stream_open(&b, o, CHIP, PLAYBACK, 0);
	o->ops->join();
	say(o, "open waits for %s: %s", what ?: "close", answer(err));
	if (what)
		stream_close(&a);
	stream_close(&b);
	stream_close(&c);
	if (what)
		say(o, "  renew: %s", answer(command(o, "renew")));
}

/* what needs somebody else while it waits */
void theme_wait(struct oracle *o)
{
	static const char *const ends[] = { "disconnect", "xrun", "stop" };
	int way, device;
	size_t i;

	for (device = ATOMIC; device <= NONATOMIC; device++) {
		ask_drain(o, device, PLAYBACK, 0, 2);
		ask_drain(o, device, PLAYBACK, O_NONBLOCK, 0);
		ask_drain(o, device, CAPTURE, 0, 0);
		for (way = PLAYBACK; way <= CAPTURE; way++) {
			ask_wait(o, device, way, 600, 3);
			ask_wait(o, device, way, 1100, 6);
			for (i = 0; i < COUNT(ends); i++) {
				ask_ended(o, device, way, ends[i], "transfer");
				ask_ended(o, device, way, ends[i], "poll");
				if (way == PLAYBACK)
					ask_ended(o, device, way, ends[i], "drain");
			}
		}
	}
	ask_open_waits(o, NULL);
	ask_open_waits(o, "disconnect");
}
