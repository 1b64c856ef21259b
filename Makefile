# SPDX-License-Identifier: GPL-2.0-or-later
# The door: make run, make test. Everything behind it is meson and ninja in build/.
#
#   make run [WAV=file] [CARDS=es1370,hda]   build, play a recording through the drivers, compare what the devices heard
#   make test                           the tests, a few seconds
#   make test-all                       also: clang, sanitizers, threads, schedules, the kernel's own build
#   make test-system                    a whole Debian 12 with systemd in a guest, its package installed and used (by hand)
#   make test-arm64 [ARM64=16k]         built for arm64 and run under QEMU, on a machine that is none: scripts/test-arm64
#   make fuzz [SECONDS=60]              what an application can say, made up by libFuzzer
#   make coverage [FOLDER=sound/pcm]    which lines the tests reach
#   make bench                          figures beside their peers, one table
#   make install [PREFIX=/usr/local]
#   make deb                            a Debian package, build/deb/usnd_….deb, and its tests
#   make clean                          remove build/
#
# A missing build package is installed first (scripts/setup: as root, or by sudo).

BUILD := build
PREFIX ?= /usr/local
CARDS ?= es1370,sb16,hda,hda@pc-fragmented,rme32,aloop,dummy
WAV ?= /usr/share/sounds/alsa/Front_Center.wav
MESONFLAGS ?=

.PHONY: all run test test-all test-system test-arm64 fuzz coverage bench install deb clean setup

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet > $(BUILD)/ninja.log || { cat $(BUILD)/ninja.log; exit 1; }

setup:
	@scripts/setup base

$(BUILD)/build.ninja: | setup
	@meson setup --prefix=$(PREFIX) $(MESONFLAGS) $(BUILD) > $(BUILD)-setup.log 2>&1 || { cat $(BUILD)-setup.log; exit 1; }
	@rm -f $(BUILD)-setup.log

run: setup all
	@$(BUILD)/usnd play --card $(CARDS) --line-out $(BUILD)/run/ $(WAV)
	@echo
	@$(BUILD)/usnd record --card es1370 --line-in $(WAV) $(BUILD)/run/es1370-recorded.wav
	@echo
	@scripts/run-exec $(BUILD) $(WAV)

test: setup all
	@scripts/run-tests $(BUILD)

# TESTED=1: make test has just passed (.ci/run)
test-all: $(if $(TESTED),setup all,test)
	@scripts/test-all

test-system: setup
	@scripts/setup deb
	@scripts/setup all
	@scripts/guest-system $(BUILD)

test-arm64: setup
	@scripts/test-arm64 $(ARM64)

fuzz: setup
	@scripts/setup all
	@scripts/fuzz $(SECONDS)

coverage: setup
	@scripts/coverage $(FOLDER)

bench: setup all
	@scripts/setup bench
	@scripts/bench

install: all
	@meson install -C $(BUILD) --no-rebuild

deb: setup
	@scripts/setup deb
	@package=$$(scripts/make-deb $(BUILD)) && tests/scripts/test_deb $$package && echo $$package

clean:
	rm -rf $(BUILD)
