/* SPDX-License-Identifier: GPL-2.0-only */
#include "shared_address.h"

#include "resets.h"

#include <string.h>

static int count_owners(const struct evidence *ev, const struct in6_addr *addr)
{
	int owners = 0;

	for (int i = 0; i < ev->host_count; i++)
		for (int k = 0; k < ev->host[i].addr_count; k++)
			owners += memcmp(&ev->host[i].addr[k], addr, sizeof(*addr)) == 0;
	return owners;
}

/* Who has put RSTs of that end on a wire, or taken them from one; -1: nobody, or several. */
static int host_by_wire(const struct wire *wire, const struct reset_fact *fact)
{
	int host = -1;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *s = &wire->segment[i];
		int its = fact->sent ? s->origin : s->final;

		if (!segment_is_reset(s) ||
		    !endpoint_equal(fact->sent ? &s->tcp.src : &s->tcp.dst, &fact->local))
			continue;
		if (host >= 0 && host != its)
			return -1;
		host = its;
	}
	return host;
}

int shared_address_settle(struct evidence *ev)
{
	struct wire wire = { 0 };
	int error = 0;

	for (int i = 0; i < ev->reset_count && !error; i++) {
		struct reset_fact *fact = &ev->reset[i];

		if (count_owners(ev, &fact->local.addr) < 2)
			continue;
		if (!wire.segment)
			error = wire_read(ev, &wire);
		if (!error)
			fact->host = (int16_t)host_by_wire(&wire, fact);
	}
	wire_free(&wire);
	return error;
}
