// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_proc.c - /proc/asound/cardN/midiD: what has gone through a MIDI port, and who has it open; byte for byte as
 * in Linux (without UMP, as Debian's).
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/array_size.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>

#include "rawmidi_local.h"

/* a copy of what may change meanwhile */
struct ring_state {
	size_t buffer_size, avail, xruns;
};

static struct ring_state look(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;

	guard(spinlock_irq)(&substream->lock);
	return (struct ring_state){ runtime->buffer_size, runtime->avail, runtime->xruns };
}

static void print_output(struct snd_info_buffer *buffer, struct snd_rawmidi_substream *substream)
{
	struct ring_state state;

	snd_iprintf(buffer, "Output %d\n  Tx bytes     : %zu\n", substream->number, substream->bytes);
	if (!substream->opened)
		return;
	state = look(substream);
	snd_iprintf(buffer, "  Owner PID    : %d\n  Mode         : native\n", substream->pid);
	snd_iprintf(buffer, "  Buffer size  : %zu\n  Avail        : %zu\n", state.buffer_size, state.avail);
}

static void print_input(struct snd_info_buffer *buffer, struct snd_rawmidi_substream *substream)
{
	static const char *const clocks[] = { "none", "realtime", "monotonic", "monotonic raw" };
	unsigned int clock = substream->clock_type >> SNDRV_RAWMIDI_MODE_CLOCK_SHIFT;
	struct ring_state state;

	snd_iprintf(buffer, "Input %d\n  Rx bytes     : %zu\n", substream->number, substream->bytes);
	if (!substream->opened)
		return;
	state = look(substream);
	snd_iprintf(buffer, "  Owner PID    : %d\n", substream->pid);
	snd_iprintf(buffer, "  Buffer size  : %zu\n  Avail        : %zu\n", state.buffer_size, state.avail);
	snd_iprintf(buffer, "  Overruns     : %zu\n", state.xruns);
	if (substream->framing == SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP && !snd_BUG_ON(clock >= ARRAY_SIZE(clocks)))
		snd_iprintf(buffer, "  Framing      : tstamp\n  Clock type   : %s\n", clocks[clock]);
}

static void print_direction(struct snd_info_buffer *buffer, struct snd_rawmidi *rmidi, unsigned int needed, int stream,
			    void (*print)(struct snd_info_buffer *buffer, struct snd_rawmidi_substream *substream))
{
	struct snd_rawmidi_substream *substream;

	if (rmidi->info_flags & needed)
		list_for_each_entry(substream, &rmidi->streams[stream].substreams, list)
			print(buffer, substream);
}

static void read_midi(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_rawmidi *rmidi = entry->private_data;

	snd_iprintf(buffer, "%s\n\n", rmidi->name);
	if (rmidi->ops && rmidi->ops->proc_read)
		rmidi->ops->proc_read(entry, buffer);
	guard(mutex)(&rmidi->open_mutex);
	print_direction(buffer, rmidi, SNDRV_RAWMIDI_INFO_OUTPUT, SNDRV_RAWMIDI_STREAM_OUTPUT, print_output);
	print_direction(buffer, rmidi, SNDRV_RAWMIDI_INFO_INPUT, SNDRV_RAWMIDI_STREAM_INPUT, print_input);
}

/** rawmidi_proc_init() - make the file; without memory there is none. It goes with the device. */
void rawmidi_proc_init(struct snd_rawmidi *rmidi)
{
	struct snd_info_entry *entry;
	char name[16];

	snprintf(name, sizeof(name), "midi%u", rmidi->device);
	entry = snd_info_create_card_entry(rmidi->card, name, rmidi->card->proc_root);
	if (!entry)
		return;
	snd_info_set_text_ops(entry, rmidi, read_midi);
	if (snd_info_register(entry) < 0) {
		snd_info_free_entry(entry);
		return;
	}
	rmidi->proc_entry = entry;
}
