/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_dispatch.h - the fourth witness, shared by all labs of a run.
 *
 * The tracepoint is the machine's, not a namespace's. Each lab has addresses of its own, so an
 * event belongs to the lab whose block of addresses its local address is in; all others are not
 * ours.
 */
#ifndef RSTLAB_TRACE_DISPATCH_H
#define RSTLAB_TRACE_DISPATCH_H

#include "evidence.h"
#include "why.h"

#include <poll.h>

struct tracer;

/*
 * Opens the tracepoints if this machine and this privilege allow it; a tracer without them says so
 * in the evidence. @ret is freed with tracer_close(). 0 or -errno: they are there, and could not be
 * opened this time, as @ret_why says.
 */
int tracer_open(struct tracer **ret, struct why *ret_why);
void tracer_close(struct tracer *tracer);

/* From now on events of ev->block go to @ev, and what the tracepoint can tell is noted there. */
int tracer_attach(struct tracer *tracer, struct evidence *ev);
void tracer_detach(struct tracer *tracer, struct evidence *ev);

/* Fills in the descriptors that become readable with new events; how many there are, at most @size.
 */
int tracer_poll(const struct tracer *tracer, struct pollfd *ret, int size);

/* Hands the events that have come to their labs. */
void tracer_drain(struct tracer *tracer);

/* An event that must have come has not: notes in the evidence of all labs what the kernel has
 * counted since the last time and not handed over. */
void tracer_note_missing(struct tracer *tracer);

/* Has the tracepoint told of as many RSTs as the kernel has counted in @ev, but those that are
 * known to be missing? True also where it cannot. */
bool tracer_complete(const struct tracer *tracer, const struct evidence *ev);

/* An event of @ev that must have come has not, and is not known to be missing: does the tracepoint
 * still tell? If not, it is no witness in any lab at work. If it does, but may have been silent for
 * a while, the event is noted as missing. */
void tracer_doubt(struct tracer *tracer, struct evidence *ev);

/* Calls @each with every reason that the running kernel can give; with none where it tells none. */
void kernel_reasons(void (*each)(const char *name, void *arg), void *arg);

/* NULL, or why there is no tracepoint; why it has no reasons. */
const char *tracer_why_not(const struct tracer *tracer);
const char *tracer_why_no_reason(const struct tracer *tracer);

/* How it listens: "tracefs", "BPF" or "perf"; NULL: not at all. */
const char *tracer_way(const struct tracer *tracer);

/* Why it listens in no surer way; "": there is none. */
const char *tracer_why_not_surer(const struct tracer *tracer);

/* In what way watch hears the kernel, and what it is told then, in words. False: not at all, and
 * why. */
bool kernel_for_watch(char *ret, size_t size);

/* From now on a listener of no address with that port is the host "server" of the one lab that is
 * played: see drills. */
void tracer_expect(struct tracer *tracer, uint16_t port);

#endif
