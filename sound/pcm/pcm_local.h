/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm_local.h - what the files of sound/pcm/ ask of each other beyond <sound/pcm.h>.
 *
 * Private to this folder. One section per theme; a function is documented where it is defined.
 * Lock order: pcm->open_mutex > pcm_link_rwsem > runtime->buffer_mutex > group lock > stream lock.
 */
#ifndef SOUND_PCM_PCM_LOCAL_H
#define SOUND_PCM_PCM_LOCAL_H

#include <linux/rwsem.h>
#include <sound/core.h>
#include <sound/pcm.h>

#define PCM_RUNTIME_CHECK(sub) snd_BUG_ON(!(sub) || !(sub)->runtime)

/* @subs takes every substream of both directions of @pcm; @str is the direction */
#define for_each_pcm_substream(pcm, str, subs)                                                                   \
	for ((str) = 0; (str) < 2; (str)++)                                                                       \
		for ((subs) = (pcm)->streams[str].substream; (subs); (subs) = (subs)->next)

/* ---- parameters: interval.c, ratio.c, constraints.c, rules.c, refine.c, params.c, rates.c ---- */

/* c = a * b, a / b, a * b / k, a * k / b; c is overwritten */
void snd_interval_mul(const struct snd_interval *a, const struct snd_interval *b, struct snd_interval *c);
void snd_interval_muldivk(const struct snd_interval *a, const struct snd_interval *b, unsigned int k,
			  struct snd_interval *c);
void snd_interval_mulkdiv(const struct snd_interval *a, unsigned int k, const struct snd_interval *b,
			  struct snd_interval *c);
int snd_interval_step(struct snd_interval *i, unsigned int step);
/** pcm_interval_narrow() - snd_interval_refine() for who has asked pcm_interval_stays(), or need not */
int pcm_interval_narrow(struct snd_interval *i, const struct snd_interval *v);

/**
 * pcm_interval_settled() - is it one whole number, and known to be? Narrowing can only keep it or find it impossible.
 */
static inline bool pcm_interval_settled(const struct snd_interval *i)
{
	return i->min == i->max && i->integer && !i->empty && !i->openmin && !i->openmax;
}

/**
 * pcm_interval_stays() - would snd_interval_refine(@i, @v) plainly change nothing? As most do; false is no answer.
 * Both are closed, @i lies in @v, and neither becomes restricted to whole numbers.
 */
static inline bool pcm_interval_stays(const struct snd_interval *i, const struct snd_interval *v)
{
	return i->min >= v->min && i->max <= v->max && i->min <= i->max && !i->empty && !i->openmin && !i->openmax &&
	       !v->openmin && !v->openmax && (i->integer || (!v->integer && i->min != i->max));
}

int snd_interval_ratden(struct snd_interval *i, unsigned int rats_count, const struct snd_ratden *rats,
			unsigned int *nump, unsigned int *denp);

int snd_pcm_hw_constraint_mask(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, u_int32_t mask);

/* around the driver's open(): before it the rules that always hold, after it what runtime->hw says */
int snd_pcm_hw_constraints_init(struct snd_pcm_substream *substream);
int snd_pcm_hw_constraints_complete(struct snd_pcm_substream *substream);

/* hw_params is refine, choose, fixup; the HW_REFINE ioctl is refine, fixup */
int snd_pcm_hw_params_choose(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
int snd_pcm_hw_params_fixup(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
bool snd_pcm_hw_support_mmap(struct snd_pcm_substream *substream);

extern const struct snd_pcm_hw_constraint_list snd_pcm_known_rates;

/* ---- streams: lock.c, link.c, open.c, status.c ----------------------------------------------- */

void snd_pcm_group_init(struct snd_pcm_group *group);
void pcm_stream_lock_nested(struct snd_pcm_substream *substream, unsigned int depth);

extern struct rw_semaphore pcm_link_rwsem;
struct snd_pcm_group *pcm_group_lock(struct snd_pcm_substream *substream);
void pcm_group_unlock(struct snd_pcm_group *group, struct snd_pcm_substream *substream);
int pcm_link(struct snd_pcm_substream *substream, int fd);
int pcm_unlink(struct snd_pcm_substream *substream);
void pcm_leave_group(struct snd_pcm_substream *substream);

/* frames the application may write or read; frames the hardware has left. Stream lock held. */
static inline snd_pcm_uframes_t snd_pcm_avail(struct snd_pcm_substream *substream)
{
	return substream->stream == SNDRV_PCM_STREAM_CAPTURE ? snd_pcm_capture_avail(substream->runtime) :
							       snd_pcm_playback_avail(substream->runtime);
}

static inline snd_pcm_sframes_t snd_pcm_hw_avail(struct snd_pcm_substream *substream)
{
	return substream->stream == SNDRV_PCM_STREAM_CAPTURE ? snd_pcm_capture_hw_avail(substream->runtime) :
							       snd_pcm_playback_hw_avail(substream->runtime);
}

/* a look without the stream lock: good for refusing early, nothing else */
static inline snd_pcm_state_t pcm_peek_state(const struct snd_pcm_runtime *runtime)
{
	return READ_ONCE(runtime->state);
}

/* the driver's ioctl(), or what stands for it */
static inline int pcm_ops_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg)
{
	if (!substream->ops->ioctl)
		return snd_pcm_lib_ioctl(substream, cmd, arg);
	return substream->ops->ioctl(substream, cmd, arg);
}

/*
 * Give the buffer to the CPU or to the device, on hardware that does not see the CPU's caches. As the buffer in use
 * needs it: the core's own transfers must not depend on what the application was told when it opened the stream.
 */
static inline void snd_pcm_dma_buffer_sync(struct snd_pcm_substream *substream, enum snd_dma_sync_mode mode)
{
	snd_dma_buffer_sync(snd_pcm_get_dma_buf(substream), mode);
}

int snd_pcm_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
int snd_pcm_hw_free(struct snd_pcm_substream *substream);
int pcm_hw_free_now(struct snd_pcm_substream *substream);
int snd_pcm_sw_params(struct snd_pcm_substream *substream, struct snd_pcm_sw_params *params);
void pcm_sw_params_default(struct snd_pcm_runtime *runtime);

/* ---- state: action.c, state.c, prepare.c, drain.c, suspend.c --------------------------------- */

/**
 * struct pcm_action - a change of state, in phases; linked streams go through each phase together (action.c)
 * @check: may it happen? Changes nothing the others see. <0 refuses.
 * @run: do it; may call the driver. An error is followed by @undo.
 * @undo: take back what @run did (alone: what it may have begun); may be NULL
 * @finish: @run has succeeded; may be NULL
 * The int is the action's own: the state to enter, pause or resume, file flags.
 */
struct pcm_action {
	int (*check)(struct snd_pcm_substream *substream, int arg);
	int (*run)(struct snd_pcm_substream *substream, int arg);
	void (*undo)(struct snd_pcm_substream *substream, int arg);
	void (*finish)(struct snd_pcm_substream *substream, int arg);
};

int pcm_action_one(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg);
int pcm_action(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg);
int pcm_action_lock_irq(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg);
int pcm_action_sleeping(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg);

int pcm_buffer_hold(struct snd_pcm_runtime *runtime);
void pcm_buffer_release(struct snd_pcm_runtime *runtime);
void pcm_set_state(struct snd_pcm_substream *substream, snd_pcm_state_t state);

int pcm_trigger(struct snd_pcm_substream *substream, int cmd);
void pcm_latch_trigger_time(struct snd_pcm_substream *substream);
void pcm_wake_sleepers(struct snd_pcm_runtime *runtime);
void pcm_wake_transfer(struct snd_pcm_runtime *runtime);
int pcm_start_run(struct snd_pcm_substream *substream, int state);
void pcm_start_finish(struct snd_pcm_substream *substream, int state);
int pcm_stop_run(struct snd_pcm_substream *substream, int state);
void pcm_stop_finish(struct snd_pcm_substream *substream, int state);
int pcm_start_lock_irq(struct snd_pcm_substream *substream);
int pcm_pause(struct snd_pcm_substream *substream, bool push);
int pcm_pause_lock_irq(struct snd_pcm_substream *substream, bool push);
int pcm_xrun(struct snd_pcm_substream *substream);
void __snd_pcm_xrun(struct snd_pcm_substream *substream);
void snd_pcm_sync_stop(struct snd_pcm_substream *substream, bool sync_irq);
int pcm_prepare(struct snd_pcm_substream *substream, struct file *file);
int pcm_reset(struct snd_pcm_substream *substream);
int pcm_resume(struct snd_pcm_substream *substream);
extern const struct device_type pcm_device_type;
int pcm_drain(struct snd_pcm_substream *substream, struct file *file);
int pcm_drop(struct snd_pcm_substream *substream);

/*
 * bits of pcm_str->xrun_debug (the file xrun_debug): tell about xruns, with a backtrace; check pointers against the
 * time
 */
#define PCM_XRUN_DEBUG_BASIC 1
#define PCM_XRUN_DEBUG_STACK 2
#define PCM_XRUN_DEBUG_JIFFIES 4

static inline bool pcm_xrun_debug(struct snd_pcm_substream *substream, unsigned int bit)
{
	return substream->pstr->xrun_debug & bit;
}

static inline void pcm_xrun_stack(struct snd_pcm_substream *substream)
{
	if (pcm_xrun_debug(substream, PCM_XRUN_DEBUG_STACK))
		dump_stack();
}

/* ---- pointers and data: pointer.c, silence.c, transfer.c, status.c --------------------------- */

int snd_pcm_update_hw_ptr(struct snd_pcm_substream *substream);
int snd_pcm_update_state(struct snd_pcm_substream *substream, struct snd_pcm_runtime *runtime);
int pcm_lib_apply_appl_ptr(struct snd_pcm_substream *substream, snd_pcm_uframes_t appl_ptr);
void snd_pcm_playback_silence(struct snd_pcm_substream *substream, snd_pcm_uframes_t new_hw_ptr);
int pcm_silence_frames(struct snd_pcm_substream *substream, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames);
long pcm_wait_jiffies(struct snd_pcm_runtime *runtime, long ms);

int pcm_delay(struct snd_pcm_substream *substream, snd_pcm_sframes_t *delay);
snd_pcm_sframes_t pcm_forward(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames);
snd_pcm_sframes_t pcm_rewind(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames);

/* ---- the timer that ticks with the periods: timer.c ------------------------------------------- */

void snd_pcm_timer_resolution_change(struct snd_pcm_substream *substream);
void snd_pcm_timer_init(struct snd_pcm_substream *substream);
void snd_pcm_timer_done(struct snd_pcm_substream *substream);
void pcm_set_runtime(struct snd_pcm_substream *substream, struct snd_pcm_runtime *runtime);
void pcm_timer_notify(struct snd_pcm_substream *substream, int event);
void pcm_timer_period(struct snd_pcm_substream *substream);

/* ---- the file interface: ioctl.c, ioctl_old.c, readv.c, proc.c; compat.c has compat.h --------- */

long pcm_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
int pcm_refine(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
int pcm_channel_info(struct snd_pcm_substream *substream, struct snd_pcm_channel_info *info);
snd_pcm_uframes_t pcm_boundary32(const struct snd_pcm_runtime *runtime);
int pcm_sync_pointers(struct snd_pcm_substream *substream, struct snd_pcm_sync_ptr *sync);
ssize_t pcm_read_iter(struct kiocb *iocb, struct iov_iter *to);
ssize_t pcm_write_iter(struct kiocb *iocb, struct iov_iter *from);

/** struct pcm_sync_ptr32 - SYNC_PTR's argument with 32-bit times and pointers; no gaps for alignment */
struct pcm_sync_ptr32 {
	u32 flags;
	union {
		struct {
			snd_pcm_state_t state;
			s32 pad1;
			u32 hw_ptr;
			s32 tstamp_sec;
			s32 tstamp_nsec;
			snd_pcm_state_t suspended_state;
			s32 audio_tstamp_sec;
			s32 audio_tstamp_nsec;
		} status;
		unsigned char reserved[64];
	} s;
	union {
		struct {
			u32 appl_ptr;
			u32 avail_min;
		} control;
		unsigned char reserved[64];
	} c;
};

/** struct pcm_hw_params_old - hardware parameters of before ALSA 1.0: masks of 32 bits, and no room for more of them */
struct pcm_hw_params_old {
	unsigned int flags;
	unsigned int masks[SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1];
	struct snd_interval intervals[SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1];
	unsigned int rmask;
	unsigned int cmask;
	unsigned int info;
	unsigned int msbits;
	unsigned int rate_num;
	unsigned int rate_den;
	snd_pcm_uframes_t fifo_size;
	unsigned char reserved[64];
};

int pcm_status32(struct snd_pcm_substream *substream, struct snd_pcm_status32 __user *user, bool ext);
int pcm_sync_ptr32(struct snd_pcm_substream *substream, struct pcm_sync_ptr32 __user *user);
int pcm_hw_params_old(struct snd_pcm_substream *substream, struct pcm_hw_params_old __user *user,
		      int (*fn)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params));

int pcm_stream_proc_init(struct snd_pcm_str *pstr);
void pcm_stream_proc_done(struct snd_pcm_str *pstr);
int pcm_substream_proc_init(struct snd_pcm_substream *substream);

/* ---- the record: tap.c, tap_ring.c -------------------------------------------------------------- */

/* so many channels can be told one by one */
#define PCM_TAP_CHANNELS 128

void pcm_tap_opened(struct snd_pcm_substream *substream);
void pcm_tap_format(struct snd_pcm_substream *substream);
void pcm_tap_passed(struct snd_pcm_substream *substream, snd_pcm_sframes_t frames);
void pcm_tap_xrun(struct snd_pcm_substream *substream);
void pcm_tap_closed(struct snd_pcm_substream *substream);

/**
 * pcm_tap_ring_open() - find a way to see a ring that is no plain memory; there may be none, and then runtime->tap_ring
 * stays NULL
 * Context: may sleep; the end of hw_params
 */
void pcm_tap_ring_open(struct snd_pcm_substream *substream);
/** pcm_tap_ring_close() - before the buffer changes or goes; nothing to do without a ring */
void pcm_tap_ring_close(struct snd_pcm_substream *substream);
/** pcm_tap_ring_interleaved() - what pcm_tap_ring_look() gives; there is a ring */
bool pcm_tap_ring_interleaved(const struct snd_pcm_substream *substream);
/**
 * pcm_tap_ring_look() - the samples of frames from ring position @from on, not beyond the ring's end; there is a ring
 * @data: where they are until the next look; @data[0] NULL: these are not known
 * Context: stream lock held
 * Return: how many of @frames, at least one.
 */
snd_pcm_uframes_t pcm_tap_ring_look(struct snd_pcm_substream *substream, snd_pcm_uframes_t from,
				    snd_pcm_uframes_t frames, const void **data);
/**
 * pcm_tap_ring_copied() - what @iter names is in the ring, of a stretch as the driver's copy() gets it;
 * pcm_tap_ring_silenced():
 * silence is. There is a ring.
 */
void pcm_tap_ring_copied(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			 unsigned long bytes);
void pcm_tap_ring_silenced(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes);
/**
 * pcm_tap_ring_mapped() - @frames from position @pos on of what @client has mapped have been copied to the ring; stream
 * lock held
 */
void pcm_tap_ring_mapped(struct snd_pcm_substream *substream, const char *client, snd_pcm_uframes_t pos,
			 snd_pcm_uframes_t frames);

/* ---- channel maps: chmap.c ------------------------------------------------------------------- */

void pcm_free_chmap(struct snd_pcm_str *pstr);

/* ---- files of our own: buffer_proc.c --------------------------------------------------------- */

/** pcm_buffer_proc_init() - make sub@S/buffer; without memory for it there is none */
void pcm_buffer_proc_init(struct snd_pcm_substream *substream);

#endif
