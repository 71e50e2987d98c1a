/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence.h"

#include "text.h"

#include <stddef.h>
#include <string.h>

void evidence_clear(struct evidence *ev)
{
	memset(ev->packet, 0, (size_t)ev->packet_count * sizeof(*ev->packet));
	memset(ev->event, 0, (size_t)ev->event_count * sizeof(*ev->event));
	memset(ev->look, 0, (size_t)ev->look_count * sizeof(*ev->look));
	memset(ev->counter, 0, (size_t)ev->counter_count * sizeof(*ev->counter));
	memset(ev->chapter_counter, 0,
	       (size_t)ev->chapter_counter_count * sizeof(*ev->chapter_counter));
	memset(ev->reset, 0, (size_t)ev->reset_count * sizeof(*ev->reset));
	memset(ev->frames, 0, ev->frame_bytes);
	memset(ev, 0, offsetof(struct evidence, packet));
}

int evidence_host(const struct evidence *ev, const char *name)
{
	for (int i = 0; i < ev->host_count; i++)
		if (strcmp(ev->host[i].name, name) == 0)
			return i;
	return -1;
}

int evidence_owner(const struct evidence *ev, const struct in6_addr *addr)
{
	for (int i = 0; i < ev->host_count; i++)
		for (int k = 0; k < ev->host[i].addr_count; k++)
			if (memcmp(&ev->host[i].addr[k], addr, sizeof(*addr)) == 0)
				return i;
	return -1;
}

bool evidence_counter(const struct evidence *ev, int host, const char *name, int64_t *ret_grew)
{
	for (int i = 0; i < ev->counter_count; i++) {
		const struct counter_fact *counter = &ev->counter[i];

		if (counter->host == host && strcmp(counter->name, name) == 0) {
			*ret_grew = counter->after - counter->before;
			return true;
		}
	}
	*ret_grew = 0; /* it did not move */
	return host >= 0 && text_has_word(ev->counter_names, name);
}

int64_t evidence_traced(const struct evidence *ev, int host)
{
	int64_t count = 0;
	for (int i = 0; i < ev->reset_count; i++)
		count += ev->reset[i].sent && ev->reset[i].host == host;
	return count;
}
