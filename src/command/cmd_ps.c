/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_ps.c - ps: the labs that are held on this machine. */
#include "console.h"
#include "json_rows.h"
#include "terminal.h"
#include "text.h"
#include "visit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Text ---------------------------------------------------------------------------------------
 */

static const char *state_of(const struct held_lab *lab)
{
	return lab->held ? lab->where : "plays";
}

/* "client 10.1.2.1, router 10.1.2.2 10.1.2.9, switch" */
static const char *hosts_of(const struct held_lab *lab, char *text, size_t size)
{
	char addr[INET6_ADDRSTRLEN];
	text[0] = '\0';
	for (int i = 0; i < lab->host_count; i++) {
		const struct held_host *host = &lab->host[i];
		text_append(text, size, "%s%s", i ? ", " : "", host->name);
		for (int k = 0; k < host->addr_count; k++)
			text_append(text, size, " %s",
				    address_text(&host->addr[k], addr, sizeof(addr)));
		if (!host->up)
			text_append(text, size, " (powered off)");
	}
	return text;
}

static void print_lab(FILE *out, const struct held_lab *lab, int name_width, int where_width)
{
	char name[64], hosts[1024];
	fprintf(out, "%7ld  ", (long)lab->pid);
	if (*lab->why_not) {
		text_print(out, lab->why_not);
	} else {
		text_set(name, sizeof(name), "%s/%s", lab->scenario, family_text(lab->family));
		text_pad(out, name, name_width);
		fputs("  ", out);
		text_pad(out, state_of(lab), where_width);
		fputs("  ", out);
		text_print(out, hosts_of(lab, hosts, sizeof(hosts)));
	}
	fputc('\n', out);
}

static void print_text(FILE *out, const struct held_lab *labs, int count)
{
	int name_width = text_columns("SCENARIO"), where_width = text_columns("CHAPTER");
	char name[64];
	if (count == 0) {
		fputs("No lab is held here; `rstlab-ns up SCENARIO` holds one.\n", out);
		return;
	}
	for (int i = 0; i < count; i++) {
		text_set(name, sizeof(name), "%s/%s", labs[i].scenario,
			 family_text(labs[i].family));
		if (text_columns(name) > name_width)
			name_width = text_columns(name);
		if (text_columns(state_of(&labs[i])) > where_width)
			where_width = text_columns(state_of(&labs[i]));
	}
	fprintf(out, "%7s  %-*s  %-*s  HOSTS\n", "PID", name_width, "SCENARIO", where_width,
		"CHAPTER");
	for (int i = 0; i < count; i++)
		print_lab(out, &labs[i], name_width, where_width);
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

/* A lab as it is told, with NULL for what is not known of it. */
struct lab_row {
	pid_t pid;
	const char *scenario, *family, *where, *why_not;
	bool held;
	uint32_t host_count;
	struct host_row {
		const char *name;
		bool up;
		uint32_t addr_count;
		struct in6_addr addr[ADDRESSES_MAX];
	} host[HOSTS_MAX];
};

static const struct field address_element[] = {
	{ NULL, FIELD_ADDRESS, .size = sizeof(struct in6_addr) },
	{ 0 },
};

static const struct field host_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct host_row, name) },
	{ "up", FIELD_BOOL, FIELD_AT(struct host_row, up) },
	{ "addresses", FIELD_LIST, FIELD_LIST_AT(struct host_row, addr, addr_count),
	  .fields = address_element },
	{ 0 },
};

static const struct field lab_fields[] = {
	{ "pid", FIELD_INT, FIELD_AT(struct lab_row, pid) },
	{ "scenario", FIELD_WORD, FIELD_AT(struct lab_row, scenario) },
	{ "family", FIELD_WORD, FIELD_AT(struct lab_row, family) },
	{ "held", FIELD_BOOL, FIELD_AT(struct lab_row, held) },
	{ "where", FIELD_WORD, FIELD_AT(struct lab_row, where) },
	{ "hosts", FIELD_LIST, FIELD_LIST_AT(struct lab_row, host, host_count),
	  .fields = host_fields },
	{ "why_not", FIELD_WORD, FIELD_AT(struct lab_row, why_not) },
	{ 0 },
};

static struct lab_row row_of(const struct held_lab *lab)
{
	bool known = !*lab->why_not;
	struct lab_row row = { .pid = lab->pid,
			       .scenario = known ? lab->scenario : NULL,
			       .family = known ? family_text(lab->family) : NULL,
			       .where = known && lab->held ? lab->where : NULL,
			       .why_not = known ? NULL : lab->why_not,
			       .held = lab->held,
			       .host_count = (uint32_t)lab->host_count };
	for (int i = 0; i < lab->host_count; i++) {
		const struct held_host *host = &lab->host[i];
		row.host[i] = (struct host_row){ .name = host->name,
						 .up = host->up,
						 .addr_count = (uint32_t)host->addr_count };
		memcpy(row.host[i].addr, host->addr, sizeof(host->addr));
	}
	return row;
}

static int print_json(FILE *out, const struct held_lab *labs, int count)
{
	fputs("{\n  \"schema\": \"rstlab-ns-ps/1\"", out);
	struct json_rows rows = json_rows_begin(out, "labs", lab_fields, 2);
	for (int i = 0; i < count; i++) {
		struct lab_row row = row_of(&labs[i]);
		json_rows_add(&rows, &row);
	}
	int error = json_rows_end(&rows);
	fputs("\n}\n", out);
	return error;
}

static enum exit_code run(const struct options *options)
{
	static struct held_lab labs[LABS_MAX];
	struct why why;
	int error = 0, count = visit_labs(labs, &why);
	if (count < 0) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (strcmp(options->format, "json") == 0)
		error = print_json(stdout, labs, count);
	else
		print_text(stdout, labs, count);
	if (error) {
		console_refuse("out of memory");
		return EXIT_BROKEN;
	}
	return console_flush(EXIT_GOOD);
}

const struct command cmd_ps = {
	.name = "ps",
	.help = "list the labs held on this machine",
	.takes = OF_FORMAT,
	.formats = HELD_FORMATS,
	.run = run,
};
