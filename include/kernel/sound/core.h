/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cards and their devices (sound/core): what every sound driver includes first.
 *
 * A card is made by snd_card_new(), filled with devices (PCM, control …) by their constructors, and shown to the world
 * by snd_card_register(). snd_card_disconnect() cuts clients off at any moment; the memory goes with the last open
 * file.
 */
#ifndef __SOUND_CORE_H
#define __SOUND_CORE_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pm.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/stringify.h>
#include <linux/wait.h>

#define SNDRV_CARDS		CONFIG_SND_MAX_CARDS
#define CONFIG_SND_MAJOR	116

struct attribute_group;
struct completion;
struct file;
struct file_operations;
struct module;
struct pci_dev;
struct proc_dir_entry;
struct resource;
struct snd_device;
struct snd_info_entry;
struct snd_kcontrol;

/* Also the order: a card registers its devices upwards and frees them downwards. */
enum snd_device_type {
	SNDRV_DEV_LOWLEVEL,
	SNDRV_DEV_INFO,
	SNDRV_DEV_BUS,
	SNDRV_DEV_CODEC,
	SNDRV_DEV_PCM,
	SNDRV_DEV_COMPRESS,
	SNDRV_DEV_RAWMIDI,
	SNDRV_DEV_TIMER,
	SNDRV_DEV_SEQUENCER,
	SNDRV_DEV_HWDEP,
	SNDRV_DEV_JACK,
	SNDRV_DEV_CONTROL,
};

enum snd_device_state {
	SNDRV_DEV_BUILD,
	SNDRV_DEV_REGISTERED,
	SNDRV_DEV_DISCONNECTED,
};

/**
 * struct snd_device_ops - what a kind of device does when its card comes and goes
 * @dev_free: release everything; called once
 * @dev_register: show it to clients; 0 or -errno
 * @dev_disconnect: take it away from clients; called only if registered
 * Any may be NULL. All sleep.
 */
struct snd_device_ops {
	int (*dev_free)(struct snd_device *dev);
	int (*dev_register)(struct snd_device *dev);
	int (*dev_disconnect)(struct snd_device *dev);
};

/**
 * struct snd_device - a component of a card
 * @list: in card->devices, sorted by @type
 * @device_data: the component; also its identity
 */
struct snd_device {
	struct list_head list;
	struct snd_card *card;
	enum snd_device_state state;
	enum snd_device_type type;
	void *device_data;
	const struct snd_device_ops *ops;
};

#define snd_device(n) list_entry(n, struct snd_device, list)

/**
 * struct snd_card - a sound card
 * @number: 0 … SNDRV_CARDS - 1: the N of hw:N, fixed by snd_card_new()
 * @id: unique name, letters and digits; final after snd_card_register()
 * @driver, @shortname, @longname, @mixername, @components: for people; set by the driver before registration
 * @irq_descr: "driver:cardN", for request_irq()
 * @module: pinned while a file of the card is open
 * @private_data: the driver's; the extra_size bytes behind the card if it asked for some
 * @private_free: called when the card is freed, after its devices
 * @devices: &struct snd_device, sorted by type; changed by the driver's own calls only
 * @ctl_dev: "controlCN"
 * @last_numid, @controls_count: of @controls; controls_rwsem
 * @controls_rwsem: protects @controls and the values behind them
 * @controls_rwlock: protects @ctl_files and the lists of controls; irq-safe
 * @user_ctl_alloc_size: bytes of the elements that applications have made; controls_rwsem
 * @controls: &struct snd_kcontrol, in the order of adding; controls_rwsem and controls_rwlock
 * @ctl_numids: the same by numid: @ctl_numids_used of them, room for @ctl_numids_size; the same locks
 * @ctl_hash: the same by a hash of their ids
 * @ctl_files: open control files
 * @proc_root: /proc/asound/cardN
 * @proc_root_link: /proc/asound/ID, a symbolic link to it
 * @files_list: open files (of every kind); files_lock
 * @files_lock: protects @files_list and @shutdown. Order: files_lock > the lock of all cards' shut-down files
 * @shutdown: disconnected: no new files, waiters give up
 * @release_completion: of snd_card_free(), which waits for the last file
 * @dev: the hardware's device
 * @card_dev: "cardN"; its references keep the card
 * @registered: @card_dev was added
 * @managed: freed by devres of @dev
 * @releasing: being freed
 * @sync_irq: interrupt that disconnection waits for; -1: none
 * @remove_sleep: woken when the last open file has gone
 * @total_pcm_alloc_bytes: DMA buffers of all its substreams; memory_mutex
 * @memory_mutex: protects @total_pcm_alloc_bytes
 * @power_state: SNDRV_CTL_POWER_*
 * @power_ref: operations in progress that need the power; @power_ref_sleep is woken at 0
 * @power_sleep: woken when @power_state changes or the card is shut down
 */
struct snd_card {
	int number;

	char id[16];
	char driver[16];
	char shortname[32];
	char longname[80];
	char irq_descr[32];
	char mixername[80];
	char components[128];
	struct module *module;

	void *private_data;
	void (*private_free)(struct snd_card *card);
	struct list_head devices;

	struct device *ctl_dev;
	unsigned int last_numid;
	struct rw_semaphore controls_rwsem;
	rwlock_t controls_rwlock;
	int controls_count;
	size_t user_ctl_alloc_size;
	struct list_head controls;
	struct snd_kcontrol **ctl_numids;
	unsigned int ctl_numids_used;
	unsigned int ctl_numids_size;
	struct list_head ctl_hash[64];
	struct list_head ctl_files;

	struct snd_info_entry *proc_root;
	struct proc_dir_entry *proc_root_link;

	struct list_head files_list;
	spinlock_t files_lock;
	int shutdown;
	struct completion *release_completion;
	struct device *dev;
	struct device card_dev;
	bool registered;
	bool managed;
	bool releasing;
	int sync_irq;
	wait_queue_head_t remove_sleep;

	size_t total_pcm_alloc_bytes;
	struct mutex memory_mutex;

	unsigned int power_state;
	atomic_t power_ref;
	wait_queue_head_t power_sleep;
	wait_queue_head_t power_ref_sleep;
};

#define dev_to_snd_card(p) container_of(p, struct snd_card, card_dev)

/* ---- power (sound/core/init.c) ---- */

static inline unsigned int snd_power_get_state(struct snd_card *card)
{
	return READ_ONCE(card->power_state);
}

static inline void snd_power_change_state(struct snd_card *card, unsigned int state)
{
	WRITE_ONCE(card->power_state, state);
	wake_up(&card->power_sleep);
}

static inline void snd_power_ref(struct snd_card *card)
{
	atomic_inc(&card->power_ref);
}

static inline void snd_power_unref(struct snd_card *card)
{
	if (atomic_dec_and_test(&card->power_ref))
		wake_up(&card->power_ref_sleep);
}

static inline void snd_power_sync_ref(struct snd_card *card)
{
	wait_event(card->power_ref_sleep, atomic_read(&card->power_ref) == 0);
}

int snd_power_wait(struct snd_card *card);
int snd_power_ref_and_wait(struct snd_card *card);

/* ---- device files (sound/core/sound.c) ---- */

/**
 * struct snd_minor - a registered device file
 * @type: SNDRV_DEVICE_TYPE_*
 * @card: its number, or -1
 * @device: number within the card, or -1
 * @private_data: for snd_lookup_minor_data()
 */
struct snd_minor {
	int type;
	int card;
	int device;
	const struct file_operations *f_ops;
	void *private_data;
	struct device *dev;
	struct snd_card *card_ptr;
};

extern int snd_major;
extern int snd_ecards_limit;
extern struct class sound_class;

static inline struct device *snd_card_get_device_link(struct snd_card *card)
{
	return card ? &card->card_dev : NULL;
}

int snd_device_alloc(struct device **dev_p, struct snd_card *card);
int snd_register_device(int type, struct snd_card *card, int dev, const struct file_operations *f_ops,
			void *private_data, struct device *device);
int snd_unregister_device(struct device *dev);
void *snd_lookup_minor_data(unsigned int minor, int type);
int snd_minor_info_init(void);

/* ---- cards (sound/core/init.c) ---- */

int snd_card_locked(int card);
int snd_card_new(struct device *parent, int idx, const char *xid, struct module *module, int extra_size,
		 struct snd_card **card_ret);
int snd_devm_card_new(struct device *parent, int idx, const char *xid, struct module *module, size_t extra_size,
		      struct snd_card **card_ret);
void snd_card_disconnect(struct snd_card *card);
void snd_card_disconnect_sync(struct snd_card *card);
void snd_card_free(struct snd_card *card);
void snd_card_free_when_closed(struct snd_card *card);
int snd_card_free_on_error(struct device *dev, int ret);
void snd_card_set_id(struct snd_card *card, const char *id);
int snd_card_register(struct snd_card *card);
int snd_card_info_init(void);
int snd_component_add(struct snd_card *card, const char *component);
int snd_card_file_add(struct snd_card *card, struct file *file);
int snd_card_file_remove(struct snd_card *card, struct file *file);
struct snd_card *snd_card_ref(int card);

static inline void snd_card_unref(struct snd_card *card)
{
	put_device(&card->card_dev);
}

DEFINE_FREE(snd_card_unref, struct snd_card *, if (_T) snd_card_unref(_T))
DEFINE_FREE(snd_card_free, struct snd_card *, if (_T) snd_card_free(_T))

#define snd_card_set_dev(card, devptr) ((card)->dev = (devptr))

/* ---- components (sound/core/device.c) ---- */

int snd_device_new(struct snd_card *card, enum snd_device_type type, void *device_data,
		   const struct snd_device_ops *ops);
int snd_device_register(struct snd_card *card, void *device_data);
int snd_device_register_all(struct snd_card *card);
void snd_device_disconnect(struct snd_card *card, void *device_data);
void snd_device_disconnect_all(struct snd_card *card);
void snd_device_free(struct snd_card *card, void *device_data);
void snd_device_free_all(struct snd_card *card);
int snd_device_get_state(struct snd_card *card, void *device_data);

/* ---- ISA DMA (sound/core/isadma.c) ---- */

#define DMA_MODE_NO_ENABLE	0x0100

void snd_dma_program(unsigned long dma, unsigned long addr, unsigned int size, unsigned short mode);
void snd_dma_disable(unsigned long dma);
unsigned int snd_dma_pointer(unsigned long dma, unsigned int size);
int snd_devm_request_dma(struct device *dev, int dma, const char *name);

/* ---- device memory and an application's (sound/pcm/iomem.c; for iterators: sound/pcm.h) ---- */

int copy_to_user_fromio(void __user *dst, const volatile void __iomem *src, size_t count);
int copy_from_user_toio(volatile void __iomem *dst, const void __user *src, size_t count);

/* ---- odds and ends (sound/core/misc.c) ---- */

void release_and_free_resource(struct resource *res);

struct file;
struct snd_fasync;

int snd_fasync_helper(int fd, struct file *file, int on, struct snd_fasync **fasyncp);
void snd_kill_fasync(struct snd_fasync *fasync, int signal, int poll);
void snd_fasync_free(struct snd_fasync *fasync);

#define snd_BUG()		WARN(1, "a bug in the sound core or a driver\n")
#define snd_BUG_ON(cond)	WARN_ON((cond))

/**
 * struct snd_pci_quirk - what to do for a PCI subsystem ID; tables end with an all-zero row
 * @subdevice: 0: any
 * @subdevice_mask: bits of the device's ID to compare
 */
struct snd_pci_quirk {
	unsigned short subvendor;
	unsigned short subdevice;
	unsigned short subdevice_mask;
	int value;
};

#define _SND_PCI_QUIRK_ID_MASK(vend, mask, dev) \
	.subvendor = (vend), .subdevice = (dev), .subdevice_mask = (mask)
#define _SND_PCI_QUIRK_ID(vend, dev)	_SND_PCI_QUIRK_ID_MASK(vend, 0xffff, dev)
#define SND_PCI_QUIRK_ID(vend, dev)	{ _SND_PCI_QUIRK_ID(vend, dev) }
#define SND_PCI_QUIRK(vend, dev, xname, val) \
	{ _SND_PCI_QUIRK_ID(vend, dev), .value = (val) }
#define SND_PCI_QUIRK_MASK(vend, mask, dev, xname, val) \
	{ _SND_PCI_QUIRK_ID_MASK(vend, mask, dev), .value = (val) }
#define SND_PCI_QUIRK_VENDOR(vend, xname, val) \
	{ _SND_PCI_QUIRK_ID_MASK(vend, 0, 0), .value = (val) }
#define snd_pci_quirk_name(q)	""

const struct snd_pci_quirk *snd_pci_quirk_lookup(struct pci_dev *pci, const struct snd_pci_quirk *list);
const struct snd_pci_quirk *snd_pci_quirk_lookup_id(u16 vendor, u16 device, const struct snd_pci_quirk *list);

#endif
