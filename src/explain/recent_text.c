/* SPDX-License-Identifier: GPL-2.0-only */
#include "recent_text.h"

#include "packet_row.h"
#include "segment_text.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static void put32(uint8_t *to, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* The option of @kind as @side's segment had it; its bytes, or 0: nothing of it is known. */
static uint8_t option_put(uint8_t *to, uint8_t kind, const struct track_side *side,
			  const struct track_segment *segment)
{
	to[0] = kind;
	switch (kind) {
	case OPTION_MSS:
		to[1] = 4;
		to[2] = (uint8_t)(side->mss >> 8);
		to[3] = (uint8_t)side->mss;
		return side->has_mss ? 4 : 0;
	case OPTION_SCALE:
		to[1] = 3;
		to[2] = side->shift;
		return side->has_scale ? 3 : 0;
	case OPTION_SACK_PERMITTED:
		to[1] = 2;
		return 2;
	case OPTION_TIMESTAMPS:
		to[1] = 10;
		put32(to + 2, segment->ts_val);
		put32(to + 6, segment->ts_ecr);
		return segment->has_ts ? 10 : 0;
	default:
		return 0;
	}
}

/* What is kept of a segment's options: of a SYN's what it agrees on, of others the timestamps. */
static void put_options(struct decoded *tcp, const struct track_side *side,
			const struct track_segment *segment)
{
	static const uint8_t others[sizeof(side->syn_option)] = { OPTION_TIMESTAMPS };
	const uint8_t *kinds = segment->flags & SYN ? side->syn_option : others;

	for (size_t i = 0; i < sizeof(others) && kinds[i]; i++)
		if (tcp->option_bytes + 10u <= sizeof(tcp->option))
			tcp->option_bytes += option_put(tcp->option + tcp->option_bytes, kinds[i],
							side, segment);
}

/* What Wireshark counts @side's numbers from. */
static uint32_t base_of(const struct track_side *side)
{
	return side->has_seq ? side->isn : 0;
}

struct segment recent_segment(const struct rst *rst, const struct track_segment *short_one)
{
	const struct track_side *side = &rst->track.side[short_one->from];
	const struct track_side *other = &rst->track.side[!short_one->from];
	bool is_rst = short_one == &rst->segment;
	struct segment segment = {
		.tcp = { .protocol = PROTO_TCP,
			 .src = side->endpoint,
			 .dst = other->endpoint,
			 .flags = short_one->flags,
			 .seq = short_one->seq,
			 .ack = short_one->ack,
			 .len = short_one->len },
		.rel_seq = short_one->seq - base_of(side),
		.rel_ack = short_one->ack - base_of(other),
		.window = short_one->window,
	};

	if (is_rst) {
		segment.tcp.option_bytes = rst->packet.option_bytes;
		memcpy(segment.tcp.option, rst->packet.option, sizeof(segment.tcp.option));
		/* Of whom nothing else was seen, Wireshark begins to count here. */
		if (!side->has_seq && short_one->seq)
			segment.rel_seq = 1;
		if (!other->has_seq && short_one->ack)
			segment.rel_ack = 1;
	} else {
		put_options(&segment.tcp, side, short_one);
	}
	return segment;
}

const char *rst_info(const struct rst *rst, char *buffer, size_t size)
{
	struct segment segment = recent_segment(rst, &rst->segment);

	return segment_info(&segment, buffer, size);
}

static void print_row(FILE *out, const struct packet_columns *columns, const struct rst *rst,
		      const struct track_segment *short_one, int64_t begin_ns, bool color)
{
	struct segment segment = recent_segment(rst, short_one);
	char info[INFO_SIZE];
	const struct packet_row row = {
		.number = short_one->frame,
		.time = (double)(short_one->time_ns - begin_ns) / 1e9,
		.src = &segment.tcp.src.addr,
		.dst = &segment.tcp.dst.addr,
		.protocol = segment_protocol(&segment),
		.info = segment_info(&segment, info, sizeof(info)),
		.is_reset = short_one->kind == SEGMENT_RST,
	};

	packet_row_print(out, columns, &row, color);
	fprintf(out, " TTL=%u", short_one->ttl);
	if (IN6_IS_ADDR_V4MAPPED(row.src))
		fprintf(out, " ID=%u", short_one->ip_id);
	fputc('\n', out);
}

static int kept(const struct track *track)
{
	return track->count < TRACK_RECENT ? (int)track->count : TRACK_RECENT;
}

const struct track_segment *recent_nth(const struct rst *rst, int nth)
{
	int count = kept(&rst->track);

	if (nth < count)
		return track_back(&rst->track, (unsigned)(count - 1 - nth));
	return nth == count ? &rst->segment : NULL;
}

int64_t recent_begin(const struct rst *rst)
{
	return rst->track.begin_ns ? rst->track.begin_ns : recent_nth(rst, 0)->time_ns;
}

void recent_print(FILE *out, const struct rst *rst, bool color)
{
	const struct track *track = &rst->track;
	uint64_t before = track->count - (uint64_t)kept(track);
	const struct track_segment *segment;
	struct packet_columns columns = { .number = snprintf(NULL, 0, "%" PRIu64,
							     rst->segment.frame) };

	for (int side = 0; side < 2; side++)
		packet_columns_fit(&columns, &track->side[side].endpoint.addr,
				   &track->side[!side].endpoint.addr);
	packet_heading_print(out, &columns);
	if (before)
		fprintf(out, "%*s... %" PRIu64 " packet%s of the connection before\n", ROW_MARGIN,
			"", before, before == 1 ? "" : "s");
	for (int i = 0; (segment = recent_nth(rst, i)); i++)
		print_row(out, &columns, rst, segment, recent_begin(rst), color);
}

/* ---- As a ladder --------------------------------------------------------------------------------
 */

/* Which of the evidence speaks of @frame: a bit each. */
static uint16_t notes_of(const struct diagnosis *diagnosis, uint64_t frame)
{
	unsigned notes = 0;

	_Static_assert((int)REMARKS_MAX <= (int)NOTES_MAX, "a note each");
	for (int i = 0; i < diagnosis->evidence_count; i++)
		for (int k = 0; k < REMARK_FRAMES; k++)
			if (diagnosis->evidence_frame[i][k] == frame)
				notes |= 1u << i;
	return (uint16_t)notes;
}

static void add_rung(struct ladder *ladder, const struct diagnosis *diagnosis, int nth)
{
	const struct rst *rst = diagnosis->rst;
	const struct track_segment *short_one = recent_nth(rst, nth);
	int client = diagnosis->client;
	const struct segment segment = recent_segment(rst, short_one);
	bool is_rst = short_one->kind == SEGMENT_RST;
	uint16_t notes = notes_of(diagnosis, short_one->frame);
	const struct rung rung = {
		.kind = RUNG_SEGMENT,
		.from = short_one->from != client,
		.to = short_one->from == client,
		.is_reset = is_rst,
		.is_marked = notes != 0,
		.notes = notes,
		.has_time = true,
		.time = (double)(short_one->time_ns - recent_begin(rst)) / 1e9,
		.number = 1,
		.anchor = nth,
	};
	char text[INFO_SIZE], flags[48];

	text_set(text, sizeof(text), "%" PRIu64 ": %s Seq=%" PRIu32, short_one->frame,
		 flags_list(segment.tcp.flags, ", ", flags, sizeof(flags)), segment.rel_seq);
	if (segment.tcp.flags & ACK)
		text_append(text, sizeof(text), " Ack=%" PRIu32, segment.rel_ack);
	if (segment.tcp.len)
		text_append(text, sizeof(text), " Len=%" PRIu32, segment.tcp.len);
	ladder_add(ladder, &rung, "%s", text);
}

static void add_sides(struct ladder *ladder, const struct track *track, int client, bool is_sure)
{
	static const char *const sure[] = { "client", "server" }, *const open[] = { "client?",
										    "server?" };
	char text[ENDPOINT_TEXT_SIZE];

	for (int i = 0; i < 2; i++) {
		int lane = ladder_lane(ladder, is_sure ? sure[i] : open[i], false);
		ladder_caption(ladder, lane,
			       endpoint_text(&track->side[i ? !client : client].endpoint, text));
	}
}

int recent_ladder(const struct diagnosis *diagnosis, struct ladder *ret)
{
	const struct rst *rst = diagnosis->rst;
	uint64_t before = rst->track.count - (uint64_t)kept(&rst->track);
	const struct rung gap = { .kind = RUNG_GAP, .from = -1, .to = -1, .anchor = -1 };

	*ret = (struct ladder){ 0 };
	add_sides(ret, &rst->track, diagnosis->client, diagnosis->client_sure);
	if (before)
		ladder_add(ret, &gap, "%" PRIu64 " packet%s of the connection before", before,
			   before == 1 ? "" : "s");
	for (int i = 0; recent_nth(rst, i); i++)
		add_rung(ret, diagnosis, i);
	int err = ladder_check(ret);
	if (err < 0)
		ladder_free(ret);
	return err;
}
