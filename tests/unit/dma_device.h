/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dma_device.h - a device with 32 address bits and limits of its own for the DMA tests: suite init and exit. */
#ifndef TESTS_UNIT_DMA_DEVICE_H
#define TESTS_UNIT_DMA_DEVICE_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

#define QUIET (GFP_KERNEL | __GFP_NOWARN)

static int dma_device_init(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple("usnd-dma-test", PLATFORM_DEVID_NONE, NULL, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	test->priv = pdev;
	return dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
}

static void dma_device_exit(struct kunit *test)
{
	platform_device_unregister(test->priv);
}

static struct device *device_of(struct kunit *test)
{
	struct platform_device *pdev = test->priv;

	return &pdev->dev;
}

/* the platform, by what it does for the device */
static inline bool has_iommu(struct kunit *test)
{
	return dma_get_merge_boundary(device_of(test));
}

static inline bool has_bounce_buffers(struct kunit *test)
{
	return dma_max_mapping_size(device_of(test)) != SIZE_MAX;
}

#endif
