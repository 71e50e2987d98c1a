/* SPDX-License-Identifier: GPL-2.0-only */
#include "poll_bits.h"

#include "text.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>

const char *poll_bits_text(int64_t bits, char buffer[POLL_BITS_SIZE])
{
	static const struct {
		int bit;
		const char *name;
	} names[] = {
		{ POLLIN, "IN" },   { POLLPRI, "PRI" }, { POLLOUT, "OUT" },
		{ POLLERR, "ERR" }, { POLLHUP, "HUP" }, { POLLRDHUP, "RDHUP" },
	};

	*buffer = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (bits & names[i].bit)
			text_append(buffer, POLL_BITS_SIZE, "%s%s", *buffer ? "|" : "",
				    names[i].name);
		bits &= ~(int64_t)names[i].bit;
	}
	if (bits)
		text_append(buffer, POLL_BITS_SIZE, "%s0x%llx", *buffer ? "|" : "",
			    (unsigned long long)bits);
	if (!*buffer)
		text_append(buffer, POLL_BITS_SIZE, "none");
	return buffer;
}

bool verb_returns_bits(const char *verb)
{
	return strcmp(verb, "poll") == 0 || strcmp(verb, "sigtimedwait") == 0;
}
