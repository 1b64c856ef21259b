// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory.c - the host's side of physical memory (usnd/host.h, "memory").
 *
 * A machine's RAM is a memfd: sparse, so that a 6 GiB machine costs what it touches, and shareable, so that a
 * device model and a client can map the same frames. Address space is reserved without access first and RAM is mapped
 * over parts of it; what is taken away becomes inaccessible again, so a stale pointer faults instead of reading
 * something else.
 *
 * No state, no locks: the callers own the ranges they pass.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <usnd/host.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif

#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#endif

size_t host_page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_to_page(size_t bytes)
{
	size_t page = host_page_size();

	return (bytes + page - 1) & ~(page - 1);
}

int host_ram_create(uint64_t bytes)
{
	int fd = memfd_create("usnd-ram", MFD_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)bytes)) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

int host_shared_create(uint64_t bytes)
{
	int fd = memfd_create("usnd-client", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int err;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)bytes) || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

int host_ram_write(int fd, uint64_t offset, const void *data, size_t bytes)
{
	const char *from = data;
	ssize_t done;

	for (; bytes; bytes -= (size_t)done, from += done, offset += (uint64_t)done) {
		done = pwrite(fd, from, bytes, (off_t)offset);
		if (done <= 0)
			return done ? -errno : -EIO;
	}
	return 0;
}

void host_ram_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

int host_ram_discard(int fd, uint64_t offset, uint64_t bytes)
{
	if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)bytes))
		return -errno;
	return 0;
}

void *host_reserve(size_t bytes, size_t align)
{
	size_t page = host_page_size();
	size_t slack = align > page ? align - page : 0;
	uintptr_t at, start, end;
	void *area;

	bytes = round_to_page(bytes);
	if (!bytes || bytes + slack < bytes)
		return NULL;
	area = mmap(NULL, bytes + slack, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED)
		return NULL;
	at = (uintptr_t)area;
	end = at + bytes + slack;
	start = (at + align - 1) & ~(uintptr_t)(align - 1);
	if (start > at)
		munmap(area, start - at);
	if (start + bytes < end)
		munmap((void *)(start + bytes), end - start - bytes);
	return (void *)start;
}

void host_unreserve(void *at, size_t bytes)
{
	if (!at)
		return;
#ifdef HAVE_ASAN
	/*
	 * past the sanitizer's munmap, which clears marks over the whole range: seconds for gigabytes nobody ever
	 * touched
	 */
	syscall(SYS_munmap, at, round_to_page(bytes));
#else
	munmap(at, round_to_page(bytes));
#endif
}

int host_map(void *at, size_t bytes, int fd, uint64_t offset)
{
	if (mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, (off_t)offset) == MAP_FAILED)
		return -errno;
	return 0;
}

int host_protect(void *at, size_t bytes, bool accessible)
{
	return mprotect(at, bytes, accessible ? PROT_READ | PROT_WRITE : PROT_NONE) ? -errno : 0;
}

int host_unmap(void *at, size_t bytes)
{
	if (mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
		return -errno;
	return 0;
}

void *host_zalloc_map(size_t bytes)
{
	void *area = mmap(NULL, round_to_page(bytes), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return area == MAP_FAILED ? NULL : area;
}

void host_poison(const void *at, size_t bytes)
{
#ifdef HAVE_ASAN
	__asan_poison_memory_region(at, bytes);
#endif
}

void host_unpoison(const void *at, size_t bytes)
{
#ifdef HAVE_ASAN
	__asan_unpoison_memory_region(at, bytes);
#endif
}

void *host_memset(void *dst, int value, size_t bytes)
{
	return memset(dst, value, bytes);
}

void *host_memcpy(void *dst, const void *src, size_t bytes)
{
	return memcpy(dst, src, bytes);
}

void *host_memmove(void *dst, const void *src, size_t bytes)
{
	return memmove(dst, src, bytes);
}

int host_memcmp(const void *a, const void *b, size_t bytes)
{
	return memcmp(a, b, bytes);
}

size_t host_strlen(const char *text)
{
	return strlen(text);
}
