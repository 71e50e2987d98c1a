/* SPDX-License-Identifier: GPL-2.0-only */
/* raw_segment.c - raw segments, and hearing what was said on the wire. */
#include "lab.h"
#include "matrix.h"
#include "packet.h"
#include "packet_build.h"
#include "verbs_connect.h"

#include "capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

enum { GHOST_ID = 6, GHOST_ISS = 1000, GHOST_WINDOW = 65535 };

void ghost_beside(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host), far = far_end(lab, end);
	if (far < 0)
		lab_broken(lab, "no ghost can be beside a switch");
	host_enter(lab, host);
	lab->ghost.end = end;
	block_address(lab->family, lab->ev->block, lab->end[end].net, GHOST_ID, &lab->ghost.addr);
	lab->ghost.fd = capture_sender();
	if (lab->ghost.fd < 0)
		lab_broken(lab, "cannot open a packet socket in '%s': %s", name,
			   strerror(-lab->ghost.fd));
	int error = link_add_neighbour(lab->host[lab->end[far].host].links, lab->end[far].index,
				       &lab->ghost.addr, lab->end[end].mac);
	struct in6_addr local;
	inet_pton(AF_INET6, GHOST_LINK_LOCAL, &local);
	if (!error && lab->family == AF_INET6)
		error = link_add_neighbour(lab->host[lab->end[far].host].links, lab->end[far].index,
					   &local, lab->end[end].mac);
	if (error)
		lab_broken(lab, "cannot add the ghost beside '%s' as a neighbour: %s", name,
			   strerror(-error));
}

/* The link by which the ghost's host reaches @name: the one that they share, else the ghost's own.
 */
static int end_towards(const struct lab *lab, const char *name)
{
	int to = evidence_host(lab->ev, name);
	for (int i = 0; i < lab->end_count; i++) {
		int far = far_end(lab, i);
		if (lab->end[i].host == lab->end[lab->ghost.end].host && far >= 0 &&
		    lab->end[far].host == to)
			return i;
	}
	return lab->ghost.end;
}

enum { TIMESTAMPS_SIZE = 12 };

/* NOP, NOP, Timestamps (RFC 7323, 3.2). */
static void write_timestamps(uint8_t *option, const uint32_t *timestamps)
{
	const uint32_t value[] = { htonl(timestamps[0]), htonl(timestamps[1]) };

	memcpy(option, (const uint8_t[]){ 1, 1, 8, 10 }, 4);
	memcpy(option + 4, value, sizeof(value));
}

/* Puts it on the wire out of @out, between these endpoints. */
static void put(struct lab *lab, int out, const struct raw_segment *segment,
		const struct endpoint *src, const struct endpoint *dst)
{
	const struct end *end = &lab->end[out];
	int flags = flags_parse(segment->flags[0] ? segment->flags : "<None>");
	if (flags < 0)
		lab_broken(lab, "raw_send: '%s' are not TCP flags", segment->flags);
	struct craft craft = {
		.src = *src,
		.dst = *dst,
		.ttl = segment->ttl ? (uint8_t)segment->ttl : 64,
		.tos = segment->tos,
		.flags = (uint8_t)flags,
		.seq = segment->seq,
		.ack = segment->ack,
		.window = segment->window,
		.option = segment->option,
		.option_size = segment->option_size,
		.data = (const uint8_t *)segment->data,
		.data_size = segment->data ? strlen(segment->data) : 0,
		.bad_checksum = segment->bad_checksum,
	};
	uint8_t option[TIMESTAMPS_SIZE];
	if (segment->timestamps) {
		write_timestamps(option, segment->timestamps);
		craft.option = option;
		craft.option_size = sizeof(option);
	}
	memcpy(craft.from_mac, end->mac, sizeof(end->mac));
	memcpy(craft.to_mac, lab->end[far_end(lab, out)].mac, sizeof(end->mac));
	uint8_t frame[CRAFT_MAX];
	size_t size = craft_tcp(&craft, frame);
	int error = size ? capture_send(lab->ghost.fd, end->index, frame, size) : -EMSGSIZE;
	if (error)
		lab_broken(lab, "cannot send a raw segment [%s] from '%s': %s", segment->flags,
			   lab->ev->host[end->host].name, strerror(-error));
}

void raw_send(struct lab *lab, const struct raw_segment *segment)
{
	if (lab->ghost.end < 0)
		lab_broken(lab, "raw_send: call ghost_beside() first");
	if (!verb_allowed(lab, "raw_send", NULL))
		return;
	struct endpoint src =
		endpoint_of(lab, segment->from ? segment->from : "ghost", segment->sport);
	struct endpoint dst = endpoint_of(lab, segment->to, segment->dport);
	put(lab, end_towards(lab, segment->to), segment, &src, &dst);
}

void forge(const struct sock *as, const struct raw_segment *segment)
{
	struct lab *lab = as->actor->lab;
	if (lab->ghost.end < 0)
		lab_broken(lab, "forge: call ghost_beside() first");
	if (!verb_allowed(lab, "raw_send", NULL))
		return;
	int peer = evidence_owner(lab->ev, &as->remote.addr);
	if (peer < 0)
		lab_broken(lab, "forge: the socket of %s has no peer here", as->actor->name);
	put(lab, end_towards(lab, lab->ev->host[peer].name), segment, &as->local, &as->remote);
}

/* ---- Hearing ------------------------------------------------------------------------------------
 */

struct listening {
	struct in6_addr addr;
	uint16_t dport; /* to which port; 0: any */
	const char *flags;
	int times;
	struct heard *heard; /* the last */
};

static struct heard hear(const struct decoded *tcp)
{
	struct heard heard = { .seq = tcp->seq,
			       .ack = tcp->ack,
			       .len = tcp->len,
			       .next = tcp->seq + segment_length(tcp),
			       .sport = tcp->src.port,
			       .dport = tcp->dst.port,
			       .window = tcp->window,
			       .has_ts = tcp->has_ts,
			       .ts_val = tcp->ts_val,
			       .ts_ecr = tcp->ts_ecr,
			       .option_size = tcp->option_bytes };
	memcpy(heard.option, tcp->option, sizeof(heard.option));
	return heard;
}

static bool sent_is_heard(struct lab *lab, const void *arg)
{
	const struct listening *want = arg;
	const struct evidence *ev = lab->ev;
	bool at_least = want->flags[0] == '~';
	int flags = flags_parse(want->flags + at_least);
	int found = 0, end = -1; /* several captures have seen it: one counts */
	drain_captures(lab);
	for (int i = ev->packet_count - 1; i >= 0 && ev->packet[i].chapter == lab->chapter; i--) {
		const struct packet *p = &ev->packet[i];
		struct decoded tcp;
		packet_decode(ev->frames + p->frame, p->caplen, &tcp);
		if (tcp.protocol != PROTO_TCP ||
		    memcmp(&tcp.src.addr, &want->addr, sizeof(want->addr)) != 0 ||
		    (want->dport && tcp.dst.port != want->dport) ||
		    (at_least ? (tcp.flags & flags) != flags : tcp.flags != flags))
			continue;
		if (found == 0) {
			*want->heard = hear(&tcp);
			end = p->end;
		}
		found += p->end == end;
		if (found == want->times)
			return true;
	}
	return false;
}

static struct heard await_times(struct lab *lab, const char *host, const char *flags,
				uint16_t dport, int times)
{
	struct heard heard;
	struct listening want = { .addr = endpoint_of(lab, host, 0).addr,
				  .dport = dport,
				  .flags = flags,
				  .times = times,
				  .heard = &heard };
	if (flags_parse(flags + (flags[0] == '~')) < 0)
		lab_broken(lab, "await_sent: '%s' are not TCP flags", flags);
	bool ghostly = strcmp(host, "ghost") == 0;
	int sender = ghostly ? lab->end[lab->ghost.end].host : host_index(lab, host);
	struct missed_fact of = { .what = MISSED_SENT, .host = (int16_t)sender };
	snprintf(of.word, sizeof(of.word), "%s", flags);
	await_tcp(lab, sent_is_heard, &want, true, &of, "a segment [%s] of '%s'%s", flags, host,
		  times > 1 ? " once more" : "");
	return heard;
}

struct heard await_sent_to(struct lab *lab, const char *host, const char *flags, uint16_t dport)
{
	return await_times(lab, host, flags, dport, 1);
}

struct heard await_sent(struct lab *lab, const char *host, const char *flags)
{
	return await_sent_to(lab, host, flags, 0);
}

void await_sent_again(struct lab *lab, const char *host, const char *flags)
{
	await_times(lab, host, flags, 0, 2);
}

struct raw_segment raw_open(struct lab *lab, const struct raw_segment *syn, uint32_t stamps[2])
{
	struct raw_segment next = *syn;
	raw_send(lab, syn);
	const struct heard heard = await_sent_to(lab, syn->to, "SYN,ACK", syn->sport);
	next.flags = "ACK";
	next.seq += 1 + (uint32_t)(syn->data ? strlen(syn->data) : 0);
	next.ack = heard.next;
	next.data = NULL;
	next.option = NULL;
	next.option_size = 0;
	if (stamps && heard.has_ts) {
		stamps[1] = heard.ts_val;
		next.timestamps = stamps;
	}
	return next;
}

struct raw_segment raw_syn(struct lab *lab, const char *host, uint16_t sport, uint16_t dport)
{
	const struct raw_segment syn = { .to = host,
					 .sport = sport,
					 .dport = dport,
					 .flags = "SYN",
					 .seq = GHOST_ISS,
					 .window = GHOST_WINDOW };
	return raw_open(lab, &syn, NULL);
}

struct raw_segment raw_connect(struct lab *lab, const char *host, uint16_t sport, uint16_t dport)
{
	struct raw_segment next = raw_syn(lab, host, sport, dport);
	raw_send(lab, &next);
	return next;
}

struct raw_segment raw_answer(struct lab *lab, const char *host)
{
	struct heard syn = await_sent(lab, host, "SYN");
	return (struct raw_segment){ .to = host,
				     .sport = syn.dport,
				     .dport = syn.sport,
				     .flags = "SYN,ACK",
				     .seq = GHOST_ISS,
				     .ack = syn.next,
				     .window = GHOST_WINDOW };
}

struct raw_segment raw_cross(struct lab *lab, const char *host)
{
	struct raw_segment next = raw_answer(lab, host), syn = next;
	syn.flags = "SYN";
	syn.ack = 0;
	raw_send(lab, &syn);
	await_sent(lab, host, "SYN,ACK");
	next.flags = "ACK";
	next.seq++;
	return next;
}
