// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: the PCM device. Each direction is a DMA engine that walks a list of buffers in memory,
 * interrupts at the end of those that end a period, and writes its position to memory.
 *
 * The buffer is SNDRV_DMA_TYPE_DEV_SG and managed: the core allocates it before hw_params, in pieces if it must. The
 * list has an entry for each piece of each period; what that makes of it is known in hw_params, and a buffer in more
 * pieces than the list has entries is refused there.
 *
 * A stream that was suspended is prepared anew: the controller has forgotten where it was (no SNDRV_PCM_INFO_RESUME).
 *
 * Left out: streams without period wake-ups, more than two channels, 8 bit samples, compressed formats, audio time by
 * the wall clock.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <sound/pcm_params.h>

#include "hda.h"

#define LIST_ENTRIES	256
#define ENTRY_WORDS	4				/* address, 64 bits; length; flags */
#define ENTRY_INTERRUPT	1
#define LIST_BYTES	(LIST_ENTRIES * ENTRY_WORDS * sizeof(__le32))
#define ALIGNMENT	128u				/* of each buffer's address */
#define BUFFER_MAX	(4 * 1024 * 1024)
#define PERIODS_MAX	(LIST_ENTRIES / 2)

/* rates as a converter's capabilities have them from bit 0 on; bits 14 … 8 of a format make them of 48 or 44.1 kHz */
static const struct {
	unsigned int rate, bit;
	u16 format;
} rates[] = {
	{ 8000, SNDRV_PCM_RATE_8000, 0x0500 },	   { 11025, SNDRV_PCM_RATE_11025, 0x4300 },
	{ 16000, SNDRV_PCM_RATE_16000, 0x0200 },   { 22050, SNDRV_PCM_RATE_22050, 0x4100 },
	{ 32000, SNDRV_PCM_RATE_32000, 0x0a00 },   { 44100, SNDRV_PCM_RATE_44100, 0x4000 },
	{ 48000, SNDRV_PCM_RATE_48000, 0x0000 },   { 88200, SNDRV_PCM_RATE_88200, 0x4800 },
	{ 96000, SNDRV_PCM_RATE_96000, 0x0800 },   { 176400, SNDRV_PCM_RATE_176400, 0x5800 },
	{ 192000, SNDRV_PCM_RATE_192000, 0x1800 },
};

/* sample widths: capabilities from bit 16 on, and bits 6 … 4 of the format, in the same order */
#define CAN_16		BIT(17)
#define CAN_20		BIT(18)
#define CAN_24		BIT(19)
#define CAN_32		BIT(20)

static u16 width_of(unsigned int bits)
{
	return (bits == 16 ? 1 : bits == 20 ? 2 : bits == 24 ? 3 : 4) << 4;
}

static struct hda_stream *stream_of(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);

	return &chip->streams[substream->stream];
}

static void __iomem *regs_of(const struct hda *chip, const struct hda_stream *stream)
{
	return chip->regs + REG_STREAM(stream->number);
}

static u32 capabilities(struct hda *chip, int direction)
{
	return hda_widget(chip, hda_converter(chip, direction))->pcm;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static const struct snd_pcm_hardware hda_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_BLOCK_TRANSFER | SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_SYNC_START,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = BUFFER_MAX,
	.period_bytes_min = ALIGNMENT,
	.period_bytes_max = BUFFER_MAX / 2,
	.periods_min = 2,
	.periods_max = PERIODS_MAX,
};

/* the most of 20, 24 and 32 bits that lie in 32; 0: none */
static unsigned int widest(u32 caps)
{
	return caps & CAN_32 ? 32 : caps & CAN_24 ? 24 : caps & CAN_20 ? 20 : 0;
}

static void describe(struct snd_pcm_hardware *hw, u32 caps)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rates); i++)
		if (caps & BIT(i))
			hw->rates |= rates[i].bit;
	if (caps & CAN_16)
		hw->formats |= SNDRV_PCM_FMTBIT_S16_LE;
	if (widest(caps))
		hw->formats |= SNDRV_PCM_FMTBIT_S32_LE;
	if (caps & CAN_20)
		hw->subformats |= SNDRV_PCM_SUBFMTBIT_MSBITS_20;
	if (caps & CAN_24)
		hw->subformats |= SNDRV_PCM_SUBFMTBIT_MSBITS_24;
	if (caps & CAN_32)
		hw->subformats |= SNDRV_PCM_SUBFMTBIT_MSBITS_MAX;
}

/* whole periods, and buffers of the list at the alignment it asks for */
static int constrain_sizes(struct snd_pcm_runtime *runtime)
{
	int err;

	err = snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_PERIODS);
	if (err < 0)
		return err;
	err = snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, ALIGNMENT);
	if (err < 0)
		return err;
	return snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_PERIOD_BYTES, ALIGNMENT);
}

static int hda_open(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);
	struct hda_stream *stream = stream_of(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	u32 caps = capabilities(chip, substream->stream);
	int err;

	runtime->hw = hda_hardware;
	describe(&runtime->hw, caps);
	runtime->hw.fifo_size = readw(regs_of(chip, stream) + SD_FIFOS) + 1;
	snd_pcm_limit_hw_rates(runtime);
	if (widest(caps)) {
		err = snd_pcm_hw_constraint_msbits(runtime, 0, 32, widest(caps));
		if (err < 0)
			return err;
	}
	err = constrain_sizes(runtime);
	if (err < 0)
		return err;
	snd_pcm_set_sync(substream);
	spin_lock_irq(&chip->lock);
	stream->substream = substream;
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int hda_close(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	stream_of(substream)->substream = NULL;
	spin_unlock_irq(&chip->lock);
	return 0;
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

/* the pieces of one period, the last of which interrupts; -EINVAL: the list is full */
static int add_period(struct snd_pcm_substream *substream, unsigned int from, unsigned int bytes)
{
	struct hda_stream *stream = stream_of(substream);
	unsigned int piece;

	for (; bytes; from += piece, bytes -= piece, stream->entries++) {
		__le32 *entry = stream->list + ENTRY_WORDS * stream->entries;
		dma_addr_t addr = snd_pcm_sgbuf_get_addr(substream, from);

		if (stream->entries == LIST_ENTRIES)
			return -EINVAL;
		piece = snd_pcm_sgbuf_get_chunk_size(substream, from, bytes);
		entry[0] = cpu_to_le32(lower_32_bits(addr));
		entry[1] = cpu_to_le32(upper_32_bits(addr));
		entry[2] = cpu_to_le32(piece);
		entry[3] = cpu_to_le32(piece == bytes ? ENTRY_INTERRUPT : 0);
	}
	return 0;
}

static int build_list(struct snd_pcm_substream *substream, unsigned int buffer, unsigned int period)
{
	struct hda *chip = snd_pcm_substream_chip(substream);
	unsigned int from;
	int err;

	stream_of(substream)->entries = 0;
	for (from = 0; from < buffer; from += period) {
		err = add_period(substream, from, period);
		if (err < 0) {
			dev_err(chip->card->dev, "a buffer of %u bytes in periods of %u lies in more than %u pieces\n",
				buffer, period, LIST_ENTRIES);
			return err;
		}
	}
	return 0;
}

static u16 format_of(struct hda *chip, int direction, const struct snd_pcm_hw_params *params)
{
	int bits = snd_pcm_hw_params_bits(params);
	unsigned int i = 0;

	while (i < ARRAY_SIZE(rates) - 1 && rates[i].rate != params_rate(params))
		i++;
	/* in 32 bits without a word about how many count: as many as the converter has */
	if (bits == 32)
		bits = widest(capabilities(chip, direction));
	return rates[i].format | width_of(bits) | (params_channels(params) - 1);
}

static int hda_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct hda *chip = snd_pcm_substream_chip(substream);

	stream_of(substream)->format = format_of(chip, substream->stream, params);
	return build_list(substream, params_buffer_bytes(params), params_period_bytes(params));
}

static int hda_hw_free(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);

	/* the converter is on no stream any more; one that does not answer hears nothing anyway */
	hda_verb(chip, hda_converter(chip, substream->stream), VERB_SET_STREAM(0), NULL);
	return 0;
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

static int reset_stream(struct hda *chip, struct hda_stream *stream)
{
	unsigned int reg = REG_STREAM(stream->number) + SD_CTL;
	int err;

	writeb(0, chip->regs + reg);
	writeb(SD_CTL_RESET, chip->regs + reg);
	err = hda_wait(chip, reg, SD_CTL_RESET, SD_CTL_RESET);
	if (err < 0)
		return err;
	writeb(0, chip->regs + reg);
	return hda_wait(chip, reg, SD_CTL_RESET, 0);
}

static int hda_prepare(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);
	struct hda_stream *stream = stream_of(substream);
	void __iomem *regs = regs_of(chip, stream);
	u16 converter = hda_converter(chip, substream->stream);
	int err;

	err = reset_stream(chip, stream);
	if (err < 0)
		return err;
	chip->positions[2 * stream->number] = 0;
	writeb(stream->tag << 4, regs + SD_TAG);
	writel(snd_pcm_lib_buffer_bytes(substream), regs + SD_CBL);
	writew(stream->entries - 1, regs + SD_LVI);
	writew(stream->format, regs + SD_FMT);
	writel(lower_32_bits(stream->list_addr), regs + SD_BDPL);
	writel(upper_32_bits(stream->list_addr), regs + SD_BDPU);
	err = hda_verb(chip, converter, VERB_SET_FORMAT(stream->format), NULL);
	return err < 0 ? err : hda_verb(chip, converter, VERB_SET_STREAM(stream->tag), NULL);
}

/* until the FIFOs of @streams are filled: a moment, and none of ours if memory cannot be read */
static void await_ready(struct hda *chip, u32 streams)
{
	unsigned int i, tries;

	for (i = 0; i < ARRAY_SIZE(chip->streams); i++)
		for (tries = 0; streams & BIT(chip->streams[i].number) && tries < 100; tries++) {
			if (readb(regs_of(chip, &chip->streams[i]) + SD_STS) & SD_STS_READY)
				break;
			udelay(1);
		}
}

/* @streams is a bit each; they are let go with one register write, and so with the same frame of the link */
static void start(struct hda *chip, u32 streams)
{
	unsigned int i;

	chip->intctl |= streams;
	writel(chip->intctl, chip->regs + REG_INTCTL);
	writel(streams, chip->regs + REG_SSYNC);
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++)
		if (streams & BIT(chip->streams[i].number))
			writeb(SD_CTL_RUN | SD_CTL_INTS, regs_of(chip, &chip->streams[i]) + SD_CTL);
	await_ready(chip, streams);
	writel(0, chip->regs + REG_SSYNC);
}

static void stop(struct hda *chip, u32 streams)
{
	unsigned int i;

	writel(streams, chip->regs + REG_SSYNC);
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++)
		if (streams & BIT(chip->streams[i].number)) {
			writeb(0, regs_of(chip, &chip->streams[i]) + SD_CTL);
			writeb(SD_CTL_INTS, regs_of(chip, &chip->streams[i]) + SD_STS);
		}
	writel(0, chip->regs + REG_SSYNC);
	chip->intctl &= ~streams;
	writel(chip->intctl, chip->regs + REG_INTCTL);
}

static int hda_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct hda *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_substream *s;
	u32 streams = 0;
	int err = 0;

	snd_pcm_group_for_each_entry(s, substream) {
		if (s->pcm->card != chip->card)
			continue;
		streams |= BIT(stream_of(s)->number);
		snd_pcm_trigger_done(s, substream);
	}
	spin_lock(&chip->lock);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
		start(chip, streams);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
		stop(chip, streams);
		break;
	default:
		err = -EINVAL;
	}
	spin_unlock(&chip->lock);
	return err;
}

/*
 * What has been moved from or to memory, as the controller notes it there. The register counts what has crossed the
 * link: behind that for playback, but ahead of it for a recording, which therefore never goes by the register.
 */
static snd_pcm_uframes_t hda_pointer(struct snd_pcm_substream *substream)
{
	struct hda *chip = snd_pcm_substream_chip(substream);
	struct hda_stream *stream = stream_of(substream);
	u32 bytes;

	if (chip->lpib && substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		bytes = readl(regs_of(chip, stream) + SD_LPIB);
	else
		bytes = le32_to_cpu(READ_ONCE(chip->positions[2 * stream->number]));
	if (bytes < snd_pcm_lib_buffer_bytes(substream))
		return bytes_to_frames(substream->runtime, bytes);
	/* all ones: the card is no longer there */
	return bytes == ~0u ? SNDRV_PCM_POS_XRUN : 0;
}

static const struct snd_pcm_ops hda_ops = {
	.open = hda_open,
	.close = hda_close,
	.hw_params = hda_hw_params,
	.hw_free = hda_hw_free,
	.prepare = hda_prepare,
	.trigger = hda_trigger,
	.pointer = hda_pointer,
};

/* ---- interrupts -------------------------------------------------------------------------------------------------- */

/* acknowledge what stream @stream has to say; chip->lock is held */
static u8 take_status(struct hda *chip, struct hda_stream *stream)
{
	void __iomem *reg = regs_of(chip, stream) + SD_STS;
	u8 status = readb(reg);

	writeb(status & SD_CTL_INTS, reg);
	return stream->substream ? status : 0;
}

static void tell(struct snd_pcm_substream *substream, u8 status)
{
	if (status & SD_STS_LIST) {
		dev_err(substream->pcm->card->dev, "%s cannot read its buffer list\n", substream->name);
		snd_pcm_stop_xrun(substream);
	} else if (status & SD_STS_COMPLETE) {
		snd_pcm_period_elapsed(substream);
	}
}

irqreturn_t hda_interrupt(int irq, void *dev_id)
{
	struct hda *chip = dev_id;
	struct snd_pcm_substream *substreams[ARRAY_SIZE(chip->streams)];
	u8 status[ARRAY_SIZE(chip->streams)] = {};
	unsigned int i;
	u32 pending;

	spin_lock(&chip->lock);
	pending = readl(chip->regs + REG_INTSTS);
	if (pending == ~0u || !(pending & INT_GLOBAL)) {
		spin_unlock(&chip->lock);
		return IRQ_NONE;
	}
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++) {
		substreams[i] = chip->streams[i].substream;
		if (pending & BIT(chip->streams[i].number))
			status[i] = take_status(chip, &chip->streams[i]);
	}
	if (pending & INT_CONTROLLER)
		hda_link_interrupt(chip);
	spin_unlock(&chip->lock);
	/* open streams only: closing one waits for this handler first */
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++)
		if (status[i])
			tell(substreams[i], status[i]);
	return IRQ_HANDLED;
}

/* ---- making it --------------------------------------------------------------------------------------------------- */

int hda_streams_alloc(struct hda *chip)
{
	u16 caps = readw(chip->regs + REG_GCAP);
	unsigned int i;

	if (!GCAP_INPUTS(caps) || !GCAP_OUTPUTS(caps))
		return -ENODEV;
	chip->streams[SNDRV_PCM_STREAM_CAPTURE].number = 0;
	chip->streams[SNDRV_PCM_STREAM_PLAYBACK].number = GCAP_INPUTS(caps);
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++) {
		struct hda_stream *stream = &chip->streams[i];

		stream->tag = i + 1; /* 0 is nobody's */
		stream->list = dmam_alloc_coherent(&chip->pci->dev, LIST_BYTES, &stream->list_addr, GFP_KERNEL);
		if (!stream->list)
			return -ENOMEM;
	}
	return 0;
}

int hda_new_pcm(struct hda *chip)
{
	struct snd_pcm *pcm;
	int err, i;

	err = snd_pcm_new(chip->card, "HDA Analog", 0, !!chip->paths[SNDRV_PCM_STREAM_PLAYBACK].depth,
			  !!chip->paths[SNDRV_PCM_STREAM_CAPTURE].depth, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = chip;
	strscpy(pcm->name, "HDA Analog", sizeof(pcm->name));
	for (i = 0; i < 2; i++)
		if (chip->paths[i].depth)
			snd_pcm_set_ops(pcm, i, &hda_ops);
	/* nothing in advance: what a stream asks for is collected from wherever there is memory */
	err = snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_DEV_SG, &chip->pci->dev, 0, BUFFER_MAX);
	if (err < 0 || !chip->paths[SNDRV_PCM_STREAM_PLAYBACK].depth)
		return err;
	return snd_pcm_add_chmap_ctls(pcm, SNDRV_PCM_STREAM_PLAYBACK, snd_pcm_std_chmaps, 2, 0, NULL);
}
