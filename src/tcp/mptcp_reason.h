/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp_reason.h - why a subflow was reset, as MP_TCPRST says (RFC 8684, 3.6). Pure. */
#ifndef RSTLAB_MPTCP_REASON_H
#define RSTLAB_MPTCP_REASON_H

#include <stdint.h>

/* Of the subtypes of an option of kind 30 (RFC 8684, 8), those that are asked for. */
enum mptcp_subtype { MP_NONE = -1, MP_JOIN = 1, MP_FASTCLOSE = 7, MP_TCPRST = 8 };

/* Of an option of kind 30; MP_NONE: it is NULL, or has none. */
int mptcp_subtype(const uint8_t *option);

/* Of an option of kind 30; -1: it is NULL, or says none. */
int mptcp_reason(const uint8_t *option);

/* "lack of resources". */
const char *mptcp_reason_text(int reason);

#endif
