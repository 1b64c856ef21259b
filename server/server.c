// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * server.c - a server's life, as the body of a run of the harness.
 */
#include "server/server.h"

#include <errno.h>
#include <stdlib.h>

#include "harness/record_tap.h"
#include "host/log.h"
#include "server/pace.h"

/* a server, and what its tasks use beside it */
struct life {
	struct server server;
	struct record_tap record;
};

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

/* calls are inside their clients' memory for ever */
static int abandon(struct run *run)
{
	log_line(3, "a call waits for memory of its client that another process has to bring, and does not: given up");
	run->abandoned = true;
	return -EBUSY;
}

static int server_body(struct run *run)
{
	struct life *life = run->arg;
	struct server *server = &life->server;
	int err, late;

	server->run = run;
	err = server->config->record ? record_tap_start(&life->record, server->config->record) : 0;
	if (err)
		return err;
	err = engine_start(&server->engine, server->pace);
	if (!err) {
		err = serve(server);
		if (server->pace)
			pace_free(server->pace, true);
		/* the record's files are valid without their end */
		if (engine_stop(&server->engine))
			return abandon(run);
	}
	late = server->config->record ? record_tap_stop(&life->record) : 0;
	return err ?: late;
}

int server_run(const struct server_config *config, struct run_result *result)
{
	struct run_config world = config->world;
	struct life *life = calloc(1, sizeof(*life));
	int err;

	*result = (struct run_result){ 0 };
	if (!life) {
		result->error = -ENOMEM;
		result->step = "server";
		return -ENOMEM;
	}
	life->server.config = config;
	world.clock = config->clock == SERVER_REAL ? HOST_CLOCK_REAL : HOST_CLOCK_VIRTUAL;
	if (config->clock == SERVER_PACED) {
		err = pace_open(&life->server.pace);
		if (err) {
			result->error = err;
			result->step = "clock";
			free(life);
			return err;
		}
		world.idle = pace_idle;
		world.idle_ctx = life->server.pace;
	}
	err = run_world(&world, server_body, life, result);
	/* tasks that were left behind have it still */
	if (result->stuck)
		return err;
	pace_close(life->server.pace);
	free(life);
	return err;
}
