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
		text_append(event->text, sizeof(event->text), ", and %d more", looking.left_out);
}

void service_look(struct drill *drill, const char *label)
{
	drill_look(drill, host_index(drill->lab, "server"), label);
}

/* ---- The connection -----------------------------------------------------------------------------
 */

enum { PORTS_MAX = 64 };

/* A segment of the service's connections, as it has left the client or reached it. */
static bool is_client_segment(struct drill *drill, const struct packet *packet, bool sent,
			      int flags, struct decoded *ret)
{
	const struct evidence *ev = drill->lab->ev;

	if (packet->sent != sent || ev->end[packet->end].host != host_index(drill->lab, "client"))
		return false;
	packet_decode(ev->frames + packet->frame, packet->caplen, ret);
	return ret->protocol == PROTO_TCP && ret->flags == flags &&
	       (sent ? ret->dst.port : ret->src.port) == drill->request->port;
}

/* The client's ports of segments with these flags, in order, each once, up to @max. */
static int client_ports(struct drill *drill, bool sent, int flags, uint16_t *ret, int max)
{
	const struct evidence *ev = drill->lab->ev;
	int count = 0;

	for (int i = 0; i < ev->packet_count && count < max; i++) {
		struct decoded tcp;
		bool is_new = true;
		if (!is_client_segment(drill, &ev->packet[i], sent, flags, &tcp))
			continue;
		uint16_t port = sent ? tcp.src.port : tcp.dst.port;
		for (int k = 0; k < count; k++)
			is_new &= ret[k] != port;
		if (is_new)
			ret[count++] = port;
	}
	return count;
}

/* The port that the client has connected from, of the connection that is meant; 0: not yet. */
static uint16_t nth_port(struct drill *drill)
{
	uint16_t port[PORTS_MAX];
	int nth = drill->request->connection;

	return client_ports(drill, true, SYN, port, nth) == nth ? port[nth - 1] : 0;
}

int count_connections(struct drill *drill)
{
	uint16_t port[PORTS_MAX];

	drain_captures(drill->lab);
	return client_ports(drill, false, SYN | ACK, port, PORTS_MAX);
}

struct wanted {
	struct drill *drill;
	int host;
	uint16_t port;  /* that is meant; 0: any */
	bool is_silent; /* nothing must be under way on it */
	bool is_half;   /* one side may have said that it has no more to say */
	bool found;
	struct endpoint local;
};

static bool is_closing(int state)
{
	return state == TCP_CLOSE_WAIT || state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2;
}

bool client_has(const struct diag_socket *found)
{
	return found->state == TCP_ESTABLISHED || (is_closing(found->state) && found->inode);
}

static bool take_client_end(const struct diag_socket *found, void *arg)
{
	struct wanted *wanted = arg;

	if (!(wanted->is_half ? client_has(found) : found->state == TCP_ESTABLISHED) ||
	    !is_of_service(wanted->drill, wanted->host, found) ||
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

	bool stands =
		found->state == TCP_ESTABLISHED || (wanted->is_half && is_closing(found->state));

	if (!stands || !is_server_end(wanted->drill, found) ||
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
static bool finds(struct drill *drill, struct wanted *wanted)
{
	wanted->found = false;
	each_socket(drill, wanted->host, take_client_end, wanted);
	if (!wanted->found)
		return false;
	drill->local = wanted->local;
	wanted->found = false;
	each_socket(drill, host_index(drill->lab, "server"), take_server_end, wanted);
	return wanted->found;
}

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
	if (finds(drill, &wanted))
		return true;
	wanted.is_half = true;
	return !is_silent && finds(drill, &wanted);
}
