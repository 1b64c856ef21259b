// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform.c - devices that somebody registers by name, and their drivers.
 *
 * A device matches by driver_override, then by the driver's id table, then by the driver's name. Its resources are in
 * the resource trees while it is registered. Without a parent it belongs to the device "platform".
 */
#define pr_fmt(fmt) "platform: " fmt

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

static DEFINE_IDA(auto_ids);

static void release_nothing(struct device *dev)
{
}

struct device platform_bus;
EXPORT_SYMBOL(platform_bus);

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type, unsigned int num)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		if (type == resource_type(&pdev->resource[i]) && num-- == 0)
			return &pdev->resource[i];
	}
	return NULL;
}
EXPORT_SYMBOL(platform_get_resource);

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type, const char *name)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (res->name && type == resource_type(res) && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL(platform_get_resource_byname);

/** platform_get_irq_optional() - the @num-th interrupt, or -ENXIO */
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_IRQ, num);

	return res ? (int)res->start : -ENXIO;
}
EXPORT_SYMBOL(platform_get_irq_optional);

/** platform_get_irq() - the same; a missing one is logged */
int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int irq = platform_get_irq_optional(pdev, num);

	if (irq < 0)
		dev_err(&pdev->dev, "IRQ index %u not found\n", num);
	return irq;
}
EXPORT_SYMBOL(platform_get_irq);

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	struct resource *res = platform_get_resource_byname(pdev, IORESOURCE_IRQ, name);

	if (res)
		return res->start;
	dev_err(&pdev->dev, "IRQ %s not found\n", name);
	return -ENXIO;
}
EXPORT_SYMBOL(platform_get_irq_byname);

int platform_irq_count(struct platform_device *pdev)
{
	int count = 0;

	while (platform_get_resource(pdev, IORESOURCE_IRQ, count))
		count++;
	return count;
}
EXPORT_SYMBOL(platform_irq_count);

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_ioremap_resource(&pdev->dev, platform_get_resource(pdev, IORESOURCE_MEM, index));
}
EXPORT_SYMBOL(devm_platform_ioremap_resource);

/**
 * struct platform_object - what platform_device_alloc() makes
 * @name: the device's, behind the structure
 */
struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void release_object(struct device *dev)
{
	struct platform_object *object = container_of(dev, struct platform_object, pdev.dev);

	kfree(object->pdev.dev.platform_data);
	kfree(object->pdev.resource);
	kfree(object->pdev.driver_override);
	kfree(object);
}

/* A platform device can reach 32 bits of bus address until its driver says otherwise. */
static void setup_dma(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	dev->coherent_dma_mask = dev->coherent_dma_mask ?: DMA_BIT_MASK(32);
	if (!dev->dma_mask) {
		dev->dma_mask = &pdev->platform_dma_mask;
		*dev->dma_mask = DMA_BIT_MASK(32);
	}
	dev->dma_parms = &pdev->dma_parms;
}

/** platform_device_alloc() - a device that is ended by platform_device_put(); NULL */
struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *object = kzalloc(struct_size(object, name, strlen(name) + 1), GFP_KERNEL);

	if (!object)
		return NULL;
	strcpy(object->name, name);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = release_object;
	setup_dma(&object->pdev);
	return &object->pdev;
}
EXPORT_SYMBOL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res, unsigned int num)
{
	struct resource *copy = NULL;

	if (res) {
		copy = kmemdup_array(res, num, sizeof(*res), GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = num;
	return 0;
}
EXPORT_SYMBOL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}
EXPORT_SYMBOL(platform_device_add_data);

static int settle_name(struct platform_device *pdev)
{
	int id;

	switch (pdev->id) {
	case PLATFORM_DEVID_NONE:
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	case PLATFORM_DEVID_AUTO:
		id = ida_alloc(&auto_ids, GFP_KERNEL);
		if (id < 0)
			return id;
		pdev->id = id;
		pdev->id_auto = true;
		return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, id);
	default:
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	}
}

static void free_id(struct platform_device *pdev)
{
	if (pdev->id_auto) {
		ida_free(&auto_ids, pdev->id);
		pdev->id = PLATFORM_DEVID_AUTO;
		pdev->id_auto = false;
	}
}

static void release_resources(struct platform_device *pdev, u32 count)
{
	while (count--) {
		if (pdev->resource[count].parent)
			release_resource(&pdev->resource[count]);
	}
}

static int claim_resources(struct platform_device *pdev)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i], *parent = res->parent;

		if (!res->name)
			res->name = dev_name(&pdev->dev);
		if (!parent && resource_type(res) == IORESOURCE_MEM)
			parent = &iomem_resource;
		if (!parent && resource_type(res) == IORESOURCE_IO)
			parent = &ioport_resource;
		if (parent && insert_resource(parent, res)) {
			dev_err(&pdev->dev, "failed to claim resource %u: %pR\n", i, res);
			release_resources(pdev, i);
			return -EBUSY;
		}
	}
	return 0;
}

/** platform_device_add() - register what platform_device_alloc() made; -EBUSY, -ENOMEM, and device_add()'s */
int platform_device_add(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int err;

	if (!dev->parent)
		dev->parent = &platform_bus;
	dev->bus = &platform_bus_type;
	err = settle_name(pdev);
	if (err)
		goto free_id;
	err = claim_resources(pdev);
	if (err)
		goto free_id;
	err = device_add(dev);
	if (err)
		goto release_resources;
	return 0;

release_resources:
	release_resources(pdev, pdev->num_resources);
free_id:
	free_id(pdev);
	return err;
}
EXPORT_SYMBOL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	free_id(pdev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL(platform_device_del);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL(platform_device_put);

/** platform_device_register() - for a structure of the caller's, whose dev.release is set */
int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	setup_dma(pdev);
	return platform_device_add(pdev);
}
EXPORT_SYMBOL(platform_device_register);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL(platform_device_unregister);

int platform_add_devices(struct platform_device **devs, int num)
{
	int err;

	for (int i = 0; i < num; i++) {
		err = platform_device_register(devs[i]);
		if (err) {
			while (i--)
				platform_device_unregister(devs[i]);
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(platform_add_devices);

/** platform_device_register_full() - allocate, fill and add; ERR_PTR() */
struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int err;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = info->parent;
	pdev->dev.fwnode = info->fwnode;
	if (info->dma_mask) {
		pdev->platform_dma_mask = info->dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	err = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!err)
		err = platform_device_add_data(pdev, info->data, info->size_data);
	if (!err)
		err = platform_device_add(pdev);
	if (err) {
		platform_device_put(pdev);
		return ERR_PTR(err);
	}
	return pdev;
}
EXPORT_SYMBOL(platform_device_register_full);

/* ---- drivers and the bus ---- */

static const struct platform_device_id *match_id(const struct platform_device_id *id, struct platform_device *pdev)
{
	for (; id->name[0]; id++) {
		if (!strcmp(pdev->name, id->name)) {
			pdev->id_entry = id;
			return id;
		}
	}
	return NULL;
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	const struct platform_driver *pdrv = to_platform_driver(drv);
	struct platform_device *pdev = to_platform_device(dev);

	if (pdev->driver_override)
		return !strcmp(pdev->driver_override, drv->name);
	if (pdrv->id_table)
		return match_id(pdrv->id_table, pdev) != NULL;
	return !strcmp(pdev->name, drv->name);
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

static void platform_shutdown(struct device *dev)
{
	if (dev->driver && to_platform_driver(dev->driver)->shutdown)
		to_platform_driver(dev->driver)->shutdown(to_platform_device(dev));
}

/* a driver's table, else its older callbacks */
static int platform_suspend(struct device *dev)
{
	struct platform_driver *drv = dev->driver ? to_platform_driver(dev->driver) : NULL;

	if (!drv)
		return 0;
	if (drv->driver.pm)
		return pm_generic_suspend(dev);
	return drv->suspend ? drv->suspend(to_platform_device(dev), PMSG_SUSPEND) : 0;
}

static int platform_resume(struct device *dev)
{
	struct platform_driver *drv = dev->driver ? to_platform_driver(dev->driver) : NULL;

	if (!drv)
		return 0;
	if (drv->driver.pm)
		return pm_generic_resume(dev);
	return drv->resume ? drv->resume(to_platform_device(dev)) : 0;
}

/* the phases between are the driver's own */
static const struct dev_pm_ops platform_pm_ops = {
	.prepare = pm_generic_prepare,
	.complete = pm_generic_complete,
	.suspend = platform_suspend,
	.resume = platform_resume,
};

const struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
	.shutdown = platform_shutdown,
	.pm = &platform_pm_ops,
};
EXPORT_SYMBOL(platform_bus_type);

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(__platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(platform_driver_unregister);

/** __platform_driver_probe() - register a driver for the devices that are there now; -ENODEV if it bound none */
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *pdev),
			    struct module *owner)
{
	bool none;
	int err;

	drv->probe = probe;
	err = __platform_driver_register(drv, owner);
	if (err)
		return err;
	spin_lock(&core_lock);
	none = list_empty(&drv->driver.p->bound);
	spin_unlock(&core_lock);
	drv->probe = NULL;
	if (none) {
		platform_driver_unregister(drv);
		return -ENODEV;
	}
	return 0;
}
EXPORT_SYMBOL(__platform_driver_probe);

int platform_init(void)
{
	int err;

	memset(&platform_bus, 0, sizeof(platform_bus));
	platform_bus.init_name = "platform";
	platform_bus.release = release_nothing;
	err = device_register(&platform_bus);
	if (err) {
		put_device(&platform_bus);
		return err;
	}
	err = bus_register(&platform_bus_type);
	if (err)
		device_unregister(&platform_bus);
	return err;
}

void platform_finish(void)
{
	bus_unregister(&platform_bus_type);
	device_unregister(&platform_bus);
	ida_destroy(&auto_ids);
}
