/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_parts.h - the inside of watch.h; for the files of this folder. */
#ifndef RSTLAB_WATCH_PARTS_H
#define RSTLAB_WATCH_PARTS_H

#include "watch.h"

#include "counters.h"
#include "diag.h"
#include "trace.h"

enum {
	PLACES_WATCHED = 256,
	PORTS_KEPT = 32,
	NEWCOMERS_MAX = 1024,
	NAMES_KEPT = 256,
	ADDRESSES_KEPT = 512,
	PROGRAMS_KEPT = 64,
	INHABITED_KEPT = 512,
	CPUS_MAX = 1024
};

/* A namespace that is watched. */
struct watched {
	bool is_open; /* else it has gone, and the place is free */
	int fd;
	uint64_t inode;        /* its number */
	bool is_met;           /* in this walk */
	bool is_away;          /* it is not the watcher's own */
	char name[PLACE_SIZE]; /* "in namespace 4026532281 (pid 812)"; "": the watcher's own */
	int headers[WATCH_INTERFACES];
	int headers_count;
	bool is_busy; /* something was heard of it since it listens */
	bool is_unhooked;
	struct diag *diag;
	bool is_counted;
	struct counters_source counters;
	int64_t resets_before; /* TcpOutRsts */
	int addrs;
	struct in6_addr addr[ADDRESSES_KEPT]; /* its own; IPv4 as ::ffff:a.b.c.d */
};

struct port_kept {
	bool is_set;
	uint16_t port;
	int64_t time_ns; /* CLOCK_MONOTONIC */
	bool answered[PLACES_WATCHED];
	struct heard_listeners found;
};

/* A network namespace, and a process that is in it. */
struct inhabited {
	uint32_t inode;
	pid_t pid;
};

struct program_kept {
	int pid; /* 0: none */
	int64_t time_ns;
	char comm[COMM_SIZE];
};

struct name_kept {
	int place, index;
	int64_t time_ns; /* CLOCK_MONOTONIC */
	char name[IFNAME_SIZE];
};

/* Namespaces that were there in one walk and are not watched: one that is there in the next one too
 * is worth what it costs to take it. */
struct newcomers {
	int count;
	uint64_t inode[NEWCOMERS_MAX];
};

struct watch {
	struct watch_state state;
	struct trace *trace; /* NULL: none to be had */
	bool is_first_pids;  /* the kernel's numbers of processes are those of /proc */
	bool is_lost;        /* it could not go back to where it was */
	/* When all witnesses were there, CLOCK_REALTIME: of what was before, one may not speak.
	 * INT64_MIN: that has been heard. */
	int64_t opened_ns;
	int home;                     /* the namespace that it is in */
	struct watch_request request; /* its strings stay */
	bool is_all;                  /* each namespace, those too that come */
	struct newcomers before, now; /* by the walk before, and by this one */
	int64_t renewed_ns;           /* when they were looked for, CLOCK_MONOTONIC */
	int64_t counted_gone;         /* RSTs that the TCP of those that have gone has counted */
	int count;                    /* of the places, free ones among them */
	struct watched place[PLACES_WATCHED];
	struct port_kept port[PORTS_KEPT];
	struct program_kept program[PROGRAMS_KEPT];
	int64_t walked_ns; /* when these were, CLOCK_MONOTONIC */
	int inhabited_count;
	struct inhabited inhabited[INHABITED_KEPT];
	int64_t addresses_ns; /* when they were read, CLOCK_MONOTONIC */
	int names;
	struct name_kept name[NAMES_KEPT];
};

/* Opens the namespaces that @request means. 0 or -errno and @ret_why. */
int places_open(struct watch *watch, const struct watch_request *request, struct why *ret_why);
void places_close(struct watch *watch);

enum { NOWHERE = -1 };

/* Takes @fd, the namespace of process @pid or called @name, for which there is room. Its place or
 * -errno and @ret_why. */
int place_add(struct watch *watch, int fd, pid_t pid, const char *name, struct why *ret_why);
void place_close(struct watched *place);

/* Each namespace in which a process is. 0 or -errno and @ret_why. */
int places_add_all(struct watch *watch, struct why *ret_why);

/* Of "all": takes those that have come since, and lets those go in which no process is any more, so
 * that they can end; every two seconds. */
void places_renew(struct watch *watch);

/* When that is due, CLOCK_MONOTONIC; -1: never. */
int64_t places_due(const struct watch *watch);

/* The namespace, of those that are watched, that @addr is of; where several have it, that in which
 * @packet, if it is not NULL, was seen to leave. NOWHERE: nobody knows. */
int place_of(struct watch *watch, const struct in6_addr *addr, const struct heard_packet *packet);

/* The namespace @netns, by its number. NOWHERE: it is not watched. */
int place_numbered(const struct watch *watch, uint32_t netns);

/* Whose @event is: by its number, or else by its address. */
void watch_locate(struct watch *watch, const struct trace_event *event, struct heard_word *word);

/* Is @addr of a namespace that is watched? Its loopback address is of any. */
bool places_have(struct watch *watch, const struct in6_addr *addr);

/* The name of interface @index there; "" where it is gone. */
const char *place_ifname(struct watch *watch, int place, int index);

#endif
