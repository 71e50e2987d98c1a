/* SPDX-License-Identifier: GPL-2.0-only */
/* points_stories.h - connections that were captured at two points of the way, and the ways there
 * are, for the test that includes it. */
#ifndef POINTS_STORIES_H
#define POINTS_STORIES_H

#include "dialogue.h"
#include "explained.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BOTH, CLIENT_SIDE, SERVER_SIDE }; /* line.place: at which points it was seen */
enum { LINES = 64, CLIENT_PLACE = 11, SERVER_PLACE = 12, BOX_TTL = 60 };

/* How the two points are told apart. */
struct way {
	const char *name;
	bool no_hop;             /* nothing between them takes one off */
	bool no_place;           /* their link layer does not tell */
	bool is_v6;              /* no IP ID */
	int skew_ms;             /* the server's clock goes after, or before */
	bool is_sorted_by_point; /* one capture behind the other */
};

static const struct way routed = { "routed" };

static void add(struct line *ret, int *count, const struct line *line, bool at_server,
		const struct way *way)
{
	bool is_near = at_server == (line->from == 's');
	struct line *copy = &ret[(*count)++];

	*copy = *line;
	if (!line->ttl)
		copy->ttl = is_near || way->no_hop ? 64 : 63;
	copy->place = way->no_place ? 0 : at_server ? SERVER_PLACE : CLIENT_PLACE;
	copy->ip_id = way->is_v6 ? 0 : line->ip_id;
	copy->ms = 0;
}

/* @lines as the two points have them, that nearer to the sender first. */
static void merge(const struct line *lines, const struct way *way, struct line *ret)
{
	int count = 0;

	for (int i = 0; lines[i].from; i++) {
		bool from_server = lines[i].from == 's';
		struct line line = lines[i];
		line.ip_id = (uint16_t)(line.flags & RST ? 0 : i + 1);
		int begin = count;
		for (int k = 0; k < 2; k++) {
			bool at_server = from_server != (k == 1);
			if (line.place == BOTH || (line.place == SERVER_SIDE) == at_server)
				add(ret, &count, &line, at_server, way);
		}
		ret[begin].ms = lines[i].ms;
		if (count - begin == 2)
			ret[begin + 1].ms = 1;
	}
	ret[count] = (struct line){ 0 };
}

#define DATA(who, number, acked)                                          \
	{                                                                 \
		who, ACK, .seq = number, .ack = acked, .len = 20, .ms = 5 \
	}
/* Both points go on. */
#define MORE                                                             \
	{ 'c', SYN, .seq = 7, .client_port = 50044, .ms = 500 },         \
	{                                                                \
		's', SYN | ACK, .seq = 9, .ack = 8, .client_port = 50044 \
	}

static const struct {
	const char *name;
	struct line line[20];
	enum crossing crossing;
	const char *says, *not ;
} stories[] = {
	{ "a box answers the client",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "5 packets before it are there twice (such as frames 1 and 2), as seen at two points of "
	  "the way, and it only once, at the point farther from the server: it was made between "
	  "the two; nor is what it answers, frame 11, there twice" },
	{ "a box answers the first of several",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 'c', ACK, .seq = 105, .ack = 501, .len = 4, .place = CLIENT_SIDE },
	    { 'c', ACK, .seq = 109, .ack = 501, .len = 4, .place = CLIENT_SIDE },
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "nor is what it answers" },
	{ "a box answers data after the FIN",
	  { HANDSHAKE,
	    { 's', FIN | ACK, .seq = 501, .ack = 101, .ms = 5 },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST, .seq = 502, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE },
	{ "a box that looks on ends it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    { 's', ACK, .seq = 501, .ack = 121, .len = 9, .ms = 50 },
	    MORE },
	  CROSSING_MADE,
	  "it was made between the two",
	  "nor is what it answers" },
	{ "with a TTL as the server's at the other point",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE, .ttl = 64 },
	    MORE },
	  CROSSING_MADE,
	  "it was made between the two" },
	{ "in the name of the client",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 'c', RST, .seq = 121, .place = SERVER_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "only once, at the point farther from the client: it was made between the two" },
	{ "lost on the way",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    MORE },
	  CROSSING_LOST,
	  "at the point nearer to the server: it was lost or dropped between the two",
	  "went on" },
	{ "lost on the way, and the client goes on",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 9, .ms = 50 },
	    MORE },
	  CROSSING_LOST,
	  "it was lost or dropped between the two, and the client went on without it" },
	{ "the server's point has missed what the server acknowledges",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', ACK, .seq = 501, .ack = 125 },
	    DATA('c', 125, 501),
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "with what only the server's socket knows, at the one point alone",
	  { HANDSHAKE, DATA('c', 101, 501), ABORT('s', 501, 121, .place = CLIENT_SIDE), MORE },
	  CROSSING_UNKNOWN },
	{ "it came all the way",
	  { HANDSHAKE, DATA('c', 101, 501), { 's', RST | ACK, .seq = 501, .ack = 121 }, MORE },
	  CROSSING_BOTH,
	  "and so is it (frame 10): it was not made between the two" },
	{ "no SYN, but three of each direction",
	  { DATA('c', 101, 501),
	    DATA('s', 501, 121),
	    DATA('c', 121, 521),
	    DATA('s', 521, 141),
	    DATA('c', 141, 541),
	    DATA('s', 541, 161),
	    { 's', RST | ACK, .seq = 561, .ack = 161, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "6 packets before it are there twice" },
	/* Nothing is said. */
	{ "no SYN, and too few",
	  { DATA('c', 101, 501),
	    DATA('s', 501, 121),
	    DATA('c', 121, 521),
	    DATA('s', 521, 141),
	    { 's', RST | ACK, .seq = 541, .ack = 141, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "the capture ends right after it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE } },
	  CROSSING_UNKNOWN },
	{ "it may still be on its way",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    { 'c', SYN, .seq = 7, .client_port = 50044, .place = CLIENT_SIDE, .ms = 3 } },
	  CROSSING_UNKNOWN },
	{ "one of them ends right after it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE },
	    { 'c', SYN, .seq = 7, .client_port = 50044, .place = CLIENT_SIDE, .ms = 500 } },
	  CROSSING_UNKNOWN },
	{ "another of the server was not seen there either",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', ACK, .seq = 501, .ack = 121, .len = 30, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST | ACK, .seq = 531, .ack = 121, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "one point",
	  { { 'c', SYN, .seq = 100, .place = CLIENT_SIDE },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 10, .place = CLIENT_SIDE },
	    { 'c', ACK, .seq = 101, .ack = 501, .place = CLIENT_SIDE },
	    { 's', RST | ACK, .seq = 501, .ack = 101, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
};

#endif
