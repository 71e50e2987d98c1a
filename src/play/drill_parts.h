/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_parts.h - the inside of a drill; for the files drill_*.c of this folder. */
#ifndef RSTLAB_DRILL_PARTS_H
#define RSTLAB_DRILL_PARTS_H

#include "drill.h"
#include "lab.h"

struct drill {
	struct lab *lab;
	const struct drill_request *request;
	struct program server, client;
	struct program left;   /* the service of a server whose address has moved */
	struct program ready;  /* what tells that the service can be asked */
	struct endpoint local; /* of the connection, at the client; port 0: there is none */
	int faults;            /* that it has met */
	bool is_translated;    /* to the server it has another address and port */
	bool was_half;        /* the client had closed half of it, or heard its end, at the fault */
	bool is_gone;         /* the client's kernel has it no more */
	int64_t forgotten_ns; /* when the server has forgotten it, CLOCK_REALTIME */
};

/* The sockets of a host at the port of the service, of both families: a server may take IPv4 on a
 * socket of IPv6. BROKEN if the kernel does not tell. */
void each_socket(struct drill *drill, int host,
		 bool (*each)(const struct diag_socket *found, void *arg), void *arg);

/* The client's end of the connection, or the server's? */
bool is_client_end(const struct drill *drill, const struct diag_socket *found);
bool is_server_end(const struct drill *drill, const struct diag_socket *found);

/* Is that end of the client's in use? One that has closed half of it still hears; what its program
 * has closed, or has died with, is the kernel's alone, without a file. */
bool client_has(const struct diag_socket *found);

/* Do both ends of a connection of the client stand? With @is_silent, nothing must be in their
 * queues. Then it is the connection. */
bool finds_connection(struct drill *drill, bool is_silent);

/* How many connections to the service the client has had, by what its captures have of them. */
int count_connections(struct drill *drill);

/* Do all processes of a program wait: else it may be about to say something. */
bool program_waits(const struct program *program);

/* Does it have the service's port at the server's end? */
bool is_of_service(const struct drill *drill, int host, const struct diag_socket *found);

/* As look(), at the sockets of the service alone, of both families, however many there are. */
void drill_look(struct drill *drill, int host, const char *label);

/* Records when the client's kernel has the connection no more, once: that is a fact of its own. */
void note_gone(struct drill *drill);

/* Records a fact of the drill. */
struct event *drill_note(struct drill *drill, int host, const char *verb, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
