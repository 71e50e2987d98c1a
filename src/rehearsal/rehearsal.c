/* SPDX-License-Identifier: GPL-2.0-only */
#include "rehearsal.h"

#include <string.h>

const void *lab_parameter(const struct lab *lab)
{
	return lab->scenario->parameter;
}

bool rehearse(const struct scenario *scenario, struct lab *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->scenario = scenario;
	scenario->play(ret);
	return !ret->overflows;
}

void note_name(struct lab *lab, char ret[STORY_NAME], const char *name)
{
	if (snprintf(ret, STORY_NAME, "%s", name) >= STORY_NAME)
		lab->overflows = true;
}

const char *note_text(struct lab *lab, const char *text)
{
	size_t size = strlen(text) + 1;
	char *ret = lab->texts + lab->text_bytes;

	if (size > sizeof(lab->texts) - (size_t)lab->text_bytes) {
		lab->overflows = true;
		return "";
	}
	memcpy(ret, text, size);
	lab->text_bytes += (int)size;
	return ret;
}

struct step *note(struct lab *lab, enum verb verb, const char *host)
{
	struct step *step = &lab->spare;

	if (lab->count < STEPS_MAX)
		step = &lab->step[lab->count++];
	else
		lab->overflows = true;
	*step = (struct step){ .verb = verb, .process = -1, .sock = -1, .other = -1 };
	note_name(lab, step->host, host);
	return step;
}

struct step *note_actor(struct actor *actor, enum verb verb)
{
	struct step *step = note(actor->lab, verb, actor->host);

	step->process = actor->number;
	note_name(actor->lab, step->actor, actor->name);
	return step;
}

struct step *note_sock(struct sock *sock, enum verb verb)
{
	struct step *step = note_actor(sock->actor, verb);

	step->sock = sock->number;
	step->own_port = sock->own_port;
	step->peer_port = sock->peer_port;
	return step;
}

/* As a C string has it; "$" and the like need nothing. */
static void print_text(FILE *out, const char *field, const char *text)
{
	if (!text)
		return;
	fprintf(out, ", .%s = \"", field);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\' || *text < ' ' || *text > '~')
			fprintf(out, "\\%03o", (unsigned char)*text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void print_number(FILE *out, const char *field, int number)
{
	if (number)
		fprintf(out, ", .%s = %d", field, number);
}

void print_steps(FILE *out, const struct lab *lab, int nth)
{
	fprintf(out, "static const struct step steps_%d[] = {\n", nth);
	for (int i = 0; i < lab->count; i++) {
		const struct step *step = &lab->step[i];

		fprintf(out, "\t{ .verb = %d, .process = %d, .sock = %d, .other = %d",
			(int)step->verb, step->process, step->sock, step->other);
		print_text(out, "host", *step->host ? step->host : NULL);
		print_text(out, "actor", *step->actor ? step->actor : NULL);
		print_text(out, "peer", *step->peer ? step->peer : NULL);
		print_number(out, "own_port", step->own_port);
		print_number(out, "peer_port", step->peer_port);
		print_number(out, "port", step->port);
		print_number(out, "a", step->a);
		print_number(out, "b", step->b);
		print_number(out, "level", step->level);
		print_number(out, "option", step->option);
		print_text(out, "name", step->name);
		print_text(out, "text", step->text);
		fputs(" },\n", out);
	}
	fputs("};\n", out);
}
