/* SPDX-License-Identifier: GPL-2.0-only */
#include "headers.h"

#include "packet_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>

enum { RECEIVE_BUFFER = 8 << 20, TCP_FLAGS_AT = 13, FIN_SYN_RST = 7 };

/* A and X are the number and the place of an IPv6 header: if it is TCP, goes @end + 1 instructions
 * on from here; if it is an extension that names what follows it (RFC 8200, 4), goes on behind
 * that; else goes to what drops it, three behind where TCP goes. */
enum { EXTENSION_STEPS = 12 };
#define PASS_EXTENSION(end)                                                                     \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, end, 0),                               \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_HOPOPTS, 2, 0),                     \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ROUTING, 1, 0),                     \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_DSTOPTS, 0, end),                   \
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0), BPF_STMT(BPF_ST, 0),                     \
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1), BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1),  \
		BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 3), BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0), \
		BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_LD | BPF_MEM, 0)

/* The packet begins with its IP header: SOCK_DGRAM. */
static const struct sock_filter opens_or_ends[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
	BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 4),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 4, 0, 6),
	/* IPv4: TCP, and no fragment but the first. */
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 11 + 4 * EXTENSION_STEPS),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 9 + 4 * EXTENSION_STEPS, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_JUMP(BPF_JMP | BPF_JA, 4 + 4 * EXTENSION_STEPS, 0, 0),
	/* IPv6, with up to four extensions. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 6 + 4 * EXTENSION_STEPS),
	BPF_STMT(BPF_LDX | BPF_IMM, 40),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
	PASS_EXTENSION(4 * EXTENSION_STEPS),
	PASS_EXTENSION(3 * EXTENSION_STEPS),
	PASS_EXTENSION(2 * EXTENSION_STEPS),
	PASS_EXTENSION(1 * EXTENSION_STEPS),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 3),
	/* TCP, at X */
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, TCP_FLAGS_AT),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, FIN_SYN_RST, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, HEADERS_KEPT),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

static const struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };

#define PROGRAM(code)                                         \
	((struct sock_fprog){ sizeof(code) / sizeof(code[0]), \
			      (struct sock_filter *)(uintptr_t)(code) })

int headers_open(int index)
{
	return packet_socket_open(SOCK_DGRAM, index, RECEIVE_BUFFER, &PROGRAM(opens_or_ends));
}

int headers_pause(int fd, bool pause)
{
	struct sock_fprog filter = pause ? PROGRAM(nothing) : PROGRAM(opens_or_ends);
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0 ? -errno
											 : 0;
}

/* Whatever the filter says, each frame that leaves is copied for who hears all protocols
 * (dev_queue_xmit_nit()). Of the one that no frame has, nothing is (RFC 1701: reserved). To bind to
 * none leaves it as it is: packet_bind(). */
int headers_unhook(int fd, bool unhook)
{
	enum { NOBODYS_PROTOCOL = 0xffff };
	struct sockaddr_ll addr;
	socklen_t size = sizeof(addr);
	if (getsockname(fd, (struct sockaddr *)&addr, &size) < 0)
		return -errno;
	addr.sll_protocol = htons(unhook ? NOBODYS_PROTOCOL : ETH_P_ALL);
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ? -errno : 0;
}

/* What one call of recvmmsg() fills. */
struct batch {
	struct mmsghdr message[HEADERS_BATCH];
	struct iovec io[HEADERS_BATCH];
	struct sockaddr_ll from[HEADERS_BATCH];
	_Alignas(struct cmsghdr) char control[HEADERS_BATCH][PACKET_SOCKET_CONTROL];
};

int headers_read(int fd, struct header_frame ret[HEADERS_BATCH])
{
	struct batch batch;
	int count;
	memset(&batch.message, 0, sizeof(batch.message));
	for (int i = 0; i < HEADERS_BATCH; i++) {
		batch.io[i] = (struct iovec){ ret[i].bytes, sizeof(ret[i].bytes) };
		batch.message[i].msg_hdr =
			(struct msghdr){ .msg_name = &batch.from[i],
					 .msg_namelen = sizeof(batch.from[i]),
					 .msg_iov = &batch.io[i],
					 .msg_iovlen = 1,
					 .msg_control = batch.control[i],
					 .msg_controllen = sizeof(batch.control[i]) };
	}
	/* ENETDOWN is told once when an interface goes down; what was heard is still there. */
	do
		count = recvmmsg(fd, batch.message, HEADERS_BATCH, MSG_TRUNC | MSG_DONTWAIT, NULL);
	while (count < 0 && (errno == EINTR || errno == ENETDOWN));
	if (count < 0)
		return errno == EAGAIN ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		size_t length = batch.message[i].msg_len;
		ret[i].time_ns = packet_socket_stamp(&batch.message[i].msg_hdr);
		ret[i].index = batch.from[i].sll_ifindex;
		ret[i].leaves = batch.from[i].sll_pkttype == PACKET_OUTGOING;
		ret[i].length = length;
		ret[i].size = length < HEADERS_KEPT ? length : HEADERS_KEPT;
	}
	return count;
}

int64_t headers_dropped(int fd)
{
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);
	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) < 0)
		return -errno;
	return stats.tp_drops;
}
