/* SPDX-License-Identifier: GPL-2.0-only */
#include "frames.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ETHERNET_SIZE = 14, FRAME_SIZE = 2048 };

const uint8_t frames_syn_options[20] = { 2, 4, 5, 180, 4, 2, 8, 10, 0, 0,
					 0, 1, 0, 0,   0, 0, 1, 3,  3, 7 };
const uint8_t frames_ts_options[12] = { 1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1 };

/* By family. */
static const struct {
	int family;
	const char *client, *server, *router[2];
} addresses[] = {
	{ AF_INET, "10.0.0.1", "10.0.0.2", { "10.0.0.254", "10.0.1.254" } },
	{ AF_INET6, "fd72::1", "fd72::2", { "fd72::fe", "fd72:1::fe" } },
};

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static struct in6_addr address(const char *text)
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	if (inet_pton(AF_INET, text, &addr.s6_addr[12]) != 1 &&
	    inet_pton(AF_INET6, text, &addr) != 1)
		abort();
	return addr;
}

/* RFC 1071 */
static unsigned checksum(const uint8_t *bytes, size_t size)
{
	unsigned sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (unsigned)bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static size_t build_ip(const struct frame_spec *spec, size_t content, uint8_t *ip)
{
	struct in6_addr src = address(spec->src), dst = address(spec->dst);
	uint8_t ttl = spec->ttl ? spec->ttl : 64;

	if (!IN6_IS_ADDR_V4MAPPED(&src)) {
		ip[0] = (uint8_t)(0x60 | spec->tos >> 4);
		ip[1] = (uint8_t)(spec->tos << 4);
		put16(ip + 4, (unsigned)content);
		ip[6] = IPPROTO_TCP;
		ip[7] = ttl;
		memcpy(ip + 8, &src, 16);
		memcpy(ip + 24, &dst, 16);
		return 40;
	}
	ip[0] = 0x45;
	ip[1] = spec->tos;
	put16(ip + 2, (unsigned)(20 + content));
	put16(ip + 4, spec->ip_id);
	put16(ip + 6, spec->fragments ? 0 : 0x4000);
	ip[8] = ttl;
	ip[9] = IPPROTO_TCP;
	memcpy(ip + 12, &src.s6_addr[12], 4);
	memcpy(ip + 16, &dst.s6_addr[12], 4);
	put16(ip + 10, checksum(ip, 20));
	return 20;
}

size_t frames_build(const struct frame_spec *spec, uint8_t *ret)
{
	size_t options = (spec->option_bytes + 3U) / 4 * 4;
	size_t payload = spec->payload ? strlen(spec->payload) : 0;

	if (options > 40 || payload > 1500)
		abort();
	memset(ret, 0, FRAME_SIZE);
	ret[0] = ret[6] = 2; /* locally administered */

	size_t ip = build_ip(spec, 20 + options + payload, ret + ETHERNET_SIZE);
	uint8_t *tcp = ret + ETHERNET_SIZE + ip;

	put16(ret + 12, ip == 20 ? 0x0800 : 0x86dd);
	put16(tcp, spec->sport);
	put16(tcp + 2, spec->dport);
	put32(tcp + 4, spec->seq);
	put32(tcp + 8, spec->ack);
	tcp[12] = (uint8_t)((20 + options) / 4 << 4);
	tcp[13] = spec->flags;
	put16(tcp + 14, spec->window);
	if (spec->option_bytes)
		memcpy(tcp + 20, spec->options, spec->option_bytes);
	if (payload)
		memcpy(tcp + 20 + options, spec->payload, payload);
	return ETHERNET_SIZE + ip + 20 + options + payload;
}

static int add_host(struct evidence *ev, const char *name, bool forwards, const char *first,
		    const char *second)
{
	struct host_facts *host = &ev->host[ev->host_count];

	snprintf(host->name, sizeof(host->name), "%s", name);
	host->forwards = forwards;
	host->addr[host->addr_count++] = address(first);
	if (second)
		host->addr[host->addr_count++] = address(second);
	return ev->host_count++;
}

static void add_end(struct evidence *ev, int host, const char *ifname)
{
	struct end_facts *end = &ev->end[ev->end_count++];

	end->host = host;
	snprintf(end->ifname, sizeof(end->ifname), "%s", ifname);
}

static struct evidence *evidence_new(int family)
{
	struct evidence *ev = calloc(1, sizeof(*ev));

	if (!ev)
		abort();
	ev->ending = ENDED_WELL;
	ev->family = family;
	snprintf(ev->scenario, sizeof(ev->scenario), "test");
	snprintf(ev->kernel, sizeof(ev->kernel), "6.1.0");
	frames_chapter(ev, "");
	return ev;
}

struct evidence *frames_direct(int family)
{
	struct evidence *ev = evidence_new(family);
	int at = family == AF_INET ? 0 : 1;

	add_end(ev, add_host(ev, "client", false, addresses[at].client, NULL), "eth0");
	add_end(ev, add_host(ev, "server", false, addresses[at].server, NULL), "eth0");
	return ev;
}

struct evidence *frames_routed(int family)
{
	struct evidence *ev = evidence_new(family);
	int at = family == AF_INET ? 0 : 1;
	const char *const *router = addresses[at].router;

	add_end(ev, add_host(ev, "client", false, addresses[at].client, NULL), "eth0");
	add_end(ev, add_host(ev, "router", true, router[0], router[1]), "eth0");
	add_end(ev, 1, "eth1");
	add_end(ev, add_host(ev, "server", false, addresses[at].server, NULL), "eth0");
	return ev;
}

void frames_chapter(struct evidence *ev, const char *title)
{
	if (ev->chapter_count >= CHAPTERS_MAX)
		abort();
	snprintf(ev->chapter[ev->chapter_count++], TEXT_SIZE, "%s", title);
}

int frames_raw(struct evidence *ev, int end, bool sent, int64_t time_ns, const void *frame,
	       size_t size)
{
	if (ev->packet_count >= PACKETS_MAX || size > FRAMES_MAX - ev->frame_bytes)
		abort();
	ev->packet[ev->packet_count] = (struct packet){
		.time_ns = time_ns,
		.end = (int16_t)end,
		.chapter = (int16_t)(ev->chapter_count - 1),
		.sent = sent,
		.frame = ev->frame_bytes,
		.length = (uint16_t)size,
		.caplen = (uint16_t)size,
	};
	memcpy(ev->frames + ev->frame_bytes, frame, size);
	ev->frame_bytes += (uint32_t)size;
	return ev->packet_count++;
}

int frames_tcp(struct evidence *ev, int end, bool sent, int64_t time_ns,
	       const struct frame_spec *spec)
{
	/* Even ends look at the server, odd ones at the client. */
	bool to_server = (end % 2 == 0) == sent;
	int at = ev->family == AF_INET ? 0 : 1;
	const char *client = addresses[at].client, *server = addresses[at].server;
	struct frame_spec full = *spec;
	uint8_t frame[FRAME_SIZE];

	if (!full.src)
		full.src = to_server ? client : server;
	if (!full.dst)
		full.dst = to_server ? server : client;
	if (!full.sport)
		full.sport = to_server ? FRAMES_CLIENT_PORT : FRAMES_SERVER_PORT;
	if (!full.dport)
		full.dport = to_server ? FRAMES_SERVER_PORT : FRAMES_CLIENT_PORT;
	return frames_raw(ev, end, sent, time_ns, frame, frames_build(&full, frame));
}

int frames_pass(struct evidence *ev, int end, int64_t time_ns, const struct frame_spec *spec)
{
	int index = frames_tcp(ev, end, true, time_ns, spec);

	frames_tcp(ev, end ^ 1, false, time_ns + 1000, spec);
	return index;
}
