// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pointer.c - where the hardware is: hw_ptr, counted in frames since prepare, modulo the boundary.
 *
 * The driver's pointer() tells a position inside the ring. hw_ptr_base counts the rings before it; it steps on
 * when the position went back, or when an interrupt says that a period passed and so much time went by that it
 * must have been a whole ring. The boundary is a multiple of the ring close to LONG_MAX. All functions here
 * want the stream lock held, except snd_pcm_period_elapsed().
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/signal.h>
#include <linux/time.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

/**
 * struct sample - one look at the hardware
 * @pos: frames into the ring
 * @base: frames before the ring's start, modulo the boundary; becomes hw_ptr_base
 * @hw_ptr: @base + @pos
 * @delta: frames since the last look
 * @wraps: the boundary was crossed so often (0 or 1)
 * @when: in jiffies
 * @now, @audio: when, in the stream's clock and in the sound's own time; set with tstamp_mode ENABLE only
 * @driver_audio: the driver has told @audio
 */
struct sample {
	snd_pcm_uframes_t pos, base, hw_ptr;
	snd_pcm_sframes_t delta;
	int wraps;
	unsigned long when;
	struct timespec64 now, audio;
	bool driver_audio;
};

#define hw_ptr_error(substream, irq, what, fmt, ...)                                                     \
	do {                                                                                            \
		if (pcm_xrun_debug(substream, PCM_XRUN_DEBUG_BASIC)) {                                    \
			pr_err_ratelimited("ALSA: PCM: [%c] " what ": " fmt, (irq) ? 'Q' : 'P', ##__VA_ARGS__); \
			pcm_xrun_stack(substream);                                                        \
		}                                                                                       \
	} while (0)

/* ---- state, as the pointers ask for it ------------------------------------------------------- */

/**
 * snd_pcm_update_state() - the pointers moved: stop an empty ring, wake who waits for space or data
 * Return: 0; -EPIPE: the stream was stopped (xrun, or the drain is complete).
 */
int snd_pcm_update_state(struct snd_pcm_substream *substream, struct snd_pcm_runtime *runtime)
{
	snd_pcm_uframes_t avail = snd_pcm_avail(substream);
	bool draining;

	if (runtime->avail_max < avail)
		runtime->avail_max = avail;

	draining = runtime->state == SNDRV_PCM_STATE_DRAINING;
	if (avail >= (draining ? runtime->buffer_size : runtime->stop_threshold)) {
		if (draining)
			snd_pcm_drain_done(substream);
		else
			__snd_pcm_xrun(substream);
		return -EPIPE;
	}

	/* a transfer waits for what it needs, poll for what the application set */
	if (!runtime->twake) {
		if (avail >= runtime->control->avail_min)
			wake_up(&runtime->sleep);
	} else if (avail >= runtime->twake) {
		pcm_wake_transfer(runtime);
	}
	return 0;
}

/* ---- time ------------------------------------------------------------------------------------ */

static void read_time(struct snd_pcm_substream *substream, struct sample *s)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct snd_pcm_audio_tstamp_config *config = &runtime->audio_tstamp_config;
	struct snd_pcm_audio_tstamp_report *report = &runtime->audio_tstamp_report;

	if (runtime->tstamp_mode != SNDRV_PCM_TSTAMP_ENABLE)
		return;
	if (substream->ops->get_time_info &&
	    config->type_requested != SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT) {
		substream->ops->get_time_info(substream, &s->now, &s->audio, config, report);
		/* DEFAULT in the report: the driver does not know this kind of time and has set none */
		s->driver_audio = report->actual_type != SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT;
		if (s->driver_audio)
			return;
	}
	snd_pcm_gettime(runtime, &s->now);
}

/* the sound's time is the driver's, or follows from the frames that passed */
static void store_time(struct snd_pcm_substream *substream, struct sample *s)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct snd_pcm_mmap_status *status = runtime->status;
	u64 frames;

	if (runtime->tstamp_mode != SNDRV_PCM_TSTAMP_ENABLE)
		return;

	if (!s->driver_audio) {
		frames = runtime->hw_ptr_wrap + status->hw_ptr;
		if (runtime->audio_tstamp_config.report_delay) {
			if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
				frames += runtime->delay;
			else
				frames -= runtime->delay;
		}
		s->audio = ns_to_timespec64(div_u64(frames * NSEC_PER_SEC, runtime->rate));
	}
	if (status->audio_tstamp.tv_sec != s->audio.tv_sec || status->audio_tstamp.tv_nsec != s->audio.tv_nsec) {
		status->audio_tstamp.tv_sec = s->audio.tv_sec;
		status->audio_tstamp.tv_nsec = s->audio.tv_nsec;
		status->tstamp.tv_sec = s->now.tv_sec;
		status->tstamp.tv_nsec = s->now.tv_nsec;
	}
	/* a second reading shows the application how old the driver's was */
	snd_pcm_gettime(runtime, &runtime->driver_tstamp);
}

/* ---- hw_ptr ---------------------------------------------------------------------------------- */

static int read_position(struct snd_pcm_substream *substream, struct sample *s)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	char name[16];

	s->pos = substream->ops->pointer(substream);
	s->when = jiffies;
	read_time(substream, s);

	if (s->pos == SNDRV_PCM_POS_XRUN) {
		__snd_pcm_xrun(substream);
		return -EPIPE;
	}
	if (s->pos >= runtime->buffer_size) {
		if (printk_ratelimit()) {
			snd_pcm_debug_name(substream, name, sizeof(name));
			pcm_err(substream->pcm,
				"invalid position: %s, pos = %ld, buffer size = %ld, period size = %ld\n", name, s->pos,
				runtime->buffer_size, runtime->period_size);
		}
		s->pos = 0;
	}
	s->pos -= s->pos % runtime->min_align;
	return 0;
}

static void next_ring(struct snd_pcm_runtime *runtime, struct sample *s)
{
	s->base += runtime->buffer_size;
	if (s->base >= runtime->boundary) {
		s->base = 0;
		s->wraps++;
	}
	s->hw_ptr = s->base + s->pos;
}

/*
 * An interrupt before the next period's end is either acknowledged twice (short after the last look) or a whole ring
 * late (more than half a ring's time after it).
 */
static bool interrupt_is_a_ring_late(struct snd_pcm_runtime *runtime, struct sample *s)
{
	long passed = s->when - runtime->hw_ptr_jiffies;

	if (runtime->hw_ptr_interrupt + runtime->period_size <= s->hw_ptr)
		return false;
	return passed > (long)(runtime->hw_ptr_buffer_jiffies / 2 + 1);
}

static void locate(struct snd_pcm_runtime *runtime, struct sample *s, bool irq)
{
	s->base = runtime->hw_ptr_base;
	s->hw_ptr = s->base + s->pos;
	if ((irq && interrupt_is_a_ring_late(runtime, s)) || s->hw_ptr < runtime->status->hw_ptr)
		next_ring(runtime, s);
	s->delta = s->hw_ptr - runtime->status->hw_ptr;
	if (s->delta < 0)
		s->delta += runtime->boundary;
}

/* without period interrupts whole rings may have passed unseen: only the time tells */
static void count_unseen_rings(struct snd_pcm_runtime *runtime, struct sample *s)
{
	unsigned long passed = s->when - runtime->hw_ptr_jiffies;
	long ring = runtime->hw_ptr_buffer_jiffies;
	long unexplained;

	/* rings shorter than a jiffy cannot be counted in jiffies */
	if (!ring || passed < ring / 2)
		return;
	for (unexplained = passed - s->delta * HZ / runtime->rate; unexplained > ring / 2 + 1; unexplained -= ring) {
		s->delta += runtime->buffer_size;
		next_ring(runtime, s);
	}
}

/* xrun_debug: a pointer that is ahead of the time is moved by whole periods, as time allows */
static void check_against_time(struct snd_pcm_substream *substream, struct sample *s, bool irq)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned long passed = s->when - runtime->hw_ptr_jiffies;
	snd_pcm_sframes_t frames = s->delta - runtime->delay;
	unsigned long needed = frames * HZ / runtime->rate, periods, n;

	/* batch hardware moves its pointer by leaps */
	if (!pcm_xrun_debug(substream, PCM_XRUN_DEBUG_JIFFIES) || runtime->hw.info & SNDRV_PCM_INFO_BATCH ||
	    frames < 0 || needed <= passed + HZ / 100)
		return;

	periods = passed / (runtime->period_size * HZ / runtime->rate + HZ / 100);
	s->wraps = 0;
	s->hw_ptr = runtime->status->hw_ptr;
	for (n = 0; n < periods; n++) {
		s->hw_ptr += runtime->period_size;
		if (s->hw_ptr >= runtime->boundary) {
			s->hw_ptr -= runtime->boundary;
			s->wraps++;
		}
	}
	s->base = s->hw_ptr - s->hw_ptr % runtime->buffer_size;
	s->delta = 0;
	hw_ptr_error(substream, irq, "hw_ptr skipping",
		     "(pos=%ld, delta=%ld, period=%ld, jdelta=%lu/%lu/%lu, hw_ptr=%ld/%ld)\n", (long)s->pos,
		     (long)frames, (long)runtime->period_size, passed, needed, periods, (long)runtime->status->hw_ptr,
		     (long)s->hw_ptr);
}

/* Return: false if the sample cannot be true and must be forgotten */
static bool plausible(struct snd_pcm_substream *substream, struct sample *s, bool irq)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (s->delta >= runtime->buffer_size + runtime->period_size) {
		hw_ptr_error(substream, irq, "Unexpected hw_ptr",
			     "(stream=%i, pos=%ld, new_hw_ptr=%ld, old_hw_ptr=%ld)\n", substream->stream, (long)s->pos,
			     (long)s->hw_ptr, (long)runtime->status->hw_ptr);
		return false;
	}
	check_against_time(substream, s, irq);
	if (s->delta > runtime->period_size + runtime->period_size / 2)
		hw_ptr_error(substream, irq, "Lost interrupts?",
			     "(stream=%i, delta=%ld, new_hw_ptr=%ld, old_hw_ptr=%ld)\n", substream->stream,
			     (long)s->delta, (long)s->hw_ptr, (long)runtime->status->hw_ptr);
	return true;
}

/* hw_ptr_interrupt stays on period ends: the last one at or before hw_ptr */
static void advance_interrupt(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t hw_ptr)
{
	snd_pcm_sframes_t frames = hw_ptr - runtime->hw_ptr_interrupt;

	if (frames < 0)
		frames += runtime->boundary;
	runtime->hw_ptr_interrupt += frames - frames % (snd_pcm_sframes_t)runtime->period_size;
	if (runtime->hw_ptr_interrupt >= runtime->boundary)
		runtime->hw_ptr_interrupt -= runtime->boundary;
}

static snd_pcm_sframes_t frames_passed(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t hw_ptr)
{
	snd_pcm_sframes_t frames = hw_ptr - runtime->status->hw_ptr;

	return frames < 0 ? frames + runtime->boundary : frames;
}

/* what came since the last look, up to @hw_ptr, becomes visible to a client that maps the samples */
static void show_recorded(struct snd_pcm_substream *substream, snd_pcm_uframes_t hw_ptr)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	pcm_view_to_client(substream, runtime->status->hw_ptr, frames_passed(runtime, hw_ptr));
}

static int update_hw_ptr(struct snd_pcm_substream *substream, bool irq)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct sample s = {};
	int err = read_position(substream, &s);

	if (err)
		return err;
	locate(runtime, &s, irq);
	if (runtime->no_period_wakeup)
		count_unseen_rings(runtime, &s);
	else if (!plausible(substream, &s, irq))
		return 0;

	runtime->hw_ptr_jiffies = s.when;
	if (s.hw_ptr == runtime->status->hw_ptr) {
		store_time(substream, &s);
		return 0;
	}
	pcm_tap_passed(substream, frames_passed(runtime, s.hw_ptr));
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && runtime->silence_size)
		snd_pcm_playback_silence(substream, s.hw_ptr);
	if (irq)
		advance_interrupt(runtime, s.hw_ptr);
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		show_recorded(substream, s.hw_ptr);
	runtime->hw_ptr_base = s.base;
	runtime->status->hw_ptr = s.hw_ptr;
	runtime->hw_ptr_moved = ktime_get();
	pcm_view_to_device(substream);
	if (s.wraps) {
		snd_BUG_ON(s.wraps != 1);
		runtime->hw_ptr_wrap += runtime->boundary;
	}
	store_time(substream, &s);
	return snd_pcm_update_state(substream, runtime);
}

/** snd_pcm_update_hw_ptr() - look where the hardware is; stream lock held; -EPIPE: the stream was stopped */
int snd_pcm_update_hw_ptr(struct snd_pcm_substream *substream)
{
	return update_hw_ptr(substream, false);
}

/**
 * snd_pcm_period_elapsed_under_stream_lock() - the hardware has passed one or more period ends
 * For drivers that find out inside of a callback that has the stream lock. May call pointer(), trigger(STOP) and
 * get_time_info() of the driver.
 */
void snd_pcm_period_elapsed_under_stream_lock(struct snd_pcm_substream *substream)
{
	if (PCM_RUNTIME_CHECK(substream))
		return;
	if (snd_pcm_running(substream) && update_hw_ptr(substream, true) >= 0)
		pcm_timer_period(substream);
	snd_kill_fasync(substream->runtime->fasync, SIGIO, POLL_IN);
}
EXPORT_SYMBOL(snd_pcm_period_elapsed_under_stream_lock);

/**
 * snd_pcm_period_elapsed() - the same, called by interrupt handlers: takes the stream lock
 * Context: any for atomic devices; may sleep for nonatomic ones. One call is enough for several periods.
 */
void snd_pcm_period_elapsed(struct snd_pcm_substream *substream)
{
	unsigned long flags;

	if (snd_BUG_ON(!substream))
		return;
	snd_pcm_stream_lock_irqsave(substream, flags);
	snd_pcm_period_elapsed_under_stream_lock(substream);
	snd_pcm_stream_unlock_irqrestore(substream, flags);
}
EXPORT_SYMBOL(snd_pcm_period_elapsed);

/* ---- appl_ptr -------------------------------------------------------------------------------- */

static bool goes_back(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t appl_ptr)
{
	snd_pcm_sframes_t ahead = appl_ptr - runtime->control->appl_ptr;

	if (ahead < 0)
		ahead += runtime->boundary;
	return ahead > (snd_pcm_sframes_t)runtime->buffer_size;
}

/**
 * pcm_lib_apply_appl_ptr() - move the application's pointer and tell the driver
 * @appl_ptr: where to, below the boundary
 * Return: 0; -EINVAL: outside of the boundary, or back on hardware that cannot; the error of the driver's ack(), with
 * the old pointer in place again; its -EPIPE has stopped the stream as XRUN.
 */
int pcm_lib_apply_appl_ptr(struct snd_pcm_substream *substream, snd_pcm_uframes_t appl_ptr)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t old = runtime->control->appl_ptr;
	int err;

	if (appl_ptr == old)
		return 0;
	if (appl_ptr >= runtime->boundary)
		return -EINVAL;
	if (runtime->info & SNDRV_PCM_INFO_NO_REWINDS && goes_back(runtime, appl_ptr))
		return -EINVAL;

	runtime->control->appl_ptr = appl_ptr;
	pcm_view_to_device(substream);
	err = substream->ops->ack ? substream->ops->ack(substream) : 0;
	if (err >= 0)
		return 0;
	runtime->control->appl_ptr = old;
	if (err == -EPIPE)
		__snd_pcm_xrun(substream);
	return err;
}
