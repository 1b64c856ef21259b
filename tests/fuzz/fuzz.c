// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz.c - a life of the world in which one process does whatever the fuzzer says with the files of a card.
 *
 * Every input is a whole life: the machine comes up with an ES1370, the program runs, all goes down, and the books must
 * balance. A finding, a leak, a deadlock or a sanitizer's word is a crash to libFuzzer. Without libFuzzer (FUZZ_REPLAY)
 * the program runs the inputs named on its command line, folders included, and speaks TAP: what was once found stays
 * found.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <sound/asound.h>

#include "tests/fuzz/i386.h"
#include "tests/fuzz/program.h"

#define STEPS 96
#define NARROW_LIVES 0xc0 /* the second byte of an input, but for its lowest two bits: lives of 32-bit programs */

uint8_t tape_byte(struct tape *tape)
{
	if (!tape->left)
		return 0;
	tape->left--;
	return *tape->at++;
}

uint32_t tape_word(struct tape *tape)
{
	uint32_t word = 0;

	for (int i = 0; i < 4; i++)
		word = word << 8 | tape_byte(tape);
	return word;
}

/* ---- the process ------------------------------------------------------------------------------- */

static bool in_arena(const struct process *p, uint64_t at, size_t bytes)
{
	return at >= p->base && at - p->base <= ARENA && bytes <= ARENA - (at - p->base);
}

static size_t fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	struct process *p = ctx;

	if (!in_arena(p, src, bytes))
		return bytes;
	memcpy(dst, p->arena + (src - p->base), bytes);
	return 0;
}

static size_t store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	struct process *p = ctx;

	if (!in_arena(p, dst, bytes))
		return bytes;
	memcpy(p->arena + (dst - p->base), src, bytes);
	return 0;
}

static struct usnd_file *file_of(void *ctx, int fd)
{
	struct process *p = ctx;

	return fd >= 0 && fd < SLOTS ? p->files[fd] : NULL;
}

struct usnd_file *process_slot(struct process *p)
{
	return p->files[tape_byte(&p->tape) % SLOTS];
}

/* ---- what it does ------------------------------------------------------------------------------ */

static void op_open(struct process *p)
{
	static const char *const paths[] = {
		"/dev/snd/pcmC0D0p", "/dev/snd/pcmC0D0c", "/dev/snd/pcmC0D1p", "/dev/snd/controlC0", "/dev/snd/timer",
		"/proc/asound/card0/pcm0p/sub0/prealloc", "/proc/asound/card0/pcm0p/sub0/status",
		"/proc/asound/card0/pcm0p/sub0/buffer", "/proc/asound/card0/pcm0p/xrun_debug",
		"/proc/asound/card0/pcm0p/sub0/xrun_injection", "/proc/asound/timers", "/dev/snd/pcmC0D0p",
	};
	unsigned int slot = tape_byte(&p->tape) % SLOTS, flags = tape_byte(&p->tape);

	if (p->files[slot])
		return;
	if (usnd_open(paths[tape_byte(&p->tape) % (sizeof(paths) / sizeof(paths[0]))],
		      O_NONBLOCK | (flags & 3) % 3 | (flags & 4 ? O_APPEND : 0), &p->caller, &p->files[slot]))
		p->files[slot] = NULL;
}

static void op_close(struct process *p)
{
	unsigned int slot = tape_byte(&p->tape) % SLOTS;

	if (p->files[slot])
		usnd_release(p->files[slot], &p->caller);
	p->files[slot] = NULL;
}

static void op_sleep(struct process *p)
{
	host_task_park(host_now() + tape_byte(&p->tape) * 1000000ull);
}

static void op_map(struct process *p)
{
	static const uint64_t places[] = { SNDRV_PCM_MMAP_OFFSET_DATA, SNDRV_PCM_MMAP_OFFSET_STATUS,
					   SNDRV_PCM_MMAP_OFFSET_CONTROL, 4096 };
	struct usnd_file *file = process_slot(p);
	unsigned int i = tape_byte(&p->tape) % MAPS, how = tape_byte(&p->tape);
	uint64_t offset;
	int fd;

	if (!file || p->maps[i].at)
		return;
	p->maps[i].bytes = how & 4 ? 4096 : (how >> 3) * 1024u + 1;
	if (usnd_mmap(file, places[how & 3], p->maps[i].bytes, PROT_READ | (how & 128 ? 0 : PROT_WRITE), &p->caller,
		      &p->maps[i].mapping, &fd, &offset))
		return;
	p->maps[i].at = mmap(NULL, p->maps[i].bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
	if (p->maps[i].at == MAP_FAILED) {
		p->maps[i].at = NULL;
		usnd_munmap(p->maps[i].mapping, &p->caller);
	}
}

static void unmap(struct process *p, unsigned int i)
{
	if (!p->maps[i].at)
		return;
	munmap(p->maps[i].at, p->maps[i].bytes);
	usnd_munmap(p->maps[i].mapping, &p->caller);
	p->maps[i].at = NULL;
}

static void op_unmap(struct process *p)
{
	unmap(p, tape_byte(&p->tape) % MAPS);
}

static void op_scribble(struct process *p)
{
	unsigned int i = tape_byte(&p->tape) % MAPS;
	uint32_t place = tape_word(&p->tape), value = tape_word(&p->tape);

	if (p->maps[i].at && p->maps[i].bytes >= 8)
		memcpy(p->maps[i].at + place % (p->maps[i].bytes - 7), &value, 4);
}

static void op_poll(struct process *p)
{
	struct usnd_file *file = process_slot(p);

	if (file)
		usnd_poll(file, POLLIN | POLLOUT | POLLERR, tape_byte(&p->tape) * 1000000ull, &p->caller);
}

/* two pieces of a 32-bit program, the second of which overlaps the first */
static void narrow_vector(struct process *p, size_t bytes)
{
	struct piece32 pieces[2] = { { p->base + 16384, bytes / 2 }, { p->base + 16384 + 64, bytes / 2 } };

	memcpy(p->arena + 4096, pieces, sizeof(pieces));
}

static void op_read(struct process *p)
{
	struct usnd_file *file = process_slot(p);
	size_t bytes;

	if (!file)
		return;
	bytes = tape_word(&p->tape) % 8192;
	if (p->narrow && !(bytes & 1)) {
		narrow_vector(p, bytes);
		usnd_readv(file, p->base + 4096, bytes & 2 ? 2 : 1, &p->caller);
		return;
	}
	usnd_read(file, p->base + 16384, bytes, &p->caller);
}

static void op_write(struct process *p)
{
	static const char *const texts[] = { "0\n", "8\n", "64\n", "128\n", "129\n", "junk\n", "\n", "1", "3\n" };
	struct usnd_file *file = process_slot(p);
	uint8_t which = tape_byte(&p->tape);
	size_t bytes = tape_word(&p->tape) % 8192;

	if (!file)
		return;
	if (which & 0x80) {
		bytes = strlen(texts[which % 9]);
		memcpy(p->arena + 16384, texts[which % 9], bytes);
	}
	if (p->narrow && !(which & 0x80) && !(bytes & 1)) {
		narrow_vector(p, bytes);
		usnd_writev(file, p->base + 4096, bytes & 2 ? 2 : 1, &p->caller);
		return;
	}
	usnd_write(file, p->base + 16384, bytes, &p->caller);
}

/* as somebody else: it waits until the card's files are closed */
static void pull(void *arg)
{
	usnd_pci_remove(USND_BDF(0, 5, 0));
}

static void op_machine(struct process *p)
{
	switch (tape_byte(&p->tape)) {
	case 1:
		if (!p->puller && host_task_create(&p->puller, "pull", pull, NULL, NULL))
			p->puller = NULL;
		break;
	case 2:
		usnd_fault_arm(1 + tape_byte(&p->tape) % 32);
		break;
	default:
		/* a device that is going does so until its files are closed, and sleep waits for that, 20 s */
		if (!p->puller && !usnd_suspend())
			usnd_resume();
		break;
	}
}

static void (*const ops[])(struct process *p) = {
	op_ioctl, op_ioctl, op_ioctl, op_configure, op_transfer, op_transfer, op_open,	op_open,    op_close,
	op_sleep, op_map,   op_unmap, op_scribble,  op_poll,	 op_read,     op_write, op_machine,
};

/* who the process is: PROGRAM_MIXED are two that share their files, and take turns */
static void begin_step(struct process *p, unsigned int step)
{
	p->narrow = p->kind == PROGRAM_NARROW || (p->kind == PROGRAM_MIXED && step & 1);
	p->late = step & 2;
	p->caller.compat = p->narrow;
}

static int body(struct run *run)
{
	struct process *p = run->arg;

	p->run = run;
	p->caller = (struct usnd_caller){ .ctx = p, .pid = 77, .fetch = fetch, .store = store, .file = file_of };
	for (unsigned int step = 0; p->tape.left && step < STEPS; step++) {
		begin_step(p, step);
		ops[tape_byte(&p->tape) % (sizeof(ops) / sizeof(ops[0]))](p);
	}
	usnd_fault_arm(0);
	for (unsigned int i = 0; i < MAPS; i++)
		unmap(p, i);
	for (unsigned int i = 0; i < SLOTS; i++)
		if (p->files[i])
			usnd_release(p->files[i], &p->caller);
	if (p->puller)
		host_task_join(p->puller);
	return 0;
}

/* Return: 0 if nothing was found */
static int live(const uint8_t *data, size_t size)
{
	static struct process process;
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	uint8_t how;

	memset(&process, 0, sizeof(process));
	process.tape = (struct tape){ data, size };
	config.seed = tape_byte(&process.tape) % 4;
	how = tape_byte(&process.tape);
	config.foreign_ram = how & 1;
	process.kind = (how & 0xfc) != NARROW_LIVES ? PROGRAM_WIDE : how & 2 ? PROGRAM_MIXED : PROGRAM_NARROW;
	process.base = process.kind == PROGRAM_WIDE ? BASE : NARROW_BASE;
	return run_world(&config, body, &process, &result);
}

#ifndef FUZZ_REPLAY

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (live(data, size))
		abort();
	return 0;
}

#else

static unsigned int count, failed;

static void replay_file(const char *path)
{
	static uint8_t data[65536];
	FILE *file = fopen(path, "rb");
	size_t size = file ? fread(data, 1, sizeof(data), file) : 0;
	int err = file ? live(data, size) : -1;

	if (file)
		fclose(file);
	failed += !!err;
	printf("%s %u - %s\n", err ? "not ok" : "ok", ++count, path);
}

static void replay(const char *path)
{
	struct dirent **names;
	struct stat st;
	char inner[1024];
	int n;

	if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	n = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(inner, sizeof(inner), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			replay_file(inner);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("1..%u\n", count);
	return failed || !count;
}

#endif
