/* SPDX-License-Identifier: GPL-2.0-only */
/* lessons_builtin.c - lab/lessons.txt, as the build has put it into the program. */
#include "lessons.h"

/* Of ci/text-to-c.cmake; ends with 0. */
extern const char lessons_text[];

int lessons_builtin(struct lessons *ret)
{
	struct why why;

	*ret = (struct lessons){ 0 };
	int err = lessons_read(ret, lessons_text, &why);
	if (err < 0)
		lessons_free(ret);
	return err;
}
