/* SPDX-License-Identifier: GPL-2.0-only */
#include "saved_telling.h"

int tell_saved(const struct saved_run *saved, int index, const char *as_kernel, struct evidence *ev,
	       struct outputs *outputs, struct why *ret_why)
{
	struct result *result;
	int error = saved_result(saved, index, as_kernel, ev, &result, ret_why);
	if (error)
		return error;
	outputs_result(outputs, result);
	result_free(result);
	return 0;
}
