// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PCI configuration space: accesses, capabilities, saving and restoring the header, power states.
 *
 * An access goes straight to the machine, which locks itself; a change of part of a register is read, then written,
 * and the caller sees to it that nobody else does the same at once, as on Linux. A device that was pulled out reads
 * all ones.
 */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/pci.h>

#include "local.h"

#define PCI_STATUS_ERROR_BITS								\
	(PCI_STATUS_PARITY | PCI_STATUS_SIG_TARGET_ABORT | PCI_STATUS_REC_TARGET_ABORT |	\
	 PCI_STATUS_REC_MASTER_ABORT | PCI_STATUS_SIG_SYSTEM_ERROR | PCI_STATUS_DETECTED_PARITY)

static u32 dev_bdf(const struct pci_dev *dev)
{
	return USND_BDF(dev->bus->number, PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
}

static int config_read(const struct pci_dev *dev, int where, unsigned int size, u32 *val)
{
	*val = ~0U;
	if (pci_dev_is_disconnected(dev))
		return PCIBIOS_DEVICE_NOT_FOUND;
	if (where < 0 || where % size || where + size > dev->cfg_size)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	*val = machine()->ops->pci_read(machine(), dev_bdf(dev), where, size);
	host_task_preempt();
	return PCIBIOS_SUCCESSFUL;
}

static int config_write(const struct pci_dev *dev, int where, unsigned int size, u32 val)
{
	if (pci_dev_is_disconnected(dev))
		return PCIBIOS_DEVICE_NOT_FOUND;
	if (where < 0 || where % size || where + size > dev->cfg_size)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	machine()->ops->pci_write(machine(), dev_bdf(dev), where, size, val);
	host_task_preempt();
	return PCIBIOS_SUCCESSFUL;
}

#define CONFIG_ACCESS(name, type, size)						\
	int pci_read_config_##name(const struct pci_dev *dev, int where, type *val)	\
	{										\
		u32 data;								\
		int ret = config_read(dev, where, size, &data);				\
											\
		*val = data;								\
		return ret;								\
	}										\
	EXPORT_SYMBOL(pci_read_config_##name);						\
	int pci_write_config_##name(const struct pci_dev *dev, int where, type val)	\
	{										\
		return config_write(dev, where, size, val);				\
	}										\
	EXPORT_SYMBOL(pci_write_config_##name)

CONFIG_ACCESS(byte, u8, 1);
CONFIG_ACCESS(word, u16, 2);
CONFIG_ACCESS(dword, u32, 4);

/** pcibios_err_to_errno() - a result of pci_read_config_*() as -errno */
int pcibios_err_to_errno(int err)
{
	switch (err) {
	case PCIBIOS_FUNC_NOT_SUPPORTED:
		return -ENOENT;
	case PCIBIOS_BAD_VENDOR_ID:
		return -ENOTTY;
	case PCIBIOS_DEVICE_NOT_FOUND:
		return -ENODEV;
	case PCIBIOS_BAD_REGISTER_NUMBER:
		return -EFAULT;
	case PCIBIOS_SET_FAILED:
		return -EIO;
	case PCIBIOS_BUFFER_TOO_SMALL:
		return -ENOSPC;
	default:
		return err <= PCIBIOS_SUCCESSFUL ? err : -ERANGE;
	}
}
EXPORT_SYMBOL_GPL(pcibios_err_to_errno);

/**
 * pci_status_get_and_clear_errors() - what has gone wrong on the bus since it was last asked
 * Return: PCI_STATUS_* bits, or -EIO.
 */
int pci_status_get_and_clear_errors(struct pci_dev *pdev)
{
	u16 status;

	if (pci_read_config_word(pdev, PCI_STATUS, &status) != PCIBIOS_SUCCESSFUL)
		return -EIO;
	status &= PCI_STATUS_ERROR_BITS;
	/* a 1 clears its bit */
	if (status)
		pci_write_config_word(pdev, PCI_STATUS, status);
	return status;
}
EXPORT_SYMBOL_GPL(pci_status_get_and_clear_errors);

/* ---- capabilities -------------------------------------------------------------------------------------- */

/* follow the list from the pointer at @pos; broken hardware may close it to a ring, hence the limit */
static u8 walk_capabilities(struct pci_dev *dev, u8 pos, int cap)
{
	for (int left = 48; left; left--) {
		u8 id;

		pci_read_config_byte(dev, pos, &pos);
		pos &= ~3;
		if (pos < PCI_STD_HEADER_SIZEOF)
			return 0;
		pci_read_config_byte(dev, pos + PCI_CAP_LIST_ID, &id);
		if (id == 0xff)
			return 0;
		if (id == cap)
			return pos;
		pos += PCI_CAP_LIST_NEXT;
	}
	return 0;
}

u8 pci_find_capability(struct pci_dev *dev, int cap)
{
	u16 status;

	pci_read_config_word(dev, PCI_STATUS, &status);
	return status & PCI_STATUS_CAP_LIST ? walk_capabilities(dev, PCI_CAPABILITY_LIST, cap) : 0;
}
EXPORT_SYMBOL(pci_find_capability);

u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap)
{
	return walk_capabilities(dev, pos + PCI_CAP_LIST_NEXT, cap);
}
EXPORT_SYMBOL_GPL(pci_find_next_capability);

/* ---- state ----------------------------------------------------------------------------------------------- */

int pci_save_state(struct pci_dev *dev)
{
	for (int i = 0; i < ARRAY_SIZE(dev->saved_config_space); i++)
		pci_read_config_dword(dev, 4 * i, &dev->saved_config_space[i]);
	dev->state_saved = true;
	return 0;
}
EXPORT_SYMBOL(pci_save_state);

/* addresses before the command register, which lets the device decode them: from the end to the front */
void pci_restore_state(struct pci_dev *dev)
{
	if (!dev->state_saved)
		return;
	for (int i = ARRAY_SIZE(dev->saved_config_space) - 1; i >= 0; i--) {
		u32 now;

		pci_read_config_dword(dev, 4 * i, &now);
		if (now != dev->saved_config_space[i])
			pci_write_config_dword(dev, 4 * i, dev->saved_config_space[i]);
	}
	dev->state_saved = false;
}
EXPORT_SYMBOL(pci_restore_state);

/**
 * pci_set_power_state() - bring a device to D0, D1, D2 or D3hot by its power management registers
 * Context: sleeps (10 ms out of D3hot).
 * Return: 0; -EIO: the device has no such registers or does not do that state; -EINVAL: a step up that is none
 * (only D0 can be reached from a lower state).
 */
int pci_set_power_state(struct pci_dev *dev, pci_power_t state)
{
	pci_power_t from = dev->current_state;
	u16 control;

	state = clamp(state, PCI_D0, PCI_D3hot);
	if (!dev->pm_cap) {
		if (state == PCI_D0)
			dev->current_state = PCI_D0;
		return from == state ? 0 : -EIO;
	}
	if (from == state)
		return 0;
	if (state != PCI_D0 && from <= PCI_D3cold && from > state)
		return -EINVAL;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &control);
	if (PCI_POSSIBLE_ERROR(control))
		return -EIO;
	control = (control & ~PCI_PM_CTRL_STATE_MASK) | state;
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, control);
	if (state == PCI_D3hot || from == PCI_D3hot)
		msleep(10);
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &control);
	dev->current_state = control & PCI_PM_CTRL_STATE_MASK;
	return dev->current_state == state ? 0 : -EIO;
}
EXPORT_SYMBOL(pci_set_power_state);

pci_power_t pci_choose_state(struct pci_dev *dev, pm_message_t state)
{
	switch (state.event) {
	case PM_EVENT_ON:
	case PM_EVENT_RESUME:
		return PCI_D0;
	default:
		return dev->pm_cap ? PCI_D3hot : PCI_D0;
	}
}
EXPORT_SYMBOL(pci_choose_state);

/** pci_enable_wake() - no device here can wake anything: -EINVAL to enable, 0 to disable */
int pci_enable_wake(struct pci_dev *dev, pci_power_t state, bool enable)
{
	return enable ? -EINVAL : 0;
}
EXPORT_SYMBOL(pci_enable_wake);
