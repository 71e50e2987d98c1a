/* SPDX-License-Identifier: GPL-2.0-only */
/* Saved runs are laid beside each other, one of them beside itself too. */
#include "fuzz.h"

#include "compare_format.h"
#include "formats.h"
#include "text.h"

#include <stdlib.h>

static int add_run(struct comparison *comparison, const struct saved_run *run)
{
	const struct run_facts facts = { .version = saved_version(run),
					 .kernel = saved_kernel(run),
					 .machine = saved_machine(run),
					 .time_ns = saved_time_ns(run) };
	struct why why;
	struct result *result;
	int err = compare_run(comparison, saved_name(run), &facts, &why);

	for (int i = 0; i < saved_count(run) && err == 0; i++) {
		err = saved_result(run, i, NULL, &fuzz_evidence, &result, &why);
		if (err == 0) {
			err = compare_result(comparison, result, &why);
			result_free(result);
		}
	}
	return err;
}

static void tell(const struct comparison *comparison)
{
	const char *name;

	for (int i = 0; (name = format_name(COMPARE_FORMATS, i)); i++) {
		const struct print_options how = { .verbose = true };
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		if (!out || compare_format_find(name)->print(out, comparison, &how) != 0)
			fuzz_found("not told", name);
		fclose(out);
		if (!text_is_clean(text, true))
			fuzz_found("what a terminal would obey", name);
		free(text);
	}
}

static void compare(struct saved_run *const *runs, int count, bool is_same)
{
	static struct comparison comparison;
	int err = 0;

	for (int i = 0; i < count && err == 0; i++)
		err = add_run(&comparison, runs[i]);
	if (err == 0 && compare_conclude(&comparison) == 0) {
		tell(&comparison);
		/* What is BROKEN cannot be compared, with itself neither. */
		if (is_same && comparison.unexpected > comparison.tally_unexpected[UNCLEAR])
			fuzz_found("a run differs", "from itself");
	}
	compare_free(&comparison);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saved_run *runs[DOCUMENTS_MAX];
	int count = documents_open(data, size, runs);

	if (count > 0)
		compare((struct saved_run *[]){ runs[0], runs[0] }, 2, true);
	if (count > 1)
		compare(runs, count, false);
	documents_close(runs, count);
	return 0;
}
