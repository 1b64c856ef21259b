// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * i386_client.c - a 32-bit program that makes the calls of one act, with structures of its own ABI, and no library: it is built by any
 * compiler that knows -m32. tests/scripts/test_i386 runs it.
 *
 *   i386_client ACT FOLDER WHY
 *
 * FOLDER: of the device files; WHY: the error number that mapping a PCM's pages shall have. Exit status 0: all was as it should be; else
 * the line that was not is told.
 */
#include <stddef.h>
#include <stdint.h>

/* ---- system calls ------------------------------------------------------------------------------------------------ */

enum {
	SYS_exit = 1, SYS_read = 3, SYS_write = 4, SYS_open = 5, SYS_close = 6, SYS_ioctl = 54, SYS_fcntl = 55, SYS_old_select = 82,
	SYS_old_mmap = 90, SYS_select = 142, SYS_poll = 168, SYS_mmap2 = 192, SYS_fcntl64 = 221, SYS_epoll_create = 254,
	SYS_epoll_ctl = 255, SYS_epoll_wait = 256, SYS_openat = 295, SYS_pselect6 = 308, SYS_ppoll = 309, SYS_pselect6_64 = 413,
	SYS_ppoll_64 = 414, SYS_openat2 = 437,
};

long call6(long number, long a, long b, long c, long d, long e, long f);

__asm__(".text\n.globl call6\ncall6:\n"
	"push %ebx\npush %esi\npush %edi\npush %ebp\n"
	"mov 20(%esp),%eax\nmov 24(%esp),%ebx\nmov 28(%esp),%ecx\nmov 32(%esp),%edx\nmov 36(%esp),%esi\nmov 40(%esp),%edi\n"
	"mov 44(%esp),%ebp\nint $0x80\n"
	"pop %ebp\npop %edi\npop %esi\npop %ebx\nret\n"
	".globl _start\n_start:\nxor %ebp,%ebp\nmov %esp,%eax\nand $-16,%esp\nsub $12,%esp\npush %eax\ncall begin\n");

#define CALL(number, a, b, c, d, e, f, ...) call6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define call(...) CALL(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* the compiler may ask for these */
void *memset(void *to, int byte, size_t size);
void *memset(void *to, int byte, size_t size)
{
	volatile char *at = to;

	while (size--)
		*at++ = byte;
	return to;
}

void *memcpy(void *to, const void *from, size_t size);
void *memcpy(void *to, const void *from, size_t size)
{
	volatile char *at = to;
	const char *source = from;

	while (size--)
		*at++ = *source++;
	return to;
}

static void say(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	call(SYS_write, 1, text, length);
}

static void say_number(long number)
{
	char digits[16];
	int at = sizeof(digits) - 1;
	unsigned long rest = number < 0 ? -number : number;

	digits[at] = '\0';
	do
		digits[--at] = '0' + rest % 10;
	while (rest /= 10);
	if (number < 0)
		digits[--at] = '-';
	say(digits + at);
}

static void bad(int line, const char *what, long value)
{
	say("# i386_client.c:");
	say_number(line);
	say(": not true: ");
	say(what);
	say(" (");
	say_number(value);
	say(")\n");
	call(SYS_exit, 1);
}

#define NEED(condition) ((condition) ? (void)0 : bad(__LINE__, #condition, 0))
#define IS(value, wanted)                                                                                              \
	do {                                                                                                           \
		long is_value = (long)(value);                                                                         \
		if (is_value != (long)(wanted))                                                                        \
			bad(__LINE__, #value " is " #wanted, is_value);                                                \
	} while (0)

#define EAGAIN 11
#define O_RDWR 2
#define O_NONBLOCK 04000
#define O_LARGEFILE 0100000
#define AT_FDCWD (-100)

static const char *folder;
static long why_not_mapped;

static const char *path_of(const char *name)
{
	static char path[128];
	size_t at = 0, i;

	for (i = 0; folder[i]; i++)
		path[at++] = folder[i];
	path[at++] = '/';
	for (i = 0; name[i]; i++)
		path[at++] = name[i];
	path[at] = '\0';
	return path;
}

/* ---- PCM --------------------------------------------------------------------------------------------------------- */

#define FRAMES 20000
#define PERIOD 1024
#define BUFFER 4096
#define BOUNDARY (1u << 30)

#define PVERSION 0x80044100ul
#define HW_PARAMS 0xc25c4111ul
#define HW_REFINE 0xc25c4110ul
#define SW_PARAMS 0xc0684113ul
#define STATUS 0x806c4120ul
#define STATUS64 0x80804120ul
#define DELAY 0x80044121ul
#define SYNC_PTR 0xc0844123ul
#define CHANNEL_INFO 0x80104132ul
#define PREPARE 0x4140ul
#define START 0x4142ul
#define DROP 0x4143ul
#define DRAIN 0x4144ul
#define REWIND 0x40044146ul
#define WRITEI 0x400c4150ul

enum { STATE_SETUP = 1, STATE_PREPARED = 2, STATE_RUNNING = 3 };
enum { ACCESS_MMAP = 0, ACCESS_RW = 3 };

struct interval {
	uint32_t min, max, flags;
};

struct hw_params {
	uint32_t flags, masks[3][8], mres[5][8];
	struct interval intervals[12], ires[9];
	uint32_t rmask, cmask, info, msbits, rate_num, rate_den, fifo_size;
	uint8_t reserved[64];
};

struct sw_params {
	int32_t tstamp_mode;
	uint32_t period_step, sleep_min, avail_min, xfer_align, start, stop, silence_threshold, silence_size, boundary, proto,
		tstamp_type;
	uint8_t reserved[56];
};

struct sync_ptr {
	uint32_t flags;
	int32_t state, pad;
	uint32_t hw_ptr;
	int32_t times[5];
	uint8_t rest[32];
	uint32_t appl_ptr, avail_min;
	uint8_t more[56];
};

struct xferi {
	int32_t result;
	const void *buffer;
	uint32_t frames;
};

_Static_assert(sizeof(void *) == 4 && sizeof(struct hw_params) == 604 && sizeof(struct sw_params) == 104, "i386");
_Static_assert(sizeof(struct sync_ptr) == 132 && sizeof(struct xferi) == 12, "i386");

static int16_t samples[2 * FRAMES];

static int open_pcm(int flags)
{
	int pcm = call(SYS_open, path_of("pcmC0D0p"), O_RDWR | O_LARGEFILE | flags, 0);

	NEED(pcm >= 0);
	return pcm;
}

static void fix(struct hw_params *hw, int which, uint32_t value)
{
	hw->intervals[which - 8] = (struct interval){ value, value, 4 };
}

/* it never stops by itself: a machine that is late is none of our business */
static void set_up(int pcm, int access, uint32_t start, uint32_t avail_min)
{
	static struct hw_params hw;
	static struct sw_params sw;
	int i;

	memset(&hw, 0, sizeof(hw));
	for (i = 0; i < 12; i++)
		hw.intervals[i].max = ~0u;
	hw.rmask = ~0u;
	hw.masks[0][0] = 1u << access;
	hw.masks[1][0] = 1u << 2; /* S16_LE */
	hw.masks[2][0] = 1;
	fix(&hw, 10, 2);
	fix(&hw, 11, 44100);
	fix(&hw, 13, PERIOD);
	fix(&hw, 17, BUFFER);
	IS(call(SYS_ioctl, pcm, HW_PARAMS, &hw), 0);
	IS(hw.rate_num / hw.rate_den, 44100);
	IS(hw.msbits, 16);
	sw = (struct sw_params){ .period_step = 1, .avail_min = avail_min, .start = start, .stop = BOUNDARY };
	IS(call(SYS_ioctl, pcm, SW_PARAMS, &sw), 0);
	IS(sw.boundary, BOUNDARY);
	IS(call(SYS_ioctl, pcm, PREPARE), 0);
}

static struct sync_ptr pointers(int pcm)
{
	static struct sync_ptr sync;

	sync = (struct sync_ptr){ .flags = 6 /* APPL | AVAIL_MIN */ };
	IS(call(SYS_ioctl, pcm, SYNC_PTR, &sync), 0);
	return sync;
}

static void play(void)
{
	static uint8_t status[128];
	uint32_t done = 0, delay[2] = { 0, 77 }, version = 0;
	int pcm = open_pcm(0);

	IS(call(SYS_ioctl, pcm, PVERSION, &version), 0);
	IS(version >> 16, 2);
	set_up(pcm, ACCESS_RW, BUFFER, PERIOD);
	while (done < FRAMES) {
		struct xferi xfer = { 0, samples + 2 * done, FRAMES - done < 1000 ? FRAMES - done : 1000 };

		IS(call(SYS_ioctl, pcm, WRITEI, &xfer), 0);
		NEED(xfer.result > 0);
		done += xfer.result;
	}
	IS(call(SYS_ioctl, pcm, DELAY, delay), 0);
	NEED((int32_t)delay[0] <= BUFFER);
	IS(delay[1], 77);
	IS(call(SYS_ioctl, pcm, STATUS, status), 0);
	IS(status[0], STATE_RUNNING);
	IS(call(SYS_ioctl, pcm, STATUS64, status), 0);
	IS(status[0], STATE_RUNNING);
	IS(pointers(pcm).appl_ptr, FRAMES);
	IS(call(SYS_ioctl, pcm, DRAIN), 0);
	IS(pointers(pcm).state, STATE_SETUP);
	/* the numbers of 64-bit programs are none */
	IS(call(SYS_ioctl, pcm, 0x80084121ul, status), -25);
	IS(call(SYS_close, pcm), 0);
}

/* ---- mappings ---------------------------------------------------------------------------------------------------- */

struct map_arguments {
	uint32_t at, bytes, protection, flags, fd, offset;
};

static long map(int pcm, int protection, uint32_t page)
{
	return call(SYS_mmap2, 0, 4096, protection, 1 /* MAP_SHARED */, pcm, page);
}

static void pages(void)
{
	static struct map_arguments old = { .bytes = 4096, .protection = 1, .flags = 1, .offset = 0x80000000u };
	int pcm = open_pcm(0);

	set_up(pcm, ACCESS_RW, BUFFER, PERIOD);
	IS(map(pcm, 1, 0x80000), -why_not_mapped);
	IS(map(pcm, 3, 0x81000), -why_not_mapped);
	IS(map(pcm, 3, 0x83000), -why_not_mapped);
	old.fd = pcm;
	IS(call(SYS_old_mmap, &old), -why_not_mapped);
	IS(call(SYS_close, pcm), 0);
}

/* also: what other programs map with this call is theirs */
static void mapped(void)
{
	static struct map_arguments old = { .bytes = 4096, .protection = 3, .flags = 0x22 /* MAP_PRIVATE | MAP_ANONYMOUS */, .fd = ~0u };
	static struct {
		uint32_t channel, offset, first, step;
	} info = { .channel = 1 };
	static struct sync_ptr sync;
	int pcm = open_pcm(0);
	int16_t *ring;
	uint32_t i;
	long at;

	set_up(pcm, ACCESS_MMAP, BUFFER, PERIOD);
	IS(call(SYS_ioctl, pcm, CHANNEL_INFO, &info), 0);
	IS(info.first, 16);
	IS(info.step, 32);
	at = call(SYS_mmap2, 0, BUFFER * 4, 3, 1, pcm, 0);
	NEED(at > 0 || at < -4095);
	ring = (int16_t *)at;
	for (i = 0; i < 2 * BUFFER; i++)
		ring[i] = samples[i];
	sync = (struct sync_ptr){ .appl_ptr = BUFFER, .avail_min = PERIOD };
	IS(call(SYS_ioctl, pcm, SYNC_PTR, &sync), 0);
	IS(sync.state, STATE_PREPARED);
	IS(call(SYS_ioctl, pcm, START), 0);
	IS(call(SYS_ioctl, pcm, DRAIN), 0);
	IS(call(SYS_close, pcm), 0);
	at = call(SYS_old_mmap, &old);
	NEED(at > 0 || at < -4095);
	*(volatile int *)at = 1;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

struct pollfd {
	int fd;
	short events, revents;
};

struct time32 {
	int32_t seconds, rest;
};

struct time64 {
	int64_t seconds;
	int32_t rest, above;
};

#define POLLOUT 4
/* a descriptor beyond the first word of a set */
#define FAR 40
#define WORDS 4

static struct pollfd one;
static uint32_t set[WORDS];

/* the ring is full, and one period of it will be free soon, or (@forever) never */
static int full_ring(int forever)
{
	static struct xferi xfer;
	int pcm = open_pcm(O_NONBLOCK), far;

	set_up(pcm, ACCESS_RW, BOUNDARY, forever ? BUFFER + 1 : PERIOD);
	xfer = (struct xferi){ 0, samples, BUFFER };
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), 0);
	xfer.frames = 1;
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), -EAGAIN);
	if (!forever)
		IS(call(SYS_ioctl, pcm, START), 0);
	far = call(SYS_fcntl, pcm, 0 /* F_DUPFD */, FAR);
	NEED(far >= FAR && far < 64);
	IS(call(SYS_close, pcm), 0);
	one = (struct pollfd){ far, POLLOUT, 0 };
	memset(set, 0, sizeof(set));
	set[far / 32] = 1u << far % 32;
	/* what lies behind the words that count is not touched */
	set[2] = 0x5a5a5a5a;
	return far;
}

static void end_wait(int pcm, long ready, int is_set)
{
	IS(ready, 1);
	if (is_set) {
		IS(set[pcm / 32], 1u << pcm % 32);
		IS(set[0], 0);
	} else {
		IS(one.revents, POLLOUT);
	}
	IS(set[2], 0x5a5a5a5a);
	IS(call(SYS_ioctl, pcm, DROP), 0);
	IS(call(SYS_close, pcm), 0);
}

static void wakes(void)
{
	static struct time32 narrow;
	static struct time64 wide;
	static struct {
		uint32_t n, in, out, exceptional, time;
	} old;
	static struct {
		uint32_t mask, bytes;
	} mask_at;
	static uint64_t mask;
	int pcm;

	pcm = full_ring(0);
	end_wait(pcm, call(SYS_poll, &one, 1, 10000), 0);
	pcm = full_ring(0);
	narrow = (struct time32){ 10, 0 };
	end_wait(pcm, call(SYS_ppoll, &one, 1, &narrow, &mask, 8), 0);
	NEED(narrow.seconds < 10);
	pcm = full_ring(0);
	/* what is above a long does not count */
	wide = (struct time64){ 10, 0, 77 };
	end_wait(pcm, call(SYS_ppoll_64, &one, 1, &wide, 0, 8), 0);
	NEED(wide.seconds < 10 && wide.rest < 1000000000);
	pcm = full_ring(0);
	narrow = (struct time32){ 10, 0 };
	end_wait(pcm, call(SYS_select, pcm + 1, 0, set, 0, &narrow), 1);
	NEED(narrow.seconds < 10 && narrow.rest < 1000000);
	pcm = full_ring(0);
	old.n = pcm + 1;
	old.out = (uint32_t)set;
	end_wait(pcm, call(SYS_old_select, &old), 1);
	pcm = full_ring(0);
	narrow = (struct time32){ 10, 0 };
	mask_at.mask = (uint32_t)&mask;
	mask_at.bytes = 8;
	end_wait(pcm, call(SYS_pselect6, pcm + 1, 0, set, 0, &narrow, &mask_at), 1);
	pcm = full_ring(0);
	wide = (struct time64){ 10, 0, 0 };
	mask_at.mask = 0;
	end_wait(pcm, call(SYS_pselect6_64, pcm + 1, 0, set, 0, &wide, &mask_at), 1);
	pcm = full_ring(0);
	end_wait(pcm, call(SYS_pselect6_64, pcm + 1, 0, set, 0, 0, 0), 1);
}

static void times_out(void)
{
	struct time32 narrow = { 0, 1000 };
	struct time64 wide = { 0, 1000, 0 };
	int pcm = full_ring(1);

	IS(call(SYS_poll, &one, 1, 1), 0);
	IS(call(SYS_ppoll, &one, 1, &narrow, 0, 8), 0);
	IS(narrow.rest, 0);
	IS(call(SYS_ppoll_64, &one, 1, &wide, 0, 8), 0);
	IS(wide.rest, 0);
	narrow = (struct time32){ 0, 1000 };
	IS(call(SYS_select, pcm + 1, 0, set, 0, &narrow), 0);
	IS(set[pcm / 32], 0);
	IS(set[2], 0x5a5a5a5a);
	/* times that are none */
	narrow = (struct time32){ -1, 0 };
	IS(call(SYS_ppoll, &one, 1, &narrow, 0, 8), -22);
	wide = (struct time64){ 0, 1000000000, 0 };
	IS(call(SYS_ppoll_64, &one, 1, &wide, 0, 8), -22);
	IS(call(SYS_ppoll, &one, 1, 16, 0, 8), -14);
	IS(call(SYS_close, pcm), 0);
}

struct epoll_event {
	uint32_t events;
	uint64_t data;
} __attribute__((packed));

static void epolls(void)
{
	static struct epoll_event event = { 4 /* EPOLLOUT */, 0x123456789abcull }, got;
	int pcm = full_ring(0), queue = call(SYS_epoll_create, 1);

	NEED(queue >= 0);
	IS(call(SYS_epoll_ctl, queue, 1 /* ADD */, pcm, &event), 0);
	IS(call(SYS_epoll_wait, queue, &got, 1, 10000), 1);
	NEED(got.data == event.data);
	IS(call(SYS_close, queue), 0);
	IS(call(SYS_close, pcm), 0);
}

/* O_NONBLOCK by both numbers of fcntl(2), and every way to open */
static void opens(void)
{
	static struct {
		uint64_t flags, mode, resolve;
	} how = { .flags = O_RDWR | O_LARGEFILE };
	static struct xferi xfer;
	int pcm = open_pcm(0);

	set_up(pcm, ACCESS_RW, BOUNDARY, PERIOD);
	IS(call(SYS_fcntl64, pcm, 4 /* F_SETFL */, O_RDWR | O_NONBLOCK), 0);
	IS(call(SYS_ioctl, pcm, PREPARE), 0);
	xfer = (struct xferi){ 0, samples, BUFFER };
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), 0);
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), -EAGAIN);
	IS(call(SYS_fcntl, pcm, 4, O_RDWR), 0);
	IS(call(SYS_close, pcm), 0);
	pcm = call(SYS_openat, AT_FDCWD, path_of("pcmC0D0p"), O_RDWR | O_LARGEFILE | O_NONBLOCK);
	NEED(pcm >= 0);
	IS(call(SYS_openat, AT_FDCWD, path_of("pcmC0D0p"), O_RDWR | O_LARGEFILE | O_NONBLOCK), -16);
	IS(call(SYS_close, pcm), 0);
	pcm = call(SYS_openat2, AT_FDCWD, path_of("pcmC0D0p"), &how, sizeof(how));
	NEED(pcm >= 0);
	IS(call(SYS_close, pcm), 0);
}

/* ---- control and timer ------------------------------------------------------------------------------------------- */

struct id {
	uint32_t numid, iface, device, subdevice;
	char name[44];
	uint32_t index;
};

static struct {
	uint32_t offset, space, used, count;
	struct id *ids;
	uint8_t reserved[50];
} list;

static struct {
	struct id id;
	int32_t type;
	uint32_t access, count;
	int32_t owner;
	union {
		int32_t range[3];
		uint8_t all[128];
	} value;
	uint8_t reserved[64];
} info;

static struct {
	struct id id;
	uint32_t indirect;
	int32_t integer[128];
	uint8_t reserved[128];
} value;

_Static_assert(sizeof(list) == 72 && sizeof(info) == 272 && sizeof(value) == 708, "i386");

static void set_value(int control, int to)
{
	value.integer[0] = value.integer[1] = to;
	IS(call(SYS_ioctl, control, 0xc2c45513ul, &value), 0);
	value.integer[0] = -1;
	IS(call(SYS_ioctl, control, 0xc2c45512ul, &value), 0);
	IS(value.integer[0], to);
}

static void control(void)
{
	static struct id ids[4];
	static struct {
		int32_t type;
		uint32_t mask;
		struct id id;
	} event;
	int control = call(SYS_open, path_of("controlC0"), O_RDWR | O_LARGEFILE | O_NONBLOCK), on = 1;

	NEED(control >= 0);
	list.space = 4;
	list.ids = ids;
	IS(call(SYS_ioctl, control, 0xc0485510ul, &list), 0);
	NEED(list.count > 4);
	IS(list.used, 4);
	IS(ids[0].numid, 1);
	info.id.iface = 2;
	memcpy(info.id.name, "Mine", 5);
	info.type = 2;
	info.count = 2;
	info.value.range[0] = -50;
	info.value.range[1] = 50;
	IS(call(SYS_ioctl, control, 0xc1105517ul, &info), 0);
	value.id = info.id;
	memset(&info.value, 0, sizeof(info.value));
	IS(call(SYS_ioctl, control, 0xc1105511ul, &info), 0);
	IS(info.value.range[0], -50);
	IS(info.value.range[1], 50);
	set_value(control, -7);
	IS(call(SYS_ioctl, control, 0xc0045516ul, &on), 0);
	set_value(control, 9);
	IS(call(SYS_read, control, &event, sizeof(event)), sizeof(event));
	IS(event.mask, 1);
	IS(event.id.numid, info.id.numid);
	IS(call(SYS_close, control), 0);
}

static void timer(void)
{
	static struct {
		int32_t class, sclass, card, device, subdevice;
		uint8_t reserved[32];
	} select = { .class = 1, .card = -1 };
	static struct {
		uint32_t flags, ticks, queue, reserved0, filter;
		uint8_t reserved[60];
	} params = { .flags = 1, .ticks = 20, .queue = 32, .filter = 1u << 1 };
	static struct {
		int32_t event, seconds, nanoseconds;
		uint32_t ticks;
	} event;
	int file = call(SYS_open, path_of("timer"), O_LARGEFILE, 0), on = 1;

	NEED(file >= 0);
	IS(call(SYS_ioctl, file, 0x40045402ul, &on), 0);
	IS(call(SYS_ioctl, file, 0x40345410ul, &select), 0);
	IS(call(SYS_ioctl, file, 0x40505412ul, &params), 0);
	IS(call(SYS_ioctl, file, 0x54a0ul), 0);
	one = (struct pollfd){ file, 1, 0 };
	IS(call(SYS_poll, &one, 1, 10000), 1);
	IS(call(SYS_read, file, &event, sizeof(event)), 16);
	IS(event.event, 1);
	NEED(event.ticks >= 1);
	NEED(event.nanoseconds >= 0 && event.nanoseconds < 1000000000);
	IS(call(SYS_ioctl, file, 0x54a1ul), 0);
	IS(call(SYS_close, file), 0);
}

/* ---- what is done differently for 32-bit programs, as Linux 6.12 does it ------------------------------------------- */

#define ENOENT 2
#define EINVAL 22
#define ENOTTY 25
#define EBUSY 16
#define EBADFD 77

static void pcm_facts(void)
{
	static struct {
		uint32_t flags, pad1;
		int32_t state;
		uint32_t pad2, hw_ptr[2], times[4];
		int32_t suspended_state;
		uint32_t pad3, audio_times[4];
		uint8_t rest[8];
		uint32_t appl_ptr, avail_min;
		uint8_t more[56];
	} sync;
	static struct xferi xfer;
	static uint32_t frames[2];
	int pcm = open_pcm(O_NONBLOCK);

	_Static_assert(sizeof(sync) == 136, "i386, 64-bit time_t");
	/* the error is in the argument, too; of a transfer nothing is */
	frames[0] = 50;
	IS(call(SYS_ioctl, pcm, REWIND, frames), -EBADFD);
	IS(frames[0], -EBADFD);
	xfer = (struct xferi){ 99, samples, 16 };
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), -EBADFD);
	IS(xfer.result, 99);
	set_up(pcm, ACCESS_RW, BOUNDARY, PERIOD);
	IS(call(SYS_ioctl, pcm, 0x800c4151ul /* READI */, &xfer), -EINVAL);
	IS(call(SYS_ioctl, pcm, WRITEI, &xfer), 0);
	IS(xfer.result, 16);
	/* avail_min is where protocol 2.0.15 has it */
	sync.avail_min = 7;
	sync.flags = 2;
	IS(call(SYS_ioctl, pcm, 0xc0884123ul, &sync), 0);
	IS(sync.state, STATE_PREPARED);
	IS(sync.appl_ptr, 16);
	sync.flags = 6;
	sync.avail_min = 0;
	IS(call(SYS_ioctl, pcm, 0xc0884123ul, &sync), 0);
	IS(sync.avail_min, 7);
	IS(pointers(pcm).avail_min, 7);
	frames[0] = 6;
	IS(call(SYS_ioctl, pcm, REWIND, frames), 0);
	IS(frames[0], 6);
	IS(pointers(pcm).appl_ptr, 10);
	/* numbers of 64-bit programs, and of times long gone */
	IS(call(SYS_ioctl, pcm, 0x80984120ul, &sync), -ENOTTY);
	IS(call(SYS_ioctl, pcm, 0x40084146ul, frames), -ENOTTY);
	IS(call(SYS_ioctl, pcm, 0xc1004111ul, &sync), -ENOTTY);
	IS(call(SYS_close, pcm), 0);
}

static void control_facts(void)
{
	static uint32_t device = ~0u;
	int control = call(SYS_open, path_of("controlC0"), O_RDWR | O_LARGEFILE | O_NONBLOCK);

	NEED(control >= 0);
	memset(&info, 0, sizeof(info));
	info.id.iface = 2;
	memcpy(info.id.name, "Facts", 6);
	info.type = 1;
	info.count = 1;
	IS(call(SYS_ioctl, control, 0xc1105517ul, &info), 0);
	/* its number is not told */
	IS(info.id.numid, 0);
	IS(call(SYS_ioctl, control, 0xc1105517ul, &info), -EBUSY);
	memset(&value, 0, sizeof(value));
	value.id = info.id;
	value.integer[1] = 0x5a5a;
	IS(call(SYS_ioctl, control, 0xc2c45512ul, &value), 0);
	/* only as many values as there are */
	IS(value.integer[1], 0x5a5a);
	NEED(value.id.numid);
	value.indirect = 1;
	IS(call(SYS_ioctl, control, 0xc2c45512ul, &value), -EINVAL);
	value.indirect = 0;
	value.id.numid = 9999;
	IS(call(SYS_ioctl, control, 0xc2c45512ul, &value), -ENOENT);
	IS(call(SYS_ioctl, control, 0xc4c85512ul, &value), -ENOTTY);
	IS(call(SYS_ioctl, control, 0x80045530ul, &device), 0);
	IS(device, 0);
	IS(call(SYS_ioctl, control, 0x5577ul, 0), -ENOTTY);
	IS(call(SYS_close, control), 0);
}

static void timer_facts(void)
{
	static uint32_t select[13] = { 1, 0, ~0u };
	static uint32_t about[56];
	int file = call(SYS_open, path_of("timer"), O_LARGEFILE, 0), on = 1;

	NEED(file >= 0);
	IS(call(SYS_ioctl, file, 0x80e05411ul, about), -EBADFD);
	IS(call(SYS_ioctl, file, 0x40345410ul, select), 0);
	IS(call(SYS_ioctl, file, 0x40045402ul, &on), -EBUSY);
	IS(call(SYS_ioctl, file, 0x80e05411ul, about), 0);
	IS(about[1], -1);
	NEED(about[39]);
	/* STATUS by the number of an i386 header, and by the one that Linux knows; with 64-bit time_t as well */
	IS(call(SYS_ioctl, file, 0x80585414ul, about), -ENOTTY);
	IS(call(SYS_ioctl, file, 0x40585414ul, about), 0);
	IS(call(SYS_ioctl, file, 0x40605414ul, about), 0);
	/* GINFO and GSTATUS of an i386 header */
	IS(call(SYS_ioctl, file, 0xc0e05403ul, about), -ENOTTY);
	IS(call(SYS_ioctl, file, 0xc0405405ul, about), -ENOTTY);
	IS(call(SYS_close, file), 0);
}

static void facts(void)
{
	pcm_facts();
	control_facts();
	timer_facts();
}

/* ---- the program ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*run)(void);
} acts[] = {
	{ "play", play }, { "pages", pages }, { "mapped", mapped }, { "wakes", wakes }, { "times_out", times_out },
	{ "epolls", epolls }, { "opens", opens }, { "control", control }, { "timer", timer },
	{ "facts", facts },
};

static int is(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

void begin(const uint32_t *stack);
void begin(const uint32_t *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	const char *digit;
	size_t i;

	NEED(stack[0] == 4);
	folder = argv[2];
	for (digit = argv[3]; *digit; digit++)
		why_not_mapped = 10 * why_not_mapped + *digit - '0';
	for (i = 0; i < FRAMES; i++) {
		samples[2 * i] = i;
		samples[2 * i + 1] = -i;
	}
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (is(acts[i].name, argv[1])) {
			acts[i].run();
			call(SYS_exit, 0);
		}
	call(SYS_exit, 2);
}
