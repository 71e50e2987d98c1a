/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_moment.c - the connection, and the moment at which the fault is to befall it. */
#include "drill_parts.h"

#include "span.h"
#include "text.h"

#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

/* ---- A client that has ended --------------------------------------------------------------------
 */

static bool has_ended(const struct drill *drill)
{
	return drill->client.has_ended && drill->client.report < 0;
}

static const char *client_end(const struct drill *drill, char *buffer, size_t size)
{
	return program_end_text(&drill->client, buffer, size);
}

/* Of such a client no connection will be found any more. What it had tells what to do about it. */
static void check_connects(struct drill *drill)
{
	bool quiet = drill->request->when == WHEN_IDLE;
	char end[64];

	if (!has_ended(drill))
		return;
	client_end(drill, end, sizeof(end));
	int had = count_connections(drill);
	if (had == 0)
		lab_broken(drill->lab,
			   "waited for the client to have a connection to port %u%s; it had "
			   "none, and %s; see its output",
			   drill->request->port, quiet ? " that is quiet" : "", end);
	lab_broken(drill->lab,
		   "waited for the client to have a connection to port %u%s; it had %d that %s, "
		   "and %s; %sif the server listens before it can serve, see --ready",
		   drill->request->port, quiet ? " that is quiet" : "", had,
		   quiet ? "was not" : "was over at once", end,
		   quiet ? "--when '1 byte' or 'line TEXT' does not wait for quiet; " : "");
}

/* The client must not have ended before what is waited for. */
static void check_goes_on(struct drill *drill, const char *awaited, const char *seen)
{
	char end[64];

	if (has_ended(drill))
		lab_broken(drill->lab, "waited for %s; it %s, and %s; see its output", awaited,
			   seen, client_end(drill, end, sizeof(end)));
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
	check_connects(drill);
	return finds_connection(drill, true) && is_quiet(drill);
}

static bool stands(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	check_connects(drill);
	return finds_connection(drill, false);
}

static bool has_bytes(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;
	char awaited[96], seen[48];

	text_set(awaited, sizeof(awaited), "%" PRIu64 " bytes to reach the client",
		 drill->request->when_bytes);
	text_set(seen, sizeof(seen), "had %" PRIu64, lab->bytes_served);
	if (lab->bytes_served >= drill->request->when_bytes)
		return true;
	check_goes_on(drill, awaited, seen);
	return false;
}

static bool never(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;
	char awaited[96], span[SPAN_SIZE];

	(void)lab;
	text_set(awaited, sizeof(awaited), "the connection to last %s",
		 span_text(drill->request->when_ns, span));
	check_goes_on(drill, awaited, "has not");
	return false;
}

static bool has_line(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;
	char awaited[TEXT_SIZE];

	(void)lab;
	if (drill->client.has_said)
		return true;
	text_set(awaited, sizeof(awaited), "the client to print '%s'", drill->request->when_line);
	check_goes_on(drill, awaited, "has not");
	return false;
}

struct standing {
	const struct drill *drill;
	int state;
};

static bool take_standing(const struct diag_socket *found, void *arg)
{
	struct standing *standing = arg;

	if (is_client_end(standing->drill, found) && client_has(found))
		standing->state = found->state;
	return !standing->state;
}

/* In which state the client has its end of the connection; 0: it has it no more. */
static int client_state(struct drill *drill)
{
	struct standing standing = { .drill = drill };

	each_socket(drill, drill->client.host, take_standing, &standing);
	return standing.state;
}

/* The moment has come: it must not be the end of the connection that was found at first, such as
 * that of a probe. Where the client has another, the moment is of that; but "N s" is of the one. */
static void check_stands(struct drill *drill)
{
	uint16_t port = drill->local.port;

	if (client_state(drill) ||
	    (drill->request->when != WHEN_AFTER && finds_connection(drill, false)))
		return;
	lab_broken(drill->lab,
		   "the connection of port %u was over before the fault, and no other one is "
		   "selected; see --connection",
		   port);
}

static void note_connection(struct drill *drill)
{
	struct lab *lab = drill->lab;
	char address[INET6_ADDRSTRLEN];

	struct event *event =
		drill_note(drill, drill->client.host, "connection",
			   "the connection is from port %u to %s:%u", drill->local.port,
			   address_text(&lab->ev->host[host_index(lab, "server")].addr[0], address,
					sizeof(address)),
			   drill->request->port);
	event->ret = drill->local.port;
	drill->was_half = client_state(drill) != TCP_ESTABLISHED;
	drill_look(drill, drill->client.host, "before the fault");
	drill_look(drill, drill->server.host, "before the fault");
}

static _Noreturn void complain_of_none(struct drill *drill)
{
	struct lab *lab = drill->lab;
	if (finds_connection(drill, false))
		lab_broken(lab,
			   "waited %" PRId64 " ms for the connection of port %u to be quiet; it "
			   "may never be, see --when",
			   wait_ns(lab->process->scale) / 1000000, drill->local.port);
	lab_broken(lab,
		   "waited %" PRId64 " ms for the client to have a connection to port %u; there is "
		   "no name server: only client, server and router resolve",
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
		await_poll(lab, has_bytes, &drill, "%" PRIu64 " bytes to reach the client",
			   request->when_bytes);
	if (request->when == WHEN_LINE)
		await_poll(lab, has_line, &drill, "the client to print '%s'", request->when_line);
	if (request->when == WHEN_AFTER)
		await_for(lab, request->when_ns, never, &drill);
	check_stands(drill);
	note_connection(drill);
}

/* ---- Again --------------------------------------------------------------------------------------
 */

/* Who had closed half of it at the fault has it for as long as it hears; any other, until then. */
void note_gone(struct drill *drill)
{
	int state;

	if (drill->is_gone || !drill->local.port)
		return;
	state = client_state(drill);
	if (state == TCP_ESTABLISHED || (state && drill->was_half))
		return;
	drill->is_gone = true;
	drill_note(drill, drill->client.host, "gone",
		   drill->was_half ? "the client's end of the connection is gone"
				   : "the client's end of the connection is no longer ESTABLISHED");
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
