/* SPDX-License-Identifier: GPL-2.0-only */
/* actor_process.h - the process of an actor: takes a request, makes that one system call, answers.
 */
#ifndef RSTLAB_ACTOR_PROCESS_H
#define RSTLAB_ACTOR_PROCESS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CHANNEL = 3, /* its descriptor of the socket pair to its conductor */
	DATA_MAX = 4096,
};

enum op {
	OP_ENTER, /* a new life: closes all it has, enters the namespace whose descriptor comes with
		   * the request (SCM_RIGHTS), takes the name in data */
	OP_SOCKET,     /* a: family, b: type, c: protocol */
	OP_BIND,       /* addr */
	OP_LISTEN,     /* a: backlog */
	OP_CONNECT,    /* addr; a: 1: it does not wait (O_NONBLOCK), from then on */
	OP_ACCEPT,     /* answers the peer in addr */
	OP_DISCONNECT, /* connect(AF_UNSPEC) */
	OP_SEND,       /* data, a: flags; addr: where to, if it has a family */
	OP_SEND_MANY,  /* size: so many bytes, of no meaning; waits */
	OP_FILL,       /* send() of whole buffers until EAGAIN; answers the bytes taken */
	OP_RECV,       /* size, a: flags; answers data */
	OP_SHUTDOWN,   /* a: how */
	OP_CLOSE,
	OP_SETSOCKOPT, /* a: level, b: option, data: value */
	OP_GETSOCKOPT, /* a: level, b: option, size; answers data */
	OP_POLL,       /* of the descriptor alone, without waiting; answers the bits */
	OP_ASYNC,      /* O_ASYNC: SIGIO for the descriptor, which is blocked; none is pending */
	OP_SIGIO,      /* takes the SIGIO that is pending, without waiting; answers its si_band */
	OP_NAME,       /* getsockname; answers addr */
	OP_DUP,
	OP_PASS,      /* sends the descriptor over a new socket pair, where nobody receives it */
	OP_PASS_DROP, /* closes that socket pair */
	OP_EXEC,      /* becomes another program, that exits; answers only if it could not */
};

struct request {
	enum op op;
	int fd, a, b, c;
	uint32_t size;
	struct sockaddr_in6 addr; /* or a sockaddr_in in its first bytes */
	uint8_t data[DATA_MAX];
};

struct reply {
	int64_t ret;
	int err;
	int64_t begin_ns, end_ns; /* CLOCK_REALTIME, around the call */
	struct sockaddr_in6 addr;
	uint32_t size;
	uint8_t data[DATA_MAX];
};

/* Sends @size bytes of @data, and the descriptor @fd with them (SCM_RIGHTS; -1: none). As send(2),
 * without SIGPIPE. */
long send_passing(int to, const void *data, size_t size, int fd);

/* Serves requests from CHANNEL until it closes. Never returns. */
_Noreturn void puppet_main(void);

#endif
