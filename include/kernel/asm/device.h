/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_DEVICE_H
#define _ASM_DEVICE_H

#include <linux/types.h>

/**
 * struct dev_archdata - what the machine below must know about a device
 * @dma_id: who it is on the bus, USND_BDF(); set by the bus code before the driver probes. 0 (the host bridge, which
 *          has no driver) means no address of its own: linux/dma takes USND_NO_BDF.
 */
struct dev_archdata {
	u32 dma_id;
};

#endif
