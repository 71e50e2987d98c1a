/* SPDX-License-Identifier: GPL-2.0-only */
#include "send_flags.h"

#include "text.h"

#include <sys/socket.h>

static const struct {
	int flag;
	const char *name;
} names[] = {
	{ MSG_OOB, "MSG_OOB" },
	{ MSG_FASTOPEN, "MSG_FASTOPEN" },
	{ MSG_DONTWAIT, "MSG_DONTWAIT" },
};

const char *send_flags_text(int flags, char *text)
{
	*text = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			text_append(text, SEND_FLAGS_SIZE, "%s%s", *text ? " | " : ", ",
				    names[i].name);
	return text;
}
