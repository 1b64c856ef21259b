// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * server.c - a server's life, as the body of a run of the harness.
 */
#include "server/server.h"

#include <errno.h>

#include "harness/record_tap.h"
#include "server/pace.h"

static int serve(struct server *server)
{
	const struct server_config *config = server->config;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < config->count; i++)
		err = engine_serve(&server->engine, config->transports[i]);
	if (!err && config->ready)
		err = config->ready(server, config->ctx);
	if (err)
		return err;
	if (server->pace)
		pace_free(server->pace, false);
	engine_wait(&server->engine, config->transports[0], config->stop_fd);
	return 0;
}

static int server_body(struct run *run)
{
	struct server *server = run->arg;
	struct record_tap record;
	int err, late;

	server->run = run;
	err = server->config->record ? record_tap_start(&record, server->config->record) : 0;
	if (err)
		return err;
	err = engine_start(&server->engine, server->pace);
	if (!err) {
		err = serve(server);
		if (server->pace)
			pace_free(server->pace, true);
		engine_stop(&server->engine);
	}
	late = server->config->record ? record_tap_stop(&record) : 0;
	return err ?: late;
}

int server_run(const struct server_config *config, struct run_result *result)
{
	struct run_config world = config->world;
	struct server server = { .config = config };
	int err;

	*result = (struct run_result){ 0 };
	world.clock = config->clock == SERVER_REAL ? HOST_CLOCK_REAL : HOST_CLOCK_VIRTUAL;
	if (config->clock == SERVER_PACED) {
		err = pace_open(&server.pace);
		if (err) {
			result->error = err;
			result->step = "clock";
			return err;
		}
		world.idle = pace_idle;
		world.idle_ctx = server.pace;
	}
	err = run_world(&world, server_body, &server, result);
	pace_close(server.pace);
	return err;
}
