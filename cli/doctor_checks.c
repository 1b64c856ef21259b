// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_checks.c - the conditions, each tried as usnd itself would need it, not read off a version where trying is
 * possible.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <usnd/host.h>

#include "cli/doctor.h"
#include "server/inventory.h"
#include "server/memory.h"
#include "server/nodes.h"
#include "server/place.h"

#define CAP_SYS_PTRACE_BIT 19
#define CAP_SYS_ADMIN_BIT 21
#define FILES_WANTED 256
#define INOTIFY_WANTED 16

static void say(struct doctor_finding *f, bool good, const char *text)
{
	f->good = good;
	snprintf(f->text, sizeof(f->text), "%s", text);
}

static void remedy(struct doctor_finding *f, const char *text)
{
	snprintf(f->remedy, sizeof(f->remedy), "%s", text);
}

/* @fn in a child; 0 or -errno, which it exits with as a positive number */
static int in_child(int (*fn)(void))
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (!child) {
		alarm(10);
		_exit(-fn());
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECANCELED;
}

/* the first number of a file of /proc; @missing without it */
static long number_in(const char *path, long missing)
{
	FILE *file = fopen(path, "re");
	long number;

	if (!file || fscanf(file, "%ld", &number) != 1)
		number = missing;
	if (file)
		fclose(file);
	return number;
}

static bool linux_is(int major, int minor)
{
	struct utsname name;
	int a = 0, b = 0;

	uname(&name);
	return sscanf(name.release, "%d.%d", &a, &b) == 2 && (a > major || (a == major && b >= minor));
}

/* ---- for exec ---------------------------------------------------------------------------------------------------- */

static void check_linux(struct doctor_finding *f)
{
	size_t pages = host_page_size(), ours = (size_t)1 << CONFIG_PAGE_SHIFT;
	struct utsname name;

	uname(&name);
	say(f, linux_is(5, 14) && pages <= ours, name.release);
	remedy(f, "exec needs Linux 5.14: seccomp answers with descriptors");
	if (pages <= ours)
		return;
	snprintf(f->text, sizeof(f->text), "%s, pages of %zu bytes, ours are of %zu", name.release, pages, ours);
	remedy(f, "nothing works: build usnd with meson setup -Dpage_shift=14, for kernels with pages of up to 16 KiB");
}

static int try_listener(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = { .len = 1, .filter = &allow };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) < 0)
		return -errno;
	return 0;
}

static void check_listener(struct doctor_finding *f)
{
	int err = in_child(try_listener);

	say(f, !err,
	    !err	    ? "system calls of a command can be answered by another process"
	    : err == -EBUSY ? "another listener is installed already: a container runtime's, or \"usnd exec\" around us"
			    : strerror(-err));
	remedy(f, err == -EBUSY ? "run this container with a seccomp profile that notifies nobody" :
	       "this sandbox forbids seccomp(2), or the kernel was built without it");
}

/* as a server does it, either way of it */
static int reach_child(pid_t child, const char *ours)
{
	char copy[8] = "";

	if (client_fetch(child, copy, (uintptr_t)ours, 5))
		return -errno;
	if (memcmp(copy, "usnd", 5))
		return -EIO;
	return client_store(child, (uintptr_t)ours, copy, 5) ? -errno : 0;
}

static void check_client_memory(struct doctor_finding *f)
{
	static char text[] = "usnd";
	pid_t child = fork();
	int err;

	if (!child) {
		alarm(10);
		pause();
		_exit(0);
	}
	err = child < 0 ? -errno : reach_child(child, text);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	say(f, !err, err ? strerror(-err) : "the memory of a child can be read and written");
	remedy(f, "process_vm_readv(2) and /proc/PID/mem are forbidden: by the sandbox, or Yama (below)");
}

static unsigned long long capabilities(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	unsigned long long bits = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %llx", &bits) == 1)
			break;
	if (file)
		fclose(file);
	return bits;
}

static bool capable(int bit)
{
	return capabilities() >> bit & 1;
}

static void check_yama(struct doctor_finding *f)
{
	long scope = number_in("/proc/sys/kernel/yama/ptrace_scope", 0);
	bool all = scope == 0 || (capable(CAP_SYS_PTRACE_BIT) && scope < 3);

	snprintf(f->text, sizeof(f->text), "ptrace_scope %ld: %s", scope,
		 all	      ? "servers may read their clients"
		 : scope == 1 ? "a server may read its children: enough for exec, up needs CAP_SYS_PTRACE"
			      : "a server may not read its clients");
	f->good = all || scope == 1;
	remedy(f, scope > 2 ? "boot with another security setting: scope 3 cannot be taken back" :
	       "sysctl kernel.yama.ptrace_scope=1, or run as root");
}

/* ---- for up ------------------------------------------------------------------------------------------------------ */

static void check_fuse_device(struct doctor_finding *f)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	say(f, fd >= 0, fd >= 0 ? "/dev/fuse can be opened" : strerror(errno));
	remedy(f, errno == ENOENT ? "modprobe fuse; in a container: --device /dev/fuse" :
	       "permission to open /dev/fuse; in a container: --device /dev/fuse");
	if (fd >= 0)
		close(fd);
}

/* in a mount namespace of our own already */
static int mount_fuse(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[96];

	if (fd < 0)
		return -errno;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=%u,group_id=%u", fd, geteuid(), getegid());
	return mount("usnd-doctor", "/tmp", "fuse", MS_NOSUID | MS_NODEV, options) ? -errno : 0;
}

static int try_mount(void)
{
	return unshare(CLONE_NEWNS) ? -errno : mount_fuse();
}

static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int enter_userns(void)
{
	unsigned int uid = geteuid(), gid = getegid();
	char map[48];
	int err;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return -errno;
	write_to("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = write_to("/proc/self/uid_map", map);
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return write_to("/proc/self/gid_map", map);
}

static int try_mount_in_userns(void)
{
	int err = enter_userns();

	return err ? err : mount_fuse();
}

static void check_fuse_mount(struct doctor_finding *f)
{
	int err = in_child(try_mount);

	say(f, !err, err ? strerror(-err) : "a FUSE file system can be mounted");
	remedy(f,
	       "up needs CAP_SYS_ADMIN: root; in a container --cap-add SYS_ADMIN and a profile that permits mount(2)");
}

static bool in_first_userns(void)
{
	FILE *file = fopen("/proc/self/uid_map", "re");
	unsigned long inside = 1, outside = 1, count = 0;
	bool first = file && fscanf(file, "%lu %lu %lu", &inside, &outside, &count) == 3 && !inside && !outside &&
		     count == 4294967295;

	if (file)
		fclose(file);
	return first;
}

static void check_passthrough(struct doctor_finding *f)
{
	bool new_enough = linux_is(6, 9), permitted = capable(CAP_SYS_ADMIN_BIT) && in_first_userns();

	say(f, new_enough && permitted,
	    !new_enough	 ? "needs Linux 6.9"
	    : !permitted ? "needs CAP_SYS_ADMIN outside of user namespaces"
			 : "clients can map a stream's memory");
	remedy(f, "without it the cards have read and write access only: no mmap, dmix, JACK");
}

static void check_capabilities(struct doctor_finding *f)
{
	bool admin = capable(CAP_SYS_ADMIN_BIT), ptrace = capable(CAP_SYS_PTRACE_BIT);

	snprintf(f->text, sizeof(f->text), "%sSYS_ADMIN, %sSYS_PTRACE", admin ? "" : "no ", ptrace ? "" : "no ");
	f->good = admin && ptrace;
	remedy(f, "exec needs none; up: SYS_ADMIN to mount, SYS_PTRACE for clients of other users");
}

static int try_userns(void)
{
	return enter_userns();
}

/* of the AppArmor profile in force for this process; false without one */
static bool confined_by(char *profile, size_t size)
{
	FILE *file = fopen("/proc/self/attr/current", "re");
	bool read = file && fgets(profile, size, file);

	if (file)
		fclose(file);
	if (!read || !strstr(profile, " (enforce)"))
		return false;
	*strstr(profile, " (enforce)") = '\0';
	return true;
}

static void check_userns(struct doctor_finding *f)
{
	char profile[64];
	bool apparmor = number_in("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) == 1;
	int err = in_child(try_userns);

	say(f, !err,
	    err	       ? strerror(-err)
	    : apparmor ? "can be made; AppArmor may take their capabilities away"
		       : "can be made");
	if (!number_in("/proc/sys/user/max_user_namespaces", 1))
		remedy(f, "sysctl user.max_user_namespaces=10000");
	else if (!number_in("/proc/sys/kernel/unprivileged_userns_clone", 1))
		remedy(f, "sysctl kernel.unprivileged_userns_clone=1");
	else if (apparmor)
		remedy(f, "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for usnd");
	else if (confined_by(profile, sizeof(profile)))
		snprintf(f->remedy, sizeof(f->remedy), "AppArmor's profile \"%s\" of this process may forbid it; exec does without",
			 profile);
	else
		remedy(f, "the sandbox forbids unshare(2); exec does without");
}

static void check_userns_mount(struct doctor_finding *f)
{
	bool apparmor = number_in("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) == 1;
	int err = in_child(try_mount_in_userns);

	say(f, !err, err ? strerror(-err) : "a FUSE file system can be mounted in a user namespace");
	remedy(f, err && apparmor
			  ? "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for usnd"
			  : "see the lines above");
}

static void check_dev_snd(struct doctor_finding *f)
{
	bool there = !access(NODES_FOLDER, F_OK);
	bool writable = !access(there ? NODES_FOLDER : "/dev", W_OK | X_OK);

	say(f, writable, !writable ? strerror(errno) : there ? "links can be put there" : "can be made");
	remedy(f, "up puts links to its nodes there: be root, or mount it (-v /run/usnd/snd:/dev/snd)");
}

static void check_place(struct doctor_finding *f)
{
	struct place place;
	int err = place_find(&place);
	pid_t owner = err ? 0 : place_owner(&place);

	if (err)
		say(f, false,
		    err == -ENOENT   ? "XDG_RUNTIME_DIR is not set"
		    : err == -EACCES ? "/run, XDG_RUNTIME_DIR and TMPDIR cannot be written to"
				     : strerror(-err));
	else if (owner)
		snprintf(f->text, sizeof(f->text), "%s: a server is up, process %d", place.folder, owner);
	else
		snprintf(f->text, sizeof(f->text), "%s: no server is up%s", place.folder,
			 access(place.folder, F_OK) ? "" : ", what one that died has left is removed by the next one");
	f->good = !err;
	remedy(f, "set XDG_RUNTIME_DIR to a folder of yours, as pam_systemd does");
}

/* ---- numbers and limits ------------------------------------------------------------------------------------------ */

static void check_number(struct doctor_finding *f)
{
	uint64_t taken = inventory_system_numbers(NODES_FOLDER), hidden = inventory_hidden_numbers(NODES_FOLDER);
	unsigned int first = ~taken ? __builtin_ctzll(~taken) : 64;

	if (hidden) {
		snprintf(f->text, sizeof(f->text), "the kernel's card %d came when usnd had one there: it is hidden",
			 __builtin_ctzll(hidden));
		f->good = false;
		remedy(f, "usnd down, then modprobe -r and modprobe of its driver; index= keeps a number free for it");
		return;
	}
	if (taken && !access(NODES_FOLDER "/" NODES_TIMER, F_OK)) {
		say(f, false, "the kernel's cards came after usnd's, which have the timer: no dmix on them");
		remedy(f, "usnd down, and up again (systemctl restart usnd): then the timer is the kernel's");
		return;
	}
	snprintf(f->text, sizeof(f->text), "%u: the kernel of this host has %d of its own", first,
		 __builtin_popcountll(taken));
	f->good = first < 32;
	remedy(f, "all 32 numbers are taken: unload modules of sound cards");
}

static void check_inotify(struct doctor_finding *f)
{
	long instances = number_in("/proc/sys/fs/inotify/max_user_instances", 0);
	long watches = number_in("/proc/sys/fs/inotify/max_user_watches", 0);

	snprintf(f->text, sizeof(f->text), "%ld instances, %ld watches", instances, watches);
	f->good = instances >= INOTIFY_WANTED && watches >= INOTIFY_WANTED;
	remedy(f,
	       "sound servers watch /dev/snd: sysctl fs.inotify.max_user_instances=128 fs.inotify.max_user_watches=8192");
}

static void check_files(struct doctor_finding *f)
{
	struct rlimit limit = { 0 };

	getrlimit(RLIMIT_NOFILE, &limit);
	snprintf(f->text, sizeof(f->text), "%llu (a server needs two or three a stream)",
		 (unsigned long long)limit.rlim_cur);
	f->good = limit.rlim_cur >= FILES_WANTED;
	remedy(f, "ulimit -n 1024");
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*check)(struct doctor_finding *f);
} conditions[DOCTOR_CONDITIONS] = {
	[DOCTOR_LINUX] = { "Linux", check_linux },
	[DOCTOR_LISTENER] = { "seccomp listener", check_listener },
	[DOCTOR_PROCESS_VM] = { "process memory", check_client_memory },
	[DOCTOR_YAMA] = { "Yama", check_yama },
	[DOCTOR_FUSE_DEVICE] = { "fuse device", check_fuse_device },
	[DOCTOR_FUSE_MOUNT] = { "fuse mount", check_fuse_mount },
	[DOCTOR_PASSTHROUGH] = { "fuse passthrough", check_passthrough },
	[DOCTOR_CAPABILITIES] = { "capabilities", check_capabilities },
	[DOCTOR_USERNS] = { "user namespaces", check_userns },
	[DOCTOR_USERNS_MOUNT] = { "mount in them", check_userns_mount },
	[DOCTOR_DEV_SND] = { NODES_FOLDER, check_dev_snd },
	[DOCTOR_PLACE] = { "server's place", check_place },
	[DOCTOR_NUMBER] = { "free card number", check_number },
	[DOCTOR_INOTIFY] = { "inotify", check_inotify },
	[DOCTOR_FILES] = { "open files", check_files },
};

const char *doctor_name(enum doctor_condition condition)
{
	return conditions[condition].name;
}

void doctor_examine(struct doctor_finding findings[DOCTOR_CONDITIONS])
{
	for (int i = 0; i < DOCTOR_CONDITIONS; i++)
		conditions[i].check(&findings[i]);
}
