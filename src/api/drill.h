/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drill.h - what the author of a drill needs besides scenario.h.
 *
 * A drill is a story with somebody's own programs: a server and its client, of which nothing is
 * known but their commands and the port. It is one file in lab/drills/, registers itself with
 * DRILL(), and says what befalls the connection; what became of the client is told by its end.
 */
#ifndef RSTLAB_DRILL_H
#define RSTLAB_DRILL_H

#include "scenario.h"

struct drill;

/* The programs of this run, none of them started. */
struct drill *drill_of(struct lab *lab);

/* Runs nftables commands at the router, as firewall() does; $port in them is that of the service,
 * $client the connection's at the client. */
void drill_firewall(struct drill *drill, const char *commands);

/* The router translates: the server sees the client under another address and port. */
void drill_translates(struct drill *drill);

/* Starts the server's command in "server", and waits until the kernel has its listener, and until
 * it is ready as the user knows it. */
void service_start(struct drill *drill);

/* SIGKILL to all that the server's command has started; returns when they are gone. */
void service_kill(struct drill *drill);

/* Starts the client's command in "client". */
void client_start(struct drill *drill);

/* Waits until the client has a connection to the server, and until the moment has come that the
 * user has asked for. From then on it is *the* connection. */
void await_connection(struct drill *drill);

/* service_start(), client_start(). */
struct drill *drill_begin(struct lab *lab);

/* Waits for the connection, or for the next one if there was a fault before, and opens the chapter
 * of the fault. False: it has come as often as the user wants, or the client has ended, or has no
 * further connection for as long as the user has said. */
bool drill_next(struct drill *drill);

/* As look(), at the sockets of the service in "server", over both families. */
void service_look(struct drill *drill, const char *label);

/* The kernel of the server aborts its end of the connection, as `ss -K` has it do. */
void service_abort(struct drill *drill);

/*
 * The server's programs are killed, and its kernel forgets all connections at the port, in the way
 * that the user has asked for: SOCK_DESTROY, or SO_LINGER {1, 0} set on them beforehand. Its link
 * should be down: what it owes the client cannot leave then.
 */
void service_forget(struct drill *drill);

/*
 * The address of the server, and its MAC, go to another machine, which starts the service anew and
 * knows of no connection. From then on that one is "server", and its link is down. The first one
 * lives on without a link.
 */
void service_move(struct drill *drill);

/* It is half-open, or else the lab is BROKEN: the server's kernel has no socket of the connection,
 * the client's has it ESTABLISHED, and no segment of it has reached the client since. */
void prove_half_open(struct drill *drill);

/* The latter half of that: the client has it ESTABLISHED, and has heard nothing since the server
 * was killed; or else the lab is BROKEN. */
void prove_not_noticed(struct drill *drill);

/* Waits until the client has been refused a connection. */
void await_refused(struct drill *drill);

/* Waits until the client has ended, or for as long as the user has said. */
void drill_end(struct drill *drill);

/* What a drill .takes that waits for a connection. */
#define OF_CONNECTION "--when --connection --times"

/* What every drill promises. */
#define DRILL_PROMISES                                                                           \
	(const struct promise[])                                                                 \
	{                                                                                        \
		CALL_RETURNS(                                                                    \
			"client", "exit", 0,                                                     \
			"the client must survive: its exit status is the one that is expected"), \
		{                                                                                \
			0                                                                        \
		}                                                                                \
	}

#define DRILL(id)                                                               \
	static const struct scenario drill_##id;                                \
	static const struct scenario *const drill_##id##_entry                  \
		__attribute__((used, section("drill_registry"))) = &drill_##id; \
	static const struct scenario drill_##id

#endif
