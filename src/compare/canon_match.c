/* SPDX-License-Identifier: GPL-2.0-only */
#include "canon_match.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool canon_same_strand(const struct canon_item *a, const struct canon_item *b)
{
	return a->witness == b->witness && strcmp(a->who, b->who) == 0;
}

/* The items of @side that are of the strand of @head and not yet done. Returns their count. */
static int strand_of(const struct canon_side *side, const struct canon_item *head, int *ret)
{
	int count = 0;

	for (int i = 0; i < side->canon->count; i++)
		if (!side->done[i] && canon_same_strand(&side->canon->item[i], head))
			ret[count++] = i;
	return count;
}

/* The longest row of equals: @length has a cell for each pair of beginnings. */
static void match_strand(struct canon_side *side_a, struct canon_side *side_b, const int *old,
			 int olds, const int *new, int news, int *length)
{
	const struct canon_item *a = side_a->canon->item, *b = side_b->canon->item;
	size_t width = (size_t)news + 1;
	int i = 0, k = 0;

	for (int n = olds; n >= 0; n--)
		for (int m = news; m >= 0; m--) {
			int *cell = &length[(size_t)n * width + (size_t)m];
			if (n == olds || m == news)
				*cell = 0;
			else if (canon_same(&a[old[n]], &b[new[m]]))
				*cell = cell[width + 1] + 1;
			else
				*cell = cell[width] > cell[1] ? cell[width] : cell[1];
		}
	while (i < olds && k < news) {
		const int *cell = &length[(size_t)i * width + (size_t)k];
		if (canon_same(&a[old[i]], &b[new[k]])) {
			side_a->done[old[i++]] = true;
			side_b->done[new[k++]] = true;
		} else if (cell[width] >= cell[1]) {
			i++;
		} else {
			k++;
		}
	}
}

int canon_match(struct canon_side *old, struct canon_side *new)
{
	size_t rooms[] = { (size_t)old->canon->count + 1, (size_t) new->canon->count + 1 };
	int *olds = calloc(rooms[0], sizeof(*olds)), *news = calloc(rooms[1], sizeof(*news));
	int *length = calloc(rooms[0] * rooms[1], sizeof(*length));
	bool failed = !olds || !news || !length;

	for (int i = 0; i < old->canon->count && !failed; i++) {
		const struct canon_item *item = &old->canon->item[i];
		bool is_head = true;
		for (int k = 0; k < i && is_head; k++)
			is_head = !canon_same_strand(&old->canon->item[k], item);
		if (!is_head)
			continue;
		int count = strand_of(old, item, olds);
		match_strand(old, new, olds, count, news, strand_of(new, item, news), length);
	}
	free(length);
	free(news);
	free(olds);
	return failed ? -ENOMEM : 0;
}
