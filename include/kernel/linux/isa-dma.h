/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_ISA_DMA_H
#define _LINUX_ISA_DMA_H

#include <asm/dma.h>

/* a chipset of old that must not be masked while its count is read; none on 64 bits */
#define isa_dma_bridge_buggy (0)

#endif
