/* SPDX-License-Identifier: GPL-2.0-only */
/* left.h - what a run may leave behind, if it is what bears our mark. */
#ifndef RSTLAB_TEST_LEFT_H
#define RSTLAB_TEST_LEFT_H

#include <sys/types.h>

enum { DEADLINE_MS = 60000 }; /* for what must go away */

/* Each: what is left, in words that are kept until the next call; NULL: nothing. */

/* A child, or a child's child; the caller is a subreaper. Waits for all to end. */
const char *left_processes(void);

/* A network namespace of this user namespace, whose root the caller is; waits so long for it to go.
 * Afterwards only a few more can be made. */
const char *left_namespaces(int deadline_ms);

/* Of a run: a link with the address of a lab's in the namespace where we are; a trace instance of a
 * process that was noted. Others may make theirs meanwhile. */
void left_note_killed(pid_t pid);
const char *left_links(void);
const char *left_instances(void);

/* A file in ./out or ./tmp that is no whole pcap. */
const char *left_files(void);

#endif
