/* SPDX-License-Identifier: GPL-2.0-only */
/* upstream_mail.h - a known issue as a mail to the kernel's developers. Pure but for its FILE. */
#ifndef RSTLAB_UPSTREAM_MAIL_H
#define RSTLAB_UPSTREAM_MAIL_H

#include "scenario.h"

#include <stdio.h>

/* Prints the mail, plain text of up to UPSTREAM_WIDTH columns: To and Subject, an empty line, and
 * the body. @scenario has an `upstream`. */
void upstream_mail(FILE *out, const struct scenario *scenario);

#endif
