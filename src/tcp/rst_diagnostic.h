/* SPDX-License-Identifier: GPL-2.0-only */
/* rst_diagnostic.h - what a RST's payload says of its reason
 * (draft-ietf-tcpm-rst-diagnostic-payload). Pure. */
#ifndef RSTLAB_RST_DIAGNOSTIC_H
#define RSTLAB_RST_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rst_diagnostic {
	uint16_t code;
	uint32_t vendor; /* whose code it is, a Private Enterprise Number; 0: IANA's */
};

/* Reads the payload, all @size bytes of it. False: it is none of these. */
bool rst_diagnostic_read(const uint8_t *bytes, size_t size, struct rst_diagnostic *ret);

/* "data after CLOSE" of a code of IANA's; NULL: it is not known. */
const char *rst_diagnostic_text(uint16_t code);

#endif
