/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said for a diagnosis, and what the packets cannot tell: all that is true, and no more. */
#include "explained.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SAYS = 4 };

#define HANDSHAKE                                                                       \
	{ 'c', SYN, .seq = 100 }, { 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 10 }, \
	{                                                                               \
		'c', ACK, .seq = 101, .ack = 501                                        \
	}
#define STAMPED .options = frames_ts_options, .option_bytes = sizeof(frames_ts_options)

static const uint8_t tcprst[] = { 30, 4, 0x80, 6 };
static const uint8_t fastclose[] = { 30, 12, 0x70, 0, 1, 2, 3, 4, 5, 6, 7, 8 };

/* "!": it is not said. */
static const struct {
	const char *name;
	struct line line[14];
	const char *evidence[SAYS], *blind[SAYS];
	const char *payload;
	size_t payload_size;
} cases[] = {
	{ "a refusal",
	  { { 'c', SYN, .seq = 100 }, { 's', RST | ACK, .ack = 101, .ms = 4 } },
	  { "it answers frame 1 (SYN), 4.0 ms before it: Seq 0, and its Ack is the end of that "
	    "segment",
	    "!timestamps", "!window" },
	  { "the packets do not show which TCP the server has", "!begins after" } },
	{ "a reply to data",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 14, .ms = 1 },
	    { 's', RST, .seq = 501, .ms = 2 } },
	  { "it answers frame 4 (14 bytes of data), 2.0 ms before it: its Seq is that segment's "
	    "Ack",
	    "its window is 0, as in a reply",
	    "it has no timestamps, though the connection uses them",
	    "!the connection had been idle" } },
	{ "the same of Windows says nothing of Linux",
	  { { 'c', SYN, .seq = 100, .ttl = 64 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 128 },
	    { 'c', ACK, .seq = 101, .ack = 501 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 1 },
	    { 's', RST, .seq = 501, .ttl = 128 } },
	  { "it answers frame 4 (1 byte of data)", "its window is 0", "!Linux", "!timestamps" },
	  { "the server does not look like Linux (its initial TTL is 128" } },
	{ "an abort",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', RST | ACK, .seq = 501, .ack = 121, .window = 502, STAMPED } },
	  { "its Seq and Ack are the next ones of the connection",
	    "on Linux only a socket's own RST has them",
	    "the last data were the client's (frame 4)", "!its window has grown" } },
	{ "a queue that was purged",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', ACK, .seq = 501, .ack = 121, .window = 480 },
	    { 's', RST | ACK, .seq = 501, .ack = 121, .window = 502, STAMPED } },
	  { "its window has grown by 2816, from 61440 to 64256: this happens when unread data is "
	    "thrown away" } },
	{ "an answer was sent",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', ACK, .seq = 501, .ack = 121, .len = 5 },
	    { 's', RST | ACK, .seq = 506, .ack = 121, .window = 502, STAMPED } },
	  { "!answered nothing", "its window is the one announced before, 64256" } },
	{ "data after its FIN",
	  { HANDSHAKE,
	    { 's', FIN | ACK, .seq = 501, .ack = 101 },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 9 },
	    { 's', RST, .seq = 502 } },
	  { "the server had sent its FIN in frame 4, and the client sent data after that (frame "
	    "5)" } },
	{ "probes, and silence",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 100, .ack = 501, .ms = 5000 },
	    { 'c', ACK, .seq = 100, .ack = 501, .ms = 1000 },
	    { 'c', ACK, .seq = 100, .ack = 501, .ms = 1000 },
	    { 'c', RST | ACK, .seq = 101, .ack = 501, .window = 502, STAMPED, .ms = 1000 } },
	  { "3 probes before it had no answer, the last in frame 6, 1.0 s before it",
	    "the connection had been idle for 1.0 s, since frame 6" } },
	{ "sent again",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4, .ms = 10 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4, .ms = 300 },
	    { 'c', RST | ACK, .seq = 105, .ack = 501, .window = 502, STAMPED, .ms = 600 } },
	  { "1 segment sent again before it had no answer, the last in frame 5",
	    "!the connection had been idle" } },
	{ "another TTL, from farther away",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4, .ttl = 64 },
	    { 's', RST, .seq = 501, .ttl = 244 } },
	  { "TTL 244, 11 hops away, the server's others 64, 0 hops away: it may have been made "
	    "on the way" } },
	{ "another TTL, as many hops away",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501, .ttl = 255 } },
	  { "TTL 255, the server's others 64, as many hops away", "!made on the way" } },
	{ "another TTL than that which the service has set, as many hops away",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 252 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501, .ttl = 61 } },
	  { "TTL 61, the server's others 252, as many hops away", "!made on the way" },
	  { "the packets do not show which TCP the server has", "!does not look like Linux" } },
	{ "the same, of which no SYN was seen",
	  { { 's', ACK, .seq = 501, .ack = 101, .ttl = 252 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501, .ttl = 61 } },
	  { "TTL 61, the server's others 252, as many hops away" },
	  { "the packets do not show which TCP the server has", "!does not look like Linux" } },
	{ "a TTL that began with 255, and a SYN of a router",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 252, .bare = true },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501, .ttl = 252 } },
	  { NULL },
	  { "the server does not look like Linux (its initial TTL is 255" } },
	{ "IP IDs",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ip_id = 7 },
	    { 'c', ACK, .seq = 101, .ack = 501 },
	    { 's', RST | ACK, .seq = 501, .ack = 101, .ip_id = 8, .window = 502, STAMPED } },
	  { "IP ID 8 is the next after the server's last", "!IP ID 0" } },
	{ "IP ID 0",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ip_id = 7 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 1 },
	    { 's', RST, .seq = 501 } },
	  { "IP ID 0, the server's others count: on Linux a reply without a socket has 0" } },
	{ "MP_TCPRST",
	  { HANDSHAKE,
	    { 'c', RST, .seq = 101, .options = tcprst, .option_bytes = sizeof(tcprst) } },
	  { "it has MP_TCPRST, reason 6: middlebox interference (RFC 8684, 3.6)" } },
	{ "MP_FASTCLOSE",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .options = fastclose,
	      .option_bytes = sizeof(fastclose) },
	    { 's', RST, .seq = 501 } },
	  { "MP_FASTCLOSE of the client ended all" } },
	{ "a word",
	  { { 's', RST, .seq = 5 } },
	  { "it bears 3 bytes: \"no\\x1b\"" },
	  { NULL },
	  "no\033",
	  3 },
	{ "a long one",
	  { { 's', RST, .seq = 5 } },
	  { "\"0123456789012345678901234567890123456789abcdefgh\" and more" },
	  { NULL },
	  "0123456789012345678901234567890123456789abcdefghijk",
	  51 },
	{ "a diagnostic code",
	  { { 's', RST, .seq = 5 } },
	  { "its payload says why: code 14, connection timeout", "!it bears" },
	  { NULL },
	  "\x33\xaa\0\x0e\0\0\0\0",
	  8 },
	{ "one that nobody knows",
	  { { 's', RST, .seq = 5 } },
	  { "its payload says why: code 255" },
	  { NULL },
	  "\x33\xaa\0\xff\0\0\0\0",
	  8 },
	{ "a vendor's",
	  { { 's', RST, .seq = 5 } },
	  { "its payload says why: code 1234 of enterprise 32473" },
	  { NULL },
	  "\x33\xaa\x04\xd2\0\0\x7e\xd9",
	  8 },
	{ "no diagnostic code: of another length, magic, or reserved",
	  { { 's', RST, .seq = 5 } },
	  { "it bears 9 bytes", "!says why" },
	  { NULL },
	  "\x33\xaa\0\x01\0\0\0\0\0",
	  9 },
	{ "the reserved code",
	  { { 's', RST, .seq = 5 } },
	  { "it bears 8 bytes", "!says why" },
	  { NULL },
	  "\x33\xaa\0\0\0\0\0\0",
	  8 },
	{ "echoes",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4 },
	    { 'c', ACK, .seq = 105, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501, .ms = 9 },
	    { 's', RST, .seq = 501, .ms = 9 } },
	  { "1 more RST of the same kind followed" } },
	{ "one that was not obeyed",
	  { HANDSHAKE,
	    { 's', RST, .seq = 400, .ms = 9 },
	    { 's', ACK, .seq = 501, .ack = 101, .len = 3, .ms = 90 },
	    { 'c', ACK, .seq = 101, .ack = 504, .len = 3, .ms = 90 } },
	  { "its numbers match nothing in this connection",
	    "the server went on as if it had not sent it",
	    "the client went on after it: it ignored the RST, or did not receive it" } },
	{ "flags",
	  { HANDSHAKE, { 's', RST | SYN | FIN, .seq = 501 } },
	  { "no stack sends these flags" } },
	{ "nothing before it",
	  { { 's', RST, .seq = 501 } },
	  { "!it answers" },
	  { "the RST is the first packet of its connection", "!begins after",
	    "!has never shown" } },
	{ "no handshake",
	  { { 'c', ACK, .seq = 101, .ack = 501, .len = 4 }, { 's', RST, .seq = 501 } },
	  { "it answers frame 1" },
	  { "the capture begins after the handshake", "!first packet" } },
	{ "one direction",
	  { { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 's', ACK, .seq = 501, .ack = 120, .len = 4 },
	    { 's', RST, .seq = 505 } },
	  { "!it answers" },
	  { "the capture has nothing that the client sent" } },
	{ "segments that are missing",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 801 },
	    { 's', ACK, .seq = 801, .ack = 151 },
	    { 'c', RST | ACK, .seq = 151, .ack = 801, .window = 502, STAMPED } },
	  { NULL },
	  { "the server acknowledged what is not in the capture: segments of the client are "
	    "missing",
	    "the client acknowledged what is not in the capture: segments of the server are "
	    "missing" } },
	{ "a RST that knows of more",
	  { HANDSHAKE, { 's', RST, .seq = 801 } },
	  { "!its numbers match nothing" },
	  { "its Seq is 300 ahead of all that the capture has of the server" } },
	{ "an abort, and nothing but SYN, FIN and RST was captured",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 's', RST | ACK, .seq = 501, .ack = 121, .window = 502, STAMPED, .ms = 30000 } },
	  { "!it answers", "!the connection had been idle" },
	  { "the capture holds no ACK but with SYN, FIN or RST",
	    "its Ack is 20 ahead of all that the capture has of the client" } },
	{ "a reply there may answer what was not captured",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', RST, .seq = 101 } },
	  { "!it answers" },
	  { "the capture holds no ACK but with SYN, FIN or RST" } },
	{ "data, and the answer to them is missing",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', RST | ACK, .seq = 506, .ack = 121, .window = 502, STAMPED } },
	  { "!has answered nothing" },
	  { "its Seq is 5 ahead of all that the capture has of the server" } },
	{ "a clock that runs backwards",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 3, .ms = -500 },
	    { 's', RST, .seq = 501, .ms = -200 } },
	  { "!it answers", "!the connection had been idle" },
	  { "the capture's clock ran backwards" } },
	{ "more than one cause",
	  { { 'c', SYN, .seq = 100 }, { 's', RST | ACK, .ack = 101 } },
	  { NULL },
	  { "several causes send exactly these packets" } },
};

static void check(const char *name, const char (*said)[REMARK_SIZE], int count, const char *part)
{
	bool forbids = *part == '!', found = false;

	for (int i = 0; i < count; i++)
		found |= strstr(said[i], part + forbids) != NULL;
	if (found != forbids)
		return;
	for (int i = 0; i < count; i++)
		print_error("  %s\n", said[i]);
	fail_msg("%s: %s '%s'", name, forbids ? "says" : "does not say", part + forbids);
}

static void test_remarks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct explanation explanation;
		const struct explained explained = { .lines = cases[i].line,
						     .payload = cases[i].payload,
						     .payload_size = cases[i].payload_size };
		explained_read(&explained, &explanation);
		assert_int_equal(explanation.count, 1);
		const struct diagnosis *diagnosis = &explanation.story[0]->diagnosis;
		for (int k = 0; k < SAYS && cases[i].evidence[k]; k++)
			check(cases[i].name, diagnosis->evidence, diagnosis->evidence_count,
			      cases[i].evidence[k]);
		for (int k = 0; k < SAYS && cases[i].blind[k]; k++)
			check(cases[i].name, diagnosis->blind, diagnosis->blind_count,
			      cases[i].blind[k]);
		explained_check_frames(diagnosis);
		explanation_free(&explanation);
	}
}

/* What says "it" speaks of the RST. */
static void test_frames(void **state)
{
	static const struct line lines[] = {
		HANDSHAKE,
		{ 'c', ACK, .seq = 101, .ack = 501, .len = 14, .ms = 1 },
		{ 's', RST, .seq = 501, .ms = 2 },
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;

	(void)state;
	explained_read(&explained, &explanation);
	const struct diagnosis *diagnosis = &explanation.story[0]->diagnosis;
	assert_true(diagnosis->evidence_count >= 2);
	assert_non_null(strstr(diagnosis->evidence[0], "it answers frame 4"));
	assert_int_equal(diagnosis->evidence_frame[0][0], 5);
	assert_int_equal(diagnosis->evidence_frame[0][1], 4);
	assert_int_equal(diagnosis->evidence_frame[0][2], 0);
	assert_non_null(strstr(diagnosis->evidence[1], "its window is 0"));
	assert_int_equal(diagnosis->evidence_frame[1][0], 5);
	assert_int_equal(diagnosis->evidence_frame[1][1], 0);
	explanation_free(&explanation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remarks),
		cmocka_unit_test(test_frames),
	};

	return cmocka_run_group_tests_name("remarks", tests, NULL, NULL);
}
