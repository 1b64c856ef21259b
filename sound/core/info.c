// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * info.c - the tree of entries below /proc/asound: made, registered, taken away.
 *
 * An entry can exist without being visible: a driver makes it while it builds the card, and registration shows it
 * with everything below it. entry->p is its proc entry while it is visible. A card's entries become invisible when
 * it is disconnected and are freed with it; freeing an entry frees those below it.
 *
 * Locks: info_mutex (local.h) > entry->access, which protects the list of an entry's children. proc_remove() is called
 * without info_mutex, since it waits for opens, which take it.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>

#include "local.h"

DEFINE_MUTEX(info_mutex);

static struct snd_info_entry *info_root;

int info_pin(struct snd_info_entry *entry)
{
	if (!entry || !entry->p)
		return -ENODEV;
	return try_module_get(entry->module) ? 0 : -EFAULT;
}

/* ---- making and freeing -------------------------------------------------------------------------------- */

static struct snd_info_entry *new_entry(const char *name, struct snd_info_entry *parent, struct module *module)
{
	struct snd_info_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (!entry)
		return NULL;
	entry->name = kstrdup(name, GFP_KERNEL);
	if (!entry->name) {
		kfree(entry);
		return NULL;
	}
	entry->mode = S_IFREG | 0444;
	entry->content = SNDRV_INFO_CONTENT_TEXT;
	entry->module = module;
	entry->parent = parent;
	mutex_init(&entry->access);
	INIT_LIST_HEAD(&entry->children);
	INIT_LIST_HEAD(&entry->list);
	if (parent) {
		mutex_lock(&parent->access);
		list_add_tail(&entry->list, &parent->children);
		mutex_unlock(&parent->access);
	}
	return entry;
}

/**
 * snd_info_create_module_entry() - make an entry that belongs to a module
 * @parent: NULL: /proc/asound
 * Return: a readable text entry, not visible yet; NULL: no memory.
 */
struct snd_info_entry *snd_info_create_module_entry(struct module *module, const char *name,
						    struct snd_info_entry *parent)
{
	return new_entry(name, parent ? parent : info_root, module);
}
EXPORT_SYMBOL(snd_info_create_module_entry);

/** snd_info_create_card_entry() - make an entry of a card; @parent NULL: the card's directory. Shown with the card. */
struct snd_info_entry *snd_info_create_card_entry(struct snd_card *card, const char *name,
						  struct snd_info_entry *parent)
{
	return new_entry(name, parent ? parent : card->proc_root, card->module);
}
EXPORT_SYMBOL(snd_info_create_card_entry);

/* @entry and all below it are not visible any more. info_mutex held. */
static void forget_proc(struct snd_info_entry *entry)
{
	struct snd_info_entry *child;

	if (!entry->p)
		return;
	list_for_each_entry(child, &entry->children, list)
		forget_proc(child);
	entry->p = NULL;
}

/* Files that are open are released first: their operations use the entry. */
static void hide(struct snd_info_entry *entry)
{
	proc_remove(entry->p);
	mutex_lock(&info_mutex);
	forget_proc(entry);
	mutex_unlock(&info_mutex);
}

/** snd_info_free_entry() - take an entry and all below it away and free them; NULL is fine. Sleeps. */
void snd_info_free_entry(struct snd_info_entry *entry)
{
	struct snd_info_entry *child, *next, *parent;

	if (!entry)
		return;
	if (entry->p)
		hide(entry);
	list_for_each_entry_safe(child, next, &entry->children, list)
		snd_info_free_entry(child);
	parent = entry->parent;
	if (parent) {
		mutex_lock(&parent->access);
		list_del(&entry->list);
		mutex_unlock(&parent->access);
	}
	kfree(entry->name);
	if (entry->private_free)
		entry->private_free(entry);
	kfree(entry);
}
EXPORT_SYMBOL(snd_info_free_entry);

/* ---- showing ------------------------------------------------------------------------------------------- */

static struct proc_dir_entry *make_proc(struct snd_info_entry *entry, struct proc_dir_entry *dir)
{
	const struct proc_ops *ops = &info_text_ops;
	struct proc_dir_entry *p;

	if (S_ISDIR(entry->mode))
		return proc_mkdir_mode(entry->name, entry->mode, dir);
	if (entry->content == SNDRV_INFO_CONTENT_DATA)
		ops = &info_data_ops;
	p = proc_create_data(entry->name, entry->mode, dir, ops, entry);
	if (p)
		proc_set_size(p, entry->size);
	return p;
}

static int show_one(struct snd_info_entry *entry)
{
	struct snd_info_entry *parent = entry->parent ? entry->parent : info_root;
	int err = 0;

	mutex_lock(&info_mutex);
	/* below something invisible it stays invisible: the card is going */
	if (!entry->p && parent->p) {
		entry->p = make_proc(entry, parent->p);
		if (!entry->p)
			err = -ENOMEM;
	}
	mutex_unlock(&info_mutex);
	return err;
}

/** snd_info_register() - make an entry and all below it visible, if they are not; -ENOMEM. Sleeps. */
int snd_info_register(struct snd_info_entry *entry)
{
	struct snd_info_entry *child;
	int err;

	if (snd_BUG_ON(!entry))
		return -ENXIO;
	err = show_one(entry);
	if (err < 0)
		return err;
	list_for_each_entry(child, &entry->children, list) {
		err = snd_info_register(child);
		if (err < 0)
			return err;
	}
	return 0;
}
EXPORT_SYMBOL(snd_info_register);

/* ---- cards --------------------------------------------------------------------------------------------- */

/**
 * snd_card_rw_proc_new() - a text file in the card's directory, shown and freed with the card
 * @write: NULL: the file is read-only
 * Return: 0, -ENOMEM.
 */
int snd_card_rw_proc_new(struct snd_card *card, const char *name, void *private_data,
			 void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer),
			 void (*write)(struct snd_info_entry *entry, struct snd_info_buffer *buffer))
{
	struct snd_info_entry *entry = snd_info_create_card_entry(card, name, card->proc_root);

	if (!entry)
		return -ENOMEM;
	snd_info_set_text_ops(entry, private_data, read);
	if (write) {
		entry->c.text.write = write;
		entry->mode |= S_IWUSR;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(snd_card_rw_proc_new);

static void read_id(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_card *card = entry->private_data;

	snd_iprintf(buffer, "%s\n", card->id);
}

/** snd_info_card_create() - the directory of a new card, visible at once, and its file "id" */
int snd_info_card_create(struct snd_card *card)
{
	struct snd_info_entry *dir;
	char name[16];
	int err;

	snprintf(name, sizeof(name), "card%i", card->number);
	dir = snd_info_create_module_entry(card->module, name, NULL);
	if (!dir)
		return -ENOMEM;
	dir->mode = S_IFDIR | 0555;
	err = snd_info_register(dir);
	if (err) {
		snd_info_free_entry(dir);
		return err;
	}
	card->proc_root = dir;
	return snd_card_ro_proc_new(card, "id", card, read_id);
}

/** snd_info_card_register() - show what was added to the card's directory, and link it by the card's id */
int snd_info_card_register(struct snd_card *card)
{
	int err = snd_info_register(card->proc_root);

	if (err < 0)
		return err;
	if (card->proc_root_link || !strcmp(card->id, card->proc_root->name))
		return 0;
	card->proc_root_link = proc_symlink(card->id, info_root->p, card->proc_root->name);
	return card->proc_root_link ? 0 : -ENOMEM;
}

/** snd_info_card_disconnect() - nothing of the card is visible any more; drivers still have their entries */
void snd_info_card_disconnect(struct snd_card *card)
{
	proc_remove(card->proc_root_link);
	card->proc_root_link = NULL;
	if (card->proc_root)
		hide(card->proc_root);
}

/** snd_info_card_free() - all entries of the card that still exist */
int snd_info_card_free(struct snd_card *card)
{
	snd_info_free_entry(card->proc_root);
	card->proc_root = NULL;
	return 0;
}

/* ---- the root ------------------------------------------------------------------------------------------ */

static void read_version(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	snd_iprintf(buffer, "Advanced Linux Sound Architecture Driver Version k%s.\n", init_utsname()->release);
}

static int add_version(void)
{
	struct snd_info_entry *entry = snd_info_create_module_entry(THIS_MODULE, "version", NULL);

	if (!entry)
		return -ENOMEM;
	entry->c.text.read = read_version;
	return snd_info_register(entry);
}

int __init snd_info_init(void)
{
	int err = -ENOMEM;

	info_root = new_entry("asound", NULL, THIS_MODULE);
	if (!info_root)
		return -ENOMEM;
	info_root->mode = S_IFDIR | 0555;
	info_root->p = proc_mkdir(info_root->name, NULL);
	if (!info_root->p)
		goto err_free;
	err = add_version();
	if (!err)
		err = snd_minor_info_init();
	if (!err)
		err = snd_card_info_init();
	if (!err)
		return 0;
err_free:
	snd_info_done();
	return err;
}

int __exit snd_info_done(void)
{
	snd_info_free_entry(info_root);
	info_root = NULL;
	return 0;
}
