/* SPDX-License-Identifier: GPL-2.0-only */
/* The map of the rooms, src/README.md, is what the build enforces; and the build has no circle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOMS_MAX = 32, NAME = 32, TEXT = 256 };

struct room {
	char name[NAME], sees[TEXT];
};

struct house {
	struct room room[ROOMS_MAX];
	int count;
};

static void add(struct house *house, const char *name, const char *sees)
{
	assert_true(house->count < ROOMS_MAX);
	struct room *room = &house->room[house->count++];
	assert_true(snprintf(room->name, NAME, "%s", name) < NAME);
	assert_true(snprintf(room->sees, TEXT, "%s", sees) < TEXT);
}

static FILE *open_source(const char *path)
{
	char full[4096];

	snprintf(full, sizeof(full), "%s/%s", SOURCE_DIR, path);
	FILE *in = fopen(full, "r");
	if (!in)
		fail_msg("cannot read %s", full);
	return in;
}

/* "room(judge catalogue evidence tcp base api)"; libraries of others are no rooms. */
static void read_build(struct house *ret)
{
	FILE *in = open_source("CMakeLists.txt");
	char line[1024];

	ret->count = 0;
	add(ret, "api", "");
	while (fgets(line, sizeof(line), in)) {
		char sees[TEXT] = "", *rest;
		if (strncmp(line, "room(", 5) != 0)
			continue;
		const char *name = strtok_r(line + 5, " )\n", &rest);
		for (char *word; (word = strtok_r(NULL, " )\n", &rest));)
			if (!strstr(word, "::"))
				snprintf(sees + strlen(sees), TEXT - strlen(sees), "%s%s",
					 *sees ? " " : "", word);
		add(ret, name, sees);
	}
	fclose(in);
}

/* "| `judge/` | what is done there | catalogue evidence tcp base api |" */
static void read_map(struct house *ret)
{
	FILE *in = open_source("src/README.md");
	char line[1024], name[NAME], sees[TEXT];

	ret->count = 0;
	while (fgets(line, sizeof(line), in)) {
		if (sscanf(line, "| `%31[a-z]/` |", name) != 1)
			continue;
		char *last = strrchr(line, '|');
		assert_non_null(last);
		*last = '\0';
		const char *cell = strrchr(line, '|') + 1;
		cell += strspn(cell, " ");
		snprintf(sees, sizeof(sees), "%s", cell);
		for (size_t end = strlen(sees); end > 0 && sees[end - 1] == ' ';)
			sees[--end] = '\0';
		add(ret, name, sees);
	}
	fclose(in);
}

static const struct room *find(const struct house *house, const char *name)
{
	for (int i = 0; i < house->count; i++)
		if (strcmp(house->room[i].name, name) == 0)
			return &house->room[i];
	return NULL;
}

static bool sees(const struct room *room, const char *name)
{
	char words[TEXT], *rest = words;

	snprintf(words, sizeof(words), "%s", room->sees);
	for (char *word; (word = strsep(&rest, " "));)
		if (strcmp(word, name) == 0)
			return true;
	return false;
}

static void test_map(void **state)
{
	struct house build, map;

	(void)state;
	read_build(&build);
	read_map(&map);
	assert_true(build.count > 10);
	for (int i = 0; i < build.count; i++) {
		const struct room *told = find(&map, build.room[i].name);
		if (!told)
			fail_msg("src/README.md does not tell of %s/", build.room[i].name);
		assert_string_equal(told->sees, build.room[i].sees);
	}
	assert_int_equal(map.count, build.count);
}

/* A room sees only rooms that stand before it. */
static void test_no_circle(void **state)
{
	struct house build;

	(void)state;
	read_build(&build);
	for (int i = 0; i < build.count; i++)
		for (int k = i; k < build.count; k++)
			if (sees(&build.room[i], build.room[k].name))
				fail_msg("%s/ sees %s/, which stands behind it", build.room[i].name,
					 build.room[k].name);
}

/* What plays never knows pass from fail; what judges and tells never touches the kernel. */
static void test_frozen(void **state)
{
	static const char *const left[] = { "play", "runner", "ground" };
	static const char *const right[] = { "judge", "report", "compare", "saved" };
	struct house build;

	(void)state;
	read_build(&build);
	for (size_t r = 0; r < sizeof(right) / sizeof(right[0]); r++) {
		assert_non_null(find(&build, right[r]));
		for (size_t l = 0; l < sizeof(left) / sizeof(left[0]); l++) {
			assert_false(sees(find(&build, right[r]), left[l]));
			assert_false(find(&build, left[l]) &&
				     sees(find(&build, left[l]), right[r]));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_no_circle),
		cmocka_unit_test(test_frozen),
	};

	return cmocka_run_group_tests_name("rooms", tests, NULL, NULL);
}
