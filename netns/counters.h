/* SPDX-License-Identifier: GPL-2.0-only */
/* counters.h - the MIB counters of a namespace, by the names that nstat gives them. */
#ifndef RSTLAB_COUNTERS_H
#define RSTLAB_COUNTERS_H

#include <stdint.h>

enum { COUNTERS_SIZE = 512, COUNTER_NAME_SIZE = 40 };

struct counter {
	char name[COUNTER_NAME_SIZE]; /* "TcpOutRsts", "TcpExtTCPAbortOnData", "MPTcpExtMPRstTx" */
	int64_t value;
};

struct counters {
	int count;
	struct counter counter[COUNTERS_SIZE];
};

/* Opened in a namespace, they stay with it: /proc/net/{snmp,netstat}. */
struct counters_source {
	int snmp, netstat;
};

/* In the namespace that the thread is in. 0 or -errno. */
int counters_open(struct counters_source *ret);
void counters_close(struct counters_source *source);

/* Reads the Tcp, TcpExt and MPTcpExt counters. 0 or -errno; -EBADMSG: the file has not the form of
 * two lines a protocol, names and values. */
int counters_read(const struct counters_source *source, struct counters *ret);

/* The value of @name, or -1: this kernel has no such counter. */
int64_t counters_value(const struct counters *counters, const char *name);

#endif
