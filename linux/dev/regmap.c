// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * regmap.c - registers behind a slow bus. What is left out: <linux/regmap.h>.
 *
 * The cache is an array sorted by register, of those that were read or written. A value is in the cache before it is at
 * the device: if the device refuses it, it stays there, and goes out with the next regcache_sync().
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/regmap.h>
#include <linux/slab.h>
#include <linux/string.h>

/** struct cached - what a register holds */
struct cached {
	unsigned int reg, value;
};

/**
 * struct regmap - see struct regmap_config
 * @cache: @count of @room, by register
 * @cache_only: the device is not reached; @dirty: it does not hold what the cache does
 */
struct regmap {
	struct regmap_config config;
	struct device *dev;
	void *context;
	struct mutex lock;
	struct cached *cache;
	unsigned int count, room;
	bool cache_only, dirty;
};

static void lock(struct regmap *map)
{
	if (!map->config.disable_locking)
		mutex_lock(&map->lock);
}

static void unlock(struct regmap *map)
{
	if (!map->config.disable_locking)
		mutex_unlock(&map->lock);
}

static bool is(struct regmap *map, bool (*test)(struct device *dev, unsigned int reg), unsigned int reg)
{
	if (map->config.max_register && reg > map->config.max_register)
		return false;
	return !test || test(map->dev, reg);
}

static bool may_cache(struct regmap *map, unsigned int reg)
{
	if (map->config.cache_type == REGCACHE_NONE)
		return false;
	return !map->config.volatile_reg || !map->config.volatile_reg(map->dev, reg);
}

/* ---- the cache ---- */

/* where @reg is, or belongs */
static unsigned int place_of(const struct regmap *map, unsigned int reg)
{
	unsigned int from = 0, to = map->count;

	while (from < to) {
		unsigned int middle = from + (to - from) / 2;

		if (map->cache[middle].reg < reg)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static struct cached *find(struct regmap *map, unsigned int reg)
{
	unsigned int at = place_of(map, reg);

	if (!may_cache(map, reg) || at == map->count || map->cache[at].reg != reg)
		return NULL;
	return &map->cache[at];
}

static int keep(struct regmap *map, unsigned int reg, unsigned int value)
{
	unsigned int at = place_of(map, reg);

	if (!may_cache(map, reg))
		return 0;
	if (at < map->count && map->cache[at].reg == reg) {
		map->cache[at].value = value;
		return 0;
	}
	if (map->count == map->room) {
		unsigned int room = map->room ? 2 * map->room : 16;
		struct cached *more = krealloc(map->cache, room * sizeof(*more), GFP_KERNEL);

		if (!more)
			return -ENOMEM;
		map->cache = more;
		map->room = room;
	}
	memmove(map->cache + at + 1, map->cache + at, (map->count - at) * sizeof(*map->cache));
	map->cache[at] = (struct cached){ reg, value };
	map->count++;
	return 0;
}

/* ---- under the lock ---- */

static int read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	const struct cached *cached = find(map, reg);
	int err;

	if (cached) {
		*val = cached->value;
		return 0;
	}
	if (map->cache_only)
		return -EBUSY;
	if (!is(map, map->config.readable_reg, reg))
		return -EIO;
	err = map->config.reg_read(map->context, reg, val);
	return err ? err : keep(map, reg, *val);
}

static int write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int err;

	if (!is(map, map->config.writeable_reg, reg))
		return -EIO;
	err = keep(map, reg, val);
	if (err)
		return err;
	if (map->cache_only) {
		map->dirty = true;
		return 0;
	}
	return map->config.reg_write(map->context, reg, val);
}

static int sync(struct regmap *map, unsigned int min, unsigned int max)
{
	int err = 0;

	for (unsigned int i = place_of(map, min); !err && i < map->count && map->cache[i].reg <= max; i++)
		if (is(map, map->config.writeable_reg, map->cache[i].reg))
			err = map->config.reg_write(map->context, map->cache[i].reg, map->cache[i].value);
	return err;
}

static bool reachable(const struct regmap *map, unsigned int reg)
{
	return !map->config.reg_stride || reg % map->config.reg_stride == 0;
}

/* ---- what drivers call ---- */

struct regmap *regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
			   const struct regmap_config *config)
{
	struct regmap *map;

	if (bus || !config || !config->reg_read || !config->reg_write)
		return ERR_PTR(-EINVAL);
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		return ERR_PTR(-ENOMEM);
	map->config = *config;
	map->dev = dev;
	map->context = context;
	mutex_init(&map->lock);
	return map;
}
EXPORT_SYMBOL_GPL(regmap_init);

void regmap_exit(struct regmap *map)
{
	mutex_destroy(&map->lock);
	kfree(map->cache);
	kfree(map);
}
EXPORT_SYMBOL_GPL(regmap_exit);

int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	int err;

	if (!reachable(map, reg))
		return -EINVAL;
	lock(map);
	err = read(map, reg, val);
	unlock(map);
	return err;
}
EXPORT_SYMBOL_GPL(regmap_read);

int regmap_write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int err;

	if (!reachable(map, reg))
		return -EINVAL;
	lock(map);
	err = write(map, reg, val);
	unlock(map);
	return err;
}
EXPORT_SYMBOL_GPL(regmap_write);

int regmap_update_bits_base(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val, bool *change,
			    bool async, bool force)
{
	unsigned int before, after;
	bool differs = false;
	int err;

	lock(map);
	err = read(map, reg, &before);
	if (!err) {
		after = (before & ~mask) | (val & mask);
		differs = after != before;
		if (differs || force)
			err = write(map, reg, after);
	}
	if (change)
		*change = !err && (differs || force);
	unlock(map);
	return err;
}
EXPORT_SYMBOL_GPL(regmap_update_bits_base);

bool regcache_reg_cached(struct regmap *map, unsigned int reg)
{
	bool cached;

	lock(map);
	cached = find(map, reg);
	unlock(map);
	return cached;
}
EXPORT_SYMBOL_GPL(regcache_reg_cached);

void regcache_cache_only(struct regmap *map, bool enable)
{
	lock(map);
	map->cache_only = enable;
	unlock(map);
}
EXPORT_SYMBOL_GPL(regcache_cache_only);

void regcache_mark_dirty(struct regmap *map)
{
	lock(map);
	map->dirty = true;
	unlock(map);
}
EXPORT_SYMBOL_GPL(regcache_mark_dirty);

int regcache_sync(struct regmap *map)
{
	int err = 0;

	lock(map);
	if (map->dirty)
		err = sync(map, 0, -1);
	if (!err)
		map->dirty = false;
	unlock(map);
	return err;
}
EXPORT_SYMBOL_GPL(regcache_sync);

int regcache_sync_region(struct regmap *map, unsigned int min, unsigned int max)
{
	int err = 0;

	lock(map);
	if (map->dirty)
		err = sync(map, min, max);
	unlock(map);
	return err;
}
EXPORT_SYMBOL_GPL(regcache_sync_region);
