/* SPDX-License-Identifier: GPL-2.0-only */
#include "recent_diagram.h"

#include "address.h"
#include "explain_words.h"
#include "mermaid.h"
#include "recent_text.h"
#include "text.h"

#include <inttypes.h>

enum { WORDS_SIZE = 200 };

/* The client stands on the left. */
enum { CLIENT, SERVER };

static void draw_segment(FILE *out, const struct rst *rst, const struct track_segment *short_one)
{
	const struct segment segment = recent_segment(rst, short_one);
	char words[WORDS_SIZE], flags[48];
	bool sure;
	int from = short_one->from == track_client(&rst->track, &sure) ? CLIENT : SERVER;

	text_set(words, sizeof(words), "%" PRIu64 " [%s] Seq=%" PRIu32, short_one->frame,
		 flags_list(short_one->flags, ", ", flags, sizeof(flags)), segment.rel_seq);
	if (short_one->flags & ACK)
		text_append(words, sizeof(words), " Ack=%" PRIu32, segment.rel_ack);
	text_append(words, sizeof(words), " Len=%" PRIu32, short_one->len);
	mermaid_arrow(out, from, from == CLIENT ? SERVER : CLIENT, false, words);
}

void recent_diagram_print(FILE *out, const struct story *story)
{
	const struct rst *rst = &story->rst;
	const struct track *track = &rst->track;
	unsigned count = track->count < TRACK_RECENT ? (unsigned)track->count : TRACK_RECENT;
	char words[WORDS_SIZE], endpoint[ENDPOINT_TEXT_SIZE];
	bool sure;
	int client = track_client(track, &sure);

	mermaid_begin(out);
	for (int i = CLIENT; i <= SERVER; i++) {
		const struct track_side *side = &track->side[i == CLIENT ? client : !client];
		text_set(words, sizeof(words), "%s %s", i == CLIENT ? "client" : "server",
			 endpoint_text(&side->endpoint, endpoint));
		mermaid_participant(out, i, words);
	}
	if (track->count > count) {
		text_set(words, sizeof(words), "%" PRIu64 " packet%s of the connection before",
			 track->count - count, track->count - count == 1 ? "" : "s");
		mermaid_note(out, CLIENT, SERVER, words);
	}
	for (unsigned back = count; back-- > 0;)
		draw_segment(out, rst, track_back(track, back));
	draw_segment(out, rst, &rst->segment);
	mermaid_note(out, CLIENT, SERVER, diagnosis_label(&story->diagnosis, words, sizeof(words)));
	mermaid_end(out);
}
