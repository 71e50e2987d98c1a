/* SPDX-License-Identifier: GPL-2.0-only */
#include "counters.h"

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int counters_open(struct counters_source *ret)
{
	int snmp = procfs_open("thread-self/net/snmp", O_RDONLY);
	if (snmp < 0)
		return snmp;
	int netstat = procfs_open("thread-self/net/netstat", O_RDONLY);
	if (netstat < 0) {
		close(snmp);
		return netstat;
	}
	*ret = (struct counters_source){ .snmp = snmp, .netstat = netstat };
	return 0;
}

void counters_close(struct counters_source *source)
{
	if (!source)
		return;
	close(source->snmp);
	close(source->netstat);
	*source = (struct counters_source){ .snmp = -1, .netstat = -1 };
}

/* Pairs the words of two lines, "Tcp: A B" and "Tcp: 1 2", into TcpA = 1, TcpB = 2. */
static int read_pair(char *names, char *values, struct counters *ret)
{
	char *names_rest, *values_rest;
	char *protocol = strtok_r(names, " :", &names_rest);
	char *again = strtok_r(values, " :", &values_rest);

	if (!protocol || !again || strcmp(protocol, again) != 0)
		return -EBADMSG;
	if (strcmp(protocol, "Tcp") != 0 && strcmp(protocol, "TcpExt") != 0 &&
	    strcmp(protocol, "MPTcpExt") != 0)
		return 0;
	size_t prefix = strlen(protocol);
	for (;;) {
		char *name = strtok_r(NULL, " ", &names_rest);
		char *value = strtok_r(NULL, " ", &values_rest);
		if (!name != !value)
			return -EBADMSG;
		if (!name)
			return 0;
		if (ret->count == COUNTERS_SIZE)
			return -E2BIG;
		struct counter *counter = &ret->counter[ret->count++];
		size_t length = strnlen(name, sizeof(counter->name) - 1 - prefix);
		memcpy(counter->name, protocol, prefix);
		memcpy(counter->name + prefix, name, length);
		counter->name[prefix + length] = '\0';
		counter->value = strtoll(value, NULL, 10);
	}
}

static int read_file(int fd, struct counters *ret)
{
	char text[32768];
	/* Both are one record of a seq_file, which comes whole; to ask for more has it made again.
	 */
	ssize_t n = pread(fd, text, sizeof(text), 0);
	if (n < 0)
		return -errno;
	if ((size_t)n == sizeof(text))
		return -E2BIG;
	text[n] = '\0';

	char *rest;
	char *names = strtok_r(text, "\n", &rest);
	while (names) {
		char *values = strtok_r(NULL, "\n", &rest);
		int error = values ? read_pair(names, values, ret) : -EBADMSG;
		if (error)
			return error;
		names = strtok_r(NULL, "\n", &rest);
	}
	return 0;
}

int counters_read(const struct counters_source *source, struct counters *ret)
{
	ret->count = 0;
	int error = read_file(source->snmp, ret);
	return error ? error : read_file(source->netstat, ret);
}

int64_t counters_value(const struct counters *counters, const char *name)
{
	for (int i = 0; i < counters->count; i++)
		if (strcmp(counters->counter[i].name, name) == 0)
			return counters->counter[i].value;
	return -1;
}
