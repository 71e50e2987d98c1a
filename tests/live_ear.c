/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_ear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char taught[] =
	"flags=RST,ACK seq=0 ack=SEG.END win=0 ts=none payload=no mptcp=no ttl=alone answers=SYN "
	"own=nothing own-data=no peer=SYN peer-data=no in-flight=no timer=no data-after-fin=no "
	"rst-before=nobody: no-listener(port-closed)\n"
	"flags=RST,ACK seq=SND.NXT ack=RCV.NXT win=kept ts=none payload=no mptcp=no ttl=same "
	"answers=data own=open own-data=no peer=open peer-data=yes in-flight=no timer=no "
	"data-after-fin=no rst-before=nobody: abort-unread(unread-data)\n"
	"flags=RST seq=SEG.ACK ack=none win=0 ts=missing payload=no mptcp=no ttl=same answers=data "
	"own=FIN-acked own-data=no peer=open peer-data=yes in-flight=no timer=no "
	"data-after-fin=yes rst-before=nobody: data-after-close(shutdown-both)\n"
	"flags=RST seq=SEG.ACK ack=none win=0 ts=missing payload=no mptcp=no ttl=same answers=data "
	"own=open own-data=yes peer=open peer-data=yes in-flight=no timer=no data-after-fin=no "
	"rst-before=nobody: half-open(half-open)\n";

static void hear(void *arg, const struct live_reset *reset)
{
	struct ear *ear = arg;

	assert_true(ear->count < EAR_TOLD);
	ear->told[ear->count].fate = reset->fate;
	ear->told[ear->count].seq = reset->packet ? reset->packet->packet.seq : 0;
	ear->told[ear->count].causes = reset->diagnosis->count;
	strncpy(ear->told[ear->count].first,
		reset->diagnosis->count ? reset->diagnosis->candidate[0].cause : "", 31);
	strncpy(ear->told[ear->count].reason,
		reset->word && reset->word->reason ? reset->word->reason : "", 31);
	ear->told[ear->count].may_be_closing = reset->may_be_closing;
	ear->count++;
}

struct ear *ear_open(struct live_witnesses witnesses)
{
	struct ear *ear = calloc(1, sizeof(*ear));
	struct why why;

	assert_non_null(ear);
	assert_int_equal(lessons_read(&ear->lessons, taught, &why), 0);
	ear->live = live_open(&ear->lessons, witnesses, hear, ear);
	assert_non_null(ear->live);
	return ear;
}

void ear_close(struct ear *ear)
{
	live_close(ear->live);
	lessons_free(&ear->lessons);
	free(ear);
}

struct endpoint ear_at(uint8_t host, uint16_t port)
{
	return (struct endpoint){ { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 0, 0, host } },
				  port };
}

void ear_packet(struct ear *ear, bool by_server, uint8_t flags, uint32_t seq, uint32_t ack,
		const char *ifname, bool leaves, int ms)
{
	struct heard_packet heard = {
		.time_ns = (int64_t)ms * MS,
		.leaves = leaves,
		.packet = { .protocol = PROTO_TCP,
			    .src = by_server ? ear_at(2, 80) : ear_at(1, 1000),
			    .dst = by_server ? ear_at(1, 1000) : ear_at(2, 80),
			    .flags = flags,
			    .seq = seq,
			    .ack = ack,
			    .window = flags == (RST | ACK) && seq ? 500 : 0,
			    .ttl = 64 },
	};

	strncpy(heard.ifname, ifname, IFNAME_SIZE - 1);
	live_hear_packet(ear->live, &heard);
}

void ear_packet_to(struct ear *ear, uint16_t port, uint32_t seq, int ms)
{
	live_hear_packet(ear->live, &(struct heard_packet){ .time_ns = (int64_t)ms * MS,
							    .leaves = true,
							    .ifname = "eth0",
							    .packet = { .protocol = PROTO_TCP,
									.src = ear_at(2, 80),
									.dst = ear_at(1, port),
									.flags = RST,
									.seq = seq,
									.ttl = 64 } });
}

void ear_word(struct ear *ear, bool sent, const char *reason, int state, int ms)
{
	live_hear_word(ear->live,
		       &(struct heard_word){ .time_ns = (int64_t)ms * MS,
					     .sent = sent,
					     .local = sent ? ear_at(2, 80) : ear_at(1, 1000),
					     .remote = sent ? ear_at(1, 1000) : ear_at(2, 80),
					     .state = state,
					     .reason = reason });
}

void ear_must(const struct ear *ear, int nth, enum live_fate fate, uint32_t seq, const char *first)
{
	assert_true(ear->count > nth);
	assert_int_equal(ear->told[nth].fate, fate);
	assert_int_equal(ear->told[nth].seq, seq);
	if (first)
		assert_string_equal(ear->told[nth].first, first);
}
