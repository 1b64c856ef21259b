// SPDX-License-Identifier: GPL-2.0-or-later
/* mounts.c - the places where a server's nodes are shown: which there are, and what becomes of them. */
#include "server/mounts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static void write_file(const struct mounts *m)
{
	FILE *file;

	if (!m->count) {
		unlink(m->file);
		return;
	}
	file = fopen(m->file, "we");
	if (!file)
		return;
	for (unsigned int i = 0; i < m->count; i++)
		fprintf(file, "%lu %lu %d %d %s\n", (unsigned long)m->ones[i].ns, (unsigned long)m->ones[i].device,
			m->ones[i].made, m->ones[i].pid, m->ones[i].path);
	fclose(file);
}

static bool read_one(FILE *file, struct mounts_one *one)
{
	unsigned long ns, device;
	int made;

	*one = (struct mounts_one){ 0 };
	if (fscanf(file, "%lu %lu %d %d ", &ns, &device, &made, &one->pid) != 4 ||
	    !fgets(one->path, sizeof(one->path), file))
		return false;
	one->path[strcspn(one->path, "\n")] = '\0';
	one->ns = ns;
	one->device = device;
	one->made = made;
	return true;
}

/* ---- namespaces -------------------------------------------------------------------------------------------------- */

/*
 * a process of the namespace that passes @look (NULL: any): the one that was named, or another one; 0: our own; -1:
 * none does
 */
static pid_t process_of(const struct mounts_one *one, bool (*look)(pid_t pid, const struct mounts_one *one))
{
	struct dirent *entry;
	pid_t found = -1;
	DIR *all;

	if (one->ns == mounts_namespace(0))
		return !look || look(0, one) ? 0 : -1;
	if (one->pid && mounts_namespace(one->pid) == one->ns && (!look || look(one->pid, one)))
		return one->pid;
	all = opendir("/proc");
	while (all && found < 0 && (entry = readdir(all))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && mounts_namespace(pid) == one->ns && (!look || look(pid, one)))
			found = pid;
	}
	if (all)
		closedir(all);
	return found;
}

/* 0; -ENOENT: it is there no longer; else *@job says what is wrong */
static int take_away(const struct mounts_one *one, bool is_task, struct mounts_job *job)
{
	pid_t pid = process_of(one, NULL);

	*job = (struct mounts_job){ .one = *one };
	if (pid < 0)
		return -ENOENT;
	job->one.pid = pid;
	mounts_unbind(job, is_task);
	/* it has ended in between */
	return job->err == -ESRCH ? -ENOENT : job->err;
}

/* ---- places come and go ------------------------------------------------------------------------------------------ */

static void explain(const struct mounts_job *job, pid_t pid, const char *path, char *message)
{
	const char *because = strerror(-job->err);
	char whose[48] = "";

	if (pid && mounts_namespace(pid) != mounts_namespace(0))
		snprintf(whose, sizeof(whose), " of process %d", pid);
	if (job->step == MOUNTS_PROCESS && job->err == -ESRCH)
		snprintf(message, MOUNTS_MESSAGE, "there is no process %d that the server sees", pid);
	else if (job->step == MOUNTS_PROCESS || job->step == MOUNTS_ENTER)
		snprintf(message, MOUNTS_MESSAGE,
			 "cannot enter the mount namespace%s: %s; the server must have been started by root, "
			 "outside of containers",
			 whose, because);
	else if (job->step == MOUNTS_OURS && job->err == -EEXIST)
		snprintf(message, MOUNTS_MESSAGE, "the cards are shown at %.300s%s already", path, whose);
	else if (job->step == MOUNTS_OURS && job->err == -ENOENT)
		snprintf(message, MOUNTS_MESSAGE,
			 "the cards are not shown at %.300s%s; \"usnd cards\" lists where they are", path, whose);
	else if (job->step == MOUNTS_OURS)
		snprintf(message, MOUNTS_MESSAGE, "%.300s has links to the cards already", path);
	else if (job->step == MOUNTS_FOLDER && job->err == -ENOTCONN)
		snprintf(message, MOUNTS_MESSAGE, "%.300s%s is a mount whose server has died; umount it first", path,
			 whose);
	else if (job->step == MOUNTS_FOLDER)
		snprintf(message, MOUNTS_MESSAGE,
			 "cannot show the cards at %.300s%s: %s; name a folder that is there, or can be made", path,
			 whose, because);
	else if (job->step == MOUNTS_CHILD && job->err == -ETIMEDOUT)
		snprintf(message, MOUNTS_MESSAGE, "cannot show the cards at %.300s%s: something there does not answer",
			 path, whose);
	else
		snprintf(message, MOUNTS_MESSAGE, "cannot show the cards at %.300s%s: %s", path, whose, because);
}

/* make room by forgetting what is there no longer */
static void forget_gone(struct mounts *m)
{
	for (unsigned int i = m->count; i--;)
		if (process_of(&m->ones[i], mounts_is_there) < 0)
			m->ones[i] = m->ones[--m->count];
}

/* returns whether its folder was made */
static bool forget(struct mounts *m, const struct mounts_one *one)
{
	bool made = false;

	pthread_mutex_lock(&m->lock);
	for (unsigned int i = m->count; i--;)
		if (m->ones[i].ns == one->ns && !strcmp(m->ones[i].path, one->path)) {
			made |= m->ones[i].made;
			m->count--;
			memmove(&m->ones[i], &m->ones[i + 1], (m->count - i) * sizeof(m->ones[0]));
		}
	write_file(m);
	pthread_mutex_unlock(&m->lock);
	return made;
}

static int check_words(const char *path, char *message)
{
	if (path[0] == '/' && path[1] && strlen(path) < MOUNTS_PATH && !strpbrk(path, "\n\t"))
		return 0;
	snprintf(message, MOUNTS_MESSAGE, "\"%.300s\" is not the whole name of a folder, which begins with a slash",
		 path);
	return -EINVAL;
}

int mounts_add(struct mounts *m, pid_t pid, const char *path, char *message)
{
	struct mounts_job job = { .source = m->source, .one = { .pid = pid } };
	int err = check_words(path, message);

	if (err)
		return err;
	pthread_mutex_lock(&m->lock);
	if (m->count == MOUNTS_MOST)
		forget_gone(m);
	err = m->count == MOUNTS_MOST ? -ENOSPC : 0;
	pthread_mutex_unlock(&m->lock);
	if (err) {
		snprintf(message, MOUNTS_MESSAGE, "no more than %d places; \"usnd down --at\" takes one away",
			 MOUNTS_MOST);
		return err;
	}
	strcpy(job.one.path, path);
	mounts_bind(&job, true);
	if (job.err) {
		explain(&job, pid, path, message);
		return job.err;
	}
	/* what was there before is there no longer, but its folder */
	job.one.made |= forget(m, &job.one);
	pthread_mutex_lock(&m->lock);
	m->ones[m->count++] = job.one;
	write_file(m);
	pthread_mutex_unlock(&m->lock);
	return 0;
}

int mounts_remove(struct mounts *m, pid_t pid, const char *path, char *message)
{
	struct mounts_one one = { .ns = mounts_namespace(pid) };
	struct mounts_job job = { .err = -ENOENT, .step = MOUNTS_OURS };
	int err = check_words(path, message);
	bool known = false;

	if (err)
		return err;
	pthread_mutex_lock(&m->lock);
	for (unsigned int i = 0; i < m->count && !known; i++) {
		known = m->ones[i].ns == one.ns && !strcmp(m->ones[i].path, path);
		if (known)
			one = m->ones[i];
	}
	pthread_mutex_unlock(&m->lock);
	if (!one.ns)
		job = (struct mounts_job){ .err = -ESRCH, .step = MOUNTS_PROCESS };
	err = known ? take_away(&one, true, &job) : job.err;
	if (known && (!err || err == -ENOENT))
		forget(m, &one);
	if (!err || (known && err == -ENOENT))
		return 0;
	explain(&job, pid, path, message);
	return err;
}

void mounts_print(struct mounts *m, FILE *out)
{
	pthread_mutex_lock(&m->lock);
	for (unsigned int i = 0; i < m->count; i++) {
		const struct mounts_one *one = &m->ones[i];
		pid_t living = process_of(one, NULL);
		bool there = living >= 0 && process_of(one, mounts_is_there) >= 0;

		fprintf(out, "mount\t%d\t%s\t%s\n", living > 0 ? living : 0,
			there	     ? "there"
			: living < 0 ? "ended"
				     : "unmounted",
			one->path);
	}
	pthread_mutex_unlock(&m->lock);
}

void mounts_close(struct mounts *m)
{
	struct mounts_job job;

	while (m->count)
		take_away(&m->ones[--m->count], false, &job);
	unlink(m->file);
}

void mounts_clean(const char *path)
{
	FILE *file = fopen(path, "re");
	struct mounts_job job;
	struct mounts_one one;

	if (!file)
		return;
	while (read_one(file, &one))
		take_away(&one, false, &job);
	fclose(file);
	unlink(path);
}
