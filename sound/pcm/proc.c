// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc.c - /proc/asound/cardN/pcmDp and its subS: what each stream is doing, in the kernel's words, byte for byte.
 *
 *	pcmDp/info xrun_debug    subS/info hw_params sw_params status xrun_injection
 *
 * Readers take pcm->open_mutex, so that a runtime does not go away under them, and the stream lock to print it.
 * prealloc and prealloc_max are memory_proc.c.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/stat.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>

#include "pcm_local.h"

#define STREAM(x) [SNDRV_PCM_STREAM_##x] = #x
static const char *const stream_names[] = { STREAM(PLAYBACK), STREAM(CAPTURE) };

#define STATE(x) [SNDRV_PCM_STATE_##x] = #x
static const char *const state_names[] = {
	STATE(OPEN), STATE(SETUP), STATE(PREPARED), STATE(RUNNING), STATE(XRUN), STATE(DRAINING),
	STATE(PAUSED), STATE(SUSPENDED), STATE(DISCONNECTED),
};

#define ACCESS(x) [SNDRV_PCM_ACCESS_##x] = #x
static const char *const access_names[] = {
	ACCESS(MMAP_INTERLEAVED), ACCESS(MMAP_NONINTERLEAVED), ACCESS(MMAP_COMPLEX), ACCESS(RW_INTERLEAVED),
	ACCESS(RW_NONINTERLEAVED),
};

#define SUBFORMAT(x) [SNDRV_PCM_SUBFORMAT_##x] = #x
static const char *const subformat_names[] = {
	SUBFORMAT(STD), SUBFORMAT(MSBITS_MAX), SUBFORMAT(MSBITS_20), SUBFORMAT(MSBITS_24),
};

#define TSTAMP(x) [SNDRV_PCM_TSTAMP_##x] = #x
static const char *const tstamp_names[] = { TSTAMP(NONE), TSTAMP(ENABLE) };

/* ---- info ------------------------------------------------------------------------------------ */

static void print_info(struct snd_pcm_substream *substream, struct snd_info_buffer *buffer)
{
	struct snd_pcm_info info;

	if (!substream)
		return;
	snd_pcm_info(substream, &info);
	snd_iprintf(buffer, "card: %d\ndevice: %d\nsubdevice: %d\nstream: %s\n", info.card, info.device,
		    info.subdevice, stream_names[info.stream]);
	snd_iprintf(buffer, "id: %s\nname: %s\nsubname: %s\n", info.id, info.name, info.subname);
	snd_iprintf(buffer, "class: %d\nsubclass: %d\n", info.dev_class, info.dev_subclass);
	snd_iprintf(buffer, "subdevices_count: %d\nsubdevices_avail: %d\n", info.subdevices_count,
		    info.subdevices_avail);
}

static void read_stream_info(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_str *pstr = entry->private_data;

	print_info(pstr->substream, buffer);
}

static void read_info(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	print_info(entry->private_data, buffer);
}

/* ---- parameters ------------------------------------------------------------------------------ */

/* pcm->open_mutex held for both. Return: the runtime if it is open, has parameters; else NULL, and @buffer says why */
static struct snd_pcm_runtime *opened(struct snd_pcm_substream *substream, struct snd_info_buffer *buffer)
{
	if (!substream->runtime)
		snd_iprintf(buffer, "closed\n");
	return substream->runtime;
}

static struct snd_pcm_runtime *configured(struct snd_pcm_substream *substream, struct snd_info_buffer *buffer)
{
	struct snd_pcm_runtime *runtime = opened(substream, buffer);

	if (!runtime || pcm_peek_state(runtime) != SNDRV_PCM_STATE_OPEN)
		return runtime;
	snd_iprintf(buffer, "no setup\n");
	return NULL;
}

static void read_hw_params(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	struct snd_pcm_runtime *runtime;

	guard(mutex)(&substream->pcm->open_mutex);
	runtime = configured(substream, buffer);
	if (!runtime)
		return;
	guard(pcm_stream_lock_irq)(substream);
	snd_iprintf(buffer, "access: %s\nformat: %s\nsubformat: %s\n", access_names[runtime->access],
		    snd_pcm_format_name(runtime->format), subformat_names[runtime->subformat]);
	snd_iprintf(buffer, "channels: %u\nrate: %u (%u/%u)\n", runtime->channels, runtime->rate, runtime->rate_num,
		    runtime->rate_den);
	snd_iprintf(buffer, "period_size: %lu\nbuffer_size: %lu\n", runtime->period_size, runtime->buffer_size);
}

static void read_sw_params(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	struct snd_pcm_runtime *runtime;

	guard(mutex)(&substream->pcm->open_mutex);
	runtime = configured(substream, buffer);
	if (!runtime)
		return;
	guard(pcm_stream_lock_irq)(substream);
	snd_iprintf(buffer, "tstamp_mode: %s\nperiod_step: %u\navail_min: %lu\n", tstamp_names[runtime->tstamp_mode],
		    runtime->period_step, runtime->control->avail_min);
	snd_iprintf(buffer, "start_threshold: %lu\nstop_threshold: %lu\n", runtime->start_threshold,
		    runtime->stop_threshold);
	snd_iprintf(buffer, "silence_threshold: %lu\nsilence_size: %lu\nboundary: %lu\n", runtime->silence_threshold,
		    runtime->silence_size, runtime->boundary);
}

static void read_status(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	struct snd_pcm_runtime *runtime;
	struct snd_pcm_status64 status = {};

	guard(mutex)(&substream->pcm->open_mutex);
	runtime = opened(substream, buffer);
	if (!runtime)
		return;
	snd_pcm_status64(substream, &status);
	guard(pcm_stream_lock_irq)(substream);
	snd_iprintf(buffer, "state: %s\nowner_pid   : %d\n", state_names[status.state], substream->pid);
	snd_iprintf(buffer, "trigger_time: %lld.%09lld\ntstamp      : %lld.%09lld\n", status.trigger_tstamp_sec,
		    status.trigger_tstamp_nsec, status.tstamp_sec, status.tstamp_nsec);
	snd_iprintf(buffer, "delay       : %ld\navail       : %ld\navail_max   : %ld\n-----\n", status.delay,
		    status.avail, status.avail_max);
	snd_iprintf(buffer, "hw_ptr      : %ld\nappl_ptr    : %ld\nxrun_counter: %d\n", runtime->status->hw_ptr,
		    runtime->control->appl_ptr, substream->xrun_counter);
}

/* ---- xruns ----------------------------------------------------------------------------------- */

static void write_xrun_injection(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;

	guard(mutex)(&substream->pcm->open_mutex);
	snd_pcm_stop_xrun(substream);
}

static void read_xrun_debug(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_str *pstr = entry->private_data;

	snd_iprintf(buffer, "%d\n", pstr->xrun_debug);
}

static void write_xrun_debug(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_str *pstr = entry->private_data;
	unsigned int bits;
	char line[64];

	if (snd_info_get_line(buffer, line, sizeof(line)))
		return;
	buffer->error = kstrtouint(line, 10, &bits);
	if (!buffer->error)
		pstr->xrun_debug = bits;
}

/* ---- the tree -------------------------------------------------------------------------------- */

static struct snd_info_entry *create_dir(struct snd_card *card, const char *name, struct snd_info_entry *parent)
{
	struct snd_info_entry *dir = snd_info_create_card_entry(card, name, parent);

	if (dir)
		dir->mode = S_IFDIR | 0555;
	return dir;
}

/* a file that cannot be made is missing: nothing depends on it */
static struct snd_info_entry *create_file(struct snd_card *card, const char *name, struct snd_info_entry *parent,
					  void *object,
					  void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer))
{
	struct snd_info_entry *entry = snd_info_create_card_entry(card, name, parent);

	if (entry)
		snd_info_set_text_ops(entry, object, read);
	return entry;
}

/** pcm_stream_proc_init() - make pcmDp or pcmDc; -ENOMEM */
int pcm_stream_proc_init(struct snd_pcm_str *pstr)
{
	struct snd_card *card = pstr->pcm->card;
	struct snd_info_entry *entry;
	char name[16];

	snprintf(name, sizeof(name), "pcm%i%c", pstr->pcm->device,
		 pstr->stream == SNDRV_PCM_STREAM_CAPTURE ? 'c' : 'p');
	pstr->proc_root = create_dir(card, name, card->proc_root);
	if (!pstr->proc_root)
		return -ENOMEM;
	create_file(card, "info", pstr->proc_root, pstr, read_stream_info);
	entry = create_file(card, "xrun_debug", pstr->proc_root, pstr, read_xrun_debug);
	if (entry) {
		entry->c.text.write = write_xrun_debug;
		entry->mode |= 0200;
	}
	return 0;
}

/** pcm_stream_proc_done() - take pcmDp with everything in it away */
void pcm_stream_proc_done(struct snd_pcm_str *pstr)
{
	snd_info_free_entry(pstr->proc_root);
	pstr->proc_root = NULL;
}

/** pcm_substream_proc_init() - make subS; -ENOMEM */
int pcm_substream_proc_init(struct snd_pcm_substream *substream)
{
	struct snd_card *card = substream->pcm->card;
	struct snd_info_entry *dir, *entry;
	char name[16];

	snprintf(name, sizeof(name), "sub%i", substream->number);
	dir = create_dir(card, name, substream->pstr->proc_root);
	if (!dir)
		return -ENOMEM;
	substream->proc_root = dir;
	create_file(card, "info", dir, substream, read_info);
	create_file(card, "hw_params", dir, substream, read_hw_params);
	create_file(card, "sw_params", dir, substream, read_sw_params);
	create_file(card, "status", dir, substream, read_status);
	pcm_buffer_proc_init(substream);
	entry = create_file(card, "xrun_injection", dir, substream, NULL);
	if (entry) {
		entry->c.text.write = write_xrun_injection;
		entry->mode = S_IFREG | 0200;
	}
	return 0;
}
