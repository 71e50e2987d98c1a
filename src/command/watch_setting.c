/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_setting.h"

#include "clock.h"
#include "text.h"

#include <string.h>
#include <time.h>

static void describe_witnesses(const struct watch_state *state, int interfaces,
			       struct live_setting *ret)
{
	if (state->has_words)
		text_set(ret->kernel, sizeof(ret->kernel), "the kernel, by %s%s%s%s", state->way,
			 state->has_reasons ? ", with its reasons"
					    : " (no reasons: Linux 6.10 has them)",
			 state->has_netns ? ", namespaces" : "",
			 state->has_firewall ? " and firewall" : "");
	if (state->has_wire && interfaces)
		text_set(ret->wire, sizeof(ret->wire), "%d interface%s", interfaces,
			 interfaces == 1 ? "" : "s");
	else if (state->has_wire)
		text_set(ret->wire, sizeof(ret->wire), "all interfaces of %d namespace%s",
			 state->namespaces, state->namespaces == 1 ? "" : "s");
}

/* What a better way to hear the kernel would tell, and why it is not used. */
static void describe_way(const struct watch_state *state, struct live_setting *ret)
{
	if (state->has_words && !state->has_netns)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "Whose namespace it is, is told by addresses (%s). ",
			    state->why_not_surer);
	else if (state->has_words && !state->has_firewall)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "That a firewall resets is concluded (nf_ct_attach() cannot be heard: "
			    "%s). ",
			    strerror(-state->no_firewall));
}

static void describe_lack(const struct watch_state *state, struct live_setting *ret)
{
	if (!state->has_words)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "The kernel is not heard (%s): what sent a RST is told by its packet. ",
			    state->why_no_words);
	if (!state->has_wire)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "No interface is heard (%s): RSTs that no TCP of this host sends are "
			    "not seen. ",
			    state->why_no_wire);
	describe_way(state, ret);
	if (state->untold)
		text_append(ret->lacking, sizeof(ret->lacking), "%d namespaces are not watched. ",
			    state->untold);
}

void watch_setting_make(const struct watch_state *state, int interfaces, struct live_setting *ret)
{
	*ret = (struct live_setting){ .begin_ns = now_ns(CLOCK_REALTIME) };
	describe_witnesses(state, interfaces, ret);
	describe_lack(state, ret);
}
