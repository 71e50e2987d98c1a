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

#include <poll.h>

struct tracer;

/* Opens the tracepoints if this machine and this privilege allow it; a tracer without them says so
 * in the evidence. NULL without memory. */
struct tracer *tracer_open(void);
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

/* Has the tracepoint told of as many RSTs as the kernel has counted in @ev? True also where it
 * cannot. */
bool tracer_complete(const struct tracer *tracer, const struct evidence *ev);

/* Calls @each with every reason that the running kernel can give; with none where it tells none. */
void kernel_reasons(void (*each)(const char *name, void *arg), void *arg);

/* NULL, or why there is no tracepoint; why it has no reasons. */
const char *tracer_why_not(const struct tracer *tracer);
const char *tracer_why_no_reason(const struct tracer *tracer);

#endif
