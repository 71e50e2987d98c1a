/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel says of a RST, and the RST on an interface, are brought together, in whatever
 * order they are heard; and what became of it is told once. */
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

static void word(struct ear *ear, bool sent, const char *reason, int state, int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.sent = sent,
							.local = sent ? at(2, 80) : at(1, 1000),
							.remote = sent ? at(1, 1000) : at(2, 80),
							.state = state,
							.reason = reason });
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

/* A SYN to a closed port, however the two witnesses come. */
static void test_either_order(void **state)
{
	(void)state;
	for (int word_first = 0; word_first < 2; word_first++) {
		struct ear *ear = listen_by_all();
		if (word_first)
			word(ear, true, "NO_SOCKET", 0, 10);
		packet(ear, false, SYN, 100, 0, "eth0", false, 9);
		packet(ear, true, RST | ACK, 0, 101, "eth0", true, 10);
		if (!word_first)
			word(ear, true, "NO_SOCKET", 0, 10);
		assert_int_equal(ear->count, 1);
		must_tell(ear, 0, LIVE_SENT, 0, "no-listener");
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		end(ear);
	}
}

/* One RST, seen at three places: once. The receiver's word is that of the same RST. */
static void test_copies(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	word(ear, true, "TCP_ABORT_ON_CLOSE", TCP_CLOSE, 10);
	packet(ear, true, RST | ACK, 500, 101, "veth0", false, 10);
	packet(ear, true, RST | ACK, 500, 101, "docker0", false, 10);
	packet(ear, true, RST | ACK, 500, 101, "eth0", true, 10);
	word(ear, false, NULL, TCP_ESTABLISHED, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	must_tell(ear, 0, LIVE_SENT, 500, "abort-unread");
	end(ear);
}

/* Two replies of one connection, with their words together: each has its own. */
static void test_two_of_one(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	word(ear, true, "NO_SOCKET", 0, 10);
	word(ear, true, "NO_SOCKET", 0, 11);
	packet(ear, true, RST, 500, 0, "eth0", true, 10);
	packet(ear, true, RST, 900, 0, "eth0", true, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	must_tell(ear, 0, LIVE_SENT, 500, NULL);
	must_tell(ear, 1, LIVE_SENT, 900, NULL);
	end(ear);
}

/* An abort bears an ACK, a reply to a segment with ACK none: neither's word goes to the other. */
static void test_its_own_word(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	word(ear, true, "TCP_STATE", TCP_CLOSE, 10);
	packet(ear, true, RST, 500, 0, "eth0", true, 12);
	word(ear, true, "NO_SOCKET", 0, 12);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	must_tell(ear, 0, LIVE_SENT, 500, NULL);
	assert_string_equal(ear->told[0].reason, "NO_SOCKET");
	must_tell(ear, 1, LIVE_UNSEEN, 0, NULL);
	assert_string_equal(ear->told[1].reason, "TCP_STATE");
	end(ear);
}

/* A listener has no peer to show; one at any address not even its own. */
static void test_nameless(void **state)
{
	(void)state;
	for (int word_first = 0; word_first < 2; word_first++)
		for (int any = 0; any < 2; any++) {
			struct ear *ear = listen_by_all();
			struct endpoint nobody = { .port = 80 }, server = at(2, 80);
			struct heard_word heard = { .time_ns = 10 * MS,
						    .sent = true,
						    .local = any ? nobody : server,
						    .state = TCP_LISTEN,
						    .reason = "TCP_FLAGS" };
			if (word_first)
				live_hear_word(ear->live, &heard);
			packet(ear, true, RST, 500, 0, "eth0", true, 10);
			packet(ear, true, RST, 500, 0, "eth1", true, 10);
			if (!word_first)
				live_hear_word(ear->live, &heard);
			live_settle(ear->live, INT64_MAX);
			assert_int_equal(ear->count, 1);
			must_tell(ear, 0, LIVE_SENT, 500, NULL);
			end(ear);
		}
}

/* Of a word whose RST nobody has seen, and of a RST of which nobody has spoken. */
static void test_fates(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	word(ear, true, "NO_SOCKET", 0, 10);
	live_settle(ear->live, 11 * MS);
	assert_int_equal(ear->count, 0);
	live_settle(ear->live, (10 + LIVE_GRACE_MS) * MS);
	must_tell(ear, 0, LIVE_UNSEEN, 0, NULL);
	packet(ear, true, RST, 1, 0, "eth0", true, 10000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 1, LIVE_ALIEN, 1, NULL);
	packet(ear, true, RST, 2, 0, "eth0", false, 20000);
	packet(ear, true, RST, 2, 0, "eth1", true, 20000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 2, LIVE_PASSED, 2, NULL);
	packet(ear, true, RST, 3, 0, "eth0", false, 30000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 3, LIVE_IGNORED, 3, NULL);
	packet(ear, true, RST, 4, 0, "eth0", false, 40000);
	word(ear, false, NULL, TCP_ESTABLISHED, 40000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 4, LIVE_RECEIVED, 4, NULL);
	/* Over loopback, by a firewall: it left first, and no TCP has sent it. */
	packet(ear, true, RST, 5, 0, "lo", true, 50000);
	packet(ear, true, RST, 5, 0, "lo", false, 50000);
	word(ear, false, NULL, TCP_ESTABLISHED, 50000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 5, LIVE_ALIEN, 5, NULL);
	assert_int_equal(ear->count, 6);
	end(ear);
}

/* Nothing is called alien where the kernel cannot be heard, nor unseen where no interface is. */
static void test_witnesses(void **state)
{
	static const struct {
		struct live_witnesses witnesses;
		enum live_fate of_packet, of_word;
	} cases[] = {
		{ { true, true, true, true }, LIVE_ALIEN, LIVE_UNSEEN },
		{ { true, false, true, true }, LIVE_SENT, LIVE_UNSEEN },
		{ { false, false, true, true }, LIVE_SENT, LIVE_UNSEEN },
		{ { true, true, false, true }, LIVE_ALIEN, LIVE_SENT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ear *ear = listen_with(cases[i].witnesses);
		packet(ear, true, RST, 1, 0, "eth0", true, 10);
		live_settle(ear->live, INT64_MAX);
		must_tell(ear, 0, cases[i].of_packet, 1, NULL);
		word(ear, true, "NO_SOCKET", 0, 10000);
		live_settle(ear->live, INT64_MAX);
		must_tell(ear, 1, cases[i].of_word, 0, NULL);
		end(ear);
	}
}

/* An older connection of the same ports says nothing of a new one. */
static void test_port_used_anew(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	packet(ear, false, SYN, 100, 0, "eth0", false, 1);
	packet(ear, true, SYN | ACK, 300, 101, "eth0", true, 1);
	packet(ear, true, FIN | ACK, 400, 101, "eth0", true, 2);
	packet(ear, false, FIN | ACK, 101, 401, "eth0", false, 2);
	packet(ear, false, SYN, 900, 0, "eth0", false, 9);
	packet(ear, true, RST | ACK, 0, 901, "eth0", true, 10);
	word(ear, true, "NO_SOCKET", 0, 10);
	must_tell(ear, 0, LIVE_SENT, 0, "no-listener");
	/* Data to who had said FIN. */
	packet(ear, false, SYN, 5000, 0, "eth0", false, 20);
	packet(ear, true, SYN | ACK, 7000, 5001, "eth0", true, 21);
	packet(ear, true, FIN | ACK, 7001, 5001, "eth0", true, 22);
	packet(ear, true, RST, 7002, 0, "eth0", true, 30);
	word(ear, true, "TCP_TIMEWAIT_SOCKET", TCP_TIME_WAIT, 30);
	must_tell(ear, 1, LIVE_SENT, 7002, "data-after-close");
	end(ear);
}

static void translated(struct ear *ear, struct endpoint src, struct endpoint dst, uint8_t flags,
		       uint32_t seq, bool leaves, int ms)
{
	live_hear_packet(ear->live, &(struct heard_packet){ .time_ns = (int64_t)ms * MS,
							    .leaves = leaves,
							    .packet = { .protocol = PROTO_TCP,
									.src = src,
									.dst = dst,
									.flags = flags,
									.seq = seq,
									.ttl = 63 } });
}

/* NAT of this host: what comes with one address leaves with another, and is nobody's here; what its
 * own TCP has sent leaves with another than the kernel says. Another RST is another RST. */
static void test_translated(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	translated(ear, at(2, 80), at(1, 1000), RST, 7, false, 10);
	translated(ear, at(9, 80), at(1, 1000), RST, 7, true, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	must_tell(ear, 0, LIVE_PASSED, 7, NULL);
	word(ear, true, "NO_SOCKET", 0, 10000);
	translated(ear, at(9, 8080), at(1, 1000), RST, 8, true, 10000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	must_tell(ear, 1, LIVE_SENT, 8, NULL);
	translated(ear, at(2, 80), at(1, 1000), RST, 9, false, 20000);
	translated(ear, at(9, 80), at(1, 1000), RST, 10, true, 20000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 4);
	must_tell(ear, 2, LIVE_IGNORED, 9, NULL);
	must_tell(ear, 3, LIVE_ALIEN, 10, NULL);
	end(ear);
}

/* A container's RST that leaves with the host's address, and one that has waited for a neighbour.
 */
static void test_told_before(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	word(ear, true, "TCP_STATE", TCP_CLOSE, 10);
	packet(ear, true, RST | ACK, 7, 0, "veth0", false, 10);
	translated(ear, at(9, 5555), at(1, 1000), RST | ACK, 7, true, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	word(ear, true, "NO_SOCKET", 0, 10000);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 1, LIVE_UNSEEN, 0, NULL);
	packet(ear, true, RST, 8, 0, "eth0", true, 12000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	end(ear);
}

/* Where not all was heard, a witness that is missing means nothing. */
static void test_gap(void **state)
{
	struct ear *ear = listen_by_all();

	(void)state;
	live_miss(ear->live, INT64_C(1000) * MS, INT64_C(2000) * MS);
	word(ear, true, "NO_SOCKET", 0, 1500);
	packet(ear, false, RST, 1, 0, "eth0", true, 1999);
	packet(ear, false, RST, 2, 0, "eth0", false, 2100);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 3);
	must_tell(ear, 0, LIVE_SENT, 0, NULL);
	must_tell(ear, 1, LIVE_SENT, 1, NULL);
	must_tell(ear, 2, LIVE_RECEIVED, 2, NULL);
	packet(ear, false, RST, 3, 0, "eth0", true, 2000 + LIVE_GRACE_MS + 1);
	live_settle(ear->live, INT64_MAX);
	must_tell(ear, 3, LIVE_ALIEN, 3, NULL);
	end(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_either_order), cmocka_unit_test(test_copies),
		cmocka_unit_test(test_two_of_one),   cmocka_unit_test(test_its_own_word),
		cmocka_unit_test(test_nameless),     cmocka_unit_test(test_fates),
		cmocka_unit_test(test_witnesses),    cmocka_unit_test(test_port_used_anew),
		cmocka_unit_test(test_translated),   cmocka_unit_test(test_told_before),
		cmocka_unit_test(test_gap),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
