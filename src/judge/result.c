/* SPDX-License-Identifier: GPL-2.0-only */
#include "result.h"

#include "address.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

const char *const status_color[STATUS_COUNT] = {
	[PASS] = "32", [FAIL] = "1;31", [SKIP] = "33", [XFAIL] = "33", [BROKEN] = "1;35",
};

struct result *result_make(const struct scenario *scenario, const struct evidence *ev,
			   int iteration, double duration_ms)
{
	return result_make_as(scenario, ev, NULL, iteration, duration_ms);
}

struct result *result_make_as(const struct scenario *scenario, const struct evidence *ev,
			      const char *as_kernel, int iteration, double duration_ms)
{
	struct result *result = calloc(1, sizeof(*result));

	if (!result || reading_open(ev, &result->reading) < 0) {
		free(result);
		return NULL;
	}
	result->scenario = scenario;
	result->iteration = iteration;
	result->duration_ms = duration_ms;
	judge(scenario, &result->reading, as_kernel ? as_kernel : reading_version(&result->reading),
	      &result->verdict);
	return result;
}

void result_free(struct result *result)
{
	if (!result)
		return;
	reading_close(&result->reading);
	free(result);
}

const char *result_name(const struct result *result, char *buffer, size_t size)
{
	int used = snprintf(buffer, size, "%s/%s", result->scenario->name,
			    family_text(result->reading.ev->family));

	if (result->iteration > 0 && used >= 0 && (size_t)used < size)
		snprintf(buffer + used, size - (size_t)used, "#%d", result->iteration);
	return buffer;
}

const char *result_capture(const struct result *result, int end, char buffer[CAPTURE_NAME_SIZE])
{
	const struct evidence *ev = result->reading.ev;
	char number[16] = "";

	if (result->iteration)
		snprintf(number, sizeof(number), ".%d", result->iteration);
	snprintf(buffer, CAPTURE_NAME_SIZE, "%s.%s%s", result->scenario->name,
		 family_text(ev->family), number);
	if (end < 0)
		text_append(buffer, CAPTURE_NAME_SIZE, ".pcapng");
	else
		text_append(buffer, CAPTURE_NAME_SIZE, ".%s-%s.pcap",
			    ev->host[ev->end[end].host].name, ev->end[end].ifname);
	return buffer;
}
