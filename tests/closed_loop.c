/* SPDX-License-Identifier: GPL-2.0-only */
#include "closed_loop.h"

#include "causes.h"
#include "diagnosis.h"
#include "results_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Maimed -------------------------------------------------------------------------------------
 */

static void keep(struct shown *shown, int *count, bool (*test)(const struct shown *, int, int))
{
	int kept = 0, all = *count;

	for (int i = 0; i < all; i++)
		if (test(&shown[i], i, all))
			shown[kept++] = shown[i];
	*count = kept;
}

static bool is_no_syn(const struct shown *shown, int at, int count)
{
	(void)at;
	(void)count;
	return !(shown->packet.flags & SYN);
}

static void without_syn(struct shown *shown, int *count)
{
	keep(shown, count, is_no_syn);
}

static bool is_second_half(const struct shown *shown, int at, int count)
{
	(void)shown;
	return at >= count / 2;
}

static void second_half(struct shown *shown, int *count)
{
	keep(shown, count, is_second_half);
}

static bool is_to_client(const struct shown *shown, int at, int count)
{
	(void)at;
	(void)count;
	return shown->packet.src.port < shown->packet.dst.port;
}

static bool is_to_server(const struct shown *shown, int at, int count)
{
	return !is_to_client(shown, at, count);
}

static void one_direction(struct shown *shown, int *count)
{
	keep(shown, count, is_to_client);
}

static void other_direction(struct shown *shown, int *count)
{
	keep(shown, count, is_to_server);
}

/* The options that do not fit: 68 bytes, 14 of Ethernet, 20 or 40 of IP, 20 of TCP. */
static void snaplen_68(struct shown *shown, int *count)
{
	for (int i = 0; i < *count; i++) {
		struct decoded *packet = &shown[i].packet;
		size_t room = 68u - packet->network;
		size_t header = (size_t)(packet->payload - packet->network) - packet->option_bytes;
		size_t left = room > header ? room - header : 0;
		if (packet->option_bytes <= left)
			continue;
		packet->option_bytes = (uint8_t)left;
		packet->options_cut = true;
		packet->has_ts = packet->has_ts && option_find(packet, OPTION_TIMESTAMPS);
	}
}

static void doubled(struct shown *shown, int *count)
{
	for (int i = *count - 1; i >= 0; i--) {
		shown[2 * i] = shown[i];
		shown[2 * i + 1] = shown[i];
		shown[2 * i + 1].time_ns += 1000;
		shown[2 * i].frame = 2 * shown[i].frame - 1;
		shown[2 * i + 1].frame = shown[2 * i].frame + 1;
	}
	*count *= 2;
}

/* Neighbours that two CPUs wrote down change places, with their times. */
static void reordered(struct shown *shown, int *count)
{
	for (int i = 0; i + 1 < *count; i += 3) {
		struct shown first = shown[i];
		if (shown[i + 1].packet.flags & RST || first.packet.flags & RST)
			continue;
		shown[i] = shown[i + 1];
		shown[i + 1] = first;
	}
}

static bool is_not_third(const struct shown *shown, int at, int count)
{
	(void)count;
	return at % 3 != 2 || shown->packet.flags & RST;
}

static void thinned(struct shown *shown, int *count)
{
	keep(shown, count, is_not_third);
}

static bool is_mark(const struct shown *shown, int at, int count)
{
	(void)at;
	(void)count;
	return shown->packet.flags & (SYN | FIN | RST);
}

/* tcpdump 'tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0' */
static void only_marks(struct shown *shown, int *count)
{
	keep(shown, count, is_mark);
}

/* Every address another, every port another: none means anything. */
static void translated(struct shown *shown, int *count)
{
	for (int i = 0; i < *count; i++) {
		struct decoded *packet = &shown[i].packet;
		packet->src.addr.s6_addr[14] ^= 0x5a;
		packet->dst.addr.s6_addr[14] ^= 0x5a;
		packet->src.port ^= 0x8421;
		packet->dst.port ^= 0x8421;
	}
}

static void (*const maim[MAIMINGS])(struct shown *, int *) = {
	NULL,    without_syn, second_half, one_direction, other_direction, snaplen_68,
	doubled, reordered,   thinned,     translated,    only_marks,
};
const char *const maiming_name[LOOPS] = {
	"whole",
	"without the SYNs",
	"the second half",
	"to the client alone",
	"to the server alone",
	"snaplen 68",
	"each packet twice",
	"neighbours exchanged",
	"each third lost",
	"other addresses",
	"only SYN, FIN, RST",
	"both ends merged",
	"what is between merged",
	"all of a run merged",
};

/* ---- Judged -------------------------------------------------------------------------------------
 */

/* Is the one the other, or a kind of it? */
static bool is_true(const char *named, const struct cause *cause)
{
	const struct cause *other = cause_find(named);

	return cause_is(cause, named) || (other && cause_is(other, cause->name));
}

static void note_fault(const struct loop *loop, const struct diagnosis *diagnosis,
		       const struct cause *cause, const char *what)
{
	char text[SITUATION_TEXT];

	if (!loop->faults)
		return;
	fprintf(loop->faults, "%s, %s: %s is %s, and named are", loop->scenario,
		maiming_name[loop->maiming], cause->name, what);
	for (int i = 0; i < diagnosis->count; i++)
		fprintf(loop->faults, " %s(%s)", diagnosis->candidate[i].cause,
			confidence_name[diagnosis->candidate[i].confidence]);
	fprintf(loop->faults, ": %s\n", situation_text(&diagnosis->situation, text, sizeof(text)));
}

int loop_judge(void *arg, const struct conversation *conversation, int nth,
	       const struct cause *cause)
{
	struct loop *loop = arg;
	struct loop_score *score = &loop->score[loop->maiming];
	struct diagnosis diagnosis;
	bool is_named = false, is_wrong = false;

	diagnosis_make(loop->lessons, conversation, nth, &diagnosis);
	for (int i = 0; i < diagnosis.count; i++) {
		const struct candidate *each = &diagnosis.candidate[i];
		bool is_it = is_true(each->cause, cause) || each->confidence == UNKNOWABLE;
		is_named |= is_it;
		is_wrong |= each->confidence == CERTAIN && !is_it;
		score->first += i == 0 && is_it;
		score->likely += each->confidence == LIKELY;
		score->likely_right += each->confidence == LIKELY && is_it;
	}
	score->rsts++;
	score->named += is_named;
	score->candidates += (uint64_t)diagnosis.count;
	score->alone += diagnosis.count == 1;
	if (diagnosis.count)
		score->confident[diagnosis.candidate[0].confidence]++;
	score->wrong_certain += is_wrong;
	if (!is_named || is_wrong)
		note_fault(loop, &diagnosis, cause, is_wrong ? "not the certain one" : "not named");
	return 0;
}

int loop_run(struct loop *loop, const char *path, struct why *ret_why)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *saved = NULL;
	int iteration, err = ev ? saved_open(path, &saved, ret_why) : -ENOMEM;
	double duration;

	for (int i = 0; err == 0 && i < saved_count(saved); i++) {
		err = saved_evidence(saved, i, ev, &iteration, &duration, ret_why);
		loop->scenario = ev->scenario;
		for (loop->maiming = 0; loop->maiming < MAIMINGS && err == 0; loop->maiming++)
			err = teacher_walk(ev, maim[loop->maiming], loop_judge, loop);
	}
	if (saved)
		saved_close(saved);
	free(ev);
	return err ? err : loop_merged_run(loop, path, ret_why);
}

static double percent(uint64_t part, uint64_t all)
{
	return all ? 100 * (double)part / (double)all : 0;
}

void loop_print(FILE *out, const struct loop *loop)
{
	fprintf(out, "%-22s %6s %7s %6s %7s %5s | %8s %7s %9s %11s | %s\n", "", "RSTs", "named",
		"first", "causes", "one", "certain", "likely", "possible", "unknowable",
		"wrong: certain, likely");
	for (int i = 0; i < LOOPS; i++) {
		const struct loop_score *score = &loop->score[i];
		fprintf(out, "%-22s %6llu %6.1f%% %5.0f%% %7.2f %4.0f%% |", maiming_name[i],
			(unsigned long long)score->rsts, percent(score->named, score->rsts),
			percent(score->first, score->rsts),
			score->rsts ? (double)score->candidates / (double)score->rsts : 0,
			percent(score->alone, score->rsts));
		fprintf(out, " %7.0f%% %6.0f%% %8.0f%% %10.0f%% | %6llu %.0f%%\n",
			percent(score->confident[CERTAIN], score->rsts),
			percent(score->confident[LIKELY], score->rsts),
			percent(score->confident[POSSIBLE], score->rsts),
			percent(score->confident[UNKNOWABLE], score->rsts),
			(unsigned long long)score->wrong_certain,
			percent(score->likely - score->likely_right, score->likely));
	}
	for (int i = 0; i < LOOPS - LOOP_ENDS; i++)
		fprintf(out,
			"%-22s made on the way %llu (wrong %llu), lost there %llu, one of these "
			"%llu, neither %llu, not told %llu\n",
			maiming_name[LOOP_ENDS + i],
			(unsigned long long)loop->crossing[i].of[CROSSING_MADE],
			(unsigned long long)loop->crossing[i].wrong,
			(unsigned long long)loop->crossing[i].of[CROSSING_LOST],
			(unsigned long long)loop->crossing[i].of[CROSSING_ONE],
			(unsigned long long)loop->crossing[i].of[CROSSING_BOTH],
			(unsigned long long)loop->crossing[i].of[CROSSING_UNKNOWN]);
	fprintf(out, "%-22s %llu packets, %llu connections\n", maiming_name[LOOP_ALL],
		(unsigned long long)loop->packets, (unsigned long long)loop->connections);
}
