/* SPDX-License-Identifier: GPL-2.0-only */
/* candidate.h - the causes that a diagnosis names. Pure. */
#ifndef RSTLAB_CANDIDATE_H
#define RSTLAB_CANDIDATE_H

#include "diagnosis.h"

/* Adds it, or makes it more confident where it is there. @because: a string that stays, or NULL.
 * @is_generic: that it may be says nothing of this RST. @leads: of those that are as sure, it is
 * named before others. */
void candidate_add(struct diagnosis *diagnosis, const char *cause, const char *scenario,
		   enum confidence confidence, const char *because, bool is_generic, bool leads);

/* If it is among them, it is not more than possible, for the reason @doubt, a string that stays. */
void candidate_doubt(struct diagnosis *diagnosis, const char *cause, const char *doubt);

/* NULL: it is not among them. */
struct candidate *candidate_find(struct diagnosis *diagnosis, const char *cause);

/* A scenario that shows its cause, in this situation or in another; NULL: none does. */
const char *candidate_example(const struct candidate *candidate);

/* Takes it away, if it is among them. */
void candidate_remove(struct diagnosis *diagnosis, const char *cause);

/* The surest first; of equals, what is met most often, then what stands before more others among
 * the causes of symptoms.
 */
void candidates_sort(struct diagnosis *diagnosis);

/* Which of several cannot be told, but all that are met at all are kinds of one: that can. Adds it.
 */
void candidates_join(struct diagnosis *diagnosis);

#endif
