/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_begin.c - somebody's server and client are brought up to the moment of the fault. */
#include "drill_parts.h"

#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct event *drill_note(struct drill *drill, int host, const char *verb, const char *format, ...)
{
	struct event *event = lab_record(drill->lab, EVENT_NOTE, host, verb);
	va_list args;

	va_start(args, format);
	text_vset(event->text, sizeof(event->text), format, args);
	va_end(args);
	narrate(drill->lab, "%s", event->text);
	return event;
}

/* ---- The programs -------------------------------------------------------------------------------
 */

struct drill *drill_of(struct lab *lab)
{
	static struct drill drill;

	if (!lab->process->drill)
		lab_broken(lab, "a drill needs the programs of a user");
	drill = (struct drill){ .lab = lab, .request = lab->process->drill };
	drill.server.output = drill.server.report = -1;
	drill.client.output = drill.client.report = -1;
	drill.left.output = drill.left.report = -1;
	drill.ready.output = drill.ready.report = -1;
	lab->program[0] = &drill.server;
	lab->program[1] = &drill.client;
	lab->program[2] = &drill.left;
	lab->program[3] = &drill.ready;
	lab->program_count = 4;
	return &drill;
}

struct search {
	struct drill *drill;
	int host;
	bool found;
	char others[TEXT_SIZE]; /* ports that are listened on */
};

static bool take_listener(const struct diag_socket *found, void *arg)
{
	struct search *search = arg;
	char port[16];

	if (found->state != TCP_LISTEN)
		return true;
	/* A socket of IPv6 takes IPv4 too, unless it says otherwise; not the other way round. */
	search->found |= found->local_port == search->drill->request->port &&
			 (found->family == AF_INET6 || search->drill->lab->family == AF_INET);
	snprintf(port, sizeof(port), "%u", found->local_port);
	if (!text_has_word(search->others, port))
		text_append(search->others, sizeof(search->others), "%s%s",
			    *search->others ? " " : "", port);
	return true;
}

/* A server of which nothing is left will never listen. */
static void check_alive(struct drill *drill, const struct program *program, const char *before)
{
	char text[64];

	if (program->has_ended && program->report < 0)
		lab_broken(drill->lab, "the %s %s before %s; see its output", program->name,
			   program_end_text(program, text, sizeof(text)), before);
}

static bool listens(struct lab *lab, const void *arg)
{
	struct search search = *(const struct search *)arg;

	(void)lab;
	check_alive(search.drill, &search.drill->server, "it listened");
	each_socket(search.drill, search.host, take_listener, &search);
	return search.found;
}

static void await_listener(struct drill *drill)
{
	struct lab *lab = drill->lab;
	struct search search = { .drill = drill, .host = drill->server.host };

	/* A listener is no packet, and nobody is told of it. */
	if (!await_for(lab, wait_ns(lab->process->scale), listens, &search)) {
		each_socket(drill, search.host, take_listener, &search);
		lab_broken(
			lab,
			"waited %" PRId64 " ms for the server to listen on port %u over %s: %s%s%s",
			wait_ns(lab->process->scale) / 1000000, drill->request->port,
			lab->family == AF_INET ? "IPv4" : "IPv6",
			*search.others ? "it listens, over IPv4 or IPv6, on "
				       : "it listens on no port",
			search.others, *search.others ? "; let it use $PORT, or give --port" : "");
	}
	struct event *event = drill_note(drill, search.host, "listens",
					 "the server listens on port %u", drill->request->port);
	event->ret = drill->request->port;
}

/* ---- Readiness ----------------------------------------------------------------------------------
 */

static bool is_ready(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	if (drill->server.has_said || drill->ready.has_ended)
		return true;
	check_alive(drill, &drill->server, "it was ready");
	return false;
}

static _Noreturn void complain_of_wait(struct drill *drill, const char *what)
{
	struct lab *lab = drill->lab;

	program_tell_rest(&drill->server);
	lab_broken(lab,
		   "waited %" PRId64 " ms for %s (--ready); use --timeout-scale to wait longer%s",
		   wait_ns(lab->process->scale) / 1000000, what,
		   drill->request->ready && lab->family == AF_INET6
			   ? "; over IPv6 a host with its link down cannot reach its own address, "
			     "see 'line TEXT'"
			   : "");
}

/* A shell that cannot run the loop has ended as well. */
static void await_command(struct drill *drill)
{
	struct lab *lab = drill->lab;
	char end[64];

	program_start(lab, &drill->ready,
		      &(struct program_call){ .host = "server",
					      .name = "ready",
					      .command = drill->request->ready,
					      .until_good = true },
		      drill->request);
	if (!await_for(lab, wait_ns(lab->process->scale), is_ready, &drill))
		complain_of_wait(drill, "the command to exit with 0");
	if (drill->ready.status)
		lab_broken(lab, "the command of --ready %s",
			   program_end_text(&drill->ready, end, sizeof(end)));
	program_dismiss(&drill->ready);
	drill_note(drill, drill->server.host, "ready",
		   "the server is ready: the command exited with 0");
}

static void await_ready(struct drill *drill)
{
	struct lab *lab = drill->lab;
	const char *line = drill->request->ready_line;
	char what[TEXT_SIZE];

	if (drill->request->ready)
		await_command(drill);
	if (!line)
		return;
	if (!await_for(lab, wait_ns(lab->process->scale), is_ready, &drill)) {
		text_set(what, sizeof(what), "the server to print '%s'", line);
		complain_of_wait(drill, what);
	}
	drill_note(drill, drill->server.host, "ready", "the server is ready: it printed '%s'",
		   line);
}

void service_start(struct drill *drill)
{
	program_start(drill->lab, &drill->server,
		      &(struct program_call){ .host = "server",
					      .name = "server",
					      .command = drill->request->server,
					      .awaited = drill->request->ready_line },
		      drill->request);
	await_listener(drill);
	await_ready(drill);
}

void client_start(struct drill *drill)
{
	program_start(drill->lab, &drill->client,
		      &(struct program_call){ .host = "client",
					      .name = "client",
					      .command = drill->request->client,
					      .awaited = drill->request->when_line },
		      drill->request);
}

struct drill *drill_begin(struct lab *lab)
{
	struct drill *drill = drill_of(lab);

	service_start(drill);
	client_start(drill);
	return drill;
}
