// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What may be mapped of a PCM file (contract 1.13), and what a client does and does not reach by writing to its pages.
 */
#include <linux/mm.h>
#include "pcm_client.h"

#define BYTES (FAKE_BUFFER * 4) /* of the usual ring: one page where pages are 4 KiB */
#define RW (PROT_READ | PROT_WRITE)

static struct fake *mappable(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->hw.info |= SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID;
	return fake;
}

static struct opened *open_mapped(struct fake *fake, const char *device, int access)
{
	struct opened *opened = open_device(fake, device, O_RDWR | O_NONBLOCK);

	set_up(opened, FAKE_CONFIG(.mmap = access == SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, .access = access));
	return opened;
}

static struct opened *map_playback(struct kunit *test)
{
	return open_mapped(mappable(test), PLAYBACK, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);
}

static long try_map(struct opened *opened, unsigned long offset, size_t bytes, unsigned long prot)
{
	long at = vm_mmap(opened->file, 0, bytes, prot, MAP_SHARED, offset);

	if (IS_ERR_VALUE(at))
		return at;
	vm_munmap(at, bytes);
	return 0;
}

/* stays until it is unmapped, or the case ends */
static void *must_map(struct opened *opened, unsigned long offset, size_t bytes, unsigned long prot)
{
	struct kunit *test = opened->fake->test;
	unsigned long at = kunit_vm_mmap(test, opened->file, 0, bytes, prot, MAP_SHARED, offset);

	KUNIT_ASSERT_EQ_MSG(test, !at || IS_ERR_VALUE(at), false, "mmap of %#lx: %ld", offset, at);
	return (void *)at;
}

static struct snd_pcm_mmap_status status_at(struct kunit *test, void *page)
{
	struct snd_pcm_mmap_status status = {};

	KUNIT_EXPECT_EQ(test, copy_from_user(&status, (void __user *)page, sizeof(status)), 0UL);
	return status;
}

static struct snd_pcm_mmap_control control_at(struct kunit *test, void *page)
{
	struct snd_pcm_mmap_control control = {};

	KUNIT_EXPECT_EQ(test, copy_from_user(&control, (void __user *)page, sizeof(control)), 0UL);
	return control;
}

static void write_control(struct kunit *test, void *page, unsigned long appl_ptr, unsigned long avail_min)
{
	struct snd_pcm_mmap_control control = { .appl_ptr = appl_ptr, .avail_min = avail_min };

	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)page, &control, sizeof(control)), 0UL);
}

/* ---- what may be mapped ---------------------------------------------------------------------- */

static void samples_need_parameters(struct kunit *test)
{
	struct opened *opened = open_device(mappable(test), PLAYBACK, O_RDWR | O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, try_map(opened, 0, PAGE_SIZE, RW), (long)-EBADFD);
}

static void samples_need_a_card_that_can(struct kunit *test)
{
	struct opened *opened = open_device(fake_create(test), PLAYBACK, O_RDWR | O_NONBLOCK);

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, try_map(opened, 0, PAGE_SIZE, RW), (long)-ENXIO);
}

static void samples_need_an_access_that_maps(struct kunit *test)
{
	struct opened *opened = open_mapped(mappable(test), PLAYBACK, SNDRV_PCM_ACCESS_RW_INTERLEAVED);

	KUNIT_EXPECT_EQ(test, try_map(opened, 0, PAGE_SIZE, RW), (long)-EINVAL);
}

static void samples_end_at_the_last_page(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	size_t whole = PAGE_ALIGN(BYTES);

	KUNIT_EXPECT_EQ(test, try_map(opened, 0, whole, RW), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, 0, 1, RW), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, 0, whole + 1, RW), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, try_map(opened, PAGE_SIZE, whole, RW), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, try_map(opened, 0x70000000, PAGE_SIZE, RW), (long)-EINVAL);
}

static void prot_decides_as_mmap_does(struct kunit *test)
{
	struct opened *playback = map_playback(test);
	struct opened *capture = open_mapped(mappable(test), CAPTURE, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);

	KUNIT_EXPECT_EQ(test, try_map(playback, 0, PAGE_SIZE, PROT_WRITE), 0L);
	KUNIT_EXPECT_EQ(test, try_map(playback, 0, PAGE_SIZE, PROT_READ), 0L);
	KUNIT_EXPECT_EQ(test, try_map(playback, 0, PAGE_SIZE, PROT_NONE), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, try_map(capture, 0, PAGE_SIZE, PROT_READ), 0L);
	KUNIT_EXPECT_EQ(test, try_map(capture, 0, PAGE_SIZE, PROT_NONE), (long)-EINVAL);
}

static void a_file_opened_for_writing_only_maps_nothing(struct kunit *test)
{
	struct opened *opened = open_device(mappable(test), PLAYBACK, O_WRONLY | O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW), (long)-EACCES);
}

static void pages_can_be_mapped_at_any_time_and_in_one_size(struct kunit *test)
{
	static const unsigned long status[] = { SNDRV_PCM_MMAP_OFFSET_STATUS_OLD, SNDRV_PCM_MMAP_OFFSET_STATUS_NEW };
	static const unsigned long control[] = { SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD, SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW };
	struct opened *opened = open_device(mappable(test), PLAYBACK, O_RDWR | O_NONBLOCK);
	int i;

	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, try_map(opened, status[i], PAGE_SIZE, PROT_READ), 0L);
		KUNIT_EXPECT_EQ(test, try_map(opened, status[i], 2 * PAGE_SIZE, PROT_READ), (long)-EINVAL);
		KUNIT_EXPECT_EQ(test, try_map(opened, status[i], PAGE_SIZE, PROT_WRITE), (long)-EINVAL);
		KUNIT_EXPECT_EQ(test, try_map(opened, control[i], PAGE_SIZE, RW), 0L);
		KUNIT_EXPECT_EQ(test, try_map(opened, control[i], 2 * PAGE_SIZE, RW), (long)-EINVAL);
		KUNIT_EXPECT_EQ(test, try_map(opened, control[i], PAGE_SIZE, PROT_WRITE), (long)-EINVAL);
	}
}

/* a driver that must hear of every step: the control page is refused, the status page to old libraries only */
static void sync_applptr_refuses_the_control_page(struct kunit *test)
{
	struct fake *fake = mappable(test);
	struct opened *opened;
	unsigned int version = SNDRV_PROTOCOL_VERSION(2, 0, 14);

	fake->hw.info |= SNDRV_PCM_INFO_SYNC_APPLPTR;
	opened = open_device(fake, PLAYBACK, O_RDWR | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE_SIZE, PROT_READ), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE_SIZE, PROT_READ), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW), (long)-ENXIO);
}

/* mapped samples keep the buffer (contract 1.9, 1.19) */
static void mapping_keeps_parameters_and_buffer(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *samples = must_map(opened, 0, PAGE_SIZE, RW);

	KUNIT_EXPECT_EQ(test, fake_hw_params(opened->fake, FAKE_CONFIG(.mmap = true)), -EBADFD);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_FREE, 0), (long)-EBADFD);
	vm_munmap((unsigned long)samples, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_FREE, 0), 0L);
}

static void pages_do_not_keep_the_buffer(struct kunit *test)
{
	struct opened *opened = map_playback(test);

	must_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE_SIZE, PROT_READ);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_FREE, 0), 0L);
}

static int refusing_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area)
{
	return -EPERM;
}

static void error_of_the_driver_counts_nothing(struct kunit *test)
{
	struct fake *fake = mappable(test);
	struct opened *opened;

	fake->ops.mmap = refusing_mmap;
	opened = open_mapped(fake, PLAYBACK, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, try_map(opened, 0, PAGE_SIZE, RW), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, atomic_read(&fake->substream->mmap_count), 0);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_FREE, 0), 0L);
}

/* contract 1.19: 100 bytes are a page, and all of it is mapped and zero */
static void hundred_bytes_map_as_a_page_of_zeroes(struct kunit *test)
{
	struct opened *opened = open_device(mappable(test), PLAYBACK, O_RDWR | O_NONBLOCK);
	char *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	void *samples;

	set_up(opened, FAKE_CONFIG(.mmap = true, .period = 25, .buffer = 25));
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->dma_bytes, (size_t)100);
	KUNIT_EXPECT_EQ(test, try_map(opened, 0, PAGE_SIZE + 1, RW), (long)-EINVAL);
	samples = must_map(opened, 0, PAGE_SIZE, RW);
	KUNIT_EXPECT_EQ(test, copy_from_user(page, (void __user *)samples, PAGE_SIZE), 0UL);
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, PAGE_SIZE));
}

/* ---- status and control pages ---------------------------------------------------------------- */

static void status_page_follows_the_stream(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *status = must_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE_SIZE, PROT_READ);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);

	KUNIT_EXPECT_EQ(test, (__force int)status_at(test, status).state, (__force int)SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, control_at(test, control).avail_min, (snd_pcm_uframes_t)FAKE_PERIOD);
	write_control(test, control, 600, 1);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, (__force int)status_at(test, status).state, (__force int)SNDRV_PCM_STATE_RUNNING);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, status_at(test, status).hw_ptr, (snd_pcm_uframes_t)FAKE_PERIOD);
	fake_move(opened->fake, FAKE_PERIOD);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, (__force int)status_at(test, status).state, (__force int)SNDRV_PCM_STATE_XRUN);
}

static void control_page_moves_appl_ptr(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);

	write_control(test, control, 123, 7);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 123UL);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->control->avail_min, (snd_pcm_uframes_t)7);
	/* the driver hears nothing of it, as on Linux */
	KUNIT_EXPECT_EQ(test, opened->fake->acks, 0U);
}

static void calls_that_move_appl_ptr_show_in_the_page(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	snd_pcm_uframes_t frames = 100;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_FORWARD, &frames), 0L);
	KUNIT_EXPECT_EQ(test, control_at(test, control).appl_ptr, (snd_pcm_uframes_t)100);
	frames = 30;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(test, control_at(test, control).appl_ptr, (snd_pcm_uframes_t)70);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	KUNIT_EXPECT_EQ(test, control_at(test, control).appl_ptr, (snd_pcm_uframes_t)0);
}

static void written_frames_show_in_the_page(struct kunit *test)
{
	struct opened *opened = open_mapped(mappable(test), PLAYBACK, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);

	KUNIT_EXPECT_EQ(test, fake_write_silence(opened->fake, 200), (snd_pcm_sframes_t)200);
	KUNIT_EXPECT_EQ(test, control_at(test, control).appl_ptr, (snd_pcm_uframes_t)200);
}

static void impossible_appl_ptr_is_not_taken(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	snd_pcm_uframes_t boundary = opened->fake->substream->runtime->boundary;

	write_control(test, control, 50, 1);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 50UL);
	write_control(test, control, boundary, 1);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 50UL);
	write_control(test, control, ULONG_MAX, 1);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 50UL);
	KUNIT_EXPECT_EQ(test, control_at(test, control).appl_ptr, (snd_pcm_uframes_t)50);
	write_control(test, control, boundary - 1, 1);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), boundary - 1);
}

/* what a client scribbles over its status page, it alone sees */
static void status_page_is_not_read(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *status = must_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE_SIZE, PROT_READ);
	struct snd_pcm_mmap_status junk;

	memset(&junk, 0xa5, sizeof(junk));
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)status, &junk, sizeof(junk)), 0UL);
	KUNIT_EXPECT_EQ(test, (__force int)fake_state(opened->fake), (__force int)SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HWSYNC, 0), 0L);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->status->hw_ptr, (snd_pcm_uframes_t)0);
}

/* ---- samples --------------------------------------------------------------------------------- */

static u16 ring_sample(struct opened *opened, size_t index)
{
	return ((u16 *)opened->fake->substream->runtime->dma_area)[index];
}

static void put_sample(struct kunit *test, void *samples, size_t index, u16 value)
{
	KUNIT_EXPECT_EQ(test, copy_to_user((u16 __user *)samples + index, &value, sizeof(value)), 0UL);
}

static void samples_written_before_start_are_there_at_start(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	void *control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	void *samples = must_map(opened, 0, PAGE_ALIGN(BYTES), RW);

	put_sample(test, samples, 10, 0x1234);
	write_control(test, control, 512, 1);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 10), 0x1234);
}

/* mapped for the first time while it runs: what is queued reaches the ring with the next look at the pointers */
static void running_stream_can_be_mapped(struct kunit *test)
{
	struct opened *opened = map_playback(test);
	snd_pcm_uframes_t frames = 1000;
	void *control, *samples;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_FORWARD, &frames), 0L);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	samples = must_map(opened, 0, PAGE_ALIGN(BYTES), RW);
	put_sample(test, samples, 2 * 900, 0x77);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 2 * 900), 0x77);
	/* rewound and written again */
	write_control(test, control, 800, 1);
	put_sample(test, samples, 2 * 800, 0x88);
	write_control(test, control, 1000, 1);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 2 * 800), 0x88);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 2 * 900), 0x77);
}

static void recorded_samples_are_seen(struct kunit *test)
{
	struct opened *opened = open_mapped(mappable(test), CAPTURE, SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED);
	void *samples = must_map(opened, 0, PAGE_ALIGN(BYTES), PROT_READ);
	u16 right, *ring = (u16 *)opened->fake->substream->runtime->dma_area;

	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	ring[FAKE_BUFFER + 5] = 0x4321;
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, copy_from_user(&right, (u16 __user *)samples + FAKE_BUFFER + 5, sizeof(right)), 0UL);
	KUNIT_EXPECT_EQ(test, right, 0x4321);
}

/* what lay in the buffer before anybody mapped it is seen, on every one of its pages */
static void contents_are_there_whenever_it_is_mapped(struct kunit *test)
{
	struct opened *opened = open_device(mappable(test), PLAYBACK, O_RDWR | O_NONBLOCK);
	size_t i, bytes = 4 * PAGE_SIZE;
	u32 __user *samples;
	u32 *ring, value;

	set_up(opened, FAKE_CONFIG(.mmap = true, .period = PAGE_SIZE / 4, .buffer = PAGE_SIZE));
	ring = (u32 *)opened->fake->substream->runtime->dma_area;
	for (i = 0; i < bytes / 4; i++)
		ring[i] = i * 77;
	samples = must_map(opened, 0, bytes, RW);
	for (i = 0; i < bytes / 4; i += 211) {
		KUNIT_EXPECT_EQ(test, copy_from_user(&value, samples + i, 4), 0UL);
		KUNIT_EXPECT_EQ(test, value, (u32)(i * 77));
		value = i;
		KUNIT_EXPECT_EQ(test, copy_to_user(samples + i, &value, 4), 0UL);
		KUNIT_EXPECT_EQ(test, ring[i], (u32)i);
	}
}

static struct opened *map_running(struct kunit *test, void **samples)
{
	struct opened *opened = map_playback(test);
	struct snd_pcm_sw_params sw = fake_sw(opened->fake);

	/* an application that never moves its pointer: nothing stops the stream */
	sw.stop_threshold = opened->fake->substream->runtime->boundary;
	sw.silence_size = sw.stop_threshold;
	sw.silence_threshold = 0;
	KUNIT_EXPECT_EQ(test, fake_sw_params(opened->fake, &sw), 0);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	*samples = must_map(opened, 0, PAGE_ALIGN(BYTES), RW);
	return opened;
}

/* copied (it was mapped while it ran), and no appl_ptr that says what is new: the whole ring is brought over */
static void ring_of_a_free_runner_is_the_clients(struct kunit *test)
{
	void *samples;
	struct opened *opened = map_running(test, &samples);

	put_sample(test, samples, 2 * 700, 0x99);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 2 * 700), 0x99);
}

/* top-up silence: what was played becomes silence for the device and before the client's eyes */
static void silence_shows_in_copied_samples(struct kunit *test)
{
	u16 value = 0;
	void *samples;
	struct opened *opened = map_running(test, &samples);

	put_sample(test, samples, 2 * 10, 0x99);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, copy_from_user(&value, (u16 __user *)samples + 2 * 10, 2), 0UL);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, 2 * 10), 0);
}

/* a page that stands for the whole buffer, as snd-dummy's fake buffer */
static struct page *one_page(struct snd_pcm_substream *substream, unsigned long offset)
{
	return vmalloc_to_page(substream->runtime->dma_area);
}

static void a_page_shown_at_every_place_is_copied(struct kunit *test)
{
	struct fake *fake = mappable(test);
	struct opened *opened;
	void *samples, *control;

	fake->ops.page = one_page;
	opened = open_device(fake, PLAYBACK, O_RDWR | O_NONBLOCK);
	set_up(opened, FAKE_CONFIG(.mmap = true, .period = 1024, .buffer = 4096));
	control = must_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	samples = must_map(opened, 0, 4 * BYTES, RW);
	put_sample(test, samples, 2 * 3000, 0x55);
	write_control(test, control, 4000, 1);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, ring_sample(opened, (2 * 3000) % (PAGE_SIZE / 2)), 0x55);
}

/* two streams never share a file: the second client's sound is not in the first one's mapping */
static void next_open_is_not_seen_by_an_old_mapping(struct kunit *test)
{
	struct opened *first = map_playback(test);
	struct fake *fake = first->fake;
	void *old = must_map(first, 0, PAGE_ALIGN(BYTES), RW);
	void *samples, *control;
	struct opened *second;
	u16 value = 0;

	put_sample(test, old, 1, 0x1111);
	vm_munmap((unsigned long)must_map(first, 0, PAGE_ALIGN(BYTES), RW), BYTES);
	filp_close(first->file, NULL);
	first->file = NULL;
	/* the mapping holds the file: the substream is still taken */
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_NONBLOCK, &fake->substream), -EAGAIN);
	vm_munmap((unsigned long)old, BYTES);

	second = open_mapped(fake, PLAYBACK, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);
	control = must_map(second, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE_SIZE, RW);
	samples = must_map(second, 0, PAGE_ALIGN(BYTES), RW);
	KUNIT_EXPECT_EQ(test, copy_from_user(&value, (u16 __user *)samples + 1, sizeof(value)), 0UL);
	KUNIT_EXPECT_EQ(test, value, 0);
	write_control(test, control, 10, 1);
}

static struct kunit_case mmap_cases[] = {
	KUNIT_CASE(samples_need_parameters),
	KUNIT_CASE(samples_need_a_card_that_can),
	KUNIT_CASE(samples_need_an_access_that_maps),
	KUNIT_CASE(samples_end_at_the_last_page),
	KUNIT_CASE(prot_decides_as_mmap_does),
	KUNIT_CASE(a_file_opened_for_writing_only_maps_nothing),
	KUNIT_CASE(pages_can_be_mapped_at_any_time_and_in_one_size),
	KUNIT_CASE(sync_applptr_refuses_the_control_page),
	KUNIT_CASE(mapping_keeps_parameters_and_buffer),
	KUNIT_CASE(pages_do_not_keep_the_buffer),
	KUNIT_CASE(error_of_the_driver_counts_nothing),
	KUNIT_CASE(hundred_bytes_map_as_a_page_of_zeroes),
	KUNIT_CASE(status_page_follows_the_stream),
	KUNIT_CASE(control_page_moves_appl_ptr),
	KUNIT_CASE(calls_that_move_appl_ptr_show_in_the_page),
	KUNIT_CASE(written_frames_show_in_the_page),
	KUNIT_CASE(impossible_appl_ptr_is_not_taken),
	KUNIT_CASE(status_page_is_not_read),
	KUNIT_CASE(samples_written_before_start_are_there_at_start),
	KUNIT_CASE(running_stream_can_be_mapped),
	KUNIT_CASE(recorded_samples_are_seen),
	KUNIT_CASE(contents_are_there_whenever_it_is_mapped),
	KUNIT_CASE(ring_of_a_free_runner_is_the_clients),
	KUNIT_CASE(silence_shows_in_copied_samples),
	KUNIT_CASE(a_page_shown_at_every_place_is_copied),
	KUNIT_CASE(next_open_is_not_seen_by_an_old_mapping),
	{}
};

static struct kunit_suite mmap_suite = { .name = "mmap", .test_cases = mmap_cases };
kunit_test_suite(mmap_suite);

MODULE_DESCRIPTION("Tests of what may be mapped of a PCM file");
MODULE_LICENSE("GPL");
