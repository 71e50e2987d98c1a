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
		lab_broken(lab, "a drill wants the programs of somebody");
	drill = (struct drill){ .lab = lab, .request = lab->process->drill };
	drill.server.output = drill.server.report = -1;
	drill.client.output = drill.client.report = -1;
	drill.left.output = drill.left.report = -1;
	lab->program[0] = &drill.server;
	lab->program[1] = &drill.client;
	lab->program[2] = &drill.left;
	lab->program_count = 3;
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
		lab_broken(drill->lab, "the %s %s before %s: see what it has printed",
			   program->name, program_end_text(program, text, sizeof(text)), before);
}

static bool listens(struct lab *lab, const void *arg)
{
	struct search search = *(const struct search *)arg;

	(void)lab;
	check_alive(search.drill, &search.drill->server, "it listened");
	each_socket(search.drill, search.host, take_listener, &search);
	return search.found;
}

void service_start(struct drill *drill)
{
	struct lab *lab = drill->lab;
	struct search search = { .drill = drill, .host = host_index(lab, "server") };

	program_start(lab, &drill->server, "server", "server", drill->request->server,
		      drill->request);
	/* A listener is no packet, and nobody is told of it. */
	if (!await_for(lab, wait_ns(lab->process->scale), listens, &search)) {
		each_socket(drill, search.host, take_listener, &search);
		lab_broken(lab,
			   "waited %" PRId64
			   " ms for the server to listen on port %u over %s: %s%s",
			   wait_ns(lab->process->scale) / 1000000, drill->request->port,
			   lab->family == AF_INET ? "IPv4" : "IPv6",
			   *search.others ? "it listens, over whichever, on "
					  : "it listens on no port",
			   search.others);
	}
	drill_note(drill, search.host, "listens", "the server listens on port %u",
		   drill->request->port);
}

void client_start(struct drill *drill)
{
	program_start(drill->lab, &drill->client, "client", "client", drill->request->client,
		      drill->request);
}

/* ---- The connection -----------------------------------------------------------------------------
 */

/* Nothing is under way on the connection that was found, and nothing came while that was looked at.
 */
static bool is_quiet(struct drill *drill)
{
	return program_waits(&drill->client) && program_waits(&drill->server) &&
	       settle_round(drill->lab) && finds_connection(drill, true) &&
	       program_waits(&drill->client);
}

static bool is_idle(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	check_alive(drill, &drill->client, "it had a connection that could be disturbed");
	return finds_connection(drill, true) && is_quiet(drill);
}

static bool stands(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	check_alive(drill, &drill->client, "it had a connection that could be disturbed");
	return finds_connection(drill, false);
}

static bool has_bytes(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	check_alive(drill, &drill->client, "so much had come");
	return lab->bytes_served >= drill->request->when_bytes;
}

static bool never(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	check_alive(drill, &drill->client, "the connection was old enough");
	return false;
}

static bool has_line(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;
	const struct evidence *ev = lab->ev;

	for (int i = 0; i < ev->event_count; i++)
		if (strcmp(ev->event[i].verb, "prints") == 0 &&
		    strcmp(ev->event[i].actor, "client") == 0 &&
		    strstr(ev->event[i].text, drill->request->when_line))
			return true;
	check_alive(drill, &drill->client, "it had printed that line");
	return false;
}

struct standing {
	const struct drill *drill;
	bool found;
};

static bool take_standing(const struct diag_socket *found, void *arg)
{
	struct standing *standing = arg;

	standing->found |= is_client_end(standing->drill, found) &&
			   (found->state == TCP_ESTABLISHED || found->state == TCP_CLOSE_WAIT ||
			    found->state == TCP_FIN_WAIT1 || found->state == TCP_FIN_WAIT2);
	return !standing->found;
}

/* The moment has come: it must not be the end of the connection that was found at first, such as
 * that of a probe. Where the client has another, the moment is of that; but "N s" is of the one. */
static void check_stands(struct drill *drill)
{
	struct standing standing = { .drill = drill };
	uint16_t port = drill->local.port;

	each_socket(drill, drill->client.host, take_standing, &standing);
	if (standing.found ||
	    (drill->request->when != WHEN_AFTER && finds_connection(drill, false)))
		return;
	lab_broken(drill->lab,
		   "the connection of port %u was over before the fault was to come, and no other "
		   "is meant: see --connection",
		   port);
}

static void note_connection(struct drill *drill)
{
	struct lab *lab = drill->lab;
	char address[INET6_ADDRSTRLEN];

	struct event *event =
		drill_note(drill, drill->client.host, "connection",
			   "the connection is that of port %u to %s:%u", drill->local.port,
			   address_text(&lab->ev->host[host_index(lab, "server")].addr[0], address,
					sizeof(address)),
			   drill->request->port);
	event->ret = drill->local.port;
	drill_look(drill, drill->client.host, "before the fault");
	drill_look(drill, drill->server.host, "before the fault");
}

static _Noreturn void complain_of_none(struct drill *drill)
{
	struct lab *lab = drill->lab;
	if (finds_connection(drill, false))
		lab_broken(lab,
			   "waited %" PRId64
			   " ms for the connection of port %u to be quiet: it may "
			   "never be, see --when",
			   wait_ns(lab->process->scale) / 1000000, drill->local.port);
	lab_broken(lab,
		   "waited %" PRId64
		   " ms for the client to have a connection to port %u: there is no "
		   "name server, and only client, server and router resolve",
		   wait_ns(lab->process->scale) / 1000000, drill->request->port);
}

void await_connection(struct drill *drill)
{
	const struct drill_request *request = drill->request;
	struct lab *lab = drill->lab;

	if (!await_for(lab, wait_ns(lab->process->scale),
		       request->when == WHEN_IDLE ? is_idle : stands, &drill))
		complain_of_none(drill);
	if (request->when == WHEN_BYTES)
		await_poll(lab, has_bytes, &drill, "%" PRIu64 " bytes to have come to the client",
			   request->when_bytes);
	if (request->when == WHEN_LINE)
		await_poll(lab, has_line, &drill, "the client to print '%s'", request->when_line);
	if (request->when == WHEN_AFTER)
		await_for(lab, request->when_ns, never, &drill);
	check_stands(drill);
	note_connection(drill);
}

struct drill *drill_begin(struct lab *lab)
{
	struct drill *drill = drill_of(lab);

	service_start(drill);
	client_start(drill);
	return drill;
}

/* ---- Again --------------------------------------------------------------------------------------
 */

struct client_end {
	const struct drill *drill;
	bool stands;
};

static bool find_client_end(const struct diag_socket *found, void *arg)
{
	struct client_end *end = arg;

	end->stands |= is_client_end(end->drill, found) && found->state == TCP_ESTABLISHED;
	return !end->stands;
}

void note_gone(struct drill *drill)
{
	struct client_end end = { .drill = drill };

	if (drill->is_gone || !drill->local.port)
		return;
	each_socket(drill, drill->client.host, find_client_end, &end);
	if (end.stands)
		return;
	drill->is_gone = true;
	drill_note(drill, drill->client.host, "gone",
		   "the client's end of the connection is ESTABLISHED no more");
}

static bool has_next(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;
	uint16_t before = drill->local.port;
	bool found;

	(void)lab;
	note_gone(drill);
	if (drill->client.has_ended)
		return true;
	found = finds_connection(drill, true) && drill->local.port != before && is_quiet(drill) &&
		drill->local.port != before;
	if (!found)
		drill->local.port = before;
	return found;
}

bool drill_next(struct drill *drill)
{
	char title[32] = "the fault";

	if (drill->faults == drill->request->times)
		return false;
	if (drill->faults == 0) {
		await_connection(drill);
	} else {
		if (!await_for(drill->lab, drill->request->for_ns, has_next, &drill) ||
		    drill->client.has_ended)
			return false;
		drill->is_gone = false;
		note_connection(drill);
		snprintf(title, sizeof(title), "fault %d", drill->faults + 1);
	}
	drill->faults++;
	chapter(drill->lab, title);
	return true;
}
