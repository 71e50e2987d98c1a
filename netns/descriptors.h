/* SPDX-License-Identifier: GPL-2.0-only */
/* descriptors.h - what a process that lives on holds open. */
#ifndef RSTLAB_DESCRIPTORS_H
#define RSTLAB_DESCRIPTORS_H

/* Closes all descriptors from @first on but @one and @other, which are not below it. */
void descriptors_keep(int first, int one, int other);

#endif
