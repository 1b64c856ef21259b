// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_iomem.c - copying between device memory and an application's. The device is any RME Digi32: its 128 KiB of
 * memory have no side effects.
 */
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/uio.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include "client.h"

/* more than a block of the copy, and no multiple of it */
#define BYTES 1001u

struct card_memory {
	struct pci_dev *pci;
	char __iomem *io;
	u8 pattern[BYTES], seen[BYTES];
	char __user *user;
};

static void put_card(void *arg)
{
	struct card_memory *card = arg;

	if (card->io)
		iounmap(card->io);
	pci_disable_device(card->pci);
	pci_dev_put(card->pci);
}

static struct card_memory *card_memory(struct kunit *test)
{
	struct card_memory *card = kunit_kzalloc(test, sizeof(*card), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, card);
	card->pci = pci_get_device(PCI_VENDOR_ID_XILINX_RME, PCI_DEVICE_ID_RME_DIGI32, NULL);
	if (!card->pci)
		kunit_skip(test, "needs a card with memory");
	KUNIT_ASSERT_EQ(test, pci_enable_device(card->pci), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_card, card), 0);
	card->io = ioremap(pci_resource_start(card->pci, 0), 0x20000);
	KUNIT_ASSERT_NOT_NULL(test, card->io);
	card->user = user_memory(test);
	for (i = 0; i < BYTES; i++)
		card->pattern[i] = i * 7 + i / 251 + 1;
	memset_io(card->io, 0, 2 * BYTES);
	return card;
}

static void user_memory_comes_to_the_card(struct kunit *test)
{
	struct card_memory *card = card_memory(test);

	KUNIT_ASSERT_EQ(test, copy_to_user(card->user, card->pattern, BYTES), 0UL);
	KUNIT_EXPECT_EQ(test, copy_from_user_toio(card->io + 3, card->user, BYTES), 0);
	memcpy_fromio(card->seen, card->io + 3, BYTES);
	KUNIT_EXPECT_MEMEQ(test, card->seen, card->pattern, BYTES);
	KUNIT_EXPECT_EQ(test, readb(card->io + 2), 0);
	KUNIT_EXPECT_EQ(test, readb(card->io + 3 + BYTES), 0);
}

static void the_card_s_memory_comes_to_user_memory(struct kunit *test)
{
	struct card_memory *card = card_memory(test);

	memcpy_toio(card->io + 5, card->pattern, BYTES);
	KUNIT_EXPECT_EQ(test, copy_to_user_fromio(card->user, card->io + 5, BYTES), 0);
	KUNIT_ASSERT_EQ(test, copy_from_user(card->seen, card->user, BYTES), 0UL);
	KUNIT_EXPECT_MEMEQ(test, card->seen, card->pattern, BYTES);
}

static void pieces_are_joined(struct kunit *test)
{
	struct card_memory *card = card_memory(test);
	struct kvec pieces[] = {
		{ card->pattern, 300 }, { card->pattern + 300, 1 }, { card->pattern + 301, BYTES - 301 },
	};
	struct kvec back[] = { { card->seen, 511 }, { card->seen + 511, BYTES - 511 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, pieces, 3, BYTES);
	KUNIT_EXPECT_EQ(test, copy_from_iter_toio(card->io, &iter, BYTES), 0);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)0);
	iov_iter_kvec(&iter, ITER_DEST, back, 2, BYTES);
	KUNIT_EXPECT_EQ(test, copy_to_iter_fromio(&iter, card->io, BYTES), 0);
	KUNIT_EXPECT_MEMEQ(test, card->seen, card->pattern, BYTES);
}

static void nothing_to_copy_is_fine(struct kunit *test)
{
	struct card_memory *card = card_memory(test);

	KUNIT_EXPECT_EQ(test, copy_from_user_toio(card->io, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, copy_to_user_fromio(NULL, card->io, 0), 0);
}

static void missing_user_memory_is_efault(struct kunit *test)
{
	struct card_memory *card = card_memory(test);

	KUNIT_EXPECT_EQ(test, copy_from_user_toio(card->io, NULL, BYTES), -EFAULT);
	KUNIT_EXPECT_EQ(test, copy_to_user_fromio(NULL, card->io, BYTES), -EFAULT);
	KUNIT_EXPECT_EQ(test, readb(card->io), 0);
}

static void short_iterators_are_efault(struct kunit *test)
{
	struct card_memory *card = card_memory(test);
	struct kvec piece = { card->pattern, 600 };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &piece, 1, 600);
	KUNIT_EXPECT_EQ(test, copy_from_iter_toio(card->io, &iter, BYTES), -EFAULT);
	/* whole blocks have gone over, of the one that failed nothing */
	KUNIT_EXPECT_EQ(test, readb(card->io + 511), card->pattern[511]);
	KUNIT_EXPECT_EQ(test, readb(card->io + 512), 0);

	piece.iov_base = card->seen;
	iov_iter_kvec(&iter, ITER_DEST, &piece, 1, 600);
	KUNIT_EXPECT_EQ(test, copy_to_iter_fromio(&iter, card->io, BYTES), -EFAULT);
	KUNIT_EXPECT_MEMEQ(test, card->seen, card->pattern, 512);
}

/* the fault in the middle: the second half of the range does not exist */
static void fault_in_the_middle_is_efault(struct kunit *test)
{
	struct card_memory *card = card_memory(test);
	struct iovec pieces[] = { { card->user, 600 }, { NULL, 401 } };
	struct iov_iter iter;

	KUNIT_ASSERT_EQ(test, copy_to_user(card->user, card->pattern, 600), 0UL);
	iov_iter_init(&iter, ITER_SOURCE, pieces, 2, BYTES);
	KUNIT_EXPECT_EQ(test, copy_from_iter_toio(card->io, &iter, BYTES), -EFAULT);
	KUNIT_EXPECT_EQ(test, readb(card->io + 511), card->pattern[511]);
	KUNIT_EXPECT_EQ(test, readb(card->io + 512), 0);
	memcpy_toio(card->io, card->pattern, BYTES);
	iov_iter_init(&iter, ITER_DEST, pieces, 2, BYTES);
	KUNIT_EXPECT_EQ(test, copy_to_iter_fromio(&iter, card->io, BYTES), -EFAULT);
	KUNIT_EXPECT_EQ(test, copy_from_user(card->seen, card->user, 600), 0UL);
	KUNIT_EXPECT_MEMEQ(test, card->seen, card->pattern, 600);
}

static struct kunit_case iomem_cases[] = {
	KUNIT_CASE(user_memory_comes_to_the_card),
	KUNIT_CASE(the_card_s_memory_comes_to_user_memory),
	KUNIT_CASE(pieces_are_joined),
	KUNIT_CASE(nothing_to_copy_is_fine),
	KUNIT_CASE(missing_user_memory_is_efault),
	KUNIT_CASE(short_iterators_are_efault),
	KUNIT_CASE(fault_in_the_middle_is_efault),
	{}
};

static struct kunit_suite iomem_suite = {
	.name = "iomem",
	.test_cases = iomem_cases,
};

kunit_test_suite(iomem_suite);

MODULE_DESCRIPTION("Tests of copies between device memory and an application's");
MODULE_LICENSE("GPL");
