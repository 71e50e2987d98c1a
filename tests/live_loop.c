/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_loop.h"

#include "causes.h"
#include "results_load.h"
#include "tcp_state.h"
#include "teacher.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const ears_name[LIVE_EARS] = {
	[EARS_ALL] = "the kernel's word and the wire",
	[EARS_NO_WIRE] = "the kernel's word alone",
	[EARS_NO_REASON] = "its word without reasons, and the wire",
	[EARS_NO_WORD] = "the wire alone",
};
/* A host that listens. */
struct listening {
	struct live_loop *loop;
	const struct evidence *ev;
	const struct shown *shown; /* all packets, with the causes of the RSTs */
	int shown_count, host;
	enum live_ears ears;
	/* Words of RSTs that never left, by their times: they may be of the lab's own making. */
	int unseen;
	int64_t unseen_ns[RESETS_MAX];
};

/* ---- Judged -------------------------------------------------------------------------------------
 */

static bool is_end_of(const struct evidence *ev, int end, int host)
{
	return ev->end[end].host == host;
}

static int64_t apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* The cause of a RST: by its packet where it was seen, else by that of its connection that was seen
 * nearest to its time. */
static const struct cause *truth(const struct listening *at, const struct live_reset *reset)
{
	bool sent = live_is_sent(reset->fate) || reset->fate == LIVE_PASSED;
	const struct endpoint *src = sent ? &reset->local : &reset->remote,
			      *dst = sent ? &reset->remote : &reset->local;
	const struct shown *nearest = NULL;

	for (int i = 0; i < at->shown_count; i++) {
		const struct shown *each = &at->shown[i];
		if (!(each->packet.flags & RST) || !endpoint_equal(&each->packet.src, src) ||
		    !endpoint_equal(&each->packet.dst, dst) ||
		    (reset->packet ? each->packet.seq != reset->packet->packet.seq
				   : !is_end_of(at->ev, each->end, at->host)))
			continue;
		if (!nearest ||
		    apart(each->time_ns, reset->time_ns) < apart(nearest->time_ns, reset->time_ns))
			nearest = each;
	}
	return nearest ? nearest->cause : NULL;
}

static bool is_true(const char *named, const struct cause *cause)
{
	const struct cause *other = cause_find(named);

	return cause_is(cause, named) || (other && cause_is(other, cause->name));
}

static void confuse(struct live_loop *loop, const char *cause, const char *first)
{
	int at = 0, k = 0;

	while (at < loop->rows && strcmp(loop->row[at].cause, cause) != 0)
		at++;
	if (at == LIVE_ROWS)
		return;
	struct live_row *row = &loop->row[at];
	if (at == loop->rows)
		text_set(loop->row[loop->rows++].cause, LIVE_NAME, "%s", cause);
	row->resets++;
	while (k < row->count && strcmp(row->first[k].cause, first) != 0)
		k++;
	if (k == LIVE_ROWS)
		return;
	if (k == row->count)
		text_set(row->first[row->count++].cause, LIVE_NAME, "%s", first);
	row->first[k].times++;
}

static void note_fault(const struct listening *at, const struct live_reset *reset,
		       const struct cause *cause)
{
	if (!at->loop->faults)
		return;
	fprintf(at->loop->faults, "%s at %s, %s, %s: %s (%s %s) is not among", at->ev->scenario,
		at->ev->host[at->host].name, ears_name[at->ears], live_fate_name[reset->fate],
		cause->name, reset->word && reset->word->reason ? reset->word->reason : "no word",
		reset->word ? tcp_state_name(reset->word->state) : "");
	for (int i = 0; i < reset->diagnosis->count; i++)
		fprintf(at->loop->faults, " %s", reset->diagnosis->candidate[i].cause);
	fputc('\n', at->loop->faults);
}

static bool is_unseen(struct listening *at, const struct live_reset *reset)
{
	if (reset->fate == LIVE_UNSEEN && at->ears == EARS_ALL && at->unseen < RESETS_MAX)
		at->unseen_ns[at->unseen++] = reset->word->time_ns;
	for (int i = 0; i < at->unseen && reset->word; i++)
		if (at->unseen_ns[i] == reset->word->time_ns)
			return true;
	return false;
}

static void examine(void *arg, const struct live_reset *reset)
{
	struct listening *at = arg;
	const struct diagnosis *diagnosis = reset->diagnosis;
	const struct cause *cause = truth(at, reset);
	struct live_score *score = &at->loop->score[at->ears];
	bool is_named = false;

	if (at->ears == EARS_ALL)
		at->loop->fate[reset->fate]++;
	if (!cause || is_unseen(at, reset))
		return;
	score->resets++;
	if (diagnosis->count == 0) {
		score->untold++;
		return;
	}
	score->alone += diagnosis->count == 1;
	for (int i = 0; i < diagnosis->count; i++) {
		bool is_right = is_true(diagnosis->candidate[i].cause, cause);
		is_named |= is_right;
		score->first += i == 0 && is_right;
		if (diagnosis->candidate[i].confidence <= LIKELY) {
			score->likely++;
			score->likely_wrong += !is_right;
		}
	}
	score->named += is_named;
	if (!is_named)
		note_fault(at, reset, cause);
	if (at->ears == EARS_ALL)
		confuse(at->loop, cause->name,
			diagnosis->count ? diagnosis->candidate[0].cause : "none");
}

/* ---- Heard --------------------------------------------------------------------------------------
 */

static void hear_packet(const struct listening *at, struct live *live, const struct packet *packet)
{
	struct heard_packet heard = { .time_ns = packet->time_ns, .leaves = packet->sent };

	packet_decode(at->ev->frames + packet->frame, packet->caplen, &heard.packet);
	if (heard.packet.protocol == PROTO_TCP && heard.packet.flags & (SYN | FIN | RST))
		live_hear_packet(live, &heard);
}

static void hear_word(const struct listening *at, struct live *live, const struct reset_fact *fact)
{
	struct heard_word word = { .time_ns = fact->time_ns,
				   .sent = fact->sent,
				   .local = fact->local,
				   .remote = fact->remote,
				   .state = *fact->state ? tcp_state_parse(fact->state) : -1 };

	if (at->ears != EARS_NO_REASON && *fact->reason)
		word.reason = fact->reason;
	live_hear_word(live, &word);
}

/* Before Linux 6.10 nothing is said of a RST that no socket sends. */
static bool is_heard(const struct listening *at, const struct reset_fact *fact)
{
	int state = tcp_state_parse(fact->state);

	if (fact->host != at->host || at->ears == EARS_NO_WORD)
		return false;
	return at->ears != EARS_NO_REASON || !fact->sent || (state > 0 && state != 10);
}

static void listen_to(const struct listening *at, struct live *live)
{
	const struct evidence *ev = at->ev;
	int packet = 0, fact = 0;

	while (packet < ev->packet_count || fact < ev->reset_count) {
		bool is_word = packet == ev->packet_count ||
			       (fact < ev->reset_count &&
				ev->reset[fact].time_ns < ev->packet[packet].time_ns);
		if (is_word && is_heard(at, &ev->reset[fact]))
			hear_word(at, live, &ev->reset[fact]);
		else if (!is_word && at->ears != EARS_NO_WIRE &&
			 is_end_of(ev, ev->packet[packet].end, at->host))
			hear_packet(at, live, &ev->packet[packet]);
		*(is_word ? &fact : &packet) += 1;
	}
	live_settle(live, INT64_MAX);
}

static int listen_at(struct listening *at)
{
	struct live_witnesses witnesses = {
		.words = at->ears != EARS_NO_WORD && at->ev->trace.present,
		.reasons = at->ears < EARS_NO_REASON && at->ev->reason.present,
		.wire = at->ears != EARS_NO_WIRE,
		.all_interfaces = true,
	};
	struct live *live = live_open(at->loop->lessons, witnesses, examine, at);

	if (!live)
		return -ENOMEM;
	listen_to(at, live);
	live_close(live);
	return 0;
}

static int in_time(const void *a, const void *b)
{
	int64_t one = ((const struct packet *)a)->time_ns,
		two = ((const struct packet *)b)->time_ns;

	return (one > two) - (one < two);
}

static int in_time_too(const void *a, const void *b)
{
	int64_t one = ((const struct reset_fact *)a)->time_ns,
		two = ((const struct reset_fact *)b)->time_ns;

	return (one > two) - (one < two);
}

static int live_loop_add(struct live_loop *loop, struct evidence *ev)
{
	struct shown *shown;
	int count, err = teacher_show(ev, &shown, &count);

	if (!shown)
		return err;
	qsort(ev->packet, (size_t)ev->packet_count, sizeof(ev->packet[0]), in_time);
	qsort(ev->reset, (size_t)ev->reset_count, sizeof(ev->reset[0]), in_time_too);
	for (int host = 0; host < ev->host_count && !err; host++) {
		struct listening at = {
			.loop = loop, .ev = ev, .shown = shown, .shown_count = count, .host = host
		};
		for (; at.ears < LIVE_EARS && !err; at.ears++)
			err = listen_at(&at);
	}
	free(shown);
	return err;
}

int live_loop_run(struct live_loop *loop, const char *path, struct why *ret_why)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *saved;
	int iteration, err = ev ? saved_open(path, &saved, ret_why) : -ENOMEM;
	double duration;

	if (err) {
		free(ev);
		return err;
	}
	for (int i = 0; i < saved_count(saved) && !err; i++) {
		err = saved_evidence(saved, i, ev, &iteration, &duration, ret_why);
		if (!err)
			err = live_loop_add(loop, ev);
	}
	saved_close(saved);
	free(ev);
	return err;
}

/* ---- Printed ------------------------------------------------------------------------------------
 */

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

void live_loop_print(FILE *out, const struct live_loop *loop)
{
	for (int i = 0; i < LIVE_EARS; i++) {
		const struct live_score *score = &loop->score[i];
		fprintf(out,
			"%-40s %5llu resets, nothing said of %llu: the true cause named %5.1f %%, "
			"first %5.1f %%, alone %5.1f %%; likely %llu, of these wrong %llu\n",
			ears_name[i], (unsigned long long)score->resets,
			(unsigned long long)score->untold,
			percent(score->named, score->resets - score->untold),
			percent(score->first, score->resets - score->untold),
			percent(score->alone, score->resets - score->untold),
			(unsigned long long)score->likely, (unsigned long long)score->likely_wrong);
	}
	for (int i = 0; i < LIVE_FATES; i++)
		fprintf(out, "%s %llu%s", live_fate_name[i], (unsigned long long)loop->fate[i],
			i + 1 < LIVE_FATES ? ", " : "\n");
	for (int i = 0; i < loop->rows; i++) {
		fprintf(out, "%-28s %4llu:", loop->row[i].cause,
			(unsigned long long)loop->row[i].resets);
		for (int k = 0; k < loop->row[i].count; k++)
			fprintf(out, " %s %llu", loop->row[i].first[k].cause,
				(unsigned long long)loop->row[i].first[k].times);
		fputc('\n', out);
	}
}
