/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver model: devices on buses, the drivers that are bound to them, classes that give device numbers a
 * name. linux/dev implements it; there is no sysfs: attributes
 * can be described, and nobody reads them.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/dev_printk.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/mutex.h>
#include <linux/pm.h>
#include <linux/sysfs.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/devres.h>
#include <linux/device/driver.h>
#include <linux/cleanup.h>
#include <asm/device.h>

struct device_node;
struct device_private;
struct fwnode_handle;

struct device_type {
	const char *name;
	char *(*devnode)(const struct device *dev, umode_t *mode);
	void (*release)(struct device *dev);
	const struct dev_pm_ops *pm;
};

struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

enum dev_dma_attr {
	DEV_DMA_NOT_SUPPORTED,
	DEV_DMA_NON_COHERENT,
	DEV_DMA_COHERENT,
};

/**
 * struct device - one device
 * @parent: counted from device_add() to device_del()
 * @p: the core's own: children, place in the lists
 * @driver: bound driver; under @mutex
 * @driver_data: dev_get_drvdata()
 * @mutex: held around probe and remove; device_lock()
 * @dma_mask: where the streaming mask is stored (the bus's device has it); 0 or NULL: cannot DMA
 * @coherent_dma_mask: for dma_alloc_coherent()
 * @dma_parms: segment limits
 * @archdata: who the device is on its bus; for linux/dma
 * @devt: device number; not 0: the device has a node in /dev
 * @devres_lock: protects @devres_head; may be taken with interrupts off
 * @release: last reference gone
 */
struct device {
	struct kobject kobj;
	struct device *parent;
	struct device_private *p;
	const char *init_name;
	const struct device_type *type;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	struct dev_pm_info power;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;
	struct device_dma_parameters *dma_parms;
	bool dma_coherent;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
	struct dev_archdata archdata;
	int numa_node;
	dev_t devt;
	u32 id;
	spinlock_t devres_lock;
	struct list_head devres_head;
	const struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
};

/** struct device_attribute - one that a device has; the core keeps it for nobody */
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf, size_t count);
};

#define DEVICE_ATTR(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define DEVICE_ATTR_RO(_name) struct device_attribute dev_attr_##_name = __ATTR_RO(_name)
#define DEVICE_ATTR_WO(_name) struct device_attribute dev_attr_##_name = __ATTR_WO(_name)
#define DEVICE_ATTR_RW(_name) struct device_attribute dev_attr_##_name = __ATTR_RW(_name)

#define kobj_to_dev(__kobj) container_of_const(__kobj, struct device, kobj)

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name ? dev->init_name : kobject_name(&dev->kobj);
}

static inline void *dev_get_drvdata(const struct device *dev) { return dev->driver_data; }
static inline void dev_set_drvdata(struct device *dev, void *data) { dev->driver_data = data; }
static inline void *dev_get_platdata(const struct device *dev) { return dev->platform_data; }
static inline int dev_to_node(struct device *dev) { return dev->numa_node; }
static inline void set_dev_node(struct device *dev, int node) { dev->numa_node = node; }
static inline void device_lock(struct device *dev) { mutex_lock(&dev->mutex); }
static inline int device_trylock(struct device *dev) { return mutex_trylock(&dev->mutex); }
static inline void device_unlock(struct device *dev) { mutex_unlock(&dev->mutex); }
static inline void device_lock_assert(struct device *dev) { lockdep_assert_held(&dev->mutex); }
DEFINE_GUARD(device, struct device *, device_lock(_T), device_unlock(_T))
static inline bool device_iommu_mapped(struct device *dev) { return false; }
static inline void device_enable_async_suspend(struct device *dev) { }
static inline void device_set_wakeup_capable(struct device *dev, bool capable) { }

__printf(2, 3) int dev_set_name(struct device *dev, const char *fmt, ...);
void device_initialize(struct device *dev);
int __must_check device_add(struct device *dev);
void device_del(struct device *dev);
int __must_check device_register(struct device *dev);
void device_unregister(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
bool device_is_registered(struct device *dev);
DEFINE_FREE(put_device, struct device *, if (_T) put_device(_T))
/* The parts of device_del() a bus that pulls hardware needs first. */
bool kill_device(struct device *dev);

int device_for_each_child(struct device *parent, void *data, int (*fn)(struct device *dev, void *data));
int device_for_each_child_reverse(struct device *parent, void *data, int (*fn)(struct device *dev, void *data));
struct device *device_find_child(struct device *parent, void *data, int (*match)(struct device *dev, void *data));

int __must_check device_bind_driver(struct device *dev);
void device_release_driver(struct device *dev);
int __must_check device_attach(struct device *dev);
int __must_check driver_attach(const struct device_driver *drv);
int __must_check device_reprobe(struct device *dev);
int device_driver_attach(const struct device_driver *drv, struct device *dev);
bool device_is_bound(struct device *dev);
const char *dev_driver_string(const struct device *dev);

/* Made by device_create(): released by themselves; of @class with the number @devt. ERR_PTR(). */
__printf(5, 6) struct device *device_create(const struct class *class, struct device *parent, dev_t devt,
					    void *drvdata, const char *fmt, ...);
void device_destroy(const struct class *class, dev_t devt);

/* A device without a bus that stands for a group of others. */
struct device *__root_device_register(const char *name, struct module *owner);
void root_device_unregister(struct device *root);
#define root_device_register(name) __root_device_register(name, THIS_MODULE)

/**
 * device_get_devnode() - where the device's node belongs, below /dev
 * @mode: receives the permission bits, 0 if nobody cares
 * @tmp: receives memory to kfree(), or NULL
 * Return: the path or NULL (out of memory).
 */
const char *device_get_devnode(const struct device *dev, umode_t *mode, const char **tmp);

#endif
