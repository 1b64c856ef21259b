// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_lock.c - locks that exclude, and the checks on those who use them (linux/task).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>

#include "expect.h"

#define ROUNDS 200

/* two threads that each add ROUNDS times one, reading and writing apart, under the lock that is tested */
struct contest {
	struct mutex mutex;
	spinlock_t spin;
	rwlock_t rw;
	struct rw_semaphore rwsem;
	struct semaphore sem;
	struct completion ended;
	void (*lock)(struct contest *c);
	void (*unlock)(struct contest *c);
	bool sleeps;
	int inside;
	int sum;
	bool broken;
};

static int contestant(void *data)
{
	struct contest *c = data;
	int i, seen;

	for (i = 0; i < ROUNDS; i++) {
		c->lock(c);
		c->broken |= c->inside++ != 0;
		seen = c->sum;
		if (c->sleeps && !(i % 50))
			usleep_range(10, 20);
		else
			udelay(1);
		c->sum = seen + 1;
		c->inside--;
		c->unlock(c);
	}
	complete(&c->ended);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void run_contest(struct kunit *test, struct contest *c)
{
	struct task_struct *threads[2];
	int i;

	init_completion(&c->ended);
	for (i = 0; i < 2; i++) {
		threads[i] = kthread_run(contestant, c, "contest%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
	}
	for (i = 0; i < 2; i++)
		wait_for_completion(&c->ended);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(threads[i]), 0);
	KUNIT_EXPECT_EQ(test, c->sum, 2 * ROUNDS);
	KUNIT_EXPECT_FALSE(test, c->broken);
}

static void lock_mutex(struct contest *c)
{
	mutex_lock(&c->mutex);
}

static void unlock_mutex(struct contest *c)
{
	mutex_unlock(&c->mutex);
}

static void mutex_excludes(struct kunit *test)
{
	struct contest c = { .lock = lock_mutex, .unlock = unlock_mutex, .sleeps = true };

	mutex_init(&c.mutex);
	run_contest(test, &c);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&c.mutex));
	mutex_destroy(&c.mutex);
}

static void lock_spin(struct contest *c)
{
	spin_lock(&c->spin);
}

static void unlock_spin(struct contest *c)
{
	spin_unlock(&c->spin);
}

static void spin_lock_excludes(struct kunit *test)
{
	struct contest c = { .lock = lock_spin, .unlock = unlock_spin };

	spin_lock_init(&c.spin);
	run_contest(test, &c);
}

static void lock_write(struct contest *c)
{
	write_lock(&c->rw);
}

static void unlock_write(struct contest *c)
{
	write_unlock(&c->rw);
}

static void write_lock_excludes(struct kunit *test)
{
	struct contest c = { .lock = lock_write, .unlock = unlock_write };

	rwlock_init(&c.rw);
	run_contest(test, &c);
}

static void lock_rwsem(struct contest *c)
{
	down_write(&c->rwsem);
}

static void unlock_rwsem(struct contest *c)
{
	up_write(&c->rwsem);
}

static void down_write_excludes(struct kunit *test)
{
	struct contest c = { .lock = lock_rwsem, .unlock = unlock_rwsem, .sleeps = true };

	init_rwsem(&c.rwsem);
	run_contest(test, &c);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&c.rwsem));
}

static void lock_sem(struct contest *c)
{
	down(&c->sem);
}

static void unlock_sem(struct contest *c)
{
	up(&c->sem);
}

static void semaphore_of_one_excludes(struct kunit *test)
{
	struct contest c = { .lock = lock_sem, .unlock = unlock_sem, .sleeps = true };

	sema_init(&c.sem, 1);
	run_contest(test, &c);
}

/* ---- single rules ---- */

struct holder {
	struct mutex mutex;
	struct rw_semaphore rwsem;
	struct completion held, let_go;
	int tried;
};

static int try_mutex(void *data)
{
	struct holder *h = data;

	h->tried = mutex_trylock(&h->mutex);
	if (h->tried)
		mutex_unlock(&h->mutex);
	complete(&h->held);
	wait_for_completion(&h->let_go);
	return 0;
}

static int in_another_thread(struct kunit *test, struct holder *h, int (*fn)(void *data))
{
	struct task_struct *thread;

	init_completion(&h->held);
	init_completion(&h->let_go);
	thread = kthread_run(fn, h, "other");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	wait_for_completion(&h->held);
	complete(&h->let_go);
	kthread_stop(thread);
	return h->tried;
}

static void mutex_trylock_fails_while_held(struct kunit *test)
{
	struct holder h;

	mutex_init(&h.mutex);
	mutex_lock(&h.mutex);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&h.mutex));
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_mutex), 0);
	mutex_unlock(&h.mutex);
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_mutex), 1);
}

static int try_rwsem(void *data)
{
	struct holder *h = data;

	h->tried = 0;
	if (down_read_trylock(&h->rwsem)) {
		h->tried |= 1;
		up_read(&h->rwsem);
	}
	if (down_write_trylock(&h->rwsem)) {
		h->tried |= 2;
		up_write(&h->rwsem);
	}
	complete(&h->held);
	wait_for_completion(&h->let_go);
	return 0;
}

static void readers_share_and_writers_do_not(struct kunit *test)
{
	struct holder h;

	init_rwsem(&h.rwsem);
	down_read(&h.rwsem);
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_rwsem), 1);
	up_read(&h.rwsem);
	down_write(&h.rwsem);
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_rwsem), 0);
	downgrade_write(&h.rwsem);
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_rwsem), 1);
	up_read(&h.rwsem);
	KUNIT_EXPECT_EQ(test, in_another_thread(test, &h, try_rwsem), 3);
}

static void down_timeout_ends(struct kunit *test)
{
	struct semaphore sem;
	unsigned long before = jiffies;

	sema_init(&sem, 1);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 3), -ETIME);
	KUNIT_EXPECT_TRUE(test, time_after_eq(jiffies, before + 3));
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 3), 0);
	up(&sem);
}

static void guards_unlock_at_the_end_of_their_scope(struct kunit *test)
{
	DEFINE_MUTEX(mutex);
	DEFINE_SPINLOCK(spin);
	int turns = 0;

	scoped_guard(mutex, &mutex) {
		KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
		guard(spinlock_irqsave)(&spin);
		KUNIT_EXPECT_TRUE(test, spin_is_locked(&spin));
		KUNIT_EXPECT_TRUE(test, irqs_disabled());
		turns++;
	}
	KUNIT_EXPECT_EQ(test, turns, 1);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&spin));
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_FALSE(test, in_atomic());
}

static void irqsave_restores_what_was(struct kunit *test)
{
	unsigned long outer, inner;
	spinlock_t a, b;

	spin_lock_init(&a);
	spin_lock_init(&b);
	spin_lock_irqsave(&a, outer);
	spin_lock_irqsave(&b, inner);
	spin_unlock_irqrestore(&b, inner);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irqrestore(&a, outer);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

static void last_reference_releases(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r));
	KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&r));
	KUNIT_EXPECT_FALSE(test, refcount_inc_not_zero(&r));
}

static void atomics_keep_their_conditions(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(0);

	KUNIT_EXPECT_TRUE(test, atomic_inc_unless_negative(&v));
	KUNIT_EXPECT_FALSE(test, atomic_dec_unless_positive(&v));
	KUNIT_EXPECT_TRUE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_dec_unless_positive(&v));
	KUNIT_EXPECT_FALSE(test, atomic_inc_unless_negative(&v));
	KUNIT_EXPECT_EQ(test, atomic_cmpxchg(&v, -1, 7), -1);
	KUNIT_EXPECT_EQ(test, atomic_fetch_add(3, &v), 7);
	KUNIT_EXPECT_EQ(test, atomic_xchg(&v, 1), 10);
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), 0);
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), -1);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
}

/* ---- rule breakers ---- */

static void order_inversion_is_told_once(struct kunit *test)
{
	struct mutex a, b;
	int i;

	mutex_init(&a);
	mutex_init(&b);
	expect_findings(test, 1);
	for (i = 0; i < 3; i++) {
		mutex_lock(&a);
		mutex_lock(&b);
		mutex_unlock(&b);
		mutex_unlock(&a);
		mutex_lock(&b);
		mutex_lock(&a);
		mutex_unlock(&a);
		mutex_unlock(&b);
	}
}

static void longer_circles_are_found_too(struct kunit *test)
{
	spinlock_t a, b, c;

	spin_lock_init(&a);
	spin_lock_init(&b);
	spin_lock_init(&c);
	expect_findings(test, 1);
	spin_lock(&a);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock(&a);
	spin_lock(&b);
	spin_lock(&c);
	spin_unlock(&c);
	spin_unlock(&b);
	spin_lock(&c);
	spin_lock(&a);
	spin_unlock(&a);
	spin_unlock(&c);
}

static void init_one(spinlock_t *lock)
{
	spin_lock_init(lock);
}

static void nesting_in_one_class_needs_a_subclass(struct kunit *test)
{
	spinlock_t a, b;

	init_one(&a);
	init_one(&b);
	spin_lock(&a);
	spin_lock_nested(&b, SINGLE_DEPTH_NESTING);
	spin_unlock(&b);
	expect_findings(test, 1);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock(&a);
}

static void sleeping_with_a_spin_lock_is_told(struct kunit *test)
{
	struct mutex mutex;
	spinlock_t spin;

	spin_lock_init(&spin);
	mutex_init(&mutex);
	expect_findings(test, 2);
	spin_lock(&spin);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	might_sleep();
	spin_unlock(&spin);
}

static int unlock_foreign(void *data)
{
	struct holder *h = data;

	mutex_unlock(&h->mutex);
	complete(&h->held);
	wait_for_completion(&h->let_go);
	return 0;
}

static void unlock_by_another_task_is_told(struct kunit *test)
{
	struct holder h = { .tried = 0 };

	mutex_init(&h.mutex);
	expect_findings(test, 2);
	mutex_lock(&h.mutex);
	in_another_thread(test, &h, unlock_foreign);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&h.mutex));
	mutex_unlock(&h.mutex);
	/* and one that is not held at all */
	mutex_unlock(&h.mutex);
}

static void asserts_tell_who_holds_nothing(struct kunit *test)
{
	struct mutex mutex;
	spinlock_t spin;

	mutex_init(&mutex);
	spin_lock_init(&spin);
	mutex_lock(&mutex);
	lockdep_assert_held(&mutex);
	mutex_unlock(&mutex);
	expect_findings(test, 2);
	lockdep_assert_held(&mutex);
	assert_spin_locked(&spin);
}

static void use_before_init_is_told_once(struct kunit *test)
{
	static spinlock_t spin;
	static struct mutex mutex;

	memset(&spin, 0, sizeof(spin));
	memset(&mutex, 0, sizeof(mutex));
	expect_findings(test, 2);
	spin_lock(&spin);
	spin_unlock(&spin);
	spin_lock(&spin);
	spin_unlock(&spin);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void references_below_zero_are_told_and_saturate(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(0);

	expect_findings(test, 2);
	refcount_inc(&r);
	KUNIT_EXPECT_EQ(test, refcount_read(&r), (unsigned int)REFCOUNT_SATURATED);
	refcount_set(&r, 0);
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r));
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r));
}

static struct kunit_case lock_cases[] = {
	KUNIT_CASE(mutex_excludes),
	KUNIT_CASE(spin_lock_excludes),
	KUNIT_CASE(write_lock_excludes),
	KUNIT_CASE(down_write_excludes),
	KUNIT_CASE(semaphore_of_one_excludes),
	KUNIT_CASE(mutex_trylock_fails_while_held),
	KUNIT_CASE(readers_share_and_writers_do_not),
	KUNIT_CASE(down_timeout_ends),
	KUNIT_CASE(guards_unlock_at_the_end_of_their_scope),
	KUNIT_CASE(irqsave_restores_what_was),
	KUNIT_CASE(last_reference_releases),
	KUNIT_CASE(atomics_keep_their_conditions),
	KUNIT_CASE(order_inversion_is_told_once),
	KUNIT_CASE(longer_circles_are_found_too),
	KUNIT_CASE(nesting_in_one_class_needs_a_subclass),
	KUNIT_CASE(sleeping_with_a_spin_lock_is_told),
	KUNIT_CASE(unlock_by_another_task_is_told),
	KUNIT_CASE(asserts_tell_who_holds_nothing),
	KUNIT_CASE(use_before_init_is_told_once),
	KUNIT_CASE(references_below_zero_are_told_and_saturate),
	{}
};

static struct kunit_suite lock_suite = {
	.name = "lock",
	.test_cases = lock_cases,
};

kunit_test_suite(lock_suite);

MODULE_DESCRIPTION("locks and their checker");
MODULE_LICENSE("GPL");
