# SPDX-License-Identifier: GPL-2.0-or-later
# The door: make run, make test. Everything behind it is meson and ninja in build/.
#
#   make run [WAV=file] [CARD=es1370]   build, play a sound file through the driver and record it, compare both ways
#   make test                           the tests, a few seconds
#   make test-all                       also: clang, sanitizers, threads, schedules, the kernel's own build
#   make fuzz [SECONDS=60]              what an application can say, made up by libFuzzer
#   make coverage [FOLDER=sound/pcm]    which lines the tests reach
#   make bench                          figures beside their peers, one table
#   make install [PREFIX=/usr/local]
#   make clean                          remove build/
#
# A missing build package is installed first (scripts/setup: as root, or by sudo).

BUILD := build
PREFIX ?= /usr/local
CARD ?= es1370
WAV ?= /usr/share/sounds/alsa/Front_Center.wav
MESONFLAGS ?=

.PHONY: all run test test-all fuzz coverage bench install clean setup

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet > $(BUILD)/ninja.log || { cat $(BUILD)/ninja.log; exit 1; }

setup:
	@scripts/setup base

$(BUILD)/build.ninja: | setup
	@meson setup --prefix=$(PREFIX) $(MESONFLAGS) $(BUILD) > $(BUILD)-setup.log 2>&1 || { cat $(BUILD)-setup.log; exit 1; }
	@rm -f $(BUILD)-setup.log

run: setup all
	@$(BUILD)/usnd play --card $(CARD) --line-out $(BUILD)/run/$(CARD).wav $(WAV)
	@$(BUILD)/usnd record --card $(CARD) --line-in $(WAV) $(BUILD)/run/$(CARD)-recorded.wav

test: setup all
	@scripts/run-tests $(BUILD)

# TESTED=1: make test has just passed (.ci/run)
test-all: $(if $(TESTED),setup all,test)
	@scripts/test-all

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

clean:
	rm -rf $(BUILD)
