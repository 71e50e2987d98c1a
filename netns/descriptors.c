/* SPDX-License-Identifier: GPL-2.0-only */
#include "descriptors.h"

#include <unistd.h>

void descriptors_keep(int first, int one, int other)
{
	int low = one < other ? one : other, high = one < other ? other : one;
	if (low > first)
		close_range((unsigned)first, (unsigned)low - 1, 0);
	if (high > low + 1)
		close_range((unsigned)low + 1, (unsigned)high - 1, 0);
	close_range((unsigned)high + 1, ~0U, 0);
}
