// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy_proc.c - /proc/asound/cardN/dummy_pcm: what streams may do, to read and to change: "rate_max 96000".
 */
#include <linux/kstrtox.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include "dummy.h"

/**
 * struct field - of struct snd_pcm_hardware
 * @bytes: 4: an unsigned int; 8: a number of 64 bits
 */
struct field {
	const char *name;
	const char *format;
	size_t offset, bytes;
};

#define FIELD(name, format) \
	{ #name, format, offsetof(struct snd_pcm_hardware, name), sizeof_field(struct snd_pcm_hardware, name) }

static const struct field fields[] = {
	FIELD(formats, "%#llx"), FIELD(rates, "%#llx"), FIELD(rate_min, "%llu"), FIELD(rate_max, "%llu"),
	FIELD(channels_min, "%llu"), FIELD(channels_max, "%llu"), FIELD(buffer_bytes_max, "%llu"),
	FIELD(period_bytes_min, "%llu"), FIELD(period_bytes_max, "%llu"), FIELD(periods_min, "%llu"),
	FIELD(periods_max, "%llu"),
};

static u64 load(const struct dummy *dummy, const struct field *field)
{
	const void *at = (const char *)&dummy->hw + field->offset;

	return field->bytes == 4 ? *(const u32 *)at : *(const u64 *)at;
}

static void store(struct dummy *dummy, const struct field *field, u64 number)
{
	void *at = (char *)&dummy->hw + field->offset;

	if (field->bytes == 4)
		*(u32 *)at = number;
	else
		*(u64 *)at = number;
}

static void show_formats(struct snd_info_buffer *buffer, const struct dummy *dummy)
{
	snd_pcm_format_t format;

	pcm_for_each_format(format)
		if (dummy->hw.formats & pcm_format_to_bits(format))
			snd_iprintf(buffer, " %s", snd_pcm_format_name(format));
}

static void show_rates(struct snd_info_buffer *buffer, const struct dummy *dummy)
{
	unsigned int bit, rate;

	if (dummy->hw.rates & SNDRV_PCM_RATE_CONTINUOUS)
		snd_iprintf(buffer, " continuous");
	if (dummy->hw.rates & SNDRV_PCM_RATE_KNOT)
		snd_iprintf(buffer, " knot");
	for (bit = 0; bit < 30; bit++) {
		rate = snd_pcm_rate_bit_to_rate(1U << bit);
		if (rate && dummy->hw.rates & 1U << bit)
			snd_iprintf(buffer, " %u", rate);
	}
}

static void read_limits(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct dummy *dummy = entry->private_data;
	int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		snd_iprintf(buffer, "%s ", fields[i].name);
		snd_iprintf(buffer, fields[i].format, load(dummy, &fields[i]));
		if (!strcmp(fields[i].name, "formats"))
			show_formats(buffer, dummy);
		else if (!strcmp(fields[i].name, "rates"))
			show_rates(buffer, dummy);
		snd_iprintf(buffer, "\n");
	}
}

/* Return: 0, or -EINVAL, -ERANGE: not a field and a number that fits it */
static int set_limit(struct dummy *dummy, const char *line)
{
	char name[20], number[24];
	const char *rest = snd_info_get_str(name, line, sizeof(name));
	u64 value;
	int i, err;

	snd_info_get_str(number, rest, sizeof(number));
	for (i = 0; i < ARRAY_SIZE(fields) && strcmp(fields[i].name, name); i++)
		;
	if (i == ARRAY_SIZE(fields))
		return -EINVAL;
	err = kstrtoull(number, 0, &value);
	if (err < 0)
		return err;
	if (fields[i].bytes == 4 && value > U32_MAX)
		return -ERANGE;
	store(dummy, &fields[i], value);
	return 0;
}

static void write_limits(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct dummy *dummy = entry->private_data;
	char line[64];
	int err = 0;

	while (!snd_info_get_line(buffer, line, sizeof(line))) {
		int bad = line[0] ? set_limit(dummy, line) : 0;

		if (bad)
			err = bad;
	}
	if (err)
		buffer->error = err;
}

/** dummy_new_proc() - the file */
int dummy_new_proc(struct dummy *dummy)
{
	return snd_card_rw_proc_new(dummy->card, "dummy_pcm", dummy, read_limits, write_limits);
}
