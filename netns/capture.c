/* SPDX-License-Identifier: GPL-2.0-only */
#include "capture.h"

#include "packet_socket.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <unistd.h>

/* A lab's traffic is some dozens of packets; this is room for thousands. */
enum { RECEIVE_BUFFER = 4 << 20 };

int capture_open(int index)
{
	return packet_socket_open(SOCK_RAW, index, RECEIVE_BUFFER, NULL);
}

int capture_read(int fd, struct capture_frame *frame)
{
	union {
		struct cmsghdr align;
		char bytes[PACKET_SOCKET_CONTROL];
	} control;
	struct sockaddr_ll from;
	struct iovec io = { .iov_base = frame->bytes, .iov_len = frame->size };
	struct msghdr msg = { .msg_name = &from,
			      .msg_namelen = sizeof(from),
			      .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	ssize_t n;

	/* ENETDOWN is told once when the interface goes down; what was captured is still there. */
	do
		n = recvmsg(fd, &msg, MSG_TRUNC | MSG_DONTWAIT);
	while (n < 0 && (errno == EINTR || errno == ENETDOWN));
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;

	frame->time_ns = packet_socket_stamp(&msg);
	frame->sent = from.sll_pkttype == PACKET_OUTGOING;
	frame->length = (size_t)n;
	if (frame->size > frame->length)
		frame->size = frame->length;
	return 1;
}

int capture_count(int fd, uint64_t *ret_frames, uint64_t *ret_drops)
{
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);
	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) < 0)
		return -errno;
	/* Those that were dropped are packets too: packet_getsockopt(). */
	*ret_frames = stats.tp_packets - stats.tp_drops;
	*ret_drops = stats.tp_drops;
	return 0;
}

int capture_sender(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}

int capture_send(int fd, int index, const uint8_t *frame, size_t size)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = index };
	ssize_t n = sendto(fd, frame, size, 0, (struct sockaddr *)&to, sizeof(to));
	return n < 0 ? -errno : 0;
}

int capture_keep_stamps(void)
{
	int on = 1;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int error = setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ? -errno : 0;
	if (error)
		close(fd);
	return error ? error : fd;
}
