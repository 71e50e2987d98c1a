/* SPDX-License-Identifier: GPL-2.0-only */
#include "doctor.h"

#include "needs.h"
#include "registry.h"
#include "select.h"
#include "trace_dispatch.h"

#include "ns.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

struct examination {
	FILE *out;
	bool namespaces, own;       /* in a user namespace of its own: no root of the machine */
	const char *trace, *reason; /* why not; NULL: there */
	int error[32];              /* of each ability that was examined */
};

static void tell(FILE *out, const char *name, const char *answer, const char *text)
{
	fprintf(out, "  %-18s %-4s %s\n", name, answer, text);
}

static void line(FILE *out, const char *name, bool good, const char *text)
{
	tell(out, name, good ? "yes" : "NO", text);
}

static void examine_privilege(struct examination *exam)
{
	int error = ns_probe();
	bool own = error != 0;
	if (own) {
		error = ns_become_root();
		if (!error)
			error = ns_probe();
	}
	exam->namespaces = !error;
	exam->own = own;
	line(exam->out, "namespaces", !error,
	     error ? strerror(-error)
	     : own ? "in a user namespace of its own"
		   : "as root");
}

static void examine_ability(struct examination *exam, int index)
{
	const struct ability *a = &abilities[index];
	char text[160];
	const char *answer = "-"; /* that cannot be told */
	if (!a->probe) {
		exam->error[index] = exam->own ? -EPERM : 0;
		answer = exam->own ? "NO" : "-";
		snprintf(text, sizeof(text), "%s: only %swith '%s'", a->what,
			 exam->own ? "as root, and " : "", a->option);
	} else if (!exam->namespaces) {
		snprintf(text, sizeof(text), "%s: not examined: no namespaces", a->what);
	} else {
		int error = exam->error[index] = ability_try(a);
		answer = error ? "NO" : "yes";
		if (error)
			snprintf(text, sizeof(text), "%s: %s (%s)", a->what, strerror(-error),
				 a->option);
		else
			snprintf(text, sizeof(text), "%s", a->what);
	}
	tell(exam->out, a->name, answer, text);
}

static bool lacks(const struct examination *exam, const char *ability)
{
	for (int i = 0; i < ability_count; i++)
		if (strcmp(abilities[i].name, ability) == 0)
			return exam->error[i] != 0;
	return false;
}

/* Appends the name of what is missing. */
static void miss(char *text, size_t size, const char *what)
{
	size_t used = strlen(text);
	snprintf(text + used, size - used, "%s%s", used ? ", " : "", what);
}

static bool has_switch(const struct scenario *scenario)
{
	const struct topology *t = registry_topology(scenario->topology);
	for (int i = 0; t && i < PLAN_HOSTS && t->host[i].name; i++)
		if (t->host[i].role == SWITCH)
			return true;
	return false;
}

static void miss_needs(const struct examination *exam, const struct scenario *scenario, char *text,
		       size_t size)
{
	char needs[160], *rest = needs;
	scenario_needs(scenario, needs, sizeof(needs));
	for (char *word; (word = strsep(&rest, " "));)
		if (*word && lacks(exam, word))
			miss(text, size, word);
}

/* The option of a run without which it is not played; NULL: none. */
static const char *asked_for(const struct scenario *scenario)
{
	return scenario->changes_machine ? ability_find("own-machine")->option : NULL;
}

static bool tell_scenario(const struct examination *exam, const struct scenario *scenario)
{
	char missing[160] = "", dumb[160] = "", option[64] = "";
	if (!exam->namespaces)
		miss(missing, sizeof(missing), "namespaces");
	if (lacks(exam, "veth"))
		miss(missing, sizeof(missing), "veth");
	if (has_switch(scenario) && lacks(exam, "bridge"))
		miss(missing, sizeof(missing), "bridge");
	if (exam->namespaces)
		miss_needs(exam, scenario, missing, sizeof(missing));
	if (asked_for(scenario))
		snprintf(option, sizeof(option), ", only with '%s'", asked_for(scenario));
	if (lacks(exam, "ipv6"))
		miss(dumb, sizeof(dumb), "IPv6");
	if (exam->reason)
		miss(dumb, sizeof(dumb), "reasons");
	if (missing[0])
		fprintf(exam->out, "  %-28s cannot be played: no %s\n", scenario->name, missing);
	else if (dumb[0])
		fprintf(exam->out, "  %-28s can be played, without %s%s\n", scenario->name, dumb,
			option);
	else
		fprintf(exam->out, "  %-28s can be played in full%s\n", scenario->name, option);
	return !missing[0] && !dumb[0];
}

bool doctor(FILE *out, const struct scenario *const *list, int count)
{
	struct examination exam = { .out = out };
	struct utsname uts;
	struct tracer *tracer = NULL;
	struct why why;
	int error = tracer_open(&tracer, &why);
	bool all = true;

	uname(&uts);
	fprintf(out, "%s %s %s, user %u\n\nThis machine:\n", uts.sysname, uts.release, uts.machine,
		(unsigned)geteuid());
	exam.trace = error ? why.text : tracer_why_not(tracer);
	exam.reason = error ? why.text : tracer_why_no_reason(tracer);
	examine_privilege(&exam);
	for (int i = 0; i < ability_count; i++)
		examine_ability(&exam, i);
	char way[64];
	snprintf(way, sizeof(way), "tcp:tcp_send_reset, by %s",
		 exam.trace ? "" : tracer_way(tracer));
	line(out, "tracepoint", !exam.trace, exam.trace ? exam.trace : way);
	line(out, "reasons", !exam.reason,
	     exam.reason ? exam.reason : "tcp:tcp_send_reset tells enum sk_rst_reason");
	fprintf(out, "\nThat means:\n");
	for (int i = 0; i < count; i++)
		all = tell_scenario(&exam, list[i]) && all;
	tracer_close(tracer);
	return all;
}
