/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limited_device.h - a device that reaches only so much memory. It goes when the case ends.
 */
#ifndef TESTS_UNIT_LIMITED_DEVICE_H
#define TESTS_UNIT_LIMITED_DEVICE_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

static void pdev_unregister(void *pdev)
{
	platform_device_unregister(pdev);
}

/* a device that can address @bits bits */
static struct device *device_new(struct kunit *test, unsigned int bits)
{
	struct platform_device *pdev =
		platform_device_register_simple("usnd-test-memalloc", PLATFORM_DEVID_AUTO, NULL, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, pdev_unregister, pdev), 0);
	pdev->dev.coherent_dma_mask = DMA_BIT_MASK(bits);
	*pdev->dev.dma_mask = DMA_BIT_MASK(bits);
	return &pdev->dev;
}

#endif
