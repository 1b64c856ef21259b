// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockclass.c - the lock checker: locks that are initialised at one place are one class, and what is learnt about one
 * of them holds for all.
 *
 * Checked when a lock is taken, before it is waited for: that no lock of its class is held already; that the order
 * in which classes are taken has no circle; that a class taken in an interrupt handler (hard or soft) is never held
 * while such interrupts are on, nor while waiting for a class of which that is true. Each pair of classes is told
 * once, with both places.
 *
 * What is known is in bitmaps, read without the lock; they only grow, but for the classes of a module that goes. The
 * table lock is for changes. Nothing is allocated.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "local.h"

#define CLASSES		1024
#define CLASS_HASH_BITS	11
#define EDGES_BITS	13
#define TOLD_BITS	10
#define NAME_BYTES	48
#define WORDS		(CLASSES / 64)

/* how a class has been taken */
enum {
	USED_IN_HARDIRQ,
	USED_IN_SOFTIRQ,
	HELD_WITH_HARDIRQS,
	HELD_WITH_SOFTIRQS,
	USES,			/* the same once more for readers, from here */
};

struct lock_class {
	const struct lock_class_key *key;	/* NULL: forgotten */
	unsigned int subclass;
	u16 next;				/* in its hash chain, 0 ends */
	u32 uses;				/* bits 1 << USED_…, readers shifted by USES */
	unsigned long use_ip[2 * USES];
	bool told_irq;				/* its place in an unsafe chain has been told */
	char name[NAME_BYTES];
};

/* where an order was seen first */
struct edge {
	u16 from, to;
	unsigned long from_ip, to_ip;
};

static struct plain_lock table_lock;
static u32 generation;
static unsigned int class_count;		/* class 0 is none */
static struct lock_class classes[CLASSES];
static u16 class_hash[1 << CLASS_HASH_BITS];
static unsigned long after[CLASSES][WORDS];	/* [a] has b: b was taken while a was held */
static struct edge edges[1 << EDGES_BITS];
static bool table_full_told;

static struct {
	const char *what;
	unsigned long ip;
} told[1 << TOLD_BITS];

/* ---- tables ---- */

void lockclass_reset(void)
{
	plain_lock(&table_lock);
	memset(classes, 0, sizeof(classes[0]) * (class_count + 1));
	memset(after, 0, sizeof(after[0]) * (class_count + 1));
	memset(class_hash, 0, sizeof(class_hash));
	memset(edges, 0, sizeof(edges));
	memset(told, 0, sizeof(told));
	class_count = 0;
	table_full_told = false;
	generation++;
	plain_unlock(&table_lock);
}

bool told_before(const char *what, unsigned long ip)
{
	unsigned int slot = hash_long(ip ^ (unsigned long)what, TOLD_BITS), tries;
	bool found = false;

	plain_lock(&table_lock);
	for (tries = 0; tries < 16 && told[slot].ip && !found; tries++) {
		found = told[slot].ip == ip && told[slot].what == what;
		slot = (slot + !found) % ARRAY_SIZE(told);
	}
	if (!found) {
		told[slot].what = what;
		told[slot].ip = ip;
	}
	plain_unlock(&table_lock);
	return found;
}

static struct edge *edge_slot(unsigned int from, unsigned int to)
{
	unsigned int slot = hash_32(from << 16 | to, EDGES_BITS), tries;

	for (tries = 0; tries < 32; tries++) {
		struct edge *e = &edges[(slot + tries) % ARRAY_SIZE(edges)];

		if (!e->from || (e->from == from && e->to == to))
			return e;
	}
	return NULL;
}

static bool is_after(unsigned int a, unsigned int b)
{
	return READ_ONCE(after[a][b / 64]) >> b % 64 & 1;
}

/* all classes that can be reached from @start, itself included, along @after or against it */
static void reach(unsigned int start, bool forward, unsigned long *reached)
{
	static unsigned long pending[WORDS];	/* under the table lock */
	unsigned int class, i;

	memset(reached, 0, sizeof(pending));
	memset(pending, 0, sizeof(pending));
	__set_bit(start, pending);
	while ((class = find_first_bit(pending, CLASSES)) < CLASSES) {
		__clear_bit(class, pending);
		__set_bit(class, reached);
		if (forward) {
			for (i = 0; i < WORDS; i++)
				pending[i] |= after[class][i] & ~reached[i];
		} else {
			for (i = 1; i <= class_count; i++)
				if (is_after(i, class) && !test_bit(i, reached))
					__set_bit(i, pending);
		}
	}
}

static unsigned int add_class(const struct lock_class_key *key, unsigned int subclass, const char *name, u16 *chain)
{
	struct lock_class *class;
	unsigned int free;

	/* one that was forgotten, or a new one */
	for (free = 1; free <= class_count && classes[free].key; free++)
		;
	if (free >= CLASSES)
		return 0;
	class_count = max(class_count, free);
	class = &classes[free];
	class->key = key;
	class->subclass = subclass;
	strscpy(class->name, name, sizeof(class->name));
	class->next = *chain;
	*chain = free;
	return free;
}

static u16 *chain_of(const struct lock_class_key *key, unsigned int subclass)
{
	return &class_hash[hash_long((unsigned long)key + subclass, CLASS_HASH_BITS)];
}

/* the table lock is held */
static void forget_class(unsigned int class)
{
	u16 *at = chain_of(classes[class].key, classes[class].subclass);
	unsigned int i;

	while (*at != class)
		at = &classes[*at].next;
	*at = classes[class].next;
	memset(&classes[class], 0, sizeof(classes[class]));
	memset(after[class], 0, sizeof(after[class]));
	for (i = 1; i <= class_count; i++)
		WRITE_ONCE(after[i][class / 64], after[i][class / 64] & ~(1UL << class % 64));
	/* what maps have seen is looked up again */
	WRITE_ONCE(generation, generation + 1);
}

/* a static lock without a key is a class of its own */
static const struct lock_class_key *key_of(const struct lockdep_map *map)
{
	return map->key ? map->key : (void *)map;
}

static unsigned int find_class(struct lockdep_map *map, unsigned int subclass)
{
	const struct lock_class_key *key = key_of(map);
	u32 seen = subclass < ARRAY_SIZE(map->seen) ? smp_load_acquire(&map->seen[subclass]) : 0;
	unsigned int class;
	bool tell = false;
	u16 *chain;

	if (seen && seen / CLASSES == READ_ONCE(generation) % (1 << 20))
		return seen % CLASSES;
	chain = chain_of(key, subclass);
	plain_lock(&table_lock);
	/* the name too: another module may have been loaded where a key was */
	for (class = *chain; class; class = classes[class].next)
		if (classes[class].key == key && classes[class].subclass == subclass &&
		    !strncmp(classes[class].name, map->name, NAME_BYTES - 1))
			break;
	if (!class)
		class = add_class(key, subclass, map->name, chain);
	if (!class && !table_full_told)
		tell = table_full_told = true;
	if (class && subclass < ARRAY_SIZE(map->seen))
		/* read without the lock: the class is complete when it is seen */
		smp_store_release(&map->seen[subclass], generation % (1 << 20) * CLASSES + class);
	plain_unlock(&table_lock);
	if (tell)
		report("too many lock classes", NULL, "locks beyond %d classes are not checked", CLASSES);
	return class;
}

/* ---- interrupts ---- */

/* what is told after the table lock was dropped */
struct finding {
	const char *kind;
	unsigned int a, b;
	unsigned long a_ip, b_ip;
};

static void tell_finding(const struct finding *f, unsigned long ip)
{
	char a_place[128], b_place[128];

	if (!f->kind)
		return;
	host_symbol((void *)f->a_ip, a_place, sizeof(a_place));
	host_symbol((void *)f->b_ip, b_place, sizeof(b_place));
	report(f->kind, (void *)ip, "\"%s\" at %s; \"%s\" at %s", classes[f->a].name, a_place, classes[f->b].name,
	       b_place);
}

static u32 uses_of(unsigned int class)
{
	return READ_ONCE(classes[class].uses);
}

/*
 * Can an interrupt of kind @soft wait for @victim's holder, whom it has interrupted, because @user is taken there?
 * Readers do not wait for readers.
 */
static bool irq_conflict(unsigned int user, unsigned int victim, int soft, struct finding *f)
{
	static const char *const kinds[] = { "lock unsafe in interrupts", "lock unsafe in softirqs" };
	u32 used = uses_of(user), held = uses_of(victim);
	int in = USED_IN_HARDIRQ + soft, with = HELD_WITH_HARDIRQS + soft, in_bit, with_bit;
	bool writer_in = used >> in & 1, reader_in = used >> (in + USES) & 1;
	bool writer_held = held >> with & 1, reader_held = held >> (with + USES) & 1;

	if (!(writer_in && (writer_held || reader_held)) && !(reader_in && writer_held))
		return false;
	in_bit = writer_in ? in : in + USES;
	with_bit = writer_held ? with : with + USES;
	*f = (struct finding){ kinds[soft], user, victim, classes[user].use_ip[in_bit], classes[victim].use_ip[with_bit] };
	return true;
}

/*
 * Look for an interrupt that waits: a class used in interrupts from which one that is held with interrupts on can be
 * reached, through what is now known about @from and what comes after @to. The table lock is held.
 */
static void check_irq_chains(unsigned int from, unsigned int to, struct finding *f)
{
	static unsigned long users[WORDS], victims[WORDS];
	unsigned int user, victim;
	int soft;

	reach(from, false, users);
	reach(to, true, victims);
	for_each_set_bit(user, users, CLASSES) {
		if (classes[user].told_irq || !(uses_of(user) & (3 << USED_IN_HARDIRQ | 3 << (USED_IN_HARDIRQ + USES))))
			continue;
		for_each_set_bit(victim, victims, CLASSES)
			for (soft = 0; soft < 2; soft++)
				if (irq_conflict(user, victim, soft, f)) {
					classes[user].told_irq = true;
					return;
				}
	}
}

static void add_uses(unsigned int class, u32 uses, unsigned long ip)
{
	struct finding f = { NULL };
	unsigned int bit;

	if ((uses_of(class) & uses) == uses)
		return;
	plain_lock(&table_lock);
	for (bit = 0; bit < 2 * USES; bit++)
		if (uses & ~classes[class].uses & 1u << bit)
			classes[class].use_ip[bit] = ip;
	WRITE_ONCE(classes[class].uses, classes[class].uses | uses);
	check_irq_chains(class, class, &f);
	plain_unlock(&table_lock);
	tell_finding(&f, ip);
}

static u32 uses_now(const struct task_struct *t, unsigned int how)
{
	u32 uses = 0;

	if (how & LOCK_SLEEPS)
		return 0;
	if (!(how & LOCK_TRY)) {
		if (t->preempt_counts & HARDIRQ_MASK)
			uses |= 1 << USED_IN_HARDIRQ;
		if (t->preempt_counts & SOFTIRQ_OFFSET)
			uses |= 1 << USED_IN_SOFTIRQ;
	}
	if (!t->irqs_off) {
		uses |= 1 << HELD_WITH_HARDIRQS;
		if (!(t->preempt_counts & (SOFTIRQ_MASK | HARDIRQ_MASK)))
			uses |= 1 << HELD_WITH_SOFTIRQS;
	}
	return how & LOCK_SHARED ? uses << USES : uses;
}

void lockclass_irqs_on(struct task_struct *t, bool hard)
{
	unsigned int i;
	u32 uses = 0;

	if (hard && !(t->preempt_counts & HARDIRQ_MASK))
		uses |= 1 << HELD_WITH_HARDIRQS;
	if (!t->irqs_off && !(t->preempt_counts & (SOFTIRQ_MASK | HARDIRQ_MASK)))
		uses |= 1 << HELD_WITH_SOFTIRQS;
	for (i = 0; i < t->held_count; i++)
		if (!t->held[i].sleeps)
			add_uses(t->held[i].class, t->held[i].read ? uses << USES : uses, t->held[i].ip);
}

/* ---- order ---- */

static void add_edge(const struct held_lock *held, unsigned int class, unsigned long ip)
{
	static unsigned long reached[WORDS];
	unsigned int from = held->class, first;
	struct finding f = { NULL };
	struct edge *e;

	if (from == class || is_after(from, class))
		return;
	plain_lock(&table_lock);
	if (is_after(from, class))
		goto out_unlock;
	reach(class, true, reached);
	if (test_bit(from, reached)) {
		/* the other way was seen before: directly, or through a first step that leads there */
		first = from;
		if (!is_after(class, from))
			for_each_set_bit(first, reached, CLASSES)
				if (is_after(class, first))
					break;
		e = edge_slot(class, first);
		f = (struct finding){ "lock order inversion", class, from, ip, held->ip };
		if (e && e->from) {
			f.a_ip = e->from_ip;
			f.b_ip = e->to_ip;
		}
	}
	e = edge_slot(from, class);
	if (e)
		*e = (struct edge){ from, class, held->ip, ip };
	WRITE_ONCE(after[from][class / 64], after[from][class / 64] | 1UL << class % 64);
	if (!f.kind)
		check_irq_chains(from, class, &f);
out_unlock:
	plain_unlock(&table_lock);
	tell_finding(&f, ip);
}

static void check_held(const struct task_struct *t, unsigned int class, const struct lockdep_map *map,
		       unsigned int how, const struct lockdep_map *nest_lock, unsigned long ip)
{
	const struct held_lock *held;
	unsigned int i;
	char place[128];

	for (i = t->held_count; i--;) {
		held = &t->held[i];
		if (held->class != class || ((how & LOCK_NESTS) && held->read))
			continue;
		/* whoever holds the outer lock may take any number of the inner ones */
		if (nest_lock && held->map != map)
			continue;
		if (told_before("recursion", ip))
			return;
		host_symbol((void *)held->ip, place, sizeof(place));
		report(held->map == map ? "lock recursion" : "nested locks of one class", (void *)ip,
		       "%s holds \"%s\" already, taken at %s", t->comm, map->name, place);
		return;
	}
}

void lockclass_acquire(struct lockdep_map *map, unsigned int subclass, unsigned int how,
		       const struct lockdep_map *nest_lock, unsigned long ip)
{
	struct task_struct *t = current;
	unsigned int class, i;

	if (!t || !map->name)
		return;
	/* on the books, but in no order with others: as one that could not have waited */
	if (map->key == &__lockdep_no_validate__)
		how |= LOCK_TRY;
	class = find_class(map, subclass);
	if (!class)
		return;
	add_uses(class, uses_now(t, how), ip);
	if (!(how & LOCK_TRY) && t->held_count) {
		check_held(t, class, map, how, nest_lock, ip);
		/* what is held below a lock that was waited for is in order with it already */
		for (i = t->held_count; i--;) {
			add_edge(&t->held[i], class, ip);
			if (!t->held[i].trylock)
				break;
		}
	}
	if (t->held_count == TASK_HELD_LOCKS) {
		if (!told_before("depth", ip))
			report("too many locks held", (void *)ip, "%s", t->comm);
		return;
	}
	t->held[t->held_count++] = (struct held_lock){
		.map = map, .ip = ip, .class = class,
		.read = !!(how & LOCK_SHARED), .trylock = !!(how & LOCK_TRY), .sleeps = !!(how & LOCK_SLEEPS),
	};
}

void lockclass_release(struct lockdep_map *map, unsigned long ip)
{
	struct task_struct *t = current;
	unsigned int i;

	if (!t || !map->name)
		return;
	for (i = t->held_count; i--;) {
		if (t->held[i].map != map)
			continue;
		t->held_count--;
		for (; i < t->held_count; i++)
			t->held[i] = t->held[i + 1];
		return;
	}
	if (t->held_count < TASK_HELD_LOCKS && class_count + 1 < CLASSES && !told_before("release", ip))
		report("unlock of a lock that is not held", (void *)ip, "%s: \"%s\"", t->comm, map->name);
}

void lockclass_copy(struct lockdep_map *to, const struct lockdep_map *map)
{
	*to = *map;
	to->key = (struct lock_class_key *)key_of(map);
}

const char *lockclass_name(const struct task_struct *t, unsigned int back)
{
	return classes[t->held[t->held_count - back].class].name;
}

void lockclass_forget_module(const void *inside)
{
	unsigned int i;

	plain_lock(&table_lock);
	for (i = 1; i <= class_count; i++)
		if (classes[i].key && host_same_object(inside, classes[i].key))
			forget_class(i);
	/* the slot stays taken, for those that were put behind it */
	for (i = 0; i < ARRAY_SIZE(told); i++)
		if (told[i].what && host_same_object(inside, (void *)told[i].ip))
			told[i].what = NULL;
	plain_unlock(&table_lock);
}

/**
 * lockdep_unregister_key() - the key's memory goes away: forget its classes
 */
void lockdep_unregister_key(struct lock_class_key *key)
{
	unsigned int class;

	plain_lock(&table_lock);
	for (class = 1; class <= class_count; class++)
		if (classes[class].key == key)
			forget_class(class);
	plain_unlock(&table_lock);
}
EXPORT_SYMBOL(lockdep_unregister_key);
