/* SPDX-License-Identifier: GPL-2.0-only */
#include "errno_name.h"

#include "poll_bits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *errno_name(int err)
{
	static char text[32];
	const char *name = strerrorname_np(err);
	if (name)
		return name;
	snprintf(text, sizeof(text), "errno %d", err);
	return text;
}

const char *return_text(const char *verb, int64_t ret, int err, char buffer[RETURN_TEXT_SIZE])
{
	char bits[POLL_BITS_SIZE];
	if (!err && verb_returns_bits(verb)) {
		snprintf(buffer, RETURN_TEXT_SIZE, "%s", poll_bits_text(ret, bits));
		return buffer;
	}
	snprintf(buffer, RETURN_TEXT_SIZE, "%" PRId64 "%s%s", ret, err ? " " : "",
		 err ? errno_name(err) : "");
	return buffer;
}
