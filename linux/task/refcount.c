// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * refcount.c - reference counts: what would free twice or wrap is told, and leaves the count saturated, so that the
 * object leaks instead of being freed under somebody's hands. Lock-free; any context.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

#include "local.h"

/* @old: what it was; one that was saturated before has been told */
static void saturate(refcount_t *r, int old, const char *what, unsigned long ip)
{
	refcount_set(r, REFCOUNT_SATURATED);
	if (old >= 0)
		report("reference count", (void *)ip, "%s", what);
}

static void add_here(int i, refcount_t *r, unsigned long ip)
{
	int old = atomic_fetch_add(i, &r->refs);

	if (!old)
		saturate(r, old, "increment from 0: use after free", ip);
	else if (old < 0 || old + i < 0)
		saturate(r, old, "overflow", ip);
}

void refcount_add(int i, refcount_t *r)
{
	add_here(i, r, CALLER());
}
EXPORT_SYMBOL(refcount_add);

void refcount_inc(refcount_t *r)
{
	add_here(1, r, CALLER());
}
EXPORT_SYMBOL(refcount_inc);

static bool add_not_zero_here(int i, refcount_t *r, unsigned long ip)
{
	int old = atomic_fetch_add_unless(&r->refs, i, 0);

	if (old && (old < 0 || old + i < 0))
		saturate(r, old, "overflow", ip);
	return old;
}

bool refcount_add_not_zero(int i, refcount_t *r)
{
	return add_not_zero_here(i, r, CALLER());
}
EXPORT_SYMBOL(refcount_add_not_zero);

bool refcount_inc_not_zero(refcount_t *r)
{
	return add_not_zero_here(1, r, CALLER());
}
EXPORT_SYMBOL(refcount_inc_not_zero);

static bool sub_and_test_here(int i, refcount_t *r, unsigned long ip)
{
	int old = atomic_fetch_sub(i, &r->refs);

	if (old == i)
		return true;
	if (old < i)
		saturate(r, old, "underflow: freed twice", ip);
	return false;
}

bool refcount_sub_and_test(int i, refcount_t *r)
{
	return sub_and_test_here(i, r, CALLER());
}
EXPORT_SYMBOL(refcount_sub_and_test);

bool refcount_dec_and_test(refcount_t *r)
{
	return sub_and_test_here(1, r, CALLER());
}
EXPORT_SYMBOL(refcount_dec_and_test);

void refcount_dec(refcount_t *r)
{
	int old = atomic_fetch_sub(1, &r->refs);

	if (old <= 1)
		saturate(r, old, "decrement to 0 that nobody tests: leak", CALLER());
}
EXPORT_SYMBOL(refcount_dec);

bool refcount_dec_if_one(refcount_t *r)
{
	return atomic_cmpxchg(&r->refs, 1, 0) == 1;
}
EXPORT_SYMBOL(refcount_dec_if_one);

/* Return: false if it was 1, and still is. */
static bool dec_not_one_here(refcount_t *r, unsigned long ip)
{
	int old = atomic_read(&r->refs);

	do {
		if (old == 1)
			return false;
		if (old <= 0) {
			saturate(r, old, "underflow: freed twice", ip);
			return true;
		}
	} while (!atomic_try_cmpxchg(&r->refs, &old, old - 1));
	return true;
}

bool refcount_dec_not_one(refcount_t *r)
{
	return dec_not_one_here(r, CALLER());
}
EXPORT_SYMBOL(refcount_dec_not_one);

/* Return: true with the lock held if that was the last reference. */
bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	if (dec_not_one_here(r, CALLER()))
		return false;
	mutex_lock(lock);
	if (sub_and_test_here(1, r, CALLER()))
		return true;
	mutex_unlock(lock);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_mutex_lock);

bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	if (dec_not_one_here(r, CALLER()))
		return false;
	spin_lock(lock);
	if (sub_and_test_here(1, r, CALLER()))
		return true;
	spin_unlock(lock);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_lock);

bool refcount_dec_and_lock_irqsave(refcount_t *r, spinlock_t *lock, unsigned long *flags)
{
	if (dec_not_one_here(r, CALLER()))
		return false;
	spin_lock_irqsave(lock, *flags);
	if (sub_and_test_here(1, r, CALLER()))
		return true;
	spin_unlock_irqrestore(lock, *flags);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_lock_irqsave);
