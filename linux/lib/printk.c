// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * printk.c - the kernel's log: levels, lines that are continued, rate limits, hex dumps, and WARN and BUG.
 *
 * Every complete line goes to host_log() at once. Text without a newline waits for KERN_CONT from the same task,
 * and is finished by anything else. The waiting line is guarded by a flag of its own, not by a spinlock: the lock
 * checker prints from inside of spinlocks. Any context.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

#include "../core.h"
#include "local.h"

#define LINE_MAX 1024
#define DEFAULT_LEVEL LOGLEVEL_WARNING

/* the line that waits for its end; under busy */
static struct {
	bool busy;
	int level;
	size_t length;
	struct host_task *task;
	char text[LINE_MAX];
} pending;

static void pending_lock(void)
{
	while (__atomic_exchange_n(&pending.busy, true, __ATOMIC_ACQUIRE))
		host_task_relax();
}

static void pending_unlock(void)
{
	__atomic_store_n(&pending.busy, false, __ATOMIC_RELEASE);
}

static void pending_flush(void)
{
	if (pending.length)
		host_log(pending.level, pending.text, pending.length);
	pending.length = 0;
}

/** printk_flush() - the log's end: what waits for its newline is printed as it is */
void printk_flush(void)
{
	pending_lock();
	pending_flush();
	pending_unlock();
}

/* One piece without a newline; @ends: one followed. */
static void add_piece(int level, const char *text, size_t length, bool ends)
{
	if (pending.length + length > sizeof(pending.text))
		pending_flush();
	if (!pending.length)
		pending.level = level;
	length = min(length, sizeof(pending.text));
	memcpy(pending.text + pending.length, text, length);
	pending.length += length;
	if (ends) {
		host_log(pending.level, pending.text, pending.length);
		pending.length = 0;
	}
}

/**
 * vprintk() - log text; it may begin with a KERN_ level and hold several lines
 * Return: its length, without the level.
 */
int vprintk(const char *fmt, va_list args)
{
	char line[LINE_MAX];
	const char *text = line;
	int level = DEFAULT_LEVEL;
	bool more = false;
	size_t length, total;

	total = vscnprintf(line, sizeof(line), fmt, args);
	while (text[0] == KERN_SOH_ASCII && text[1]) {
		if (text[1] == 'c')
			more = true;
		else if (text[1] >= '0' && text[1] <= '7')
			level = text[1] - '0';
		text += 2;
		total -= 2;
	}
	pending_lock();
	if (!more || pending.task != host_task_self())
		pending_flush();
	pending.task = host_task_self();
	while (*text) {
		length = strcspn(text, "\n");
		add_piece(level, text, length, text[length]);
		text += length + !!text[length];
	}
	pending_unlock();
	return total;
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vprintk(fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(_printk);

/**
 * ___ratelimit() - may this event happen?
 * Return: 1 if at most rs->burst of them have happened in the last rs->interval jiffies. When a window ends in which
 * events were left out, their number is logged (unless RATELIMIT_MSG_ON_RELEASE).
 */
int ___ratelimit(struct ratelimit_state *rs, const char *function)
{
	int allowed;

	if (!rs->interval)
		return 1;
	/* as in Linux: whoever finds it busy is one too many */
	if (__atomic_exchange_n(&rs->busy, true, __ATOMIC_ACQUIRE))
		return 0;
	/* a begin in the future is one of an earlier boot */
	if (!rs->begin || time_after(jiffies, rs->begin + rs->interval) || time_before(jiffies, rs->begin)) {
		if (rs->missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
			pr_warn("%s: %d callbacks suppressed\n", function, rs->missed);
			rs->missed = 0;
		}
		rs->begin = jiffies ?: 1;
		rs->printed = 0;
	}
	allowed = rs->printed < rs->burst;
	if (allowed)
		rs->printed++;
	else
		rs->missed++;
	__atomic_store_n(&rs->busy, false, __ATOMIC_RELEASE);
	return allowed;
}
EXPORT_SYMBOL(___ratelimit);

int __printk_ratelimit(const char *function)
{
	static DEFINE_RATELIMIT_STATE(state, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

	return ___ratelimit(&state, function);
}
EXPORT_SYMBOL(__printk_ratelimit);

/**
 * print_hex_dump() - memory as lines of hexadecimal numbers
 * @prefix_type: DUMP_PREFIX_*: what stands before each line behind @prefix
 * @rowsize: 16 or 32 bytes a line
 * @groupsize: 1, 2, 4 or 8 bytes a number, in the CPU's order
 * @ascii: the printable characters at the end of each line
 */
void print_hex_dump(const char *level, const char *prefix, int prefix_type, int rowsize, int groupsize,
		    const void *buf, size_t len, bool ascii)
{
	const u8 *bytes = buf;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	if ((groupsize != 2 && groupsize != 4 && groupsize != 8) || len % groupsize)
		groupsize = 1;
	for (size_t row = 0; row < len; row += rowsize) {
		char line[32 * 4 + 8];
		size_t count = min_t(size_t, rowsize, len - row);
		int at = 0;

		for (size_t i = 0; i < count; i += groupsize) {
			if (i)
				line[at++] = ' ';
			for (int k = 0; k < groupsize; k++) {
				bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

				hex_byte_pack(line + at, bytes[row + i + (little ? groupsize - 1 - k : k)]);
				at += 2;
			}
		}
		if (ascii) {
			int column = rowsize * 2 + rowsize / groupsize + 1;

			while (at < column)
				line[at++] = ' ';
			for (size_t i = 0; i < count; i++)
				line[at++] = bytes[row + i] >= ' ' && bytes[row + i] < 0x7f ? bytes[row + i] : '.';
		}
		line[at] = '\0';
		if (prefix_type == DUMP_PREFIX_ADDRESS)
			printk("%s%s%p: %s\n", level, prefix, bytes + row, line);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			printk("%s%s%.8zx: %s\n", level, prefix, row, line);
		else
			printk("%s%s%s\n", level, prefix, line);
	}
}
EXPORT_SYMBOL(print_hex_dump);

/** dump_stack() - where are we: the host's backtrace is for its crashes, so the callers that are known by address */
void dump_stack(void)
{
	pr_info("called from %pS\n", __builtin_return_address(0));
}
EXPORT_SYMBOL(dump_stack);

void __warn_report(const char *file, int line, const char *fmt, ...)
{
	char text[256] = "";
	va_list args;

	if (fmt && *fmt) {
		va_start(args, fmt);
		vscnprintf(text, sizeof(text), fmt, args);
		va_end(args);
	}
	/* drivers end the text with a newline or not; a report has one of its own */
	strreplace(strim(text), '\n', ' ');
	report("WARN", __builtin_return_address(0), "%s:%d%s%s", kbasename(file), line, *text ? ": " : "", text);
}
EXPORT_SYMBOL(__warn_report);

void __bug(const char *file, int line, const char *function)
{
	char text[256];

	printk_flush();
	snprintf(text, sizeof(text), "BUG at %s:%d in %s()", file, line, function);
	host_panic(text);
}
EXPORT_SYMBOL(__bug);

void panic(const char *fmt, ...)
{
	char text[512];
	va_list args;

	printk_flush();
	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	host_panic(text);
}
EXPORT_SYMBOL(panic);
