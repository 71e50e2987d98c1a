/* SPDX-License-Identifier: GPL-2.0-only */
#include "mptcp_reason.h"

#include <stddef.h>

/* RFC 8684, 3.6, table 3. */
static const char *const reason_text[] = {
	"unspecified error",           "MPTCP-specific error",      "lack of resources",
	"administratively prohibited", "too much outstanding data", "unacceptable performance",
	"middlebox interference",
};

int mptcp_subtype(const uint8_t *option)
{
	return option && option[1] >= 3 ? option[2] >> 4 : MP_NONE;
}

int mptcp_reason(const uint8_t *option)
{
	return mptcp_subtype(option) == MP_TCPRST && option[1] >= 4 ? option[3] : -1;
}

const char *mptcp_reason_text(int reason)
{
	size_t count = sizeof(reason_text) / sizeof(reason_text[0]);

	return reason >= 0 && (size_t)reason < count ? reason_text[reason] : "not a known reason";
}
