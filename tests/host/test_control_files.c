// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_files.c - what only a caller outside the kernel world can do to the control device: be interrupted while
 * it waits for an event, have memory that can be read but not written, be a process with a number. On the virtual
 * clock, with the ES1370.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>

#include "harness/cards.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define CONTROL "/dev/snd/controlC0"

static void run_on(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err = run_world(&config, body, NULL, &result);

	EXPECT(!err && !result.findings && !result.stuck, "%d, %lu findings", err, result.findings);
}

static long control(struct usnd_file *file, unsigned int cmd, void *arg, const struct usnd_caller *caller)
{
	return usnd_ioctl(file, cmd, (uintptr_t)arg, caller);
}

static struct snd_ctl_elem_info mine(void)
{
	struct snd_ctl_elem_info info = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Mine" },
		.type = SNDRV_CTL_ELEM_TYPE_BOOLEAN,
		.count = 1,
	};

	return info;
}

static unsigned int count_elements(struct usnd_file *file, const struct usnd_caller *caller)
{
	struct snd_ctl_elem_list list = { .space = 0 };

	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list, caller) == 0);
	return list.count;
}

/* ---- signals --------------------------------------------------------------------------------------------- */

static bool is_interrupted(void *ctx)
{
	return true;
}

static int read_interrupted(struct run *run)
{
	struct usnd_caller signalled = run->client.caller;
	const struct usnd_caller *me = &run->client.caller;
	struct snd_ctl_elem_info info = mine();
	struct snd_ctl_event event;
	struct usnd_file *file;
	int subscribe = 1;

	signalled.interrupted = is_interrupted;
	EXPECT(!usnd_open(CONTROL, O_RDWR, me, &file));
	EXPECT(control(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe, me) == 0);
	EXPECT(usnd_read(file, (uintptr_t)&event, sizeof(event), &signalled) == -EINTR);
	/* what is there comes first */
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_ADD, &info, me) == 0);
	EXPECT(usnd_read(file, (uintptr_t)&event, sizeof(event), &signalled) == sizeof(event));
	EXPECT(event.data.elem.mask == SNDRV_CTL_EVENT_MASK_ADD && event.data.elem.id.numid == info.id.numid);
	return usnd_release(file, me);
}

static void waiting_for_an_event_ends_for_a_signal(void)
{
	run_on(read_interrupted);
}

/* ---- memory that cannot be written ----------------------------------------------------------------------- */

static size_t store_nothing(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	return bytes;
}

static int write_protected(struct run *run)
{
	static const unsigned int cmds[] = {
		SNDRV_CTL_IOCTL_PVERSION, SNDRV_CTL_IOCTL_CARD_INFO, SNDRV_CTL_IOCTL_POWER_STATE,
		SNDRV_CTL_IOCTL_ELEM_LIST, SNDRV_CTL_IOCTL_ELEM_INFO, SNDRV_CTL_IOCTL_ELEM_READ,
		SNDRV_CTL_IOCTL_ELEM_WRITE, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE,
	};
	struct usnd_caller reader = run->client.caller;
	const struct usnd_caller *me = &run->client.caller;
	/* the largest argument; every one that names an element begins with its id */
	struct snd_ctl_elem_value value = { .id.numid = 0 };
	struct snd_ctl_elem_info info = mine();
	struct usnd_file *file;
	unsigned int i, before;
	int ask = -1;

	reader.store = store_nothing;
	EXPECT(!usnd_open(CONTROL, O_RDWR, me, &file));
	before = count_elements(file, me);
	/* an element whose number cannot be told does not stay */
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_ADD, &info, &reader) == -EFAULT);
	EXPECT(count_elements(file, me) == before);
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_ADD, &info, me) == 0);
	EXPECT(count_elements(file, me) == before + 1);

	for (i = 0; i < sizeof(cmds) / sizeof(cmds[0]); i++) {
		memset(&value, 0, sizeof(value));
		value.id = info.id;
		EXPECT(control(file, cmds[i], &value, &reader) == -EFAULT, "command %#x", cmds[i]);
	}
	EXPECT(control(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &ask, &reader) == -EFAULT);
	/* these leave nothing in it */
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_UNLOCK, &info.id, &reader) == 0);
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_LOCK, &info.id, &reader) == 0);
	EXPECT(control(file, SNDRV_CTL_IOCTL_ELEM_REMOVE, &info.id, &reader) == 0);
	return usnd_release(file, me);
}

static void results_that_cannot_be_stored_are_efault(void)
{
	run_on(write_protected);
}

/* ---- processes ------------------------------------------------------------------------------------------- */

static int lock_as_another(struct run *run)
{
	struct usnd_caller other = run->client.caller;
	const struct usnd_caller *me = &run->client.caller;
	struct usnd_file *mine_open, *others_open;
	struct snd_ctl_elem_info info = mine();

	other.pid = me->pid + 1;
	EXPECT(!usnd_open(CONTROL, O_RDWR, me, &mine_open));
	EXPECT(!usnd_open(CONTROL, O_RDWR, &other, &others_open));
	EXPECT(control(others_open, SNDRV_CTL_IOCTL_ELEM_ADD, &info, &other) == 0);
	EXPECT(control(mine_open, SNDRV_CTL_IOCTL_ELEM_INFO, &info, me) == 0);
	EXPECT(info.owner == other.pid, "%d", info.owner);
	EXPECT(info.access & SNDRV_CTL_ELEM_ACCESS_LOCK && !(info.access & SNDRV_CTL_ELEM_ACCESS_OWNER));
	EXPECT(!usnd_release(others_open, &other));
	EXPECT(control(mine_open, SNDRV_CTL_IOCTL_ELEM_INFO, &info, me) == 0);
	EXPECT(info.owner == -1 && !(info.access & SNDRV_CTL_ELEM_ACCESS_LOCK));
	return usnd_release(mine_open, me);
}

static void owners_are_told_by_process(void)
{
	run_on(lock_as_another);
}

static const struct tap_case cases[] = {
	TAP_CASE(waiting_for_an_event_ends_for_a_signal),
	TAP_CASE(results_that_cannot_be_stored_are_efault),
	TAP_CASE(owners_are_told_by_process),
};

TAP_MAIN(cases)
