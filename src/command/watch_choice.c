/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_choice.h"

#include "text.h"

#include <string.h>

static bool is_chosen(const struct watch_choice *choice, const struct live_reset *reset)
{
	const struct options *options = choice->options;
	bool sent = live_is_sent(reset->fate);

	if (options->port && reset->local.port != options->port &&
	    reset->remote.port != options->port)
		return false;
	if (options->host && memcmp(&reset->local.addr, &choice->host, sizeof(choice->host)) != 0 &&
	    memcmp(&reset->remote.addr, &choice->host, sizeof(choice->host)) != 0)
		return false;
	return options->sent == options->received || (sent ? options->sent : options->received);
}

bool watch_choice_takes(struct watch_choice *choice, const struct live_reset *reset)
{
	bool is = is_chosen(choice, reset);

	choice->left_out += !is;
	return is;
}

const char *watch_choice_names(const struct watch_choice *choice, char *buffer, size_t size)
{
	const struct options *options = choice->options;
	const char *name[3];
	int count = 0;

	if (options->host)
		name[count++] = "--host";
	if (options->port)
		name[count++] = "--port";
	if (options->sent != options->received)
		name[count++] = options->sent ? "--sent" : "--received";
	*buffer = '\0';
	for (int i = 0; i < count; i++)
		text_append(buffer, size, "%s%s", text_between(i, count, " and "), name[i]);
	return buffer;
}
