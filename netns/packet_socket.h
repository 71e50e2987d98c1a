/* SPDX-License-Identifier: GPL-2.0-only */
/* packet_socket.h - a packet socket that hears, with the time of each packet: for capture.c and
 * headers.c. */
#ifndef RSTLAB_PACKET_SOCKET_H
#define RSTLAB_PACKET_SOCKET_H

#include <linux/filter.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

/*
 * Hears interface @index of the namespace that the thread is in, or all with 0, from now on; @type:
 * SOCK_RAW, or SOCK_DGRAM without the headers of the link. @filter chooses; NULL: everything.
 * @buffer: bytes that may wait. A descriptor, which the caller owns, or -errno.
 */
int packet_socket_open(int type, int index, int buffer, const struct sock_fprog *filter);

/* Of a packet that was received into @message: CLOCK_REALTIME, in nanoseconds. */
int64_t packet_socket_stamp(struct msghdr *message);

/* Room for what holds that time. */
#define PACKET_SOCKET_CONTROL CMSG_SPACE(sizeof(struct timespec))

#endif
