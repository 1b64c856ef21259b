// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bind.c - devices and drivers find each other and part.
 *
 * dev->mutex is held around both, so that a device has one driver at most and a probe never meets a removal. A probe
 * that fails and a removal both end with the managed resources, last acquired first, and a cleared drvdata.
 * Deferred probing is left out: -EPROBE_DEFER is answered like any other failure, with a message that says so.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>

#include "local.h"

static void bound(struct device *dev)
{
	spin_lock(&core_lock);
	list_add_tail(&dev->p->driver_node, &dev->driver->p->bound);
	spin_unlock(&core_lock);
}

static void end_binding(struct device *dev)
{
	devres_release_all(dev);
	if (dev->bus && dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
}

static int call_probe(struct device *dev, const struct device_driver *drv)
{
	int err = 0;

	if (dev->bus->probe)
		err = dev->bus->probe(dev);
	else if (drv->probe)
		err = drv->probe(dev);

	switch (err) {
	case 0:
	case -ENODEV:
	case -ENXIO:
		/* "not mine" is an answer, not a failure */
		break;
	case -EPROBE_DEFER:
		dev_warn(dev, "driver %s asks to be probed later, which is not supported\n", drv->name);
		break;
	default:
		dev_err(dev, "probe with driver %s failed with error %d\n", drv->name, err);
	}
	return err;
}

/* Under dev->mutex. */
static int really_probe(struct device *dev, struct device_driver *drv)
{
	int err;

	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "has managed resources before its driver is probed\n");
		return -EBUSY;
	}
	dev->driver = drv;
	if (dev->bus->dma_configure) {
		err = dev->bus->dma_configure(dev);
		if (err) {
			dev->driver = NULL;
			return err;
		}
	}
	err = call_probe(dev, drv);
	if (err) {
		end_binding(dev);
		return err;
	}
	bound(dev);
	return 0;
}

static int driver_match(const struct device_driver *drv, struct device *dev)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}

/* Probe errors are the device's business; only a bus that cannot tell whether it matches is an error here. */
static int try_driver(struct device *dev, struct device_driver *drv)
{
	int ret = driver_match(drv, dev);

	if (ret <= 0)
		return ret == -EPROBE_DEFER ? 0 : ret;
	return really_probe(dev, drv) == 0;
}

/**
 * device_attach() - look for a driver
 * Return: 1 bound, 0 none, -ENODEV if the device is going.
 */
int device_attach(struct device *dev)
{
	struct device_driver *drv = NULL;
	int ret = 0;

	device_lock(dev);
	if (dev->p->dead) {
		ret = -ENODEV;
	} else if (dev->driver) {
		ret = list_empty(&dev->p->driver_node) ? device_bind_driver(dev) : 0;
		ret = ret ? 0 : 1;
	} else {
		while (!ret && (drv = bus_next_driver(dev->bus, drv)))
			ret = try_driver(dev, drv);
		driver_put(drv);
	}
	device_unlock(dev);
	return ret;
}
EXPORT_SYMBOL(device_attach);

/** device_bind_driver() - bind the driver that dev->driver names, without a probe; dev->mutex is held */
int device_bind_driver(struct device *dev)
{
	if (!dev->driver->p)
		return -ENODEV;
	bound(dev);
	return 0;
}
EXPORT_SYMBOL(device_bind_driver);

bool device_is_bound(struct device *dev)
{
	return dev->p && !list_empty(&dev->p->driver_node);
}
EXPORT_SYMBOL(device_is_bound);

static int attach_one(struct device *dev, void *data)
{
	struct device_driver *drv = data;
	int ret = driver_match(drv, dev);

	/* before the lock: a probe may register a driver for other devices of its bus */
	if (ret <= 0)
		return ret == -EPROBE_DEFER ? 0 : ret;
	device_lock(dev);
	if (!dev->p->dead && !dev->driver)
		really_probe(dev, drv);
	device_unlock(dev);
	return 0;
}

/** driver_attach() - try a driver on every free device of its bus */
int driver_attach(const struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, (void *)drv, attach_one);
}
EXPORT_SYMBOL(driver_attach);

/** device_driver_attach() - bind this driver to this device; -EBUSY, -ENODEV, or the probe's error */
int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int err;

	device_lock(dev);
	if (dev->driver)
		err = -EBUSY;
	else if (dev->p->dead || !drv->p)
		err = -ENODEV;
	else
		err = really_probe(dev, (struct device_driver *)drv);
	device_unlock(dev);
	return err;
}
EXPORT_SYMBOL(device_driver_attach);

/* Under dev->mutex. @drv: only if it is this one's; NULL: whatever it is. */
static void release_driver(struct device *dev, const struct device_driver *drv)
{
	if (!dev->driver || (drv && dev->driver != drv))
		return;
	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (dev->driver->remove)
		dev->driver->remove(dev);
	end_binding(dev);
	/* not before: driver_detach(), and with it the module, waits for devices that are on the list */
	spin_lock(&core_lock);
	list_del_init(&dev->p->driver_node);
	spin_unlock(&core_lock);
}

/** device_release_driver() - unbind. Sleeps: the driver's remove() runs. */
void device_release_driver(struct device *dev)
{
	device_lock(dev);
	release_driver(dev, NULL);
	device_unlock(dev);
}
EXPORT_SYMBOL(device_release_driver);

int device_reprobe(struct device *dev)
{
	device_release_driver(dev);
	return device_attach(dev);
}
EXPORT_SYMBOL(device_reprobe);

void driver_detach(struct device_driver *drv)
{
	for (;;) {
		struct device *dev = NULL;

		spin_lock(&core_lock);
		if (!list_empty(&drv->p->bound))
			dev = get_device(list_last_entry(&drv->p->bound, struct device_private, driver_node)->device);
		spin_unlock(&core_lock);
		if (!dev)
			return;
		device_lock(dev);
		release_driver(dev, drv);
		device_unlock(dev);
		put_device(dev);
	}
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct device *prev = get_device(start), *dev;
	int ret = 0;

	while (!ret && (dev = walk_devices(&drv->p->bound, offsetof(struct device_private, driver_node), prev))) {
		put_device(prev);
		ret = fn(dev, data);
		prev = dev;
	}
	put_device(prev);
	return ret;
}
EXPORT_SYMBOL(driver_for_each_device);
