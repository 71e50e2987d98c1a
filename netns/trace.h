/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace.h - the kernel's own word on a RST: tracepoints tcp:tcp_send_reset and
 * tcp:tcp_receive_reset.
 *
 * Heard by BPF programs of our own, by an instance of tracefs, or by perf events; of the two last,
 * read by the format that the running kernel describes. Machine-wide: these do not say in
 * which namespace it happened, so that events are told apart by their addresses. Opening costs some
 * grace periods of RCU, closing too: once a run, not once a lab.
 */
#ifndef RSTLAB_TRACE_H
#define RSTLAB_TRACE_H

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace_event {
	int64_t time_ns;  /* CLOCK_REALTIME */
	bool sent;        /* tcp_send_reset; else tcp_receive_reset */
	bool by_firewall; /* sent, and not by TCP: a rule has made it (nf_send_reset()) */
	struct in6_addr local,
		remote; /* IPv4 as ::ffff:a.b.c.d; remote all zero where there was none */
	uint16_t local_port, remote_port;
	int state; /* of the socket, TCP_ESTABLISHED ...; 0: no socket; -1: not told */
	const char *
		reason; /* "NO_SOCKET"; NULL: this kernel gives none. Lives as long as the trace. */
	int pid;       /* of the thread in whose system call it was; 0: of an interrupt, whoever ran
			  then, or not told */
	char comm[16]; /* by BPF, the name of its process, which may be gone; "": as pid */
	uint32_t netns; /* by BPF, inode of the network namespace; 0: not told */
	/*
	 * By BPF, of a RST that a listener sends: where it listens. Then the ends are those of the
	 * RST, which may bear another's name (TPROXY, REDIRECT), where the tracepoint has the
	 * listener's own as local, and no remote. 0: not told.
	 */
	uint16_t listener_port;
	struct in6_addr listener; /* as local */
};

struct trace;

/* What matters most. */
enum trace_aim {
	TRACE_TO_MISS_NONE, /* tracefs, else BPF, else perf */
	TRACE_TO_KNOW_MORE, /* BPF, else tracefs, else perf */
};

/*
 * Listens in the first of these ways that hears a reset of our own: as long as it does not, another
 * program may be taking the events away. Needs CAP_PERFMON with CAP_BPF, or CAP_SYS_ADMIN, in the
 * initial user namespace. Frees nothing on failure but what it made: 0 or -errno; then @why says in
 * words what could not be done.
 */
int trace_open(enum trace_aim aim, struct trace **ret, char *why, size_t size);
void trace_close(struct trace *trace);

/* Does @error of trace_open() mean that this machine or this privilege has no tracepoint? Else it
 * failed for want of something that may be there the next time. */
bool trace_is_lacking(int error);

/* In what way it listens: "BPF", "tracefs", "perf". */
const char *trace_way_name(const struct trace *trace);

/* Why no surer way is taken; "": there is none. */
const char *trace_why_not_surer(const struct trace *trace);

/* Do its events bear the number of their network namespace? */
bool trace_knows_netns(const struct trace *trace);

/* From now on it also tells of the RSTs that rules of the firewall make. 0 or -errno: -EOPNOTSUPP,
 * this way cannot; all others, this kernel does not let it. */
int trace_add_firewall(struct trace *trace);

/*
 * Has a reset of our own made, and looks whether both tracepoints tell of it: they do not where
 * something between them and us takes events away. Drains, as trace_drain() does. 0; -ENOMSG: not
 * heard; -errno: there was no such reset.
 */
int trace_hears(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		void *arg, uint64_t *ret_lost);

/* The event has a field `reason` (Linux 6.10). From then on it also tells of RSTs sent for no
 * socket. */
bool trace_has_reason(const struct trace *trace);

/* The @index-th name of enum sk_rst_reason in this kernel, or NULL past the last. */
const char *trace_reason(const struct trace *trace, int index);

/*
 * Calls @each for every name of enum sk_rst_reason in this kernel, as its tracepoint's format has
 * them. Needs no perf event. How many there are, 0 if it gives no reasons, or -errno.
 */
int trace_reasons(void (*each)(const char *name, void *arg), void *arg);

/*
 * The name that thread @pid had when it was last on a CPU after one of our events, as tracefs has
 * noted it: it may have ended since. @size bytes of it at most; "": nothing is known.
 */
void trace_comm(const struct trace *trace, int pid, char *ret, size_t size);

/* How many events the kernel has counted and not handed over, since the last such question. Ask
 * when an event that must have come has not. */
uint64_t trace_missing(struct trace *trace);

/* Is an event that was never told of no event? From perf anybody may have taken it away in silence;
 * and a kernel (6.18) was seen that calls BPF programs on no interrupt of one of its tasks. */
bool trace_is_sure(const struct trace *trace);

/* Hears nothing while @pause, at no cost to who resets; what was heard before can be drained. 0 or
 * -errno: -EOPNOTSUPP, this way cannot. */
int trace_pause(struct trace *trace, bool pause);

/* How many descriptors become readable with new events, at most one a CPU; fills @ret up to @size
 * of them. */
int trace_poll(const struct trace *trace, struct pollfd *ret, int size);

/* Hands over each event since the last call, CPU by CPU. @ret_lost grows by the events that found
 * the buffer full. */
void trace_drain(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		 void *arg, uint64_t *ret_lost);

#endif
