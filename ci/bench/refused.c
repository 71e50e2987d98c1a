/* SPDX-License-Identifier: GPL-2.0-only */
/* refused SECONDS: connects to a closed port of 127.0.0.1 as fast as it can, and prints how many resets that were in a
 * second of its CPU time, in which both ends of the loopback work; and in one of the clock. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct sockaddr_in closed = { .sin_family = AF_INET,
				      .sin_port = htons(9),
				      .sin_addr = { htonl(INADDR_LOOPBACK) } };
	double begin = now(CLOCK_MONOTONIC), end = begin + (argc > 1 ? atof(argv[1]) : 1);
	long count = 0;

	while (now(CLOCK_MONOTONIC) < end)
		for (int i = 0; i < 64; i++, count++) {
			int fd = socket(AF_INET, SOCK_STREAM, 0);
			if (fd < 0 || connect(fd, (struct sockaddr *)&closed, sizeof(closed)) == 0 ||
			    errno != ECONNREFUSED)
				return 1;
			close(fd);
		}
	printf("%.0f %.0f\n", (double)count / now(CLOCK_PROCESS_CPUTIME_ID),
	       (double)count / (now(CLOCK_MONOTONIC) - begin));
	return 0;
}
