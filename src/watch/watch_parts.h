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
	bool is_open; /* else the place is free */
	int fd;
	uint64_t inode;        /* its number */
	bool is_met;           /* found in this walk through /proc */
	bool is_away;          /* it is not the watcher's own */
	char name[PLACE_SIZE]; /* "in namespace 4026532281 (pid 812)"; "": the watcher's own */
	int headers[WATCH_INTERFACES];
	int headers_count;
	bool is_busy; /* something was heard there since the last pause */
	bool is_unhooked;
	struct diag *diag;
	bool is_counted;
	struct counters_source counters;
	int64_t resets_before; /* TcpOutRsts */
	int tls;               /* as tls_stat_open() says */
	struct heard_endings ended_before;
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

/* Namespaces that one walk found and that are not watched. One that the next walk finds too is
 * worth the cost of opening it. */
struct newcomers {
	int count;
	uint64_t inode[NEWCOMERS_MAX];
};

struct watch {
	struct watch_state state;
	struct trace *trace; /* NULL: none to be had */
	bool is_first_pids;  /* the kernel's PIDs are those of /proc */
	bool is_lost;        /* it could not return to its own namespace */
	/* When all witnesses were open, CLOCK_REALTIME; anything before is ignored, as some may
	 * have missed it. INT64_MIN: that is over. */
	int64_t opened_ns;
	int home;                        /* the namespace that it is in */
	struct watch_request request;    /* its strings stay */
	bool is_all;                     /* every namespace, also those that appear later */
	struct newcomers before, now;    /* found by the last walk, and by this one */
	int64_t renewed_ns;              /* when the last walk was, CLOCK_MONOTONIC */
	int64_t counted_gone;            /* RSTs that TCP counted in namespaces that are gone */
	struct heard_endings ended_gone; /* the same of connections */
	bool is_ending_lost;             /* one is gone whose counters could not be read any more */
	int count;                       /* of the places, including free ones */
	struct watched place[PLACES_WATCHED];
	struct port_kept port[PORTS_KEPT];
	struct program_kept program[PROGRAMS_KEPT];
	int64_t walked_ns; /* when /proc was last walked for `inhabited`, CLOCK_MONOTONIC */
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

/* Takes over @fd, the namespace of process @pid or at @name; there must be room. Its place, or
 * -errno and @ret_why. */
int place_add(struct watch *watch, int fd, pid_t pid, const char *name, struct why *ret_why);
void place_close(struct watched *place);

/* @place is watched from now on, and its counters are @now; it is no longer watched, and still
 * open. */
void place_begin_endings(struct watched *place, const struct counters *now);
void place_end_endings(struct watch *watch, const struct watched *place);

/* Adds each namespace that has a process or a name. 0 or -errno and @ret_why. */
int places_add_all(struct watch *watch, struct why *ret_why);

/* With "all", every two seconds: adds new namespaces, and closes those without either, so that
 * the kernel can remove them. */
void places_renew(struct watch *watch);

/* When places_renew() is due, CLOCK_MONOTONIC; -1: never. */
int64_t places_due(const struct watch *watch);

/* The watched namespace that has @addr; if several have it, the one where @packet (may be NULL) was
 * seen to leave. NOWHERE: not known. */
int place_of(struct watch *watch, const struct in6_addr *addr, const struct heard_packet *packet);

/* The place of namespace number @netns. NOWHERE: not watched. */
int place_numbered(const struct watch *watch, uint32_t netns);

/* What namespace @netns is: "in namespace blue", as ip-netns(8) calls it, or else "in namespace
 * 4026532281 (pid 812)", by a process in it, if @pid is not 0. */
void place_describe(uint32_t netns, pid_t pid, char ret[PLACE_SIZE]);

/* Sets the namespace of @word, from the number in @event or else its address. */
void watch_locate(struct watch *watch, const struct trace_event *event, struct heard_word *word);

/* Is it certain that kTLS has met no bad record in the namespace of @word? */
bool places_no_bad_record(struct watch *watch, const struct heard_word *word);

/* Is @addr an address of a watched namespace? */
bool places_have(struct watch *watch, const struct in6_addr *addr);

/* The name of interface @index there; "" if it is gone. */
const char *place_ifname(struct watch *watch, int place, int index);

#endif
