/* SPDX-License-Identifier: GPL-2.0-only */
#include "captures_save.h"

#include "atomic_file.h"
#include "capture_notes.h"
#include "directory.h"
#include "pcap.h"
#include "pcapng.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

static int write_end(FILE *out, const struct evidence *ev, int end)
{
	struct pcap_file *file;
	int error = pcap_file_begin(out, &file);
	if (error)
		return error;
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *p = &ev->packet[i];
		struct pcap_frame frame = { .time_ns = p->time_ns,
					    .bytes = ev->frames + p->frame,
					    .size = p->caplen,
					    .length = p->length };
		if (p->end == end)
			pcap_file_add(file, &frame);
	}
	return pcap_file_end(file);
}

/* ---- All ends, with the story -------------------------------------------------------------------
 */

enum { SECTION_SIZE = VERDICT_TEXT + 5 * TEXT_SIZE };

/* The result, and what a reader who knows no more should know. */
static const char *section_text(const struct result *result, char text[SECTION_SIZE])
{
	const struct verdict *verdict = &result->verdict;
	const struct evidence *ev = result->reading.ev;
	char name[96];

	text_set(text, SECTION_SIZE, "%s: %s, on Linux %s\n%s",
		 result_name(result, name, sizeof(name)), status_name[verdict->status], ev->kernel,
		 result->scenario->title ? result->scenario->title : "");
	if (*verdict->why)
		text_append(text, SECTION_SIZE, "\n%s", verdict->why);
	if (verdict->outcome)
		text_append(text, SECTION_SIZE, "\nIt ended as '%s': %s", verdict->outcome->name,
			    verdict->outcome->meaning);
	text_append(text, SECTION_SIZE,
		    "\n"
		    "Each link end that saw a packet has its own copy; comments are from the "
		    "lab, see rstlab-ns(1).");
	return text;
}

static void write_head(FILE *out, const char *version, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	char program[64], system[96], text[SECTION_SIZE];

	text_set(program, sizeof(program), "rstlab-ns %s", version);
	text_set(system, sizeof(system), "Linux %s", ev->kernel);
	pcapng_begin(out, &(struct pcapng_section){ .program = program,
						    .system = system,
						    .comment = section_text(result, text) });
	for (int end = 0; end < ev->end_count; end++) {
		char name[2 * NAME_SIZE];
		text_set(name, sizeof(name), "%s %s", host_name(ev, ev->end[end].host),
			 ev->end[end].ifname);
		pcapng_interface(out, name, PCAPNG_ETHERNET, PCAP_SNAPLEN);
	}
}

/* The packet at @place, with its notes from @note on; returns the first that is not its own. */
static int write_packet(FILE *out, const struct evidence *ev, const struct capture_notes *notes,
			const char *const *comment, int place, int note)
{
	const struct packet *packet = &ev->packet[notes->packet[place]];
	int first = note;

	while (note < notes->count && notes->note[note].place == place)
		note++;
	pcapng_packet(out, &(struct pcapng_packet){ .interface = (uint32_t)packet->end,
						    .time_ns = packet->time_ns,
						    .bytes = ev->frames + packet->frame,
						    .size = packet->caplen,
						    .length = packet->length,
						    .way = packet->sent ? PCAPNG_OUT : PCAPNG_IN,
						    .comment = comment + first,
						    .comments = (size_t)(note - first) });
	return note;
}

static int write_story(FILE *out, const char *version, const struct result *result)
{
	struct capture_notes notes;
	int note = 0, error = capture_notes_make(result, &notes);

	if (error)
		return error;

	const char **comment = calloc((size_t)notes.count + 1, sizeof(*comment));

	for (int i = 0; comment && i < notes.count; i++)
		comment[i] = notes.note[i].text;
	errno = 0;
	if (comment)
		write_head(out, version, result);
	for (int i = 0; comment && i < notes.packet_count; i++)
		note = write_packet(out, result->reading.ev, &notes, comment, i, note);
	if (!comment)
		error = -ENOMEM;
	else if (ferror(out))
		error = errno ? -errno : -EIO;
	free(comment);
	capture_notes_free(&notes);
	return error;
}

/* ---- The files ----------------------------------------------------------------------------------
 */

int captures_make(int dir)
{
	return directory_make(dir, "captures");
}

/* @end: NONE for all of them. */
static int save(int captures, const char *name, const char *version, const struct result *result,
		int end)
{
	struct atomic_file output;
	int error = atomic_file_open(captures, name, &output);

	if (error)
		return error;
	error = end == NONE ? write_story(output.file, version, result)
			    : write_end(output.file, result->reading.ev, end);
	if (!error)
		return atomic_file_commit_new(&output);
	atomic_file_abandon(&output);
	return error;
}

int captures_save(int captures, const char *version, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	char name[CAPTURE_NAME_SIZE];
	int error = 0;

	for (int end = 0; end < ev->end_count && !error; end++)
		error = save(captures, result_capture(result, end, name), version, result, end);
	if (ev->end_count > 0 && !error)
		error = save(captures, result_capture(result, NONE, name), version, result, NONE);
	return error;
}
