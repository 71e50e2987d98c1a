/* SPDX-License-Identifier: GPL-2.0-only */
#include "moment_text.h"

#include "reading.h"
#include "text.h"

#include <string.h>

const char *event_who(const struct evidence *ev, const struct event *event,
		      char buffer[EVENT_WHO_SIZE])
{
	const char *host = host_name(ev, event->host);

	text_set(buffer, EVENT_WHO_SIZE, "%s", *event->actor ? event->actor : host ? host : "");
	if (host && *event->actor && strcmp(host, event->actor) != 0)
		text_append(buffer, EVENT_WHO_SIZE, "@%s", host);
	return buffer;
}

const char *event_text(const struct event *event, char buffer[EVENT_TEXT_SIZE])
{
	char returned[RETURN_TEXT_SIZE];

	text_set(buffer, EVENT_TEXT_SIZE, "%s", event->text);
	if (event->kind == EVENT_CALL)
		text_append(buffer, EVENT_TEXT_SIZE, " = %s",
			    return_text(event->verb, event->ret, event->err, returned));
	return buffer;
}

const char *kernel_host(const struct evidence *ev, const struct reset *reset)
{
	const char *host = host_name(ev, ev->reset[reset->fact].host);

	return host ? host : "no host here";
}

const char *kernel_says(const struct evidence *ev, const struct reset *reset,
			char buffer[KERNEL_TEXT_SIZE])
{
	const struct reset_fact *fact = &ev->reset[reset->fact];

	text_set(buffer, KERNEL_TEXT_SIZE, "%s",
		 fact->sent ? "tcp_send_reset" : "tcp_receive_reset");
	if (*fact->reason)
		text_append(buffer, KERNEL_TEXT_SIZE, " reason=%s", fact->reason);
	if (*fact->state)
		text_append(buffer, KERNEL_TEXT_SIZE, " state=%s", fact->state);
	return buffer;
}

const char *kernel_text(const struct evidence *ev, const struct reset *reset,
			char buffer[KERNEL_TEXT_SIZE])
{
	const struct reset_fact *fact = &ev->reset[reset->fact];
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE], says[KERNEL_TEXT_SIZE];

	text_set(buffer, KERNEL_TEXT_SIZE, "kernel of %s: %s", kernel_host(ev, reset),
		 kernel_says(ev, reset, says));
	if (reset->segment < 0)
		text_append(buffer, KERNEL_TEXT_SIZE, " %s → %s, on no wire",
			    endpoint_text(&fact->local, local),
			    endpoint_text(&fact->remote, remote));
	return buffer;
}
