/* SPDX-License-Identifier: GPL-2.0-only */
/* stories.c - stories FILE: rehearses all scenarios, and writes the table of their stories, in C.
 * For the build alone. */
#include "rehearsal.h"

#include "registry.h"

#include <stdlib.h>

static bool write_stories(FILE *out)
{
	static struct lab lab;
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	fputs("#include \"story.h\"\n\n", out);
	for (int i = 0; i < count; i++) {
		if (!rehearse(all[i], &lab)) {
			fprintf(stderr, "stories: '%s' has more than rehearsal.h has room for\n",
				all[i]->name);
			return false;
		}
		print_steps(out, &lab, i);
	}
	fputs("const struct story stories[] = {\n", out);
	for (int i = 0; i < count; i++)
		fprintf(out, "\t{ \"%s\", steps_%d, sizeof(steps_%d) / sizeof(struct step) },\n",
			all[i]->name, i, i);
	fprintf(out, "};\nconst int story_count = %d;\n", count);
	return true;
}

int main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;

	if (!out) {
		fprintf(stderr, "stories: wants a FILE that it can write\n");
		return 2;
	}
	bool written = write_stories(out);
	if (fclose(out) != 0)
		written = false;
	if (!written)
		remove(argv[1]);
	return !written;
}
