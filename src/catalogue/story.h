/* SPDX-License-Identifier: GPL-2.0-only */
/* story.h - what the play of a scenario does, verb by verb, as data. */
#ifndef RSTLAB_STORY_H
#define RSTLAB_STORY_H

#include <stdbool.h>

/* The verbs of scenario.h. A function there that does several things is a step for each. */
enum verb {
	VERB_CHAPTER, /* text: its title */
	VERB_START,   /* of a process */
	VERB_KILL,

	VERB_SOCKET, /* a: of which enum stream; b: of which enum families, 0: the story's */
	VERB_REUSE,  /* SO_REUSEADDR */
	VERB_BIND,   /* peer: to the address of this host, its a-th; "": any; "loopback"; port: or
		      * STORY_PORT_OF */
	VERB_LISTEN, /* a: backlog */
	VERB_CONNECT,
	VERB_CONNECT_BEGIN, /* as connect, and it waits */
	VERB_CONNECT_END,   /* what has waited returns */
	VERB_ACCEPT,        /* other: the listener */
	VERB_DISCONNECT,
	VERB_SEND, /* text; a: flags; peer, port: where to, "": where it is connected */
	VERB_FILL,
	VERB_SEND_BEGIN, /* a: so many bytes; it waits */
	VERB_SEND_END,   /* what has waited returns */
	VERB_RECV,       /* a: size; b: 1: without waiting */
	VERB_SHUTDOWN,   /* a: how */
	VERB_CLOSE,
	VERB_LINGER, /* a: on, b: seconds */
	VERB_SET,    /* text: the option's name; level, option: as the kernel has them; a: value */
	VERB_MD5,    /* peer: whose segments; text: the key */
	VERB_AO,     /* the same; a: the number of the key */
	VERB_TLS,    /* text: the key for what is sent; name: for what is received */
	VERB_DEVICE, /* text: its name */
	VERB_TTL,    /* a: its value; b: 1: the least that is taken */
	VERB_TRANSPARENT,
	VERB_ERROR,
	VERB_POLL,
	VERB_ASYNC,
	VERB_SIGIO,
	VERB_DUP, /* other: of which */
	VERB_PASS,
	VERB_PASS_DROP,
	VERB_EXEC,
	VERB_DESTROY,

	VERB_LINK_DOWN,
	VERB_LINK_UP, /* a: 1: without its routes */
	VERB_RESTORE_ROUTE,
	VERB_POWER_OFF,
	VERB_POWER_ON,
	VERB_SYSCTL,         /* name: "ipv4/tcp_syncookies"; text: its value */
	VERB_MACHINE_SYSCTL, /* the same */
	VERB_ADD_ADDRESS,    /* a: its number, from 1 */
	VERB_REMOVE_ADDRESS,
	VERB_SHARE_ADDRESS, /* peer: whose */
	VERB_ROUTE,         /* peer: to the address of this host; name: by that one */
	VERB_ROUTE_BACK,    /* the same, no more */
	VERB_DIVERT,        /* a: the mark */
	VERB_FIREWALL,      /* text */
	VERB_ADD_LINK_LOCAL,
	VERB_VRF, /* text: its name */
	VERB_CONNTRACK_FLUSH,
	VERB_BALANCER_ADD, /* peer: the server */
	VERB_BALANCER_DRAIN,
	VERB_BALANCER_REMOVE,
	VERB_LOOKUP_DROP,
	VERB_LOOKUP_RESTORE,
	VERB_MPTCP_LIMITS,   /* a: subflows, b: addresses */
	VERB_MPTCP_ENDPOINT, /* a: its address; b: 1: signal; port: of its own, or 0 */
	VERB_MPTCP_FLUSH,

	VERB_GHOST,
	VERB_RAW,   /* text: the flags of a segment that no socket sends */
	VERB_FORGE, /* the same, in the name of a socket */

	VERB_AWAIT_CONNTRACK_EMPTY,
	VERB_AWAIT_SENT,    /* text: flags; a: how often, 0: once */
	VERB_AWAIT_SEGMENT, /* text: flags */
	VERB_AWAIT_UNREAD,  /* a: bytes */
	VERB_AWAIT_STATE,   /* text */
	VERB_AWAIT_GONE,
	VERB_AWAIT_COUNT, /* text: the state; a: how many */
	VERB_SETTLE,
	VERB_LOOK, /* text: its label */
	VERBS,
};

/* The name by which evidence and promises know the call that a verb is; NULL: it is none. They hear
 * of VERB_BIND only where it fails. */
const char *verb_call(enum verb verb);

enum {
	STORY_NAME = 16,
	STORY_PORT_OF = 65000, /* + a socket: the port that this one was given */
};

struct step {
	enum verb verb;
	char host[STORY_NAME];  /* where; "": nowhere */
	char actor[STORY_NAME]; /* the name of the process that does it; "": none */
	int process;            /* which one it is, from 0: a name can have several; -1: none */
	int sock, other;        /* which sockets, from 0; -1: none */
	/* How the socket is known there: by its own port, or by the other side's; 0: not yet. */
	int own_port, peer_port;
	char peer[STORY_NAME]; /* a host */
	int port, a, b, level, option;
	const char *name, *text;
};

struct story {
	const char *scenario;
	const struct step *step;
	int count;
};

/* The title of chapter @number, as `up --until` counts them; NULL: it has no more. The first one is
 * the lab's own, and no step: what is done before the play opens one. */
#define FIRST_CHAPTER "set-up"
const char *story_chapter(const struct story *story, int number);

/* Those of all scenarios, made at build time: each play is rehearsed once. A part of recipe/. */
extern const struct story stories[];
extern const int story_count;

#endif
