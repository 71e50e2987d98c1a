/* SPDX-License-Identifier: GPL-2.0-only */
/* Known issues as reports: all are whole, fit a mail, and come with a script that shows what they
 * say, by packetdrill where that is installed. */
#include "kernel_change.h"
#include "promise.h"
#include "registry.h"
#include "sizes.h"
#include "upstream_mail.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES_MAX = 24, COMMAND_SIZE = 256, GAVE_UP = 99 };

/* The lines of @text; @ret_widest and whether each byte is one that a mail may have. */
static int lines_of(const char *text, size_t *ret_widest, bool *ret_plain)
{
	int count = 0;

	*ret_widest = 0;
	*ret_plain =
		text[strspn(text, "\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWX"
				  "YZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~")] == '\0';
	for (; *text != '\0'; count++) {
		size_t size = strcspn(text, "\n");
		if (size > *ret_widest)
			*ret_widest = size;
		text += size + (text[size] == '\n');
	}
	return count;
}

/* A script that shows something gets a segment, awaits one, and says what was to be instead. */
static const char *script_fault(const struct upstream *upstream)
{
	const char *script = upstream->script;
	size_t widest;
	bool plain;

	if (!script == !upstream->no_script)
		return "a script, or why there is none: one of the two";
	if (!script)
		return upstream->script_options ? "options of no script" : NULL;
	if (lines_of(script, &widest, &plain) > LINES_MAX)
		return "a script of too many lines";
	if (widest > UPSTREAM_WIDTH || !plain || script[strlen(script) - 1] != '\n')
		return "a script that no mail carries as it is";
	if (!strstr(script, " < ") || !strstr(script, " > ") || !strstr(script, "to be: "))
		return "a script without question, answer, or what was to be";
	return NULL;
}

static const char *find_fault(const struct scenario *scenario)
{
	const struct upstream *upstream = scenario->upstream;
	char *text = NULL;
	size_t size, widest;
	bool plain;

	if (!upstream->subject || !upstream->wants || !upstream->since || !upstream->function)
		return "a part of it is missing";
	if (!strstr(upstream->subject, ": ") || !strstr(upstream->wants, "RFC ") ||
	    !strstr(upstream->since, "Linux ") || !strstr(upstream->function, "()"))
		return "no subsystem, no clause, no kernel or no function";
	const char *fault = script_fault(upstream);
	if (fault)
		return fault;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	upstream_mail(out, scenario);
	assert_int_equal(fclose(out), 0);
	lines_of(text, &widest, &plain);
	free(text);
	return widest > UPSTREAM_WIDTH ? "a line too wide for a mail"
	       : !plain                ? "what is no plain text"
				       : NULL;
}

static void test_whole(void **state)
{
	int count, issues = 0;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (int i = 0; i < count; i++) {
		const char *fault =
			!all[i]->known_issue != !all[i]->upstream
				? "a known issue without a report, or a report without it"
			: all[i]->upstream ? find_fault(all[i])
					   : NULL;
		if (fault)
			print_error("%s: %s\n", all[i]->name, fault);
		assert_null(fault);
		issues += all[i]->upstream != NULL;
	}
	assert_true(issues > 0);
}

/* Each of the faults is found. */
static void test_faulty(void **state)
{
	static const struct upstream good = {
		.subject = "tcp: no",
		.wants = "RFC 1",
		.since = "Linux 6.1",
		.function = "f()",
		.script = "+0 < S\n+0 > R // to be: nothing\n",
	};
	struct upstream bad[10];
	struct scenario scenario = { .name = "s", .known_issue = "It is." };
	char wide[128];

	(void)state;
	for (int i = 0; i < 10; i++)
		bad[i] = good;
	bad[0].subject = "no";
	bad[1].wants = "more";
	bad[2].since = NULL;
	bad[3].function = "somewhere";
	bad[4].no_script = "and none";
	bad[5].script = "+0 < S\n+0 > R\n";
	bad[6].script = "+0 < S\n+0 > R // to be: nothing";
	bad[7].script = "+0 < S\n+0 > R // to be: \xc3\xa4\n";
	snprintf(wide, sizeof(wide), "%*s\n%s", UPSTREAM_WIDTH + 1, "+0", good.script);
	bad[8].script = wide;
	bad[9].script = NULL;
	for (int i = 0; i < 10; i++) {
		scenario.upstream = &bad[i];
		assert_non_null(find_fault(&scenario));
	}
	scenario.upstream = &good;
	assert_null(find_fault(&scenario));
}

/* ---- What the scripts show ----------------------------------------------------------------------
 */

/* Has the running kernel all changes that mend the issue? False, if there are none. */
static bool is_mended(const struct scenario *scenario, const char *version)
{
	struct promises walk = promises_of(scenario);
	bool mended = false;

	while (promises_next(&walk)) {
		if (!walk.promise.known_broken)
			continue;
		if (!walk.promise.mended || !kernel_has(walk.promise.mended->since, version))
			return false;
		mended = true;
	}
	return mended;
}

/* In a network namespace of its own, which goes with it. Its exit status; -1: none. What it says is
 * of no use if it is to fail. */
static int run_script(const struct upstream *upstream, const char *family, bool is_to_fail)
{
	char path[] = "/tmp/rstlab-ns.pkt.XXXXXX", command[COMMAND_SIZE];
	int fd = mkstemp(path), status;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, upstream->script, strlen(upstream->script)),
			 strlen(upstream->script));
	close(fd);
	snprintf(command, sizeof(command), "packetdrill --ip_version=%s %s %s %s", family,
		 upstream->script_options ? upstream->script_options : "", path,
		 is_to_fail ? "2>/dev/null" : "");
	fflush(stdout);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (unshare(CLONE_NEWNET) < 0)
			_exit(GAVE_UP);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(GAVE_UP);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	unlink(path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One passes where its issue is, and fails where that is mended. */
static void test_scripts(void **state)
{
	static const struct {
		const char *name;
		int without; /* it is not of a scenario that is only over this */
	} families[] = { { "ipv4", AF_INET6 }, { "ipv6", AF_INET } };
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	char version[VERSION_SIZE];
	struct utsname uts;

	(void)state;
	assert_int_equal(uname(&uts), 0);
	kernel_version(uts.release, uts.version, "", version, sizeof(version));
	if (system("command -v packetdrill >/dev/null") != 0) {
		print_message("SKIP: no packetdrill here: the scripts were not played\n");
		skip();
	}
	for (int i = 0; i < count; i++)
		for (int f = 0; f < 2 && all[i]->upstream && all[i]->upstream->script; f++) {
			if (all[i]->family == families[f].without)
				continue;
			bool mended = is_mended(all[i], version);
			int code = run_script(all[i]->upstream, families[f].name, mended);
			if (code == GAVE_UP) {
				print_message("SKIP: no network namespace for a script\n");
				skip();
			}
			if ((code != 0) != mended)
				print_error("%s over %s: exit status %d\n", all[i]->name,
					    families[f].name, code);
			assert_int_equal(code != 0, mended);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_faulty),
		cmocka_unit_test(test_scripts),
	};
	return cmocka_run_group_tests_name("lab_upstream", tests, NULL, NULL);
}
