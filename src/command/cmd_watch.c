/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_watch.c - watch: the resets of a live host, with their causes, as they come. */
#include "clock.h"
#include "console.h"
#include "learn.h"
#include "live_listeners.h"
#include "live_words.h"
#include "text.h"
#include "watch.h"
#include "watch_capture.h"
#include "watch_choice.h"
#include "watch_metrics.h"
#include "watch_output.h"
#include "watch_setting.h"
#include "watch_taking.h"
#include "watch_told.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define MS     INT64_C(1000000)

/* Seconds between two "again" lines, and between two writes of the counts. */
enum { AGAIN_S = 10 };

struct watching {
	const struct options *options;
	struct watch_choice choice;
	struct lessons lessons;
	struct watch *watch;
	struct live *live;
	struct live_tally tally;
	struct watch_capture *capture; /* NULL: not asked for */
	struct watch_output output;
	struct watch_told told;
	struct watch_taking taking;
	int64_t begin_ns;
	int64_t end_ns, again_ns; /* CLOCK_MONOTONIC; -1: never, or nothing to tell again */
	uint64_t by_tcp;
	int64_t skipped; /* untold RSTs of times when not everything was heard */
	int err;
	struct why why;
};

/* ---- A reset ------------------------------------------------------------------------------------
 */

/* Looks up who listens when that is the engineer's next question: the host replied in the name of
 * that port. */
static void ask_listeners(struct watching *watching, const struct live_reset *reset,
			  struct heard_listeners *ret)
{
	bool is_here = !reset->word || reset->word->where == WHERE_HERE ||
		       (reset->word->where == WHERE_ANY && reset->packet);
	uint32_t netns = reset->word ? reset->word->netns : 0;

	*ret = (struct heard_listeners){ 0 };
	if (is_here && live_in_anothers_name(reset->word, reset->packet))
		watch_listeners(watching->watch, live_listener(reset->word), NULL, netns, ret);
	else if (live_is_sent(reset->fate) && reset->local_serves && is_here)
		watch_listeners(watching->watch, &reset->local, reset->packet, netns, ret);
}

static void note_in_capture(struct watching *watching, const struct live_story *story,
			    const struct live_reset *reset)
{
	char who[LIVE_TEXT], why[LIVE_TEXT], comment[2 * LIVE_TEXT];

	if (!watching->capture)
		return;
	text_set(comment, sizeof(comment), "%s: %s", live_who(reset, who, sizeof(who)),
		 live_why(story, why, sizeof(why)));
	watch_capture_tell(watching->capture, reset, comment);
}

static void told(void *arg, const struct live_reset *reset)
{
	struct watching *watching = arg;
	struct heard_listeners listeners = { 0 };
	struct live_reset by_queue = *reset;
	struct diagnosis diagnosis;
	bool is_new;

	/* The counters are those of watched namespaces. */
	if (live_is_sent(reset->fate) && reset->fate != LIVE_ALIEN &&
	    !(reset->word && reset->word->where == WHERE_ELSE))
		watching->by_tcp++;
	if (!watch_choice_takes(&watching->choice, reset))
		return;
	/* The cause can depend on the queue at this moment, so it is looked up each time. */
	if (live_may_be_of_queue(reset)) {
		ask_listeners(watching, reset, &listeners);
		if (live_by_queue(reset, &listeners, &diagnosis))
			by_queue.diagnosis = &diagnosis;
		reset = &by_queue;
	}
	struct live_story *story = live_tally_add(&watching->tally, reset, &is_new);
	if (story)
		note_in_capture(watching, story, reset);
	if (story && is_new) {
		ask_listeners(watching, reset, &story->listeners);
		watch_place(watching->watch, story->word.netns, story->word.place);
		if (watch_told_reset(&watching->told, story) < 0)
			watching->err = -ENOMEM;
		live_tally_told(story, reset->time_ns);
	} else if (story && watching->again_ns < 0) {
		watching->again_ns = now_ns(CLOCK_MONOTONIC) + AGAIN_S * SECOND;
	}
}

static void hear_word(void *arg, const struct heard_word *word)
{
	struct watching *watching = arg;

	watch_taking_hear(&watching->taking, word);
	live_hear_word(watching->live, word);
}

static void hear_packet(void *arg, const struct heard_packet *packet)
{
	struct watching *watching = arg;

	if (watching->capture)
		watch_capture_add(watching->capture, packet);
	live_hear_packet(watching->live, packet);
}

/* RSTs that TCP counted but that were not told; -1: not known. */
static int64_t count_untold(const struct watching *watching)
{
	int64_t counted = watch_counted(watching->watch);

	return counted < 0 ? counted : counted - (int64_t)watching->by_tcp;
}

static enum live_taking ask_taking(void *arg, const struct live_arrival *arrival, int *ret_state)
{
	return watch_taking_ask(&((struct watching *)arg)->taking, arrival, ret_state);
}

/* Not counting those of times when not everything was heard. */
static bool is_untold(void *arg)
{
	const struct watching *watching = arg;

	return count_untold(watching) > watching->skipped;
}

static void miss(void *arg, int64_t begin_ns, int64_t end_ns)
{
	struct watching *watching = arg;

	live_miss(watching->live, begin_ns, end_ns);
	watching->skipped = count_untold(watching);
}

/* ---- From turn to turn --------------------------------------------------------------------------
 */

static struct live_ending ending_of(struct watching *watching)
{
	const struct watch_state *state = watch_state(watching->watch);
	const char *netns = watching->options->netns;
	struct live_ending ending = {
		.end_ns = now_ns(CLOCK_REALTIME),
		.lost_words = state->lost_words,
		.lost_frames = state->lost_frames,
		.hurried = live_hurried(watching->live),
		.elsewhere = live_elsewhere(watching->live),
		.deaf_ns = state->deaf_ns,
		.begin_ns = watching->begin_ns,
		.counted = watch_counted(watching->watch),
		.by_tcp = watching->by_tcp,
		.left_out = watching->choice.left_out,
		.is_all = netns && strcmp(netns, "all") == 0,
	};

	watch_choice_names(&watching->choice, ending.left_by, sizeof(ending.left_by));
	return ending;
}

static int write_metrics(struct watching *watching)
{
	const struct live_ending ending = ending_of(watching);

	return watch_metrics_write(watching->options->metrics, &watching->tally, &ending,
				   &watching->why);
}

static void tell_again(struct watching *watching, int64_t now)
{
	struct live_tally *tally = &watching->tally;

	for (int i = 0; i < tally->count; i++) {
		struct live_story *story = tally->story[i];
		if (!story->untold)
			continue;
		if (watch_told_again(&watching->told, story) < 0)
			watching->err = -ENOMEM;
		live_tally_told(story, now);
	}
	watching->again_ns = -1;
	if (!watching->err)
		watching->err = write_metrics(watching);
}

static bool turn(void *arg, int64_t now)
{
	struct watching *watching = arg;
	const struct options *options = watching->options;
	int64_t elapsed_ns = now_ns(CLOCK_MONOTONIC);

	live_settle(watching->live, now);
	if (live_due(watching->live) < 0)
		watch_taking_rest(&watching->taking);
	if (watching->capture)
		watch_capture_settle(watching->capture, now - LIVE_GRACE_MS * MS);
	if (watching->again_ns >= 0 && elapsed_ns >= watching->again_ns)
		tell_again(watching, now);
	fflush(watching->output.file);
	return !watching->err && !ferror(watching->output.file) &&
	       !(options->resets && watching->tally.resets >= (uint64_t)options->resets) &&
	       !(watching->end_ns >= 0 && elapsed_ns >= watching->end_ns);
}

static int64_t earlier(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int64_t due(void *arg)
{
	const struct watching *watching = arg;

	int64_t now = now_ns(CLOCK_REALTIME), live = live_due(watching->live);
	int64_t own = earlier(watching->again_ns, watching->end_ns);

	/* Nothing waits that long, unless the clock was set back. */
	if (live > now + SECOND)
		live = now + SECOND;
	/* CLOCK_MONOTONIC converted to CLOCK_REALTIME. */
	return earlier(live, own < 0 ? own : now + own - now_ns(CLOCK_MONOTONIC));
}

/* ---- The command --------------------------------------------------------------------------------
 */

/* All files can be written, before anything is heard. 0, -ENOMEM, or -errno. */
static int open_files(struct watching *watching)
{
	const struct options *options = watching->options;
	int err = watch_told_open(&watching->told, options, &watching->why);

	if (err == 0 && options->out)
		err = watch_capture_open(options->out, &watching->capture, &watching->why);
	return err < 0 ? err : watch_metrics_try(options->metrics, &watching->why);
}

static int open_all(struct watching *watching)
{
	const struct options *options = watching->options;
	struct watch_request request = { .netns = options->netns };

	if (options->interfaces.count > WATCH_INTERFACES)
		return why_fail(&watching->why, -EINVAL, "at most %d interfaces can be named",
				WATCH_INTERFACES);
	for (int i = 0; i < options->interfaces.count; i++)
		request.interface[request.interface_count++] = options->interfaces.value[i];
	int err = console_host(options, &watching->choice.host, &watching->why);
	if (err < 0)
		return err;
	err = open_files(watching);
	if (err < 0)
		return err == -ENOMEM ? err : -EINVAL;
	err = learn_wanted(&watching->lessons, options->lessons, &watching->why);
	if (err == 0)
		err = watch_open(&request, &watching->watch, &watching->why);
	return err < 0 ? err : watch_output_open(&watching->output, &watching->why);
}

static int listen_on(struct watching *watching)
{
	const struct watch_state *state = watch_state(watching->watch);
	const struct live_witnesses witnesses = { .words = state->has_words,
						  .reasons = state->has_reasons,
						  .wire = state->has_wire,
						  .all_interfaces =
							  !watching->options->interfaces.count };
	const struct watch_ears ears = {
		.word = hear_word,
		.packet = hear_packet,
		.turn = turn,
		.gap = miss,
		.due = due,
		.signals = watching->output.signals,
		.arg = watching,
	};
	struct live_setting setting;

	watching->live = live_open(&watching->lessons, witnesses, told, watching);
	if (!watching->live)
		return why_fail(&watching->why, -ENOMEM, "out of memory");
	watch_setting_make(watch_state(watching->watch), watching->options->interfaces.count,
			   &setting);
	watching->begin_ns = setting.begin_ns;
	if (!watch_state(watching->watch)->is_sure)
		live_doubt(watching->live, is_untold);
	watching->skipped = count_untold(watching);
	watch_taking_begin(&watching->taking, watching->watch);
	live_ask(watching->live, ask_taking);
	int err = watch_told_begin(&watching->told, watching->output.file, &setting);
	if (err == 0)
		err = write_metrics(watching);
	fflush(watching->output.file);
	if (watching->options->watched > 0)
		watching->end_ns = now_ns(CLOCK_MONOTONIC) +
				   (int64_t)(watching->options->watched * (double)SECOND);
	if (err == 0)
		watch_run(watching->watch, &ears);
	return err;
}

static int tell_end(struct watching *watching)
{
	live_settle(watching->live, INT64_MAX);
	tell_again(watching, now_ns(CLOCK_REALTIME));
	const struct live_ending ending = ending_of(watching);
	live_tally_sort(&watching->tally);
	int err = watch_told_end(&watching->told, &watching->tally, &ending, !watching->err,
				 &watching->why);
	if (err < 0)
		return err;
	err = watch_capture_close(watching->capture, true, &watching->why);
	watching->capture = NULL;
	return err < 0 ? err : watching->err;
}

static enum exit_code watch_all(struct watching *watching)
{
	int err = open_all(watching);

	if (err < 0) {
		console_refuse(watching->why.text);
		return err == -EINVAL ? EXIT_USAGE : EXIT_BROKEN;
	}
	err = listen_on(watching);
	if (err == 0)
		err = tell_end(watching);
	if (err < 0) {
		console_refuse(watching->why.text);
		return EXIT_BROKEN;
	}
	fflush(watching->output.file);
	/* Nobody reads the output, so nobody would read an error either. */
	if (watching->output.is_cut)
		return EXIT_BROKEN;
	if (!ferror(watching->output.file))
		return EXIT_GOOD;
	why_set(&watching->why, "cannot write to standard output: %s",
		strerror(watching->output.err));
	console_refuse(watching->why.text);
	return EXIT_BROKEN;
}

static enum exit_code run(const struct options *options)
{
	struct watching *watching = calloc(1, sizeof(*watching));

	if (!watching)
		return console_refuse("out of memory");
	watching->options = watching->choice.options = options;
	watching->output.signals = -1;
	watching->end_ns = watching->again_ns = -1;
	enum exit_code code = watch_all(watching);
	watch_output_close(&watching->output);
	watch_told_close(&watching->told);
	watch_capture_close(watching->capture, false, &watching->why);
	live_tally_free(&watching->tally);
	live_close(watching->live);
	watch_close(watching->watch);
	lessons_free(&watching->lessons);
	free(watching);
	return code;
}

const struct command cmd_watch = {
	.name = "watch",
	.help = "tell each reset of this host, and why it came",
	.takes = OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_WATCH,
	.formats = WATCH_FORMATS,
	.run = run,
};
