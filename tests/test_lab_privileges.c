/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What doctor says is what run then does, over the cross of who asks, what the ground lacks, and
 * what a seccomp filter refuses: what can be played is played, what cannot is skipped in the same
 * words, a witness that lacks is the same one. Nothing is BROKEN, and nothing FAIL.
 */
#include "child.h"
#include "confinement.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Two programs in one situation --------------------------------------------------------------
 */

static struct situation now; /* of the child that is being started */

static void prepare(void)
{
	situation_enter(&now);
}

#define SCENARIOS                                                                           \
	"port-closed", "linger", "half-open", "firewall-reject-input", "ct-invalid-reject", \
		"mptcp-fastclose", "half-open-repair", "orphans-exceeded"

static const struct child_spec of_doctor = { { "doctor", "--format", "json" }, prepare };
static const struct child_spec of_run = {
	{ "run", SCENARIOS, "--format", "json", "--timeout-scale", "10" }, prepare
};

struct trial {
	struct situation situation;
	struct child doctor, run;
};

static void trial_start(struct trial *trial, const struct situation *situation)
{
	trial->situation = now = *situation;
	child_start(&of_doctor, &trial->doctor);
	child_start(&of_run, &trial->run);
}

/* ---- Whether the two of them say the same -------------------------------------------------------
 */

static char where[256]; /* in words, for what is amiss */

/* "" stands for null. */
static const char *text_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!value)
		fail_msg("%s: there is no '%s'", where, key);
	return json_is_string(value) ? json_string_value(value) : "";
}

static bool truth_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_boolean(value))
		fail_msg("%s: '%s' is not true or false", where, key);
	return json_is_true(value);
}

/* The element of @list whose @key is @word; NULL: none. */
static const json_t *find(const json_t *list, const char *key, const char *word)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(text_of(json_array_get(list, i), key), word) == 0)
			return json_array_get(list, i);
	return NULL;
}

static json_t *parse(const struct child *child, const char *name)
{
	json_error_t error;
	json_t *json = json_loads(child->out, 0, &error);
	if (!json)
		fail_msg("%s: %s: %s\n%s%.400s", where, name, error.text, child->err, child->out);
	return json;
}

static void check_result(const json_t *doctor, const json_t *result)
{
	const char *name = text_of(result, "scenario"), *status = text_of(result, "status");
	const json_t *scenario = find(json_object_get(doctor, "scenarios"), "name", name);
	if (!scenario)
		fail_msg("%s: doctor does not know %s", where, name);
	const json_t *family =
		find(json_object_get(scenario, "families"), "family", text_of(result, "family"));
	if (!family)
		return; /* never played over that one */
	const char *why_not = text_of(family, "why_not"), *why = text_of(result, "why");
	bool playable = truth_of(family, "playable");
	bool played = strcmp(status, "PASS") == 0 || strcmp(status, "XFAIL") == 0;
	if (playable ? played : strcmp(status, "SKIP") == 0 && *why && strcmp(why, why_not) == 0)
		return;
	fail_msg("%s: doctor says of %s/%s: %s; run: %s, %s", where, name,
		 text_of(family, "family"), playable ? "can be played" : why_not, status, why);
}

/* In full is over each family, and with each witness. */
static void check_scenario(const json_t *scenario)
{
	const json_t *families = json_object_get(scenario, "families");
	bool full = json_array_size(json_object_get(scenario, "lacking_witnesses")) == 0;
	for (size_t i = 0; i < json_array_size(families); i++)
		full = full && truth_of(json_array_get(families, i), "playable");
	if (full != truth_of(scenario, "in_full"))
		fail_msg("%s: %s in full?", where, text_of(scenario, "name"));
}

/* The evidence of a run knows of that witness what the doctor does. Is it there? */
static bool check_reason(const json_t *doctor, const json_t *run)
{
	const json_t *said = find(json_object_get(doctor, "witnesses"), "name", "reason");
	const json_t *result = json_array_get(json_object_get(run, "results"), 0);
	const json_t *heard = json_object_get(json_object_get(result, "evidence"), "reason");
	if (!said || !heard)
		fail_msg("%s: nobody tells of the reasons", where);
	if (truth_of(said, "present") != truth_of(heard, "present") ||
	    strcmp(text_of(said, "why_not"), text_of(heard, "why_not")) != 0)
		fail_msg("%s: doctor says of the reasons: '%s'; run: '%s'", where,
			 text_of(said, "why_not"), text_of(heard, "why_not"));
	return truth_of(said, "present");
}

/* What is known of some: is it possible, and how does the doctor say that it is not? */
static const struct {
	int who, ground, filter;
	const char *says; /* NULL: it is possible */
} known[] = {
	{ ALL_OF_ROOT, WHOLE, NO_UNSHARE,
	  "cannot make a network namespace: Operation not permitted: refused by a seccomp "
	  "filter;" },
	{ ALL_OF_ROOT, WHOLE, NO_SETNS,
	  "cannot enter a network namespace: Operation not permitted: refused by a seccomp filter; docker, podman: --security-opt seccomp=unconfined" },
	{ ALL_OF_ROOT, WHOLE, NO_PACKET_SOCKETS,
	  "cannot capture packets: Operation not permitted: refused by a seccomp filter;" },
	{ ALL_OF_ROOT, READ_ONLY_SYSCTLS, NO_FILTER, NULL },
	{ ALL_OF_ROOT, READ_ONLY_SYSCTLS, NO_FSOPEN, NULL },
	{ ALL_OF_ROOT, READ_ONLY_SYSCTLS, NO_MOUNTS,
	  "/proc/sys is read-only; docker, podman: --security-opt systempaths=unconfined (podman also unmask=/proc/sys) or --privileged; kubernetes: procMount: Unmasked or privileged: true" },
	{ ALL_OF_ROOT, READ_ONLY_PROC, NO_FILTER, NULL },
	{ ALL_OF_ROOT, MASKED_SYSCTLS, NO_FILTER, NULL },
	{ ALL_OF_ROOT, MASKED_SYSCTLS, NO_MOUNTS,
	  "/proc/sys/net/ipv4/tcp_orphan_retries is masked;" },
	{ ALL_OF_ROOT, NO_PROC, NO_FILTER, NULL },
	{ ALL_OF_ROOT, NO_PROC, NO_MOUNTS, "/proc/self: No such file or directory;" },
	{ ALL_OF_ROOT, FOREIGN_PROC, NO_FILTER, NULL },
	{ ALL_OF_ROOT, HIDDEN_PROCESSES, NO_FILTER, NULL },
	{ ALL_OF_ROOT, NO_SYS, NO_FILTER, NULL },
	{ ALL_OF_ROOT, NO_TRACEFS, NO_FILTER, NULL },
	{ USER, WHOLE, NO_FILTER, NULL },
	{ USER, WHOLE, NO_USER_NAMESPACES,
	  "cannot make a network namespace: no CAP_SYS_ADMIN; in a user namespace: cannot make "
	  "a user namespace: Operation not permitted: refused by a seccomp filter; try sudo" },
	{ USER, HIDDEN_PROCESSES, NO_FILTER, NULL },
	{ USER, NO_SYS, NO_FILTER, NULL },
	{ USER, READ_ONLY_SYSCTLS, NO_FILTER,
	  "/proc/sys is read-only; as this user: cannot make a network namespace: no "
	  "CAP_SYS_ADMIN; docker, podman: " },
	{ LESS_SYS_ADMIN, WHOLE, NO_FILTER, NULL },
	{ LESS_NET_ADMIN, WHOLE, NO_FILTER, NULL },
	{ LESS_NET_ADMIN, WHOLE, NO_USER_NAMESPACES,
	  "cannot set an interface up: no CAP_NET_ADMIN; in a user namespace: cannot make a user namespace: " },
	{ LESS_NET_RAW, WHOLE, NO_FILTER, NULL },
	{ LESS_NET_RAW, WHOLE, NO_USER_NAMESPACES,
	  "cannot capture packets: no CAP_NET_RAW; in a user namespace: cannot make a user namespace: " },
	{ NO_CAPS, WHOLE, NO_FILTER, NULL },
};

static bool is_known_as(size_t i, const struct situation *s)
{
	return strcmp(whos[known[i].who].name, s->who.name) == 0 && known[i].ground == s->ground &&
	       known[i].filter == s->filter;
}

static void check_known(const struct situation *s, bool possible, const char *why)
{
	size_t size = strlen(why);
	/* Of more than there is room for, the end is lost, which says who can help. */
	if (size > 3 && strcmp(why + size - 3, "...") == 0)
		fail_msg("%s: cut: %s", where, why);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!is_known_as(i, s))
			continue;
		const char *says = known[i].says;
		if (says ? possible || strncmp(why, says, strlen(says)) != 0 : !possible)
			fail_msg("%s: %s\nand not: %s", where, possible ? "possible" : why,
				 says ? says : "possible");
	}
}

/* What came of it. */
struct sight {
	bool tried, possible, reason;
};

static void check_told(const struct trial *trial, struct sight *ret)
{
	if (trial->doctor.code != GOOD || *trial->doctor.err)
		fail_msg("%s: doctor ended with %d: %s", where, trial->doctor.code,
			 trial->doctor.err);
	json_t *doctor = parse(&trial->doctor, "doctor"), *run = parse(&trial->run, "run");
	const json_t *scenarios = json_object_get(doctor, "scenarios");
	const json_t *results = json_object_get(run, "results");
	*ret = (struct sight){ true, truth_of(doctor, "possible"), check_reason(doctor, run) };
	check_known(&trial->situation, ret->possible, text_of(doctor, "why_not"));
	for (size_t i = 0; i < json_array_size(scenarios); i++)
		check_scenario(json_array_get(scenarios, i));
	assert_true(json_array_size(results) > 0);
	for (size_t i = 0; i < json_array_size(results); i++)
		check_result(doctor, json_array_get(results, i));
	if (trial->run.code != (ret->possible ? GOOD : NOTHING_RAN))
		fail_msg("%s: run ended with %d: %s%.2000s", where, trial->run.code, trial->run.err,
			 trial->run.out);
	if (!ret->possible)
		child_check_line(trial->run.err, "nothing could be played: ");
	json_decref(run);
	json_decref(doctor);
}

static struct sight check(struct trial *trial)
{
	const struct situation *s = &trial->situation;
	struct sight sight = { 0 };
	snprintf(where, sizeof(where), "%s, %s, filtered: %s", s->who.name, ground_name[s->ground],
		 filter_name[s->filter]);
	child_wait(&trial->doctor);
	child_wait(&trial->run);
	if (trial->doctor.code == CHILD_GAVE_UP || trial->run.code == CHILD_GAVE_UP)
		fprintf(stderr, "%s: %s", where, trial->doctor.err);
	else
		check_told(trial, &sight);
	child_free(&trial->doctor);
	child_free(&trial->run);
	return sight;
}

/* ---- The cross ----------------------------------------------------------------------------------
 */

static bool is_root(void)
{
	if (geteuid() != 0)
		fprintf(stderr, "SKIP: only root can become the others\n");
	return geteuid() == 0;
}

static bool is_known(const struct situation *s)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_known_as(i, s))
			return true;
	return false;
}

/* Every ground with every filter for root and an ordinary user; the others on the whole ground, and
 * where nothing is filtered. That takes minutes: without RSTLAB_TEST_WHOLE, what of it is far from
 * the plain ones is only tried at every fourth step. */
static bool is_tried(int who, const struct situation *s)
{
	bool plain = s->ground == WHOLE || s->filter == NO_FILTER;

	if (!situation_possible(s) || (who > USER && !plain))
		return false;
	return is_known(s) || (plain && who <= USER) || (s->ground == WHOLE && !s->filter) ||
	       (who + s->ground + s->filter) % 4 == 0 || getenv("RSTLAB_TEST_WHOLE");
}

static void test_cross(void **state)
{
	enum { SIDE_BY_SIDE = 6 };
	static struct trial trials[SIDE_BY_SIDE];
	int started = 0, checked = 0;
	(void)state;
	if (!is_root())
		skip();
	for (int n = 0; n < WHOS * GROUNDS * FILTERS; n++) {
		struct situation s = { whos[n / FILTERS / GROUNDS], n / FILTERS % GROUNDS,
				       n % FILTERS };
		if (!is_tried(n / FILTERS / GROUNDS, &s))
			continue;
		if (started - checked == SIDE_BY_SIDE)
			check(&trials[checked++ % SIDE_BY_SIDE]);
		trial_start(&trials[started++ % SIDE_BY_SIDE], &s);
	}
	while (checked < started)
		check(&trials[checked++ % SIDE_BY_SIDE]);
}

/* ---- The table of ci/README.md -----------------------------------------------------------------
 */

enum { THREE = 3 };

/* What takes which capabilities: they do, and without any one of them it does not. */
static const struct claim {
	const char *what;
	int ground;
	bool reason;                /* that witness too */
	unsigned long long caps[2]; /* where user namespaces are allowed; where not */
} claims[] = {
	{ "wire, socket, counter",
	  WHOLE,
	  false,
	  { 0, CAP(SYS_ADMIN) | CAP(NET_ADMIN) | CAP(NET_RAW) } },
	{ "wire, socket, counter, where /proc/sys is read-only or masked",
	  READ_ONLY_SYSCTLS,
	  false,
	  { CAP(SYS_ADMIN), CAP(SYS_ADMIN) | CAP(NET_ADMIN) | CAP(NET_RAW) } },
	{ "reason as well",
	  WHOLE,
	  true,
	  { CAP(SYS_ADMIN), CAP(SYS_ADMIN) | CAP(NET_ADMIN) | CAP(NET_RAW) } },
};

static const struct {
	unsigned long long cap;
	const char *name;
} named[THREE] = {
	{ CAP(SYS_ADMIN), "SYS_ADMIN" },
	{ CAP(NET_ADMIN), "NET_ADMIN" },
	{ CAP(NET_RAW), "NET_RAW" },
};

/* Does root with those alone have it? */
static bool is_enough(const struct claim *claim, int column, unsigned long long caps)
{
	struct trial trial;
	struct situation s = { { "root with some", false, caps },
			       claim->ground,
			       column ? NO_USER_NAMESPACES : NO_FILTER };
	trial_start(&trial, &s);
	struct sight sight = check(&trial);
	return sight.possible && (sight.reason || !claim->reason);
}

static void check_claim(const struct claim *claim, int column, char *cell, size_t size)
{
	unsigned long long caps = claim->caps[column];
	snprintf(cell, size, "%s", caps ? "" : "none");
	if (!is_enough(claim, column, caps))
		fail_msg("%s, column %d: they are not enough", claim->what, column);
	for (int i = 0; i < THREE; i++) {
		if (!(caps & named[i].cap))
			continue;
		size_t used = strlen(cell);
		snprintf(cell + used, size - used, "%s`%s`", used ? ", " : "", named[i].name);
		if (is_enough(claim, column, caps & ~named[i].cap))
			fail_msg("%s, column %d: it goes without %s", claim->what, column,
				 named[i].name);
	}
}

static void test_table(void **state)
{
	char row[256], cell[2][64];
	(void)state;
	if (!is_root())
		skip();
	FILE *in = fopen(SOURCE_DIR "/ci/README.md", "r");
	char *page = NULL;
	size_t size = 0;
	if (!in || getdelim(&page, &size, '\0', in) <= 0)
		fail_msg("no ci/README.md");
	fclose(in);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		for (int column = 0; column < 2; column++)
			check_claim(&claims[i], column, cell[column], sizeof(cell[column]));
		snprintf(row, sizeof(row), "| %s | %s | %s |\n", claims[i].what, cell[0], cell[1]);
		if (!strstr(page, row))
			fail_msg("ci/README.md has not: %s", row);
	}
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cross),
					    cmocka_unit_test(test_table) };

	return cmocka_run_group_tests_name("lab_privileges", tests, NULL, NULL);
}
