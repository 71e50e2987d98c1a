/* SPDX-License-Identifier: GPL-2.0-only */
#include "trial.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

const struct frame_spec trial_rst = {
	.flags = RST | ACK,
	.seq = TRIAL_SND_NXT,
	.ack = TRIAL_RCV_NXT,
	.options = frames_ts_options,
	.option_bytes = sizeof(frames_ts_options),
};

struct evidence *trial_story(void)
{
	struct evidence *ev = frames_direct(AF_INET);
	int64_t us = 1000;

	ev->trace.present = ev->reason.present = ev->socketless.present = true;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 0);
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 0);
	frames_chapter(ev, "open");
	frames_pass(ev, 0, 1 * us, &(struct frame_spec){ .flags = SYN, .seq = TRIAL_ISS });
	frames_pass(
		ev, 1, 2 * us,
		&(struct frame_spec){ .flags = SYN | ACK, .seq = TRIAL_IRS, .ack = TRIAL_ISS + 1 });
	frames_pass(
		ev, 0, 4 * us,
		&(struct frame_spec){ .flags = ACK, .seq = TRIAL_ISS + 1, .ack = TRIAL_IRS + 1 });
	frames_chapter(ev, "data");
	frames_pass(ev, 0, 6 * us,
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = TRIAL_ISS + 1,
					  .ack = TRIAL_IRS + 1,
					  .payload = "hello" });
	frames_pass(ev, 1, 8 * us,
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = TRIAL_IRS + 1,
					  .ack = TRIAL_RCV_NXT,
					  .payload = "world" });
	frames_pass(ev, 0, 10 * us,
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = TRIAL_SEG_END - 5,
					  .ack = TRIAL_SEG_ACK,
					  .payload = "later" });
	frames_chapter(ev, "close");
	return ev;
}

struct evidence *trial_reset(void)
{
	struct evidence *ev = trial_story();

	frames_pass(ev, 1, 20000, &trial_rst);
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 1);
	trial_trace(ev, TRIAL_SERVER, "TCP_ABORT_ON_CLOSE", "CLOSED");
	return ev;
}

struct event *trial_call(struct evidence *ev, int host, const char *verb, int64_t ret, int err)
{
	struct event *event = &ev->event[ev->event_count++];

	*event = (struct event){ .kind = EVENT_CALL,
				 .host = (int16_t)host,
				 .chapter = (int16_t)(ev->chapter_count - 1),
				 .ret = ret,
				 .err = err };
	snprintf(event->verb, sizeof(event->verb), "%s", verb);
	snprintf(event->text, sizeof(event->text), "%s()", verb);
	return event;
}

void trial_count(struct evidence *ev, int host, const char *name, int64_t grew)
{
	struct counter_fact *fact = ev->counter;

	while (fact < ev->counter + ev->counter_count &&
	       (fact->host != host || strcmp(fact->name, name) != 0))
		fact++;
	if (fact == ev->counter + ev->counter_count)
		ev->counter_count++;
	*fact = (struct counter_fact){ .host = (int16_t)host, .before = 7, .after = 7 + grew };
	snprintf(fact->name, sizeof(fact->name), "%s", name);
	if (!text_has_word(ev->counter_names, name))
		text_append(ev->counter_names, sizeof(ev->counter_names), "%s%s",
			    *ev->counter_names ? " " : "", name);
}

struct reset_fact *trial_trace(struct evidence *ev, int host, const char *reason, const char *state)
{
	struct reset_fact *fact = &ev->reset[ev->reset_count++];

	*fact = (struct reset_fact){ .sent = true, .host = (int16_t)host };
	snprintf(fact->reason, sizeof(fact->reason), "%s", reason);
	snprintf(fact->state, sizeof(fact->state), "%s", state);
	return fact;
}

struct look *trial_look(struct evidence *ev, int host, const char *label)
{
	struct look *look = &ev->look[ev->look_count++];

	*look = (struct look){ .host = (int16_t)host };
	snprintf(look->label, sizeof(look->label), "%s", label);
	return look;
}

void trial_socket(struct look *look, int state, uint16_t local, uint16_t remote)
{
	look->socket[look->count++] = (struct socket_facts){ .state = state,
							     .local = { .port = local },
							     .remote = { .port = remote } };
}

const struct verdict *trial_judge(const struct scenario *scenario, struct evidence *ev)
{
	static struct result *result;
	static struct evidence *last; /* which the verdict speaks of */

	result_free(result);
	free(last);
	last = ev;
	result = result_make(scenario, ev, 0, 0);
	if (!result)
		abort();
	return &result->verdict;
}

const struct ruling *trial_rule(const struct promise *promise, struct evidence *ev)
{
	const struct promise promises[] = { *promise, { .who = NULL } };
	const struct scenario scenario = { .name = "test", .promises = promises };

	return &trial_judge(&scenario, ev)->ruling[0];
}

const struct ruling *trial_agreement(const struct verdict *verdict, enum witness witness,
				     const char *who)
{
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		if (r->agreement && r->witness == witness && strcmp(r->who, who) == 0)
			return r;
	}
	return NULL;
}
