/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting semaphores: anybody may up(), also from an interrupt.
 */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/spinlock.h>

struct semaphore {
	raw_spinlock_t lock;		/* protects the rest */
	unsigned int count;
	struct list_head wait_list;	/* struct semaphore_waiter, first come first */
};

#define __SEMAPHORE_INITIALIZER(name, n) \
	{ .lock = __RAW_SPIN_LOCK_UNLOCKED((name).lock), .count = n, .wait_list = LIST_HEAD_INIT((name).wait_list) }
#define DEFINE_SEMAPHORE(name, n)	struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

#define sema_init(sem, value) \
	do { \
		static struct lock_class_key __key; \
\
		__sema_init((sem), (value), #sem, &__key); \
	} while (0)

void __sema_init(struct semaphore *sem, int value, const char *name, struct lock_class_key *key);
void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);
int __must_check down_trylock(struct semaphore *sem);
int __must_check down_timeout(struct semaphore *sem, long jiffies_to_wait);
void up(struct semaphore *sem);

#endif
