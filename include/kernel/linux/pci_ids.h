/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI class, vendor and device numbers, as far as drivers here name them; grows with the drivers.
 */
#if defined(__has_include_next) && __has_include_next(<linux/pci_ids.h>)
/* usnd build --linux: the tree's list has them all */
#include_next <linux/pci_ids.h>
#elif !defined(_LINUX_PCI_IDS_H)
#define _LINUX_PCI_IDS_H

#define PCI_CLASS_NOT_DEFINED 0x0000

#define PCI_BASE_CLASS_MULTIMEDIA 0x04
#define PCI_CLASS_MULTIMEDIA_VIDEO 0x0400
#define PCI_CLASS_MULTIMEDIA_AUDIO 0x0401
#define PCI_CLASS_MULTIMEDIA_PHONE 0x0402
#define PCI_CLASS_MULTIMEDIA_HD_AUDIO 0x0403
#define PCI_CLASS_MULTIMEDIA_OTHER 0x0480

#define PCI_BASE_CLASS_BRIDGE 0x06
#define PCI_CLASS_BRIDGE_HOST 0x0600
#define PCI_CLASS_BRIDGE_ISA 0x0601
#define PCI_CLASS_BRIDGE_PCI 0x0604

#define PCI_CLASS_OTHERS 0xff

#define PCI_VENDOR_ID_XILINX_RME 0xea60
#define PCI_DEVICE_ID_RME_DIGI32 0x9896
#define PCI_DEVICE_ID_RME_DIGI32_PRO 0x9897
#define PCI_DEVICE_ID_RME_DIGI32_8 0x9898

#define PCI_VENDOR_ID_CREATIVE 0x1102

#define PCI_VENDOR_ID_ENSONIQ 0x1274
#define PCI_DEVICE_ID_ENSONIQ_CT5880 0x5880
#define PCI_DEVICE_ID_ENSONIQ_ES1370 0x5000
#define PCI_DEVICE_ID_ENSONIQ_ES1371 0x1371

#define PCI_VENDOR_ID_REDHAT_QUMRANET 0x1af4
#define PCI_SUBVENDOR_ID_REDHAT_QUMRANET 0x1af4
#define PCI_SUBDEVICE_ID_QEMU 0x1100

#define PCI_VENDOR_ID_INTEL 0x8086

#endif
