/* SPDX-License-Identifier: GPL-2.0-only */
#include "dialogue.h"

#include "frames.h"

#include <stdlib.h>
#include <string.h>

static struct endpoint endpoint_of(const struct line *line, bool client)
{
	struct endpoint endpoint = {
		.addr.s6_addr = { [10] = 0xff, [11] = 0xff, 10, 0, 0, client ? 1 : 2 },
		.port = DIALOGUE_SERVER_PORT,
	};

	if (client)
		endpoint.port = line->client_port ? line->client_port : DIALOGUE_CLIENT_PORT;
	return endpoint;
}

static void add_options(const struct line *line, struct decoded *ret)
{
	const uint8_t *options = line->options, *ts;
	uint8_t bytes = line->option_bytes;

	if (!options && !line->bare && line->flags & SYN) {
		options = frames_syn_options;
		bytes = sizeof(frames_syn_options);
	} else if (!options && !line->bare && !(line->flags & RST)) {
		options = frames_ts_options;
		bytes = sizeof(frames_ts_options);
	}
	if (!options)
		return;
	memcpy(ret->option, options, bytes);
	ret->option_bytes = bytes;
	ts = option_find(ret, OPTION_TIMESTAMPS);
	ret->has_ts = ts != NULL;
}

void dialogue_packet(const struct line *line, struct decoded *ret)
{
	*ret = (struct decoded){
		.protocol = PROTO_TCP,
		.src = endpoint_of(line, line->from == 'c'),
		.dst = endpoint_of(line, line->from != 'c'),
		.place = line->place,
		.ttl = line->ttl ? line->ttl : 64,
		.ip_id = line->ip_id,
		.seq = line->seq,
		.ack = line->ack,
		.len = line->len,
		.window = line->window || line->flags & RST ? line->window : 502,
		.flags = line->flags,
		.options_cut = line->cut,
	};
	add_options(line, ret);
}

static void keep(void *arg, const struct conversation *conversation)
{
	struct dialogue *dialogue = arg;

	dialogue->conversations++;
	for (int i = 0; i < conversation->reset_count && dialogue->count < DIALOGUE_RSTS; i++) {
		dialogue->rst[dialogue->count] = *conversation->reset[i];
		dialogue->number[dialogue->count] = conversation->number;
		dialogue->is_closed[dialogue->count++] = conversation->is_closed;
	}
}

void dialogue_hear(const struct line *lines, uint64_t limit, uint64_t at, struct dialogue *ret)
{
	struct conversations *all =
		conversations_open(limit ? limit : CONVERSATIONS_MAX, at, keep, ret);
	int64_t now = 1000000000;

	*ret = (struct dialogue){ 0 };
	if (!all)
		abort();
	for (uint64_t i = 0; lines[i].from; i++) {
		struct decoded packet;
		dialogue_packet(&lines[i], &packet);
		now += (int64_t)lines[i].ms * 1000000;
		if (conversations_add(all, &packet, i + 1, now) != 0)
			abort();
	}
	conversations_end(all);
	ret->totals = *conversations_totals(all);
	conversations_close(all);
}
