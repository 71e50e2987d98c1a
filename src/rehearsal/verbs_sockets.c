/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_sockets.c - the verbs of processes and their sockets, noted. */
#include "rehearsal.h"

#include <string.h>

struct actor *actor_start(struct lab *lab, const char *host, const char *name)
{
	struct actor *actor = &lab->actor[0];

	if (lab->actor_count < PROCESSES_MAX)
		actor = &lab->actor[lab->actor_count++];
	else
		lab->overflows = true;
	*actor = (struct actor){ .lab = lab, .number = (int)(actor - lab->actor) };
	note_name(lab, actor->host, host);
	note_name(lab, actor->name, name);
	note_actor(actor, VERB_START);
	return actor;
}

void actor_kill(struct actor *actor)
{
	note_actor(actor, VERB_KILL);
}

void actor_exec(struct actor *actor)
{
	note_actor(actor, VERB_EXEC);
}

static struct sock *sock_new(struct actor *actor)
{
	struct lab *lab = actor->lab;
	struct sock *sock = &lab->sock[0];

	if (lab->sock_count < SOCKETS_MAX)
		sock = &lab->sock[lab->sock_count++];
	else
		lab->overflows = true;
	*sock = (struct sock){ .actor = actor, .number = (int)(sock - lab->sock) };
	return sock;
}

struct sock *tcp_socket(struct actor *actor, enum stream protocol)
{
	struct sock *sock = sock_new(actor);

	note_sock(sock, VERB_SOCKET)->a = (int)protocol;
	return sock;
}

struct sock *tcp_socket_of(struct actor *actor, enum families families)
{
	struct sock *sock = sock_new(actor);

	note_sock(sock, VERB_SOCKET)->b = (int)families;
	return sock;
}

void tcp_bind_device(struct sock *sock, const char *device)
{
	note_sock(sock, VERB_DEVICE)->text = note_text(sock->actor->lab, device);
}

static void bind_to(struct sock *sock, const char *host, int nth, uint16_t port)
{
	struct step *step = note_sock(sock, VERB_BIND);

	note_name(sock->actor->lab, step->peer, host);
	step->port = port;
	step->a = nth;
	if (port < STORY_PORT_OF)
		sock->own_port = port;
}

void tcp_bind_address(struct sock *sock, int nth, uint16_t port)
{
	bind_to(sock, sock->actor->host, nth, port);
}

void tcp_bind(struct sock *sock, uint16_t port)
{
	tcp_bind_address(sock, 0, port);
}

void tcp_bind_to(struct sock *sock, const char *where, uint16_t port)
{
	bind_to(sock, strcmp(where, "any") == 0 ? "" : where, 0, port);
}

void tcp_listen_on(struct sock *sock, int backlog)
{
	note_sock(sock, VERB_LISTEN)->a = backlog;
}

struct sock *tcp_listen(struct actor *actor, uint16_t port, int backlog)
{
	struct sock *sock = tcp_socket(actor, TCP);

	note_sock(sock, VERB_REUSE);
	tcp_bind(sock, port);
	tcp_listen_on(sock, backlog);
	return sock;
}

static void connect_to(struct sock *sock, enum verb verb, const char *host, uint16_t port)
{
	sock->peer_port = port;
	struct step *step = note_sock(sock, verb);
	note_name(sock->actor->lab, step->peer, host);
	step->port = port;
}

void tcp_connect_to(struct sock *sock, const char *host, uint16_t port)
{
	connect_to(sock, VERB_CONNECT, host, port);
}

void tcp_connect_begin(struct sock *sock, const char *host, uint16_t port)
{
	connect_to(sock, VERB_CONNECT_BEGIN, host, port);
}

void tcp_connect_end(struct sock *sock)
{
	note_sock(sock, VERB_CONNECT_END);
}

struct sock *tcp_connect(struct actor *actor, const char *host, uint16_t port)
{
	struct sock *sock = tcp_socket(actor, TCP);

	tcp_connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_connect_from(struct actor *actor, uint16_t local, enum reuse reuse,
			      const char *host, uint16_t port)
{
	struct sock *sock = tcp_socket(actor, TCP);

	if (reuse == REUSE_ADDRESS)
		note_sock(sock, VERB_REUSE);
	bind_to(sock, "", 0, local);
	tcp_connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_accept(struct sock *listener)
{
	struct sock *sock = sock_new(listener->actor);

	sock->own_port = listener->own_port;
	note_sock(sock, VERB_ACCEPT)->other = listener->number;
	return sock;
}

void tcp_disconnect(struct sock *sock)
{
	note_sock(sock, VERB_DISCONNECT);
}

void tcp_send_flags(struct sock *sock, const char *data, int flags, const char *host, uint16_t port)
{
	if (host)
		sock->peer_port = port;
	struct step *step = note_sock(sock, VERB_SEND);
	step->text = note_text(sock->actor->lab, data);
	step->a = flags;
	note_name(sock->actor->lab, step->peer, host ? host : "");
	step->port = port;
}

void tcp_send(struct sock *sock, const char *data)
{
	tcp_send_flags(sock, data, 0, NULL, 0);
}

void tcp_fill(struct sock *sock)
{
	note_sock(sock, VERB_FILL);
}

void tcp_send_begin(struct sock *sock, size_t size)
{
	note_sock(sock, VERB_SEND_BEGIN)->a = (int)size;
}

void tcp_send_end(struct sock *sock)
{
	note_sock(sock, VERB_SEND_END);
}

enum { RECV_SIZE = 64 };

static void receive(struct sock *sock, size_t size, bool waits)
{
	struct step *step = note_sock(sock, VERB_RECV);

	step->a = (int)size;
	step->b = !waits;
}

void tcp_recv(struct sock *sock)
{
	receive(sock, RECV_SIZE, true);
}

void tcp_recv_now(struct sock *sock)
{
	receive(sock, RECV_SIZE, false);
}

void tcp_recv_some(struct sock *sock, size_t size)
{
	receive(sock, size, true);
}

void tcp_shutdown(struct sock *sock, int how)
{
	note_sock(sock, VERB_SHUTDOWN)->a = how;
}

void tcp_close(struct sock *sock)
{
	note_sock(sock, VERB_CLOSE);
}

void tcp_linger(struct sock *sock, bool on, int seconds)
{
	struct step *step = note_sock(sock, VERB_LINGER);

	step->a = on;
	step->b = seconds;
}

void tcp_set(struct sock *sock, int level, int option, const char *name, int value)
{
	struct step *step = note_sock(sock, VERB_SET);

	step->level = level;
	step->option = option;
	step->text = note_text(sock->actor->lab, name);
	step->a = value;
}

void tcp_md5(struct sock *sock, const char *host, const char *key)
{
	struct step *step = note_sock(sock, VERB_MD5);

	note_name(sock->actor->lab, step->peer, host);
	step->text = note_text(sock->actor->lab, key);
}

void tcp_ao(struct sock *sock, const char *host, uint8_t id, const char *key)
{
	struct step *step = note_sock(sock, VERB_AO);

	note_name(sock->actor->lab, step->peer, host);
	step->text = note_text(sock->actor->lab, key);
	step->a = id;
}

void tcp_tls(struct sock *sock, const char *sends, const char *takes)
{
	struct step *step = note_sock(sock, VERB_TLS);

	step->text = note_text(sock->actor->lab, sends);
	step->name = note_text(sock->actor->lab, takes);
}

void tcp_ttl(struct sock *sock, int ttl)
{
	note_sock(sock, VERB_TTL)->a = ttl;
}

void tcp_least_ttl(struct sock *sock, int ttl)
{
	struct step *step = note_sock(sock, VERB_TTL);

	step->a = ttl;
	step->b = 1;
}

void tcp_transparent(struct sock *sock)
{
	note_sock(sock, VERB_TRANSPARENT);
}

void tcp_error(struct sock *sock)
{
	note_sock(sock, VERB_ERROR);
}

void tcp_poll(struct sock *sock)
{
	note_sock(sock, VERB_POLL);
}

void tcp_async(struct sock *sock)
{
	note_sock(sock, VERB_ASYNC);
}

void tcp_sigio(struct sock *sock)
{
	note_sock(sock, VERB_SIGIO);
}

struct sock *tcp_dup(struct sock *sock)
{
	struct sock *twin = sock_new(sock->actor);

	twin->own_port = sock->own_port;
	twin->peer_port = sock->peer_port;
	note_sock(twin, VERB_DUP)->other = sock->number;
	return twin;
}

void tcp_pass(struct sock *sock)
{
	note_sock(sock, VERB_PASS);
}

void tcp_pass_drop(struct actor *actor)
{
	note_actor(actor, VERB_PASS_DROP);
}

uint16_t tcp_local_port(const struct sock *sock)
{
	return (uint16_t)(STORY_PORT_OF + sock->number);
}

void sock_destroy(struct sock *sock)
{
	note_sock(sock, VERB_DESTROY);
}

void await_unread(struct sock *sock, size_t bytes)
{
	note_sock(sock, VERB_AWAIT_UNREAD)->a = (int)bytes;
}

void await_state(struct sock *sock, const char *state)
{
	note_sock(sock, VERB_AWAIT_STATE)->text = note_text(sock->actor->lab, state);
}

void await_gone(struct sock *sock)
{
	note_sock(sock, VERB_AWAIT_GONE);
}
