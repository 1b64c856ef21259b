// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_timer.c - /dev/snd/timer: timers found, selected, set, started; those of PCM streams tick as the card's pointer
 * moves.
 */
#include "tests/oracle/themes.h"

#include <poll.h>
#include <string.h>

struct timer {
	struct oracle *o;
	int file;
};

static int timer_open(struct timer *t, struct oracle *o, int flags)
{
	*t = (struct timer){ .o = o };
	t->file = o->ops->open("/dev/snd/timer", O_RDONLY | O_NONBLOCK | flags);
	return t->file < 0 ? t->file : 0;
}

static long ask(struct timer *t, unsigned long cmd, void *arg)
{
	return t->o->ops->ioctl(t->file, cmd, arg);
}

static void say_ask(struct timer *t, const char *name, unsigned long cmd, void *arg)
{
	say(t->o, "%s: %s", name, answer(ask(t, cmd, arg)));
}

static void say_timer_id(struct oracle *o, const char *name, long err, const struct snd_timer_id *id)
{
	say(o, "%s: %s class %d sclass %d card %d device %d sub %d", name, answer(err), id->dev_class, id->dev_sclass,
	    id->card, id->device, id->subdevice);
}

static void ask_all_devices(struct timer *t)
{
	struct snd_timer_id id = { .dev_class = -1 };
	int i;
	long err;

	for (i = 0; i < 64; i++) {
		err = ask(t, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &id);
		say_timer_id(t->o, "next", err, &id);
		if (err || id.dev_class < 0)
			break;
	}
}

static const struct snd_timer_id ids[] = {
	{ -1, 0, 0, 0, 0 },
	{ 0, 0, 0, 0, 0 },
	{ SNDRV_TIMER_CLASS_SLAVE, 0, 0, 0, 0 },
	{ SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_APPLICATION, 0, 1, 0 },
	{ SNDRV_TIMER_CLASS_GLOBAL, 0, 0, SNDRV_TIMER_GLOBAL_SYSTEM, 0 },
	{ SNDRV_TIMER_CLASS_GLOBAL, 0, -1, SNDRV_TIMER_GLOBAL_SYSTEM, 0 },
	{ SNDRV_TIMER_CLASS_GLOBAL, 0, -1, 77, 0 },
	{ SNDRV_TIMER_CLASS_CARD, 0, 0, 0, 0 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 0, 0, 0 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 0, 0, 1 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 0, 0, 2 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 0, 0, 9 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 0, 9, 0 },
	{ SNDRV_TIMER_CLASS_PCM, 0, 5, 0, 0 },
	{ SNDRV_TIMER_CLASS_PCM, 0, -1, -1, -1 },
	{ 5, 0, 0, 0, 0 },
	{ 100, 100, 100, 100, 100 },
};

static void ask_ids(struct timer *t)
{
	struct snd_timer_ginfo ginfo;
	struct snd_timer_gparams gparams;
	struct snd_timer_gstatus gstatus;
	struct snd_timer_id id;
	size_t i;
	long err;

	for (i = 0; i < COUNT(ids); i++) {
		id = ids[i];
		err = ask(t, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &id);
		say_timer_id(t->o, "next of", 0, &ids[i]);
		say_timer_id(t->o, "  is", err, &id);
		memset(&ginfo, 0, sizeof(ginfo));
		ginfo.tid = ids[i];
		err = ask(t, SNDRV_TIMER_IOCTL_GINFO, &ginfo);
		say(t->o, "  ginfo: %s flags %x card %d id '%s' name '%s' resolution %lu %lu..%lu", answer(err),
		    ginfo.flags, ginfo.card, ginfo.id, ginfo.name, ginfo.resolution, ginfo.resolution_min,
		    ginfo.resolution_max);
		memset(&gstatus, 0, sizeof(gstatus));
		gstatus.tid = ids[i];
		err = ask(t, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus);
		say(t->o, "  gstatus: %s resolution %lu %lu/%lu", answer(err), gstatus.resolution,
		    gstatus.resolution_num, gstatus.resolution_den);
		memset(&gparams, 0, sizeof(gparams));
		gparams.tid = ids[i];
		err = ask(t, SNDRV_TIMER_IOCTL_GPARAMS, &gparams);
		say(t->o, "  gparams: %s", answer(err));
	}
}

static long select_id(struct timer *t, const struct snd_timer_id *id)
{
	struct snd_timer_select select;

	memset(&select, 0, sizeof(select));
	select.id = *id;
	return ask(t, SNDRV_TIMER_IOCTL_SELECT, &select);
}

static void ask_plain(struct timer *t)
{
	static const struct {
		const char *name;
		unsigned long cmd;
	} commands[] = {
		{ "START", SNDRV_TIMER_IOCTL_START }, { "STOP", SNDRV_TIMER_IOCTL_STOP },
		{ "CONTINUE", SNDRV_TIMER_IOCTL_CONTINUE }, { "PAUSE", SNDRV_TIMER_IOCTL_PAUSE },
		{ "unknown", _IO('T', 0x7f) }, { "a PCM's", SNDRV_PCM_IOCTL_PREPARE },
	};
	struct snd_timer_info info;
	struct snd_timer_status status;
	struct snd_timer_params params;
	char buf[64];
	size_t i;
	int on, version = 0;
	long err;

	err = ask(t, SNDRV_TIMER_IOCTL_PVERSION, &version);
	say(t->o, "PVERSION: %s %x", answer(err), version);
	for (i = 0; i < COUNT(commands); i++)
		say(t->o, "%s: %s", commands[i].name, answer(ask(t, commands[i].cmd, NULL)));
	memset(&info, 0, sizeof(info));
	err = ask(t, SNDRV_TIMER_IOCTL_INFO, &info);
	say(t->o, "INFO: %s flags %x card %d '%s' '%s' %lu", answer(err), info.flags, info.card, info.id, info.name,
	    info.resolution);
	memset(&status, 0, sizeof(status));
	err = ask(t, SNDRV_TIMER_IOCTL_STATUS, &status);
	say(t->o, "STATUS: %s resolution %u lost %u overrun %u queue %u", answer(err), status.resolution, status.lost,
	    status.overrun, status.queue);
	memset(&params, 0, sizeof(params));
	params.ticks = 1;
	say(t->o, "PARAMS: %s", answer(ask(t, SNDRV_TIMER_IOCTL_PARAMS, &params)));
	for (on = 0; on < 3; on++)
		say(t->o, "TREAD %d: %s", on, answer(ask(t, SNDRV_TIMER_IOCTL_TREAD_OLD, &on)));
	on = 0;
	say(t->o, "TREAD off: %s", answer(ask(t, SNDRV_TIMER_IOCTL_TREAD_OLD, &on)));
	say(t->o, "read: %s", answer(t->o->ops->read(t->file, buf, sizeof(buf))));
	say(t->o, "poll: %x", t->o->ops->poll(t->file, 0xff, 0));
	say_ask(t, "TREAD NULL", SNDRV_TIMER_IOCTL_TREAD_OLD, NULL);
	say_ask(t, "INFO NULL", SNDRV_TIMER_IOCTL_INFO, NULL);
	say_ask(t, "SELECT NULL", SNDRV_TIMER_IOCTL_SELECT, NULL);
}

static void ask_selected(struct oracle *o)
{
	struct timer t;
	size_t i;

	for (i = 0; i < COUNT(ids); i++) {
		if (ids[i].dev_class == SNDRV_TIMER_CLASS_GLOBAL)
			continue; /* its resolution is the machine's */
		timer_open(&t, o, 0);
		say_timer_id(o, "select", select_id(&t, &ids[i]), &ids[i]);
		ask_plain(&t);
		o->ops->close(t.file);
	}
}

/* ---- the timer of a PCM stream ---- */

static void say_ticks(struct timer *t, const char *name)
{
	struct snd_timer_read reads[16];
	struct snd_timer_status status;
	long got, i;

	memset(&status, 0, sizeof(status));
	ask(t, SNDRV_TIMER_IOCTL_STATUS, &status);
	say(t->o, "%s: poll %x resolution %u lost %u overrun %u queue %u", name, t->o->ops->poll(t->file, POLLIN, 0),
	    status.resolution, status.lost, status.overrun, status.queue);
	got = t->o->ops->read(t->file, reads, sizeof(reads));
	say(t->o, "  read: %s", answer(got));
	for (i = 0; got > 0 && i < got / (long)sizeof(reads[0]); i++)
		say(t->o, "  resolution %u ticks %u", reads[i].resolution, reads[i].ticks);
}

static void say_tread(struct timer *t, const char *name)
{
	struct snd_timer_tread reads[16];
	long got, i;

	got = t->o->ops->read(t->file, reads, sizeof(reads));
	say(t->o, "%s: tread %s", name, answer(got));
	for (i = 0; got > 0 && i < got / (long)sizeof(reads[0]); i++)
		say(t->o, "  event %d val %u", reads[i].event, reads[i].val);
}

static void ask_pcm_timer(struct oracle *o, int device, int way, unsigned int ticks, unsigned int flags,
			  unsigned int filter, bool tread)
{
	const struct snd_timer_id id = { SNDRV_TIMER_CLASS_PCM, 0, 0, device, way };
	static const struct {
		const char *what;
		long value;
	} steps[] = {
		{ "move", 256 }, { "move", 256 }, { "move", 100 }, { "move", 156 }, { "elapsed", 0 }, { "move", 512 },
	};
	struct snd_timer_params params = { .flags = flags, .ticks = ticks, .queue_size = 64, .filter = filter };
	struct stream s;
	struct timer t;
	int on = tread;
	size_t i;
	long err;

	say(o, "timer of %d%c, %u ticks, flags %x, filter %x, tread %d", device, way ? 'c' : 'p', ticks, flags, filter,
	    tread);
	timer_open(&t, o, 0);
	ask(&t, SNDRV_TIMER_IOCTL_TREAD_OLD, &on);
	say(o, "  select, closed stream: %s", answer(select_id(&t, &id)));
	say_ask(&t, "  params", SNDRV_TIMER_IOCTL_PARAMS, &params);
	say_ask(&t, "  start", SNDRV_TIMER_IOCTL_START, NULL);
	err = stream_in(&s, o, device, way, SNDRV_PCM_STATE_PREPARED);
	say(o, "  prepared: %s", answer(err));
	say_ask(&t, "  stop", SNDRV_TIMER_IOCTL_STOP, NULL);
	say_ask(&t, "  params", SNDRV_TIMER_IOCTL_PARAMS, &params);
	say_ask(&t, "  start", SNDRV_TIMER_IOCTL_START, NULL);
	if (way == PLAYBACK)
		write_frames(&s, RING, 0x11);
	do_ioctl(&s, SNDRV_PCM_IOCTL_START, NULL);
	for (i = 0; i < COUNT(steps); i++) {
		char name[32];

		if (way == PLAYBACK)
			write_frames(&s, 256, 0x11);
		else
			read_frames(&s, 512);
		tell(&s, steps[i].what, steps[i].value);
		for (int w = 0; w < 20; w++)
			o->ops->wait(); /* the timer may tell its news in a tasklet's time */
		snprintf(name, sizeof(name), "  %s %ld", steps[i].what, steps[i].value);
		if (tread)
			say_tread(&t, name);
		else
			say_ticks(&t, name);
	}
	do_ioctl(&s, SNDRV_PCM_IOCTL_PAUSE, (void *)1);
	do_ioctl(&s, SNDRV_PCM_IOCTL_PAUSE, (void *)0);
	do_ioctl(&s, SNDRV_PCM_IOCTL_DROP, NULL);
	if (tread)
		say_tread(&t, "  paused, released, dropped");
	else
		say_ticks(&t, "  paused, released, dropped");
	say_ask(&t, "  continue", SNDRV_TIMER_IOCTL_CONTINUE, NULL);
	say_ask(&t, "  pause", SNDRV_TIMER_IOCTL_PAUSE, NULL);
	stream_close(&s);
	if (tread)
		say_tread(&t, "  closed");
	else
		say_ticks(&t, "  closed");
	o->ops->close(t.file);
}

static void ask_params(struct oracle *o)
{
	static const struct snd_timer_params kinds[] = {
		{ .ticks = 0 }, { .ticks = 1 }, { .ticks = 1, .queue_size = 31 }, { .ticks = 1, .queue_size = 32 },
		{ .ticks = 1, .queue_size = 1024 }, { .ticks = 1, .queue_size = 1025 }, { .ticks = 1, .flags = 0xff },
		{ .ticks = 1, .filter = 1 << SNDRV_TIMER_EVENT_TICK }, { .ticks = 1, .filter = 0xffffffff },
		{ .ticks = 1, .filter = 1 << 20 }, { .ticks = 0xffffffff },
	};
	const struct snd_timer_id id = { SNDRV_TIMER_CLASS_PCM, 0, 0, 0, 0 };
	struct snd_timer_params params;
	struct stream s;
	struct timer t;
	size_t i;
	long err;

	stream_in(&s, o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	for (i = 0; i < COUNT(kinds); i++) {
		timer_open(&t, o, 0);
		err = select_id(&t, &id);
		params = kinds[i];
		say(o, "params %zu: select %s", i, answer(err));
		say_ask(&t, "  params", SNDRV_TIMER_IOCTL_PARAMS, &params);
		say(o, "  back: flags %x ticks %u queue %u filter %x", params.flags, params.ticks, params.queue_size,
		    params.filter);
		say_ask(&t, "  start", SNDRV_TIMER_IOCTL_START, NULL);
		say_ask(&t, "  start again", SNDRV_TIMER_IOCTL_START, NULL);
		say_ask(&t, "  params while it runs", SNDRV_TIMER_IOCTL_PARAMS, &params);
		say_ask(&t, "  stop", SNDRV_TIMER_IOCTL_STOP, NULL);
		say_ask(&t, "  stop again", SNDRV_TIMER_IOCTL_STOP, NULL);
		say_ask(&t, "  continue", SNDRV_TIMER_IOCTL_CONTINUE, NULL);
		o->ops->close(t.file);
	}
	stream_close(&s);
}

void theme_timer(struct oracle *o)
{
	struct timer t;
	int way;

	say(o, "open: %s", answer(timer_open(&t, o, 0)));
	ask_all_devices(&t);
	ask_plain(&t);
	o->ops->close(t.file);
	ask_selected(o);
	ask_params(o);
	for (way = PLAYBACK; way <= CAPTURE; way++) {
		ask_pcm_timer(o, ATOMIC, way, 1, SNDRV_TIMER_PSFLG_AUTO, 0, false);
		ask_pcm_timer(o, ATOMIC, way, 2, SNDRV_TIMER_PSFLG_AUTO, 0, false);
		ask_pcm_timer(o, ATOMIC, way, 1, 0, 0, false);
		ask_pcm_timer(o, NONATOMIC, way, 1, SNDRV_TIMER_PSFLG_AUTO, 0, false);
		ask_pcm_timer(o, ATOMIC, way, 1, SNDRV_TIMER_PSFLG_AUTO | SNDRV_TIMER_PSFLG_EARLY_EVENT, 0, false);
		ask_pcm_timer(o, ATOMIC, way, 1, SNDRV_TIMER_PSFLG_AUTO, 0, true);
		ask_pcm_timer(o, ATOMIC, way, 1, SNDRV_TIMER_PSFLG_AUTO, ~0U, true);
	}
	timer_open(&t, o, 0);
	ask_ids(&t);
	o->ops->close(t.file);
}
