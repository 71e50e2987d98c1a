/* SPDX-License-Identifier: GPL-2.0-only */
#include "explanation.h"

#include "explain_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool by_client(const struct diagnosis *diagnosis)
{
	return diagnosis->rst->segment.from == diagnosis->client;
}

static bool is_same(const struct diagnosis *a, const struct diagnosis *b)
{
	if (by_client(a) != by_client(b) || a->client_sure != b->client_sure ||
	    a->stack != b->stack || a->crossing != b->crossing ||
	    a->is_harmless != b->is_harmless || a->count != b->count ||
	    !situation_equal(&a->situation, &b->situation))
		return false;
	for (int i = 0; i < a->count; i++)
		if (strcmp(a->candidate[i].cause, b->candidate[i].cause) != 0 ||
		    a->candidate[i].confidence != b->candidate[i].confidence)
			return false;
	return true;
}

static const struct endpoint *endpoint_of(const struct diagnosis *diagnosis, bool client)
{
	int side = client ? diagnosis->client : !diagnosis->client;

	return &diagnosis->rst->track.side[side].endpoint;
}

static void note_frame(struct story *story, uint64_t frame)
{
	int at = story->frame_count;

	while (at > 0 && story->frame[at - 1] > frame)
		at--;
	if (at == STORY_FRAMES)
		return;
	if (story->frame_count < STORY_FRAMES)
		story->frame_count++;
	memmove(&story->frame[at + 1], &story->frame[at],
		(size_t)(story->frame_count - 1 - at) * sizeof(story->frame[0]));
	story->frame[at] = frame;
}

static void note_others(struct story *story, const struct diagnosis *diagnosis)
{
	const struct diagnosis *first = &story->diagnosis;

	story->one_server &=
		endpoint_equal(endpoint_of(first, false), endpoint_of(diagnosis, false));
	story->one_client &=
		memcmp(&endpoint_of(first, true)->addr, &endpoint_of(diagnosis, true)->addr,
		       sizeof(struct in6_addr)) == 0;
}

/* The first by frame is told, whatever came to its end first. */
static void keep(struct story *story, const struct conversation *conversation,
		 const struct diagnosis *diagnoses, int count)
{
	story->stream = conversation->number;
	story->rst = *diagnoses->rst;
	story->diagnosis = *diagnoses;
	story->diagnosis.rst = &story->rst;
	story->afterwards_count = count - 1;
	for (int i = 1; i < count; i++) {
		struct afterwards *next = &story->afterwards[i - 1];
		*next = (struct afterwards){ .frame = diagnoses[i].rst->segment.frame,
					     .echoes = diagnoses[i].rst->echoes,
					     .by_client = by_client(&diagnoses[i]),
					     .flags = diagnoses[i].rst->segment.flags };
		diagnosis_label(&diagnoses[i], next->label, sizeof(next->label));
	}
}

static struct story *find(struct explanation *explanation, const struct diagnosis *diagnosis)
{
	for (int i = 0; i < explanation->count; i++)
		if (is_same(&explanation->story[i]->diagnosis, diagnosis))
			return explanation->story[i];
	return NULL;
}

static int add(struct explanation *explanation, const struct conversation *conversation,
	       const struct diagnosis *diagnoses, int count)
{
	struct story *story = find(explanation, diagnoses);

	if (!story && explanation->count == STORIES_MAX) {
		explanation->untold++;
		return 0;
	}
	if (!story) {
		story = calloc(1, sizeof(*story));
		if (!story)
			return -ENOMEM;
		story->one_server = story->one_client = true;
		explanation->story[explanation->count++] = story;
		keep(story, conversation, diagnoses, count);
	}
	explanation->told++;
	story->connections++;
	note_others(story, diagnoses);
	note_frame(story, diagnoses->rst->segment.frame);
	if (diagnoses->rst->segment.frame < story->rst.segment.frame)
		keep(story, conversation, diagnoses, count);
	return 0;
}

/* By what the kernel notes. What Linux notes says nothing of another system. */
static void tell_apart(struct aparts *aparts, const struct marks *marks,
		       struct diagnosis *diagnosis)
{
	const char *cause[CANDIDATES_MAX];
	int count = 0;

	for (int i = 0; i < diagnosis->count && diagnosis->stack != STACK_FOREIGN; i++)
		if (diagnosis->candidate[i].confidence != UNKNOWABLE)
			cause[count++] = diagnosis->candidate[i].cause;
	diagnosis->apart = *aparts_find(aparts, marks, cause, count);
}

int explanation_add(struct explanation *explanation, const struct lessons *lessons,
		    const struct conversation *conversation,
		    int (*each)(void *arg, const struct conversation *conversation,
				const struct diagnosis *diagnosis),
		    void *arg)
{
	struct diagnosis *diagnoses = calloc(CONVERSATION_RESETS, sizeof(*diagnoses));
	int count = 0, err = diagnoses ? 0 : -ENOMEM;

	for (int i = 0; i < conversation->reset_count && err == 0; i++) {
		uint64_t frame = conversation->reset[i]->segment.frame;
		if (explanation->at && frame != explanation->at)
			continue;
		diagnosis_make(lessons, conversation, i, &diagnoses[count]);
		tell_apart(&explanation->aparts, &lessons->marks, &diagnoses[count]);
		rests_tell(&explanation->rests, lessons, &diagnoses[count]);
		err = each(arg, conversation, &diagnoses[count++]);
	}
	if (err == 0 && count > 0)
		err = add(explanation, conversation, diagnoses, count);
	free(diagnoses);
	return err;
}

static int order(const void *a, const void *b)
{
	const struct story *one = *(struct story *const *)a, *other = *(struct story *const *)b;

	if (one->diagnosis.is_harmless != other->diagnosis.is_harmless)
		return one->diagnosis.is_harmless ? 1 : -1;
	if (one->connections != other->connections)
		return one->connections > other->connections ? -1 : 1;
	return one->rst.segment.frame < other->rst.segment.frame ? -1 : 1;
}

void explanation_sort(struct explanation *explanation)
{
	qsort(explanation->story, (size_t)explanation->count, sizeof(explanation->story[0]), order);
}

void explanation_free(struct explanation *explanation)
{
	for (int i = 0; i < explanation->count; i++)
		free(explanation->story[i]);
	explanation->count = 0;
}
