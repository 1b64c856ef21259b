/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers behind a slow bus, with a cache of what they hold (linux/dev/regmap.c).
 *
 * Left out: buses of regmap's own (a map has reg_read() and reg_write()), defaults, ranges and pages, bulk and raw
 * access, asynchronous writes, interrupts, patches.
 */
#ifndef _LINUX_REGMAP_H
#define _LINUX_REGMAP_H

#include <linux/err.h>
#include <linux/types.h>

struct device;
struct regmap;
struct regmap_bus;

enum regcache_type {
	REGCACHE_NONE,
	REGCACHE_RBTREE,
	REGCACHE_FLAT,
	REGCACHE_MAPLE,
};

/**
 * struct regmap_config - what the registers are like
 * @max_register: the last one, 0: not known
 * @writeable_reg, @readable_reg: which can be; without them all up to @max_register
 * @volatile_reg: which change by themselves: never cached
 * @disable_locking: the caller's lock is enough; else a mutex of the map's own
 * @reg_read, @reg_write: 0 or -errno; @context of regmap_init()
 */
struct regmap_config {
	const char *name;
	int reg_bits, reg_stride, val_bits;
	bool (*writeable_reg)(struct device *dev, unsigned int reg);
	bool (*readable_reg)(struct device *dev, unsigned int reg);
	bool (*volatile_reg)(struct device *dev, unsigned int reg);
	bool disable_locking;
	int (*reg_read)(void *context, unsigned int reg, unsigned int *val);
	int (*reg_write)(void *context, unsigned int reg, unsigned int val);
	unsigned int max_register;
	enum regcache_type cache_type;
	bool use_single_read, use_single_write;
};

/* ERR_PTR(): -EINVAL for what is left out, -ENOMEM */
struct regmap *regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
			   const struct regmap_config *config);
void regmap_exit(struct regmap *map);

/* From the cache if it is there; -EIO: cannot be read or written; -EBUSY: it would have to be, but the map is cache only. */
int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val);
/* To the cache and to the device; also if it had that value. */
int regmap_write(struct regmap *map, unsigned int reg, unsigned int val);
/* Written only if it changes, or if @force; @change, or NULL: whether it was. */
int regmap_update_bits_base(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val, bool *change,
			    bool async, bool force);

static inline int regmap_update_bits(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val)
{
	return regmap_update_bits_base(map, reg, mask, val, NULL, false, false);
}

static inline int regmap_update_bits_check(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val,
					   bool *change)
{
	return regmap_update_bits_base(map, reg, mask, val, change, false, false);
}

bool regcache_reg_cached(struct regmap *map, unsigned int reg);
/* Writes stay in the cache: the device is asleep. */
void regcache_cache_only(struct regmap *map, bool enable);
/* The device has forgotten what it held: the next regcache_sync() writes all of it, lowest register first. */
void regcache_mark_dirty(struct regmap *map);
int regcache_sync(struct regmap *map);
int regcache_sync_region(struct regmap *map, unsigned int min, unsigned int max);

#endif
