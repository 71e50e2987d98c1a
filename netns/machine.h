/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - sysctls below net/ that no namespace has its own of: they are the whole machine's.
 *
 * Whoever changes one must give it back, and may die before: so the changes are noted in memory
 * that two processes share. One of them changes, the other one lives longer and gives back. If that
 * one is killed as well (SIGKILL), the machine stays changed.
 */
#ifndef RSTLAB_MACHINE_H
#define RSTLAB_MACHINE_H

struct machine;

/* Remembers the namespace that the thread is in as the machine's; to be called by who lives longer,
 * before the other one is forked. @ret is freed with machine_close(). 0 or -errno. */
int machine_open(struct machine **ret);

/*
 * Writes @value to /proc/sys/net/@key of the machine, from whatever namespace the thread is in, and
 * notes what it was. 0 or -errno; ENOENT: there is no such sysctl, or the machine's namespace is
 * not the initial one; EPERM, EACCES: not this user's to change; E2BIG: too many or too long.
 */
int machine_set(struct machine *machine, const char *key, const char *value);

/* Gives back all that was changed, the last change first, from whatever namespace the thread is in.
 * Nobody may change anything meanwhile. 0, or the last -errno. */
int machine_restore(struct machine *machine);

/* Restores nothing. */
void machine_close(struct machine *machine);

#endif
