/* SPDX-License-Identifier: GPL-2.0-only */
/* list.h - what scenarios there are, for people and for programs. Pure but for its FILE. */
#ifndef RSTLAB_LIST_H
#define RSTLAB_LIST_H

#include "scenario.h"

#include <stdbool.h>
#include <stdio.h>

struct list_how {
	int width;    /* columns that a line may have; 0: as many as it takes */
	bool verbose; /* sources, topology, needs and tags too */
	bool brief;   /* an answer: tags and the document are not explained */
};

/* Names and titles, by the folders of lab/: the life of a connection; then what the words in them
 * mean. */
void list_text(FILE *out, const struct list_how *how, const struct scenario *const *list,
	       int count);

/* All that describe_scenario() tells, in the form of rstlab-ns-list(5). The @all_count scenarios of
 * @all are those that they may point to. 0 or -ENOMEM. */
int list_json(FILE *out, const struct scenario *const *list, int count,
	      const struct scenario *const *all, int all_count);

/* The same, part by part: between begin and end stand members. */
void list_json_begin(FILE *out);
void list_json_end(FILE *out);

/* The scenarios as a member @key of an object, after others, indented by @indent. */
int list_json_member(FILE *out, const char *key, int indent, const struct scenario *const *list,
		     int count, const struct scenario *const *all, int all_count);

#endif
