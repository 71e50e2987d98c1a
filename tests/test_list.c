/* SPDX-License-Identifier: GPL-2.0-only */
/* The list: by folders, within the columns that there are; and which scenarios belong together. */
#include "describe.h"
#include "document.h"
#include "list.h"
#include "related.h"
#include "select.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A lab of our own. */
const struct term lab_folders[] = {
	{ "opening", "a connection that is not yet one, and goes astray before it is" },
	{ "empty", "nothing is in here" },
	{ "pairs", "two causes" },
	{ 0 },
};

const struct term lab_tags[] = {
	{ "set-up", "while the connection is set up" },
	{ "control", "no RST" },
	{ "unused", "no scenario has it" },
	{ 0 },
};

#define REFUSED(from)                                  \
	SENDS(from, ONE(RST_ACK_REPLY), "it answers"), \
		CALL_FAILS("client", "connect", ECONNREFUSED, "connect(2)")

static const struct promise closed_promises[] = {
	REFUSED("server"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "no socket"),
	{ 0 },
};
static const struct promise firewall_promises[] = {
	SENDS("router", ONE(RST_ACK_REPLY, .forged = true), "it rejects"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "connect(2)"),
	{ 0 },
};
static const struct promise pair_promises[] = {
	REFUSED("server"),
	SENDS("server", ONE(.flags = "~RST"), "and no other"),
	SENDS("router", ONE(RST_ACK_REPLY, .forged = true), "it rejects"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "no socket"),
	{ 0 },
};
/* The same packet, but of another state; the same reset, but another error; none at all. */
static const struct promise other_state_promises[] = {
	REFUSED("server"),
	RESETS("server", 1, "NO_SOCKET", "LISTEN", "a listener"),
	{ 0 },
};
static const struct promise other_error_promises[] = {
	SENDS("server", ONE(RST_ACK_REPLY), "it answers"),
	CALL_FAILS("client", "connect", ETIMEDOUT, "connect(2)"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "no socket"),
	{ 0 },
};
static const struct promise other_flags_promises[] = {
	SENDS("server", ONE(RST_REPLY), "it answers"),
	SENDS("server", ONE(.flags = "~RST"), "and no other"),
	SENDS("router", NO("RST,ACK"), "nothing comes from there"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "connect(2)"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "no socket"),
	{ 0 },
};

static const struct promise stray_promises[] = {
	CALL_WORKS("client", "close", "close(2)"),
	{ 0 },
};
/* Forged alone: a kernel's own is another packet, however alike. */
static const struct promise forged_pair_promises[] = {
	SENDS("router", ONE(RST_ACK_REPLY, .forged = true), "it rejects"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "connect(2)"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "no socket"),
	{ 0 },
};

static const struct scenario scenarios[] = {
	{ .name = "closed-port",
	  .title = "nobody listens, and so the document's first reset is sent by the kernel",
	  .section = "1.1",
	  .rfc = "RFC 9293, 3.10.7.1",
	  .tags = "set-up",
	  .promises = closed_promises },
	{ .name = "closed-port-behind-a-long-name-of-its-own",
	  .title = "twin",
	  .topology = "routed",
	  .needs = "nftables",
	  .tags = "raw set-up",
	  .promises = other_state_promises },
	{ .name = "closed-port-control", .title = "silence", .tags = "control" },
	{ .name = "closed-ports", .title = "many", .promises = other_error_promises },
	{ .name = "drop-control", .title = "a drop", .tags = "control" },
	{ .name = "drop-late", .title = "a late drop", .promises = other_flags_promises },
	{ .name = "reject-late", .title = "a firewall", .promises = firewall_promises },
	{ .name = "reject-soon", .title = "a firewall" },
	{ .name = "pair-refused", .title = "same packet", .promises = pair_promises },
	{ .name = "pair-forged", .title = "same forgery", .promises = forged_pair_promises },
	{ .name = "stray", .title = "of no folder", .promises = stray_promises },
};
enum { COUNT = sizeof(scenarios) / sizeof(scenarios[0]) };

/* Where the files of lab/ would have registered them. */
#define IN(number, file)                           \
	static const struct source source_##number \
		__attribute__((used, section("source_registry"))) = { &scenarios[number], file }
IN(0, "opening/closed-port");
IN(1, "opening/closed-port");
IN(2, "opening/closed-port-control");
IN(3, "opening/closed-ports");
IN(4, "opening/drop-control");
IN(5, "opening/drop-late");
IN(6, "opening/reject");
IN(7, "opening/reject");
IN(8, "pairs/pair-refused");
IN(9, "pairs/pair-forged");

static const struct scenario *all[COUNT];

static int make_list(void **state)
{
	(void)state;
	for (int i = 0; i < COUNT; i++)
		all[i] = &scenarios[i];
	return 0;
}

static bool is_brief;

static char *list_from(int first, int width, bool verbose, int count)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	list_text(out, &(struct list_how){ width, verbose, is_brief }, all + first, count);
	assert_int_equal(fclose(out), 0);
	return text;
}

static char *list(int width, bool verbose, int count)
{
	return list_from(0, width, verbose, count);
}

static void test_wide(void **state)
{
	char *text = list(0, false, COUNT);

	(void)state;
	assert_string_equal(
		text,
		"opening: a connection that is not yet one, and goes astray before it is\n"
		"  closed-port                                nobody listens, and so the document's "
		"first reset is sent by the kernel\n"
		"  closed-port-behind-a-long-name-of-its-own  twin\n"
		"  closed-port-control                        silence\n"
		"  closed-ports                               many\n"
		"  drop-control                               a drop\n"
		"  drop-late                                  a late drop\n"
		"  reject-late                                a firewall\n"
		"  reject-soon                                a firewall\n"
		"\n"
		"pairs: two causes\n"
		"  pair-refused                               same packet\n"
		"  pair-forged                                same forgery\n"
		"\n"
		"  stray                                      of no folder\n"
		"\n"
		"Tags, for --tag:\n"
		"  set-up                                     while the connection is set up\n"
		"  control                                    no RST\n"
		"\n"
		"The document: " DOCUMENT ".\n");
	free(text);
	is_brief = true;
	text = list(0, false, COUNT);
	is_brief = false;
	assert_null(strstr(text, "\nTags"));
	assert_null(strstr(text, "\nThe document"));
	free(text);
}

static void test_narrow(void **state)
{
	char *text = list(45, true, 2);

	(void)state;
	assert_string_equal(text, "opening: a connection that is not yet one,\n"
				  "  and goes astray before it is\n"
				  "  closed-port  nobody listens, and so the\n"
				  "               document's first reset is sent\n"
				  "               by the kernel\n"
				  "               document section 1.1; RFC\n"
				  "               9293, 3.10.7.1; topology\n"
				  "               direct; tags set-up\n"
				  "  closed-port-behind-a-long-name-of-its-own\n"
				  "               twin\n"
				  "               topology routed; needs\n"
				  "               nftables; tags raw set-up\n"
				  "\n"
				  "Tags, for --tag:\n"
				  "  set-up       while the connection is set up\n"
				  "\n"
				  "The document: Qin Xinliang (秦新良),\n"
				  "  \"TCP 链路重置场景总结\" (A summary of TCP\n"
				  "  connection-reset scenarios),\n"
				  "  2014.\n");
	free(text);
}

/* What does not fit beside its title with a gap stands alone; what is not there is not explained;
 * and a terminal is taken to have some columns. */
static void test_form(void **state)
{
	char *text = list(45, false, COUNT);

	(void)state;
	assert_non_null(strstr(text, "  drop-control\n               a drop\n"));
	assert_non_null(strstr(text, "  drop-late    a late drop\n"));
	free(text);
	text = list_from(COUNT - 1, 0, false, 1);
	assert_string_equal(text, "  stray  of no folder\n");
	free(text);
	text = list(1, true, COUNT);
	char *least = list(40, true, COUNT);
	assert_string_equal(text, least);
	free(text);
	free(least);
}

static void test_json(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(list_json(out, all, COUNT, all, COUNT), 0);
	assert_int_equal(fclose(out), 0);
	assert_ptr_equal(
		strstr(text, "{\n  \"schema\": \"rstlab-ns-list/1\",\n  \"scenarios\": [\n"), text);
	assert_non_null(strstr(text, "\"folder\": \"opening\",\n"));
	assert_non_null(strstr(text, "\"tags\": [\"raw\", \"set-up\"],\n"));
	assert_non_null(strstr(text, "\"needs\": [\"nftables\"],\n"));
	assert_non_null(strstr(text, "\"variants\": [\"reject-soon\"],\n"));
	assert_non_null(strstr(text, "\"call\": \"close\", \"errno\": null"));
	free(text);
}

/* Whatever the width, no line is wider, unless a word is. */
static void test_fits(void **state)
{
	(void)state;
	for (int width = 1; width < 130; width++) {
		char *text = list(width, true, COUNT), *rest = NULL;
		for (char *line = strtok_r(text, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest)) {
			int columns = text_columns(line);
			bool is_word = !strchr(line + strspn(line, " "), ' ');
			if (columns > (width < 40 ? 40 : width) && !is_word)
				fail_msg("%d columns at %d: %s", columns, width, line);
		}
		free(text);
	}
}

static void test_related(void **state)
{
	static const struct {
		const char *name, *text, *related[KINS];
	} cases[] = {
		{ "closed-port",
		  "the same packet with another cause",
		  { "pair-refused ", "closed-port-control ",
		    "closed-port-behind-a-long-name-of-its-own " } },
		{ "closed-port-behind-a-long-name-of-its-own",
		  "the same packet with another cause",
		  { "", "closed-port-control ", "closed-port " } },
		{ "closed-port-control",
		  "the same packet with another cause",
		  { "", "", "closed-port closed-port-behind-a-long-name-of-its-own " } },
		{ "closed-ports", "the same packet with another cause", { "", "", "" } },
		{ "drop-late", "the same packet with another cause", { "", "drop-control ", "" } },
		{ "drop-control", "the same packet with another cause", { "", "", "drop-late " } },
		{ "reject-late",
		  "the same packet with another cause",
		  { "pair-forged pair-refused ", "", "reject-soon " } },
		{ "pair-refused",
		  "only one of its causes",
		  { "closed-port reject-late ", "", "" } },
		{ "stray", "the same packet with another cause", { "", "", "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (enum kin kin = 0; kin < KINS; kin++) {
			const struct scenario *scenario = NULL, *found[COUNT], *reversed[COUNT];
			char text[256] = "";
			for (int k = 0; k < COUNT; k++)
				reversed[k] = all[COUNT - 1 - k];
			for (int k = 0; k < COUNT; k++)
				if (strcmp(all[k]->name, cases[i].name) == 0)
					scenario = all[k];
			assert_non_null(scenario);
			/* in whatever order the linker has put them */
			for (int order = 0; order < 2; order++) {
				int count = related_scenarios(scenario, kin, order ? all : reversed,
							      COUNT, found);
				text[0] = '\0';
				for (int k = 0; k < count; k++)
					text_append(text, sizeof(text), "%s ", found[k]->name);
				assert_string_equal(text, cases[i].related[kin]);
			}
			assert_string_equal(kin_text(scenario, OTHER_CAUSE), cases[i].text);
		}
}

/* So does a description, and it is not stretched where there is more room than reads well. */
static void test_description_fits(void **state)
{
	static const int columns[] = { 0, 1, 40, 60, 79, 200 };

	(void)state;
	for (int k = 0; k < 6; k++) {
		int most = columns[k] > 78 || columns[k] == 0 ? 78 : columns[k];
		char *text = NULL, *rest = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		for (int i = 0; i < COUNT; i++)
			describe_scenario(out, all[i], NULL, all, COUNT, columns[k]);
		fclose(out);
		for (char *line = strtok_r(text, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			if (text_columns(line) > (most < 60 ? 60 : most) &&
			    strchr(line + strspn(line, " "), ' '))
				fail_msg("%d columns at %d: %s", text_columns(line), columns[k],
					 line);
		free(text);
	}
}

/* A folder's name is answered by what was meant, and chooses. */
static void test_folder(void **state)
{
	const struct scenario *chosen[COUNT];
	const struct filter filter = { .by[BY_FOLDER] = { 1, { "pairs" } } };
	const struct filter none = { 0 }, wrong = { .by[BY_FOLDER] = { 1, { "pair" } } };
	char folder[] = "pairs", *operand = folder;
	struct why why;

	(void)state;
	assert_int_equal(select_scenarios(all, COUNT, NULL, 0, &filter, chosen, &why), 2);
	assert_string_equal(chosen[0]->name, "pair-forged");
	assert_int_equal(select_scenarios(all, COUNT, NULL, 0, &wrong, chosen, &why), -EINVAL);
	assert_string_equal(why.text, "no scenario is in the folder 'pair'; did you mean 'pairs'?");
	assert_int_equal(select_scenarios(all, COUNT, &operand, 1, &none, chosen, &why), -EINVAL);
	assert_string_equal(why.text, "unknown scenario 'pairs'; --folder pairs selects by folder");
}

/* A title, a sentence or a section may speak of it. */
static void test_document(void **state)
{
	static const struct {
		struct scenario scenario;
		bool is_meant;
	} cases[] = {
		{ { .section = "1.1" }, true },
		{ { .title = "the document's recipe" }, true },
		{ { .title = "a", .proves = "The document's recipe works." }, true },
		{ { .title = "a", .why = "It is in the document." }, true },
		{ { .title = "a document", .tags = "document" }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(document_is_meant(&cases[i].scenario), cases[i].is_meant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wide),     cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_fits),     cmocka_unit_test(test_form),
		cmocka_unit_test(test_json),     cmocka_unit_test(test_related),
		cmocka_unit_test(test_folder),   cmocka_unit_test(test_description_fits),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests_name("list", tests, make_list, NULL);
}
