// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * isa.c - drivers of ISA cards. Nothing can be enumerated there: a driver asks for ndev devices, and its match() and
 * probe() say which of them exist. A device that match() does not want goes again at once; one whose probe() fails
 * stays without a driver until the driver is unregistered, as in Linux.
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/isa.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "local.h"

static struct device isa_bus;

/**
 * struct isa_dev - one of the devices a driver asked for
 * @next: of the same driver
 * @driver: the only one it can have
 * @wanted: match() said yes
 */
struct isa_dev {
	struct device dev;
	struct device *next;
	struct isa_driver *driver;
	unsigned int id;
	bool wanted;
};

static struct isa_dev *to_isa_dev(struct device *dev)
{
	return container_of(dev, struct isa_dev, dev);
}

static int isa_bus_match(struct device *dev, const struct device_driver *drv)
{
	struct isa_dev *isa = to_isa_dev(dev);

	if (&isa->driver->driver != drv)
		return 0;
	isa->wanted = !isa->driver->match || isa->driver->match(dev, isa->id);
	return isa->wanted;
}

static int isa_bus_probe(struct device *dev)
{
	struct isa_driver *driver = to_isa_dev(dev)->driver;

	return driver->probe ? driver->probe(dev, to_isa_dev(dev)->id) : 0;
}

static void isa_bus_remove(struct device *dev)
{
	struct isa_driver *driver = to_isa_dev(dev)->driver;

	if (driver->remove)
		driver->remove(dev, to_isa_dev(dev)->id);
}

static void isa_bus_shutdown(struct device *dev)
{
	struct isa_driver *driver = to_isa_dev(dev)->driver;

	if (dev->driver && driver->shutdown)
		driver->shutdown(dev, to_isa_dev(dev)->id);
}

static int isa_bus_suspend(struct device *dev, pm_message_t state)
{
	struct isa_driver *driver = to_isa_dev(dev)->driver;

	return driver->suspend ? driver->suspend(dev, to_isa_dev(dev)->id, state) : 0;
}

static int isa_bus_resume(struct device *dev)
{
	struct isa_driver *driver = to_isa_dev(dev)->driver;

	return driver->resume ? driver->resume(dev, to_isa_dev(dev)->id) : 0;
}

static const struct bus_type isa_bus_type = {
	.name = "isa",
	.match = isa_bus_match,
	.probe = isa_bus_probe,
	.remove = isa_bus_remove,
	.shutdown = isa_bus_shutdown,
	.suspend = isa_bus_suspend,
	.resume = isa_bus_resume,
};

static void isa_dev_release(struct device *dev)
{
	kfree(to_isa_dev(dev));
}

/** isa_unregister_driver() - remove all devices of a driver, then the driver */
void isa_unregister_driver(struct isa_driver *driver)
{
	struct device *dev = driver->devices, *next;

	for (; dev; dev = next) {
		next = to_isa_dev(dev)->next;
		device_unregister(dev);
	}
	driver->devices = NULL;
	driver_unregister(&driver->driver);
}
EXPORT_SYMBOL(isa_unregister_driver);

static struct isa_dev *add_device(struct isa_driver *driver, unsigned int id, int *err)
{
	struct isa_dev *isa = kzalloc(sizeof(*isa), GFP_KERNEL);

	*err = -ENOMEM;
	if (!isa)
		return NULL;
	isa->driver = driver;
	isa->id = id;
	device_initialize(&isa->dev);
	isa->dev.parent = &isa_bus;
	isa->dev.bus = &isa_bus_type;
	isa->dev.release = isa_dev_release;
	/* the 8237 has 24 address lines */
	isa->dev.coherent_dma_mask = DMA_BIT_MASK(24);
	isa->dev.dma_mask = &isa->dev.coherent_dma_mask;
	*err = dev_set_name(&isa->dev, "%s.%u", driver->driver.name, id);
	if (!*err)
		*err = device_add(&isa->dev);
	if (*err) {
		put_device(&isa->dev);
		return NULL;
	}
	return isa;
}

/**
 * isa_register_driver() - try a driver on @ndev cards
 * Return: 0 if match() took at least one, -ENODEV if none, or the error that ended it. On error nothing is left.
 */
int isa_register_driver(struct isa_driver *driver, unsigned int ndev)
{
	int err;

	driver->driver.bus = &isa_bus_type;
	driver->devices = NULL;
	err = driver_register(&driver->driver);
	if (err)
		return err;

	for (unsigned int id = 0; id < ndev; id++) {
		struct isa_dev *isa = add_device(driver, id, &err);

		if (!isa)
			break;
		if (!isa->wanted) {
			device_unregister(&isa->dev);
			continue;
		}
		isa->next = driver->devices;
		driver->devices = &isa->dev;
	}
	if (!err && !driver->devices)
		err = -ENODEV;
	if (err)
		isa_unregister_driver(driver);
	return err;
}
EXPORT_SYMBOL(isa_register_driver);

static void release_nothing(struct device *dev)
{
}

int isa_init(void)
{
	int err;

	memset(&isa_bus, 0, sizeof(isa_bus));
	isa_bus.init_name = "isa";
	isa_bus.release = release_nothing;
	err = bus_register(&isa_bus_type);
	if (err)
		return err;
	err = device_register(&isa_bus);
	if (err) {
		put_device(&isa_bus);
		bus_unregister(&isa_bus_type);
	}
	return err;
}

void isa_finish(void)
{
	device_unregister(&isa_bus);
	bus_unregister(&isa_bus_type);
}
