/* SPDX-License-Identifier: GPL-2.0-only */
#include "explained.h"

#include "frames.h"
#include "lessons.h"
#include "scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

CAUSE(abort) = { .name = "abort",
		 .sentence = "it was aborted",
		 .advice = "Look there.",
		 .settles = "`nstat -az` tells its kinds apart." };

CAUSE(abort_unread) = {
	.name = "abort-unread",
	.kind_of = "abort",
	.sentence = "it was closed with unread data in it",
	.often = OFTEN,
	.advice = "Read all before it is closed.",
	.settles = "`nstat -az TcpExtTCPAbortOnClose` grows by one.",
};

CAUSE(abort_linger) = {
	.name = "abort-linger",
	.kind_of = "abort",
	.sentence = "it was closed by SO_LINGER {1, 0}",
	.settles = "`nstat -az TcpExtTCPAbortOnData` grows by one.",
};

CAUSE(abort_other) = {
	.name = "abort-other",
	.kind_of = "abort",
	.sentence = "it was aborted in another way",
	.settles = "neither counter grows.",
};

CAUSE(no_listener) = {
	.name = "no-listener",
	.sentence = "nobody listened there",
	.often = OFTEN,
	.advice = "Start it.",
	.settles = "`ss -tln` shows no listener.",
};

CAUSE(firewall_reject) = {
	.name = "firewall-reject",
	.sentence = "a firewall refused it",
	.settles = "`nstat -az TcpOutRsts` has not grown.",
};

CAUSE(data_after_close) = {
	.name = "data-after-close",
	.sentence = "the peer sent data after it was closed",
	.advice = "Let the other side close first.",
	.settles = "`tcpdump 'tcp port PORT'` shows a FIN before.",
};

const char explained_lessons[] =
	"flags=RST,ACK seq=0 ack=SEG.END win=0 ts=none payload=no mptcp=no ttl=alone answers=SYN "
	"own=nothing own-data=no peer=SYN peer-data=no in-flight=no timer=no data-after-fin=no "
	"rst-before=nobody: firewall-reject(reject) no-listener(closed)\n"
	"flags=RST seq=SEG.ACK ack=none win=0 ts=missing payload=no mptcp=no ttl=same answers=data "
	"own=FIN-acked own-data=no peer=open peer-data=yes in-flight=no timer=no "
	"data-after-fin=yes rst-before=nobody: data-after-close(close)\n"
	"flags=RST,ACK seq=SND.NXT ack=RCV.NXT win=kept ts=yes payload=no mptcp=no ttl=same "
	"answers=data own=open own-data=no peer=open peer-data=yes in-flight=no timer=no "
	"data-after-fin=no rst-before=nobody: abort-unread(unread)\n";

#define TALK(port)                                                                          \
	{ 'c', SYN, .seq = 100, .client_port = port, .ms = 5 },                             \
		{ 's', SYN | ACK, .seq = 500, .ack = 101, .client_port = port, .ms = 10 },  \
		{ 'c', ACK, .seq = 101, .ack = 501, .client_port = port },                  \
		{ 'c', ACK | PSH, .seq = 101, .ack = 501, .len = 13, .client_port = port }, \
		{ 's', ACK, .seq = 501, .ack = 114, .client_port = port, .ms = 1 },         \
	{                                                                                   \
		's', RST | ACK, .seq = 501, .ack = 114, .window = 502, .client_port = port, \
				.options = frames_ts_options,                               \
				.option_bytes = sizeof(frames_ts_options), .ms = 3          \
	}

const struct line explained_lines[] = {
	TALK(50001),
	{ 'c', SYN, .seq = 7, .client_port = 50002 },
	{ 's', RST | ACK, .ack = 8, .client_port = 50002, .ms = 1 },
	TALK(50003),
	{ 'c', SYN, .seq = 100, .client_port = 50004 },
	{ 's', SYN | ACK, .seq = 500, .ack = 101, .client_port = 50004 },
	{ 'c', ACK, .seq = 101, .ack = 501, .client_port = 50004 },
	{ 'c', FIN | ACK, .seq = 101, .ack = 501, .client_port = 50004 },
	{ 's', FIN | ACK, .seq = 501, .ack = 102, .client_port = 50004 },
	{ 'c', ACK, .seq = 102, .ack = 502, .client_port = 50004 },
	{ 'c', RST, .seq = 102, .client_port = 50004, .ms = 20 },
	{ 's', RST, .seq = 4242, .client_port = 50005 },
	{ 'c', SYN, .seq = 100, .client_port = 50006 },
	{ 's', SYN | ACK, .seq = 500, .ack = 101, .client_port = 50006, .ms = 2 },
	{ 'c', ACK, .seq = 101, .ack = 501, .client_port = 50006 },
	{ 's', FIN | ACK, .seq = 501, .ack = 101, .client_port = 50006, .ms = 100 },
	{ 'c', ACK, .seq = 101, .ack = 502, .client_port = 50006, .ms = 1 },
	{ 'c', ACK | PSH, .seq = 101, .ack = 502, .len = 9, .client_port = 50006, .ms = 1500 },
	{ 'c', ACK | PSH, .seq = 110, .ack = 502, .len = 9, .client_port = 50006 },
	{ 's', RST, .seq = 502, .client_port = 50006, .ms = 2 },
	{ 's', RST, .seq = 502, .client_port = 50006, .ms = 2 },
	{ 0 },
};

/* ---- Read ---------------------------------------------------------------------------------------
 */

/* As long as anything that was explained by it. */
static struct lessons lessons;

struct hearing {
	const struct explain_format *format; /* NULL: none */
	FILE *out;
	void *data;
	struct explanation *explanation;
};

static int each(void *arg, const struct conversation *conversation,
		const struct diagnosis *diagnosis)
{
	struct hearing *hearing = arg;

	if (!hearing->format)
		return 0;
	if (!hearing->format->reset)
		return 0;
	return hearing->format->reset(hearing->out, hearing->data, hearing->explanation,
				      conversation, diagnosis);
}

static void told(void *arg, const struct conversation *conversation)
{
	struct hearing *hearing = arg;

	if (explanation_add(hearing->explanation, &lessons, conversation, each, hearing) != 0)
		abort();
}

static void hear(const struct explained *explained, struct hearing *hearing)
{
	struct conversations *all =
		conversations_open(CONVERSATIONS_MAX, explained->at, told, hearing);
	const struct line *lines = explained->lines ? explained->lines : explained_lines;
	int64_t now = INT64_C(1700000000) * 1000000000;
	struct why why;

	if (!all || (!lessons.count && lessons_read(&lessons, explained_lessons, &why) != 0))
		abort();
	for (uint64_t i = 0; lines[i].from; i++) {
		struct decoded packet;
		dialogue_packet(&lines[i], &packet);
		if (packet.flags & RST)
			packet.len += (uint32_t)explained->payload_size;
		now += (int64_t)lines[i].ms * 1000000;
		if (conversations_add(all, &packet, i + 1, now) != 0)
			abort();
		if (packet.flags & RST && explained->payload_size)
			conversations_payload(all, explained->payload, explained->payload_size);
	}
	conversations_end(all);
	hearing->explanation->totals = *conversations_totals(all);
	conversations_close(all);
	explanation_sort(hearing->explanation);
}

static struct explanation begin(const struct explained *explained)
{
	return (struct explanation){ .path = explained->path ? explained->path : "x.pcap",
				     .at = explained->at,
				     .is_cut = explained->is_cut,
				     .incomplete = explained->incomplete };
}

void explained_read(const struct explained *explained, struct explanation *ret)
{
	struct hearing hearing = { .explanation = ret };

	*ret = begin(explained);
	hear(explained, &hearing);
}

char *explained_tell(const struct explain_format *format, const struct explained *explained)
{
	const struct print_options options = { .verbose = explained->verbose,
					       .color = explained->color,
					       .columns = explained->columns };
	struct explanation explanation = begin(explained);
	struct hearing hearing = { .format = format, .explanation = &explanation };
	char *text = NULL;
	size_t size;

	hearing.out = open_memstream(&text, &size);
	if (!hearing.out || format->begin(hearing.out, &options, &hearing.data) != 0)
		abort();
	hear(explained, &hearing);
	if (format->capture(hearing.out, hearing.data, &explanation) != 0 ||
	    format->end(hearing.out, hearing.data) != 0 || fclose(hearing.out) != 0)
		abort();
	explanation_free(&explanation);
	return text;
}

void explained_check_frames(const struct diagnosis *diagnosis)
{
	for (int i = 0; i < diagnosis->evidence_count; i++)
		for (const char *at = diagnosis->evidence[i]; (at = strpbrk(at, "0123456789"));) {
			bool is_frame = (at - diagnosis->evidence[i] > 6 &&
					 strncmp(at - 6, "frame ", 6) == 0) ||
					(at - diagnosis->evidence[i] > 7 &&
					 strncmp(at - 7, "frames ", 7) == 0);
			char *end;
			unsigned long frame = strtoul(at, &end, 10);
			bool is_known = !is_frame;
			for (int k = 0; k < REMARK_FRAMES; k++)
				is_known |= diagnosis->evidence_frame[i][k] == frame;
			if (!is_known)
				fail_msg("frame %lu is not among those of: %s", frame,
					 diagnosis->evidence[i]);
			at = end;
		}
}
