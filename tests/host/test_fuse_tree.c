// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fuse_tree.c - a FUSE mount as ls, find, stat, cp, rm and lsattr see it: what files are, and what is not
 * possible.
 */
#include <dirent.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "tests/host/fuse_client.h"

static char path[4096];

/* of the mount */
static const char *in_mount(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", rig.folder[0], name);
	return path;
}

static struct stat stat_of(const char *name)
{
	struct stat is = { 0 };

	EXPECT(!lstat(in_mount(name), &is), "%s: %s", name, strerror(errno));
	return is;
}

static void each_mode(void (*client)(void))
{
	in_mode(FUSE_MODE_AUTO, client);
	in_mode(FUSE_MODE_DIRECT, client);
}

/* ---- what is there ----------------------------------------------------------------------------------------------- */

/* xrun_injection is only written */
static bool is_text(const char *name, const struct stat *is)
{
	return S_ISREG(is->st_mode) && !strncmp(name, "./proc", 6) && !strstr(name, "xrun_injection");
}

/* folders' links and all files' numbers, as a walk finds them */
static void walk(const char *folder, unsigned int depth)
{
	struct stat here = stat_of(folder), is;
	struct dirent *entry;
	unsigned int folders = 0;
	char *name;
	DIR *all = opendir(in_mount(folder));

	EXPECT(all != NULL && depth < 10);
	while (all && !tap_failed && (entry = readdir(all))) {
		if (*entry->d_name == '.')
			continue;
		if (asprintf(&name, "%s/%s", folder, entry->d_name) < 0)
			break;
		is = stat_of(name);
		EXPECT(entry->d_type == is.st_mode >> 12, "%s: %u, 0%o", name, entry->d_type, is.st_mode);
		/* PCMs have a number at each look: passthrough needs another inode for each open file */
		EXPECT(entry->d_ino == is.st_ino || !strncmp(entry->d_name, "pcmC", 4), "%s: %lu and %lu", name,
		       entry->d_ino, is.st_ino);
		EXPECT((is.st_size == 0) != is_text(name, &is) && is.st_blocks == 0, "%s: %ld bytes", name, is.st_size);
		EXPECT(S_ISDIR(is.st_mode) || is.st_nlink == 1, "%s: %lu links", name, (unsigned long)is.st_nlink);
		folders += S_ISDIR(is.st_mode);
		if (S_ISDIR(is.st_mode))
			walk(name, depth + 1);
		free(name);
	}
	if (all)
		closedir(all);
	EXPECT(here.st_nlink == 2 + folders, "%s: %lu links, %u folders", folder, (unsigned long)here.st_nlink, folders);
}

static void walk_all(void)
{
	struct stat once, again;

	walk(".", 0);
	once = stat_of("snd/controlC0");
	again = stat_of("snd/controlC0");
	EXPECT(once.st_ino == again.st_ino && once.st_mtime == again.st_mtime && once.st_mtime > 0);
}

static void links_numbers_and_sizes_are_those_of_a_tree(void)
{
	each_mode(walk_all);
}

/* ---- texts that are not read(2) ---------------------------------------------------------------------------------- */

#define TEXT_MOST 65536

/* as busybox's cat and Python's shutil do it; from the descriptor's position on */
static void expect_sent(int fd, const char *wanted, size_t bytes)
{
	static char got[TEXT_MOST];
	int copy = memfd_create("copy", MFD_CLOEXEC);
	ssize_t piece, sent = 0;

	while ((piece = sendfile(copy, fd, NULL, 4096)) > 0)
		sent += piece;
	EXPECT(!piece && sent == (ssize_t)bytes && pread(copy, got, bytes, 0) == sent && !memcmp(got, wanted, bytes),
	       "%zd of %zu bytes, %s", sent, bytes, strerror(errno));
	close(copy);
}

static void expect_mapped(int fd, const char *wanted, size_t bytes)
{
	char *at = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);

	EXPECT(at != MAP_FAILED && !memcmp(at, wanted, bytes), "%s", strerror(errno));
	if (at != MAP_FAILED)
		munmap(at, bytes);
}

static void send_one(const char *name)
{
	static char text[TEXT_MOST];
	struct stat is;
	size_t bytes = 0;
	ssize_t got;
	int fd = open(in_mount(name), O_RDONLY);

	while ((got = read(fd, text + bytes, TEXT_MOST - bytes)) > 0)
		bytes += got;
	EXPECT(!got && bytes && !fstat(fd, &is) && is.st_size == (off_t)bytes, "%s: %zd, %zu bytes", name, got, bytes);
	EXPECT(lseek(fd, 0, SEEK_SET) == 0);
	expect_sent(fd, text, bytes);
	expect_mapped(fd, text, bytes);
	close(fd);
}

static void write_prealloc(const char *text)
{
	int fd = open(in_mount("proc/asound/card0/pcm0p/sub0/prealloc"), O_WRONLY | O_TRUNC);

	EXPECT(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "%s", strerror(errno));
	close(fd);
}

static void send_texts(void)
{
	int fd;

	send_one("proc/asound/cards");
	send_one("proc/asound/card0/pcm0p/info");
	/* it grows and shrinks; what was sent before is not kept */
	write_prealloc("64\n");
	send_one("proc/asound/card0/pcm0p/sub0/prealloc");
	write_prealloc("0\n");
	send_one("proc/asound/card0/pcm0p/sub0/prealloc");
	write_prealloc("32\n");
	fd = open(in_mount("proc/asound/card0/pcm0p/sub0/prealloc"), O_RDONLY);
	expect_sent(fd, "32\n", 3);
	close(fd);
}

static void a_text_is_sent_and_mapped_as_it_is_read(void)
{
	each_mode(send_texts);
}

/* ---- what is not possible ---------------------------------------------------------------------------------------- */

#define FAILS(call, wanted) EXPECT((call) < 0 && errno == (wanted), #call ": %s", strerror(errno))

static void try_to_change(void)
{
	char there[256], value[8], name[301];
	struct statvfs fs;

	snprintf(there, sizeof(there), "%s/snd/controlC0", rig.folder[0]);
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	FAILS(mkdir(in_mount("snd/x"), 0777), EPERM);
	FAILS(mkdir(there, 0777), EEXIST);
	FAILS(rmdir(in_mount("proc/asound")), EPERM);
	FAILS(unlink(there), EPERM);
	FAILS(unlink(in_mount("snd/nothing")), ENOENT);
	FAILS(rename(there, in_mount("snd/x")), EPERM);
	FAILS(link(there, in_mount("snd/x")), EPERM);
	FAILS(symlink("a", in_mount("snd/x")), EPERM);
	FAILS(open(in_mount("snd/x"), O_RDWR | O_CREAT, 0666), EACCES);
	FAILS(open(there, O_RDWR | O_CREAT | O_EXCL, 0666), EEXIST);
	FAILS(open(in_mount("snd"), O_RDWR), EISDIR);
	FAILS(chmod(there, 0600), EPERM);
	FAILS(chown(there, getuid(), getgid()), EPERM);
	FAILS(getxattr(there, "user.a", value, sizeof(value)), EOPNOTSUPP);
	FAILS(setxattr(there, "user.a", "b", 1, 0), EOPNOTSUPP);
	FAILS(listxattr(there, value, sizeof(value)), EOPNOTSUPP);
	FAILS(access(in_mount("snd/controlC0/x"), F_OK), ENOTDIR);
	snprintf(path, sizeof(path), "%s/snd", rig.folder[0]);
	FAILS(chdir(path) ?: open(name, O_RDONLY), ENAMETOOLONG);
	EXPECT(!chdir("/"));
	EXPECT(!statvfs(there, &fs) && fs.f_namemax == 255 && !fs.f_blocks && fs.f_bsize == 4096);
}

static void what_cannot_be_is_refused_as_in_proc(void)
{
	each_mode(try_to_change);
}

/* which of the two depends on the kernel's age */
static bool has_no_attributes(int fd)
{
	int bits;

	return ioctl(fd, FS_IOC_GETFLAGS, &bits) < 0 && (errno == ENOTTY || errno == EOPNOTSUPP);
}

/* lsattr(1). The kernel opens the file once more for it, and one that is held would be waited for for ever. */
static void ask_for_attributes(void)
{
	int fd = open_playback(0), text = open(in_mount("proc/asound/cards"), O_RDONLY),
	    folder = open(in_mount("snd"), O_RDONLY | O_DIRECTORY), bits;

	EXPECT(fd >= 0 && text >= 0 && folder >= 0);
	EXPECT(has_no_attributes(fd) && has_no_attributes(text) && has_no_attributes(folder));
	FAILS(ioctl(folder, SNDRV_PCM_IOCTL_PVERSION, &bits), ENOTTY);
	EXPECT(pcm_state(fd) == SNDRV_PCM_STATE_OPEN);
	close(fd);
	close(text);
	close(folder);
}

static void files_have_no_attributes_and_folders_no_ioctls(void)
{
	each_mode(ask_for_attributes);
}

static const struct tap_case cases[] = {
	TAP_CASE(links_numbers_and_sizes_are_those_of_a_tree),
	TAP_CASE(a_text_is_sent_and_mapped_as_it_is_read),
	TAP_CASE(what_cannot_be_is_refused_as_in_proc),
	TAP_CASE(files_have_no_attributes_and_folders_no_ioctls),
};

/* in a mount namespace of its own, as every test that mounts */
int main(int argc, char **argv)
{
	return rig_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
