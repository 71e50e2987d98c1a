/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_request.h - what the user wants of a drill: whose programs, which fault, when. Pure. */
#ifndef RSTLAB_DRILL_REQUEST_H
#define RSTLAB_DRILL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* When the fault comes. */
enum drill_when {
	WHEN_IDLE,  /* nothing is under way on the connection, at either end */
	WHEN_BYTES, /* the service has sent so many to its client */
	WHEN_AFTER, /* it has stood for so long */
	WHEN_LINE,  /* the client has printed a line with this in it */
};

/* How the kernel of the server is brought to forget the connection. */
enum forget { FORGET_DESTROY, FORGET_LINGER, FORGET_KINDS };
extern const char *const forget_name[FORGET_KINDS + 1]; /* ends with NULL */

enum { FAULTS_MAX = 5 }; /* of one drill */

struct drill_request {
	const char *server, *client; /* commands, for sh -c; NULL: none */
	uint16_t port;
	int64_t for_ns; /* how long the client may take after the fault */
	enum drill_when when;
	uint64_t when_bytes;    /* of WHEN_BYTES */
	int64_t when_ns;        /* of WHEN_AFTER */
	const char *when_line;  /* of WHEN_LINE */
	const char *ready;      /* a command, which exits with 0 once the service can be asked */
	const char *ready_line; /* what it prints then; NULL, both: it can when it listens */
	int times;              /* how often the fault comes, at most */
	int connection;         /* which of the client's, from 1 */
	int expect;             /* its exit status */
	enum forget forget;
	const char *user; /* who they run as; NULL: as who calls */
	uid_t uid;
	gid_t gid;
	const char *home, *shell;
};

/* Reads "idle", "N bytes", "N s" or "line PATTERN" into @ret. False: it is none of these. */
bool drill_when_parse(const char *text, struct drill_request *ret);

/* Reads "line TEXT" or a command into @ret. False: it is neither. */
bool drill_ready_parse(const char *text, struct drill_request *ret);

#endif
