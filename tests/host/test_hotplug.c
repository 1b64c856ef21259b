// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cards that come and go while the world is up: plugged in, pulled out under an open stream, all at once; and what a
 * module's parameters are called.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "harness/run.h"
#include "host/log.h"
#include "tests/host/tap.h"

#define PLACE USND_BDF(0, 9, 0)

/* @found: how many rules will be broken */
static void with_world(int (*body)(struct run *run), unsigned int count, const char *const *names, unsigned long found)
{
	struct run_config config = { .clock = HOST_CLOCK_VIRTUAL };
	struct run_result result;
	int err;

	for (config.card_count = 0; config.card_count < count; config.card_count++)
		config.cards[config.card_count] = card_find(names[config.card_count]);
	host_log_level(found ? -1 : 4);
	err = run_world(&config, body, NULL, &result);
	EXPECT(err == (found ? -EIO : 0) && result.findings == found, "(%s: %s, %lu findings)",
	       result.step ? result.step : "", strerror(-err), result.findings);
}

static bool has_control(struct run *run, unsigned int card)
{
	struct snd_ctl_card_info info;

	return !client_card_info(&run->client, card, &info);
}

static int play_a_little(struct run *run, unsigned int card)
{
	struct client_params want = { .format = 2, .rate = 44100, .channels = 2 }; /* S16_LE */
	static int16_t sound[2 * 5000];
	struct client_pcm pcm;
	size_t done;
	int err = client_pcm_open(&pcm, &run->client, card, 0, false, 0);

	if (err)
		return err;
	err = client_pcm_configure(&pcm, &want);
	if (!err)
		err = client_pcm_write(&pcm, sound, 5000, &done);
	if (!err)
		err = client_pcm_drain(&pcm);
	client_pcm_close(&pcm);
	return err;
}

static int load(const char *name, const char *params)
{
	char path[512];
	int err = module_path(name, path, sizeof(path));

	return err ? err : usnd_module_load(path, params);
}

/* ---- coming ------------------------------------------------------------------------------------------------- */

static int added_body(struct run *run)
{
	EXPECT(!load("snd-es1370", "") && !has_control(run, 0));
	EXPECT(!usnd_pci_add("es1370", PLACE) && has_control(run, 0), "(its driver was there)");
	EXPECT(!play_a_little(run, 0));
	EXPECT(!usnd_pci_add("hda", USND_BDF(0, 10, 0)) && !has_control(run, 1));
	EXPECT(!load("snd-hda", "index=7") && has_control(run, 7), "(its driver comes after it)");
	EXPECT(!play_a_little(run, 7));
	return 0;
}

static void a_card_that_is_plugged_in_finds_its_driver(void)
{
	with_world(added_body, 0, NULL, 0);
}

static int refused_body(struct run *run)
{
	EXPECT(usnd_pci_add("cray", PLACE) == -ENODEV);
	EXPECT(usnd_pci_add("es1370", USND_BDF(0, 5, 0)) == -EINVAL, "(the slot is taken)");
	EXPECT(usnd_pci_add("es1370", USND_BDF(0, 9, 1)) == -EINVAL &&
	       usnd_pci_add("es1370", USND_BDF(1, 9, 0)) == -EINVAL);
	EXPECT(has_control(run, 0) && !has_control(run, 1));
	return 0;
}

static void a_card_needs_a_model_and_an_empty_slot(void)
{
	with_world(refused_body, 1, (const char *const[]){ "es1370" }, 0);
}

/* more often than the window has room for: 16 KiB of ports, 256 MiB of memory */
static int again_body(struct run *run)
{
	for (unsigned int i = 0; i < 600 && !tap_failed; i++) {
		/* a driver has parameters for 32 cards, and counts those it has seen */
		if (i % 30 == 0) {
			usnd_module_unload("snd-es1370");
			usnd_module_unload("snd-rme32");
			EXPECT(!load("snd-es1370", "") && !load("snd-rme32", ""));
		}
		EXPECT(!usnd_pci_add("es1370", PLACE), "(%u)", i);
		EXPECT(!usnd_pci_add("rme32", USND_BDF(0, 8, 0)) && has_control(run, 1), "(%u)", i);
		EXPECT(!usnd_pci_remove(PLACE) && !usnd_pci_remove(USND_BDF(0, 8, 0)) && !has_control(run, 0));
	}
	EXPECT(!usnd_pci_add("es1370", PLACE) && !play_a_little(run, 0));
	return 0;
}

static void places_of_cards_that_are_gone_are_used_again(void)
{
	with_world(again_body, 0, NULL, 0);
}

/* ---- going ---------------------------------------------------------------------------------------------------- */

static int pulled_body(struct run *run)
{
	struct client_pcm pcm;

	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0));
	EXPECT(!usnd_pci_pull(USND_BDF(0, 5, 0)), "(returns, although a file is open)");
	host_task_park(host_now() + 1000000);
	EXPECT(usnd_detaching() == 1 && !has_control(run, 0));
	EXPECT(client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE) == -ENODEV);
	EXPECT(!client_pcm_close(&pcm));
	host_task_park(host_now() + 1000000);
	EXPECT(!usnd_detaching());
	EXPECT(usnd_pci_pull(USND_BDF(0, 5, 0)) == -ENODEV);
	EXPECT(!usnd_pci_add("es1370", USND_BDF(0, 5, 0)) && has_control(run, 0) && !play_a_little(run, 0));
	return 0;
}

static void pulling_a_card_does_not_wait_for_its_clients(void)
{
	with_world(pulled_body, 1, (const char *const[]){ "es1370" }, 0);
}

/* its code is needed until what it has left to devres is gone */
static int unloaded_body(struct run *run)
{
	struct client_pcm pcm;

	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0));
	EXPECT(!usnd_pci_pull(USND_BDF(0, 5, 0)));
	host_task_park(host_now() + 1000000);
	EXPECT(usnd_module_unload("snd-es1370") == -EBUSY);
	EXPECT(!client_pcm_close(&pcm));
	EXPECT(!usnd_module_unload("snd-es1370") && !load("snd-es1370", ""));
	/* and without a file, from its beginning on */
	EXPECT(!usnd_pci_add("es1370", PLACE) && has_control(run, 0) && !usnd_pci_pull(PLACE));
	EXPECT(!usnd_module_unload("snd-es1370") && !load("snd-es1370", ""));
	return 0;
}

static void a_module_waits_for_the_driver_that_is_leaving(void)
{
	with_world(unloaded_body, 1, (const char *const[]){ "es1370" }, 0);
}

static int all_body(struct run *run)
{
	struct client_pcm pcm[4];

	for (unsigned int i = 0; i < 4; i++)
		EXPECT(!client_pcm_open(&pcm[i], &run->client, i, 0, false, 0));
	EXPECT(!usnd_detach_all());
	host_task_park(host_now() + 1000000);
	EXPECT(usnd_detaching() == 4, "(%u)", usnd_detaching());
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT(!has_control(run, i) && client_pcm_do(&pcm[i], SNDRV_PCM_IOCTL_PREPARE) == -ENODEV, "(card %u)",
		       i);
		if (i < 3)
			EXPECT(!client_pcm_close(&pcm[i]));
	}
	host_task_park(host_now() + 1000000);
	EXPECT(usnd_detaching() == 1);
	/* the last one shutdown closes, and says so */
	return 0;
}

static void all_cards_go_at_once_and_shutdown_waits(void)
{
	with_world(all_body, 4, (const char *const[]){ "es1370", "sb16", "aloop", "dummy" }, 1);
}

/* ---- parameters ----------------------------------------------------------------------------------------------- */

static void the_parameters_of_a_module_can_be_listed(void)
{
	char path[512], name[64], all[256] = " ";

	EXPECT(!module_path("snd-aloop", path, sizeof(path)));
	for (unsigned int i = 0; !usnd_module_parameter(path, i, name, sizeof(name)); i++) {
		strcat(all, name);
		strcat(all, " ");
	}
	EXPECT(strstr(all, " index ") && strstr(all, " pcm_substreams ") && strstr(all, " timer_source "), "%s", all);
	EXPECT(usnd_module_parameter(path, 50, name, sizeof(name)) == -ERANGE);
	EXPECT(usnd_module_parameter("/nowhere.so", 0, name, sizeof(name)) == -ENOENT);
	EXPECT(usnd_module_parameter("/proc/self/exe", 0, name, sizeof(name)) == -ENOEXEC);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_card_that_is_plugged_in_finds_its_driver),
	TAP_CASE(a_card_needs_a_model_and_an_empty_slot),
	TAP_CASE(places_of_cards_that_are_gone_are_used_again),
	TAP_CASE(pulling_a_card_does_not_wait_for_its_clients),
	TAP_CASE(a_module_waits_for_the_driver_that_is_leaving),
	TAP_CASE(all_cards_go_at_once_and_shutdown_waits),
	TAP_CASE(the_parameters_of_a_module_can_be_listed),
};

TAP_MAIN(cases)
