/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_sockets.c - which sockets are the service's, and which are the connection. */
#include "drill_parts.h"

#include "packet.h"
#include "processes.h"
#include "text.h"

#include <netinet/tcp.h>
#include <string.h>

/* ---- Sockets ------------------------------------------------------------------------------------
 */

bool is_of_service(const struct drill *drill, int host, const struct diag_socket *found)
{
	const struct lab *lab = drill->lab;
	bool is_server = strcmp(lab->ev->host[host].name, "client") != 0;
	uint16_t port = is_server ? found->local_port : found->remote_port;

	return port == drill->request->port;
}

void each_socket(struct drill *drill, int host,
		 bool (*each)(const struct diag_socket *found, void *arg), void *arg)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (int i = 0; i < 2; i++)
		walk_sockets(drill->lab, host, families[i], each, arg);
}

static bool has_end(const struct in6_addr *addr, uint16_t port, const struct endpoint *end)
{
	return port == end->port && memcmp(addr, &end->addr, sizeof(*addr)) == 0;
}

bool is_client_end(const struct drill *drill, const struct diag_socket *found)
{
	return has_end(&found->local, found->local_port, &drill->local) &&
	       found->remote_port == drill->request->port;
}

bool is_server_end(const struct drill *drill, const struct diag_socket *found)
{
	return (drill->is_translated ||
		has_end(&found->remote, found->remote_port, &drill->local)) &&
	       found->local_port == drill->request->port;
}

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

bool client_stands(struct drill *drill)
{
	struct client_end end = { .drill = drill };

	each_socket(drill, drill->client.host, find_client_end, &end);
	return end.stands;
}

void drill_translates(struct drill *drill)
{
	drill->is_translated = true;
}

/* ---- Looks --------------------------------------------------------------------------------------
 */

/* A look at the sockets of the service: the connection and the listener have room in any case. */
struct looking {
	struct drill *drill;
	struct look *look;
	bool others; /* or else those two */
	int left_out;
};

static bool look_at(const struct diag_socket *found, void *arg)
{
	struct looking *looking = arg;
	const struct drill *drill = looking->drill;
	bool is_first =
		found->state == TCP_LISTEN ||
		(drill->local.port && (is_client_end(drill, found) || is_server_end(drill, found)));

	if (is_of_service(drill, looking->look->host, found) && is_first != looking->others)
		looking->left_out += !look_add(found, looking->look);
	return true;
}

void drill_look(struct drill *drill, int host, const char *label)
{
	struct looking looking = { .drill = drill, .look = look_begin(drill->lab, host, label) };

	each_socket(drill, host, look_at, &looking);
	looking.others = true;
	each_socket(drill, host, look_at, &looking);
	struct event *event = look_end(drill->lab, looking.look);
	if (looking.left_out)
		text_append(event->text, sizeof(event->text), ", but for %d more",
			    looking.left_out);
}

void service_look(struct drill *drill, const char *label)
{
	drill_look(drill, host_index(drill->lab, "server"), label);
}

/* ---- The connection -----------------------------------------------------------------------------
 */

/* The ports that the client has connected from, in order: which connection is meant. */
static uint16_t nth_port(struct drill *drill)
{
	const struct evidence *ev = drill->lab->ev;
	int client = host_index(drill->lab, "client"), nth = 0;
	uint16_t seen[64];

	for (int i = 0; i < ev->packet_count && nth < 64; i++) {
		const struct packet *packet = &ev->packet[i];
		struct decoded tcp;
		bool is_new = true;
		if (!packet->sent || ev->end[packet->end].host != client)
			continue;
		packet_decode(ev->frames + packet->frame, packet->caplen, &tcp);
		if (tcp.protocol != PROTO_TCP || tcp.flags != SYN ||
		    tcp.dst.port != drill->request->port)
			continue;
		for (int k = 0; k < nth; k++)
			is_new &= seen[k] != tcp.src.port;
		if (is_new)
			seen[nth++] = tcp.src.port;
		if (nth == drill->request->connection)
			return tcp.src.port;
	}
	return 0;
}

struct wanted {
	struct drill *drill;
	int host;
	uint16_t port;  /* that is meant; 0: any */
	bool is_silent; /* nothing must be under way on it */
	bool found;
	struct endpoint local;
};

static bool take_client_end(const struct diag_socket *found, void *arg)
{
	struct wanted *wanted = arg;

	if (found->state != TCP_ESTABLISHED || !is_of_service(wanted->drill, wanted->host, found) ||
	    (wanted->port && found->local_port != wanted->port) ||
	    (wanted->is_silent && (found->rqueue || found->wqueue)))
		return true;
	wanted->found = true;
	wanted->local = (struct endpoint){ .addr = found->local, .port = found->local_port };
	return false;
}

static bool take_server_end(const struct diag_socket *found, void *arg)
{
	struct wanted *wanted = arg;

	if (found->state != TCP_ESTABLISHED || !is_server_end(wanted->drill, found) ||
	    (wanted->is_silent && (found->rqueue || found->wqueue)))
		return true;
	wanted->found = true;
	return false;
}

static bool sleeps(pid_t pid, void *arg)
{
	bool *ret = arg;

	*ret = process_sleeps(pid) != 0;
	return *ret;
}

/* All of a program waits: else it may be about to say something. */
bool program_waits(const struct program *program)
{
	bool waits = true;

	/* Where the kernel does not tell, what is on the wire must do. */
	processes_walk(program->pid, sleeps, &waits);
	return waits;
}

/* Both ends stand; and if it must be so, nothing is under way, in queues or in a program. */
bool finds_connection(struct drill *drill, bool is_silent)
{
	struct wanted wanted = { .drill = drill,
				 .host = host_index(drill->lab, "client"),
				 .is_silent = is_silent };

	if (drill->request->connection) {
		wanted.port = nth_port(drill);
		if (!wanted.port)
			return false;
	}
	each_socket(drill, wanted.host, take_client_end, &wanted);
	if (!wanted.found)
		return false;
	drill->local = wanted.local;
	wanted.found = false;
	each_socket(drill, host_index(drill->lab, "server"), take_server_end, &wanted);
	return wanted.found;
}
