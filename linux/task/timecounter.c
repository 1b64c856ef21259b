// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timecounter.c - a device's counter as nanoseconds, and conversion between two clocks.
 */
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/timecounter.h>
#include <linux/timekeeping.h>

void timecounter_init(struct timecounter *tc, const struct cyclecounter *cc, u64 start_tstamp)
{
	*tc = (struct timecounter){
		.cc = cc,
		.cycle_last = cc->read(cc),
		.nsec = start_tstamp,
		.mask = (1ULL << cc->shift) - 1,
	};
}
EXPORT_SYMBOL_GPL(timecounter_init);

u64 timecounter_read(struct timecounter *tc)
{
	u64 now = tc->cc->read(tc->cc);
	u64 passed = ((now - tc->cycle_last) & tc->cc->mask) * tc->cc->mult + tc->frac;

	tc->cycle_last = now;
	tc->frac = passed & tc->mask;
	tc->nsec += passed >> tc->cc->shift;
	return tc->nsec;
}
EXPORT_SYMBOL_GPL(timecounter_read);

/* the largest shift whose factor leaves room for @maxsec seconds of @from in 64 bits, and fits 32 itself */
void clocks_calc_mult_shift(u32 *mult, u32 *shift, u32 from, u32 to, u32 maxsec)
{
	u64 most = (u64)maxsec * from >> 32, factor;
	unsigned int room = 32, bits;

	for (; most; most >>= 1)
		room--;
	for (bits = 32; bits; bits--) {
		factor = div_u64(((u64)to << bits) + from / 2, from);
		if (!(factor >> room))
			break;
	}
	*mult = div_u64(((u64)to << bits) + from / 2, from);
	*shift = bits;
}
EXPORT_SYMBOL_GPL(clocks_calc_mult_shift);

int get_device_system_crosststamp(int (*get_time_fn)(ktime_t *device_time, struct system_counterval_t *system, void *ctx),
				  void *ctx, struct system_time_snapshot *history, struct system_device_crosststamp *xtstamp)
{
	struct system_counterval_t counter = { 0 };
	int err = get_time_fn(&xtstamp->device, &counter, ctx);

	return err ? err : -ENODEV;
}
EXPORT_SYMBOL_GPL(get_device_system_crosststamp);
