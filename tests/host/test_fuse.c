// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fuse.c - what a FUSE mount shows and does: names, ioctls, sound, mappings, and what it refuses. Another process,
 * real system calls, both modes, both clocks.
 *
 * What becomes of clients: test_fuse_clients.c. Mounts themselves: test_fuse_mount.c. Applications:
 * tests/scripts/test_fuse_apps.
 */
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "tests/host/fuse_client.h"

#define STATUS_AT 0x80000000l
#define CONTROL_AT 0x81000000l

/* ---- names ------------------------------------------------------------------------------------------------------- */

static void look_around(void)
{
	char path[160], target[64] = "";
	struct stat st;

	EXPECT(is_listed(rig.folder[0], "snd", DT_DIR) && is_listed(rig.folder[0], "proc", DT_DIR));
	EXPECT(is_listed(rig.snd, PLAYBACK, DT_REG) && is_listed(rig.snd, "controlC0", DT_REG));
	EXPECT(is_listed(rig.snd, "timer", DT_REG) && is_listed(rig.snd, "..", DT_DIR));
	snprintf(path, sizeof(path), "%s/" PLAYBACK, rig.snd);
	EXPECT(!stat(path, &st) && S_ISREG(st.st_mode) && (st.st_mode & 0777) == 0666, "%o", st.st_mode);
	snprintf(path, sizeof(path), "%s/proc/asound/AudioPCI", rig.folder[0]);
	EXPECT(readlink(path, target, sizeof(target) - 1) == 5 && !strcmp(target, "card0"), "%s", target);
	snprintf(path, sizeof(path), "%s/proc/asound/AudioPCI/pcm0p/info", rig.folder[0]);
	EXPECT(!stat(path, &st) && S_ISREG(st.st_mode));
	EXPECT(open_in(rig.snd, "pcmC7D0p", O_RDWR) < 0 && errno == ENOENT);
	EXPECT(open_in(rig.snd, "new", O_WRONLY | O_CREAT) < 0 && errno == EACCES);
	snprintf(path, sizeof(path), "%s/" PLAYBACK, rig.snd);
	EXPECT(unlink(path) && errno == EPERM);
	EXPECT(chmod(path, 0600) && errno == EPERM);
}

static void the_trees_are_there(void)
{
	each_way(look_around);
}

/* ---- what a node can do ------------------------------------------------------------------------------------------ */

static uint32_t access_bits(const struct snd_pcm_hw_params *params)
{
	return params->masks[SNDRV_PCM_HW_PARAM_ACCESS - SNDRV_PCM_HW_PARAM_FIRST_MASK].bits[0];
}

static void ask_what_it_can(void)
{
	const uint32_t by_mmap = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID;
	bool mapped = rig.mode == FUSE_MODE_PASSTHROUGH;
	struct snd_ctl_card_info info = { 0 };
	struct snd_pcm_hw_params params;
	int fd = open_playback(0), control = open_in(rig.snd, "controlC0", O_RDWR);

	any_params(&params);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_HW_REFINE, &params));
	EXPECT(!(params.info & (SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_SYNC_START)), "0x%x", params.info);
	EXPECT((params.info & by_mmap) == (mapped ? by_mmap : 0), "0x%x", params.info);
	EXPECT(params.info & SNDRV_PCM_INFO_INTERLEAVED);
	EXPECT(access_bits(&params) == (mapped ? 9 : 8), "0x%x", access_bits(&params));
	EXPECT(set_hw(fd, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, &params) == (mapped ? 0 : -EINVAL));
	EXPECT(!set_hw(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED, &params));
	EXPECT(!(params.info & SNDRV_PCM_INFO_PAUSE));
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, &info));
	EXPECT(!strcmp((char *)info.driver, mapped ? "ENS1370" : "ENS1370-fuse"), "%s", info.driver);
	EXPECT(!strcmp((char *)info.id, "AudioPCI"), "%s", info.id);
	EXPECT(ioctl(fd, SNDRV_PCM_IOCTL_PAUSE, 1) && errno == EFAULT);
	close(fd);
	close(control);
}

static void only_what_a_node_can_is_offered(void)
{
	each_way(ask_what_it_can);
}

/*
 * those that are no flat structures: read although they only write, written to although they only read, or pointing
 * elsewhere
 */
static void ask_in_all_forms(void)
{
	struct snd_pcm_channel_info channel = { .channel = 1 };
	struct snd_ctl_elem_id ids[4] = { 0 };
	struct snd_ctl_elem_list list = { .space = 4, .pids = ids };
	int fd = play_up_to_full(), control = open_in(rig.snd, "controlC0", O_RDWR), device = -1, version = 0;
	snd_pcm_uframes_t back = 16;
	snd_pcm_sframes_t delay = -1;

	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_PVERSION, &version) && version >> 16 == 2);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_CHANNEL_INFO, &channel) && channel.first == 16 && channel.step == 32);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_REWIND, &back) && back <= 16);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DELAY, &delay) && delay >= 0 && delay <= (long)PCM_BUFFER, "%ld", delay);
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device) && !device);
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_LIST, &list) && list.used == 4 && *ids[3].name, "%u", list.used);
	list.pids = (void *)8;
	EXPECT(ioctl(control, SNDRV_CTL_IOCTL_ELEM_LIST, &list) && errno == EFAULT);
	EXPECT(ioctl(fd, SNDRV_PCM_IOCTL_PVERSION, (void *)8) && errno == EFAULT);
	EXPECT(ioctl(fd, 0x4199) && errno == ENOTTY);
	close(fd);
	close(control);
}

static void ioctls_of_every_form_work(void)
{
	each_way(ask_in_all_forms);
}

/* ---- sound ------------------------------------------------------------------------------------------------------- */

/*
 * All of them. On the real clock a machine that is busier than ALSA has patience (a tenth of a second without an
 * interrupt is -EIO, what was written by then is counted) makes it more than one call; on the paced one that is no
 * excuse.
 */
static void write_all(int fd, unsigned long count)
{
	long done;

	for (; count; count -= done) {
		done = write_frames(fd, frames, count);
		if (done == -EIO && rig.clock == SERVER_REAL)
			done = 0;
		EXPECT(done == (long)count || (done >= 0 && rig.clock == SERVER_REAL), "%ld of %lu", done, count);
		if (done < 0)
			return;
	}
}

static void play_a_while(void)
{
	int fd = open_playback(0), i;

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	for (i = 0; i < 4; i++)
		write_all(fd, 4096);
	EXPECT(write(fd, frames, 4096) > 0);
	EXPECT(write(fd, frames, 4095) == -1 && errno == EINVAL);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DRAIN) || (errno == EIO && rig.clock == SERVER_REAL));
	EXPECT(pcm_state(fd) == SNDRV_PCM_STATE_SETUP, "%d", pcm_state(fd));
	close(fd);
}

static void writes_wait_for_room_and_drain_for_the_end(void)
{
	each_way(play_a_while);
}

/* longer than a piece of the kernel's, and of frames that do not divide a power of two */
static void write_all_at_once(void)
{
	const size_t bytes = sizeof(frames) / 6 * 6;
	struct snd_pcm_hw_params hw;
	int fd = open_playback(0);

	any_params(&hw);
	fix_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	fix_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S24_3LE);
	fix_range(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fix_range(&hw, SNDRV_PCM_HW_PARAM_RATE, PCM_RATE);
	fix_range(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PCM_PERIOD);
	fix_range(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, PCM_BUFFER);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, &hw), "%s", strerror(errno));
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(write(fd, frames, bytes) == (ssize_t)bytes, "%s", strerror(errno));
	close(fd);
}

static void a_long_write_is_cut_at_whole_frames(void)
{
	rig_run(&(struct rig){ .card = "aloop", .mode = FUSE_MODE_AUTO, .client = write_all_at_once });
	rig_run(&(struct rig){ .card = "aloop", .mode = FUSE_MODE_DIRECT, .client = write_all_at_once });
}

/* as write_all(); a ring that ran over (what was read by then is counted) is filled anew */
static void read_all(int fd, long count)
{
	bool may_be_late = rig.clock == SERVER_REAL;
	struct snd_xferi x;
	int err;

	for (; count > 0; count -= x.result) {
		x = (struct snd_xferi){ .buf = frames, .frames = count };
		err = ioctl(fd, SNDRV_PCM_IOCTL_READI_FRAMES, &x) ? errno : 0;
		EXPECT(x.result == count || (may_be_late && x.result >= 0), "%s, %ld", strerror(err), (long)x.result);
		if (!err && x.result > 0)
			continue;
		if (!may_be_late || (err != EPIPE && err != EIO))
			return;
		EXPECT(err == EIO || (!ioctl(fd, SNDRV_PCM_IOCTL_PREPARE) && !ioctl(fd, SNDRV_PCM_IOCTL_START)));
	}
}

static void record_a_while(void)
{
	int fd = open_in(rig.snd, "pcmC0D0c", O_RDWR);
	long got;

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_START));
	read_all(fd, 3000);
	got = read(fd, frames, 4096);
	EXPECT(got == 4096 || (rig.clock == SERVER_REAL && (got >= 0 || errno == EPIPE || errno == EIO)), "%ld", got);
	close(fd);
}

static void reads_wait_for_samples(void)
{
	each_way(record_a_while);
}

/* ---- mappings ---------------------------------------------------------------------------------------------------- */

static void *map(int fd, size_t bytes, int prot, long at)
{
	return mmap(NULL, bytes, prot, MAP_SHARED, fd, at);
}

static void play_by_mmap(int fd)
{
	int16_t *samples = map(fd, PCM_BUFFER * 4, PROT_READ | PROT_WRITE, 0);
	volatile struct snd_pcm_mmap_status *status = map(fd, 4096, PROT_READ, STATUS_AT);
	volatile struct snd_pcm_mmap_control *control = map(fd, 4096, PROT_READ | PROT_WRITE, CONTROL_AT);
	struct pollfd wait = { fd, POLLOUT, 0 };
	unsigned int done;

	EXPECT(samples != MAP_FAILED && status != MAP_FAILED && control != MAP_FAILED, "%s", strerror(errno));
	if (samples == MAP_FAILED || status == MAP_FAILED || control == MAP_FAILED)
		return;
	EXPECT(status->state == SNDRV_PCM_STATE_PREPARED, "%d", status->state);
	memset(samples, 0x55, PCM_BUFFER * 4);
	control->appl_ptr = PCM_BUFFER;
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_START));
	for (done = PCM_BUFFER; done < 4 * PCM_BUFFER; done += PCM_PERIOD) {
		EXPECT(poll(&wait, 1, 5000) == 1 && wait.revents & POLLOUT, "0x%x", wait.revents);
		EXPECT(status->hw_ptr + PCM_BUFFER >= done + PCM_PERIOD, "%lu at %u", status->hw_ptr, done);
		control->appl_ptr = done + PCM_PERIOD;
	}
	munmap(samples, PCM_BUFFER * 4);
	munmap((void *)status, 4096);
	munmap((void *)control, 4096);
}

static void use_mappings(void)
{
	int fd = open_playback(0);

	if (rig.mode == FUSE_MODE_PASSTHROUGH) {
		EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED));
		play_by_mmap(fd);
	} else {
		EXPECT(map(fd, 4096, PROT_READ, STATUS_AT) == MAP_FAILED && errno == ENODEV, "%s", strerror(errno));
		EXPECT(map(fd, 4096, PROT_READ | PROT_WRITE, 0) == MAP_FAILED && errno == ENODEV);
	}
	close(fd);
}

static void mappings_are_the_streams_memory_or_refused(void)
{
	each_way(use_mappings);
}

static void keep_a_mapping(void)
{
	int first = open_playback(0), second;
	uint32_t *kept;

	EXPECT(!set_up(first, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED));
	kept = map(first, PCM_BUFFER * 4, PROT_READ | PROT_WRITE, 0);
	kept[0] = 1;
	close(first);
	second = play_up_to_full();
	EXPECT(kept[0] == 1 && kept[1] == 0);
	memset(kept, 0x77, PCM_BUFFER * 4);
	EXPECT(pcm_state(second) == SNDRV_PCM_STATE_RUNNING);
	close(second);
	munmap(kept, PCM_BUFFER * 4);
}

static void a_kept_mapping_sees_nothing_of_the_next_client(void)
{
	if (rig_passes_through())
		in_mode(FUSE_MODE_PASSTHROUGH, keep_a_mapping);
}

static void use_two_streams(void)
{
	int fds[2] = { open_playback(O_NONBLOCK), open_playback(O_NONBLOCK) }, i;
	struct snd_pcm_hw_params params;
	uint32_t *samples[2];

	for (i = 0; i < 2; i++) {
		EXPECT(!set_hw(fds[i], SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, &params), "%s", strerror(errno));
		samples[i] = map(fds[i], PCM_BUFFER * 4, PROT_READ | PROT_WRITE, 0);
		EXPECT(samples[i] != MAP_FAILED);
		if (samples[i] == MAP_FAILED)
			return;
		samples[i][7] = i + 1;
	}
	EXPECT(samples[0][7] == 1 && samples[1][7] == 2);
	close(fds[0]);
	close(fds[1]);
}

static void streams_behind_one_name_have_each_its_own_memory(void)
{
	if (rig_passes_through())
		rig_run(&(struct rig){ .card = "dummy", .mode = FUSE_MODE_PASSTHROUGH, .client = use_two_streams });
}

/* ---- what a client may try --------------------------------------------------------------------------------------- */

static void try_anything(void)
{
	static uint8_t junk[16384];
	int fds[3] = { open_playback(0), open_in(rig.snd, "controlC0", O_RDWR), open_in(rig.snd, "timer", O_RDWR) };
	unsigned int random = 1, i, cmd;

	for (i = 0; i < 3000; i++) {
		random = random * 1103515245 + 12345;
		cmd = random >> 8;
		if (i % 2) /* a number that means something, of another size or direction */
			cmd = (cmd & ~0xffffu) | "ATU"[random % 3] << 8 | ((random >> 4) & 0x7f);
		memset(junk, random >> 16, 256);
		ioctl(fds[i % 3], cmd, i % 7 ? (void *)junk : (void *)(uintptr_t)(random >> 3));
	}
	for (i = 0; i < 3; i++)
		close(fds[i]);
	close(play_up_to_full());
}

static void no_ioctl_harms_others(void)
{
	each_way(try_anything);
}

static void open_by_itself(void)
{
	char path[160], alone[] = "/tmp/usnd-fuse-node-XXXXXX";
	int file = mkstemp(alone), first, second;

	snprintf(path, sizeof(path), "%s/" PLAYBACK, rig.snd);
	EXPECT(!mount(path, alone, NULL, MS_BIND, NULL), "%s", strerror(errno));
	first = open(alone, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	EXPECT(first >= 0);
	second = open(alone, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	EXPECT(second < 0 && errno == EBUSY, "%s", strerror(errno));
	close(first);
	first = open(alone, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	EXPECT(first >= 0 && !set_up(first, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	close(first);
	EXPECT(!umount2(alone, MNT_DETACH));
	unlink(alone);
	close(file);
}

static void a_node_that_is_bound_by_itself_opens_once(void)
{
	each_way(open_by_itself);
}

#ifdef __x86_64__
/* as a 32-bit program calls */
static long compat_ioctl(int fd, unsigned int cmd, uint32_t arg)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(54l), "b"((long)fd), "c"((long)cmd), "d"((long)arg)
			 : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

/* struct snd_pcm_hw_params of i386: fifo_size is narrower, and what comes before it alike */
struct narrow_params {
	unsigned char alike[536];
	uint32_t fifo_size;
	unsigned char rest[64];
};

struct narrow {
	struct narrow_params params;
	struct snd_ctl_card_info card;
	int version;
	uint32_t delay[2];
};

#define REFINE32 _IOWR('A', 0x10, struct narrow_params)
#define DELAY32 _IOR('A', 0x21, uint32_t)

/* what it is told, it is told in its own layout, and edited as for everybody */
static void be_32_bit(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT;
	struct narrow *low = mmap(NULL, sizeof(*low), PROT_READ | PROT_WRITE, flags, -1, 0);
	int fd = open_playback(0), control = open_in(rig.folder[0], "snd/controlC0", O_RDWR);
	struct snd_pcm_hw_params params;
	long ret = compat_ioctl(fd, SNDRV_PCM_IOCTL_PVERSION, (uintptr_t)&low->version);

	if (ret == -ENOSYS) /* of a kernel without 32-bit programs */
		return;
	EXPECT(!ret && low->version >> 16 == 2, "%ld", ret);
	EXPECT(compat_ioctl(fd, SNDRV_PCM_IOCTL_DELAY, (uintptr_t)low->delay) == -ENOTTY);
	any_params(&params);
	memcpy(low->params.alike, &params, sizeof(low->params.alike));
	low->params.rest[63] = 0x5a;
	EXPECT(!compat_ioctl(fd, REFINE32, (uintptr_t)&low->params));
	memcpy(&params, low->params.alike, sizeof(low->params.alike));
	EXPECT(params.masks[0].bits[0] == 1u << (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED, "%x", params.masks[0].bits[0]);
	EXPECT(!(params.info & (SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_MMAP)), "%x", params.info);
	EXPECT(low->params.rest[63] == 0x5a);
	EXPECT(!compat_ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, (uintptr_t)&low->card));
	EXPECT(strstr((char *)low->card.driver, "-fuse"), "%s", low->card.driver);
	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	low->delay[1] = 77;
	EXPECT(!compat_ioctl(fd, DELAY32, (uintptr_t)low->delay) && low->delay[1] == 77);
	munmap(low, sizeof(*low));
	close(fd);
	close(control);
}

static void a_32_bit_call_is_answered(void)
{
	in_mode(FUSE_MODE_DIRECT, be_32_bit);
}
#endif

static void use_both(void)
{
	int fd = open_playback(O_NONBLOCK), other = open_in(rig.folder[1], "snd/controlC0", O_RDWR), version;

	EXPECT(!ioctl(other, SNDRV_CTL_IOCTL_PVERSION, &version));
	EXPECT(open_in(rig.folder[1], "snd/" PLAYBACK, O_RDWR | O_NONBLOCK) < 0 && errno == EBUSY);
	close(fd);
	close(other);
}

static void two_mounts_show_one_machine(void)
{
	struct rig what = { .mode = FUSE_MODE_AUTO, .client = use_both, .mounts = 2 };

	rig_run(&what);
}

static const struct tap_case cases[] = {
	TAP_CASE(the_trees_are_there),
	TAP_CASE(only_what_a_node_can_is_offered),
	TAP_CASE(ioctls_of_every_form_work),
	TAP_CASE(writes_wait_for_room_and_drain_for_the_end),
	TAP_CASE(a_long_write_is_cut_at_whole_frames),
	TAP_CASE(reads_wait_for_samples),
	TAP_CASE(mappings_are_the_streams_memory_or_refused),
	TAP_CASE(a_kept_mapping_sees_nothing_of_the_next_client),
	TAP_CASE(streams_behind_one_name_have_each_its_own_memory),
	TAP_CASE(no_ioctl_harms_others),
	TAP_CASE(a_node_that_is_bound_by_itself_opens_once),
#ifdef __x86_64__
	TAP_CASE(a_32_bit_call_is_answered),
#endif
	TAP_CASE(two_mounts_show_one_machine),
};


int main(int argc, char **argv)
{
	return rig_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
