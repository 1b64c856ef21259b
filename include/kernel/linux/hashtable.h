/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hash tables of a fixed size: arrays of hlist heads. The caller locks. */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/array_size.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/log2.h>

#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits) \
	struct hlist_head name[1 << (bits)] = { [0 ... (1 << (bits)) - 1] = HLIST_HEAD_INIT }

#define HASH_SIZE(name)	ARRAY_SIZE(name)
#define HASH_BITS(name)	ilog2(HASH_SIZE(name))
#define hash_min(value, bits) (sizeof(value) <= 4 ? hash_32(value, bits) : hash_long(value, bits))

#define hash_init(table) \
	do { for (size_t __i = 0; __i < HASH_SIZE(table); __i++) INIT_HLIST_HEAD(&(table)[__i]); } while (0)
#define hash_add(table, node, key)	hlist_add_head(node, __hash_bucket(table, key))
#define hash_empty(table) \
	({ bool __none = true; \
	   for (size_t __i = 0; __i < HASH_SIZE(table); __i++) __none = __none && hlist_empty(&(table)[__i]); \
	   __none; })

static inline bool hash_hashed(struct hlist_node *node) { return !hlist_unhashed(node); }
static inline void hash_del(struct hlist_node *node) { hlist_del_init(node); }

/* The inner loop ends with a NULL object; a break out of it leaves one, which ends the outer loop too. */
#define __hash_buckets(table, bucket, obj) \
	for (obj = NULL, bucket = 0; !obj && (bucket) < HASH_SIZE(table); bucket++)
#define hash_for_each(table, bucket, obj, member) \
	__hash_buckets(table, bucket, obj) hlist_for_each_entry(obj, (table) + (bucket), member)
#define hash_for_each_safe(table, bucket, tmp, obj, member) \
	__hash_buckets(table, bucket, obj) hlist_for_each_entry_safe(obj, tmp, (table) + (bucket), member)

#define __hash_bucket(table, key)	((table) + hash_min(key, HASH_BITS(table)))
#define hash_for_each_possible(table, obj, member, key) \
	hlist_for_each_entry(obj, __hash_bucket(table, key), member)
#define hash_for_each_possible_safe(table, obj, tmp, member, key) \
	hlist_for_each_entry_safe(obj, tmp, __hash_bucket(table, key), member)

#endif
