/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flood INTERFACE SECONDS RATE STORIES: sends SYNs by INTERFACE to who has no listener, RATE a second, or with 0 as fast as
 * it can; each from another port, to one service, or with STORIES to that many. Prints how many it has sent in a second.
 * flood idle SECONDS: prints how much the machine could do beside all else, as a share of its CPUs: 1 is all of them.
 *
 * The frames are in a ring that the kernel sends from (PACKET_TX_RING), past all queues: what answers them runs within that
 * system call, so that a reset costs little more than itself.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 128, FRAMES = 256, CPUS = 64, MS = 1000000 };

static const uint8_t server_mac[6] = { 2, 0, 0, 0, 0, 1 }, client_mac[6] = { 2, 0, 0, 0, 0, 2 };

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

/* ---- Frames -----------------------------------------------------------------------------------------------------*/

struct syn {
	uint8_t dst_mac[6], src_mac[6];
	uint16_t type;
	uint8_t version, tos;
	uint16_t length, id, fragment;
	uint8_t ttl, protocol;
	uint16_t ip_sum;
	uint16_t src[2], dst[2];
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t offset, flags;
	uint16_t window, sum, urgent;
} __attribute__((packed));

static uint16_t folded(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~(sum + (sum >> 16));
}

static uint32_t sum_of(const void *from, size_t size)
{
	const uint8_t *byte = from;
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i += 2) {
		uint16_t word;
		memcpy(&word, byte + i, 2);
		sum += word;
	}
	return sum;
}

static void put32(void *ret, uint32_t host)
{
	host = htonl(host);
	memcpy(ret, &host, 4);
}

/* The @number-th one: from 198.18.0.0/15, to 10.0.0.0/8. */
static void make(struct syn *ret, uint64_t number, unsigned stories)
{
	uint32_t service = stories ? (uint32_t)(number % stories) : 0;

	*ret = (struct syn){ .type = htons(ETH_P_IP),
			     .version = 0x45,
			     .length = htons(40),
			     .ttl = 64,
			     .protocol = IPPROTO_TCP,
			     .sport = htons((uint16_t)(1024 + number % 60000)),
			     .dport = htons((uint16_t)(9 + service % 1000)),
			     .seq = htonl((uint32_t)number * 7919),
			     .offset = 0x50,
			     .flags = 2,
			     .window = htons(64240) };
	memcpy(ret->dst_mac, server_mac, 6);
	memcpy(ret->src_mac, client_mac, 6);
	put32(ret->src, 0xc6120000u + (uint32_t)(number / 60000) % 0x1ffff);
	put32(ret->dst, 0x0a000001u + service / 1000);
	ret->ip_sum = folded(sum_of(&ret->version, 20));
	ret->sum = folded(sum_of(ret->src, 8) + htons(IPPROTO_TCP) + htons(20) + sum_of(&ret->sport, 20));
}

/* ---- The ring ---------------------------------------------------------------------------------------------------*/

static int open_ring(const char *interface, uint8_t **ret)
{
	int fd = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V2, one = 1;
	struct sockaddr_ll where = { .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(interface) };
	struct tpacket_req ring = { .tp_frame_size = FRAME,
				    .tp_frame_nr = FRAMES,
				    .tp_block_size = FRAME * FRAMES,
				    .tp_block_nr = 1 };

	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_TX_RING, &ring, sizeof(ring)) < 0 ||
	    bind(fd, (struct sockaddr *)&where, sizeof(where)) < 0)
		die("ring");
	*ret = mmap(NULL, FRAME * FRAMES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*ret == MAP_FAILED)
		die("mmap");
	return fd;
}

/* Sends @count, from @number on. */
static void send_some(int fd, uint8_t *ring, unsigned *at, int count, uint64_t number, unsigned stories)
{
	for (int i = 0; i < count; i++) {
		struct tpacket2_hdr *header = (struct tpacket2_hdr *)(void *)(ring + (size_t)*at * FRAME);
		if (header->tp_status != TP_STATUS_AVAILABLE) {
			fprintf(stderr, "a frame was not sent: %#x\n", header->tp_status);
			exit(1);
		}
		make((struct syn *)(void *)((uint8_t *)header + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll)),
		     number + (uint64_t)i, stories);
		header->tp_len = sizeof(struct syn);
		__atomic_store_n(&header->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
		*at = (*at + 1) % FRAMES;
	}
	if (send(fd, NULL, 0, 0) < 0)
		die("send");
}

static void flood(const char *interface, double seconds, long rate, unsigned stories)
{
	uint8_t *ring;
	int fd = open_ring(interface, &ring);
	int64_t begin = now(CLOCK_MONOTONIC), end = begin + (int64_t)(seconds * 1e9);
	uint64_t sent = 0;
	unsigned at = 0;

	for (int64_t time = begin; time < end; time = now(CLOCK_MONOTONIC)) {
		uint64_t due = rate ? (uint64_t)((double)(time - begin) * (double)rate / 1e9) : sent + FRAMES / 2;
		int count = due - sent < FRAMES / 2 ? (int)(due - sent) : FRAMES / 2;
		if (count > 0)
			send_some(fd, ring, &at, count, sent, stories);
		sent += (uint64_t)count;
		if (sent < due || !rate)
			continue;
		time += MS;
		struct timespec next = { time / 1000000000, time % 1000000000 };
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	printf("%.0f\n", (double)sent / ((double)(now(CLOCK_MONOTONIC) - begin) / 1e9));
}

/* ---- What is left -----------------------------------------------------------------------------------------------*/

struct soaker {
	pthread_t thread;
	int cpu;
	int64_t end, used_ns;
};

/* Runs whenever nobody else wants to: what a CPU is taken away from it is a gap between two looks at the clock. */
static void *soak(void *arg)
{
	enum { GAP_NS = 3000 };
	struct soaker *soaker = arg;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(soaker->cpu, &one);
	pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
	pthread_setschedparam(pthread_self(), SCHED_IDLE, &(struct sched_param){ 0 });
	for (int64_t last = now(CLOCK_MONOTONIC), at; last < soaker->end; last = at) {
		at = now(CLOCK_MONOTONIC);
		if (at - last < GAP_NS)
			soaker->used_ns += at - last;
	}
	return NULL;
}

static void idle(double seconds)
{
	static struct soaker soaker[CPUS];
	int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN), count = cpus < CPUS ? cpus : CPUS;
	int64_t begin = now(CLOCK_MONOTONIC), used = 0;

	for (int i = 0; i < count; i++) {
		soaker[i] = (struct soaker){ .cpu = i, .end = begin + (int64_t)(seconds * 1e9) };
		if (pthread_create(&soaker[i].thread, NULL, soak, &soaker[i]) != 0)
			die("thread");
	}
	for (int i = 0; i < count; i++) {
		pthread_join(soaker[i].thread, NULL);
		used += soaker[i].used_ns;
	}
	printf("%.4f\n", (double)used / (double)(now(CLOCK_MONOTONIC) - begin) / count);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "idle") == 0)
		idle(atof(argv[2]));
	else if (argc == 5)
		flood(argv[1], atof(argv[2]), atol(argv[3]), (unsigned)atol(argv[4]));
	else
		return 2;
	return 0;
}
