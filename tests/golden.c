/* SPDX-License-Identifier: GPL-2.0-only */
#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *read_golden(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!in)
		fail_msg("no golden file %s", path);
	if (getdelim(&text, &size, '\0', in) < 0)
		fail_msg("golden file %s is empty", path);
	fclose(in);
	return text;
}

void golden_check(const char *name, char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", GOLDEN_DIR, name);
	if (getenv("RSTLAB_UPDATE_GOLDEN")) {
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		assert_int_equal(fputs(text, out) >= 0, 1);
		assert_int_equal(fclose(out), 0);
	}
	char *golden = read_golden(path);
	assert_string_equal(text, golden);
	free(golden);
	free(text);
}
