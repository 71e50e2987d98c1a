/* SPDX-License-Identifier: GPL-2.0-only */
/* What BPF alone tells of a live host: of which namespace a reset is, and that a firewall made it.
 */
#include "live.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MS = 1000000, TOLD_MAX = 64 };

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

struct ear {
	struct live *live;
	struct lessons lessons;
	int count;
	struct {
		enum live_fate fate;
		uint32_t seq; /* of its packet; 0: it has none */
		char first[32];
		char reason[32];
	} told[TOLD_MAX];
};

static void hear(void *arg, const struct live_reset *reset)
{
	struct ear *ear = arg;

	assert_true(ear->count < TOLD_MAX);
	ear->told[ear->count].fate = reset->fate;
	ear->told[ear->count].seq = reset->packet ? reset->packet->packet.seq : 0;
	strncpy(ear->told[ear->count].first,
		reset->diagnosis->count ? reset->diagnosis->candidate[0].cause : "", 31);
	strncpy(ear->told[ear->count].reason,
		reset->word && reset->word->reason ? reset->word->reason : "", 31);
	ear->count++;
}

static struct ear *listen_with(struct live_witnesses witnesses)
{
	struct ear *ear = calloc(1, sizeof(*ear));
	struct why why;

	assert_non_null(ear);
	assert_int_equal(lessons_read(&ear->lessons, taught, &why), 0);
	ear->live = live_open(&ear->lessons, witnesses, hear, ear);
	assert_non_null(ear->live);
	return ear;
}

#define listen_by_all() listen_with((struct live_witnesses){ true, true, true, true })

static void end(struct ear *ear)
{
	live_close(ear->live);
	lessons_free(&ear->lessons);
	free(ear);
}

static struct endpoint at(uint8_t host, uint16_t port)
{
	return (struct endpoint){ { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 0, 0, host } },
				  port };
}

/* The server is 10.0.0.2:80, the client 10.0.0.1:1000. */
static void packet(struct ear *ear, bool by_server, uint8_t flags, uint32_t seq, uint32_t ack,
		   const char *ifname, bool leaves, int ms)
{
	struct heard_packet heard = {
		.time_ns = (int64_t)ms * MS,
		.leaves = leaves,
		.packet = { .protocol = PROTO_TCP,
			    .src = by_server ? at(2, 80) : at(1, 1000),
			    .dst = by_server ? at(1, 1000) : at(2, 80),
			    .flags = flags,
			    .seq = seq,
			    .ack = ack,
			    .window = flags == (RST | ACK) && seq ? 500 : 0,
			    .ttl = 64 },
	};

	strncpy(heard.ifname, ifname, IFNAME_SIZE - 1);
	live_hear_packet(ear->live, &heard);
}

/* As BPF has it: of which namespace, and if a rule of the firewall has made it. */
static void word_of(struct ear *ear, uint32_t netns, enum whereabouts where, bool by_firewall,
		    int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.sent = true,
							.by_firewall = by_firewall,
							.local = at(2, 80),
							.remote = at(1, 1000),
							.state = by_firewall ? -1 : 0,
							.reason = by_firewall ? NULL : "NO_SOCKET",
							.where = where,
							.netns = netns });
}

static void must_tell(const struct ear *ear, int nth, enum live_fate fate, uint32_t seq,
		      const char *first)
{
	assert_true(ear->count > nth);
	assert_int_equal(ear->told[nth].fate, fate);
	assert_int_equal(ear->told[nth].seq, seq);
	if (first)
		assert_string_equal(ear->told[nth].first, first);
}

/* The kernel itself says that a rule of the firewall made it: then causes of another kind, which
 * are all that these lessons know, are none. */
static void test_firewall(void **state)
{
	(void)state;
	for (int heard = 0; heard < 2; heard++) {
		struct ear *ear = listen_by_all();
		packet(ear, false, SYN, 100, 0, "eth0", false, 10);
		if (heard)
			word_of(ear, 7, WHERE_HERE, true, 11);
		packet(ear, true, RST | ACK, 0, 101, "eth0", true, 11);
		live_settle(ear->live, INT64_MAX);
		must_tell(ear, 0, LIVE_ALIEN, 0, heard ? "" : NULL);
		assert_int_equal(ear->count, 1);
		end(ear);
	}
	/* Whatever else it looks like. */
	struct ear *ear = listen_by_all();
	packet(ear, true, RST, 500, 0, "eth0", true, 10);
	word_of(ear, 7, WHERE_HERE, true, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	must_tell(ear, 0, LIVE_ALIEN, 500, "");
	end(ear);
}

/* By its number a namespace is known exactly: of one that is not watched nothing is told, whichever
 * addresses it has and whatever is heard of interfaces, unless its RST was seen here. */
static void test_namespaces(void **state)
{
	static const struct live_witnesses some[] = { { true, true, true, true },
						      { true, true, true, false },
						      { true, true, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct ear *ear = listen_with(some[i]);
		word_of(ear, 7, WHERE_ELSE, false, 10);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 0);
		assert_int_equal(live_elsewhere(ear->live), 1);
		word_of(ear, 8, WHERE_HERE, false, 1000);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		word_of(ear, 7, WHERE_ELSE, false, 2000);
		packet(ear, true, RST | ACK, 0, 1, "veth0", false, 2000);
		live_settle(ear->live, INT64_MAX);
		must_tell(ear, 1, LIVE_SENT, 0, NULL);
		end(ear);
	}
}

/* Two namespaces have the same loopback addresses, and what is heard of them is not mixed. */
static void test_loopbacks(void **state)
{
	struct endpoint server = { { .s6_addr = { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 } }, 80 };
	struct endpoint client = server;
	struct ear *ear = listen_by_all();

	(void)state;
	client.port = 1000;
	for (uint32_t netns = 7; netns <= 8; netns++)
		live_hear_word(ear->live,
			       &(struct heard_word){ .time_ns = 10 * MS,
						     .sent = true,
						     .local = server,
						     .remote = client,
						     .reason = "NO_SOCKET",
						     .where = netns == 8 ? WHERE_HERE : WHERE_ELSE,
						     .netns = netns });
	struct heard_packet seen = { .time_ns = 10 * MS,
				     .leaves = true,
				     .netns = 8,
				     .ifname = "lo",
				     .packet = { .protocol = PROTO_TCP,
						 .src = server,
						 .dst = client,
						 .flags = RST | ACK,
						 .ack = 5 } };
	live_hear_packet(ear->live, &seen);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	must_tell(ear, 0, LIVE_SENT, 0, NULL);
	assert_int_equal(live_elsewhere(ear->live), 1);
	end(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_firewall),
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_loopbacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
