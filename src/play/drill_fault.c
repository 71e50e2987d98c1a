/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_fault.c - what befalls the connection, and what becomes of the client. */
#include "drill_parts.h"

#include "ground.h"
#include "packet.h"
#include "processes.h"
#include "span.h"
#include "tcp_state.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- The server ---------------------------------------------------------------------------------
 */

void drill_firewall(struct drill *drill, const char *commands)
{
	const struct {
		const char *name;
		uint16_t value;
	} words[] = { { "$port", drill->request->port }, { "$client", drill->local.port } };
	const char *at = commands, *next;
	char text[1024] = "";

	for (; (next = strchr(at, '$')); at = next) {
		text_append(text, sizeof(text), "%.*s", (int)(next - at), at);
		const char *word = next++;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strncmp(word, words[i].name, strlen(words[i].name)) == 0) {
				text_append(text, sizeof(text), "%u", words[i].value);
				next = word + strlen(words[i].name);
			}
	}
	text_append(text, sizeof(text), "%s", at);
	firewall(drill->lab, "router", text);
}

void service_kill(struct drill *drill)
{
	program_kill(&drill->server);
	drill->forgotten_ns = now_ns(CLOCK_REALTIME);
}

enum { SOCKETS_MAX = 4096 };

/* The sockets of the server, but for its listeners. */
struct service_sockets {
	struct drill *drill;
	int host;
	int count; /* one more than there is room for: there were more */
	bool all;  /* of the port; else the connection alone */
	struct diag_socket socket[SOCKETS_MAX];
};

static bool take_socket(const struct diag_socket *found, void *arg)
{
	struct service_sockets *taken = arg;

	if (found->state == TCP_LISTEN || !is_of_service(taken->drill, taken->host, found) ||
	    !(taken->all || is_server_end(taken->drill, found)))
		return true;
	if (taken->count > SOCKETS_MAX)
		return false;
	if (taken->count < SOCKETS_MAX)
		taken->socket[taken->count] = *found;
	return taken->count++ < SOCKETS_MAX;
}

/* What is done to them comes afterwards: the kernel is asked for one thing at a time. */
static const struct service_sockets *find_sockets(struct drill *drill, bool all)
{
	static struct service_sockets taken;

	taken.drill = drill;
	taken.host = host_index(drill->lab, "server");
	taken.count = 0;
	taken.all = all;
	each_socket(drill, taken.host, take_socket, &taken);
	if (taken.count > SOCKETS_MAX)
		lab_broken(drill->lab, "the server has more than %d connections at its port",
			   SOCKETS_MAX);
	return &taken;
}

static int destroy_sockets(struct drill *drill, bool all)
{
	struct lab *lab = drill->lab;
	const struct service_sockets *doomed = find_sockets(drill, all);
	struct event *event = lab_record(lab, EVENT_CALL, doomed->host, "destroy");

	snprintf(event->actor, sizeof(event->actor), "ss");
	snprintf(event->text, sizeof(event->text), "SOCK_DESTROY of %d socket%s at port %u",
		 doomed->count, doomed->count == 1 ? "" : "s", drill->request->port);
	for (int i = 0; i < doomed->count; i++) {
		int error = diag_destroy(lab->host[doomed->host].diag, &doomed->socket[i]);
		if (error == -EOPNOTSUPP)
			lab_skip(lab, "this kernel cannot destroy sockets "
				      "(CONFIG_INET_DIAG_DESTROY); use --forget linger");
		/* One that has ended meanwhile is gone as well. */
		if (error && error != -ENOENT)
			lab_broken(lab, "cannot destroy a socket of the server: %s",
				   strerror(-error));
	}
	event->end_ns = now_ns(CLOCK_REALTIME);
	return doomed->count;
}

void service_abort(struct drill *drill)
{
	if (destroy_sockets(drill, false) == 0)
		lab_broken(drill->lab, "the server no longer has a socket of the connection");
}

struct lingering {
	const struct service_sockets *sockets;
	int set;
};

static bool set_linger(pid_t pid, void *arg)
{
	static const struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct lingering *lingering = arg;

	for (int i = 0; i < lingering->sockets->count; i++) {
		uint32_t inode = lingering->sockets->socket[i].inode;
		int fd = inode ? process_socket(pid, inode) : -1;
		if (fd < 0)
			continue;
		lingering->set += setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)) == 0;
		close(fd);
	}
	return true;
}

/* So that its kernel aborts the connections when it is killed. */
static void make_linger(struct drill *drill)
{
	struct lab *lab = drill->lab;
	struct lingering lingering = { .sockets = find_sockets(drill, true) };
	int held = 0;

	for (int i = 0; i < lingering.sockets->count; i++)
		held += lingering.sockets->socket[i].inode != 0;
	int error = processes_walk(drill->server.pid, set_linger, &lingering);
	if (error)
		lab_skip(lab, "cannot find the processes of the server: %s", strerror(-error));
	if (lingering.set < held)
		lab_broken(lab, "the server has %d sockets, but SO_LINGER could be set on only %d",
			   held, lingering.set);
	drill_note(drill, drill->server.host, "linger",
		   "SO_LINGER {1, 0} set on %d socket%s of the server from outside", lingering.set,
		   lingering.set == 1 ? "" : "s");
}

void service_forget(struct drill *drill)
{
	if (drill->request->forget == FORGET_LINGER)
		make_linger(drill);
	service_kill(drill);
	if (drill->request->forget == FORGET_DESTROY)
		destroy_sockets(drill, true);
	drill->forgotten_ns = now_ns(CLOCK_REALTIME);
}

void service_move(struct drill *drill)
{
	struct lab *lab = drill->lab;

	if (drill->left.pid)
		program_kill(&drill->left);
	drill->left = drill->server;
	snprintf(drill->left.name, sizeof(drill->left.name), "old server");
	/* Its namespace is held by its own processes. */
	host_leave(lab, "server");
	link_down(lab, "server");
	drill->forgotten_ns = now_ns(CLOCK_REALTIME);
	service_start(drill);
}

/* ---- Proof --------------------------------------------------------------------------------------
 */

struct count {
	struct drill *drill;
	int server, client; /* sockets; the state of the client's, 0: it has none */
};

static bool count_server(const struct diag_socket *found, void *arg)
{
	struct count *count = arg;

	count->server += is_server_end(count->drill, found);
	return true;
}

static bool count_client(const struct diag_socket *found, void *arg)
{
	struct count *count = arg;

	if (is_client_end(count->drill, found))
		count->client = found->state;
	return true;
}

/* Of the connection, since it was forgotten: what was under way then may have come. */
static int heard_by_client(struct drill *drill)
{
	const struct lab *lab = drill->lab;
	const struct evidence *ev = lab->ev;
	int heard = 0;

	drain_captures(drill->lab);
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		struct decoded tcp;
		if (packet->sent || packet->time_ns < drill->forgotten_ns ||
		    lab->end[packet->end].host != drill->client.host)
			continue;
		packet_decode(ev->frames + packet->frame, packet->caplen, &tcp);
		heard += tcp.protocol == PROTO_TCP && tcp.dst.port == drill->local.port;
	}
	return heard;
}

void prove_not_noticed(struct drill *drill)
{
	struct lab *lab = drill->lab;
	struct count count = { .drill = drill };

	drill_look(drill, drill->client.host, "not noticed");
	each_socket(drill, drill->client.host, count_client, &count);
	int heard = heard_by_client(drill);
	if (heard)
		lab_broken(lab, "it is not half-open: %d segment%s reached the client", heard,
			   heard == 1 ? "" : "s");
	if (count.client != TCP_ESTABLISHED)
		lab_broken(lab,
			   "it is not half-open: the client's end is %s, not ESTABLISHED: one of "
			   "the two closed it",
			   count.client ? tcp_state_name(count.client) : "gone");
}

void prove_half_open(struct drill *drill)
{
	struct count count = { .drill = drill };

	drill_look(drill, drill->server.host, "forgotten");
	each_socket(drill, host_index(drill->lab, "server"), count_server, &count);
	if (count.server)
		lab_broken(drill->lab,
			   "it is not half-open: the server's kernel still has the connection");
	prove_not_noticed(drill);
	drill_note(drill, drill->client.host, "half-open",
		   "it is half-open: the server has forgotten it, the client has not noticed");
}

/* ---- The client ---------------------------------------------------------------------------------
 */

void await_refused(struct drill *drill)
{
	await_segment(drill->lab, "client", "RST");
}

static bool is_over(struct lab *lab, const void *arg)
{
	struct drill *drill = *(struct drill *const *)arg;

	(void)lab;
	note_gone(drill);
	return drill->client.has_ended;
}

/* As was expected is 0, so that nobody who judges has to know what was. */
static void tell_end(struct drill *drill, bool has_ended)
{
	struct lab *lab = drill->lab;
	int expected = drill->request->expect;
	char span[SPAN_SIZE];

	if (!has_ended) {
		struct event *event = lab_record(lab, EVENT_CALL, drill->client.host, "exit");
		snprintf(event->actor, sizeof(event->actor), "client");
		snprintf(event->text, sizeof(event->text), "still running %s after the fault",
			 span_text(drill->request->for_ns, span));
		event->ret = -1;
		event->err = ETIME;
		return;
	}
	for (int i = lab->ev->event_count - 1; i >= 0 && expected; i--) {
		struct event *event = &lab->ev->event[i];
		if (strcmp(event->verb, "exit") != 0 || strcmp(event->actor, "client") != 0)
			continue;
		event->ret = event->ret == expected ? 0 : event->ret ? event->ret : -1;
		return;
	}
}

void drill_end(struct drill *drill)
{
	struct lab *lab = drill->lab;
	bool has_ended = await_for(lab, drill->request->for_ns, is_over, &drill);

	note_gone(drill);
	tell_end(drill, has_ended);
	if (lab->packets_passed)
		drill_note(drill, drill->client.host, "passed",
			   "%" PRIu64 " more packets were seen than are kept; of these, only the "
			   "ones that open or close connections are shown",
			   lab->packets_passed);
	program_tell_rest(&drill->client);
	program_tell_rest(&drill->server);
	/* What comes of their end is no part of it. */
	chapter(lab, "all is ended");
	if (drill->client.pid)
		program_kill(&drill->client);
	if (drill->server.pid)
		program_kill(&drill->server);
	if (drill->left.pid)
		program_kill(&drill->left);
}
