/* SPDX-License-Identifier: GPL-2.0-only */
/* A known issue as a mail: its head, its parts in order, its width, and a script letter for letter.
 */
#include "upstream_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEN_WORDS "one two three four five six seven eight nine ten "

static const struct upstream with_script = {
	.subject = "tcp: it says nothing",
	.wants = "RFC 9293, 3.10: it should say something.",
	.since = "Linux 6.18.\n\nAnd 7.3.",
	.function = "tcp_say()",
	.script = "+0 < S 0:0(0)  win 1000\n+0 > R. 0:0(0) ack 1\n",
	.script_options = "--remote_ip=192.168.255.255",
};

static const struct upstream without_script = {
	.list = "other@example.org",
	.subject = "mptcp: it says nothing",
	.wants = "something",
	.since = "Linux",
	.function = "mptcp_say()",
	.no_script = "It cannot be said.",
};

static const struct scenario scenario_of[] = {
	{ .name = "says-nothing",
	  .known_issue = TEN_WORDS TEN_WORDS TEN_WORDS,
	  .upstream = &with_script },
	{ .name = "mptcp-says-nothing", .known_issue = "Nothing.", .upstream = &without_script },
};

/* To be freed. */
static char *mail_of(const struct scenario *scenario)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	upstream_mail(out, scenario);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Each of them is there, and after the one before. */
static void must_say(const char *text, const char *const *parts)
{
	for (; *parts; parts++) {
		const char *at = strstr(text, *parts);
		if (!at)
			print_error("it lacks, or has too early: %s\n", *parts);
		assert_non_null(at);
		text = at + strlen(*parts);
	}
}

static void test_parts(void **state)
{
	char *text = mail_of(&scenario_of[0]);

	(void)state;
	assert_int_equal(strncmp(text,
				 "To: netdev@vger.kernel.org\n"
				 "Subject: tcp: it says nothing\n"
				 "\n"
				 "one two",
				 strlen("To: netdev@vger.kernel.org\nSubject: tcp: it says "
					"nothing\n\none two")),
			 0);
	must_say(text,
		 (const char *const[]){
			 "\n\nWhat the RFC requires\n\nRFC 9293, 3.10: it should say something.\n",
			 "\nWhere it was seen\n\nLinux 6.18.\n\nAnd 7.3.\n",
			 "\nWhere it comes from\n\ntcp_say()\n",
			 "\nPacketdrill script\n\n",
			 "\n    packetdrill --remote_ip=192.168.255.255 says-nothing.pkt\n\n",
			 "+0 < S 0:0(0)  win 1000\n+0 > R. 0:0(0) ack 1\n",
			 "\n    rstlab-ns run says-nothing -v\n",
			 NULL,
		 });
	free(text);
}

static void test_no_script(void **state)
{
	char *text = mail_of(&scenario_of[1]);

	(void)state;
	must_say(text, (const char *const[]){
			       "To: other@example.org\n",
			       "\nNo packetdrill script\n\nIt cannot be said.\n",
			       "\n    rstlab-ns run mptcp-says-nothing -v\n",
			       NULL,
		       });
	assert_null(strstr(text, ".pkt"));
	free(text);
}

static void test_width(void **state)
{
	char *text = mail_of(&scenario_of[0]);
	size_t widest = 0;

	(void)state;
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
		if (strcspn(line, "\n") > widest)
			widest = strcspn(line, "\n");
	assert_in_range(widest, UPSTREAM_WIDTH - 5, UPSTREAM_WIDTH);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_no_script),
		cmocka_unit_test(test_width),
	};
	return cmocka_run_group_tests_name("upstream_mail", tests, NULL, NULL);
}
