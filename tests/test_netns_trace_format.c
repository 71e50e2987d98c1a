/* SPDX-License-Identifier: GPL-2.0-only */
/* Raw records of the tracepoints, read by the three shapes that their formats have had. No root. */
#include "refusal.h"
#include "trace_format.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { RECORD_SIZE = 96, NO_SOCKET = 1, FAMILY = 4 };

#define HEAD(name)                                                                     \
	"name: " name "\nID: 2280\nformat:\n"                                          \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
#define ADDRESSES(at4, at6)                                                  \
	"\tfield:__u8 saddr[4];\toffset:" at4 ";\tsize:4;\tsigned:0;\n"      \
	"\tfield:__u8 daddr[4];\toffset:28;\tsize:4;\tsigned:0;\n"           \
	"\tfield:__u8 saddr_v6[16];\toffset:" at6 ";\tsize:16;\tsigned:0;\n" \
	"\tfield:__u8 daddr_v6[16];\toffset:48;\tsize:16;\tsigned:0;\n\n"

/* Linux 6.10 and later: two sockaddrs, and a reason. */
static const char with_reason[] = HEAD(
	"tcp_send_reset") "\tfield:int state;\toffset:24;\tsize:4;\tsigned:1;\n"
			  "\tfield:enum sk_rst_reason reason;\toffset:28;\tsize:4;\tsigned:0;\n"
			  "\tfield:__u8 saddr[28];\toffset:32;\tsize:28;\tsigned:0;\n"
			  "\tfield:__u8 daddr[28];\toffset:60;\tsize:28;\tsigned:0;\n\n"
			  "print fmt: \"state=%s reason=%s\", REC->state ? __print_symbolic(REC->state, "
			  "{ 1, \"TCP_ESTABLISHED\" }) : \"UNKNOWN\", __print_symbolic(REC->reason, "
			  "{ 0, \"NOT_SPECIFIED\" }, { 1, \"NO_SOCKET\" }, { 0x10, \"ERROR\" })\n";

/* Before: addresses and ports one by one. */
static const char without_reason[] = HEAD(
	"tcp_send_reset") "\tfield:int state;\toffset:8;\tsize:4;\tsigned:1;\n"
			  "\tfield:__u16 sport;\toffset:16;\tsize:2;\tsigned:0;\n"
			  "\tfield:__u16 dport;\toffset:18;\tsize:2;\tsigned:0;\n"
			  "\tfield:__u16 family;\toffset:20;\tsize:2;\tsigned:0;\n" ADDRESSES(
				  "24",
				  "32") "print fmt: \"sport=%hu dport=%hu\", REC->sport, REC->dport\n";

/* The other tracepoint has neither state nor reason. */
static const char received[] = HEAD(
	"tcp_receive_reset") "\tfield:__u16 sport;\toffset:16;\tsize:2;\tsigned:0;\n"
			     "\tfield:__u16 dport;\toffset:18;\tsize:2;\tsigned:0;\n" ADDRESSES(
				     "24",
				     "32") "print fmt: \"sport=%hu dport=%hu\", REC->sport, REC->dport\n";

static struct in6_addr address(const char *text)
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	if (inet_pton(AF_INET, text, &addr.s6_addr[12]) != 1)
		assert_int_equal(inet_pton(AF_INET6, text, &addr), 1);
	return addr;
}

static void put_sockaddr(uint8_t *at, const char *text, uint16_t port)
{
	struct in6_addr addr = address(text);
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port),
				    .sin6_addr = addr };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };

	memcpy(&four.sin_addr, &addr.s6_addr[12], sizeof(four.sin_addr));
	if (IN6_IS_ADDR_V4MAPPED(&addr))
		memcpy(at, &four, sizeof(four));
	else
		memcpy(at, &six, sizeof(six));
}

static void fill_sockaddrs(uint8_t *raw, const char *local, const char *remote)
{
	put_sockaddr(raw + 32, local, 8080);
	if (remote)
		put_sockaddr(raw + 60, remote, 50031);
	memcpy(raw + 24, &(int){ TCP_LISTEN }, sizeof(int));
	memcpy(raw + 28, &(int){ NO_SOCKET }, sizeof(int));
}

static void fill_split(uint8_t *raw, const char *local, const char *remote)
{
	struct in6_addr from = address(local), to = address(remote ? remote : "0.0.0.0");
	uint16_t port[2] = { 8080, remote ? 50031 : 0 };

	memcpy(raw + 8, &(int){ TCP_LISTEN }, sizeof(int));
	memcpy(raw + 16, port, sizeof(port));
	memcpy(raw + 32, &from, sizeof(from));
	memcpy(raw + 48, &to, sizeof(to));
}

static const struct shape {
	const char *text;
	size_t size; /* of a record */
	void (*fill)(uint8_t *raw, const char *local, const char *remote);
	int state;
	const char *reason;
} shapes[] = {
	{ with_reason, 88, fill_sockaddrs, TCP_LISTEN, "NO_SOCKET" },
	{ without_reason, 64, fill_split, TCP_LISTEN, NULL },
	{ received, 64, fill_split, -1, NULL },
};
enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static struct trace_format *parse(const char *text)
{
	struct trace_format *format = NULL;

	assert_int_equal(trace_format_parse(text, strlen(text), &format), 0);
	return format;
}

static void check_record(const struct shape *shape, const char *local, const char *remote)
{
	static const struct in6_addr nowhere;
	struct trace_format *format = parse(shape->text);
	struct trace_event event;
	uint8_t raw[RECORD_SIZE] = { 0 };

	shape->fill(raw, local, remote);
	assert_int_equal(trace_format_read(format, raw, shape->size, &event), 0);
	struct in6_addr from = address(local), to = remote ? address(remote) : nowhere;
	assert_memory_equal(&event.local, &from, sizeof(from));
	assert_memory_equal(&event.remote, &to, sizeof(to));
	assert_int_equal(event.local_port, 8080);
	assert_int_equal(event.remote_port, remote ? 50031 : 0);
	assert_int_equal(event.state, shape->state);
	if (shape->reason)
		assert_string_equal(event.reason, shape->reason);
	else
		assert_null(event.reason);
	trace_format_free(format);
}

static void test_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < SHAPES; i++) {
		check_record(&shapes[i], "10.0.0.2", "10.0.0.1");
		check_record(&shapes[i], "fd72::2", "fd72::1");
		check_record(&shapes[i], "10.0.0.2", NULL);
	}
}

static void test_short_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < SHAPES; i++) {
		struct trace_format *format = parse(shapes[i].text);
		for (size_t size = 0; size < shapes[i].size; size++) {
			struct trace_event event;
			uint8_t *raw = calloc(1, size + 1);
			assert_non_null(raw);
			assert_int_equal(trace_format_read(format, raw, size, &event), -EBADMSG);
			free(raw);
		}
		trace_format_free(format);
	}
}

/* A field that lies outside the record, though the last one does not, or is too small. */
static void test_odd_fields(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "saddr[28];\toffset:32;", "saddr[28];\toffset:2147483392;" },
		{ "saddr[28];\toffset:32;", "saddr[28];\toffset:4294967280;" },
		{ "daddr[28];\toffset:60;\tsize:28;", "daddr[28];\toffset:60;\tsize:16;" },
		{ "saddr[28];\toffset:32;\tsize:28;", "saddr[28];\toffset:32;\tsize:2147483647;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[2 * sizeof(with_reason)];
		uint8_t raw[RECORD_SIZE] = { 0 };
		struct trace_event event;
		const char *at = strstr(with_reason, cases[i].from);
		assert_non_null(at);
		snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - with_reason), with_reason,
			 cases[i].to, at + strlen(cases[i].from));
		struct trace_format *format = parse(text);
		assert_int_equal(trace_format_read(format, raw, sizeof(raw), &event), -EBADMSG);
		trace_format_free(format);
	}
}

static void test_reasons(void **state)
{
	static const char *const names[] = { "NOT_SPECIFIED", "NO_SOCKET", "ERROR", NULL };
	struct trace_format *format = parse(with_reason);

	(void)state;
	assert_true(trace_format_has_reason(format));
	assert_int_equal(trace_format_id(format), 2280);
	for (int i = 0; i < 3; i++)
		assert_string_equal(trace_format_reason(format, i), names[i]);
	assert_null(trace_format_reason(format, 3));
	trace_format_free(format);
	format = parse(without_reason);
	assert_false(trace_format_has_reason(format));
	assert_null(trace_format_reason(format, 0));
	trace_format_free(format);
}

static void test_bad_formats(void **state)
{
	static const char *const texts[] = { "", "name: tcp_send_reset\n",
					     HEAD("tcp_send_reset") "\nprint fmt: \"\"\n",
					     "no format at all\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct trace_format *format;
		assert_true(trace_format_parse(texts[i], strlen(texts[i]), &format) < 0);
	}
}

enum { WHOLE, REFUSED, NOT_REACHED, A_LIE };

static int parse_with_refusal(long number)
{
	struct trace_format *format;
	signal(SIGSEGV, SIG_DFL);
	refusal_begin(number, false);
	int error = trace_format_parse(with_reason, strlen(with_reason), &format);
	refusal_end();
	if (refusal_count() < number)
		return NOT_REACHED;
	if (error)
		return REFUSED;
	return trace_format_has_reason(format) && trace_format_reason(format, 2) ? WHOLE : A_LIE;
}

/* A kernel is not said to have no reasons for want of memory. */
static void test_without_memory(void **state)
{
	int status = 0, refused = 0;

	(void)state;
	if (!refusal_works())
		skip();
	for (long number = 1; !WIFEXITED(status) || WEXITSTATUS(status) != NOT_REACHED; number++) {
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(parse_with_refusal(number));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		/* Some places of the library itself crash. */
		if (WIFEXITED(status) && WEXITSTATUS(status) == A_LIE)
			fail_msg("allocation %ld: the reasons are not all there", number);
		refused += WIFEXITED(status) && WEXITSTATUS(status) == REFUSED;
	}
	assert_true(refused > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),     cmocka_unit_test(test_short_records),
		cmocka_unit_test(test_odd_fields),  cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_bad_formats), cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests_name("netns_trace_format", tests, NULL, NULL);
}
