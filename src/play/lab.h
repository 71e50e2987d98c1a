/* SPDX-License-Identifier: GPL-2.0-only */
/* lab.h - the inside of one run; for the machine's own files, not for scenarios. */
#ifndef RSTLAB_LAB_H
#define RSTLAB_LAB_H

#include "actor_process.h"
#include "block.h"
#include "clock.h"
#include "evidence.h"
#include "hold.h"
#include "patience.h"
#include "program.h"
#include "scenario.h"
#include "site.h"

#include "counters.h"
#include "diag.h"
#include "link.h"
#include "machine.h"

#include <sys/types.h>
#include <time.h>

enum { ACTORS_MAX = 16, SOCKS_MAX = 128, PROGRAMS_MAX = 4 };

/* What a lab process says to the runner, a byte: the evidence is complete; the user wants no more.
 */
enum { LAB_FROZEN = 0, LAB_QUITS = 'q' };

/* A process of the story. */
struct actor {
	struct lab *lab;
	int host;
	char name[NAME_SIZE];
	pid_t pid; /* 0: dead */
	int channel;
	bool busy; /* it was asked, and has not answered */
};

struct sock {
	struct actor *actor;
	int fd; /* in the actor; -1: closed, or never was */
	bool listens;
	int family;
	struct endpoint local, remote;
};

/* A network namespace, and what is open in it. */
struct host {
	int ns; /* -1: powered off */
	enum role role;
	struct link_ctl *links;
	struct diag *diag;
	struct counters_source source;
	struct counters *before; /* when the story began */
	int bridge;              /* ifindex of a switch's bridge */
	int lookup;              /* of sk_lookup_drop(); -1: none */
};

/* One end of a link. Its peer is end ^ 1; its place in evidence.end is the same. */
struct end {
	int host;
	int capture; /* -1: none */
	int index;   /* ifindex */
	int net;     /* the subnet it is in */
	uint8_t mac[6];
	struct in6_addr addr; /* all zero at a switch */
	bool up;
	uint64_t frames_taken, frames_read; /* by the capture, and from it */
	uint32_t fence_seen;                /* serial of the last fence that arrived here */
};

/* An address that nobody owns, and who speaks for it. */
struct ghost {
	int end; /* on whose link it lives; -1: there is none */
	int fd;  /* a packet socket to send by: the capture does not see what it sends itself */
	struct in6_addr addr;
};
#define GHOST_LINK_LOCAL "fe80::6" /* its other address, over IPv6 */

/*
 * A hand in the story, for tests alone: called before each verb with its name and socket; returns
 * false to leave the verb out. Proves that a scenario can fail.
 */
typedef bool tamper_fn(struct lab *lab, const char *verb, struct sock *sock);

/* What outlives a lab: what its process is for, and what it keeps from one lab to the next. */
struct lab_process {
	double scale;            /* of all deadlines */
	int cpu;                 /* to run on, -1: any */
	int adrift;              /* why it cannot stay on that, -errno; 0: it does */
	int channel;             /* assignments in; one byte out at the end: LAB_FROZEN */
	int nursery;             /* of ns_create_nursery(): those of the hosts are made from it */
	pid_t parent;            /* the runner */
	struct machine *machine; /* NULL: not the lab's own */
	tamper_fn *tamper;
	struct hold_wish hold;
	struct patience *patience;         /* the runner's, of all its labs; NULL: none */
	bool narrates;                     /* see narrate() */
	const struct drill_request *drill; /* NULL: none is played */

	int idle_count;
	struct {
		pid_t pid;
		int channel;
	} idle[ACTORS_MAX]; /* actors whose last story is over; they wait for the next one */
};

struct lab {
	struct lab_process *process;
	const struct scenario *scenario;
	const struct topology *topology;
	struct evidence *ev;
	int family;
	struct site *site; /* the runner's */
	struct held held;
	bool tampering; /* a verb within the hook itself */
	int chapter;
	uint32_t fence;

	int host_count, end_count, net_count;
	struct ghost ghost;
	struct host host[HOSTS_MAX];
	struct end end[ENDS_MAX];
	struct counters *here;   /* as the chapter began, of who is counted so; NULL: nobody */
	int here_host;           /* whose */
	bool has_other_family;   /* some socket is not of the lab's own */
	uint64_t bytes_served;   /* to the client of a drill */
	uint64_t packets_passed; /* seen, and not kept: of a drill */
	int program_count;
	struct program *program[PROGRAMS_MAX]; /* of a drill */
	int actor_count, sock_count;
	struct actor actor[ACTORS_MAX];
	struct sock sock[SOCKS_MAX];
};

/* ---- lab.c: the run's record ------------------------------------------------------------------
 */

/* The lab itself has failed: closes the evidence with this reason, and the process ends. */
_Noreturn void lab_broken(struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What the story needs is not to be had here. */
_Noreturn void lab_skip(struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The evidence is complete, whatever came before: the runner may have it. Its actors live on until
 * it has heard all witnesses; if nobody listens, the process ends. */
void lab_freeze(struct lab *lab, enum ending ending);

/* The same, and nothing follows: the process ends when all witnesses were heard. */
_Noreturn void lab_end(struct lab *lab, enum ending ending);

/* Appends an event with both times now; the caller fills in the rest. Never NULL. */
struct event *lab_record(struct lab *lab, enum event_kind kind, int host, const char *verb);

/* Says on standard error what the story is about to do, where the user has asked for that. */
void narrate(const struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Index of a host by the name that a scenario gave; BROKEN if there is none. */
int host_index(struct lab *lab, const char *name);

/* The first end of a host. */
int host_end(const struct lab *lab, int host);

/* Enters a host's namespace. */
void host_enter(struct lab *lab, int host);

/* Moves what the captures hold into the evidence. */
void drain_captures(struct lab *lab);

/* The fact of that counter; a host that was taken away and came back has one for both its lives. */
struct counter_fact *counter_fact(struct lab *lab, int host, const char *name);

/* Reads the growth of a host's counters into the evidence, of those that moved, and the names of
 * all. */
void freeze_host(struct lab *lab, int host);

/* All captures and counters say their last word, of one moment: the story's end. False: packets
 * passed all the time, and what they say is not of one moment. */
bool lab_witnesses(struct lab *lab);

/* Reads the counters of a host as they are now. */
void read_counters(struct lab *lab, int host, struct counters *ret);

/* Notes how much the counters have grown in the chapter that ends, at whom they are counted so; of
 * those that were read already, @now. */
void chapter_count(struct lab *lab);
void chapter_note(struct lab *lab, const struct counters *now);

/* How many packets the capture of an end has lost since the last such question; those that it has
 * taken can be read now. */
uint64_t capture_losses(struct lab *lab, int end);

/* Reads all that the capture of an end holds, and adds what it has lost, before it is closed or at
 * the end; BROKEN if it holds what cannot be read. */
void freeze_capture(struct lab *lab, int end);

/* Has an actor ended whom the story has not killed? Says who, and of what, in @text. */
bool lost_actor(const struct lab *lab, char *text, size_t size);

/* Lets a test's hand see the verb first; false: leave it out. */
bool verb_allowed(struct lab *lab, const char *verb, struct sock *sock);

/* ---- topology.c: the ground --------------------------------------------------------------------
 */

/* Builds the whole lab, and waits until every link transmits. */
void topology_build(struct lab *lab);

/* The way of a fence: the far end that hears what is sent out of @end, through a switch or
 * straight; -1: a switch's own end. */
int far_end(const struct lab *lab, int end);

/* Lets go of what is open in the hosts. The captures are dear to close, and the end of a namespace
 * holds up whoever makes links (cleanup_net() takes the RTNL): both end with this process. */
void topology_forget(struct lab *lab);

/* ---- await.c ------------------------------------------------------------------------------------
 */

/* Waits until @fact is so, asking again at every packet and link change; else BROKEN, saying that
 * it waited for @what (printf). */
void await_fact(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		const char *what, ...) __attribute__((format(printf, 4, 5)));

/* The same for a fact that may come without a packet, a link change or any other notice: asks again
 * after pauses as well, which double. */
void await_poll(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		const char *what, ...) __attribute__((format(printf, 4, 5)));

/* Waits until @fact is so, asking again when something happens in the lab, and after pauses too if
 * that is not @announced, for @ns at most. How long that was in vain; 0: it is so. */
int64_t wait_on(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		bool announced, int64_t ns);

/* diag_walk() in a host; the story ends, BROKEN, if its kernel does not tell. */
void walk_sockets(struct lab *lab, int host, int family,
		  bool (*each)(const struct diag_socket *found, void *arg), void *arg);

/* Adds what the kernel has of a socket to a struct look, @arg, as diag_walk() calls it; false: that
 * is full. */
bool look_add(const struct diag_socket *found, void *arg);
/* As await_poll(), but for @ns, and no fault if it is not so by then: false. */
bool await_for(struct lab *lab, int64_t ns, bool (*fact)(struct lab *lab, const void *arg),
	       const void *arg);

/* The parts of look() before and after that: begins it, and tells of it. */
struct look *look_begin(struct lab *lab, int host, const char *label);
struct event *look_end(struct lab *lab, const struct look *look);

/* Is this the kernel's side of @sock? By its addresses and ports. */
bool is_socket(const struct sock *sock, const struct diag_socket *found);

/* All that was sent until now has arrived; has nothing more come meanwhile? A round of settle(). */
bool settle_round(struct lab *lab);

/* ---- in_vain.c: what TCP was to bring, and may not bring ---------------------------------------
 */

/*
 * As await_fact(), or as await_poll() where it is not @announced, for a fact that is TCP's to
 * bring,
 * @of: if it does not come, and nothing is on its way any more, the story ends there,
 * ENDED_WAITING. Where a lab of this run has waited for the like in vain before, that is after a
 * shorter time.
 */
void await_tcp(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
	       bool announced, struct missed_fact *of, const char *what, ...)
	__attribute__((format(printf, 6, 7)));

/* Sets how long a recv() from an actor's channel may wait. 0 or -errno. */
int limit_replies(int channel, double scale);

/* Waits for the answer of an actor; at the deadline the story ends as with await_tcp(). */
void await_reply(struct actor *actor, const char *verb, struct reply *ret);

/* How long a wait may last, in ns; until when one may that begins now (CLOCK_MONOTONIC). */
int64_t wait_ns(double scale);
int64_t deadline_ns(const struct lab *lab);

#endif
