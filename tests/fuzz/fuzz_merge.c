/* SPDX-License-Identifier: GPL-2.0-only */
/* Saved runs of shards make a whole, or not: each result of it is found where it is said to be. */
#include "fuzz.h"

#include "merge.h"

static void walk(struct saved_run *const *runs, const struct merge *merge)
{
	for (int i = 0; i < merge_count(merge); i++) {
		struct why why;
		double duration;
		int iteration, index, who = merge_find(merge, i, &index);
		if (index < 0 || index >= saved_count(runs[who]))
			fuzz_found("a result that is not there", saved_name(runs[who]));
		if (saved_evidence(runs[who], index, &fuzz_evidence, &iteration, &duration, &why) ||
		    merge_fits(merge, i, &fuzz_evidence, iteration, "x", &why))
			return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saved_run *runs[DOCUMENTS_MAX];
	struct merge merge;
	struct why why;
	int count = documents_open(data, size, runs);

	if (count > 0 && merge_make(runs, count, &merge, &why) == 0) {
		walk(runs, &merge);
		merge_free(&merge);
	}
	documents_close(runs, count);
	return 0;
}
