/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_explain.c - explain: from the RSTs of captures to their causes. */
#include "capture_file.h"
#include "console.h"
#include "explain_outputs.h"
#include "learn.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct work {
	const struct options *options;
	struct in6_addr host; /* if that is asked for */
	struct lessons lessons;
	struct explain_outputs outputs;
	struct explanation capture;
	/* Of the frame that is asked for */
	bool at_is_there, at_is_reset;
	int err;
};

/* ---- Which are meant ----------------------------------------------------------------------------
 */

static bool is_meant(const struct work *work, const struct conversation *conversation)
{
	const struct options *options = work->options;
	const struct track_side *side = conversation->track.side;

	if (options->stream >= 0 && conversation->number != (uint64_t)options->stream)
		return false;
	if (options->port && side[0].endpoint.port != options->port &&
	    side[1].endpoint.port != options->port)
		return false;
	return !options->host ||
	       memcmp(&side[0].endpoint.addr, &work->host, sizeof(work->host)) == 0 ||
	       memcmp(&side[1].endpoint.addr, &work->host, sizeof(work->host)) == 0;
}

static int tell(void *arg, const struct conversation *conversation,
		const struct diagnosis *diagnosis)
{
	struct work *work = arg;

	return explain_outputs_reset(&work->outputs, &work->capture, conversation, diagnosis);
}

static void told(void *arg, const struct conversation *conversation)
{
	struct work *work = arg;

	if (!work->err && is_meant(work, conversation))
		work->err =
			explanation_add(&work->capture, &work->lessons, conversation, tell, work);
}

/* ---- A capture ----------------------------------------------------------------------------------
 */

/* What a RST says in words is of use; nobody else's payload is looked at. */
static void add_payload(struct conversations *conversations, const struct captured *captured)
{
	const struct decoded *tcp = &captured->packet;
	size_t size = tcp->len;

	if (tcp->protocol != PROTO_TCP || !(tcp->flags & RST) || tcp->payload >= captured->size)
		return;
	if (size > captured->size - tcp->payload)
		size = captured->size - tcp->payload;
	conversations_payload(conversations, captured->bytes + tcp->payload, size);
}

static int read_packets(struct work *work, struct capture_file *file,
			struct conversations *conversations, struct why *ret_why)
{
	struct captured packet;
	int more;

	while ((more = capture_file_next(file, &packet, ret_why)) > 0) {
		if (packet.frame == (uint64_t)work->options->at) {
			work->at_is_there = true;
			work->at_is_reset =
				packet.packet.protocol == PROTO_TCP && packet.packet.flags & RST;
		}
		int err = conversations_add(conversations, &packet.packet, packet.frame,
					    packet.time_ns);
		if (err == 0)
			add_payload(conversations, &packet);
		if (err == 0)
			err = work->err;
		if (err < 0)
			return why_fail(ret_why, err, "out of memory");
	}
	return more;
}

/* What is the matter with the frame that was asked for? */
static int check_at(const struct work *work, const char *path, struct why *ret_why)
{
	int at = work->options->at;

	if (!at || work->capture.told)
		return 0;
	if (!work->at_is_there)
		return why_fail(ret_why, -EINVAL,
				"%s has %" PRIu64 " packet%s; there is no frame %d", path,
				work->capture.totals.packets,
				work->capture.totals.packets == 1 ? "" : "s", at);
	if (!work->at_is_reset)
		return why_fail(ret_why, -EINVAL,
				"%s: frame %d is not a TCP RST; leave out --at to explain all RSTs",
				path, at);
	return why_fail(
		ret_why, -EINVAL,
		"%s: frame %d is not explained: its RST is a duplicate (--at the first), or "
		"another option excludes it",
		path, at);
}

/* Is the connection that was asked for there? */
static int check_stream(const struct work *work, const char *path, struct why *ret_why)
{
	uint64_t connections = work->capture.totals.connections;
	int stream = work->options->stream;

	if (stream < 0 || (uint64_t)stream < connections)
		return 0;
	return why_fail(ret_why, -EINVAL,
			"%s has %" PRIu64 " connection%s; there is no stream %d (the first is "
			"stream 0)",
			path, connections, connections == 1 ? "" : "s", stream);
}

static int tell_capture(struct work *work, const char *path, int err, struct why *ret_why)
{
	struct explanation *capture = &work->capture;

	/* What was read is told, with what stopped it. */
	if (err < 0)
		capture->incomplete = ret_why->text;
	else
		err = check_stream(work, path, ret_why);
	if (err == 0)
		err = check_at(work, path, ret_why);
	explanation_sort(capture);
	if ((err == 0 || capture->incomplete) &&
	    explain_outputs_capture(&work->outputs, capture) < 0)
		err = why_fail(ret_why, -ENOMEM, "out of memory");
	return err;
}

static int explain_file(struct work *work, const char *path, struct why *ret_why)
{
	struct capture_file *file;
	struct conversations *conversations;
	int err = capture_file_open(path, &file, ret_why);

	if (err < 0)
		return err;
	work->capture =
		(struct explanation){ .path = strcmp(path, "-") == 0 ? "standard input" : path,
				      .at = (uint64_t)work->options->at };
	conversations = conversations_open(CONVERSATIONS_MAX, work->capture.at, told, work);
	if (conversations) {
		err = read_packets(work, file, conversations, ret_why);
		conversations_end(conversations);
		work->capture.totals = *conversations_totals(conversations);
		work->capture.is_cut = err == 0 && capture_file_is_cut(file);
		conversations_close(conversations);
		if (work->err)
			err = why_fail(ret_why, work->err, "out of memory");
		else
			err = tell_capture(work, work->capture.path, err, ret_why);
	} else {
		err = why_fail(ret_why, -ENOMEM, "out of memory");
	}
	explanation_free(&work->capture);
	capture_file_close(file);
	return err;
}

/* ---- The command --------------------------------------------------------------------------------
 */

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

static int check_words(struct work *work, struct why *ret_why)
{
	const struct options *options = work->options;
	int streams = 0;

	if (console_host(options, &work->host, ret_why) < 0)
		return -EINVAL;
	if (options->operand_count > 1 && (options->at || options->stream >= 0))
		return why_fail(ret_why, -EINVAL, "%s needs a single capture, but %d are named",
				options->at ? "--at FRAME" : "--stream N", options->operand_count);
	for (int i = 0; i < options->operand_count; i++)
		streams += strcmp(options->operands[i], "-") == 0;
	for (int i = 0; i < options->report_count; i++)
		for (int k = 0; k < options->operand_count; k++)
			if (is_same_file(options->report[i].path, options->operands[k]))
				return why_fail(ret_why, -EINVAL,
						"--report would overwrite the capture '%s'",
						options->operands[k]);
	if (streams > 1)
		return why_fail(ret_why, -EINVAL, "standard input, '-', can be read only once");
	return 0;
}

static enum exit_code explain(struct work *work)
{
	struct why why, end_why;
	int err = check_words(work, &why);

	if (err == 0)
		err = learn_wanted(&work->lessons, work->options->lessons, &why);
	if (err < 0)
		return console_refuse(why.text);
	if (explain_outputs_begin(&work->outputs, work->options, &why) < 0)
		return console_refuse(why.text);
	for (int i = 0; i < work->options->operand_count && err == 0; i++)
		err = explain_file(work, work->options->operands[i], &why);
	int end_err = explain_outputs_end(&work->outputs, err == 0, &end_why);
	if (err < 0)
		return console_refuse(why.text);
	if (end_err < 0) {
		console_refuse(end_why.text);
		return EXIT_BROKEN;
	}
	return EXIT_GOOD;
}

static enum exit_code run(const struct options *options)
{
	struct work *work = calloc(1, sizeof(*work));

	if (!work)
		return console_refuse("out of memory");
	work->options = options;
	enum exit_code code = explain(work);
	lessons_free(&work->lessons);
	free(work);
	return code;
}

const struct command cmd_explain = {
	.name = "explain",
	.operands = "FILE...",
	.operands_max = INT_MAX,
	.operands_min = 1,
	.help = "explain why the connections of a capture were reset",
	.takes = OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_EXPLAIN,
	.formats = EXPLAIN_FORMATS,
	.run = run,
};
