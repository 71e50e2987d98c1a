/* SPDX-License-Identifier: GPL-2.0-only */
/* golden.h - what is told, against files that hold what should be told. */
#ifndef RSTLAB_TEST_GOLDEN_H
#define RSTLAB_TEST_GOLDEN_H

/* Compares @text, which it frees, with the file @name of tests/golden; the test fails where they
 * differ. RSTLAB_UPDATE_GOLDEN=1 in the environment writes the file anew first. */
void golden_check(const char *name, char *text);

#endif
