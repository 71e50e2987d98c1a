/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_known.h"

#include <string.h>

static uint64_t view_hash(const struct live_view *view)
{
	uint64_t hash = (uintptr_t)view->reason + (uintptr_t)view->sender + view->by_tcp +
			2u * view->not_by_tcp + 4u * view->in_anothers_name +
			8u * view->by_firewall;

	for (int i = 0; i < FEATURES; i++)
		hash = (hash ^ view->may[i]) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static bool is_same_view(const struct live_view *a, const struct live_view *b)
{
	return a->reason == b->reason && a->sender == b->sender && a->by_tcp == b->by_tcp &&
	       a->not_by_tcp == b->not_by_tcp && a->in_anothers_name == b->in_anothers_name &&
	       a->by_firewall == b->by_firewall && a->refuses_join == b->refuses_join &&
	       a->no_bad_record == b->no_bad_record && a->destroyed == b->destroyed &&
	       memcmp(a->may, b->may, sizeof(a->may)) == 0;
}

const struct diagnosis *live_known_diagnose(struct live_known *all, const struct live_facts *facts)
{
	struct live_view view;

	live_view_make(facts, &view);
	struct known *known = &all->known[view_hash(&view) % LIVE_KNOWN];
	if (!known->is_set || !is_same_view(&known->view, &view)) {
		*known = (struct known){ .is_set = true, .view = view };
		live_diagnose(all->lessons, &view, &known->diagnosis);
	}
	return &known->diagnosis;
}
