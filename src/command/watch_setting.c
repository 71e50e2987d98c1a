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
		text_set(ret->kernel, sizeof(ret->kernel), "the kernel by %s (resets%s%s%s%s)",
			 state->way, state->has_reasons ? ", reasons" : "",
			 state->has_netns ? ", namespaces" : "",
			 state->has_firewall ? ", firewall rules" : "",
			 state->has_reasons ? "" : "; reasons need Linux 6.10");
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
			    "The namespace of a reset is inferred from its address (%s). ",
			    state->why_not_surer);
	else if (state->has_words && !state->has_firewall)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "The kernel does not say which resets firewall rules make "
			    "(nf_ct_attach() cannot be traced: %s): these are inferred. "
			    "Everything else that it says is heard. ",
			    strerror(-state->no_firewall));
}

static void describe_lack(const struct watch_state *state, struct live_setting *ret)
{
	if (!state->has_words)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "The kernel is not heard (%s): what sent a RST is inferred from its "
			    "packet. ",
			    state->why_no_words);
	if (!state->has_wire)
		text_append(ret->lacking, sizeof(ret->lacking),
			    "No interface is heard (%s): only RSTs that the kernel reports are "
			    "seen. ",
			    state->why_no_wire);
	describe_way(state, ret);
	if (state->untold)
		text_append(ret->lacking, sizeof(ret->lacking), "%d namespace%s not watched. ",
			    state->untold, state->untold == 1 ? " is" : "s are");
}

void watch_setting_make(const struct watch_state *state, int interfaces, struct live_setting *ret)
{
	*ret = (struct live_setting){ .begin_ns = now_ns(CLOCK_REALTIME) };
	describe_witnesses(state, interfaces, ret);
	describe_lack(state, ret);
	/* Each sentence ends with a space, for the next. */
	size_t length = strlen(ret->lacking);
	if (length && ret->lacking[length - 1] == ' ')
		ret->lacking[length - 1] = '\0';
}
