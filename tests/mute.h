/* SPDX-License-Identifier: GPL-2.0-only */
/* mute.h - what many an observer does: a BPF program at a tracepoint of TCP that returns 0. The
 * kernel then hands the event to no reader of perf: trace_call_bpf(). */
#ifndef RSTLAB_TEST_MUTE_H
#define RSTLAB_TEST_MUTE_H

/* @event is "tcp_send_reset", say. Until mute_end() of what it returns, or this process is gone;
 * -errno: not to be had here. */
int mute_begin(const char *event);
void mute_end(int mute);

/* What is muted is muted for the whole machine: one test at a time. Waits for the others, and goes
 * with the process; -errno: there is nothing to be muted. */
int mute_alone(void);

#endif
