/* SPDX-License-Identifier: GPL-2.0-only */
/* What Wireshark's own programs read in the capture of all ends, and the profile that is for it. */
#include "child.h"
#include "comments.h"
#include "folder.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATH_SIZE = 256, COMMAND_SIZE = 1024 };

#define PROFILE "XDG_CONFIG_HOME=config HOME=config tshark -n -C rstlab-ns "

/* Runs @command of the shell; what it prints, to be freed, or NULL: it failed. */
static char *output_of(const char *command)
{
	char *text = NULL;
	size_t size = 0;
	FILE *in = popen(command, "r");

	assert_non_null(in);
	if (getdelim(&text, &size, '\0', in) < 0 && text)
		*text = '\0';
	if (pclose(in) == 0)
		return text;
	free(text);
	return NULL;
}

/* What tshark would print of @file: number, interface, direction, comments. */
static char *expected_rows(const struct commented *file)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (int i = 0; i < file->count; i++) {
		const struct commented_packet *packet = &file->packet[i];
		fprintf(out, "%d\t%s\t%lld.%09lld\t0x%08x\t", i + 1,
			file->interface[packet->interface],
			(long long)(packet->time_ns / 1000000000),
			(long long)(packet->time_ns % 1000000000), packet->flags);
		for (int k = 0; k < packet->count; k++)
			fprintf(out, "%s%s", k ? "\x1f" : "", packet->comment[k]);
		fputc('\n', out);
	}
	assert_int_equal(fclose(out), 0);
	return text;
}

static void check_read(const char *name)
{
	char path[PATH_SIZE], command[COMMAND_SIZE];
	struct commented file;
	char *rows, *expected;

	snprintf(path, sizeof(path), "out/captures/%s.pcapng", name);
	const char *fault = comments_read(path, &file);
	if (fault)
		fail_msg("%s: %s", path, fault);
	snprintf(
		command, sizeof(command),
		"tshark -n -r %s -T fields -E occurrence=a -E aggregator=$(printf '\\037') "
		"-e frame.number -e frame.interface_name -e frame.time_epoch -e frame.packet_flags "
		"-e frame.comment 2>/dev/null",
		path);
	rows = output_of(command);
	assert_non_null(rows);
	expected = expected_rows(&file);
	assert_string_equal(rows, expected);
	free(rows);
	free(expected);
	comments_free(&file);
}

static bool has_run;

static int enter(void **state)
{
	const struct child_spec run = { { "run", "half-open", "port-closed",
					  "firewall-reject-input", "linger", "rst-window-edge",
					  "--out", "out" } };
	struct child child;
	char *path;

	if (folder_enter(state) != 0)
		return -1;
	path = output_of("command -v tshark && command -v capinfos");
	if (!path)
		print_message("SKIP: there is no tshark, or no capinfos: what they read is not "
			      "seen; ci/install-deps check installs them\n");
	has_run = path && play_possible() && child_run(&run, &child);
	free(path);
	if (has_run) {
		assert_int_equal(child.code, GOOD);
		child_free(&child);
	}
	return 0;
}

static void test_read(void **state)
{
	static const char *const names[] = { "half-open.ipv4",   "half-open.ipv6",
					     "port-closed.ipv6", "firewall-reject-input.ipv4",
					     "linger.ipv4",      "rst-window-edge.ipv4" };

	(void)state;
	if (!has_run)
		skip();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_read(names[i]);
}

static void check_said(const char *command, const char *said)
{
	char *text = output_of(command);

	if (!text || !strstr(text, said))
		fail_msg("'%s' is not in what is said by %s: %s", said, command,
			 text ? text : "it failed");
	free(text);
}

static void test_section(void **state)
{
	static const char info[] = "capinfos out/captures/half-open.ipv6.pcapng 2>&1";
	char *all;

	(void)state;
	if (!has_run)
		skip();
	check_said(info, "half-open/ipv6: PASS, on Linux ");
	check_said(info, "Strict time order:   True");
	check_said(info, "File timestamp precision:  nanoseconds (9)");
	check_said(info, "Capture application: rstlab-ns ");
	check_said(info, "Capture oper-sys:    Linux ");
	check_said(info, "Name = client eth0");
	/* It reads all of them to their ends; and says so of one that it cannot. */
	all = output_of("capinfos -c out/captures/*.pcapng 2>&1");
	assert_non_null(all);
	free(all);
	assert_null(output_of("head -c 700 out/captures/half-open.ipv6.pcapng >cut; "
			      "capinfos -c cut 2>&1"));
}

/* ---- The profile --------------------------------------------------------------------------------
 */

/* Is the known issue of rst-window-edge one of this kernel? */
static bool is_broken(void)
{
	char *text = output_of("grep -c XFAIL out/results.json");

	free(text);
	return text != NULL;
}

static void test_profile(void **state)
{
	char *none;

	(void)state;
	if (!has_run)
		skip();
	none = output_of(PROFILE "-r out/captures/half-open.ipv4.pcapng 2>&1");
	assert_null(none); /* it is not there yet */
	free(output_of("mkdir -p config/wireshark/profiles; cp -r " SOURCE_DIR
		       "/lab/wireshark config/wireshark/profiles/rstlab-ns"));
	/* Columns: where, and what the lab says. */
	check_said(PROFILE "-r out/captures/half-open.ipv4.pcapng -Y 'tcp.flags.reset == 1 && "
			   "frame.packet_flags_direction == 2' 2>/dev/null",
		   " server eth0 ");
	check_said(PROFILE "-r out/captures/half-open.ipv4.pcapng 2>/dev/null",
		   "kernel of server: tcp_send_reset");
	/* Colors, by the names of the rules. */
	check_said(PROFILE "--color -r out/captures/half-open.ipv4.pcapng -T fields -e "
			   "frame.interface_name -e frame.coloring_rule.name 2>/dev/null",
		   "server eth0\tRST, as it was sent\nswitch port1\tRST\n");
	check_said(PROFILE "--color -r out/captures/half-open.ipv4.pcapng -T fields -e "
			   "frame.interface_name -e frame.coloring_rule.name 2>/dev/null",
		   "client eth0\tThe lab says something\nswitch port0\tSeen on the way\n");
	/* That its kernel breaks a promise. */
	if (is_broken())
		check_said(PROFILE "--color -r out/captures/rst-window-edge.ipv4.pcapng -T fields "
				   "-e frame.coloring_rule.name 2>/dev/null",
			   "Promise broken\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_section),
		cmocka_unit_test(test_profile),
	};

	return cmocka_run_group_tests_name("lab_wireshark", tests, enter, folder_leave);
}
