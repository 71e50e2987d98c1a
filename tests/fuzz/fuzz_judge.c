/* SPDX-License-Identifier: GPL-2.0-only */
/* A saved run is loaded, judged and told; and what is saved of it can be loaded again. */
#include "fuzz.h"

#include <stdlib.h>

static void judge_one(const struct saved_run *run, int index, const char *as_kernel)
{
	struct why why;
	struct result *result;
	struct saved_run *again;
	char *json;
	size_t size;

	if (saved_result(run, index, as_kernel, &fuzz_evidence, &result, &why) != 0)
		return;
	enum status status = result->verdict.status;
	json = fuzz_save(run, result, &size);
	fuzz_tell(run, result, (int)(size % 8));
	result_free(result);
	if (document_open(json, size, &again, &why) != 0 ||
	    saved_result(again, 0, as_kernel, &fuzz_evidence, &result, &why) != 0)
		fuzz_found("what was saved is refused", why.text);
	if (result->verdict.status != status)
		fuzz_found("what was saved is judged otherwise", json);
	result_free(result);
	saved_close(again);
	free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saved_run *run;
	struct why why;

	if (document_open(data, size, &run, &why) != 0)
		return 0;
	for (int i = 0; i < saved_count(run); i++)
		judge_one(run, i, size % 2 ? "6.1.50" : NULL);
	saved_close(run);
	return 0;
}
