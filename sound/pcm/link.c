// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link.c - linked streams: groups, joining and leaving them.
 *
 * substream->group is self_group while a stream is alone, else a group that link.c has allocated; its list holds the
 * members in the order of group->substreams. Three locks protect the membership, each for another kind of reader:
 *	pcm_link_rwsem	held for reading by actions that sleep (prepare, reset) and for writing by link and unlink
 *	group lock	held by atomic actions for their whole length, and by link and unlink
 *	stream lock	of a member: whoever holds it knows that the member itself does not move
 * Order: pcm->open_mutex > pcm_link_rwsem > buffer_mutex > group lock > stream lock. Atomic actions come with the
 * stream lock held, the wrong way round: see pcm_group_lock().
 *
 * A group counts its members and the actions that look at it; the last one frees it.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

DECLARE_RWSEM(pcm_link_rwsem);

/* ---- groups ---------------------------------------------------------------------------------- */

static struct snd_pcm_group *create_group(void)
{
	struct snd_pcm_group *group = kzalloc(sizeof(*group), GFP_KERNEL);

	if (!group)
		return NULL;
	INIT_LIST_HEAD(&group->substreams);
	refcount_set(&group->refs, 1);
	/* a lock class of its own: it is taken before stream locks, which are self_groups' */
	spin_lock_init(&group->lock);
	mutex_init(&group->mutex);
	return group;
}

static void put_group(struct snd_pcm_group *group)
{
	if (refcount_dec_and_test(&group->refs))
		kfree(group);
}

static bool try_group(struct snd_pcm_group *group, bool nonatomic)
{
	return nonatomic ? mutex_trylock(&group->mutex) : spin_trylock(&group->lock);
}

static void lock_group(struct snd_pcm_group *group, bool nonatomic)
{
	if (nonatomic)
		mutex_lock(&group->mutex);
	else
		spin_lock(&group->lock);
}

static void unlock_group(struct snd_pcm_group *group, bool nonatomic)
{
	if (nonatomic)
		mutex_unlock(&group->mutex);
	else
		spin_unlock(&group->lock);
}

static void lock_group_irq(struct snd_pcm_group *group, bool nonatomic)
{
	if (nonatomic)
		mutex_lock(&group->mutex);
	else
		spin_lock_irq(&group->lock);
}

static void unlock_group_irq(struct snd_pcm_group *group, bool nonatomic)
{
	if (nonatomic)
		mutex_unlock(&group->mutex);
	else
		spin_unlock_irq(&group->lock);
}

/**
 * pcm_group_lock() - keep the members of a stream's group together
 * The group lock comes before stream locks, but the caller has one already. If the group is not to be had at once, the
 * stream lock is dropped to wait for it: what the caller knew about the stream's state may have changed when this
 * returns, and so may the group.
 * Context: stream lock held, before and after
 * Return: the locked group, to be given to pcm_group_unlock(); NULL: the stream is not linked.
 */
struct snd_pcm_group *pcm_group_lock(struct snd_pcm_substream *substream)
{
	bool nonatomic = substream->pcm->nonatomic;
	struct snd_pcm_group *group;

	while (snd_pcm_stream_linked(substream)) {
		group = substream->group;
		refcount_inc(&group->refs);
		if (try_group(group, nonatomic))
			return group;

		snd_pcm_stream_unlock(substream);
		lock_group(group, nonatomic);
		snd_pcm_stream_lock(substream);
		if (substream->group == group)
			return group;
		/* it left meanwhile */
		pcm_group_unlock(group, substream);
	}
	return NULL;
}

/** pcm_group_unlock() - undo pcm_group_lock(); the stream lock stays held. @group may be NULL */
void pcm_group_unlock(struct snd_pcm_group *group, struct snd_pcm_substream *substream)
{
	if (!group)
		return;
	unlock_group(group, substream->pcm->nonatomic);
	put_group(group);
}

/* ---- link ------------------------------------------------------------------------------------ */

/* what an application may name by a descriptor; NULL: not a PCM, or one that is gone */
static struct snd_pcm_substream *stream_of_file(struct file *file)
{
	const struct file_operations *ops = file ? READ_ONCE(file->f_op) : NULL;
	struct snd_pcm_file *pcm_file;

	if (!ops || (ops != &snd_pcm_f_ops[0] && ops != &snd_pcm_f_ops[1]))
		return NULL;
	pcm_file = file->private_data;
	return pcm_file->substream;
}

static int may_link(struct snd_pcm_substream *substream, struct snd_pcm_substream *other)
{
	snd_pcm_state_t state = pcm_peek_state(substream->runtime);

	if (state == SNDRV_PCM_STATE_OPEN || state != pcm_peek_state(other->runtime))
		return -EBADFD;
	/* one kind of lock a group */
	if (substream->pcm->nonatomic != other->pcm->nonatomic)
		return -EBADFD;
	return snd_pcm_stream_linked(other) ? -EALREADY : 0;
}

/* stream lock held, and the lock of a group that others know */
static void move_to(struct snd_pcm_substream *substream, struct snd_pcm_group *group)
{
	list_move(&substream->link_list, &group->substreams);
	substream->group = group;
}

static void join(struct snd_pcm_substream *substream, struct snd_pcm_group *group)
{
	bool nonatomic = substream->pcm->nonatomic;

	lock_group_irq(group, nonatomic);
	pcm_stream_lock_nested(substream, SINGLE_DEPTH_NESTING);
	move_to(substream, group);
	refcount_inc(&group->refs);
	snd_pcm_stream_unlock(substream);
	unlock_group_irq(group, nonatomic);
}

/**
 * pcm_link() - SNDRV_PCM_IOCTL_LINK: from now on both streams start, stop, pause … together
 * @fd: the caller's descriptor of the stream that joins the group of @substream
 * Context: sleeps
 * Return: 0; -EBADFD: no PCM, no parameters, another state, one atomic and one not; -EINVAL: the same stream;
 * -EALREADY: the other one is linked; -ENOMEM.
 */
int pcm_link(struct snd_pcm_substream *substream, int fd)
{
	CLASS(fd, f)(fd);
	struct snd_pcm_substream *other = stream_of_file(fd_file(f));
	struct snd_pcm_group *fresh __free(kfree) = NULL;
	int err;

	if (!other)
		return -EBADFD;
	if (other == substream)
		return -EINVAL;
	fresh = create_group();
	if (!fresh)
		return -ENOMEM;

	guard(rwsem_write)(&pcm_link_rwsem);
	err = may_link(substream, other);
	if (err < 0)
		return err;
	scoped_guard(pcm_stream_lock_irq, substream) {
		if (!snd_pcm_stream_linked(substream))
			move_to(substream, no_free_ptr(fresh));
	}
	/* nobody leaves while the semaphore is held */
	join(other, substream->group);
	return 0;
}

/* ---- unlink ---------------------------------------------------------------------------------- */

static void leave(struct snd_pcm_substream *substream)
{
	pcm_stream_lock_nested(substream, SINGLE_DEPTH_NESTING);
	move_to(substream, &substream->self_group);
	snd_pcm_stream_unlock(substream);
}

/* whoever drains a group waits in the queue of one of its members, which may soon be freed: let him look again */
static void wake_drains(struct snd_pcm_substream *substream)
{
	struct snd_pcm_substream *s;

	snd_pcm_group_for_each_entry(s, substream)
		wake_up(&s->runtime->sleep);
}

/**
 * pcm_unlink() - SNDRV_PCM_IOCTL_UNLINK: leave the group; a last member that stays behind leaves, too
 * Context: sleeps
 * Return: 0, or -EALREADY if the stream is not linked.
 */
int pcm_unlink(struct snd_pcm_substream *substream)
{
	bool nonatomic = substream->pcm->nonatomic;
	struct snd_pcm_group *group;
	unsigned int left = 1;

	guard(rwsem_write)(&pcm_link_rwsem);
	if (!snd_pcm_stream_linked(substream))
		return -EALREADY;
	group = substream->group;
	lock_group_irq(group, nonatomic);
	wake_drains(substream);
	leave(substream);
	if (list_is_singular(&group->substreams)) {
		leave(list_first_entry(&group->substreams, struct snd_pcm_substream, link_list));
		left++;
	}
	unlock_group_irq(group, nonatomic);
	while (left--)
		put_group(group);
	return 0;
}

/**
 * pcm_leave_group() - a linked stream is closed: the others go on without it
 * Comes after the drop that stopped the whole group, and before the driver hears of the close: no member's prepare or
 * start can call a driver that has closed the stream. A drop that the group refused, because another member has no
 * parameters any more, is made up for.
 * Context: pcm->open_mutex held; sleeps
 */
void pcm_leave_group(struct snd_pcm_substream *substream)
{
	bool linked;

	/* nobody can link it any more: that takes an open file */
	scoped_guard(pcm_stream_lock_irq, substream)
		linked = snd_pcm_stream_linked(substream);
	if (linked && !pcm_unlink(substream))
		pcm_drop(substream);
}
