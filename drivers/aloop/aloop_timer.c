// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aloop_timer.c - what moves a cable: the jiffies, or a sound timer, one tick of which is a period.
 */
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "aloop.h"

/* ---- jiffies --------------------------------------------------------------------------------------------------- */

static unsigned int rate_of(const struct aloop_cable *cable)
{
	const struct aloop_end *play = moving_end(cable, SNDRV_PCM_STREAM_PLAYBACK);

	return (play ? play : moving_end(cable, SNDRV_PCM_STREAM_CAPTURE))->params.rate;
}

static u64 phase_unit(const struct aloop_cable *cable)
{
	return (u64)HZ * READ_ONCE(cable->setup->shift);
}

static void jiffies_update(struct aloop_cable *cable)
{
	unsigned long now = jiffies, passed = now - cable->last;

	cable->last = now;
	if (!moving(cable)) {
		cable->phase = 0;
		return;
	}
	cable->phase += (u64)passed * rate_of(cable) * SHIFT_UNIT;
	aloop_move(cable, div64_u64_rem(cable->phase, phase_unit(cable), &cable->phase));
}

/* the first tick at which the period's last frame will have passed */
static void arm(struct aloop_end *end)
{
	struct aloop_cable *cable = end->cable;
	u64 phase = (end->substream->runtime->period_size - end->in_period) * phase_unit(cable);

	phase -= min(phase, cable->phase);
	mod_timer(&end->timer, cable->last + max(DIV64_U64_ROUND_UP(phase, (u64)end->params.rate * SHIFT_UNIT), 1ULL));
}

static bool take_period(struct aloop_end *end)
{
	bool passed;

	guard(spinlock_irqsave)(&end->cable->lock);
	if (moving_end(end->cable, end->substream->stream) != end)
		return false;
	jiffies_update(end->cable);
	arm(end);
	passed = end->period_passed;
	end->period_passed = false;
	return passed;
}

static void jiffies_passed(struct timer_list *timer)
{
	struct aloop_end *end = from_timer(end, timer, timer);

	if (take_period(end))
		snd_pcm_period_elapsed(end->substream);
}

static int jiffies_open(struct aloop_end *end)
{
	timer_setup(&end->timer, jiffies_passed, 0);
	return 0;
}

static int jiffies_start(struct aloop_end *end)
{
	arm(end);
	return 0;
}

static int jiffies_stop(struct aloop_end *end)
{
	timer_delete(&end->timer);
	return 0;
}

static void jiffies_sync(struct aloop_end *end)
{
	timer_delete_sync(&end->timer);
}

static void jiffies_show(struct aloop_end *end, struct snd_info_buffer *buffer)
{
	snd_iprintf(buffer, "    update_pending:\t%u\n", end->period_passed);
	snd_iprintf(buffer, "    last_jiffies:\t%lu (%lu)\n", end->cable->last, jiffies);
	snd_iprintf(buffer, "    timer_expires:\t%lu\n", timer_pending(&end->timer) ? end->timer.expires : 0);
}

const struct aloop_clock aloop_jiffies_clock = {
	.open = jiffies_open,
	.start = jiffies_start,
	.stop = jiffies_stop,
	.update = jiffies_update,
	.sync = jiffies_sync,
	.show = jiffies_show,
};

/* ---- a sound timer ----------------------------------------------------------------------------------------------- */

static int card_by_id(const char *id)
{
	struct snd_card *card;
	int number;
	bool found;

	for (number = 0; number < snd_ecards_limit; number++) {
		card = snd_card_ref(number);
		if (!card)
			continue;
		found = !strcmp(card->id, id);
		snd_card_unref(card);
		if (found)
			return number;
	}
	return -EINVAL;
}

/* [PREFIX:]CARD[.DEVICE[.SUBDEVICE]]: CARD an id or a number, -1 for global timers; commas do for points */
static int parse_source(const char *source, struct snd_timer_id *id)
{
	char text[sizeof_field(struct aloop, timer_source)], *rest, *part;
	int *numbers[] = { &id->device, &id->subdevice };
	unsigned int i;
	int err;

	strscpy(text, source, sizeof(text));
	rest = strchr(text, ':');
	rest = rest ? rest + 1 : text;
	part = strsep(&rest, ".,");
	err = kstrtoint(part, 0, &id->card);
	if (err == -EINVAL)
		err = id->card = card_by_id(part);
	for (i = 0; i < ARRAY_SIZE(numbers) && err >= 0 && rest; i++)
		err = kstrtoint(strsep(&rest, ".,"), 0, numbers[i]);
	if (id->card == -1)
		id->dev_class = SNDRV_TIMER_CLASS_GLOBAL;
	return err < 0 ? err : 0;
}

/* a timer with another beat than the stream's periods makes no sense */
static bool beat_fits(struct aloop_cable *cable, struct snd_pcm_runtime *runtime, unsigned long resolution)
{
	if (resolution == runtime->timer_resolution)
		return true;
	dev_err_ratelimited(cable->aloop->card->dev,
			    "timer %d,%d,%d ticks every %lu ns, and a period of %lu frames lasts %u ns\n",
			    cable->timer_id.card, cable->timer_id.device, cable->timer_id.subdevice, resolution,
			    runtime->period_size, runtime->timer_resolution);
	return false;
}

/**
 * struct beat - what a tick did
 * @ends: those that moved, or whose timer does not fit
 */
struct beat {
	struct aloop_end *ends[2];
	bool wrong;
};

/* @resolution: 0 for the last beat of a timer that has been stopped: played data goes through, if it is the last */
static struct beat move_by_a_period(struct aloop_cable *cable, unsigned long resolution)
{
	struct beat beat = {};
	struct snd_pcm_runtime *runtime;
	struct aloop_end *play;

	guard(spinlock_irqsave)(&cable->lock);
	play = cable->ends[SNDRV_PCM_STREAM_PLAYBACK];
	if (!moving(cable))
		return beat;
	if (!resolution && (!play || READ_ONCE(play->substream->runtime->state) != SNDRV_PCM_STATE_DRAINING))
		return beat;
	beat.ends[0] = moving_end(cable, SNDRV_PCM_STREAM_PLAYBACK);
	beat.ends[1] = moving_end(cable, SNDRV_PCM_STREAM_CAPTURE);
	runtime = (beat.ends[0] ? beat.ends[0] : beat.ends[1])->substream->runtime;
	beat.wrong = resolution && !beat_fits(cable, runtime, resolution);
	if (!beat.wrong)
		aloop_move(cable, runtime->period_size);
	return beat;
}

static void tick(struct aloop_cable *cable, unsigned long resolution)
{
	struct beat beat = move_by_a_period(cable, resolution);
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (!beat.ends[i])
			continue;
		if (beat.wrong)
			snd_pcm_stop_xrun(beat.ends[i]->substream);
		else
			snd_pcm_period_elapsed(beat.ends[i]->substream);
	}
}

static void timer_passed(struct snd_timer_instance *timer, unsigned long resolution, unsigned long ticks)
{
	tick(timer->callback_data, resolution);
}

static void drain(struct work_struct *work)
{
	tick(container_of(work, struct aloop_cable, drain_work), 0);
}

/* the timer's lock is held, which comes after ours */
static void timer_event(struct snd_timer_instance *timer, int event, struct timespec64 *when, unsigned long resolution)
{
	struct aloop_cable *cable = timer->callback_data;

	if (event == SNDRV_TIMER_EVENT_MSTOP)
		schedule_work(&cable->drain_work);
}

static int timer_open(struct aloop_end *end)
{
	struct snd_timer_id id = {
		.dev_class = SNDRV_TIMER_CLASS_PCM,
		.dev_sclass = SNDRV_TIMER_SCLASS_APPLICATION,
	};
	struct aloop_cable *cable = end->cable;
	struct snd_timer_instance *timer;
	int err;

	if (cable->timer)
		return 0;
	err = parse_source(end->aloop->timer_source, &id);
	if (err < 0)
		return err;
	timer = snd_timer_instance_new(end->aloop->card->id);
	if (!timer)
		return -ENOMEM;
	INIT_WORK(&cable->drain_work, drain);
	timer->flags |= SNDRV_TIMER_IFLG_AUTO;
	/* not FAST: that calls under the lock of the stream whose timer it is */
	timer->callback = timer_passed;
	timer->ccallback = timer_event;
	timer->callback_data = cable;
	err = snd_timer_open(timer, &id, current->pid);
	if (err < 0) {
		dev_err(end->aloop->card->dev, "timer source %s: %d\n", end->aloop->timer_source, err);
		snd_timer_instance_free(timer);
		return err;
	}
	cable->timer_id = id;
	cable->timer = timer;
	return 0;
}

static void timer_close(struct aloop_cable *cable)
{
	if (!cable->timer)
		return;
	snd_timer_close(cable->timer);
	cancel_work_sync(&cable->drain_work);
	snd_timer_instance_free(cable->timer);
}

static int timer_start(struct aloop_end *end)
{
	int err = snd_timer_start(end->cable->timer, 1);

	/* started for the other end */
	return err == -EBUSY ? 0 : err;
}

static int timer_stop(struct aloop_end *end)
{
	return moving(end->cable) ? 0 : snd_timer_stop(end->cable->timer);
}

static void timer_show(struct aloop_end *end, struct snd_info_buffer *buffer)
{
	struct snd_timer_id *id = &end->cable->timer_id;

	snd_iprintf(buffer, "    sound timer:\thw:%d,%d,%d\n", id->card, id->device, id->subdevice);
}

const struct aloop_clock aloop_timer_clock = {
	.open = timer_open,
	.close = timer_close,
	.start = timer_start,
	.stop = timer_stop,
	.show = timer_show,
};
